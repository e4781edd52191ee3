"""Place the newsvendor's quantity of each item at each place by its best lane, cut to what fits by worth a volume."""

from collections.abc import Sequence

from dukou.engines.place.problem import Problem
from dukou.engines.place.worth import E6, Load, Way, lanes_earn_sum, ways


def place(problem: Problem) -> tuple[int, ...]:
    """Return the pairs of each way."""
    found = ways(problem)
    wanted = [_newsvendor(problem, way) for way in found]
    best: dict[tuple[int, int], int] = {}
    for number, way in enumerate(found):
        rival = best.setdefault((way.item, way.place), number)
        if _net_sum(problem, way, wanted[number]) > _net_sum(problem, found[rival], wanted[rival]):
            best[way.item, way.place] = number
    for number, way in enumerate(found):
        if best[way.item, way.place] != number or _net_sum(problem, way, wanted[number]) <= 0:
            wanted[number] = 0
    return without_losers(problem, found, cut(problem, found, wanted))


def _newsvendor(problem: Problem, way: Way) -> int:
    """Return the pairs that are each expected to earn more than their freight, at least the least."""
    freight_sum = _freight_e10(problem, way) * sum(problem.weights)
    return max(way.least, sum(length for length, each in way.segments if each > freight_sum))


def _net_sum(problem: Problem, way: Way, pairs: int) -> int:
    return way.worth_sum(pairs) - pairs * _freight_e10(problem, way) * sum(problem.weights)


def _freight_e10(problem: Problem, way: Way) -> int:
    """Return a pair's freight with its share of a vehicle that is full."""
    lane, item = problem.lanes[way.lane], problem.items[way.item]
    if not lane.vehicles:
        return way.freight_e10
    shares = item.ml * E6 // lane.vehicle_ml, item.grams * E6 // lane.vehicle_grams
    return way.freight_e10 + max(shares) * lane.vehicle_e4


def cut(problem: Problem, found: Sequence[Way], wanted: Sequence[int]) -> tuple[int, ...]:
    """Return what is wanted as far as it fits, the ways that earn most a volume first."""
    room, plan = Room(problem), [0] * len(found)
    asking = [number for number, pairs in enumerate(wanted) if pairs > 0]

    def loss_a_ml(number: int) -> float:
        way, pairs = found[number], wanted[number]
        return -_net_sum(problem, way, pairs) / (pairs * problem.items[way.item].ml)

    for number in sorted(asking, key=loss_a_ml):
        pairs = room.most_that_fits(found[number], wanted[number])
        if pairs >= found[number].least:
            room.take(found[number], pairs)
            plan[number] = pairs
    return tuple(plan)


def without_losers(problem: Problem, found: Sequence[Way], plan: Sequence[int]) -> tuple[int, ...]:
    """Return the plan without the lanes that do not earn their minimum or vehicles."""
    earned = lanes_earn_sum(problem, found, plan)
    return tuple(pairs if earned[way.lane] > 0 else 0 for way, pairs in zip(found, plan, strict=True))


class Room:
    """Hold what is left of supply, places, vehicles and budget, and which item has a lane to which place."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._pairs = [item.pairs for item in problem.items]
        self._ml = [one.capacity_ml for one in problem.places]
        self._loads = [Load() for _lane in problem.lanes]
        self._spent_e10 = 0
        self._has_lane: set[tuple[int, int]] = set()

    def most_that_fits(self, way: Way, wanted: int) -> int:
        """Halve between what fits and what does not."""
        if (way.item, way.place) in self._has_lane:
            return 0
        fit, over = 0, min(wanted, way.most) + 1
        while over - fit > 1:
            middle = (fit + over) // 2
            fit, over = (middle, over) if self._fits(way, middle) else (fit, middle)
        return fit

    def take(self, way: Way, pairs: int) -> None:
        """Use what pairs need."""
        self._spent_e10 += self._spends_e10(way, pairs)
        self._pairs[way.item] -= pairs
        self._ml[way.place] -= pairs * self._problem.items[way.item].ml
        self._loads[way.lane] = self._loads[way.lane].with_more(self._problem, way, pairs)
        self._has_lane.add((way.item, way.place))

    def _fits(self, way: Way, pairs: int) -> bool:
        problem, lane = self._problem, self._problem.lanes[way.lane]
        if pairs > self._pairs[way.item] or pairs * problem.items[way.item].ml > self._ml[way.place]:
            return False
        if self._loads[way.lane].with_more(problem, way, pairs).vehicles(lane) > lane.vehicles:
            return False
        return problem.budget_e4 is None or self._spent_e10 + self._spends_e10(way, pairs) <= problem.budget_e4 * E6

    def _spends_e10(self, way: Way, pairs: int) -> int:
        lane, before = self._problem.lanes[way.lane], self._loads[way.lane]
        after = before.with_more(self._problem, way, pairs)
        return pairs * self._problem.items[way.item].value_e4 * E6 + after.cost_e10(lane) - before.cost_e10(lane)
