"""Protect the person: one telephone number, one log-in, a password nobody can read, and no firm but his own."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, FACTORY, OFFICE, OPERATOR, Viewer
from dukou.provenance.models import Fact
from dukou.registry import door
from dukou.registry.models import Firm, Membership, Person
from tests.registry.build import NOW, ON, desk, enter_firms, everything, new_firm, owner

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
PHONE, OTHER_PHONE = "+8613900000001", "+8613900000002"
PASSWORD = "ferry-crossing"
NewPerson = tuple[str, str, str, str, str]


def person(phone: str = PHONE, name: str = "陈厂长", language: str = "zh-hans", firm: str = "firm-1") -> NewPerson:
    return phone, name, language, firm, FACTORY


def add(people: Sequence[NewPerson]) -> None:
    door.add_people(people, password=PASSWORD, viewer=TOWN, now=NOW)


def test_a_person_needs_a_telephone_number_and_no_email() -> None:
    made = Person.objects.create_user(PHONE, PASSWORD)
    assert made.email == ""
    assert made.get_username() == PHONE
    assert authenticate(phone=PHONE, password=PASSWORD) == made


def test_a_password_is_kept_as_argon2_and_is_not_in_the_book() -> None:
    enter_firms(1)
    add([person()])
    stored = Person.objects.values_list("password", flat=True).get()
    assert stored.startswith("argon2")
    assert PASSWORD not in stored
    facts = repr(list(Fact.objects.values_list()))
    assert not [secret for secret in (PASSWORD, PHONE, "陈厂长") if secret in facts]


def test_a_person_without_a_password_cannot_log_in_by_one() -> None:
    made = Person.objects.create_user(PHONE)
    assert not made.has_usable_password()
    assert authenticate(phone=PHONE, password="") is None


def test_a_telephone_number_belongs_to_one_person() -> None:
    Person.objects.create_user(PHONE, PASSWORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user(PHONE, PASSWORD)
    assert Person.objects.count() == 1


def test_a_person_acts_for_the_firm_he_chose_if_it_is_his() -> None:
    keys = enter_firms(3)
    add([person()])
    key = Person.objects.get().pk
    Membership.objects.create(person_id=key, firm_id=keys["firm-2"], role=FACTORY, since=NOW)
    for asked, given in ((None, 1), (keys["firm-2"], 2), (keys["firm-3"], 1), (987_654, 1)):
        viewer = door.viewer_for(person_id=key, firm_id=asked, request_id="r-1")
        assert viewer == Viewer(key, keys[f"firm-{given}"], frozenset({FACTORY}), request_id="r-1")
    mine = door.firms_of_person(viewer=door.viewer_for(person_id=key, firm_id=None, request_id=""))
    assert [(firm, code) for firm, code, _zh, _en in mine] == [(keys["firm-1"], "firm-1"), (keys["firm-2"], "firm-2")]


def test_roles_are_those_held_at_the_acting_firm_alone() -> None:
    keys = door.add_firms([new_firm(1), new_firm(2, kind="operator")], on=ON, viewer=TOWN, now=NOW)
    add([person()])
    key = Person.objects.get().pk
    Membership.objects.create(person_id=key, firm_id=keys["firm-2"], role=OPERATOR, since=NOW)
    assert not door.viewer_for(person_id=key, firm_id=keys["firm-1"], request_id="").runs_desks
    assert door.viewer_for(person_id=key, firm_id=keys["firm-2"], request_id="").runs_desks


@pytest.mark.parametrize("change", ["left", "blocked", "firm retired"])
def test_who_has_left_or_is_blocked_acts_for_nobody(change: str) -> None:
    enter_firms(1)
    add([person()])
    key = Person.objects.get().pk
    later = NOW + timedelta(days=1)
    if change == "left":
        Membership.objects.update(retired_at=later)
    elif change == "blocked":
        Person.objects.update(is_active=False)
    else:
        Firm.objects.update(retired_at=later)
    viewer = door.viewer_for(person_id=key, firm_id=None, request_id="")
    assert viewer == Viewer(person=key)
    assert door.firms_of_person(viewer=viewer) == []


def test_nobody_has_no_firms() -> None:
    enter_firms(1)
    add([person()])
    assert door.firms_of_person(viewer=ANONYMOUS) == []


def test_a_viewer_is_found_by_telephone_number_for_the_town_only() -> None:
    keys = enter_firms(1)
    add([person()])
    assert door.viewer_by_phone(PHONE, viewer=TOWN).firm == keys["firm-1"]
    with pytest.raises(Missing, match=r"registry\.person_not_found"):
        door.viewer_by_phone(OTHER_PHONE, viewer=TOWN)
    for other in (ANONYMOUS, owner(keys["firm-1"]), desk()):
        with pytest.raises(Missing, match=r"town\.only"):
            door.viewer_by_phone(PHONE, viewer=other)


WRONG: list[tuple[str, NewPerson]] = [
    ("registry.bad_phone", person(phone="13900000002")),
    ("registry.bad_phone", person(phone="+" + "1" * 10_000)),
    ("registry.bad_name", person(OTHER_PHONE, name="")),
    ("registry.bad_name", person(OTHER_PHONE, name="陈" * 10_000)),
    ("registry.unknown_language", person(OTHER_PHONE, language="klingon")),
    ("registry.unknown_role", (OTHER_PHONE, "陈", "en", "firm-1", "emperor")),
    # A desk sees all firms, so nobody becomes one at his own factory.
    ("registry.role_not_of_firm", (OTHER_PHONE, "陈", "en", "firm-1", OPERATOR)),
    ("registry.role_not_of_firm", (OTHER_PHONE, "陈", "en", "firm-1", OFFICE)),
    ("registry.firm_not_found", person(OTHER_PHONE, firm="firm-9")),
    ("registry.already_entered", person()),
]


@pytest.mark.parametrize(("code", "wrong"), WRONG)
def test_a_wrong_person_is_refused_and_with_it_the_whole_batch(code: str, wrong: NewPerson) -> None:
    enter_firms(1)
    add([person()])
    before = everything()
    with pytest.raises(Refusal) as caught:
        add([person("+8613900000003"), wrong])
    assert caught.value.code == code
    assert everything() == before


def test_only_the_town_enters_people() -> None:
    keys = enter_firms(1)
    before = everything()
    for other in (ANONYMOUS, owner(keys["firm-1"]), desk()):
        with pytest.raises(Missing):
            door.add_people([person()], password=PASSWORD, viewer=other, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_people(count: int, django_assert_num_queries: Any) -> None:
    enter_firms(count)
    people = [person(f"+86139{n:08d}", firm=f"firm-{n}") for n in range(1, count + 1)]
    with django_assert_num_queries(7):
        add(people)
    key = Person.objects.order_by("id").values_list("id", flat=True)[0]
    Membership.objects.update(person_id=key)
    with django_assert_num_queries(1):
        viewer = door.viewer_for(person_id=key, firm_id=None, request_id="")
    with django_assert_num_queries(1):
        assert len(door.firms_of_person(viewer=viewer)) == count
    with django_assert_num_queries(2):
        door.viewer_by_phone(people[0][0], viewer=TOWN)
