"""Verify a bound by its prices and worths, sink by sink and ride by ride over columns of all pieces."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dukou.engines.grade.problem import GRADES, GRAMS_A_KILO, MILLION, Answer, Problem, Sink

Column = NDArray[np.int64]
NEVER, NOTHING = 2**62, -(2**62)


@dataclass(frozen=True, slots=True)
class Columns:
    """Hold what the pieces say, one place a piece; a value of -1 is none."""

    owner: Column
    article: Column
    grams: Column
    ready: Column
    deadline: Column
    daily: Column
    count: Column
    values: Column
    at: Sequence[Column]


def proven_minor(problem: Problem, answer: Answer) -> int:
    """Return what no lawful answer exceeds.

    All room is paid at its price, and each piece is worth what it is said to be, or more where it may have more without
    a charge. A ride adds what its pieces gain above their worths at their best sinks, less its charge, if that is more
    than nothing: weak duality.
    """
    columns = _columns(problem)
    free = np.full(len(problem.pieces), -problem.wait_minor, dtype=np.int64)
    offers: dict[int, Column] = {}
    for place in {sink.place for sink in problem.sinks}:
        numbers = [number for number, sink in enumerate(problem.sinks) if sink.place == place]
        for at in [p for p, one in enumerate(problem.places) if p == place or (place is None and one.is_buyer)]:
            here = columns.at[at]
            free[here] = np.maximum(free[here], _offer(problem, answer, columns, numbers, at, None))
        for ride, one in enumerate(problem.rides):
            if one.destination == place:
                offers[ride] = _offer(problem, answer, columns, numbers, one.origin, ride)
                if not one.fixed_minor:
                    here = columns.at[one.origin]
                    free[here] = np.maximum(free[here], offers[ride])
    worth = np.maximum(free, np.array(answer.worths_minor, dtype=np.int64)) if answer.worths_minor else free
    total = int(worth @ columns.count)
    for ride, offer in offers.items():
        here = columns.at[problem.rides[ride].origin]
        gain = int(np.maximum(0, offer - worth[here]) @ columns.count[here])
        total += max(0, gain - problem.rides[ride].fixed_minor)
    room = zip(problem.sinks, answer.prices_minor, strict=True)
    everything = int(columns.count.sum())
    return total + sum(price * min(everything, everything if s.capacity is None else s.capacity) for s, price in room)


def _columns(problem: Problem) -> Columns:
    pieces = problem.pieces
    place = np.array([one.place for one in pieces], dtype=np.int64)
    deadlines = [NEVER if one.deadline_day is None else one.deadline_day for one in pieces]
    values = [[-1 if value is None else value for value in one.values_minor] for one in pieces]
    return Columns(
        owner=np.array([one.owner for one in pieces], dtype=np.int64),
        article=np.array([one.article for one in pieces], dtype=np.int64),
        grams=np.array([one.grams for one in pieces], dtype=np.int64),
        ready=np.array([one.ready_day for one in pieces], dtype=np.int64),
        deadline=np.array(deadlines, dtype=np.int64),
        daily=np.array([one.daily_minor for one in pieces], dtype=np.int64),
        count=np.array([one.count for one in pieces], dtype=np.int64),
        values=np.array(values, dtype=np.int64).reshape(-1, len(GRADES)).T,
        at=[np.flatnonzero(place == number) for number in range(len(problem.places))],
    )


def _offer(
    problem: Problem, answer: Answer, columns: Columns, sinks: Sequence[int], origin: int, ride: int | None
) -> Column:
    """Return what the pieces at a place leave at the best of some sinks, by a ride or without, after prices."""
    here = columns.at[origin]
    one = None if ride is None else problem.rides[ride]
    arrives = columns.ready[here] if one is None else np.full(len(here), one.arrives_day)
    cost = columns.daily[here] * arrives
    if one is not None:
        cost += -(-columns.grams[here] * one.kilo_minor // GRAMS_A_KILO)
    is_late = columns.deadline[here] < arrives
    if one is not None:
        is_late |= columns.ready[here] > one.leaves_day
    best = np.full(len(here), NOTHING)
    for number in sinks:
        sink = problem.sinks[number]
        extra = answer.premium_minor if sink.is_exchange else 0
        left = _fetched(sink, columns, here) - cost + extra - answer.prices_minor[number]
        is_barred = is_late | (arrives > _last_day(problem, sink, origin))
        best = np.maximum(best, np.where(is_barred | (left < NOTHING // 2), NOTHING, left))
    return best


def _last_day(problem: Problem, sink: Sink, origin: int) -> int:
    """Return the last day on which pieces from a place may arrive, by the sink and by bans on destruction."""
    last = NEVER if sink.latest_day is None else sink.latest_day
    for place in (origin, sink.place) if sink.destroys else ():
        ban = None if place is None else problem.places[place].destruction_banned_from_day
        last = last if ban is None else min(last, ban - 1)
    return last


def _fetched(sink: Sink, columns: Columns, here: Column) -> Column:
    """Return what each piece fetches at its best grade; less than half of `NOTHING` says that it is not taken."""
    best = np.full(len(here), NOTHING)
    for terms in sink.terms:
        value = columns.values[GRADES.index(terms.grade)][here]
        pays = value * terms.pays_ppm // MILLION + terms.pays_minor - terms.handling_minor
        best = np.maximum(best, np.where(value < 0, NOTHING, pays))
    if sink.owners is not None:
        best[~np.isin(columns.owner[here], sink.owners)] = NOTHING
    if sink.fits is not None:
        less = {fit.article: fit.less_minor for fit in sink.fits}
        for article in set(columns.article[here].tolist()):
            best[columns.article[here] == article] -= less.get(article, -NOTHING // 2)
    return best
