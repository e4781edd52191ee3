"""Measure a week's transfers: 3,000 heaps of pieces, 200 lanes with a ride each day, each charged if anything rides.

Beside it: HiGHS on the whole mixed-integer programme at equal time, and the desk that takes first come first. Charges
of a few tens of yuan are those of a van; four times as much is a truck's.
"""

import statistics
import time
from collections.abc import Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from benchmarks.returns.town import week
from benchmarks.table import Kept, Row, apart
from dukou.base.solving import Limit
from dukou.engines.grade import check, solve
from dukou.engines.grade.model import build
from dukou.engines.grade.simple import first_come, left_minor

SECONDS, SOLVER_SECONDS = 30, 27
SEEDS, SAMPLE = 10, 3
UNBOUNDED = 10**9
DEAR = 4


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the worst of the seeds, at the charges of the trade and at dear ones."""
    seeds = range(1, (SAMPLE if sample else SEEDS) + 1)
    for name, times in (("transfers, 200 lanes", 1), ("transfers, dear charges", DEAR)):
        weeks = [
            kept.measured(f"transfers {times} {seed}", lambda call=(seed, times): apart(__name__, "ours", *call))
            for seed in seeds
        ]
        theirs = kept.measured(f"transfers {times} 1 highs", lambda times=times: apart(__name__, "highs", 1, times))
        peers = {"mean": statistics.mean(one["gap_percent"] for one in weeks), "seeds": len(weeks)}
        yield Row(name, "gap_percent", max(one["gap_percent"] for one in weeks), peers)
        yield Row(name, "seconds", max(one["seconds"] for one in weeks))
        ratio = min(one["of_first_come"] for one in weeks)
        yield Row(name, "of_first_come", ratio, {"HiGHS of ours, seed 1": theirs["value"] / weeks[0]["value"]})


def ours(seed: int, times: int) -> dict[str, float]:
    """Solve a week in the promised time, after a small one that compiles; the answer is checked."""
    solve(week(0, lanes=10, places=4, sinks=5, heaps=30), limit=Limit(2), seed=1)
    problem = week(seed, times=times)
    begun = time.perf_counter()
    answer = solve(problem, limit=Limit(UNBOUNDED, SOLVER_SECONDS), seed=1)
    seconds = time.perf_counter() - begun
    assert check(problem, answer) == []
    first, _exchanges = left_minor(problem, first_come(problem))
    gap = 100 * answer.gap_minor / answer.net_minor
    return {
        "seconds": seconds,
        "gap_percent": gap,
        "value": answer.net_minor,
        "of_first_come": answer.net_minor / first,
    }


def highs(seed: int, times: int) -> dict[str, float]:
    """Solve the whole week by HiGHS: an arc goes only where its ride runs."""
    model = build(week(seed, times=times), 0)
    arcs, kinds, rides = model.arcs, len(model.kinds.amount), len(model.fixed)
    width = len(arcs.sink)
    kind = np.repeat(np.arange(kinds), np.diff(arcs.first))
    amount = model.kinds.amount[kind].astype(float)
    real, carried = np.flatnonzero(arcs.sink < len(model.room) - 1), np.flatnonzero(arcs.ride >= 0)
    lines = np.arange(len(carried))
    each = csr_array((np.ones(width), (kind, np.arange(width))), shape=(kinds, width + rides))
    room = csr_array((np.ones(len(real)), (arcs.sink[real], real)), shape=(len(model.room) - 1, width + rides))
    linked = csr_array(
        (
            np.concatenate([np.ones(len(carried)), -amount[carried]]),
            (np.concatenate([lines, lines]), np.concatenate([carried, width + arcs.ride[carried]])),
        ),
        shape=(len(carried), width + rides),
    )
    found = milp(
        np.concatenate([-arcs.value, model.fixed]).astype(float),
        constraints=[
            LinearConstraint(each, model.kinds.amount, model.kinds.amount),
            LinearConstraint(room, -np.inf, model.room[:-1]),
            LinearConstraint(linked, -np.inf, 0),
        ],
        bounds=Bounds(0, np.concatenate([amount, np.ones(rides)])),
        integrality=np.concatenate([np.zeros(width), np.ones(rides)]),
        options={"time_limit": SECONDS},
    )
    return {"value": 0.0 if found.x is None else -float(found.fun)}
