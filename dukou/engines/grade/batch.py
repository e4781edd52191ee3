"""Choose rides with fixed charges by turns: prices from a relaxed problem, rides by moves, and an exact placing."""

from dataclasses import dataclass

import numpy as np

from dukou.engines.grade.model import Ints, Model
from dukou.engines.grade.placing import GoesOn, Placed, place
from dukou.engines.grade.runs import improve
from dukou.engines.grade.seats import Dual, Seats, begin_dual, bound, descend, offers, seats

# Rounds of descent a turn, and of moves at most.
ROUNDS, MOVES = 200, 100
# Turns without news after which it ends; the least part of the value that is news.
PATIENCE, NEWS = 8, 1e-5
# In turn, the part of the rounds in which a ride must have run to be open at first.
PARTS = (0.5, 0.25, 0.75)


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold the best placing known (None: none was made), and the prices and worths that prove the bound."""

    placed: Placed | None
    bound: int
    price: Ints
    worth: Ints


def choose(model: Model, goes_on: GoesOn) -> Batch:
    """Return the best choice of rides found in turns, until the bound is met or there is no news.

    Every other turn begins with the rides that ran in the relaxed problem, and its prices; the others with the best
    rides known, and the prices at which they were placed.
    """
    there = seats(model)
    nothing = np.zeros(len(model.room), dtype=np.int64)
    open_ = np.zeros(len(model.fixed), dtype=np.int64)
    improve(there, offers(there, nothing), open_, MOVES)
    best, price = place(model, open_, goes_on)
    worth = _worths(there, price, open_)
    least = bound(there, price, worth)
    proof = Batch(best, least, price, worth)
    dual = begin_dual(there, price, worth)
    turn, idle = 0, 0
    while best and idle < PATIENCE and proof.bound > best.value and goes_on(best.value, proof.bound):
        dual = descend(there, dual, float(best.value), ROUNDS)
        before = proof.bound - best.value
        proof = _lower(there, proof, dual)
        if turn % 2 == 0:
            prices = np.rint(dual.price).astype(np.int64)
            open_ = (dual.runs > PARTS[turn % len(PARTS)]).astype(np.int64)
        else:
            prices, open_ = best.price, best.runs.copy()
        improve(there, offers(there, prices), open_, MOVES)
        rival, _price = place(model, open_, goes_on)
        if rival and rival.value > best.value:
            best = rival
        turn, idle = turn + 1, 0 if before - (proof.bound - best.value) > NEWS * abs(best.value) else idle + 1
    return Batch(best, proof.bound, proof.price, proof.worth)


def _worths(there: Seats, price: Ints, open_: Ints) -> Ints:
    """Return what each kind leaves at its best open seat."""
    offer = offers(there, price)
    is_open = np.append(open_ > 0, True)[there.ride]
    return np.asarray(np.maximum.reduceat(np.where(is_open, offer, offer.min()), there.first[:-1]))


def _lower(there: Seats, known: Batch, dual: Dual) -> Batch:
    """Return the lower of the bound that is known and what prices and worths prove in whole numbers."""
    price, worth = np.rint(dual.price).astype(np.int64), np.rint(dual.worth).astype(np.int64)
    proven = bound(there, price, worth)
    return Batch(known.placed, proven, price, worth) if proven < known.bound else known
