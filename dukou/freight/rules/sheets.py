"""Read the sheets that carriers send: tariffs, zones and fuel surcharges, each bad row named.

Rows of a tariff sheet that differ only in their band are one tariff.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation, Overflow
from typing import Any

from dukou.base.errors import Refusal
from dukou.base.money import minor_digits
from dukou.freight.records.carriers import SHEETS, Cell, SheetColumn, SheetKind, SheetPreview, SheetRow
from dukou.registry.records import Band, NewFuel, NewTariff, NewZone

New = NewTariff | NewZone | NewFuel
Values = dict[str, Any]
# What people write for the three kinds of tariff.
KINDS = {"parcel": "parcel", "shared": "shared", "vehicle": "vehicle"} | {
    "快递": "parcel",
    "零担": "shared",
    "拼箱": "shared",
    "整车": "vehicle",
    "整箱": "vehicle",
}
UNITS = {"kg": "kg", "公斤": "kg", "千克": "kg", "m3": "m3", "cbm": "m3", "方": "m3", "立方米": "m3", "": ""}
YES, NO = frozenset(("yes", "y", "1", "是", "true")), frozenset(("no", "n", "0", "否", "false", ""))
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
WEEKDAYS = re.compile(r"[1-7](?:[ ,;/、]*[1-7])*")
CURRENCY = re.compile(r"[A-Z]{3}")
THOUSAND, MILLION, PERCENT_PPM = 1_000, 1_000_000, 10_000
LARGEST = 2**31 - 1
LONGEST_CELL = 200
TARIFF_KEY = frozenset(("carrier", "service", "zone", "destination", "valid_from"))
BAND_CELLS = ("over", "up_to", "base", "rate", "minimum")
Names = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what rows of a sheet say together, and the places of those rows."""

    new: New
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Hold a sheet as it was read: its rows, and what those without a fault would enter."""

    kind: SheetKind
    rows: tuple[SheetRow, ...]
    entries: tuple[Entry, ...]


def read(sheet: Sequence[Sequence[Cell]], kind: SheetKind, *, carriers: Names, places: Names) -> Read:
    """Read a sheet with a heading in either language; names of carriers and places are folded to small letters.

    Refuses a sheet that is empty or lacks a column that must be there.
    """
    columns = SHEETS[kind]
    rows: list[SheetRow] = []
    values: list[Values | None] = []
    for number, cells in cells_of(sheet, columns):
        read_values, refusal = _values(cells, columns, carriers, places)
        rows.append(SheetRow(number, tuple(cells.values()), refusal))
        values.append(None if refusal else read_values)
    return Read(kind, tuple(rows), tuple(_entries(kind, rows, values)))


def cells_of(sheet: Sequence[Sequence[Cell]], columns: Sequence[SheetColumn]) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a sheet that say something, each with its number and its cells by the names of columns.

    Refuses a sheet that is empty or lacks a column that must be there.
    """
    heading = [_plain(cell).casefold() for cell in sheet[0]] if sheet else []
    where = {column.name: _place(heading, column) for column in columns}
    if missing := [column for column in columns if column.is_required and where[column.name] is None]:
        raise Refusal("freight.sheet_columns", {"columns": ", ".join(f"{one.zh} / {one.en}" for one in missing)})
    rows = [
        (number, {column.name: _cell(row, where[column.name]) for column in columns})
        for number, row in enumerate(sheet[1:], start=2)
    ]
    found = [(number, cells) for number, cells in rows if any(cells.values())]
    if not found:
        raise Refusal("freight.sheet_empty")
    return found


def with_refusals(found: Read, refused: Mapping[int, Refusal]) -> SheetPreview:
    """Return a preview: each entry that the registry refuses is named at its row, by its place among the entries."""
    rows = list(found.rows)
    for place, refusal in refused.items():
        own = found.entries[place].rows
        band = refusal.facts.get("band", 1)
        at = own[min(int(band or 1), len(own)) - 1]
        rows[at] = replace(rows[at], refusal=refusal)
    return SheetPreview(found.kind, tuple(rows), len(found.entries) - len(refused))


def _place(heading: Sequence[str], column: SheetColumn) -> int | None:
    names = [name.casefold() for name in (column.zh, column.en, column.name)]
    return next((place for place, text in enumerate(heading) if text in names), None)


def _cell(row: Sequence[Cell], place: int | None) -> str:
    return _plain(row[place]) if place is not None and place < len(row) else ""


def _plain(cell: Cell) -> str:
    """Return a cell as text: half-width, whole numbers without a point, days as 2026-01-29."""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip()[:LONGEST_CELL]


def _values(
    cells: Mapping[str, str], columns: Sequence[SheetColumn], carriers: Names, places: Names
) -> tuple[Values, Refusal | None]:
    """Return what the cells of a row say, and the first thing that is wrong with them."""
    values: Values = {}
    try:
        currency = _currency(cells.get("currency", ""))
        is_m3 = _one_of(UNITS, cells.get("unit", ""), "unit") == "m3"
        for column in columns:
            require_cell(cells, column)
            kind = {True: "m3", False: "kg"}[is_m3] if column.kind == "amount" else column.kind
            if kind != "text" and cells[column.name]:
                values[column.name] = READERS[kind](cells[column.name], column.name, currency)
        values |= _named(cells, currency, carriers, places)
    except Refusal as refusal:
        return values, refusal
    return values, None


def require_cell(cells: Mapping[str, str], column: SheetColumn) -> None:
    """Refuse an empty cell where one must be filled."""
    if column.is_required and not cells[column.name]:
        raise Refusal("freight.cell_empty", {"column": column.name})


def _named(cells: Mapping[str, str], currency: str, carriers: Names, places: Names) -> Values:
    """Return what a row names: carrier, service, kind, zone, destination, currency, source."""
    values: Values = {"source": cells["source"]}
    values["carrier"] = carriers.get(cells["carrier"].casefold())
    if values["carrier"] is None:
        raise Refusal("freight.unknown_carrier", {"carrier": cells["carrier"][:40]})
    if place := cells.get("destination", ""):
        values["destination"] = places.get(place.casefold())
        if values["destination"] is None:
            raise Refusal("freight.unknown_destination", {"destination": place[:40]})
    for name in ("service", "zone"):
        if cells.get(name):
            values[name] = cells[name]
    if "kind" in cells:
        values |= {"kind": _one_of(KINDS, cells["kind"], "kind"), "currency": currency}
        values["rate_unit"] = _one_of(UNITS, cells["unit"], "unit")
    return values


def _one_of(words: Mapping[str, str], text: str, column: str) -> str:
    found = words.get(text.casefold())
    if found is None:
        raise Refusal("freight.cell_word", {"column": column, "text": text[:20]})
    return found


def _currency(text: str) -> str:
    currency = text.upper() or "CNY"
    if not CURRENCY.fullmatch(currency):
        raise Refusal("freight.cell_word", {"column": "currency", "text": text[:20]})
    return currency


def _scaled(scale: int) -> Callable[[str, str, str], int]:
    """Return a reader of numbers that are kept as so many parts of one."""

    def read_number(text: str, column: str, _currency: str) -> int:
        return _whole(text, column, scale)

    return read_number


def _money(text: str, column: str, currency: str) -> int:
    return _whole(text, column, 10 ** minor_digits(currency))


def _whole(text: str, column: str, scale: int) -> int:
    try:
        parts = Decimal(text.replace(",", "").removesuffix("%")) * scale
    except (InvalidOperation, Overflow):
        raise Refusal("freight.cell_number", {"column": column, "text": text[:20]}) from None
    if not parts.is_finite() or parts != parts.to_integral_value() or not 0 <= parts <= LARGEST:
        raise Refusal("freight.cell_number", {"column": column, "text": text[:20]})
    return int(parts)


def _day(text: str, column: str, _currency: str) -> date:
    found = DAY.match(text)
    try:
        if found is None:
            raise ValueError
        return date(*map(int, found.groups()))
    except ValueError:
        raise Refusal("freight.cell_day", {"column": column, "text": text[:20]}) from None


def _days(text: str, column: str, _currency: str) -> frozenset[int]:
    """Return weekdays (Monday is 0) from "1,3,5" or "135", in which Monday is 1."""
    if not WEEKDAYS.fullmatch(text):
        raise Refusal("freight.cell_weekdays", {"column": column, "text": text[:20]})
    return frozenset(int(digit) - 1 for digit in text if digit.isdigit())


def _yes(text: str, column: str, _currency: str) -> bool:
    if text.casefold() not in YES | NO:
        raise Refusal("freight.cell_word", {"column": column, "text": text[:20]})
    return text.casefold() in YES


READERS: Mapping[str, Callable[[str, str, str], Any]] = {
    "money": _money,
    "kg": _scaled(THOUSAND),
    "m3": _scaled(MILLION),
    "number": _scaled(1),
    "percent": _scaled(PERCENT_PPM),
    "day": _day,
    "days": _days,
    "yes": _yes,
}


def _entries(kind: SheetKind, rows: Sequence[SheetRow], values: Sequence[Values | None]) -> Iterator[Entry]:
    """Yield what the rows enter; a tariff of which one row has a fault enters nothing."""
    makes = {"zones": NewZone, "fuel": NewFuel}
    if kind in makes:
        yield from (Entry(makes[kind](**one), (place,)) for place, one in enumerate(values) if one)
        return
    names = [column.name for column in SHEETS[kind]]
    grouped: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(rows):
        key = tuple(cell for name, cell in zip(names, row.cells, strict=True) if name in TARIFF_KEY)
        grouped.setdefault(key, []).append(place)
    for places in grouped.values():
        read_rows = [(place, one) for place in places if (one := values[place]) is not None]
        if len(read_rows) == len(places):
            yield _tariff(read_rows)


def _tariff(rows: Sequence[tuple[int, Values]]) -> Entry:
    first = rows[0][1]
    plain = {name: value for name, value in first.items() if name not in BAND_CELLS}
    if len(rows) == 1 and not first.keys() & {"over", "up_to", "base"}:
        rated = {"rate_minor": first.get("rate", 0), "minimum_minor": first.get("minimum", 0)}
        return Entry(NewTariff(**plain, **rated), (rows[0][0],))
    bands = tuple(
        Band(one.get("over", 0), one.get("up_to"), one.get("base", 0), one.get("rate", 0), one.get("minimum", 0))
        for _row, one in rows
    )
    return Entry(NewTariff(**plain, bands=bands), tuple(row for row, _one in rows))
