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
