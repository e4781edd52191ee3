"""Find the coalition with most to complain: the one that pays most above what it costs by itself.

A few members are searched through. More are searched by flips and swaps from many starts; what that misses is bounded
by a mixed-integer programme.
"""

import numpy as np

from dukou.engines.share.game import OWN, Game, Inside, Whole, compiled, cost, cost_with, move
from dukou.engines.share.problem import MILLION, Complaint
from dukou.engines.share.program import Bound, bound

SEARCHED_AT_ONCE, SEARCHED_THROUGH = 14, 22
RANDOM_STARTS = 9


def search(game: Game, payment_e6: Whole, chance: np.random.Generator) -> list[tuple[int, Inside]]:
    """Return coalitions with large excesses, the worst first, each with its excess, and each once."""
    n = len(game.goods)
    if n <= SEARCHED_AT_ONCE:
        return _through(game, payment_e6)
    dear = np.argsort(-payment_e6 / np.maximum(1, game.goods[:, :, OWN].sum(axis=1)), kind="stable")
    prefixes = [np.isin(np.arange(n), dear[: n * part // 8]) for part in range(1, 8)]
    thrown = [chance.random(n) < chance.random() for _ in range(RANDOM_STARTS)]
    starts = np.array([*prefixes, *thrown])
    excesses = climb(game, payment_e6, starts)
    found = {one.tobytes(): (int(its), one) for its, one in zip(excesses, starts, strict=True)}
    return sorted(found.values(), key=lambda one: -one[0])


def _through(game: Game, payment_e6: Whole) -> list[tuple[int, Inside]]:
    """Return the worst coalition of each size, the worst first."""
    most, masks = search_through(game, payment_e6)
    bits = (masks[:, None] >> np.arange(len(game.goods))) & 1 > 0
    return sorted(zip(map(int, most), bits, strict=True), key=lambda one: -one[0])


def worst(
    game: Game, payment_e6: Whole, found: list[tuple[int, Inside]], nodes: int, seconds: float | None
) -> Complaint:
    """Return the worst complaint known about payments, and the most that any coalition may complain of."""
    n = len(game.goods)
    if n <= 1:
        return Complaint((), 0, 0)
    if n <= SEARCHED_THROUGH:
        most, inside = _through(game, payment_e6)[0]
        return Complaint(tuple(map(int, np.flatnonzero(inside))), most, most)
    told: Bound = bound(game, payment_e6, nodes, seconds)
    ours = [(excess(game, payment_e6, one), one) for one in told.coalitions]
    most, inside = max(found + ours, key=lambda one: one[0])
    return Complaint(tuple(map(int, np.flatnonzero(inside))), most, max(most, told.most_e6))


def excess(game: Game, payment_e6: Whole, inside: Inside) -> int:
    """Return how much a coalition pays above what it costs by itself, in millionths of a minor unit."""
    return int(payment_e6[inside].sum()) - MILLION * int(cost(game, game.goods[inside].sum(axis=0)))


@compiled
def search_through(game: Game, payment_e6: Whole) -> tuple[Whole, Whole]:
    """Return, by size, the largest excess of a coalition and its members as bits, in the order of a Gray code."""
    n = len(game.goods)
    load = np.zeros_like(game.goods[0])
    most = np.full(n, -(1 << 62))
    masks = np.zeros(n, dtype=np.int64)
    mask = 0
    paid = 0
    size = 0
    for step in range(1, 1 << n):
        i = 0
        while not (step >> i) & 1:
            i += 1
        mask ^= 1 << i
        sign = 1 if (mask >> i) & 1 else -1
        move(load, game.goods[i], sign)
        paid += sign * payment_e6[i]
        size += sign
        if size < n:
            excess = paid - MILLION * cost(game, load)
            if excess > most[size]:
                most[size] = excess
                masks[size] = mask
    return most[1:], masks[1:]


@compiled
def climb(game: Game, payment_e6: Whole, starts: Inside) -> Whole:
    """Improve coalitions in place by flips, and by swaps where no flip helps; return their excesses."""
    n = len(game.goods)
    excesses = np.zeros(len(starts), dtype=np.int64)
    load = np.zeros_like(game.goods[0])
    for number in range(len(starts)):
        inside = starts[number]
        if inside.all() or not inside.any():
            inside[number % n] = not inside[number % n]
        load[:] = 0
        paid = 0
        for i in range(n):
            if inside[i]:
                move(load, game.goods[i], 1)
                paid += payment_e6[i]
        excess = paid - MILLION * cost(game, load)
        before = excess - 1
        while before < excess:
            before = excess
            excess = flip(game, payment_e6, inside, load, excess)
            if before == excess:
                excess = swap(game, payment_e6, inside, load, excess)
        excesses[number] = excess
    return excesses


@compiled
def flip(game: Game, payment_e6: Whole, inside: Inside, load: Whole, excess: int) -> int:
    """Let members join or leave where that raises the excess; return it."""
    n = len(inside)
    size = inside.sum()
    paid = payment_e6[inside].sum()
    for i in range(n):
        sign = -1 if inside[i] else 1
        if not 1 <= size + sign < n:
            continue
        other = paid + sign * payment_e6[i] - MILLION * cost_with(game, load, i, sign)
        if other > excess:
            excess = other
            paid += sign * payment_e6[i]
            size += sign
            move(load, game.goods[i], sign)
            inside[i] = not inside[i]
    return excess


@compiled
def swap(game: Game, payment_e6: Whole, inside: Inside, load: Whole, excess: int) -> int:
    """Let one member take another's place where that raises the excess; return it."""
    n = len(inside)
    paid = payment_e6[inside].sum()
    for i in range(n):
        if not inside[i]:
            continue
        move(load, game.goods[i], -1)
        taken = i
        for j in range(n):
            if not inside[j]:
                other = paid - payment_e6[i] + payment_e6[j] - MILLION * cost_with(game, load, j, 1)
                if other > excess:
                    excess = other
                    taken = j
        move(load, game.goods[taken], 1)
        paid += payment_e6[taken] - payment_e6[i]
        inside[i] = False
        inside[taken] = True
    return excess
