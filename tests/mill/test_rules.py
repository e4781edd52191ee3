"""Protect what is promised of machines and dates: who can knit what, by when, and how much of it is lost."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dukou.mill.rules.capability import Need, can_knit, cost_ppm
from dukou.mill.rules.capacity import LONGEST_DAYS, Capacity, day_ms
from dukou.mill.rules.lots import jobs, knit_by
from tests.mill.records import A_DAY, ON, group, line, meets_dates

DAYS = 6
TERRY = ("plain", "half", "full")
quick = settings(max_examples=60)
needs = st.builds(Need, st.sampled_from([144, 168]), st.booleans(), st.sampled_from(TERRY), st.integers(1, 5))
work = st.integers(1, 4 * A_DAY)
due_days = st.integers(0, DAYS - 1)


def capacity_of(busy: list[tuple[int, int]]) -> Capacity:
    """Return the capacity of one machine that has ``(work, due day)`` to do."""
    under_way = [(1, ON + timedelta(days=day), ms) for ms, day in busy]
    return Capacity([group(machines=1)], on=ON, work=under_way, last_on=ON + timedelta(days=DAYS - 1))


def planned_day() -> int:
    return A_DAY * 95 // 100


@quick
@given(st.lists(st.tuples(work, due_days), max_size=5), work, due_days)
def test_work_fits_exactly_if_working_by_date_meets_every_date(busy: list[tuple[int, int]], new: int, day: int) -> None:
    assume(meets_dates(planned_day(), busy))
    room = capacity_of(busy).room_ms(1, day)
    assert (room >= new) == meets_dates(planned_day(), [*busy, (new, day)])


@quick
@given(st.lists(st.tuples(work, due_days), max_size=5), due_days)
def test_room_is_used_up_by_taking_it(busy: list[tuple[int, int]], day: int) -> None:
    assume(meets_dates(planned_day(), busy))
    capacity = capacity_of(busy)
    room = capacity.room_ms(1, day)
    capacity.take(1, day, room)
    assert capacity.room_ms(1, day) == 0
    assert capacity.rooms([group(machines=1)])[0].tolist() == [capacity.room_ms(1, d) for d in range(DAYS)]


@quick
@given(st.lists(st.tuples(st.integers(1, 20 * A_DAY), st.integers(-3, DAYS + 3)), max_size=5))
def test_the_room_told_to_the_engine_is_never_negative_and_never_falls(busy: list[tuple[int, int]]) -> None:
    """Also where overdue work has used up more than there is."""
    rooms = capacity_of(busy).rooms([group(machines=1)])[0]
    assert rooms.shape == (DAYS,)
    assert rooms[0] >= 0
    assert (np.diff(rooms) >= 0).all()


def test_overdue_work_takes_its_time_before_every_date() -> None:
    assert capacity_of([(A_DAY, -4)]).room_ms(1, 3) == 4 * planned_day() - A_DAY


def test_on_a_day_that_has_passed_there_is_no_room() -> None:
    assert capacity_of([]).room_ms(1, capacity_of([]).day(ON - timedelta(days=1))) == 0


def test_work_of_a_group_that_left_town_is_nobodys() -> None:
    capacity = Capacity([group(1)], on=ON, work=[(77, ON, A_DAY)], last_on=ON)
    assert capacity.room_ms(1, 0) == 10 * planned_day()


def test_a_far_date_counts_as_the_last_day_that_is_planned() -> None:
    far = ON + timedelta(days=3_000)
    capacity = Capacity([group(1, machines=1)], on=ON, work=[(1, far, A_DAY)], last_on=far)
    assert capacity.days == LONGEST_DAYS + 1
    assert capacity.room_ms(1, capacity.day(far)) == capacity.days * planned_day() - A_DAY


def test_a_day_of_machines_is_their_time_at_their_efficiency() -> None:
    assert day_ms([group(machines=400, efficiency_ppm=850_000)]).tolist() == [400 * A_DAY * 85 // 100]


@quick
@given(needs, needs)
def test_a_group_knits_exactly_what_it_has_the_needles_cylinders_terry_and_colours_for(has: Need, need: Need) -> None:
    machines = group(**has._asdict())
    able = (
        has[:2] == need[:2]
        and TERRY.index(has.terry) >= TERRY.index(need.terry)
        and has.colours_a_course >= need.colours_a_course
    )
    assert can_knit(machines, need) == able
    if able:
        assert (cost_ppm(machines, need) == 1_000_000) == (has == need)
        assert cost_ppm(machines, need) >= 1_000_000


@quick
@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 80_000), st.integers(0, 2**63 - 1)), max_size=20))
def test_a_lot_is_so_large_that_its_pairs_remain_after_its_loss(rows: list[tuple[int, int, int]]) -> None:
    lines = [line(i, pairs=pairs, loss_ppm=ppm, draw=draw) for i, (pairs, ppm, draw) in enumerate(rows)]
    for job in jobs(lines):
        assert job.pieces_to_make - job.pieces_to_lose == 2 * job.line.pairs
        share = job.line.loss_ppm / 1_000_000
        assert job.pieces_to_make * share * 0.69 - 1 <= job.pieces_to_lose <= job.pieces_to_make * share * 1.31 + 1
        assert job.work_ms == job.pieces_to_make * job.line.cycle_ms
    assert jobs(lines) == [jobs([one])[0] for one in lines]


@pytest.mark.parametrize("pairs", [1, 12, 1_000])
def test_the_loss_of_many_lots_is_that_of_their_style(pairs: int) -> None:
    """Small lots round up or down by chance: always down, a pair would never be lost."""
    many = jobs([line(key, pairs=pairs, draw=key * 7_919) for key in range(20_000)])
    lost = sum(job.pieces_to_lose for job in many) / sum(job.pieces_to_make for job in many)
    assert lost == pytest.approx(0.04, rel=0.08)


def test_knitting_ends_before_finishing_inspection_and_the_way_to_the_depot() -> None:
    assert knit_by(line(ready_in=10), integrated=False) == ON + timedelta(days=6)
    assert knit_by(line(ready_in=10), integrated=True) == ON + timedelta(days=7)
