"""Protect the orders that machines place: good ones are taken, bad ones refused in words, none placed for others."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from dukou.base.days import business_date
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY
from dukou.market import models
from dukou.provenance import beat as sealer
from dukou.provenance.models import Fact
from dukou.registry import door as registry
from dukou.registry import models as registry_models
from tests import builders as build
from tests.web.people import logged_in, person

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
PATH = "/api/orders"
LONG = "x" * 10_000
FACTORY_PHONE = "+8613900003333"


@pytest.fixture
def town() -> dict[str, Any]:
    """Return a town in which a buyer, with a browser of its own, may order from a factory."""
    seller, buyer = build.factory(), build.firm("buyer")
    sku, place = build.sku(), build.destination(lane_days=5)
    registry.set_clock(on=build.ON, viewer=TOWN)
    code = registry_models.Firm.objects.values_list("id", "code")
    return {
        "seller": dict(code)[seller],
        "buyer": buyer,
        "buyer_code": dict(code)[buyer],
        "factory": seller,
        "gtin": models.Sku.objects.get(pk=sku).gtin,
        "place": registry_models.Destination.objects.get(pk=place).code,
        "client": logged_in(buyer, BUYER),
    }


def body(town: dict[str, Any], **changed: Any) -> dict[str, Any]:
    line = {"gtin": town["gtin"], "pairs": 600}
    return {"seller": town["seller"], "destination": town["place"], "lines": [line], "reference": "R-1"} | changed


def sent(client: Client, content: Any, **headers: str) -> tuple[int, Any]:
    text = content if isinstance(content, str) else json.dumps(content)
    response = client.post(PATH, text, content_type="application/json", headers=headers)
    return response.status_code, json.loads(response.content)


def nothing_is_ordered() -> bool:
    return not (models.Order.objects.exists() or models.Line.objects.exists() or Fact.objects.exists())


def test_orders_are_placed_on_the_towns_day_and_found_again(town: dict[str, Any]) -> None:
    due_on = build.ON + timedelta(days=60)
    second = body(town, reference="R-2", lines=[{"gtin": town["gtin"], "pairs": 12, "due_on": str(due_on)}])
    status, answer = sent(town["client"], [body(town), second])
    assert (status, answer["refused"], len(answer["placed"])) == (200, [], 2)
    rows = models.Order.objects.order_by("id")
    assert list(rows.values_list("code", "buyer_id", "seller_id", "external_ref", "pairs", "placed_on")) == [
        (answer["placed"][0], town["buyer"], town["factory"], "R-1", 600, build.ON),
        (answer["placed"][1], town["buyer"], town["factory"], "R-2", 12, build.ON),
    ]
    assert {business_date(row.placed_at) for row in rows} == {build.ON}
    assert models.Line.objects.get(pairs=12).due_on == due_on
    page = town["client"].get(PATH).json()
    assert {one["code"] for one in page["orders"]} == set(answer["placed"])
    assert town["client"].get(PATH, {"before": max(one["code"] for one in page["orders"])}).status_code == 200


def test_a_bad_order_stands_beside_good_ones_and_is_named_by_its_row(town: dict[str, Any]) -> None:
    status, answer = sent(town["client"], [body(town), body(town, incoterm="ZZZ"), body(town)])
    assert (status, len(answer["placed"])) == (200, 2)
    (refused,) = answer["refused"]
    assert (refused["row"], refused["code"]) == (1, "market.unknown_incoterm")
    assert "ZZZ" in refused["words"]


REFUSED = [
    ({"seller": "nosuchfirm"}, "market.unknown_seller"),
    ({"lines": [{"gtin": "4006381333931", "pairs": 600}]}, "market.unknown_sku"),
    ({"lines": [{"gtin": "4006381333932", "pairs": 600}]}, "market.bad_gtin"),
    ({"lines": []}, "market.number_of_lines"),
    ({"destination": "nowhere"}, "market.unknown_destination"),
    ({"reference": "a\x00b"}, "market.bad_text"),
    ({"to_town": True}, "market.town_needs_trader"),
]


@pytest.mark.parametrize(("changed", "code"), REFUSED)
def test_an_order_that_cannot_be_is_refused_in_words(town: dict[str, Any], changed: dict[str, Any], code: str) -> None:
    status, answer = sent(town["client"], [body(town, **changed)])
    assert (status, answer["placed"]) == (200, [])
    (refused,) = answer["refused"]
    assert refused["code"] == code
    assert code not in refused["words"]
    assert nothing_is_ordered()


@pytest.mark.parametrize("pairs", [0, -1, 10**30])
def test_an_absurd_quantity_is_refused_in_words(town: dict[str, Any], pairs: int) -> None:
    _status, answer = sent(town["client"], [body(town, lines=[{"gtin": town["gtin"], "pairs": pairs}])])
    assert [one["code"] for one in answer["refused"]] == ["market.absurd_quantity"]
    assert nothing_is_ordered()


def test_a_firm_that_sells_nothing_is_no_seller_and_nobody_sells_to_himself(town: dict[str, Any]) -> None:
    _status, answer = sent(town["client"], [body(town, seller=town["buyer_code"])])
    assert [one["code"] for one in answer["refused"]] == ["market.unknown_seller"]
    factory = logged_in(town["factory"], FACTORY, FACTORY_PHONE)
    _status, answer = sent(factory, [body(town)])
    assert [one["code"] for one in answer["refused"]] == ["market.same_firm"]
    assert nothing_is_ordered()


def test_nobody_orders_in_the_name_of_another_firm(town: dict[str, Any]) -> None:
    _status, answer = sent(logged_in(None, BUYER, FACTORY_PHONE), [body(town)])
    assert [one["code"] for one in answer["refused"]] == ["market.not_your_firm"]
    assert nothing_is_ordered()
    # Whom the body names as the buyer does not count.
    sent(town["client"], [body(town, buyer=town["factory"])])
    assert list(models.Order.objects.values_list("buyer_id", flat=True)) == [town["buyer"]]


def test_more_orders_than_are_taken_at_once_are_refused_whole(town: dict[str, Any]) -> None:
    status, answer = sent(town["client"], [body(town)] * 201)
    assert (status, answer["code"]) == (422, "market.number_of_orders")
    assert "200" in answer["words"]
    assert nothing_is_ordered()


WRONG = [
    {"seller": LONG},
    {"seller": 5},
    {"seller": None},
    {"destination": LONG},
    {"reference": LONG},
    {"reference": "a\ud800"},
    {"incoterm": LONG},
    {"lines": "many"},
    {"lines": [{"gtin": LONG, "pairs": 600}]},
    {"lines": [{"gtin": "4006381333931", "pairs": "600"}]},
    {"lines": [{"gtin": "4006381333931", "pairs": 6.5}]},
    {"lines": [{"gtin": "4006381333931", "pairs": True}]},
    {"lines": [{"gtin": "4006381333931"}]},
    {"lines": [{"gtin": "4006381333931", "pairs": 600, "due_on": "soon"}]},
    {"consents_sites": "no idea"},
]


@pytest.mark.parametrize("changed", WRONG)
def test_a_body_of_wrong_types_or_lengths_is_refused_in_words(town: dict[str, Any], changed: dict[str, Any]) -> None:
    status, answer = sent(town["client"], [body(town), body(town, **changed)])
    assert status == 422
    ((where, said),) = [(one["loc"], one["msg"]) for one in answer["detail"]]
    # It names the second order and the field.
    assert where[2:4] == [1, next(iter(changed))]
    assert said
    assert len(json.dumps(answer)) < 1_000
    assert nothing_is_ordered()


@pytest.mark.parametrize(
    ("content", "status"),
    [("", 422), ("[", 400), ("not JSON", 400), ("{}", 422), ("null", 422), ('"orders"', 422), ("[1]", 422)],
)
def test_a_body_that_is_no_list_of_orders_is_refused_in_words(town: dict[str, Any], content: str, status: int) -> None:
    found, answer = sent(town["client"], content)
    assert found == status
    assert answer["detail"]
    assert nothing_is_ordered()


def test_a_stranger_places_nothing(town: dict[str, Any]) -> None:
    assert sent(Client(), [body(town)])[0] == 401
    assert nothing_is_ordered()


def test_another_sites_form_places_nothing(town: dict[str, Any]) -> None:
    key = person(town["buyer"], BUYER, FACTORY_PHONE)
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(pk=key), "django.contrib.auth.backends.ModelBackend")
    response = client.post(PATH, json.dumps([body(town)]), content_type="application/json")
    assert response.status_code == 403
    assert nothing_is_ordered()
    token = "t" * 32
    client.cookies["csrftoken"] = token
    assert sent(client, [body(town)], **{"X-CSRFToken": token})[0] == 200
    assert models.Order.objects.count() == 1


@pytest.mark.parametrize("count", [1, 20])
def test_looking_things_up_takes_the_same_queries_for_one_order_and_for_many(
    town: dict[str, Any], count: int, django_assert_num_queries: Any
) -> None:
    refused = body(town, incoterm="ZZZ")
    with django_assert_num_queries(8):
        sent(town["client"], [refused] * count)


@pytest.mark.parametrize("seq", [2**63 - 1, 2**63, 10**30])
def test_a_fact_at_no_place_is_not_found(town: dict[str, Any], seq: int) -> None:
    sent(town["client"], [body(town)])
    sealer.tick(build.NOW)
    client = logged_in(town["factory"], FACTORY, FACTORY_PHONE)
    assert client.get("/api/facts/0/proof").status_code == 200
    response = client.get(f"/api/facts/{seq}/proof")
    assert (response.status_code, response.json()["code"]) == (404, "provenance.fact_not_found")


@pytest.mark.parametrize("before", ["0001-01-01T00:00:00+23:00|5", "\x00", "zzz"])
def test_a_mark_that_is_none_shows_the_first_page(town: dict[str, Any], before: str) -> None:
    sent(town["client"], [body(town)])
    answer = town["client"].get(PATH, {"before": before})
    assert (answer.status_code, answer.json()["total"], len(answer.json()["orders"])) == (200, 1, 1)
