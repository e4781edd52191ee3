"""Protect the shelf's picture: each sees its own goods, freight sees what is ready, the data centre sees the rows."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from django.db import transaction

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.depot import door
from dukou.depot.records import ReadyGoods
from dukou.market import models as market
from dukou.market.door import steps
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.depot.builders import asking, deliver, depot, free_goods, passed, places, receive, shelf, ship

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def town_depot() -> int:
    return depot()


def test_a_firm_sees_its_own_goods_by_kind_and_the_desks_see_everyone_s() -> None:
    seller, sku, other = builders.factory(), builders.sku(), builders.sku()
    free = free_goods([10, 20], owner=seller, sku=sku)
    passed([7], owner=seller, sku=sku)
    passed([5], owner=seller, sku=other)
    (theirs,) = passed([100], sku=sku)
    receive()
    door.reserve([asking(free[0], 4, "spring")], viewer=owner(seller), now=NOW)
    mine = door.stock(viewer=owner(seller))
    assert [(one.sku_id, one.lots, one.pairs_on_hand, one.pairs_reserved, one.pairs_free) for one in mine] == [
        (sku, 3, 37, 11, 26),
        (other, 1, 5, 5, 0),
    ]
    named = market.Sku.objects.select_related("style").get(id=sku)
    assert (mine[0].gtin, mine[0].name_en, mine[0].size) == (named.gtin, named.style.name_en, named.size)
    for viewer in (DESK, TOWN):
        assert {(one.owner, one.sku_id) for one in door.stock(viewer=viewer)} == {
            (seller, sku),
            (seller, other),
            (theirs.owner, sku),
        }


def test_a_rival_a_maker_a_buyer_and_a_stranger_see_nothing() -> None:
    maker = builders.factory()
    (goods,) = passed([10], maker=maker)
    receive()
    buyer = market.Line.objects.get(id=goods.line).buyer_id
    for viewer in (owner(maker), purchaser(buyer), owner(builders.factory()), ANONYMOUS):
        assert door.stock(viewer=viewer) == []


def test_goods_that_left_are_no_stock() -> None:
    goods = passed([10, 20])
    receive()
    ship(goods[:1])
    assert [(one.lots, one.pairs_on_hand) for one in door.stock(viewer=owner(goods[0].owner))] == [(1, 20)]


def test_freight_finds_what_lies_ready_for_its_destinations_and_nothing_else() -> None:
    here, there = builders.destination(), builders.destination()
    mine = passed([500, 7], place=here)
    theirs = passed([201], place=here)
    away = passed([10], place=there)
    receive()
    free_goods([50])
    ready = door.ready_goods([here], viewer=TOWN)
    assert ready == [
        ReadyGoods(mine[0].line, mine[0].lot, 500, 3),
        ReadyGoods(mine[1].line, mine[1].lot, 7, 1),
        ReadyGoods(theirs[0].line, theirs[0].lot, 201, 2),
    ]
    assert len(door.ready_goods([here, there], viewer=TOWN)) == 4
    assert door.ready_goods([], viewer=TOWN) == []
    with transaction.atomic():
        ship(mine)
        steps.mark_shipped([one.line for one in mine], viewer=TOWN)
    assert [one.line_id for one in door.ready_goods([here], viewer=TOWN)] == [theirs[0].line]
    assert [one.line_id for one in door.ready_goods([there], viewer=TOWN)] == [away[0].line]


def test_a_line_that_is_not_ready_is_not_offered_to_freight() -> None:
    place = builders.destination()
    (goods,) = passed([10], place=place)
    receive()
    market.Line.objects.filter(id=goods.line).update(state="made")
    assert door.ready_goods([place], viewer=TOWN) == []


def test_only_the_town_asks_what_is_ready() -> None:
    for viewer in (ANONYMOUS, DESK, owner(builders.factory())):
        with pytest.raises(Missing, match=r"town\.only"):
            door.ready_goods([1], viewer=viewer)


EXPORTS: list[Callable[..., pa.Table]] = [door.export_stock, door.export_moves]


@pytest.mark.parametrize("export", EXPORTS)
def test_rows_leave_for_the_data_centre_alone_and_keep_their_types_when_there_are_none(
    export: Callable[..., pa.Table],
) -> None:
    empty = export(viewer=TOWN)
    goods = passed([10, 20])
    receive()
    full = export(viewer=TOWN)
    assert empty.num_rows == 0
    assert full.num_rows == 2
    assert full.schema == empty.schema
    for viewer in (ANONYMOUS, DESK, owner(goods[0].owner)):
        with pytest.raises(Missing, match=r"town\.only"):
            export(viewer=viewer)


def test_exports_add_up_to_what_is_where() -> None:
    goods = passed([10, 20])
    receive()
    deliver(goods[:1])
    stock = door.export_stock(viewer=TOWN).to_pylist()
    assert {row["lot"]: (row["pairs_on_hand"], row["pairs_reserved"]) for row in stock} == shelf()
    assert {row["family"] for row in stock} == {"plain_crew"}
    moves = door.export_moves(viewer=TOWN).to_pylist()
    assert moves[-1] == {
        "line": goods[0].line,
        "lot": goods[0].lot,
        "owner": goods[0].owner,
        "from_place": "road",
        "to_place": "buyer",
        "pairs": 10,
        "on": ON,
        "cause": "delivered",
    }
    assert sum(row["pairs"] for row in moves if row["to_place"] == "buyer") == 10
    assert places() == {(goods[0].lot, "buyer"): 10, (goods[1].lot, "depot"): 20}


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_goods(count: int, django_assert_num_queries: Any) -> None:
    place = builders.destination()
    passed([10] * count, place=place)
    receive()
    reader: Viewer = TOWN
    with django_assert_num_queries(2):
        assert len(door.ready_goods([place], viewer=reader)) == count
    for read in (door.stock, door.export_stock, door.export_moves):
        with django_assert_num_queries(1):
            read(viewer=reader)
