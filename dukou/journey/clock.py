"""Let operators move the town's clock on by hours, as a job that can be left, stopped and taken up again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import Viewer
from dukou.jobs import door as jobs
from dukou.jobs.records import WHOLE_PPM, Json, Lease, NewJob
from dukou.registry import door as registry
from dukou.registry.records import Clock

MOVE = ("journey", "move_clock")
# Days and steps, an hour each.
DISTANCES = {"hour": (0, 1), "day": (1, 0), "week": (7, 0)}
# Longer than the longest step of a full town, and short enough that a job whose worker died is soon taken up again.
LEASE_SECONDS = 120


def ask(distance: str, *, viewer: Viewer, now: datetime) -> str:
    """Ask for the clock to be moved on by an hour, a day or a week, and return the job's code; one at a time.

    The job holds where the clock is to stand, not how far it goes: done again, it moves no further.
    """
    if not viewer.runs_desks:
        raise Missing("town.only")
    if distance not in DISTANCES:
        raise Refusal("journey.unknown_distance")
    days, steps = DISTANCES[distance]
    clock = registry.town_clock(viewer=viewer)
    argument = {
        "from_on": str(clock.on),
        "from_step": clock.step,
        "to_on": str(clock.on + timedelta(days=days)),
        "to_step": clock.step + steps,
    }
    return jobs.enqueue_alone(NewJob(*MOVE, argument), viewer=viewer, now=now)


def move(lease: Lease, clock: Callable[[], datetime]) -> Json:
    """Move the town's clock step by step to where the job says, unless it is asked to stop; count figures each day."""
    # The engines and the data centre take seconds to load: not for a page that only asks.
    from dukou.journey import day
    from dukou.journey.report import CARRIAGE, keep_figures

    start = (date.fromisoformat(str(lease.argument["from_on"])), int(str(lease.argument["from_step"])))
    end = (date.fromisoformat(str(lease.argument["to_on"])), int(str(lease.argument["to_step"])))
    length = len(day.STEPS)
    if lease.attempts > 1:
        # The worker before may have died between the end of a day and its count.
        keep_figures(now=clock())
    at = registry.town_clock(viewer=TOWN)
    while (at.on, at.step) < end and _reported(lease, _share(start, at, end, length), _step_at(at), clock()):
        day.one_step(limit=QUICK, say=lambda _text: None)
        before, at = at, registry.town_clock(viewer=TOWN)
        if at.on != before.on:
            # Other prices of carriage take as long as all days before: they are counted on the last day.
            keep_figures(now=clock(), carriage=CARRIAGE if at.on >= end[0] else ())
    return {"on": str(at.on), "step": at.step}


def _step_at(at: Clock) -> str:
    """Return the note that tells which step comes next."""
    return f"journey.step_{at.step}"


def _share(start: tuple[date, int], at: Clock, end: tuple[date, int], length: int) -> int:
    """Return how much of the way is done, in millionths."""

    def hours(on: date, step: int) -> int:
        return on.toordinal() * length + step

    whole = hours(*end) - hours(*start)
    return min(max((hours(at.on, at.step) - hours(*start)) * WHOLE_PPM // max(whole, 1), 0), WHOLE_PPM)


def _reported(lease: Lease, progress_ppm: int, note_code: str, now: datetime) -> bool:
    """Report progress; False where the job is to stop."""
    return jobs.progress(
        lease,
        progress_ppm=progress_ppm,
        lease_seconds=LEASE_SECONDS,
        note_code=note_code,
        viewer=TOWN,
        now=now,
    )
