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


def scenarios(one: Forecast, stage_days: Sequence[int], there: int) -> tuple[tuple[int, ...], ...]:
    """Return the pairs asked for by stage in three cases as likely as each other, beyond what is there already.

    >>> scenarios(Forecast(70.0, 0.0), (7, 14), 100)
    ((0, 110), (0, 110), (0, 110))
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
        cases.append(tuple(stages))
    return tuple(cases)
