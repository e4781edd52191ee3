"""Turn a problem into arrays: pieces in kinds, and an arc for each lawful way of a kind to a sink."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dukou.base.compiled import compiled, entry
from dukou.engines.grade.problem import GRADES, GRAMS_A_KILO, MILLION, Problem

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
ANY = 2**62
# Columns of a kind's row; the values by grade come last, -1 where its condition does not allow the grade.
OWNER, PLACE, ARTICLE, GRAMS, READY, DEADLINE, DAILY, VALUE = range(8)
WIDTH = VALUE + len(GRADES)


class Kinds(NamedTuple):
    """Hold a row for each kind of piece, how many there are, and the kind of each piece of the problem."""

    rows: Ints
    amount: Ints
    of_piece: Ints


class Sinks(NamedTuple):
    """Hold sinks by number: place (-1: the buyer's), last day by the place that pieces come from, owners by index.

    `terms` are, by grade, whether it is taken, the part of the value paid, and what is added. `open` are sinks for
    any article; the fits of article a are ``first_fit[a]`` to ``first_fit[a + 1]``.
    """

    place: Ints
    last: Ints
    terms: Ints
    owners: Ints
    open: Ints
    first_fit: Ints
    fit_sink: Ints
    fit_less: Ints


class Rides(NamedTuple):
    """Hold rides by lane, origin times places plus destination: those of lane k are ``first[k]`` to ``first[k + 1]``.

    In `number` those without a charge come first.
    """

    first: Ints
    number: Ints
    kilo: Ints
    leaves: Ints
    arrives: Ints
    fixed: Ints
    is_buyer: Ints


class Arcs(NamedTuple):
    """Hold each kind's arcs, ``first[k]`` to ``first[k + 1]``; the last one waits, at the sink beyond all others."""

    first: Ints
    sink: Ints
    ride: Ints
    grade: Ints
    value: Ints


@dataclass(frozen=True, slots=True)
class Model:
    """Hold what is solved: kinds, arcs, room by sink (`ANY` for the one beyond), and the rides' fixed charges."""

    kinds: Kinds
    arcs: Arcs
    room: Ints
    fixed: Ints


def build(problem: Problem, premium_minor: int) -> Model:
    """Return the model; an arc to an exchange is worth the premium more."""
    owners, articles = _index(one.owner for one in problem.pieces), _index(one.article for one in problem.pieces)
    kinds = _kinds(problem, owners, articles)
    arcs = _arcs(kinds.rows, _sinks(problem, owners, articles), _rides(problem), problem.wait_minor)
    if premium_minor:
        exchange = np.array([*(one.is_exchange for one in problem.sinks), False])
        arcs.value[exchange[arcs.sink]] += premium_minor
    total = int(kinds.amount.sum())
    room = [total if one.capacity is None else min(one.capacity, total) for one in problem.sinks]
    return Model(kinds, arcs, _ints([*room, ANY]), _ints([one.fixed_minor for one in problem.rides]))


def _ints(values: Sequence[int] | Sequence[Sequence[int]]) -> Ints:
    return np.array(values, dtype=np.int64)


def _index(values: Iterable[int]) -> dict[int, int]:
    return {value: number for number, value in enumerate(dict.fromkeys(values))}


def _kinds(problem: Problem, owners: dict[int, int], articles: dict[int, int]) -> Kinds:
    rows = [
        (
            *(owners[one.owner], one.place, articles[one.article], one.grams, one.ready_day),
            *(ANY if one.deadline_day is None else one.deadline_day, one.daily_minor),
            *[-1 if value is None else value for value in one.values_minor],
        )
        for one in problem.pieces
    ]
    number: dict[tuple[int, ...], int] = {}
    of_piece = _ints([number.setdefault(row, len(number)) for row in rows])
    amount = np.zeros(len(number), dtype=np.int64)
    np.add.at(amount, of_piece, [one.count for one in problem.pieces])
    return Kinds(_ints(list(number)), amount, of_piece)


def _sinks(problem: Problem, owners: dict[int, int], articles: dict[int, int]) -> Sinks:
    sinks = problem.sinks
    terms = np.zeros((len(sinks), len(GRADES), 3), dtype=np.int64)
    served = np.ones((len(sinks), len(owners)), dtype=np.int64)
    fits: list[list[tuple[int, int]]] = [[] for _ in articles]
    for number, sink in enumerate(sinks):
        for one in sink.terms:
            terms[number, GRADES.index(one.grade)] = 1, one.pays_ppm, one.pays_minor - one.handling_minor
        if sink.owners is not None:
            served[number] = 0
            served[number, [owners[one] for one in sink.owners if one in owners]] = 1
        for fit in sink.fits or ():
            if fit.article in articles:
                fits[articles[fit.article]].append((number, fit.less_minor))
    flat = np.array([one for of_one in fits for one in of_one], dtype=np.int64).reshape(-1, 2)
    return Sinks(
        place=_ints([-1 if one.place is None else one.place for one in sinks]),
        last=_last_days(problem),
        terms=terms,
        owners=served,
        open=_ints([number for number, one in enumerate(sinks) if one.fits is None]),
        first_fit=np.cumsum([0, *(len(one) for one in fits)]),
        fit_sink=flat[:, 0].copy(),
        fit_less=flat[:, 1].copy(),
    )


def _last_days(problem: Problem) -> Ints:
    """Return, by sink and place, the last day on which pieces from there may arrive: its own, or that before a ban."""
    bans = [ANY if (day := one.destruction_banned_from_day) is None else day for one in problem.places]
    last = np.full((len(problem.sinks), len(problem.places)), ANY)
    for number, sink in enumerate(problem.sinks):
        if sink.destroys:
            last[number] = np.minimum(bans, ANY if sink.place is None else bans[sink.place]) - 1
        if sink.latest_day is not None:
            last[number] = np.minimum(last[number], sink.latest_day)
    return last


def _rides(problem: Problem) -> Rides:
    places, rides = len(problem.places), problem.rides
    lane = _ints([one.origin * places + one.destination for one in rides])
    number = np.lexsort((_ints([one.fixed_minor > 0 for one in rides]), lane))
    return Rides(
        first=np.searchsorted(lane[number], np.arange(places * places + 1)),
        number=number,
        kilo=_ints([one.kilo_minor for one in rides]),
        leaves=_ints([one.leaves_day for one in rides]),
        arrives=_ints([one.arrives_day for one in rides]),
        fixed=_ints([one.fixed_minor for one in rides]),
        is_buyer=_ints([one.is_buyer for one in problem.places]),
    )


def _arcs(kinds: Ints, sinks: Sinks, rides: Rides, wait_minor: int) -> Arcs:
    """Return all arcs."""
    first = np.zeros(len(kinds) + 1, dtype=np.int64)
    rows = fill_arcs(kinds, sinks, rides, wait_minor, first)
    return Arcs(first, *(column[: first[-1]] for column in rows))


@entry
def fill_arcs(kinds: Ints, sinks: Sinks, rides: Rides, wait_minor: int, first: Ints) -> Ints:
    """Return columns of arcs: sinks, rides, grades, values; set where each kind's begin."""
    most_rides = 1
    for lane in range(len(rides.first) - 1):
        most_rides = max(most_rides, rides.first[lane + 1] - rides.first[lane])
    most_ways = len(sinks.place) * most_rides + 1
    rows = np.empty((4, 16 * len(kinds) + most_ways), np.int64)
    at = 0
    for k in range(len(kinds)):
        first[k] = at
        if at + most_ways > rows.shape[1]:
            larger = np.empty((4, 2 * rows.shape[1]), np.int64)
            larger[:, :at] = rows[:, :at]
            rows = larger
        at = _ways(kinds[k], sinks, rides, at, rows)
        rows[0, at], rows[1, at], rows[2, at], rows[3, at] = len(sinks.place), -1, -1, -wait_minor
        at += 1
    first[len(kinds)] = at
    return rows


@compiled
def _ways(kind: Ints, sinks: Sinks, rides: Rides, at: int, rows: Ints) -> int:
    """Add the arcs of a kind: to each sink the best without a charge, and each with one that leaves more."""
    begin, end = sinks.first_fit[kind[ARTICLE]], sinks.first_fit[kind[ARTICLE] + 1]
    here, ready = kind[PLACE], kind[READY]
    for i in range(len(sinks.open) + end - begin):
        is_fit = i >= len(sinks.open)
        s = sinks.fit_sink[begin + i - len(sinks.open)] if is_fit else sinks.open[i]
        if not sinks.owners[s, kind[OWNER]]:
            continue
        grade, fetched = _fetched(kind, sinks.terms, s)
        there = sinks.place[s]
        limit = min(sinks.last[s, here], kind[DEADLINE])
        if grade < 0 or ready > limit:
            continue
        if is_fit:
            fetched -= sinks.fit_less[begin + i - len(sinks.open)]
        if there == here or there < 0:
            if there == here or rides.is_buyer[here]:
                rows[0, at], rows[1, at], rows[2, at], rows[3, at] = s, -1, grade, fetched - kind[DAILY] * ready
                at += 1
            continue
        free = -ANY
        lane = here * len(rides.is_buyer) + there
        for j in range(rides.first[lane], rides.first[lane + 1]):
            r = rides.number[j]
            if rides.leaves[r] < ready or rides.arrives[r] > limit:
                continue
            value = fetched + -kind[GRAMS] * rides.kilo[r] // GRAMS_A_KILO - kind[DAILY] * rides.arrives[r]
            if value <= free:
                continue
            if rides.fixed[r] == 0:
                at -= free > -ANY
                free = value
            rows[0, at], rows[1, at], rows[2, at], rows[3, at] = s, r, grade, value
            at += 1
    return at


@compiled
def _fetched(kind: Ints, terms: Ints, s: int) -> tuple[int, int]:
    """Return the grade in which a kind fetches most at a sink, the first of equals, and that; -1 if it takes none."""
    grade, fetched = -1, -ANY
    for g in range(terms.shape[1]):
        if terms[s, g, 0] and kind[VALUE + g] >= 0:
            pays = kind[VALUE + g] * terms[s, g, 1] // MILLION + terms[s, g, 2]
            if pays > fetched:
                grade, fetched = g, pays
    return grade, fetched
