"""Fill vehicles one after another as a plan says; then load the emptiest anew, in fewer or cheaper ones."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from dukou.base.solving import Limit, Report
from dukou.engines.load.fitting import fits
from dukou.engines.load.plan import plan
from dukou.engines.load.problem import Load, Problem
from dukou.engines.load.stow import Effort, stow

# The share of a vehicle that is filled, before one of its kind was; and what loading anew may add to the best so far.
LIKELY, HOPED = 0.88, 0.015
# Loads are made in so much of the time; then up to so many are loaded anew, so often, with so much more effort.
FIRST, MOST_ANEW, ROUNDS, EFFORT = 0.7, 6, 4, 2
Free = list[int | None]


@dataclass(slots=True)
class Fleet:
    """Fill vehicles for a problem; remember how full each kind gets, and whether the report said to stop."""

    problem: Problem
    limit: Limit
    seed: int
    report: Report | None
    full: list[float] = field(init=False)
    begun: float = field(init=False)
    is_stopped: bool = False

    def __post_init__(self) -> None:
        self.full = [LIKELY] * len(self.problem.vehicles)
        self.begun = time.monotonic()

    @property
    def is_one(self) -> bool:
        """Tell whether there is one vehicle only, which then has all the time."""
        return sum(2 if vehicle.quantity is None else vehicle.quantity for vehicle in self.problem.vehicles) == 1

    def run(self) -> list[Load]:
        """Return loads for all cartons, as far as there are vehicles."""
        there = [
            carton.quantity if any(fits(carton, vehicle) for vehicle in self.problem.vehicles) else 0
            for carton in self.problem.cartons
        ]
        free = [vehicle.quantity for vehicle in self.problem.vehicles]
        loads = self._loads(there, free, 1.0 if self.is_one else FIRST, self.limit.iterations, self.seed)
        for number in range(0 if self.is_one else ROUNDS):
            left = _without(there, loads)
            some = self._emptiest(loads, left, number)
            if self.is_stopped or not some or self._seconds(1.0) == 0:
                break
            loads = self._anew(loads, left, some, number)
        return loads

    def _loads(self, there: Sequence[int], free: Free, until: float, iterations: int, seed: int) -> list[Load]:
        """Fill vehicles until nothing is there, or nothing more can be loaded."""
        left, free, loads = list(there), list(free), []
        while not self.is_stopped and any(numbers := plan(self.problem, left, free, self.full)):
            seconds = self._seconds(until)
            effort = Effort(iterations, None if seconds is None else seconds / sum(numbers), seed)
            for kind in self._kinds(numbers, left, free):
                placements = stow(self.problem, kind, left, effort, self._ask if self.is_one else None)
                if len(placements) == sum(left):
                    break
            count = free[kind]
            if not placements:
                free[kind] = 0
                continue
            free[kind] = None if count is None else count - 1
            loads.append(Load(kind, placements))
            left = _without(left, loads[-1:])
            if any(left):
                self.full[kind] = max(0.05, self._share(loads[-1]))
            if not self.is_one:
                self._ask(1 - sum(left) / sum(there), float(sum(_mm3(load) for load in loads)), None)
        return loads

    def _kinds(self, numbers: Sequence[int], there: Sequence[int], free: Free) -> list[int]:
        """Return the kind to fill next, the largest of the plan; before it those that may do for all that is there."""
        kind = max((k for k, number in enumerate(numbers) if number), key=self._room_mm3)
        if sum(numbers) > 1:
            return [kind]
        mm3 = sum(carton.mm3 * count for carton, count in zip(self.problem.cartons, there, strict=True))
        vehicles = self.problem.vehicles
        cheaper = [
            k
            for k, vehicle in enumerate(vehicles)
            if free[k] != 0 and vehicle.cost_minor < vehicles[kind].cost_minor and self._room_mm3(k) >= mm3
        ]
        return [*sorted(cheaper, key=lambda k: vehicles[k].cost_minor), kind]

    def _emptiest(self, loads: Sequence[Load], left: Sequence[int], number: int) -> list[Load]:
        """Return the loads to make anew: one that may hold more of what is left, or some that may do with one less."""
        by_share = sorted(loads, key=self._share)
        if any(left):
            return [by_share[number % len(by_share)]] if by_share else []
        hopeful = []
        best = [
            max((self._share(load) for load in loads if load.vehicle == k), default=0.0) for k in range(len(self.full))
        ]
        for count in range(2, min(MOST_ANEW, len(loads)) + 1):
            some = by_share[:count]
            holds = sum(self._room_mm3(load.vehicle) * min(1.0, best[load.vehicle] + HOPED) for load in some[1:])
            if sum(_mm3(load) for load in some) <= holds:
                hopeful.append(some)
        return hopeful[min(number, len(hopeful) - 1)] if hopeful else []

    def _anew(self, loads: list[Load], left: Sequence[int], some: Sequence[Load], number: int) -> list[Load]:
        """Return the loads with some of them made anew, if that carries more or costs less."""
        kept = [load for load in loads if not any(load is one for one in some)]
        there = [count + more for count, more in zip(left, _contents(left, some), strict=True)]
        used = Counter(load.vehicle for load in kept)
        free = [
            None if vehicle.quantity is None else vehicle.quantity - used[k]
            for k, vehicle in enumerate(self.problem.vehicles)
        ]
        before = list(self.full)
        until = FIRST + (1 - FIRST) * (number + 1) / ROUNDS
        made = self._loads(there, free, until, EFFORT * self.limit.iterations, self.seed + number + 1)
        self.full = before
        return [*kept, *min(some, made, key=self.worth)]

    def worth(self, loads: Sequence[Load]) -> tuple[int, int, int]:
        """Return what is compared, less being better: volume left out, then cost, then vehicles."""
        cost = sum(self.problem.vehicles[load.vehicle].cost_minor for load in loads)
        return -sum(_mm3(load) for load in loads), cost, len(loads)

    def _ask(self, progress: float, best: float | None, bound: float | None) -> bool:
        goes_on = self.report is None or self.report(progress, best, bound)
        self.is_stopped = self.is_stopped or not goes_on
        return goes_on

    def _seconds(self, until: float) -> float | None:
        """Return the seconds that are left until a part of the limit is over."""
        if self.limit.seconds is None:
            return None
        return max(0.0, self.begun + until * self.limit.seconds - time.monotonic())

    def _room_mm3(self, kind: int) -> int:
        length, width, height = self.problem.vehicles[kind].sizes
        return length * width * height

    def _share(self, load: Load) -> float:
        return _mm3(load) / self._room_mm3(load.vehicle)


def _mm3(load: Load) -> int:
    return sum(place.dx * place.dy * place.dz for place in load.placements)


def _contents(like: Sequence[int], loads: Sequence[Load]) -> list[int]:
    """Return how many of each carton the loads hold."""
    found = Counter(place.type for load in loads for place in load.placements)
    return [found[i] for i in range(len(like))]


def _without(there: Sequence[int], loads: Sequence[Load]) -> list[int]:
    return [count - less for count, less in zip(there, _contents(there, loads), strict=True)]
