"""Fill one vehicle: section by section where drops are kept in order, balanced, and in the order of loading."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from dukou.base.solving import Report
from dukou.engines.load.axles import balance
from dukou.engines.load.beam import fill
from dukou.engines.load.fitting import Sizes, fits, payload, ways
from dukou.engines.load.order import sequence
from dukou.engines.load.problem import Placement, Problem, Vehicle

Ints = NDArray[np.int64]
# A carton, and how many of it.
Count = tuple[int, int]
# Cartons of one size that weigh so nearly the same are one type to the kernel, as heavy as the heaviest.
ALIKE = 1.25
# A section is first as long as so full a one would be; what then does not fit is given room of which it fills a part,
# at least one row more.
FULL, RAGGED = 0.93, 0.6
TRIES = 6


@dataclass(frozen=True, slots=True)
class Effort:
    """Bound the filling of one vehicle."""

    iterations: int
    seconds: float | None
    seed: int

    def part(self, share: float) -> "Effort":
        """Return a part of the effort; iterations are for each filling, seconds for all."""
        return replace(self, seconds=None if self.seconds is None else self.seconds * share)


def stow(
    problem: Problem, kind: int, there: Sequence[int], effort: Effort, report: Report | None = None
) -> tuple[Placement, ...]:
    """Return a full vehicle of a kind, or one with all cartons that are there, in the order in which they go in."""
    vehicle = problem.vehicles[kind]
    able = [i for i, count in enumerate(there) if count and fits(problem.cartons[i], vehicle)]
    if not able:
        return ()
    able.sort(key=lambda i: (-problem.cartons[i].drop, problem.cartons[i].owner, i))
    table = _sections(problem, vehicle, able, there, effort, report)
    table = table[sequence(table)[0]]
    if vehicle.axles is None and vehicle.off_centre_mm is None:
        return _placements(table)
    grams = np.array([one.grams for one in problem.cartons], dtype=np.int64)
    while True:
        table = balance(vehicle, table, grams[table[:, 6]], keep_order=problem.keep_order)
        order, barred = sequence(table)
        table = table[order]
        if not barred:
            return _placements(table)


def _placements(table: Ints) -> tuple[Placement, ...]:
    return tuple(Placement(*row) for row in table.tolist())


def _sections(
    problem: Problem, vehicle: Vehicle, able: Sequence[int], there: Sequence[int], effort: Effort, report: Report | None
) -> Ints:
    """Stand drops one behind another, the last drop at the front wall, as far as the vehicle is long."""
    drops = sorted({problem.cartons[i].drop for i in able}, reverse=True) if problem.keep_order else [None]
    volume = sum(problem.cartons[i].mm3 * there[i] for i in able)
    begin, free, parts = 0, payload(vehicle), [np.zeros((0, 7), np.int64)]
    for drop in drops:
        group = [(i, there[i]) for i in able if drop is None or problem.cartons[i].drop == drop]
        part_of_effort = effort.part(sum(problem.cartons[i].mm3 * count for i, count in group) / volume)
        room = vehicle.length_mm - begin, vehicle.width_mm, vehicle.height_mm
        if drop == drops[-1]:
            part = _filled(problem, room, free, group, part_of_effort, report)
        else:
            part = _shortest(problem, room, free, group, part_of_effort)
        part[:, 0] += begin
        parts.append(part)
        begin = int((part[:, 0] + part[:, 3]).max(initial=begin))
        free = None if free is None else free - sum(problem.cartons[i].grams for i in part[:, 6].tolist())
    return np.concatenate(parts)


def _shortest(problem: Problem, room: Sizes, free: int | None, group: Sequence[Count], effort: Effort) -> Ints:
    """Return a section with all cartons in as little of the length as few tries find, or one over the whole length."""
    length, width, height = room
    mm3 = sum(problem.cartons[i].mm3 * count for i, count in group)
    rows = [min(dx for dx, _dy, _dz in ways(problem.cartons[i])) for i, _count in group]
    tried, missing, share, row = 0.0, mm3, FULL, max(rows)
    for _try in range(TRIES):
        tried += max(row, missing / (width * height * share))
        if tried >= length:
            break
        part = _filled(problem, (ceil(tried), width, height), free, group, effort.part(1 / TRIES))
        missing, share, row = mm3 - int(part[:, 3:6].prod(axis=1).sum()), RAGGED, min(rows)
        if not missing:
            return part
    return _filled(problem, room, free, group, effort.part(1 / TRIES))


def _filled(
    problem: Problem,
    room: Sizes,
    free: int | None,
    group: Sequence[Count],
    effort: Effort,
    report: Report | None = None,
) -> Ints:
    """Fill a room by the kernel: cartons that are alike are one type there, and take their places in turn."""
    alike = _alike(problem, group)
    first = [problem.cartons[some[0][0]] for some in alike]
    boxes = [
        (
            *one.sizes,
            *one.upright,
            sum(count for _i, count in some),
            max(problem.cartons[i].grams for i, _count in some),
            -1 if one.bears_grams_per_dm2 is None else one.bears_grams_per_dm2,
            0,
        )
        for one, some in zip(first, alike, strict=True)
    ]
    table = fill(
        room,
        np.array(boxes, dtype=np.int64).reshape(-1, 10),
        full_support=problem.support == "full",
        max_grams=free,
        iterations=effort.iterations,
        seconds=effort.seconds,
        seed=effort.seed,
        report=report,
    )
    table = table[np.lexsort((table[:, 1], table[:, 2], table[:, 0]))]
    numbers = table[:, 6].copy()
    for number, some in enumerate(alike):
        rows = np.flatnonzero(table[:, 6] == number)
        numbers[rows] = np.repeat([i for i, _count in some], [count for _i, count in some])[: len(rows)]
    table[:, 6] = numbers
    return table


def _alike(problem: Problem, group: Sequence[Count]) -> list[list[Count]]:
    """Put cartons together that have the same sizes and bear the same, where weights count nearly the same weight."""
    of_size: dict[tuple[object, ...], list[Count]] = {}
    for i, count in group:
        one = problem.cartons[i]
        of_size.setdefault((one.sizes, one.upright, one.bears_grams_per_dm2), []).append((i, count))
    found: list[list[Count]] = []
    for same in of_size.values():
        lightest: int | None = None
        for i, count in sorted(same, key=lambda pair: problem.cartons[pair[0]].grams):
            grams = problem.cartons[i].grams
            if lightest is None or grams > ALIKE * lightest:
                lightest = grams
                found.append([])
            found[-1].append((i, count))
    place = {i: number for number, (i, _count) in enumerate(group)}
    return [sorted(some, key=lambda pair: place[pair[0]]) for some in found]
