"""Protect the bound of a load: no packing exceeds it, it says what matters, and its proof agrees with it."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.engines.load import Axles, Bound, Carton, Problem, Vehicle
from dukou.engines.load.bound import bound
from dukou.engines.load.duals import proven
from tests.engines.load.cases import CELL, problems

ROOM = Vehicle("room", 400, 300, 300, quantity=1)


def most_mm3(room: tuple[int, int, int], boxes: list[Carton]) -> int:
    """Return the most volume of any packing: each box is left out, or stands on any cells in any way it may."""
    length, width, height = (size // CELL for size in room)

    def masks(box: Carton) -> set[int]:
        found = set()
        for a, b, c in permutations(range(3)):
            dx, dy, dz = (box.sizes[axis] // CELL for axis in (a, b, c))
            for x in range(length - dx + 1) if box.upright[c] else ():
                for y in range(width - dy + 1):
                    for z in range(height - dz + 1):
                        taken = [
                            ((x + i) * width + y + j) * height + z + k
                            for i in range(dx)
                            for j in range(dy)
                            for k in range(dz)
                        ]
                        found.add(sum(1 << cell for cell in taken))
        return found

    def best(rest: list[tuple[int, set[int]]], taken: int) -> int:
        if not rest:
            return 0
        (mm3, places), *others = rest
        more = [mm3 + best(others, taken | place) for place in places if not place & taken]
        return max([best(others, taken), *more])

    return best([(box.mm3, masks(box)) for box in boxes], 0)


@settings(max_examples=25)
@given(st.lists(st.tuples(*[st.integers(1, 4)] * 3), min_size=1, max_size=3), st.sampled_from([(0, 0, 1), (1, 1, 1)]))
def test_no_packing_exceeds_it(sizes: list[tuple[int, int, int]], upright: tuple[int, int, int]) -> None:
    may = tuple(one == 1 for one in upright)
    boxes = [Carton("box", *(CELL * size for size in one), quantity=1, upright=may) for one in sizes]
    one = Problem((ROOM,), tuple(boxes), "none")
    most = most_mm3(ROOM.sizes, boxes)
    assert bound(one).mm3 >= most
    fitting = [box for box in boxes if most_mm3(ROOM.sizes, [box])]
    if most == sum(box.mm3 for box in fitting):
        assert bound(replace(one, vehicles=(replace(ROOM, quantity=None),))).vehicles <= 1


@settings(max_examples=150)
@given(problems(kinds=3, most=6))
def test_filling_in_parts_and_the_best_price_agree(problem: Problem) -> None:
    assert bound(problem) == proven(problem)


@pytest.mark.parametrize(
    ("vehicle", "carton", "known"),
    [
        # By volume: three of 300 do not fit into 800, and 600 is then all that is used of it.
        (Vehicle("v", 800, 300, 300), Carton("c", 300, 300, 300, 5), Bound(5 * 300**3, 0, 3)),
        # By weight: 30 kg a carton.
        (Vehicle("v", 9_000, 300, 300, 60_000), Carton("c", 300, 300, 300, 5, 30_000), Bound(5 * 300**3, 0, 3)),
        # By the axles together.
        (
            Vehicle("v", 9_000, 300, 300, axles=Axles(0, 9_000, 30_000, 30_000)),
            Carton("c", 300, 300, 300, 5, 30_000),
            Bound(5 * 300**3, 0, 3),
        ),
        # By count: each is more than half as large along every axis, though it takes less than a half of the volume.
        (Vehicle("v", 500, 500, 500), Carton("c", 300, 300, 300, 5), Bound(5 * 300**3, 0, 5)),
        # By floor: pallets that cannot stand on one another, four on a floor.
        (Vehicle("v", 2_400, 1_600, 2_000), Carton("c", 1_200, 800, 1_100, 9), Bound(9 * 1_200 * 800 * 1_100, 0, 3)),
        # One that is too large is not counted.
        (Vehicle("v", 299, 300, 300), Carton("c", 300, 300, 300, 5), Bound(0, 0, 0)),
    ],
)
def test_it_says_what_limits(vehicle: Vehicle, carton: Carton, known: Bound) -> None:
    assert bound(Problem((vehicle,), (carton,))) == known


def test_costs_come_in_whole_steps_and_the_cheapest_way() -> None:
    small, large = Vehicle("s", 300, 300, 300, cost_minor=40), Vehicle("l", 900, 300, 300, cost_minor=90)
    cartons = (Carton("c", 300, 300, 300, 10),)
    assert bound(Problem((small,), cartons)) == Bound(10 * 300**3, 400, 10)
    assert bound(Problem((small, large), cartons)) == Bound(10 * 300**3, 300, 4)
    few = (small, replace(large, quantity=2))
    assert bound(Problem(few, cartons)) == Bound(10 * 300**3, 340, 6)


def test_few_vehicles_bound_the_volume() -> None:
    two = replace(ROOM, quantity=2)
    assert bound(Problem((two,), (Carton("c", 100, 100, 100, 99),))).mm3 == 2 * 400 * 300 * 300
    light, heavy = Carton("l", 100, 100, 100, 9, grams=1_000), Carton("h", 100, 100, 100, 9, grams=3_000)
    weighs = replace(ROOM, max_grams=12_000)
    assert bound(Problem((weighs,), (heavy, light))).mm3 == 10 * 100**3
