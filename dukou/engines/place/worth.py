"""Count what pairs of an item are worth at the end of a lane, exactly, in whole 1e-10 of the currency unit.

That unit makes prices by cubic metre (10^6 ml), by kilogram, and by millionths of value a day whole numbers a pair.
Expectations are not divided by the sum of the scenarios' weights: they are sums over scenarios (`_sum`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dukou.engines.place.problem import Demand, Lane, Place, Problem

E6 = 10**6


@dataclass(frozen=True, slots=True)
class Way:
    """Hold an item on a lane: least and most pairs, freight of a pair, and ``(pairs, worth of each)`` by falling worth.

    Worth is before freight. Beyond the least, pairs that are worth less than nothing are left out.
    """

    item: int
    lane: int
    place: int
    least: int
    most: int
    freight_e10: int
    segments: tuple[tuple[int, int], ...]

    def worth_sum(self, pairs: int) -> int:
        """Return what so many pairs are worth."""
        total = 0
        for length, each in self.segments:
            taken = min(length, pairs)
            total += taken * each
            pairs -= taken
        return total


def ways(problem: Problem) -> tuple[Way, ...]:
    """Return each item on each lane that may bring its minimum to where it is asked for."""
    found = []
    for demand in problem.demands:
        for number, lane in enumerate(problem.lanes):
            if lane.place == demand.place:
                found.append(_way(problem, demand, number))
    return tuple(one for one in found if one.least <= one.most)


def _way(problem: Problem, demand: Demand, number: int) -> Way:
    item, lane = problem.items[demand.item], problem.lanes[number]
    most = min(item.pairs, problem.places[demand.place].capacity_ml // item.ml)
    if lane.vehicles:
        each = min(lane.vehicle_ml * lane.vehicles // item.ml, lane.vehicle_grams * lane.vehicles // item.grams)
        most = min(most, each)
    segments: list[tuple[int, int]] = []
    for length, worth in _segments(problem, demand, lane, most):
        begun = sum(before for before, _worth in segments)
        kept = length if worth > 0 else min(length, item.minimum_pairs - begun)
        if kept > 0:
            segments.append((kept, worth))
    most = min(most, sum(length for length, _worth in segments))
    freight = lane.pair_e4 * E6 + lane.m3_e4 * item.ml + lane.kg_e4 * item.grams * 1_000
    return Way(demand.item, number, demand.place, item.minimum_pairs, most, freight, tuple(segments))


def _segments(problem: Problem, demand: Demand, lane: Lane, most: int) -> Iterator[tuple[int, int]]:
    """Yield runs of pairs that are worth the same, up to the most pairs."""
    place, item = problem.places[demand.place], problem.items[demand.item]
    stages = list(_reached(problem, lane))
    end = max(sum(problem.stage_days), lane.days)
    sold = [
        (demand.margin_e4 - place.picking_e4) * E6 - _held(problem, demand, lane, age) for _days, _of, age in stages
    ]
    left = (demand.left_e4 - item.value_e4) * E6 - _held(problem, demand, lane, end - lane.days)
    asked = [[pairs * days // of for pairs, (days, of, _age) in zip(s, stages, strict=True)] for s in demand.pairs]
    until = [[sum(s[: stage + 1]) for stage in range(len(s))] for s in asked]
    begins = 0
    for ends in sorted({most, *(pairs for s in until for pairs in s if 0 < pairs < most)}):
        worth = -place.receiving_m3_e4 * item.ml * sum(problem.weights)
        for weight, s in zip(problem.weights, until, strict=True):
            stage = next((stage for stage, pairs in enumerate(s) if pairs > begins), None)
            worth += weight * (left if stage is None else sold[stage])
        yield ends - begins, worth
        begins = ends


def _reached(problem: Problem, lane: Lane) -> Iterator[tuple[int, int, int]]:
    """Yield of each stage the days after arrival, all its days, and the age of goods in the middle of the former."""
    begins = 0
    for days in problem.stage_days:
        ends = begins + days
        first = min(max(begins, lane.days), ends)
        yield ends - first, days, max(0, (first + ends + 1) // 2 - lane.days)
        begins = ends


def _held(problem: Problem, demand: Demand, lane: Lane, age: int) -> int:
    item = problem.items[demand.item]
    storage = storage_m3_e4(problem.places[demand.place], age) * item.ml
    return storage + item.value_e4 * problem.capital_ppm_day * (lane.days + age)


def storage_m3_e4(place: Place, age: int) -> int:
    """Return what storing a cubic metre until an age in days costs."""
    until = [*(tier.from_day for tier in place.storage[1:]), age]
    return sum(
        max(0, min(day, age) - tier.from_day) * tier.m3_day_e4 for tier, day in zip(place.storage, until, strict=False)
    )


@dataclass(frozen=True, slots=True)
class Load:
    """Hold what a lane carries."""

    ml: int = 0
    grams: int = 0
    freight_e10: int = 0

    def with_more(self, problem: Problem, way: Way, pairs: int) -> "Load":
        """Return the load with so many pairs more."""
        item = problem.items[way.item]
        return Load(
            self.ml + pairs * item.ml, self.grams + pairs * item.grams, self.freight_e10 + pairs * way.freight_e10
        )

    def vehicles(self, lane: Lane) -> int:
        """Return the whole vehicles needed, where any are counted."""
        return max(-(-self.ml // lane.vehicle_ml), -(-self.grams // lane.vehicle_grams)) if lane.vehicles else 0

    def cost_e10(self, lane: Lane) -> int:
        """Return what the lane charges."""
        least = lane.minimum_e4 * E6 if self.ml else 0
        return max(least, self.freight_e10) + self.vehicles(lane) * lane.vehicle_e4 * E6


def loads(problem: Problem, found: Sequence[Way], plan: Sequence[int]) -> list[Load]:
    """Return what each lane carries where so many pairs go each way."""
    carried = [Load() for _lane in problem.lanes]
    for way, pairs in zip(found, plan, strict=True):
        carried[way.lane] = carried[way.lane].with_more(problem, way, pairs)
    return carried


def lanes_earn_sum(problem: Problem, found: Sequence[Way], plan: Sequence[int]) -> list[int]:
    """Return what each lane earns."""
    carried = loads(problem, found, plan)
    earned = [-load.cost_e10(lane) * sum(problem.weights) for load, lane in zip(carried, problem.lanes, strict=True)]
    for way, pairs in zip(found, plan, strict=True):
        earned[way.lane] += way.worth_sum(pairs)
    return earned
