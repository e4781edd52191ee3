"""Protect the places of returned goods: each case goes where it leaves most, and the sums are true."""

import itertools
import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dukou.base.solving import QUICK
from dukou.engines import grade
from dukou.engines.grade import Answer, Case, Place, Problem
from dukou.engines.grade.simple import first_places

places = st.builds(
    Place, st.sampled_from(["shelf", "seconds", "outlet", "rags"]), st.integers(0, 60), st.integers(0, 60)
)
cases = st.builds(Case, st.lists(places, min_size=1, max_size=4).map(tuple))
problems = st.builds(Problem, st.lists(cases, max_size=5).map(tuple))
some = st.builds(Problem, st.lists(cases, min_size=1, max_size=5).map(tuple))


def solve(problem: Problem, *, seed: int = 1, **more: Any) -> Answer:
    return grade.solve(problem, limit=QUICK, seed=seed, **more)


def net(problem: Problem, chosen: tuple[int, ...]) -> int:
    taken = [case.places[place] for case, place in zip(problem.cases, chosen, strict=True)]
    return sum(place.fetches_minor - place.costs_minor for place in taken)


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in grade.check(problem, answer)}


@given(problems)
def test_the_chosen_places_leave_as_much_as_any_choice_could(problem: Problem) -> None:
    answer = solve(problem)
    assert grade.check(problem, answer) == []
    choices = itertools.product(*(range(len(case.places)) for case in problem.cases))
    assert answer.net_minor == net(problem, answer.chosen) == max(net(problem, chosen) for chosen in choices)
    assert answer.bound_minor >= answer.net_minor
    assert answer.status == "optimal"


@given(problems)
def test_a_desk_without_figures_never_leaves_more(problem: Problem) -> None:
    assert net(problem, first_places(problem)) <= solve(problem).net_minor


@given(problems, st.integers())
def test_the_same_problem_has_the_same_answer_in_json_too(problem: Problem, seed: int) -> None:
    answer = solve(problem)
    again = Problem.from_json(json.loads(json.dumps(problem.to_json())))
    assert again == problem
    assert solve(again, seed=seed, start=answer) == answer
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


def test_of_nothing_nothing_is_placed_and_of_equals_the_first_is_taken() -> None:
    assert solve(Problem(())) == Answer((), 0, 0)
    equals = Case((Place("rags", 3, 3), Place("shelf", 9, 4), Place("outlet", 6, 1)))
    assert solve(Problem((equals,))) == Answer((1,), 5, 5)


@given(some, st.integers(1, 50), st.data())
def test_the_check_finds_what_was_planted(problem: Problem, much: int, data: st.DataObject) -> None:
    answer = solve(problem)
    assert laws(problem, replace(answer, chosen=answer.chosen[1:])) == {"every case has a place"}
    for place in (-1, len(problem.cases[0].places)):
        nowhere = replace(answer, chosen=(place, *answer.chosen[1:]))
        assert laws(problem, nowhere) == {"a case goes where its condition allows"}
    for said in (much, -much):
        assert laws(problem, replace(answer, net_minor=answer.net_minor + said)) == {"the sum is what the places leave"}
        bound = replace(answer, bound_minor=answer.bound_minor + said)
        assert laws(problem, bound) == {"the sum is what the places leave"}
    chosen = tuple(data.draw(st.integers(0, len(case.places) - 1)) for case in problem.cases)
    other = replace(answer, chosen=chosen, net_minor=net(problem, chosen))
    assert laws(problem, other) == ({"no other place leaves more"} if other.net_minor < answer.net_minor else set())
