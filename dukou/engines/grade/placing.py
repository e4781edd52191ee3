"""Place all pieces along the arcs whose rides run, exactly, and read the moves off."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dukou.engines.grade.flow import Paths, begin, settle
from dukou.engines.grade.model import ANY, Flags, Ints, Model
from dukou.engines.grade.problem import GRADES, Move, Problem
from dukou.engines.grade.warm import guess, refined

# So many chains of moves are made between two looks at the clock.
CHAINS = 5_000
# About so many arcs a kind take part at first, and so few of one are too few; what is near is judged by one in so many.
ARCS, FEW, SAMPLED = 8, 4, 7
# goes_on(best so far, bound), where they are known.
GoesOn = Callable[..., bool]


@dataclass(frozen=True, slots=True)
class Placed:
    """Hold the flow on the model's arcs, the price of each sink's room, and the rides that run, with what is left."""

    flow: Ints
    price: Ints
    runs: Ints
    value: int


def place(model: Model, open_: Ints, goes_on: GoesOn) -> tuple[Placed | None, Ints]:
    """Return the best placing with these rides open, None where it was stopped; and prices in either case.

    Arcs that leave far less than others take no part; where prices come out at which one of them would leave most after
    all, it is done again with what is near.
    """
    chosen, count = _open_arcs(model, open_), model.kinds.amount
    every = _along(model, chosen)
    price = guess(every, count)
    takes_part = _near(every, price)
    while True:
        along = _along(model, chosen[takes_part])
        state, is_done = begin(along, count, refined(along, count, price)), False
        while not is_done:
            if not goes_on():
                return None, state.price
            is_done, state = settle(along, state, CHAINS)
        price = state.price
        left = every.value - price[every.sink]
        missed = left > np.maximum.reduceat(np.where(takes_part, left, -ANY), every.first[:-1])[every.kind]
        if not missed.any():
            break
        takes_part |= missed | _near(every, price)
    flow = np.zeros(len(model.arcs.sink), dtype=np.int64)
    flow[chosen[takes_part]] = state.flow
    used = np.unique(model.arcs.ride[flow > 0])
    runs = np.zeros(len(model.fixed), dtype=np.int64)
    runs[used[used >= 0]] = 1
    return Placed(flow, price, runs, int(flow @ model.arcs.value - runs @ model.fixed)), price


def _along(model: Model, chosen: Ints) -> Paths:
    """Return the paths of some arcs."""
    arcs, kinds = model.arcs, len(model.kinds.amount)
    kind = np.repeat(np.arange(kinds), np.diff(arcs.first))[chosen]
    first = np.searchsorted(kind, np.arange(kinds + 1))
    return Paths(first, kind, arcs.sink[chosen], arcs.value[chosen], model.room)


def _near(along: Paths, price: Ints) -> Flags:
    """Tell which arcs leave nearly as much as their kind's best, or are of a kind with few such; what waits is near."""
    left = along.value - price[along.sink]
    loss = np.maximum.reduceat(left, along.first[:-1])[along.kind] - left
    part = min(1.0, ARCS * (len(along.first) - 1) / len(loss))
    near: Flags = loss <= np.quantile(loss[::SAMPLED], part)
    near[np.bincount(along.kind, near)[along.kind] < FEW] = True
    near[along.sink == len(along.room) - 1] = True
    return near


def _open_arcs(model: Model, open_: Ints) -> Ints:
    """Return the arcs without a charge or whose ride is open, of those of a kind to a sink the best."""
    arcs = model.arcs
    if not model.fixed.any():
        return np.arange(len(arcs.sink))
    is_open = np.append((model.fixed == 0) | (open_ > 0), True)
    ids = np.flatnonzero(is_open[arcs.ride])
    kind = np.repeat(np.arange(len(arcs.first) - 1), np.diff(arcs.first))[ids]
    order = np.lexsort((-arcs.value[ids], arcs.sink[ids], kind))
    ids, kind = ids[order], kind[order]
    is_first = (np.diff(kind, prepend=-1) != 0) | (np.diff(arcs.sink[ids], prepend=-1) != 0)
    return np.asarray(ids[is_first])


def moves(problem: Problem, model: Model, placed: Placed) -> tuple[Move, ...]:
    """Return the moves of the pieces: those of a kind take what flows of it in turn."""
    arcs = model.arcs
    used = np.flatnonzero(placed.flow)
    columns = (used, arcs.sink[used], arcs.ride[used], arcs.grade[used], placed.flow[used])
    rows = zip(*(column.tolist() for column in columns[1:]), strict=True)
    found, left = [], 0
    beyond = len(problem.sinks)
    sink = ride = grade = 0
    for number in np.argsort(model.kinds.of_piece, kind="stable").tolist():
        wanted = problem.pieces[number].count
        while wanted:
            if not left:
                sink, ride, grade, left = next(rows)
            count = min(wanted, left)
            wanted, left = wanted - count, left - count
            if sink != beyond:
                found.append(Move(number, sink, None if ride < 0 else ride, GRADES[grade], count))
    found.sort(key=lambda one: one.piece)
    return tuple(found)
