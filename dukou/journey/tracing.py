"""Trace goods back to their lots, machines, shifts, inspections, work orders and yarn.

Where goods of several lots lie together and look the same, each lot is as probable as its share of the pairs there: of
those that the viewer may see.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import is_gtin, is_sscc
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.depot.records import CartonRecord, LotThere
from dukou.lab import door as lab
from dukou.lab.records import InspectionRecord
from dukou.mill import door as mill
from dukou.mill.records import LotTrace, YarnUsed
from dukou.returns import door as returns

SHOP = "@"


@dataclass(frozen=True, slots=True)
class Traced:
    """Hold a lot that goods may be of, how probable that is, and what is known of it; the lot is None for its buyer."""

    share: Fraction
    pairs: int
    line_id: int
    lot: LotTrace | None
    inspections: tuple[InspectionRecord, ...]
    yarn: tuple[YarnUsed, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Say what a code names ("carton", "lot", "case", "article" or "sending"), and of which lots its goods may be."""

    what: str
    lots: tuple[Traced, ...]
    carton: CartonRecord | None = None


def trace(code: str, *, viewer: Viewer) -> Trace:
    """Return what a code names for this viewer: SSCC, lot, return, article number, perhaps at a shop, or a sending.

    An article at a shop is written ``GTIN@shop``. Refuses what does not exist for the viewer.
    """
    for look in LOOKS:
        try:
            return look(code, viewer)
        except Refusal:
            continue
    raise Missing("depot.code_not_found")


def _carton(code: str, viewer: Viewer) -> Trace:
    if not is_sscc(code):
        raise Missing("depot.code_not_found")
    carton = depot.carton(code, viewer=viewer)
    return Trace("carton", _traced([LotThere(carton.lot_id, carton.line_id, carton.pairs)], viewer), carton)


def _article(code: str, viewer: Viewer) -> Trace:
    gtin, _at, shop = code.partition(SHOP)
    if not is_gtin(gtin):
        raise Missing("depot.code_not_found")
    return _mixed("article", depot.lots_there(gtin, shop=shop, viewer=viewer), viewer)


def _lot(code: str, viewer: Viewer) -> Trace:
    lot = mill.lot_by_code(code.lower(), viewer=viewer)
    return Trace("lot", _traced([LotThere(lot.lot_id, lot.line_id, lot.pairs)], viewer))


def _case(code: str, viewer: Viewer) -> Trace:
    """Trace what came back; a buyer is not told of which lot that is."""
    case = returns.case(code, viewer=viewer)
    lots = mill.lots_of_lines([case.line], viewer=viewer)
    return Trace("case", _traced([LotThere(one.lot_id, one.line_id, case.pairs) for one in lots], viewer))


def _sending(code: str, viewer: Viewer) -> Trace:
    return _mixed("sending", depot.lots_sent(code, viewer=viewer), viewer)


def _mixed(what: str, lots: Sequence[LotThere], viewer: Viewer) -> Trace:
    if not lots:
        raise Missing("depot.code_not_found")
    return Trace(what, _traced(lots, viewer))


def _traced(lots: Sequence[LotThere], viewer: Viewer) -> tuple[Traced, ...]:
    """Add to each lot what is known of it, the most probable first; the shares sum to one."""
    keys = [one.lot_id for one in lots]
    known = {one.lot_id: one for one in mill.lot_traces(keys, viewer=viewer)}
    yarn = mill.yarn_of_lots(keys, viewer=viewer)
    inspections = lab.inspections_of_lines([one.line_id for one in lots], viewer=viewer)
    total = sum(one.pairs for one in lots)
    return tuple(
        Traced(
            share=Fraction(one.pairs, total),
            pairs=one.pairs,
            line_id=one.line_id,
            lot=known.get(one.lot_id),
            inspections=tuple(each for each in inspections if each.line == one.line_id),
            yarn=tuple(each for each in yarn if each.lot_id == one.lot_id),
        )
        for one in sorted(lots, key=lambda one: (-one.pairs, one.lot_id))
    )


LOOKS: tuple[Callable[[str, Viewer], Trace], ...] = (_carton, _article, _lot, _case, _sending)
