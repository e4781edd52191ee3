"""Plan rounds by PyVRP's iterated local search; stops are left out only where no plan is found that visits all."""

import time
import warnings
from collections.abc import Sequence

from pyvrp import IteratedLocalSearch, IteratedLocalSearchParams, RandomNumberGenerator, Solution
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.search import OPERATORS, LocalSearch, NeighbourhoodParams, PerturbationManager, compute_neighbours

from dukou.base.solving import Limit, Report, Status
from dukou.engines.route.bound import prove
from dukou.engines.route.model import Model
from dukou.engines.route.problem import MOST_COST, Answer, Problem, Round
from dukou.engines.route.simple import can_visit, drive

# Once in so many iterations the report is asked.
REPORT_EVERY = 200
# The part of the effort after which a plan that visits every stop is no longer looked for.
HOPE = 0.5
# So many near stops are tried as neighbours of each: fewer than PyVRP's own 50, for more rounds of search in a second.
NEIGHBOURS = 20
# A plan is taken if it is better than that of so many iterations ago (late acceptance): about a 170th of those that
# there will be, so that the search settles in time; PyVRP's own 300 are for a minute.
ITERATIONS_A_LINK, LINKS_A_SECOND = 170, 6
FEWEST_LINKS, MOST_LINKS = 10, 300
Rounds = tuple[Round, ...]


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return the cheapest plan found within so many iterations, never worse than the simple one or the start.

    Before the cost counts how many of the stops are left out that must be visited. Of `start` only the rounds matter,
    and only where they are a plan for this problem. The bound is found before the search.
    """
    effort = _Effort(limit, report)
    possible = [number for number in range(len(problem.stops)) if can_visit(problem, number)]
    if not possible:
        return _answer(problem, (), 0, (0, ()), "feasible")
    simple = drive(problem)
    begun = start.rounds if start is not None and _is_plan(problem, possible, start.rounds) else None
    model = Model(problem, possible, must_serve=True)
    effort.bound, prices = prove(problem, model.cost(model.solution(simple)))
    proof = effort.bound, prices
    best = _search(model, simple, begun, effort, seed)
    if best is None:
        effort.bound, model = None, Model(problem, possible, must_serve=False)
        best = _search(model, simple, begun, effort, seed)
    assert best is not None, "the simple plan is one"
    return _answer(problem, model.rounds(best), model.cost(best), proof, effort.status())


def _search(model: Model, simple: Rounds, start: Rounds | None, effort: "_Effort", seed: int) -> Solution | None:
    """Return the best plan found, the simple one and the start among them; None if the model allows none of them.

    The parts are put together as `pyvrp.solve` does, but for what is begun with: the start, or the better of a random
    plan and the simple one, which knows best how few vehicles there need be; either is improved first.
    """
    data, chance = model.data, RandomNumberGenerator(seed)
    near = compute_neighbours(data, NeighbourhoodParams(num_neighbours=NEIGHBOURS))
    improve = LocalSearch(data, chance, near, PerturbationManager())
    for operator in OPERATORS:
        if operator.supports(data):
            improve.add_operator(operator(data))
    penalties = model.penalties()
    known = [model.solution(plan) for plan in (start, simple) if plan is not None]
    effort.may_give_up = not any(one.is_feasible() for one in known)
    dear = penalties.max_cost_evaluator()
    begun = [*known[:1], *([] if start else [Solution.make_random(data, chance)])]
    first = min((improve(one, dear, exhaustive=True) for one in begun), key=dear.penalised_cost)
    with warnings.catch_warnings():
        # It says that no plan may be feasible; then stops are left out.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        search = IteratedLocalSearch(
            data, penalties, improve, first, IteratedLocalSearchParams(history_length=effort.history())
        )
        found = search.run(effort, collect_stats=False).best
    return min((one for one in (*known, found) if one.is_feasible()), key=model.rank, default=None)


def _answer(
    problem: Problem, rounds: tuple[Round, ...], cost: int, proof: tuple[int, tuple[int, ...]], status: Status
) -> Answer:
    visited = {stop for one in rounds for trip in one.trips for stop in trip}
    left = tuple(number for number in range(len(problem.stops)) if number not in visited)
    cost += sum(problem.stops[number].prize or 0 for number in left)
    if any(problem.stops[number].prize is None for number in left):
        return Answer(rounds, left, cost, 0, (), "infeasible")
    return Answer(rounds, left, cost, *proof, "optimal" if cost == proof[0] else status)


def _is_plan(problem: Problem, possible: Sequence[int], rounds: Sequence[Round]) -> bool:
    """Tell whether rounds name vehicles and stops that there are, so that the solver can judge them."""
    stops = [stop for one in rounds for trip in one.trips for stop in trip]
    kinds = [one.vehicle for one in rounds]
    return (
        len(set(stops)) == len(stops)
        and set(stops) <= set(possible)
        and all(0 <= kind < len(problem.vehicles) for kind in kinds)
        and all(kinds.count(kind) <= problem.vehicles[kind].quantity for kind in set(kinds))
        and all(len(one.trips) <= problem.vehicles[one.vehicle].trips for one in rounds)
    )


class _Effort:
    """Stop the search in time; PyVRP asks before each iteration."""

    def __init__(self, limit: Limit, report: Report | None) -> None:
        self.bound: int | None = None
        self.may_give_up = False
        self._limit, self._report = limit, report
        self._began = time.monotonic()
        self._iterations = 0
        self._is_late = self._is_stopped = False

    def __call__(self, best_cost: int) -> bool:
        """Tell whether to stop; the cost is the best so far, without measure if none is feasible."""
        progress = _part(self._iterations, self._limit.iterations)
        if self._limit.seconds is not None:
            elapsed = _part(time.monotonic() - self._began, self._limit.seconds)
            self._is_late = elapsed >= 1
            progress = max(progress, elapsed)
        found = best_cost <= MOST_COST
        if self._report and self._iterations % REPORT_EVERY == 0:
            best = best_cost if found else None
            self._is_stopped = self._is_stopped or not self._report(min(progress, 1.0), best, self.bound)
        self._iterations += 1
        return self._is_stopped or progress >= (HOPE if self.may_give_up and not found else 1)

    def history(self) -> int:
        """Return how many plans late acceptance remembers."""
        links = self._limit.iterations // ITERATIONS_A_LINK
        if self._limit.seconds is not None:
            links = min(links, int(self._limit.seconds * LINKS_A_SECOND))
        return min(max(links, FEWEST_LINKS), MOST_LINKS)

    def status(self) -> Status:
        """Return how the search ended."""
        return "stopped" if self._is_late or self._is_stopped else "feasible"


def _part(done: float, whole: float) -> float:
    return done / whole if whole else 1.0
