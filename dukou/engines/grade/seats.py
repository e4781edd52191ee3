"""Look at rides with fixed charges: who could ride on each, and what the prices of room and pieces prove.

A ride that runs carries any number, so that what is left, once pieces and room have prices, falls apart by rides: each
runs if those who gain by it pay its charge (Cornuejols, Fisher and Nemhauser 1977).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dukou.base.compiled import compiled, entry
from dukou.engines.grade.model import ANY, Ints, Model

Floats = NDArray[np.float64]
FREE = -1
# The part that a round has in the averages.
PART = 0.1
# How steps begin, grow, and shrink after so many rounds without news; those too short to tell begin anew.
FIRST_STEP, LONGEST, LONGER, SHORTER, IDLE, SHORTEST = 1.0, 2.0, 1.1, 0.7, 8, 0.01


class Seats(NamedTuple):
    """Hold for each kind a seat on each ride with a charge that it can take, and before them one for all without (-1).

    The seats of kind k are ``first[k]`` to ``first[k + 1]``; from seat i arcs ``arcs[i]`` to ``arcs[i + 1]`` lead to
    sinks. `on_ride` lists seats by ride: those of ride r are at ``first_on[r]`` to ``first_on[r + 1]``.
    """

    first: Ints
    kind: Ints
    ride: Ints
    arcs: Ints
    sink: Ints
    value: Ints
    first_on: Ints
    on_ride: Ints
    amount: Ints
    room: Ints
    fixed: Ints


def seats(model: Model) -> Seats:
    """Return the seats of a model."""
    arcs, kinds = model.arcs, len(model.kinds.amount)
    kind = np.repeat(np.arange(kinds), np.diff(arcs.first))
    charged = np.append(model.fixed > 0, False)[arcs.ride]
    ride = np.where(charged, arcs.ride, FREE)
    order = np.lexsort((arcs.sink, ride, kind))
    kind, ride = kind[order], ride[order]
    begins = np.flatnonzero(np.diff(kind, prepend=-1) | np.diff(ride, prepend=-2))
    of_seat, ride = kind[begins], ride[begins]
    by_ride = np.argsort(ride, kind="stable")
    return Seats(
        first=np.searchsorted(of_seat, np.arange(kinds + 1)),
        kind=of_seat,
        ride=ride,
        arcs=np.append(begins, len(order)),
        sink=arcs.sink[order],
        value=arcs.value[order],
        first_on=np.searchsorted(ride[by_ride], np.arange(len(model.fixed) + 1)),
        on_ride=by_ride,
        amount=model.kinds.amount,
        room=model.room,
        fixed=model.fixed,
    )


@entry
def offers(there: Seats, price: Ints) -> Ints:
    """Return what each seat leaves at its best sink after prices."""
    found = np.full(len(there.kind), -ANY)
    for i in range(len(found)):
        for a in range(there.arcs[i], there.arcs[i + 1]):
            found[i] = max(found[i], there.value[a] - price[there.sink[a]])
    return found


def bound(there: Seats, price: Ints, worth: Ints) -> int:
    """Return what no choice exceeds, by a price of each sink's room and a worth of each kind."""
    offer = offers(there, price)
    is_free = there.ride == FREE
    worth = np.maximum(worth, offer[is_free])
    gain = np.maximum(0, offer - worth[there.kind]) * there.amount[there.kind]
    by_ride = np.bincount(there.ride[~is_free], gain[~is_free], len(there.fixed)).astype(np.int64)
    total = int(worth @ there.amount) + int(np.maximum(0, by_ride - there.fixed).sum())
    return total + sum(int(room) * int(one) for room, one in zip(there.room[:-1], price[:-1], strict=True))


class Dual(NamedTuple):
    """Hold prices of room and worths of kinds, what they prove, and the state of their descent.

    `lack`, `spare` and `runs` are averages over its rounds: the part of each kind that was not sent, of each
    sink's room that was left, and of the rounds in which each ride ran; `step` is how far the next one goes.
    """

    price: Floats
    worth: Floats
    proven: float
    lack: Floats
    spare: Floats
    runs: Floats
    step: float


def begin_dual(there: Seats, price: Ints, worth: Ints) -> Dual:
    """Return the state before the first round."""
    proven = float(bound(there, price, worth))
    lack, spare, runs = (np.zeros(len(of)) for of in (there.amount, there.room, there.fixed))
    return Dual(price.astype(float), worth.astype(float), proven, lack, spare, runs, FIRST_STEP)


@entry
def descend(there: Seats, begun: Dual, target: float, rounds: int) -> Dual:
    """Lower what prices and worths prove towards a value, by the volume algorithm (Barahona and Anbil 2000)."""
    best_price, best_worth, least = begun.price.copy(), begun.worth.copy(), begun.proven
    lack, spare, runs = begun.lack.copy(), begun.spare.copy(), begun.runs.copy()
    price, worth = best_price.copy(), best_worth.copy()
    new_lack, new_spare, new_runs = lack.copy(), spare.copy(), runs.copy()
    step, idle = FIRST_STEP if begun.step < SHORTEST else begun.step, 0
    for _ in range(rounds):
        proven = _relaxed(there, price, worth, new_lack, new_spare, new_runs)
        lack += PART * (new_lack - lack)
        spare += PART * (new_spare - spare)
        runs += PART * (new_runs - runs)
        idle += 1
        if proven < least:
            step = min(LONGEST, step * LONGER)
            best_price[:], best_worth[:], least = price, worth, proven
            idle = 0
        elif idle > IDLE:
            step, idle = step * SHORTER, 0
        norm = 0.0
        for k in range(len(lack)):
            norm += there.amount[k] * lack[k] ** 2
        for s in range(len(spare) - 1):
            if best_price[s] > 0 or spare[s] < 0:
                norm += there.room[s] * spare[s] ** 2
        if norm == 0.0 or least <= target:
            break
        length = step * (least - target) / norm
        worth = best_worth - length * lack
        price = np.maximum(0.0, best_price - length * spare)
        price[-1] = 0.0
    return Dual(best_price, best_worth, least, lack, spare, runs, step)


@compiled
def _relaxed(there: Seats, price: Floats, worth: Floats, lack: Floats, spare: Floats, runs: Floats) -> float:
    """Return what prices and worths prove, after raising worths to what is free.

    `lack` becomes the part of each kind that is not sent, `spare` the part of each sink's room that is left, and `runs`
    1 where a ride runs: less than nothing where too much is sent.
    """
    gain = np.zeros(len(there.fixed))
    to = np.empty(len(there.kind), np.int64)
    offer = np.empty(len(there.kind))
    total = 0.0
    for k in range(len(there.amount)):
        for i in range(there.first[k], there.first[k + 1]):
            offer[i] = -1e300
            for a in range(there.arcs[i], there.arcs[i + 1]):
                left = there.value[a] - price[there.sink[a]]
                if left > offer[i]:
                    offer[i], to[i] = left, there.sink[a]
            if there.ride[i] == FREE:
                worth[k] = max(worth[k], offer[i])
            elif offer[i] > worth[k]:
                gain[there.ride[i]] += there.amount[k] * (offer[i] - worth[k])
        total += there.amount[k] * worth[k]
    for r in range(len(gain)):
        runs[r] = 1.0 if gain[r] > there.fixed[r] else 0.0
        total += max(0.0, gain[r] - there.fixed[r])
    for s in range(len(spare) - 1):
        total += price[s] * there.room[s]
    _send(there, worth, offer, to, lack, spare, runs)
    return total


@compiled
def _send(there: Seats, worth: Floats, offer: Floats, to: Ints, lack: Floats, spare: Floats, runs: Floats) -> None:
    """Send each kind by every ride that runs and that it gains by; without one, where nothing is charged."""
    lack[:] = 1.0
    spare[:] = there.room
    for k in range(len(there.amount)):
        for i in range(there.first[k + 1] - 1, there.first[k] - 1, -1):
            r = there.ride[i]
            is_sent = offer[i] >= worth[k] and lack[k] > 0 if r == FREE else runs[r] > 0 and offer[i] > worth[k]
            if is_sent:
                lack[k] -= 1.0
                spare[to[i]] -= there.amount[k]
    for s in range(len(spare)):
        spare[s] /= max(1, there.room[s])
