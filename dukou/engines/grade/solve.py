"""Send pieces where they leave most: a flow over few sinks, after rides with fixed charges are chosen."""

import time

import numpy as np

from dukou.base.solving import Limit, Report, Status
from dukou.engines.grade.batch import Batch, choose
from dukou.engines.grade.model import Ints, Model, build
from dukou.engines.grade.placing import moves, place
from dukou.engines.grade.problem import Answer, Problem, premium_minor
from dukou.engines.grade.simple import first_come, left_minor


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return the moves that leave most, with prices that prove it; only fixed charges of rides leave a gap.

    Stopped before it knows any, it returns those of a desk that takes first come first, and what its prices so far
    prove. The method has no chance in it, and needs no start: `seed` and `start` change nothing.
    """
    premium = premium_minor(problem)
    if not problem.pieces:
        return Answer((), 0, 0, premium, 0, (0,) * len(problem.sinks), (), "optimal")
    model = build(problem, premium)
    watch = _Watch(limit, report)
    if model.fixed.any():
        batch = choose(model, watch)
    else:
        placed, price = place(model, model.fixed, watch)
        batch = Batch(placed, _proven(model, price), price, price[:0])
    if batch.placed:
        found = moves(problem, model, batch.placed)
        exchanges = sum(one.count for one in found if problem.sinks[one.sink].is_exchange)
        value = batch.placed.value
    else:
        found = first_come(problem)
        net, exchanges = left_minor(problem, found)
        value = net + premium * exchanges
    status: Status = "optimal" if value == batch.bound else "feasible" if batch.placed else "stopped"
    return Answer(
        moves=found,
        net_minor=value - premium * exchanges,
        exchanges=exchanges,
        premium_minor=premium,
        bound_minor=batch.bound,
        prices_minor=tuple(batch.price[:-1].tolist()),
        worths_minor=tuple(batch.worth[model.kinds.of_piece].tolist()) if len(batch.worth) else (),
        status=status,
    )


class _Watch:
    """Count looks as iterations, and tell whether to go on by the limit and by who asked for reports."""

    def __init__(self, limit: Limit, report: Report | None) -> None:
        self._limit, self._report = limit, report
        self._looks, self._begun = 0, time.monotonic()

    def __call__(self, best: int | None = None, bound: int | None = None) -> bool:
        spent = self._looks / max(1, self._limit.iterations)
        is_out = self._looks >= self._limit.iterations
        if self._limit.seconds is not None:
            seconds = (time.monotonic() - self._begun) / self._limit.seconds
            spent, is_out = max(spent, seconds), is_out or seconds >= 1
        self._looks += 1
        known = (None if one is None else float(one) for one in (best, bound))
        return not is_out and (self._report is None or self._report(min(1.0, spent), *known))


def _proven(model: Model, price: Ints) -> int:
    """Return what no flow exceeds, by the prices of room: each piece where it leaves most after them, all room paid."""
    arcs = model.arcs
    most = np.maximum.reduceat(arcs.value - price[arcs.sink], arcs.first[:-1])
    return int(most @ model.kinds.amount + model.room[:-1] @ price[:-1])
