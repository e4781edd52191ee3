"""Protect whoever leaves and whoever stays: access ends at once, nothing is deleted, and people stay unknown."""

from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, FACTORY, OPERATOR, Viewer
from dukou.post.models import Message
from dukou.provenance.models import Fact
from dukou.registry import door
from dukou.registry.models import Firm, Machine, Membership, Person
from tests.provenance.threads import in_threads
from tests.registry.build import NOW, desk, enter_firms, enter_town, everything, owner

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
PHONE, OTHER_PHONE, THIRD_PHONE = "+8613900000001", "+8613900000002", "+8613900000003"


def town() -> dict[str, int]:
    """Enter three firms: the second has two people, of whom one acts for the third too."""
    keys = enter_town(3)
    people = [(PHONE, "陈", "zh-hans", "firm-2", FACTORY), (OTHER_PHONE, "林", "en", "firm-2", FACTORY)]
    door.add_people(people, password="x", viewer=TOWN, now=NOW)
    both = Person.objects.get(phone=OTHER_PHONE)
    Membership.objects.create(person=both, firm_id=keys["firm-3"], role=FACTORY, since=NOW)
    return keys


@pytest.mark.parametrize("name", ["某某袜业2", "  某某袜业２ ", "hosiery  2"])
def test_a_firm_that_leaves_is_closed_to_its_people_at_once(name: str) -> None:
    keys = town()
    leaver, both = (Person.objects.get(phone=phone).pk for phone in (PHONE, OTHER_PHONE))
    before = {table: len(rows) for table, rows in everything().items()}
    assert door.leave(name, viewer=owner(keys["firm-2"]), now=NOW) == 2
    after = {table: len(rows) for table, rows in everything().items()}
    assert after == before | {"Fact": before["Fact"] + 1}
    assert door.viewer_for(person_id=leaver, firm_id=keys["firm-2"], request_id="") == Viewer(person=leaver)
    assert door.viewer_for(person_id=both, firm_id=keys["firm-2"], request_id="").firm == keys["firm-3"]
    fact = Fact.objects.get(kind="registry.firm_left")
    assert (fact.subject, fact.firm) == ("firm-2", keys["firm-2"])


def test_nothing_new_comes_to_a_firm_that_left_and_its_machines_finish_what_they_have() -> None:
    keys = town()
    door.leave("Hosiery 2", viewer=owner(keys["firm-2"]), now=NOW)
    assert keys["firm-2"] not in {one.id for one in door.firms(viewer=TOWN)}
    assert door.sellers(["firm-2"]) == {}
    assert keys["firm-2"] in {one.firm for one in door.machine_groups(viewer=TOWN)}
    assert Machine.objects.filter(firm_id=keys["firm-2"]).exists()


def test_another_name_is_refused_and_changes_nothing() -> None:
    keys = town()
    before = everything()
    for name in ("", "Hosiery 3", "某某袜业", "<script>"):
        with pytest.raises(Refusal) as caught:
            door.leave(name, viewer=owner(keys["firm-2"]), now=NOW)
        assert caught.value.code == "registry.name_differs"
    for nobody in (ANONYMOUS, Viewer(person=1), TOWN):
        with pytest.raises(Missing):
            door.leave("Hosiery 2", viewer=nobody, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("kind", ["operator", "office", "depot", "lab"])
def test_the_towns_own_firms_stay(kind: str) -> None:
    keys = enter_firms(1)
    Firm.objects.update(kind=kind)
    viewer = Viewer(person=1, firm=keys["firm-1"], roles=frozenset({OPERATOR}))
    with pytest.raises(Refusal, match=r"registry\.desk_stays"):
        door.leave("Hosiery 1", viewer=viewer, now=NOW)
    assert not Firm.objects.filter(retired_at__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_leave_at_once_leave_once() -> None:
    keys = town()

    def leave(_number: int) -> int:
        try:
            return door.leave("Hosiery 2", viewer=owner(keys["firm-2"]), now=NOW)
        except Missing:
            return -1

    assert sorted(in_threads(2, leave)) == [-1, 2]
    assert Fact.objects.filter(kind="registry.firm_left").count() == 1


def test_a_letter_goes_to_each_person_of_a_firm_once_and_to_no_other() -> None:
    keys = town()
    Person.objects.filter(phone=PHONE).update(email="chen@factory.example")
    for _twice in range(2):
        door.write_to(keys["firm-2"], "test.letter", {"of": 1}, key="k", viewer=owner(keys["firm-1"]), now=NOW)
    chen, lin = (Person.objects.get(phone=phone).pk for phone in (PHONE, OTHER_PHONE))
    sent = Message.objects.order_by("id").values_list("channel", "recipient", "firm")
    assert list(sent) == [("email", f"person:{chen}", keys["firm-2"]), ("sms", f"person:{lin}", keys["firm-2"])]
    door.leave("Hosiery 2", viewer=owner(keys["firm-2"]), now=NOW)
    door.write_to(keys["firm-2"], "test.letter", {}, key="later", viewer=owner(keys["firm-1"]), now=NOW)
    assert Message.objects.count() == 2


def test_only_the_town_is_told_where_a_person_is_reached() -> None:
    keys = town()
    chen = Person.objects.get(phone=PHONE)
    found = door.reach(chen.pk, viewer=TOWN)
    assert found
    assert (found.phone, found.email, found.language) == (PHONE, "", "zh-hans")
    for other in (owner(keys["firm-2"]), desk(), ANONYMOUS):
        with pytest.raises(Missing):
            door.reach(chen.pk, viewer=other)
    Person.objects.filter(pk=chen.pk).update(blanked_at=NOW)
    assert door.reach(chen.pk, viewer=TOWN) is None


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_people(count: int, django_assert_num_queries: Any) -> None:
    keys = enter_firms(1)
    people = [(f"+86139{n:08d}", "陈", "en", "firm-1", FACTORY) for n in range(count)]
    door.add_people(people, password="x", viewer=TOWN, now=NOW)
    viewer = owner(keys["firm-1"])
    with django_assert_num_queries(6):
        door.write_to(keys["firm-1"], "test.letter", {}, key="k", viewer=viewer, now=NOW)
    with django_assert_num_queries(7):
        door.leave("Hosiery 1", viewer=viewer, now=NOW)
