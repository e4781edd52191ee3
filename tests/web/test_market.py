"""Protect the market's pages: everybody sees the town's styles, and a cart becomes one order, as it was shown."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, Viewer
from dukou.market import models
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from dukou.web.market import cards
from tests import builders as build
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
OTHER_PHONE = "+8613900002222"


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    """Make the table in which sent forms are remembered."""
    call_command("createcachetable", verbosity=0)


def world() -> dict[str, Any]:
    seller, buyer = build.factory(machines=400), build.firm("buyer")
    trader = build.firm("trader")
    sku = models.Sku.objects.select_related("style").get(pk=build.sku(unit_price_e4=10_000))
    for number, (pairs, price) in enumerate(((300, 16_000), (1_000, 12_500), (3_000, 10_000)), start=1):
        models.PriceStep.objects.create(
            style=sku.style, version=1, number=number, from_pairs=pairs, unit_price_e4=price, valid_from=build.ON
        )
    registry_door.set_clock(on=build.ON, viewer=TOWN)
    return {
        "seller": seller,
        "buyer": buyer,
        "trader": trader,
        "seller_code": registry.Firm.objects.get(pk=seller).code,
        "place": registry.Destination.objects.get(pk=build.destination()).code,
        "style": sku.style.code,
        "gtin": sku.gtin,
    }


def with_cart(town: dict[str, Any], pairs: str = "1,200") -> Client:
    client = logged_in(town["buyer"], BUYER)
    answer = client.post(f"/market/{town['style']}/", {f"p_{town['gtin']}": pairs})
    assert answer.status_code == 302, answer.content.decode()
    return client


def shown(page: str) -> dict[str, str]:
    """Return the hidden fields that the order form showed."""
    return dict(re.findall(r'name="(cart_key|amount_minor)" value="([^"]*)"', page))


def asked(town: Mapping[str, Any], page: str, **changed: Any) -> dict[str, Any]:
    values = {
        "addressed_to": "firm",
        "seller_code": town["seller_code"],
        "destination": town["place"],
        "incoterm": "DAP",
        "reference": SCRIPT,
        "due_on": "",
        **shown(page),
    }
    return {**values, **changed}


def sites_of(town: Mapping[str, Any], client: Client) -> str:
    """Return the part of the order form that names sites."""
    asked_for = {"addressed_to": "town", "destination": town["place"]}
    headers = {"HX-Request": "true", "HX-Target": "sites"}
    return client.get("/cart/order/", asked_for, headers=headers).content.decode()


def test_everybody_sees_the_towns_styles_and_nobody_anothers_own() -> None:
    town = world()
    own = models.Sku.objects.select_related("style").get(pk=build.sku(firm=town["seller"])).style
    page = Client().get("/market/").content.decode()
    assert f"/market/{town['style']}/" in page
    assert own.code not in page
    for path in ("", "prices/"):
        assert logged_in(town["buyer"], BUYER).get(f"/market/{own.code}/{path}").status_code == 404
        registry.Membership.objects.all().delete()
        registry.Person.objects.all().delete()


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 9_000, "page=0", "page=99999", "price=-1", "needles=x", "sort=hack", "lead=１"]
)
def test_odd_addresses_show_a_page(query: str) -> None:
    world()
    assert Client().get(f"/market/?{query}").status_code == 200


@pytest.mark.parametrize("typed", ["1,200", "１，２００", "1200 双", " 1 200 pairs"])
def test_quantities_are_read_as_people_type_them(typed: str) -> None:
    town = world()
    with_cart(town, typed)
    assert models.CartLine.objects.get().pairs == 1_200


@pytest.mark.parametrize("typed", ["-5", "1.5", "a lot", "1000000000000", SCRIPT])
def test_a_bad_quantity_is_refused_in_words_and_stays_typed(typed: str) -> None:
    town = world()
    client = logged_in(town["buyer"], BUYER, language="zh-hans")
    page = client.post(f"/market/{town['style']}/", {f"p_{town['gtin']}": typed})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert SCRIPT not in page.content.decode()
    assert f'value="{typed}"' in page.content.decode() or typed == SCRIPT
    assert not models.CartLine.objects.exists()


def test_a_stranger_is_asked_to_log_in_before_his_cart_is_kept() -> None:
    town = world()
    answer = Client().post(f"/market/{town['style']}/", {f"p_{town['gtin']}": "5"})
    assert answer["Location"].startswith("/account/login/")
    for path in ("/cart/", "/cart/order/", f"/market/{town['style']}/prices/"):
        assert Client().get(path)["Location"].startswith("/account/login/")


def test_a_cart_is_ordered_from_a_firm_once_however_often_it_is_sent() -> None:
    town = world()
    client = with_cart(town)
    page = client.get("/cart/order/").content.decode()
    sent = asked(town, page)
    answers = [client.post("/cart/order/", sent) for _try in range(2)]
    order = models.Order.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/orders/{order.code}/"}
    assert (order.seller_id, order.amount_minor, order.external_ref) == (town["seller"], 150_000, SCRIPT)
    assert "empty" in client.get("/cart/").content.decode()
    journey = client.get(f"/orders/{order.code}/").content.decode()
    assert SCRIPT not in journey


def test_an_order_to_the_town_carries_the_sites_that_the_buyer_agreed_to() -> None:
    town = world()
    client = with_cart(town)
    page = client.get("/cart/order/").content.decode()
    assert registry.Firm.objects.get(pk=town["seller"]).name_en in sites_of(town, client)
    sent = asked(town, page, addressed_to="town", shown=[town["seller_code"]])
    assert "Agree to at least one" in client.post("/cart/order/", sent).content.decode()
    client.post("/cart/order/", {**sent, "sites": [town["seller_code"]]})
    order = models.Order.objects.get()
    assert (order.seller_id, order.addressed_to, order.consents_sites) == (town["trader"], "town", True)
    assert list(models.SiteConsent.objects.values_list("firm_id", flat=True)) == [town["seller"]]


def test_sites_are_not_named_to_those_who_compete() -> None:
    town = world()
    rival = build.factory()
    client = logged_in(rival, FACTORY, OTHER_PHONE)
    client.post(f"/market/{town['style']}/", {f"p_{town['gtin']}": "1200"})
    assert registry.Firm.objects.get(pk=town["seller"]).name_en not in sites_of(town, client)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"seller_code": ""}, "Choose the firm"),
        ({"seller_code": "nobody"}, "No firm in town"),
        ({"destination": "XX"}, "Select a valid choice"),
        ({"due_on": "2020-01-01"}, "or later"),
        ({"due_on": "no day"}, "Write a day"),
        ({"reference": "x" * 41}, "at most 40"),
        ({"cart_key": "0" * 40}, "cart has changed"),
        ({"amount_minor": "1"}, "price has changed"),
    ],
)
def test_a_bad_order_is_refused_and_changes_nothing(changed: dict[str, str], words: str) -> None:
    town = world()
    client = with_cart(town)
    page = client.get("/cart/order/").content.decode()
    answer = client.post("/cart/order/", asked(town, page, **changed))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not models.Order.objects.exists()
    assert models.CartLine.objects.get().pairs == 1_200


def test_too_few_pairs_are_refused_with_the_least() -> None:
    town = world()
    client = with_cart(town, "12")
    page = client.get("/cart/order/").content.decode()
    assert "from 300 pairs on" in client.post("/cart/order/", asked(town, page)).content.decode()
    assert not models.Order.objects.exists()


def test_the_second_of_two_editors_of_prices_is_shown_the_difference() -> None:
    town = world()
    client = logged_in(town["seller"], FACTORY)
    path = f"/market/{town['style']}/prices/"
    version = re.search(r'name="version" value="([^"]+)"', client.get(path).content.decode())
    assert version
    mine = {"version": version.group(1), "valid_from": str(build.ON)}
    assert client.post(path, {**mine, "pairs_1": "500", "price_1": "1.5"}).status_code == 302
    page = client.post(path, {**mine, "pairs_1": "800", "price_1": "1.4"}).content.decode()
    assert ">500<" in page
    assert ">800<" in page
    assert models.PriceStep.objects.get(firm=town["seller"]).from_pairs == 500


def test_nobody_else_opens_a_firms_prices() -> None:
    town = world()
    assert logged_in(town["buyer"], BUYER).get(f"/market/{town['style']}/prices/").status_code == 404


def delivered(town: dict[str, Any]) -> str:
    (line,) = build.order([(build.sku(), 600)], seller=town["seller"], buyer=town["buyer"])
    models.Line.objects.filter(pk=line).update(
        state="delivered", made_pairs=600, shipped_pairs=600, delivered_pairs=600, delivered_on=build.ON
    )
    registry.TownClock.objects.update(on=build.ON + timedelta(days=3))
    return models.Order.objects.latest("id").code


CLAIM = {"line": "1", "pairs": "６０", "reason": "faulty", "wish": "refund", "once": "token-of-a-form"}


def test_a_buyer_claims_once_and_sees_it() -> None:
    town = world()
    code = delivered(town)
    client = logged_in(town["buyer"], BUYER)
    for _try in range(2):
        assert client.post(f"/orders/{code}/claim/", CLAIM)["Location"] == f"/orders/{code}/"
    row = models.ReturnRequest.objects.get()
    assert (row.pairs, row.reason, row.wish, row.claimed_on) == (60, "faulty", "refund", date(2025, 12, 6))
    assert "The goods are faulty" in client.get(f"/orders/{code}/").content.decode()


@pytest.mark.parametrize("pairs", ["0", "601", "1000000000000", "x"])
def test_a_bad_claim_is_refused_in_words(pairs: str) -> None:
    town = world()
    code = delivered(town)
    page = logged_in(town["buyer"], BUYER).post(f"/orders/{code}/claim/", {**CLAIM, "pairs": pairs})
    assert 'role="alert"' in page.content.decode()
    assert not models.ReturnRequest.objects.exists()


def test_nobody_else_claims() -> None:
    town = world()
    code = delivered(town)
    for firm, role, phone in ((town["seller"], FACTORY, "+8613900003333"), (build.firm("buyer"), BUYER, OTHER_PHONE)):
        assert logged_in(firm, role, phone).get(f"/orders/{code}/claim/").status_code == 404


def test_a_buyers_cards_tell_what_he_waits_for(django_assert_num_queries: Any) -> None:
    town = world()
    with_cart(town)
    build.order([(build.sku(), 600)], seller=town["seller"], buyer=town["buyer"])
    person = registry.Membership.objects.get(firm=town["buyer"]).person_id
    viewer = Viewer(person=person, firm=town["buyer"], roles=frozenset({BUYER}))
    with django_assert_num_queries(2):
        found = {card.title: card.value for card in cards.cards(viewer, build.ON)}
    assert (found["Orders on the way"], found["Cart"]) == ("1", "1")
    assert cards.cards(build.owner(town["seller"]), build.ON) == []


def test_pages_take_at_most_fifteen_queries(django_assert_max_num_queries: Any) -> None:
    town = world()
    client = with_cart(town)
    code = delivered(town)
    paths = ("/market/", f"/market/{town['style']}/", "/cart/", f"/orders/{code}/", f"/orders/{code}/claim/")
    for path in (*paths, f"/cart/order/?destination={town['place']}"):
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200
    with django_assert_max_num_queries(15):
        sites_of(town, client)
