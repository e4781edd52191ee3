"""Name what a buyer gathers, is quoted, and claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

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

SoldTo = Literal["trade", "consumer"]
# What may be excluded from return without a reason, and whether only what the consumer confirmed for each purchase is.
EXCLUSIONS: Mapping[str, bool] = {"custom_made": False, "opened_intimate": True}


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


@dataclass(frozen=True, slots=True)
class NewExclusion:
    """Say by which rule a line is excluded from return without a reason, and whether the consumer confirmed it."""

    line_number: int
    rule: str
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ConsumerSaleRecord:
    """Show the link of a sale to a consumer; `exclusions` are ``(line number, rule)``."""

    code: str
    order_code: str
    is_insured: bool
    made_on: date
    exclusions: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """Show a delivered line of which `left` pairs are with its buyer and not asked back.

    `sale` is the key of the sale to a consumer; `exclusions` are the rules by which he cannot return it without a
    reason.
    """

    line_id: int
    order_id: int
    order_code: str
    number: int
    buyer: int
    seller: int
    seller_zh: str
    seller_en: str
    destination: int
    style: int
    sku_id: int
    gtin: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    unit_price_e4: int
    grams_per_pair: int
    delivered_on: date
    left: int
    sale: int | None = None
    is_insured: bool = False
    exclusions: frozenset[str] = frozenset()

    @property
    def sold_to(self) -> SoldTo:
        """Return whether the town's firm that bought it is the channel to a consumer."""
        return "trade" if self.sale is None else "consumer"


@dataclass(frozen=True, slots=True)
class NewRequest:
    """Ask to return pairs of a bought line at once."""

    line_id: int
    pairs: int
    reason: str
    detail: str
    wish: str
    picture: str = ""
