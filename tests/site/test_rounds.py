"""Protect the town's background work: every beat has its round, and each job ends with its result or its reason."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.jobs import door as jobs
from dukou.jobs.records import Job, Json, Lease, NewJob
from dukou.post import door as post
from dukou.post.records import SMS, NewMessage
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.site import rounds
from dukou.site.rounds import Clock

pytestmark = [pytest.mark.doors, pytest.mark.django_db]

NOW = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


def noon() -> datetime:
    return NOW


def later() -> datetime:
    return LATER


def double(lease: Lease, _clock: Clock) -> Json:
    return {"pairs": 2 * int(str(lease.argument["pairs"]))}


def refuse(_lease: Lease, _clock: Clock) -> Json:
    raise Refusal("site.planted")


def crash(_lease: Lease, _clock: Clock) -> Json:
    raise ZeroDivisionError("planted")


WORK = {("mill", "double"): double, ("mill", "refuse"): refuse, ("mill", "crash"): crash}


def ask(kind: str, **argument: int) -> str:
    (code,) = jobs.enqueue([NewJob("mill", kind, argument)], viewer=TOWN, now=NOW)
    return code


def job(code: str) -> Job:
    (one,) = jobs.list_jobs(viewer=TOWN, codes=[code])
    return one


def test_a_job_is_done_by_the_journey_of_its_kind() -> None:
    code = ask("double", pairs=21)
    assert rounds.work_once(noon, WORK) == 1
    assert (job(code).state, job(code).result) == ("done", {"pairs": 42})
    assert rounds.work_once(noon, WORK) == 0


@pytest.mark.parametrize(("kind", "note"), [("refuse", "site.planted"), ("crash", "jobs.crashed")])
def test_a_job_that_fails_says_why_is_tried_again_and_holds_up_nobody(
    kind: str, note: str, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = ask(kind), ask("double", pairs=1)
    assert [rounds.work_once(noon, WORK) for _ in range(3)] == [1, 1, 0]
    assert (job(bad).state, job(bad).note_code) == ("queued", note)
    assert job(good).state == "done"
    assert ("planted" in caplog.text) is (kind == "crash")
    assert rounds.work_once(later, WORK) == 1
    assert job(bad).attempts == 2


def test_a_kind_that_nobody_knows_stays_in_the_queue() -> None:
    code = ask("unheard_of")
    assert rounds.work_once(noon, WORK) == 0
    assert rounds.work_once(noon) == 0
    assert (job(code).state, job(code).attempts) == ("queued", 0)


def test_a_round_of_beats_seals_buries_and_carries(settings: Any) -> None:
    settings.DUKOU_DEMO = True
    code = ask("double", pairs=1)
    lost = jobs.claim(kinds=[("mill", "double")], lease_seconds=1, viewer=TOWN, now=NOW)
    jobs.ask_stop([code], viewer=TOWN, now=NOW)
    facts = {"code": "417203"}
    post.enqueue([NewMessage(SMS, "phone:+8613900000001", post.LOG_IN_CODE, facts)], viewer=TOWN, now=NOW)
    provenance.append([NewFact("site.planted", "one")], viewer=TOWN, now=NOW)
    assert len(lost) == 1
    assert rounds.beat_once(LATER) > 0
    assert job(code).state == "stopped"
    assert post.lag_seconds(viewer=TOWN, now=LATER) == 0
    while rounds.beat_once(LATER):
        pass
    assert provenance.waiting(viewer=TOWN) == 0
