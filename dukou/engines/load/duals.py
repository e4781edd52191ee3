"""Prove by prices what no load can exceed; `check` compares the bound of an answer with it.

Cartons may be pushed to the front wall, to the left and down, so that each lies within the greatest sums of sizes that
fit: these are a vehicle's true sizes. Two cartons longer than half of it never share a line along an axis; so for any
axes taken as "more than half", products of the others' sizes add up to no more than the vehicle's. By weak duality any
price of such a measure gives a bound; the best of those at which something changes is the bound of the linear program.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations, product
from math import ceil, floor, gcd, prod

import numpy as np

from dukou.engines.load.problem import Bound, Carton, Problem, Vehicle

Sizes = tuple[int, int, int]
AXES = (0, 1, 2)


def proven(problem: Problem) -> Bound:
    """Return the bound that volumes, areas, lengths, counts and weights prove."""
    places = {
        (i, k): ways
        for (i, carton), (k, vehicle) in product(enumerate(problem.cartons), enumerate(problem.vehicles))
        if (ways := _ways(carton, vehicle))
    }
    cartons = [(i, problem.cartons[i]) for i in sorted({i for i, _k in places})]
    kinds = [(k, problem.vehicles[k]) for k in sorted({k for _i, k in places})]
    mm3, costs, counts = [sum(one.quantity * one.mm3 for _i, one in cartons)], [0], [0]
    rooms = {k: _true_sizes([(one, places[i, k]) for i, one in cartons if (i, k) in places], v) for k, v in kinds}
    measures = [_halves(places, rooms, big) for big in product((False, True), repeat=3)]
    measures.append(({i: one.grams for i, one in cartons}, {k: _carries(vehicle) for k, vehicle in kinds}))
    for takes, holds in measures:
        need = sum(one.quantity * takes[i] for i, one in cartons)
        mm3.append(_carried(cartons, takes, [(vehicle.quantity, holds[k]) for k, vehicle in kinds]))
        costs.append(_paid(need, [(v.quantity, holds[k], v.cost_minor) for k, v in kinds]))
        counts.append(_paid(need, [(v.quantity, holds[k], 1) for k, v in kinds]))
    return Bound(min(mm3), max(costs), max(counts))


def _ways(carton: Carton, vehicle: Vehicle) -> set[Sizes]:
    """Return how a carton may stand in a vehicle; in no way where it is too heavy."""
    most = _carries(vehicle)
    if most is not None and carton.grams > most:
        return set()
    sizes = carton.sizes
    stands = {(sizes[a], sizes[b], sizes[c]) for a, b, c in permutations(AXES) if carton.upright[c]}
    return {way for way in stands if all(way[axis] <= vehicle.sizes[axis] for axis in AXES)}


def _carries(vehicle: Vehicle) -> int | None:
    limits = [] if vehicle.max_grams is None else [vehicle.max_grams]
    if vehicle.axles is not None:
        limits.append(vehicle.axles.front_max_grams + vehicle.axles.rear_max_grams)
    return min(limits, default=None)


def _true_sizes(cartons: Sequence[tuple[Carton, set[Sizes]]], vehicle: Vehicle) -> Sizes:
    """Return the greatest sum of sizes along each axis that fits, each carton taken at most as often as it is there."""
    length, width, height = (_greatest_sum(cartons, axis, vehicle.sizes[axis]) for axis in AXES)
    return length, width, height


def _greatest_sum(cartons: Sequence[tuple[Carton, set[Sizes]]], axis: int, most: int) -> int:
    there: dict[frozenset[int], int] = {}
    for one, ways in cartons:
        sizes = frozenset(way[axis] for way in ways)
        there[sizes] = there.get(sizes, 0) + one.quantity
    reached = np.zeros(most + 1, dtype=np.bool_)
    reached[0] = True
    for sizes, quantity in there.items():
        for _one in range(min(quantity, most // min(sizes))):
            more = reached.copy()
            for size in sizes:
                more[size:] |= reached[:-size]
            if (more == reached).all():
                break
            reached = more
    return int(np.flatnonzero(reached)[-1])


def _halves(
    places: dict[tuple[int, int], set[Sizes]], rooms: dict[int, Sizes], big: Sequence[bool]
) -> tuple[dict[int, int], dict[int, int | None]]:
    """Return what each carton takes at least, and each vehicle holds; along `big` axes more than half counts as one."""
    takes: dict[int, int] = {}
    for (i, k), ways in places.items():
        room = rooms[k]
        least = min(prod(int(2 * way[a] > room[a]) if big[a] else way[a] for a in AXES) for way in ways)
        takes[i] = min(least, takes.get(i, least))
    return takes, {k: prod(1 if big[a] else room[a] for a in AXES) for k, room in rooms.items()}


def _carried(
    cartons: Sequence[tuple[int, Carton]], takes: dict[int, int], offers: Sequence[tuple[int | None, int | None]]
) -> int:
    """Return the most volume at the best price of a measure: paid for what vehicles hold, and what is worth more."""
    held = 0
    for quantity, holds in offers:
        if quantity is None or holds is None:
            return sum(one.quantity * one.mm3 for _i, one in cartons)
        held += quantity * holds
    mm3 = np.array([one.quantity * one.mm3 for _i, one in cartons], dtype=float)
    taken = np.array([one.quantity * takes[i] for i, one in cartons], dtype=float)
    rates = np.unique(np.append(0.0, mm3[taken > 0] / taken[taken > 0]))
    at = min(rates.tolist(), key=lambda rate: rate * held + float(np.maximum(mm3 - rate * taken, 0).sum()))
    prices = {Fraction(0)} | {Fraction(one.mm3, takes[i]) for i, one in cartons if takes[i]}
    price = min(prices, key=lambda exact: abs(exact - Fraction(at)))
    paid = price * held + sum(one.quantity * max(Fraction(0), one.mm3 - price * takes[i]) for i, one in cartons)
    return floor(paid)


def _paid(need: int, offers: Sequence[tuple[int | None, int | None, int]]) -> int:
    """Return the least cost at the best price of a measure, in whole steps of the costs, less what vehicles gain."""
    if need == 0 or any(holds is None for _quantity, holds, _cost in offers):
        return 0
    known = [(quantity, holds, cost) for quantity, holds, cost in offers if holds is not None]
    most = min((Fraction(cost, holds) for quantity, holds, cost in known if quantity is None), default=None)
    if most is None and sum((quantity or 0) * holds for quantity, holds, _cost in known) < need:
        return sum((quantity or 0) * cost for quantity, _holds, cost in known)
    prices = [Fraction(cost, holds) for _q, holds, cost in known if most is None or cost <= most * holds]
    paid = max(
        price * need - sum((quantity or 0) * max(Fraction(0), price * holds - cost) for quantity, holds, cost in known)
        for price in prices
    )
    step = gcd(*(cost for _quantity, _holds, cost in known))
    return ceil(paid / step) * step if step else 0
