"""Protect the check: each law that is broken is named, and no proof proves too much."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.freight.consolidations import town
from dukou.base.solving import Limit
from dukou.engines import consolidate as engine
from dukou.engines.consolidate import Answer, LaneProof, Leaf, Problem, Split
from tests.engines.consolidate import cases
from tests.engines.consolidate.test_solve import PARCEL, TRUCK, goods, simplest, solve, solve_as_large

TOWN = town(1, shipments=40, destinations=2, median_m3=3.0)
ANSWER = engine.solve(TOWN, limit=Limit(50), seed=1)
LANE = next(number for number, lane in enumerate(ANSWER.proof) if len(lane.nodes) > 1)
PROOF = ANSWER.proof[LANE]
USED = next(number for number, run in enumerate(ANSWER.vehicles) if run)
PARCELS = next(number for number, one in enumerate(TOWN.departures) if TOWN.tariffs[one.tariff].kind == "parcel")
FIRST_LEAF = next(at for at, node in enumerate(PROOF.nodes) if isinstance(node, Leaf))
LEAF: Any = PROOF.nodes[FIRST_LEAF]
SPLIT: Any = PROOF.nodes[0]


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in engine.check(problem, answer)}


def run(departure: int, more: int) -> dict[str, Any]:
    vehicles = list(ANSWER.vehicles)
    vehicles[departure] += more
    return {"vehicles": tuple(vehicles)}


def path(*departures: int) -> dict[str, Any]:
    return {"paths": (departures, *ANSWER.paths[1:])}


def with_lane(**change: Any) -> dict[str, Any]:
    return {"proof": (*ANSWER.proof[:LANE], replace(PROOF, **change), *ANSWER.proof[LANE + 1 :])}


def with_node(at: int, node: Split | Leaf) -> dict[str, Any]:
    return with_lane(nodes=(*PROOF.nodes[:at], node, *PROOF.nodes[at + 1 :]))


def test_the_sound_answer_uses_vehicles_and_a_tree() -> None:
    assert laws(TOWN, ANSWER) == set()
    assert sum(ANSWER.vehicles) > 0
    assert isinstance(SPLIT, Split)


TREE = "the proof is a tree"
SOUND = "a leaf has a price for each shipment and group, and no queue pays"
OTHER = next(n for n, one in enumerate(TOWN.departures) if one.destination != TOWN.shipments[0].destination)


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ({"paths": ANSWER.paths[1:]}, "every shipment has a path"),
        ({"vehicles": ANSWER.vehicles[1:]}, "every departure says its vehicles"),
        (path(), "a path is made of departures"),
        (path(len(TOWN.departures)), "a path is made of departures"),
        (path(-1), "a path is made of departures"),
        (path(OTHER), "a path ends where the shipment must go"),
        (run(USED, -1), "vehicles carry what they are given"),
        (run(PARCELS, 1), "only a vehicle tariff has vehicles"),
        (run(USED, 4), "no more vehicles run than there are"),
        (run(USED, 1), "the cost is what the tariffs charge"),
        ({"cost_minor": ANSWER.cost_minor - 1}, "the cost is what the tariffs charge"),
        ({"bound_minor": ANSWER.cost_minor + 1}, "the bound meets the cost of an optimal choice, and exceeds none"),
        ({"status": "optimal"}, "the bound meets the cost of an optimal choice, and exceeds none"),
        ({"bound_minor": ANSWER.bound_minor - 1}, "the bound is the sum of its lanes"),
        (with_lane(shipments=PROOF.shipments[1:]), "the lanes of a proof hold each shipment once"),
        (with_lane(nodes=()), "trying all ways proves the bound"),
        (with_lane(groups=((PARCELS,),)), "groups are different departures of vehicles"),
        (with_lane(groups=(*PROOF.groups, PROOF.groups[0])), "groups are different departures of vehicles"),
        (with_node(0, replace(SPLIT, first=0)), TREE),
        (with_node(0, replace(SPLIT, first=SPLIT.second)), TREE),
        (with_node(0, replace(SPLIT, second=len(PROOF.nodes))), TREE),
        (with_node(0, replace(SPLIT, group=99)), "a split divides the vehicles of a group"),
        (with_node(FIRST_LEAF, replace(LEAF, worths_e6=LEAF.worths_e6[1:])), SOUND),
        (with_node(FIRST_LEAF, replace(LEAF, shifts_e6=(0,))), SOUND),
        (with_node(FIRST_LEAF, replace(LEAF, queues_e6=((0, 0, -1),))), SOUND),
        (with_node(FIRST_LEAF, Leaf((0,) * len(PROOF.shipments))), "the bound is proven by its tree"),
        (with_node(0, LEAF), "the bound is proven by its tree"),
        ({"status": "infeasible"}, "only a shipment without a path leaves no way"),
        ({"status": "infeasible"}, "nothing is chosen where no way is known"),
    ],
)
def test_a_planted_breach_is_named(change: dict[str, Any], law: str) -> None:
    assert law in laws(TOWN, replace(ANSWER, **change))


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ({"origins": ((1, 0),)}, "a path begins where the shipment is"),
        ({"ready_day": 1}, "a shipment is there before the cut-off"),
        ({"latest_day": -1}, "a shipment arrives by its latest day"),
        ({"allowed": ()}, "a shipment uses what it is allowed to"),
        ({"locked": 1}, "a person's decision is kept"),
    ],
)
def test_a_path_that_breaks_a_law_is_named(change: dict[str, Any], law: str) -> None:
    problem = simplest((PARCEL, PARCEL), goods(1, 1))
    sound = replace(solve(problem), paths=((0,),))
    other = replace(problem, shipments=(replace(problem.shipments[0], **change),))
    assert laws(problem, sound) == set()
    assert laws(other, sound) == {law}


def test_a_place_that_lets_too_many_leave_is_named() -> None:
    problem = simplest((PARCEL,), goods(1, 1), goods(1, 1))
    narrow = replace(problem, places=(replace(problem.places[0], most_shipments_a_day=1), problem.places[1]))
    assert laws(narrow, solve(problem)) == {"no more shipments leave a place on a day than it takes"}


def test_lanes_that_share_a_departure_are_named() -> None:
    problem = simplest((TRUCK,), goods(10, 2), goods(10, 2))
    answer = solve(problem)
    halves = tuple(LaneProof((i,), 50) for i in range(2))
    assert laws(problem, replace(answer, proof=halves)) == {"the lanes of a proof share nothing"}


@settings(max_examples=30)
@given(cases.problems(min_shipments=1), st.data())
def test_no_prices_prove_more_than_the_cheapest_way(problem: Problem, data: st.DataObject) -> None:
    """Whatever a leaf says, a bound above the least cost is refused."""
    least = min(cases.costs(problem).values())
    answer = solve_as_large(problem)
    prices = st.integers(-5_000_000, 80_000_000)
    pools = sorted({pool for of_one in cases.ways(problem) for way in of_one for pool in way.pools})
    nodes = []
    for lane in answer.proof:
        worths = data.draw(st.lists(prices, min_size=len(lane.shipments), max_size=len(lane.shipments)))
        pairs = st.tuples(st.sampled_from(lane.shipments), st.sampled_from(pools)) if pools else st.nothing()
        tolls = data.draw(st.lists(pairs, max_size=3, unique=True)) if pools else []
        shifts = data.draw(st.lists(prices, min_size=len(lane.groups), max_size=len(lane.groups)))
        leaf = Leaf(tuple(worths), tuple(shifts), tuple((*pair, data.draw(prices)) for pair in tolls))
        nodes.append(leaf)
    told = replace(answer, cost_minor=least + 1, bound_minor=least + 1)
    for rest in range(len(answer.proof)):
        lanes = tuple(
            replace(lane, nodes=(leaf,), bound_minor=lane.bound_minor)
            for lane, leaf in zip(answer.proof, nodes, strict=True)
        )
        more = least + 1 - sum(lane.bound_minor for lane in lanes)
        lanes = (*lanes[:rest], replace(lanes[rest], bound_minor=lanes[rest].bound_minor + more), *lanes[rest + 1 :])
        assert laws(problem, replace(told, proof=lanes)) - {"the cost is what the tariffs charge"}
