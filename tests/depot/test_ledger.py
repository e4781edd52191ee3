"""Protect custody: any sequence of moves and holds keeps to a plain ledger, and no row of it is ever changed."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.depot import door, models
from dukou.depot.records import GoodsBack, NewExchange, PutAway
from tests import builders
from tests.builders import NOW, ON, owner
from tests.depot.builders import asking, deliver, depot, everything, passed, places, receive, shelf

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
PAIRS = (7, 4, 9, 6)
LOTS = st.integers(0, len(PAIRS) - 1)
SOME = st.integers(1, 9)
KEYS = st.sampled_from("abcd")


class Custody(RuleBasedStateMachine):
    """Do to the depot and to a count on paper the same things, possible and impossible ones."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        depot()
        self.owner, sku = builders.factory(), builders.sku()
        self.goods = passed(PAIRS, owner=self.owner, sku=sku)
        receive()
        self.at: Counter[tuple[int, str]] = Counter({(one.lot, "depot"): one.pairs for one in self.goods})
        self.for_line = {one.lot: one.pairs for one in self.goods}
        self.holds: dict[str, tuple[int, int]] = {}
        self.old_keys: set[str] = set()
        self.exchanged: dict[str, int] = {}
        self.done: set[tuple[int, str, str]] = set()
        self.rows: list[tuple[Any, ...]] = []
        # Most sequences would never get past the depot, so two lots begin at their buyers.
        deliver(self.goods[2:])
        for one in self.goods[2:]:
            del self.for_line[one.lot]
            self.done.add((one.lot, "buyer", ""))
            self.carry(one.lot, one.pairs, "depot", "buyer")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def carry(self, lot: int, pairs: int, from_place: str, to_place: str) -> None:
        self.at[lot, from_place] -= pairs
        self.at[lot, to_place] += pairs

    def reserved(self, lot: int) -> int:
        return self.for_line.get(lot, 0) + sum(pairs for of, pairs in self.holds.values() if of == lot)

    def free(self, lot: int) -> int:
        return self.at[lot, "depot"] - self.reserved(lot)

    def refused(self, call: Callable[[], object]) -> None:
        before = everything()
        with pytest.raises((Refusal, IntegrityError)), transaction.atomic():
            call()
        assert everything() == before

    def moved(self, lot: int, pairs: int, way: tuple[str, str], cause: str, call: Callable[[], object]) -> None:
        """Expect that a move is done where the goods are there and this cause is new, and is refused otherwise."""
        if self.at[lot, way[0]] < pairs or (lot, way[1], cause) in self.done:
            self.refused(call)
            return
        call()
        self.done.add((lot, way[1], cause))
        self.carry(lot, pairs, *way)

    @rule(place=LOTS, short=st.integers(-1, 1))
    def ship(self, place: int, short: int) -> None:
        one = self.goods[place]
        goods = [(one.line, one.lot, one.pairs - short)]
        if short or one.lot not in self.for_line:
            self.refused(lambda: door.ship(goods, on=ON, viewer=TOWN))
            return
        door.ship(goods, on=ON, viewer=TOWN)
        self.carry(one.lot, self.for_line.pop(one.lot), "depot", "road")

    @rule(place=LOTS)
    def arrive(self, place: int) -> None:
        one = self.goods[place]
        self.moved(one.lot, one.pairs, ("road", "buyer"), "", lambda: door.arrive([one.out], on=ON, viewer=TOWN))

    @rule(place=LOTS, pairs=SOME, cause=KEYS)
    def take_back(self, place: int, pairs: int, cause: str) -> None:
        back = [GoodsBack(self.goods[place].lot, pairs, cause)]
        self.moved(
            back[0].lot_id, pairs, ("buyer", "returned"), cause, lambda: door.take_back(back, on=ON, viewer=TOWN)
        )

    @rule(place=LOTS, pairs=SOME, cause=KEYS, to=st.sampled_from(["depot", "seconds", "scrap"]))
    def put_away(self, place: int, pairs: int, cause: str, to: PutAway) -> None:
        back = [GoodsBack(self.goods[place].lot, pairs, cause)]
        self.moved(back[0].lot_id, pairs, ("returned", to), cause, lambda: door.put_away(back, to, on=ON, viewer=TOWN))

    @rule(pairs=SOME, key=KEYS)
    def exchange(self, pairs: int, key: str) -> None:
        asked = [NewExchange(self.owner, self.goods[0].sku, pairs, key)]
        sent = door.exchange(asked, on=ON, viewer=TOWN)
        if key not in self.exchanged:
            left = pairs
            for one in self.goods:
                share = min(left, self.free(one.lot))
                self.carry(one.lot, share, "depot", "exchanged")
                left -= share
            if left < pairs:
                self.exchanged[key] = pairs - left
        assert sent == {key: self.exchanged.get(key, 0)}

    @rule(place=LOTS, pairs=SOME, key=KEYS, by_lot=st.booleans())
    def reserve(self, place: int, pairs: int, key: str, by_lot: bool) -> None:
        one = self.goods[place]
        before = everything()
        found = door.reserve([asking(one, pairs, key, by_lot=by_lot)], viewer=owner(self.owner), now=NOW)
        possible = [one.lot] if by_lot else [other.lot for other in self.goods]
        if key in self.holds:
            lot, held = self.holds[key]
            assert bool(found.done) == (held == pairs and lot in possible)
            assert everything() == before
        elif key in self.old_keys or not (enough := [lot for lot in possible if self.free(lot) >= pairs]):
            assert found.done == ()
            assert everything() == before
        else:
            assert found.done[0].lot_id == enough[0]
            self.holds[key] = (enough[0], pairs)

    @rule(key=KEYS)
    def release(self, key: str) -> None:
        keys = [f"{self.owner}:{key}"]
        if key not in self.holds and key not in self.old_keys:
            self.refused(lambda: door.release(keys, viewer=owner(self.owner), now=NOW))
            return
        assert door.release(keys, viewer=owner(self.owner), now=NOW) == (key in self.holds)
        self.holds.pop(key, None)
        self.old_keys.add(key)

    @invariant()
    def the_depot_is_as_on_paper(self) -> None:
        assert places() == {key: pairs for key, pairs in self.at.items() if pairs}
        assert shelf() == {one.lot: (self.at[one.lot, "depot"], self.reserved(one.lot)) for one in self.goods}

    @invariant()
    def moves_are_only_added_and_the_owner_stays(self) -> None:
        rows = list(models.StockMove.objects.order_by("id").values_list())
        assert rows[: len(self.rows)] == self.rows
        self.rows = rows
        assert set(models.StockMove.objects.values_list("owner_id", flat=True)) == {self.owner}


def test_any_sequence_of_moves_keeps_to_a_plain_ledger() -> None:
    run_state_machine_as_test(Custody, settings=settings(max_examples=15, stateful_step_count=30))
