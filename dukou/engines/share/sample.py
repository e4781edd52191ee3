"""Sample values: orders of joining in which every member is tried at every place.

So the places are strata of equal size (after Castro, Gomez, Molina and Tejada 2017), and those whose error is large get
more orders (Neyman's allocation, in rounds). All members are tried at a place at once, in floats: what an amount is
rounded by is far below the error of sampling.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dukou.base.compiled import entry
from dukou.engines.share.game import (
    ABOARD,
    ABSENT,
    BASE,
    BEYOND,
    CAPACITY_GRAMS,
    CAPACITY_ML,
    EACH,
    EXTRA,
    FIRST_BAND,
    FIXED,
    FUEL,
    GRAMS,
    GRAMS_ONLY,
    IS_BEGUN,
    KIND,
    MINIMUM,
    ML,
    OF_GRAMS,
    OF_ML,
    OPEN,
    OWN,
    PER,
    RATE,
    SHARED,
    UP_TO,
    VEHICLE,
    Game,
    Whole,
    cost,
    move,
    of_coalition,
)
from dukou.engines.share.problem import MILLION
from dukou.engines.share.settle import nearest

Floats = NDArray[np.float64]
GoesOn = Callable[[int], bool]
ORDERS_A_ROUND = 4
# Before so many orders an error is not trusted; below so little of the stand-alone cost more orders are not worth it.
LEAST_ORDERS, ENOUGH = 64, 0.001
# Members with an error of at least this part of the largest get more orders.
MORE = 0.7


class Values(NamedTuple):
    """Hold values and their standard errors in millionths of a minor unit, and of how many orders (0: exact)."""

    shapley_e6: Whole
    error_e6: Whole
    orders: Whole


class Tally(NamedTuple):
    """Hold what was sampled of each kind of member: mean, summed squares about it, orders (Welford)."""

    mean: Floats
    spread: Floats
    orders: Floats

    def variance(self) -> Floats:
        """Return the variance of the means."""
        return self.spread / (self.orders - 1) / self.orders


def sampled(game: Game, seed: int, goes_on: GoesOn) -> Values:
    """Return sampled values of a block; equal members are one kind, tried once and valued alike."""
    n = len(game.goods)
    _rows, first, kind = np.unique(game.goods.reshape(n, -1), axis=0, return_index=True, return_inverse=True)
    kind = kind.ravel()
    alone = np.maximum(1, np.array([of_coalition(game, [i]) for i in first]))
    tally = Tally(*(np.zeros(len(first)) for _ in Tally._fields))
    chance, active, rounds = np.random.default_rng(seed), np.arange(len(first)), 0
    while rounds * ORDERS_A_ROUND < LEAST_ORDERS or goes_on(rounds):
        joining = chance.permuted(np.tile(np.arange(n), (ORDERS_A_ROUND, 1)), axis=1)
        goods = np.ascontiguousarray(game.goods[first[active]].transpose(1, 2, 0), dtype=np.float64)
        insert(game, joining, first[active], goods, active, tally)
        rounds += 1
        if rounds * ORDERS_A_ROUND >= LEAST_ORDERS:
            relative = np.sqrt(tally.variance()) / alone
            if relative.max() <= ENOUGH:
                break
            active = np.flatnonzero(relative >= MORE * relative.max())
    variance = tally.variance()[kind]
    every = int(cost(game, game.goods.sum(axis=0)))
    shapley = _efficient(tally.mean[kind], variance, every)
    exact = nearest([round(one * MILLION * 1000) for one in shapley.tolist()], 1000, MILLION * every)
    error = np.rint(np.sqrt(variance) * MILLION).astype(np.int64)
    return Values(np.array(exact), error, tally.orders[kind].astype(np.int64))


def _efficient(mean: Floats, variance: Floats, every: int) -> Floats:
    """Return values that sum to the cost of all: what lacks is spread by variance, the best estimate given the sum."""
    total = variance.sum()
    return mean + (every - mean.sum()) * variance / total if total else mean


@entry
def insert(game: Game, joining: Whole, members: Whole, goods: Floats, rows: Whole, tally: Tally) -> None:
    """Try members at every place of each order of the others, and count what they add there on average."""
    n = len(game.goods)
    place = np.zeros(n)
    sign, costs, room = np.zeros(len(members)), np.zeros(len(members)), np.zeros((3, len(members)))
    for order in joining:
        for k in range(n):
            place[order[k]] = k
        joins = place[members]
        added = np.zeros(len(members))
        load = np.zeros_like(game.goods[0])
        for k in range(n + 1):
            if k:
                move(load, game.goods[order[k - 1]], 1)
            turn(joins, float(k), sign)
            cost_all(game, load, goods, sign, costs, room)
            add(joins, float(k - 1), sign, costs, float(cost(game, load)), added)
        for at in range(len(members)):
            row = rows[at]
            tally.orders[row] += 1
            change = added[at] / n - tally.mean[row]
            tally.mean[row] += change / tally.orders[row]
            tally.spread[row] += change * (added[at] / n - tally.mean[row])


@entry
def turn(joins: Floats, k: float, sign: Floats) -> None:
    """Try who is aboard before place k without, and others with their goods."""
    for at in range(len(sign)):
        sign[at] = 1.0 if joins[at] >= k else -1.0


@entry
def add(joins: Floats, last: float, sign: Floats, costs: Floats, before: float, added: Floats) -> None:
    """Add what members change; who was the last to join was tried before it did."""
    for at in range(len(sign)):
        change = sign[at] * (costs[at] - before)
        added[at] += change if joins[at] != last else 0.0


@entry
def cost_all(game: Game, load: Whole, goods: Floats, sign: Floats, costs: Floats, room: Floats) -> None:
    """Price the load of a block with (`sign` 1) or without (-1) the goods of each member, as `game.cost` does."""
    least, own, charge = room[0], room[1], room[2]
    own[:] = 0.0
    costs[:] = 0.0
    has_legs = game.is_leg.any()
    for stop in range(len(load)):
        least[:] = OPEN
        if not game.is_leg[stop]:
            charge[:] = 0.0
            lower(float(load[stop, OWN]), charge, goods[stop, OWN], sign, least)
            if has_legs:
                own += least
        for k in range(game.tariffs.shape[1]):
            if game.tariffs[stop, k, KIND] != ABSENT:
                price_all(game.tariffs[stop, k], game.bands, load[stop], goods[stop], sign, charge)
                lower(float(load[stop, EXTRA + k]), charge, goods[stop, EXTRA + k], sign, least)
        add_aboard(float(load[stop, ABOARD]), goods[stop, ABOARD], sign, least, costs)
    # Without legs no departure costs more than own best.
    if has_legs:
        costs[:] = np.minimum(costs, own)


@entry
def lower(extra: float, charge: Floats, extras: Floats, sign: Floats, least: Floats) -> None:
    """Lower the least prices to these charges with their extras, where those are less."""
    for at in range(len(sign)):
        total = charge[at] + extra + sign[at] * extras[at]
        least[at] = min(least[at], total)


@entry
def add_aboard(aboard: float, ours: Floats, sign: Floats, least: Floats, costs: Floats) -> None:
    """Add the least prices to the costs where anybody is aboard."""
    for at in range(len(sign)):
        costs[at] += least[at] if aboard + sign[at] * ours[at] > 0.5 else 0.0


@entry
def price_all(tariff: Whole, bands: Whole, load: Whole, goods: Floats, sign: Floats, charge: Floats) -> None:
    """Price a load by a tariff, with or without the goods of each member, as `game.price` does."""
    grams, ml, fuel, fixed = float(load[GRAMS]), float(load[ML]), tariff[FUEL] / MILLION, float(tariff[FIXED])
    if tariff[KIND] == VEHICLE:
        each, most_grams, most_ml = fuel * tariff[EACH], float(tariff[CAPACITY_GRAMS]), float(tariff[CAPACITY_ML])
        for at in range(len(sign)):
            by_grams = np.ceil((grams + sign[at] * goods[GRAMS, at]) / most_grams)
            by_ml = np.ceil((ml + sign[at] * goods[ML, at]) / most_ml)
            vehicles = max(by_ml, by_grams)
            charge[at] = fixed + each * (max(1.0, vehicles))
    elif tariff[KIND] == SHARED:
        _bands_all(tariff, bands, load, goods, sign, charge)
        for at in range(len(sign)):
            charge[at] = fixed + fuel * charge[at]
    else:
        charge[:] = fixed


@entry
def _bands_all(tariff: Whole, bands: Whole, load: Whole, goods: Floats, sign: Floats, charge: Floats) -> None:
    only, of_grams, of_ml = float(tariff[GRAMS_ONLY]), float(tariff[OF_GRAMS]), float(tariff[OF_ML])
    grams, ml = float(load[GRAMS]), float(load[ML])
    last = tariff[FIRST_BAND]
    while bands[last, UP_TO] < OPEN:
        last += 1
    for band in range(last, tariff[FIRST_BAND] - 1, -1):
        end, base, beyond = float(bands[band, UP_TO]), float(bands[band, BASE]), float(bands[band, BEYOND])
        rate, per, minimum = float(bands[band, RATE]), float(bands[band, PER]), float(bands[band, MINIMUM])
        begun = bands[band, IS_BEGUN] > 0
        for at in range(len(sign)):
            ours, its = grams + sign[at] * goods[GRAMS, at], ml + sign[at] * goods[ML, at]
            one, other = only * ours, of_grams * ours + of_ml * its
            fine = max(other, one)
            steps = (fine - beyond) / per if fine > beyond else 0.0
            steps = np.ceil(steps) if begun else steps
            price = base + rate * steps
            price = max(minimum, price)
            charge[at] = price if fine <= end else charge[at]
