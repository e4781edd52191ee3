"""Load cartons into vehicles at the least cost: a plan chooses them, a beam search fills each."""

from collections import Counter
from collections.abc import Sequence

from dukou.base.solving import Limit, Report, Status
from dukou.engines.load import simple
from dukou.engines.load.bound import bound
from dukou.engines.load.check import check
from dukou.engines.load.fitting import reason
from dukou.engines.load.fleet import Fleet
from dukou.engines.load.problem import Answer, Left, Load, Problem


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return the loads that carry the most volume, at the least cost, in the fewest vehicles.

    They are never worse than the simple ones or the start, where that breaks no law. `limit.iterations` are greedy
    completions of one vehicle: with 50 a vehicle is full in a fraction of a second. `report` is told of volumes in mm3.
    """
    fleet = Fleet(problem, limit, seed, report)
    options: list[Sequence[Load]] = [fleet.run(), simple.load(problem)]
    if start is not None and not check(problem, start):
        options.append(start.loads)
    return answer(problem, min(options, key=fleet.worth), is_stopped=fleet.is_stopped)


def answer(problem: Problem, loads: Sequence[Load], *, is_stopped: bool = False) -> Answer:
    """Return loads as an answer: with what is left and why, sums, and the bound."""
    loaded = Counter(place.type for load in loads for place in load.placements)
    left = tuple(
        Left(i, one.quantity - loaded[i], reason(problem, one))
        for i, one in enumerate(problem.cartons)
        if one.quantity > loaded[i]
    )
    mm3 = sum(place.dx * place.dy * place.dz for load in loads for place in load.placements)
    cost, known = sum(problem.vehicles[load.vehicle].cost_minor for load in loads), bound(problem)
    status: Status = "stopped" if is_stopped else "feasible"
    if problem.cartons and not known.mm3:
        status = "infeasible"
    elif (mm3, cost, len(loads)) == (known.mm3, known.cost_minor, known.vehicles):
        status = "optimal"
    return Answer(tuple(loads), left, mm3, cost, known, status)
