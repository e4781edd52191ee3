"""Protect the sale to a consumer: the channel alone makes the link, once, and only what was confirmed is excluded."""

from datetime import timedelta
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.market import models
from dukou.market.door import bought, consumers
from dukou.market.records import NewExclusion
from dukou.provenance.models import Fact
from dukou.registry import models as registry
from tests import builders as build

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
CONFIRMED = NewExclusion(1, "opened_intimate", is_confirmed=True)


@pytest.fixture
def town() -> dict[str, Any]:
    seller, buyer = build.factory(), build.firm("buyer")
    first, _second = build.order([(build.sku(), 20), (build.sku(), 30)], seller=seller, buyer=buyer)
    order = models.Line.objects.select_related("order").get(pk=first).order
    return {"seller": seller, "buyer": build.purchaser(buyer), "code": order.code, "line": first, "order": order}


def sell(
    town: dict[str, Any], *exclusions: NewExclusion, viewer: Viewer | None = None, is_insured: bool = False
) -> str:
    return consumers.sell_to_consumer(
        town["code"], exclusions, is_insured=is_insured, viewer=viewer or town["buyer"], on=build.ON, now=build.NOW
    )


def test_the_channel_makes_the_link_once_and_only_it_reads_it(town: dict[str, Any]) -> None:
    assert consumers.consumer_sale(town["code"], viewer=town["buyer"]) is None
    code = sell(town, CONFIRMED, is_insured=True)
    assert sell(town) == code
    seen = consumers.consumer_sale(town["code"], viewer=town["buyer"])
    assert seen is not None
    assert (seen.code, seen.is_insured, seen.exclusions) == (code, True, ((1, "opened_intimate"),))
    assert models.Exclusion.objects.get().confirmed_at == build.NOW
    assert models.ConsumerSale.objects.count() == Fact.objects.count() == 1
    for viewer in (build.owner(town["seller"]), build.purchaser(build.firm("buyer")), build.DESK, ANONYMOUS):
        with pytest.raises(Missing):
            consumers.consumer_sale(town["code"], viewer=viewer)
        with pytest.raises(Missing):
            sell(town, viewer=viewer)


@pytest.mark.parametrize(
    ("exclusion", "code"),
    [
        (NewExclusion(1, "opened_intimate"), "market.exclusion_unconfirmed"),
        (NewExclusion(1, "because", is_confirmed=True), "market.no_such_exclusion"),
        (NewExclusion(9, "custom_made"), "market.order_not_found"),
    ],
)
def test_what_is_no_rule_or_was_not_confirmed_excludes_nothing(
    town: dict[str, Any], exclusion: NewExclusion, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        sell(town, exclusion)
    assert refused.value.code == code
    assert not models.ConsumerSale.objects.exists()
    assert not models.Exclusion.objects.exists()


def test_a_rule_holds_only_on_the_days_that_it_is_in_force(town: dict[str, Any]) -> None:
    registry.Limit.objects.create(
        key="returns.excluded_custom_made", value_e6=0, unit="in force", valid_from=build.ON, source="test"
    )
    with pytest.raises(Refusal) as refused:
        sell(town, NewExclusion(1, "custom_made"))
    assert refused.value.code == "market.no_such_exclusion"
    registry.Limit.objects.update(valid_from=build.ON + timedelta(days=1))
    sell(town, NewExclusion(1, "custom_made"))


def test_nothing_is_excluded_after_the_delivery(town: dict[str, Any]) -> None:
    models.Line.objects.filter(pk=town["line"]).update(delivered_on=build.ON)
    for exclusions, is_insured in (((CONFIRMED,), False), ((), True)):
        with pytest.raises(Refusal) as refused:
            sell(town, *exclusions, is_insured=is_insured)
        assert refused.value.code == "market.too_late_to_exclude"
    assert sell(town)


def test_a_link_shows_its_order_and_a_hostile_one_nothing(town: dict[str, Any]) -> None:
    other = build.order([(build.sku(), 20)], seller=town["seller"], buyer=town["order"].buyer_id)
    models.Line.objects.filter(pk__in=[town["line"], *other]).update(
        state="delivered", made_pairs=20, shipped_pairs=20, delivered_pairs=20, delivered_on=build.ON
    )
    code = sell(town)
    seen = bought.bought(viewer=Viewer(scope=f"{bought.CONSUMER}{code}"))
    assert [(one.line_id, one.sold_to) for one in seen] == [(town["line"], "consumer")]
    mine = bought.bought(viewer=town["buyer"])
    assert {(one.line_id, one.sold_to) for one in mine} == {(town["line"], "consumer"), (other[0], "trade")}
    for scope in (f"{bought.CONSUMER}a\x00b", f"{bought.CONSUMER}nosuchlink222222"):
        with pytest.raises(Missing):
            bought.bought(viewer=Viewer(scope=scope))
    assert bought.bought(viewer=Viewer(scope="another scope")) == bought.bought(viewer=ANONYMOUS) == []


@pytest.mark.parametrize("lines", [1, 5])
def test_queries_do_not_grow_with_the_lines(lines: int, django_assert_num_queries: Any) -> None:
    buyer = build.firm("buyer")
    keys = build.order([(build.sku(), 20) for _one in range(lines)], seller=build.factory(), buyer=buyer)
    models.Line.objects.update(
        state="delivered", made_pairs=20, shipped_pairs=20, delivered_pairs=20, delivered_on=build.ON
    )
    viewer = build.purchaser(buyer)
    with django_assert_num_queries(2):
        found = bought.bought(viewer=viewer)
    assert {one.line_id for one in found} == set(keys)
    with django_assert_num_queries(1):
        assert len(bought.variants({one.style for one in found}, viewer=viewer)) == lines
