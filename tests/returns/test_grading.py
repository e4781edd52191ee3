"""Protect grading by people: two for dear goods, a third where they differ, blind ones, and nobody his friend's."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, OPERATOR, Viewer
from dukou.journey.audit import cases as laws
from dukou.provenance import models as book
from dukou.registry import models as registry
from dukou.returns import door as returns
from dukou.returns import models
from dukou.returns.door import dock
from dukou.returns.door import grading as door
from dukou.returns.records.dock import NewDockScan
from dukou.returns.records.grading import NewGrading
from dukou.returns.rules import grading as rules
from dukou.returns.rules.grading import Found
from tests import builders
from tests.builders import NOW, owner
from tests.provenance.threads import in_threads
from tests.returns.builders import FEES, at_places, days_after
from tests.returns.clerks import AT, ON, clerk, on_the_way, picture, somebody
from tests.returns.laws import broken

pytestmark = [pytest.mark.doors, pytest.mark.django_db, pytest.mark.usefixtures("lawful")]
NEVER, ALWAYS = {"returns.blind_share": 0}, {"returns.blind_share": 1}


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> None:
    settings.DUKOU_HOME = tmp_path


def came_in(pairs: int = 40, **limits: float) -> models.Case:
    """Return a case whose goods a person received."""
    if not registry.Limit.objects.exists():
        builders.limits(FEES | NEVER | limits)
    case = on_the_way(pairs)
    scan = NewDockScan(str(uuid4()), "returned", case.code, AT)
    assert dock.receive([scan], viewer=clerk(90 + models.Case.objects.count()), on=ON, now=AT).done
    return case


def put(case: models.Case, viewer: Viewer, condition: str = "opened", **changed: Any) -> None:
    usual = {"key": f"grade-{uuid4().hex[:8]}", "code": case.code, "condition": condition, "seen": 0}
    new = NewGrading(**{"picture": picture(viewer), **usual, **changed})
    door.put_grading(new, viewer=viewer, on=ON, now=NOW)


def code_of(ask: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        ask()
    return refusal.value.code


def settled(case: models.Case) -> str:
    case.refresh_from_db()
    return case.condition


def test_one_person_grades_goods_that_are_not_dear_and_the_town_takes_them_up() -> None:
    case, one = came_in(), clerk()
    assert returns.grade(on=ON, limit=QUICK, viewer=TOWN, now=NOW) == 0
    assert [(each.code, each.seen) for each in door.to_grade(on=ON, viewer=one)] == [(case.code, 0)]
    put(case, one, "unopened", key="grade-twice")
    put(case, one, "unopened", key="grade-twice")
    assert settled(case) == "unopened"
    assert code_of(lambda: put(case, clerk(1))) == "returns.graded_already"
    assert returns.grade(on=ON, limit=QUICK, viewer=TOWN, now=NOW) == 1
    case.refresh_from_db()
    assert (case.state, case.condition, case.grade) == ("graded", "unopened", "A")
    assert returns.close(on=days_after(5), viewer=TOWN, now=NOW) == 1
    assert at_places(case.line_id) == {"buyer": 460, "depot": 40}
    assert broken(laws.LAWS) == set()


def test_dear_goods_need_two_who_agree_and_a_third_decides() -> None:
    case = came_in(**{"returns.two_graders_minor": 5_000})
    first, second, third = clerk(), clerk(1), clerk(2)
    put(case, first, "opened")
    assert settled(case) == ""
    assert door.to_grade(on=ON, viewer=first) == []
    assert code_of(lambda: put(case, first, seen=1)) == "returns.graded_by_you"
    (shown,) = door.to_grade(on=ON, viewer=second)
    assert "opened" not in repr(shown)
    put(case, second, "soiled", seen=1)
    assert settled(case) == ""
    put(case, third, "soiled", seen=2)
    assert settled(case) == "soiled"
    told = "".join(book.Fact.objects.filter(kind="returns.goods_looked_at").values_list("payload", flat=True))
    assert "opened" not in told
    agreed = came_in()
    put(agreed, first, "faulty")
    put(agreed, second, "faulty", seen=1)
    assert settled(agreed) == "faulty"


def test_a_case_drawn_by_chance_is_graded_again_by_another_and_counted() -> None:
    cases = [came_in(**ALWAYS) for _one in range(5)]
    first, second, third = clerk(), clerk(1), clerk(2)
    for number, case in enumerate(cases):
        put(case, first, "unopened")
        put(case, second, "opened" if number == 0 else "unopened", seen=1)
        if number == 3:
            assert door.error_rates(viewer=owner(case.firm_id)) is None
            assert door.error_rates(viewer=first) is not None
    put(cases[0], third, "opened", seen=2)
    rates = door.error_rates(viewer=ANONYMOUS)
    assert rates is not None
    assert (rates.rows, rates.cases, rates.errors, rates.firms) == ((("A", "A", 4), ("A", "B", 1)), 5, 1, 5)
    assert rates.share_ppm == 200_000


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(rules.CONDITIONS), min_size=1, max_size=3), st.booleans(), st.booleans())
def test_the_last_word_is_that_of_two_who_agree_or_of_the_third(said: list[str], dear: bool, drawn: bool) -> None:
    found = [Found(number, one, drawn and number == 0) for number, one in enumerate(said)]
    is_settled = rules.is_settled(found, dear=dear)
    if len(said) == 1:
        assert is_settled is not (dear or drawn)
    elif len(said) == 2:
        assert is_settled is (said[0] == said[1])
    else:
        assert is_settled


def test_two_of_a_hundred_are_drawn_and_always_the_same() -> None:
    drawn = [rules.is_drawn(number, f"case{number}", {}) for number in range(5_000)]
    assert 50 <= sum(drawn) <= 150
    assert drawn == [rules.is_drawn(number, f"case{number}", {}) for number in range(5_000)]


def test_nobody_grades_his_own_or_his_friends_goods() -> None:
    case = came_in()
    insider = clerk(7)
    registry.Membership.objects.create(person_id=insider.person, firm_id=case.firm_id, role="factory", since=NOW)
    friend = clerk(8)
    for _again in range(2):
        door.declare_tie(case.firm_id, viewer=friend, now=NOW)
    assert [one.firm for one in door.ties(viewer=friend)] == [case.firm_id]
    for near in (insider, friend):
        assert door.to_grade(on=ON, viewer=near) == []
        assert code_of(lambda near=near: put(case, near)) == "returns.own_goods"
    assert not models.Grading.objects.exists()
    assert code_of(lambda: door.declare_tie(999_999, viewer=friend, now=NOW)) == "returns.firm_not_found"
    assert models.Tie.objects.count() == 1


def test_who_was_second_is_told_and_bad_gradings_change_nothing() -> None:
    case, one = came_in(**{"returns.two_graders_minor": 5_000}), clerk()
    put(case, one)
    assert code_of(lambda: put(case, clerk(1), seen=0)) == "returns.graded_meanwhile"
    bad: tuple[tuple[dict[str, str], str], ...] = (
        ({"condition": "mouldy"}, "returns.unknown_condition"),
        ({"picture": ""}, "returns.picture_of_goods"),
        ({"picture": "nosuchpicture222"}, "freight.picture_not_found"),
        ({"code": "nosuchcase222222"}, "returns.case_not_found"),
    )
    for changed, word in bad:
        assert code_of(lambda changed=changed: put(case, clerk(40), **changed)) == word
    for stranger in (owner(case.firm_id), ANONYMOUS):
        with pytest.raises(Missing):
            door.put_grading(NewGrading("grade-0009", case.code, "opened", "x", 1), viewer=stranger, on=ON, now=NOW)
        assert door.to_grade(on=ON, viewer=stranger) == []
    assert models.Grading.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_grade_one_parcel_once() -> None:
    case = came_in(**{"returns.two_graders_minor": 5_000})
    firm = builders.firm("operator")
    clerks = [somebody(firm, OPERATOR, 300 + number) for number in range(3)]
    pictures = [picture(one) for one in clerks]
    said = []

    def grade(number: int) -> None:
        new = NewGrading(f"grade-{number}-at-once", case.code, "opened", pictures[number], 0)
        try:
            door.put_grading(new, viewer=clerks[number], on=ON, now=NOW)
        except Refusal as refusal:
            said.append(refusal.code)

    in_threads(3, grade)
    assert said == ["returns.graded_meanwhile"] * 2
    assert models.Grading.objects.count() == 1


def test_queries_do_not_grow_with_what_waits() -> None:
    counts = []
    one = None
    for _round in range(2):
        came_in()
        one = one or clerk()
        with CaptureQueriesContext(connection) as asked:
            door.to_grade(on=ON, viewer=one)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6
