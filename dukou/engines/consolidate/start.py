"""Read a known choice as columns."""

from dukou.engines.consolidate.choice import Chosen, Options, cost
from dukou.engines.consolidate.columns import Column, column, leading_to, paths
from dukou.engines.consolidate.problem import Answer, Problem


def read_start(problem: Problem, options: Options, start: Answer) -> Chosen | None:
    """Return the columns of a known choice, or no dearer ones; None where it is no choice for this problem."""
    if len(start.paths) != len(problem.shipments):
        return None
    chosen = {}
    for i, path in enumerate(start.paths):
        one = _column(problem, i, tuple(path), options)
        if one is None:
            return None
        chosen[i] = one
    return chosen if cost(problem, chosen) is not None else None


def _column(problem: Problem, i: int, path: tuple[int, ...], options: Options) -> Column | None:
    for one in options[i]:
        if one.path == path:
            return one
    shipment = problem.shipments[i]
    if path not in paths(problem, shipment, leading_to(problem, shipment.destination)):
        return None
    left_out = column(problem, shipment, path)
    if left_out is None:
        return None
    alike = [one for one in options[i] if (one.pools, one.queues) == (left_out.pools, left_out.queues)]
    alone = [one for one in options[i] if not one.pools and not one.queues]
    return (alike or alone)[0]
