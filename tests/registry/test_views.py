"""Protect a person's views of tables: his own, one of a name, none lost by another's hand."""

from datetime import datetime

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import ANONYMOUS, FACTORY, Viewer
from dukou.provenance.models import Fact
from dukou.registry import door, models, rules
from tests import builders as build
from tests.web.people import person

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def viewer(phone: str) -> Viewer:
    firm = build.factory()
    return door.viewer_for(person_id=person(firm, FACTORY, phone), firm_id=firm, request_id="test")


def names(whose: Viewer, table: str = "lots") -> list[str]:
    return [one.name for one in door.saved_views(table, viewer=whose)]


def test_a_view_is_its_persons_own(now: datetime) -> None:
    mine, rival = viewer("+8613900001111"), viewer("+8613900002222")
    code = door.save_view("lots", "late", "sort=-due_on", viewer=mine, now=now)
    (one,) = door.saved_views("lots", viewer=mine)
    assert (one.code, one.query) == (code, "sort=-due_on")
    assert names(mine, "orders") == names(rival) == names(ANONYMOUS) == []
    for stranger in (rival, ANONYMOUS):
        with pytest.raises(Missing):
            door.retire_view(code, viewer=stranger, now=now)
    door.retire_view(code, viewer=mine, now=now)
    assert names(mine) == []
    with pytest.raises(Missing):
        door.retire_view(code, viewer=mine, now=now)
    assert list(Fact.objects.order_by("id").values_list("kind", "subject")) == [
        ("registry.view_saved", code),
        ("registry.view_retired", code),
    ]


def test_a_person_who_acts_for_two_firms_keeps_their_views_apart(now: datetime) -> None:
    mine = viewer("+8613900001111")
    other = build.factory()
    models.Membership.objects.create(person_id=mine.person, firm_id=other, role=FACTORY, since=now)
    door.save_view("lots", "late", "q=1", viewer=mine, now=now)
    assert mine.person
    there = door.viewer_for(person_id=mine.person, firm_id=other, request_id="test")
    assert names(there) == []


def test_a_changed_view_is_a_new_row_and_twenty_are_the_most(now: datetime) -> None:
    mine = viewer("+8613900001111")
    for query in ("q=1", "q=2"):
        door.save_view("lots", "late", query, viewer=mine, now=now)
    assert [one.query for one in door.saved_views("lots", viewer=mine)] == ["q=2"]
    assert models.SavedView.objects.count() == 2
    for number in range(1, rules.MOST_VIEWS):
        door.save_view("lots", f"n{number}", "", viewer=mine, now=now)
    with pytest.raises(Refusal, match=r"registry\.many_views"):
        door.save_view("lots", "one more", "", viewer=mine, now=now)
    assert len(names(mine)) == rules.MOST_VIEWS


@pytest.mark.parametrize(
    ("table", "name", "query"),
    [
        ("", "a", ""),
        ("No Table", "a", ""),
        ("x" * 41, "a", ""),
        ("lots", "", ""),
        ("lots", "x" * 41, ""),
        ("lots", "a\x00", ""),
        ("lots", "a", "x" * 401),
        ("lots", "a", "\n"),
    ],
)
def test_a_view_that_cannot_be_kept_is_refused(table: str, name: str, query: str, now: datetime) -> None:
    with pytest.raises(Refusal):
        door.save_view(table, name, query, viewer=viewer("+8613900001111"), now=now)
    assert not models.SavedView.objects.exists()


def test_nobody_keeps_nothing(now: datetime) -> None:
    with pytest.raises(Missing):
        door.save_view("lots", "late", "", viewer=ANONYMOUS, now=now)
