"""Protect who returned goods that nobody grades: after the published days a rule settles them, once, and says so."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.journey.audit import cases as case_laws
from dukou.journey.audit import dock as dock_laws
from dukou.provenance import models as book
from dukou.returns import door, models
from dukou.returns.door import dock, grading
from dukou.returns.records.dock import NewDockScan
from dukou.returns.records.grading import NewGrading
from tests import builders
from tests.builders import DESK, NOW
from tests.returns.builders import FEES, at_places
from tests.returns.clerks import AT, ON, clerk, on_the_way, picture
from tests.returns.laws import broken

pytestmark = [pytest.mark.doors, pytest.mark.django_db, pytest.mark.usefixtures("lawful")]
DAYS = 5
LAST = ON + timedelta(days=DAYS)
NEXT = LAST + timedelta(days=1)


@pytest.fixture
def case(settings: Any, tmp_path: Any) -> models.Case:
    """Build a case whose goods two people are to grade."""
    settings.DUKOU_HOME = tmp_path
    builders.limits(FEES | {"returns.ungraded_days": DAYS, "returns.two_graders_minor": 0, "returns.blind_share": 0})
    return received()


def received() -> models.Case:
    """Build a case whose goods a person received on `ON`."""
    found = on_the_way()
    assert dock.receive([NewDockScan(str(uuid4()), "returned", found.code, AT)], viewer=clerk(90), on=ON, now=AT).done
    return models.Case.objects.get(pk=found.pk)


def settled() -> list[tuple[str, str]]:
    kinds = ("returns.grading_lapsed", "returns.condition_settled")
    return list(book.Fact.objects.filter(kind__in=kinds).order_by("id").values_list("kind", "payload"))


def test_goods_that_nobody_looked_at_are_made_good_and_sold_as_seconds(case: models.Case) -> None:
    for on in (ON, LAST):
        assert door.lapse(on=on, viewer=TOWN, now=NOW) == 0
        assert door.grade(on=on, limit=QUICK, viewer=TOWN, now=NOW) == 0
    assert door.under_way(viewer=TOWN) == 1
    assert [door.lapse(on=NEXT, viewer=TOWN, now=NOW) for _again in range(2)] == [1, 0]
    assert settled() == [
        ("returns.grading_lapsed", '{"rule":"returns.ungraded_days"}'),
        ("returns.condition_settled", '{"condition":"soiled","people":0}'),
    ]
    assert door.grade(on=NEXT, limit=QUICK, viewer=TOWN, now=NOW) == 1
    assert door.close(on=NEXT + timedelta(days=1), viewer=TOWN, now=NOW) == 1
    assert door.under_way(viewer=TOWN) == 0
    value = case.refund_minor
    case.refresh_from_db()
    assert (case.state, case.grade, case.refund_minor) == ("closed", "C", value)
    assert at_places(case.line_id).keys() & {"depot", "abroad"} == set()
    assert broken((*case_laws.LAWS, *dock_laws.LAWS)) == set()


def test_what_one_person_found_of_goods_for_two_stands(case: models.Case) -> None:
    one = clerk(1)
    grading.put_grading(
        NewGrading("grade-one-0001", case.code, "unopened", picture(one), 0), viewer=one, on=ON, now=NOW
    )
    assert door.lapse(on=NEXT, viewer=TOWN, now=NOW) == 1
    assert settled()[-1] == ("returns.condition_settled", '{"condition":"unopened","people":1}')
    assert grading.to_grade(on=NEXT, viewer=clerk(2)) == []
    assert broken(dock_laws.LAWS) == set()


def test_the_desk_reads_what_expires_and_until_when_it_can_still_grade(case: models.Case) -> None:
    told = [
        [(one.kind, one.expires_on) for one in door.expiring(on=on, viewer=DESK)]
        for on in (ON + timedelta(days=2), ON + timedelta(days=3))
    ]
    assert told == [[("grading", ON + timedelta(days=2))], [("ungraded", LAST)]]
    assert case.condition == ""


@pytest.mark.parametrize("more", [0, 2])
def test_queries_do_not_grow_with_the_goods(case: models.Case, more: int, django_assert_num_queries: Any) -> None:
    for _one in range(more):
        received()
    with django_assert_num_queries(8):
        assert door.lapse(on=NEXT, viewer=TOWN, now=NOW) == 1 + more
    assert case.condition == ""
