"""Protect stock, shop and depot pages: a shop sells in three taps, an owner sees its own, rivals get nothing."""

import re
from typing import Any

import pytest
from django.test import Client

from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, OPERATOR, SHOP
from dukou.depot import door, models
from dukou.depot.records import NewSwap, Suggestion
from dukou.registry import door as registry
from tests import builders as build
from tests.builders import NOW, ON
from tests.depot.builders import Goods, consigned, depot, free_goods
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> dict[str, Any]:
    """Build a shop with a slow and a fast size of one owner on its shelf."""
    depot()
    registry.set_clock(on=ON, viewer=TOWN)
    (slow,) = free_goods([400])
    (fast,) = free_goods([400], owner=slow.owner)
    keeper = build.firm("shop")
    site = build.site(keeper, kind="shop")
    consigned(slow, site, 100)
    consigned(fast, site, 20, "second")
    return {"slow": slow, "fast": fast, "keeper": keeper, "site": site}


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def value(town: dict[str, Any], goods: Goods) -> str:
    return f"{town['site']}-{goods.owner}-{goods.sku}"


def test_a_sale_takes_three_taps_and_is_undone_with_one(town: dict[str, Any]) -> None:
    shop = logged_in(town["keeper"], SHOP)
    page = text(shop, "/shop/")
    assert value(town, town["slow"]) in page
    token = re.search(r'name="once" value="([^"]+)"', page)
    assert token
    sent = {"size": value(town, town["slow"]), "pairs": "3", "once": token[1]}
    for _twice in range(2):
        assert shop.post("/shop/sale/", sent).status_code == 302
    assert [one.pairs for one in door.sales(on=ON, viewer=TOWN)] == [3]
    (sale,) = door.sales(on=ON, viewer=TOWN)
    assert "<strong>3</strong>" in text(shop, "/shop/")
    assert shop.post(f"/shop/sale/{sale.code}/undo/").status_code == 302
    assert "<strong>0</strong>" in text(shop, "/shop/")


@pytest.mark.parametrize("pairs", ["", "0", "-3", "ten", "101", "1<script>"])
def test_a_sale_that_is_not_possible_changes_nothing_and_says_why(town: dict[str, Any], pairs: str) -> None:
    shop = logged_in(town["keeper"], SHOP)
    sent = {"size": value(town, town["slow"]), "other": pairs}
    page = shop.post("/shop/sale/", sent, follow=True).content.decode()
    assert "alert alert-danger" in page
    assert "<script>" not in page.split("</head>")[1].replace("<script src", "")
    assert door.sales(on=ON, viewer=TOWN) == []


def test_what_was_never_offered_does_not_exist(town: dict[str, Any]) -> None:
    shop = logged_in(town["keeper"], SHOP)
    assert shop.post("/shop/sale/", {"size": "1-2-x", "pairs": "1"}).status_code == 404
    rival = logged_in(build.firm("shop"), SHOP, "+8613900002222")
    assert rival.post("/shop/sale/", {"size": value(town, town["slow"]), "pairs": "1"}).status_code == 404
    text(logged_in(build.factory(), FACTORY, "+8613900003333"), "/shop/", 404)


def test_an_owner_sees_its_goods_at_the_shop_and_a_rival_nothing(town: dict[str, Any]) -> None:
    mine = text(logged_in(town["slow"].owner, FACTORY), "/stock/")
    at_shops = r'At partner shops</div>\s*<div class="figure-value">(\d+)'
    assert re.findall(at_shops, mine) == ["120"]
    rival = text(logged_in(build.factory(), FACTORY, "+8613900002222"), "/stock/")
    assert re.findall(at_shops, rival) == ["0"]
    assert "Nothing of yours lies in the depot." in rival


def test_a_shop_asks_to_swap_and_the_desk_sends_and_swaps_back(
    town: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, desk = logged_in(town["keeper"], SHOP), logged_in(build.firm("operator"), OPERATOR, "+8613900002222")
    sent = {"out": value(town, town["slow"]), "in": value(town, town["fast"]), "pairs": "６０"}
    shelf = {one.sku_id: one for one in door.shop_stock(on=ON, viewer=TOWN)}
    idea = Suggestion(shelf[town["slow"].sku], shelf[town["fast"].sku], 60)
    monkeypatch.setattr(door, "suggested_exchanges", lambda **_asked: [idea])
    suggested = f'name="in" value="{sent["in"]}"'
    assert suggested in text(shop, "/shop/")
    assert shop.post("/shop/exchange/", sent).status_code == 302
    assert suggested not in text(shop, "/shop/")
    (swap,) = door.exchanges(viewer=TOWN)
    assert swap.code in text(desk, "/desks/depot/")
    for verb in ("send", "send", "undo"):
        assert desk.post(f"/desks/depot/exchange/{swap.code}/", {"answer": verb}).status_code == 302
    assert [(one.is_undo, one.is_undone) for one in door.exchanges(viewer=TOWN)] == [(True, False), (False, True)]
    assert shop.post(f"/desks/depot/exchange/{swap.code}/", {"answer": "send"}).status_code == 404


def test_the_desk_is_for_desks(town: dict[str, Any]) -> None:
    text(logged_in(town["slow"].owner, FACTORY), "/desks/depot/", 404)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("path", "role"), [("/shop/", SHOP), ("/stock/", SHOP), ("/desks/depot/", OPERATOR)])
def test_a_page_is_short_of_queries_and_of_one_language(
    town: dict[str, Any], path: str, role: str, language: str, django_assert_max_num_queries: Any
) -> None:
    new = NewSwap(town["site"], town["slow"].owner, town["slow"].sku, town["fast"].sku, 5, "z")
    door.ask_exchange(new, viewer=TOWN, on=ON, now=NOW)
    client = logged_in(town["keeper"] if role == SHOP else build.firm("operator"), role, language=language)
    client.get(path)
    with django_assert_max_num_queries(15):
        page = text(client, path)
    assert_one_language(page, language)
    assert models.Exchange.objects.count() == 1
