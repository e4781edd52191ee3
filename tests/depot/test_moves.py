"""Protect the steps of freight and returns: all or nothing, in the caller's transaction, for the town alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.depot import door, models
from dukou.depot.records import GoodsBack, MoveRecord, NewExchange
from dukou.market import models as market
from tests import builders
from tests.builders import DESK, NOW, ON, owner, purchaser
from tests.depot.builders import (
    Goods,
    asking,
    deliver,
    depot,
    everything,
    free_goods,
    passed,
    places,
    receive,
    shelf,
    ship,
)

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
NOWHERE = 10**9


@pytest.fixture(autouse=True)
def town_depot() -> int:
    return depot()


def back(goods: list[Goods], cause: str = "case") -> list[GoodsBack]:
    return [GoodsBack(one.lot, one.pairs, cause) for one in goods]


def outs(goods: list[Goods]) -> list[tuple[int, int, int]]:
    return [one.out for one in goods]


def wanted(goods: Goods, pairs: int, key: str = "case") -> NewExchange:
    return NewExchange(goods.owner, goods.sku, pairs, key)


STEPS: dict[str, Callable[[list[Goods], Viewer], object]] = {
    "ship": lambda goods, viewer: door.ship(outs(goods), on=ON, viewer=viewer),
    "arrive": lambda goods, viewer: door.arrive(outs(goods), on=ON, viewer=viewer),
    "take_back": lambda goods, viewer: door.take_back(back(goods), on=ON, viewer=viewer),
    "put_away": lambda goods, viewer: door.put_away(back(goods), "depot", on=ON, viewer=viewer),
    "exchange": lambda goods, viewer: door.exchange([wanted(one, one.pairs) for one in goods], on=ON, viewer=viewer),
}


def test_goods_go_from_the_mill_to_the_buyer_and_back_onto_the_shelf() -> None:
    (goods,) = passed([500])
    receive()
    ship([goods])
    assert shelf() == {goods.lot: (0, 0)}
    assert places() == {(goods.lot, "road"): 500}
    assert models.Reservation.objects.get().state == "used"
    with transaction.atomic():
        door.arrive([goods.out], on=ON, viewer=TOWN)
        door.take_back([GoodsBack(goods.lot, 120, "case1"), GoodsBack(goods.lot, 80, "case2")], on=ON, viewer=TOWN)
        door.put_away([GoodsBack(goods.lot, 120, "case1")], "depot", on=ON, viewer=TOWN)
        door.put_away([GoodsBack(goods.lot, 50, "case2")], "seconds", on=ON, viewer=TOWN)
        door.put_away([GoodsBack(goods.lot, 30, "case2")], "scrap", on=ON, viewer=TOWN)
    assert shelf() == {goods.lot: (120, 0)}
    assert places() == {
        (goods.lot, "buyer"): 300,
        (goods.lot, "depot"): 120,
        (goods.lot, "seconds"): 50,
        (goods.lot, "scrap"): 30,
    }
    assert door.moves_of_lines([goods.line], viewer=owner(goods.owner))[:3] == [
        MoveRecord(goods.line, goods.lot, "mill", "depot", 500, ON, "received"),
        MoveRecord(goods.line, goods.lot, "depot", "road", 500, ON, "shipped"),
        MoveRecord(goods.line, goods.lot, "road", "buyer", 500, ON, "delivered"),
    ]


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_moves(name: str) -> None:
    goods = passed([10])
    receive()
    before = everything()
    with pytest.raises(RuntimeError, match="in the transaction"):
        STEPS[name](goods, TOWN)
    assert everything() == before


@pytest.mark.parametrize("name", STEPS)
def test_only_the_town_moves_goods(name: str) -> None:
    goods = passed([10])
    receive()
    before = everything()
    for viewer in (ANONYMOUS, DESK, owner(goods[0].owner)):
        with pytest.raises(Missing, match=r"town\.only"):
            STEPS[name](goods, viewer)
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ship", r"depot\.stock_not_found"),
        ("arrive", r"depot\.stock_not_found"),
        ("take_back", r"depot\.stock_not_found"),
        ("put_away", r"depot\.stock_not_found"),
    ],
)
def test_a_lot_that_never_lay_here_does_not_exist_and_moves_nothing_else(name: str, code: str) -> None:
    goods = passed([10])
    receive()
    before = everything()
    with pytest.raises(Missing, match=code):
        STEPS[name]([*goods, Goods(NOWHERE, NOWHERE, goods[0].owner, goods[0].sku, 1)], TOWN)
    assert everything() == before


@pytest.mark.parametrize("change", [{"pairs": 9}, {"pairs": 11}, {"line": NOWHERE}])
def test_goods_that_are_not_held_whole_for_their_line_do_not_leave(change: dict[str, int]) -> None:
    goods = passed([10, 20])
    receive()
    before = everything()
    wrong = Goods(**{**_fields(goods[1]), **change})
    with pytest.raises(Refusal, match=r"depot\.not_held") as refused:
        ship([goods[0], wrong])
    assert refused.value.facts == {"count": 1}
    assert everything() == before


def _fields(goods: Goods) -> dict[str, int]:
    return {name: getattr(goods, name) for name in ("lot", "line", "owner", "sku", "pairs")}


def test_goods_leave_for_their_own_line_only_and_only_once() -> None:
    one, two = passed([10, 10])
    receive()
    before = everything()
    for goods in ([Goods(one.lot, two.line, one.owner, one.sku, 10)], [one, one]):
        with pytest.raises(Refusal, match=r"depot\.not_held"):
            ship(goods)
        assert everything() == before
    ship([one])
    after = everything()
    with pytest.raises(Refusal, match=r"depot\.not_held"):
        ship([one])
    assert everything() == after


@pytest.mark.parametrize("name", ["arrive", "take_back", "put_away"])
def test_nothing_is_taken_from_where_it_is_not(name: str) -> None:
    goods = passed([10])
    receive()
    before = everything()
    with pytest.raises(Refusal, match=r"depot\.not_there"):
        STEPS[name](goods, TOWN)
    assert everything() == before


def test_two_cases_of_one_lot_together_may_not_take_more_than_is_there() -> None:
    (goods,) = passed([10])
    receive()
    deliver([goods])
    before = everything()
    with pytest.raises(Refusal, match=r"depot\.not_there"):
        door.take_back([GoodsBack(goods.lot, 6, "a"), GoodsBack(goods.lot, 5, "b")], on=ON, viewer=TOWN)
    assert everything() == before


def test_the_same_case_is_not_taken_back_twice() -> None:
    (goods,) = passed([10])
    receive()
    deliver([goods])
    one = [GoodsBack(goods.lot, 4, "a")]
    door.take_back(one, on=ON, viewer=TOWN)
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        door.take_back(one, on=ON, viewer=TOWN)
    assert everything() == before


@pytest.mark.parametrize("name", ["arrive", "take_back", "put_away", "exchange"])
@pytest.mark.parametrize("pairs", [0, -3, 10**9])
def test_absurd_quantities_move_nothing(name: str, pairs: int) -> None:
    (goods,) = passed([10])
    receive()
    before = everything()
    with pytest.raises(Refusal, match=r"depot\.absurd_quantity"):
        STEPS[name]([Goods(goods.lot, goods.line, goods.owner, goods.sku, pairs)], TOWN)
    assert everything() == before


def test_returned_goods_are_not_put_where_no_way_leads() -> None:
    (goods,) = passed([10])
    receive()
    deliver([goods])
    door.take_back(back([goods]), on=ON, viewer=TOWN)
    before = everything()
    to: Any = "road"
    with pytest.raises(ValueError, match="from returned to road"):
        door.put_away(back([goods]), to, on=ON, viewer=TOWN)
    assert everything() == before


def test_a_replacement_takes_free_goods_of_the_same_owner_and_kind_oldest_first() -> None:
    seller, sku = builders.factory(), builders.sku()
    first, second = free_goods([5, 7], owner=seller, sku=sku)
    free_goods([100], sku=sku)
    free_goods([100], owner=seller)
    held = passed([100], owner=seller, sku=sku)
    receive()
    assert door.exchange([wanted(first, 8, "a"), wanted(first, 9, "b")], on=ON, viewer=TOWN) == {"a": 8, "b": 4}
    assert door.exchange([wanted(first, 1, "c")], on=ON, viewer=TOWN) == {"c": 0}
    assert {lot: rest for lot, rest in shelf().items() if lot in {first.lot, second.lot}} == {
        first.lot: (0, 0),
        second.lot: (0, 0),
    }
    assert shelf()[held[0].lot] == (100, 100)
    assert sum(pairs for (_lot, place), pairs in places().items() if place == "exchanged") == 12


def test_a_replacement_is_sent_once_a_case() -> None:
    (goods,) = free_goods([10])
    asked = [wanted(goods, 4), wanted(goods, 6)]
    assert door.exchange(asked, on=ON, viewer=TOWN) == {"case": 4}
    before = everything()
    assert door.exchange(asked, on=ON, viewer=TOWN) == {"case": 4}
    assert everything() == before


def test_a_replacement_leaves_alone_what_is_held() -> None:
    (goods,) = free_goods([10])
    door.reserve([asking(goods, 7, "spring")], viewer=owner(goods.owner), now=NOW)
    assert door.exchange([wanted(goods, 10)], on=ON, viewer=TOWN) == {"case": 3}
    assert shelf() == {goods.lot: (7, 7)}


def test_moves_are_seen_by_their_owner_and_the_desks_and_by_nobody_else() -> None:
    maker = builders.factory()
    (goods,) = passed([10], maker=maker)
    receive()
    deliver([goods])
    buyer = market.Line.objects.get(id=goods.line).buyer_id
    for viewer in (owner(goods.owner), DESK, TOWN):
        assert len(door.moves_of_lines([goods.line], viewer=viewer)) == 3
    for viewer in (owner(maker), purchaser(buyer), owner(builders.factory()), ANONYMOUS):
        assert door.moves_of_lines([goods.line], viewer=viewer) == []


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_batch(count: int, django_assert_num_queries: Any) -> None:
    goods = passed([10] * count)
    receive()
    with django_assert_num_queries(7):
        door.ship(outs(goods), on=ON, viewer=TOWN)
    with django_assert_num_queries(5):
        door.arrive(outs(goods), on=ON, viewer=TOWN)
    with django_assert_num_queries(5):
        door.take_back(back(goods), on=ON, viewer=TOWN)
    with django_assert_num_queries(6):
        door.put_away(back(goods), "depot", on=ON, viewer=TOWN)
    with django_assert_num_queries(9):
        sent = door.exchange([wanted(one, 10, f"case{one.lot}") for one in goods], on=ON, viewer=TOWN)
    assert set(sent.values()) == {10}
    with django_assert_num_queries(1):
        assert len(door.moves_of_lines([one.line for one in goods], viewer=TOWN)) == 6 * count
