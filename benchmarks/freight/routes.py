"""Measure `route`: towns of 206 stops beside OR-Tools at equal time, and the X instances beside the best known.

A town has windows and two kinds of vehicles; goods are taken at every stop, and returns brought to a third of them.
"""

import random
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import SHARED, Kept, Row, apart
from dukou.base.solving import Limit
from dukou.engines.route import Problem, Stop, Vehicle, check, solve
from dukou.engines.route.formats import FORMATS
from dukou.engines.route.problem import straight

STOPS, TOWN_SECONDS, TOWNS = 206, 5, 5
INSTANCE_SECONDS, MOST_STOPS, SAMPLE = 60, 400, 6
HOUR_S = 3_600
UNBOUNDED = 10**9


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the mean of the towns and that of the instances."""
    towns = [
        kept.measured(f"route town {seed} {peer}", lambda peer=peer, seed=seed: apart(__name__, peer, seed))
        for seed in range(TOWNS)
        for peer in ("ours", "ortools")
    ]
    ours, theirs = towns[::2], towns[1::2]
    ratio = statistics.mean(one["cost"] / other["cost"] for one, other in zip(ours, theirs, strict=True))
    peers = {name: statistics.mean(one[name] for one in ours) for name in ("cost", "bound")}
    yield Row("route 206", "of_ortools", ratio, peers | {"OR-Tools": statistics.mean(one["cost"] for one in theirs)})
    if not (SHARED / "vrp").exists():
        print("route X: left out, absent: ../shared")
        return
    names = instances()
    found = [
        kept.measured(f"route {name}", lambda name=name: apart(__name__, "instance", name))
        for name in (names[:: -(-len(names) // SAMPLE)] if sample else names)
    ]
    above = [100 * (one["cost"] / one["best"] - 1) for one in found]
    gap = statistics.mean(100 * (one["cost"] / one["bound"] - 1) for one in found)
    peers = {"worst": max(above), "instances": len(found), "above own bound, percent": gap}
    yield Row("route X", "above_best_percent", statistics.mean(above), peers)


def instances() -> list[str]:
    """Return the X instances of up to 400 stops."""
    sizes = {path.stem: int(path.stem.split("-")[1][1:]) - 1 for path in (SHARED / "vrp").glob("X-*.vrp")}
    return sorted((name for name, size in sizes.items() if size <= MOST_STOPS), key=lambda name: (sizes[name], name))


def instance(name: str) -> dict[str, float]:
    """Solve one instance; its best known cost is that of the solution beside it."""
    path: Path = SHARED / "vrp" / f"{name}.vrp"
    best = re.search(r"Cost\s+(\d+)", path.with_suffix(".sol").read_text())
    assert best
    return _solved(FORMATS["vrplib"].read(path, {}), INSTANCE_SECONDS) | {"best": int(best[1])}


def ours(seed: int) -> dict[str, float]:
    """Solve a town by the engine."""
    return _solved(town(seed), TOWN_SECONDS)


def ortools(seed: int) -> dict[str, float]:
    """Solve a town by OR-Tools' routing."""
    from benchmarks.freight.ortools_routes import plan

    problem = town(seed)
    answer = plan(problem, TOWN_SECONDS)
    assert {one.law for one in check(problem, answer)} <= {"a vehicle is never overloaded"}
    return {"cost": answer.cost}


def _solved(problem: Problem, seconds: float) -> dict[str, float]:
    answer = solve(problem, limit=Limit(UNBOUNDED, seconds), seed=1)
    assert not check(problem, answer)
    assert answer.status != "infeasible"
    return {"cost": answer.cost, "bound": answer.bound}


def town(seed: int) -> Problem:
    """Return a town of clusters of firms around a depot; pieces are cartons, costs a thousandth of a fen."""
    chance = random.Random(seed)
    centres = [(chance.randrange(30_000), chance.randrange(20_000)) for _centre in range(8)]
    points = [(15_000, 10_000)]
    stops = []
    for number in range(1, STOPS + 1):
        x, y = chance.choice(centres)
        points.append((int(chance.gauss(x, 2_500)), int(chance.gauss(y, 2_500))))
        opens_s = chance.choice((0, 0, 3, 4, 5)) * HOUR_S
        closes_s = opens_s + chance.choice((2, 3, 5)) * HOUR_S
        back = chance.choice((0, 0, chance.randrange(2, 10)))
        service_s = 300 + 60 * chance.randrange(8)
        stops.append(Stop(number, (back,), (chance.randrange(2, 40),), service_s, opens_s, closes_s))
    small = Vehicle("van", 40, (120,), closes_s=9 * HOUR_S, fixed_cost=4_000_000, cost_per_m=150)
    large = Vehicle("truck", 40, (400,), closes_s=9 * HOUR_S, fixed_cost=6_000_000, cost_per_m=250)
    return Problem(tuple(stops), (small, large), *straight(points, 30_000))
