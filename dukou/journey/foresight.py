"""Let a desk work out what would leave on the days that come, as a job that can be left and stopped."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from dukou.base.errors import Missing
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.records.planning import ForeseenLeg, ForeseenLoad
from dukou.jobs import door as jobs
from dukou.jobs.records import WHOLE_PPM, Json, Lease, NewJob
from dukou.registry import door as registry

FORESEE = ("journey", "foresee_loads")
DAYS = 14
# The step of the day that packs; what it has packed has its load already.
PACKING = 5
LEASE_SECONDS = 120


def ask(*, viewer: Viewer, now: datetime) -> str:
    """Ask for the plan of the days that come, and return the job's code; one at a time, for the shared desks."""
    if not viewer.runs_desks:
        raise Missing("town.only")
    return jobs.enqueue_alone(NewJob(*FORESEE), viewer=viewer, now=now)


def foresee(lease: Lease, clock: Callable[[], datetime]) -> Json:
    """Work out two weeks from the next packing on, day by day; asked to stop, it keeps the days that are done."""
    at = registry.town_clock(viewer=TOWN)

    def told(share: float) -> bool:
        return jobs.progress(
            lease,
            progress_ppm=round(share * WHOLE_PPM),
            lease_seconds=LEASE_SECONDS,
            viewer=TOWN,
            now=clock(),
        )

    first = at.on if at.step <= PACKING else at.on + timedelta(days=1)
    found = freight.foresee(on=first, days=DAYS, limit=QUICK, viewer=TOWN, told=told)
    return {"on": str(at.on), "loads": [_written(asdict(one)) for one in found]}


def foreseen(result: Json) -> tuple[date, list[ForeseenLoad]]:
    """Return the town's date on which a result was worked out, and its loads."""
    written: Any = result
    return date.fromisoformat(written["on"]), [_read(one) for one in written["loads"]]


def _written(value: Any) -> Any:
    """Return nested values with their dates as texts."""
    if isinstance(value, dict):
        return {name: _written(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_written(one) for one in value]
    return str(value) if isinstance(value, date) else value


def _read(one: dict[str, Any]) -> ForeseenLoad:
    legs = tuple(
        ForeseenLeg(**{**leg, **{name: date.fromisoformat(leg[name]) for name in ("leaves_on", "arrives_on")}})
        for leg in one["legs"]
    )
    return ForeseenLoad(**{**one, "on": date.fromisoformat(one["on"]), "legs": legs})
