"""Find the coalition with most to complain: the one that pays most above what it costs by itself.

Of a few members all coalitions are looked at, in the table of their costs. Of more, coalitions are improved by flips
and swaps from many starts; what that misses is bounded by a mixed-integer programme.
"""

import numpy as np

from dukou.base.compiled import entry
from dukou.engines.share.game import OWN, Game, Inside, Whole, cost, cost_with, move
from dukou.engines.share.problem import MILLION, Complaint
from dukou.engines.share.program import Bound, bound

Found = list[tuple[int, Inside]]
RANDOM_STARTS, MOST_FOUND = 9, 100
LEAST = -(1 << 62)


class Complaints:
    """Find who complains of payments in a game; `costs` are those of its coalitions where they are in a table."""

    def __init__(self, game: Game, costs: Whole | None, seed: int) -> None:
        self.game = game
        self._costs = costs
        self._chance = np.random.default_rng(seed)

    def search(self, payment_e6: Whole) -> Found:
        """Return coalitions with large excesses, the worst first, each with its excess, and each once."""
        n = len(self.game.goods)
        if n <= 1:
            return []
        if self._costs is not None:
            most, masks = search_halves(self._costs, payment_e6)
            _masks, once = np.unique(masks, return_index=True)
            dear = once[np.argsort(-most[once], kind="stable")[:MOST_FOUND]]
            most, coalitions = most[dear], (masks[dear, None] >> np.arange(n)) & 1 > 0
        else:
            coalitions = self._starts(payment_e6)
            most = climb(self.game, payment_e6, coalitions)
        found = {one.tobytes(): (int(its), one) for its, one in zip(most, coalitions, strict=True)}
        return sorted(found.values(), key=lambda one: -one[0])

    def _starts(self, payment_e6: Whole) -> Inside:
        """Return those who pay most of their own best, some more and some fewer, and coalitions thrown."""
        n = len(self.game.goods)
        dear = np.argsort(-payment_e6 / np.maximum(1, self.game.goods[:, :, OWN].sum(axis=1)), kind="stable")
        prefixes = [np.isin(np.arange(n), dear[: n * part // 8]) for part in range(1, 8)]
        thrown = [self._chance.random(n) < self._chance.random() for _ in range(RANDOM_STARTS)]
        return np.array([*prefixes, *thrown])

    def worst(self, payment_e6: Whole, found: Found, nodes: int, seconds: float | None) -> Complaint:
        """Return the worst complaint, `found` or by the programme, and the most that anybody may complain of."""
        if not found:
            return Complaint((), 0, 0)
        most, inside = found[0]
        highest = most
        if self._costs is None:
            told: Bound = bound(self.game, payment_e6, nodes, seconds)
            ours = [(self.excess(payment_e6, one), one) for one in told.coalitions]
            most, inside = max([*found, *ours], key=lambda one: one[0])
            highest = max(most, told.most_e6)
        return Complaint(tuple(map(int, np.flatnonzero(inside))), most, highest)

    def excess(self, payment_e6: Whole, inside: Inside) -> int:
        """Return how much a coalition pays above what it costs by itself, in millionths of a minor unit."""
        return int(payment_e6[inside].sum()) - MILLION * int(cost(self.game, self.game.goods[inside].sum(axis=0)))


@entry
def search_halves(costs: Whole, payment_e6: Whole) -> tuple[Whole, Whole]:
    """Return largest excesses and the members of such coalitions as bits: of those with each part of half the members.

    The worst of all is among them. None and all do not count.
    """
    low = len(payment_e6) // 2
    few, many = sums(payment_e6[:low]), sums(payment_e6[low:])
    most = np.full(len(few) + len(many), LEAST)
    masks = np.ones(len(most), dtype=np.int64)
    for high in range(len(many)):
        for rest in range(len(few)):
            mask = high << low | rest
            excess = few[rest] + many[high] - MILLION * costs[mask]
            if 0 < mask < len(costs) - 1:
                for place in (rest, len(few) + high):
                    if excess > most[place]:
                        most[place], masks[place] = excess, mask
    return most, masks


@entry
def sums(amounts: Whole) -> Whole:
    """Return the sum of each part of the amounts, at the place whose bits they are."""
    found = np.zeros(1 << len(amounts), dtype=np.int64)
    for i in range(len(amounts)):
        for mask in range(1 << i):
            found[mask | 1 << i] = found[mask] + amounts[i]
    return found


@entry
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


@entry
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


@entry
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
