"""Protect the floor: no piece appears or vanishes, no group works more than its day, earlier dates come first."""

from datetime import timedelta
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.mill.rules.capacity import day_ms
from dukou.mill.rules.floor import LEAST_STOPS, MOST_BAD, OpenLot, stop_ms, work
from tests.mill.records import A_DAY, ON, group

quick = settings(max_examples=40)
GROUPS = [group(3, machines=1), group(7, machines=2, integrated=True, firm=2), group(8, machines=1, firm=2)]


@st.composite
def floors(draw: st.DrawFn) -> list[OpenLot]:
    """Draw open lots of three groups in the order in which they are to be worked off."""
    lots = []
    for key in range(draw(st.integers(0, 12))):
        to_make = draw(st.integers(1, 2_000))
        to_lose = draw(st.integers(0, to_make - 1))
        made = draw(st.integers(0, to_make - 1))
        cycle = draw(st.sampled_from([70_000, 145_001, 260_000]))
        lots.append((key, draw(st.sampled_from([3, 7, 8])), cycle, to_make, made, to_lose, to_lose * made // to_make))
    return sorted(lots, key=lambda lot: lot[1])


@quick
@given(floors())
def test_a_day_uses_machine_time_within_capacity_and_only_for_pieces(lots: list[OpenLot]) -> None:
    knitted, worked = work(GROUPS, lots, ON)
    time = {lot[0]: (lot[1], lot[2]) for lot in lots}
    for one in worked:
        pieces = sum(lot.pieces * time[lot.lot_id][1] for lot in knitted if time[lot.lot_id][0] == one.group)
        assert pieces == one.used_ms <= one.capacity_ms
        place = [group.id for group in GROUPS].index(one.group)
        assert one.capacity_ms + one.stop_ms == day_ms(GROUPS)[place]
        assert one.firm == GROUPS[place].firm


@quick
@given(floors())
def test_a_lot_waits_exactly_while_earlier_ones_fill_the_day(lots: list[OpenLot]) -> None:
    knitted, worked = work(GROUPS, lots, ON)
    pieces = {lot.lot_id: lot.pieces for lot in knitted}
    spare = {one.group: one.capacity_ms - one.used_ms for one in worked}
    for key, of_group in groupby(lots, key=lambda lot: lot[1]):
        full = False
        for lot_id, _group, cycle, to_make, made, _lose, _lost in of_group:
            got = pieces.get(lot_id, 0)
            assert not (full and got)
            if made + got < to_make:
                full = True
                assert spare[key] < max(cycle, 260_000)


@quick
@given(floors())
def test_day_by_day_each_lot_ends_with_its_pieces_and_its_loss(lots: list[OpenLot]) -> None:
    made = {lot[0]: (lot[4], lot[6]) for lot in lots}
    through: set[int] = set()
    left, on = lots, ON
    for _day in range(60):
        knitted, _worked = work(GROUPS, left, on)
        for one in knitted:
            pieces, lost = made[one.lot_id]
            assert 0 <= one.loss_pieces <= one.pieces
            assert (one.pieces_made, one.pieces_lost) == (pieces + one.pieces, lost + one.loss_pieces)
            made[one.lot_id] = (one.pieces_made, one.pieces_lost)
            if one.is_through:
                through.add(one.lot_id)
        left = [(*lot[:4], made[lot[0]][0], lot[5], made[lot[0]][1]) for lot in left if lot[0] not in through]
        on += timedelta(days=1)
    assert through == {lot[0] for lot in lots}
    assert made == {lot[0]: (lot[3], lot[5]) for lot in lots}


def test_integrated_machines_are_told_apart() -> None:
    knitted, _worked = work(GROUPS, [(1, 3, 70_000, 10, 0, 0, 0), (2, 7, 70_000, 10, 0, 0, 0)], ON)
    assert [(lot.lot_id, lot.is_integrated) for lot in knitted] == [(1, False), (2, True)]


def test_lots_of_a_group_that_left_town_wait() -> None:
    knitted, worked = work(GROUPS, [(1, 4, 70_000, 10, 0, 0, 0), (2, 7, 70_000, 10, 0, 0, 0)], ON)
    assert [lot.lot_id for lot in knitted] == [2]
    assert [one.group for one in worked] == [7]


def test_an_empty_floor_does_nothing() -> None:
    assert work(GROUPS, [], ON) == ([], [])
    assert work([], [(1, 3, 70_000, 10, 0, 0, 0)], ON) == ([], [])


def test_stops_depend_on_group_and_day_alone_and_are_as_frequent_as_plans_provide_for() -> None:
    groups = [group(key, machines=1) for key in range(1, 5_001)]
    today, tomorrow = stop_ms(groups, ON), stop_ms(groups, ON + timedelta(days=1))
    assert (stop_ms(groups[10:20], ON) == today[10:20]).all()
    assert (today != tomorrow).mean() > 0.99
    assert (today >= int(A_DAY * LEAST_STOPS)).all()
    assert (today <= A_DAY * MOST_BAD).all()
    assert today.mean() / A_DAY == pytest.approx(0.047, rel=0.1)
