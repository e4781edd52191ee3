"""Verify that no case would leave more elsewhere."""

from dukou.base.solving import Violation
from dukou.engines.grade.problem import Answer, Problem


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the answer breaks."""
    if len(answer.chosen) != len(problem.cases):
        return [Violation("every case has a place")]
    broken, left, best = [], 0, 0
    for number, (case, chosen) in enumerate(zip(problem.cases, answer.chosen, strict=True)):
        if not 0 <= chosen < len(case.places):
            return [Violation("a case goes where its condition allows", {"case": number})]
        nets = [place.fetches_minor - place.costs_minor for place in case.places]
        left, best = left + nets[chosen], best + max(nets)
        if nets[chosen] < max(nets):
            broken.append(Violation("no other place leaves more", {"case": number, "lost": max(nets) - nets[chosen]}))
    if answer.net_minor != left or answer.bound_minor != best:
        broken.append(Violation("the sum is what the places leave", {"said": answer.net_minor, "sum": left}))
    return broken
