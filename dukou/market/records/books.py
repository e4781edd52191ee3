"""Name order books and what is imported of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

Options = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Purchase:
    """Hold a row that orders something; rows count from 1 below the heading."""

    row: int
    invoice: str
    stock_code: str
    quantity: int
    at: datetime
    customer: str
    country: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Hold that part of a purchase row was cancelled so many days later."""

    row: int
    purchase_row: int
    quantity: int
    lag_days: int


@dataclass(frozen=True, slots=True)
class Book:
    """Hold a whole book: every row is a purchase, part of a cancellation, or refused with a code."""

    rows: int
    purchases: tuple[Purchase, ...]
    cancelled: tuple[Cancelled, ...]
    refusals: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class BookLine:
    """Hold a line of an imported order."""

    row: int
    sku: int
    pairs: int
    unit_price_e4: int
    due_on: date
    ready_by_on: date
    draw: int


@dataclass(frozen=True, slots=True)
class BookOrder:
    """Hold an imported order."""

    buyer: int
    seller: int
    addressed_to: str
    external_ref: str
    placed_at: datetime
    placed_on: date
    destination: int
    consents_overflow: bool
    draw: int
    lines: tuple[BookLine, ...]


@dataclass(frozen=True, slots=True)
class BookReturn:
    """Hold that pairs of an imported line come back so many days after delivery."""

    row: int
    line_row: int
    pairs: int
    lag_days: int


@dataclass(frozen=True, slots=True)
class ImportState:
    """Show an import; `options` are those it began with."""

    id: int
    state: str
    options: Options
    orders_done: int
    rows_total: int
    rows_accepted: int
    rows_refused: int
