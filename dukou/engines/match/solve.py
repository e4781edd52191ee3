"""Award by HiGHS: the linear program prices the hours; branch and bound chooses, or moves do where it would be slow."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from dukou.base.solving import Limit, Report, Status
from dukou.engines.match.improve import improve
from dukou.engines.match.model import MINUTE_MS, Model, build
from dukou.engines.match.problem import Answer, Problem
from dukou.engines.match.simple import award

PRICE_E9 = 1_000_000_000
GAP = 1e-4
TOLERANCE = 1e-3
# Where hours are scarce the solver spends minutes on its first node of a program of thousands of columns, whatever the
# limit of nodes; a program gets a branch and bound if it is small for the effort.
COLUMNS_AN_ITERATION, MOST_COLUMNS = 2, 600
LOOKS_AN_ITERATION = 1_000
# So often an award that is overfull within the solver's tolerance is ruled out, and branched on again.
MOST_COVERS = 20
Prices = tuple[tuple[int, int, int], ...]


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return the cheapest award found within so many branch-and-bound nodes, never worse than the simple one.

    Large programs are not branched on: the award is improved by moves, and the linear program's bound says how much
    may be missing. The method has no chance in it: `seed` changes nothing.
    """
    found = _begin(problem, start)
    cost = _cost(problem, found)
    if cost == _bound(problem, ()):
        # Hours are not scarce: every line is where it costs least.
        return Answer(found, cost, cost, (), "optimal")
    model = build(problem)
    prices = _prices(model, len(problem.lines))
    bound = _bound(problem, prices)
    status: Status = "feasible"
    if report is None or report(0.5, _cost(problem, found), bound):
        if len(model.columns) <= min(COLUMNS_AN_ITERATION * limit.iterations, MOST_COLUMNS):
            chosen, least = _branch(problem, model, limit)
        else:
            chosen, least = improve(problem, found, looks=LOOKS_AN_ITERATION * limit.iterations), float(bound)
        if _overfull(problem, chosen) is None and _cost(problem, chosen) <= _cost(problem, found):
            found = chosen
        # Costs are whole, so that a bound less than one below proves the award.
        status = "optimal" if _cost(problem, found) < least + 1 - TOLERANCE else "feasible"
    return Answer(found, _cost(problem, found), bound, prices, status)


def _begin(problem: Problem, start: Answer | None) -> tuple[int | None, ...]:
    """Return the cheaper of the simple award and the start, where that is one."""
    simple = tuple(award(problem))
    if start is None or not _is_award(problem, start.chosen):
        return simple
    return min(start.chosen, simple, key=lambda chosen: _cost(problem, chosen))


def _branch(problem: Problem, model: Model, limit: Limit) -> tuple[tuple[int | None, ...], float]:
    """Return the award that branch and bound ends with, and the least cost that it did not rule out.

    The solver takes what is nearly whole for whole, and so may overfill a slot by milliseconds: lines that are too much
    for it together are a cover, and not all of them may go there.
    """
    covers: list[list[int]] = []
    while True:
        chosen, least = _branch_once(problem, model, covers, limit)
        over = _overfull(problem, chosen)
        if over is None or len(covers) == MOST_COVERS:
            return chosen, least
        covers.append([at for at, (i, j) in enumerate(model.columns) if chosen[i] == j and _is_in(problem, i, j, over)])


def _is_in(problem: Problem, line: int, candidate: int, deadline: tuple[int, int]) -> bool:
    """Tell whether a candidate works in a slot until a day."""
    one, (slot, day) = problem.lines[line].candidates[candidate], deadline
    return one.slot == slot and one.due_day <= day


def _branch_once(
    problem: Problem, model: Model, covers: Sequence[Sequence[int]], limit: Limit
) -> tuple[tuple[int | None, ...], float]:
    options = {"node_limit": limit.iterations, "mip_rel_gap": GAP}
    if limit.seconds is not None:
        options["time_limit"] = limit.seconds
    constraints = [LinearConstraint(model.rows, -np.inf, model.upper)]
    for cover in covers:
        row = np.zeros((1, len(model.columns)))
        row[0, list(cover)] = 1
        constraints.append(LinearConstraint(row, -np.inf, len(cover) - 1))
    result = milp(
        model.cost,
        constraints=constraints,
        bounds=Bounds(0, 1),
        integrality=np.ones(len(model.cost)),
        options=options,
    )
    chosen: list[int | None] = [None] * len(problem.lines)
    if result.x is not None:
        for (i, j), taken in zip(model.columns, result.x, strict=True):
            if taken > 0.5:
                chosen[i] = j
    left_out = sum(line.penalty_minor for line in problem.lines)
    return tuple(chosen), -np.inf if result.mip_dual_bound is None else left_out + result.mip_dual_bound


def _prices(model: Model, lines: int) -> Prices:
    """Return the linear program's multipliers of the deadline rows."""
    result = linprog(model.cost, A_ub=model.rows, b_ub=model.upper, bounds=(0, 1), method="highs")
    if result.x is None:
        return ()
    duals = -result.ineqlin.marginals[lines:]
    return tuple(
        (slot, day, round(float(price) * PRICE_E9 / MINUTE_MS))
        for (slot, day), price in zip(model.deadlines, duals, strict=True)
        if price > 0
    )


def _bound(problem: Problem, prices: Prices) -> int:
    """Return the Lagrangian bound of these prices: every line takes what is cheapest once hours are paid for."""
    of_slot: dict[int, list[tuple[int, int]]] = {}
    for slot, day, price in prices:
        of_slot.setdefault(slot, []).append((day, price))
    total = -sum(price * problem.free_ms[slot][day] for slot, day, price in prices)
    for line in problem.lines:
        paid = [
            one.cost_minor * PRICE_E9
            + one.work_ms * sum(price for day, price in of_slot.get(one.slot, ()) if day >= one.due_day)
            for one in line.candidates
        ]
        total += min([line.penalty_minor * PRICE_E9, *paid])
    return -(-total // PRICE_E9)


def _cost(problem: Problem, chosen: Sequence[int | None]) -> int:
    return sum(
        line.penalty_minor if j is None else line.candidates[j].cost_minor
        for line, j in zip(problem.lines, chosen, strict=True)
    )


def _is_award(problem: Problem, chosen: Sequence[int | None]) -> bool:
    """Tell whether each line has one of its candidates or none, and all fit."""
    return (
        len(chosen) == len(problem.lines)
        and all(j is None or 0 <= j < len(line.candidates) for line, j in zip(problem.lines, chosen, strict=True))
        and _overfull(problem, chosen) is None
    )


def _overfull(problem: Problem, chosen: Sequence[int | None]) -> tuple[int, int] | None:
    """Return a slot, and a day until which it has more work than time; None if everything fits to the millisecond."""
    work: dict[int, list[tuple[int, int]]] = {}
    for line, j in zip(problem.lines, chosen, strict=True):
        if j is not None:
            one = line.candidates[j]
            work.setdefault(one.slot, []).append((one.due_day, one.work_ms))
    for slot, jobs in work.items():
        for day in {due for due, _ms in jobs}:
            if sum(ms for due, ms in jobs if due <= day) > problem.free_ms[slot][day]:
                return slot, day
    return None
