"""Name what the returns desk takes and gives."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Reason = Literal["wrong_size", "colour_differs", "surplus", "faulty"]
Condition = Literal["unopened", "opened", "soiled", "faulty"]
# `kept`: the buyer has his money and the goods.
Disposition = Literal["restock", "rebag", "seconds", "write_off", "kept"]
Outcome = Literal["refund", "exchange", "refund_only"]

GRADE_OF_CONDITION: dict[Condition, str] = {"unopened": "A", "opened": "B", "soiled": "C", "faulty": "C"}
ON_SHELF: frozenset[str] = frozenset(("restock", "rebag"))


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
    """

    parcel_minor: int
    kilo_minor: int
    inspect_minor: int
    rebag_pair_minor: int
    reship_minor: int
    seconds_share_e6: int


@dataclass(frozen=True, slots=True)
class NewCase:
    """Open a case: `refund_minor` is what the goods were sold for, as long as nothing replaces them."""

    request_id: int
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


@dataclass(frozen=True, slots=True)
class GradedCase:
    """Say in what condition a case's goods are, where they go, and what that costs and fetches."""

    case: ArrivedCase
    condition: Condition
    grade: str
    disposition: Disposition
    handling_minor: int
    resale_minor: int


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
    seconds. `replacement_minor` is the value of the pairs sent instead of a refund.
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

    @property
    def is_on_shelf(self) -> bool:
        """Tell whether the goods are stock again, to be sold or sent in exchange."""
        return self.disposition in ON_SHELF
