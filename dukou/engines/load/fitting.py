"""Say how a carton may stand, and which vehicles can take it."""

from dukou.engines.load.problem import Carton, Problem, Reason, Vehicle

Sizes = tuple[int, int, int]


def ways(carton: Carton) -> list[Sizes]:
    """Return the sizes of a carton as it may stand, each once."""
    length, width, height = carton.sizes
    stands = {
        0: ((width, height, length), (height, width, length)),
        1: ((length, height, width), (height, length, width)),
        2: ((length, width, height), (width, length, height)),
    }
    return sorted({way for axis, may in enumerate(carton.upright) if may for way in stands[axis]})


def ways_in(carton: Carton, vehicle: Vehicle) -> list[Sizes]:
    """Return the ways in which a carton's sizes fit into a vehicle."""
    long, wide, high = vehicle.sizes
    return [(dx, dy, dz) for dx, dy, dz in ways(carton) if dx <= long and dy <= wide and dz <= high]


def payload(vehicle: Vehicle) -> int | None:
    """Return the grams that a vehicle carries wherever they lie, at the most; None where nothing limits them."""
    if vehicle.axles is None:
        return vehicle.max_grams
    axles = vehicle.axles.front_max_grams + vehicle.axles.rear_max_grams
    return axles if vehicle.max_grams is None else min(axles, vehicle.max_grams)


def fits(carton: Carton, vehicle: Vehicle) -> bool:
    """Tell whether a carton alone is neither too large nor too heavy."""
    most = payload(vehicle)
    return bool(ways_in(carton, vehicle)) and (most is None or carton.grams <= most)


def reason(problem: Problem, carton: Carton) -> Reason:
    """Return why a carton stays behind."""
    if any(fits(carton, vehicle) for vehicle in problem.vehicles):
        return "no room"
    return "too heavy" if any(ways_in(carton, vehicle) for vehicle in problem.vehicles) else "too large"
