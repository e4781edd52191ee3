"""Protect the flow: it is that of other solvers, on many pieces too, from whatever prices it begins."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import csr_array

from dukou.base.solving import QUICK
from dukou.engines.grade import Fit, Piece, Place, Problem, Sink, Terms, check, solve
from dukou.engines.grade.flow import Paths, begin, settle
from dukou.engines.grade.model import ANY, build
from dukou.engines.grade.warm import guess

BASE = 1_000
quick = settings(max_examples=40, deadline=None)


def problem(less: Sequence[Sequence[int]], room: Sequence[int], count: Sequence[int] | None = None) -> Problem:
    """Build pieces that fetch `BASE` less what the table says, by piece and sink; what waits fetches nothing."""
    pieces = tuple(
        Piece(1, 0, (BASE, None, None, None), one, article=number)
        for number, one in enumerate(count or [1] * len(less))
    )
    sinks = tuple(
        Sink(f"sink {s}", 0, (Terms("A"),), one, fits=tuple(Fit(k, of_piece[s]) for k, of_piece in enumerate(less)))
        for s, one in enumerate(room)
    )
    return Problem((Place("town"),), (), sinks, pieces)


def highs(less: np.ndarray, room: Sequence[int], count: Sequence[int]) -> float:
    """Return the most that the linear programme leaves."""
    kinds, sinks = less.shape
    column = np.arange(less.size)
    in_sink = csr_array((np.ones(less.size), (np.tile(np.arange(sinks), kinds), column)))
    of_kind = csr_array((np.ones(less.size), (np.repeat(np.arange(kinds), sinks), column)))
    cost = (less - BASE).astype(float).ravel()
    found = linprog(
        cost,
        A_ub=np.vstack([in_sink.toarray(), of_kind.toarray()]),
        b_ub=[*room, *count],
        method="highs",
    )
    return -float(found.fun)


@quick
@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_with_room_for_one_each_it_is_the_assignment_problem(pieces: int, sinks: int, data: st.DataObject) -> None:
    row = st.lists(st.integers(0, BASE), min_size=sinks, max_size=sinks)
    less = data.draw(st.lists(row, min_size=pieces, max_size=pieces))
    answer = solve(problem(less, [1] * sinks), limit=QUICK, seed=1)
    gains = BASE - np.array(less)
    assert answer.net_minor == gains[linear_sum_assignment(gains, maximize=True)].sum()
    assert answer.status == "optimal"


@pytest.mark.parametrize(("kinds", "sinks", "spread"), [(1_300, 14, 1_000), (900, 24, 40), (2_000, 3, 1_000)])
def test_of_many_pieces_it_is_what_highs_finds(kinds: int, sinks: int, spread: int) -> None:
    """So many that prices are guessed on samples, and that not all arcs take part."""
    draws = np.random.default_rng(kinds)
    less = draws.integers(0, spread, (kinds, sinks)) * draws.integers(1, 4, sinks) // 3
    count = draws.integers(1, 4, kinds).tolist()
    room = (draws.dirichlet(np.full(sinks, 2.0)) * sum(count) * 0.7).astype(int).tolist()
    posed = problem(less.tolist(), room, count)
    answer = solve(posed, limit=QUICK, seed=1)
    assert check(posed, answer) == []
    assert answer.status == "optimal"
    assert answer.net_minor == pytest.approx(highs(less, room, count), rel=1e-9)


@quick
@given(st.integers(0, 2**32), st.data())
def test_from_whatever_prices_it_begins_the_value_is_the_same(seed: int, data: st.DataObject) -> None:
    draws = np.random.default_rng(seed)
    less, count = draws.integers(0, BASE, (30, 4)), draws.integers(0, 5, 30).tolist()
    room = draws.integers(0, 20, 4).tolist()
    model = build(problem(less.tolist(), room, count), 0)
    kinds = len(model.kinds.amount)
    kind = np.repeat(np.arange(kinds), np.diff(model.arcs.first))
    along = Paths(model.arcs.first, kind, model.arcs.sink, model.arcs.value, model.room)
    prices = data.draw(st.lists(st.integers(0, 2 * BASE), min_size=4, max_size=4))
    found = []
    for price in (np.zeros(5, dtype=np.int64), guess(along, model.kinds.amount), np.array([*prices, 0])):
        is_done, state = settle(along, begin(along, model.kinds.amount, price), ANY)
        assert is_done
        assert np.array_equal(np.add.reduceat(state.flow, along.first[:-1]), model.kinds.amount)
        assert np.array_equal(np.bincount(along.sink, state.flow, 5).astype(int), state.load)
        assert (state.load <= along.room).all()
        assert (state.price >= 0).all()
        assert ((state.price == 0) | (state.load == along.room)).all()
        left = along.value - state.price[along.sink]
        best = np.maximum.reduceat(left, along.first[:-1])[along.kind]
        assert ((state.flow == 0) | (left == best)).all()
        found.append(int(state.flow @ along.value))
    assert found == [found[0]] * 3
