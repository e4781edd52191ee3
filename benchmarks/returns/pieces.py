"""Measure a day of 20,000 different pieces for 60 sinks that have room for six in ten: the flow, and one piece more.

Beside it: OR-Tools' min-cost flow on the same arcs, the desk that takes first come first, and HiGHS on the linear
programme of a smaller day, as it does not end in ten minutes on the whole one. Time is that of `solve` on a problem as
the room hands it over: records in, records out.
"""

import statistics
import time
from collections.abc import Iterator

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from benchmarks.returns.town import day
from benchmarks.table import Kept, Row, apart
from dukou.base.solving import THOROUGH
from dukou.engines.grade import Piece, Prices, Problem, answer_one, check, solve
from dukou.engines.grade.model import Model, build
from dukou.engines.grade.problem import premium_minor
from dukou.engines.grade.simple import first_come, left_minor

SEEDS, SAMPLE, ASKED, SMALLER = 10, 3, 200, 4_000
MONEY = 100.0


def rows(kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the worst of the seeds; peers solve the first alone."""
    seeds = range(1, (SAMPLE if sample else SEEDS) + 1)
    days = [kept.measured(f"pieces {seed}", lambda seed=seed: apart(__name__, "ours", seed)) for seed in seeds]
    flow, lp = (
        kept.measured(f"pieces 1 {peer}", lambda peer=peer: apart(__name__, peer, 1)) for peer in ("ortools", "highs")
    )
    name = "pieces 20,000 x 60"
    mean = statistics.mean(one["processor"] for one in days)
    beside = {"seeds": len(days), "processor, mean": mean, "OR-Tools, seed 1": flow["seconds"]}
    yield Row(name, "seconds", max(one["seconds"] for one in days), beside)
    values = {"OR-Tools of ours": flow["value"] / days[0]["value"], "checked in, s": max(one["check"] for one in days)}
    yield Row(name, "gap", max(one["gap"] for one in days), values)
    yield Row(name, "of_first_come", min(one["of_first_come"] for one in days))
    yield Row("pieces 4,000 x 60", "of_highs", lp["of_highs"], {"ours, s": lp["ours"], "HiGHS, s": lp["seconds"]})
    yield Row("one piece of 20,000 x 60", "milliseconds", max(one["one_ms"] for one in days))


def ours(seed: int) -> dict[str, float]:
    """Solve a day after a small one that compiles, check it, and ask for single pieces one by one."""
    solve(day(0, pieces=500, sinks=5), limit=THOROUGH, seed=1)
    problem = day(seed)
    begun, used = time.perf_counter(), time.process_time()
    answer = solve(problem, limit=THOROUGH, seed=1)
    figures = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - used}
    begun = time.perf_counter()
    assert check(problem, answer) == []
    figures["check"] = time.perf_counter() - begun
    prices = Prices.of(problem, answer, [sink.capacity for sink in problem.sinks])
    longest = 0.0
    for piece in problem.pieces[:ASKED]:
        longest = max(longest, min(_asked(prices, piece) for _ in range(3)))
    first, _exchanges = left_minor(problem, first_come(problem))
    ratio = {"of_first_come": answer.net_minor / first, "one_ms": 1_000 * longest}
    return figures | ratio | {"gap": answer.gap_minor, "value": answer.net_minor}


def _asked(prices: Prices, piece: Piece) -> float:
    begun = time.perf_counter()
    answer_one(prices, piece)
    return time.perf_counter() - begun


def highs(seed: int) -> dict[str, float]:
    """Solve a smaller day by HiGHS and by the engine; HiGHS' time is for the programme alone."""
    solve(day(0, pieces=500, sinks=5), limit=THOROUGH, seed=1)
    problem = day(seed, pieces=SMALLER)
    begun = time.perf_counter()
    answer = solve(problem, limit=THOROUGH, seed=1)
    ours_seconds = time.perf_counter() - begun
    model, kind, real = _arcs(problem)
    arcs, width = model.arcs, len(model.arcs.sink)
    each = csr_array((np.ones(width), (kind, np.arange(width))))
    room = csr_array((np.ones(len(real)), (arcs.sink[real], real)), shape=(len(problem.sinks), width))
    begun = time.perf_counter()
    found = linprog(
        -arcs.value / MONEY,
        A_ub=room,
        b_ub=model.room[:-1].astype(float),
        A_eq=each,
        b_eq=model.kinds.amount.astype(float),
        method="highs",
    )
    ratio = -answer.net_minor / MONEY / float(found.fun)
    return {"seconds": time.perf_counter() - begun, "ours": ours_seconds, "of_highs": ratio}


def ortools(seed: int) -> dict[str, float]:
    """Solve the same arcs by OR-Tools' min-cost flow; time is its own."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    problem = day(seed)
    model, kind, _real = _arcs(problem)
    kinds, sinks = len(model.kinds.amount), len(model.room)
    flow, total = SimpleMinCostFlow(), int(model.kinds.amount.sum())
    begun = time.perf_counter()
    to = kinds + model.arcs.sink
    flow.add_arcs_with_capacity_and_unit_cost(kind, to, model.kinds.amount[kind], -model.arcs.value)
    ends = np.arange(sinks) + kinds
    flow.add_arcs_with_capacity_and_unit_cost(
        ends, np.full(sinks, kinds + sinks), np.minimum(model.room, total), np.zeros(sinks, dtype=np.int64)
    )
    flow.set_nodes_supplies(np.arange(kinds), model.kinds.amount)
    flow.set_node_supply(kinds + sinks, -total)
    assert flow.solve() == flow.OPTIMAL
    return {"seconds": time.perf_counter() - begun, "value": -flow.optimal_cost()}


def _arcs(problem: Problem) -> tuple[Model, np.ndarray, np.ndarray]:
    """Return the model, the kind of each arc, and the arcs that do not wait."""
    model = build(problem, premium_minor(problem))
    kind = np.repeat(np.arange(len(model.kinds.amount)), np.diff(model.arcs.first))
    return model, kind, np.flatnonzero(model.arcs.sink < len(problem.sinks))
