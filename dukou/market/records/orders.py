"""Name orders and lines, as they are placed and as people see them."""

from dataclasses import dataclass
from datetime import date, datetime

# Where on the river a line is in each of its states.
STAGES = {
    "imported": "ordered",
    "open": "ordered",
    "offered": "ordered",
    "planned": "knitting",
    "made": "checked",
    "ready": "depot",
    "shipped": "road",
    "delivered": "delivered",
    "refused": "stopped",
    "lost": "stopped",
}


@dataclass(frozen=True, slots=True)
class NewLine:
    """Order pairs of a SKU; without a due date the published lead time holds."""

    sku_gtin: str
    pairs: int
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Place an order with a firm, named by its code, or with the town through its trading company (`to_town`).

    `sites` are codes of the firms that the buyer agreed to, all of them or none. `request_key` names the order for who
    places it: sent twice under one key it is placed once.
    """

    buyer: int
    seller_code: str
    destination_code: str
    lines: tuple[NewLine, ...]
    to_town: bool = False
    external_ref: str = ""
    incoterm: str = "DAP"
    consents_overflow: bool = False
    consents_sites: bool = False
    sites: tuple[str, ...] = ()
    request_key: str = ""


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """Show an order to its buyer, its seller or a desk, with the names of both."""

    id: int
    code: str
    buyer: int
    buyer_zh: str
    buyer_en: str
    seller: int
    seller_zh: str
    seller_en: str
    addressed_to: str
    external_ref: str
    placed_at: datetime
    destination_zh: str
    destination_en: str
    incoterm: str
    currency: str
    lines: int
    pairs: int
    amount_minor: int
    consents_sites: bool


@dataclass(frozen=True, slots=True)
class LineRecord:
    """Show a line; a maker that the viewer may not know is None, and so are its names."""

    id: int
    order_id: int
    number: int
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    gtin: str
    seller: int
    buyer: int
    maker: int | None
    maker_zh: str | None
    maker_en: str | None
    source: str
    pairs: int
    unit_price_e4: int
    due_on: date
    state: str
    refusal_code: str
    made_pairs: int
    short_pairs: int
    shipped_pairs: int
    delivered_pairs: int
    delivered_on: date | None
    returned_pairs: int


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Show one page of orders; `before` asks for the next one."""

    orders: tuple[OrderRecord, ...]
    total: int
    before: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Count the lines of an order by how far they are: each is in one place."""

    ordered: int = 0
    knitting: int = 0
    checked: int = 0
    depot: int = 0
    road: int = 0
    delivered: int = 0
    stopped: int = 0
