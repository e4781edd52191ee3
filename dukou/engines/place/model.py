"""Write the placing as an integer program in currency units, litres and kilograms, so that coefficients stay small.

Columns: the pairs of each way and whether it is used; the pairs in each of its segments; of each lane whether it is
used, what its freight lacks to its minimum, and its vehicles. The segments of a way fill in order by themselves, as
each pair is worth less than the one before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from dukou.engines.place.problem import Problem
from dukou.engines.place.worth import Way

E4, E10 = 10**4, 10**10
ML, GRAMS = 1_000, 1_000
# Parts of a pair matter where pairs are few; elsewhere they are rounded down, and the program is far easier.
FEW = 100
# A row's name and numbers, its entries by column, and its upper limit.
Row = tuple[tuple[str | int, ...], dict[int, float], float]


@dataclass(frozen=True, slots=True)
class Model:
    """Hold the program: minimise `cost @ x`, `rows @ x <= upper`, 0 <= x <= `most`; the ways' pairs come first."""

    names: tuple[tuple[str | int, ...], ...]
    cost: NDArray[np.float64]
    rows: csr_array
    upper: NDArray[np.float64]
    most: NDArray[np.float64]
    is_whole: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Say where each kind of column begins."""

    ways: int
    lanes: int
    segments: int

    def used(self, way: int) -> int:
        """Return the column that says whether a way is used."""
        return self.ways + way

    def opened(self, lane: int) -> int:
        """Return the column that says whether a lane is used."""
        return 2 * self.ways + lane

    def lacking(self, lane: int) -> int:
        """Return the column of what a lane's freight lacks to its minimum."""
        return 2 * self.ways + self.lanes + lane

    def vehicles(self, lane: int) -> int:
        """Return the column of a lane's vehicles."""
        return 2 * self.ways + 2 * self.lanes + lane

    def segment(self, number: int) -> int:
        """Return the column of a segment, counted through all ways."""
        return 2 * self.ways + 3 * self.lanes + number


def build(problem: Problem, found: tuple[Way, ...]) -> Model:
    """Return the program of a problem with at least one way."""
    segments = [segment for way in found for segment in way.segments]
    at = Columns(len(found), len(problem.lanes), len(segments))
    lanes, total = problem.lanes, sum(problem.weights)
    rows = [
        *_segments_make_the_pairs(found, at),
        *_way_is_used(found, at),
        *_one_lane_an_item_and_place(found, at),
        *_supply_and_room(problem, found),
        *_vehicles_carry(problem, found, at),
        *_lane_is_opened(problem, found, at),
        *_lane_costs_its_minimum(problem, found, at),
        *_budget(problem, found, at),
    ]
    freight, lengths = [way.freight_e10 / E10 for way in found], [length for length, _worth in segments]
    cost = [*freight, *[0.0] * (len(found) + len(lanes)), *[1.0] * len(lanes)]
    cost += [lane.vehicle_e4 / E4 for lane in lanes] + [-worth / total / E10 for _length, worth in segments]
    most = [*(way.most for way in found), *[1.0] * (len(found) + len(lanes)), *(lane.minimum_e4 / E4 for lane in lanes)]
    most += [*(lane.vehicles for lane in lanes), *lengths]
    # Pairs that are whole fill whole segments; what lacks is money.
    whole = [int(way.most <= FEW) for way in found] + [1] * (len(found) + len(lanes))
    whole += [0] * len(lanes) + [1] * len(lanes) + [0] * len(segments)
    entries = [(row, column, value) for row, (_n, of, _u) in enumerate(rows) for column, value in of.items()]
    row, column, value = zip(*entries, strict=True)
    return Model(
        names=tuple(name for name, _entries, _upper in rows),
        cost=np.array(cost),
        rows=csr_array((value, (row, column)), shape=(len(rows), len(cost))),
        upper=np.array([upper for _name, _entries, upper in rows]),
        most=np.array(most, dtype=float),
        is_whole=np.array(whole),
    )


def _segments_make_the_pairs(found: tuple[Way, ...], at: Columns) -> Iterator[Row]:
    starts = [0, *accumulate(len(way.segments) for way in found)]
    for number, way in enumerate(found):
        parts = range(starts[number], starts[number] + len(way.segments))
        yield ("parts", number), {number: 1, **{at.segment(part): -1 for part in parts}}, 0
        yield ("whole", number), {number: -1, **{at.segment(part): 1 for part in parts}}, 0


def _way_is_used(found: tuple[Way, ...], at: Columns) -> Iterator[Row]:
    for number, way in enumerate(found):
        yield ("most", number), {number: 1, at.used(number): -way.most}, 0
        yield ("least", number), {number: -1, at.used(number): way.least}, 0


def _one_lane_an_item_and_place(found: tuple[Way, ...], at: Columns) -> Iterator[Row]:
    rivals: dict[tuple[int, int], list[int]] = {}
    for number, way in enumerate(found):
        rivals.setdefault((way.item, way.place), []).append(number)
    for numbers in rivals.values():
        if len(numbers) > 1:
            yield ("one lane", *numbers), {at.used(number): 1 for number in numbers}, 1


def _supply_and_room(problem: Problem, found: tuple[Way, ...]) -> Iterator[Row]:
    for i, item in enumerate(problem.items):
        yield ("pair", i), {number: 1 for number, way in enumerate(found) if way.item == i}, item.pairs
    for p, one in enumerate(problem.places):
        litres = {n: problem.items[way.item].ml / ML for n, way in enumerate(found) if way.place == p}
        yield ("ml", p), litres, one.capacity_ml / ML


def _vehicles_carry(problem: Problem, found: tuple[Way, ...], at: Columns) -> Iterator[Row]:
    for number, lane in enumerate(problem.lanes):
        if lane.vehicles:
            ways = [(n, problem.items[way.item]) for n, way in enumerate(found) if way.lane == number]
            litres = {n: item.ml / ML for n, item in ways}
            yield ("vehicle ml", number), {**litres, at.vehicles(number): -lane.vehicle_ml / ML}, 0
            kilograms = {n: item.grams / GRAMS for n, item in ways}
            yield ("vehicle gram", number), {**kilograms, at.vehicles(number): -lane.vehicle_grams / GRAMS}, 0
            yield ("one vehicle", number), {at.opened(number): 1, at.vehicles(number): -1}, 0


def _lane_is_opened(problem: Problem, found: tuple[Way, ...], at: Columns) -> Iterator[Row]:
    for number, way in enumerate(found):
        lane = problem.lanes[way.lane]
        if lane.minimum_e4 or lane.vehicles:
            yield ("opening", way.item, way.lane), {at.used(number): 1, at.opened(way.lane): -1}, 0


def _lane_costs_its_minimum(problem: Problem, found: tuple[Way, ...], at: Columns) -> Iterator[Row]:
    for number, lane in enumerate(problem.lanes):
        if lane.minimum_e4:
            freight = {n: -way.freight_e10 / E10 for n, way in enumerate(found) if way.lane == number}
            lacks = {at.opened(number): lane.minimum_e4 / E4, at.lacking(number): -1}
            yield ("minimum", number), {**freight, **lacks}, 0


def _budget(problem: Problem, found: tuple[Way, ...], at: Columns) -> Iterator[Row]:
    if problem.budget_e4 is None:
        return
    spent = {n: problem.items[way.item].value_e4 / E4 + way.freight_e10 / E10 for n, way in enumerate(found)}
    for number, lane in enumerate(problem.lanes):
        spent[at.lacking(number)] = 1
        spent[at.vehicles(number)] = lane.vehicle_e4 / E4
    yield ("budget",), spent, problem.budget_e4 / E4
