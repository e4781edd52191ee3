"""Name the sums of cases that other rooms read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClosedSum:
    """Add up cases of a seller that were closed: those whose goods came back, or those whose goods did not."""

    came_back: bool
    cases: int
    cases_replaced: int
    pairs: int
    pairs_replaced: int
    replacement_minor: int
    refund_minor: int
    withheld_minor: int
