"""Protect the choice of rides with fixed charges: near the best there is, and never claimed to be nearer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from dukou.base.solving import QUICK, Limit
from dukou.engines.grade import Piece, Place, Problem, Ride, Sink, Terms, check, solve
from dukou.engines.grade.model import build
from dukou.engines.grade.runs import improve
from dukou.engines.grade.seats import FREE, bound, offers, seats

DAYS = 4


def week(seed: int, *, pieces: int = 60, places: int = 5) -> Problem:
    """Draw a few days' rides between places, each with a charge, and too little room where they go."""
    draws = np.random.default_rng(seed)
    lanes = [(a, b) for a in range(places) for b in range(places) if a != b and draws.random() < 0.6]
    rides = tuple(
        Ride(a, b, int(draws.integers(900)), day, day + int(draws.integers(1, 3)), int(draws.integers(200, 1_500)))
        for a, b in lanes
        for day in range(DAYS)
    )
    sinks = tuple(
        Sink(
            f"sink {number}",
            number % places,
            tuple(Terms(grade, int(draws.integers(300_000, 10**6))) for grade in "AC"),
            70,
        )
        for number in range(7)
    )
    goods = []
    for _ in range(pieces):
        value, ready = int(draws.integers(100, 900)), int(draws.integers(3))
        goods.append(
            Piece(
                owner=1,
                place=int(draws.integers(places)),
                values_minor=(value if draws.random() < 0.6 else None, None, value // 3, None),
                count=int(draws.integers(1, 12)),
                grams=int(draws.integers(30, 120)),
                ready_day=ready,
                deadline_day=ready + int(draws.integers(1, 5)),
                daily_minor=int(draws.integers(9)),
            )
        )
    return Problem(
        tuple(Place(f"place {number}") for number in range(places)), rides, sinks, tuple(goods), wait_minor=20
    )


def highs(problem: Problem) -> tuple[float, float]:
    """Return the value and the bound that HiGHS finds for all at once."""
    model = build(problem, 0)
    arcs, kinds, rides = model.arcs, len(model.kinds.amount), len(model.fixed)
    width = len(arcs.sink)
    kind = np.repeat(np.arange(kinds), np.diff(arcs.first))
    each, room = np.zeros((kinds, width + rides)), np.zeros((len(problem.sinks), width + rides))
    each[kind, np.arange(width)] = 1
    for a in np.flatnonzero(arcs.sink < len(problem.sinks)):
        room[arcs.sink[a], a] = 1
    carried = np.flatnonzero(arcs.ride >= 0)
    linked = np.zeros((len(carried), width + rides))
    linked[np.arange(len(carried)), carried] = 1
    linked[np.arange(len(carried)), width + arcs.ride[carried]] = -model.kinds.amount[kind[carried]]
    found = milp(
        np.concatenate([-arcs.value, model.fixed]).astype(float),
        constraints=[
            LinearConstraint(each, model.kinds.amount, model.kinds.amount),
            LinearConstraint(room, -np.inf, model.room[:-1]),
            LinearConstraint(linked, -np.inf, 0),
        ],
        bounds=Bounds(0, np.concatenate([model.kinds.amount[kind], np.ones(rides)])),
        integrality=np.concatenate([np.zeros(width), np.ones(rides)]),
        options={"mip_rel_gap": 1e-3, "node_limit": 500},
    )
    return -float(found.fun), -float(found.mip_dual_bound)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_near_what_highs_proves(seed: int) -> None:
    problem = week(seed)
    answer = solve(problem, limit=QUICK, seed=1)
    assert check(problem, answer) == []
    value, most = highs(problem)
    assert answer.value_minor <= most + 1
    assert answer.bound_minor >= value - 1
    assert answer.value_minor >= 0.99 * value
    assert answer.bound_minor <= 1.03 * answer.value_minor


def test_more_turns_never_leave_less_and_the_same_limit_gives_the_same() -> None:
    problem = week(9)
    few, more = (solve(problem, limit=Limit(iterations), seed=1) for iterations in (4, 60))
    assert few.value_minor <= more.value_minor
    assert few.bound_minor >= more.bound_minor
    assert solve(problem, limit=Limit(4), seed=5) == few


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 999), st.data())
def test_moves_end_where_no_single_one_helps_and_no_prices_prove_less(seed: int, data: st.DataObject) -> None:
    there = seats(build(week(seed, pieces=12, places=3), 0))
    rides = len(there.fixed)
    prices = data.draw(st.lists(st.integers(0, 300), min_size=7, max_size=7))
    offer = offers(there, np.array([*prices, 0]))
    open_ = np.array(data.draw(st.lists(st.integers(0, 1), min_size=rides, max_size=rides)), dtype=np.int64)

    def left(which: np.ndarray) -> int:
        seen = np.where(np.append(which > 0, True)[there.ride], offer, offer[there.ride == FREE].min())
        return int(np.maximum.reduceat(seen, there.first[:-1]) @ there.amount - which @ there.fixed)

    begun = left(open_)
    improve(there, offer, open_, 1_000)
    ended = left(open_)
    assert ended >= begun
    for ride in range(rides):
        other = open_.copy()
        other[ride] = 1 - other[ride]
        assert left(other) <= ended
    worths = data.draw(st.lists(st.integers(-20, 900), min_size=len(there.amount), max_size=len(there.amount)))
    paid = sum(int(room) * price for room, price in zip(there.room[:-1], prices, strict=True))
    assert bound(there, np.array([*prices, 0]), np.array(worths)) >= ended + paid
