"""Name what the returns desk takes and gives."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from dukou.returns.records.placing import Placed, Pooling

# `unproven`: goods that came back without a word; whose fault it is cannot be said, and nobody is charged.
Reason = Literal["wrong_size", "colour_differs", "surplus", "faulty", "wrong_mix", "short", "late", "unproven"]
Condition = Literal["unopened", "opened", "soiled", "faulty"]
# `kept`: the buyer has his money and the goods.
# Goods in an overseas depot are sold there again (`abroad`), wait for a `ride_home`, or are recycled.
Disposition = Literal["restock", "rebag", "seconds", "write_off", "kept", "abroad", "ride_home", "recycle"]
# `credit`: a claim without goods, of which its seller decides.
Outcome = Literal["refund", "exchange", "refund_only", "credit"]
By = Literal["seller", "rule", "desk"]
Ruling = Literal[
    "as_claimed",
    "in_part",
    "seller_silent",
    "count_agrees",
    "within_tolerance",
    "not_shown",
    "not_late",
    "not_ours",
    # The buyer keeps the goods for the part that the seller offers everybody; the goods did not come in time.
    "by_policy",
    "not_sent_back",
    # Nor did they where their replacement had been sent ahead: the buyer has both, and owes the price of one.
    "kept_both",
]
LONGEST_NOTE = 500
# What a decision rests on, and whether it credits all, a part or nothing.
RULINGS: dict[Ruling, Literal["all", "part", "nothing"]] = {
    "as_claimed": "all",
    "in_part": "part",
    "seller_silent": "all",
    "count_agrees": "nothing",
    "within_tolerance": "nothing",
    "not_shown": "nothing",
    "not_late": "nothing",
    "not_ours": "nothing",
    "by_policy": "part",
    "not_sent_back": "nothing",
    "kept_both": "nothing",
}
# What no person decides.
BY_RULE: frozenset[Ruling] = frozenset(("seller_silent", "by_policy", "not_sent_back", "kept_both"))

GRADE_OF_CONDITION: dict[Condition, str] = {"unopened": "A", "opened": "B", "soiled": "C", "faulty": "C"}
ON_SHELF: frozenset[str] = frozenset(("restock", "rebag", "abroad", "ride_home"))


@dataclass(frozen=True, slots=True)
class Fees:
    """Hold the day's costs of a return (minor units of CNY, from the dated limits).

    Parameters
    ----------
    parcel_minor, kilo_minor
        Freight of a return parcel: the first kilogram, and each further one.
    inspect_minor
        Inspection of a returned parcel.
    rebag_pair_minor
        New bag and label a pair.
    reship_minor
        Sending a replacement.
    seconds_share_e6
        What seconds fetch, in millionths of their price.
    answer_days, appeal_days
        Days in which a claim without goods is to be answered, and in which its buyer may appeal.
    pooling
        What it costs to go together.
    """

    parcel_minor: int
    kilo_minor: int
    inspect_minor: int
    rebag_pair_minor: int
    reship_minor: int
    seconds_share_e6: int
    answer_days: int
    appeal_days: int
    pooling: Pooling = field(default_factory=Pooling)


@dataclass(frozen=True, slots=True)
class NewCase:
    """Open a case: `refund_minor` is what the goods were sold for, as long as nothing replaces them.

    It begins with a buyer's request, a parcel or a recall. A claim without goods is to be answered by a day; `picture`
    is the code of the buyer's file.
    """

    request_id: int | None
    line_id: int
    order_id: int
    firm: int
    buyer: int
    pairs: int
    grams_per_pair: int
    unit_price_e4: int
    draw: int
    reason: Reason
    outcome: Outcome
    received_on: date | None
    refund_minor: int
    freight_minor: int
    parcel_id: int | None = None
    recall_id: int | None = None
    ask_id: int | None = None
    detail: str = ""
    answer_by: date | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class NewParcel:
    """Book a parcel that nobody announced.

    Parameters
    ----------
    carrier_ref
        The carrier's own number, which makes it once.
    note_code
        What strikes the eye: one of `rules.NOTES`, or nothing.
    pairs_counted
        What the desk found in it.
    """

    came_on: date
    carrier_ref: str
    cartons: int
    grams: int
    pairs_counted: int
    note_code: str = ""


@dataclass(frozen=True, slots=True)
class ParcelRecord:
    """Show a parcel to the returns desk; `case` is the code of the case that its match opened."""

    code: str
    came_on: date
    carrier_ref: str
    cartons: int
    grams: int
    note_code: str
    pairs_counted: int
    state: str
    line: int | None
    matched_on: date | None
    lapsed_on: date | None
    picture: str
    case: str | None


@dataclass(frozen=True, slots=True)
class MatchedParcel:
    """Hand a parcel that has its line to the opening of its case."""

    id: int
    code: str
    line_id: int
    lot_id: int
    pairs: int


@dataclass(frozen=True, slots=True)
class DeskCase:
    """Show a case that is not closed to the returns desk, with the names it needs to decide."""

    code: str
    order: str
    firm: int
    firm_zh: str
    firm_en: str
    buyer_zh: str
    buyer_en: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    pairs: int
    reason: str
    outcome: str
    state: str
    requested_on: date
    received_on: date | None
    refund_minor: int
    picture: str | None


@dataclass(frozen=True, slots=True)
class ArrivedCase:
    """Hand a case whose goods have arrived to grading."""

    id: int
    code: str
    line_id: int
    lot_id: int
    firm: int
    pairs: int
    unit_price_e4: int
    draw: int
    reason: str
    outcome: str
    refund_minor: int
    freight_minor: int
    grams_per_pair: int
    # What people found; empty where the condition is drawn.
    condition: Condition | Literal[""] = ""
    # The overseas depot that they are in.
    site: int | None = None


@dataclass(frozen=True, slots=True)
class GradedCase:
    """Say in what condition a case's goods are, what becomes of them, and where they go in common."""

    case: ArrivedCase
    condition: Condition
    grade: str
    disposition: Disposition
    placed: Placed


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """Show a return to its seller, its buyer or the returns desk; where the goods go is the seller's affair."""

    code: str
    line: int
    firm: int
    buyer: int
    pairs: int
    reason: str
    requested_on: date
    received_on: date | None
    outcome: str
    pairs_replaced: int
    refund_minor: int
    state: str
    closed_on: date | None
    condition: str = ""
    grade: str = ""
    disposition: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Show one page of cases; `before` asks for the next one."""

    cases: tuple[CaseRecord, ...]
    total: int
    before: str | None


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """Hand a closed return to settlement (minor units of CNY).

    `resale_minor` is what the goods are worth at their next place: as new for those back on the shelf, cash for
    seconds. `replacement_minor` is the value of the pairs sent instead of a refund, `borne_minor` what the common fund
    bears of freight and handling, and `borne_freight_minor` the freight in it.
    """

    code: str
    line_id: int
    order_id: int
    firm: int
    refund_minor: int
    replacement_minor: int
    freight_minor: int
    handling_minor: int
    resale_minor: int
    disposition: str
    borne_minor: int
    borne_freight_minor: int

    @property
    def is_on_shelf(self) -> bool:
        """Tell whether the goods are stock again, to be sold or sent in exchange."""
        return self.disposition in ON_SHELF


@dataclass(frozen=True, slots=True)
class Decided:
    """Show a decision on a claim without goods."""

    on: date
    by: str
    ruling: str
    credit_minor: int


@dataclass(frozen=True, slots=True)
class ToDecide:
    """Name a claim that waits for a decision, and since when or until when that is due."""

    code: str
    due_on: date | None
    buyer_zh: str
    buyer_en: str
    pairs: int
    value_minor: int


@dataclass(frozen=True, slots=True)
class Noted:
    """Show what was written on a case; `firm` is None where a desk or a consumer wrote it."""

    firm: int | None
    is_consumers: bool
    text: str
    picture: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """Show a claim or a return to its seller, its buyer, the consumer who asked for it, and the desk.

    `has_goods` tells a return from a claim of which its seller decides. `charged_minor` is the price of what was sent
    ahead, where the old goods never came. `may` holds what the viewer can do now: "decide", "appeal", "write".
    """

    code: str
    order: str
    line: int
    firm: int
    firm_zh: str
    firm_en: str
    buyer: int
    buyer_zh: str
    buyer_en: str
    pairs: int
    reason: str
    detail: str
    value_minor: int
    state: str
    requested_on: date
    answer_by: date | None
    appeal_by: date | None
    appealed_on: date | None
    has_goods: bool
    charged_minor: int
    picture: str
    decisions: tuple[Decided, ...]
    notes: tuple[Noted, ...]
    may: frozenset[str]
