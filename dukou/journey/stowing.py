"""Let the engine stow the vehicles of a load, as a job; and those of the demo town's last loads."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.freight import door as freight
from dukou.freight.door import stowing
from dukou.freight.records.stowing import STOWED
from dukou.jobs.records import Json, Lease

# The demo shows what left in its last days.
LAST_DAYS = 3


def stow(lease: Lease, clock: Callable[[], datetime]) -> Json:
    """Stow a load and return how many plans were written."""
    load = str(lease.argument["load"])
    return {"load": load, "plans": stowing.stow(load, limit=QUICK, viewer=TOWN, now=clock())}


def stow_last(*, on: date, now: datetime) -> int:
    """Stow the loads of the last days up to this one, and return how many plans were written."""
    days = [on - timedelta(days=ago) for ago in range(LAST_DAYS)]
    codes = [one.code for day in days for one in freight.loads_of(day, viewer=TOWN) if one.state in STOWED]
    return sum(stowing.stow(code, limit=QUICK, viewer=TOWN, now=now) for code in codes)
