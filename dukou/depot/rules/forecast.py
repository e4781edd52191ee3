"""Forecast what sells a week from the weeks before, and say how far that was off.

Socks of one size sell to a region now and then: many weeks are zero. Teunter, Syntetos and Babai (2011, Intermittent
demand: linking forecasting to inventory obsolescence) smooth how often something sells apart from how much, each week.
"""

from collections.abc import Sequence
from math import sqrt

from dukou.depot.records.abroad import Forecast

CHANCE_WEIGHT, SIZE_WEIGHT = 0.1, 0.2
FIRST_WEEKS = 8
DAYS_A_WEEK = 7
# Means of the lowest, the middle and the highest third of a normal distribution, in standard deviations.
THIRDS = (-1.0908, 0.0, 1.0908)


def expected(weeks: Sequence[int]) -> list[float]:
    """Return what was expected of each week after the first ones by the weeks before it, and of the next week."""
    first = weeks[:FIRST_WEEKS]
    sold = [pairs for pairs in first if pairs]
    chance = len(sold) / len(first) if first else 0.0
    size = sum(sold) / len(sold) if sold else 0.0
    found = [chance * size]
    for pairs in weeks[FIRST_WEEKS:]:
        if pairs:
            size = size + SIZE_WEIGHT * (pairs - size) if size else float(pairs)
        chance += CHANCE_WEIGHT * ((pairs > 0) - chance)
        found.append(chance * size)
    return found


def forecast(weeks: Sequence[int]) -> Forecast:
    """Return the pairs expected a week, and by how much the weeks after the first ones were off on the average.

    With no more than the first weeks the error is how much they differ from their mean.
    """
    means = expected(weeks)
    later = weeks[FIRST_WEEKS:]
    pairs = list(zip(later, means[:-1], strict=True)) or [(one, means[-1]) for one in weeks]
    error = sqrt(sum((sold - mean) ** 2 for sold, mean in pairs) / len(pairs)) if pairs else 0.0
    return Forecast(means[-1], error)


def on_offer(weeks: Sequence[int]) -> Sequence[int]:
    """Leave out the weeks before the first sale, in which perhaps nothing was there to sell; the last eight stay.

    >>> on_offer([0] * 20 + [5, 0, 5])
    [0, 0, 0, 0, 0, 5, 0, 5]
    """
    sold = next((number for number, pairs in enumerate(weeks) if pairs), len(weeks))
    return weeks[max(0, min(sold, len(weeks) - FIRST_WEEKS)) :]


def scenarios(one: Forecast, stage_days: Sequence[int], there: int, coming: int) -> tuple[tuple[int, ...], ...]:
    """Return the pairs asked for by stage in three cases as likely as each other, beyond what is there or on its way.

    What is there meets what is asked first. What is on its way comes too late for that: it meets what is asked last.

    >>> scenarios(Forecast(70.0, 0.0), (7, 14), 40, 100)
    ((30, 40), (30, 40), (30, 40))
    """
    cases = []
    for third in THIRDS:
        stages, before, day = [], 0, 0
        for days in stage_days:
            day += days
            weeks = day / DAYS_A_WEEK
            until = int(one.pairs_a_week * weeks + third * one.error * sqrt(weeks)) - there
            stages.append(max(0, until - before))
            before = max(before, until)
        later = coming
        for number in reversed(range(len(stages))):
            met = min(later, stages[number])
            stages[number], later = stages[number] - met, later - met
        cases.append(tuple(stages))
    return tuple(cases)
