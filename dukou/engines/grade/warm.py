"""Guess prices of room, so that few moves are left to be mended.

A sample of the kinds has nearly the prices of all; those of a few are found exactly, and refined on ever larger ones.
What sinks hold falls with their prices about as fast as pieces hardly prefer one to another: Newton's method on the
dual, as in semi-discrete transport (Kitagawa, Merigot and Thibert 2019). Prices that are wrong cost time, no more.
"""

import numpy as np
from numpy.typing import NDArray

from dukou.engines.grade.flow import Paths, begin, loads, look, settle
from dukou.engines.grade.model import ANY, Ints

Floats = NDArray[np.float64]
# So many kinds are a sample to begin with, and each further one is so many times as large.
FIRST, LARGER = 400, 4
ROUNDS = 12
SEED = 1
# Loads are near enough when so small a part of the pieces is in the wrong place.
NEAR = 0.01
# The least and the most part of the kinds that count as hardly preferring one sink to another.
FEWEST, MOST = 0.02, 0.3


def guess(along: Paths, count: Ints) -> Ints:
    """Return prices at which the loads of a large sample nearly fit; those of nothing where all are few."""
    kinds = len(count)
    price = np.zeros(len(along.room), dtype=np.int64)
    order = np.random.default_rng(SEED).permutation(kinds)
    size = kinds
    while size > FIRST:
        size = -(-size // LARGER)
    while size < kinds:
        chosen = np.sort(order[:size])
        of_part = _part(along, count, chosen)
        price = _settled(of_part, count[chosen], price) if size <= FIRST else refined(of_part, count[chosen], price)
        size = min(kinds, size * LARGER)
    return price


def _part(along: Paths, count: Ints, chosen: Ints) -> Paths:
    """Return the paths of some kinds, with as large a part of the room."""
    length = (along.first[1:] - along.first[:-1])[chosen]
    first = np.concatenate([[0], np.cumsum(length)])
    arcs = np.repeat(along.first[:-1][chosen] - first[:-1], length) + np.arange(first[-1])
    room = np.rint(along.room * (count[chosen].sum() / max(1, count.sum()))).astype(np.int64)
    room[-1] = ANY
    return Paths(first, np.repeat(np.arange(len(chosen)), length), along.sink[arcs], along.value[arcs], room)


def _settled(along: Paths, count: Ints, price: Ints) -> Ints:
    """Return the exact prices."""
    done, state = settle(along, begin(along, count, price), ANY)
    assert done
    return state.price


def refined(along: Paths, count: Ints, price: Ints) -> Ints:
    """Return prices by Newton's method, those of the least dual value seen."""
    kept, least, step = price, np.inf, np.zeros_like(price)
    dearest = along.value.max() - along.value.min()
    for _ in range(ROUNDS):
        best, second, margin = look(along, price)
        value = float((along.value[best] - price[along.sink[best]]) @ count + along.room[:-1] @ price[:-1])
        if value > least:
            # Too far: half of the way.
            step = step // 2
            price = np.clip(kept + step, 0, dearest)
            continue
        kept, least = price, value
        over = (loads(along, count, best) - along.room)[:-1]
        active = np.flatnonzero((over > 0) | (price[:-1] > 0))
        wrong = float(np.abs(over[active]).sum() / max(1, count.sum()))
        if wrong <= NEAR:
            break
        slope = _slope(along, count, (best, second, margin), min(MOST, max(FEWEST, wrong)))
        step = np.zeros_like(price)
        step[active] = np.linalg.solve(slope[np.ix_(active, active)], over[active])
        price = np.clip(price + step, 0, dearest)
    return kept


def _slope(along: Paths, count: Ints, seen: tuple[Ints, Ints, Ints], part: float) -> Floats:
    """Return by how much each sink's load falls as each price rises, from so large a part of the kinds."""
    best, second, margin = seen
    rank = int(part * (len(margin) - 1))
    width = max(1, int(np.partition(margin, rank)[rank]))
    near = np.flatnonzero((margin <= width) & (margin < ANY))
    size = len(along.room)
    pair = along.sink[best[near]] * size + along.sink[second[near]]
    moved = np.bincount(pair, count[near] / width, size * size).reshape(size, size)
    moved += moved.T
    return np.asarray(np.diag(moved.sum(axis=1) + 1 / width) - moved)
