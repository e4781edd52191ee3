"""Price every coalition of a few members once; values and complaints are read from that table in plain passes."""

import numpy as np

from dukou.base.compiled import entry
from dukou.engines.share.game import Game, Whole, cost, move, restrict

MOST_MEMBERS = 22


def table(game: Game) -> Whole | None:
    """Return what each coalition costs, at the place whose bits are its members; None where members are too many."""
    n = len(game.goods)
    if n > MOST_MEMBERS:
        return None
    costs = np.zeros(1 << n, dtype=np.int64)
    for block in range(game.block.max(initial=-1) + 1):
        part, aboard = restrict(game, block)
        if len(aboard):
            add_block(part, 1 << aboard, costs)
    return costs


@entry
def add_block(block: Game, bits: Whole, costs: Whole) -> None:
    """Add what coalitions cost in a block, whose members have these bits: others change nothing. One Gray code walk."""
    alone = np.zeros_like(costs)
    load = np.zeros_like(block.goods[0])
    mask = 0
    for step in range(1, 1 << len(bits)):
        i = 0
        while not (step >> i) & 1:
            i += 1
        mask ^= bits[i]
        move(load, block.goods[i], 1 if mask & bits[i] else -1)
        alone[mask] = cost(block, load)
    aboard = bits.sum()
    for mask in range(len(costs)):
        costs[mask] += alone[mask & aboard]
