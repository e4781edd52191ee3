"""Protect what is promised: no pair twice, a key once, and nobody sees or touches another firm's holds."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.depot import door, models
from dukou.depot.records import NewReservation, ReservationRecord
from dukou.depot.rules import goods as rules
from dukou.provenance.models import Fact
from tests import builders
from tests.builders import DESK, NOW, owner, purchaser
from tests.depot.builders import asking, depot, everything, free_goods, passed, receive, shelf
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def town_depot() -> int:
    return depot()


def codes(found: Any) -> list[tuple[int, str]]:
    return [(one.row, one.refusal.code) for one in found.refused]


def test_free_goods_are_held_and_released() -> None:
    (goods,) = free_goods([10])
    me = owner(goods.owner)
    found = door.reserve([asking(goods, 4, "spring"), asking(goods, 6, "fair-2026")], viewer=me, now=NOW)
    key = f"{goods.owner}:spring"
    assert found.refused == ()
    assert found.done[0] == ReservationRecord(key, goods.lot, goods.owner, goods.sku, 4, "held")
    assert shelf() == {goods.lot: (10, 10)}
    assert door.release([key], viewer=me, now=NOW) == 1
    assert shelf() == {goods.lot: (10, 6)}
    assert door.release([key], viewer=me, now=NOW) == 0
    assert shelf() == {goods.lot: (10, 6)}
    told = Fact.objects.filter(subject=key).order_by("id").values_list("kind", "firm", "payload")
    payload = f'{{"lot":{goods.lot},"pairs":4}}'
    assert list(told) == [
        ("depot.goods_reserved", goods.owner, payload),
        ("depot.goods_released", goods.owner, payload),
    ]


def test_each_request_stands_or_falls_for_itself() -> None:
    (goods,) = free_goods([10])
    asked = [
        asking(goods, 8, "a"),
        asking(goods, 3, "b"),
        asking(goods, 0, "c"),
        asking(goods, 2, "d", by_lot=False),
        asking(goods, 1, "line:7"),
        NewReservation(None, builders.factory(), goods.sku, 1, "e"),
    ]
    found = door.reserve(asked, viewer=owner(goods.owner), now=NOW)
    assert [one.pairs for one in found.done] == [8, 2]
    assert codes(found) == [
        (1, "depot.not_enough"),
        (2, "depot.absurd_quantity"),
        (4, "depot.bad_key"),
        (5, "depot.stock_not_found"),
    ]
    assert found.refused[0].refusal.facts == {"pairs": 3, "free": 2}
    assert shelf() == {goods.lot: (10, 10)}
    assert Fact.objects.filter(kind="depot.goods_reserved").count() == 2


def test_a_key_is_once_however_often_it_is_asked_for() -> None:
    (goods,) = free_goods([10])
    asked = [asking(goods, 4, "spring"), asking(goods, 4, "spring", by_lot=False)]
    first = door.reserve(asked, viewer=owner(goods.owner), now=NOW)
    before = everything(), Fact.objects.count()
    assert first.done[0] == first.done[1]
    assert door.reserve(asked, viewer=owner(goods.owner), now=NOW) == first
    other = door.reserve([asking(goods, 5, "spring")], viewer=owner(goods.owner), now=NOW)
    assert (other.done, codes(other)) == ((), [(0, "depot.key_taken")])
    assert (everything(), Fact.objects.count()) == before
    assert shelf() == {goods.lot: (10, 4)}


def test_a_released_key_names_nothing_new() -> None:
    (goods,) = free_goods([10])
    me = owner(goods.owner)
    door.reserve([asking(goods, 4, "spring")], viewer=me, now=NOW)
    door.release([f"{goods.owner}:spring"], viewer=me, now=NOW)
    before = everything()
    assert codes(door.reserve([asking(goods, 4, "spring")], viewer=me, now=NOW)) == [(0, "depot.key_taken")]
    assert everything() == before


def test_two_firms_may_use_the_same_word_and_learn_nothing_of_each_other() -> None:
    (mine,), (theirs,) = free_goods([10]), free_goods([10])
    for goods in (mine, theirs):
        assert door.reserve([asking(goods, 4, "spring")], viewer=owner(goods.owner), now=NOW).refused == ()
    assert shelf() == {mine.lot: (10, 4), theirs.lot: (10, 4)}


def test_goods_held_for_a_line_are_not_free_and_are_not_released() -> None:
    (goods,) = passed([10])
    receive()
    me = owner(goods.owner)
    before = everything()
    assert codes(door.reserve([asking(goods, 1, "a")], viewer=me, now=NOW)) == [(0, "depot.not_enough")]
    for viewer in (me, DESK, TOWN):
        with pytest.raises(Refusal, match=r"depot\.held_for_line"):
            door.release([f"line:{goods.line}"], viewer=viewer, now=NOW)
    assert everything() == before


def test_a_named_lot_must_be_the_owner_s_and_of_that_kind() -> None:
    (mine,), (theirs,) = free_goods([10]), free_goods([10])
    before = everything()
    asked = [
        NewReservation(theirs.lot, mine.owner, mine.sku, 1, "a"),
        NewReservation(theirs.lot, mine.owner, theirs.sku, 1, "b"),
        NewReservation(mine.lot, mine.owner, theirs.sku, 1, "c"),
    ]
    found = door.reserve(asked, viewer=owner(mine.owner), now=NOW)
    assert [one.refusal.facts["free"] for one in found.refused] == [0, 0, 0]
    assert everything() == before


def test_a_rival_a_buyer_and_a_stranger_can_neither_hold_nor_release() -> None:
    (goods,) = free_goods([10])
    door.reserve([asking(goods, 4, "spring")], viewer=owner(goods.owner), now=NOW)
    before = everything()
    for viewer in (owner(builders.factory()), purchaser(builders.firm("buyer")), ANONYMOUS):
        found = door.reserve([asking(goods, 1, "a"), asking(goods, 4, "spring")], viewer=viewer, now=NOW)
        assert codes(found) == [(0, "depot.stock_not_found"), (1, "depot.stock_not_found")]
        assert [one.refusal.facts for one in found.refused] == [{}, {}]
        with pytest.raises(Missing, match=r"depot\.reservation_not_found"):
            door.release([f"{goods.owner}:spring"], viewer=viewer, now=NOW)
    assert everything() == before


def test_release_is_all_or_nothing() -> None:
    (goods,) = free_goods([10])
    me = owner(goods.owner)
    door.reserve([asking(goods, 4, "spring")], viewer=me, now=NOW)
    before = everything()
    with pytest.raises(Missing, match=r"depot\.reservation_not_found"):
        door.release([f"{goods.owner}:spring", f"{goods.owner}:autumn"], viewer=me, now=NOW)
    assert everything() == before


def test_too_many_requests_at_once_are_refused() -> None:
    (goods,) = free_goods([10])
    before = everything()
    asked = [asking(goods, 1, f"k{number}") for number in range(rules.MOST_REQUESTS + 1)]
    with pytest.raises(Refusal, match=r"depot\.too_many"):
        door.reserve(asked, viewer=owner(goods.owner), now=NOW)
    with pytest.raises(Refusal, match=r"depot\.too_many"):
        door.release([f"{goods.owner}:{one.key}" for one in asked], viewer=owner(goods.owner), now=NOW)
    assert everything() == before


def test_a_key_taken_at_the_same_moment_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    (goods,) = free_goods([10])
    allocate = rules.allocate
    calls = []

    def overtaken(*args: Any) -> Any:
        """Let someone else take the key between looking and writing, the first time."""
        if not calls:
            stock = models.Stock.objects.get()
            models.Reservation.objects.create(stock=stock, key=f"{goods.owner}:a", pairs=1)
        calls.append(args)
        return allocate(*args)

    monkeypatch.setattr(rules, "allocate", overtaken)
    found = door.reserve([asking(goods, 4, "a"), asking(goods, 3, "b")], viewer=owner(goods.owner), now=NOW)
    assert len(calls) == 2
    assert [one.pairs for one in found.done] == [4, 3]
    assert shelf() == {goods.lot: (10, 7)}
    assert models.Reservation.objects.filter(state="held").count() == 2


def test_the_table_itself_refuses_more_than_lies_there() -> None:
    free_goods([10])
    for wrong in ({"pairs_reserved": 11}, {"pairs_on_hand": -1, "pairs_reserved": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Stock.objects.update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_never_get_more_than_there_is() -> None:
    seller, sku = builders.factory(), builders.sku()
    goods = free_goods([13, 9, 18], owner=seller, sku=sku)

    def work(number: int) -> list[str]:
        held = []
        for turn in range(8):
            asked = [
                asking(goods[(number + turn) % 3], 1 + turn % 3, f"t{number}-{turn}"),
                asking(goods[0], 2, f"any{number}-{turn}", by_lot=False),
                asking(goods[turn % 3], 1, "same-key"),
            ]
            found = door.reserve(asked, viewer=owner(seller), now=NOW)
            held += [one.key for one in found.done]
        return held

    keys = [key for found in in_threads(6, work) for key in found]
    rows = list(models.Reservation.objects.filter(line=None).values_list("key", "stock__lot_id", "pairs"))
    assert {key for key, _lot, _pairs in rows} == set(keys)
    assert keys.count(f"{seller}:same-key") >= 8
    for one in goods:
        on_hand, reserved = shelf()[one.lot]
        assert reserved == sum(pairs for _key, lot, pairs in rows if lot == one.lot) <= on_hand == one.pairs
    # Much more was asked for than there is, so that of no lot more is left than the largest request less one.
    assert all(on_hand - reserved <= 2 for on_hand, reserved in shelf().values())


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_batch(count: int, django_assert_num_queries: Any) -> None:
    (goods,) = free_goods([50])
    me = owner(goods.owner)
    asked = [asking(goods, 1, f"k{number}", by_lot=bool(number % 2)) for number in range(count)]
    with django_assert_num_queries(8):
        found = door.reserve(asked, viewer=me, now=NOW)
    assert len(found.done) == count
    with django_assert_num_queries(8):
        assert door.release([one.key for one in found.done], viewer=me, now=NOW) == count
