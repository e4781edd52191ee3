"""Choose as a desk without a computer does: each shipment alone, or everything in one service."""

from dukou.engines.mode.problem import Problem
from dukou.engines.mode.tariff import alone_minor, cost


def choose(problem: Problem) -> tuple[int, ...]:
    """Return the cheaper of the two, where each shipment has a service: the service of each shipment."""
    each = tuple(_cheapest_alone(problem, number) for number in range(len(problem.shipments)))
    if len(each) == 1:
        return each
    shared_by_all = set(range(len(problem.services)))
    for shipment in problem.shipments:
        shared_by_all -= {s for s, extra in enumerate(shipment.extra_minor) if extra is None}
    together = [(s,) * len(each) for s in sorted(shared_by_all)]
    return min([each, *together], key=lambda chosen: cost(problem, chosen))


def _cheapest_alone(problem: Problem, number: int) -> int:
    shipment = problem.shipments[number]
    costs = [
        (alone_minor(problem.services[s], shipment, extra), s)
        for s, extra in enumerate(shipment.extra_minor)
        if extra is not None
    ]
    return min(costs)[1]
