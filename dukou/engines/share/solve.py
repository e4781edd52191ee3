"""Share in proportion to own best, rounded by largest remainder."""

from dukou.base.money import split
from dukou.base.solving import Limit, Report
from dukou.engines.share.problem import Answer, Problem


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return the charges; the rule is closed, so limit, seed, start and report change nothing."""
    together = sum(problem.own_best_minor)
    if problem.pooled_minor >= together:
        shortfall = problem.pooled_minor - together
        return Answer(problem.own_best_minor, shortfall, shortfall)
    return Answer(tuple(split(problem.pooled_minor, problem.own_best_minor)), 0, 0)
