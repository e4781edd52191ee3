"""Balance a load: move whole slices of it along the vehicle until axles and centre of gravity are right.

Where no carton crosses a plane over the width, the load falls into slices that may change places or be turned round
without a carton losing its support (Davies and Bischoff, "Weight distribution considerations in container loading",
1999). What is still too much is taken out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from dukou.engines.load.order import goes_after
from dukou.engines.load.problem import Vehicle

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Slice:
    """Hold the rows of a slice, where it begins, its length, its grams, and twice their moment about its beginning."""

    rows: tuple[int, ...]
    begin_mm: int
    length_mm: int
    grams: int
    twice_moment: int
    is_turned: bool = False

    def turned(self) -> "Slice":
        """Return the slice turned round: what was at the front wall's side is at the doors' side."""
        moment = 2 * self.length_mm * self.grams - self.twice_moment
        return replace(self, twice_moment=moment, is_turned=not self.is_turned)


def balance(vehicle: Vehicle, table: Ints, grams: Ints, *, keep_order: bool) -> Ints:
    """Return the rows as they stand when balanced, as many as can be.

    Parameters
    ----------
    table
        Rows ``x y z dx dy dz ...`` [n, m] of a load that is right but for its balance.
    grams
        The weight of each row [n].
    keep_order
        Whether slices stay in their order; the load then only moves towards the doors.
    """
    while len(table):
        slices = _slices(table, grams)
        over, begin = _over(vehicle, slices)
        if over > 0 and not keep_order:
            slices, over, begin = _descend(vehicle, slices)
        if over <= 0:
            return _stand(table, slices, begin)
        worst = _worst(vehicle, table, grams)
        table, grams = np.delete(table, worst, axis=0), np.delete(grams, worst)
    return table


def _slices(table: Ints, grams: Ints) -> list[Slice]:
    """Cut the load wherever no box crosses."""
    low, high = table[:, 0], table[:, 0] + table[:, 3]
    by_low = np.argsort(low, kind="stable")
    furthest = np.maximum.accumulate(high[by_low])
    cuts = np.flatnonzero(furthest[:-1] <= low[by_low][1:]) + 1
    found = []
    for rows in np.split(by_low, cuts):
        begin = int(low[rows].min())
        moment = int((grams[rows] * (low[rows] + high[rows] - 2 * begin)).sum())
        found.append(Slice(tuple(rows.tolist()), begin, int(high[rows].max()) - begin, int(grams[rows].sum()), moment))
    return found


def _over(vehicle: Vehicle, slices: Sequence[Slice]) -> tuple[int, int]:
    """Return by how much no place for the slices in this order is right (0 or less: none too much), and their begin."""
    at = total = twice_moment = 0
    for one in slices:
        twice_moment += one.twice_moment + 2 * at * one.grams
        total += one.grams
        at += one.length_mm
    return _too_much(vehicle, total, twice_moment, vehicle.length_mm - at)


def _too_much(vehicle: Vehicle, grams: int, twice_moment: int, slack_mm: int) -> tuple[int, int]:
    """Compare the least and the most that a load must move towards the doors, each from one of the laws."""
    if grams == 0:
        return 0, 0
    least, most = [0], [slack_mm]
    if vehicle.axles is not None:
        one = vehicle.axles
        twice = 2 * (one.rear_mm - one.front_mm)
        least.append(-((twice_moment + one.front_max_grams * twice - 2 * one.rear_mm * grams) // (2 * grams)))
        most.append((one.rear_max_grams * twice + 2 * one.front_mm * grams - twice_moment) // (2 * grams))
    if vehicle.off_centre_mm is not None:
        centred = vehicle.length_mm * grams - twice_moment
        least.append(-((2 * vehicle.off_centre_mm * grams - centred) // (2 * grams)))
        most.append((2 * vehicle.off_centre_mm * grams + centred) // (2 * grams))
    return (max(least) - min(most)) * grams, max(least)


def _descend(vehicle: Vehicle, slices: list[Slice]) -> tuple[list[Slice], int, int]:
    """Swap two slices or turn one round, whichever mends most, as long as that helps."""
    over, begin = _over(vehicle, slices)
    while over > 0:
        tries = [[*slices[:i], slices[i].turned(), *slices[i + 1 :]] for i in range(len(slices))]
        for i, j in combinations(range(len(slices)), 2):
            swapped = list(slices)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            tries.append(swapped)
        best = min(tries, key=lambda one: _over(vehicle, one)[0])
        if _over(vehicle, best)[0] >= over:
            break
        slices, (over, begin) = best, _over(vehicle, best)
    return slices, over, begin


def _stand(table: Ints, slices: Sequence[Slice], begin_mm: int) -> Ints:
    """Return the rows with their slices one behind another."""
    stands, at = table.copy(), begin_mm
    for one in slices:
        rows = list(one.rows)
        into = table[rows, 0] - one.begin_mm
        stands[rows, 0] = at + (one.length_mm - into - table[rows, 3] if one.is_turned else into)
        at += one.length_mm
    return stands


def _worst(vehicle: Vehicle, table: Ints, grams: Ints) -> int:
    """Return the row without which least is too much, of those on which and before which nothing stands."""
    free = np.flatnonzero(~goes_after(table).any(axis=1))
    twice = grams * (2 * table[:, 0] + table[:, 3])
    total, moment = int(grams.sum()), int(twice.sum())
    slack = vehicle.length_mm - int((table[:, 0] + table[:, 3]).max())

    def too_much_without(row: int) -> tuple[int, int]:
        over, _begin = _too_much(vehicle, total - int(grams[row]), moment - int(twice[row]), slack)
        return over, int(table[row, 3:6].prod())

    return min(free.tolist(), key=too_much_without)
