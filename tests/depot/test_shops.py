"""Protect goods at shops: they stay their owner's, none is sold twice or out of nothing, and rivals see nothing."""

from dataclasses import replace
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.depot import door, models
from dukou.depot.records import NewConsignment, NewSale, NewSwap, ShelfRecord
from dukou.depot.rules import shops as rules
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.depot.builders import Goods, consigned, depot, everything, free_goods, places, shelf, shop
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _depot() -> None:
    depot()


def codes(found: Any) -> list[tuple[int, str]]:
    return [(one.row, one.refusal.code) for one in found.refused]


def sell(viewer: Viewer, site: int, goods: Goods, pairs: int, key: str = "s1", whose: int | None = None) -> Any:
    return door.sell([NewSale(site, whose, goods.sku, pairs, key)], viewer=viewer, on=ON, now=NOW)


def stock_of(viewer: Viewer) -> list[tuple[int, int, int, int]]:
    return [(one.owner, one.pairs, one.sold_7, one.sold_30) for one in door.shop_stock(on=ON, viewer=viewer)]


def test_goods_go_to_a_shop_are_sold_and_a_sale_is_undone_by_a_row_of_its_own() -> None:
    (goods,) = free_goods([50])
    site, keeper = shop()
    consigned(goods, site, 30)
    assert (shelf(), places()) == ({goods.lot: (20, 0)}, {(goods.lot, "depot"): 20, (goods.lot, "shop"): 30})
    (sale,) = sell(keeper, site, goods, 4).done
    assert places()[goods.lot, "sold"] == 4
    assert stock_of(keeper) == [(goods.owner, 26, 4, 4)]
    assert stock_of(owner(goods.owner)) == [(goods.owner, 26, 4, 4)]
    undone = door.undo_sale(sale.code, viewer=keeper, on=ON, now=NOW)
    assert door.undo_sale(sale.code, viewer=keeper, on=ON, now=NOW) == undone
    assert stock_of(keeper) == [(goods.owner, 30, 0, 0)]
    assert [(one.pairs, one.is_undone) for one in door.sales(on=ON, viewer=keeper)] == [(4, True)]
    assert list(models.ShopEntry.objects.order_by("id").values_list("kind", flat=True)) == [
        "consigned",
        "sold",
        "undone",
    ]


def test_a_key_is_once_and_names_one_thing() -> None:
    (goods,) = free_goods([50])
    site, keeper = shop()
    consigned(goods, site, 30)
    first = sell(keeper, site, goods, 4)
    before = everything()
    assert sell(keeper, site, goods, 4) == first
    consigned(goods, site, 30)
    assert codes(sell(keeper, site, goods, 5)) == [(0, "depot.key_taken")]
    assert everything() == before


def test_each_sale_stands_for_itself_and_none_is_out_of_nothing() -> None:
    (goods,) = free_goods([50])
    site, keeper = shop()
    consigned(goods, site, 10)
    other, _other_keeper = shop()
    asked = [
        NewSale(site, None, goods.sku, 8, "a"),
        NewSale(site, None, goods.sku, 3, "b"),
        NewSale(site, None, goods.sku, 0, "c"),
        NewSale(site, None, goods.sku, 1, "No Key"),
        NewSale(other, None, goods.sku, 1, "d"),
        NewSale(site, None, builders.sku(), 1, "e"),
        NewSale(site, None, goods.sku, 2, "f"),
    ]
    found = door.sell(asked, viewer=keeper, on=ON, now=NOW)
    assert [one.pairs for one in found.done] == [8, 2]
    assert codes(found) == [
        (1, "depot.not_at_shop"),
        (2, "depot.absurd_quantity"),
        (3, "depot.bad_key"),
        (4, "depot.shop_not_found"),
        (5, "depot.not_at_shop"),
    ]


def test_whose_goods_are_sold_is_asked_where_several_owners_lie_there() -> None:
    (mine,) = free_goods([50])
    (theirs,) = free_goods([50], sku=mine.sku)
    site, keeper = shop()
    consigned(mine, site, 10)
    consigned(theirs, site, 10, "second")
    assert codes(sell(keeper, site, mine, 1)) == [(0, "depot.which_owner")]
    assert sell(keeper, site, mine, 1, whose=theirs.owner).done[0].owner == theirs.owner
    # Each owner sees its own goods there, another shop sees none.
    assert stock_of(owner(mine.owner)) == [(mine.owner, 10, 0, 0)]
    assert len(stock_of(keeper)) == len(stock_of(DESK)) == 2
    assert stock_of(shop()[1]) == stock_of(ANONYMOUS) == []


def test_only_free_goods_are_sent_and_only_by_their_owner_or_a_desk() -> None:
    (goods,) = free_goods([50])
    site, keeper = shop()
    asked = [NewConsignment(site, goods.owner, goods.sku, 10, "a")]
    for viewer in (owner(goods.owner), owner(builders.factory()), keeper, ANONYMOUS):
        assert codes(door.consign(asked, viewer=viewer, on=ON, now=NOW)) == [(0, "depot.shop_not_found")]
    assert codes(
        door.consign([NewConsignment(site, goods.owner, goods.sku, 51, "a")], viewer=DESK, on=ON, now=NOW)
    ) == [(0, "depot.not_free")]
    consigned(goods, site, 10)
    # The desk has opened the shop to this owner.
    again = [NewConsignment(site, goods.owner, goods.sku, 5, "b")]
    assert door.consign(again, viewer=owner(goods.owner), on=ON, now=NOW).refused == ()
    assert shelf() == {goods.lot: (35, 0)}


def test_another_shop_cannot_undo_a_sale() -> None:
    (goods,) = free_goods([50])
    site, keeper = shop()
    consigned(goods, site, 10)
    (sale,) = sell(keeper, site, goods, 1).done
    for viewer in (shop()[1], owner(goods.owner), ANONYMOUS):
        with pytest.raises(Missing):
            door.undo_sale(sale.code, viewer=viewer, on=ON, now=NOW)


def swap(keeper: Viewer, site: int, slow: Goods, fast: Goods, pairs: int, key: str = "x1") -> str:
    new = NewSwap(site, slow.owner, slow.sku, fast.sku, pairs, key)
    return door.ask_exchange(new, viewer=keeper, on=ON, now=NOW)


def two_sizes() -> tuple[Goods, Goods]:
    (slow,) = free_goods([200])
    (fast,) = free_goods([200], owner=slow.owner)
    return slow, fast


def test_sixty_pairs_of_a_slow_size_are_swapped_and_swapped_back() -> None:
    slow, fast = two_sizes()
    site, keeper = shop()
    consigned(slow, site, 100)
    code = swap(keeper, site, slow, fast, 60)
    assert swap(keeper, site, slow, fast, 60) == code
    (asked,) = door.exchanges(viewer=DESK, state="asked")
    assert (asked.pairs, asked.free_pairs, asked.is_undo) == (60, 200, False)
    assert door.exchanges(viewer=keeper)[0].free_pairs is None
    assert door.exchanges(viewer=owner(builders.factory())) == []
    door.answer_exchange(code, is_sent=True, viewer=DESK, on=ON, now=NOW)
    assert places() == {
        (slow.lot, "depot"): 160,
        (slow.lot, "shop"): 40,
        (fast.lot, "depot"): 140,
        (fast.lot, "shop"): 60,
    }
    assert shelf() == {slow.lot: (160, 0), fast.lot: (140, 0)}
    back = door.undo_exchange(code, viewer=DESK, on=ON, now=NOW)
    assert door.undo_exchange(code, viewer=DESK, on=ON, now=NOW) == back
    assert shelf() == {slow.lot: (100, 0), fast.lot: (200, 0)}
    assert [(one.is_undo, one.is_undone) for one in door.exchanges(viewer=keeper)] == [(True, False), (False, True)]


def test_a_swap_that_is_not_possible_changes_nothing() -> None:
    slow, fast = two_sizes()
    site, keeper = shop()
    consigned(slow, site, 100)
    code = swap(keeper, site, slow, fast, 60)
    consigned(fast, shop()[0], 190)
    before = everything()
    for refused, word in (
        (lambda: swap(keeper, site, slow, fast, 101, "y"), "depot.not_at_shop"),
        (lambda: swap(keeper, site, slow, slow, 1, "y"), "depot.same_size"),
        (lambda: swap(shop()[1], site, slow, fast, 1, "y"), "depot.shop_not_found"),
        (lambda: door.answer_exchange(code, is_sent=True, viewer=DESK, on=ON, now=NOW), "depot.not_free"),
        (lambda: door.answer_exchange(code, is_sent=True, viewer=keeper, on=ON, now=NOW), "depot.exchange_not_found"),
        (lambda: door.undo_exchange(code, viewer=DESK, on=ON, now=NOW), "depot.exchange_not_sent"),
    ):
        with pytest.raises(Refusal) as refusal:
            refused()
        assert refusal.value.code == word
    assert everything() == before
    door.answer_exchange(code, is_sent=False, viewer=DESK, on=ON, now=NOW)
    with pytest.raises(Refusal, match="answered"):
        door.answer_exchange(code, is_sent=True, viewer=DESK, on=ON, now=NOW)


def test_what_sells_slowly_is_proposed_against_what_sells_out() -> None:
    def size(name: str, pairs: int, sold_30: int, sku: int) -> ShelfRecord:
        shop_and_owner = (1, "s", "店", "Shop", 2, "o", "厂", "Firm")
        return ShelfRecord(*shop_and_owner, sku, "g", "style", "袜", "Sock", "黑", "black", name, pairs, 0, sold_30)

    slow, fast, fair = size("44", 130, 2, 1), size("40", 6, 60, 2), size("42", 50, 40, 3)
    (found,) = rules.suggestions([slow, fast, fair])
    assert (found.slow, found.fast, found.pairs) == (slow, fast, 60)
    assert rules.suggestions([fair, fast]) == rules.suggestions([slow, fair]) == []
    # Another colour of the style is proposed only where no size of one colour is.
    other = replace(fast, colour_en="red", sku_id=99)
    assert [(one.slow, one.fast) for one in rules.suggestions([slow, fair, other])] == [(slow, other)]
    assert [(one.slow, one.fast) for one in rules.suggestions([slow, fast, other])] == [(slow, fast)]
    assert rules.suggestions([slow, replace(other, owner=slow.owner + 1)]) == []


@pytest.mark.django_db(transaction=True)
def test_many_hands_at_once_sell_no_pair_twice() -> None:
    (goods,) = free_goods([50])
    site, keeper = shop()
    consigned(goods, site, 10)
    found = in_threads(6, lambda number: sell(keeper, site, goods, 3, f"s{number}"))
    assert sum(len(one.done) for one in found) == 3
    assert stock_of(keeper) == [(goods.owner, 1, 9, 9)]


def test_a_shelf_costs_the_same_however_much_lies_there(django_assert_max_num_queries: Any) -> None:
    site, keeper = shop()
    for goods in (*free_goods([50]), *free_goods([60])):
        consigned(goods, site, 10, f"k{goods.lot}")
    with django_assert_max_num_queries(2):
        assert len(door.shop_stock(on=ON, viewer=keeper)) == 2
