"""Protect the public formats: what is read is what the file says, a plan survives its file, a bad line is named."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import Limit
from dukou.engines.route import Problem, check, solve
from dukou.engines.route.formats import FORMATS
from tests.town.tree import ROOT

VRP = ROOT.parent / "shared" / "data" / "vrp"
SOUND = """NAME : tiny
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 5
NODE_COORD_SECTION
1 0 0
2 3 4
3 0 10
4 1 1
DEMAND_SECTION
1 0
2 3
3 3
4 2
DEPOT_SECTION
1
-1
EOF
"""
WINDOWS = """TIME_WINDOW_SECTION
1 0 100
2 0 50
3 20 60
4 0 100
DEPOT_SECTION"""
SOLOMON = """R1

VEHICLE
NUMBER     CAPACITY
  2         5

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME

    0      0         0          0        0        100          0
    1      3         4          3        0         50          1
    2      0        10          3       20         60          1
    3      1         1          2        0        100          1
"""


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Problem]:
    def read(text: str, form: str = "vrplib") -> Problem:
        path = tmp_path / "problem"
        path.write_text(text)
        problem = FORMATS[form].read(path, {})
        assert isinstance(problem, Problem)
        return problem

    return read


def test_distances_are_rounded_as_the_best_known_costs_are(reading: Callable[..., Problem]) -> None:
    problem = reading(SOUND)
    assert problem.distance_m == ((0, 5, 10, 1), (5, 0, 7, 4), (10, 7, 0, 9), (1, 4, 9, 0))
    assert [stop.delivery for stop in problem.stops] == [(3,), (3,), (2,)]
    assert [(one.quantity, one.capacity) for one in problem.vehicles] == [(3, (5,))]
    up = reading(SOUND.replace("EUC_2D", "CEIL_2D"))
    assert up.distance_m[0] == (0, 5, 10, 2)


@pytest.mark.parametrize(
    ("form", "rows"),
    [
        ("FULL_MATRIX", "0 5 10 1 5 0 7 4 10 7 0 9 1 4 9 0"),
        ("LOWER_ROW", "5\n10 7\n1 4 9"),
        ("LOWER_DIAG_ROW", "0\n5 0 10\n7 0 1 4 9 0"),
        ("UPPER_ROW", "5 10 1\n7 4\n9"),
        ("UPPER_DIAG_ROW", "0 5 10 1\n0 7 4\n0 9\n0"),
    ],
)
def test_a_written_matrix_is_the_same_in_every_form(form: str, rows: str, reading: Callable[..., Problem]) -> None:
    points = SOUND[SOUND.index("NODE_COORD") : SOUND.index("DEMAND")]
    explicit = f"EXPLICIT\nEDGE_WEIGHT_FORMAT : {form}"
    text = SOUND.replace("EUC_2D", explicit).replace(points, f"EDGE_WEIGHT_SECTION\n{rows}\n")
    assert reading(text).distance_m == reading(SOUND).distance_m


def test_windows_are_in_tenths_and_solomons_form_says_the_same(reading: Callable[..., Problem]) -> None:
    text = SOUND.replace("DEPOT_SECTION", WINDOWS).replace("CVRP", "VRPTW\nVEHICLES : 2\nSERVICE_TIME : 1")
    problem = reading(text)
    assert problem.distance_m[0] == (0, 50, 100, 14)
    assert [(stop.opens_s, stop.closes_s, stop.service_s) for stop in problem.stops][1] == (200, 600, 10)
    assert reading(SOLOMON, "solomon") == problem
    answer = solve(problem, limit=Limit(200), seed=1)
    assert FORMATS["vrplib"].write(problem, answer).splitlines()[-1] == f"Cost {answer.cost / 10}"


def test_goods_are_brought_and_taken_at_once(reading: Callable[..., Problem]) -> None:
    both = "PICKUP_AND_DELIVERY_SECTION\n1 0 0 9 0 0 0\n2 0 0 9 0 3 1\n3 0 0 9 0 3 4\n4 0 0 9 0 2 0\nDEPOT_SECTION"
    demand = SOUND[SOUND.index("DEMAND") : SOUND.index("DEPOT")]
    problem = reading(SOUND.replace(demand, "").replace("DEPOT_SECTION", both).replace("CVRP", "VRPSPD"), "dethloff")
    assert [(stop.delivery, stop.pickup) for stop in problem.stops] == [((3,), (1,)), ((3,), (4,)), ((2,), (0,))]
    assert {stop.closes_s for stop in problem.stops} == {None}


def test_a_longest_round_is_kept(reading: Callable[..., Problem]) -> None:
    problem = reading(SOUND.replace("CVRP", "DVRP\nDISTANCE : 19"))
    answer = solve(problem, limit=Limit(50), seed=1)
    assert (answer.status, answer.unserved) == ("infeasible", (1,))


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 9)), min_size=1, max_size=9))
def test_a_plan_survives_its_file(tmp_path_factory: pytest.TempPathFactory, nodes: list[tuple[int, int, int]]) -> None:
    rows = list(enumerate([(50, 50, 0), *nodes], start=1))
    text = f"DIMENSION : {len(rows)}\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 12\nNODE_COORD_SECTION\n"
    text += "".join(f"{node} {x} {y}\n" for node, (x, y, _demand) in rows) + "DEMAND_SECTION\n"
    text += "".join(f"{node} {demand}\n" for node, (_x, _y, demand) in rows) + "DEPOT_SECTION\n1\n-1\nEOF\n"
    form, path = FORMATS["vrplib"], tmp_path_factory.mktemp("plan") / "drawn.vrp"
    path.write_text(text)
    problem = form.read(path, {})
    answer = solve(problem, limit=Limit(50), seed=1)
    again = form.read_answer(problem, form.write(problem, answer))
    assert check(problem, again) == []
    assert (again.cost, len(again.rounds)) == (answer.cost, len(answer.rounds))
    assert form.tell(problem, answer)["cost"] == answer.cost


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("DIMENSION : 4", "DIMENSION : four", "DIMENSION is no whole number of 2 or more: 'four'"),
        ("CAPACITY : 5", "", "CAPACITY is no whole number of 1 or more: ''"),
        ("TYPE : CVRP", "TYPE : VRPB", "TYPE VRPB is not read"),
        ("EUC_2D", "GEO", "EDGE_WEIGHT_TYPE 'GEO' is not read"),
        ("EUC_2D", "EXPLICIT", "EDGE_WEIGHT_FORMAT '' is not read"),
        ("3 0 10\n", "3 0\n", "line 9: a row of NODE_COORD_SECTION has 3 numbers"),
        ("3 0 10\n", "3 0 ten\n", "line 9: '3 0 ten' are not all numbers"),
        ("3 0 10\n", "", "NODE_COORD_SECTION lacks node 3"),
        ("3 3\n", "2 3\n", "line 14: DEMAND_SECTION has node 2 twice"),
        ("3 3\n", "3 -3\n", "a number of stop 1"),
        ("3 3\n", "3 2.5\n", "line 14: DEMAND_SECTION has whole numbers"),
        ("DEPOT_SECTION\n1", "DEPOT_SECTION\n9", "DEPOT_SECTION names [9], not one node"),
        ("DEPOT_SECTION\n1", "DEPOT_SECTION\n1\n2", "DEPOT_SECTION names [1, 2], not one node"),
        ("NAME : tiny", "7 7", "line 1: numbers stand outside a section"),
        (SOUND, "", "DIMENSION is no whole number of 2 or more: ''"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(old: str, new: str, words: str, reading: Callable[..., Problem]) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        reading(SOUND.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  2         5\n", "", "no line of the number and capacity"),
        ("60          1", "60", "line 12: a customer has 7 numbers"),
        (SOLOMON, "", "no line of the number and capacity"),
    ],
)
def test_what_is_wrong_in_solomons_form_is_named(
    old: str, new: str, words: str, reading: Callable[..., Problem]
) -> None:
    with pytest.raises(ValueError, match=words):
        reading(SOLOMON.replace(old, new), "solomon")


@pytest.mark.parametrize(
    ("text", "words"),
    [("Route #1: 1 2 3\n", "no line of the cost"), ("Route #1: 1 x\nCost 5\n", "line 1: a route names its stops")],
)
def test_what_is_wrong_with_a_plan_is_named(text: str, words: str, reading: Callable[..., Problem]) -> None:
    with pytest.raises(ValueError, match=words):
        FORMATS["vrplib"].read_answer(reading(SOUND), text)


def test_a_plan_that_breaks_a_law_is_found_in_its_file(reading: Callable[..., Problem]) -> None:
    problem, form = reading(SOUND), FORMATS["vrplib"]
    assert check(problem, form.read_answer(problem, "Route #1: 1 3\nRoute #2: 2\nCost 30\n")) == []
    for text, law in (
        ("Route #1: 1 2 3\nCost 23\n", "a vehicle is never overloaded"),
        ("Route #1: 1 3\nRoute #2: 2\nCost 29\n", "the cost is of all rounds and prizes lost"),
        ("Route #1: 1 3\nCost 10\n", "a plan without a stop that it must visit says that it is infeasible"),
        ("Route #1: 1 3\nRoute #2: 9\nCost 30\n", "a round is of a vehicle and stops that there are"),
    ):
        answer = form.read_answer(problem, text)
        assert law in {one.law for one in check(problem, answer)}


@pytest.mark.skipif(not VRP.exists(), reason="absent: ../shared")
def test_the_best_known_plans_are_plans_and_cost_what_is_known() -> None:
    form = FORMATS["vrplib"]
    for name in ("X-n106-k14", "X-n200-k36", "X-n393-k38"):
        problem = form.read(VRP / f"{name}.vrp", {})
        answer = form.read_answer(problem, (VRP / f"{name}.sol").read_text())
        assert check(problem, answer) == []
        assert answer.unserved == ()
    problem = FORMATS["dethloff"].read(VRP / "simultaneous_pickup" / "SCA3-0.vrpspd", {})
    assert (len(problem.stops), problem.vehicles[0].quantity) == (50, 4)
    assert solve(problem, limit=Limit(20), seed=1).status == "feasible"
