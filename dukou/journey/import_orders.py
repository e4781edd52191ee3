"""Bring an order book into town: its stock codes become the town's styles, its customers buyers of the town's firms.

The translation is by stable hashes, so that the same book becomes the same orders on every machine. Each row of the
file is accepted or refused with a reason; accepted rows are applied in restartable chunks and become visible when
the last one commits. The file's digest is the key: the same file again changes nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dukou.base.days import TOWN_ZONE
from dukou.base.draws import stable_key, uniforms
from dukou.base.errors import Refusal
from dukou.base.ids import derived_code
from dukou.base.quantity import MAX_PAIRS
from dukou.base.town import TOWN
from dukou.market.door import catalogue, imports
from dukou.market.records import Book, BookLine, BookOrder, BookReturn, ImportState, Purchase, SkuRecord
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord, FirmRecord, NewFirm

ADDRESSINGS = ("firm", "town", "scattered")
MOST_SCALE = 100_000
MOST_OWN_FIRMS = 3
OVERFLOW_SHARE = 0.7
ORDERS_A_CHUNK = 1_000
FIRST_DAY = date(2025, 12, 3)
EARLIEST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Count what became of each row of the file."""

    rows: int
    accepted: int
    refused: int
    refused_by_reason: dict[str, int]
    orders: int
    lines: int
    pairs: int
    returns: int
    first_on: date | None
    last_on: date | None
    already_imported: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Town:
    """Hold what the book is translated to."""

    skus: tuple[SkuRecord, ...]
    sku_bounds: NDArray[np.float64]
    firms: tuple[FirmRecord, ...]
    firm_bounds: NDArray[np.float64]
    trader: FirmRecord
    destinations: dict[str, DestinationRecord]
    buyers: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Options:
    """Hold how quantities, dates and addresses are translated."""

    scale: int
    shift: timedelta
    addressing: str


def import_orders(
    *, path: Path, profile: str, scale: int, start_on: date | None, addressing: str, dry_run: bool, now: datetime
) -> ImportReport:
    """Import the order book in a file, or only count what an import would do; see `import_book`."""
    return import_book(
        content=_content(path),
        name=path.name,
        profile=profile,
        scale=scale,
        start_on=start_on,
        addressing=addressing,
        dry_run=dry_run,
        now=now,
    )


def import_book(
    *,
    content: bytes,
    name: str,
    profile: str,
    scale: int,
    start_on: date | None,
    addressing: str,
    dry_run: bool,
    now: datetime,
) -> ImportReport:
    """Import an order book, or only count what an import would do.

    Parameters
    ----------
    scale
        Pairs for each unit of the book; lines are never multiplied.
    start_on
        Dates shift by whole weeks so that the book begins on or just after this day. Without one, an import that
        was broken off keeps its own; a new one begins on the first day of the demo town, or today in town if that
        is later. A day before today in town is refused.
    addressing
        ``firm``: one invoice, one firm; ``town``: the town awards each line; ``scattered``: firms by stock code.
    """
    _require(profile, scale, addressing)
    book = imports.read_book(content, profile=profile, most_quantity=MAX_PAIRS // scale)
    town = _town()
    digest = hashlib.sha256(content).hexdigest()
    start_on = _start(start_on, imports.begun(digest, viewer=TOWN))
    book = _with_known_places(book, town)
    options = Options(scale, _shift(book, start_on), addressing)
    if dry_run:
        return _report(book, list(_orders(book, town, options)), dry_run=True)
    state = imports.begin(
        digest=digest,
        profile=profile,
        options={"scale": scale, "start_on": str(start_on), "addressing": addressing},
        file_name=name,
        viewer=TOWN,
    )
    if state.state == "committed":
        return _report(book, [], already_imported=True)
    town.buyers.update(_enter_buyers(book, start_on, now))
    orders = list(_orders(book, town, options))
    for start in range(state.orders_done, len(orders), ORDERS_A_CHUNK):
        imports.add_orders(state.id, orders[start : start + ORDERS_A_CHUNK], done_before=start, viewer=TOWN)
    imports.commit(
        state.id,
        refusals=book.refusals,
        returns=[BookReturn(c.row, c.purchase_row, c.quantity * scale, c.lag_days) for c in book.cancelled],
        rows_total=book.rows,
        viewer=TOWN,
        now=now,
    )
    return _report(book, orders)


def preview_book(content: bytes, *, profile: str) -> tuple[Book, ImportReport]:
    """Judge a book row by row as an import of today would, and count what that would do; nothing is written."""
    book = imports.read_book(content, profile=profile, most_quantity=MAX_PAIRS)
    town = _town()
    book = _with_known_places(book, town)
    options = Options(1, _shift(book, registry.today()), "firm")
    return book, _report(book, list(_orders(book, town, options)), dry_run=True)


def _require(profile: str, scale: int, addressing: str) -> None:
    if profile not in imports.READERS:
        raise Refusal("journey.unknown_profile", {"profile": profile[:20], "known": ", ".join(imports.READERS)})
    if addressing not in ADDRESSINGS:
        raise Refusal("journey.unknown_addressing", {"addressing": addressing[:20]})
    if not 0 < scale <= MOST_SCALE:
        raise Refusal("journey.bad_scale", {"scale": scale, "most": MOST_SCALE})


def _start(asked: date | None, begun: ImportState | None) -> date:
    """Return the day the book begins on: the one asked for, that of an import already begun, or the usual one.

    One that has begun was held against the town's day then; since, that day may have gone by.
    """
    today = registry.today()
    first = today if begun is None else EARLIEST_DAY
    if asked is not None and not first <= asked <= LAST_DAY:
        raise Refusal("journey.bad_start", {"first": str(first), "last": str(LAST_DAY)})
    usual = max(FIRST_DAY, today) if begun is None else date.fromisoformat(str(begun.options["start_on"]))
    return asked or usual


def _content(path: Path) -> bytes:
    """Return the bytes of a file, of one that is too large only so many that this shows."""
    try:
        with path.open("rb") as file:
            return file.read(imports.MOST_BYTES + 1)
    except OSError as missing:
        raise Refusal("journey.no_file", {"name": path.name}) from missing


def _town() -> Town:
    skus = tuple(catalogue.skus())
    firms = tuple(registry.firms(viewer=TOWN, kinds=["factory"]))
    traders = registry.firms(viewer=TOWN, kinds=["trader"])
    if not (skus and firms and traders):
        raise Refusal("journey.no_town")
    machines = Counter[int]()
    for group in registry.machine_groups(viewer=TOWN):
        machines[group.firm] += group.machines
    in_style = Counter(sku.style_code for sku in skus)
    return Town(
        skus=skus,
        sku_bounds=_bounds([sku.share_ppm / in_style[sku.style_code] for sku in skus]),
        firms=firms,
        firm_bounds=_bounds([float(machines[firm.id]) for firm in firms]),
        trader=traders[0],
        destinations={place.name_en: place for place in registry.destinations()},
    )


def _bounds(weights: Sequence[float]) -> NDArray[np.float64]:
    sums: NDArray[np.float64] = np.cumsum(np.asarray(weights, dtype=np.float64))
    sums /= sums[-1]
    return sums


def _chosen(bounds: NDArray[np.float64], purpose: str, keys: Sequence[int]) -> list[int]:
    """Choose a place in a weighted list for each key."""
    places = np.searchsorted(bounds, uniforms(purpose, keys), side="right")
    return [int(place) for place in np.minimum(places, len(bounds) - 1)]


def _with_known_places(book: Book, town: Town) -> Book:
    """Refuse purchases that go where the town does not deliver, and what was cancelled of them."""
    unknown = {one.row for one in book.purchases if one.country not in town.destinations}
    if not unknown:
        return book
    lost = {one.row for one in book.cancelled if one.purchase_row in unknown}
    refusals = [(row, "market.unknown_destination") for row in unknown]
    refusals += [(row, "market.cancellation_without_purchase") for row in lost]
    return Book(
        rows=book.rows,
        purchases=tuple(one for one in book.purchases if one.row not in unknown),
        cancelled=tuple(one for one in book.cancelled if one.row not in lost),
        refusals=tuple(sorted([*book.refusals, *refusals])),
    )


def _shift(book: Book, start_on: date) -> timedelta:
    """Return the smallest whole number of weeks that brings the book's first day to `start_on` or after."""
    if not book.purchases:
        return timedelta(0)
    first = min(one.at for one in book.purchases).date()
    return timedelta(weeks=-((first - start_on).days // 7))


def _enter_buyers(book: Book, on: date, now: datetime) -> dict[str, int]:
    """Enter the book's customers as buyers, those that are new, and return their keys by customer."""
    codes = {one.customer: derived_code("online-retail", "buyer", one.customer) for one in book.purchases}
    known = registry.known_firms(list(codes.values()), viewer=TOWN)
    new = [
        NewFirm(code=code, kind="buyer", name_zh=f"海外买家 {customer}", name_en=f"Buyer {customer}")
        for customer, code in sorted(codes.items())
        if code not in known
    ]
    known |= registry.add_firms(new, on=on, viewer=TOWN, now=now)
    return {customer: known[code] for customer, code in codes.items()}


def _orders(book: Book, town: Town, options: Options) -> Iterator[BookOrder]:
    """Yield the book's orders, by invoice, seller, customer and country, in the order of the file."""
    codes = sorted({one.stock_code for one in book.purchases})
    places = _chosen(town.sku_bounds, "import.style", [stable_key("stock", code) for code in codes])
    skus = {code: town.skus[place] for code, place in zip(codes, places, strict=True)}
    sellers = _Sellers(book, town, options.addressing)

    def whose(one: Purchase) -> tuple[str, int, str, str]:
        return one.invoice, sellers.of(one), one.customer, one.country

    purchases = sorted(book.purchases, key=lambda one: (whose(one), one.row))
    for (invoice, seller, _customer, _country), group in groupby(purchases, key=whose):
        rows = list(group)
        first = rows[0]
        placed_at = (first.at + options.shift).replace(tzinfo=TOWN_ZONE).astimezone(UTC)
        placed_on = (first.at + options.shift).date()
        place = town.destinations[first.country]
        yield BookOrder(
            buyer=town.buyers.get(first.customer, 0),
            seller=seller,
            addressed_to="town" if options.addressing == "town" else "firm",
            external_ref=invoice,
            placed_at=placed_at,
            placed_on=placed_on,
            destination=place.id,
            consents_overflow=sellers.consents(first.customer),
            draw=stable_key("order", invoice, seller),
            lines=tuple(_line(one, skus[one.stock_code], placed_on, place, options.scale) for one in rows),
        )


def _line(one: Purchase, sku: SkuRecord, placed_on: date, place: DestinationRecord, scale: int) -> BookLine:
    ready_by_on = placed_on + timedelta(days=sku.lead_days)
    return BookLine(
        row=one.row,
        sku=sku.id,
        pairs=one.quantity * scale,
        unit_price_e4=sku.unit_price_e4,
        due_on=ready_by_on + timedelta(days=place.lane_days),
        ready_by_on=ready_by_on,
        draw=stable_key("line", one.row, one.invoice, one.stock_code),
    )


class _Sellers:
    """Choose each purchase's seller: one of its customer's own firms, a firm by stock code, or the town."""

    def __init__(self, book: Book, town: Town, addressing: str) -> None:
        customers = sorted({one.customer for one in book.purchases})
        keys = [stable_key("customer", customer) for customer in customers]
        self._addressing = addressing
        self._trader = town.trader.id
        self._firms = [firm.id for firm in town.firms]
        self._counts = dict(zip(customers, uniforms("import.own_firms", keys), strict=True))
        self._consents = dict(zip(customers, uniforms("import.overflow", keys), strict=True))
        choices = [_chosen(town.firm_bounds, f"import.firm.{place}", keys) for place in range(MOST_OWN_FIRMS)]
        self._own = dict(zip(customers, zip(*choices, strict=True), strict=True))
        codes = sorted({one.stock_code for one in book.purchases})
        by_code = _chosen(town.firm_bounds, "import.scattered", [stable_key("stock", code) for code in codes])
        self._by_code = dict(zip(codes, by_code, strict=True))

    def of(self, one: Purchase) -> int:
        """Return the key of the seller of record."""
        if self._addressing == "town":
            return self._trader
        if self._addressing == "scattered":
            return self._firms[self._by_code[one.stock_code]]
        count = 1 + int(self._counts[one.customer] * MOST_OWN_FIRMS)
        place: int = self._own[one.customer][stable_key("invoice", one.invoice) % count]
        return self._firms[place]

    def consents(self, customer: str) -> bool:
        """Tell whether the customer lets its firm pass on what it cannot make."""
        return bool(self._consents[customer] < OVERFLOW_SHARE)


def _report(
    book: Book, orders: Sequence[BookOrder], *, already_imported: bool = False, dry_run: bool = False
) -> ImportReport:
    days = [order.placed_on for order in orders]
    return ImportReport(
        rows=book.rows,
        accepted=0 if already_imported else book.rows - len(book.refusals),
        refused=0 if already_imported else len(book.refusals),
        refused_by_reason=dict(Counter(code for _row, code in book.refusals).most_common()),
        orders=len(orders),
        lines=sum(len(order.lines) for order in orders),
        pairs=sum(line.pairs for order in orders for line in order.lines),
        returns=0 if already_imported else len(book.cancelled),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
        already_imported=already_imported,
        dry_run=dry_run,
    )
