"""Protect consolidation: nothing cheaper is missed where all can be tried, and every bound holds."""

import json
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.freight.consolidations import town
from dukou.base.solving import QUICK, Limit
from dukou.engines import consolidate as engine
from dukou.engines.consolidate import Answer, Band, Departure, Place, Problem, Shipment, Split, Tariff
from dukou.engines.consolidate.columns import columns
from dukou.engines.consolidate.simple import each_alone, greedy
from tests.engines.consolidate import cases

quick = settings(max_examples=30)
PARCEL = Tariff("parcel", "parcel", bands=(Band(base_minor=90),))
TRUCK = Tariff("truck", "vehicle", vehicle_minor=100, capacity_grams=100, capacity_ml=10)


def solve(problem: Problem, limit: Limit = QUICK, **more: Any) -> Answer:
    return engine.solve(problem, limit=limit, seed=1, **more)


def solve_as_large(problem: Problem, limit: Limit = QUICK, **more: Any) -> Answer:
    """Solve as if a few shipments were many: by repacking and a tree."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("dukou.engines.consolidate.tiny"), "FEW", -1)
        return solve(problem, limit, **more)


def simplest(tariffs: tuple[Tariff, ...], *shipments: Shipment, days: int = 1) -> Problem:
    """Return shipments from one place to another, where every tariff has a departure a day."""
    departures = tuple(Departure(0, 1, number, day, day, day) for number in range(len(tariffs)) for day in range(days))
    return Problem(tariffs, (Place("town"), Place("shop")), departures, shipments)


def goods(grams: int, ml: int, **more: Any) -> Shipment:
    return Shipment(grams, ml, ((0, 0),), 1, ready_day=0, due_day=9, **more)


@quick
@given(cases.problems())
def test_what_is_found_is_sound_and_no_way_is_below_the_bound(problem: Problem) -> None:
    known = cases.costs(problem)
    for answer in (solve(problem), solve_as_large(problem)):
        assert engine.check(problem, answer) == []
        assert len(answer.paths) == len(problem.shipments)
        assert answer.bound_minor <= min(known.values()) <= answer.cost_minor
        assert known[answer.paths] == answer.cost_minor


@quick
@given(cases.problems())
def test_a_few_shipments_go_the_cheapest_way_of_all(problem: Problem) -> None:
    assert solve(problem).cost_minor == min(cases.costs(problem).values())


@quick
@given(cases.problems(min_shipments=1), st.data())
def test_a_start_is_never_made_worse(problem: Problem, data: st.DataObject) -> None:
    known = cases.costs(problem)
    paths = data.draw(st.sampled_from(sorted(known)))
    start = Answer(paths, (), 0, 0, (), "feasible")
    for limit in (Limit(0), Limit(50, seconds=0)):
        answer = solve_as_large(problem, limit, start=start)
        assert answer.cost_minor <= known[paths]
        assert engine.check(problem, answer) == []


@quick
@given(cases.problems(min_shipments=1))
def test_a_start_for_another_problem_is_left_aside(problem: Problem) -> None:
    for paths in (((0,),) * (len(problem.shipments) + 1), ((99,),) * len(problem.shipments), ((),)):
        assert solve(problem, start=Answer(paths, (), 0, 0, (), "feasible")) == solve(problem)


@quick
@given(cases.problems(), st.integers(0, 3))
def test_one_more_vehicle_never_costs_more(problem: Problem, number: int) -> None:
    number %= len(problem.departures)
    freer = replace(problem.departures[number], most_vehicles=None)
    departures = (*problem.departures[:number], freer, *problem.departures[number + 1 :])
    assert solve(replace(problem, departures=departures)).cost_minor <= solve(problem).cost_minor


@quick
@given(cases.problems())
def test_problems_and_answers_cross_as_json(problem: Problem) -> None:
    for answer in (solve(problem), solve_as_large(problem)):
        assert Problem.from_json(json.loads(json.dumps(problem.to_json()))) == problem
        assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


@pytest.mark.parametrize(("seed", "median_m3"), [(1, 1.0), (2, 0.1), (3, 8.0)])
def test_a_fortnight_is_near_its_bound_and_nearer_than_simple_methods(seed: int, median_m3: float) -> None:
    problem = town(seed, shipments=60, destinations=2, median_m3=median_m3)
    answer = solve(problem, Limit(500))
    assert engine.check(problem, answer) == []
    assert answer.gap <= 0.03
    options = columns(problem)
    for chosen in (each_alone(problem, options), greedy(problem, options, range(60))):
        paths = tuple(chosen[i].path for i in range(60))
        start = Answer(paths, (), 0, 0, (), "feasible")
        assert answer.cost_minor <= solve(problem, Limit(0, seconds=0), start=start).cost_minor
    assert solve(problem, Limit(500)) == answer


def test_lanes_without_vehicles_and_with_a_shared_depot_are_near_their_bound() -> None:
    """Cartons go to an overseas depot by sea, and on from there; each entry at customs costs at least so much."""
    problem = through_depot(40)
    answer = solve(problem, Limit(500))
    assert engine.check(problem, answer) == []
    assert len(answer.proof) == 1
    assert any(len(path) == 2 for path in answer.paths)
    assert answer.gap <= 0.05


def through_depot(count: int) -> Problem:
    m3 = cases.M3
    sea = Tariff("sea", "vehicle", vehicle_minor=3_000_000, capacity_grams=26_000_000, capacity_ml=65 * m3)
    air = Tariff("air", "parcel", ml_per_kg=6_000, bands=(Band(None, 20_000, 1_000, 5_600, 1_000, is_begun=True),))
    van = Tariff("van", "shared", "m3", bands=(Band(None, 0, 0, 15_000, m3, minimum_minor=20_000),))
    entry = Tariff("entry", "shared", "value", bands=(Band(None, 0, 0, 1, 1_000, minimum_minor=60_000),))
    places = (Place("town"), Place("depot", storage_minor_a_m3_day=400, free_days=7), Place("north"), Place("south"))
    departures = [Departure(0, 1, 0, day, day, day + 30, "main", None, 3) for day in (0, 5, 10)]
    departures += [Departure(0, place, 1, day, day, day + 5, "main", None, 3) for place in (2, 3) for day in (0, 10)]
    departures += [Departure(1, place, 2, day, day, day + 2, "last") for place in (2, 3) for day in (30, 37, 44)]
    shipments = tuple(
        Shipment(
            grams=100_000 + 30_000 * (number % 7),
            ml=(1 + number % 5) * m3,
            origins=((0, 0),),
            destination=2 + number % 2,
            ready_day=number % 8,
            due_day=40 + number % 9,
            late_minor_a_day=10_000,
            value_minor=1_000_000,
            duty_ppm=120_000,
        )
        for number in range(count)
    )
    return Problem((sea, air, van, entry), places, tuple(departures), shipments)


def test_shipments_fill_whole_vehicles_on_the_days_that_suit_them() -> None:
    shipments = [goods(10, 4, late_minor_a_day=0) for _ in range(5)]
    answer = solve(simplest((PARCEL, TRUCK), *shipments, days=2))
    assert (answer.cost_minor, answer.status, sum(answer.vehicles)) == (200, "optimal", 2)


def test_a_number_of_vehicles_is_divided_where_parts_of_them_would_be_cheaper() -> None:
    """Trucks of three days carry 2.2 loads: three trucks, or two and a parcel."""
    shipments = [goods(10, 2) for _ in range(11)]
    answer = solve_as_large(simplest((PARCEL, TRUCK), *shipments, days=3))
    assert (answer.cost_minor, answer.bound_minor) == (290, 290)
    assert any(isinstance(node, Split) for node in answer.proof[0].nodes)


def test_a_persons_decision_and_what_is_allowed_are_kept() -> None:
    free, locked, kept = goods(1, 1), goods(1, 1, locked=0), goods(1, 1, allowed=(0,))
    assert solve(simplest((PARCEL, TRUCK), free, free)).paths == ((1,), (1,))
    assert solve(simplest((PARCEL, TRUCK), free, locked, kept)).paths == ((0,), (0,), (0,))


def test_a_place_lets_no_more_leave_than_it_takes() -> None:
    problem = simplest((PARCEL,), goods(1, 1), goods(1, 1), days=2)
    narrow = replace(problem, places=(Place("town", most_shipments_a_day=1), Place("shop")))
    assert sorted(solve(narrow).paths) == [(0,), (1,)]
    shut = replace(problem, places=(Place("town", most_shipments_a_day=0), Place("shop")))
    for found in (solve(shut), solve_as_large(shut)):
        assert (found.status, found.paths, found.cost_minor) == ("stopped", (), 0)
        assert engine.check(shut, found) == []


def test_a_shipment_without_a_path_leaves_no_way() -> None:
    problem = simplest((PARCEL,), goods(1, 1), Shipment(1, 1, ((0, 0),), 1, ready_day=5, due_day=9))
    answer = solve(problem)
    assert (answer.status, answer.paths) == ("infeasible", ())
    assert engine.check(problem, answer) == []


def test_nothing_to_carry_costs_nothing() -> None:
    answer = solve(simplest((PARCEL, TRUCK)))
    assert (answer.paths, answer.cost_minor, answer.bound_minor, answer.status, answer.gap) == ((), 0, 0, "optimal", 0)
    assert engine.check(simplest((PARCEL, TRUCK)), answer) == []


def test_a_report_stops_the_search_with_the_best_so_far() -> None:
    problem = town(1, shipments=40, destinations=4)
    said: list[tuple[float, float | None, float | None]] = []

    def report(progress: float, best: float | None, bound: float | None) -> bool:
        said.append((progress, best, bound))
        return len(said) < 2

    answer = solve(problem, report=report)
    assert answer.status == "stopped"
    assert engine.check(problem, answer) == []
    assert len(said) == 2
    assert said[-1][1:] == (answer.cost_minor, answer.bound_minor)
    assert 0 < answer.bound_minor < answer.cost_minor


@pytest.mark.parametrize(
    ("tariff", "loads", "minor"),
    [
        (Tariff("p", "parcel", bands=(Band(None, 800, 1000, 200, 500, is_begun=True),)), [(1000, 1), (1001, 1)], 1800),
        (Tariff("p", "parcel", ml_per_kg=6000, bands=(Band(None, 0, 0, 1, 1),)), [(1, 6001)], 1001),
        (
            Tariff("p", "parcel", ml_per_kg=6000, is_half_volumetric=True, bands=(Band(None, 0, 0, 1, 1),)),
            [(400, 6001)],
            701,
        ),
        (Tariff("s", "shared", "m3", bands=(Band(None, 0, 0, 300, 1000),)), [(1, 500), (1, 501)], 301),
        (Tariff("s", "shared", bands=(Band(100, 0, 0, 5, 10), Band(None, 0, 0, 3, 10))), [(60, 1), (60, 1)], 36),
        (Tariff("s", "shared", bands=(Band(minimum_minor=50),), fuel_ppm=100_000, shipment_minor=7), [(1, 1)] * 2, 69),
        (replace(TRUCK, fuel_ppm=55_000), [(100, 10), (1, 1)], 211),
    ],
)
def test_what_a_tariff_charges(tariff: Tariff, loads: list[tuple[int, int]], minor: int) -> None:
    problem = simplest((tariff,), *(goods(grams, ml) for grams, ml in loads))
    for answer in (solve(problem), solve_as_large(problem)):
        assert answer.cost_minor == minor
        assert engine.check(problem, answer) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "balloon"},
        {"kind": "parcel"},
        {"kind": "shared", "bands": (Band(),), "unit": "dozen"},
        {"kind": "shared", "bands": (Band(5), Band(5))},
        {"kind": "shared", "bands": (Band(), Band(5))},
        {"kind": "shared", "bands": (Band(per_amount=0),)},
        {"kind": "shared", "bands": (Band(),), "fuel_ppm": -1},
        {"kind": "vehicle", "capacity_grams": 1},
    ],
)
def test_what_is_no_tariff_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no tariff"):
        Tariff("bad", **fields)


@pytest.mark.parametrize(
    "change",
    [
        {"departures": (Departure(0, 2, 0, 0, 0, 0),)},
        {"departures": (Departure(0, 1, 1, 0, 0, 0),)},
        {"departures": (Departure(0, 1, 0, 1, 0, 0),)},
        {"departures": (Departure(0, 1, 0, 0, 0, 0, customs=0),)},
        {"shipments": (goods(1, 1, locked=4),)},
        {"shipments": (replace(goods(1, 1), destination=7),)},
    ],
)
def test_what_names_nothing_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="names what there is not"):
        replace(simplest((PARCEL,), goods(1, 1)), **change)
