"""Name what the lab takes and shows."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Result = Literal["accepted", "rejected"]
Outcome = Literal["passed", "rework", "scrapped"]


@dataclass(frozen=True, slots=True)
class OfferedLot:
    """Offer a lot for inspection: `pairs` of it were made, `pairs_left` were not sorted out by earlier attempts."""

    lot_id: int
    code: str
    line_id: int
    firm: int
    family: str
    pairs: int
    pairs_left: int
    attempt: int
    draw: int


@dataclass(frozen=True, slots=True)
class Inspected:
    """Hold what an inspection found and decided.

    Majors and minors are counted in their own samples, of which `sample_pairs` is the larger; criticals in that one.
    """

    lot: OfferedLot
    severity: str
    letter: str
    sample_pairs: int
    critical_found: int
    major_found: int
    major_accept: int
    minor_found: int
    minor_accept: int
    result: Result
    outcome: Outcome
    pairs_scrapped: int
    again_on: date | None

    @property
    def pairs_left(self) -> int:
        """Return the pairs that were not scrapped."""
        return self.lot.pairs_left - self.pairs_scrapped


@dataclass(frozen=True, slots=True)
class InspectionRecord:
    """Show an inspection; the buyer does not see the maker, nor what was found, and for it these are None."""

    code: str
    line: int
    on: date
    attempt: int
    lot_pairs: int
    level: str
    sample_pairs: int
    major_accept: int
    minor_accept: int
    result: str
    firm: int | None = None
    severity: str | None = None
    letter: str | None = None
    critical_found: int | None = None
    major_found: int | None = None
    minor_found: int | None = None
    pairs_scrapped: int | None = None


@dataclass(frozen=True, slots=True)
class SeverityRecord:
    """Show how a firm's product family is inspected; with `resume_on`, its lots wait until then for correction."""

    firm: int
    family: str
    severity: str
    resume_on: date | None


@dataclass(frozen=True, slots=True)
class RejectedLot:
    """Show a rejection to the maker or a desk: what was found, what became of the lot, and whom it keeps waiting.

    `state` is that of the lot now; one in rework is inspected again on `again_on`. `amount_minor` is the line's price,
    `due_on` the day on which its buyer expects it.
    """

    code: str
    on: date
    lot_code: str
    firm: int
    firm_zh: str
    firm_en: str
    family: str
    style_zh: str
    style_en: str
    attempt: int
    lot_pairs: int
    severity: str
    letter: str
    sample_pairs: int
    critical_found: int
    major_found: int
    major_accept: int
    minor_found: int
    minor_accept: int
    pairs_scrapped: int
    state: str
    again_on: date | None
    order_code: str
    due_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """Explain how a lot is sampled: its code letter, and for each class of faults how many decide what."""

    lot_code: str
    family: str
    pairs: int
    severity: str
    level: str
    letter: str
    major_aql: str
    major_sample: int
    major_accept: int
    major_reject: int
    minor_aql: str
    minor_sample: int
    minor_accept: int
    minor_reject: int
