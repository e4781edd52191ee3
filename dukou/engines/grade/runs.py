"""Choose which rides with fixed charges run: one more, one less, one for another, as long as that leaves more."""

import numpy as np

from dukou.base.compiled import compiled, entry
from dukou.engines.grade.model import ANY, Ints
from dukou.engines.grade.seats import FREE, Seats

# Columns of a kind's rank: what its best seat leaves, which that is, and what the next best leaves.
BEST, SEAT, NEXT = range(3)


@entry
def improve(there: Seats, offer: Ints, open_: Ints, rounds: int) -> None:
    """Change which rides are open, as long as that leaves more, when seats leave what they offer; at most some rounds.

    Moves are those of Resende and Werneck (2006): each closed ride is opened, with or without closing the one that then
    saves most, and each open one closed.
    """
    rank = np.empty((len(there.amount), 3), np.int64)
    saves = there.fixed.copy()
    for k in range(len(rank)):
        _rank(there, offer, open_, k, rank, saves)
    eased = np.zeros(len(saves), np.int64)
    for _ in range(rounds):
        is_changed = False
        for r in range(len(saves)):
            if there.fixed[r] == 0:
                continue
            if open_[r]:
                if saves[r] > 0:
                    _toggle(there, offer, open_, r, rank, saves)
                    is_changed = True
                continue
            gain, other = _opened(there, offer, r, rank, saves, eased)
            if gain > 0:
                is_changed = True
                _toggle(there, offer, open_, r, rank, saves)
                if other >= 0:
                    _toggle(there, offer, open_, other, rank, saves)
        if not is_changed:
            break


@compiled
def _opened(there: Seats, offer: Ints, r: int, rank: Ints, saves: Ints, eased: Ints) -> tuple[int, int]:
    """Return what opening a ride leaves more, with the ride whose closing then saves most; -1 where none saves."""
    gain, best, other = -there.fixed[r], 0, -1
    for j in range(there.first_on[r], there.first_on[r + 1]):
        i = there.on_ride[j]
        k = there.kind[i]
        gain += there.amount[k] * max(0, offer[i] - rank[k, BEST])
        held = there.ride[rank[k, SEAT]]
        if held != FREE and offer[i] > rank[k, NEXT]:
            eased[held] += there.amount[k] * (min(offer[i], rank[k, BEST]) - rank[k, NEXT])
    for j in range(there.first_on[r], there.first_on[r + 1]):
        held = there.ride[rank[there.kind[there.on_ride[j]], SEAT]]
        if held != FREE:
            if eased[held] + saves[held] > best:
                best, other = eased[held] + saves[held], held
            eased[held] = 0
    return gain + best, other


@compiled
def _toggle(there: Seats, offer: Ints, open_: Ints, r: int, rank: Ints, saves: Ints) -> None:
    """Open a ride or close it, and rank anew who could ride on it."""
    open_[r] = 1 - open_[r]
    for j in range(there.first_on[r], there.first_on[r + 1]):
        k = there.kind[there.on_ride[j]]
        held = there.ride[rank[k, SEAT]]
        if held != FREE:
            saves[held] += there.amount[k] * (rank[k, BEST] - rank[k, NEXT])
        _rank(there, offer, open_, k, rank, saves)


@compiled
def _rank(there: Seats, offer: Ints, open_: Ints, k: int, rank: Ints, saves: Ints) -> None:
    """Rank the open seats of a kind, and charge its best ride's closing with what it would lose."""
    best, seat, next_best = -ANY, -1, -ANY
    for i in range(there.first[k], there.first[k + 1]):
        if there.ride[i] != FREE and not open_[there.ride[i]]:
            continue
        if offer[i] > best:
            best, seat, next_best = offer[i], i, best
        elif offer[i] > next_best:
            next_best = offer[i]
    rank[k, BEST], rank[k, SEAT], rank[k, NEXT] = best, seat, next_best
    held = there.ride[seat]
    if held != FREE:
        saves[held] -= there.amount[k] * (best - next_best)
