"""Choose where goods that came back go: at their firm's own best and together, by the same engine on the same cases.

Alone a firm has its shelf, its buyer of seconds and its waste; its goods come back as a parcel of their own or on a
truck hired for them. Together they ride with the others' on a ride that goes anyway, and the town's outlet, its
partner shops and its recycler are open to them besides. Shops take seconds alone, on consignment: what is sold as new
is worth its whole price on its owner's shelf. What one more parcel adds to such a ride is a closed form of dated
prices: its label, drop and sorting, and its kilograms at the rate of a truck that is mostly full. It never goes
together where it is cheaper alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dukou.base.money import line_amount
from dukou.base.quantity import ceil_div
from dukou.base.solving import Limit
from dukou.depot.records import PutAway
from dukou.engines import grade as engine
from dukou.engines.grade.simple import first_come
from dukou.returns.records import GRADE_OF_CONDITION, ArrivedCase, Condition, Disposition, Fees
from dukou.returns.records.placing import ON_A_SHELF, Placed, Pooling, Settled, Sink

A_HUNDRED = 100
GRAMS_A_KILO = 1_000
MILLION = 1_000_000
DESK, OUTLET, SHOPS = 0, 1, 2
# The grades as which goods in a condition may go on.
SOLD_AS: Mapping[str, str] = {"A": "ACD", "B": "BCD", "C": "CD", "D": "D"}
OWN: tuple[Sink, ...] = ("shelf", "own_buyer", "scrap")
TOGETHER: tuple[Sink, ...] = (*OWN, "outlet", "shop", "recycler")
PLACE_OF_SINK: Mapping[Sink, PutAway] = {
    "shelf": "depot",
    "own_buyer": "seconds",
    "outlet": "seconds",
    "shop": "seconds",
    "scrap": "scrap",
    "recycler": "scrap",
}
DISPOSITION_OF_SINK: Mapping[Sink, Disposition] = {
    "own_buyer": "seconds",
    "outlet": "seconds",
    "shop": "seconds",
    "scrap": "write_off",
    "recycler": "recycle",
    "abroad": "abroad",
    "ride_home": "ride_home",
}
LIMITS = {
    "ride_parcel_minor": "returns.ride_parcel_minor",
    "ride_kilo_minor": "returns.ride_kilo_minor",
    "truck_minor": "returns.truck_minor",
    "truck_kilos": "returns.truck_kilos",
    "outlet_parcels": "returns.outlet_parcels_a_day",
    "recycler_kilo_minor": "returns.recycler_kilo_minor",
    "shop_parcels": "returns.shop_parcels_a_day",
}
SHARES = {"outlet_share_e6": "returns.outlet_share", "shop_share_e6": "returns.shop_share"}


def pooling(limits: Mapping[str, int], *, shops: int = 0) -> Pooling:
    """Read the day's prices of going together from the dated limits; a town that has not published them has others'.

    `shops` is how many partner shops take part.
    """
    whole = {name: limits[key] // MILLION for name, key in LIMITS.items() if key in limits}
    shares = {name: limits[key] for name, key in SHARES.items() if key in limits}
    return Pooling(**whole, **shares, shops=shops)


def scaled(day: Fees, percent: int) -> Fees:
    """Return a day's fees at so many per cent of the prices of carriage; handling and what sinks pay stay."""

    def part(minor: int) -> int:
        return minor * percent // A_HUNDRED

    prices = day.pooling
    return replace(
        day,
        parcel_minor=part(day.parcel_minor),
        kilo_minor=part(day.kilo_minor),
        reship_minor=part(day.reship_minor),
        pooling=replace(
            prices,
            ride_parcel_minor=part(prices.ride_parcel_minor),
            ride_kilo_minor=part(prices.ride_kilo_minor),
            truck_minor=part(prices.truck_minor),
        ),
    )


def own_best(cases: Sequence[ArrivedCase], states: Sequence[Condition], day: Fees, limit: Limit) -> list[Placed]:
    """Return where the cases' goods go if each firm is alone, and what that costs it."""
    return [
        _placed(one, sink, grade, alone_minor(one, day), day)
        for one, (sink, grade) in zip(cases, _chosen(cases, states, OWN, day, limit), strict=True)
    ]


def together(cases: Sequence[ArrivedCase], states: Sequence[Condition], day: Fees, limit: Limit) -> list[Placed]:
    """Return where the same goods go in common, and what that costs."""
    return [
        _placed(one, sink, grade, shared_minor(one, day), day)
        for one, (sink, grade) in zip(cases, _chosen(cases, states, TOGETHER, day, limit), strict=True)
    ]


def settle(case: ArrivedCase, own_minor: int, pooled: Placed, pairs_replaced: int, day: Fees) -> Settled:
    """Return what a case costs with what was sent in exchange; its seller is charged at most `own_minor`, its own best.

    Whose fault it is cannot be said of a case whose cause is unproven: nobody is charged.
    """
    own_reship, reship = _reship_minor(pairs_replaced * case.grams_per_pair, day)
    most, cost = own_minor + own_reship, pooled.cost_minor + reship
    freight, handling = pooled.freight_minor + reship, pooled.handling_minor
    fund = max(0, cost - most)
    spared = min(fund, freight)
    if case.reason == "unproven":
        return Settled(most, own_reship, cost, 0, 0, 0, freight + handling, freight)
    return Settled(most, own_reship, cost, fund, freight - spared, handling - (fund - spared), fund, spared)


def alone_minor(case: ArrivedCase, day: Fees) -> int:
    """Return the way back alone: the parcel that was told when the case was opened, or trucks where they are cheaper.

    Where the sender paid for it, it costs nothing.
    """
    return min(case.freight_minor, _trucks_minor(grams_of(case), day.pooling))


def shared_minor(case: ArrivedCase, day: Fees) -> int:
    """Return the way back on a ride that goes anyway, or alone where that is cheaper."""
    return min(alone_minor(case, day), ride_minor(grams_of(case), day.pooling))


def ride_minor(grams: int, prices: Pooling) -> int:
    """Return what one more parcel adds to a ride that goes anyway: it has no first kilogram and no minimum."""
    return prices.ride_parcel_minor + _carried_minor(grams, prices)


def disposition_of(sink: Sink, grade: str) -> Disposition:
    """Return what becomes of goods that go to a sink as a grade."""
    if sink == "shelf":
        return "restock" if grade == "A" else "rebag"
    return DISPOSITION_OF_SINK[sink]


def moves_of(problem: engine.Problem, limit: Limit) -> list[engine.Move]:
    """Return where each piece goes, in order; an answer that breaks a law gives way to first come, first served."""
    answer = engine.solve(problem, limit=limit, seed=0)
    moves = first_come(problem) if engine.check(problem, answer) else answer.moves
    return sorted(moves, key=lambda one: one.piece)


def piece(one: ArrivedCase, state: Condition, day: Fees, *, waste_minor: int) -> engine.Piece:
    """Return a case as one piece: what all of it is worth as each grade that its condition allows."""
    value, rebag = value_of(one), one.pairs * day.rebag_pair_minor
    worths = {"A": value, "B": value - rebag if value >= rebag else None, "C": value, "D": waste_minor}
    allowed = SOLD_AS[GRADE_OF_CONDITION[state]]
    a, b, c, d = (worths[grade] if grade in allowed else None for grade in "ABCD")
    return engine.Piece(owner=one.firm, place=DESK, values_minor=(a, b, c, d), grams=grams_of(one))


def placed(one: ArrivedCase, sink: Sink, grade: str, freight_minor: int, cash_minor: int, day: Fees) -> Placed:
    """Return what a place costs and brings: goods on a shelf bring no cash until they leave it."""
    return Placed(
        sink=sink,
        grade=grade,
        freight_minor=freight_minor,
        handling_minor=day.inspect_minor + (one.pairs * day.rebag_pair_minor if grade == "B" else 0),
        cash_minor=cash_minor,
        worth_minor=value_of(one) if sink in ON_A_SHELF else cash_minor,
    )


def value_of(one: ArrivedCase) -> int:
    """Return what a case's goods were sold for."""
    return line_amount(one.unit_price_e4, one.pairs).amount_minor


def grams_of(one: ArrivedCase) -> int:
    """Return what a case's goods weigh."""
    return one.pairs * one.grams_per_pair


def _reship_minor(grams: int, day: Fees) -> tuple[int, int]:
    """Return what sending a replacement costs alone and together; nothing where none is sent."""
    if not grams:
        return 0, 0
    kilos = ceil_div(grams, GRAMS_A_KILO)
    alone = min(day.reship_minor + (kilos - 1) * day.kilo_minor, _trucks_minor(grams, day.pooling))
    return alone, min(alone, ride_minor(grams, day.pooling))


def _trucks_minor(grams: int, prices: Pooling) -> int:
    return ceil_div(grams, prices.truck_kilos * GRAMS_A_KILO) * prices.truck_minor


def _carried_minor(grams: int, prices: Pooling) -> int:
    return ceil_div(grams * prices.ride_kilo_minor, GRAMS_A_KILO)


def _chosen(
    cases: Sequence[ArrivedCase], states: Sequence[Condition], names: Sequence[Sink], day: Fees, limit: Limit
) -> list[tuple[Sink, str]]:
    """Return each case's sink and grade."""
    problem = engine.Problem(
        places=(engine.Place("desk"), engine.Place("outlet"), engine.Place("shops")),
        rides=tuple(engine.Ride(DESK, there, day.pooling.ride_kilo_minor) for there in (OUTLET, SHOPS)),
        sinks=tuple(_sink(name, day) for name in names),
        pieces=tuple(
            piece(one, state, day, waste_minor=grams_of(one) * day.pooling.recycler_kilo_minor // GRAMS_A_KILO)
            for one, state in zip(cases, states, strict=True)
        ),
        # It never waits: to be inspected costs less than that.
        wait_minor=day.inspect_minor + 1,
    )
    return [(names[one.sink], one.grade) for one in moves_of(problem, limit)]


def _sink(name: Sink, day: Fees) -> engine.Sink:
    """Return a sink of the engine: a case stays together, so that room is counted in parcels."""

    def terms(grade: str, pays_e6: int = MILLION) -> engine.Terms:
        return engine.Terms(grade, pays_e6, handling_minor=day.inspect_minor)

    if name == "shelf":
        return engine.Sink(name, DESK, (terms("A"), terms("B")))
    if name == "own_buyer":
        return engine.Sink(name, DESK, (terms("C", day.seconds_share_e6),))
    if name == "outlet":
        return engine.Sink(name, OUTLET, (terms("C", day.pooling.outlet_share_e6),), day.pooling.outlet_parcels)
    if name == "shop":
        room = day.pooling.shops * day.pooling.shop_parcels
        return engine.Sink(name, SHOPS, (terms("C", day.pooling.shop_share_e6),), room)
    if name == "recycler":
        return engine.Sink(name, DESK, (terms("D"),))
    return engine.Sink(name, DESK, (terms("D", 0),), destroys=True)


def _placed(one: ArrivedCase, sink: Sink, grade: str, back_minor: int, day: Fees) -> Placed:
    value, grams, prices = value_of(one), grams_of(one), day.pooling
    cash = {
        "own_buyer": value * day.seconds_share_e6 // MILLION,
        "outlet": value * prices.outlet_share_e6 // MILLION,
        "shop": value * prices.shop_share_e6 // MILLION,
        "recycler": grams * prices.recycler_kilo_minor // GRAMS_A_KILO,
    }.get(sink, 0)
    onward = _carried_minor(grams, prices) if sink in {"outlet", "shop"} else 0
    return placed(one, sink, grade, back_minor + onward, cash, day)
