"""Hold the master tables of MIL-STD-105E as one law of diagonals, and follow their arrows.

One code letter further, the sample grows by about 1.6; one AQL further, so does the AQL. Cells on one diagonal
therefore expect the same number of faults in the sample and carry the same numbers, and a whole table is the sequence
that its diagonals run through. Only the smallest samples of the reduced table depart from it.
"""

from bisect import bisect_left
from functools import cache

from dukou.engines.sample.problem import AQLS, LETTERS

# The largest lot of each row of table 1; beyond the last there is one row more.
LARGEST_LOTS = (8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000)
LETTERS_BY_LEVEL = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
UP, DOWN = -1, 1
Numbers = tuple[int, int]
Cell = Numbers | int


def _cells(text: str) -> tuple[Cell, ...]:
    """Read cells: ``Ac/Re``, or an arrow to the plan above or below."""
    return tuple(UP if one == "^" else DOWN if one == "v" else _numbers(one) for one in text.split())


def _numbers(text: str) -> Numbers:
    accept, reject = text.split("/")
    return int(accept), int(reject)


SAMPLES = {
    "normal": (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000),
    "tightened": (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150),
    "reduced": (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800),
}
# The diagonals in order: the first is the one whose row and column add up to the offset.
DIAGONALS = {
    "normal": (14, _cells("0/1 ^ v 1/2 2/3 3/4 5/6 7/8 10/11 14/15 21/22 30/31 44/45")),
    "tightened": (15, _cells("0/1 v v 1/2 2/3 3/4 5/6 8/9 12/13 18/19 27/28 41/42")),
    "reduced": (14, _cells("0/1 ^ v 0/2 1/3 1/4 2/5 3/6 5/8 7/10 10/13 14/17 21/24")),
}
# The last two diagonals are used up to letter E only.
FULL_ROWS, LATE_DIAGONALS = 5, 2
# Cells that leave the law: severity and row, their first column, and what stands there.
EXCEPTIONS = {
    ("tightened", 0): (15, _cells("v")),
    ("reduced", 0): (17, _cells("1/2 2/3 3/4 5/6 7/8 10/11 14/15 21/22 30/31")),
    ("reduced", 1): (18, _cells("2/4 3/5 5/6 7/8 10/11 14/15 21/22 30/31")),
}
# Letter S (3,150 pairs) stands below R in the tightened table, for this AQL alone.
AQL_OF_S = AQLS.index("0.025")


def code_letter(pairs: int, level: str) -> str:
    """Return the sample-size code letter of a lot; a lot of one pair counts as one of two."""
    return LETTERS_BY_LEVEL[level][bisect_left(LARGEST_LOTS, pairs)]


@cache
def resolved(severity: str, letter: str, aql: str) -> tuple[int, int, int]:
    """Return sample size in pairs, acceptance and rejection number, with arrows followed.

    Raises ValueError where a table has no such row or column.
    """
    if severity not in SAMPLES:
        raise ValueError(f"there is no table of {severity} plans")
    row, column = LETTERS.index(letter), AQLS.index(aql)
    last = len(LETTERS) if severity == "tightened" and column == AQL_OF_S else len(LETTERS) - 1
    cell = _cell(severity, row, column)
    while isinstance(cell, int):
        # At the edge of the table there is only one way to go.
        row += cell if 0 <= row + cell <= last else -cell
        cell = _cell(severity, row, column)
    return (SAMPLES[severity][row], *cell)


def _cell(severity: str, row: int, column: int) -> Cell:
    first, cells = EXCEPTIONS.get((severity, row), (0, ()))
    if 0 <= column - first < len(cells):
        return cells[column - first]
    offset, diagonals = DIAGONALS[severity]
    diagonal = row + column - offset
    if diagonal < 0:
        return DOWN
    if diagonal >= len(diagonals) - (0 if row < FULL_ROWS else LATE_DIAGONALS):
        return UP
    return diagonals[diagonal]
