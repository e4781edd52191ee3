"""Protect the moves that improve a large award: it meets its dates, never gets dearer, and ends where none helps."""

from collections.abc import Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.engines.match import Candidate, Line, Problem
from dukou.engines.match.improve import improve
from dukou.engines.match.simple import award
from tests.engines.match.problems import HOUR_MS, cost, meets_dates, problems

Chosen = Sequence[int | None]
many = settings(max_examples=80, deadline=None)
enough = 100_000


@st.composite
def awards(draw: st.DrawFn) -> tuple[Problem, list[int | None]]:
    """Draw a problem with an award that fits: one drawn at will, from which lines are taken out until it does."""
    problem = draw(problems(min_lines=2))
    chosen: list[int | None] = [
        draw(st.integers(0, len(line.candidates) - 1)) if line.candidates else None for line in problem.lines
    ]
    for line in range(len(chosen)):
        if not meets_dates(problem, chosen):
            chosen[line] = None
    return problem, chosen


def with_one(chosen: Chosen, line: int, candidate: int | None) -> list[int | None]:
    return [*chosen[:line], candidate, *chosen[line + 1 :]]


def moves(problem: Problem, chosen: Chosen) -> Iterator[list[int | None]]:
    """Yield every award one move away: a line goes to a cheaper slot, and another one leaves it or none does.

    The other one does not go where the line came from: that takes a second move.
    """
    slots = [{None: None, **{j: one.slot for j, one in enumerate(line.candidates)}} for line in problem.lines]
    costs = [
        {None: line.penalty_minor, **{j: c.cost_minor for j, c in enumerate(line.candidates)}} for line in problem.lines
    ]
    for line, now in enumerate(chosen):
        left = slots[line][now]
        for candidate in range(len(problem.lines[line].candidates)):
            there = slots[line][candidate]
            if there == left or costs[line][candidate] >= costs[line][now]:
                continue
            moved = with_one(chosen, line, candidate)
            yield moved
            for other, theirs in enumerate(chosen):
                if other != line and slots[other][theirs] == there:
                    aside = [to for to, slot in slots[other].items() if slot is None or slot not in {there, left}]
                    yield from (with_one(moved, other, to) for to in aside)


@many
@given(awards())
def test_an_improved_award_meets_its_dates_and_no_move_makes_it_cheaper(drawn: tuple[Problem, Chosen]) -> None:
    problem, chosen = drawn
    better = improve(problem, chosen, looks=enough)
    assert meets_dates(problem, better)
    assert cost(problem, better) <= cost(problem, chosen)
    for other in moves(problem, better):
        assert cost(problem, other) >= cost(problem, better) or not meets_dates(problem, other)


@many
@given(awards(), st.integers(0, 8))
def test_stopped_early_an_award_still_meets_its_dates(drawn: tuple[Problem, Chosen], looks: int) -> None:
    problem, chosen = drawn
    better = improve(problem, chosen, looks=looks)
    assert meets_dates(problem, better)
    assert cost(problem, better) <= cost(problem, chosen)


def test_a_line_moves_aside_for_one_that_has_no_other_place() -> None:
    """The dearer line took the only place of the cheaper one, though it has a second place at little more."""
    free = ((2 * HOUR_MS,), (2 * HOUR_MS,))
    places = (Candidate(0, 2 * HOUR_MS, 10, 0), Candidate(1, 2 * HOUR_MS, 15, 0))
    problem = Problem((Line(places, 100), Line(places[:1], 90)), free)
    assert award(problem) == [0, None]
    assert improve(problem, award(problem), looks=enough) == (1, 0)
    assert improve(problem, award(problem), looks=0) == (0, None)


def test_a_line_that_makes_room_frees_only_its_own_hours() -> None:
    small = Line((Candidate(0, HOUR_MS, 0, 1),), 10)
    problem = Problem((Line((Candidate(0, 3 * HOUR_MS, 0, 0),), 100), small, small), ((3 * HOUR_MS, 3 * HOUR_MS),))
    assert improve(problem, (None, 0, 0), looks=enough) == (None, 0, 0)
