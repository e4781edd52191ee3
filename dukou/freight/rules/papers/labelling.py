"""Say what stands on the labels of cartons and pallets: the logistic unit, what is in it, how many, and of which lot.

GS1 General Specifications 4.3 (logistic labels): the SSCC is on each label, content and count are those of a unit that
holds one trade item, and a batch is named in a symbol of its own, which keeps all of them readable at 203 dots an inch.
"""

from collections.abc import Iterator, Mapping

from dukou.base.errors import Refusal
from dukou.base.gs1 import element_string, readable, sscc_after
from dukou.freight.records.papers import CartonRange, Label, PalletRecord, PaperLine, PaperSet, Symbol

GTIN_DIGITS = 14
MOST_LABELS = 100


def carton_labels(papers: PaperSet, *, first: int, count: int) -> list[Label]:
    """Return the labels of some cartons, by their numbers."""
    of_number = {one.number: one for one in papers.lines}
    return [
        _carton(papers, one, of_number[one.line], number)
        for one in papers.ranges
        for number in _numbers(one.first, one.last, first, count)
    ]


def pallet_labels(papers: PaperSet, *, first: int, count: int) -> list[Label]:
    """Return the labels of some pallets, by their numbers."""
    of_number = {one.number: one for one in papers.lines}
    wanted = _numbers(1, len(papers.pallets), first, count)
    found = []
    for pallet in (papers.pallets[number - 1] for number in wanted):
        on = {one.line for one in papers.ranges if one.pallet == pallet.number}
        found.append(_pallet(papers, pallet, of_number[on.pop()] if len(on) == 1 else None))
    return found


def require_part(first: int, count: int) -> None:
    """Refuse a part of the labels that begins before the first or is too large for one print."""
    if first < 1 or not 1 <= count <= MOST_LABELS:
        raise Refusal("freight.too_many_labels", {"most": MOST_LABELS})


def _numbers(lowest: int, highest: int, first: int, count: int) -> range:
    return range(max(lowest, first), min(highest, first + count - 1) + 1)


def _carton(papers: PaperSet, one: CartonRange, line: PaperLine, number: int) -> Label:
    sscc = sscc_after(one.sscc_first, number - one.first)
    return Label(
        kind="carton",
        sscc=sscc,
        number=number,
        of=papers.totals.cartons,
        pallet=one.pallet,
        cartons=1,
        pairs=one.pairs,
        net_grams=one.net_grams,
        gross_grams=one.gross_grams,
        ml=one.ml,
        line=line,
        symbols=tuple(_symbols(sscc, line, one.pairs)),
    )


def _pallet(papers: PaperSet, one: PalletRecord, line: PaperLine | None) -> Label:
    return Label(
        kind="pallet",
        sscc=one.sscc,
        number=one.number,
        of=papers.totals.pallets,
        pallet=one.number,
        cartons=one.cartons,
        pairs=one.pairs,
        net_grams=one.net_grams,
        gross_grams=one.gross_grams,
        ml=one.ml,
        line=line,
        symbols=tuple(_symbols(one.sscc, line, one.pairs)),
    )


def _symbols(sscc: str, line: PaperLine | None, pairs: int) -> Iterator[Symbol]:
    """Yield lot, content with count in pairs, and last the SSCC, which stands lowest on a label."""
    if line is not None:
        yield _symbol({"10": line.lot})
        yield _symbol({"02": line.gtin.zfill(GTIN_DIGITS), "37": str(pairs)})
    yield _symbol({"00": sscc})


def _symbol(elements: Mapping[str, str]) -> Symbol:
    return Symbol(element_string(elements), readable(elements))
