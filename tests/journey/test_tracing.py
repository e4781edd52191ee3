"""Protect the trace: from a code to lots and their yarn, in exact shares, and never to what is another's."""

from fractions import Fraction
from typing import Any

import pytest

from dukou.base.errors import Missing
from dukou.base.ids import sscc
from dukou.base.viewer import ANONYMOUS
from dukou.depot import models as depot
from dukou.journey import tracing
from dukou.market import models as market
from dukou.mill import door as mill
from dukou.mill.records import NewYarnUse
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.depot.builders import consigned, free_goods, passed, receive, shop
from tests.depot.builders import depot as build_depot

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _depot() -> None:
    build_depot()


def shares(code: str, viewer: Any) -> list[Fraction]:
    return [one.share for one in tracing.trace(code, viewer=viewer).lots]


def test_a_carton_is_of_one_lot_with_its_order_machines_and_yarn() -> None:
    seller, maker = builders.factory(), builders.factory()
    (goods,) = passed([500], owner=seller, maker=maker)
    receive()
    code = f"lot{goods.line}"
    mill.book_yarn(NewYarnUse(code, "SH-7", "cotton", "32s/1", 9, 9), viewer=owner(maker), on=ON, now=NOW)
    run = depot.CartonRun.objects.get()
    found = tracing.trace(sscc(run.prefix, run.serial_first), viewer=owner(seller))
    (lot,) = found.lots
    assert (found.what, lot.share, [one.number for one in lot.yarn]) == ("carton", 1, ["SH-7"])
    assert lot.lot is not None
    assert (lot.lot.code, lot.lot.work_order, lot.lot.maker) == (code, f"work{goods.line}", maker)
    assert tracing.trace(code, viewer=owner(maker)).lots == tracing.trace(code, viewer=DESK).lots
    for viewer in (owner(builders.factory()), purchaser(market.Line.objects.get().buyer_id), ANONYMOUS):
        for text in (code, sscc(run.prefix, run.serial_first)):
            with pytest.raises(Missing):
                tracing.trace(text, viewer=viewer)


def test_goods_of_several_lots_are_of_each_by_its_pairs() -> None:
    first, second, third = free_goods([60, 30, 10], owner=builders.factory(), sku=builders.sku())
    site, keeper = shop()
    consigned(first, site, 80)
    entry = depot.ShopEntry.objects.select_related("shop").get()
    gtin, mine = market.Sku.objects.get(pk=first.sku).gtin, owner(first.owner)
    assert shares(f"{gtin}@{entry.shop.code}", mine) == shares(entry.code, mine) == [Fraction(3, 4), Fraction(1, 4)]
    assert shares(gtin, mine) == [Fraction(1, 2), Fraction(1, 2)]
    lots = [one.lot.lot_id for one in tracing.trace(gtin, viewer=DESK).lots if one.lot]
    assert lots == [second.lot, third.lot]
    for viewer in (keeper, owner(builders.factory()), ANONYMOUS):
        for code in (gtin, f"{gtin}@{entry.shop.code}", entry.code):
            with pytest.raises(Missing):
                tracing.trace(code, viewer=viewer)


@pytest.mark.parametrize("count", [1, 6])
def test_queries_do_not_grow_with_the_lots(count: int, django_assert_max_num_queries: Any) -> None:
    goods = free_goods([20] * count, owner=builders.factory(), sku=builders.sku())
    gtin = market.Sku.objects.get(pk=goods[0].sku).gtin
    with django_assert_max_num_queries(6):
        assert len(tracing.trace(gtin, viewer=DESK).lots) == count
