"""Name what a buyer gathers, is quoted, and claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# Why goods are claimed, and in detail; a reason without details has none to choose.
REASONS: Mapping[str, tuple[str, ...]] = {
    "wrong_size": ("too_small", "too_large", "mixed_sizes"),
    "colour_differs": ("other_colour", "other_shade"),
    "surplus": (),
    "faulty": ("hole", "ladder", "stain", "colour_runs", "elastic", "seam"),
    "wrong_mix": ("other_sizes", "other_colours", "other_articles"),
    "short": ("carton_missing", "pairs_missing"),
    "late": (),
}
# A credit leaves the goods with the buyer; what never came, or came too late, can only be credited.
CREDIT = "credit"
WISHES = ("exchange", "refund", CREDIT)
ONLY_CREDITED = frozenset(("short", "late"))


@dataclass(frozen=True, slots=True)
class SellerRecord:
    """Name a firm that the viewer's firm has to do with: it ordered from it, or agreed to it."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class CartLineRecord:
    """Show what is in a cart of one SKU."""

    sku_id: int
    gtin: str
    style_code: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    family: str
    needle_count: int
    double_cylinder: bool
    terry: str
    colours_a_course: int
    lead_days: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Cart:
    """Show a cart; `key` is another one after each change, and names the order that is made of it."""

    key: str
    lines: tuple[CartLineRecord, ...]


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """Price a line of a quote."""

    gtin: str
    pairs: int
    unit_price_e4: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Short:
    """Name a style of which the seller makes no fewer pairs than `least` in one order."""

    style_code: str
    pairs: int
    least: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Price lines by the ladders of a day."""

    lines: tuple[QuotedLine, ...]
    amount_minor: int
    short: tuple[Short, ...]


@dataclass(frozen=True, slots=True)
class NewClaim:
    """Claim part of a delivered line: why and in detail, what the buyer wishes, and a picture's file code."""

    line_number: int
    pairs: int
    reason: str
    wish: str
    picture: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ClaimableLine:
    """Show a delivered line of which `left` pairs are with the buyer and not claimed."""

    number: int
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    left: int


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """Show a buyer's claim."""

    id: int
    order_code: str
    line: int
    line_number: int
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    pairs: int
    reason: str
    wish: str
    picture: str | None
    claimed_on: date
    state: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class BuyingSummary:
    """Count what a buyer waits for: orders on the way, their pairs, the next one due, claims, and his cart."""

    orders: int
    pairs: int
    next_due_on: date | None
    next_order: str
    claims: int
    cart_lines: int
    cart_pairs: int
