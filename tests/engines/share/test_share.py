"""Protect the sharing of pooled costs: nobody above its own best, every minor unit named, nobody favoured."""

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK
from dukou.engines import share
from dukou.engines.share import Answer, Problem
from dukou.engines.share.simple import shares

members = st.lists(st.integers(0, 40), max_size=5).map(tuple)
problems = st.builds(Problem, st.integers(0, 120), members)
large = st.builds(Problem, st.integers(0, 10**14), st.lists(st.integers(0, 10**13), max_size=30).map(tuple))
# Pooling pays: some cost is saved, and there is something to share.
saving = st.builds(
    lambda own, part: Problem(sum(own) * part // 100, own),
    st.lists(st.integers(1, 40), min_size=2, max_size=5).map(tuple),
    st.integers(1, 99),
)


def solve(problem: Problem, *, seed: int = 1, **more: Any) -> Answer:
    return share.solve(problem, limit=QUICK, seed=seed, **more)


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in share.check(problem, answer)}


def unfairness(problem: Problem, charges: tuple[int, ...]) -> int:
    """Return the squared distance from exact proportion, times the square of the total."""
    own = problem.own_best_minor
    return sum(
        (charge * sum(own) - problem.pooled_minor * best) ** 2 for charge, best in zip(charges, own, strict=True)
    )


@given(problems | large)
def test_a_sharing_keeps_its_laws(problem: Problem) -> None:
    answer = solve(problem)
    assert share.check(problem, answer) == []
    assert sum(answer.charge_minor) + answer.shortfall_minor == problem.pooled_minor
    assert all(charge <= own for charge, own in zip(answer.charge_minor, problem.own_best_minor, strict=True))
    assert answer.bound_minor <= answer.shortfall_minor
    assert answer.status == "optimal"


@given(problems)
def test_the_simple_sharing_charges_as_much_and_is_never_fairer(problem: Problem) -> None:
    simple, answer = tuple(shares(problem)), solve(problem)
    assert sum(simple) == sum(answer.charge_minor)
    assert all(charge <= own for charge, own in zip(simple, problem.own_best_minor, strict=True))
    assert unfairness(problem, answer.charge_minor) <= unfairness(problem, simple)


@settings(max_examples=60, deadline=None)
@given(st.builds(Problem, st.integers(0, 20), st.lists(st.integers(0, 6), max_size=4).map(tuple)))
def test_no_sharing_of_small_sums_is_fairer(problem: Problem) -> None:
    answer = solve(problem)
    options = itertools.product(*(range(own + 1) for own in problem.own_best_minor))
    as_much = [charges for charges in options if sum(charges) == problem.pooled_minor - answer.shortfall_minor]
    assert answer.charge_minor in as_much
    assert unfairness(problem, answer.charge_minor) == min(unfairness(problem, charges) for charges in as_much)


@given(problems, st.integers())
def test_the_same_problem_has_the_same_answer_in_json_too(problem: Problem, seed: int) -> None:
    answer = solve(problem)
    again = Problem.from_json(json.loads(json.dumps(problem.to_json())))
    assert again == problem
    assert solve(again, seed=seed, start=answer) == answer
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


@pytest.mark.parametrize(
    ("problem", "charges", "shortfall"),
    [
        (Problem(0, ()), (), 0),
        (Problem(70, ()), (), 70),
        (Problem(100, (100, 100, 100)), (34, 33, 33), 0),
        (Problem(90, (60, 0, 40)), (54, 0, 36), 0),
        (Problem(120, (60, 40)), (60, 40), 20),
    ],
)
def test_sums_that_a_clerk_can_follow(problem: Problem, charges: tuple[int, ...], shortfall: int) -> None:
    answer = solve(problem)
    assert (answer.charge_minor, answer.shortfall_minor) == (charges, shortfall)


@given(saving, st.integers(1, 1_000))
def test_the_check_finds_what_was_planted(problem: Problem, much: int) -> None:
    answer = solve(problem)
    first, second, *rest = answer.charge_minor
    assert laws(problem, replace(answer, charge_minor=(second, *rest))) == {"every member has a charge"}
    above = replace(answer, charge_minor=(problem.own_best_minor[0] + much, second, *rest))
    assert "nobody pays above its own best" in laws(problem, above)
    below = replace(answer, charge_minor=(-much, second, *rest))
    assert "nobody pays above its own best" in laws(problem, below)
    lost = replace(answer, charge_minor=(first + much, second, *rest))
    assert "charges and shortfall are the pooled cost" in laws(problem, lost)
    favoured = replace(answer, charge_minor=(first + 2, second - 2, *rest))
    assert "charges follow own best to a minor unit" in laws(problem, favoured)
    borne = replace(answer, shortfall_minor=much)
    assert "the town bears no more than it must" in laws(problem, borne)
    for said in (much, -much):
        assert laws(problem, replace(answer, bound_minor=said)) == {"the bound is the least shortfall"}
