"""Keep the free spaces of a load: the largest boxes of air, which may overlap (the cover representation).

A space is a row x1, y1, z1, x2, y2, z2, and the pressure in mg per dm2 that its floor bears. Where full support is
asked, each space has a floor that lies wholly on the room's floor or on tops of boxes (Parreno, Alvarez-Valdes, Tamarit
and Oliveira, "A maximal-space algorithm for the container loading problem", 2008).
"""

from dukou.base.compiled import compiled
from dukou.engines.load.stock import Ints


@compiled
def carve(spaces: Ints, count: int, block: Ints, roof: Ints, least: Ints, supported: bool, pieces: Ints) -> int:
    """Take a block out of the spaces; return how many there are then.

    `block` is where the block is (x1 ... z2); `roof` has, where support is asked, the flat top of the block and what it
    bears. Pieces that are shorter than `least` along an axis are dropped, for no box fits in.
    """
    cut = row = 0
    while row < count:
        if meets(spaces[row], block):
            cut = split(spaces[row], block, roof, least, supported, pieces, cut)
            count -= 1
            spaces[row] = spaces[count]
        else:
            row += 1
    for piece in range(cut):
        if not is_covered(spaces, count, pieces[piece]):
            count = insert(spaces, count, pieces[piece])
    return merge(spaces, count, block[5], least, pieces[0]) if supported else count


@compiled
def meets(space: Ints, block: Ints) -> bool:
    """Say whether a space and a block share some volume."""
    return bool(
        space[0] < block[3]
        and space[3] > block[0]
        and space[1] < block[4]
        and space[4] > block[1]
        and space[2] < block[5]
        and space[5] > block[2]
    )


@compiled
def split(space: Ints, block: Ints, roof: Ints, least: Ints, supported: bool, pieces: Ints, cut: int) -> int:
    """Append what is left of a space around a block to the pieces; return how many pieces there are."""
    for side in range(6):
        if cut == pieces.shape[0]:
            break
        piece = pieces[cut]
        piece[:] = space
        piece[(side + 3) % 6] = block[side]
        if supported and side == 5:
            for axis in range(2):
                piece[axis] = max(piece[axis], roof[axis])
                piece[axis + 3] = min(piece[axis + 3], roof[axis + 3])
            piece[6] = roof[6]
        if is_roomy(piece, least):
            cut += 1
    return cut


@compiled
def is_roomy(space: Ints, least: Ints) -> bool:
    """Say whether the space is at least so long along each axis."""
    return bool(space[3] - space[0] >= least[0] and space[4] - space[1] >= least[1] and space[5] - space[2] >= least[2])


@compiled
def covers(outer: Ints, inner: Ints) -> bool:
    """Say whether one space lies in another that bears as much; of two that are alike each covers the other."""
    return bool(
        outer[0] <= inner[0]
        and outer[3] >= inner[3]
        and outer[1] <= inner[1]
        and outer[4] >= inner[4]
        and outer[2] <= inner[2]
        and outer[5] >= inner[5]
        and outer[6] >= inner[6]
    )


@compiled
def is_covered(spaces: Ints, count: int, piece: Ints) -> bool:
    """Say whether the piece lies in one of the spaces."""
    row = 0
    while row < count and not covers(spaces[row], piece):
        row += 1
    return row < count


@compiled
def insert(spaces: Ints, count: int, piece: Ints) -> int:
    """Add a space and drop those that lie in it; return how many there are. One too many is not kept."""
    row = 0
    while row < count:
        if covers(piece, spaces[row]):
            count -= 1
            spaces[row] = spaces[count]
        else:
            row += 1
    if count < spaces.shape[0]:
        spaces[count] = piece
        count += 1
    return count


@compiled
def merge(spaces: Ints, count: int, floor: int, least: Ints, joint: Ints) -> int:
    """Add what spaces with the same floor make together: a box may stand on two tops of the same height."""
    one = 0
    while one < count:
        other = 0
        while other < one:
            for axis in range(2):
                if spaces[one, 2] != floor or spaces[other, 2] != floor:
                    break
                if (
                    touch(spaces[one], spaces[other], axis, joint)
                    and is_roomy(joint, least)
                    and not is_covered(spaces, count, joint)
                    and count < spaces.shape[0]
                ):
                    count = insert(spaces, count, joint)
                    one = other = 0
            other += 1
        one += 1
    return count


@compiled
def touch(one: Ints, other: Ints, axis: int, joint: Ints) -> bool:
    """Write the space that reaches along the axis over both; say whether there is one."""
    if one[axis] > other[axis + 3] or other[axis] > one[axis + 3]:
        return False
    joint[:3] = one[:3]
    for side in range(3):
        joint[side] = max(one[side], other[side])
        joint[side + 3] = min(one[side + 3], other[side + 3])
    joint[axis] = min(one[axis], other[axis])
    joint[axis + 3] = max(one[axis + 3], other[axis + 3])
    joint[6] = min(one[6], other[6])
    return True
