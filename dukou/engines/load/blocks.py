"""Build the blocks a load is made of: boxes of one type in rows, and blocks joined with hardly any waste.

Simple blocks are nx x ny x nz boxes of one type that stand alike; two blocks are joined along an axis where the joint
one is nearly full (Fanslau and Bortfeldt, "A tree search algorithm for solving the container loading problem", 2010;
Zhu and Lim, "A new iterative-doubling greedy-lookahead algorithm for the single container loading problem", 2012).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from dukou.base.compiled import compiled, entry
from dukou.engines.load.stock import ANYTHING, Ints, Longs, Stock

SIMPLE = 3
Place = Sequence[int]


class Blocks(NamedTuple):
    """Hold blocks, one a row; a joined block comes after the two it is made of.

    `top` is the rectangle, from the block's corner at the origin, where the top is flat and at full height; `press` the
    greatest pressure on what is below, `bears` the least that the top may bear, in mg per dm2. `made` is (axis, first,
    second, 0, 0) of a joined block, and (SIMPLE, type, and the size of its boxes) of a simple one.
    """

    size: Ints
    top: Ints
    worth: Longs
    volume: Longs
    grams: Longs
    press: Longs
    bears: Longs
    boxes: Ints
    needs: Ints
    made: Ints


def build(stock: Stock, *, most: int, full: float, supported: bool) -> Blocks:
    """Return at most so many blocks; in joined ones at least the share `full` of the volume is boxes.

    With `supported`, all boxes inside a block stand wholly on others or on its floor.
    """
    types = stock.quantity.size
    blocks = Blocks(
        size=np.zeros((most, 3), np.int32),
        top=np.zeros((most, 2), np.int32),
        worth=np.zeros(most, np.int64),
        volume=np.zeros(most, np.int64),
        grams=np.zeros(most, np.int64),
        press=np.zeros(most, np.int64),
        bears=np.zeros(most, np.int64),
        boxes=np.zeros(most, np.int32),
        needs=np.zeros((most, types), np.int32),
        made=np.zeros((most, 5), np.int32),
    )
    salt = np.random.default_rng(0).integers(1, 2**62, 5 + types, dtype=np.int64)
    seen = np.zeros(4 * most + 1, np.int64)
    count = stack_rows(blocks, stock, _numbers(stock, most), seen, salt)
    count = join_pairs(blocks, count, stock, full, supported, seen, salt)
    return Blocks._make(part[:count] for part in blocks)


def unfold(blocks: Blocks, block: int, low: Place, high: Place, corner: int) -> Iterator[tuple[int, ...]]:
    """Yield the boxes of a block that stands between two points: where, their size, their type.

    The block's own origin is turned to the corner, bits for far x, y, z.
    """
    axis, first, second, dy, dz = blocks.made[block].tolist()
    if axis == SIMPLE:
        for x in range(low[0], high[0], second):
            for y in range(low[1], high[1], dy):
                for z in range(low[2], high[2], dz):
                    yield x, y, z, second, dy, dz, first
        return
    begin, end = list(low), list(high)
    for part in (first, second):
        size = blocks.size[part].tolist()
        far = [corner >> side & 1 for side in range(3)]
        one = [end[side] - size[side] if far[side] else begin[side] for side in range(3)]
        yield from unfold(blocks, part, one, [one[side] + size[side] for side in range(3)], corner)
        if far[axis]:
            end[axis] -= size[axis]
        else:
            begin[axis] += size[axis]


def _numbers(stock: Stock, most: int) -> Ints:
    """Return the numbers of boxes in a row that simple blocks may have, thinned where all would be too many."""
    longest = int(min(stock.quantity.max(), stock.room.max() // stock.way_size.min()))
    ratio = 1.0
    while True:
        steps, number = [1], 1
        while number < longest:
            number = min(longest, max(number + 1, int(number * ratio)))
            steps.append(number)
        if how_many_rows(stock, np.array(steps, np.int32)) <= most // 2:
            return np.array(steps, np.int32)
        ratio += 0.1


@entry
def how_many_rows(stock: Stock, steps: Ints) -> int:
    """Count the simple blocks whose numbers along each axis are among `steps`."""
    count = 0
    for way in range(stock.way_type.size):
        most = stock.quantity[stock.way_type[way]]
        dx, dy, dz = stock.way_size[way]
        for nx in steps:
            for ny in steps:
                if nx * ny > most or nx * dx > stock.room[0] or ny * dy > stock.room[1]:
                    break
                for nz in steps:
                    if nx * ny * nz > most or nz * dz > stock.room[2]:
                        break
                    count += 1
    return count


@entry
def stack_rows(blocks: Blocks, stock: Stock, steps: Ints, seen: Longs, salt: Longs) -> int:
    """Make the simple blocks whose numbers along each axis are among `steps`; return how many there are."""
    count = 0
    for way in range(stock.way_type.size):
        kind = stock.way_type[way]
        dx, dy, dz = stock.way_size[way]
        for nx in steps:
            for ny in steps:
                for nz in steps:
                    number = nx * ny * nz
                    if number > stock.quantity[kind] or nx * dx > stock.room[0] or ny * dy > stock.room[1]:
                        break
                    above = (nz - 1) * stock.way_press[way]
                    if nz * dz > stock.room[2] or above > stock.bears[kind] or count == blocks.boxes.size:
                        break
                    blocks.size[count, 0] = blocks.top[count, 0] = nx * dx
                    blocks.size[count, 1] = blocks.top[count, 1] = ny * dy
                    blocks.size[count, 2] = nz * dz
                    blocks.worth[count] = number * stock.worth[kind]
                    blocks.grams[count] = number * stock.grams[kind]
                    blocks.press[count] = above + stock.way_press[way]
                    blocks.bears[count] = less(stock.bears[kind], above)
                    blocks.boxes[count] = number
                    blocks.needs[count, kind] = number
                    blocks.made[count, 0], blocks.made[count, 1] = SIMPLE, kind
                    blocks.made[count, 2:] = stock.way_size[way]
                    blocks.volume[count] = np.int64(number) * dx * dy * dz
                    if is_new(seen, fingerprint(blocks, count, salt)):
                        count += 1
                    else:
                        blocks.needs[count, kind] = 0
    return count


@entry
def join_pairs(
    blocks: Blocks,
    count: int,
    stock: Stock,
    full: float,
    supported: bool,
    seen: Longs,
    salt: Longs,
) -> int:
    """Join each block with each one before it along each axis, until there is nothing new or no room."""
    second = 0
    while second < count and count < blocks.boxes.size:
        for first in range(second + 1):
            for axis in range(3):
                if count == blocks.boxes.size:
                    break
                if not is_full(blocks, first, second, axis, stock.room, full):
                    continue
                lower, upper = first, second
                if supported and not stands(blocks, lower, upper, axis):
                    lower, upper = second, first
                    if not stands(blocks, lower, upper, axis):
                        continue
                if join(blocks, count, lower, upper, axis, stock.quantity) and is_new(
                    seen, fingerprint(blocks, count, salt)
                ):
                    count += 1
        second += 1
    return count


@compiled
def is_full(blocks: Blocks, first: int, second: int, axis: int, room: Ints, full: float) -> bool:
    """Say whether the two joined along the axis fit into the room and leave hardly any waste."""
    whole = 1.0
    for side in range(3):
        one, other = blocks.size[first, side], blocks.size[second, side]
        length = one + other if side == axis else max(one, other)
        if length > room[side]:
            return False
        whole *= length
    return bool(blocks.volume[first] + blocks.volume[second] >= full * whole)


@compiled
def stands(blocks: Blocks, first: int, second: int, axis: int) -> bool:
    """Say whether `second` can follow `first` along the axis: beside it always, on it if wholly on its top."""
    if axis < 2:
        # The one that is flat and full to the end comes first, so that the joint top is as large as can be.
        return bool(
            blocks.size[first, 2] > blocks.size[second, 2]
            or (blocks.size[first, 2] == blocks.size[second, 2] and blocks.top[first, axis] == blocks.size[first, axis])
        )
    return bool(
        blocks.size[second, 0] <= blocks.top[first, 0]
        and blocks.size[second, 1] <= blocks.top[first, 1]
        and blocks.press[second] <= blocks.bears[first]
    )


@compiled
def join(blocks: Blocks, row: int, first: int, second: int, axis: int, quantity: Ints) -> bool:
    """Write `second` after `first` along the axis into the row; say whether there are boxes enough for it."""
    for kind in range(quantity.size):
        blocks.needs[row, kind] = blocks.needs[first, kind] + blocks.needs[second, kind]
        if blocks.needs[row, kind] > quantity[kind]:
            return False
    for side in range(3):
        one, other = blocks.size[first, side], blocks.size[second, side]
        blocks.size[row, side] = one + other if side == axis else max(one, other)
    blocks.worth[row] = blocks.worth[first] + blocks.worth[second]
    blocks.volume[row] = blocks.volume[first] + blocks.volume[second]
    blocks.grams[row] = blocks.grams[first] + blocks.grams[second]
    blocks.boxes[row] = blocks.boxes[first] + blocks.boxes[second]
    blocks.made[row, 0], blocks.made[row, 1], blocks.made[row, 2] = axis, first, second
    if axis == 2:
        blocks.top[row] = blocks.top[second]
        blocks.press[row] = blocks.press[first] + blocks.press[second]
        blocks.bears[row] = min(blocks.bears[second], less(blocks.bears[first], blocks.press[second]))
        return True
    blocks.top[row] = blocks.top[first]
    blocks.press[row] = max(blocks.press[first], blocks.press[second])
    blocks.bears[row] = min(blocks.bears[first], blocks.bears[second])
    if blocks.size[first, 2] == blocks.size[second, 2] and blocks.top[first, axis] == blocks.size[first, axis]:
        other = 1 - axis
        blocks.top[row, axis] = blocks.size[first, axis] + blocks.top[second, axis]
        blocks.top[row, other] = min(blocks.top[first, other], blocks.top[second, other])
    return True


@compiled
def less(bears: int, press: int) -> int:
    """Return what a top may still bear under a pressure."""
    return bears if bears == ANYTHING else bears - press


@compiled
def fingerprint(blocks: Blocks, row: int, salt: Longs) -> int:
    """Return a number that tells blocks of another size, top or content apart."""
    mark = np.int64(0)
    for axis in range(3):
        mark += blocks.size[row, axis] * salt[axis]
    for axis in range(2):
        mark += blocks.top[row, axis] * salt[3 + axis]
    for kind in range(blocks.needs.shape[1]):
        if blocks.needs[row, kind]:
            mark += blocks.needs[row, kind] * salt[5 + kind]
    return int(abs(mark ^ (mark >> 29)) | 1)


@compiled
def is_new(seen: Longs, mark: int) -> bool:
    """Remember a fingerprint in the table; say whether it was not there yet."""
    place = mark % seen.size
    while seen[place] != 0:
        if seen[place] == mark:
            return False
        place = (place + 1) % seen.size
    seen[place] = mark
    return True
