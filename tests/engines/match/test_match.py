"""Protect the awarding of lines: dates are met, no cheaper award is missed, and what is claimed is proven."""

import itertools
import json
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK, Limit
from dukou.engines import match
from dukou.engines.match import Answer, Candidate, Line, Problem
from dukou.engines.match.simple import award
from tests.engines.match.problems import HOUR_MS, cost, meets_dates, problems

quick = settings(max_examples=40)


def solve(problem: Problem, **more: Any) -> Answer:
    return match.solve(problem, limit=QUICK, seed=1, **more)


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in match.check(problem, answer)}


def cheapest(problem: Problem) -> int:
    options = [(None, *range(len(line.candidates))) for line in problem.lines]
    return min(cost(problem, chosen) for chosen in itertools.product(*options) if meets_dates(problem, chosen))


HOUR = Candidate(0, HOUR_MS, 0, 0)
MS_TOO_MUCH = Line((Candidate(0, HOUR_MS, 1, 0), Candidate(0, HOUR_MS + 1, 0, 0)), 2)


@quick
@given(problems())
@example(Problem((Line((HOUR,), 1), Line((HOUR,), 2), MS_TOO_MUCH, Line((HOUR,), 2)), ((3 * HOUR_MS,),)))
@example(Problem((Line((replace(HOUR, due_day=1),), 1), MS_TOO_MUCH, Line((HOUR,), 1)), ((2 * HOUR_MS,) * 2,)))
def test_an_award_meets_its_dates_at_the_least_cost_and_says_so(problem: Problem) -> None:
    answer = solve(problem)
    assert match.check(problem, answer) == []
    assert meets_dates(problem, answer.chosen)
    assert answer.cost_minor == cheapest(problem)
    assert answer.bound_minor <= answer.cost_minor
    assert answer.status == "optimal"


@quick
@given(problems())
def test_the_simple_award_meets_its_dates_and_is_never_cheaper(problem: Problem) -> None:
    simple = tuple(award(problem))
    assert meets_dates(problem, simple)
    assert solve(problem).cost_minor <= cost(problem, simple)


@quick
@given(problems())
def test_stopped_at_once_it_is_no_worse_than_the_simple_award(problem: Problem) -> None:
    answer = solve(problem, report=lambda _progress, _best, _bound: False)
    assert match.check(problem, answer) == []
    assert answer.cost_minor <= cost(problem, tuple(award(problem)))


@quick
@given(problems())
def test_with_little_effort_moves_improve_the_award_and_claim_no_more_than_is_true(problem: Problem) -> None:
    answer = match.solve(problem, limit=Limit(iterations=0), seed=1)
    assert match.check(problem, answer) == []
    assert meets_dates(problem, answer.chosen)
    least = cheapest(problem)
    assert answer.bound_minor <= least <= answer.cost_minor <= cost(problem, tuple(award(problem)))
    assert answer.status == "feasible" or answer.cost_minor == least


@quick
@given(problems(), st.integers())
def test_the_same_problem_has_the_same_answer_in_json_too(problem: Problem, seed: int) -> None:
    answer = solve(problem)
    again = Problem.from_json(json.loads(json.dumps(problem.to_json())))
    assert again == problem
    assert match.solve(again, limit=QUICK, seed=seed) == answer
    moved = match.solve(problem, limit=Limit(iterations=0), seed=1)
    assert match.solve(again, limit=Limit(iterations=0), seed=seed) == moved
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


def test_of_nothing_nothing_is_awarded() -> None:
    answer = solve(Problem((), ()))
    assert (answer.chosen, answer.cost_minor, answer.bound_minor, answer.status) == ((), 0, 0, "optimal")
    assert match.check(Problem((), ()), answer) == []


def test_hours_of_an_earlier_date_are_gone_on_a_later_one() -> None:
    first, second = Candidate(0, 2 * HOUR_MS, 0, 0), Candidate(0, 2 * HOUR_MS, 0, 1)
    problem = Problem((Line((first,), 50), Line((second,), 70)), ((2 * HOUR_MS, 3 * HOUR_MS),))
    answer = solve(problem)
    assert (answer.chosen, answer.status) == ((None, 0), "optimal")
    assert laws(problem, replace(answer, chosen=(0, 0), cost_minor=0, bound_minor=0)) == {"work due by a day fits"}


def test_a_millisecond_too_much_does_not_fit() -> None:
    """HiGHS tolerates 1e-6 of a row; in hours that would be 3.6 ms."""
    one = Candidate(0, 8 * HOUR_MS + 1, 10, 0)
    exact = Candidate(0, 8 * HOUR_MS, 900, 0)
    answer = solve(Problem((Line((one, exact), 1_000),), ((8 * HOUR_MS,),)))
    assert (answer.chosen, answer.status) == ((1,), "optimal")


def test_an_award_that_is_not_proven_is_not_called_optimal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wide gap lets branch and bound stop early: what it then claims must still be true."""
    monkeypatch.setattr(import_module("dukou.engines.match.solve"), "GAP", 0.9)
    claims = []
    for shift in range(12):
        work = [1 + (7 * i + shift) % 9 for i in range(6)]
        lines = tuple(
            Line(tuple(Candidate(s, w * HOUR_MS, (13 * w + 29 * s + 31 * i + shift) % 61, 0) for s in range(3)), 70)
            for i, w in enumerate(work)
        )
        problem = Problem(lines, ((8 * HOUR_MS,),) * 3)
        answer = solve(problem)
        claims.append((answer.status, answer.cost_minor == cheapest(problem)))
    assert ("feasible", False) in claims
    assert ("optimal", False) not in claims


@quick
@given(problems(), st.data())
def test_a_start_is_used_only_where_it_is_an_award(problem: Problem, data: st.DataObject) -> None:
    wild = tuple(data.draw(st.lists(st.none() | st.integers(-1, 3), max_size=6)))
    answer = solve(problem, start=Answer(wild, 0, 0, (), "feasible"))
    assert match.check(problem, answer) == []
    assert answer.cost_minor == cheapest(problem)


def test_a_better_start_survives_being_stopped() -> None:
    """The simple award gives the slot to the dearer line; the start gives it to two others."""
    free = ((2 * HOUR_MS,),)
    lines = (
        Line((Candidate(0, 2 * HOUR_MS, 0, 0),), 100),
        Line((Candidate(0, HOUR_MS, 0, 0),), 90),
        Line((Candidate(0, HOUR_MS, 0, 0),), 90),
    )
    problem = Problem(lines, free)
    start = Answer((None, 0, 0), 100, 0, (), "feasible")
    stopped = solve(problem, start=start, report=lambda _progress, _best, _bound: False)
    assert tuple(award(problem)) == (0, None, None)
    assert (stopped.chosen, stopped.status) == ((None, 0, 0), "feasible")


@quick
@given(problems(min_lines=1), st.data())
def test_the_check_judges_dates_as_working_through_them_does(problem: Problem, data: st.DataObject) -> None:
    chosen = tuple(
        data.draw(st.none() | st.integers(0, len(line.candidates) - 1)) if line.candidates else None
        for line in problem.lines
    )
    said = replace(solve(problem), chosen=chosen, cost_minor=cost(problem, chosen), bound_minor=0, prices_e9=())
    assert ("work due by a day fits" not in laws(problem, said)) == meets_dates(problem, chosen)


@quick
@given(problems(min_lines=1), st.integers(1, 10))
def test_the_check_finds_what_was_planted(problem: Problem, much: int) -> None:
    answer = solve(problem)
    short = replace(answer, chosen=answer.chosen[1:])
    assert laws(problem, short) == {"every line has an answer"}
    for j in (-1, len(problem.lines[0].candidates)):
        elsewhere = replace(answer, chosen=(j, *answer.chosen[1:]))
        assert laws(problem, elsewhere) == {"a line goes to one of its candidates"}
    cheaper = replace(answer, cost_minor=answer.cost_minor - much)
    assert "the cost is the sum of what was chosen" in laws(problem, cheaper)
    bold = replace(answer, bound_minor=answer.cost_minor + much)
    assert laws(problem, bold) == {"the bound is proven by its prices"}
    for price in ((0, 0, -much), (0, len(problem.free_ms[0]), much), (-1, 0, much), (len(problem.free_ms), 0, much)):
        bad = replace(answer, prices_e9=(price,))
        assert laws(problem, bad) == {"a price is of a slot and day, and not negative"}


def test_a_bound_without_its_prices_is_not_proven() -> None:
    """Three hours for two lines of two: half of the cheaper penalty is due, and only the price of hours shows it."""
    one = Candidate(0, 2 * HOUR_MS, 0, 0)
    problem = Problem((Line((one,), 50), Line((one,), 70)), ((3 * HOUR_MS,),))
    answer = solve(problem)
    assert (answer.cost_minor, answer.bound_minor) == (50, 25)
    assert laws(problem, answer) == set()
    assert laws(problem, replace(answer, prices_e9=())) == {"the bound is proven by its prices"}


@pytest.mark.parametrize(
    ("candidate", "free_ms"),
    [
        (Candidate(1, 1, 1, 0), ((5, 5),)),
        (Candidate(-1, 1, 1, 0), ((5, 5),)),
        (Candidate(0, 1, 1, 2), ((5, 5),)),
        (Candidate(0, 1, 1, -1), ((5, 5),)),
        (Candidate(0, -1, 1, 0), ((5, 5),)),
        (Candidate(0, 1, 1, 0), ((5, 4),)),
        (Candidate(0, 1, 1, 0), ((-1, 4),)),
    ],
)
def test_a_problem_that_names_what_is_not_there_is_none(candidate: Candidate, free_ms: tuple[tuple[int, ...]]) -> None:
    with pytest.raises(ValueError, match="slot"):
        Problem((Line((candidate,), 1),), free_ms)
