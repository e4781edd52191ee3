"""Order a load so that each carton is put in over and before those that are there already."""

import heapq

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def goes_after(table: Ints) -> Bools:
    """Tell for each two of rows ``x y z dx dy dz ...`` whether the second goes in later, over or before the first."""
    low, high = table[:, :3], table[:, :3] + table[:, 3:6]
    x, y, z = (
        (low[:, None, axis] < high[None, :, axis]) & (low[None, :, axis] < high[:, None, axis]) for axis in range(3)
    )
    over, before = (high[:, None, axis] <= low[None, :, axis] for axis in (2, 0))
    return np.asarray((x & y & over) | (y & z & before))


def sequence(table: Ints) -> tuple[list[int], list[int]]:
    """Return rows in the order in which they go in, from the front wall on, and rows for which there is none.

    Boxes at different places of the width can bar each other in a ring; the highest of a ring is then left out, on
    which nothing stands that is in already.
    """
    after = goes_after(table)
    waits = after.sum(axis=0)
    ready = [(*table[row, :3].tolist(), row) for row in np.flatnonzero(waits == 0).tolist()]
    heapq.heapify(ready)
    waiting, order, out = set(range(len(table))), [], []
    while waiting:
        if ready:
            row = heapq.heappop(ready)[3]
            order.append(row)
        else:
            row = max(waiting, key=lambda one: (int(table[one, 2]), one))
            out.append(row)
        waiting.discard(row)
        for freed in np.flatnonzero(after[row]).tolist():
            waits[freed] -= 1
            if waits[freed] == 0 and freed in waiting:
                heapq.heappush(ready, (*table[freed, :3].tolist(), freed))
    return order, out
