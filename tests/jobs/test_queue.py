"""Protect background work: each job has one worker, nothing is lost with a worker, and firms see only their own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, FACTORY, OPERATOR, Viewer
from dukou.jobs import beat, door, models, rules
from dukou.jobs.records import Lease, NewJob
from dukou.provenance.models import Fact
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]

NOW = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
LAOZHANG = Viewer(person=7, firm=1, roles=frozenset({FACTORY}))
RIVAL = Viewer(person=8, firm=2, roles=frozenset({FACTORY}))
DESK = Viewer(person=9, firm=3, roles=frozenset({OPERATOR}))
PLAN = ("mill", "plan")


def after(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def enqueue(count: int = 1, **more: Any) -> tuple[str, ...]:
    jobs = [NewJob("mill", "plan", {"number": number}, firm=1, **more) for number in range(count)]
    return door.enqueue(jobs, viewer=LAOZHANG, now=NOW)


def claim(now: datetime = NOW, limit: int = 1) -> tuple[Lease, ...]:
    return door.claim(kinds=[PLAN], lease_seconds=60, limit=limit, viewer=TOWN, now=now)


def states() -> list[str]:
    return [job.state for job in door.list_jobs(viewer=LAOZHANG)]


def test_a_job_goes_from_asking_to_its_result() -> None:
    (code,) = enqueue()
    (lease,) = claim()
    assert (lease.code, lease.argument, lease.attempts) == (code, {"number": 0}, 1)
    assert door.progress(
        lease, progress_ppm=400_000, lease_seconds=60, viewer=TOWN, now=after(5), note_code="mill.half_way"
    )
    (job,) = door.list_jobs(viewer=LAOZHANG)
    assert (job.state, job.progress_ppm, job.note_code) == ("running", 400_000, "mill.half_way")
    assert door.finish(lease, result={"gap_ppm": 7}, viewer=TOWN, now=after(9))
    (job,) = door.list_jobs(viewer=LAOZHANG)
    assert (job.state, job.result, job.ended_at) == ("done", {"gap_ppm": 7}, after(9))
    assert list(Fact.objects.order_by("id").values_list("kind", "subject", "firm")) == [
        ("jobs.asked", code, 1),
        ("jobs.ended", code, 1),
    ]


def test_asking_twice_under_one_key_is_asking_once() -> None:
    first = enqueue(key="plan-2025-12-03")
    assert enqueue(key="plan-2025-12-03") == first
    assert models.Job.objects.count() == Fact.objects.count() == 1
    assert enqueue() != enqueue()


def test_alone_of_its_kind_for_all_or_for_each_person() -> None:
    plan, other = NewJob("mill", "plan", firm=1), NewJob("mill", "report", firm=1)
    colleague = Viewer(person=70, firm=1, roles=frozenset({FACTORY}))
    first = door.enqueue_alone(plan, viewer=LAOZHANG, now=NOW)
    for viewer, is_mine in ((LAOZHANG, False), (LAOZHANG, True), (colleague, False)):
        with pytest.raises(Refusal, match=r"jobs\.one_at_a_time"):
            door.enqueue_alone(plan, viewer=viewer, now=NOW, is_mine=is_mine)
    with pytest.raises(Missing, match=r"jobs\.firm_not_found"):
        door.enqueue_alone(replace(plan, firm=2), viewer=LAOZHANG, now=NOW)
    own = door.enqueue_alone(plan, viewer=colleague, now=NOW, is_mine=True)
    second = door.enqueue_alone(other, viewer=LAOZHANG, now=NOW)
    assert [job.code for job in door.list_jobs(viewer=LAOZHANG, kind=PLAN)] == [own, first]
    assert [job.code for job in door.list_jobs(viewer=LAOZHANG, is_mine=True)] == [second, first]
    door.ask_stop([first, own], viewer=LAOZHANG, now=NOW)
    assert door.enqueue_alone(plan, viewer=LAOZHANG, now=NOW) not in {first, own}


@pytest.mark.django_db(transaction=True)
def test_many_workers_claim_each_job_exactly_once() -> None:
    enqueue(40)

    def work(_number: int) -> list[str]:
        return [lease.code for _turn in range(25) for lease in claim(limit=3)]

    claimed = [code for codes in in_threads(5, work) for code in codes]
    assert len(claimed) == len(set(claimed)) == 40


def test_a_worker_claims_only_its_kinds_and_oldest_first() -> None:
    other = door.enqueue([NewJob("freight", "plan")], viewer=TOWN, now=NOW)
    codes = enqueue(3)
    assert [lease.code for lease in claim(limit=2)] == list(codes[:2])
    assert [lease.code for lease in claim(limit=9)] == [codes[2]]
    assert door.list_jobs(viewer=TOWN, codes=other)[0].state == "queued"
    assert door.claim(kinds=[], lease_seconds=60, viewer=TOWN, now=NOW) == ()


def test_a_lost_lease_can_write_nothing_and_the_job_goes_to_another() -> None:
    enqueue()
    (lost,) = claim()
    assert claim(after(59)) == ()
    (held,) = claim(after(60))
    assert held.attempts == 2
    for now in (after(30), after(61)):
        assert not door.progress(lost, progress_ppm=1, lease_seconds=60, viewer=TOWN, now=now)
        assert not door.finish(lost, result={"from": "the dead"}, viewer=TOWN, now=now)
        assert not door.fail(lost, note_code="mill.no", viewer=TOWN, now=now)
    assert door.finish(held, result={}, viewer=TOWN, now=after(61))
    assert not door.finish(held, result={"twice": 1}, viewer=TOWN, now=after(62))
    assert door.list_jobs(viewer=LAOZHANG)[0].result == {}


def test_progress_extends_the_lease() -> None:
    enqueue()
    (lease,) = claim()
    assert door.progress(lease, progress_ppm=1, lease_seconds=60, viewer=TOWN, now=after(50))
    assert claim(after(100)) == ()
    assert door.finish(lease, result={}, viewer=TOWN, now=after(100))


def test_a_failed_attempt_waits_longer_each_time_and_then_is_final() -> None:
    enqueue(max_attempts=3)
    now = NOW
    for attempt in (1, 2):
        (lease,) = claim(now)
        assert door.fail(lease, note_code="mill.engine_failed", viewer=TOWN, now=now)
        wait = rules.wait_after(attempt)
        assert claim(now + wait - timedelta(seconds=1)) == ()
        now += wait
    (lease,) = claim(now)
    assert door.fail(lease, note_code="mill.engine_failed", viewer=TOWN, now=now)
    assert claim(now + timedelta(days=9)) == ()
    (job,) = door.list_jobs(viewer=LAOZHANG)
    assert (job.state, job.note_code, job.attempts) == ("failed", "mill.engine_failed", 3)


def test_waits_never_shrink_and_have_an_end() -> None:
    waits = [rules.wait_after(attempts) for attempts in range(1, 200)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)


def test_a_job_whose_workers_keep_dying_is_buried_not_claimed_for_ever() -> None:
    enqueue(max_attempts=2)
    claim()
    assert beat.tick(after(70)) == 0
    claim(after(70))
    assert claim(after(200)) == ()
    assert beat.tick(after(200)) == 1
    assert door.list_jobs(viewer=LAOZHANG)[0].note_code == "jobs.worker_lost"
    assert states() == ["failed"]


def test_a_waiting_job_stops_at_once_and_a_running_one_keeps_its_best() -> None:
    running, waiting = enqueue(2)
    (lease,) = claim()
    assert door.ask_stop([running, waiting], viewer=LAOZHANG, now=after(1)) == 2
    assert states() == ["stopped", "running"]
    assert not door.progress(lease, progress_ppm=1, lease_seconds=60, viewer=TOWN, now=after(2))
    assert door.finish(lease, result={"best": 5}, viewer=TOWN, now=after(3))
    assert states() == ["stopped", "stopped"]
    assert door.list_jobs(viewer=LAOZHANG, codes=[running])[0].result == {"best": 5}
    assert door.ask_stop([running], viewer=LAOZHANG, now=after(4)) == 0


def test_a_stopped_job_whose_worker_dies_is_not_started_again() -> None:
    (code,) = enqueue()
    claim()
    door.ask_stop([code], viewer=LAOZHANG, now=after(1))
    assert claim(after(100)) == ()
    assert beat.tick(after(100)) == 1
    assert states() == ["stopped"]


def test_for_a_rival_and_a_stranger_a_job_does_not_exist() -> None:
    (code,) = enqueue()
    for other in (RIVAL, ANONYMOUS):
        assert door.list_jobs(viewer=other) == ()
        with pytest.raises(Missing):
            door.ask_stop([code], viewer=other, now=NOW)
        with pytest.raises(Missing):
            door.enqueue([NewJob("mill", "plan", firm=1)], viewer=other, now=NOW)
    assert len(door.list_jobs(viewer=DESK)) == 1
    assert states() == ["queued"]


def test_only_the_town_works_at_jobs() -> None:
    enqueue()
    (lease,) = claim()
    with pytest.raises(Missing):
        door.claim(kinds=[PLAN], lease_seconds=60, viewer=LAOZHANG, now=NOW)
    with pytest.raises(Missing):
        door.finish(lease, result={}, viewer=LAOZHANG, now=NOW)


def test_the_table_refuses_a_lease_without_work_and_progress_beyond_the_whole() -> None:
    enqueue()
    for wrong in ({"lease_until": NOW}, {"state": "running"}, {"progress_ppm": 1_000_001}, {"state": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Job.objects.update(**wrong)


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_batch(count: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        codes = enqueue(count)
    with django_assert_num_queries(7):
        door.ask_stop(codes, viewer=LAOZHANG, now=NOW)
    enqueue(count)
    with django_assert_num_queries(5):
        assert len(claim(limit=count)) == count
    with django_assert_num_queries(1):
        door.list_jobs(viewer=LAOZHANG)
