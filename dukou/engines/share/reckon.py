"""Reckon a sharing: values, charges, the least core, and the worst complaint about the charges."""

from dataclasses import replace
from time import monotonic

import numpy as np

from dukou.base.money import split
from dukou.base.solving import Limit, Report, Status
from dukou.engines.share.complain import Complaints
from dukou.engines.share.core import least_core
from dukou.engines.share.game import Game, build, cost, of_coalition, without_legs
from dukou.engines.share.problem import MILLION, Answer, Complaint, Core, Problem, Value
from dukou.engines.share.sample import GoesOn, Values
from dukou.engines.share.settle import charge
from dukou.engines.share.table import table
from dukou.engines.share.values import values

# Of the seconds, so much for values, and by then the least core must have its coalitions; the rest is for bounds.
UNTIL_VALUES, UNTIL_CORE, UNTIL_BOUND = 0.8, 0.85, 0.9


def reckon(problem: Problem, limit: Limit, seed: int, start: Core | None, report: Report | None) -> Answer:
    """Return the answer for a problem in which tariffs are known."""
    game, clock = build(problem), Clock(limit)
    every = int(cost(game, game.goods.sum(axis=0)))
    costs = table(game)
    found = values(game, costs, seed, clock.goes_on(UNTIL_VALUES))
    told = _told(problem, game, found, every, seed, clock)
    charges, excess = charge(problem, [one.shapley_e6 for one in told], every)
    fund, residual = sum(excess), problem.pooled_minor - every
    if report is not None and not report(UNTIL_VALUES, None, None):
        return Answer(charges, fund, residual, excess, told, status="stopped")
    complaints, left = Complaints(game, costs, seed), clock.left(UNTIL_BOUND)
    core = least_core(complaints, found.shapley_e6, start, clock.goes_on(UNTIL_CORE), limit.iterations, left)
    complaint = _about(complaints, charges, limit, clock)
    proven = all(one.most_e6 - one.excess_e6 < MILLION for one in (core.worst, complaint))
    proven = proven and core.worst.excess_e6 - core.bound_e6 < MILLION
    status: Status = "optimal" if proven and not any(one.permutations for one in told) else "feasible"
    return Answer(charges, fund, residual, excess, told, core, complaint, status)


class Clock:
    """Tell how far a limit lets each part of the work go."""

    def __init__(self, limit: Limit) -> None:
        self._limit, self._begun = limit, monotonic()

    def left(self, part: float) -> float | None:
        """Return the seconds left until a part of them has gone."""
        if self._limit.seconds is None:
            return None
        return self._begun + part * self._limit.seconds - monotonic()

    def goes_on(self, part: float) -> GoesOn:
        """Return what tells after so many rounds whether there may be another."""

        def more(rounds: int) -> bool:
            left = self.left(part)
            return rounds < self._limit.iterations and (left is None or left > 0)

        return more


def _told(problem: Problem, game: Game, found: Values, every: int, seed: int, clock: Clock) -> tuple[Value, ...]:
    """Return each member's value with its figures."""
    own = [member.own_best_minor for member in problem.members]
    n, load = len(own), game.goods.sum(axis=0)
    bare, legless = found, without_legs(game)
    if game.is_leg.any():
        bare = values(legless, table(legless), seed, clock.goes_on(UNTIL_VALUES))
    yardstick = split(min(problem.pooled_minor, sum(own)), own)
    return tuple(
        Value(
            alone_minor=of_coalition(game, [i]),
            last_minor=every - int(cost(game, load - game.goods[i])),
            shapley_e6=int(found.shapley_e6[i]),
            error_e6=int(found.error_e6[i]),
            permutations=int(found.orders[i]),
            leg_e6=int(found.shapley_e6[i] - bare.shapley_e6[i]),
            proportional_minor=yardstick[i],
        )
        for i in range(n)
    )


def _about(complaints: Complaints, charges: tuple[int, ...], limit: Limit, clock: Clock) -> Complaint:
    """Return the worst complaint about the charges."""
    payment_e6 = np.array(charges, dtype=np.int64) * MILLION
    told = complaints.worst(payment_e6, complaints.search(payment_e6), limit.iterations, clock.left(1.0))
    # Charges and costs are whole.
    return replace(told, most_e6=told.most_e6 // MILLION * MILLION)
