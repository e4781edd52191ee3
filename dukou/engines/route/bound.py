r"""Bound the cost of every plan from below: by a forest with prices, or by how far the amounts must go.

With c the cheapest way from place to place, by any vehicle and through any places, a plan of R trips has R ways out of
depots, R ways back, and between the n stops that must be visited n - R ways without a cycle. So it costs at least as
much as the 2 R cheapest ways between stops and depots (each may be taken twice) and the cheapest forest of n - R ways
(the first of a minimum spanning tree), for the best R that is enough for all amounts. Every stop has two ways: a price
on each way of a stop, paid back twice, changes no plan but may raise the bound, as in the 1-tree of Held and Karp (The
traveling-salesman problem and minimum spanning trees, Operations Research 18, 1970).

The other bound goes back to Haimovich and Rinnooy Kan (Bounds and heuristics for capacitated routing problems,
Mathematics of Operations Research 10, 1985): a trip is as long as there and back to its furthest stop, hence as the
mean over what is on board.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import csgraph_from_dense, floyd_warshall

from dukou.engines.route.problem import Problem

Costs = NDArray[np.int64]
STEPS, PATIENCE, SHRINK = 100, 4, 0.7


@dataclass(frozen=True, slots=True)
class _Relaxed:
    """Hold the ways between stops that must be visited, to the nearest depot, and what `least` trips or more cost."""

    ways: Costs
    homes: Costs
    least: int
    fixed: Costs
    by_distance: int


def prove(problem: Problem, target: int) -> tuple[int, tuple[int, ...]]:
    """Return a bound, and the prices that prove it; `target` is the cost of some plan, which guides the steps."""
    if not problem.vehicles or all(stop.prize is not None for stop in problem.stops):
        return 0, ()
    relaxed = _relax(problem)
    prices = np.zeros(len(relaxed.homes), dtype=np.int64)
    best, kept, step, failed = relaxed.by_distance, prices, 1.0, 0
    for _step in range(STEPS):
        value, slope = _forest(relaxed, prices)
        if value > best:
            best, kept, failed = value, prices, 0
        else:
            failed += 1
            if failed % PATIENCE == 0:
                step *= SHRINK
        steepness = int(slope @ slope)
        if not steepness or value >= target:
            break
        prices = prices + np.rint(step * (target - value) / steepness * slope).astype(np.int64)
    return best, tuple(kept.tolist())


def _relax(problem: Problem) -> _Relaxed:
    vehicles, must = problem.vehicles, [stop for stop in problem.stops if stop.prize is None]
    metres, seconds = np.array(problem.distance_m, dtype=np.int64), np.array(problem.duration_s, dtype=np.int64)
    direct = np.min([one.cost_per_m * metres + one.cost_per_s * seconds for one in vehicles], axis=0)
    # A way may cost nothing; only what is infinite is no way.
    cheapest = floyd_warshall(csgraph_from_dense(direct, null_value=np.inf)).astype(np.int64)
    places, depots = [stop.place for stop in must], [one.depot for one in vehicles]
    out, back = cheapest[np.ix_(depots, places)], cheapest[np.ix_(places, depots)].T
    between = cheapest[np.ix_(places, places)]
    amounts = np.array([(*stop.delivery, *stop.pickup) for stop in must], dtype=np.int64).reshape(len(must), -1)
    room = np.tile(np.max([one.capacity for one in vehicles], axis=0), 2)
    amounts, room = amounts[:, room > 0], room[room > 0]
    least = min(max([1, *(-(-amounts.sum(axis=0) // room)).tolist()]), len(must))
    trips = np.arange(least, len(must) + 1)
    fixed = -(-trips // max(one.trips for one in vehicles)) * min(one.fixed_cost for one in vehicles)
    fixed += trips * min(one.loads_s * one.cost_per_s for one in vehicles)
    fixed += min(one.cost_per_s for one in vehicles) * sum(stop.service_s for stop in must)
    far = (out + back).min(axis=0).tolist()
    by_distance = [
        sum(amount * way for amount, way in zip(column, far, strict=True)) // most
        for column, most in zip(amounts.T.tolist(), room.tolist(), strict=True)
    ]
    homes = np.minimum(out, back).min(axis=0)
    return _Relaxed(np.minimum(between, between.T), homes, least, fixed, max([0, *by_distance]) + int(fixed[0]))


def _forest(relaxed: _Relaxed, prices: Costs) -> tuple[int, Costs]:
    """Return the bound by a forest with these prices, and by how much each stop has too many ways, or too few."""
    here, there, ways = _tree(relaxed.ways + prices[:, None] + prices)
    homes = relaxed.homes + prices
    nearest = np.argsort(homes, kind="stable")
    at_home, between = np.cumsum(2 * homes[nearest]), np.concatenate([[0], np.cumsum(ways)])
    count = len(homes)
    trips = np.arange(relaxed.least, count + 1)
    values = at_home[trips - 1] + between[count - trips] + relaxed.fixed
    best = int(values.argmin())
    kept = count - int(trips[best])
    degree = np.bincount(here[:kept], minlength=count) + np.bincount(there[:kept], minlength=count)
    degree[nearest[: trips[best]]] += 2
    return int(values[best] - 2 * prices.sum()), degree - 2


def _tree(ways: Costs) -> tuple[Costs, Costs, Costs]:
    """Return both ends and the ways of a minimum spanning tree, the cheapest first (Prim 1957)."""
    far = np.iinfo(np.int64).max
    near, parent = ways[0].copy(), np.zeros(len(ways), dtype=np.int64)
    joined = np.zeros(len(ways), dtype=bool)
    joined[0], near[0] = True, far
    ends = np.zeros((len(ways) - 1, 2), dtype=np.int64)
    for number in range(len(ends)):
        child = int(near.argmin())
        ends[number] = parent[child], child
        joined[child] = True
        closer = ~joined & (ways[child] < near)
        near[closer], parent[closer] = ways[child][closer], child
        near[child] = far
    costs = ways[ends[:, 0], ends[:, 1]]
    order = np.argsort(costs, kind="stable")
    return ends[order, 0], ends[order, 1], costs[order]
