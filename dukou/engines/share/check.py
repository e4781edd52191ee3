"""Verify a sharing: nobody above its own best, nothing lost, nobody favoured by more than rounding."""

from dukou.base.solving import Violation
from dukou.engines.share.problem import Answer, Problem


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the sharing breaks."""
    if len(answer.charge_minor) != len(problem.own_best_minor):
        return [Violation("every member has a charge")]
    broken = []
    for member, (charge, own) in enumerate(zip(answer.charge_minor, problem.own_best_minor, strict=True)):
        if not 0 <= charge <= own:
            broken.append(Violation("nobody pays above its own best", {"member": member, "charge": charge, "own": own}))
    if sum(answer.charge_minor) + answer.shortfall_minor != problem.pooled_minor:
        broken.append(Violation("charges and shortfall are the pooled cost", {"pooled": problem.pooled_minor}))
    total = sum(problem.own_best_minor)
    if answer.shortfall_minor != max(0, problem.pooled_minor - total):
        broken.append(Violation("the town bears no more than it must", {"shortfall": answer.shortfall_minor}))
    if answer.bound_minor != max(0, problem.pooled_minor - total):
        broken.append(Violation("the bound is the least shortfall", {"said": answer.bound_minor}))
    return broken + _proportion(problem, answer, total)


def _proportion(problem: Problem, answer: Answer, total: int) -> list[Violation]:
    if problem.pooled_minor >= total:
        return []
    return [
        Violation("charges follow own best to a minor unit", {"member": member, "charge": charge})
        for member, (charge, own) in enumerate(zip(answer.charge_minor, problem.own_best_minor, strict=True))
        if abs(charge * total - problem.pooled_minor * own) >= total
    ]
