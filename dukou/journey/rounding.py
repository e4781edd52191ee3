"""Plan the town's daily round: freight knows the lots that wait at the works, returns what rides back and home."""

from collections.abc import Callable
from datetime import date, datetime

from dukou.base.solving import Limit
from dukou.base.town import TOWN
from dukou.freight.door import rounds as freight
from dukou.jobs.records import Json, Lease
from dukou.mill import door as mill
from dukou.returns.door import rounds as returns

# Works that the town's day visits without being asked; the round of more takes its time, and a desk asks for it.
SMALL_DAY = 30
BRIEF, SEARCH = Limit(iterations=10), Limit(iterations=2_000)


def plan(lease: Lease, clock: Callable[[], datetime]) -> Json:
    """Plan the round of the day that a desk asked for, and return how many plans were written."""
    on = date.fromisoformat(str(lease.argument["on"]))
    written = freight.plan(returns.rides(on=on, viewer=TOWN), on=on, limit=SEARCH, viewer=TOWN, now=clock())
    return {"on": str(on), "plans": written}


def plan_small(*, on: date, now: datetime) -> int:
    """Plan the day's round if few works have something for it, and return how many plans were written."""
    if len({one.firm for one in mill.lots_passed(on=on, viewer=TOWN)}) > SMALL_DAY:
        return 0
    return freight.plan(returns.rides(on=on, viewer=TOWN), on=on, limit=BRIEF, viewer=TOWN, now=now)
