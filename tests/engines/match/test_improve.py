"""Protect large awards: moves keep every date, make nothing dearer, and find what one exchange would save."""

import itertools
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK, Limit
from dukou.engines import match
from dukou.engines.match import Answer, Candidate, Line, Problem
from dukou.engines.match.improve import improve
from dukou.engines.match.simple import award

quick = settings(max_examples=60)
PLENTY = 100_000
Chosen = tuple[int | None, ...]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw lines, each with a candidate a slot at most, for few slots with too few hours for all of them."""
    slots, days = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    more = st.lists(st.integers(0, 5), min_size=days, max_size=days)
    free = tuple(tuple(itertools.accumulate(draw(more))) for _slot in range(slots))
    candidate = st.builds(
        Candidate, st.integers(0, slots - 1), st.integers(0, 6), st.integers(0, 50), st.integers(0, days - 1)
    )
    candidates = st.lists(candidate, max_size=4, unique_by=lambda one: one.slot).map(tuple)
    line = st.builds(Line, candidates, st.integers(0, 100))
    return Problem(tuple(draw(st.lists(line, max_size=8))), free)


def cost(problem: Problem, chosen: Chosen) -> int:
    return sum(
        line.penalty_minor if j is None else line.candidates[j].cost_minor
        for line, j in zip(problem.lines, chosen, strict=True)
    )


def lawful(problem: Problem, chosen: Chosen) -> bool:
    least = sum(min([line.penalty_minor, *(one.cost_minor for one in line.candidates)]) for line in problem.lines)
    return match.check(problem, Answer(chosen, cost(problem, chosen), least, (), "feasible")) == []


def other_awards(problem: Problem, chosen: Chosen) -> list[Chosen]:
    """Return every lawful award in which one line is somewhere else."""
    options = [(None, *range(len(line.candidates))) for line in problem.lines]
    changed = [(*chosen[:i], j, *chosen[i + 1 :]) for i, places in enumerate(options) for j in places]
    return [one for one in changed if lawful(problem, one)]


@quick
@given(problems(), st.integers(0, 60))
def test_moves_keep_every_date_and_make_nothing_dearer(problem: Problem, looks: int) -> None:
    simple = tuple(award(problem))
    better = improve(problem, simple, looks=looks)
    assert lawful(problem, better)
    assert cost(problem, better) <= cost(problem, simple)


@quick
@given(problems())
def test_when_moves_end_no_line_has_a_cheaper_place(problem: Problem) -> None:
    better = improve(problem, (None,) * len(problem.lines), looks=PLENTY)
    assert all(cost(problem, other) >= cost(problem, better) for other in other_awards(problem, better))


def test_a_line_makes_room_for_one_that_is_dearer_to_leave_out() -> None:
    """The first slot is the only one for the second line; the first line has another, a little dearer."""
    flexible = Line((Candidate(0, 5, 10, 0), Candidate(1, 5, 12, 0)), 100)
    bound = Line((Candidate(0, 5, 10, 0),), 90)
    problem = Problem((flexible, bound), ((5,), (5,)))
    assert tuple(award(problem)) == (0, None)
    assert improve(problem, (0, None), looks=PLENTY) == (1, 0)


def test_a_line_that_is_cheap_to_leave_out_goes_for_one_that_is_not() -> None:
    long, short = Line((Candidate(0, 5, 0, 0),), 100), Line((Candidate(0, 3, 0, 0),), 20)
    assert improve(Problem((short, long), ((5,),)), (0, None), looks=PLENTY) == (None, 0)


def test_hours_that_come_free_later_do_not_help_an_earlier_date() -> None:
    late, early = Line((Candidate(0, 5, 0, 1),), 50), Line((Candidate(0, 5, 0, 0),), 100)
    problem = Problem((late, early), ((4, 6),))
    assert improve(problem, (0, None), looks=PLENTY) == (0, None)


def test_no_look_no_move() -> None:
    problem = Problem((Line((Candidate(0, 5, 0, 0),), 100),), ((5,),))
    assert improve(problem, (None,), looks=0) == (None,)


def test_a_program_too_large_for_the_effort_is_improved_by_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Branch and bound would find the same here, but is not asked."""
    module = import_module("dukou.engines.match.solve")
    flexible = Line((Candidate(0, 5, 10, 0), Candidate(1, 5, 12, 0)), 100)
    bound = Line((Candidate(0, 5, 10, 0),), 90)
    problem = Problem((flexible, bound), ((5,), (5,)))
    by_branching = match.solve(problem, limit=QUICK, seed=0)

    def branch(*_args: object) -> None:
        raise AssertionError("branched on")

    monkeypatch.setattr(module, "_branch", branch)
    with pytest.raises(AssertionError, match="branched on"):
        match.solve(problem, limit=QUICK, seed=0)
    by_moves = match.solve(problem, limit=Limit(iterations=1), seed=0)
    assert by_moves.chosen == by_branching.chosen == (1, 0)
    assert match.check(problem, by_moves) == []
