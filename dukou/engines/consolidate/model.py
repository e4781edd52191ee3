"""Write a problem as arrays: columns a shipment, and pools that price together what the chosen columns bring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dukou.engines.consolidate.columns import Column
from dukou.engines.consolidate.problem import Band, Problem, Tariff
from dukou.engines.consolidate.tariff import MILLION, parts, pool_tariff

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# Stands for "any number" of vehicles and "any amount"; amounts in parts stay far below.
ANY = 1 << 60
# What the columns of `Pools.measures` and `Pools.bands` are, and those of `Pools.prices`.
OF_GRAMS, OF_ML, OF_VALUE, IS_HALF, MOST, GROUP = range(6)
UP_TO, BEYOND, STEP, IS_BEGUN = range(4)
BASE, RATE, MINIMUM = range(3)


class Pools(NamedTuple):
    """Hold how pools are priced, a row a pool; only a vehicle pool has a capacity, and it has no band.

    What a shipment brings is measured twice: ``grams * of grams + value * of value`` and ``ml * of ml``. A band prices
    the greater, or their sum; the bands of pool k are ``first[k]`` to ``first[k + 1]``, their amounts in parts.
    """

    measures: Ints
    capacity: Ints
    vehicle_minor: Floats
    first: Ints
    bands: Ints
    prices: Floats


class Columns(NamedTuple):
    """Hold columns sorted by shipment; those of shipment i are ``first[i]`` to ``first[i + 1]``.

    The pools of column j are ``pools[first_pool[j]:first_pool[j + 1]]``, its queues likewise; a queue takes at most
    `most` shipments. `goods` has each shipment's grams, millilitres and value. Loading a pool of a steady column never
    makes the pool cheaper.
    """

    first: Ints
    own_minor: Floats
    first_pool: Ints
    pools: Ints
    first_queue: Ints
    queues: Ints
    most: Ints
    goods: Ints
    is_steady: Ints


@dataclass(frozen=True, slots=True)
class Lane:
    """Hold shipments that share pools or queues with each other, and with no shipment outside.

    `pool_numbers` and `queue_names` say what the arrays' numbers stand for in the problem; `groups` are the vehicle
    pools of one tariff each.
    """

    shipments: tuple[int, ...]
    options: tuple[Sequence[Column], ...]
    columns: Columns
    pools: Pools
    pool_numbers: tuple[int, ...]
    queue_names: tuple[tuple[int, int], ...]
    groups: tuple[tuple[int, ...], ...]


def members(options: Sequence[Sequence[Column]]) -> list[tuple[int, ...]]:
    """Divide shipments into lanes that have nothing to do with each other."""
    leader = list(range(len(options)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    seen: dict[object, int] = {}
    for i, of_one in enumerate(options):
        for key in {key for one in of_one for key in (*one.pools, *one.queues)}:
            leader[find(i)] = find(seen.setdefault(key, i))
    found: dict[int, list[int]] = {}
    for i in range(len(options)):
        found.setdefault(find(i), []).append(i)
    return [tuple(of_lane) for of_lane in found.values()]


def lane(problem: Problem, shipments: tuple[int, ...], options: Sequence[Sequence[Column]]) -> Lane:
    """Return the arrays of some shipments."""
    chosen = [one for i in shipments for one in options[i]]
    pool_numbers = tuple(sorted({k for one in chosen for k in one.pools}))
    queue_names = tuple(sorted({q for one in chosen for q in one.queues}))
    pool_at = {key: at for at, key in enumerate(pool_numbers)}
    queue_at = {key: at for at, key in enumerate(queue_names)}
    goods = [problem.shipments[i] for i in shipments]
    columns = Columns(
        first=_starts([len(options[i]) for i in shipments]),
        own_minor=np.array([one.own_minor for one in chosen], dtype=float),
        first_pool=_starts([len(one.pools) for one in chosen]),
        pools=_ints(pool_at[k] for one in chosen for k in one.pools),
        first_queue=_starts([len(one.queues) for one in chosen]),
        queues=_ints(queue_at[q] for one in chosen for q in one.queues),
        most=_ints(problem.places[place].most_shipments_a_day or 0 for place, _day in queue_names),
        goods=np.array([(one.grams, one.ml, one.value_minor) for one in goods], dtype=np.int64).reshape(-1, 3),
        is_steady=_ints(one.is_steady for one in chosen),
    )
    groups: dict[int, list[int]] = {}
    for at, number in enumerate(pool_numbers):
        if pool_tariff(problem, number).kind == "vehicle":
            groups.setdefault(problem.departures[number].tariff, []).append(at)
    kept = tuple(tuple(of_one) for of_one in groups.values())
    pools = _pools(problem, pool_numbers, kept)
    return Lane(shipments, tuple(options[i] for i in shipments), columns, pools, pool_numbers, queue_names, kept)


def _ints(numbers: Iterable[int]) -> Ints:
    return np.array(list(numbers), dtype=np.int64)


def _starts(lengths: list[int]) -> Ints:
    return _ints([0, *np.cumsum(lengths, dtype=np.int64).tolist()])


def _pools(problem: Problem, numbers: Sequence[int], groups: Sequence[Sequence[int]]) -> Pools:
    tariffs = [pool_tariff(problem, number) for number in numbers]
    group_of = {k: group for group, of_one in enumerate(groups) for k in of_one}
    bands, prices = [], []
    for one in tariffs:
        by, fuel = parts(one), 1 + one.fuel_ppm / MILLION
        for band in _bands(one):
            up_to = ANY if band.up_to_amount is None else band.up_to_amount * by
            bands.append((up_to, band.beyond_amount * by, band.per_amount * by, band.is_begun))
            prices.append((band.base_minor * fuel, band.rate_minor * fuel, band.minimum_minor * fuel))
    limits = [problem.departures[n].most_vehicles if n < len(problem.departures) else None for n in numbers]
    measures = [
        (
            *_measures(one),
            one.is_half_volumetric and one.unit == "kg" and one.ml_per_kg > 0,
            ANY if limit is None else limit,
            group_of.get(k, -1),
        )
        for k, (one, limit) in enumerate(zip(tariffs, limits, strict=True))
    ]
    capacity = [(one.capacity_grams, one.capacity_ml) if one.kind == "vehicle" else (0, 0) for one in tariffs]
    return Pools(
        measures=np.array(measures, dtype=np.int64).reshape(-1, 6),
        capacity=np.array(capacity, dtype=np.int64).reshape(-1, 2),
        vehicle_minor=np.array([one.vehicle_minor * (1 + one.fuel_ppm / MILLION) for one in tariffs], dtype=float),
        first=_starts([len(_bands(one)) for one in tariffs]),
        bands=np.array(bands, dtype=np.int64).reshape(-1, 4),
        prices=np.array(prices, dtype=float).reshape(-1, 3),
    )


def _bands(tariff: Tariff) -> tuple[Band, ...]:
    return tariff.bands if tariff.kind == "shared" else ()


def _measures(tariff: Tariff) -> tuple[int, int, int]:
    """Return what grams, millilitres and value count in the two measures of a pool."""
    if tariff.kind == "vehicle":
        return 1, 1, 0
    if tariff.unit == "value":
        return 0, 0, 1
    if tariff.unit == "m3":
        return 0, 1, 0
    return (tariff.ml_per_kg, 1000, 0) if tariff.ml_per_kg else (1, 0, 0)
