"""Choose the paths of all shipments, lane by lane: by trying all ways where they are few, else by repacking.

A tree of Lagrangian bounds says how far the choice may be from the best.
"""

from collections.abc import Sequence

from dukou.base.solving import Limit, Report, Status
from dukou.engines.consolidate.choice import Chosen, Options, cost, used_vehicles
from dukou.engines.consolidate.columns import columns
from dukou.engines.consolidate.effort import Effort
from dukou.engines.consolidate.model import members
from dukou.engines.consolidate.problem import Answer, Problem
from dukou.engines.consolidate.search import Search
from dukou.engines.consolidate.simple import greedy
from dukou.engines.consolidate.start import read_start


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return the cheapest choice found and a proven bound, never worse than the greedy one or the start.

    Each lane is solved a little, then each again, as long as there is time: the lanes with the widest gaps first. Of
    `start` only `paths` counts, and only where it is a choice for this problem.
    """
    options = columns(problem)
    unused = (0,) * len(problem.departures)
    if not all(options):
        return Answer((), unused, 0, 0, (), "infeasible")
    known = _known(problem, options, members(options), start)
    effort = Effort(limit, report)
    lanes = [
        Search(problem, options, of_lane, chosen, seed + 1_000 * number)
        for number, (of_lane, chosen) in enumerate(known)
    ]
    for number, one in enumerate(lanes):
        if not effort.is_late():
            one.begin(limit.iterations)
        effort.tell((number + 1) / (2 * len(lanes)), lanes)
    for number, one in enumerate(sorted(lanes, key=lambda one: one.gap_minor, reverse=True)):
        one.go_on(effort, one.gap_minor / max(1, sum(other.gap_minor for other in lanes[number:])))
        effort.tell((len(lanes) + number + 1) / (2 * len(lanes)), lanes)
    return _answer(problem, lanes, is_stopped=effort.is_stopped)


def _known(
    problem: Problem, options: Options, of_lanes: Sequence[tuple[int, ...]], start: Answer | None
) -> list[tuple[tuple[int, ...], Chosen]]:
    """Return each lane with the better of its greedy choice and its part of the start."""
    given = None if start is None else read_start(problem, options, start)
    known = []
    for of_lane in of_lanes:
        found = greedy(problem, options, of_lane)
        if given is not None:
            kept = {i: given[i] for i in of_lane}
            if len(found) < len(of_lane) or (cost(problem, kept) or 0) <= (cost(problem, found) or 0):
                found = kept
        known.append((of_lane, found))
    return known


def _answer(problem: Problem, lanes: Sequence[Search], *, is_stopped: bool) -> Answer:
    chosen = {i: one for of_lane in lanes for i, one in of_lane.chosen().items()}
    if len(chosen) < len(problem.shipments):
        return Answer((), (0,) * len(problem.departures), 0, 0, (), "stopped")
    proof = tuple(one.proof() for one in lanes)
    whole, bound = cost(problem, chosen) or 0, sum(one.bound_minor for one in proof)
    status: Status = "optimal" if whole == bound else "stopped" if is_stopped else "feasible"
    paths = tuple(chosen[i].path for i in range(len(problem.shipments)))
    return Answer(paths, used_vehicles(problem, chosen), whole, bound, proof, status)
