"""Look up each lot's plan."""

from dukou.base.solving import Limit, Report
from dukou.engines.sample.model import code_letter, resolved
from dukou.engines.sample.problem import Answer, Lot, Plan, Problem


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return each lot's plan; the tables leave no choice, so limit, seed, start and report change nothing."""
    plans = tuple(_plan(lot) for lot in problem.lots)
    pairs = sum(plan.sample_pairs for plan in plans)
    return Answer(plans, pairs, pairs)


def _plan(lot: Lot) -> Plan:
    """Return the plan of a lot; a sample as large as the lot is the whole lot."""
    letter = code_letter(lot.pairs, lot.level)
    sample, accept, reject = resolved(lot.severity, letter, lot.aql)
    return Plan(letter, min(sample, lot.pairs), accept, reject)
