"""Protect who loads a vehicle: a plan that is kept or shown holds every carton once and breaks no law of loading."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.ids import is_sscc, sscc
from dukou.base.solving import Limit
from dukou.engines.load import Answer
from dukou.freight.records.papers import CartonRun
from dukou.freight.records.stowing import Cargo, Kind, Measures
from dukou.freight.rules import stowing as rules
from tests.freight.builders import ON

LIMIT = Limit(iterations=5)
SIZES = Measures(600, 400, 600, length_mm=3_000, width_mm=1_300, height_mm=1_500, off_centre_mm=1_500)
# How many cartons of how many pairs each of a few shipments has, and in which drop.
SHIPMENTS = st.lists(
    st.tuples(st.lists(st.tuples(st.integers(1, 9), st.integers(60, 240)), min_size=1, max_size=3), st.integers(0, 3)),
    min_size=1,
    max_size=5,
)


def cargo_of(shipments: Sequence[tuple[Sequence[tuple[int, int]], int]], *, charged: int = 1) -> Cargo:
    """Return shipments of firms of their own; each carton has a number that no other has."""
    kinds: list[Kind] = []
    serial = 1
    for number, (cartons, drop) in enumerate(shipments, start=1):
        runs = []
        for count, pairs in cartons:
            runs.append(CartonRun(number, count, pairs, pairs * 40, pairs * 350, sscc("6939000", serial)))
            serial += count
        kinds += rules.kinds(number, 100 + number, drop, runs, SIZES)
    keep_order = len({one.drop for one in kinds}) > 1
    return Cargo(3_000, 1_300, 1_500, 2_000_000, 1_500, 50_000, charged, keep_order, tuple(kinds))


def placed(answer: Answer) -> list[list[list[int]]]:
    return [[list(place) for place in one.placements] for one in answer.loads]


@settings(max_examples=15)
@given(shipments=SHIPMENTS)
def test_every_carton_has_its_number_and_place_once_and_no_law_is_broken(
    shipments: list[tuple[list[tuple[int, int]], int]],
) -> None:
    cargo, answer = rules.stowed(cargo_of(shipments), limit=LIMIT)
    vehicles = placed(answer)
    assert not answer.left
    assert rules.broken(cargo, rules.proof(answer), vehicles) == []
    assert Cargo.from_json(cargo.to_json()) == cargo
    numbers = [number for one in rules.numbered(cargo, vehicles) for number in one]
    assert len(set(numbers)) == len(numbers) == sum(count for some, _drop in shipments for count, _pairs in some)
    assert all(map(is_sscc, numbers))
    owners = Counter(cargo.kinds[place[6]].firm for one in vehicles for place in one)
    assert owners == {
        100 + number: sum(count for count, _pairs in some) for number, (some, _drop) in enumerate(shipments, start=1)
    }


@settings(max_examples=15)
@given(shipments=SHIPMENTS)
def test_a_place_in_words_counts_what_stands_behind_and_below(
    shipments: list[tuple[list[tuple[int, int]], int]],
) -> None:
    cargo, answer = rules.stowed(cargo_of(shipments), limit=LIMIT)
    for vehicle in placed(answer):
        stands = rules.stands(vehicle, cargo.width_mm)
        for place, stand in zip(vehicle, stands, strict=True):
            below = [
                other.layer for one, other in zip(vehicle, stands, strict=True) if _meets(one, place, (0, 1), axis=2)
            ]
            behind = [
                other.row for one, other in zip(vehicle, stands, strict=True) if _meets(one, place, (1, 2), axis=0)
            ]
            assert stand.layer == 1 + max(below, default=0)
            assert stand.row == 1 + max(behind, default=0)
            assert (stand.layer == 1) == (place[2] == 0)
            middle = (place[1] + place[4] / 2) / cargo.width_mm
            assert stand.side == ("left" if middle < 1 / 3 else "middle" if middle < 2 / 3 else "right")


def _meets(one: Sequence[int], place: Sequence[int], across: tuple[int, int], *, axis: int) -> bool:
    """Tell whether one box lies wholly before another along an axis, and the two meet on both others."""
    meet = all(one[a] < place[a] + place[3 + a] and place[a] < one[a] + one[3 + a] for a in across)
    return meet and one[axis] + one[3 + axis] <= place[axis]


@settings(max_examples=15)
@given(shipments=SHIPMENTS, data=st.data())
def test_a_plan_that_was_tampered_with_is_seen(
    shipments: list[tuple[list[tuple[int, int]], int]], data: st.DataObject
) -> None:
    cargo, answer = rules.stowed(cargo_of(shipments), limit=LIMIT)
    vehicles, proof = placed(answer), rules.proof(answer)
    number = data.draw(st.integers(0, len(vehicles) - 1))
    place = data.draw(st.integers(0, len(vehicles[number]) - 1))
    how = data.draw(st.sampled_from(["lost", "doubled", "lifted", "outside", "unreadable"]))
    one = vehicles[number][place]
    changed: dict[str, list[Any]] = {
        "lost": [],
        "doubled": [one, list(one)],
        "lifted": [[*one[:2], one[2] + 1, *one[3:]]],
        "outside": [[cargo.length_mm, *one[1:]]],
        "unreadable": [one[:5]],
    }
    vehicles[number][place : place + 1] = changed[how]
    assert rules.broken(cargo, proof, vehicles)


@given(count=st.integers(1, 40), most=st.integers(1, 8))
def test_drops_that_go_together_are_neighbours(count: int, most: int) -> None:
    cargo = cargo_of([([(1, 100)], drop) for drop in range(count)])
    drops = [one.drop for one in rules.together(cargo, most).kinds]
    assert drops == sorted(drops)
    assert set(drops) == set(range(min(count, most)))


def test_whose_goods_are_due_first_come_out_first() -> None:
    due = [(7, ON + timedelta(days=3)), (9, ON), (7, ON + timedelta(days=1)), (4, ON + timedelta(days=1))]
    assert rules.drops(due) == {9: 0, 4: 1, 7: 2}


def test_drops_stand_in_their_order_while_the_vehicles_charged_suffice() -> None:
    cargo = cargo_of([([(6, 200)], drop) for drop in range(3)])
    kept, answer = rules.stowed(cargo, limit=LIMIT)
    assert kept.keep_order
    assert len(answer.loads) == 1
    ends = [
        max(place.x + place.dx for place in answer.loads[0].placements if cargo.kinds[place.type].drop == drop)
        for drop in range(3)
    ]
    assert ends == sorted(ends, reverse=True)


def test_drops_go_together_rather_than_in_a_vehicle_more() -> None:
    # Each drop alone fills less than a section of the width, and all together just about fill the vehicle.
    cargo = cargo_of([([(9, 240)], drop) for drop in range(6)])
    kept, answer = rules.stowed(cargo, limit=LIMIT)
    apart, _unused = rules.stowed(replace(cargo, charged=9), limit=LIMIT)
    assert len({one.drop for one in apart.kinds}) == 6
    assert len(answer.loads) == 1
    assert len({one.drop for one in kept.kinds}) < 6
    assert rules.broken(kept, rules.proof(answer), placed(answer)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("069390000000000014", "069390000000000014"),
        ("(00)069390000000000014", "069390000000000014"),
        ("00069390000000000014 ", "069390000000000014"),
        ("https://town.example/00/069390000000000014/", "069390000000000014"),
        ("12345", ""),
        ("", ""),
    ],
)
def test_a_carton_is_found_by_what_scanners_read(text: str, found: str) -> None:
    assert rules.scanned(text) == found


def test_goods_are_the_same_in_any_order() -> None:
    assert rules.goods_key([3, 1, 2]) == rules.goods_key([1, 2, 3]) != rules.goods_key([1, 2])
