"""Protect loading: every load obeys the laws, nothing is lost, and vehicles are as few and as cheap as can be shown."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import Limit
from dukou.engines import load
from dukou.engines.load import Answer, Axles, Carton, Pallet, Problem, Vehicle, check, check_stages, on_pallets, simple
from dukou.engines.load.solve import answer
from tests.engines.load.cases import faults, problems, told

FEW = Limit(iterations=5)
few = settings(max_examples=20)
BOX = Carton("box", 600, 400, 500, quantity=40, grams=12_000)
TRUCK = Vehicle("truck", 4_200, 2_000, 2_100, cost_minor=100)
VAN = Vehicle("van", 1_800, 1_200, 1_500, cost_minor=30)


def solve(problem: Problem, **more: Any) -> Answer:
    return load.solve(problem, limit=FEW, seed=1, **more)


def obeys(problem: Problem, found: Answer) -> bool:
    """Tell whether neither the check nor a look at each cell finds a fault."""
    return check(problem, found) == [] and not any(faults(problem, one) for one in found.loads)


def rank(found: Answer) -> tuple[int, int, int]:
    return -found.mm3, found.cost_minor, len(found.loads)


@few
@given(problems(kinds=3))
def test_loads_obey_every_law_and_are_no_worse_than_walls(problem: Problem) -> None:
    found, walls = solve(problem), answer(problem, simple.load(problem))
    assert obeys(problem, found)
    assert obeys(problem, walls)
    assert rank(found) <= rank(walls)


@few
@given(problems(support="none"))
def test_without_the_support_rule_as_well(problem: Problem) -> None:
    assert obeys(problem, solve(problem))


@few
@given(problems(drops=3, most=6))
def test_drops_leave_in_order(problem: Problem) -> None:
    assert obeys(problem, solve(problem))
    assert obeys(problem, answer(problem, simple.load(problem)))


@few
@given(problems(most=3, bears=False), st.integers(0, 500), st.integers(1, 60), st.integers(1, 60))
def test_axles_and_centre_are_kept(problem: Problem, off_mm: int, front_kg: int, rear_kg: int) -> None:
    """The load may stand at any millimetre then, so that no look at cells is taken."""
    for limits in (
        {"off_centre_mm": off_mm},
        {"axles": Axles(-150, 600, front_kg * 1_000, rear_kg * 1_000)},
        {"axles": Axles(-150, 600, front_kg * 1_000, rear_kg * 1_000), "off_centre_mm": off_mm},
    ):
        for keep_order in (False, True):
            vehicles = tuple(replace(one, **limits) for one in problem.vehicles)
            bound = replace(problem, vehicles=vehicles, keep_order=keep_order)
            assert check(bound, solve(bound)) == []
            assert check(bound, answer(bound, simple.load(bound))) == []


@few
@given(problems(drops=2))
def test_the_same_effort_gives_the_same_answer_in_json_too(problem: Problem) -> None:
    again = Problem.from_json(json.loads(json.dumps(problem.to_json())))
    found = solve(problem)
    assert again == problem
    assert solve(again) == found
    assert Answer.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_cartons_that_fill_a_vehicle_fill_it() -> None:
    full = Problem((TRUCK,), (replace(BOX, quantity=7 * 5 * 4),))
    found = solve(full)
    assert check(full, found) == []
    assert (len(found.loads), found.left, found.status) == (1, (), "optimal")


def test_the_cheapest_vehicles_are_chosen() -> None:
    """A truck takes 140 boxes; a van takes 27 for less than a third of its cost."""
    for quantity, kinds in ((27, [1]), (28, [1, 1]), (140, [0]), (167, [0, 1]), (280, [0, 0])):
        problem = Problem((TRUCK, VAN), (replace(BOX, quantity=quantity),))
        found = solve(problem)
        assert obeys(problem, found)
        assert sorted(one.vehicle for one in found.loads) == kinds


def test_the_emptiest_are_loaded_anew_in_fewer() -> None:
    """Walls by hand take three vehicles, the plan expects three too; they fit into two."""
    room = Vehicle("room", 1_000, 1_000, 1_000)
    cartons = (Carton("a", 600, 1_000, 1_000, 2), Carton("b", 400, 500, 1_000, 3), Carton("c", 400, 500, 500, 2))
    problem = Problem((room,), cartons)
    found = solve(problem)
    assert obeys(problem, found)
    assert (len(found.loads), found.status) == (2, "optimal")


def test_too_few_vehicles_carry_what_they_can_and_name_the_rest() -> None:
    huge, heavy = (
        replace(BOX, name="huge", length_mm=9_000, quantity=1),
        replace(BOX, name="heavy", grams=10**8, quantity=2),
    )
    one = replace(TRUCK, quantity=1, max_grams=10**7)
    problem = Problem((one,), (replace(BOX, quantity=150), huge, heavy))
    found = solve(problem)
    assert check(problem, found) == []
    assert [(left.carton, left.quantity, left.reason) for left in found.left] == [
        (0, 10, "no room"),
        (1, 1, "too large"),
        (2, 2, "too heavy"),
    ]
    assert found.mm3 == found.bound.mm3
    assert found.gap == 0


def test_nothing_that_fits_is_an_answer_and_nothing_to_load_too() -> None:
    none = Problem((VAN,), (replace(BOX, length_mm=9_000),))
    assert (solve(none).status, solve(none).loads, check(none, solve(none))) == ("infeasible", (), [])
    empty = Problem((VAN,), ())
    assert (solve(empty).status, solve(empty).loads, check(empty, solve(empty))) == ("optimal", (), [])


def test_drops_of_a_few_cartons_each_share_a_vehicle() -> None:
    """A drop takes whole rows of the vehicle's length, not all that is left of it."""
    counts = [(200, 3), (200, 20), (260, 20), (310, 60), (260, 60), (200, 60), (430, 8), (350, 40)]
    cartons = tuple(
        Carton(f"drop {drop}", 600, 400, height + 40 * side, quantity=count + 5 * side, grams=12_000, drop=drop)
        for drop, (height, count) in enumerate(counts)
        for side in range(2)
    )
    problem = Problem((Vehicle("truck", 9_600, 2_400, 2_600, off_centre_mm=960),), cartons, keep_order=True)
    found = solve(problem)
    assert obeys(problem, found)
    assert len(found.loads) == 1


def test_a_later_drop_stands_deeper() -> None:
    problem = Problem((TRUCK,), tuple(replace(BOX, quantity=30, drop=drop) for drop in range(3)), keep_order=True)
    found = solve(problem)
    assert obeys(problem, found)
    assert len(found.loads) == 1
    assert [problem.cartons[place.type].drop for place in found.loads[0].placements] == [2] * 30 + [1] * 30 + [0] * 30


def test_a_start_is_kept_where_it_is_better_and_refused_where_it_is_wrong() -> None:
    problem = Problem(
        (replace(TRUCK, quantity=1),), (replace(BOX, quantity=150), replace(BOX, length_mm=500, quantity=9))
    )
    best = load.solve(problem, limit=Limit(20), seed=3)
    stopped = solve(problem, start=best, report=lambda *_told: False)
    assert rank(stopped) == rank(best)
    crammed = replace(best.loads[0], placements=best.loads[0].placements * 2)
    assert rank(solve(problem, start=told(problem, (crammed,)))) >= rank(best)


def test_stopped_at_once_it_is_no_worse_than_walls() -> None:
    problem = Problem((TRUCK, VAN), tuple(replace(BOX, height_mm=500 - 50 * i, quantity=70) for i in range(4)))
    heard: list[float] = []

    def stop(progress: float, _best: float | None, _bound: float | None) -> bool:
        heard.append(progress)
        return False

    found = solve(problem, report=stop)
    assert (found.status, len(heard)) == ("stopped", 1)
    assert check(problem, found) == []
    assert rank(found) <= rank(answer(problem, simple.load(problem)))


@pytest.mark.parametrize("keep_order", [False, True])
def test_pallets_are_loaded_first_and_then_travel(keep_order: bool) -> None:
    pallet = Pallet(Vehicle("pallet", 1_200, 800, 1_650, max_grams=700_000))
    some = tuple(replace(BOX, quantity=50, drop=drop, owner=drop) for drop in range(3))
    long = Carton("long", 2_500, 300, 300, quantity=2, grams=20_000)
    problem = Problem((Vehicle("lorry", 7_200, 2_400, 2_500),), (*some, long), keep_order=keep_order)
    stages = on_pallets(problem, pallet, limit=FEW, seed=1)
    assert check_stages(stages) == []
    # Twelve stand on each, in three layers of four.
    assert len(stages.pallets.loads) == (15 if keep_order else 13)
    assert [(one.carton, one.quantity) for one in stages.pallets.left] == [(3, 2)]
    assert stages.vehicles.left == ()
    for one, stack in zip(stages.in_vehicles.cartons, stages.pallets.loads, strict=False):
        drops = {problem.cartons[place.type].drop for place in stack.placements}
        assert drops == {one.drop} or not keep_order
        assert one.grams == 25_000 + 12_000 * len(stack.placements)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"quantity": 0}, "carton 1: red: the quantity is not positive"),
        ({"width_mm": 0}, "carton 1: red: a size is not positive"),
        ({"grams": -1}, "carton 1: red: a weight or the drop is negative"),
        ({"upright": [False, False, False]}, "carton 1: red: no side may stand vertical"),
        ({"grams": 1.5}, "carton 1: a number is not whole"),
        ({"colour": "red"}, "carton 1: .*colour"),
        ({"grams": 0}, r"carton 1 \(red\): it has no weight"),
    ],
)
def test_a_carton_that_is_none_is_named_at_its_row(row: dict[str, Any], words: str) -> None:
    good = {"name": "red", "length_mm": 600, "width_mm": 400, "height_mm": 500, "quantity": 1, "grams": 9_000}
    data = {"vehicles": [{"name": "van", "length_mm": 1_800, "width_mm": 1_200, "height_mm": 1_500, "max_grams": 9}]}
    with pytest.raises(ValueError, match=words):
        Problem.from_json(data | {"cartons": [good, good | row]})
    assert len(Problem.from_json(data | {"cartons": [good, good]}).cartons) == 2
