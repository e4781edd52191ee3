"""Show what the town would make of somebody's own order book, row by row; nothing is written.

A sheet with the columns of the public book is read as it is. Of any other sheet the goods and customers have names of
their own: they are given numbers by stable hashes, and countries are known by their Chinese and English names.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dukou.base.draws import stable_key
from dukou.base.errors import Refusal
from dukou.journey.import_orders import ImportReport, preview_book
from dukou.registry import door as registry

PROFILE = "online-retail"
Cell = str | int | float | date | datetime | None
# Columns of the public book, each with what people call it; what is not asked for has a plain value.
NAMES: dict[str, tuple[str, ...]] = {
    "InvoiceNo": ("订单号", "单号", "order no", "order", "order number", "invoiceno"),
    "StockCode": ("货号", "款号", "goods", "style", "item", "stockcode"),
    "Quantity": ("数量", "双数", "quantity", "pairs", "qty"),
    "InvoiceDate": ("日期", "下单日期", "date", "order date", "invoicedate"),
    "CustomerID": ("客户", "客户名称", "customer", "buyer", "customerid"),
    "Country": ("国家", "目的地", "country", "destination"),
}
PUBLIC_HEADING = {"invoiceno", "stockcode", "invoicedate", "customerid"}
PLAIN = {"Description": "", "UnitPrice": "1"}
EXTRA = {"Description": ("品名", "description"), "UnitPrice": ("单价", "unit price", "price", "unitprice")}
GOODS = re.compile(r"\d{5}[A-Za-z0-9]{0,3}")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
LEAST_GOODS, GOODS_CODES, CUSTOMER_NUMBERS = 10_000, 90_000, 10**12


@dataclass(frozen=True, slots=True)
class RowResult:
    """Hold a row of the sheet (the heading is row 1), its cells as they were read, and why it is refused, if it is."""

    number: int
    cells: tuple[str, ...]
    refusal: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Hold every row with its result, and what an import would make of those accepted."""

    rows: tuple[RowResult, ...]
    refused_by_reason: Mapping[str, int]
    report: ImportReport

    @property
    def refused(self) -> tuple[RowResult, ...]:
        """Return the rows that would not come in."""
        return tuple(one for one in self.rows if one.refusal)


def preview(sheet: Sequence[Sequence[Cell]]) -> Preview:
    """Judge the rows of a sheet with a heading; refuse one in which a column is missing."""
    heading = [_plain(cell).casefold() for cell in sheet[0]] if sheet else []
    places = _places(heading)
    rows = [
        (number, [_at(row, places[name]) for name in NAMES], {name: _at(row, places.get(name)) for name in EXTRA})
        for number, row in enumerate(sheet[1:], start=2)
        if any(_plain(cell) for cell in row)
    ]
    if not rows:
        raise Refusal("journey.book_empty")
    is_public = set(heading) >= PUBLIC_HEADING
    countries = _countries()
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow((*NAMES, *EXTRA))
    for _number, cells, extra in rows:
        told = cells if is_public else _numbered(cells)
        writer.writerow((*told[:-1], countries.get(told[-1].casefold(), told[-1]), *_filled(extra)))
    book, report = preview_book(content.getvalue().encode(), profile=PROFILE)
    refusals = dict(book.refusals)
    results = [
        RowResult(number, tuple(cells), refusals.get(place, ""))
        for place, (number, cells, _extra) in enumerate(rows, start=1)
    ]
    by_reason = dict(Counter(one.refusal for one in results if one.refusal).most_common())
    return Preview(tuple(results), by_reason, report)


def _places(heading: Sequence[str]) -> dict[str, int]:
    """Return where each column stands; the one that is named first in `NAMES` wins."""
    found = {
        column: heading.index(name)
        for column, names in (NAMES | EXTRA).items()
        if (name := next((one for one in names if one in heading), None)) is not None
    }
    if missing := [names[0] for column, names in NAMES.items() if column not in found]:
        raise Refusal("journey.book_columns", {"columns": ", ".join(missing)})
    return found


def _at(row: Sequence[Cell], place: int | None) -> str:
    return _plain(row[place]) if place is not None and place < len(row) else ""


def _plain(cell: Cell) -> str:
    """Return a cell as text: half-width, whole numbers without a point, dates as the public book writes them."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d} 00:00:00"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip()


def _numbered(cells: Sequence[str]) -> list[str]:
    """Return a row of somebody's own book in the manner of the public one."""
    order, goods, quantity, on, customer, country = cells
    if goods and not GOODS.fullmatch(goods):
        goods = str(LEAST_GOODS + stable_key("goods", goods) % GOODS_CODES)
    if customer and not (customer.isascii() and customer.isdigit()):
        customer = str(stable_key("customer", customer) % CUSTOMER_NUMBERS)
    return [order, goods, quantity.replace(",", "").replace(" ", ""), _day(on), customer, country]


def _day(text: str) -> str:
    """Return a date in the manner of the public book; text that is no date stays as it is."""
    found = DAY.fullmatch(text)
    if found is None:
        return text
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"


def _countries() -> dict[str, str]:
    """Return the names of the public book by the Chinese and English names and codes of the town's destinations."""
    return {
        name.casefold(): one.name_en for one in registry.destinations() for name in (one.code, one.name_zh, one.name_en)
    }


def _filled(extra: Mapping[str, str]) -> list[str]:
    return [extra[name] or PLAIN[name] for name in EXTRA]
