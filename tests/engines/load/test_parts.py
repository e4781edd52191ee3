"""Protect the parts of loading: the order of putting in, balance, and Bischoff and Ratcliff's files."""

import json
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import Limit
from dukou.engines.load import Axles, Vehicle, check, simple, solve
from dukou.engines.load.axles import balance
from dukou.engines.load.formats import FORMATS
from dukou.engines.load.order import sequence
from dukou.engines.load.solve import answer
from tests.town.tree import ROOT

BR = FORMATS["br"]
CLASSES = ROOT.parent / "shared" / "data" / "container_loading"
FILE = """2
1 11
587 233 220
2
7 108 0 76 0 30 1 4
9 600 1 43 1 25 1 2

2 12
100 50 50
1
5 50 1 25 0 25 1 9
"""
# A tall one in front of A and behind C, at the left; on the right one on C under A: each must be in before the next.
RING = [
    [0, 0, 110, 10, 100, 10, 0],
    [20, 0, 5, 10, 10, 110, 0],
    [50, 0, 0, 10, 100, 10, 0],
    [0, 50, 50, 100, 10, 10, 0],
]


def goes_in(table: list[list[int]]) -> bool:
    """Tell whether each box goes in along the length without passing through one that is in, and under none."""
    for number, (x, y, z, dx, dy, dz, _kind) in enumerate(table):
        for a, b, c, da, db, dc, _other in table[:number]:
            if y < b + db and b < y + dy:
                bars = z < c + dc and c < z + dz and a >= x + dx
                covers = x < a + da and a < x + dx and c >= z + dz
                if bars or covers:
                    return False
    return True


def test_the_order_is_one_in_which_all_go_in() -> None:
    cube = [[x, y, z, 10, 10, 10, 0] for x, y, z in permutations(range(0, 40, 10), 3)]
    order, barred = sequence(np.array(cube[::-1]))
    assert barred == []
    assert goes_in([cube[::-1][row] for row in order])
    assert not goes_in(cube[::-1])


def test_of_a_ring_of_boxes_one_stays_out() -> None:
    assert not any(goes_in(list(order)) for order in permutations(RING))
    order, barred = sequence(np.array(RING))
    assert len(barred) == 1
    assert sorted([*order, *barred]) == [0, 1, 2, 3]
    assert goes_in([RING[row] for row in order])


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 90)), min_size=1, max_size=7),
    st.integers(0, 9),
    st.integers(0, 200),
    st.integers(0, 200),
    st.booleans(),
)
def test_what_is_balanced_is_right_and_whole_where_it_was(
    walls: list[tuple[int, int]], off: int, front: int, rear: int, keep_order: bool
) -> None:
    """Walls of some length and weight stand one behind another; each permutation may be one that needs no mending."""
    lengths = [10 * length for length, _grams in walls]
    begins = np.cumsum([0, *lengths[:-1]])
    table = np.array([[x, 0, 0, dx, 5, 5, i] for i, (x, dx) in enumerate(zip(begins.tolist(), lengths, strict=True))])
    grams = np.array([weight for _length, weight in walls])
    truck = Vehicle("t", sum(lengths) + 20, 5, 5, axles=Axles(-20, 90, front, rear), off_centre_mm=off)
    stands = balance(truck, table, grams, keep_order=keep_order)
    total = int(grams[stands[:, 6]].sum())
    moment = sum(int(grams[kind]) * (2 * x + dx) for x, _y, _z, dx, _dy, _dz, kind in stands.tolist()) / 2
    assert 110 * front >= 90 * total - moment
    assert 110 * rear >= moment + 20 * total
    assert abs(moment - truck.length_mm / 2 * total) <= off * total
    spans = sorted((x, x + dx) for x, _y, _z, dx, *_rest in stands.tolist())
    assert all(low >= high for (_begin, high), (low, _end) in pairwise(spans))
    assert not len(stands) or (spans[0][0] >= 0 and spans[-1][1] <= truck.length_mm)
    if keep_order:
        assert stands[:, 6].tolist() == sorted(stands[:, 6].tolist())
    if len(walls) == 1 and 110 * front >= 90 * total and 110 * rear >= (truck.length_mm + 20) * total and off >= 20:
        assert len(stands) == 1


def test_slices_change_places_rather_than_stay_behind() -> None:
    heavy_behind = np.array([[0, 0, 0, 50, 5, 5, 0], [50, 0, 0, 50, 5, 5, 1]])
    truck = Vehicle("t", 100, 5, 5, axles=Axles(0, 100, 75, 50))
    stands = balance(truck, heavy_behind, np.array([20, 80]), keep_order=False)
    assert sorted(stands[:, [6, 0]].tolist()) == [[0, 50], [1, 0]]
    assert balance(truck, heavy_behind, np.array([20, 80]), keep_order=True)[:, 6].tolist() == [0]


@pytest.mark.parametrize("support", ["none", "full"])
def test_a_file_is_read_loaded_and_written(tmp_path: Path, support: str) -> None:
    path = tmp_path / "BR.txt"
    path.write_text(FILE)
    problem = BR.read(path, {"index": "2", "support": support})
    assert (problem.support, problem.vehicles[0].sizes, problem.vehicles[0].quantity) == (support, (100, 50, 50), 1)
    assert [(one.name, one.sizes, one.upright, one.quantity) for one in problem.cartons] == [
        ("5", (50, 25, 25), (True, False, True), 9)
    ]
    found = solve(problem, limit=Limit(10), seed=1)
    text = BR.write(problem, found)
    placements = json.loads(text)["placements"]
    assert len(placements) == 8
    assert all(set(one) == {"x", "y", "z", "dx", "dy", "dz", "type"} and one["type"] == 5 for one in placements)
    again = BR.read_answer(problem, json.dumps({"placements": placements[::-1]}))
    assert check(problem, again) == []
    assert (again.mm3, BR.tell(problem, again)["fill percent"]) == (found.mm3, 100.0)
    crammed = BR.read_answer(problem, json.dumps({"placements": placements * 2}))
    assert "no two cartons are in one place" in {one.law for one in check(problem, crammed)}


def test_the_first_problem_is_read_where_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "BR.txt"
    path.write_text(FILE)
    problem = BR.read(path, {})
    assert [one.name for one in problem.cartons] == ["7", "9"]
    found = solve(problem, limit=Limit(10), seed=1)
    assert check(problem, found) == []
    assert [(one.carton, one.quantity, one.reason) for one in found.left] == [(1, 2, "too large")]
    assert BR.tell(problem, found)["too large"] == "9"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2\n1 11", "x\n1 11", "line 1: x are no whole numbers"),
        ("587 233 220", "587 233", "line 3: 2 numbers where 3 are due"),
        ("587 233 220", "587 0 220", "line 3: container: a size is not positive"),
        ("108 0 76", "0 0 76", "line 5: 7: a size is not positive"),
        ("30 1 4", "30 1 0", "line 5: 7: the quantity is not positive"),
        ("30 1 4", "30 0 4", "line 5: 7: no side may stand vertical"),
        ("30 1 4", "30 2 4", "line 5: type 7: whether a side may stand vertical is 0 or 1"),
        ("9 600", "7 600", "line 6: type 7 is there twice"),
        ("1\n5 50", "2\n5 50", "the file ends where 8 are due"),
        ("2 12", "3 12", "index 2: .* no problem of this number"),
    ],
)
def test_a_malformed_file_is_named_at_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "BR.txt"
    assert old in FILE
    path.write_text(FILE.replace(old, new))
    with pytest.raises(ValueError, match=words):
        BR.read(path, {"index": "2"})


@pytest.mark.parametrize("options", [{"index": "0"}, {"index": "one"}, {"support": "some"}])
def test_an_option_that_is_none_is_named(tmp_path: Path, options: dict[str, str]) -> None:
    path = tmp_path / "BR.txt"
    path.write_text(FILE)
    with pytest.raises(ValueError, match=next(iter(options))):
        BR.read(path, options)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        "x",
        '{"placements": [{"x": 0}]}',
        '{"placements": [7]}',
        '{"placements": 7}',
        json.dumps({"placements": [dict.fromkeys(("x", "y", "z", "dx", "dy", "dz"), 1.5) | {"type": 5}]}),
        json.dumps({"placements": [dict.fromkeys(("x", "y", "z", "dx", "dy", "dz"), 1) | {"type": 6}]}),
    ],
)
def test_an_answer_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "BR.txt"
    path.write_text(FILE)
    problem = BR.read(path, {"index": "2"})
    with pytest.raises(ValueError, match="placement"):
        BR.read_answer(problem, text)


@pytest.mark.skipif(not CLASSES.exists(), reason="absent: ../shared")
@pytest.mark.parametrize("name", ["BR1", "BR15"])
def test_public_containers_are_filled(name: str) -> None:
    problem = BR.read(CLASSES / f"{name}.txt", {"index": "100", "support": "full"})
    found, walls = solve(problem, limit=Limit(20), seed=1), answer(problem, simple.load(problem))
    assert check(problem, found) == []
    assert check(problem, walls) == []
    assert walls.mm3 < found.mm3 <= found.bound.mm3
