"""Protect the check: each law that is broken is named, and no proof proves too much."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK
from dukou.engines import mode as engine
from dukou.engines.mode import Answer, Leaf, Problem, Service, Shipment, Split, cost
from tests.engines.mode import cases

COUNT = 60
PROBLEM = cases.trade(cases.DOMESTIC, COUNT)
ANSWER = engine.solve(PROBLEM, limit=QUICK, seed=1)
PARCEL, LTL, TRUCK = 0, 1, 3


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in engine.check(problem, answer)}


def test_the_sound_answer_uses_vehicles_and_a_tree() -> None:
    assert laws(PROBLEM, ANSWER) == set()
    assert sum(ANSWER.vehicles) > 0
    assert any(isinstance(node, Split) for node in ANSWER.proof)


def first(answer: Answer, kind: type[Split | Leaf]) -> int:
    return next(at for at, node in enumerate(answer.proof) if isinstance(node, kind))


def with_node(at: int, node: Split | Leaf) -> dict[str, Any]:
    return {"proof": (*ANSWER.proof[:at], node, *ANSWER.proof[at + 1 :])}


def run(service: int, more: int) -> dict[str, Any]:
    vehicles = list(ANSWER.vehicles)
    vehicles[service] += more
    return {"vehicles": tuple(vehicles)}


USED = next(s for s, vehicles in enumerate(ANSWER.vehicles) if vehicles)
SPLIT: Any = ANSWER.proof[first(ANSWER, Split)]
AT_SPLIT, AT_LEAF = first(ANSWER, Split), first(ANSWER, Leaf)


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ({"chosen": ANSWER.chosen[1:]}, "every shipment has a service"),
        ({"vehicles": ANSWER.vehicles[1:]}, "every service says its vehicles"),
        ({"chosen": (9, *ANSWER.chosen[1:])}, "a shipment goes with a service that is allowed"),
        ({"chosen": (-1, *ANSWER.chosen[1:])}, "a shipment goes with a service that is allowed"),
        (run(USED, -1), "vehicles carry what they are given"),
        (run(PARCEL, 1), "only a vehicle service has vehicles"),
        (run(USED, 1), "the cost is what the services charge"),
        ({"cost_minor": ANSWER.cost_minor + 1}, "the cost is what the services charge"),
        ({"cost_minor": ANSWER.cost_minor - 1}, "the cost is what the services charge"),
        (
            {"bound_minor": ANSWER.cost_minor + 1},
            "the bound meets the cost of an optimal choice, and exceeds none",
        ),
        (
            {"bound_minor": ANSWER.cost_minor - 1, "status": "optimal"},
            "the bound meets the cost of an optimal choice, and exceeds none",
        ),
        ({"proof": ()}, "a bound over many shipments has a proof"),
        ({"proof": (Leaf(()),)}, "the bound is proven by its tree"),
        (with_node(AT_SPLIT, replace(SPLIT, first=AT_SPLIT)), "the proof is a tree"),
        (with_node(AT_SPLIT, replace(SPLIT, first=SPLIT.second)), "the proof is a tree"),
        (with_node(AT_SPLIT, replace(SPLIT, first=len(ANSWER.proof))), "the proof is a tree"),
        (with_node(AT_SPLIT, replace(SPLIT, second=-1)), "the proof is a tree"),
        (
            with_node(AT_SPLIT, replace(SPLIT, service=PARCEL)),
            "a node of the proof speaks of pools and shipments that there are",
        ),
        (
            with_node(AT_SPLIT, replace(SPLIT, shipment=COUNT)),
            "a node of the proof speaks of pools and shipments that there are",
        ),
        *(
            (with_node(AT_LEAF, Leaf(parts)), "a node of the proof speaks of pools and shipments that there are")
            for parts in (((LTL, -1, 0),), ((PARCEL, 1, 0),), ((9, 1, 0),), ((LTL, 1, 0), (LTL, 1, 0)))
        ),
        ({"status": "infeasible"}, "only a shipment without a service leaves no way"),
    ],
)
def test_a_planted_breach_is_named(change: dict[str, Any], law: str) -> None:
    assert law in laws(PROBLEM, replace(ANSWER, **change))


def test_a_service_that_is_not_allowed_is_named() -> None:
    problem = Problem((cases.EXPRESS, cases.LTL), (Shipment(1000, 8000, (None, 0)),))
    answer = engine.solve(problem, limit=QUICK, seed=1)
    assert laws(problem, replace(answer, chosen=(0,))) == {"a shipment goes with a service that is allowed"}


@pytest.mark.parametrize("service", [cases.TRUCK, cases.LTL], ids=["vehicle", "shared"])
def test_a_service_barely_cheaper_than_the_parcel_is_tried(service: Service) -> None:
    parcel = Service("flat", "parcel", first_minor=5_000_000)
    load = 10 * cases.M3
    pays = engine.solve(Problem((service,), (Shipment(1, load, (0,)),)), limit=QUICK, seed=1).cost_minor
    problem = Problem((parcel, service), (Shipment(1, load, (0, 0)), Shipment(0, 0, (0, 5_000_000 - 1))))
    least = pays + 5_000_000 - 1
    assert laws(problem, answered(problem, (1, 0), least, ())) == set()
    assert laws(problem, answered(problem, (1, 0), least + 1, ())) == {"trying all ways proves the bound"}


def test_even_what_weighs_nothing_needs_a_vehicle() -> None:
    problem = Problem((cases.TRUCK,), (Shipment(0, 0, (0,)),))
    answer = engine.solve(problem, limit=QUICK, seed=1)
    assert laws(problem, answer) == set()
    assert "vehicles carry what they are given" in laws(problem, replace(answer, vehicles=(0,)))


def test_vehicles_are_not_run_backwards() -> None:
    problem = Problem((cases.LTL, cases.TRUCK), (Shipment(1000, 8000, (0, 0)),))
    answer = engine.solve(problem, limit=QUICK, seed=1)
    paid_back = replace(answer, vehicles=(0, -1), cost_minor=answer.cost_minor - 800_000, bound_minor=-(10**9))
    assert laws(problem, replace(paid_back, status="feasible")) == {"vehicles carry what they are given"}


def test_a_choice_is_refused_where_a_shipment_has_no_service() -> None:
    problem = Problem((cases.LTL,), (Shipment(1, 1, (None,)),))
    law = {"nothing is chosen where a shipment has no service"}
    assert laws(problem, Answer((0,), (0,), 6_000, 6_000, (), "optimal")) == law
    assert laws(problem, Answer((), (0,), 0, 0, (), "feasible")) == law
    assert laws(problem, Answer((0,), (0,), 0, 0, (), "infeasible")) == law


@settings(max_examples=40, deadline=None)
@given(cases.problems(), st.data())
def test_a_dearer_way_is_never_proven_the_cheapest(problem: Problem, data: st.DataObject) -> None:
    way, least = data.draw(st.sampled_from(cases.ways(problem))), cases.least_cost(problem)
    assume(cost(problem, way) > least)
    assert laws(problem, answered(problem, way, least, ())) == set()
    assert laws(problem, answered(problem, way, least + 1, ())) == {"trying all ways proves the bound"}


@settings(max_examples=120, deadline=None)
@given(cases.problems(most_shipments=3, min_shipments=1), st.data())
def test_no_tree_proves_more_than_the_cheapest_way_costs(problem: Problem, data: st.DataObject) -> None:
    pools = [s for s, one in enumerate(problem.services) if one.kind != "parcel"]
    proof = data.draw(trees(pools, len(problem.shipments)))
    # A parcel that nobody would choose leaves room above the least cost.
    problem = Problem(
        (*problem.services, Service("gold", "parcel", first_minor=10_000)),
        tuple(replace(one, extra_minor=(*one.extra_minor, 0)) for one in problem.shipments),
    )
    least, gold = cases.least_cost(problem), (len(problem.services) - 1,) * len(problem.shipments)
    assert laws(problem, answered(problem, gold, least + 1, proof)) == {"the bound is proven by its tree"}


@pytest.mark.parametrize("service", [cases.LTL, cases.TRUCK], ids=["shared", "vehicle"])
@pytest.mark.parametrize("part", [0, 10**9, 2 * 10**9, 9 * 10**9])
def test_a_part_beyond_the_whole_price_proves_nothing_more(service: Service, part: int) -> None:
    gold = Service("gold", "parcel", first_minor=10**8)
    problem = Problem((service, gold), (Shipment(1000, 50 * cases.M3, (0, 0)),))
    full = answered(problem, (1,), 0, (Leaf(((0, 0, part),)),))
    least = cases.least_cost(problem)
    assert laws(problem, replace(full, bound_minor=least if part else 0)) == set()
    assert laws(problem, replace(full, bound_minor=least + 1)) == {"the bound is proven by its tree"}


@pytest.mark.parametrize(("most", "trucks"), [(-1, 0), (0, 1), (1, 2), (2, 2), (3, 2)])
def test_a_split_proves_what_its_weaker_part_does(most: int, trucks: int) -> None:
    gold = Service("gold", "parcel", first_minor=10**8)
    problem = Problem((cases.TRUCK, gold), (Shipment(1000, 100 * cases.M3, (0, 0)),))
    proof = (Split(0, None, most, 1, 2), Leaf(((0, 0, 9 * 10**9),)), Leaf(()))
    proven = answered(problem, (1,), trucks * 800_000, proof)
    assert laws(problem, proven) == set()
    assert laws(problem, replace(proven, bound_minor=trucks * 800_000 + 1)) == {"the bound is proven by its tree"}


def answered(problem: Problem, way: tuple[int, ...], bound: int, proof: tuple[Split | Leaf, ...]) -> Answer:
    """Return a choice as an answer with its true cost and vehicles, and a bound to doubt."""
    vehicles = []
    for s, service in enumerate(problem.services):
        loads = [one for one, t in zip(problem.shipments, way, strict=True) if t == s]
        needed = 0
        while service.kind == "vehicle" and not (
            needed >= min(1, len(loads))
            and sum(one.grams for one in loads) <= needed * service.capacity_grams
            and sum(one.ml for one in loads) <= needed * service.capacity_ml
        ):
            needed += 1
        vehicles.append(needed)
    return Answer(way, tuple(vehicles), cost(problem, way), bound, proof, "feasible")


@st.composite
def trees(draw: st.DrawFn, pools: list[int], shipments: int) -> tuple[Split | Leaf, ...]:
    """Draw a well-formed tree with multipliers at random, most of them good for nothing."""
    proof: list[Split | Leaf] = [Leaf(())]
    splits = draw(st.integers(0, 4)) if pools else 0
    for _ in range(splits):
        at = draw(st.sampled_from([at for at, node in enumerate(proof) if isinstance(node, Leaf)]))
        shipment = draw(st.none() | st.integers(0, shipments - 1))
        most = draw(st.integers(-1, 3))
        proof[at] = Split(draw(st.sampled_from(pools)), shipment, most, len(proof), len(proof) + 1)
        proof += [Leaf(()), Leaf(())]
    part = st.sampled_from([0, 10**9, 2 * 10**9]) | st.integers(0, 3 * 10**9)
    for at, node in enumerate(proof):
        if isinstance(node, Leaf):
            proof[at] = Leaf(tuple((s, draw(part), draw(part)) for s in pools))
    return tuple(proof)
