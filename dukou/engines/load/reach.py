"""Find the lengths that boxes in a row can have, to see what a block would leave unusable beside it.

A bounded knapsack an axis, on bits: bit n of a row is set where some boxes together are n long (Pisinger, "Heuristics
for the container loading problem", 2002, fills strips so; Zhu and Lim, 2012, estimate the loss of volume with it).
"""

import numpy as np
from numpy.typing import NDArray

from dukou.base.compiled import compiled
from dukou.engines.load.stock import Ints

Bits = NDArray[np.uint64]


@compiled
def measure(room: Ints, quantity: Ints, lengths: Ints, bits: Bits, longest: Ints, least: Ints) -> None:
    """Write for each axis and each length the longest row of boxes within it, and the length of the shortest box.

    `lengths` has the lengths (0: none) of each type along each axis; a box counts once for each of them.
    """
    for axis in range(3):
        words = room[axis] // 64 + 1
        row = bits[:words]
        row[:] = 0
        row[0] = 1
        for kind in range(quantity.size):
            for option in range(3):
                length = lengths[kind, axis, option]
                if length and quantity[kind]:
                    add_many(row, length, min(quantity[kind], room[axis] // length))
        best = 0
        least[axis] = room[axis] + 1
        for length in range(room[axis] + 1):
            if (row[length >> 6] >> np.uint64(length & 63)) & np.uint64(1):
                best = length
                if 0 < length < least[axis]:
                    least[axis] = length
            longest[axis, length] = best


@compiled
def add_many(row: Bits, length: int, number: int) -> None:
    """Let up to so many boxes of a length follow what is in the row: 1, 2, 4 ... of them, and the rest."""
    step = 1
    while number > 0:
        step = min(step, number)
        add(row, step * length)
        number -= step
        step *= 2


@compiled
def add(row: Bits, length: int) -> None:
    """Let one thing of this length follow what is in the row."""
    words, shift = length >> 6, np.uint64(length & 63)
    for word in range(row.size - 1, words - 1, -1):
        moved = row[word - words] << shift
        if shift and word > words:
            moved |= row[word - words - 1] >> (np.uint64(64) - shift)
        row[word] |= moved
