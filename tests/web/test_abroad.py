"""Protect the pages of overseas depots: each fee says why, proposals are answered once, and rivals get nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dukou.base.money import Money
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR
from dukou.depot import models
from dukou.depot.door import abroad, fees
from dukou.journey.seed.overseas import PLACES
from dukou.registry import door as registry
from dukou.registry.models import TownClock
from dukou.settlement import door as settlement
from dukou.web.words import abroad as words
from tests import builders as build
from tests.builders import NOW, ON
from tests.depot.builders import Goods, free_goods
from tests.depot.overseas import announced, charge, goods_overseas, overseas, worked
from tests.depot.test_placing import town as selling_town
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
OTHER, THIRD = "+8613900002222", "+8613900003333"


@pytest.fixture
def charged() -> tuple[int, Goods]:
    """Build goods overseas with yesterday's fees charged and booked; today is tomorrow."""
    site, goods = goods_overseas()
    charge(site, "store", "m3", [(0, 7_500), (60, 9_500)])
    charge(site, "receive", "carton", [(0, 6_000)], minimum_minor=500)
    charge(site, "pick", "carton", [(0, 6_000), (1, 4_000)])
    worked("sent", goods, site, 201)
    tomorrow = ON + timedelta(days=1)
    fees.charge_fees(on=tomorrow, viewer=TOWN, now=NOW)
    build.limits({"settlement.term_days": 10})
    settlement.post_day(on=tomorrow, viewer=TOWN, now=NOW)
    registry.set_clock(on=tomorrow, viewer=TOWN)
    return site, goods


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content[:300]
    return response.content.decode()


def fee_of(event: str) -> str:
    return reverse("overseas_fee", args=[models.FeeLine.objects.get(rule__event=event).code])


def test_an_owner_sees_its_goods_and_why_each_fee_is_what_it_is(charged: tuple[int, Goods]) -> None:
    _site, goods = charged
    client = logged_in(goods.owner, FACTORY)
    page = text(client, reverse("overseas"))
    assert ">199<" in page.replace(" ", "") or "199" in page
    listed = text(client, reverse("overseas_fees"))
    assert fee_of("store") in listed
    why = text(client, fee_of("store"))
    assert "0.070 m³ lay there that day" in why
    assert "Each cubic metre and day costs 0.75 EUR, 0.95 EUR from day 60." in why
    assert "A delivery costs at least 5.00 EUR." in text(client, fee_of("receive"))
    assert "2 cartons were picked. Each carton costs 0.60 EUR, 0.40 EUR beyond 1." in text(client, fee_of("pick"))


def test_the_account_tells_of_each_fee_what_it_is_for_and_where_its_rule_stands(charged: tuple[int, Goods]) -> None:
    _site, goods = charged
    client = logged_in(goods.owner, FACTORY)
    money = text(client, reverse("money"))
    assert reverse("overseas_account") in money
    page = text(client, reverse("overseas_account"))
    owed = Money(sum(models.FeeLine.objects.values_list("cny_minor", flat=True))).decimal()
    assert owed > 0
    assert f"{owed:,.2f} CNY" in money
    assert f"{owed:,.2f} CNY" in page
    for event in ("store", "receive", "pick"):
        assert fee_of(event) in page
    assert "2 cartons were picked. Each carton costs 0.60 EUR, 0.40 EUR beyond 1." in page
    rival = logged_in(build.factory(), FACTORY, OTHER)
    assert "Nothing is booked." in text(rival, reverse("overseas_account"))
    assert reverse("overseas_account") not in text(rival, reverse("money"))
    desk = text(logged_in(build.firm("operator"), OPERATOR, THIRD), reverse("accounts_desk"))
    assert f"{owed:,.2f} CNY" in desk


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_owner_is_told_in_his_language_what_was_done_and_where_to_look(
    charged: tuple[int, Goods], language: str
) -> None:
    site, goods = charged
    place = registry.sites(viewer=TOWN, kinds=["overseas_depot"])[0]
    assert place.id == site
    page = text(logged_in(goods.owner, FACTORY, language=language), reverse("notices"))
    assert (place.name_en if language == "en" else place.name_zh) in page
    assert (
        "400 pairs came whole, 201 pairs were sent out." if language == "en" else "400双完好到货，发出201双。"
    ) in page
    assert f'href="{reverse("overseas")}"' in page.split("<main")[1]
    rival = text(logged_in(build.factory(), FACTORY, OTHER, language=language), reverse("notices"))
    assert "201" not in rival


def test_rivals_and_strangers_get_nothing(charged: tuple[int, Goods]) -> None:
    _site, goods = charged
    rival = logged_in(build.factory(), FACTORY, OTHER)
    assert "Nothing lies overseas." in text(rival, reverse("overseas"))
    text(rival, fee_of("store"), 404)
    text(rival, reverse("overseas_desk"), 404)
    buyer = logged_in(build.firm("buyer"), BUYER, THIRD)
    text(buyer, reverse("overseas_announce"), 404)
    assert buyer.post(reverse("overseas_propose")).status_code == 404
    assert Client().get(reverse("overseas")).status_code == 302
    assert goods.owner


def test_the_desk_counts_an_arrival_once_and_a_wrong_count_changes_nothing() -> None:
    site = overseas()
    (goods,) = free_goods([500])
    code = announced(goods, site, 400)
    registry.set_clock(on=ON, viewer=TOWN)
    desk = logged_in(build.firm("operator"), OPERATOR)
    assert reverse("overseas_count", args=[code]) in text(desk, reverse("overseas_desk"))
    path = reverse("overseas_count", args=[code])
    wrong = desk.post(path, {"pairs": "400", "damaged_pairs": "1"})
    assert wrong.status_code == 422
    assert "401 pairs cannot have come" in wrong.content.decode()
    assert abroad.inbound(viewer=TOWN)[0].inbound.received_on is None
    token = re.search(r'name="once" value="([^"]+)"', text(desk, path))
    assert token
    for _twice in range(2):
        sent = {"pairs": "380", "damaged_pairs": "5", "once": token[1]}
        assert desk.post(path, sent).status_code == 302
    assert "380 pairs whole, 5 pairs damaged, 15 pairs missing" in text(desk, path)
    text(desk, reverse("overseas_count", args=["nosuch"]), 404)


def test_the_desk_enters_what_was_sent(charged: tuple[int, Goods]) -> None:
    site, goods = charged
    desk = logged_in(build.firm("operator"), OPERATOR)
    page = text(desk, reverse("overseas_work"))
    chosen = f"{site}-{goods.owner}-{goods.sku}"
    assert chosen in page
    sent = {"key": "abc", "kind": "sent", "goods": chosen, "pairs": "1,000"}
    assert desk.post(reverse("overseas_work"), sent).status_code == 422
    for order in ("PO 7", "PO-7"):
        found = desk.post(reverse("overseas_work"), {**sent, "pairs": "99", "order_ref": order})
        assert found.status_code == (302 if order == "PO-7" else 422)
    assert "PO-7" in text(desk, reverse("overseas_desk"))
    assert "PO-7" in text(logged_in(goods.owner, FACTORY, OTHER), reverse("overseas"))
    assert sum(one.pairs for one in abroad.overseas_stock(on=ON + timedelta(days=1), viewer=TOWN)) == 100


def test_an_owner_announces_its_free_goods() -> None:
    site = overseas()
    (goods,) = free_goods([500])
    registry.set_clock(on=ON, viewer=TOWN)
    client = logged_in(goods.owner, FACTORY)
    sent = {"key": "abc", "sku": str(goods.sku), "site": str(site), "pairs": "501", "expected_on": "2026-01-02"}
    assert client.post(reverse("overseas_announce"), sent).status_code == 422
    assert client.post(reverse("overseas_announce"), {**sent, "pairs": "５００"}).status_code == 302
    (row,) = abroad.inbound(viewer=TOWN)
    assert (row.inbound.owner, row.inbound.pairs) == (goods.owner, 500)


def test_a_proposal_is_worked_out_and_accepted_on_the_page() -> None:
    _site, goods = selling_town()
    registry.set_clock(on=ON, viewer=TOWN)
    client = logged_in(goods.owner, FACTORY)
    assert client.post(reverse("overseas_propose"), {"budget": "ten"}).status_code == 302
    assert not models.Proposal.objects.exists()
    assert client.post(reverse("overseas_propose"), {"budget": "90,000"}).status_code == 302
    page = text(client, reverse("overseas"))
    assert "By the forecast this earns" in page
    code = models.Proposal.objects.get().code
    for answer in ("accept", "decline"):
        client.post(reverse("overseas_answer", args=[code]), {"answer": answer})
    assert models.Proposal.objects.get().state == "accepted"
    assert models.Inbound.objects.count() == 1
    rival = logged_in(build.factory(), FACTORY, OTHER)
    assert rival.post(reverse("overseas_answer", args=[code]), {"answer": "accept"}).status_code == 404


def test_homes_say_what_lies_overseas_and_what_is_overdue(charged: tuple[int, Goods]) -> None:
    site, goods = charged
    client = logged_in(goods.owner, FACTORY)
    assert reverse("overseas") in text(client, reverse("home")).split("<main")[1]
    announced(goods, site, 50, "late", on=ON + timedelta(days=1))
    TownClock.objects.update(on=ON + timedelta(days=40))
    desk = logged_in(build.firm("operator"), OPERATOR, OTHER)
    assert "Overdue: 50 pairs." in text(desk, reverse("home"))
    nobody = logged_in(build.factory(), FACTORY, THIRD)
    assert reverse("overseas") not in text(nobody, reverse("home")).split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("name", ["overseas", "overseas_account", "overseas_fees", "overseas_desk"])
def test_pages_ask_a_bounded_number_of_questions(
    charged: tuple[int, Goods], name: str, django_assert_max_num_queries: Any
) -> None:
    _site, goods = charged
    desk = logged_in(build.firm("operator"), OPERATOR)
    client = desk if name == "overseas_desk" else logged_in(goods.owner, FACTORY, OTHER)
    with django_assert_max_num_queries(19):
        text(client, reverse(name))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_keep_to_one_language(charged: tuple[int, Goods], language: str) -> None:
    _site, goods = charged
    owner = logged_in(goods.owner, FACTORY, language=language)
    desk = logged_in(build.firm("operator"), OPERATOR, OTHER, language=language)
    owners = [
        reverse("overseas"),
        reverse("overseas_fees"),
        fee_of("store"),
        reverse("overseas_announce"),
        reverse("overseas_account"),
    ]
    (inbound,) = models.Inbound.objects.values_list("code", flat=True)
    desks = [reverse("overseas_desk"), reverse("overseas_work"), reverse("overseas_count", args=[inbound])]
    for client, paths in ((owner, owners), (desk, desks)):
        for path in paths:
            assert_one_language(text(client, path), language, names=["test"])


def test_every_source_of_the_demos_fees_has_words() -> None:
    assert {fee.source for place in PLACES for fee in place.fees} == set(words.SOURCES)
