"""Value members by Shapley: what each adds to the cost on average over all orders of joining.

A few members are valued exactly, by the table of their coalitions' costs (Shapley 1953). Of many, blocks are valued
each for itself: those of few members exactly, the others by sampling.
"""

from math import comb, lcm

import numpy as np

from dukou.base.compiled import entry
from dukou.engines.share.game import Game, Whole, restrict
from dukou.engines.share.problem import MILLION
from dukou.engines.share.sample import GoesOn, Values, sampled
from dukou.engines.share.settle import nearest
from dukou.engines.share.table import table


def values(game: Game, costs: Whole | None, seed: int, goes_on: GoesOn) -> Values:
    """Return each member's value, from the table of costs if there is one, else by block.

    `goes_on` tells after so many rounds whether to sample more.
    """
    if costs is not None:
        return _exact(costs)
    found = Values(*(np.zeros(len(game.goods), dtype=np.int64) for _ in Values._fields))
    for block in range(game.block.max(initial=-1) + 1):
        part, aboard = restrict(game, block)
        if not len(aboard):
            continue
        of_part = table(part)
        of_block = sampled(part, seed + block, goes_on) if of_part is None else _exact(of_part)
        found.shapley_e6[aboard] += of_block.shapley_e6
        found.error_e6[aboard] = np.rint(np.hypot(found.error_e6[aboard], of_block.error_e6))
        found.orders[aboard] = np.maximum(found.orders[aboard], of_block.orders)
    return found


def _exact(costs: Whole) -> Values:
    n = len(costs).bit_length() - 1
    with_member, by_size = sums_by_size(costs, n)
    common = lcm(*(comb(n - 1, size) for size in range(n)))
    weights = [common // comb(n - 1, size) for size in range(n)]
    scaled = []
    for of_one in with_member.tolist():
        without = [int(every) - ours for every, ours in zip(by_size.tolist(), of_one, strict=True)]
        scaled.append(sum(weight * (of_one[size + 1] - without[size]) for size, weight in enumerate(weights)))
    shapley = nearest([MILLION * one for one in scaled], n * common, MILLION * int(costs[-1]))
    return Values(np.array(shapley, dtype=np.int64), *(np.zeros(n, dtype=np.int64) for _ in range(2)))


@entry
def sums_by_size(costs: Whole, n: int) -> tuple[Whole, Whole]:
    """Return summed costs of all coalitions by size: of those with each member, and of all.

    First summed are coalitions that have the same part of one half of the members (a row) or of the other (a column).
    """
    low = n // 2
    size = np.zeros(1 << n - low, dtype=np.int64)
    for mask in range(1, len(size)):
        size[mask] = size[mask >> 1] + (mask & 1)
    rows = np.zeros((1 << n - low, n + 1), dtype=np.int64)
    columns = np.zeros((1 << low, n + 1), dtype=np.int64)
    for high in range(len(rows)):
        for rest in range(len(columns)):
            here = costs[high << low | rest]
            rows[high, size[high] + size[rest]] += here
            columns[rest, size[high] + size[rest]] += here
    with_member = np.zeros((n, n + 1), dtype=np.int64)
    for i in range(n):
        half, bit = (columns, 1 << i) if i < low else (rows, 1 << i - low)
        for mask in range(len(half)):
            if mask & bit:
                with_member[i] += half[mask]
    return with_member, rows.sum(axis=0)
