"""Price paths for the check, from the problem alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from dukou.engines.consolidate.problem import Departure, Problem, Shipment, Tariff

PPM = 1_000_000
RANK = {"pre": 0, "main": 1, "last": 2}
# Grams, millilitres and value.
Load = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Way:
    """Hold what a path costs its shipment alone, the pools that it loads, and the limited places that it leaves.

    It is steady where each pool has one band at the most: then a shipment that leaves makes no pool dearer.
    """

    path: tuple[int, ...]
    own_minor: int
    pools: tuple[int, ...]
    queues: tuple[tuple[int, int], ...]
    is_steady: bool


def broken_path(problem: Problem, shipment: Shipment, path: tuple[int, ...]) -> str | None:
    """Return the law that a path breaks, or None."""
    if not path or not all(0 <= number < len(problem.departures) for number in path):
        return "a path is made of departures"
    legs = [problem.departures[number] for number in path]
    if legs[0].origin not in {place for place, _extra in shipment.origins}:
        return "a path begins where the shipment is"
    if legs[-1].destination != shipment.destination:
        return "a path ends where the shipment must go"
    if any(one.destination != after.origin for one, after in pairwise(legs)):
        return "a departure leaves where the one before arrived"
    if any(RANK[one.stage] >= RANK[after.stage] for one, after in pairwise(legs)):
        return "stages rise along a path"
    there = [shipment.ready_day, *(one.arrives_day for one in legs)]
    if any(day > one.cut_off_day for day, one in zip(there, legs, strict=False)):
        return "a shipment is there before the cut-off"
    if shipment.latest_day is not None and there[-1] > shipment.latest_day:
        return "a shipment arrives by its latest day"
    if shipment.allowed is not None and not set(shipment.allowed).issuperset(path):
        return "a shipment uses what it is allowed to"
    if shipment.locked is not None and shipment.locked not in path:
        return "a person's decision is kept"
    return None if way(problem, shipment, path) is not None else "a tariff takes what it carries"


def way(problem: Problem, shipment: Shipment, path: tuple[int, ...]) -> Way | None:
    """Return the way of a path that breaks no law of place and time; None where a tariff does not take the shipment."""
    load = (shipment.grams, shipment.ml, shipment.value_minor)
    first = problem.departures[path[0]]
    own = next(extra for place, extra in shipment.origins if place == first.origin)
    since, used, queues = shipment.ready_day, [], []
    for number in path:
        one = problem.departures[number]
        tariff, place = problem.tariffs[one.tariff], problem.places[one.origin]
        if place.most_shipments_a_day is not None:
            queues.append((one.origin, one.leaves_day))
        if one.stage in shipment.pays:
            alone = priced(tariff, load) if tariff.kind != "vehicle" else Fraction(0)
            if alone is None:
                return None
            own += _up(alone) if tariff.kind == "parcel" else 0
            own += (
                tariff.shipment_minor + tariff.remote_minor * shipment.is_remote + _kept(problem, shipment, one, since)
            )
            used += [number] if tariff.kind != "parcel" else []
        if one.customs is not None and "duty" in shipment.pays:
            customs = problem.tariffs[one.customs]
            if priced(customs, load) is None:
                return None
            own += customs.shipment_minor + customs.remote_minor * shipment.is_remote
            own += _up(Fraction(shipment.value_minor * shipment.duty_ppm, PPM))
            used.append(len(problem.departures) + number)
        since = one.arrives_day
    pooled = [tariff_of(problem, pool) for pool in used]
    is_steady = all(one is None or len(one.bands) <= 1 for one in pooled)
    return Way(path, own + _time(problem, shipment, since), tuple(used), tuple(queues), is_steady)


def _kept(problem: Problem, shipment: Shipment, one: Departure, since: int) -> int:
    """Return handling and storage at the place that a departure leaves."""
    place = problem.places[one.origin]
    paid_days = max(0, one.leaves_day - since - place.free_days)
    return (
        place.handling_minor_a_shipment
        + place.handling_minor_a_carton * shipment.cartons
        + _up(Fraction(place.handling_minor_a_kg * shipment.grams, 1000))
        + _up(Fraction(place.storage_minor_a_m3_day * paid_days * shipment.ml, PPM))
    )


def _time(problem: Problem, shipment: Shipment, arrives: int) -> int:
    days = max(0, arrives - shipment.ready_day)
    interest = Fraction(shipment.value_minor * problem.capital_ppm_a_year * days, 365 * PPM)
    return _up(interest) + max(0, arrives - shipment.due_day) * shipment.late_minor_a_day


def _up(amount: Fraction) -> int:
    return -(-amount.numerator // amount.denominator)


def measures(tariff: Tariff, load: Load) -> tuple[int, int, int]:
    """Return a load by weight (or value) and by volume, and how many of these make one of its unit."""
    grams, ml, value = load
    if tariff.kind == "vehicle":
        return grams, ml, 1
    if tariff.unit != "kg":
        return (0, ml, 1) if tariff.unit == "m3" else (value, 0, 1)
    if tariff.ml_per_kg == 0:
        return grams, 0, 1
    if tariff.is_half_volumetric:
        return 2 * grams * tariff.ml_per_kg, grams * tariff.ml_per_kg + 1000 * ml, 2 * tariff.ml_per_kg
    return grams * tariff.ml_per_kg, 1000 * ml, tariff.ml_per_kg


def priced(tariff: Tariff, load: Load) -> Fraction | None:
    """Return what bands charge for a load, fuel and all, before it is rounded; None where it is too much."""
    by_weight, by_volume, parts = measures(tariff, load)
    amount = Fraction(max(by_weight, by_volume), parts)
    for band in tariff.bands:
        if band.up_to_amount is None or amount <= band.up_to_amount:
            steps = max(Fraction(0), amount - band.beyond_amount) / band.per_amount
            price = band.base_minor + band.rate_minor * (_up(steps) if band.is_begun else steps)
            return max(Fraction(price), Fraction(band.minimum_minor)) * (PPM + tariff.fuel_ppm) / PPM
    return None


def tariff_of(problem: Problem, pool: int) -> Tariff | None:
    """Return the tariff of a pool; None where there is no such pool."""
    count = len(problem.departures)
    if 0 <= pool < count:
        return problem.tariffs[problem.departures[pool].tariff]
    customs = problem.departures[pool - count].customs if count <= pool < 2 * count else None
    return None if customs is None else problem.tariffs[customs]


def pool_minor(problem: Problem, pool: int, load: Load) -> int | None:
    """Return what a load costs in a pool; None where the pool cannot carry it."""
    tariff = tariff_of(problem, pool)
    assert tariff is not None
    if tariff.kind != "vehicle":
        price = priced(tariff, load)
        return None if price is None else _up(price)
    run, most = needed(tariff, load), problem.departures[pool].most_vehicles
    return None if most is not None and run > most else vehicles_minor(tariff, run)


def vehicles_minor(tariff: Tariff, run: int) -> int:
    """Return what so many vehicles cost."""
    return _up(Fraction(run * tariff.vehicle_minor * (PPM + tariff.fuel_ppm), PPM))


def needed(tariff: Tariff, load: Load) -> int:
    """Return the least vehicles that carry what loads a pool."""
    return max(1, _up(Fraction(load[0], tariff.capacity_grams)), _up(Fraction(load[1], tariff.capacity_ml)))


def every_way(problem: Problem, shipment: Shipment, leaving: dict[int, list[int]]) -> Iterator[Way]:
    """Yield each way of a shipment; `leaving` holds the departures of each place."""
    begun: list[tuple[int, ...]] = [
        (number,) for place in {place for place, _extra in shipment.origins} for number in leaving.get(place, ())
    ]
    while begun:
        path = begun.pop()
        one = problem.departures[path[-1]]
        if one.destination == shipment.destination:
            if broken_path(problem, shipment, path) is None:
                found = way(problem, shipment, path)
                assert found is not None
                yield found
        elif len(path) < len(RANK):
            begun += [(*path, number) for number in leaving.get(one.destination, ())]


def useful(ways: Iterable[Way]) -> list[Way]:
    """Leave out ways that are never better: dearer ones alike, and those whose own cost is that of going alone.

    The latter holds for steady ones.
    """
    cheapest: dict[object, Way] = {}
    for one in sorted(ways, key=lambda one: (one.own_minor, one.path)):
        cheapest.setdefault((one.pools, one.queues), one)
    alone = cheapest.get(((), ()))
    return [
        one
        for one in cheapest.values()
        if alone is None or one is alone or one.own_minor < alone.own_minor or not one.is_steady
    ]
