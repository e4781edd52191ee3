"""Share what was paid by Shapley value, moved as little as it takes that nobody pays above its own best."""

from dukou.base.money import split
from dukou.base.solving import Limit, Report
from dukou.engines.share.problem import MILLION, Answer, Complaint, Core, Problem, Value
from dukou.engines.share.settle import charge

E9 = 1_000_000_000


def solve(
    problem: Problem, *, limit: Limit, seed: int, start: Answer | None = None, report: Report | None = None
) -> Answer:
    """Return the charges, why each member pays its own, and how far coalitions may complain.

    An iteration is four sampled orders, where members are too many for all coalitions, and a fifth of a round of the
    least core. Of `start` only the coalitions of its core count. Where no tariff is known, everyone's value is its own
    best, and the charges are in proportion to it.
    """
    if not problem.members or (not any(departure.tariffs for departure in problem.departures) and not problem.legs):
        return _by_own_best(problem)
    # Numba takes half a second to import; who knows but own bests needs none of it.
    from dukou.engines.share.reckon import reckon

    return reckon(problem, limit, seed, start.core if start is not None else None, report)


def _by_own_best(problem: Problem) -> Answer:
    """Return the charges where a coalition costs its own bests: then its members' payments complain of nothing."""
    own = [member.own_best_minor for member in problem.members]
    together = sum(own)
    charges, excess = charge(problem, [one * MILLION for one in own], together)
    yardstick = split(min(problem.pooled_minor, together), own) if own else []
    values = tuple(
        Value(one, one, one * MILLION, 0, 0, 0, proportional) for one, proportional in zip(own, yardstick, strict=True)
    )
    nobody, singles = Complaint((), 0, 0), tuple(((i,), E9) for i in range(len(own)))
    if len(own) < 2:
        core, worst = Core(tuple(one * MILLION for one in own), nobody, 0, ()), nobody
    else:
        core = Core(tuple(one * MILLION for one in own), Complaint((0,), 0, 0), 0, singles)
        least = min(range(len(own)), key=lambda i: own[i] - charges[i])
        most = MILLION * (charges[least] - own[least])
        worst = Complaint((least,), most, most)
    fund = sum(excess) if own else problem.pooled_minor
    return Answer(charges, fund, problem.pooled_minor - together, excess, values, core, worst)
