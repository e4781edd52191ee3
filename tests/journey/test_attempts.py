"""Protect bills by daylight: whoever asks for another's is noted, once, and learns nothing by it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.freight import models as freight
from dukou.jobs import door as jobs
from dukou.jobs import models as jobs_models
from dukou.journey import attempts
from dukou.post import door as post
from dukou.provenance import models as book
from dukou.registry.models import Firm
from dukou.site import rounds
from tests import builders as town
from tests.freight.builders import NOW, ON, firms, leave, place, ready_order

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def clock() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def with_bills() -> tuple[int, int, str, str]:
    """Return two firms that shared a load, its code, and the first one's."""
    there, (owner, rival) = place(), firms(2)
    for firm in (owner, rival):
        ready_order(there, firm, (300,))
    leave()
    return owner, rival, freight.Load.objects.get().code, Firm.objects.get(pk=owner).code


def attempt(load: str, firm: str, viewer: Viewer) -> None:
    attempts.ask(load, firm, viewer=viewer, on=ON, now=NOW)
    while rounds.work_once(clock):
        pass


def test_the_owner_and_the_operators_are_told_once_and_only_operators_by_whom() -> None:
    owner, rival, load, code = with_bills()
    desk = replace(town.DESK, firm=town.firm("operator"))
    for _again in range(2):
        attempt(load, code, town.owner(rival))
    (mine,) = post.notices(viewer=town.owner(owner))
    assert (mine.kind, mine.facts) == ("freight.bill_attempt", {"load": load, "on": str(ON)})
    assert [one.facts for one in post.notices(viewer=desk)] == [{"load": load, "on": str(ON), "by": rival}]
    assert post.notices(viewer=town.owner(rival)) == ()
    told = book.Fact.objects.filter(kind="freight.bill_attempted").order_by("id").values_list("firm", "payload")
    assert list(told) == [(owner, "{}"), (None, f'{{"by":{rival}}}')]


@pytest.mark.parametrize(("load", "firm"), [("nosuchload", ""), ("", "nosuchfirm"), ("x" * 10_000, "\0" * 10_000)])
def test_of_a_bill_that_is_none_nobody_is_told_and_the_job_looks_alike(load: str, firm: str) -> None:
    owner, rival, real, code = with_bills()
    attempt(real, code, town.owner(rival))
    attempt(load or real, firm or code, town.owner(rival))
    assert len(post.notices(viewer=town.owner(owner))) == 1
    seen = jobs.list_jobs(viewer=town.owner(rival))
    assert {(one.state, one.note_code, str(one.result)) for one in seen} == {("done", "", "{}")}
    assert len(seen) == 2


def test_who_acts_for_no_firm_leaves_no_job() -> None:
    attempts.ask("load", "firm", viewer=ANONYMOUS, on=ON, now=NOW)
    assert not jobs_models.Job.objects.exists()


def test_a_job_that_is_tried_again_tells_nobody_twice() -> None:
    owner, rival, load, code = with_bills()
    attempts.ask(load, code, viewer=town.owner(rival), on=ON, now=NOW)
    (lease,) = jobs.claim(kinds=[attempts.NOTE], lease_seconds=60, viewer=TOWN, now=NOW)
    for _again in range(2):
        assert attempts.note(lease, clock) == {}
    assert len(post.notices(viewer=town.owner(owner))) == 1
    assert book.Fact.objects.filter(kind="freight.bill_attempted").count() == 2
