"""Measure the engine `consolidate` beside plain HiGHS: 2,000 shipments, 12 destinations, 14 days."""

import time
from collections.abc import Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from benchmarks.table import Kept, Row, apart
from dukou.base.solving import Limit
from dukou.engines.consolidate import Band, Departure, Place, Problem, Shipment, Tariff, check, solve
from dukou.engines.consolidate.columns import columns
from dukou.engines.consolidate.tariff import pool_tariff

M3 = 1_000_000
KG = 1_000
DAYS = 14
SECONDS = 60
# The promised shape, and others: small parcels, large loads, few and long lanes.
SHAPES = {
    "2,000": {"median_m3": 1.0},
    "small": {"median_m3": 0.2},
    "large": {"median_m3": 4.0},
    "long lanes": {"destinations": 4, "days": 28},
}
MONEY = 1_000.0


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the gap, and the cost beside plain HiGHS's at equal time; in full, of more seeds and other shapes too."""
    for seed in (1,) if sample else (1, 2, 3):
        yield from _rows(kept, "2,000", seed)
    if not sample:
        for shape in list(SHAPES)[1:]:
            yield from _rows(kept, shape, 1)


def _rows(kept: Kept, shape: str, seed: int) -> Iterator[Row]:
    ours, theirs = (
        kept.measured(f"consolidate {shape} {seed} {peer}", lambda peer=peer: apart(__name__, peer, shape, seed))
        for peer in ("ours", "plain")
    )
    name = "consolidate 2,000" if shape == "2,000" else f"consolidate, {shape}"
    yield Row(name, "gap_percent", 100 * (1 - ours["bound"] / ours["cost"]), {"seconds": ours["seconds"]})
    peers = {"ours": ours["cost"], "HiGHS": theirs["cost"], "HiGHS's gap": 100 * (1 - theirs["bound"] / theirs["cost"])}
    yield Row(name, "of_highs", ours["cost"] / theirs["cost"], peers)


def ours(shape: str, seed: int) -> dict[str, float]:
    """Solve a town in the promised seconds, after a small one that compiles; its answer is checked."""
    solve(town(1, shipments=60, destinations=2), limit=Limit(1), seed=1)
    problem = town(seed, **SHAPES[shape])
    begun = time.monotonic()
    answer = solve(problem, limit=Limit(100_000, SECONDS), seed=1)
    seconds = time.monotonic() - begun
    assert check(problem, answer) == []
    return {"cost": answer.cost_minor, "bound": answer.bound_minor, "seconds": seconds}


def plain(shape: str, seed: int) -> dict[str, float]:
    """Solve the whole town as one mixed-integer programme: columns, whole vehicles, and used shared departures."""
    problem = town(seed, **SHAPES[shape])
    rides = [(i, one) for i, of_one in enumerate(columns(problem)) for one in of_one]
    pools = sorted({pool for _i, one in rides for pool in one.pools})
    at = {pool: len(rides) + number for number, pool in enumerate(pools)}
    cost = np.array([one.own_minor for _i, one in rides] + [0.0] * 2 * len(pools))
    upper, whole = np.full(len(cost), np.inf), np.ones(len(cost))
    upper[: len(rides)] = 1
    entries: list[tuple[int, int, float]] = [(i, j, 1.0) for j, (i, _one) in enumerate(rides)]
    count = len(problem.shipments)
    for number, pool in enumerate(pools):
        tariff, run, extra = pool_tariff(problem, pool), at[pool], at[pool] + len(pools)
        row = count + 3 * number
        riders = [(j, problem.shipments[i]) for j, (i, one) in enumerate(rides) if pool in one.pools]
        whole[extra] = 0
        if tariff.kind == "vehicle":
            cost[run], upper[run] = tariff.vehicle_minor, problem.departures[pool].most_vehicles or np.inf
            entries += [(row, j, one.grams / tariff.capacity_grams) for j, one in riders]
            entries += [(row + 1, j, one.ml / tariff.capacity_ml) for j, one in riders]
            entries += [(row, run, -1.0), (row + 1, run, -1.0)]
            continue
        band = tariff.bands[0]
        cost[extra], upper[run], rate = 1.0, 1, band.rate_minor / band.per_amount
        by_volume = rate if tariff.unit == "m3" else rate * 1_000 / tariff.ml_per_kg
        entries += [(row, j, by_volume * one.ml) for j, one in riders]
        entries += [(row + 1, j, rate * one.grams * (tariff.unit == "kg")) for j, one in riders]
        entries += [(row + 2, j, 1.0 / len(riders)) for j, one in riders]
        entries += [(row, extra, -1.0), (row + 1, extra, -1.0), (row + 2, run, -1.0)]
        entries += [(count + 3 * len(pools) + number, run, float(band.minimum_minor))]
        entries += [(count + 3 * len(pools) + number, extra, -1.0)]
    height = count + 4 * len(pools)
    numbers, places, values = zip(*entries, strict=True)
    matrix = csr_array((values, (numbers, places)), shape=(height, len(cost)))
    lower = np.concatenate([np.ones(count), np.full(height - count, -np.inf)])
    limits = np.concatenate([np.ones(count), np.zeros(height - count)])
    found = milp(
        cost / MONEY,
        constraints=LinearConstraint(matrix, lower, limits),
        bounds=Bounds(np.zeros(len(cost)), upper),
        integrality=whole,
        options={"time_limit": SECONDS},
    )
    return {"cost": float(found.fun) * MONEY, "bound": float(found.mip_dual_bound) * MONEY}


def town(
    seed: int, *, shipments: int = 2_000, destinations: int = 12, days: int = DAYS, median_m3: float = 1.0
) -> Problem:
    """Return days of socks: every other destination is inland, the rest overseas, at prices of the trade in fen.

    Express, air, less-than-truckload and trucks leave every day; containers by rail every other day, by sea twice a
    week. A destination's prices differ from others' by up to 15 %, as far as it is.
    """
    draws = np.random.default_rng(seed)
    tariffs: list[Tariff] = []
    departures: list[Departure] = []
    for number in range(1, destinations + 1):
        far = float(draws.uniform(0.85, 1.15))
        for tariff, every, transit in _inland(far) if number % 2 else _overseas(far):
            departures += [
                Departure(0, number, len(tariffs), day, day, day + transit, most_vehicles=4)
                for day in range(number % every, days, every)
            ]
            tariffs.append(tariff)
    places = (Place("town"), *(Place(f"destination {number}") for number in range(1, destinations + 1)))
    goods = tuple(_shipment(draws, number % destinations + 1, days, median_m3) for number in range(shipments))
    return Problem(tuple(tariffs), places, tuple(departures), goods, capital_ppm_a_year=60_000)


def _inland(far: float) -> list[tuple[Tariff, int, int]]:
    """Return tariffs with the days between two departures and the days under way."""
    express = Band(None, 800, KG, round(400 * far), KG, is_begun=True)
    freight = Band(None, 0, 0, round(34_700 * far), M3, minimum_minor=6_000)
    return [
        (Tariff("express", "parcel", ml_per_kg=6_000, bands=(express,)), 1, 2),
        (Tariff("LTL", "shared", "m3", bands=(freight,), shipment_minor=3_000), 1, 4),
        (_vehicle("truck of 9.6 m", 750_000 * far, 50, 15), 1, 3),
        (_vehicle("truck of 17.5 m", 1_500_000 * far, 120, 30), 1, 3),
    ]


def _overseas(far: float) -> list[tuple[Tariff, int, int]]:
    air = Band(None, 20_000, KG, round(5_600 * far), KG, is_begun=True)
    by_sea = Band(None, 0, 0, round(240_000 * far), M3, minimum_minor=90_000)
    by_rail = Band(None, 0, 0, round(1_150 * far), KG, minimum_minor=60_000)
    return [
        (Tariff("air", "parcel", ml_per_kg=6_000, bands=(air,)), 1, 6),
        (Tariff("sea, shared", "shared", "m3", bands=(by_sea,)), 3, 42),
        (Tariff("rail, shared", "shared", ml_per_kg=3_000, bands=(by_rail,)), 2, 22),
        (_vehicle("rail, 40HC", 4_700_000 * far, 65, 26), 2, 20),
        (_vehicle("sea, 20GP", 2_900_000 * far, 28, 21), 3, 38),
        (_vehicle("sea, 40HC", 5_000_000 * far, 65, 26), 3, 38),
    ]


def _vehicle(name: str, minor: float, m3: int, tonnes: int) -> Tariff:
    kind = {"vehicle_minor": round(minor), "capacity_ml": m3 * M3, "capacity_grams": tonnes * 1_000 * KG}
    return Tariff(name, "vehicle", shipment_minor=3_000, **kind)


def _shipment(draws: np.random.Generator, destination: int, days: int, median_m3: float) -> Shipment:
    """Draw a shipment: about 120 kg and 15,000 yuan a cubic metre, promised early or late."""
    m3 = float(np.clip(draws.lognormal(np.log(median_m3), 1.2), 0.02, 40.0))
    kg = m3 * draws.uniform(100, 140)
    ready = int(draws.integers(0, days - 3))
    patience = draws.integers(5, 14) if destination % 2 else draws.integers(24, 60)
    value_minor = round(m3 * 1_500_000 * draws.uniform(0.6, 1.6))
    return Shipment(
        grams=round(kg * KG),
        ml=round(m3 * M3),
        origins=((0, 0),),
        destination=destination,
        ready_day=ready,
        due_day=ready + int(patience),
        latest_day=ready + int(patience) + 7,
        late_minor_a_day=value_minor // 200,
        value_minor=value_minor,
        cartons=max(1, round(m3 / 0.084)),
        owner=int(draws.integers(0, 206)),
    )
