"""Share out the time of a search, and report its progress."""

import time
from collections.abc import Iterable
from typing import Protocol

from dukou.base.solving import Limit, Report


class Known(Protocol):
    """Say what a part of a problem costs, and at least."""

    cost: int

    @property
    def bound_minor(self) -> int:
        """Return the bound that is proven."""
        ...


class Effort:
    """Hold until when a search may last, in all and now, whether its report ended it, and whether either stopped it."""

    def __init__(self, limit: Limit, report: Report | None) -> None:
        self.report = report
        self.is_stopped = self.is_ended = False
        self.end = self.until = None if limit.seconds is None else time.monotonic() + limit.seconds

    def allot(self, part: float) -> None:
        """Let what comes next take a part of the time that is left."""
        if self.end is not None:
            now = time.monotonic()
            self.until = now + max(0.0, self.end - now) * part

    def is_late(self) -> bool:
        """Tell whether the time that was allotted is over, or the report has stopped all."""
        if self.is_ended or (self.until is not None and time.monotonic() > self.until):
            self.is_stopped = True
            return True
        return False

    def tell(self, progress: float, parts: Iterable[Known]) -> None:
        """Report what all costs and its bound."""
        if self.report is not None and not self.is_ended:
            known = [(one.cost, one.bound_minor) for one in parts]
            self.is_ended = not self.report(progress, sum(one[0] for one in known), sum(one[1] for one in known))
