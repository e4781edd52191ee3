"""Take stock of what is to be loaded: types of boxes, and the ways in which each may stand, in a common unit."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

# What a top bears where there is no limit.
ANYTHING = 2**31 - 1


class Stock(NamedTuple):
    """Hold what is to be loaded where: a row a type of box, and a row a way in which a box may stand.

    Pressures are in mg per dm2, rounded to the safe side. `lengths` has the lengths of a type along each axis.
    """

    room: Ints
    quantity: Ints
    worth: Longs
    grams: Longs
    bears: Longs
    lengths: Ints
    way_type: Ints
    way_size: Ints
    way_press: Longs


def common_unit(boxes: Longs) -> int:
    """Return the greatest common divisor of all lengths of boxes: pushed into corners they stand at multiples of it."""
    return int(np.gcd.reduce(boxes[:, :3], axis=None)) or 1


def take_stock(room: tuple[int, int, int], boxes: Longs, unit: int) -> Stock:
    """Return the stock in units; of what cannot stand in the room there is none."""
    inner = np.array(room, np.int64) // unit
    sizes = boxes[:, :3] // unit
    volume = sizes.prod(axis=1)
    quantity = np.minimum(boxes[:, 6], inner.prod() // volume)
    ways = [
        (kind, way)
        for kind in np.flatnonzero(quantity > 0).tolist()
        for way in _ways(sizes[kind].tolist(), boxes[kind, 3:6].tolist())
        if all(length <= most for length, most in zip(way, inner.tolist(), strict=True))
    ]
    way_type = np.array([kind for kind, _way in ways], np.int32)
    way_size = np.array([way for _kind, way in ways], np.int32).reshape(-1, 3)
    base_mm2 = way_size[:, :2].astype(np.int64).prod(axis=1) * unit**2
    stands = np.isin(np.arange(len(boxes)), way_type)
    return Stock(
        room=inner.astype(np.int32),
        quantity=np.where(stands, quantity, 0).astype(np.int32),
        worth=np.where(boxes[:, 9] > 0, boxes[:, 9], volume * unit**3),
        grams=boxes[:, 7].copy(),
        bears=np.where(boxes[:, 8] < 0, ANYTHING, np.minimum(boxes[:, 8] * 1_000, ANYTHING - 1)),
        lengths=_lengths(way_type, way_size, len(boxes)),
        way_type=way_type,
        way_size=way_size,
        way_press=-(-boxes[way_type, 7] * 10_000_000 // base_mm2),
    )


def _ways(size: list[int], upright: list[int]) -> list[tuple[int, int, int]]:
    """Return the different ways in which a box may stand: its size along the three axes."""
    ways = set()
    for axis in range(3):
        if upright[axis]:
            one, other = (size[side] for side in range(3) if side != axis)
            ways |= {(one, other, size[axis]), (other, one, size[axis])}
    return sorted(ways)


def _lengths(way_type: Ints, way_size: Ints, types: int) -> Ints:
    lengths = np.zeros((types, 3, 3), np.int32)
    for kind in set(way_type.tolist()):
        for axis in range(3):
            different = np.unique(way_size[way_type == kind, axis])
            lengths[kind, axis, : different.size] = different
    return lengths
