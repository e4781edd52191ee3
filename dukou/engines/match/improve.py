"""Improve an award by moves: a line takes a cheaper place, where need be from one that moves or is left out for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dukou.engines.match.problem import Candidate, Problem

Chosen = int | None


@dataclass(frozen=True, slots=True)
class Move:
    """Put a line on a candidate, and another one first on one of its own (None: out); it saves `gain_minor`."""

    gain_minor: int
    line: int
    candidate: int
    other: int | None = None
    others_candidate: Chosen = None


def improve(problem: Problem, chosen: Sequence[Chosen], *, looks: int) -> tuple[Chosen, ...]:
    """Return an award that no single move makes cheaper, or what was reached after looking at so many places.

    The lines that cost most above their cheapest place come first. The award given must fit; the one returned does.
    """
    table = _Table(problem, chosen)
    gained = True
    while gained and table.looks < looks:
        gained = False
        for line in table.by_regret():
            move = table.best_move(line)
            if move:
                table.make(move)
                gained = True
            if table.looks >= looks:
                break
    return tuple(table.chosen)


class _Table:
    """Hold who is where, and what work still fits into each slot if it is due on a day."""

    def __init__(self, problem: Problem, chosen: Sequence[Chosen]) -> None:
        self.chosen: list[Chosen] = [None] * len(problem.lines)
        self.looks = 0
        self._lines = problem.lines
        self._free = [list(days) for days in problem.free_ms]
        self._room = [_room(days) for days in self._free]
        self._inside: list[dict[int, None]] = [{} for _slot in self._free]
        self._least = [min([one.penalty_minor, *(c.cost_minor for c in one.candidates)]) for one in problem.lines]
        for line, candidate in enumerate(chosen):
            self._put(line, candidate)

    def by_regret(self) -> list[int]:
        """Return the lines that are not in their cheapest place, those that cost most above it first."""
        regret = [self._cost(line, now) - self._least[line] for line, now in enumerate(self.chosen)]
        return sorted((line for line, much in enumerate(regret) if much), key=lambda line: (-regret[line], line))

    def best_move(self, line: int) -> Move | None:
        """Return the move of a line that saves most, the first of equals; None where no move saves anything."""
        best = Move(0, line, 0)
        now = self._cost(line, self.chosen[line])
        for candidate, place in enumerate(self._lines[line].candidates):
            gain = now - place.cost_minor
            if gain <= best.gain_minor:
                continue
            self.looks += 1
            if self._room[place.slot][place.due_day] >= place.work_ms:
                best = Move(gain, line, candidate)
                continue
            for other in self._inside[place.slot]:
                if other != line and self._may_gain(gain, other, best) and self._fits_instead(place, other):
                    best = max(best, self._swap(gain, line, candidate, other), key=lambda move: move.gain_minor)
        return best if best.gain_minor else None

    def make(self, move: Move) -> None:
        """Make a move."""
        if move.other is not None:
            self._put(move.other, move.others_candidate)
        self._put(move.line, move.candidate)

    def _swap(self, gain: int, line: int, candidate: int, other: int) -> Move:
        """Return the move in which the other line goes where that costs least."""
        there = self._cost(other, self.chosen[other])
        best = Move(gain - (self._lines[other].penalty_minor - there), line, candidate, other, None)
        for number, place in enumerate(self._lines[other].candidates):
            saved = gain - (place.cost_minor - there)
            if saved <= best.gain_minor or number == self.chosen[other]:
                continue
            self.looks += 1
            if place.slot != self._lines[line].candidates[candidate].slot and self._fits(place):
                best = Move(saved, line, candidate, other, number)
        return best

    def _may_gain(self, gain: int, other: int, best: Move) -> bool:
        return gain - (self._least[other] - self._cost(other, self.chosen[other])) > best.gain_minor

    def _fits(self, place: Candidate) -> bool:
        return self._room[place.slot][place.due_day] >= place.work_ms

    def _fits_instead(self, place: Candidate, other: int) -> bool:
        """Tell whether work fits once another line leaves the slot: its hours come free from its own day on."""
        self.looks += 1
        theirs = self._place(other)
        if theirs.due_day <= place.due_day:
            return self._room[place.slot][place.due_day] + theirs.work_ms >= place.work_ms
        between = self._free[place.slot][place.due_day : theirs.due_day]
        after = self._room[place.slot][theirs.due_day] + theirs.work_ms
        return min(*between, after) >= place.work_ms

    def _place(self, line: int) -> Candidate:
        candidate = self.chosen[line]
        assert candidate is not None
        return self._lines[line].candidates[candidate]

    def _cost(self, line: int, candidate: Chosen) -> int:
        one = self._lines[line]
        return one.penalty_minor if candidate is None else one.candidates[candidate].cost_minor

    def _put(self, line: int, candidate: Chosen) -> None:
        if self.chosen[line] is not None:
            place = self._place(line)
            self._use(place, -place.work_ms)
            del self._inside[place.slot][line]
        self.chosen[line] = candidate
        if candidate is not None:
            place = self._place(line)
            self._use(place, place.work_ms)
            self._inside[place.slot][line] = None

    def _use(self, place: Candidate, work_ms: int) -> None:
        days = self._free[place.slot]
        days[place.due_day :] = [left - work_ms for left in days[place.due_day :]]
        self._room[place.slot] = _room(days)


def _room(days: Sequence[int]) -> list[int]:
    """Return, for each day, the least hours left from it on."""
    return list(_running_least(reversed(days)))[::-1]


def _running_least(days: Iterator[int]) -> Iterator[int]:
    least = next(days, 0)
    yield least
    for one in days:
        least = min(least, one)
        yield least
