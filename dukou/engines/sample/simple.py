"""Inspect every pair: what a lab without tables does, and never less than a sample."""

from dukou.engines.sample.problem import Problem


def inspect_all(problem: Problem) -> list[int]:
    """Return the pairs to inspect of each lot."""
    return [lot.pairs for lot in problem.lots]
