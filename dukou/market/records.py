"""Name what the market takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Options = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class NewSku:
    """Enter a colourway and size of a style; `packs` are ``(pairs, GTIN)``."""

    gtin: str
    colour_zh: str
    colour_en: str
    size: str
    packs: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NewStyle:
    """Enter a style; `cycle_ms` is the knitting time of one piece, `share_ppm` its share of the town's pairs."""

    code: str
    family: str
    name_zh: str
    name_en: str
    needle_count: int
    double_cylinder: bool
    terry: str
    colours_a_course: int
    cycle_ms: int
    loss_ppm: int
    grams_per_pair: int
    ml_per_pair: int
    pairs_per_carton: int
    unit_price_e4: int
    lead_days: int
    hs_code: str
    share_ppm: int
    skus: tuple[NewSku, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SkuRecord:
    """Show what can be ordered."""

    id: int
    gtin: str
    style_code: str
    family: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    unit_price_e4: int
    lead_days: int
    share_ppm: int


@dataclass(frozen=True, slots=True)
class NewLine:
    """Order pairs of a SKU; without a due date the published lead time holds."""

    sku_gtin: str
    pairs: int
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Place an order with a firm, named by its code, or with the town through its trading company (`to_town`)."""

    buyer: int
    seller_code: str
    destination_code: str
    lines: tuple[NewLine, ...]
    to_town: bool = False
    external_ref: str = ""
    incoterm: str = "DAP"
    consents_overflow: bool = False
    consents_sites: bool = False


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
    """Hand a return that begins today to the returns desk."""

    request_id: int
    line_id: int
    order_id: int
    buyer: int
    seller: int
    pairs: int
    unit_price_e4: int
    grams_per_pair: int
    draw: int


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
