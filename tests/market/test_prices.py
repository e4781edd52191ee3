"""Protect prices: an order costs what the ladder of its day says, and nobody overwrites what he has not read."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.market import models, rules
from dukou.market.door import catalogue, orders, prices
from dukou.market.records import NewLine, NewOrder, PriceStep
from dukou.provenance.models import Fact
from dukou.registry import door as registry_door
from dukou.registry import models as registry
from tests import builders as build

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
TOWNS = ((300, 16_000), (1_000, 12_500), (3_000, 10_000))
OWN = (PriceStep(100, 15_000), PriceStep(5_000, 9_000))


def world() -> dict[str, Any]:
    seller, buyer, rival = build.factory(), build.firm("buyer"), build.factory()
    sku = models.Sku.objects.select_related("style").get(pk=build.sku(unit_price_e4=10_000))
    second = models.Sku.objects.create(
        style=sku.style, gtin="4006381333931", colour_zh="白", colour_en="white", size="24-26"
    )
    for number, (pairs, price) in enumerate(TOWNS, start=1):
        models.PriceStep.objects.create(
            style=sku.style, version=1, number=number, from_pairs=pairs, unit_price_e4=price, valid_from=build.ON
        )
    registry_door.set_clock(on=build.ON, viewer=TOWN)
    return {
        "seller": seller,
        "buyer": buyer,
        "rival": rival,
        "style": sku.style.code,
        "gtins": (sku.gtin, second.gtin),
        "seller_code": registry.Firm.objects.get(pk=seller).code,
        "place": registry.Destination.objects.get(pk=build.destination()).code,
    }


def edit(town: dict[str, Any], version: int, **changed: Any) -> Any:
    values = {"steps": OWN, "valid_from": build.ON, "viewer": build.owner(town["seller"])}
    return prices.edit_ladder(town["style"], version=version, now=build.NOW, **{**values, **changed})


def place(town: dict[str, Any], *pairs: int) -> Any:
    lines = tuple(NewLine(gtin, count) for gtin, count in zip(town["gtins"], pairs, strict=False))
    new = NewOrder(town["buyer"], town["seller_code"], town["place"], lines)
    return orders.place_orders([new], viewer=build.purchaser(town["buyer"]), now=build.NOW)


def test_the_pairs_of_a_style_reach_a_step_together() -> None:
    town = world()
    (code,) = place(town, 400, 600).done
    order, lines = orders.order_lines(code, viewer=TOWN)
    assert [line.unit_price_e4 for line in lines] == [12_500, 12_500]
    assert order.amount_minor == 125_000


def test_the_order_costs_what_the_quote_said() -> None:
    town = world()
    buyer = build.purchaser(town["buyer"])
    asked = list(zip(town["gtins"], (3_000, 1), strict=True))
    quote = prices.quote(asked, viewer=buyer, seller_code=town["seller_code"])
    (code,) = place(town, 3_000, 1).done
    assert quote.amount_minor == orders.order(code, viewer=buyer).amount_minor == 300_100


def test_fewer_pairs_than_the_first_step_are_refused_with_the_least() -> None:
    town = world()
    outcome = place(town, 299)
    assert [(one.refusal.code, one.refusal.facts) for one in outcome.refused] == [
        ("market.below_minimum", {"pairs": 299, "least": 300})
    ]
    assert models.Order.objects.count() == 0


def test_a_sellers_own_ladder_prices_his_orders_and_nobody_elses() -> None:
    town = world()
    edit(town, 0)
    buyer = build.purchaser(town["buyer"])
    assert prices.ladders([town["style"]], viewer=buyer)[town["style"]].steps[0] == PriceStep(300, 16_000)
    own = prices.ladders([town["style"]], viewer=buyer, seller_code=town["seller_code"])[town["style"]]
    assert (own.is_own, own.steps) == (True, OWN)
    (code,) = place(town, 120).done
    assert orders.order(code, viewer=buyer).amount_minor == 18_000
    assert list(Fact.objects.filter(kind="market.ladder_edited").values_list("subject", "firm")) == [
        (town["style"], town["seller"])
    ]


def test_a_price_holds_from_its_day_on() -> None:
    town = world()
    edit(town, 0, valid_from=build.ON + timedelta(days=1))
    assert orders.order(place(town, 300).done[0], viewer=TOWN).amount_minor == 48_000
    registry.TownClock.objects.update(on=build.ON + timedelta(days=1))
    assert orders.order(place(town, 300).done[0], viewer=TOWN).amount_minor == 45_000


def test_the_second_of_two_editors_is_refused_and_shown_what_stands() -> None:
    town = world()
    first = prices.own_ladder(town["style"], viewer=build.owner(town["seller"]))
    assert (first.version, first.is_own) == (0, False)
    edit(town, first.version)
    with pytest.raises(Refusal, match=r"market\.ladder_changed"):
        edit(town, first.version, steps=[PriceStep(7, 7)])
    now = prices.own_ladder(town["style"], viewer=build.owner(town["seller"]))
    assert (now.version, now.steps) == (1, OWN)
    assert edit(town, now.version, steps=[PriceStep(7, 7)]).version == 2


def test_two_who_write_at_once_cannot_both_write_a_version() -> None:
    town = world()
    edit(town, 0)
    row = models.PriceStep.objects.get(firm=town["seller"], number=1)
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


BAD = [
    ({"steps": []}, "market.number_of_steps"),
    ({"steps": [PriceStep(n, 100) for n in range(1, 10)]}, "market.number_of_steps"),
    ({"steps": [PriceStep(0, 100)]}, "market.absurd_quantity"),
    ({"steps": [PriceStep(10**12, 100)]}, "market.absurd_quantity"),
    ({"steps": [PriceStep(1, 0)]}, "market.absurd_price"),
    ({"steps": [PriceStep(1, 10**9)]}, "market.absurd_price"),
    ({"steps": [PriceStep(10, 100), PriceStep(10, 90)]}, "market.ladder_rises"),
    ({"steps": [PriceStep(10, 100), PriceStep(20, 110)]}, "market.ladder_rises"),
    ({"valid_from": build.ON - timedelta(days=1)}, "market.ladder_day"),
    ({"valid_from": build.ON + timedelta(days=731)}, "market.ladder_day"),
]


@pytest.mark.parametrize(("changed", "code"), BAD)
def test_a_bad_ladder_is_refused_and_changes_nothing(changed: dict[str, Any], code: str) -> None:
    town = world()
    before = models.PriceStep.objects.count()
    with pytest.raises(Refusal) as refused:
        edit(town, 0, **changed)
    assert refused.value.code == code
    assert (models.PriceStep.objects.count(), Fact.objects.count()) == (before, 0)


def test_who_sells_nothing_has_no_ladder_to_edit() -> None:
    town = world()
    for viewer in (build.purchaser(town["buyer"]), build.DESK, TOWN):
        with pytest.raises(Missing):
            edit(town, 0, viewer=viewer)


def test_a_firms_own_style_is_priced_and_seen_by_it_alone() -> None:
    town = world()
    own = models.Sku.objects.select_related("style").get(pk=build.sku(firm=town["seller"]))
    edit({**town, "style": own.style.code}, 0)
    for viewer in (build.owner(town["rival"]), build.purchaser(town["buyer"])):
        assert own.style.code not in [one.code for one in catalogue.styles(viewer=viewer).styles]
        assert prices.ladders([own.style.code], viewer=viewer) == {}
        with pytest.raises(Missing):
            catalogue.style(own.style.code, viewer=viewer)
        with pytest.raises(Refusal, match=r"market\.unknown_sku"):
            prices.quote([(own.gtin, 5)], viewer=viewer)
    found, _packs = catalogue.style(own.style.code, viewer=build.owner(town["seller"]))
    assert found.firm == town["seller"]


def test_styles_are_found_by_name_code_or_gtin_and_filtered() -> None:
    town = world()
    kids = models.Sku.objects.select_related("style").get(pk=build.sku(family="kids_crew", needle_count=96))
    viewer = build.purchaser(town["buyer"])

    def found(**asked: Any) -> list[str]:
        return [one.code for one in catalogue.styles(viewer=viewer, **asked).styles]

    assert found(search=kids.gtin) == found(search=kids.style.code) == found(search=kids.style.name_zh)
    assert found(family="kids_crew") == found(needle_count=96) == [kids.style.code]
    # The cheapest step of the ladder counts, or the unit price where there is none (13,500).
    assert found(most_price_e4=10_000) == [town["style"]]
    assert found(sort="-price") == [kids.style.code, town["style"]]
    assert found(search="a\x00b") == found(search="nothing like it") == found(most_lead_days=1) == []


def test_pages_of_styles_end(django_assert_max_num_queries: Any) -> None:
    town = world()
    for _style in range(4):
        build.sku()
    with django_assert_max_num_queries(5):
        first = catalogue.styles(viewer=build.purchaser(town["buyer"]), size=2)
    assert (first.total, first.pages, len(first.styles)) == (5, 3, 2)
    last = catalogue.styles(viewer=build.purchaser(town["buyer"]), size=2, page=99)
    assert (last.page, len(last.styles)) == (3, 1)
    assert len(last.styles[0].variants) == 1


def test_a_price_below_the_first_step_is_the_first_steps() -> None:
    steps = [PriceStep(300, 16_000), PriceStep(1_000, 12_500)]
    assert [rules.unit_price(steps, pairs) for pairs in (1, 300, 999, 1_000, 10**6)] == [
        *(16_000, 16_000, 16_000),
        *(12_500, 12_500),
    ]
