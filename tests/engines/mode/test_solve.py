"""Protect the choice of services: nothing cheaper is missed, pooling never costs more, and claims are proven."""

import json
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK, THOROUGH, Limit
from dukou.engines import mode as engine
from dukou.engines.mode import Answer, Problem, Service, Shipment, Split, cost
from dukou.engines.mode.model import build
from dukou.engines.mode.polish import improve
from dukou.engines.mode.simple import choose
from tests.engines.mode import cases

quick = settings(max_examples=40, deadline=None)


def solve(problem: Problem, limit: Limit = QUICK, **more: Any) -> Answer:
    return engine.solve(problem, limit=limit, seed=1, **more)


def solve_by_programs(problem: Problem, limit: Limit = THOROUGH, **more: Any) -> Answer:
    """Solve as if even a few shipments were many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("dukou.engines.mode.solve"), "FEW", 0)
        return solve(problem, limit, **more)


@quick
@given(cases.problems())
def test_a_few_shipments_go_the_cheapest_way_of_all(problem: Problem) -> None:
    answer = solve(problem)
    assert engine.check(problem, answer) == []
    assert answer.status == "optimal"
    assert answer.cost_minor == answer.bound_minor == cases.least_cost(problem)


@quick
@given(cases.problems(min_shipments=2))
def test_programs_bound_every_way_and_find_the_cheapest(problem: Problem) -> None:
    answer = solve_by_programs(problem)
    least = cases.least_cost(problem)
    assert engine.check(problem, answer) == []
    assert answer.bound_minor <= least <= answer.cost_minor
    # Each shared service's price is rounded up, which the bound cannot know.
    assert answer.cost_minor - answer.bound_minor <= len(problem.services)
    if answer.status == "optimal":
        assert answer.cost_minor == least


def test_shipments_that_fill_a_truck_badly_are_told_apart() -> None:
    """A truck takes one of two shipments and two thirds of the other, which no parcel would take."""
    parcel = Service("flat", "parcel", first_minor=90)
    truck = Service("small truck", "vehicle", vehicle_minor=100, capacity_ml=10, capacity_grams=100)
    problem = Problem((parcel, truck), (Shipment(1, 6, (0, 0)), Shipment(1, 6, (0, 0))))
    answer = solve_by_programs(problem)
    assert (answer.cost_minor, answer.bound_minor, answer.status) == (180, 180, "optimal")
    assert any(isinstance(node, Split) and node.shipment is not None for node in answer.proof)
    assert engine.check(problem, answer) == []


@quick
@given(cases.problems(min_shipments=2), st.integers(0, 3))
def test_a_search_cut_short_still_proves_what_it_says(problem: Problem, iterations: int) -> None:
    answer = solve_by_programs(problem, Limit(iterations))
    assert engine.check(problem, answer) == []
    assert answer.bound_minor <= cases.least_cost(problem)
    assert answer.cost_minor <= cost(problem, choose(problem))


@quick
@given(cases.problems(), st.data())
def test_a_start_is_never_made_worse(problem: Problem, data: st.DataObject) -> None:
    way = data.draw(st.sampled_from(cases.ways(problem)))
    start = Answer(way, (), 0, 0, (), "feasible")
    for limit in (Limit(0), QUICK):
        assert solve_by_programs(problem, limit, start=start).cost_minor <= cost(problem, way)
        assert solve(problem, limit, start=start).cost_minor <= cost(problem, way)


def test_a_good_start_is_kept_where_a_search_would_not_find_it() -> None:
    problem = cases.trade(cases.OVERSEAS, 80)
    start = solve(problem)
    assert solve(problem, Limit(0)).cost_minor > start.cost_minor
    kept = solve(problem, Limit(0), start=replace(start, cost_minor=0, bound_minor=0, proof=()))
    assert kept.cost_minor <= start.cost_minor
    assert engine.check(problem, kept) == []


@quick
@given(cases.problems(), st.data())
def test_moves_never_make_a_choice_dearer_and_end_where_none_saves(problem: Problem, data: st.DataObject) -> None:
    way = data.draw(st.sampled_from(cases.ways(problem)))
    moved = improve(problem, build(problem), way) if problem.shipments else way
    # Moves are priced to the minor unit, a service.
    slack = len(problem.services)
    assert cost(problem, moved) <= cost(problem, way) + slack
    for i, shipment in enumerate(problem.shipments):
        for s, extra in enumerate(shipment.extra_minor):
            if extra is not None:
                assert cost(problem, moved) <= cost(problem, (*moved[:i], s, *moved[i + 1 :])) + slack


@quick
@given(cases.problems(min_shipments=1))
def test_a_start_for_another_problem_is_left_aside(problem: Problem) -> None:
    for chosen in ((0,) * (len(problem.shipments) + 1), (len(problem.services),) * len(problem.shipments)):
        start = Answer(chosen, (), 0, 0, (), "feasible")
        assert solve(problem, start=start) == solve(problem)
        assert solve_by_programs(problem, start=start) == solve_by_programs(problem)


@quick
@given(cases.problems(), cases.problems())
def test_pooled_costs_at_most_the_own_bests(one: Problem, two: Problem) -> None:
    together = _same_services(one, two)
    parts = [Problem(one.services, one.shipments), Problem(one.services, together.shipments[len(one.shipments) :])]
    own = [solve(part) for part in parts]
    start = replace(own[0], chosen=own[0].chosen + own[1].chosen)
    for pooled in (solve(together, start=start), solve_by_programs(together, Limit(0), start=start)):
        assert engine.check(together, pooled) == []
        assert pooled.cost_minor <= own[0].cost_minor + own[1].cost_minor


def _same_services(one: Problem, two: Problem) -> Problem:
    """Return the shipments of both with the services of the first, all of which take those of the second."""
    more = tuple(replace(shipment, extra_minor=(1,) * len(one.services)) for shipment in two.shipments)
    return Problem(one.services, one.shipments + more)


@quick
@given(cases.problems(), cases.parcels() | cases.shared() | cases.vehicles(), st.integers(0, 5))
def test_one_service_more_never_costs_more(problem: Problem, service: Service, extra: int) -> None:
    more = Problem(
        (*problem.services, service),
        tuple(replace(one, extra_minor=(*one.extra_minor, extra)) for one in problem.shipments),
    )
    assert solve(more).cost_minor <= solve(problem).cost_minor


@quick
@given(cases.problems())
def test_problems_and_answers_cross_as_json(problem: Problem) -> None:
    for answer in (solve(problem), solve_by_programs(problem)):
        assert Problem.from_json(json.loads(json.dumps(problem.to_json()))) == problem
        assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


def test_a_large_problem_crosses_as_json_with_its_proof() -> None:
    problem = cases.trade(cases.DOMESTIC, 40)
    answer = solve(problem)
    read = Answer.from_json(json.loads(json.dumps(answer.to_json())))
    assert len(read.proof) > 2
    assert read == answer
    assert engine.check(problem, read) == []


@pytest.mark.parametrize("services", [cases.DOMESTIC, cases.OVERSEAS], ids=["domestic", "overseas"])
@pytest.mark.parametrize(("count", "most_kg"), [(30, 30), (30, 5_000), (120, 500), (300, 5_000)])
def test_a_trade_day_is_near_its_bound(services: tuple[Service, ...], count: int, most_kg: int) -> None:
    problem = cases.trade(services, count, most_kg=most_kg)
    answer = solve(problem)
    assert engine.check(problem, answer) == []
    assert answer.cost_minor - answer.bound_minor <= answer.cost_minor // 100
    assert answer.cost_minor <= cost(problem, choose(problem))
    assert solve(problem) == answer


def test_pooling_fills_a_truck() -> None:
    shipment = Shipment(500_000, 5 * cases.M3, (0, 0))
    services = (cases.LTL, cases.TRUCK)
    alone = solve(Problem(services, (shipment,)))
    pooled = solve(Problem(services, (shipment,) * 10))
    assert (alone.chosen, alone.vehicles, alone.cost_minor) == ((0,), (0, 0), 5 * 34_700)
    assert (set(pooled.chosen), pooled.vehicles, pooled.cost_minor) == ({1}, (0, 1), 800_000)


def test_a_report_stops_the_search_with_the_best_so_far() -> None:
    problem = cases.trade(cases.OVERSEAS, 60)
    said: list[tuple[float, float | None, float | None]] = []

    def report(progress: float, best: float | None, bound: float | None) -> bool:
        said.append((progress, best, bound))
        return len(said) < 2

    answer = solve(problem, THOROUGH, report=report)
    assert len(said) == 2
    assert answer.status == "stopped"
    assert engine.check(problem, answer) == []
    assert said[-1][1:] == (answer.cost_minor, answer.bound_minor)


def test_the_deadline_stops_the_search() -> None:
    problem = cases.trade(cases.OVERSEAS, 60)
    answer = solve(problem, Limit(THOROUGH.iterations, seconds=0))
    assert answer.status == "stopped"
    assert engine.check(problem, answer) == []


def test_nothing_to_carry_costs_nothing() -> None:
    for services in ((), cases.DOMESTIC):
        problem = Problem(services, ())
        answer = solve(problem)
        assert (answer.chosen, answer.cost_minor, answer.bound_minor, answer.status) == ((), 0, 0, "optimal")
        assert engine.check(problem, answer) == []


def test_a_shipment_without_a_service_leaves_no_way() -> None:
    problem = Problem((cases.LTL,), (Shipment(1, 1, (0,)), Shipment(1, 1, (None,))))
    answer = solve(problem)
    assert (answer.status, answer.chosen) == ("infeasible", ())
    assert engine.check(problem, answer) == []


@pytest.mark.parametrize(
    ("service", "loads", "minor"),
    [
        (cases.EXPRESS, [(1000, 6_000)], 800),
        (cases.EXPRESS, [(1001, 6_000)], 1200),
        (cases.EXPRESS, [(1000, 6_001)], 1200),
        (cases.EXPRESS, [(1000, 12_001)], 1600),
        (cases.EXPRESS, [(1000, 1), (3000, 1)], 800 + 1600),
        (cases.LTL, [(90_000, 100_000)], 6_000),
        (cases.LTL, [(90_000, 500_000), (0, 500_001)], 34_701),
        (cases.LTL_BY_WEIGHT, [(100_000, 1)], 21_000),
        (cases.LTL_BY_WEIGHT, [(100_000, 0), (0, 1_000_000)], 42_000),
        (cases.TRUCK, [(15_000_000, 50 * cases.M3)], 800_000),
        (cases.TRUCK, [(1, 50 * cases.M3), (1, 1)], 1_600_000),
        (cases.TRUCK, [(45_000_001, 1)], 3_200_000),
        (cases.TRUCK, [(0, 0)], 800_000),
    ],
)
def test_what_a_tariff_charges(service: Service, loads: list[tuple[int, int]], minor: int) -> None:
    problem = Problem((service,), tuple(Shipment(grams, ml, (7,)) for grams, ml in loads))
    for answer in (solve(problem), solve_by_programs(problem)):
        assert answer.cost_minor == minor + 7 * len(loads)
        assert engine.check(problem, answer) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "balloon"},
        {"kind": "parcel", "step_minor": 5},
        {"kind": "parcel", "first_minor": -1},
        {"kind": "shared", "rate_minor": 1},
        {"kind": "shared", "rate_unit": "kg", "minimum_minor": -1},
        {"kind": "vehicle", "capacity_ml": 1},
        {"kind": "vehicle", "capacity_ml": 1, "capacity_grams": 1, "vehicle_minor": -1},
    ],
)
def test_what_is_no_tariff_is_no_service(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no tariff"):
        Service("bad", **fields)
