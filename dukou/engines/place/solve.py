"""Place by HiGHS: the linear program prices what is scarce, branch and bound chooses."""

import time
from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from dukou.base.solving import Limit, Report, Status
from dukou.engines.place.bound import E9, bound_e4
from dukou.engines.place.model import E10, GRAMS, ML, Model, build
from dukou.engines.place.problem import Answer, Placement, Prices, Problem
from dukou.engines.place.simple import cut, place, without_losers
from dukou.engines.place.worth import E6, Way, lanes_earn_sum, loads, ways

# A forecast is far less exact than this part of the earnings.
GAP = 1e-4
# What the solver's floating-point bound may be wrong by, as a part of it.
TOLERANCE = 1e-9
# The part of a pair that the solver may be short of a whole one.
A_PAIR = 1e-5


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return the plan that earns most within so many branch-and-bound nodes, never less than the simple one.

    The method has no chance in it: `seed` changes nothing.
    """
    begun = time.monotonic()
    found = ways(problem)
    plan = _better(problem, found, place(problem), _started(problem, found, start))
    if not found:
        return _answer(problem, found, plan, _free(problem), "optimal")
    model = build(problem, found)
    prices = _prices(problem, model, limit.seconds)
    bound = bound_e4(problem, found, prices)
    status: Status = "stopped"
    if report is None or report(0.5, float(_earned_e4(problem, found, plan)), float(bound)):
        left = None if limit.seconds is None else max(0.0, limit.seconds - (time.monotonic() - begun))
        branched, most = _branch(problem, found, model, Limit(limit.iterations, left))
        plan = _better(problem, found, plan, branched)
        earned = sum(lanes_earn_sum(problem, found, plan)) / sum(problem.weights) / E10
        status = "optimal" if earned >= most - TOLERANCE * abs(most) else "feasible"
    if _earned_e4(problem, found, plan) == bound:
        status = "optimal"
    return _answer(problem, found, plan, prices, status)


def _better(problem: Problem, found: tuple[Way, ...], plan: Sequence[int], rival: Sequence[int]) -> tuple[int, ...]:
    """Return the plan that earns more, the first of equals."""
    earned, rivals = (sum(lanes_earn_sum(problem, found, one)) for one in (plan, rival))
    return tuple(rival if rivals > earned else plan)


def _started(problem: Problem, found: tuple[Way, ...], start: Answer | None) -> tuple[int, ...]:
    """Return the plan of an answer, cut to what fits now."""
    pairs = {(one.item, one.lane): one.pairs for one in start.placements} if start else {}
    return cut(problem, found, [pairs.get((way.item, way.lane), 0) for way in found])


def _branch(problem: Problem, found: tuple[Way, ...], model: Model, limit: Limit) -> tuple[tuple[int, ...], float]:
    """Return the plan that branch and bound ends with, and the most that it did not rule out, in currency units.

    The plan is cut to what fits: within the solver's tolerance a millilitre may be too much.
    """
    options = {"node_limit": limit.iterations, "mip_rel_gap": GAP}
    if limit.seconds is not None:
        options["time_limit"] = limit.seconds
    result = milp(
        model.cost,
        constraints=LinearConstraint(model.rows, -np.inf, model.upper),
        bounds=Bounds(0, model.most),
        integrality=model.is_whole,
        options=options,
    )
    wanted = [0] * len(found) if result.x is None else [int(one + A_PAIR) for one in result.x[: len(found)]]
    plan = without_losers(problem, found, cut(problem, found, wanted))
    return plan, np.inf if result.mip_dual_bound is None else -float(result.mip_dual_bound)


def _prices(problem: Problem, model: Model, seconds: float | None) -> Prices:
    """Return the linear program's multipliers of the rows in common; where it does not end, all are nothing."""
    result = linprog(
        model.cost,
        A_ub=model.rows,
        b_ub=model.upper,
        bounds=np.column_stack([np.zeros_like(model.most), model.most]),
        method="highs",
        options={} if seconds is None else {"time_limit": seconds},
    )
    if result.status != 0:
        return _free(problem)
    dual = {name: max(0.0, -float(one)) for name, one in zip(model.names, result.ineqlin.marginals, strict=True)}

    def priced(name: str, count: int, units: int) -> tuple[int, ...]:
        return tuple(round(dual.get((name, number), 0.0) * units) for number in range(count))

    lanes, money = len(problem.lanes), round(dual.get(("budget",), 0.0) * E9)
    opening = ((int(name[1]), int(name[2]), round(price * E10)) for name, price in dual.items() if name[0] == "opening")
    return Prices(
        pair_e10=priced("pair", len(problem.items), E10),
        ml_e10=priced("ml", len(problem.places), E10 // ML),
        vehicle_ml_e10=priced("vehicle ml", lanes, E10 // ML),
        vehicle_gram_e10=priced("vehicle gram", lanes, E10 // GRAMS),
        minimum_e9=tuple(min(price, E9 + money) for price in priced("minimum", lanes, E9)),
        opening_e10=tuple((item, lane, price) for item, lane, price in opening if price),
        budget_e9=money,
    )


def _free(problem: Problem) -> Prices:
    none = (0,) * len(problem.lanes)
    return Prices((0,) * len(problem.items), (0,) * len(problem.places), none, none, none, (), 0)


def _earned_e4(problem: Problem, found: tuple[Way, ...], plan: Sequence[int]) -> int:
    return sum(lanes_earn_sum(problem, found, plan)) // (sum(problem.weights) * E6)


def _answer(problem: Problem, found: tuple[Way, ...], plan: tuple[int, ...], prices: Prices, status: Status) -> Answer:
    carried = zip(loads(problem, found, plan), problem.lanes, strict=True)
    return Answer(
        placements=tuple(Placement(way.item, way.lane, pairs) for way, pairs in zip(found, plan, strict=True) if pairs),
        vehicles=tuple(load.vehicles(lane) for load, lane in carried),
        expected_e4=_earned_e4(problem, found, plan),
        bound_e4=bound_e4(problem, found, prices),
        prices=prices,
        status=status,
    )
