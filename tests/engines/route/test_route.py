"""Protect the planning of rounds: plans keep every law, few stops are visited at the least cost, bounds are true."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK, Limit
from dukou.engines import route
from dukou.engines.route import Answer, Problem, Round, Stop, Vehicle
from dukou.engines.route.problem import MOST, straight
from dukou.engines.route.simple import drive
from tests.engines.route.problems import HOUR_S, orders, problems

few = settings(max_examples=20)
LONG = Limit(iterations=300)
# A depot in the middle of a street of stops, one km from each to the next.
STREET = straight([(0, 0), (1_000, 0), (2_000, 0), (-1_000, 0), (-2_000, 0)], 36_000)


def solve(problem: Problem, limit: Limit = QUICK, **more: Any) -> Answer:
    return route.solve(problem, limit=limit, seed=1, **more)


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in route.check(problem, answer)}


def left_out(problem: Problem, answer: Answer) -> int:
    return sum(problem.stops[stop].prize is None for stop in answer.unserved)


def street(vehicle: Vehicle, **more: Any) -> Problem:
    stops = tuple(Stop(place, (0,), (1,), **more) for place in range(1, 5))
    return Problem(stops, (vehicle,), *STREET)


def plan(problem: Problem, *rounds: Round) -> Answer:
    """Return rounds as an answer that tells their cost as the check finds it."""
    visited = {stop for one in rounds for trip in one.trips for stop in trip}
    left = tuple(stop for stop in range(len(problem.stops)) if stop not in visited)
    missed = any(problem.stops[stop].prize is None for stop in left)
    told = Answer(rounds, left, -1, 0, (), "infeasible" if missed else "feasible")
    costs = [
        one.facts["sum"] for one in route.check(problem, told) if one.law == "the cost is of all rounds and prizes lost"
    ]
    return replace(told, cost=costs[0])


@few
@given(problems())
def test_a_plan_keeps_every_law(problem: Problem) -> None:
    answer = solve(problem)
    assert route.check(problem, answer) == []
    assert (answer.status == "infeasible") == bool(left_out(problem, answer))
    assert answer.bound <= answer.cost


@few
@given(problems(most_stops=4))
def test_no_plan_is_cheaper_where_a_few_stops_are_each_tried(drawn: Problem) -> None:
    stops = tuple(replace(stop, prize=None) for stop in drawn.stops)
    vehicle = replace(drawn.vehicles[0], quantity=4, shift_s=None, trips=1, loads_s=0, cost_per_s=0)
    problem = replace(drawn, stops=stops, vehicles=(vehicle,))
    plans = [plan(problem, *(Round(0, 0, (trip,)) for trip in trips)) for trips in orders(range(len(stops)))]
    sound = [one.cost for one in plans if not route.check(problem, one)]
    answer = solve(problem, LONG)
    assert (answer.status == "infeasible") == (not sound)
    assert answer.bound <= min(sound, default=answer.bound)
    if sound:
        assert answer.cost == min(sound)


@few
@given(problems())
def test_it_leaves_out_no_more_and_costs_no_more_than_the_simple_plan(problem: Problem) -> None:
    simple = plan(problem, *drive(problem)) if drive(problem) else None
    answer = solve(problem)
    if simple is None:
        return
    assert route.check(problem, simple) == []
    worth = (left_out(problem, answer), answer.cost) if simple.status == answer.status else (0, 0)
    assert worth <= (left_out(problem, simple), simple.cost)


@few
@given(problems())
def test_a_start_is_never_made_worse_and_a_stopped_search_gives_what_it_has(problem: Problem) -> None:
    begun = solve(problem)
    again = solve(problem, Limit(iterations=1), start=begun)
    assert route.check(problem, again) == []
    assert (left_out(problem, again), again.cost) <= (left_out(problem, begun), begun.cost)
    assert route.check(problem, solve(problem, report=lambda _progress, _best, _bound: False)) == []
    assert route.check(problem, solve(problem, Limit(LONG.iterations, seconds=0))) == []


@few
@given(problems(), st.integers(0, 2**32 - 1))
def test_a_problem_and_its_answer_survive_json_and_the_seed_decides(problem: Problem, seed: int) -> None:
    again = Problem.from_json(json.loads(json.dumps(problem.to_json())))
    assert again == problem
    answer = route.solve(problem, limit=QUICK, seed=seed)
    assert route.solve(again, limit=QUICK, seed=seed) == answer
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


def test_one_vehicle_goes_several_times() -> None:
    once = Vehicle("van", 4, (2,), fixed_cost=50_000)
    single, several = solve(street(once)), solve(street(replace(once, trips=2)))
    assert [len(one.trips) for one in single.rounds] == [1, 1]
    assert [len(one.trips) for one in several.rounds] == [2]
    assert (single.cost, several.cost) == (108_000, 58_000)
    assert single.status == several.status == "optimal"


def test_returns_make_room_for_what_is_picked_up() -> None:
    brought_first = Stop(1, (2,), (0,)), Stop(2, (0,), (2,))
    problem = Problem(brought_first, (Vehicle("van", 1, (2,)),), *STREET)
    answer = solve(problem)
    assert [one.trips for one in answer.rounds] == [((0, 1),)]
    assert laws(problem, replace(answer, rounds=(Round(0, 0, ((1, 0),)),))) == {"a vehicle is never overloaded"}


def test_the_kind_of_vehicle_fits_the_load() -> None:
    small, large = Vehicle("van", 9, (2,), fixed_cost=10_000), Vehicle("truck", 9, (9,), fixed_cost=15_000)
    problem = replace(street(small), vehicles=(small, large))
    assert [one.vehicle for one in solve(problem).rounds] == [1]
    few_stops = replace(problem, stops=problem.stops[:2])
    assert [one.vehicle for one in solve(few_stops).rounds] == [0]


def test_a_stop_is_left_out_for_less_than_it_costs() -> None:
    problem = street(Vehicle("van", 1, (9,)), prize=1_500)
    # Two stops on a side pay for the way there and back together, one does not.
    assert solve(problem, LONG).cost == 6_000
    poor = street(Vehicle("van", 1, (9,)), prize=500)
    assert (solve(poor).cost, solve(poor).rounds) == (2_000, ())


def test_where_not_all_can_be_visited_as_many_as_possible_are() -> None:
    problem = street(Vehicle("van", 1, (3,)))
    answer = solve(problem, LONG)
    assert (answer.status, len(answer.unserved), answer.bound) == ("infeasible", 1, 0)
    assert route.check(problem, answer) == []
    heavy = replace(problem, stops=(replace(problem.stops[0], pickup=(4,)), *problem.stops[1:]))
    assert (solve(heavy).unserved, solve(heavy).status) == ((0,), "infeasible")
    nobody = replace(problem, vehicles=())
    assert (solve(nobody).unserved, solve(nobody).status) == ((0, 1, 2, 3), "infeasible")


def test_nothing_to_visit_costs_nothing() -> None:
    problem = Problem((), (Vehicle("van", 1, (1,)),), *STREET)
    answer = solve(problem)
    assert (answer.rounds, answer.cost, answer.bound, answer.status) == ((), 0, 0, "optimal")
    assert route.check(problem, answer) == []


def test_a_report_tells_of_the_search_and_stops_it() -> None:
    said: list[tuple[float, float | None, float | None]] = []

    def report(progress: float, best: float | None, bound: float | None) -> bool:
        said.append((progress, best, bound))
        return len(said) < 2

    answer = solve(street(Vehicle("van", 4, (2,))), Limit(iterations=100_000), report=report)
    assert len(said) == 2
    assert 0 == said[0][0] < said[1][0] < 1
    assert said[-1][1:] == (answer.cost, answer.bound)


SOUND = street(Vehicle("van", 4, (2,), closes_s=HOUR_S), service_s=60)
PLAN = plan(SOUND, Round(0, 0, ((0, 1),)), Round(0, 0, ((2, 3),)))


def changed(**more: Any) -> Problem:
    return replace(SOUND, vehicles=(replace(SOUND.vehicles[0], **more),))


def test_the_plan_that_the_breaches_are_planted_in_is_sound() -> None:
    assert route.check(SOUND, PLAN) == []


@pytest.mark.parametrize(
    ("law", "problem", "answer"),
    [
        ("a round is of a vehicle and stops that there are", SOUND, replace(PLAN, rounds=(Round(1, 0, ((0,),)),))),
        ("a round is of a vehicle and stops that there are", SOUND, replace(PLAN, rounds=(Round(0, 0, ((4,),)),))),
        ("each stop is visited once or left out", SOUND, replace(PLAN, unserved=(1,))),
        ("each stop is visited once or left out", SOUND, replace(PLAN, rounds=PLAN.rounds[:1])),
        (
            "a plan without a stop that it must visit says that it is infeasible",
            SOUND,
            replace(PLAN, status="infeasible"),
        ),
        ("no more vehicles than there are", changed(quantity=1), PLAN),
        (
            "a round has trips with stops, no more than it may",
            SOUND,
            replace(PLAN, rounds=(*PLAN.rounds, Round(0, 0, ()))),
        ),
        ("a round has trips with stops, no more than it may", SOUND, plan(SOUND, Round(0, 0, ((0, 1), (2, 3))))),
        ("a vehicle is never overloaded", changed(capacity=(1,)), PLAN),
        ("service begins before a stop closes", street(SOUND.vehicles[0], service_s=60, closes_s=200), PLAN),
        ("a round begins when its vehicle may", changed(opens_s=1), PLAN),
        ("a round ends when its vehicle must", changed(closes_s=519), PLAN),
        ("a round is no longer than its shift", changed(shift_s=519), PLAN),
        ("a round goes no further than its vehicle", changed(reach_m=3_999), PLAN),
        ("the cost is of all rounds and prizes lost", SOUND, replace(PLAN, cost=PLAN.cost - 1)),
        ("no plan costs less than the bound", SOUND, replace(PLAN, bound=PLAN.cost + 1)),
        ("there is a price for each stop that must be visited", SOUND, replace(PLAN, bound=1, prices=(1,))),
        ("the bound is proven by its prices", street(Vehicle("van", 4, (3,))), replace(PLAN, bound=PLAN.cost)),
    ],
)
def test_a_planted_breach_is_found(law: str, problem: Problem, answer: Answer) -> None:
    assert law in laws(problem, answer)


@pytest.mark.parametrize("limit", ["closes_s", "shift_s", "reach_m"])
def test_a_limit_that_is_just_met_is_no_breach(limit: str) -> None:
    assert laws(changed(**{limit: 4_000 if limit == "reach_m" else 520}), PLAN) == set()


@few
@given(problems(optional=False), st.lists(st.integers(-5_000, 5_000), min_size=6, max_size=6))
def test_any_prices_prove_a_bound_that_no_plan_is_below(problem: Problem, prices: list[int]) -> None:
    answer = solve(problem, LONG)
    if answer.status != "infeasible":
        from dukou.engines.route.proof import proven

        assert proven(problem, tuple(prices[: len(problem.stops)])) <= answer.cost


@pytest.mark.parametrize(
    ("words", "spoil"),
    [
        ("the distances are not 5 rows", lambda one: replace(one, distance_m=((0, 0), *one.distance_m[1:]))),
        ("the durations are not 5 rows", lambda one: replace(one, duration_s=one.duration_s[1:])),
        (
            "from a place to itself",
            lambda one: replace(one, distance_m=((1, *one.distance_m[0][1:]), *one.distance_m[1:])),
        ),
        ("is not whole, negative", lambda one: replace(one, duration_s=((0, 1.5, 0, 0, 0), *one.duration_s[1:]))),
        ("is not whole, negative", lambda one: replace(one, duration_s=((0, -1, 0, 0, 0), *one.duration_s[1:]))),
        ("same number of amounts", lambda one: replace(one, stops=(Stop(1, (1, 2), (1, 2)),))),
        ("stop 0 is at no known place", lambda one: replace(one, stops=(Stop(5, (1,), (1,)),))),
        ("a number of stop 0", lambda one: replace(one, stops=(Stop(1, (-1,), (1,)),))),
        ("a number of vehicle 0", lambda one: replace(one, vehicles=(Vehicle("van", 1, (MOST + 1,)),))),
        ("vehicle 0 is at no known place", lambda one: replace(one, vehicles=(Vehicle("van", 1, (1,), depot=9),))),
        ("vehicle 0 has no quantity", lambda one: replace(one, vehicles=(Vehicle("van", 0, (1,)),))),
        ("larger unit of cost", lambda one: replace(one, vehicles=(Vehicle("van", 1, (1,), cost_per_m=MOST),))),
    ],
)
def test_what_is_no_problem_is_refused(words: str, spoil: Callable[[Problem], Problem]) -> None:
    with pytest.raises(ValueError, match=words):
        spoil(SOUND)
