"""Gather everything that is a firm's own as the sheets of one workbook, sheet by sheet and chunk by chunk."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from dukou.base.money import PRICE_SCALE, Money
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.freight import door as freight
from dukou.lab import door as lab
from dukou.market.door import orders as market
from dukou.market.records import OrderRecord
from dukou.mill import door as mill
from dukou.registry import door as registry
from dukou.returns import door as returns
from dukou.settlement import door as settlement
from dukou.web.firm.columns import SHEETS, WORDS
from dukou.web.parts.excel import Cell, Sheet

CHUNK = 500
MOST_LINES = 100_000
MOST_OFFERS = 10_000
WAGE_DAYS = 31
PPM = 1_000_000
Value = Cell | Money
Reader = Callable[..., Iterable[Any]]


def firm_sheets(viewer: Viewer, on: date) -> Iterator[Sheet]:
    """Yield the sheets of all that the viewer's firm has in town, read with its own eyes."""
    return _Book(viewer, on).sheets()


class _Book:
    """Read room by room; keys of rows tell how much there is in town, so they are written as codes and numbers."""

    def __init__(self, viewer: Viewer, on: date) -> None:
        self.viewer, self.on = viewer, on
        self._groups: dict[int, str] = {}
        self._lines: dict[int, str] = {}

    def sheets(self) -> Iterator[Sheet]:
        viewer = self.viewer
        groups = registry.machine_groups(viewer=viewer)
        self._groups = {one.id: str(number) for number, one in enumerate(groups, start=1)}
        yield self._sheet("firm", registry.firms(viewer=viewer))
        yield self._sheet("sites", registry.sites(viewer=viewer))
        yield self._sheet("groups", groups)
        yield self._sheet("machines", registry.machines(list(self._groups), viewer=viewer))
        yield self._sheet("brands", registry.brands(viewer=viewer))
        yield self._sheet("certificates", registry.certificates(viewer=viewer))
        codes: list[str] = []
        yield self._sheet("orders", self._orders(codes))
        yield self._sheet("lines", self._lines_of(codes))
        yield self._sheet("lots", self._chunked(mill.lots_of_lines))
        yield self._sheet("inspections", self._chunked(lab.inspections_of_lines))
        yield self._sheet("moves", self._chunked(depot.moves_of_lines))
        yield self._sheet("cartons", self._chunked(depot.cartons_of_lines))
        yield self._sheet("shipments", self._chunked(freight.shipments_of_lines))
        yield self._sheet("returns", self._chunked(returns.cases_of_lines))
        all_days = (self.on - date.min).days - 1
        yield self._sheet("knitting", mill.lots(viewer=viewer, on=self.on, days=all_days, count=MOST_LINES))
        yield self._sheet("offers", mill.awards(viewer=viewer, count=MOST_OFFERS))
        yield self._sheet("wages", self._wages())
        yield self._sheet("stock", depot.stock(viewer=viewer))
        yield self._sheet("bills", self._bills())
        yield _table("invoices", settlement.my_invoices(viewer=viewer))
        yield _table("postings", settlement.my_postings(viewer=viewer))

    def _sheet(self, name: str, records: Iterable[Any]) -> Sheet:
        names = SHEETS[name][1].split()
        return (*_head(name), ([self._value(one, record) for one in names] for record in records))

    def _value(self, name: str, record: Any) -> Value:
        """Return what a column shows of a record, or of the day of wages that comes along with it."""
        if name == "day":
            day: date = record[0]
            return day
        bare = record[1] if isinstance(record, tuple) else record
        if name == "group":
            return self._groups[bare.group if hasattr(bare, "group") else bare.id]
        if name == "line":
            key = next(getattr(bare, one) for one in ("line", "line_id", "id") if hasattr(bare, one))
            return self._lines[key]
        return _plain(name, getattr(bare, name))

    def _orders(self, codes: list[str]) -> Iterator[OrderRecord]:
        """Yield the firm's orders and note their codes."""
        before: str | None = ""
        while before is not None:
            page = market.orders(viewer=self.viewer, before=before, size=market.LARGEST_PAGE)
            codes += [one.code for one in page.orders]
            yield from page.orders
            before = page.before

    def _lines_of(self, codes: Sequence[str]) -> Iterator[Any]:
        """Yield the lines of these orders and note what each is called."""
        for code in codes:
            _order, found = market.order_lines(code, viewer=self.viewer, count=MOST_LINES)
            self._lines |= {one.id: f"{code} {one.number}" for one in found}
            yield from found

    def _chunked(self, read: Reader) -> Iterator[Any]:
        keys = list(self._lines)
        for start in range(0, len(keys), CHUNK):
            yield from read(keys[start : start + CHUNK], viewer=self.viewer)

    def _bills(self) -> Iterator[Any]:
        page = freight.bills(viewer=self.viewer)
        yield from page.bills
        while page.before is not None:
            page = freight.bills(viewer=self.viewer, before=page.before)
            yield from page.bills

    def _wages(self) -> Iterator[tuple[date, Any]]:
        for back in range(WAGE_DAYS):
            day = self.on - timedelta(days=back)
            yield from ((day, one) for one in mill.wage_sheet(viewer=self.viewer, on=day))


def _table(name: str, table: pa.Table) -> Sheet:
    """Return an Arrow table as a sheet, a batch of rows at a time."""
    names = SHEETS[name][1].split()
    rows = (row for batch in table.to_batches(max_chunksize=CHUNK) for row in batch.to_pylist())
    return (*_head(name), ([_plain(one, row[one]) for one in names] for row in rows))


def _head(name: str) -> tuple[str, list[str]]:
    title, columns = SHEETS[name]
    return str(title), [str(WORDS[one]) for one in columns.split()]


def _plain(name: str, value: Any) -> Value:
    """Return a value with its unit made plain: amounts as money, unit prices in yuan, shares of one."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, int):
        if name.endswith("_minor"):
            return Money(value)
        return value / PRICE_SCALE if name.endswith("_e4") else value / PPM if name.endswith("_ppm") else value
    found: Value = value
    return found
