"""Award lines to firms that knit for others: by capability, room and cost, by the engine, checked before it counts."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

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
HOUR_MS = 3_600_000
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
    on: date,
    declined: Mapping[int, Set[int]],
    terms: Terms,
    limit: Limit,
) -> tuple[list[Placement], list[tuple[Job, str]]]:
    """Return which group of another firm knits each line, and for the rest why nobody does.

    Parameters
    ----------
    groups
        The machine groups of the firms that take such lines.
    declined
        By line, the firms that would not have it.
    """
    if not jobs:
        return [], []
    choice = _Choice(groups, capacity, on)
    options = [choice.groups_for(job, declined.get(job.line.line_id, frozenset())) for job in jobs]
    problem = _problem(jobs, options, choice, terms)
    chosen = _solve(problem, limit)
    placed, left = [], []
    for job, rows, j in zip(jobs, options, chosen, strict=True):
        if j is not None:
            group = groups[(rows or [])[j]]
            placed.append(Placement(job, group, knit_by(job.line, group)))
        else:
            left.append((job, NOBODY_CAN if rows is None else NOBODY_FREE))
    return placed, left


def _solve(problem: match.Problem, limit: Limit) -> Sequence[int | None]:
    """Return the engine's award, or the simple one where the engine's breaks a law."""
    answer = match.solve(problem, limit=limit, seed=0)
    return award_simply(problem) if match.check(problem, answer) else answer.chosen


class _Choice:
    """Choose for each line the groups that the engine may give it to."""

    def __init__(self, groups: Sequence[GroupRecord], capacity: Capacity, on: date) -> None:
        self.groups = groups
        self.capacity = capacity
        self.rooms: Milliseconds = capacity.rooms(groups)
        self._on = on
        self._firms = np.array([group.firm for group in groups], dtype=np.int64)
        self._integrated = np.array([group.integrated for group in groups], dtype=np.bool_)
        self._keys = np.array([group.id for group in groups], dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        self._capable: dict[Need, _Capable] = {}

    def due_day(self, job: Job, group: GroupRecord) -> int:
        """Return the day by whose end the work must fit: the one before its date, since today it may be declined."""
        return self.capacity.day(knit_by(job.line, group)) - 1

    def groups_for(self, job: Job, declined: Set[int]) -> list[int] | None:
        """Return the rows of the groups to choose from, or None where no firm could ever knit the line.

        Groups that suit the line best come first; among equals chance decides, in proportion to their room.
        """
        capable = self.capable(need_of(job.line))
        others = self._firms[capable.rows] != job.line.seller
        if not others.any():
            return None
        open_to = others & ~np.isin(self._firms[capable.rows], list(declined))
        rows, cost = capable.rows[open_to], capable.cost_ppm[open_to]
        room = self._room(job, rows)
        fits = room >= max(job.work_ms, 1)
        rows, cost, room = rows[fits], cost[fits], room[fits]
        # Efraimidis and Spirakis: the largest u^(1/w) are a weighted sample without replacement.
        luck = np.log1p(-uniforms("mill.candidates", self._keys[rows] ^ np.uint64(job.line.draw))) / room
        by_cost = np.lexsort((-luck, cost))
        best, rest = by_cost[:BEST_CANDIDATES], by_cost[BEST_CANDIDATES:]
        more = rest[np.argsort(-luck[rest], kind="stable")][:OTHER_CANDIDATES]
        return [int(row) for row in rows[np.concatenate([best, more])]]

    def capable(self, need: Need) -> _Capable:
        """Return the groups that can knit a need."""
        if need not in self._capable:
            rows = [row for row, group in enumerate(self.groups) if can_knit(group, need)]
            cost = [cost_ppm(self.groups[row], need) for row in rows]
            self._capable[need] = _Capable(np.array(rows, dtype=np.int64), np.array(cost, dtype=np.int64))
        return self._capable[need]

    def _room(self, job: Job, rows: NDArray[np.int64]) -> Milliseconds:
        """Return the room of groups for work with this line's date; a day that has passed has none."""
        rooms = np.zeros(len(rows), dtype=np.int64)
        for integrated in (False, True):
            some = np.flatnonzero(self._integrated[rows] == integrated)
            if len(some) and (day := self.due_day(job, self.groups[rows[some[0]]])) >= 0:
                rooms[some] = self.rooms[rows[some], day]
        return rooms


def _problem(jobs: Sequence[Job], options: Sequence[list[int] | None], choice: _Choice, terms: Terms) -> match.Problem:
    used = sorted({row for rows in options for row in rows or ()})
    slots = {row: slot for slot, row in enumerate(used)}

    def candidate(job: Job, row: int) -> match.Candidate:
        group = choice.groups[row]
        ppm = cost_ppm(group, need_of(job.line))
        cost = job.work_ms * terms.hour_minor_e6 * ppm // (HOUR_MS * 1_000_000 * 1_000_000)
        return match.Candidate(slots[row], job.work_ms, cost, choice.due_day(job, group))

    lines = tuple(
        match.Line(tuple(candidate(job, row) for row in rows or ()), amount_minor(job))
        for job, rows in zip(jobs, options, strict=True)
    )
    return match.Problem(lines, tuple(tuple(choice.rooms[row].tolist()) for row in used))
