"""Protect scanning: what a phone sends is kept once, for its own person alone, and a code tells only who may know."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dukou.base.ids import sscc
from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR
from dukou.depot import models
from dukou.registry import door as registry
from dukou.registry.models import Person
from tests import builders as build
from tests.builders import ON
from tests.depot.builders import depot, passed, receive
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
PHONE = "+8613900001111"


@pytest.fixture
def town() -> dict[str, Any]:
    depot()
    registry.set_clock(on=ON, viewer=TOWN)
    (goods,) = passed([500])
    receive()
    run = models.CartonRun.objects.get()
    return {"goods": goods, "sscc": sscc(run.prefix, run.serial_first), "lot": f"lot{goods.line}"}


def scan(code: str, **changed: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "act": "seen", "code": code, "at": "2025-12-03T10:00:00Z"} | changed


def send(client: Client, scans: Any, person: int | None = None) -> Any:
    person = person or Person.objects.get(phone=PHONE).pk
    return client.post("/scans/", json.dumps({"person": person, "scans": scans}), content_type="application/json")


def test_scans_are_kept_once_and_each_is_answered(town: dict[str, Any]) -> None:
    client = logged_in(town["goods"].owner, FACTORY)
    scans = [scan(town["sscc"], act="damaged"), scan("123"), scan(town["lot"], pairs=5)]
    for _again in range(2):
        answer = send(client, scans).json()
        assert sorted(answer["done"]) == sorted([scans[0]["key"], scans[2]["key"]])
        assert [one["key"] for one in answer["refused"]] == [scans[1]["key"]]
        assert "123" in answer["refused"][0]["words"]
    assert models.Scan.objects.count() == 2


def test_what_is_no_list_of_scans_is_refused_whole(town: dict[str, Any]) -> None:
    client = logged_in(town["goods"].owner, FACTORY)
    for bad in (
        None,
        [],
        "x",
        [1],
        [{}],
        [scan(town["sscc"], at="noon")],
        [scan(town["sscc"], pairs="5")],
        [scan("x")] * 201,
    ):
        assert send(client, bad).status_code == 400
    assert client.post("/scans/", "{", content_type="application/json").status_code == 400
    assert models.Scan.objects.count() == 0


def test_nobody_sends_the_scans_of_another_person(town: dict[str, Any]) -> None:
    client = logged_in(town["goods"].owner, FACTORY)
    assert send(client, [scan(town["sscc"])], person=999_999).status_code == 409
    assert send(Client(), [scan(town["sscc"])]).status_code == 401
    assert models.Scan.objects.count() == 0


def test_the_page_that_a_phone_keeps_is_nobodys(town: dict[str, Any]) -> None:
    client = logged_in(town["goods"].owner, FACTORY)
    page = client.get("/scan/")
    assert f'data-person="{Person.objects.get(phone=PHONE).pk}"' in page.content.decode()
    assert "'wasm-unsafe-eval'" in page["Content-Security-Policy"]
    assert "'wasm-unsafe-eval'" not in client.get("/stock/")["Content-Security-Policy"]
    shell = client.get("/scan/shell/?language=en").content.decode()
    assert 'data-person=""' in shell
    assert build.registry.Firm.objects.get(pk=town["goods"].owner).name_en not in shell
    worker = client.get("/sw.js")
    assert worker["Service-Worker-Allowed"] == "/"
    assert worker["Content-Type"].startswith("text/javascript")


def test_a_code_tells_its_owner_and_desks_and_nobody_else(town: dict[str, Any]) -> None:
    mine = logged_in(town["goods"].owner, FACTORY)
    send(mine, [scan(town["sscc"], act="damaged")])
    for code in (town["sscc"], town["lot"]):
        assert town["lot"] in mine.get(f"/t/{code}/").content.decode()
        rival = logged_in(build.factory(), FACTORY, f"+86139{build.factory():08}")
        assert rival.get(f"/t/{code}/").status_code == 404
    assert Client().get(f"/t/{town['lot']}/").status_code == 302
    assert "damaged" in mine.get(f"/t/{town['sscc']}/").content.decode()
    assert mine.get("/t/nosuchcode/").status_code == 404


def test_a_desk_takes_a_scan_back(town: dict[str, Any]) -> None:
    desk = logged_in(build.firm("operator"), OPERATOR)
    one = scan(town["sscc"], act="opened")
    send(desk, [one])
    assert models.Carton.objects.get().note_code == "opened"
    assert desk.post(f"/desks/depot/scan/{one['key']}/undo/").status_code == 302
    assert models.Carton.objects.get().note_code == ""
    assert desk.post(f"/desks/depot/scan/{uuid4()}/undo/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_short_of_queries_and_of_one_language(
    town: dict[str, Any], language: str, django_assert_max_num_queries: Any
) -> None:
    client = logged_in(town["goods"].owner, FACTORY, language=language)
    for path in ("/scan/", f"/t/{town['sscc']}/", f"/scan/shell/?language={language}"):
        client.get(path)
        with django_assert_max_num_queries(16):
            page = client.get(path).content.decode()
        assert_one_language(page, language)
