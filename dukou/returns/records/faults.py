"""Name what is found of the cause of a return, what follows, and what is called back."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Cause = Literal["knitting", "dyeing", "packing", "carriage"]
# `charge`: the maker agrees, or a desk upholds it; `dispute`: the maker objects; `waive`: a desk finds it unproven.
Answer = Literal["charge", "dispute", "waive"]
RECALL_REASONS = ("needle", "substance", "fibre", "label", "fault")


@dataclass(frozen=True, slots=True)
class NewFault:
    """Say of a case with goods whose fault it is: a cause with its evidence, or an empty one where none is proven.

    Evidence is an inspection of the lot, by its code, or a picture, or both.
    """

    case_code: str
    cause: str = ""
    inspection: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class FaultRules:
    """Hold the day's rules of faults, from the dated limits.

    Parameters
    ----------
    shares_e6
        What share of a case's cost its maker is charged, by cause, in millionths.
    answer_days
        Days in which a maker may object to a charge.
    repeats
        How many proven faults of a lot stop it and its siblings.
    """

    shares_e6: dict[str, int]
    answer_days: int
    repeats: int


@dataclass(frozen=True, slots=True)
class ToJudge:
    """Name a case with goods of which nobody has said whose fault it is, to desks."""

    case: str
    lot_code: str
    seller_zh: str
    seller_en: str
    pairs: int
    reason: str
    condition: str
    cost_minor: int
    received_on: date


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """Show a finding to the seller, the maker and the desks; `picture` is one that the viewer may read.

    `may` holds what the viewer can answer now: "charge", "dispute", "waive".
    """

    code: str
    case: str
    lot_code: str
    seller: int
    seller_zh: str
    seller_en: str
    maker: int
    maker_zh: str
    maker_en: str
    pairs: int
    is_proven: bool
    cause: str
    inspection: str
    picture: str
    share_e6: int
    cost_minor: int
    amount_minor: int
    state: str
    found_on: date
    answer_by: date | None
    objection: str
    settled_on: date | None
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChargedBack:
    """Hand what a case's fault moves to settlement; without `from_firm` the common fund bears it.

    `rule` names the dated limit that it follows from.
    """

    code: str
    case: str
    order_id: int
    from_firm: int | None
    to_firm: int
    amount_minor: int
    rule: str


@dataclass(frozen=True, slots=True)
class FundRow:
    """Show what the common fund bore on a day, of no named firm: of goods without a word, or of an unproven cause."""

    on: date
    what: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Fund:
    """Show the common fund: what it has borne in all, and the last rows of it."""

    borne_minor: int
    rows: tuple[FundRow, ...]


@dataclass(frozen=True, slots=True)
class RecallRow:
    """Show a recall in a list, to its seller, to desks, and to buyers with what they have of it alone."""

    code: str
    lot_code: str
    seller_zh: str
    seller_en: str
    name_zh: str
    name_en: str
    reason: str
    state: str
    asked_on: date
    pairs: int


@dataclass(frozen=True, slots=True)
class RecalledFrom:
    """Show what a buyer had of a recalled lot, and what of it has come back; `case` is the code of his return."""

    buyer: int
    buyer_zh: str
    buyer_en: str
    pairs_ordered: int
    pairs_exchanged: int
    case: str
    case_state: str
    pairs_back: int


@dataclass(frozen=True, slots=True)
class RecallRecord:
    """Show a recall: whose, of what, why, and from whom; a buyer sees himself alone.

    `may_answer` says whether the viewer is asked to consent; `places` are the pairs of the lot by where they are, for
    its seller and desks.
    """

    code: str
    lot_code: str
    seller: int
    seller_zh: str
    seller_en: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    gtin: str
    reason: str
    state: str
    asked_on: date
    opened_on: date | None
    closed_on: date | None
    buyers: tuple[RecalledFrom, ...]
    places: dict[str, int]
    may_answer: bool
