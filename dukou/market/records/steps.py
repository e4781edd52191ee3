"""Name what other rooms read of lines and returns."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LineToMake:
    """Hand a line to planning: what it is, how much and until when."""

    line_id: int
    order_id: int
    addressed_to: str
    seller: int
    consents_overflow: bool
    state: str
    sku_id: int
    pairs: int
    unit_price_e4: int
    placed_on: date
    ready_by_on: date
    draw: int
    family: str
    needle_count: int
    double_cylinder: bool
    terry: str
    colours_a_course: int
    cycle_ms: int
    loss_ppm: int


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Tell downstream rooms what they need of a line."""

    line_id: int
    order_id: int
    order_code: str
    order_draw: int
    buyer: int
    seller: int
    maker: int
    destination: int
    sku_id: int
    pairs: int
    unit_price_e4: int
    due_on: date
    family: str
    grams_per_pair: int
    ml_per_pair: int
    pairs_per_carton: int
    draw: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """Hand a delivered line to settlement."""

    line_id: int
    order_id: int
    order_draw: int
    buyer: int
    seller: int
    maker: int
    pairs: int
    unit_price_e4: int


@dataclass(frozen=True, slots=True)
class ReturnDue:
    """Hand a return that begins today to the returns desk; one that the buyer claimed has his reason and wish."""

    request_id: int
    line_id: int
    order_id: int
    buyer: int
    seller: int
    pairs: int
    unit_price_e4: int
    grams_per_pair: int
    draw: int
    reason: str | None = None
    wish: str | None = None
    picture: str | None = None
    detail: str | None = None
