"""Value members by Shapley: what each adds to the cost on average over all orders of joining.

Blocks are valued each for itself. One of few members is valued exactly, by its coalitions (Shapley 1953); others are
sampled.
"""

from math import comb, lcm

import numpy as np

from dukou.engines.share.game import Game, Whole, compiled, cost, move, restrict
from dukou.engines.share.problem import MILLION
from dukou.engines.share.sample import GoesOn, Values, sampled
from dukou.engines.share.settle import nearest

EXACT_MEMBERS = 22


def values(game: Game, seed: int, goes_on: GoesOn) -> Values:
    """Return each member's value; `goes_on` tells after so many rounds whether to sample more."""
    found = Values(*(np.zeros(len(game.goods), dtype=np.int64) for _ in Values._fields))
    for block in range(game.block.max(initial=-1) + 1):
        part, aboard = restrict(game, block)
        if not len(aboard):
            continue
        of_block = _exact(part) if len(aboard) <= EXACT_MEMBERS else sampled(part, seed + block, goes_on)
        found.shapley_e6[aboard] += of_block.shapley_e6
        found.error_e6[aboard] = np.rint(np.hypot(found.error_e6[aboard], of_block.error_e6))
        found.orders[aboard] = np.maximum(found.orders[aboard], of_block.orders)
    return found


def _exact(game: Game) -> Values:
    n = len(game.goods)
    with_member, by_size = sums_by_size(game)
    common = lcm(*(comb(n - 1, size) for size in range(n)))
    weights = [common // comb(n - 1, size) for size in range(n)]
    scaled = []
    for of_one in with_member.tolist():
        without = [int(every) - ours for every, ours in zip(by_size.tolist(), of_one, strict=True)]
        scaled.append(sum(weight * (of_one[size + 1] - without[size]) for size, weight in enumerate(weights)))
    every = MILLION * int(cost(game, game.goods.sum(axis=0)))
    shapley = nearest([MILLION * one for one in scaled], n * common, every)
    return Values(np.array(shapley), *(np.zeros(n, dtype=np.int64) for _ in range(2)))


@compiled
def sums_by_size(game: Game) -> tuple[Whole, Whole]:
    """Return summed costs of all coalitions by size: of those with each member, and of all. One Gray code walk."""
    n = len(game.goods)
    with_member = np.zeros((n, n + 1), dtype=np.int64)
    by_size = np.zeros(n + 1, dtype=np.int64)
    inside = np.zeros(n, dtype=np.bool_)
    load = np.zeros_like(game.goods[0])
    size = 0
    for step in range(1, 1 << n):
        i = 0
        while not (step >> i) & 1:
            i += 1
        inside[i] = not inside[i]
        sign = 1 if inside[i] else -1
        move(load, game.goods[i], sign)
        size += sign
        costs = cost(game, load)
        by_size[size] += costs
        for j in range(n):
            if inside[j]:
                with_member[j, size] += costs
    return with_member, by_size
