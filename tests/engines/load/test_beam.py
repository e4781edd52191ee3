"""Protect the kernel of loading: whatever it is given, the load could be packed as it says."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dukou.engines.load.beam import fill

ROOM = (60, 30, 25)
Boxes = NDArray[np.int64]
Placed = list[list[int]]


def draw_boxes(draw: st.DrawFn, *, bears: bool = False) -> Boxes:
    """Draw a few types of boxes for the room, some too large for it, some that may stand in one way only."""
    rows = []
    for _type in range(draw(st.integers(1, 6))):
        size = [draw(st.integers(4, 32)) for _axis in range(3)]
        upright = draw(st.sampled_from([(0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 0)]))
        limit = draw(st.sampled_from([-1, 0, 30_000, 90_000])) if bears else -1
        rows.append([*size, *upright, draw(st.integers(0, 12)), draw(st.integers(0, 900)), limit, 0])
    return np.array(rows, np.int64)


boxes_of_many_kinds = st.composite(draw_boxes)


def load(boxes: Boxes, **rules: Any) -> Placed:
    rules = {"full_support": False, "max_grams": None, "iterations": 30, "seconds": None, "seed": 0} | rules
    return fill(ROOM, boxes, **rules).tolist()


def overlap(one: list[int], other: list[int], axis: int) -> int:
    return min(one[axis] + one[axis + 3], other[axis] + other[axis + 3]) - max(one[axis], other[axis])


def contact(upper: list[int], lower: list[int]) -> int:
    """Return the area by which one box stands on another."""
    if lower[2] + lower[5] != upper[2]:
        return 0
    return max(0, overlap(upper, lower, 0)) * max(0, overlap(upper, lower, 1))


def assert_packable(boxes: Boxes, placed: Placed) -> None:
    for box in placed:
        kind = boxes[box[6]].tolist()
        assert all(box[axis] >= 0 and box[axis] + box[axis + 3] <= ROOM[axis] for axis in range(3))
        assert sorted(box[3:6]) == sorted(kind[:3])
        assert any(upright and length == box[5] for length, upright in zip(kind[:3], kind[3:6], strict=True))
    for at, one in enumerate(placed):
        assert not any(all(overlap(one, other, axis) > 0 for axis in range(3)) for other in placed[:at])
    assert all(np.bincount([box[6] for box in placed], minlength=len(boxes)) <= boxes[:, 6])


def assert_supported(placed: Placed) -> None:
    for box in placed:
        assert box[2] == 0 or sum(contact(box, lower) for lower in placed) == box[3] * box[4]


def presses(boxes: Boxes, placed: Placed) -> list[Fraction]:
    """Return how many grams stand on each box: each passes its own and what it carries on by area of contact."""
    on = [Fraction(0) for _box in placed]
    for at in sorted(range(len(placed)), key=lambda at: -placed[at][2]):
        area = placed[at][3] * placed[at][4]
        for below, lower in enumerate(placed):
            on[below] += (on[at] + int(boxes[placed[at][6], 7])) * Fraction(contact(placed[at], lower), area)
    return on


@given(boxes_of_many_kinds())
@settings(max_examples=25)
def test_load_could_be_packed(boxes: Boxes) -> None:
    assert_packable(boxes, load(boxes))


@given(boxes_of_many_kinds())
@settings(max_examples=25)
def test_with_full_support_no_box_overhangs(boxes: Boxes) -> None:
    placed = load(boxes, full_support=True)
    assert_packable(boxes, placed)
    assert_supported(placed)


@given(boxes_of_many_kinds(bears=True))
@settings(max_examples=25)
def test_nothing_is_pressed_by_more_than_it_bears(boxes: Boxes) -> None:
    boxes[0, 8] = max(boxes[0, 8], 0)
    placed = load(boxes)
    assert_packable(boxes, placed)
    assert_supported(placed)
    for box, grams in zip(placed, presses(boxes, placed), strict=True):
        bears = int(boxes[box[6], 8])
        assert bears < 0 or grams * 10_000 <= bears * box[3] * box[4]


@given(boxes_of_many_kinds(), st.integers(0, 20_000))
@settings(max_examples=25)
def test_load_is_no_heavier_than_it_may_be(boxes: Boxes, max_grams: int) -> None:
    placed = load(boxes, max_grams=max_grams)
    assert_packable(boxes, placed)
    assert sum(int(boxes[box[6], 7]) for box in placed) <= max_grams


def one_kind(*size: int, quantity: int, grams: int = 0, bears: int = -1, worth: int = 0) -> list[int]:
    return [*size, 1, 1, 1, quantity, grams, bears, worth]


@pytest.mark.parametrize("full_support", [False, True])
def test_boxes_that_fill_the_room_fill_it(full_support: bool) -> None:
    boxes = np.array([one_kind(20, 15, 5, quantity=10), one_kind(20, 15, 10, quantity=10)], np.int64)
    assert len(load(boxes, full_support=full_support)) == 20


def test_room_is_filled_whole_where_blocks_must_be_combined() -> None:
    boxes = np.array(
        [one_kind(60, 15, 25, quantity=1), one_kind(30, 15, 25, quantity=1), one_kind(30, 15, 5, quantity=5)]
    )
    assert len(load(boxes, full_support=True)) == 7


def test_box_that_bears_nothing_has_nothing_on_top() -> None:
    boxes = np.array([one_kind(60, 30, 10, quantity=2, grams=500, bears=0)])
    boxes[0, 3:5] = 0
    assert len(load(boxes)) == 1


def test_worth_decides_not_volume() -> None:
    boxes = np.array([one_kind(60, 30, 25, quantity=1, worth=5), one_kind(60, 30, 10, quantity=1, worth=6)])
    assert [box[6] for box in load(boxes)] == [1]


def test_more_effort_is_never_worse_and_the_same_effort_is_the_same() -> None:
    draws = np.random.default_rng(3)
    boxes = np.array([one_kind(*draws.integers(5, 22, 3).tolist(), quantity=6) for _type in range(8)])
    volumes = []
    for iterations in (1, 20, 200):
        placed = load(boxes, iterations=iterations)
        assert placed == load(boxes, iterations=iterations)
        volumes.append(sum(box[3] * box[4] * box[5] for box in placed))
    assert volumes == sorted(volumes)


def test_search_stops_when_it_is_told_and_says_how_far_it_is() -> None:
    boxes = np.array([one_kind(7, 11, 5, quantity=90), one_kind(9, 6, 8, quantity=90)])
    said: list[tuple[float, float | None, float | None]] = []

    def report(progress: float, best: float | None, bound: float | None) -> bool:
        said.append((progress, best, bound))
        return len(said) < 3

    placed = load(boxes, iterations=1_000_000, report=report)
    assert_packable(boxes, placed)
    assert len(said) == 3
    assert said[-1][1] == sum(box[3] * box[4] * box[5] for box in placed)
    assert all(0 <= progress < 1 for progress, _best, _bound in said)


def test_what_cannot_be_loaded_is_left() -> None:
    assert load(np.array([one_kind(61, 31, 26, quantity=3)])) == []
    assert load(np.zeros((0, 10), np.int64)) == []
