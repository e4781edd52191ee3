"""Bound what can be carried, and what it costs to carry all, by filling vehicles with parts of cartons.

A measure is what each carton takes and each vehicle holds: weight, or for any of the three axes "whether it is more
than half as long as the vehicle" times its sizes along the others (Fekete and Schepers' dual feasible functions, 2004).
A vehicle is only as long as a sum of sizes can be.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import gcd

from dukou.engines.load.fitting import Sizes, fits, payload, ways_in
from dukou.engines.load.problem import Bound, Carton, Problem, Vehicle


@dataclass(frozen=True, slots=True)
class Measure:
    """Hold what one of each carton takes, and each kind of vehicle holds (None: anything)."""

    takes: tuple[int, ...]
    holds: tuple[int | None, ...]


def bound(problem: Problem) -> Bound:
    """Return the best bound of all measures."""
    cartons = [one for one in problem.cartons if any(fits(one, vehicle) for vehicle in problem.vehicles)]
    vehicles = [one for one in problem.vehicles if any(fits(carton, one) for carton in cartons)]
    mm3, cost, count = sum(one.quantity * one.mm3 for one in cartons), 0, 0
    for measure in _measures(cartons, vehicles):
        mm3 = min(mm3, _carried(cartons, vehicles, measure))
        cost = max(cost, _covered(cartons, vehicles, measure, lambda vehicle: vehicle.cost_minor))
        count = max(count, _covered(cartons, vehicles, measure, lambda _vehicle: 1))
    return Bound(mm3, cost, count)


def _measures(cartons: Sequence[Carton], vehicles: Sequence[Vehicle]) -> Iterator[Measure]:
    yield Measure(tuple(one.grams for one in cartons), tuple(payload(vehicle) for vehicle in vehicles))
    rooms = [_within_sums(cartons, vehicle) for vehicle in vehicles]
    stands = [
        [
            (way, room)
            for vehicle, room in zip(vehicles, rooms, strict=True)
            if fits(one, vehicle)
            for way in ways_in(one, vehicle)
        ]
        for one in cartons
    ]
    for half in product((False, True), repeat=3):
        takes = tuple(min(_taken(way, room, half) for way, room in stand) for stand in stands)
        yield Measure(takes, tuple(_taken(room, room, half) for room in rooms))


def _taken(way: Sizes, room: Sizes, half: Sequence[bool]) -> int:
    taken = 1
    for size, most, is_half in zip(way, room, half, strict=True):
        taken *= (1 if 2 * size > most else 0) if is_half else size
    return taken


def _within_sums(cartons: Sequence[Carton], vehicle: Vehicle) -> Sizes:
    """Return how far along each axis sums of sizes reach; bit n of a whole number says that they reach n."""
    inside = [(one, ways_in(one, vehicle)) for one in cartons if fits(one, vehicle)]
    sums = []
    for axis, most in enumerate(vehicle.sizes):
        quantities: dict[tuple[int, ...], int] = {}
        for one, stands in inside:
            sizes = tuple(sorted({way[axis] for way in stands}))
            quantities[sizes] = quantities.get(sizes, 0) + one.quantity
        reached, within = 1, (1 << (most + 1)) - 1
        for sizes, quantity in quantities.items():
            for _again in range(min(quantity, most // sizes[0])):
                before = reached
                for size in sizes:
                    reached |= (before << size) & within
        sums.append(reached.bit_length() - 1)
    return sums[0], sums[1], sums[2]


def _carried(cartons: Sequence[Carton], vehicles: Sequence[Vehicle], measure: Measure) -> int:
    """Return the most volume: cartons that give most for what they take come first, the last one in part."""
    free = Fraction(0)
    for vehicle, holds in zip(vehicles, measure.holds, strict=True):
        if vehicle.quantity is None or holds is None:
            return sum(one.quantity * one.mm3 for one in cartons)
        free += vehicle.quantity * holds
    mm3 = Fraction(0)
    taking = list(zip(cartons, measure.takes, strict=True))
    mm3 += sum(one.quantity * one.mm3 for one, takes in taking if not takes)
    for one, takes in sorted((pair for pair in taking if pair[1]), key=lambda pair: Fraction(-pair[0].mm3, pair[1])):
        number = min(Fraction(one.quantity), free / takes)
        mm3 += number * one.mm3
        free -= number * takes
    return int(mm3)


def _covered(
    cartons: Sequence[Carton], vehicles: Sequence[Vehicle], measure: Measure, cost: Callable[[Vehicle], int]
) -> int:
    """Return the least cost: vehicles that hold most for their cost come first, the last one in part.

    Any sum of costs is a multiple of their greatest common divisor, so that the bound is one too.
    """
    need = Fraction(sum(one.quantity * takes for one, takes in zip(cartons, measure.takes, strict=True)))
    if need == 0 or None in measure.holds:
        return 0
    total = Fraction(0)
    holding = [(vehicle, holds) for vehicle, holds in zip(vehicles, measure.holds, strict=True) if holds]
    for vehicle, holds in sorted(holding, key=lambda pair: Fraction(cost(pair[0]), pair[1])):
        number = need / holds if vehicle.quantity is None else min(need / holds, Fraction(vehicle.quantity))
        total += number * cost(vehicle)
        need -= number * holds
    step = gcd(*(cost(vehicle) for vehicle in vehicles))
    return -(-total // step) * step if step else 0
