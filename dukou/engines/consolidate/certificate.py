"""Verify the proof of a lane's bound, in whole numbers and fractions, from the problem's ways alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from dukou.engines.consolidate.problem import FEW, TRIES, LaneProof, Leaf, Problem, Split, Tariff
from dukou.engines.consolidate.ways import PPM, Load, Way, measures, needed, pool_minor, tariff_of

# Millionths of a minor unit.
E6 = 1_000_000
Ways = Mapping[int, Sequence[Way]]
# What an entry gains, and its amount.
Entry = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Region:
    """Hold what the splits above a node say: the vehicles of each group; None says any number."""

    least: tuple[int, ...]
    most: tuple[int | None, ...]

    def parts(self, split: Split) -> tuple["Region", "Region"]:
        """Return both parts of a split."""
        known = self.most[split.group]
        fewer = split.most if known is None else min(known, split.most)
        most = tuple(fewer if g == split.group else one for g, one in enumerate(self.most))
        least = tuple(max(one, split.most + 1) if g == split.group else one for g, one in enumerate(self.least))
        return Region(self.least, most), Region(least, self.most)

    def is_empty(self) -> bool:
        """Tell whether no numbers of vehicles are left."""
        return any(most is not None and most < least for least, most in zip(self.least, self.most, strict=True))


def proven(problem: Problem, lane: LaneProof, ways: Ways) -> str | None:
    """Return the law that the proof of a lane breaks, or None where its bound is proven."""
    if not lane.nodes:
        is_tried = len(lane.shipments) <= FEW and _nothing_is_cheaper(problem, ways, lane.bound_minor)
        return None if is_tried else "trying all ways proves the bound"
    grouped = [departure for group in lane.groups for departure in group]
    kinds = {tariff.kind if (tariff := tariff_of(problem, departure)) else "" for departure in grouped}
    if len(set(grouped)) != len(grouped) or not kinds <= {"vehicle"}:
        return "groups are different departures of vehicles"
    leaf = LeafCheck(problem, lane, ways)
    limits = [[problem.departures[number].most_vehicles for number in group] for group in lane.groups]
    most = tuple(None if None in of_one else sum(one or 0 for one in of_one) for of_one in limits)
    stack, seen = [(0, Region((0,) * len(most), most))], set[int]()
    while stack:
        at, region = stack.pop()
        if at in seen or not 0 <= at < len(lane.nodes):
            return "the proof is a tree"
        seen.add(at)
        node = lane.nodes[at]
        if region.is_empty():
            continue
        if isinstance(node, Split):
            if not 0 <= node.group < len(lane.groups):
                return "a split divides the vehicles of a group"
            stack += zip((node.first, node.second), region.parts(node), strict=True)
        elif not leaf.is_sound(node):
            return "a leaf has a price for each shipment and group, and no queue pays"
        elif leaf.bound(node, region) < lane.bound_minor:
            return "the bound is proven by its tree"
    return None


class LeafCheck:
    """Hold a lane's ways while its leaves are verified by weak duality."""

    def __init__(self, problem: Problem, lane: LaneProof, ways: Ways) -> None:
        self.problem, self.lane, self.ways = problem, lane, ways
        self.group_of = {number: g for g, group in enumerate(lane.groups) for number in group}
        self.queues = {queue for of_one in ways.values() for one in of_one for queue in one.queues}
        self.riders: dict[int, set[int]] = defaultdict(set)
        for i, of_one in ways.items():
            for pool in {pool for one in of_one for pool in one.pools}:
                self.riders[pool].add(i)
        self.amounts = {pool: self._amounts(pool, riders) for pool, riders in self.riders.items()}

    def is_sound(self, leaf: Leaf) -> bool:
        """Tell whether a leaf has the prices that it needs, of signs that prove something."""
        return (
            len(leaf.worths_e6) == len(self.lane.shipments)
            and len(leaf.shifts_e6) in {0, len(self.lane.groups)}
            and len({toll[:2] for toll in leaf.tolls_e6}) == len(leaf.tolls_e6)
            and len({queue[:2] for queue in leaf.queues_e6}) == len(leaf.queues_e6)
            and all(price >= 0 for _place, _day, price in leaf.queues_e6)
        )

    def bound(self, leaf: Leaf, region: Region) -> int:
        """Return the least cost that a leaf leaves possible in a region, rounded up: a cost is whole."""
        tolls = {(i, pool): price for i, pool, price in leaf.tolls_e6}
        queues = {(place, day): price for place, day, price in leaf.queues_e6 if (place, day) in self.queues}
        values: dict[int, dict[int, int]] = defaultdict(dict)
        total = Fraction(0)
        for i, worth in zip(self.lane.shipments, leaf.worths_e6, strict=True):
            total += self._worth(i, worth, tolls, queues, values)
        for (place, _day), price in queues.items():
            total -= price * (self.problem.places[place].most_shipments_a_day or 0)
        shifts = leaf.shifts_e6 or (0,) * len(self.lane.groups)
        for shift, least, most in zip(shifts, region.least, region.most, strict=True):
            if shift > 0 and most is None:
                return 0
            total -= shift * (most or 0) if shift > 0 else shift * least
        for pool in self.riders:
            total -= self._gain(pool, values[pool], shifts, region)
        return -(-total.numerator // (total.denominator * E6))

    def _worth(
        self,
        i: int,
        worth: int,
        tolls: Mapping[tuple[int, int], int],
        queues: Mapping[tuple[int, int], int],
        values: dict[int, dict[int, int]],
    ) -> int:
        """Return what a shipment is worth, and fill what it brings to pools beyond their tolls."""
        rests = []
        for one in self.ways[i]:
            pays = one.own_minor * E6 + sum(queues.get(queue, 0) for queue in one.queues)
            pays += sum(tolls.get((i, pool), 0) for pool in one.pools)
            rest = next((pool for pool in one.pools if (i, pool) not in tolls), None)
            if rest is None:
                worth = min(worth, pays)
            else:
                rests.append((rest, pays))
        for rest, pays in rests:
            values[rest][i] = max(values[rest].get(i, 0), worth - pays)
        for pool in {pool for one in self.ways[i] for pool in one.pools if (i, pool) in tolls}:
            values[pool][i] = tolls[i, pool]
        return worth

    def _amounts(self, pool: int, riders: set[int]) -> dict[int, int]:
        both = {i: measures(self._tariff(pool), self._load(i)) for i in riders}
        has_volume = any(by_volume for _by_weight, by_volume, _parts in both.values())
        at = 0 if pool in self.lane.by_weight or not has_volume else 1
        return {i: one[at] for i, one in both.items()}

    def _load(self, i: int) -> Load:
        one = self.problem.shipments[i]
        return one.grams, one.ml, one.value_minor

    def _tariff(self, pool: int) -> Tariff:
        tariff = tariff_of(self.problem, pool)
        assert tariff is not None
        return tariff

    def _gain(self, pool: int, values: Mapping[int, int], shifts: Sequence[int], region: Region) -> Fraction:
        """Return what a pool gains at the most, in millionths."""
        amounts = self.amounts[pool]
        entries = [(value, amounts[i]) for i, value in values.items() if value > 0]
        entries.sort(key=lambda one: one[0] / one[1] if one[1] else float("inf"), reverse=True)
        if self._tariff(pool).kind == "vehicle":
            return self._vehicles_gain(pool, entries, shifts, region)
        return max([Fraction(0), *_bands_gains(self._tariff(pool), entries)])

    def _vehicles_gain(self, pool: int, entries: Sequence[Entry], shifts: Sequence[int], region: Region) -> Fraction:
        tariff, group = self._tariff(pool), self.group_of.get(pool)
        shift, most = (0, None) if group is None else (shifts[group], region.most[group])
        unit = tariff.capacity_grams if pool in self.lane.by_weight else tariff.capacity_ml
        loads = [self._load(i) for i in self.riders[pool]]
        whole = reduce(lambda one, two: (one[0] + two[0], one[1] + two[1], 0), loads, (0, 0, 0))
        limits = [needed(tariff, whole), most, self.problem.departures[pool].most_vehicles]
        price = tariff.vehicle_minor * (PPM + tariff.fuel_ppm) + shift
        best = Fraction(0)
        for run in range(1, 1 + min(one for one in limits if one is not None)):
            rate = _rate(entries, run * unit)
            gain = _beyond(entries, rate) + rate * run * unit - run * price
            best = max(best, gain)
        return best


def _rate(entries: Sequence[Entry], room: int) -> Fraction:
    """Return the rate of the entry that no longer fits, taking entries in their order; any rate proves something."""
    for value, amount in entries:
        room -= amount
        if room < 0:
            return Fraction(value, amount)
    return Fraction(0)


def _beyond(entries: Sequence[Entry], rate: Fraction) -> Fraction:
    """Return what entries gain beyond a rate for their amounts."""
    up, down = rate.numerator, rate.denominator
    return Fraction(sum(max(0, value * down - amount * up) for value, amount in entries), down)


def _bands_gains(tariff: Tariff, entries: Sequence[Entry]) -> list[Fraction]:
    """Return what entries gain at the most under each band."""
    parts, fuel = measures(tariff, (0, 0, 0))[2], PPM + tariff.fuel_ppm
    found, least = [], 0
    for band in tariff.bands:
        slope = Fraction(band.rate_minor * fuel, band.per_amount * parts)
        start = band.base_minor * fuel - slope * band.beyond_amount * parts
        fixed = max(Fraction(max(band.minimum_minor, band.base_minor) * fuel), start + slope * least)
        end = None if band.up_to_amount is None else band.up_to_amount * parts
        found.append(_band_gain(entries, fixed, start, slope, end))
        least = end or 0
    return found


def _band_gain(
    entries: Sequence[Entry], fixed: Fraction, start: Fraction, slope: Fraction, end: int | None
) -> Fraction:
    """Return what entries gain at the most under a band that costs at least `fixed`, and at least `start` and `slope`.

    So it costs at least each mixture of the two: a part of the second. What is beyond the band's end can besides be
    charged any price. Each mixture and price proves something; these prove most.
    """
    mixtures = [(Fraction(1), Fraction(0)), (Fraction(0), Fraction(0))]
    if slope:
        mixtures.append((min(Fraction(1), _rate(entries, int((fixed - start) / slope)) / slope), Fraction(0)))
    if end is not None:
        rate = _rate(entries, end)
        mixtures += [(Fraction(0), rate), (Fraction(1), max(Fraction(0), rate - slope))]
    return min(
        _beyond(entries, part * slope + beyond) - (1 - part) * fixed - part * start + beyond * (end or 0)
        for part, beyond in mixtures
    )


def _nothing_is_cheaper(problem: Problem, ways: Ways, than: int) -> bool:
    """Place shipment after shipment, but no further where that already costs as much; False also if it takes long."""
    goods = problem.shipments
    if not all(one.is_steady for of_one in ways.values() for one in of_one):
        return False
    order = sorted(ways, key=lambda i: (-goods[i].ml, -goods[i].grams, i))
    useful = [ways[i] for i in order]
    rest = [0]
    for of_one in reversed(useful):
        rest.insert(0, rest[0] + min(one.own_minor for one in of_one))
    # A node holds how many are placed, their cost, what each pool carries, and how many leave each limited place.
    stack: list[tuple[int, int, dict[int, Load], dict[tuple[int, int], int]]] = [(0, 0, {}, {})]
    for _ in range(TRIES + 1):
        if not stack:
            return True
        placed, so_far, carried, queued = stack.pop()
        if placed == len(order):
            return False
        for one in useful[placed]:
            after = _placed(problem, order[placed], one, carried, queued)
            if after is not None and so_far + after[0] + rest[placed + 1] < than:
                stack.append((placed + 1, so_far + after[0], after[1], after[2]))
    return not stack


def _placed(
    problem: Problem, i: int, one: Way, carried: dict[int, Load], queued: dict[tuple[int, int], int]
) -> tuple[int, dict[int, Load], dict[tuple[int, int], int]] | None:
    """Return what a way adds to the cost, and what is carried and queued then; None where it has no room."""
    goods, added = problem.shipments[i], one.own_minor
    carried, queued = dict(carried), dict(queued)
    for queue in one.queues:
        queued[queue] = queued.get(queue, 0) + 1
        if queued[queue] > (problem.places[queue[0]].most_shipments_a_day or 0):
            return None
    for pool in one.pools:
        grams, ml, value = carried.get(pool, (0, 0, 0))
        load = grams + goods.grams, ml + goods.ml, value + goods.value_minor
        price = pool_minor(problem, pool, load)
        if price is None:
            return None
        added += price - ((pool_minor(problem, pool, carried[pool]) or 0) if pool in carried else 0)
        carried[pool] = load
    return added, carried, queued
