"""Say who sees what of background work."""

from dukou.jobs import door
from dukou.jobs.records import Lease, NewJob
from tests.visibility.rows import MAY, MISSING, Row, own, row, sees, step
from tests.visibility.world import WHO

LOST = Lease("nosuchjob2222222", "token", "market", "export", {}, None, None, 1)

ROWS: tuple[Row, ...] = (
    row(
        door.enqueue,
        lambda w, v, asked: door.enqueue([NewJob("market", "export", firm=asked.seller)], viewer=v, now=w.now),
        desks=MAY,
        others=MISSING,
        owner=MAY,
    ),
    # Whoever guesses the key of another firm's job must not be handed that job.
    row(
        door.enqueue,
        lambda w, v, asked: door.enqueue(
            [NewJob("market", "export", firm=v.firm, key=asked.job_key)], viewer=v, now=w.now
        ),
        desks=MAY,
        others=MAY,
        owner=sees("jobs.job"),
        anonymous=MISSING,
    ),
    step(
        door.claim,
        lambda w, v, asked: door.claim(kinds=[("market", "export")], lease_seconds=60, limit=50, viewer=v, now=w.now),
        "jobs.job",
    ),
    step(
        door.progress,
        lambda w, v, asked: door.progress(LOST, progress_ppm=1, lease_seconds=60, viewer=v, now=w.now),
    ),
    step(door.finish, lambda w, v, asked: door.finish(LOST, result={}, viewer=v, now=w.now)),
    step(door.fail, lambda w, v, asked: door.fail(LOST, note_code="test.note", viewer=v, now=w.now)),
    step(door.bury, lambda w, v, asked: door.bury(viewer=v, now=w.now)),
    row(
        door.ask_stop,
        lambda w, v, asked: door.ask_stop([asked.job], viewer=v, now=w.now),
        desks=MAY,
        others=MISSING,
        owner=MAY,
    ),
    row(
        door.list_jobs,
        lambda w, v, asked: door.list_jobs(codes=[asked.job], viewer=v),
        desks=sees("jobs.job"),
        owner=sees("jobs.job"),
    ),
    own(door.list_jobs, lambda w, v, asked: door.list_jobs(viewer=v), "jobs.job", by=tuple(WHO)),
)
