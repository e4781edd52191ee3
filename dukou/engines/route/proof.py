"""Recompute, for the check, the bound that prices prove; `bound.py` says why it is one."""

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from dukou.engines.route.problem import Problem

Costs = NDArray[np.int64]


def proven(problem: Problem, prices: tuple[int, ...]) -> int:
    """Return the larger of the bound by a forest, with these prices of the stops to visit, and that by distance."""
    must = [stop for stop in problem.stops if stop.prize is None]
    if not must or not problem.vehicles:
        return 0
    cheapest, depots = _cheapest(problem), sorted({one.depot for one in problem.vehicles})
    places = [stop.place for stop in must]
    service = min(one.cost_per_s for one in problem.vehicles) * sum(stop.service_s for stop in must)
    least = _least_trips(problem)
    by_forest = [
        ways + _fixed(problem, least + more)
        for more, ways in enumerate(_by_trips(cheapest, depots, places, prices, least))
    ]
    by_distance = _by_distance(problem, cheapest, depots) + _fixed(problem, least)
    return service + max(min(by_forest) - 2 * sum(prices), by_distance)


def _cheapest(problem: Problem) -> Costs:
    """Return what it costs at least to come from each place to each, by any vehicle and through any places."""
    metres, seconds = np.array(problem.distance_m), np.array(problem.duration_s)
    costs: Costs = np.min([one.cost_per_m * metres + one.cost_per_s * seconds for one in problem.vehicles], axis=0)
    for through in range(len(costs)):
        costs = np.minimum(costs, costs[:, through, None] + costs[None, through, :])
    return costs


def _least_trips(problem: Problem) -> int:
    """Return how many trips it takes at least to bring, and to take, everything."""
    least = 1
    for amounts, room in _amounts(problem):
        if room:
            least = max(least, -(-sum(amounts) // room))
    return least


def _amounts(problem: Problem) -> list[tuple[list[int], int]]:
    """Return, for each dimension and direction, the amounts of the stops to visit and the largest vehicle's room."""
    must = [stop for stop in problem.stops if stop.prize is None]
    found = []
    for dimension in range(len(must[0].delivery)):
        room = max(one.capacity[dimension] for one in problem.vehicles)
        found.append(([stop.delivery[dimension] for stop in must], room))
        found.append(([stop.pickup[dimension] for stop in must], room))
    return found


def _fixed(problem: Problem, trips: int) -> int:
    """Return what so many trips cost at least before anything moves."""
    vehicles = -(-trips // max(one.trips for one in problem.vehicles))
    loading = min(one.loads_s * one.cost_per_s for one in problem.vehicles)
    return vehicles * min(one.fixed_cost for one in problem.vehicles) + trips * loading


def _by_trips(cheapest: Costs, depots: list[int], places: list[int], prices: tuple[int, ...], least: int) -> list[int]:
    """Return the least ways of `least` trips, one more, and so on: the cheapest from and to depots, and a forest."""
    count = len(places)
    either = np.minimum(cheapest, cheapest.T)
    ends = sorted(int(either[depots, place].min()) + price for place, price in zip(places, prices, strict=True))
    homes = [0, *accumulate(2 * end for end in ends)]
    forest = [0, *accumulate(_forest(either[np.ix_(places, places)] + np.add.outer(prices, prices)))]
    trips = range(min(least, count), count + 1)
    return [homes[number] + forest[count - number] for number in trips]


def _forest(ways: Costs) -> list[int]:
    """Return the ways of a minimum spanning tree, the cheapest first (Kruskal 1956)."""
    here, there = np.triu_indices(len(ways), 1)
    order = np.argsort(ways[here, there], kind="stable")
    parent = list(range(len(ways)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    taken = []
    for one, other in zip(here[order].tolist(), there[order].tolist(), strict=True):
        first, second = root(one), root(other)
        if first != second:
            parent[first] = second
            taken.append(int(ways[one, other]))
            if len(taken) == len(ways) - 1:
                break
    return taken


def _by_distance(problem: Problem, cheapest: Costs, depots: list[int]) -> int:
    """Return what it costs at least to go as far as each amount must, a full vehicle at a time."""
    must = [stop for stop in problem.stops if stop.prize is None]
    there_and_back = [
        int(min(cheapest[one, stop.place] + cheapest[stop.place, one] for one in depots)) for stop in must
    ]
    return max(
        (
            sum(amount * far for amount, far in zip(amounts, there_and_back, strict=True)) // room
            for amounts, room in _amounts(problem)
            if room
        ),
        default=0,
    )
