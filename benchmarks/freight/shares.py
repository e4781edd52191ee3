"""Measure the engine `share`: a town's container pool sampled in five seconds, and twenty firms exactly in one."""

import statistics
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.table import Kept, Row, apart
from dukou.base.solving import Limit
from dukou.engines import share
from dukou.engines.share import Band, Departure, Member, Part, Problem, Tariff

M3 = 1_000_000
TOWNS, SAMPLE = 10, 3
# A solver that is told to stop ends a little later.
SAMPLED, EXACT = Limit(10**6, seconds=4.6), Limit(10**6, seconds=0.8)


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the largest standard error of a firm in a town and the longest time, then the time of twenty firms."""
    seeds = range(SAMPLE if sample else TOWNS)
    towns = [kept.measured(f"share 206 {seed}", lambda seed=seed: apart(__name__, "sampled", seed)) for seed in seeds]
    names = ("two_runs_apart_percent", "proportional_off_percent", "fewest_orders")
    peers = {name.replace("_", " "): statistics.mean(one[name] for one in towns) for name in names}
    yield Row("share 206", "standard_error_percent", max(one["error_percent"] for one in towns), peers)
    yield Row("share 206", "seconds", max(one["seconds"] for one in towns))
    few = [kept.measured(f"share 20 {seed}", lambda seed=seed: apart(__name__, "exact", seed)) for seed in seeds]
    peers = {"core proven": sum(one["is_proven"] for one in few), "of": len(few)}
    yield Row("share 20, exact", "seconds", max(one["seconds"] for one in few), peers)


def town(firms: int, seed: int) -> Problem:
    """Return a pool of containers beside a less-than-container tariff, at prices of the trade in fen.

    Firms send a cubic metre in the middle, some a hundredth of it and some thirty times as much.
    """
    draws = np.random.default_rng(seed)
    box = Tariff("vehicle", vehicle_minor=900_000, capacity_ml=60 * M3, capacity_grams=26_000_000, fuel_ppm=30_000)
    loose = Tariff("shared", (Band(rate_minor=34_700, per_amount=M3, minimum_minor=6_000),), "m3")
    members = []
    for _ in range(firms):
        ml = 20_000 + round(draws.lognormal(0, 1.2) * M3)
        alone = min(max(6_000, ml * 34_700 // M3), 927_000 * -(-ml // (60 * M3)))
        extra = 500 + ml // 2_500
        grams = round(ml * draws.uniform(0.10, 0.14))
        members.append(Member((Part(0, alone + int(draws.integers(500, 3_000)), grams, ml, (extra, extra)),)))
    problem = Problem(0, tuple(members), (Departure((box, loose)),))
    return Problem(share.coalition_minor(problem, range(firms)) * 102 // 100, problem.members, problem.departures)


def sampled(seed: int) -> dict[str, float]:
    """Return the figures of a town, and how far two runs of other seeds are apart."""
    _warm()
    problem = town(206, seed)
    began = time.perf_counter()
    answer = share.solve(problem, limit=SAMPLED, seed=1)
    seconds = time.perf_counter() - began
    assert not share.check(problem, answer)
    other = share.solve(problem, limit=SAMPLED, seed=2)
    pairs = list(zip(answer.values, other.values, strict=True))
    return {
        "seconds": seconds,
        "error_percent": max(100 * one.error_e6 / one.alone_minor / 1e6 for one in answer.values),
        "fewest_orders": min(one.permutations for one in answer.values),
        "two_runs_apart_percent": max(100 * abs(a.shapley_e6 - b.shapley_e6) / a.alone_minor / 1e6 for a, b in pairs),
        "proportional_off_percent": max(
            100 * abs(one.proportional_minor - one.shapley_e6 / 1e6) / one.alone_minor for one in answer.values
        ),
    }


def exact(seed: int) -> dict[str, float]:
    """Return the time of twenty firms' exact values, charges, least core and worst complaint."""
    _warm()
    problem = town(20, seed)
    began = time.perf_counter()
    answer = share.solve(problem, limit=EXACT, seed=1)
    seconds = time.perf_counter() - began
    assert not share.check(problem, answer)
    assert not any(one.permutations for one in answer.values)
    return {"seconds": seconds, "is_proven": answer.status == "optimal"}


def _warm() -> None:
    """Compile before the clock runs."""
    for firms in (5, 24):
        share.solve(town(firms, 0), limit=Limit(1), seed=0)
