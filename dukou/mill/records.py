"""Name what the mill takes and gives."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AwardRecord:
    """Show an award to the firm that may decline it until its deadline has passed, or to a desk."""

    code: str
    line_id: int
    seller: int
    firm: int
    group: int
    source: str
    pairs: int
    amount_minor: int
    awarded_on: date
    decline_by: date
    due_on: date
    state: str
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Show an award with what is to be knitted, to the firm that may answer it or to a desk."""

    code: str
    line_id: int
    firm: int
    firm_zh: str
    firm_en: str
    source: str
    style_zh: str
    style_en: str
    colour_zh: str
    colour_en: str
    size: str
    needle_count: int
    pairs: int
    amount_minor: int
    awarded_on: date
    decline_by: date
    due_on: date
    state: str
    agreed_on: date | None


@dataclass(frozen=True, slots=True)
class Overflow:
    """Show a line that a firm passes on, to that firm; its maker is named once it has accepted."""

    line_id: int
    style_zh: str
    style_en: str
    pairs: int
    amount_minor: int
    price_minor: int
    awarded_on: date
    due_on: date
    state: str
    maker_zh: str | None
    maker_en: str | None


@dataclass(frozen=True, slots=True)
class RefusedLineRecord:
    """Show a line that planning refused, to its seller or a desk."""

    line_id: int
    order_code: str
    seller: int
    seller_zh: str
    seller_en: str
    style_zh: str
    style_en: str
    pairs: int
    amount_minor: int
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class LateGroup:
    """Show a machine group with lots past their date, and what the lines of these are worth."""

    firm: int
    firm_zh: str
    firm_en: str
    group_code: str
    needle_count: int
    machines: int
    lots: int
    pieces_left: int
    amount_minor: int
    first_due_on: date


@dataclass(frozen=True, slots=True)
class SockNeed:
    """Hold a sock that somebody would like to have knitted, and how many pairs of it."""

    family: str
    needle_count: int
    double_cylinder: bool
    terry: str
    colours_a_course: int
    pairs: int


@dataclass(frozen=True, slots=True)
class LotToInspect:
    """Hand a finished lot to the lab: all its pairs, also where an earlier inspection scrapped some of them."""

    lot_id: int
    code: str
    line_id: int
    firm: int
    family: str
    pairs: int
    draw: int


@dataclass(frozen=True, slots=True)
class LotResult:
    """Report an inspection: ``passed``, ``rework`` until `again_on`, or ``scrapped``; `pairs_left` of it are good."""

    lot_id: int
    outcome: str
    pairs_left: int
    again_on: date | None = None


@dataclass(frozen=True, slots=True)
class PassedLot:
    """Hand a lot that passed inspection to the depot; `owner` is the seller of record."""

    lot_id: int
    line_id: int
    firm: int
    sku_id: int
    pairs: int
    owner: int


@dataclass(frozen=True, slots=True)
class LotRecord:
    """Show a lot of a line; what the viewer may not see is None.

    Who may not see the maker's loss sees good pieces only: made, and to make.
    """

    lot_id: int
    line_id: int
    code: str
    firm: int | None
    source: str
    state: str
    pairs: int
    pieces_to_make: int
    pieces_made: int
    pieces_lost: int | None
    pairs_passed: int
    planned_on: date
    due_on: date
    finish_on: date | None
    made_on: date | None
    inspect_on: date | None
    passed_on: date | None


@dataclass(frozen=True, slots=True)
class GroupLoad:
    """Show what a machine group has to knit: open lots, those of them past their date, pieces and machine time left."""

    firm: int
    group: int
    lots: int
    late: int
    pieces_left: int
    work_ms: int
    next_due_on: date


@dataclass(frozen=True, slots=True)
class MillLot:
    """Show a lot to its maker or a desk: what it is, what knits it and how far it is; `amount_minor` is its price."""

    id: int
    code: str
    line_id: int
    firm: int
    seller: int
    source: str
    state: str
    family: str
    style_zh: str
    style_en: str
    colour_zh: str
    colour_en: str
    size: str
    needle_count: int
    terry: str
    machines: int
    integrated: bool
    group_code: str
    pairs: int
    unit_price_e4: int
    pieces_to_make: int
    pieces_made: int
    pieces_lost: int
    pairs_good: int
    pairs_passed: int
    planned_on: date
    due_on: date
    finish_on: date | None
    made_on: date | None
    inspect_on: date | None
    passed_on: date | None
    ready_by_on: date
    buyer_due_on: date


@dataclass(frozen=True, slots=True)
class LotCounts:
    """Count the lots in work, those of them past their date, and what the late ones are worth."""

    in_work: int
    late: int
    late_minor: int


@dataclass(frozen=True, slots=True)
class LotTrace:
    """Tell where a lot comes from: line, seller and maker, work order, and the machines and shifts that knitted it."""

    lot_id: int
    code: str
    line_id: int
    owner: int
    maker: int
    state: str
    pairs: int
    group_code: str
    needle_count: int
    terry: str
    machines: int
    work_order: str
    first_on: date | None
    last_on: date | None
    shifts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LotDay:
    """Show the pieces knitted, and lost, of a lot on a day."""

    on: date
    pieces: int
    loss_pieces: int


@dataclass(frozen=True, slots=True)
class LotToHand:
    """Hold a lot of which something is handed over."""

    id: int
    code: str
    pairs: int
    pieces_made: int
    pieces_lost: int
    integrated: bool


@dataclass(frozen=True, slots=True)
class NewHandOver:
    """Enter what a worker handed over: good pieces after knitting, pairs after the other operations.

    `key` is the scan's own, so that it counts once however often it is sent. With `undoes`, the key of an earlier row,
    that row is taken back and everything else but the key is ignored.
    """

    key: str
    lot_code: str = ""
    operation: str = ""
    worker: int = 0
    units: int = 0
    shift: str = "day"
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class HandOverRecord:
    """Show a hand-over to the firm; `undoes` is the key of the row that it takes back."""

    key: str
    operation: str
    worker: int
    units: int
    rate_e4: int
    on: date
    shift: str
    undoes: str | None
    is_undone: bool
    is_scanned: bool


@dataclass(frozen=True, slots=True)
class PieceRate:
    """Show what a firm pays for a unit of an operation from a day on, in 1/10,000 yuan."""

    operation: str
    rate_e4: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class DayWage:
    """Show what a worker handed over at an operation on a day, and earned; what was taken back stands apart."""

    on: date
    worker: int
    operation: str
    is_correction: bool
    units: int
    rate_e4: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class WageRow:
    """Show what a worker earned at an operation on a day: units, their rate in 1/10,000 yuan, the amount."""

    worker: int
    operation: str
    units: int
    rate_e4: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class NewYarnUse:
    """Enter that a lot of socks was knitted from a lot of yarn, by the yarn's number at its supplier.

    Of a number that is new, `grams_came` is what came on; else it is ignored, like `fibre` and `count`.
    """

    lot_code: str
    number: str
    fibre: str
    count: str
    grams_used: int
    grams_came: int = 0


@dataclass(frozen=True, slots=True)
class YarnUsed:
    """Show a lot of yarn in a lot of socks; `grams` of it went in."""

    lot_id: int
    number: str
    fibre: str
    count: str
    came_on: date
    grams: int
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class SiblingLot:
    """Name a lot, what it shares with another one ("itself", "yarn" or "machines"), and whose goods it is."""

    lot_id: int
    code: str
    owner: int
    maker: int
    family: str
    shares: str
