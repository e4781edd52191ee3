"""Price coalitions fast: the closed form of the cost, as whole numbers in arrays, compiled."""

from collections.abc import Sequence
from math import gcd
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dukou.base.compiled import entry
from dukou.engines.share.problem import MILLION, Problem, Tariff

Whole = NDArray[np.int64]
Inside = NDArray[np.bool_]
KINDS = {"parcel": 0, "joint": 0, "shared": 1, "vehicle": 2}
ABSENT, SHARED, VEHICLE = -1, 1, 2
# Columns of a tariff, of a band, and of a load.
KIND, GRAMS_ONLY, OF_GRAMS, OF_ML, FUEL, EACH, CAPACITY_ML, CAPACITY_GRAMS, FIXED, FIRST_BAND = range(10)
UP_TO, BASE, BEYOND, RATE, PER, IS_BEGUN, MINIMUM = range(7)
ABOARD, GRAMS, ML, OWN, EXTRA = range(5)
OPEN = 2**62


class Game(NamedTuple):
    """Hold a sharing as arrays. A stop is a departure or a leg; a block is a leg with its departures, or a departure.

    Parameters
    ----------
    goods
        A load for each member and stop: whether aboard, grams, ml, own best, and the extra by each tariff.
    tariffs, bands
        Tariffs by stop; bands of all tariffs in one table.
    is_leg, block
        Whether a stop is a leg, which nobody's own best avoids alone; the block of each stop, in rising order.
    """

    goods: Whole
    tariffs: Whole
    bands: Whole
    is_leg: Inside
    block: Whole


def build(problem: Problem) -> Game:
    """Return the game of a problem."""
    departures, legs = len(problem.departures), len(problem.legs)
    most = max([min(1, legs), *(len(one.tariffs) for one in problem.departures)])
    bands: list[tuple[int, ...]] = [(OPEN, 0, 0, 0, 1, 0, 0)]
    tariffs = np.full((departures + legs, most, 10), ABSENT, dtype=np.int64)
    for stop, ways in enumerate(
        [*(one.tariffs for one in problem.departures), *((one.tariff,) for one in problem.legs)]
    ):
        for k, tariff in enumerate(ways):
            tariffs[stop, k] = _row(tariff, bands)
    goods = np.zeros((len(problem.members), departures + legs, EXTRA + most), dtype=np.int64)
    for i, member in enumerate(problem.members):
        for part in member.parts:
            load = (1, part.grams, part.ml, part.own_best_minor, *part.extra_minor)
            goods[i, part.departure, : len(load)] = load
    for number, leg in enumerate(problem.legs):
        goods[:, departures + number, :OWN] = goods[:, list(leg.departures), :OWN].sum(axis=1)
    block, is_leg = _blocks(problem), np.arange(departures + legs) >= departures
    order = np.argsort(block, kind="stable")
    return _stops(Game(goods, tariffs, np.array(bands, dtype=np.int64), is_leg, block), order)


def _row(tariff: Tariff, bands: list[tuple[int, ...]]) -> tuple[int, ...]:
    """Return a tariff's columns; its bands join those of the others.

    Its amount counts in such fine parts that it is whole: max(`GRAMS_ONLY` grams, `OF_GRAMS` grams + `OF_ML` ml).
    """
    fine, parts = 1, (0, 0, 1)
    if tariff.unit == "kg":
        fine, parts = 1, (1, 0, 0)
        if tariff.ml_per_kg:
            twice = 2 if tariff.is_half_volumetric else 1
            common = gcd(tariff.ml_per_kg, 1000)
            of_grams, of_ml = tariff.ml_per_kg // common, 1000 // common
            fine, parts = twice * of_grams, (twice * of_grams, (twice - 1) * of_grams, of_ml)
    first = len(bands)
    for band in tariff.bands:
        end = OPEN if band.up_to_amount is None else band.up_to_amount * fine
        step = (band.beyond_amount * fine, band.rate_minor, band.per_amount * fine)
        bands.append((end, band.base_minor, *step, int(band.is_begun), band.minimum_minor))
    capacities = max(tariff.capacity_ml, 1), max(tariff.capacity_grams, 1)
    fuel = MILLION + tariff.fuel_ppm
    return (KINDS[tariff.kind], *parts, fuel, tariff.vehicle_minor, *capacities, tariff.fixed_minor, first)


def _blocks(problem: Problem) -> Whole:
    """Return the block of each departure, then of each leg, counted from zero."""
    block = list(range(len(problem.departures) + len(problem.legs)))
    for number, leg in enumerate(problem.legs, start=len(problem.departures)):
        tied = {block[d] for d in (*leg.departures, number)}
        block = [min(tied) if one in tied else one for one in block]
    names = {one: number for number, one in enumerate(sorted(set(block)))}
    return np.array([names[one] for one in block], dtype=np.int64)


def _stops(game: Game, stops: Whole) -> Game:
    chosen = (np.ascontiguousarray(game.goods[:, stops]), np.ascontiguousarray(game.tariffs[stops]))
    return Game(*chosen, game.bands, game.is_leg[stops], game.block[stops])


def restrict(game: Game, block: int) -> tuple[Game, Whole]:
    """Return the game of one block, and its members' places in the whole."""
    part = _stops(game, np.flatnonzero(game.block == block))
    aboard = np.flatnonzero(part.goods[:, :, ABOARD].any(axis=1))
    return part._replace(goods=part.goods[aboard]), aboard


def without_legs(game: Game) -> Game:
    """Return the game where no leg costs anything."""
    return _stops(game, np.flatnonzero(~game.is_leg))


def of_coalition(game: Game, coalition: Sequence[int] | Whole) -> int:
    """Return a coalition's cost in minor units."""
    return int(cost(game, game.goods[np.asarray(coalition, dtype=np.int64)].sum(axis=0)))


@entry
def over(amount: int, divisor: int) -> int:
    """Return a quotient of whole numbers, rounded up; floats guess it, which is faster than to divide."""
    quotient = int(float(amount) / float(divisor))
    rest = amount - quotient * divisor
    while rest > 0:
        quotient += 1
        rest -= divisor
    while rest <= -divisor:
        quotient -= 1
        rest += divisor
    return quotient


@entry
def price(tariffs: Whole, stop: int, k: int, bands: Whole, grams: int, ml: int) -> int:
    """Return what a tariff charges for a load, rounded up once."""
    per = 1
    amount = 0
    if tariffs[stop, k, KIND] == VEHICLE:
        vehicles = max(1, over(ml, tariffs[stop, k, CAPACITY_ML]), over(grams, tariffs[stop, k, CAPACITY_GRAMS]))
        return int(tariffs[stop, k, FIXED]) + over(vehicles * tariffs[stop, k, EACH] * tariffs[stop, k, FUEL], MILLION)
    if tariffs[stop, k, KIND] == SHARED:
        fine = max(
            tariffs[stop, k, GRAMS_ONLY] * grams, tariffs[stop, k, OF_GRAMS] * grams + tariffs[stop, k, OF_ML] * ml
        )
        at = tariffs[stop, k, FIRST_BAND]
        while bands[at, UP_TO] < fine:
            at += 1
        beyond = max(0, fine - bands[at, BEYOND])
        if bands[at, IS_BEGUN]:
            beyond = over(beyond, bands[at, PER])
        else:
            per = bands[at, PER]
        amount = max(bands[at, MINIMUM] * per, bands[at, BASE] * per + bands[at, RATE] * beyond)
    if tariffs[stop, k, FUEL] == MILLION:
        return int(tariffs[stop, k, FIXED]) + over(amount, per)
    whole = over(amount, per) - 1
    rest = over((amount - whole * per) * tariffs[stop, k, FUEL], per)
    return int(tariffs[stop, k, FIXED]) + over(whole * tariffs[stop, k, FUEL] + rest, MILLION)


@entry
def cost(game: Game, load: Whole) -> int:
    """Return what a load costs: by departure its cheapest tariff or own best, and legs; by block at most own best."""
    return cost_with(game, load, 0, 0)


@entry
def cost_with(game: Game, load: Whole, i: int, times: int) -> int:
    """Return what a load costs with a member's goods so many times more (-1: without them)."""
    total = 0
    together = 0
    own = 0
    for stop in range(len(load)):
        if stop and game.block[stop] != game.block[stop - 1]:
            total += min(together, own)
            together = 0
            own = 0
        if load[stop, ABOARD] + times * game.goods[i, stop, ABOARD] == 0:
            continue
        least = OPEN
        if not game.is_leg[stop]:
            least = load[stop, OWN] + times * game.goods[i, stop, OWN]
            own += least
        grams = load[stop, GRAMS] + times * game.goods[i, stop, GRAMS]
        ml = load[stop, ML] + times * game.goods[i, stop, ML]
        for k in range(game.tariffs.shape[1]):
            extra = load[stop, EXTRA + k] + times * game.goods[i, stop, EXTRA + k]
            if game.tariffs[stop, k, KIND] != ABSENT and extra < least:
                least = min(least, extra + price(game.tariffs, stop, k, game.bands, grams, ml))
        together += least
    return total + min(together, own)


@entry
def move(load: Whole, goods: Whole, times: int) -> None:
    """Put goods to a load so many times (-1: take them away)."""
    for stop in range(len(load)):
        for amount in range(load.shape[1]):
            load[stop, amount] += times * goods[stop, amount]
