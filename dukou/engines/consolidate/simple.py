"""Choose as a desk without a computer does."""

from collections.abc import Iterable, Sequence

from dukou.engines.consolidate.choice import Chosen, Growing, Options
from dukou.engines.consolidate.columns import Column
from dukou.engines.consolidate.problem import Problem


def each_alone(problem: Problem, options: Options) -> Chosen:
    """Return the column of each shipment that would be cheapest if nothing else travelled."""
    alone = ((i, _cheapest(Growing(problem), i, of_one)) for i, of_one in enumerate(options))
    return {i: one for i, one in alone if one is not None}


def greedy(problem: Problem, options: Options, shipments: Iterable[int]) -> Chosen:
    """Place one shipment after another, where all costs least more; leave out what has no room.

    Who has the fewest ways comes first, of equals the largest.
    """
    goods, growing = problem.shipments, Growing(problem)
    chosen: dict[int, Column] = {}
    for i in sorted(shipments, key=lambda i: (len(options[i]), -goods[i].ml, -goods[i].grams, i)):
        best = _cheapest(growing, i, options[i])
        if best is not None:
            growing.add(i, best)
            chosen[i] = best
    return chosen


def _cheapest(growing: Growing, i: int, options: Sequence[Column]) -> Column | None:
    priced = [(added, at) for at, one in enumerate(options) if (added := growing.added_minor(i, one)) is not None]
    return options[min(priced)[1]] if priced else None
