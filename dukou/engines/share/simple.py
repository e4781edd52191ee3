"""Share in proportion to own best, minor unit by minor unit; value by trying every order of joining."""

from fractions import Fraction
from itertools import permutations

from dukou.engines.share.check import coalition_minor
from dukou.engines.share.problem import Problem


def proportional(problem: Problem) -> list[int]:
    """Return charges: each unit goes to the member that is furthest behind; slow, for small sums."""
    own = [member.own_best_minor for member in problem.members]
    charges = [0] * len(own)
    part = Fraction(problem.pooled_minor, sum(own) or 1)
    for _unit in range(min(problem.pooled_minor, sum(own))):
        behind = [part * best - charge if charge < best else -1 for best, charge in zip(own, charges, strict=True)]
        charges[behind.index(max(behind))] += 1
    return charges


def shapley(problem: Problem) -> list[Fraction]:
    """Return what each member adds to the cost on average over all orders, in minor units; for a few members."""
    added = [Fraction(0)] * len(problem.members)
    orders = list(permutations(range(len(added))))
    for order in orders:
        before = 0
        for k, i in enumerate(order):
            after = coalition_minor(problem, order[: k + 1])
            added[i] += Fraction(after - before, len(orders))
            before = after
    return added
