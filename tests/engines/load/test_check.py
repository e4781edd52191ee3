"""Protect the check of loads: it finds each broken law, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from dukou.engines.load import (
    Answer,
    Axles,
    Bound,
    Carton,
    Left,
    Load,
    Placement,
    Problem,
    Stages,
    Vehicle,
    check,
    check_stages,
)
from tests.engines.load.cases import (
    BARRED,
    CLASH,
    CRUSHED,
    FLOATS,
    LATE,
    OUT,
    TURNED,
    UNDER,
    faults,
    heaps,
    told,
)

BOX = Carton("box", 400, 300, 200, quantity=3, grams=6_000)
TRUCK = Vehicle("truck", 1_000, 300, 500, quantity=1, cost_minor=7)
SOUND = Load(0, tuple(Placement(x, 0, z, 400, 300, 200, 0) for x, z in ((0, 0), (0, 200), (400, 0))))


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in check(problem, answer)}


def loaded(*places: tuple[int, ...], truck: Vehicle = TRUCK, **box: Any) -> set[str]:
    """Return the laws that a load of the same boxes breaks; a place is x, y, z, or that with sizes and number."""
    problem = Problem((truck,), (replace(BOX, quantity=len(places), **box),))
    whole = [Placement(*place, *((400, 300, 200, 0) if len(place) == 3 else ())) for place in places]
    return laws(problem, told(problem, (Load(0, tuple(whole)),)))


@settings(max_examples=200)
@given(heaps())
def test_it_finds_what_is_found_cell_by_cell(heap: tuple[Problem, Answer]) -> None:
    problem, answer = heap
    judged = {OUT, CLASH, TURNED, FLOATS, CRUSHED, LATE, BARRED, UNDER}
    assert laws(problem, answer) & judged == faults(problem, answer.loads[0])


def test_a_sound_load_breaks_nothing() -> None:
    problem = Problem((TRUCK,), (BOX,))
    sound = Answer((SOUND,), (), 3 * BOX.mm3, 7, Bound(3 * BOX.mm3, 7, 1), "optimal")
    assert check(problem, sound) == []


@pytest.mark.parametrize(
    ("places", "law"),
    [
        (((700, 0, 0),), OUT),
        (((-1, 0, 0),), OUT),
        (((0, 0, 0), (399, 0, 0)), CLASH),
        (((0, 0, 0, 400, 200, 300, 0),), TURNED),
        (((0, 0, 0, 400, 300, 201, 0),), TURNED),
        (((0, 0, 0), (1, 0, 200)), FLOATS),
        (((0, 0, 1),), FLOATS),
        (((0, 0, 200), (0, 0, 0)), LATE),
        (((400, 0, 0), (0, 0, 0)), LATE),
    ],
)
def test_a_carton_out_of_place_is_found(places: tuple[tuple[int, ...], ...], law: str) -> None:
    assert law in loaded(*places)


def test_a_carton_bears_so_much_and_no_more() -> None:
    stack = ((0, 0, 0), (0, 0, 200))
    assert loaded(*stack, bears_grams_per_dm2=500) == set()
    assert loaded(*stack, bears_grams_per_dm2=499) == {CRUSHED}


def test_without_the_rule_cartons_may_float() -> None:
    problem = Problem((TRUCK,), (replace(BOX, quantity=1),), "none")
    assert laws(problem, told(problem, (Load(0, (Placement(0, 0, 100, 400, 300, 200, 0),)),))) == set()


def test_weight_axles_and_centre_are_limits() -> None:
    places = ((0, 0, 0), (400, 0, 0))
    # Of 12 kg around x = 400 the lever law puts (800 - 400) / 1,000 on the front axle: 4.8 kg.
    on_axles = {"front_mm": -200, "rear_mm": 800, "front_max_grams": 4_800, "rear_max_grams": 7_200}
    limits = [
        ("max_grams", 12_000, 11_999, "the vehicle carries its load"),
        ("off_centre_mm", 100, 99, "the centre of gravity is near the middle"),
        (
            "axles",
            Axles(**on_axles),
            Axles(**on_axles | {"front_max_grams": 4_799}),
            "the front axle carries its share",
        ),
        ("axles", Axles(**on_axles), Axles(**on_axles | {"rear_max_grams": 7_199}), "the rear axle carries its share"),
    ]
    for field, enough, short, law in limits:
        assert loaded(*places, truck=replace(TRUCK, **{field: enough})) == set()
        assert loaded(*places, truck=replace(TRUCK, **{field: short})) == {law}


def test_a_later_drop_bars_and_burdens_none_before_it() -> None:
    first, last = replace(BOX, quantity=1), replace(BOX, quantity=1, drop=1)
    ways = {(0, 400, 0): {BARRED}, (0, 0, 200): {UNDER}}
    for (deep, x, z), law in ways.items():
        places = Placement(deep, 0, 0, 400, 300, 200, 0), Placement(x, 0, z, 400, 300, 200, 1)
        problem = Problem((TRUCK,), (first, last), keep_order=True)
        assert laws(problem, told(problem, (Load(0, places),))) == law
        assert laws(replace(problem, keep_order=False), told(problem, (Load(0, places),))) == set()
        turned = replace(problem, cartons=(last, first))
        assert laws(turned, told(turned, (Load(0, places),))) == set()


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        ({"loads": ()}, "every carton is loaded or left, once"),
        ({"left": (Left(0, 1, "no room"),)}, "every carton is loaded or left, once"),
        ({"left": (Left(0, 0, "no room"),)}, "what is left is named"),
        ({"left": (Left(0, 3, "too large"),), "loads": ()}, "the reason for leaving is true"),
        ({"loads": (SOUND, SOUND)}, "no more vehicles run than there are"),
        ({"loads": (SOUND, Load(0, ()))}, "a vehicle runs with a load"),
        ({"loads": (replace(SOUND, vehicle=1),)}, "vehicles and cartons are those of the problem"),
        ({"mm3": 1}, "volume and cost are the sums of the loads"),
        ({"cost_minor": 6}, "volume and cost are the sums of the loads"),
        ({"bound": Bound(3 * BOX.mm3 - 1, 7, 1)}, "the bound follows from the sizes, weights and counts"),
        ({"bound": Bound(3 * BOX.mm3, 8, 1)}, "the bound follows from the sizes, weights and counts"),
        ({"bound": Bound(3 * BOX.mm3, 7, 2)}, "the bound follows from the sizes, weights and counts"),
        ({"bound": Bound(3 * BOX.mm3, 6, 1)}, "the status is true"),
        ({"status": "infeasible"}, "the status is true"),
    ],
)
def test_an_untrue_word_is_found(wrong: dict[str, Any], law: str) -> None:
    problem = Problem((TRUCK,), (BOX,))
    sound = Answer((SOUND,), (), 3 * BOX.mm3, 7, Bound(3 * BOX.mm3, 7, 1), "optimal")
    assert law in laws(problem, replace(sound, **wrong))


def test_pallets_travel_as_they_were_made() -> None:
    first = Problem((Vehicle("pallet", 400, 300, 600),), (BOX,))
    stack = Load(0, tuple(Placement(0, 0, z, 400, 300, 200, 0) for z in (0, 200, 400)))
    pallet = Carton("pallet", 400, 300, 700, quantity=1, grams=20_000)
    second = Problem((replace(TRUCK, height_mm=800),), (pallet,))
    travels = told(second, (Load(0, (Placement(0, 0, 0, 400, 300, 700, 0),)),))
    sound = Stages(first, told(first, (stack,)), second, travels)
    assert check_stages(sound) == []
    for wrong in ({"grams": 17_999}, {"height_mm": 599}):
        changed = replace(second, cartons=(replace(pallet, **wrong),))
        place = Placement(0, 0, 0, *changed.cartons[0].sizes, 0)
        found = check_stages(replace(sound, in_vehicles=changed, vehicles=told(changed, (Load(0, (place,)),))))
        assert [one.law for one in found] == ["a pallet travels as it was made"]
    lost = replace(sound, on_pallets=replace(first, cartons=(replace(BOX, quantity=4),)))
    lost = replace(lost, pallets=told(lost.on_pallets, (stack,)))
    assert [one.law for one in check_stages(lost)] == ["what is on no pallet travels as it is"]
