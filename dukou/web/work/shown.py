"""Turn a job into what its page shows, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dukou.jobs.records import QUEUED, Job
from dukou.journey import broken, clock
from dukou.web.parts import progress
from dukou.web.parts.progress import Progress
from dukou.web.words.clock import FIRST_HOUR, STEPS
from dukou.web.words.demo import LAWS

Moment = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold a job: how it goes on, where a job of the clock leads and stands, what breaking a copy showed."""

    progress: Progress
    created_at: datetime
    is_open: bool
    is_waiting: bool
    is_stopping: bool
    until: Moment | None = None
    stands: Moment | None = None
    found: Mapping[str, Any] | None = None


def shown(job: Job) -> Shown:
    """Return what a page shows of a job."""
    kind = (job.room, job.kind)
    result = job.result or {}
    is_clock = kind == clock.MOVE
    return Shown(
        progress=progress.shown(job),
        created_at=job.created_at,
        is_open=job.is_open,
        is_waiting=job.state == QUEUED,
        is_stopping=job.is_open and job.stop_asked,
        until=_moment(job.argument["to_on"], job.argument["to_step"]) if is_clock else None,
        stands=_moment(result["on"], result["step"]) if is_clock and result else None,
        found=_found(result) if kind == broken.BREAK and result.get("sscc") else None,
    )


def _moment(on: object, step: object) -> Moment:
    """Return a date and an hour of the town; past the last step of a day lies the next morning."""
    day, place = date.fromisoformat(str(on)), int(str(step))
    return (day, FIRST_HOUR + place) if place < len(STEPS) else (day + timedelta(days=1), FIRST_HOUR)


def _found(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the audit found, its laws in plain words where there are some."""
    faults = [{**fault, "words": LAWS.get(fault["law"], fault["law"])} for fault in result["faults"]]
    return {**result, "faults": faults}
