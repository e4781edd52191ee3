"""Protect the page of what came back: a firm's own cases add up, each says why, and nobody else's are there."""

from typing import Any

import pytest

from dukou.base.money import Money
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, OPERATOR
from dukou.registry import door as registry
from dukou.returns import door, models
from dukou.returns.rules import cases as rules
from dukou.web.parts import formats
from tests import builders as build
from tests.builders import NOW
from tests.returns.builders import FEES, days_after, delivered, wish
from tests.web.language import assert_one_language
from tests.web.people import logged_in

pytestmark = pytest.mark.django_db
PAGE = "/returns/costs/"


@pytest.fixture
def seller(monkeypatch: pytest.MonkeyPatch) -> int:
    """Return a firm of which four cases came back, each in another condition."""
    build.limits(FEES)
    registry.set_clock(on=days_after(7), viewer=TOWN)
    monkeypatch.setattr(rules, "REASONS", ((1.0, "surplus"),))
    monkeypatch.setattr(
        rules, "conditions", lambda draws, _why: ["unopened", "opened", "soiled", "faulty"][: len(draws)]
    )
    firm = build.factory()
    come_back(firm, 4)
    return firm


def come_back(firm: int, cases: int, draw: int = 0) -> None:
    for line in delivered([500] * cases, seller=firm, draw=draw):
        wish(line, 200)
    door.take_back(on=days_after(1), viewer=TOWN, now=NOW)
    door.grade(on=days_after(6), limit=QUICK, viewer=TOWN, now=NOW)


def text_of(minor: int) -> str:
    return formats.money(Money(minor))


def test_a_firm_reads_where_its_goods_went_and_why_it_is_cheaper(seller: int) -> None:
    page = logged_in(seller, FACTORY).get(PAGE).content.decode()
    placed = list(models.Placement.objects.select_related("case__lot"))
    assert {one.sink for one in placed} == {"shelf", "outlet"}
    own = sum(p.own_worth_minor - p.own_freight_minor - p.own_handling_minor for p in placed)
    common = -sum(one.pooled_minor or 0 for one in placed)
    for minor in (own, common, common - own):
        assert text_of(minor) in page
    for one in placed:
        assert one.case.lot.code in page
        assert one.case.code in page
    assert "It shared rides that go anyway" in page
    # The own buyer would pay 30 %, the outlet pays 40 %, of 270 yuan.
    assert f"outlet paid {text_of(10_800)}, your own buyer pays {text_of(8_100)}" in page.replace("&#x27;", "'")


def test_partner_shops_that_take_part_pay_more_than_the_outlet(seller: int) -> None:
    build.firm("shop")
    come_back(seller, 4, draw=1)
    sinks = list(models.Placement.objects.order_by("id").values_list("sink", flat=True))
    assert (sinks[:4].count("shop"), sinks[4:].count("shop")) == (0, 2)
    page = logged_in(seller, FACTORY).get(PAGE).content.decode()
    assert f"Partner shops pay {text_of(11_340)}, your own buyer pays {text_of(8_100)}" in page
    assert_one_language(
        logged_in(seller, FACTORY, language="zh-hans", phone="+8613900001114").get(PAGE).content.decode(), "zh-hans"
    )


def test_a_firm_sees_no_other_firms_goods_and_desks_see_all(seller: int) -> None:
    other = build.factory()
    come_back(other, 2, draw=1)
    lots = {
        firm: list(models.Case.objects.filter(firm_id=firm).values_list("lot__code", flat=True))
        for firm in (seller, other)
    }
    page = logged_in(other, FACTORY).get(PAGE).content.decode()
    assert all(lot in page for lot in lots[other])
    assert not any(lot in page for lot in lots[seller])
    desk = logged_in(build.firm("operator"), OPERATOR, phone="+8613900001112").get(PAGE).content.decode()
    assert all(lot in desk for lot in (*lots[seller], *lots[other]))
    buyer = logged_in(build.firm("buyer"), BUYER, phone="+8613900001113")
    assert buyer.get(PAGE).status_code == 404


def test_where_nothing_came_back_the_page_says_so() -> None:
    page = logged_in(build.factory(), FACTORY).get(PAGE).content.decode()
    assert "Nothing has come back yet." in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_is_short_of_queries_and_of_one_language(
    seller: int, language: str, django_assert_max_num_queries: Any
) -> None:
    owner = logged_in(seller, FACTORY, language=language)
    with django_assert_max_num_queries(16):
        page = owner.get(PAGE).content.decode()
    assert_one_language(page, language)
    assert owner.get(f"{PAGE}?export=xlsx").status_code == 200
    assert owner.get(f"{PAGE}?sort=-left&q=nosuchlot&page=9999").status_code == 200
