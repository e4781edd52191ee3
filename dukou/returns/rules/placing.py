"""Choose where goods that came back go: at their firm's own best and together, by the same engine on the same cases.

Alone a firm has its shelf, its buyer of seconds and its waste; its goods come back as a parcel of their own or on a
truck hired for them. Together they ride with the others' on a ride that goes anyway, and the town's outlet and its
recycler are open to them besides. What one more parcel adds to such a ride is a closed form of dated prices: its label,
drop and sorting, and its kilograms at the rate of a truck that is mostly full. It never goes together where it is
cheaper alone.
"""

from collections.abc import Iterable, Mapping, Sequence

from dukou.base.money import line_amount
from dukou.base.quantity import ceil_div
from dukou.base.solving import Limit
from dukou.depot.records import PutAway
from dukou.engines import grade as engine
from dukou.engines.grade.simple import first_come
from dukou.returns.records import GRADE_OF_CONDITION, ArrivedCase, Condition, Disposition, Fees
from dukou.returns.records.placing import Placed, Pooling, Settled, Sink

GRAMS_A_KILO = 1_000
MILLION = 1_000_000
DESK, OUTLET = 0, 1
# The grades as which goods in a condition may go on.
SOLD_AS: Mapping[str, str] = {"A": "ACD", "B": "BCD", "C": "CD", "D": "D"}
OWN: tuple[Sink, ...] = ("shelf", "own_buyer", "scrap")
TOGETHER: tuple[Sink, ...] = (*OWN, "outlet", "recycler")
PLACE_OF_SINK: Mapping[Sink, PutAway] = {
    "shelf": "depot",
    "own_buyer": "seconds",
    "outlet": "seconds",
    "scrap": "scrap",
    "recycler": "scrap",
}
LIMITS = {
    "ride_parcel_minor": "returns.ride_parcel_minor",
    "ride_kilo_minor": "returns.ride_kilo_minor",
    "truck_minor": "returns.truck_minor",
    "truck_kilos": "returns.truck_kilos",
    "outlet_parcels": "returns.outlet_parcels_a_day",
    "recycler_kilo_minor": "returns.recycler_kilo_minor",
}
OUTLET_SHARE = "returns.outlet_share"


def pooling(limits: Mapping[str, int]) -> Pooling:
    """Read the day's prices of going together from the dated limits; a town that has not published them has others'."""
    whole = {name: limits[key] // MILLION for name, key in LIMITS.items() if key in limits}
    share = {"outlet_share_e6": limits[OUTLET_SHARE]} if OUTLET_SHARE in limits else {}
    return Pooling(**whole, **share)


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
        return Settled(most, own_reship, cost, 0, 0, 0, freight + handling)
    return Settled(most, own_reship, cost, fund, freight - spared, handling - (fund - spared), fund)


def alone_minor(case: ArrivedCase, day: Fees) -> int:
    """Return the way back alone: the parcel that was told when the case was opened, or trucks where they are cheaper.

    Where the sender paid for it, it costs nothing.
    """
    return min(case.freight_minor, _trucks_minor(_grams(case), day.pooling))


def shared_minor(case: ArrivedCase, day: Fees) -> int:
    """Return the way back on a ride that goes anyway, or alone where that is cheaper."""
    return min(alone_minor(case, day), ride_minor(_grams(case), day.pooling))


def ride_minor(grams: int, prices: Pooling) -> int:
    """Return what one more parcel adds to a ride that goes anyway: it has no first kilogram and no minimum."""
    return prices.ride_parcel_minor + _carried_minor(grams, prices)


def disposition_of(sink: Sink, grade: str) -> Disposition:
    """Return what becomes of goods that go to a sink as a grade."""
    if sink == "shelf":
        return "restock" if grade == "A" else "rebag"
    if sink == "recycler":
        return "recycle"
    return "write_off" if sink == "scrap" else "seconds"


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
    """Return each case's sink and grade; an answer that breaks a law gives way to first come, first served."""
    problem = engine.Problem(
        places=(engine.Place("desk"), engine.Place("outlet")),
        rides=(engine.Ride(DESK, OUTLET, day.pooling.ride_kilo_minor),),
        sinks=tuple(_sink(name, day) for name in names),
        pieces=tuple(_piece(one, state, day) for one, state in zip(cases, states, strict=True)),
        # It never waits: to be inspected costs less than that.
        wait_minor=day.inspect_minor + 1,
    )
    answer = engine.solve(problem, limit=limit, seed=0)
    moves = first_come(problem) if engine.check(problem, answer) else answer.moves
    return [(names[one.sink], one.grade) for one in _in_order(moves)]


def _in_order(moves: Iterable[engine.Move]) -> list[engine.Move]:
    return sorted(moves, key=lambda one: one.piece)


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
    if name == "recycler":
        return engine.Sink(name, DESK, (terms("D"),))
    return engine.Sink(name, DESK, (terms("D", 0),), destroys=True)


def _piece(one: ArrivedCase, state: Condition, day: Fees) -> engine.Piece:
    """Return a case as one piece: what all of it is worth as each grade that its condition allows."""
    value, grams = _value_minor(one), _grams(one)
    rebag, waste = one.pairs * day.rebag_pair_minor, grams * day.pooling.recycler_kilo_minor // GRAMS_A_KILO
    worths = {"A": value, "B": value - rebag if value >= rebag else None, "C": value, "D": waste}
    allowed = SOLD_AS[GRADE_OF_CONDITION[state]]
    a, b, c, d = (worths[grade] if grade in allowed else None for grade in "ABCD")
    return engine.Piece(owner=0, place=DESK, values_minor=(a, b, c, d), grams=grams)


def _placed(one: ArrivedCase, sink: Sink, grade: str, back_minor: int, day: Fees) -> Placed:
    """Return what a place costs and brings: goods on the shelf bring no cash until they leave it."""
    value, grams, prices = _value_minor(one), _grams(one), day.pooling
    cash = {
        "own_buyer": value * day.seconds_share_e6 // MILLION,
        "outlet": value * prices.outlet_share_e6 // MILLION,
        "recycler": grams * prices.recycler_kilo_minor // GRAMS_A_KILO,
    }.get(sink, 0)
    return Placed(
        sink=sink,
        grade=grade,
        freight_minor=back_minor + (_carried_minor(grams, prices) if sink == "outlet" else 0),
        handling_minor=day.inspect_minor + (one.pairs * day.rebag_pair_minor if grade == "B" else 0),
        cash_minor=cash,
        worth_minor=value if sink == "shelf" else cash,
    )


def _value_minor(one: ArrivedCase) -> int:
    return line_amount(one.unit_price_e4, one.pairs).amount_minor


def _grams(one: ArrivedCase) -> int:
    return one.pairs * one.grams_per_pair
