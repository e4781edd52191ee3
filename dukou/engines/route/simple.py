"""Send one vehicle after another, the cheapest for its room first, to the nearest stop that fits, then home."""

from collections.abc import Collection
from dataclasses import dataclass

from dukou.engines.route.problem import Problem, Round, Vehicle


@dataclass(frozen=True, slots=True)
class _Here:
    """Hold where a vehicle is, when it may leave, how far it came, what is on board, and the most that was.

    What a trip brings is on board from its beginning, so that each stop that joins it makes all before it heavier.
    """

    place: int
    leaves_s: int
    metres: int
    load: tuple[int, ...]
    most: tuple[int, ...]


def drive(problem: Problem) -> tuple[Round, ...]:
    """Return rounds that visit every stop that must be visited, as far as the vehicles go."""
    left = {number for number, stop in enumerate(problem.stops) if stop.prize is None}
    rounds = []
    for kind in sorted(range(len(problem.vehicles)), key=lambda kind: (_dearness(problem, kind), kind)):
        vehicle = problem.vehicles[kind]
        for _one in range(vehicle.quantity):
            start_s = _start(problem, vehicle, left)
            if start_s is None:
                break
            trips = _trips(problem, vehicle, start_s, left)
            rounds.append(Round(kind, start_s, trips))
            left.difference_update(*trips)
    return tuple(rounds)


def _dearness(problem: Problem, kind: int) -> float:
    """Return what a vehicle costs there and back to the furthest place, for each unit of its room."""
    one = problem.vehicles[kind]
    metres, seconds = (2 * max(matrix[one.depot]) for matrix in (problem.distance_m, problem.duration_s))
    return (one.fixed_cost + one.cost_per_m * metres + one.cost_per_s * seconds) / max(sum(one.capacity), 1)


def can_visit(problem: Problem, number: int) -> bool:
    """Tell whether a vehicle can visit a stop if it does nothing else."""
    return any(_start(problem, one, {number}) is not None for one in problem.vehicles)


def _start(problem: Problem, vehicle: Vehicle, left: Collection[int]) -> int | None:
    """Return when to leave so as to be there when the nearest stop opens; None where no stop can be visited."""
    nearest = None
    for number in left:
        stop = problem.stops[number]
        way_s = vehicle.loads_s + problem.duration_s[vehicle.depot][stop.place]
        start_s = max(vehicle.opens_s, stop.opens_s - way_s)
        if _visit(problem, vehicle, _loaded(vehicle, start_s, 0), number, start_s):
            option = problem.distance_m[vehicle.depot][stop.place], number, start_s
            nearest = min(nearest or option, option)
    return nearest and nearest[2]


def _trips(problem: Problem, vehicle: Vehicle, start_s: int, left: Collection[int]) -> tuple[tuple[int, ...], ...]:
    left = set(left)
    trips: list[tuple[int, ...]] = []
    here = _loaded(vehicle, start_s, 0)
    while len(trips) < vehicle.trips:
        trip: list[int] = []
        while (number := _nearest(problem, vehicle, here, left, start_s)) is not None:
            reached = _visit(problem, vehicle, here, number, start_s)
            assert reached
            here = reached
            trip.append(number)
            left.remove(number)
        if not trip:
            break
        trips.append(tuple(trip))
        back_s = here.leaves_s + problem.duration_s[here.place][vehicle.depot]
        here = _loaded(vehicle, back_s, here.metres + problem.distance_m[here.place][vehicle.depot])
    return tuple(trips)


def _nearest(problem: Problem, vehicle: Vehicle, here: _Here, left: Collection[int], start_s: int) -> int | None:
    way = problem.distance_m[here.place]
    for number in sorted(left, key=lambda one: (way[problem.stops[one].place], one)):
        if _visit(problem, vehicle, here, number, start_s):
            return number
    return None


def _loaded(vehicle: Vehicle, now_s: int, metres: int) -> _Here:
    nothing = (0,) * len(vehicle.capacity)
    return _Here(vehicle.depot, now_s + vehicle.loads_s, metres, nothing, nothing)


def _visit(problem: Problem, vehicle: Vehicle, here: _Here, number: int, start_s: int) -> _Here | None:
    """Return where the vehicle is after one more stop; None if it may not, or could not be home in time."""
    stop = problem.stops[number]
    begins_s = max(here.leaves_s + problem.duration_s[here.place][stop.place], stop.opens_s)
    leaves_s = begins_s + stop.service_s
    metres = here.metres + problem.distance_m[here.place][stop.place]
    load = tuple(map(sum, zip(here.load, stop.pickup, strict=True)))
    heavier = tuple(map(sum, zip(here.most, stop.delivery, strict=True)))
    most = tuple(map(max, zip(heavier, load, strict=True)))
    home_s = leaves_s + problem.duration_s[stop.place][vehicle.depot]
    fits = (
        _within(begins_s, stop.closes_s)
        and _within(home_s, vehicle.closes_s)
        and _within(home_s - start_s, vehicle.shift_s)
        and _within(metres + problem.distance_m[stop.place][vehicle.depot], vehicle.reach_m)
        and all(amount <= room for amount, room in zip(most, vehicle.capacity, strict=True))
    )
    return _Here(stop.place, leaves_s, metres, load, most) if fits else None


def _within(value: int, limit: int | None) -> bool:
    return limit is None or value <= limit
