"""Protect the way in: each accepted lot lies in the depot once, numbered, held for its line, and told in the book."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.depot import door, models
from dukou.depot.door import receipts
from dukou.depot.rules import goods as rules
from dukou.provenance import door as provenance
from dukou.provenance.models import Fact
from tests import builders
from tests.builders import DESK, NOW, ON, line_states, owner
from tests.depot.builders import PREFIX, depot, everything, passed, places, receive, shelf
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def runs() -> list[tuple[int, int, int]]:
    """Return first serial, count and lot of the runs in the order of their numbers."""
    return list(models.CartonRun.objects.order_by("serial_first").values_list("serial_first", "count", "lot_id"))


def test_a_lot_comes_in_whole_for_its_owner_and_is_held_for_its_line() -> None:
    site = depot()
    seller, maker = builders.factory(), builders.factory()
    (goods,) = passed([500], owner=seller, maker=maker, pairs_per_carton=240)
    assert receive() == 1
    stock = models.Stock.objects.get()
    assert (stock.lot_id, stock.owner_id, stock.sku_id, stock.site_id) == (goods.lot, seller, goods.sku, site)
    assert shelf() == {goods.lot: (500, 500)}
    assert places() == {(goods.lot, "depot"): 500}
    hold = models.Reservation.objects.get()
    assert (hold.key, hold.line_id, hold.pairs, hold.state) == (f"line:{goods.line}", goods.line, 500, "held")
    run = models.CartonRun.objects.get()
    assert (run.prefix, run.serial_first, run.count, run.pairs_per_carton, run.pairs_last) == (PREFIX, 1, 3, 240, 20)
    assert line_states([goods.line]) == ["ready"]


def test_the_same_day_again_does_nothing_and_takes_in_what_is_new() -> None:
    depot()
    first = passed([500, 70])
    assert receive() == 2
    before = everything(), Fact.objects.count()
    assert receive() == 0
    assert (everything(), Fact.objects.count()) == before
    late = passed([33])
    assert receive() == 1
    assert set(shelf()) == {one.lot for one in (*first, *late)}
    assert runs()[-1] == (5, 1, late[0].lot)


def test_only_the_day_s_lots_come_in() -> None:
    depot()
    (today,) = passed([10])
    passed([10], on=ON + timedelta(days=1))
    assert receive() == 1
    assert set(shelf()) == {today.lot}
    assert receive(ON + timedelta(days=2)) == 0


def test_each_owner_gets_one_fact_a_day_and_all_cartons_between_its_first_and_last_number() -> None:
    depot()
    one, two = builders.factory(), builders.factory()
    for _turn in range(2):
        passed([450, 30], owner=one)
        passed([1_000], owner=two)
    receive()
    facts = {fact.firm: fact for fact in provenance.facts_about([f"{ON}:{one}", f"{ON}:{two}"], viewer=TOWN)}
    assert {key: (fact.kind, fact.town_on) for key, fact in facts.items()} == {
        one: ("depot.goods_received", ON),
        two: ("depot.goods_received", ON),
    }
    assert facts[one].payload == {
        "lots": 4,
        "pairs": 960,
        "cartons": 8,
        "first_sscc": rules.carton_number(PREFIX, 1),
        "last_sscc": rules.carton_number(PREFIX, 8),
    }
    assert facts[two].payload["first_sscc"] == rules.carton_number(PREFIX, 9)
    assert facts[two].payload["cartons"] == 10
    for carton in range(1, 9):
        assert door.carton(rules.carton_number(PREFIX, carton), viewer=owner(one)).owner == one


def test_a_receiver_that_dies_leaves_nothing_and_the_next_one_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    depot()
    goods = passed([500, 70])
    empty = everything()
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "append", _die)
        with pytest.raises(OSError, match="killed"):
            receive()
    # The counter of numbers stands at its beginning; it is no goods.
    assert [rows for rows in everything() if rows] == [[(models.SerialCounter.objects.get().pk, PREFIX, 1)]]
    assert [rows for rows in empty if rows] == []
    assert line_states([one.line for one in goods]) == ["made", "made"]
    assert receive() == 2
    assert [first for first, _count, _lot in runs()] == [1, 4]


def _die(*_args: object, **_more: object) -> None:
    raise OSError("killed")


def test_of_two_receivers_at_the_same_counter_one_wins_and_the_other_finds_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    depot()
    passed([500, 70])
    take = receipts._take_numbers

    def overtaken(*args: Any) -> bool:
        monkeypatch.setattr(receipts, "_take_numbers", take)
        assert receive() == 2
        return take(*args)

    monkeypatch.setattr(receipts, "_take_numbers", overtaken)
    assert receive() == 0
    assert len(runs()) == models.StockMove.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_receivers_at_once_take_each_lot_in_once_and_give_no_number_twice() -> None:
    depot()
    goods = passed([200 * count + 1 for count in range(1, 13)])
    days = [ON + timedelta(days=day) for day in range(4)]
    for day in days[1:]:
        goods += passed([450] * 5, on=day)

    def work(number: int) -> int:
        return sum(receive(day) for day in (*days[number % 4 :], *days))

    assert sum(in_threads(6, work)) == len(goods) == 27
    assert sorted(lot for _first, _count, lot in runs()) == sorted(one.lot for one in goods)
    assert shelf() == {one.lot: (one.pairs, one.pairs) for one in goods}
    assert runs()[0][0] == 1
    assert all(first + count == following for (first, count, _lot), (following, *_rest) in pairwise(runs()))


def test_a_town_without_a_depot_refuses_and_keeps_lots_where_they_are() -> None:
    builders.site(builders.firm("depot", gs1_prefix=None), kind="depot")
    goods = passed([10])
    before = everything()
    with pytest.raises(Refusal, match=r"depot\.no_depot"):
        receive()
    assert everything() == before
    assert line_states([goods[0].line]) == ["made"]


def test_when_numbers_run_out_nothing_comes_in() -> None:
    depot()
    goods = passed([400])
    models.SerialCounter.objects.create(prefix=PREFIX, next_serial=9 * 10**9 - 1)
    before = everything()
    with pytest.raises(Refusal, match=r"depot\.no_numbers"):
        receive()
    assert everything() == before
    assert line_states([goods[0].line]) == ["made"]
    models.SerialCounter.objects.update(next_serial=9 * 10**9 - 2)
    assert receive() == 1


def test_only_the_town_receives() -> None:
    depot()
    goods = passed([10])
    before = everything()
    for viewer in (ANONYMOUS, DESK, owner(goods[0].owner)):
        with pytest.raises(Missing, match=r"town\.only"):
            door.receive(on=ON, viewer=viewer, now=NOW)
    assert everything() == before


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_batch(count: int, django_assert_num_queries: Any) -> None:
    depot()
    models.SerialCounter.objects.create(prefix=PREFIX)
    passed([250] * count)
    with django_assert_num_queries(15):
        assert receive() == count
