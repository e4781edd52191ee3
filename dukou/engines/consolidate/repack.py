"""Improve a lane's choice by ruin and recreate: unload some shipments, perhaps with a vehicle, and place them anew.

What is dearer is kept now and then, less and less often (Schrimpf and others 2000). At first a vehicle costs nearly in
proportion to its load, and then more and more what it costs: whole vehicles form before they must.
"""

from typing import NamedTuple

import numpy as np

from dukou.base.compiled import compiled, entry
from dukou.engines.consolidate.model import (
    BASE,
    BEYOND,
    IS_BEGUN,
    IS_HALF,
    MINIMUM,
    MOST,
    OF_GRAMS,
    OF_ML,
    OF_VALUE,
    RATE,
    STEP,
    UP_TO,
    Columns,
    Floats,
    Ints,
    Lane,
    Pools,
)

# Placing overlooks a column so often, so that a ruin is not always recreated the same way.
BLINK = 0.03
# The most shipments that a ruin unloads beside those of a vehicle.
SCATTERED = 12
# In this part of the moves vehicles become whole.
SOFT = 0.6
# Prices are told apart to this part of a minor unit.
CLOSE = 1e-3
# What a shipment costs that finds no room: more than any path.
MISSING = 1e14
FIRST, SECOND, COUNT = range(3)
OPEN, LIMIT = range(2)
# The kinds of moves.
FILL, EMPTY, NEAR, SCATTER = range(4)


class State(NamedTuple):
    """Hold each shipment's column (-1: unloaded), what pools carry and cost, and what queues hold.

    While a move is tried, a pool pays at least for the vehicles that are open, and runs no more than its limit:
    `rules`. `whole` says, between 0 and 1, how much of the room that is left in vehicles is paid for.
    """

    at: Ints
    loads: Ints
    price: Floats
    queued: Ints
    rules: Ints
    whole: Floats


class Riders(NamedTuple):
    """Hold the columns of each pool, ``column[first[k]:first[k + 1]]``, and the shipment of every column."""

    first: Ints
    column: Ints
    shipment: Ints


def riders(lane: Lane) -> Riders:
    """Return the columns of each pool of a lane."""
    columns = lane.columns
    shipment = np.repeat(np.arange(len(columns.goods)), np.diff(columns.first))
    column = np.repeat(np.arange(len(columns.own_minor)), np.diff(columns.first_pool))
    order = np.argsort(columns.pools, kind="stable")
    first = np.searchsorted(columns.pools[order], np.arange(len(lane.pool_numbers) + 1))
    return Riders(first, column[order], shipment)


def state(lane: Lane, at: Ints) -> State:
    """Return the state of a choice of columns."""
    pools, number = lane.pools, len(lane.pool_numbers)
    rules = np.stack([np.zeros(number, dtype=np.int64), pools.measures[:, MOST]], axis=1)
    queued = np.zeros(len(lane.queue_names), dtype=np.int64)
    loads = np.zeros((number, 3), dtype=np.int64)
    made = State(np.full(len(at), -1), loads, np.zeros(number), queued, rules, np.ones(1))
    for i, j in enumerate(at.tolist()):
        if j >= 0:
            load(lane.columns, pools, made, i, j, 1)
    return made


@compiled
def vehicles(pools: Pools, k: int, first: int, second: int) -> int:
    """Return how many vehicles carry a load, at least one."""
    return int(max(1, -(-first // pools.capacity[k, 0]), -(-second // pools.capacity[k, 1])))


@compiled
def price(pools: Pools, state: State, k: int, first: int, second: int, count: int) -> float:
    """Return the price of a load; infinite where it is too much."""
    if pools.capacity[k, 1] > 0:
        needed = max(state.rules[k, OPEN], vehicles(pools, k, first, second) if count else 0)
        if needed > state.rules[k, LIMIT]:
            return np.inf
        full = max(first / pools.capacity[k, 0], second / pools.capacity[k, 1])
        return float((full + state.whole[0] * (needed - full)) * pools.vehicle_minor[k])
    if count == 0:
        return 0.0
    amount = max(first, second) + (first if pools.measures[k, IS_HALF] else 0)
    for b in range(pools.first[k], pools.first[k + 1]):
        if amount <= pools.bands[b, UP_TO]:
            steps = max(0, amount - pools.bands[b, BEYOND]) / pools.bands[b, STEP]
            if pools.bands[b, IS_BEGUN]:
                steps = np.ceil(steps)
            return float(max(pools.prices[b, MINIMUM], pools.prices[b, BASE] + steps * pools.prices[b, RATE]))
    return np.inf


@compiled
def change(columns: Columns, pools: Pools, state: State, i: int, j: int, sign: int) -> float:
    """Return by how much all costs more once a shipment is loaded by a column (sign 1) or unloaded from it (-1)."""
    if sign > 0:
        for at in range(columns.first_queue[j], columns.first_queue[j + 1]):
            if state.queued[columns.queues[at]] >= columns.most[columns.queues[at]]:
                return np.inf
    costs = float(sign * columns.own_minor[j])
    for at in range(columns.first_pool[j], columns.first_pool[j + 1]):
        k = columns.pools[at]
        first, second = brings(columns, pools, i, k)
        first, second = state.loads[k, FIRST] + sign * first, state.loads[k, SECOND] + sign * second
        costs += price(pools, state, k, first, second, state.loads[k, COUNT] + sign) - state.price[k]
    return costs


@compiled
def brings(columns: Columns, pools: Pools, i: int, k: int) -> tuple[int, int]:
    """Return both measures of a shipment in a pool."""
    by_weight = columns.goods[i, 0] * pools.measures[k, OF_GRAMS] + columns.goods[i, 2] * pools.measures[k, OF_VALUE]
    return by_weight, columns.goods[i, 1] * pools.measures[k, OF_ML]


@entry
def load(columns: Columns, pools: Pools, state: State, i: int, j: int, sign: int) -> None:
    """Load a shipment by a column, or unload it from it."""
    for at in range(columns.first_pool[j], columns.first_pool[j + 1]):
        k = columns.pools[at]
        first, second = brings(columns, pools, i, k)
        state.loads[k, FIRST] += sign * first
        state.loads[k, SECOND] += sign * second
        state.loads[k, COUNT] += sign
        reprice(pools, state, k)
    for at in range(columns.first_queue[j], columns.first_queue[j + 1]):
        state.queued[columns.queues[at]] += sign
    state.at[i] = j if sign > 0 else -1


@compiled
def reprice(pools: Pools, state: State, k: int) -> None:
    """Price what a pool carries anew."""
    state.price[k] = price(pools, state, k, state.loads[k, FIRST], state.loads[k, SECOND], state.loads[k, COUNT])


@entry
def total(columns: Columns, state: State) -> float:
    """Return what all costs, and `MISSING` for each shipment that is unloaded."""
    costs = np.sum(state.price)
    for j in state.at:
        costs += columns.own_minor[j] if j >= 0 else MISSING
    return costs


@compiled
def place(columns: Columns, pools: Pools, state: State, i: int) -> None:
    """Load a shipment where all costs least more; it stays unloaded where there is no room."""
    best, chosen = np.inf, -1
    for j in range(columns.first[i], columns.first[i + 1]):
        if columns.is_steady[j] and columns.own_minor[j] >= best:
            continue
        if np.random.random() < BLINK:
            continue
        costs = change(columns, pools, state, i, j, 1)
        if costs < best:
            best, chosen = costs, j
    if chosen >= 0:
        load(columns, pools, state, i, chosen, 1)


@entry
def anneal(
    columns: Columns, pools: Pools, by: Riders, state: State, moves: int, heat: float, whole: float, seed: int
) -> None:
    """Try so many moves from the state's choice, and leave the best choice there.

    `heat` is the first temperature, in minor units; the last is a hundredth of it. Vehicles are `whole` so much at
    first.
    """
    np.random.seed(seed)
    best_at, best = state.at.copy(), total(columns, state)
    before, out = state.at.copy(), np.empty(len(state.at), dtype=np.int64)
    state.whole[0] = whole
    now, has_pools = best, len(state.price) > 0
    for turn in range(moves):
        if turn % 64 == 0:
            state.whole[0] = min(1.0, whole + (1 - whole) * turn / (moves * SOFT))
            for k in range(len(state.price)):
                reprice(pools, state, k)
            now = total(columns, state)
        k, kind = 0, SCATTER
        if has_pools:
            k, kind = np.random.randint(0, len(state.price)), np.random.randint(0, 4)
        if kind == FILL and pools.capacity[k, 1] > 0:
            found = _open(columns, pools, by, state, k, out)
        elif kind == EMPTY and state.loads[k, COUNT] > 0:
            found = _close(columns, pools, by, state, k, out)
        else:
            found = _scatter(columns, pools, by, state, k, kind == NEAR, out)
        for a in range(found):
            b = np.random.randint(a, found)
            out[a], out[b] = out[b], out[a]
            place(columns, pools, state, out[a])
        if has_pools:
            state.rules[k, OPEN], state.rules[k, LIMIT] = 0, pools.measures[k, MOST]
            reprice(pools, state, k)
        after = total(columns, state)
        if after > now - heat * 0.01 ** (turn / moves) * np.log(np.random.random()):
            _go_back(columns, pools, state, before)
            continue
        now = after
        before[:] = state.at
        if state.whole[0] == 1 and now < best - CLOSE:
            best = now
            best_at[:] = state.at
    state.whole[0] = 1.0
    for k in range(len(state.price)):
        reprice(pools, state, k)
    _go_back(columns, pools, state, best_at)


@compiled
def _go_back(columns: Columns, pools: Pools, state: State, to: Ints) -> None:
    for i in range(len(to)):
        if state.at[i] != to[i] and state.at[i] >= 0:
            load(columns, pools, state, i, state.at[i], -1)
    for i in range(len(to)):
        if state.at[i] != to[i] and to[i] >= 0:
            load(columns, pools, state, i, to[i], 1)


@compiled
def _open(columns: Columns, pools: Pools, by: Riders, state: State, k: int, out: Ints) -> int:
    """Open one vehicle more, fill it with what saves most for its size, and unload a few shipments beside it."""
    run = vehicles(pools, k, state.loads[k, FIRST], state.loads[k, SECOND]) if state.loads[k, COUNT] else 0
    if run >= pools.measures[k, MOST]:
        return 0
    state.rules[k, OPEN] = run + 1
    reprice(pools, state, k)
    start, end = by.first[k], by.first[k + 1]
    dear = np.full(end - start, np.inf)
    for a in range(end - start):
        j = by.column[start + a]
        i = by.shipment[j]
        if state.at[i] < 0 or _loads(columns, state.at[i], k):
            continue
        saves = -change(columns, pools, state, i, state.at[i], -1) - columns.own_minor[j]
        dear[a] = -saves / max(CLOSE, _size(columns, pools, i, k)) * np.random.uniform(0.7, 1.3)
    room = run + 1 - max(state.loads[k, FIRST] / pools.capacity[k, 0], state.loads[k, SECOND] / pools.capacity[k, 1])
    for a in np.argsort(dear):
        j = by.column[start + a]
        i = by.shipment[j]
        if dear[a] >= 0:
            break
        size = _size(columns, pools, i, k)
        if size <= room and not _loads(columns, state.at[i], k):
            room -= size
            load(columns, pools, state, i, state.at[i], -1)
            load(columns, pools, state, i, j, 1)
    is_near = False
    return _scatter(columns, pools, by, state, k, is_near, out)


@compiled
def _loads(columns: Columns, j: int, k: int) -> bool:
    return k in columns.pools[columns.first_pool[j] : columns.first_pool[j + 1]]


@compiled
def _size(columns: Columns, pools: Pools, i: int, k: int) -> float:
    return float(max(columns.goods[i, 0] / pools.capacity[k, 0], columns.goods[i, 1] / pools.capacity[k, 1]))


@compiled
def _close(columns: Columns, pools: Pools, by: Riders, state: State, k: int, out: Ints) -> int:
    """Close one vehicle of a pool, or a shared one, and unload what has no room; return how many that are."""
    most = 0
    if pools.capacity[k, 1] > 0:
        most = vehicles(pools, k, state.loads[k, FIRST], state.loads[k, SECOND]) - 1
    start, number = by.first[k], by.first[k + 1] - by.first[k]
    shift, found = np.random.randint(0, number), 0
    for turn in range(number):
        if state.loads[k, COUNT] == 0:
            break
        if most > 0 and vehicles(pools, k, state.loads[k, FIRST], state.loads[k, SECOND]) <= most:
            break
        j = by.column[start + (turn + shift) % number]
        if state.at[by.shipment[j]] == j:
            out[found] = by.shipment[j]
            load(columns, pools, state, out[found], j, -1)
            found += 1
    if pools.capacity[k, 1] > 0:
        state.rules[k, LIMIT] = most
    return found


@compiled
def _scatter(columns: Columns, pools: Pools, by: Riders, state: State, k: int, is_near: bool, out: Ints) -> int:
    """Unload a few shipments, only such as may ride in a pool where they shall be near; return how many that are."""
    found = 0
    for _ in range(np.random.randint(1, min(SCATTERED, 2 + len(state.at) // 8) + 1)):
        i = np.random.randint(0, len(state.at))
        if is_near and by.first[k] < by.first[k + 1]:
            i = by.shipment[by.column[np.random.randint(by.first[k], by.first[k + 1])]]
        if i not in out[:found]:
            if state.at[i] >= 0:
                load(columns, pools, state, i, state.at[i], -1)
            out[found] = i
            found += 1
    return found
