"""Say in the reader's language who a carrier is, what is wrong with a row, and how a price comes about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dukou.base.errors import Refusal
from dukou.base.money import Money
from dukou.freight.records.carriers import PriceLine, Quote, SheetColumn, SheetRow
from dukou.web import words
from dukou.web.freight.places import service_name
from dukou.web.parts import formats
from dukou.web.parts import sheets as parts
from dukou.web.parts.names import named
from dukou.web.words.carriers import PRICE_LINES

PPM_A_PERCENT = 1_000_000
MONEY = {"rate_minor": "rate", "minimum_minor": "minimum"}


@dataclass(frozen=True, slots=True)
class QuoteShown:
    """Hold a price as it is shown, line by line."""

    carrier: str
    service: str
    amount: Money
    yuan: Money
    is_foreign: bool
    departs_on: date
    cutoff: str
    arrives_on: date
    lines: tuple[tuple[str, Money], ...]


def heading(column: SheetColumn) -> str:
    """Return what a column of a sheet is called."""
    return named(column.zh, column.en)


def fault(refusal: Refusal, columns: tuple[SheetColumn, ...]) -> str:
    """Return what is wrong with a row, the column by its heading."""
    titles = {column.name: heading(column) for column in columns}
    if column := refusal.facts.get("column"):
        return words.sentence(Refusal(refusal.code, {**refusal.facts, "column": titles.get(str(column), str(column))}))
    return words.sentence(refusal)


def sheet_rows(
    rows: Sequence[SheetRow], columns: tuple[SheetColumn, ...], notes: Mapping[int, str] | None = None
) -> tuple[parts.SheetRow, ...]:
    """Return the rows of a sheet as its page shows them; `notes` say something of good ones, by their numbers."""
    told = notes or {}
    return tuple(
        parts.SheetRow(
            one.number, one.cells, fault(one.refusal, columns) if one.refusal else "", told.get(one.number, "")
        )
        for one in rows
    )


def quote_shown(one: Quote, carriers: dict[int, str]) -> QuoteShown:
    """Return a price as it is shown."""
    return QuoteShown(
        carrier=carriers.get(one.carrier, ""),
        service=service_name(one.service),
        amount=Money(one.amount_minor, one.currency),
        yuan=Money(one.yuan_minor),
        is_foreign=one.currency != Money(0).currency,
        departs_on=one.departs_on,
        cutoff=f"{one.cutoff_hour:02}:00",
        arrives_on=one.arrives_on,
        lines=tuple((_line(line, one.currency), Money(line.amount_minor, one.currency)) for line in one.lines),
    )


def _line(line: PriceLine, currency: str) -> str:
    told = {name: formats.number(value) for name, value in line.facts.items() if isinstance(value, int)}
    for name, said in MONEY.items():
        if isinstance(value := line.facts.get(name), int):
            told[said] = formats.money(Money(value, currency))
    if isinstance(ppm := line.facts.get("ppm"), int):
        told["percent"] = formats.percent(ppm / PPM_A_PERCENT)
    return str(PRICE_LINES[line.code]) % told
