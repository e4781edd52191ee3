"""Protect a firm's word on an award: it alone sees it and may decline, until the day is over, once."""

from typing import Any

import pytest

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.mill import door, models
from dukou.mill.records import AwardRecord
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.mill import towns
from tests.mill.towns import day, everything, plan
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def offered(count: int = 1) -> tuple[towns.Town, list[models.Award]]:
    """Offer so many lines of the first firm to the second."""
    town = towns.town()
    terry = builders.sku(terry="full")
    builders.group(town.other, terry="full", machines=50)
    builders.order([(terry, 100)] * count, seller=town.own)
    assert plan() == count
    return town, list(models.Award.objects.order_by("id"))


def decline(codes: list[str], viewer: Viewer, number: int = 0) -> tuple[tuple[str, ...], list[tuple[int, str, bool]]]:
    """Return what was declined, and the refusals as row, code and whether the award is said not to exist."""
    outcome = door.decline_awards(codes, viewer=viewer, on=day(number), now=NOW)
    return outcome.done, [(one.row, one.refusal.code, isinstance(one.refusal, Missing)) for one in outcome.refused]


def test_a_firm_sees_the_awards_offered_to_it() -> None:
    town, (award,) = offered()
    expected = AwardRecord(
        code=award.code,
        line_id=award.line_id,
        seller=town.own,
        firm=town.other,
        group=award.group_id,
        source="overflow",
        pairs=100,
        amount_minor=13_500 * 95 // 100,
        awarded_on=ON,
        decline_by=ON,
        due_on=day(26),
        state="offered",
    )
    for viewer in (owner(town.other), DESK, TOWN):
        assert door.awards(viewer=viewer) == door.awards(viewer=viewer, state="offered") == [expected]
        assert door.awards(viewer=viewer, state="declined") == []


def test_for_others_the_award_does_not_exist() -> None:
    """Not even for the seller of record: whom the town asks is no business of his before it is agreed."""
    town, (award,) = offered()
    before = everything()
    for viewer in (owner(town.own), owner(builders.factory()), ANONYMOUS, DESK):
        assert decline([award.code], viewer) == ((), [(0, "mill.award_not_found", True)])
        if viewer is not DESK:
            assert door.awards(viewer=viewer) == []
    assert everything() == before


def test_awards_are_shown_newest_first_and_not_without_end() -> None:
    town, rows = offered(5)
    shown = door.awards(viewer=owner(town.other), count=2)
    assert [one.code for one in shown] == [rows[4].code, rows[3].code]


def test_each_award_is_declined_for_itself() -> None:
    town, (first, second, third) = offered(3)
    door.decline_awards([second.code], viewer=owner(town.other), on=ON, now=NOW)
    codes = [first.code, "abcdefghij234567", second.code, first.code, third.code]
    done, refused = decline(codes, owner(town.other))
    assert done == (first.code, third.code)
    assert refused == [
        (1, "mill.award_not_found", True),
        (2, "mill.award_closed", False),
        (3, "mill.award_closed", False),
    ]
    assert set(models.Award.objects.values_list("state", flat=True)) == {"declined"}
    told = book.Fact.objects.filter(kind="mill.award_declined").order_by("id").values_list("subject", "firm")
    assert list(told) == [(one.code, town.other) for one in (second, first, third)]


@pytest.mark.parametrize("accepted", [False, True])
def test_after_its_deadline_an_award_stands(accepted: bool) -> None:
    town, (award,) = offered()
    if accepted:
        plan(1)
    before = everything()
    assert decline([award.code], owner(town.other), 1) == ((), [(0, "mill.award_too_late", False)])
    assert everything() == before
    (refused,) = door.decline_awards([award.code], viewer=owner(town.other), on=day(1), now=NOW).refused
    assert refused.refusal.facts == {"decline_by": str(ON)}


@pytest.mark.parametrize("code", ["", "x" * 10_000, "=1+1", "\x00", "袜" * 16, "a'; DROP TABLE mill_award; --"])
def test_what_is_no_code_is_no_award(code: str) -> None:
    town, _awards = offered()
    before = everything()
    assert decline([code], owner(town.other)) == ((), [(0, "mill.award_not_found", True)])
    assert everything() == before


def test_declining_is_told_or_does_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    town, (award,) = offered()
    before = everything()

    def die(*_args: object, **_more: object) -> int:
        raise OSError("killed")

    monkeypatch.setattr(provenance, "append", die)
    with pytest.raises(OSError, match="killed"):
        decline([award.code], owner(town.other))
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_two_clerks_decline_an_award_once() -> None:
    town, (award,) = offered()
    found = in_threads(2, lambda _number: decline([award.code], owner(town.other)))
    assert sorted(found) == [((), [(0, "mill.award_closed", False)]), ((award.code,), [])]
    assert book.Fact.objects.filter(kind="mill.award_declined").count() == 1


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_awards(count: int, django_assert_num_queries: Any) -> None:
    town, rows = offered(count)
    with django_assert_num_queries(1):
        assert len(door.awards(viewer=owner(town.other))) == count
    with django_assert_num_queries(1):
        door.award_amounts([row.line_id for row in rows], viewer=TOWN)
    with django_assert_num_queries(5):
        outcome = door.decline_awards([row.code for row in rows], viewer=owner(town.other), on=ON, now=NOW)
    assert len(outcome.done) == count


def accept(codes: list[str], viewer: Viewer, number: int = 0) -> tuple[tuple[str, ...], list[tuple[int, str]]]:
    outcome = door.accept_awards(codes, viewer=viewer, on=day(number), now=NOW)
    return outcome.done, [(one.row, one.refusal.code) for one in outcome.refused]


def test_an_accepted_award_stands_cannot_be_declined_and_becomes_work() -> None:
    town, (award,) = offered()
    assert [one.code for one in door.open_awards(viewer=owner(town.other))] == [award.code]
    assert accept([award.code, award.code], owner(town.other)) == ((award.code,) * 2, [])
    assert decline([award.code], owner(town.other)) == ((), [(0, "mill.award_agreed", False)])
    assert accept([award.code], owner(town.other), 9) == ((award.code,), [])
    assert book.Fact.objects.filter(kind="mill.award_agreed", firm=town.other).count() == 1
    (shown,) = door.answered_awards(viewer=owner(town.other))
    assert (shown.code, shown.agreed_on, shown.state) == (award.code, ON, "offered")
    plan(1)
    assert models.WorkOrder.objects.get().firm_id == town.other
    assert models.Award.objects.get().state == "accepted"


def test_an_award_is_accepted_by_its_own_firm_in_time_only() -> None:
    town, (first, second) = offered(2)
    decline([second.code], owner(town.other))
    before = everything()
    for viewer in (owner(town.own), DESK, ANONYMOUS):
        assert accept([first.code], viewer) == ((), [(0, "mill.award_not_found")])
    assert accept([second.code, "x"], owner(town.other)) == (
        (),
        [(0, "mill.award_closed"), (1, "mill.award_not_found")],
    )
    assert accept([first.code], owner(town.other), 1) == ((), [(0, "mill.award_too_late")])
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_two_clerks_accept_an_award_once() -> None:
    town, (award,) = offered()
    found = in_threads(2, lambda _number: accept([award.code], owner(town.other)))
    assert found == [((award.code,), [])] * 2
    assert book.Fact.objects.filter(kind="mill.award_agreed").count() == 1


def test_the_seller_learns_the_maker_once_it_has_accepted() -> None:
    town, (award,) = offered()
    (line,) = door.overflow(viewer=owner(town.own))
    assert (line.line_id, line.maker_en, line.price_minor - line.amount_minor) == (
        award.line_id,
        None,
        13_500 * 5 // 100,
    )
    plan(1)
    (line,) = door.overflow(viewer=owner(town.own))
    assert line.maker_en is not None
    assert door.overflow(viewer=owner(town.other)) == door.overflow(viewer=ANONYMOUS) == []
