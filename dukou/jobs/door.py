"""Open the list of background work: ask for it, claim it, report on it, look at it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer, require_town
from dukou.jobs import models, records, rules
from dukou.jobs.records import DONE, FAILED, QUEUED, RUNNING, STOPPED, Job, Json, Lease, NewJob
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

PAGE = 50


def enqueue(jobs: Sequence[NewJob], *, viewer: Viewer, now: datetime) -> tuple[str, ...]:
    """Ask for work and return each job's code in order; all or nothing.

    A job whose key its firm has used is not made again: the code of the first one is returned, whatever has become of
    it.
    A person asks only for the firm he acts for.
    """
    _require_own(jobs, viewer)
    rows = [_row(job, viewer, now) for job in jobs]
    with transaction.atomic():
        models.Job.objects.bulk_create(rows, ignore_conflicts=True)
        wanted = Q(code__in=[row.code for row in rows]) | Q(key__in=[row.key for row in rows if row.key])
        kept = dict(models.Job.objects.filter(wanted).values_list("code", "key"))
        made = [row for row in rows if row.code in kept]
        _append("jobs.asked", [(row.code, row.firm) for row in made], viewer, now)
    code_of_key = {key: code for code, key in kept.items() if key}
    return tuple(code_of_key[row.key] if row.key else row.code for row in rows)


def enqueue_alone(job: NewJob, *, viewer: Viewer, now: datetime, is_mine: bool = False) -> str:
    """Ask for work of a kind of which one job at a time may be open, and return its code.

    With `is_mine` one at a time for each person. Of two who ask at the same moment both are handed the one job: its key
    names the job before it.
    A person asks only for the firm he acts for.
    """
    _require_own([job], viewer)
    last = list_jobs(viewer=viewer, kind=(job.room, job.kind), is_mine=is_mine, limit=1)
    if last and last[0].is_open:
        raise Refusal("jobs.one_at_a_time")
    whose = viewer.person if is_mine else "all"
    key = f"{job.room}.{job.kind}:{whose}:{last[0].code if last else 'first'}"
    (code,) = enqueue([replace(job, key=key)], viewer=viewer, now=now)
    return code


def _require_own(jobs: Sequence[NewJob], viewer: Viewer) -> None:
    if not viewer.runs_desks and any(not viewer.acts_for(job.firm) for job in jobs):
        raise Missing("jobs.firm_not_found")


def _row(job: NewJob, viewer: Viewer, now: datetime) -> models.Job:
    return models.Job(
        code=new_code(),
        key=rules.own_key(job.key, job.firm),
        room=job.room,
        kind=job.kind,
        argument=dict(job.argument),
        firm=job.firm,
        person=viewer.person,
        state=QUEUED,
        max_attempts=job.max_attempts,
        next_at=now,
        created_at=now,
    )


def claim(
    *, kinds: Sequence[tuple[str, str]], lease_seconds: int, viewer: Viewer, now: datetime, limit: int = 1
) -> tuple[Lease, ...]:
    """Claim due work of these (room, kind) pairs, oldest first, and work whose worker lost its lease.

    Each job goes to one claimer: the update repeats the condition under which the job was seen.
    """
    require_town(viewer)
    wanted = Q(pk__in=[])
    for room, kind in kinds:
        wanted |= Q(room=room, kind=kind)
    due = Q(state=QUEUED, next_at__lte=now)
    lost = Q(state=RUNNING, lease_until__lte=now, stop_asked=False, attempts__lt=F("max_attempts"))
    token = new_code()
    with transaction.atomic():
        seen = models.Job.objects.select_for_update(skip_locked=True).filter(wanted, due | lost).order_by("id")
        ids = list(seen.values_list("id", flat=True)[:limit])
        models.Job.objects.filter(due | lost, pk__in=ids).update(
            state=RUNNING,
            lease_token=token,
            lease_until=now + timedelta(seconds=lease_seconds),
            attempts=F("attempts") + 1,
        )
        rows = models.Job.objects.filter(lease_token=token, pk__in=ids).order_by("id")
        return tuple(_lease(row) for row in rows)


def _lease(row: models.Job) -> Lease:
    return Lease(
        code=row.code,
        token=row.lease_token,
        room=row.room,
        kind=row.kind,
        argument=row.argument,
        firm=row.firm,
        person=row.person,
        attempts=row.attempts,
    )


def progress(
    lease: Lease, *, progress_ppm: int, lease_seconds: int, viewer: Viewer, now: datetime, note_code: str = ""
) -> bool:
    """Report how far a job is and extend its lease; False means: stop now, with the best so far.

    False is said when a stop was asked or the lease is lost.
    """
    require_town(viewer)
    until = now + timedelta(seconds=lease_seconds)
    held = _held(lease, now).filter(stop_asked=False)
    return held.update(progress_ppm=progress_ppm, note_code=note_code, lease_until=until) == 1


def finish(lease: Lease, *, result: Json, viewer: Viewer, now: datetime) -> bool:
    """End a job with its result, as done, or as stopped where a stop was asked; False if the lease is lost."""
    require_town(viewer)
    state = Case(When(stop_asked=True, then=Value(STOPPED)), default=Value(DONE))
    with transaction.atomic():
        ended = _held(lease, now).update(
            state=state, note_code="", result=dict(result), lease_until=None, lease_token="", ended_at=now
        )
        if ended:
            _append("jobs.ended", [(lease.code, lease.firm)], viewer, now)
    return ended == 1


def fail(lease: Lease, *, note_code: str, viewer: Viewer, now: datetime) -> bool:
    """Report that an attempt failed: the job waits and is tried again, or has failed; False if the lease is lost.

    Where a stop was asked it is not tried again.
    """
    require_town(viewer)
    final = Q(stop_asked=True) | Q(attempts__gte=F("max_attempts"))
    with transaction.atomic():
        held = _held(lease, now)
        over = held.filter(final).update(
            state=FAILED, note_code=note_code, lease_until=None, lease_token="", ended_at=now
        )
        if over:
            _append("jobs.failed", [(lease.code, lease.firm)], viewer, now)
            return True
        again = now + rules.wait_after(lease.attempts)
        waiting = held.update(state=QUEUED, note_code=note_code, lease_until=None, lease_token="", next_at=again)
    return waiting == 1


def _held(lease: Lease, now: datetime) -> QuerySet[models.Job]:
    return models.Job.objects.filter(code=lease.code, state=RUNNING, lease_token=lease.token, lease_until__gt=now)


def bury(*, viewer: Viewer, now: datetime) -> int:
    """End the jobs whose worker died and which nobody may claim again, and return how many."""
    require_town(viewer)
    with transaction.atomic():
        lost = models.Job.objects.select_for_update().filter(state=RUNNING, lease_until__lte=now)
        over = lost.filter(Q(stop_asked=True) | Q(attempts__gte=F("max_attempts")))
        dead = list(over.values_list("id", "code", "firm"))
        state = Case(When(stop_asked=True, then=Value(STOPPED)), default=Value(FAILED))
        models.Job.objects.filter(pk__in=[pk for pk, _, _ in dead]).update(
            state=state, note_code="jobs.worker_lost", lease_until=None, lease_token="", ended_at=now
        )
        _append("jobs.worker_lost", [(code, firm) for _, code, firm in dead], viewer, now)
    return len(dead)


def ask_stop(codes: Sequence[str], *, viewer: Viewer, now: datetime) -> int:
    """Ask jobs to stop, and return how many still could; all or nothing where one is not the viewer's.

    A waiting job stops at once; a running one keeps its best result so far at its next report of progress.
    """
    wanted = set(codes)
    with transaction.atomic():
        mine = _visible(viewer).filter(code__in=wanted)
        firms = dict(mine.values_list("code", "firm"))
        if set(firms) != wanted:
            raise Missing("jobs.job_not_found")
        open_codes = list(mine.select_for_update().filter(state__in=(QUEUED, RUNNING)).values_list("code", flat=True))
        mine.filter(state=QUEUED).update(state=STOPPED, stop_asked=True, ended_at=now)
        mine.filter(state=RUNNING).update(stop_asked=True)
        _append("jobs.stop_asked", [(code, firms[code]) for code in open_codes], viewer, now)
    return len(open_codes)


def list_jobs(
    *,
    viewer: Viewer,
    codes: Sequence[str] | None = None,
    kind: tuple[str, str] | None = None,
    is_mine: bool = False,
    limit: int = PAGE,
) -> tuple[Job, ...]:
    """Return the jobs of the viewer's firm, newest first; a shared desk sees all.

    `kind` is a (room, kind) pair; `is_mine` leaves only those that the viewer's person asked for.
    """
    rows = _visible(viewer).order_by("-id")
    if codes is not None:
        rows = rows.filter(code__in=set(codes))
    if kind is not None:
        rows = rows.filter(room=kind[0], kind=kind[1])
    if is_mine:
        rows = rows.filter(person=viewer.person)
    return tuple(_job(row) for row in rows[:limit])


def _visible(viewer: Viewer) -> QuerySet[models.Job]:
    rows = models.Job.objects.all()
    if viewer.runs_desks:
        return rows
    if viewer.firm is None:
        return rows.none()
    return rows.filter(firm=viewer.firm)


def _job(row: models.Job) -> Job:
    return Job(
        code=row.code,
        room=row.room,
        kind=row.kind,
        argument=row.argument,
        state=records.STATES[records.STATES.index(row.state)],
        attempts=row.attempts,
        progress_ppm=row.progress_ppm,
        note_code=row.note_code,
        stop_asked=row.stop_asked,
        result=row.result,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _append(kind: str, jobs: Sequence[tuple[str, int | None]], viewer: Viewer, now: datetime) -> None:
    facts = [NewFact(kind, code, firm=firm) for code, firm in jobs]
    provenance.append(facts, viewer=viewer, now=now)
