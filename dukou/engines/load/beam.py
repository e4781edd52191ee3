"""Fill a room with boxes: a beam search over blocks, each partial load judged by its greedy completion.

After Araya and Riff, "A beam search approach to the container loading problem" (2014): the nearest space takes one of
the few blocks that suit it best; of all the loads so made those stay whose greedy completion is worth most; when none
can be continued the search begins again with a wider beam, and here with another rule by which blocks are ranked.
"""

import math
import time
from collections.abc import Iterator

import numpy as np

from dukou.base.compiled import compiled, entry
from dukou.base.solving import Report
from dukou.engines.load.blocks import Blocks, build, unfold
from dukou.engines.load.greedy import PLACED, WORTH, Desk, Floats, Loads, Shelf, complete, copy, place, seek, start
from dukou.engines.load.stock import ANYTHING, Longs, Stock, common_unit, take_stock

# Blocks are worth building only for a search that is long enough to try them.
LEAST_BLOCKS, MOST_BLOCKS, BLOCKS_A_LOAD = 1_000, 10_000, 20
MOST_SPACES = 512
# The least share of a joined block that is boxes. Every third pass has wholly full blocks only, or, once such a pass
# has found the best load, with all: few types fill a room better without waste inside blocks.
FULL = 0.98
WIDEST = 128
GROWTH = 2**0.5
# How blocks are ranked: the powers of the number of boxes, of the usable share and of contact, and the gap that still
# counts as contact, as a share of the room. The first pass follows the rule, each later one is drawn from the spans.
RULE = (0.4, 2.0, 4.0, 0.02)
SPANS = ((0.2, 0.6), (1.0, 3.0), (3.0, 5.0), (0.01, 0.03))
NO_LIMIT = 2**62
UNKNOWN = -1

Room = tuple[int, int, int]
Rule = tuple[float, ...]


def fill(
    room: Room,
    boxes: Longs,
    *,
    full_support: bool,
    max_grams: int | None,
    iterations: int,
    seconds: float | None,
    seed: int,
    report: Report | None = None,
) -> Longs:
    """Return where boxes stand in the room, worth as much as could be found.

    Parameters
    ----------
    room
        Length, width and height in mm, or in any other whole unit; x runs along the length.
    boxes
        A row a type: length, width, height; for each of them 1 if it may stand upright; quantity; grams of one; grams a
        dm2 that its top bears (-1: no limit; lengths are mm then); worth of one (0: its volume).
    full_support
        Whether each box must stand wholly on the floor or on tops of boxes; so they do where anything bears a limit.
    max_grams
        The most that all boxes may weigh; None if there is no limit.
    iterations
        The number of greedy completions; with `seconds` None the answer depends on nothing else but `seed`.
    seconds
        Wall time after which the best so far is returned.
    report
        Called with the progress, the worth so far and None; False stops the search.

    Returns
    -------
    One row a box: x, y, z, its size along the three axes as it stands, its type.
    """
    until = math.inf if seconds is None else time.monotonic() + seconds
    unit = common_unit(boxes)
    stock = take_stock(room, boxes, unit)
    if not stock.way_type.size:
        return np.zeros((0, 7), np.int64)
    supported = full_support or bool((boxes[:, 8] >= 0).any())
    most = max(LEAST_BLOCKS, min(MOST_BLOCKS, BLOCKS_A_LOAD * iterations))
    blocks = build(stock, most=most, full=FULL, supported=supported)
    search = _Search(stock, blocks, supported=supported, most_grams=NO_LIMIT if max_grams is None else max_grams)
    for _pause in search.passes(seed):
        if search.done >= iterations or search.has_all() or time.monotonic() > until:
            break
        if report and not report(search.done / iterations, float(search.best.tally[0, WORTH]), None):
            break
    placed = search.answer()
    placed[:, :6] *= unit
    return placed


class _Search:
    """Hold a problem, the best load found and how many loads were completed."""

    def __init__(self, stock: Stock, blocks: Blocks, *, supported: bool, most_grams: int) -> None:
        self._stock = stock
        self._supported = supported
        self._most_grams = most_grams
        self._blocks = blocks
        self.best = self._loads(1)
        self.done = 0

    def passes(self, seed: int) -> Iterator[None]:
        """Search with wider and wider beams, unless nothing can be loaded; pause after each load that is continued."""
        chance = np.random.default_rng(seed)
        yield from self._pass(1, RULE, FULL)
        width, leader, turn = 1.5, FULL, 0
        while self.done:
            width = min(WIDEST, width * GROWTH)
            full = leader if turn % 3 else FULL + 1.0 - leader
            before = self.best.tally[0, WORTH]
            yield from self._pass(round(width), tuple(float(chance.uniform(*span)) for span in SPANS), full)
            turn += 1
            if self.best.tally[0, WORTH] > before:
                leader = full

    def _pass(self, width: int, rule: Rule, full: float) -> Iterator[None]:
        shelf = _shelf(self._blocks, rule[0], full, supported=self._supported)
        desk = self._desk(shelf, np.array(rule[1:]), width)
        now, then, trial = self._loads(width), self._loads(width), self._loads(2)
        # Of each load that is kept, what its greedy completion is worth, and what it is worth so far.
        values, coming = np.zeros((width, 2), np.int64), np.zeros((width, 2), np.int64)
        now.spaces[0, 0] = (0, 0, 0, *self._stock.room, ANYTHING)
        now.left[0] = self._stock.quantity
        now.tally[0] = (1, 0, 0, 0)
        values[0, 0] = UNKNOWN
        count = 1
        while count:
            following = 0
            for row in range(count):
                value = values[row, 0]
                following, tried = expand(
                    shelf, now, row, value, then, coming, following, trial, self.best, desk, width
                )
                self.done += tried
                yield
            now, then, count = then, now, following
            values, coming = coming, values

    def has_all(self) -> bool:
        """Say whether the best load has all that there is."""
        return bool(self.best.tally[0, WORTH] == (self._stock.worth * self._stock.quantity).sum())

    def answer(self) -> Longs:
        """Return the boxes of the best load."""
        found: list[tuple[int, ...]] = []
        for placed in self.best.placed[0, : self.best.tally[0, PLACED]].tolist():
            found.extend(unfold(self._blocks, placed[6], placed[:3], placed[3:6], placed[7]))
        return np.array(found, np.int64).reshape(-1, 7)

    def _loads(self, number: int) -> Loads:
        """Return room for so many loads."""
        volumes = self._stock.way_size.astype(np.int64).prod(axis=1)
        boxes = min(self._stock.quantity.sum(), self._stock.room.astype(np.int64).prod() // volumes.min())
        return Loads(
            spaces=np.zeros((number, MOST_SPACES, 7), np.int32),
            placed=np.zeros((number, int(boxes), 8), np.int32),
            left=np.zeros((number, self._stock.quantity.size), np.int32),
            tally=np.zeros((number, 4), np.int64),
        )

    def _desk(self, shelf: Shelf, rule: Floats, width: int) -> Desk:
        longest = int(self._stock.room.max())
        return Desk(
            room=self._stock.room,
            most_grams=self._most_grams,
            supported=self._supported,
            rule=rule,
            lengths=self._stock.lengths,
            pieces=np.zeros((6 * MOST_SPACES, 7), np.int32),
            bits=np.zeros(longest // 64 + 1, np.uint64),
            longest=np.zeros((3, longest + 1), np.int32),
            least=np.zeros(3, np.int32),
            near=np.zeros(self.best.placed.shape[1], np.int32),
            following=np.zeros(shelf.row.size + 1, np.int32),
            rows=np.zeros(width, np.int32),
            scores=np.zeros(width, np.float64),
            at=np.zeros(7, np.int32),
        )


def _shelf(blocks: Blocks, power: float, full: float, *, supported: bool) -> Shelf:
    """Put the blocks that are full enough in order of worth, a block of many boxes lower."""
    base = blocks.size[:, :2].prod(axis=1, dtype=np.int64)
    key = blocks.worth / blocks.boxes**power
    order = np.argsort(-key, kind="stable")
    order = order[blocks.volume[order] >= full * base[order] * blocks.size[order, 2]]
    roof = blocks.top.prod(axis=1, dtype=np.int64) / base if supported else np.ones(base.size)
    needs = blocks.needs[order]
    rows, kinds = np.nonzero(needs)
    return Shelf(
        size=blocks.size[order],
        top=blocks.top[order],
        roof=roof[order],
        worth=blocks.worth[order],
        grams=blocks.grams[order],
        press=blocks.press[order],
        bears=blocks.bears[order],
        row=order.astype(np.int32),
        key=key[order],
        start=np.searchsorted(rows, np.arange(order.size + 1)).astype(np.int32),
        kind=kinds.astype(np.int32),
        number=needs[rows, kinds],
    )


@entry
def expand(
    shelf: Shelf,
    now: Loads,
    row: int,
    value: int,
    then: Loads,
    values: Longs,
    count: int,
    trial: Loads,
    best: Loads,
    desk: Desk,
    width: int,
) -> tuple[int, int]:
    """Continue a load by each of the blocks that suit its next space; keep the best among the loads that follow."""
    start(shelf, now.left[row], desk)
    which, corner, number = seek(shelf, now, row, desk, width)
    blocks = desk.rows[:number].copy()
    tried = 0
    for item in range(number):
        copy(now, row, trial, 0)
        place(shelf, trial, 0, which, corner, blocks[item], desk)
        copy(trial, 0, trial, 1)
        if item or value == UNKNOWN:
            complete(shelf, trial, 0, desk, best)
            tried += 1
            value = trial.tally[0, WORTH]
        count = keep(trial, value, then, values, count, width)
    return count, tried


@compiled
def keep(trial: Loads, value: int, then: Loads, values: Longs, count: int, width: int) -> int:
    """Keep the second trial load among the following ones if it is new and good enough; return how many there are."""
    worth = trial.tally[1, WORTH]
    weakest = 0
    for row in range(count):
        if values[row, 0] == value and values[row, 1] == worth:
            return count
        if values[row, 0] < values[weakest, 0]:
            weakest = row
    if count < width:
        weakest = count
        count += 1
    elif value <= values[weakest, 0]:
        return count
    values[weakest, 0], values[weakest, 1] = value, worth
    copy(trial, 1, then, weakest)
    return count
