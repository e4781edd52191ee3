"""Verify an award from the problem alone: capability, hours by every day, cost, and the bound's certificate."""

from itertools import accumulate

from dukou.base.solving import Violation
from dukou.engines.match.problem import Answer, Problem

BILLION = 10**9


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the award breaks."""
    if len(answer.chosen) != len(problem.lines):
        return [Violation("every line has an answer", {"lines": len(problem.lines), "answers": len(answer.chosen)})]
    for number, (line, j) in enumerate(zip(problem.lines, answer.chosen, strict=True)):
        if j is not None and not 0 <= j < len(line.candidates):
            return [Violation("a line goes to one of its candidates", {"line": number, "candidate": j})]
    return [*_hours(problem, answer), *_cost(problem, answer), *_certificate(problem, answer)]


def _hours(problem: Problem, answer: Answer) -> list[Violation]:
    used = [[0] * len(days) for days in problem.free_ms]
    for line, j in zip(problem.lines, answer.chosen, strict=True):
        if j is not None:
            used[line.candidates[j].slot][line.candidates[j].due_day] += line.candidates[j].work_ms
    broken = []
    for slot, (free, work) in enumerate(zip(problem.free_ms, used, strict=True)):
        sum_ms = 0
        for day, (limit, more) in enumerate(zip(free, work, strict=True)):
            sum_ms += more
            if more and sum_ms > limit:
                broken.append(Violation("work due by a day fits", {"slot": slot, "day": day, "over": sum_ms - limit}))
    return broken


def _cost(problem: Problem, answer: Answer) -> list[Violation]:
    cost = 0
    for line, j in zip(problem.lines, answer.chosen, strict=True):
        cost += line.penalty_minor if j is None else line.candidates[j].cost_minor
    if cost != answer.cost_minor:
        return [Violation("the cost is the sum of what was chosen", {"said": answer.cost_minor, "sum": cost})]
    return []


def _certificate(problem: Problem, answer: Answer) -> list[Violation]:
    """Recompute the Lagrangian bound in whole billionths; any prices that are not negative prove theirs."""
    prices = {(slot, day): price for slot, day, price in answer.prices_e9}
    if any(price < 0 or not _is_there(problem, *place) for place, price in prices.items()):
        return [Violation("a price is of a slot and day, and not negative")]
    proven = -sum(price * problem.free_ms[slot][day] for (slot, day), price in prices.items())
    hours = _price_of_work(problem, prices)
    for line in problem.lines:
        options = [line.penalty_minor * BILLION]
        options += [one.cost_minor * BILLION + one.work_ms * hours[one.slot][one.due_day] for one in line.candidates]
        proven += min(options)
    if answer.bound_minor > answer.cost_minor or answer.bound_minor > -(-proven // BILLION):
        facts = {"said": answer.bound_minor, "proven": proven / BILLION}
        return [Violation("the bound is proven by its prices", facts)]
    return []


def _is_there(problem: Problem, slot: int, day: int) -> bool:
    return 0 <= slot < len(problem.free_ms) and 0 <= day < len(problem.free_ms[slot])


def _price_of_work(problem: Problem, prices: dict[tuple[int, int], int]) -> list[list[int]]:
    """Return, by slot and day, what a millisecond of work due then pays: it takes hours by every later day too."""
    paid = [[0] * len(days) for days in problem.free_ms]
    for (slot, day), price in prices.items():
        paid[slot][day] = price
    return [list(accumulate(reversed(days)))[::-1] for days in paid]
