"""Measure rounds that bring goods and take returns back at once: `route` on Dethloff's instances (2001).

Beside it stands the best cost published. A round may never hold more than its vehicle: what it still has to bring, and
what it has taken up.
"""

import csv
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import SHARED, Kept, Row, apart
from dukou.base.solving import Limit
from dukou.engines.route import check, solve
from dukou.engines.route.formats import FORMATS

# What is promised in 20 seconds is searched for in 19; the rest reads, proves the bound and checks.
SECONDS, SAMPLE = 19, 4
UNBOUNDED = 10**9
INSTANCES = SHARED / "vrp" / "simultaneous_pickup"
# The instances are kept in ten thousandths of their unit.
UNIT = 10_000


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield how far costs are above the best published, the mean and the worst."""
    if not INSTANCES.exists():
        print("simultaneous pick-up: left out, absent: ../shared")
        return
    names = sorted(path.stem for path in INSTANCES.glob("*.vrpspd"))
    solved = {
        name: kept.measured(f"pickups {name}", lambda name=name: apart(__name__, "instance", name))
        for name in (names[:: -(-len(names) // SAMPLE)] if sample else names)
    }
    above = {name: 100 * (one["cost"] / one["best"] - 1) for name, one in solved.items()}
    worst = max(above, key=lambda name: above[name])
    gap = statistics.mean(100 * (one["cost"] / one["bound"] - 1) for one in solved.values())
    peers = {f"worst, {worst}": above[worst], "instances": len(above), "above own bound, percent": gap}
    yield Row("simultaneous pick-up", "above_best_percent", statistics.mean(above.values()), peers)
    yield Row("simultaneous pick-up", "seconds", max(one["seconds"] for one in solved.values()))


def instance(name: str) -> dict[str, float]:
    """Solve an instance in the promised time; the plan is checked."""
    problem = FORMATS["dethloff"].read(INSTANCES / f"{name}.vrpspd", {})
    begun = time.perf_counter()
    answer = solve(problem, limit=Limit(UNBOUNDED, SECONDS), seed=1)
    seconds = time.perf_counter() - begun
    assert not check(problem, answer)
    assert answer.status != "infeasible"
    return {"cost": answer.cost / UNIT, "bound": answer.bound / UNIT, "best": published()[name], "seconds": seconds}


def published() -> dict[str, float]:
    """Return the best cost published of each instance."""
    table: Path = INSTANCES / "published_bks_compiled_from_pdf.csv"
    with table.open(newline="") as rows_of:
        return {row["instance"]: float(row["BKS"]) for row in csv.DictReader(rows_of) if row["set"] == "DETHLOFF"}
