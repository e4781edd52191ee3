"""Protect log-in: a password or a one-time code, guesses are limited, and strangers learn nothing."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from dukou.base.viewer import FACTORY
from dukou.post import models as post
from dukou.registry import models as registry
from tests import builders as build
from tests.web.people import PASSWORD, logged_in, person

pytestmark = pytest.mark.django_db
PHONE = "+8613900001111"


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)
    cache.clear()


def log_in(phone: str, password: str) -> Any:
    return Client().post("/account/login/", {"login": phone, "password": password})


@pytest.mark.parametrize("written", [PHONE, "139 0000 1111", "１３９００００１１１１", "+86 139-0000-1111"])
def test_a_person_logs_in_however_he_writes_his_number(written: str) -> None:
    person(build.factory(), FACTORY, PHONE)
    response = log_in(written, PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/home/")


def test_a_wrong_password_and_an_unknown_number_are_told_apart_by_nobody() -> None:
    person(build.factory(), FACTORY, PHONE)
    wrong, unknown = log_in(PHONE, "wrong"), log_in("+8613900009999", "wrong")
    assert wrong.status_code == unknown.status_code == 200
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", wrong.content.decode()) == strip.sub("", unknown.content.decode())


def test_guessing_is_stopped_and_the_right_password_then_too() -> None:
    person(build.factory(), FACTORY, PHONE)
    for _guess in range(12):
        log_in(PHONE, "wrong")
    response = log_in(PHONE, PASSWORD)
    assert response.status_code != 302


def test_a_one_time_code_logs_in_once() -> None:
    person(build.factory(), FACTORY, PHONE)
    client = Client()
    client.post("/account/login/code/", {"phone": PHONE})
    code = post.Message.objects.get().facts["code"]
    response = client.post("/account/login/code/confirm/", {"code": code})
    assert (response.status_code, response["Location"]) == (302, "/home/")
    again = Client()
    again.post("/account/login/code/", {"phone": "+8613900009999"})
    assert post.Message.objects.count() == 1
    assert again.post("/account/login/code/confirm/", {"code": code}).status_code != 302 or not again.session.get(
        "_auth_user_id"
    )


def test_a_wrong_code_does_not_log_in() -> None:
    person(build.factory(), FACTORY, PHONE)
    client = Client()
    client.post("/account/login/code/", {"phone": PHONE})
    assert "_auth_user_id" not in client.session
    client.post("/account/login/code/confirm/", {"code": "000000"})
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_himself() -> None:
    for answer in (
        Client().get("/account/signup/"),
        Client().post("/account/signup/", {"phone": "+8613900007777", "password1": PASSWORD}),
    ):
        assert answer.status_code == 404
    assert not registry.Person.objects.filter(phone="+8613900007777").exists()


@pytest.mark.parametrize(
    "page",
    [
        *("inactive/", "reauthenticate/", "email/", "confirm-email/", "password/change/", "password/set/"),
        *("password/reset/", "password/reset/done/", "password/reset/key/1-guess/", "phone/verify/", "phone/change/"),
    ],
)
def test_no_page_stands_that_nobody_needs(page: str) -> None:
    client = logged_in(build.factory(), FACTORY)
    assert Client().get(f"/account/{page}").status_code == client.get(f"/account/{page}").status_code == 404


def test_a_closed_account_is_not_let_in() -> None:
    person(build.factory(), FACTORY, PHONE)
    registry.Person.objects.update(is_active=False)
    response = log_in(PHONE, PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/account/login/")
    client = Client()
    client.post("/account/login/code/", {"phone": PHONE})
    for message in post.Message.objects.all():
        client.post("/account/login/code/confirm/", {"code": message.facts["code"]})
    assert "_auth_user_id" not in client.session


def test_a_number_that_the_desk_entered_needs_no_proof() -> None:
    person(build.factory(), FACTORY, PHONE)
    registry.Person.objects.update(phone_verified=False)
    assert log_in(PHONE, PASSWORD)["Location"] == "/home/"


def test_strangers_do_not_read_what_the_interface_offers() -> None:
    answer = Client().get("/api/openapi.json")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/api/openapi.json")
    offered = logged_in(build.factory(), FACTORY).get("/api/openapi.json")
    assert offered.status_code == 200
    assert "/api/orders" in offered.json()["paths"]


@pytest.mark.parametrize("phone", ["", "12", "x" * 10_000, "=1+1", "<script>"])
def test_what_is_no_number_is_refused(phone: str) -> None:
    response = log_in(phone, PASSWORD)
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"<script src", b"")


def test_a_person_chooses_among_his_own_firms_only() -> None:
    mine, other, rival = build.factory(), build.factory(), build.factory()
    client = logged_in(mine, FACTORY)
    someone = registry.Person.objects.get()
    registry.Membership.objects.create(person=someone, firm_id=other, role=FACTORY, since=build.NOW)
    codes = dict(registry.Firm.objects.values_list("id", "code"))
    assert client.post("/account/acting-firm/", {"firm": codes[other]}).status_code == 302
    assert client.session["acting_firm"] == other
    assert client.post("/account/acting-firm/", {"firm": codes[rival]}).status_code == 404
    assert client.session["acting_firm"] == other


def test_log_out_forgets() -> None:
    client = logged_in(build.factory(), FACTORY)
    client.post("/account/logout/")
    assert client.get("/orders/").status_code == 302
