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
