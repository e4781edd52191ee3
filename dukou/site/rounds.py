"""Take one round: of all beats and the outbox, or of the queue of jobs."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.freight import beat as freight_beat
from dukou.freight.records.rounds import PLAN
from dukou.freight.records.stowing import STOW
from dukou.jobs import beat as jobs_beat
from dukou.jobs import door as jobs
from dukou.jobs.records import Json, Lease
from dukou.journey import attempts, broken, clock, foresight, rounding, stowing
from dukou.post import beat as post_beat
from dukou.provenance import beat as provenance_beat
from dukou.site import wire

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Work = Callable[[Lease, Clock], Json]

BEATS = (provenance_beat.tick, jobs_beat.tick, post_beat.tick, wire.carry, freight_beat.tick)
# Which journey does which kind of job, by (room, kind). A job of a kind that is not named here stays in the queue.
WORK: Mapping[tuple[str, str], Work] = {
    clock.MOVE: clock.move,
    broken.BREAK: broken.break_copy,
    attempts.NOTE: attempts.note,
    foresight.FORESEE: foresight.foresee,
    STOW: stowing.stow,
    PLAN: rounding.plan,
}
LEASE_SECONDS = 600


def beat_once(now: datetime) -> int:
    """Let each room's beat move what waits, carry the outbox, and return how much moved."""
    return sum(tick(now) for tick in BEATS)


def work_once(now: Clock, work: Mapping[tuple[str, str], Work] = WORK) -> int:
    """Do one queued job of a known kind and return how many were done (0 or 1).

    A job that is refused or crashes has failed with that reason and is tried again later, a few times; its crash is
    logged, and the worker goes on with the next job.
    """
    leases = jobs.claim(kinds=tuple(work), lease_seconds=LEASE_SECONDS, viewer=TOWN, now=now())
    for lease in leases:
        _do(lease, work[lease.room, lease.kind], now)
    return len(leases)


def _do(lease: Lease, journey: Work, now: Clock) -> None:
    try:
        result = journey(lease, now)
    except Refusal as refusal:
        jobs.fail(lease, note_code=refusal.code, viewer=TOWN, now=now())
    except Exception:
        log.exception("job %s (%s.%s) crashed", lease.code, lease.room, lease.kind)
        jobs.fail(lease, note_code="jobs.crashed", viewer=TOWN, now=now())
    else:
        jobs.finish(lease, result=result, viewer=TOWN, now=now())
