"""Place shipments where places take only so many, by a linear program.

Each pool costs its least average price, so the program's prices prove a bound. Where a column leaves at most one place
with a limit it is a transport problem, whose corners are whole. What leaves together costs less, which a linear price
does not see: so of departures that are alike, earlier ones are a trace cheaper, and fill up first.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from dukou.engines.consolidate.columns import Column
from dukou.engines.consolidate.model import Floats, Ints, Lane
from dukou.engines.consolidate.prices import Dual

# The solver works to a ten-millionth; costs are scaled so that the greatest difference is this.
GREATEST = 1e6
NEARLY_ONE = 1 - 1e-6
# By so much the last pool of a lane is dearer than the first would be.
TILT = 1e-3
# A placing in parts is made whole to this part of its cost.
GAP = 1e-4


@dataclass(frozen=True, slots=True)
class Placing:
    """Hold a column for each shipment of a lane, and prices as the lane's dual has them."""

    chosen: tuple[Column, ...]
    prices: Floats


def place(dual: Dual) -> Placing | None:
    """Return the cheapest placing at least average prices; None where the limits of places forbid any."""
    lane, pays, columns = dual.lane, _least_rates(dual) * dual.entries.amount, dual.lane.columns
    tilt = np.repeat(np.linspace(1.0, 1.0 + TILT, len(lane.pool_numbers)), np.diff(dual.entries.first))
    costs, tilted = _costs(dual, pays), _costs(dual, pays * tilt)
    count = len(lane.shipments)
    kept, row = _cheapest_by_queues(lane, tilted)
    ride = csr_array((np.ones(len(kept)), (row, np.arange(len(kept)))), shape=(count, len(kept)))
    queues = [columns.queues[columns.first_queue[j] : columns.first_queue[j + 1]] for j in kept]
    at = np.repeat(np.arange(len(kept)), [len(one) for one in queues])
    leave = csr_array((np.ones(len(at)), (np.concatenate(queues), at)), shape=(len(columns.most), len(kept)))
    more = tilted[kept] - np.minimum.reduceat(tilted, columns.first[:-1])[row]
    scale = max(1.0, float(more.max()) / GREATEST)
    found = linprog(more / scale, A_ub=leave, b_ub=columns.most, A_eq=ride, b_eq=np.ones(count), method="highs-ipm")
    if not found.success:
        return None
    taken = kept[found.x > NEARLY_ONE]
    if len(taken) < count:
        limits = [LinearConstraint(ride, 1, 1), LinearConstraint(leave, ub=columns.most)]
        whole = milp(more / scale, constraints=limits, integrality=1, options={"mip_rel_gap": GAP})
        if whole.x is None:
            return None
        taken = kept[whole.x > 1 / 2]
    chosen = tuple(lane.options[i][j - columns.first[i]] for i, j in enumerate(taken))
    waits = np.maximum(0.0, -found.ineqlin.marginals * scale)
    at = np.repeat(np.arange(len(costs)), np.diff(columns.first_queue))
    costs += np.bincount(at, waits[columns.queues], len(costs))
    worths = np.minimum.reduceat(costs, columns.first[:-1])
    tolls = np.where(dual.entries.is_tolled == 1, pays, 0.0)
    return Placing(chosen, np.concatenate([worths, tolls, waits, np.zeros(len(lane.groups))]))


def _costs(dual: Dual, pays: Floats) -> Floats:
    """Return what each column costs where its entries pay so much."""
    columns = dual.lane.columns
    at = np.repeat(np.arange(len(columns.own_minor)), np.diff(columns.first_pool))
    return columns.own_minor + np.bincount(at, pays[dual.entries.of_pool], len(columns.own_minor))


def _least_rates(dual: Dual) -> Floats:
    """Return for each entry the least average price of its pool, whatever part of all that may ride does."""
    pools, entries, pieces = dual.lane.pools, dual.entries, dual.pieces
    rates = np.zeros(len(pools.vehicle_minor))
    for k in range(len(rates)):
        most = entries.amount[entries.first[k] : entries.first[k + 1]].sum()
        if most == 0:
            continue
        if pools.capacity[k, 1] > 0:
            rates[k] = pools.vehicle_minor[k] / min(1.0, most)
            continue
        of_pool = slice(pieces.first[k], pieces.first[k + 1])
        fixed, free, slope, up_to = (one[of_pool] for one in pieces[1:])
        least = np.concatenate([[0.0], up_to[:-1]])
        # The average price of a band is least at its end, or where its minimum ceases.
        turns = np.minimum(np.concatenate([up_to, free]), most)
        price = np.tile(fixed, 2) + np.tile(slope, 2) * np.maximum(0.0, turns - np.tile(free, 2))
        within = turns > np.tile(least, 2)
        rates[k] = (price[within] / turns[within]).min(initial=np.inf)
    return np.repeat(rates, np.diff(entries.first))


def _cheapest_by_queues(lane: Lane, costs: Floats) -> tuple[Ints, Ints]:
    """Return the cheapest column of each shipment for each set of queues, and the shipment."""
    kept: list[int] = []
    row: list[int] = []
    for i, options in enumerate(lane.options):
        cheapest: dict[tuple[tuple[int, int], ...], int] = {}
        for j, one in enumerate(options, int(lane.columns.first[i])):
            if one.queues not in cheapest or costs[j] < costs[cheapest[one.queues]]:
                cheapest[one.queues] = j
        kept += cheapest.values()
        row += [i] * len(cheapest)
    return np.array(kept, dtype=np.int64), np.array(row, dtype=np.int64)
