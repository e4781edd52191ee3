"""Send everything to the first place its condition allows: what a desk without figures does."""

from dukou.engines.grade.problem import Problem


def first_places(problem: Problem) -> tuple[int, ...]:
    """Return place 0 for each case."""
    return (0,) * len(problem.cases)
