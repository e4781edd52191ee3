"""Hold what a paper says, for PDF and for a workbook: bilingual headings, facts, tables with their sums."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from dukou.base.money import Money
from dukou.freight.records.papers import PaperParty, PaperPlace
from dukou.web.parts.excel import Cell, Sheet
from dukou.web.parts.names import both

PaperCell = str | int | date | Decimal | Money
Facts = tuple[tuple[str, PaperCell], ...]
# A thousand grams are a kilogram, a thousand litres a cubic metre.
THOUSAND = 3


@dataclass(frozen=True, slots=True)
class PaperTable:
    """Hold a table; `widths` are shares of the page, and `is_summed` says that the last row is the sum."""

    title: str
    heading: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[PaperCell, ...], ...]
    is_summed: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """Hold a paper; `signatures` are the parties that sign at its foot."""

    title: str
    file_name: str
    facts: Facts
    tables: tuple[PaperTable, ...]
    signatures: tuple[str, ...] = ()

    def sheets(self) -> Iterator[Sheet]:
        """Yield the paper as sheets of a workbook."""
        yield self.title, (self.title, ""), [(name, _written(value)) for name, value in self.facts]
        for one in self.tables:
            yield one.title, one.heading, [tuple(map(_written, row)) for row in one.rows]


def headings(*words: str | Promise) -> tuple[str, ...]:
    """Return headings in both languages."""
    return tuple(map(both, words))


def two(zh: str, en: str) -> str:
    """Return a name as both readers write it."""
    return " ".join(dict.fromkeys((zh, en)))


def party(one: PaperParty) -> str:
    """Return the names of a firm, and its unified social credit code where it has one."""
    name = two(one.name_zh, one.name_en)
    return f"{name} ({one.uscc})" if one.uscc else name


def place(one: PaperPlace) -> str:
    """Return what a destination is called, with its country."""
    return f"{two(one.name_zh, one.name_en)} ({one.iso})"


def kilograms(grams: int) -> Decimal:
    """Return a weight in kilograms, to the gram."""
    return Decimal(grams).scaleb(-THOUSAND)


def cubic_metres(ml: int) -> Decimal:
    """Return a volume in cubic metres, to the litre."""
    return Decimal(ml).scaleb(-2 * THOUSAND).quantize(Decimal("0.001"))


def _written(value: PaperCell) -> Cell | Money:
    return float(value) if isinstance(value, Decimal) else value
