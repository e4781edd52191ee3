"""Load as a foreman without a computer does: walls of equal cartons, one behind another from the front wall on."""

from collections.abc import Sequence

import numpy as np

from dukou.engines.load.axles import balance
from dukou.engines.load.fitting import Sizes, fits, payload, ways_in
from dukou.engines.load.order import sequence
from dukou.engines.load.problem import Carton, Load, Placement, Problem, Vehicle

MM2_PER_DM2 = 10_000


def load(problem: Problem) -> tuple[Load, ...]:
    """Return loads: the last drop first, then the largest cartons; vehicles that cost least for their size first."""
    loads: list[Load] = []
    there = [carton.quantity for carton in problem.cartons]
    order = sorted(range(len(there)), key=lambda i: (-problem.cartons[i].drop, -problem.cartons[i].mm3, i))
    for kind, vehicle in sorted(enumerate(problem.vehicles), key=lambda pair: _price(pair[1])):
        number = 0
        while vehicle.quantity is None or number < vehicle.quantity:
            placements = _walls(problem.cartons, order, there, vehicle, keep_order=problem.keep_order)
            if not placements:
                break
            for place in placements:
                there[place.type] -= 1
            loads.append(Load(kind, placements))
            number += 1
    return tuple(loads)


def _price(vehicle: Vehicle) -> float:
    return max(1, vehicle.cost_minor) / (vehicle.length_mm * vehicle.width_mm * vehicle.height_mm)


def _walls(
    cartons: Sequence[Carton], order: Sequence[int], there: Sequence[int], vehicle: Vehicle, *, keep_order: bool
) -> tuple[Placement, ...]:
    """Fill a vehicle with walls, as far as its length and weight reach."""
    placements: list[Placement] = []
    x, most = 0, payload(vehicle)
    free = sum(one.grams * count for one, count in zip(cartons, there, strict=True)) if most is None else most
    for i in order:
        carton, left = cartons[i], there[i]
        if not left or not fits(carton, vehicle):
            continue
        dx, dy, dz = way = max(
            ways_in(carton, vehicle),
            key=lambda one: (_column(carton, vehicle, one) * (vehicle.width_mm // one[1]) * one[1] * one[2], one),
        )
        while left and x + dx <= vehicle.length_mm and free >= carton.grams:
            wall = min(left, vehicle.width_mm // dy * _column(carton, vehicle, way))
            wall = min(wall, free // carton.grams) if carton.grams else wall
            for number in range(wall):
                column, layer = divmod(number, _column(carton, vehicle, way))
                placements.append(Placement(x, column * dy, layer * dz, dx, dy, dz, i))
            x, left, free = x + dx, left - wall, free - wall * carton.grams
    if vehicle.axles is None and vehicle.off_centre_mm is None:
        return tuple(placements)
    table = np.array(placements, dtype=np.int64).reshape(-1, 7)
    grams = np.array([cartons[place.type].grams for place in placements], dtype=np.int64)
    table = balance(vehicle, table, grams, keep_order=keep_order)
    return tuple(Placement(*table[row].tolist()) for row in sequence(table)[0])


def _column(carton: Carton, vehicle: Vehicle, way: Sizes) -> int:
    """Return how many cartons stand on one another: as high as the vehicle is, and as the lowest can bear."""
    high = vehicle.height_mm // way[2]
    if carton.bears_grams_per_dm2 is None:
        return high
    return min(high, 1 + carton.bears_grams_per_dm2 * way[0] * way[1] // (MM2_PER_DM2 * carton.grams))
