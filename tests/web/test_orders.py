"""Protect the order pages: they show the viewer's orders, all of their way, and nothing of a rival's."""

import io
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR
from dukou.market import models
from dukou.market.door import steps
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models as registry
from tests import builders as build
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def an_order(lines: int = 1) -> dict[str, Any]:
    seller, buyer, rival = build.factory(), build.firm("buyer"), build.factory()
    found = build.order([(build.sku(), 600)] * lines, seller=seller, buyer=buyer)
    order = models.Order.objects.get(pk=models.Line.objects.get(pk=found[0]).order_id)
    models.Order.objects.filter(pk=order.pk).update(external_ref=SCRIPT)
    return {"seller": seller, "buyer": buyer, "rival": rival, "code": order.code, "lines": found}


def test_a_firm_finds_its_order_and_its_journey() -> None:
    town = an_order()
    client = logged_in(town["seller"], FACTORY)
    page = client.get("/orders/").content.decode()
    assert town["code"] in page
    journey = client.get(f"/orders/{town['code']}/").content.decode()
    assert "600" in journey
    assert registry.Firm.objects.get(pk=town["buyer"]).name_en in journey


@pytest.mark.parametrize("path", ["/orders/", "/orders/{code}/"])
def test_script_in_a_text_is_shown_as_text(path: str) -> None:
    town = an_order()
    page = logged_in(town["seller"], FACTORY).get(path.format(**town)).content.decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_rival_gets_what_a_stranger_to_a_code_that_is_none_gets() -> None:
    town = an_order()
    client = logged_in(town["rival"], FACTORY)
    there, nowhere = (client.get(f"/orders/{code}/") for code in (town["code"], "nosuchorder"))
    assert there.status_code == nowhere.status_code == 404
    for query in ("", f"?search={town['code']}"):
        assert f"/orders/{town['code']}/" not in client.get(f"/orders/{query}").content.decode()


@pytest.mark.parametrize("path", ["/orders/", "/orders/orders.xlsx", "/orders/x/"])
def test_a_stranger_is_asked_to_log_in(path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def test_the_export_holds_the_viewers_orders_and_no_formula() -> None:
    town = an_order()
    models.Order.objects.update(external_ref="=1+1")
    response = logged_in(town["buyer"], BUYER).get("/orders/orders.xlsx")
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert [row[:2] for row in rows[1:]] == [(town["code"], "'=1+1")]
    rival = logged_in(town["rival"], FACTORY, "+8613900002222").get("/orders/orders.xlsx")
    assert len(list(load_workbook(io.BytesIO(rival.content)).active.iter_rows())) == 1


def test_lines_come_page_by_page_and_once() -> None:
    town = an_order(lines=60)
    client = logged_in(town["seller"], FACTORY)
    seen = []
    for first in (1, 26, 51):
        page = client.get(f"/orders/{town['code']}/?line={first}", headers={"HX-Request": "true"}).content.decode()
        seen += [number for number in range(1, 61) if f">{number}. " in page]
    assert seen == list(range(1, 61))


@pytest.mark.parametrize(
    "query",
    [
        "line=x",
        "line=-1",
        "line=99999999999",
        "before=zzz",
        "before=0001-01-01T00:00:00%2B23:00|5",
        "before=%00",
        "search=%00",
        "destination=%00",
        "search=" + "x" * 10_000,
    ],
)
def test_odd_addresses_show_a_page(query: str) -> None:
    town = an_order()
    client = logged_in(town["seller"], FACTORY)
    assert client.get(f"/orders/?{query}").status_code == 200
    assert client.get(f"/orders/{town['code']}/?{query}").status_code == 200


def test_an_order_is_shown_as_sealed_without_its_place_in_the_book() -> None:
    town = an_order()
    client = logged_in(town["seller"], FACTORY)
    filler = [NewFact("market.order_placed", "filler", town["rival"], {}, build.ON)] * 7_654
    fact = NewFact("market.order_placed", town["code"], town["seller"], {}, build.ON)
    with transaction.atomic():
        provenance.append([*filler, fact], viewer=TOWN, now=build.NOW)
    path = f"/orders/{town['code']}/"
    assert "not sealed yet" in client.get(path).content.decode()
    provenance.seal(viewer=TOWN, now=build.NOW)
    page = client.get(path).content.decode()
    assert ">sealed<" in page
    assert "not sealed yet" not in page
    assert "7,654" not in page
    assert "7654" not in page


def test_full_width_digits_find_an_order() -> None:
    town = an_order()
    models.Order.objects.update(external_ref="536365")
    page = logged_in(town["seller"], FACTORY).get("/orders/?search=５３６３６５").content.decode()
    assert town["code"] in page


def test_pages_speak_the_readers_language() -> None:
    town = an_order()
    chinese = logged_in(town["seller"], FACTORY, language="zh-hans").get("/orders/").content.decode()
    assert "订单" in chinese
    assert "Orders" not in chinese


@pytest.mark.parametrize("lines", [1, 25])
def test_queries_of_the_order_pages_stay_within_fifteen(lines: int, django_assert_max_num_queries: Any) -> None:
    town = an_order(lines)
    steps.mark_planned([(line, town["rival"], "overflow") for line in town["lines"]], viewer=TOWN)
    desk = build.firm("operator")
    client = logged_in(desk, OPERATOR, "+8613900004444")
    for path in ("/orders/", f"/orders/{town['code']}/"):
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200
