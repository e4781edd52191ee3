"""Say who sees what of background work."""

from dukou.base.town import TOWN
from dukou.jobs import door
from dukou.jobs.records import Lease, NewJob
from tests.visibility.rows import MAY, MISSING, REFUSED, Question, Row, own, row, sees, step
from tests.visibility.world import WHO

LOST = Lease("nosuchjob2222222", "token", "market", "export", {}, None, None, 1)


def _alone(q: Question) -> str:
    """Ask for work for the deal's seller, whose own is stopped; everybody else has work of that kind open."""
    door.ask_stop([q.world.owner.job], viewer=TOWN, now=q.world.now)
    return door.enqueue_alone(NewJob("market", "export", firm=q.deal.seller), viewer=q.viewer, now=q.world.now)


ROWS: tuple[Row, ...] = (
    row(
        door.enqueue,
        lambda q: door.enqueue([NewJob("market", "export", firm=q.deal.seller)], viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
        owner=MAY,
    ),
    # Whoever guesses the key of another firm's job must not be handed that job.
    row(
        door.enqueue,
        lambda q: door.enqueue(
            [NewJob("market", "export", firm=q.viewer.firm, key=q.deal.job_key)], viewer=q.viewer, now=q.world.now
        ),
        desks=MAY,
        others=MAY,
        owner=sees("jobs.job"),
        anonymous=MISSING,
    ),
    # For desks one at a time is one in town.
    row(door.enqueue_alone, _alone, desks=REFUSED, others=MISSING, owner=MAY),
    step(
        door.claim,
        lambda q: door.claim(
            kinds=[("market", "export")], lease_seconds=60, limit=50, viewer=q.viewer, now=q.world.now
        ),
        "jobs.job",
    ),
    step(
        door.progress,
        lambda q: door.progress(LOST, progress_ppm=1, lease_seconds=60, viewer=q.viewer, now=q.world.now),
    ),
    step(door.finish, lambda q: door.finish(LOST, result={}, viewer=q.viewer, now=q.world.now)),
    step(door.fail, lambda q: door.fail(LOST, note_code="test.note", viewer=q.viewer, now=q.world.now)),
    step(door.bury, lambda q: door.bury(viewer=q.viewer, now=q.world.now)),
    row(
        door.ask_stop,
        lambda q: door.ask_stop([q.deal.job], viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
        owner=MAY,
    ),
    row(
        door.list_jobs,
        lambda q: door.list_jobs(codes=[q.deal.job], viewer=q.viewer),
        desks=sees("jobs.job"),
        owner=sees("jobs.job"),
    ),
    own(door.list_jobs, lambda q: door.list_jobs(viewer=q.viewer), "jobs.job", by=tuple(WHO)),
)
