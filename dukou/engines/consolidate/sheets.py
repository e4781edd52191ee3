"""Read the seven sheets of the outbound logistics workbook, and say of what is amiss what it is, and where."""

import math
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

# The columns that are read of each sheet; others may be there too.
COLUMNS = {
    "OrderList": (
        *("Order ID", "Order Date", "Service Level", "Customer", "Product ID", "Destination Port", "Unit quantity"),
        "Weight",
    ),
    "FreightRates": (
        *("Carrier", "orig_port_cd", "dest_port_cd", "minm_wgh_qty", "max_wgh_qty", "svc_cd", "minimum cost", "rate"),
        *("mode_dsc", "tpt_day_cnt", "Carrier type"),
    ),
    "WhCosts": ("WH", "Cost/unit"),
    "WhCapacities": ("Plant ID", "Daily Capacity"),
    "ProductsPerPlant": ("Plant Code", "Product ID"),
    "VmiCustomers": ("Plant Code", "Customers"),
    "PlantPorts": ("Plant Code", "Port"),
}
GROUND, AIR = "GROUND", "AIR"
GRAMS_A_KG = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """Hold a row of OrderList."""

    name: str
    day: date
    service: str
    customer: str
    product: str
    destination: str
    units: int
    grams: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Hold a row of FreightRates, in money a kilogram or, by ground, a truck."""

    carrier: str
    origin: str
    destination: str
    service: str
    mode: str
    days: int
    contract: str
    from_grams: int
    to_grams: int
    minimum: float
    price: float


@dataclass(frozen=True, slots=True)
class Tables:
    """Hold all seven sheets; links are pairs of a plant and a product, customer or port."""

    orders: tuple[Order, ...]
    rates: tuple[Rate, ...]
    unit_cost: dict[str, float]
    capacity: dict[str, int]
    products: frozenset[tuple[str, str]]
    customers: frozenset[tuple[str, str]]
    ports: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """Read the cells of a row by their columns' names."""

    sheet: str
    number: int
    cells: dict[str, Any]

    def amiss(self, column: str, why: str) -> ValueError:
        """Return the error that names the cell."""
        return ValueError(f"sheet {self.sheet}, row {self.number}, {column}: {why}")

    def code(self, column: str) -> str:
        """Return a name, be it written as text or as a number."""
        cell = self.cells[column]
        code = f"{cell:.15g}" if _is_number(cell) else str(cell or "").strip()
        if not code:
            raise self.amiss(column, "there is nothing")
        return code

    def number_of(self, column: str) -> float:
        """Return a number that is not negative."""
        cell = self.cells[column]
        if not _is_number(cell) or cell < 0:
            raise self.amiss(column, f"{cell!r} is no number from 0 up")
        return float(cell)

    def whole(self, column: str) -> int:
        """Return a whole number that is not negative."""
        number = self.number_of(column)
        if number != int(number):
            raise self.amiss(column, f"{number:g} is no whole number")
        return int(number)

    def grams(self, column: str) -> int:
        """Return a weight, given in kilograms, to the nearest gram."""
        return round(self.number_of(column) * GRAMS_A_KG)

    def day(self, column: str) -> date:
        """Return a date."""
        cell = self.cells[column]
        if not isinstance(cell, datetime):
            raise self.amiss(column, f"{cell!r} is no date")
        return cell.date()


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell)


def read_tables(path: Path) -> Tables:
    """Return the workbook's tables.

    Raises
    ------
    ValueError
        Where a sheet, column or cell is absent or amiss, or something is said twice.
    """
    try:
        rows = _sheets(path)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, SyntaxError) as bad:
        # Of XML that is none, a syntax error is raised.
        raise ValueError("it is no Excel workbook") from bad
    once = _once(rows["OrderList"], "Order ID")
    return Tables(
        orders=tuple(_order(row, name) for name, row in once.items()),
        rates=tuple(dict.fromkeys(_rate(row) for row in rows["FreightRates"])),
        unit_cost={name: row.number_of("Cost/unit") for name, row in _once(rows["WhCosts"], "WH").items()},
        capacity={name: row.whole("Daily Capacity") for name, row in _once(rows["WhCapacities"], "Plant ID").items()},
        products=frozenset((row.code("Plant Code"), row.code("Product ID")) for row in rows["ProductsPerPlant"]),
        customers=frozenset((row.code("Plant Code"), row.code("Customers")) for row in rows["VmiCustomers"]),
        ports=frozenset((row.code("Plant Code"), row.code("Port")) for row in rows["PlantPorts"]),
    )


def _sheets(path: Path) -> dict[str, list[Row]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        return {sheet: list(_rows(book, sheet, columns)) for sheet, columns in COLUMNS.items()}
    finally:
        book.close()


def _rows(book: Any, sheet: str, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows below the head that hold anything."""
    if sheet not in book.sheetnames:
        raise ValueError(f"there is no sheet {sheet}")
    lines = book[sheet].iter_rows(values_only=True)
    head = [str(cell or "").strip() for cell in next(lines, ())]
    absent = [column for column in columns if column not in head]
    if absent:
        raise ValueError(f"sheet {sheet}, row 1: there is no column {', '.join(absent)}")
    places = {column: head.index(column) for column in columns}
    for number, line in enumerate(lines, 2):
        cells = {column: line[place] if place < len(line) else None for column, place in places.items()}
        if any(cell is not None for cell in cells.values()):
            yield Row(sheet, number, cells)


def _once(rows: Sequence[Row], column: str) -> dict[str, Row]:
    """Return rows by a name that none but one of them has."""
    found: dict[str, Row] = {}
    for row in rows:
        name = row.code(column)
        if name in found:
            raise row.amiss(column, f"{name} is in row {found[name].number} already")
        found[name] = row
    return found


def _order(row: Row, name: str) -> Order:
    return Order(
        name=name,
        day=row.day("Order Date"),
        service=row.code("Service Level"),
        customer=row.code("Customer"),
        product=row.code("Product ID"),
        destination=row.code("Destination Port"),
        units=row.whole("Unit quantity"),
        grams=row.grams("Weight"),
    )


def _rate(row: Row) -> Rate:
    mode, least, most = row.code("mode_dsc"), row.grams("minm_wgh_qty"), row.grams("max_wgh_qty")
    if mode not in {AIR, GROUND}:
        raise row.amiss("mode_dsc", f"{mode} is neither {AIR} nor {GROUND}")
    if most < max(least, 1):
        raise row.amiss("max_wgh_qty", "the band holds no weight")
    return Rate(
        carrier=row.code("Carrier"),
        origin=row.code("orig_port_cd"),
        destination=row.code("dest_port_cd"),
        service=row.code("svc_cd"),
        mode=mode,
        days=row.whole("tpt_day_cnt"),
        contract=row.code("Carrier type"),
        from_grams=least,
        to_grams=most,
        minimum=row.number_of("minimum cost"),
        price=row.number_of("rate"),
    )
