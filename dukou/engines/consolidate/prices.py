"""Find the prices that prove the best bound of a lane, by subgradient ascent.

What is relaxed is that a shipment travels once: it is worth a price, and each pool takes what pays it, in parts where
it likes, but in whole vehicles. So the bound is that of the linear program with all residual capacity inequalities
(Magnanti, Mirchandani and Vachani 1993). The ascent is the volume algorithm (Barahona and Anbil 2000).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dukou.base.compiled import compiled, entry
from dukou.engines.consolidate.model import ANY, GROUP, IS_HALF, MOST, Columns, Floats, Ints, Lane, Pools

# The part of the old direction that a new one keeps, and how the length of a step grows and falls.
SMOOTH = 0.95
FIRST, LONGER, SHORTER, SHORTEST = 0.5, 1.1, 0.66, 2e-4
# After so many rounds that do not raise the bound by `NEWS` of it, the step is shorter.
PATIENCE, NEWS = 10, 5e-5
# A vehicle with so little room is full: what is smaller may round to no part of a shipment, and never fill it.
FULL = 1e-30


class Entries(NamedTuple):
    """Hold each pair of a pool and a shipment that may load it; those of pool k are ``first[k]`` to ``first[k + 1]``.

    `amount` is what the pool is priced by, in vehicles or parts. `of_pool` is the entry of each place of the columns'
    pools; `rest`, for each column, the entry that gains what the tolls of the others leave, -1 where there is none.
    """

    first: Ints
    shipment: Ints
    amount: Floats
    is_tolled: Ints
    of_pool: Ints
    rest: Ints


class Pieces(NamedTuple):
    """Hold lower estimates of shared pools' prices: `fixed`, and `slope` beyond `free`, up to `most` in all."""

    first: Ints
    fixed: Floats
    free: Floats
    slope: Floats
    most: Floats


@dataclass(frozen=True, slots=True)
class Dual:
    """Hold what prices are set for: entries, pieces, and the pools of both measures that are measured by weight.

    Prices are one vector: the worth of each shipment, the toll of each entry, the price of each queue, and what is
    added to the vehicles of each group.
    """

    lane: Lane
    entries: Entries
    pieces: Pieces
    by_weight: tuple[int, ...]

    def start(self) -> Floats:
        """Return prices where each shipment is worth what it costs when vehicles and cheap bands are full."""
        pays = self._full_rates() * self.entries.amount
        tolls = np.where(self.entries.is_tolled == 1, pays, 0.0)
        rest = np.zeros(len(self.lane.columns.most) + len(self.lane.groups))
        return np.concatenate([self._full_worths(pays), tolls, rest])

    def _full_rates(self) -> Floats:
        """Return what a vehicle or a part costs at the least, for each entry."""
        pieces, pools = self.pieces, self.lane.pools
        rates = [
            min(pieces.slope[pieces.first[k] : pieces.first[k + 1]], default=pools.vehicle_minor[k])
            for k in range(len(pools.vehicle_minor))
        ]
        return np.repeat(np.array(rates, dtype=float), np.diff(self.entries.first))

    def _full_worths(self, pays: Floats) -> Floats:
        """Return the least that each shipment costs when its entries pay so much."""
        columns = self.lane.columns
        full = columns.own_minor.copy()
        column = np.repeat(np.arange(len(full)), np.diff(columns.first_pool))
        np.add.at(full, column, pays[self.entries.of_pool])
        return np.minimum.reduceat(full, columns.first[:-1])


def dual(lane: Lane) -> Dual:
    """Return the dual of a lane; a pool is measured by weight or by volume, whichever is more for all together."""
    columns, pools = lane.columns, lane.pools
    count, number = len(columns.goods), len(pools.vehicle_minor)
    shipment = np.repeat(np.arange(count), np.diff(columns.first))
    column = np.repeat(np.arange(len(columns.own_minor)), np.diff(columns.first_pool))
    keys, of_pool = np.unique(columns.pools * count + shipment[column], return_inverse=True)
    pool, who = keys // count, keys % count
    grams, ml, value = columns.goods[who].T
    measures = pools.measures[pool]
    unit = np.maximum(1, pools.capacity[pool])
    by_weight = (grams * measures[:, 0] + value * measures[:, 2]) / unit[:, 0]
    by_volume = ml * measures[:, 1] / unit[:, 1]
    is_heavy = np.bincount(pool, by_weight, number) > np.bincount(pool, by_volume, number)
    amount = np.where(is_heavy[pool], by_weight, by_volume)
    amount = np.where(measures[:, IS_HALF] == 1, by_weight + amount, amount)
    is_tolled = np.zeros(len(keys), dtype=np.int64)
    is_tolled[of_pool[np.arange(len(column)) > columns.first_pool[column]]] = 1
    rest = np.full(len(columns.own_minor), -1)
    for at in np.flatnonzero(is_tolled[of_pool] == 0)[::-1]:
        rest[column[at]] = of_pool[at]
    first = np.searchsorted(pool, np.arange(number + 1))
    entries = Entries(first, who, amount.astype(float), is_tolled, of_pool.astype(np.int64), rest)
    return Dual(lane, entries, _pieces(pools), tuple(np.flatnonzero(is_heavy).tolist()))


def _pieces(pools: Pools) -> Pieces:
    """Return each band as a piece: the price of its least amount, and its rate beyond the amount that this pays for."""
    rows = []
    for k in range(len(pools.vehicle_minor)):
        least = 0
        for b in range(pools.first[k], pools.first[k + 1]):
            up_to, beyond, step, _is_begun = pools.bands[b].tolist()
            base, rate, minimum = pools.prices[b].tolist()
            slope = rate / step
            fixed = max(minimum, base + slope * max(0, least - beyond))
            rows.append((fixed, beyond + (fixed - base) / slope if slope else float(ANY), slope, float(up_to)))
            least = up_to
    fixed, free, slopes, most = np.array(rows, dtype=float).reshape(-1, 4).T.copy()
    return Pieces(pools.first, fixed, free, slopes, most)


@compiled
def _vehicles(order: Ints, value: Floats, amount: Floats, price: float, most: int, taken: Floats) -> tuple[float, int]:
    """Run vehicle after vehicle while its load gains more than its price; return the gain and how many run."""
    at, left, gain, run = 0, 1.0, 0.0, 0
    while run < most:
        next_at, next_left, room, more = at, left, 1.0, 0.0
        while next_at < len(order) and room > FULL:
            e = order[next_at]
            part = next_left
            if amount[e] * next_left > room:
                part = room / amount[e]
            more += value[e] * part
            room -= amount[e] * part
            next_left -= part
            if next_left <= 1e-12:
                next_at, next_left = next_at + 1, 1.0
        if more <= price:
            break
        gain, run, at, left = gain + more - price, run + 1, next_at, next_left
    for a in range(at):
        taken[order[a]] = 1.0
    if at < len(order):
        taken[order[at]] = 1.0 - left
    return gain, run


@compiled
def _piece(
    order: Ints, value: Floats, amount: Floats, fixed: float, free: float, slope: float, most: float, taken: Floats
) -> float:
    """Return the gain of a piece with what pays; `taken` becomes the part taken of each entry."""
    gain, load = -fixed, 0.0
    for e in order:
        room = (most if value[e] > slope * amount[e] else min(free, most)) - load
        part = 1.0 if amount[e] <= room else max(0.0, room) / amount[e]
        gain += value[e] * part - slope * (max(0.0, load + amount[e] * part - free) - max(0.0, load - free))
        load += amount[e] * part
        taken[e] = part
    return gain


@compiled
def _worths(
    columns: Columns, entries: Entries, prices: Floats, queue: int, value: Floats, through: Ints, alone: Ints
) -> float:
    """Fill what each entry gains and by which column, and lower worths to the price of going without a pool."""
    total, toll = 0.0, len(columns.first) - 1
    for i in range(toll):
        alone[i] = -1
        for turn in range(2):
            for j in range(columns.first[i], columns.first[i + 1]):
                e = entries.rest[j]
                if (e >= 0) != (turn == 1):
                    continue
                pays = columns.own_minor[j]
                for at in range(columns.first_queue[j], columns.first_queue[j + 1]):
                    pays += prices[queue + columns.queues[at]]
                for at in range(columns.first_pool[j], columns.first_pool[j + 1]):
                    pays += prices[toll + entries.of_pool[at]]
                if e < 0 and pays <= prices[i]:
                    prices[i], alone[i] = pays, j
                if e >= 0 and prices[i] - pays > value[e]:
                    value[e], through[e] = prices[i] - pays, j
        total += prices[i]
    return total


@compiled
def _gains(
    pools: Pools,
    entries: Entries,
    pieces: Pieces,
    most: Floats,
    shifts: Floats,
    value: Floats,
    taken: Floats,
    run: Floats,
) -> float:
    """Return what all pools gain; fill what they take, and the vehicles that run of each group."""
    total = 0.0
    ratio, trial = np.empty(len(value)), np.zeros(len(value))
    for e in range(len(value)):
        ratio[e] = -value[e] / entries.amount[e] if entries.amount[e] > 0 else -np.inf
    for k in range(len(pools.vehicle_minor)):
        start, end = entries.first[k], entries.first[k + 1]
        paying = np.flatnonzero(value[start:end] > 0) + start
        order = paying[np.argsort(ratio[paying])]
        group = pools.measures[k, GROUP]
        if group >= 0:
            needed = np.ceil(np.sum(entries.amount[start:end])) + 1
            price = pools.vehicle_minor[k] + shifts[group]
            limit = int(min(needed, most[group], pools.measures[k, MOST]))
            gain, vehicles = _vehicles(order, value, entries.amount, price, limit, taken)
            run[group] += vehicles
            total += gain
            continue
        best = 0.0
        for b in range(pieces.first[k], pieces.first[k + 1]):
            gain = _piece(
                order, value, entries.amount, pieces.fixed[b], pieces.free[b], pieces.slope[b], pieces.most[b], trial
            )
            if gain > best:
                best = gain
                for e in order:
                    taken[e] = trial[e]
        total += best
    return total


@compiled
def _pay(columns: Columns, entries: Entries, j: int, share: float, queue: int, up: Floats) -> None:
    for at in range(columns.first_queue[j], columns.first_queue[j + 1]):
        up[queue + columns.queues[at]] += share
    for at in range(columns.first_pool[j], columns.first_pool[j + 1]):
        if entries.is_tolled[entries.of_pool[at]]:
            up[len(columns.first) - 1 + entries.of_pool[at]] += share


@entry
def evaluate(
    columns: Columns,
    pools: Pools,
    entries: Entries,
    pieces: Pieces,
    least: Floats,
    most: Floats,
    prices: Floats,
    up: Floats,
    run: Floats,
) -> float:
    """Return the bound of prices where groups run between `least` and `most` vehicles.

    `prices` loses what no bound can use; `up` becomes the direction of ascent, `run` the vehicles of each group.
    """
    n, m = len(columns.first) - 1, len(entries.amount)
    queue, shift = n + m, n + m + len(columns.most)
    value, taken = np.zeros(m), np.zeros(m)
    through, alone = np.empty(m, dtype=np.int64), np.empty(n, dtype=np.int64)
    run[:] = 0.0
    bound = _worths(columns, entries, prices, queue, value, through, alone)
    for e in range(m):
        if entries.is_tolled[e]:
            value[e] = prices[n + e]
    bound -= _gains(pools, entries, pieces, most, prices[shift:], value, taken, run)
    up[:n], up[n:] = 1.0, 0.0
    for q in range(len(columns.most)):
        up[queue + q] = -columns.most[q]
        bound -= prices[queue + q] * columns.most[q]
    for e in range(m):
        if entries.is_tolled[e]:
            up[n + e] -= taken[e]
        elif taken[e] > 0:
            up[entries.shipment[e]] -= taken[e]
            _pay(columns, entries, through[e], taken[e], queue, up)
    for i in range(n):
        if alone[i] >= 0 and up[i] > 0:
            _pay(columns, entries, alone[i], up[i], queue, up)
            up[i] = 0.0
    for g in range(len(run)):
        limit = most[g] if prices[shift + g] > 0 or run[g] > most[g] else least[g]
        if prices[shift + g] != 0:
            bound -= prices[shift + g] * limit
        up[shift + g] = run[g] - limit
        if prices[shift + g] == 0 and least[g] <= run[g] <= most[g]:
            up[shift + g] = 0.0
    return bound


@entry
def ascend(
    columns: Columns, pools: Pools, entries: Entries, pieces: Pieces, prices: Floats, target: float, rounds: int
) -> float:
    """Raise the bound of prices, in place, for at most so many rounds, where any number of vehicles may run; return it.

    `target` is what the bound might reach.
    """
    n, m = len(columns.first) - 1, len(entries.amount)
    groups = len(prices) - n - m - len(columns.most)
    least, most, run = np.zeros(groups), np.full(groups, float(ANY)), np.zeros(groups)
    best_prices, way, up = prices.copy(), np.zeros(len(prices)), np.zeros(len(prices))
    best, since, step = -np.inf, 0, FIRST
    for turn in range(rounds):
        bound = evaluate(columns, pools, entries, pieces, least, most, prices, up, run)
        up[len(up) - groups :] = 0.0
        since += 1
        if bound > best:
            if turn and bound > best + NEWS * abs(best):
                since = 0
                if np.sum(up * way) > 0:
                    step = min(2.0, step * LONGER)
            best = bound
            best_prices[:] = prices
        if since > PATIENCE:
            since, step = 0, step * SHORTER
        keep = SMOOTH if turn else 0.0
        way[:] = keep * way + (1 - keep) * up
        norm = np.sum(way**2)
        if norm < 1e-12 or best >= target or step < SHORTEST:
            break
        prices[:] = best_prices + step * (target - best) / norm * way
        for at in range(n, len(prices)):
            prices[at] = max(0.0, prices[at])
        for e in range(m):
            if not entries.is_tolled[e]:
                prices[n + e] = 0.0
    prices[:] = best_prices
    return best
