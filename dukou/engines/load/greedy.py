"""Fill what is left of a load greedily: the space nearest to a corner of the room takes the block that suits it best.

How well a block suits is w n^-g usable^a contact^b: what it is worth, how many boxes it is made of, the share of the
space that rows of remaining boxes could still use, and the share of its surface that touches blocks or walls (Araya,
Guerrero and Nunez, "VCS: a new heuristic function for selecting boxes in the single container loading problem", 2017).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dukou.base.compiled import compiled
from dukou.engines.load.blocks import less
from dukou.engines.load.reach import Bits, measure
from dukou.engines.load.spaces import carve
from dukou.engines.load.stock import ANYTHING, Ints, Longs

Floats = NDArray[np.float64]

SPACES, PLACED, WORTH, GRAMS = 0, 1, 2, 3


class Shelf(NamedTuple):
    """Hold the blocks in the order in which they are tried, and what they need: types and numbers, a slice a block.

    `roof` is the share of a block's base above which something can stand on it.
    """

    size: Ints
    top: Ints
    roof: Floats
    worth: Longs
    grams: Longs
    press: Longs
    bears: Longs
    row: Ints
    key: Floats
    start: Ints
    kind: Ints
    number: Ints


class Loads(NamedTuple):
    """Hold partial loads, one a row: free spaces, what is placed (x1 ... z2, block, corner), what is left, tallies."""

    spaces: Ints
    placed: Ints
    left: Ints
    tally: Longs


class Desk(NamedTuple):
    """Hold the room, the rule by which blocks are chosen, and arrays to work in."""

    room: Ints
    most_grams: int
    supported: bool
    rule: Floats
    lengths: Ints
    pieces: Ints
    bits: Bits
    longest: Ints
    least: Ints
    near: Ints
    following: Ints
    rows: Ints
    scores: Floats
    at: Ints


@compiled
def copy(source: Loads, one: int, target: Loads, other: int) -> None:
    """Copy a load into a row of other loads."""
    for row in range(source.tally[one, SPACES]):
        for side in range(7):
            target.spaces[other, row, side] = source.spaces[one, row, side]
    for row in range(source.tally[one, PLACED]):
        for side in range(8):
            target.placed[other, row, side] = source.placed[one, row, side]
    for kind in range(source.left.shape[1]):
        target.left[other, kind] = source.left[one, kind]
    for column in range(source.tally.shape[1]):
        target.tally[other, column] = source.tally[one, column]


@compiled
def nearest(loads: Loads, one: int, desk: Desk) -> tuple[int, int]:
    """Return the space nearest to a corner of the room, the larger of two, and that corner: bits for far x, y, z."""
    best, at, distance, size = -1, 0, 0, np.int64(0)
    room = desk.room
    for row in range(loads.tally[one, SPACES]):
        space = loads.spaces[one, row]
        corner, away = 0, 0
        for axis in range(3):
            here, there = space[axis], room[axis] - space[axis + 3]
            if there < here and not (desk.supported and axis == 2):
                corner |= 1 << axis
                here = there
            away += here
        if best >= 0 and away > distance:
            continue
        volume = np.int64(space[3] - space[0]) * (space[4] - space[1]) * (space[5] - space[2])
        if best < 0 or away < distance or volume > size:
            best, at, distance, size = row, corner, away, volume
    return best, at


@compiled
def is_at_hand(shelf: Shelf, block: int, left: Ints) -> bool:
    """Say whether the boxes of a block are all left."""
    for item in range(shelf.start[block], shelf.start[block + 1]):
        if left[shelf.kind[item]] < shelf.number[item]:
            return False
    return True


@compiled
def neighbours(loads: Loads, one: int, space: Ints, desk: Desk) -> int:
    """Gather the placed blocks that a block in the space could touch; return how many."""
    count = 0
    for row in range(loads.tally[one, PLACED]):
        placed = loads.placed[one, row]
        apart = False
        for axis in range(3):
            slack = desk.rule[2] * desk.room[axis]
            apart |= placed[axis + 3] + slack < space[axis] or placed[axis] - slack > space[axis + 3]
        if not apart:
            desk.near[count] = row
            count += 1
    return count


@compiled
def contact(at: Ints, placed: Ints, count: int, desk: Desk) -> float:
    """Return the share of a block's surface that touches walls or the blocks gathered, or nearly does."""
    touched, surface = 0.0, 0.0
    for axis in range(3):
        one, other = (axis + 1) % 3, (axis + 2) % 3
        slack = desk.rule[2] * desk.room[axis]
        area = float((at[one + 3] - at[one]) * (at[other + 3] - at[other]))
        surface += 2 * area
        if at[axis] <= slack:
            touched += area
        if desk.room[axis] - at[axis + 3] <= slack:
            touched += area
        for row in range(count):
            block = placed[desk.near[row]]
            if not (0 <= at[axis] - block[axis + 3] <= slack or 0 <= block[axis] - at[axis + 3] <= slack):
                continue
            wide = min(at[one + 3], block[one + 3]) - max(at[one], block[one])
            high = min(at[other + 3], block[other + 3]) - max(at[other], block[other])
            if wide > 0 and high > 0:
                touched += wide * high
    return min(1.0, touched / surface)


@compiled
def put_at(space: Ints, corner: int, size: Ints, at: Ints) -> None:
    """Write where a block of this size is when it stands in a corner of the space."""
    for axis in range(3):
        if corner >> axis & 1:
            at[axis + 3] = space[axis + 3]
            at[axis] = at[axis + 3] - size[axis]
        else:
            at[axis] = space[axis]
            at[axis + 3] = at[axis] + size[axis]


@compiled
def rank(shelf: Shelf, loads: Loads, one: int, space: Ints, corner: int, desk: Desk, most: int) -> int:
    """Write the blocks that suit the space best to the desk, the best first; return how many, at most `most`."""
    near = neighbours(loads, one, space, desk)
    count, weakest, before = 0, 0.0, shelf.row.size
    block = desk.following[before]
    grams = desk.most_grams - loads.tally[one, GRAMS]
    while block >= 0 and (count < most or shelf.key[block] > weakest):
        usable, fits = 1.0, True
        for axis in range(3):
            length = space[axis + 3] - space[axis]
            rest = length - shelf.size[block, axis]
            if rest < 0:
                fits = False
                break
            reached = desk.longest[axis, rest] * (shelf.roof[block] if axis == 2 else 1.0)
            usable *= (shelf.size[block, axis] + reached) / length
        if fits and shelf.grams[block] <= grams and shelf.press[block] <= space[6]:
            score = shelf.key[block] * usable ** desk.rule[0]
            if count < most or score > weakest:
                if not is_at_hand(shelf, block, loads.left[one]):
                    block = desk.following[block]
                    desk.following[before] = block
                    continue
                put_at(space, corner, shelf.size[block], desk.at)
                score *= contact(desk.at, loads.placed[one], near, desk) ** desk.rule[1]
                if count < most or score > weakest:
                    count = note(desk, count, most, block, score)
                    weakest = desk.scores[count - 1]
        before = block
        block = desk.following[block]
    return count


@compiled
def note(desk: Desk, count: int, most: int, block: int, score: float) -> int:
    """Put a block in its place among the best; return how many there are."""
    place = min(count, most - 1)
    while place > 0 and desk.scores[place - 1] < score:
        desk.scores[place] = desk.scores[place - 1]
        desk.rows[place] = desk.rows[place - 1]
        place -= 1
    desk.scores[place] = score
    desk.rows[place] = block
    return min(count + 1, most)


@compiled
def place(shelf: Shelf, loads: Loads, one: int, which: int, corner: int, block: int, desk: Desk) -> None:
    """Put a block in a corner of a space of the load."""
    space, tally, left = loads.spaces[one, which], loads.tally[one], loads.left[one]
    placed = loads.placed[one, tally[PLACED]]
    put_at(space, corner, shelf.size[block], placed)
    placed[6], placed[7] = shelf.row[block], corner
    roof = desk.at
    put_at(space, corner, shelf.top[block], roof)
    roof[6] = min(shelf.bears[block], less(space[6], shelf.press[block]), ANYTHING)
    tally[PLACED] += 1
    tally[WORTH] += shelf.worth[block]
    tally[GRAMS] += shelf.grams[block]
    for item in range(shelf.start[block], shelf.start[block + 1]):
        left[shelf.kind[item]] -= shelf.number[item]
    measure(desk.room, left, desk.lengths, desk.bits, desk.longest, desk.least)
    spaces = loads.spaces[one]
    tally[SPACES] = carve(spaces, tally[SPACES], placed, roof, desk.least, desk.supported, desk.pieces)


@compiled
def seek(shelf: Shelf, loads: Loads, one: int, desk: Desk, most: int) -> tuple[int, int, int]:
    """Return a space, its corner, and how many blocks that fit in are on the desk; drop spaces that none fits in."""
    spaces, tally = loads.spaces[one], loads.tally[one]
    while tally[SPACES] > 0 and tally[PLACED] < loads.placed.shape[1]:
        which, corner = nearest(loads, one, desk)
        count = rank(shelf, loads, one, spaces[which], corner, desk, most)
        if count:
            return which, corner, count
        tally[SPACES] -= 1
        spaces[which] = spaces[tally[SPACES]]
    return -1, 0, 0


@compiled
def start(shelf: Shelf, left: Ints, desk: Desk) -> None:
    """Prepare the desk for a load: chain the blocks whose boxes are all left, and measure the rows they can make."""
    last = shelf.row.size
    for block in range(shelf.row.size):
        if is_at_hand(shelf, block, left):
            desk.following[last] = block
            last = block
    desk.following[last] = -1
    measure(desk.room, left, desk.lengths, desk.bits, desk.longest, desk.least)


@compiled
def complete(shelf: Shelf, loads: Loads, one: int, desk: Desk, best: Loads) -> None:
    """Place the best block in the nearest space until nothing fits; keep the load if it is the best so far."""
    start(shelf, loads.left[one], desk)
    which, corner, count = seek(shelf, loads, one, desk, 1)
    while count:
        place(shelf, loads, one, which, corner, desk.rows[0], desk)
        which, corner, count = seek(shelf, loads, one, desk, 1)
    if loads.tally[one, WORTH] > best.tally[0, WORTH]:
        copy(loads, one, best, 0)
