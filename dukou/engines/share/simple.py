"""Share minor unit by minor unit: each goes to the member whose charge is furthest behind its proportion."""

from dukou.engines.share.problem import Problem


def shares(problem: Problem) -> list[int]:
    """Return charges; slow, for small sums."""
    own = problem.own_best_minor
    total = sum(own)
    charges = [0] * len(own)
    exact = [problem.pooled_minor * one / total if total else 0.0 for one in own]
    for _unit in range(min(problem.pooled_minor, total)):
        behind = [
            target - charge if charge < best else -1.0 for target, charge, best in zip(exact, charges, own, strict=True)
        ]
        charges[behind.index(max(behind))] += 1
    return charges
