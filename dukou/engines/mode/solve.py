"""Choose the cheapest service of each shipment: by trying all ways where they are few, else by branch and bound."""

from dukou.base.solving import Limit, Report, Status
from dukou.engines.mode.problem import FEW, Answer, Leaf, Problem, Split
from dukou.engines.mode.search import Search
from dukou.engines.mode.simple import choose
from dukou.engines.mode.tariff import allows, cost, loads, vehicles
from dukou.engines.mode.tiny import Chosen, try_all


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return the cheapest choice found within so many linear programs, never worse than the simple one or the start.

    The fewer programs are allowed, the sooner a choice is near enough to the bound: at 50 within 0.1 %. A few shipments
    are placed in every way that could pay, which needs no program. Of `start` only `chosen` counts, and only where it
    is a choice for this problem. The method has no chance in it: `seed` changes nothing.
    """
    if any(all(extra is None for extra in shipment.extra_minor) for shipment in problem.shipments):
        return Answer((), (0,) * len(problem.services), 0, 0, (), "infeasible")
    known = choose(problem)
    if len(known) <= 1:
        return _answer(problem, known, cost(problem, known), (), "optimal")
    if start is not None and allows(problem, start.chosen):
        known = min(known, start.chosen, key=lambda one: cost(problem, one))
    if len(known) <= FEW:
        known, is_best = try_all(problem, known)
        if is_best:
            return _answer(problem, known, cost(problem, known), (), "optimal")
    search = Search(problem, known, limit, report)
    search.run()
    return _answer(problem, search.best, search.bound(), tuple(search.tree), search.status())


def _answer(
    problem: Problem, chosen: Chosen, bound_minor: int, proof: tuple[Split | Leaf, ...], status: Status
) -> Answer:
    used = [0] * len(problem.services)
    for s, load in loads(problem, chosen).items():
        if problem.services[s].kind == "vehicle":
            used[s] = vehicles(problem.services[s], *load)
    return Answer(chosen, tuple(used), cost(problem, chosen), bound_minor, proof, status)
