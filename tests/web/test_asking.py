"""Protect the pages of asking goods back: told before it is sent, sent once, by link only one's own order."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dukou.base.ids import new_code
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR
from dukou.market import models as market
from dukou.registry import door as registry
from dukou.registry import models as registry_models
from dukou.returns import models
from dukou.returns.door import dock
from tests import builders as build
from tests.returns.asked import TODAY, bought, shelved, sized, sku_of
from tests.returns.builders import FEES
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
ONCE = "a-token-of-a-form-1"


@pytest.fixture(autouse=True)
def _cache_table() -> None:
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def town() -> dict[str, Any]:
    build.limits(FEES | {"returns.claim_days": 30})
    registry.set_clock(on=TODAY, viewer=TOWN)
    seller, buyer, place = build.factory(), build.firm("buyer"), build.destination()
    registry_models.Firm.objects.filter(pk=seller).update(code=new_code())
    sku = build.sku()
    line = bought(sku, 1_200, seller=seller, buyer=buyer, place=place)
    larger = sized(sku, "27-29")
    shelved(larger, 1_000, seller=seller)
    order = market.Line.objects.select_related("order").get(pk=line).order.code
    return {
        "seller": seller,
        "buyer": buyer,
        "line": line,
        "larger": larger,
        "order": order,
        "place": place,
        "sku": sku,
    }


def form(town: dict[str, Any], **changed: str) -> dict[str, Any]:
    key = town["line"]
    usual = {"pairs": "１，０００ 双", "reason": "wrong_size.too_small", "wish": "exchange", "gtin": ""} | changed
    return {"line": [str(key)]} | {f"{name}-{key}": value for name, value in usual.items()}


def told(client: Client, at: str, sent: dict[str, Any]) -> tuple[str, str]:
    """Return the page that tells what happens, and its mark."""
    response = client.post(at, sent | {"act": "tell"})
    assert response.status_code == 200
    page = response.content.decode()
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert mark
    return page, mark[1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("You get other goods.", "The seller pays the way back.", "Sent")),
        ("zh-hans", ("换给您其他货品", "退回运费由卖家承担", "已提交")),
    ],
)
def test_a_buyer_is_told_and_then_sends_it_once(town: dict[str, Any], language: str, said: tuple[str, ...]) -> None:
    client = logged_in(town["buyer"], BUYER, language=language)
    chosen = client.get(f"/returns/ask/?line={town['line']}").content.decode()
    assert f'value="{town["line"]}" checked' in chosen
    assert 'value="1,200"' in chosen
    page, mark = told(client, "/returns/ask/", form(town))
    assert said[0] in page
    assert said[1] in page
    assert "27-29" in page
    assert models.Ask.objects.count() == 0
    sent = form(town) | {"act": "send", "mark": mark, "once": ONCE}
    answers = [client.post("/returns/ask/", sent) for _again in range(2)]
    assert {one.status_code for one in answers} == {302}
    assert models.Ask.objects.count() == models.Case.objects.count() == 1
    receipt = client.get(answers[0]["Location"]).content.decode()
    assert models.Ask.objects.get().code in receipt
    assert said[2] in receipt
    for one in (chosen, page, receipt):
        assert_one_language(one, language)


def test_what_has_changed_is_shown_again_before_anything_is_sent(town: dict[str, Any]) -> None:
    client = logged_in(town["buyer"], BUYER)
    sent = form(town) | {"act": "send", "mark": "0" * 32, "once": ONCE}
    response = client.post("/returns/ask/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Something has changed" in page
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert mark
    assert client.post("/returns/ask/", sent | {"mark": mark[1]}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pairs": "1201"}, "only 1200"),
        ({"pairs": "-3"}, "not possible"),
        ({"pairs": "9" * 30}, "not possible"),
        ({"reason": ""}, "Choose one of the reasons"),
        ({"reason": "<script>"}, "Choose one of the reasons"),
        ({"wish": "part"}, "does not offer a part"),
    ],
)
def test_what_makes_no_sense_is_refused_and_what_was_typed_stays(
    town: dict[str, Any], changed: dict[str, str], said: str
) -> None:
    client = logged_in(town["buyer"], BUYER)
    response = client.post("/returns/ask/", form(town, **changed) | {"act": "tell"})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "<script>" not in page
    assert f'value="{town["line"]}" checked' in page
    assert client.post("/returns/ask/", {"act": "send"}).status_code == 422
    assert not models.Ask.objects.exists()


def test_a_consumer_returns_by_the_link_of_his_order_alone(town: dict[str, Any]) -> None:
    channel = logged_in(town["buyer"], BUYER)
    assert channel.get(f"/returns/consumer/{town['order']}/").status_code == 200
    channel.post(f"/returns/consumer/{town['order']}/", {})
    code = market.ConsumerSale.objects.get().code
    assert f"/returns/ask/{code}/" in channel.get(f"/returns/consumer/{town['order']}/").content.decode()
    other = bought(town["sku"], 50, seller=town["seller"], buyer=town["buyer"], place=town["place"])
    consumer, at = Client(headers={"accept-language": "en"}), f"/returns/ask/{code}/"
    page = consumer.get(at)
    assert page["Referrer-Policy"] == "same-origin"
    assert f'value="{other}"' not in page.content.decode()
    shown, mark = told(consumer, at, form(town, reason="surplus", wish="refund"))
    assert "You pay the way back" in shown
    foreign = {"line": [str(other)], f"pairs-{other}": "1", f"reason-{other}": "surplus", f"wish-{other}": "refund"}
    assert consumer.post(at, foreign | {"act": "tell"}).status_code == 404
    assert consumer.post(at, {"line": ["1' OR 1"]}).status_code == 404
    sent = form(town, reason="surplus", wish="refund") | {"act": "send", "mark": mark, "once": ONCE}
    answer = consumer.post(at, sent)
    assert answer.status_code == 302
    receipt = consumer.get(answer["Location"]).content.decode()
    assert "Return number" in receipt
    (label,) = re.findall(r"data-label>([^<]+)<", receipt)
    assert dock.labelled(label, viewer=build.DESK).code == models.Case.objects.get().code
    assert consumer.get("/returns/ask/nosuchlink222222/").status_code == 404
    assert consumer.get("/returns/ask/").status_code == 302
    rival = logged_in(build.firm("buyer"), BUYER, phone="+8613900001112")
    assert rival.get(f"/returns/consumer/{town['order']}/").status_code == 404


def test_a_seller_lays_down_its_policy_trusts_and_agrees(town: dict[str, Any]) -> None:
    partner = build.factory()
    registry_models.Firm.objects.filter(pk=partner).update(code=new_code())
    seller, other = (
        logged_in(firm, FACTORY, phone=phone)
        for firm, phone in ((town["seller"], "+8613900001113"), (partner, "+8613900001114"))
    )
    at = "/returns/policy/"
    terms = {"act": "terms", "keeps_goods": "on", "most_price": "1.50", "most_value": "", "part": "30", "version": "0"}
    assert seller.post(at, terms).status_code == 302
    kept = models.Policy.objects.get()
    assert (kept.most_price_e4, kept.most_value_minor, kept.part_e6) == (15_000, 0, 300_000)
    assert seller.post(at, terms | {"part": "40"}).status_code == 422
    assert seller.post(at, terms | {"part": "x"}).status_code == 422
    assert seller.post(at, {"act": "trust", "order": town["order"]}).status_code == 302
    assert seller.post(at, {"act": "trust", "order": "nosuchorder22222"}).status_code == 422
    assert seller.post(at, {"act": "distrust", "buyer": str(town["buyer"])}).status_code == 302
    assert not models.Trust.objects.order_by("-id")[0].is_trusted
    codes = {key: registry_models.Firm.objects.get(pk=key).code for key in (town["seller"], partner)}
    gtin, theirs = sku_of(town["sku"]).gtin, sku_of(build.sku()).gtin
    said = {"act": "equal", "way": "take", "own_gtin": gtin, "partner_gtin": theirs, "price": "1.20"}
    assert seller.post(at, said | {"partner_code": codes[partner]}).status_code == 302
    assert "waits for you" in other.get(at).content.decode()
    agree = {"act": "equal-agree", "way": "give", "own_gtin": theirs, "partner_gtin": gtin, "price_e4": "12000"}
    assert other.post(at, agree | {"partner_code": codes[town["seller"]]}).status_code == 302
    assert "holds" in seller.get(at).content.decode()
    assert other.post(at, agree | {"act": "equal-end", "partner_code": codes[town["seller"]]}).status_code == 302
    assert "waits for the other side" in seller.get(at).content.decode()
    assert seller.post(at, {"act": "a yacht"}).status_code == 404


def test_a_desk_sees_the_watch_and_a_buyer_no_policy(town: dict[str, Any]) -> None:
    desk = logged_in(build.firm("operator"), OPERATOR, phone="+8613900001115")
    page = desk.get("/returns/policy/").content.decode()
    assert "Returns of the last 90 days" in page
    assert "Trusted buyers" not in page
    assert logged_in(town["buyer"], BUYER).get("/returns/policy/").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_short_of_queries_and_of_one_language(
    town: dict[str, Any], language: str, django_assert_max_num_queries: Any
) -> None:
    buyer = logged_in(town["buyer"], BUYER, language=language)
    seller = logged_in(town["seller"], FACTORY, phone="+8613900001113", language=language)
    pages = ((buyer, "/returns/ask/"), (buyer, f"/returns/consumer/{town['order']}/"), (seller, "/returns/policy/"))
    for client, path in pages:
        client.get(path)
        with django_assert_max_num_queries(15):
            page = client.get(path).content.decode()
        assert_one_language(page, language)
    assert "/returns/ask/" in buyer.get("/home/").content.decode()
