"""Settle who pays what: whole amounts of a given sum, as near to their targets as caps let them be."""

from collections.abc import Sequence

from dukou.engines.share.problem import MILLION, Problem


def nearest(
    targets: Sequence[int],
    divisor: int,
    total: int,
    low: Sequence[int] | None = None,
    high: Sequence[int] | None = None,
) -> list[int]:
    """Return whole x with sum `total`, `low <= x <= high`, and the least sum of squares of x - targets / divisor.

    All targets are moved by the same amount, cut at the limits, and rounded by largest remainder (ties: the earlier
    first). That is the projection on the limits in whole numbers. The limits must leave room for the total.
    """
    if not targets:
        return []

    def moved(by: int) -> list[int]:
        found = [(target + by) // divisor for target in targets]
        if low is not None:
            found = list(map(max, found, low))
        return found if high is None else list(map(min, found, high))

    # Moved by `near` they sum to no more than the total, by `far` to more.
    width = divisor
    while sum(moved(-width)) > total:
        width *= 2
    near, width = -width, divisor
    while sum(moved(width)) <= total and moved(width) != high:
        width *= 2
    far = width
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if sum(moved(middle)) <= total else (near, middle)
    found, further = moved(near), moved(far)
    rest = total - sum(found)
    for i in range(len(found)):
        if rest and further[i] > found[i]:
            found[i], rest = further[i], rest - 1
    return found


def charge(problem: Problem, shapley_e6: Sequence[int], every_minor: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return each member's charge, and what it would pay above its own best if no fund bore it.

    What was paid above (or below) the cost of all is shared in proportion to own best, and the sum of value and share
    moved as little as possible, in squares, to charges from zero to own best; if own bests do not suffice for what was
    paid, to charges from own best upwards.
    """
    own = [member.own_best_minor for member in problem.members]
    if not own:
        return (), ()
    together, residual = sum(own), problem.pooled_minor - every_minor
    weights = own if together else [1] * len(own)
    divisor = MILLION * sum(weights)
    targets = [
        value * sum(weights) + residual * weight * MILLION for value, weight in zip(shapley_e6, weights, strict=True)
    ]
    if problem.pooled_minor <= together:
        return tuple(nearest(targets, divisor, problem.pooled_minor, [0] * len(own), own)), (0,) * len(own)
    full = nearest(targets, divisor, problem.pooled_minor, own)
    return tuple(own), tuple(one - best for one, best in zip(full, own, strict=True))
