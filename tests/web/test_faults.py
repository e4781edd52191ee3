"""Protect the pages of faults, holds, recalls, yarn and forged labels: each act once, and nobody else's business."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR
from dukou.depot import models as depot
from dukou.mill import models as mill
from dukou.registry import door as registry
from dukou.returns import door, models
from dukou.web.scan.signed import pair_code
from tests import builders as build
from tests.builders import NOW
from tests.returns.builders import FEES, days_after, delivered, wish
from tests.returns.test_faults import png
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(tmp_path: Any, settings: Any) -> dict[str, Any]:
    """Build a line that a maker knitted for a seller, of which faulty goods came back."""
    settings.DUKOU_HOME = tmp_path
    build.limits(FEES)
    registry.set_clock(on=days_after(8), viewer=TOWN)
    maker, seller = build.factory(), build.factory()
    (line,) = delivered([500], seller=seller, maker=maker)
    wish(line, 100)
    door.take_back(on=days_after(2), viewer=TOWN, now=NOW)
    models.Case.objects.update(reason="faulty")
    door.grade(on=days_after(7), limit=QUICK, viewer=TOWN, now=NOW)
    case, lot = models.Case.objects.get(), mill.Lot.objects.get()
    return {"maker": maker, "seller": seller, "buyer": case.buyer_id, "case": case.code, "lot": lot.code}


def desk(language: str = "en") -> Client:
    return logged_in(build.firm("operator"), OPERATOR, "+8613900000001", language)


def of(firm: int, role: str = FACTORY, language: str = "en") -> Client:
    return logged_in(firm, role, f"+86138{firm:08}", language)


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return str(response.content.decode())


def found(town: dict[str, Any], client: Client) -> Any:
    picture = SimpleUploadedFile("fault.png", png(), "image/png")
    return client.post(f"/faults/{town['case']}/", {"cause": "knitting", "inspection": "", "picture": picture})


def test_a_desk_finds_a_fault_and_its_maker_answers(town: dict[str, Any]) -> None:
    at_desk, maker = desk(), of(town["maker"])
    assert town["case"] in text(at_desk, "/faults/")
    bare = at_desk.post(f"/faults/{town['case']}/", {"cause": "knitting"})
    assert (bare.status_code, models.Fault.objects.count()) == (422, 0)
    assert "A proven fault needs evidence" in bare.content.decode()
    assert found(town, at_desk).status_code == 302
    assert "waits for the maker" in text(at_desk, f"/faults/{town['case']}/")
    assert "Charges for faults" in text(maker, "/home/")
    assert maker.post(f"/faults/{town['case']}/", {"answer": "dispute", "text": ""}).status_code == 422
    assert maker.post(f"/faults/{town['case']}/", {"answer": "dispute", "text": "Cut open."}).status_code == 302
    assert "Cut open." in text(at_desk, f"/faults/{town['case']}/")
    assert at_desk.post(f"/faults/{town['case']}/", {"answer": "waive"}).status_code == 302
    assert models.Fault.objects.get().state == "fund"
    assert at_desk.post(f"/faults/{town['case']}/", {"answer": "waive"}).status_code == 404


def test_a_lot_is_called_back_seen_by_its_buyer_and_let_go(town: dict[str, Any]) -> None:
    seller, buyer = of(town["seller"]), of(town["buyer"], BUYER)
    assert seller.post("/recalls/", {"lot": "nosuchlot", "reason": "needle"}).status_code == 422
    assert seller.post("/recalls/", {"lot": town["lot"], "reason": ""}).status_code == 422
    opened = seller.post("/recalls/", {"lot": town["lot"].upper(), "reason": "needle"})
    recall = models.Recall.objects.get()
    assert opened["Location"] == f"/recalls/{recall.code}/"
    assert town["lot"] in text(buyer, "/recalls/")
    label = models.Case.objects.get(recall=recall).code
    assert f"/returns/{label}/label/" in text(buyer, f"/recalls/{recall.code}/")
    assert "held back" in text(seller, "/stock/")
    at_desk = desk()
    assert seller.post("/holds/", {"lot": town["lot"], "reason": "inspected"}).status_code == 404
    assert at_desk.post("/holds/", {"lot": town["lot"], "reason": "because"}).status_code == 422
    assert at_desk.post("/holds/", {"lot": town["lot"], "reason": "inspected"}).status_code == 302
    assert depot.Hold.objects.get().lifted_on == days_after(8)


def test_a_desk_asks_and_the_seller_answers(town: dict[str, Any]) -> None:
    at_desk, seller = desk(), of(town["seller"])
    asked = at_desk.post("/recalls/", {"lot": town["lot"], "reason": "label"})["Location"]
    assert "asks you to call this lot back" in text(seller, asked)
    assert at_desk.post(asked, {"answer": "consent"}).status_code == 404
    assert seller.post(asked, {"answer": "decline"}).status_code == 302
    assert seller.post(asked, {"answer": "consent"}).status_code == 302
    assert models.Recall.objects.get().state == "declined"


def test_a_maker_enters_yarn_and_a_forged_label_is_named_as_such(town: dict[str, Any]) -> None:
    maker, seller = of(town["maker"]), of(town["seller"])
    path = f"/t/{town['lot']}/yarn/"
    typed = {"number": "SH-77", "fibre": "cotton", "count": "32s/1", "used": "12.5", "came": "40"}
    assert maker.post(path, typed | {"used": "41"}).status_code == 422
    assert maker.post(path, typed).status_code == 302
    assert mill.YarnUse.objects.get().grams == 12_500
    assert seller.get(path).status_code == desk().get(path).status_code == 404
    label = pair_code(town["lot"])
    for client in (maker, seller):
        assert "SH-77" in text(client, f"/t/{label}/")
    forged = seller.get(f"/t/{label[:-1]}{'x' if label[-1] != 'x' else 'y'}/")
    assert forged.status_code == 422
    assert "forged" in forged.content.decode()
    assert of(build.factory()).get(f"/t/{label}/").status_code == 404


def test_others_find_nothing(town: dict[str, Any]) -> None:
    found(town, desk())
    of(town["seller"]).post("/recalls/", {"lot": town["lot"], "reason": "needle"})
    rival = of(build.factory())
    recall = models.Recall.objects.get().code
    for path in (f"/faults/{town['case']}/", f"/recalls/{recall}/"):
        assert rival.get(path).status_code == rival.post(path, {"answer": "charge"}).status_code == 404
    for path in ("/faults/", "/recalls/", "/holds/"):
        assert town["lot"] not in text(rival, path)
    assert Client().get("/fund/").status_code == 302


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_short_of_queries_and_of_one_language(
    town: dict[str, Any], language: str, django_assert_max_num_queries: Any
) -> None:
    at_desk, seller = desk(language), of(town["seller"], language=language)
    waiting = text(at_desk, f"/faults/{town['case']}/")
    assert_one_language(waiting, language)
    found(town, at_desk)
    of(town["maker"]).post(f"/faults/{town['case']}/", {"answer": "charge"})
    seller.post("/recalls/", {"lot": town["lot"], "reason": "needle"})
    recall = f"/recalls/{models.Recall.objects.get().code}/"
    mine = ("/faults/", f"/faults/{town['case']}/", "/fund/", "/holds/", "/recalls/", recall, f"/t/{town['lot']}/")
    for client in (at_desk, seller):
        for path in mine:
            with django_assert_max_num_queries(22):
                assert_one_language(text(client, path), language)
