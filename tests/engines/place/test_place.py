"""Protect the placing of stock: limits hold, no plan that earns more is missed, and what is claimed is proven."""

import json
from dataclasses import replace
from math import floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK, Limit
from dukou.engines import place as engine
from dukou.engines.place import Answer, Demand, Item, Lane, Place, Placement, Problem, Tier
from dukou.engines.place.simple import cut
from dukou.engines.place.simple import place as simple_plan
from dukou.engines.place.worth import ways
from tests.engines.place import cases
from tests.engines.place.cases import Plan

quick = settings(max_examples=40)


def solve(problem: Problem, **more: Any) -> Answer:
    return engine.solve(problem, **{"limit": QUICK, "seed": 1, **more})


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in engine.check(problem, answer)}


def plan_of(answer: Answer) -> Plan:
    return tuple((one.item, one.lane, one.pairs) for one in answer.placements)


def read(**changes: Any) -> Problem:
    return Problem.from_json({**PROBLEM.to_json(), **changes})


def simple(problem: Problem) -> Plan:
    pairs = zip(ways(problem), simple_plan(problem), strict=True)
    return tuple((way.item, way.lane, n) for way, n in pairs if n)


@quick
@given(cases.problems())
def test_a_plan_fits_and_earns_the_most_of_all_plans(problem: Problem) -> None:
    answer = solve(problem)
    assert engine.check(problem, answer) == []
    assert cases.fits(problem, plan_of(answer))
    assert answer.expected_e4 == floor(cases.earned(problem, plan_of(answer)))
    most = max(cases.earned(problem, plan) for plan in cases.plans(problem))
    assert answer.expected_e4 >= floor(most - abs(most) / 10_000)
    assert floor(most) <= answer.bound_e4
    assert answer.status == "feasible" or answer.expected_e4 == floor(most)


@quick
@given(cases.problems())
def test_the_simple_plan_fits_and_neither_loses_nor_earns_more(problem: Problem) -> None:
    plan = simple(problem)
    assert cases.fits(problem, plan)
    assert 0 <= floor(cases.earned(problem, plan)) <= solve(problem).expected_e4


@quick
@given(cases.problems(), st.sampled_from([Limit(0), Limit(50, seconds=0.0)]))
def test_with_no_effort_or_stopped_it_is_no_worse_than_the_simple_plan(problem: Problem, limit: Limit) -> None:
    for answer in (
        solve(problem, limit=limit),
        solve(problem, report=lambda _progress, _best, _bound: False),
    ):
        assert engine.check(problem, answer) == []
        assert answer.expected_e4 >= floor(cases.earned(problem, simple(problem)))


@quick
@given(cases.problems(), st.integers())
def test_the_same_problem_has_the_same_answer_in_json_too(problem: Problem, seed: int) -> None:
    answer = solve(problem)
    again = Problem.from_json(json.loads(json.dumps(problem.to_json())))
    assert again == problem
    assert solve(again, seed=seed) == answer
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


# Home, and a depot by van or post; the budget is short.
STAGES, WEIGHTS = (30, 30), (1, 2, 1)
ITEMS = (Item(900, 400, 50, 10_000, 100), Item(700, 300, 40, 12_000, 50))
PLACES = (Place(10**9), Place(300_000, 500_000, 2_000, (Tier(20, 30_000),)))
VAN = Lane(1, 10, vehicle_e4=600_000, vehicle_ml=200_000, vehicle_grams=30_000, vehicles=2)
LANES = (Lane(0, 0), VAN, Lane(1, 3, kg_e4=200_000, minimum_e4=400_000))
DEMANDS = tuple(
    Demand(i, p, margin, left, ((60, 80), (120, 150), (300, 200)))
    for i, p, margin, left in [(0, 0, 9_000, 8_000), (0, 1, 30_000, -500), (1, 0, 8_000, 9_000), (1, 1, 29_000, -800)]
)
PROBLEM = Problem(ITEMS, PLACES, LANES, DEMANDS, STAGES, WEIGHTS, 200, 11_000_000)
ANSWER = solve(PROBLEM)


def with_placement(number: int, **changes: int) -> dict[str, Any]:
    placements = list(ANSWER.placements)
    placements[number] = replace(placements[number], **changes)
    return {"placements": tuple(placements)}


def with_prices(**changes: Any) -> dict[str, Any]:
    return {"prices": replace(ANSWER.prices, **changes)}


def test_the_sound_answer_uses_a_vehicle_and_prices_what_is_short() -> None:
    assert laws(PROBLEM, ANSWER) == set()
    assert sum(ANSWER.vehicles) > 0
    assert len(ANSWER.placements) > 2
    assert ANSWER.prices.budget_e9 > 0
    assert ANSWER.prices.opening_e10


AT_DEPOT = next(number for number, one in enumerate(ANSWER.placements) if one.lane == 1)
NEGATIVE_OR_ASTRAY = "prices are of what there is, and not negative"


@pytest.mark.parametrize(
    ("change", "law"),
    [
        (with_placement(0, item=2), "a placement is of an item and a lane"),
        (with_placement(0, lane=-1), "a placement is of an item and a lane"),
        (with_placement(0, pairs=1), "a placement has its minimum"),
        (with_placement(0, pairs=-200), "a placement has its minimum"),
        ({"placements": ANSWER.placements * 2}, "an item goes to a place by one lane"),
        (with_placement(0, pairs=901), "no more is placed than there is"),
        (with_placement(AT_DEPOT, pairs=900), "a place holds what it is given"),
        (with_placement(0, pairs=900), "value and freight stay within the budget"),
        ({"vehicles": ANSWER.vehicles[1:]}, "every lane says its vehicles"),
        ({"vehicles": (1, *ANSWER.vehicles[1:])}, "no more vehicles run than there are"),
        ({"vehicles": (0, -1, 0)}, "no more vehicles run than there are"),
        ({"vehicles": (0, 0, 0)}, "vehicles carry what they are given"),
        ({"placements": ANSWER.placements[1:]}, "the plan earns what it says"),
        ({"expected_e4": ANSWER.expected_e4 + 1}, "the plan earns what it says"),
        ({"expected_e4": ANSWER.expected_e4 - 1}, "the plan earns what it says"),
        ({"bound_e4": ANSWER.expected_e4 - 1}, "no bound lies below what the plan earns"),
        ({"bound_e4": ANSWER.bound_e4 - 1}, "the bound is what its prices prove"),
        ({"status": "infeasible"}, "to place nothing is always an answer"),
        (with_prices(budget_e9=0), "the bound is what its prices prove"),
        (with_prices(opening_e10=()), "the bound is what its prices prove"),
        (with_prices(ml_e10=(0, -1)), NEGATIVE_OR_ASTRAY),
        (with_prices(pair_e10=(0,)), NEGATIVE_OR_ASTRAY),
        (with_prices(minimum_e9=(0, 0)), NEGATIVE_OR_ASTRAY),
        (with_prices(minimum_e9=(0, 0, 10**12)), NEGATIVE_OR_ASTRAY),
        (with_prices(opening_e10=((0, 1, 5), (0, 1, 5))), NEGATIVE_OR_ASTRAY),
        (with_prices(opening_e10=((0, 9, 5),)), NEGATIVE_OR_ASTRAY),
    ],
)
def test_each_planted_fault_is_named(change: dict[str, Any], law: str) -> None:
    assert law in laws(PROBLEM, replace(ANSWER, **change))


def test_a_budget_that_is_not_there_has_no_price_and_nothing_goes_where_nobody_asks() -> None:
    assert NEGATIVE_OR_ASTRAY in laws(replace(PROBLEM, budget_e4=None), ANSWER)
    unasked = replace(PROBLEM, demands=tuple(one for one in DEMANDS if one.place == 0))
    assert "an item goes where it is asked for" in laws(unasked, ANSWER)


@pytest.mark.parametrize(
    "changes",
    [
        {"demands": ()},
        {"lanes": ()},
        {"budget_e4": 0},
        {"items": (replace(ITEMS[0], pairs=99), replace(ITEMS[1], pairs=0))},
        {"demands": tuple(replace(one, margin_e4=0, left_e4=-5_000) for one in DEMANDS)},
    ],
)
def test_to_place_nothing_is_an_answer(changes: dict[str, Any]) -> None:
    problem = replace(PROBLEM, **changes)
    answer = solve(problem)
    assert (answer.placements, answer.expected_e4, answer.status) == ((), 0, "optimal")
    assert engine.check(problem, answer) == []


def test_a_start_that_earns_more_is_kept_and_one_that_no_longer_fits_is_cut() -> None:
    weak = solve(PROBLEM, start=ANSWER, report=lambda _progress, _best, _bound: False)
    assert weak.expected_e4 >= ANSWER.expected_e4 > solve(PROBLEM, report=lambda *_said: False).expected_e4
    assert weak.status == "stopped"
    smaller = replace(PROBLEM, places=(PLACES[0], replace(PLACES[1], capacity_ml=50_000)))
    again = solve(smaller, start=replace(ANSWER, placements=(Placement(7, 7, 7), *ANSWER.placements)))
    assert laws(smaller, again) == set()


def test_of_two_lanes_to_one_place_one_is_kept() -> None:
    found = ways(PROBLEM)
    kept = [way for way, pairs in zip(found, cut(PROBLEM, found, [100] * len(found)), strict=True) if pairs]
    assert sorted((way.item, way.place) for way in kept) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_pairs_that_do_not_divide_are_placed_at_the_best_whole() -> None:
    """In parts, two and a half of the first are best; of whole pairs, four of the second."""
    items = (Item(9, 100, 1, 0), Item(9, 60, 1, 0))
    demands = (Demand(0, 0, 1_000, 0, ((9,),)), Demand(1, 0, 550, 0, ((9,),)))
    answer = solve(Problem(items, (Place(250),), (Lane(0, 0),), demands, (10,), (1,)))
    assert answer.placements == (Placement(1, 0, 4),)
    assert (answer.expected_e4, answer.status) == (2_200, "optimal")


def test_a_minimum_above_what_sells_is_placed_if_it_still_pays_and_so_says_the_bound() -> None:
    demand = Demand(0, 0, 5_000, 0, ((2,),))
    problem = Problem((Item(10, 400, 50, 1_000, 5),), PLACES[:1], LANES[:1], (demand,), (10,), (1,))
    answer = solve(problem)
    assert (answer.placements, answer.expected_e4, answer.bound_e4) == ((Placement(0, 0, 5),), 7_000, 7_000)
    assert laws(problem, replace(answer, bound_e4=6_999, expected_e4=6_999)) > {"the bound is what its prices prove"}


def test_full_vehicles_are_priced_by_all_that_there_are() -> None:
    van = Lane(0, 0, vehicle_e4=1_000, vehicle_ml=4_000, vehicle_grams=10_000, vehicles=3)
    demand = Demand(0, 0, 5_000, 0, ((90,),))
    problem = Problem(
        (Item(90, 400, 50, 1_000),) * 2, PLACES[:1], (van,), (demand, replace(demand, item=1)), (10,), (1,)
    )
    answer = solve(problem)
    assert (answer.vehicles, answer.expected_e4, answer.bound_e4) == ((3,), 147_000, 147_000)
    assert answer.prices.vehicle_ml_e10[0] > 0
    assert laws(problem, answer) == set()
    assert "the bound is what its prices prove" in laws(problem, replace(answer, bound_e4=146_999, expected_e4=146_999))


def test_storage_is_free_then_rises_by_age() -> None:
    """Days 0 to 9 are free, ten cost 1, ten more cost 3 a cubic metre; ten pairs of a hundredth each are left."""
    depot = Place(10**6, storage=(Tier(10, 10_000), Tier(20, 30_000)))
    problem = Problem(
        (Item(10, 10_000, 50, 0, 10),), (depot,), (Lane(0, 0),), (Demand(0, 0, 9_000, 9_000, ((0,),)),), (30,), (1,)
    )
    answer = solve(problem)
    assert answer.expected_e4 == 10 * 9_000 - 10 * (10_000 + 30_000) // 10
    assert laws(problem, answer) == set()


def test_sales_that_a_slow_lane_misses_are_worth_its_dearer_rival() -> None:
    slow, fast = Lane(0, 25, pair_e4=100), Lane(0, 5, pair_e4=2_000)
    once = Demand(0, 0, 30_000, -500, ((300, 0),))
    later = replace(once, pairs=((0, 300),))
    of = Problem(ITEMS[:1], PLACES[:1], (slow, fast), (once,), STAGES, (1,))
    assert solve(of).placements == (Placement(0, 1, 250),)
    assert solve(replace(of, demands=(later,))).placements == (Placement(0, 0, 300),)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: replace(ITEMS[0], ml=0), "without volume"),
        (lambda: replace(ITEMS[0], grams=0), "without volume"),
        (lambda: replace(ITEMS[0], minimum_pairs=0), "placement of none"),
        (lambda: replace(ITEMS[0], pairs=-1), "pairs is no amount"),
        (lambda: read(items=[{"pairs": 1.5, "ml": 400, "grams": 50, "value_e4": 1}]), "pairs is no amount"),
        (lambda: replace(ITEMS[0], value_e4=10**13), "value_e4 is no amount"),
        (lambda: replace(PLACES[1], capacity_ml=-1), "capacity_ml is no amount"),
        (lambda: replace(PLACES[1], storage=(Tier(9, 1), Tier(9, 2))), "do not rise"),
        (lambda: Tier(3, -1), "m3_day_e4 is no amount"),
        (lambda: replace(VAN, vehicle_ml=0), "vehicles without room"),
        (lambda: replace(VAN, vehicles=0), "room without vehicles"),
        (lambda: read(lanes=[{"place": 0, "days": "9"}]), "days is no amount"),
        (lambda: replace(DEMANDS[0], pairs=((-1, 0),)), "pairs asked for"),
        (lambda: replace(PROBLEM, weights=(1, 0, 1)), "weights are not"),
        (lambda: replace(PROBLEM, stage_days=(30, 0)), "stage_days are not"),
        (lambda: replace(PROBLEM, weights=()), "no scenario"),
        (lambda: replace(PROBLEM, weights=(1, 1)), "one amount a scenario"),
        (lambda: replace(PROBLEM, stage_days=(60,)), "one amount a scenario"),
        (lambda: replace(PROBLEM, places=PLACES[:1]), "a lane goes to a place"),
        (lambda: replace(PROBLEM, items=ITEMS[:1]), "names what is not there"),
        (lambda: replace(PROBLEM, demands=DEMANDS[:1] * 2), "two demands"),
        (lambda: replace(PROBLEM, demands=(replace(DEMANDS[0], left_e4=90_000),)), "fetches more"),
        (lambda: replace(PROBLEM, budget_e4=-1), "budget_e4 is no amount"),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()
