"""Turn multipliers into a proven bound: with the rows in common priced, each item takes its best lane to each place."""

from collections.abc import Sequence

from dukou.engines.place.problem import Prices, Problem
from dukou.engines.place.worth import E6, Way

E9 = 10**9


def bound_e4(problem: Problem, found: Sequence[Way], prices: Prices) -> int:
    """Return the Lagrangian bound of these prices, rounded down (Geoffrion 1974)."""
    total = sum(problem.weights)
    best: dict[tuple[int, int], int] = {}
    opening = {(item, lane): price for item, lane, price in prices.opening_e10}
    for way in found:
        gains = _gain(problem, way, prices) - opening.get((way.item, way.lane), 0) * E9 * total
        best[way.item, way.place] = max(best.get((way.item, way.place), 0), gains)
    return (sum(best.values()) + _rows_e19(problem, prices) * total) // (total * E6 * E9)


def _gain(problem: Problem, way: Way, prices: Prices) -> int:
    """Return the most that a way that is used gains over what its pairs pay for the rows in common."""
    item = problem.items[way.item]
    pays_e10 = prices.pair_e10[way.item] + item.ml * (prices.ml_e10[way.place] + prices.vehicle_ml_e10[way.lane])
    pays_e10 += item.grams * prices.vehicle_gram_e10[way.lane]
    pays_e19 = pays_e10 * E9 + prices.budget_e9 * item.value_e4 * E6
    pays_e19 += (E9 + prices.budget_e9 - prices.minimum_e9[way.lane]) * way.freight_e10
    gain = taken = 0
    for length, worth in way.segments:
        net = worth * E9 - pays_e19 * sum(problem.weights)
        pairs = length if net > 0 else min(length, max(0, way.least - taken))
        gain += pairs * net
        taken += pairs
    return gain


def _rows_e19(problem: Problem, prices: Prices) -> int:
    """Return what the rows in common are worth at these prices."""
    rows = sum(price * item.pairs for price, item in zip(prices.pair_e10, problem.items, strict=True)) * E9
    rows += sum(price * one.capacity_ml for price, one in zip(prices.ml_e10, problem.places, strict=True)) * E9
    rows += prices.budget_e9 * (problem.budget_e4 or 0) * E6
    for number, lane in enumerate(problem.lanes):
        room = prices.vehicle_ml_e10[number] * lane.vehicle_ml + prices.vehicle_gram_e10[number] * lane.vehicle_grams
        vehicle = room * E9 - lane.vehicle_e4 * E6 * (E9 + prices.budget_e9) if lane.vehicles else 0
        opened = sum(price for _item, of, price in prices.opening_e10 if of == number) * E9
        opened -= prices.minimum_e9[number] * lane.minimum_e4 * E6
        rows += max(0, opened + max(vehicle, vehicle * lane.vehicles))
    return rows
