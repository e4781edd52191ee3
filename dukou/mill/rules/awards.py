"""Award lines to firms that knit for others: by capability, room and cost, by the engine, checked before it counts."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dukou.base.draws import uniforms
from dukou.base.money import line_amount
from dukou.base.solving import Limit
from dukou.engines import match
from dukou.engines.match.simple import award as award_simply
from dukou.mill.rules.capability import Need, can_knit, cost_ppm, need_of
from dukou.mill.rules.capacity import Capacity, Milliseconds
from dukou.mill.rules.lots import Job, knit_by
from dukou.registry.records import GroupRecord

NOBODY_CAN, NOBODY_FREE = "mill.nobody_can", "mill.nobody_free"
# Milliseconds an hour, and millionths of two rates.
MINOR = 3_600_000 * 1_000_000 * 1_000_000
# Spreads keys of groups over all bits, so that they mix with those of lines (2^64 divided by the golden ratio).
SPREAD = np.uint64(0x9E3779B97F4A7C15)
# A line is offered to so many of the groups that suit it best, and to so many of whatever has room.
BEST_CANDIDATES, OTHER_CANDIDATES = 6, 2


@dataclass(frozen=True, slots=True)
class Terms:
    """Hold the dated numbers of an award in millionths: a machine hour in minor units, the seller's margin."""

    hour_minor_e6: int
    margin_e6: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Give a line to a machine group, to be knitted by a day."""

    job: Job
    group: GroupRecord
    due_on: date


@dataclass(frozen=True, slots=True)
class _Capable:
    """Hold the groups that can knit a need: their rows among all, and what an hour on them costs in millionths."""

    rows: NDArray[np.int64]
    cost_ppm: NDArray[np.int64]


class _Option(NamedTuple):
    """Name a group by its row, the cost of an hour on it, and the day by whose end the work must fit."""

    row: int
    cost_ppm: int
    day: int


def amount_minor(job: Job) -> int:
    """Return what the buyer pays for a line."""
    return line_amount(job.line.unit_price_e4, job.line.pairs).amount_minor


def award_minor(job: Job, terms: Terms) -> int:
    """Return what the maker is offered for a line: its price less the margin of the seller of record."""
    return amount_minor(job) * (1_000_000 - terms.margin_e6) // 1_000_000


def award(
    jobs: Sequence[Job],
    groups: Sequence[GroupRecord],
    capacity: Capacity,
    *,
    barred: Mapping[int, Set[int]],
    terms: Terms,
    limit: Limit,
) -> tuple[list[Placement], list[tuple[Job, str]]]:
    """Return which group of another firm knits each line, and for the rest why nobody does.

    Parameters
    ----------
    groups
        The machine groups of the firms that take such lines.
    barred
        By line, the firms that would not have it or may not.
    """
    if not jobs:
        return [], []
    choice = _Choice(groups, capacity)
    options = [choice.options(job, barred.get(job.line.line_id, frozenset())) for job in jobs]
    chosen = _solve(_problem(jobs, options, choice.rooms, terms), limit)
    placed, left = [], []
    for job, places, j in zip(jobs, options, chosen, strict=True):
        if places is None or j is None:
            left.append((job, NOBODY_CAN if places is None else NOBODY_FREE))
        else:
            group = groups[places[j].row]
            placed.append(Placement(job, group, knit_by(job.line, integrated=group.integrated)))
    return placed, left


def _solve(problem: match.Problem, limit: Limit) -> Sequence[int | None]:
    """Return the engine's award, or the simple one where the engine's breaks a law."""
    answer = match.solve(problem, limit=limit, seed=0)
    return award_simply(problem) if match.check(problem, answer) else answer.chosen


class _Choice:
    """Choose for each line the groups that the engine may give it to."""

    def __init__(self, groups: Sequence[GroupRecord], capacity: Capacity) -> None:
        self.rooms: Milliseconds = capacity.rooms(groups)
        self._groups = groups
        self._capacity = capacity
        self._firms = np.array([group.firm for group in groups], dtype=np.int64)
        self._integrated = np.array([group.integrated for group in groups], dtype=np.int64)
        self._keys = np.array([group.id for group in groups], dtype=np.uint64) * SPREAD
        self._capable: dict[Need, _Capable] = {}

    def options(self, job: Job, barred: Set[int]) -> list[_Option] | None:
        """Return the groups to choose from, or None where no firm could ever knit the line.

        Groups that suit the line best come first; among equals chance decides, in proportion to their room.
        """
        capable = self._able(need_of(job.line))
        firms = self._firms[capable.rows]
        if not (firms != job.line.seller).any():
            return None
        days = self._last_days(job)[self._integrated[capable.rows]]
        room = np.where(days >= 0, self.rooms[capable.rows, np.maximum(days, 0)], 0)
        fits = (room >= max(job.work_ms, 1)) & (firms != job.line.seller)
        if barred:
            fits &= ~np.isin(firms, list(barred))
        rows, cost, days, room = (column[fits] for column in (capable.rows, capable.cost_ppm, days, room))
        # Efraimidis and Spirakis: the largest u^(1/w) are a weighted sample without replacement.
        luck = np.log1p(-uniforms("mill.candidates", self._keys[rows] ^ np.uint64(job.line.draw))) / room
        by_cost = np.lexsort((-luck, cost))
        best, rest = by_cost[:BEST_CANDIDATES], by_cost[BEST_CANDIDATES:]
        chosen = np.concatenate([best, rest[np.argsort(-luck[rest], kind="stable")][:OTHER_CANDIDATES]])
        return [_Option(*one) for one in zip(*(column[chosen].tolist() for column in (rows, cost, days)), strict=True)]

    def _able(self, need: Need) -> _Capable:
        """Return the groups that can knit a need."""
        if need not in self._capable:
            rows = [row for row, group in enumerate(self._groups) if can_knit(group, need)]
            cost = [cost_ppm(self._groups[row], need) for row in rows]
            self._capable[need] = _Capable(np.array(rows, dtype=np.int64), np.array(cost, dtype=np.int64))
        return self._capable[need]

    def _last_days(self, job: Job) -> NDArray[np.int64]:
        """Return the day by whose end the work must fit, on a usual and on an integrated machine.

        It is the one before the line's date: today the firm may still decline.
        """
        dates = [knit_by(job.line, integrated=integrated) for integrated in (False, True)]
        return np.array([self._capacity.day(date) - 1 for date in dates], dtype=np.int64)


def _problem(
    jobs: Sequence[Job], options: Sequence[list[_Option] | None], rooms: Milliseconds, terms: Terms
) -> match.Problem:
    used = sorted({one.row for places in options for one in places or ()})
    slots = {row: slot for slot, row in enumerate(used)}

    def candidate(job: Job, one: _Option) -> match.Candidate:
        cost = job.work_ms * terms.hour_minor_e6 * one.cost_ppm // MINOR
        return match.Candidate(slots[one.row], job.work_ms, cost, one.day)

    lines = tuple(
        match.Line(tuple(candidate(job, one) for one in places or ()), amount_minor(job))
        for job, places in zip(jobs, options, strict=True)
    )
    return match.Problem(lines, tuple(tuple(rooms[row].tolist()) for row in used))
