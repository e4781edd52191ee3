"""Decide what to place overseas: a forecast of what sells there, against freight, fees and what is left over.

Goods are worth their price at home. A pair sold from overseas saves the parcel or part load that would have carried it
from home alone; one that is left over fetches what seconds do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dukou.base.money import PRICE_SCALE, minor_digits
from dukou.base.quantity import ceil_div
from dukou.base.solving import Limit
from dukou.depot.records.abroad import DepotRecord, FeeRule, Placeable, Placed, Sales
from dukou.depot.rules import forecast
from dukou.depot.rules.fees import E6, UNITS, YUAN, YUAN_E6, at_least, counted, price_at, priced_e10
from dukou.engines import place as engine
from dukou.registry.records import TariffRecord

STAGE_DAYS = (28, 28, 28)
ML_A_M3, GRAMS_A_KG, PPM = 10**6, 10**3, 10**6
DAYS_A_YEAR = 365
MOST_VEHICLES = 5
# No depot and no owner has so much.
NO_LIMIT = 10**11
YUAN_E4_A_MINOR = PRICE_SCALE // 10 ** minor_digits(YUAN)


@dataclass(frozen=True, slots=True)
class Market:
    """Hold what a plan is made from: goods, what sold, depots with their fees, tariffs, and yuan for a unit of money.

    `lying` is what an owner has at each ``(site, SKU)``, `coming` what is on its way there; shares are in millionths.
    Goods and freight come to no more than the budget, where there is one.
    """

    goods: tuple[Placeable, ...]
    sales: tuple[Sales, ...]
    depots: tuple[DepotRecord, ...]
    rules: tuple[FeeRule, ...]
    tariffs: tuple[TariffRecord, ...]
    rates: Mapping[str, int]
    lying: Mapping[tuple[int, int], int]
    coming: Mapping[tuple[int, int], int]
    capital_rate_e6: int
    left_share_e6: int
    budget_minor: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold what to place where, what that should earn in fen, and what no plan exceeds."""

    placed: tuple[Placed, ...]
    expected_minor: int
    bound_minor: int


def plan(market: Market, *, limit: Limit) -> Plan:
    """Return what to place where; nothing is an answer as well."""
    if not market.goods:
        return Plan((), 0, 0)
    places = tuple(_place(market, depot) for depot in market.depots)
    lanes = [
        (tariff, lane)
        for number, depot in enumerate(market.depots)
        for tariff in market.tariffs
        if tariff.destination == depot.destination and (lane := _lane(market, number, tariff))
    ]
    problem = engine.Problem(
        items=tuple(_item(one) for one in market.goods),
        places=places,
        lanes=tuple(lane for _tariff, lane in lanes),
        demands=tuple(_demands(market)),
        stage_days=STAGE_DAYS,
        weights=(1,) * len(forecast.THIRDS),
        capital_ppm_day=market.capital_rate_e6 // DAYS_A_YEAR,
        budget_e4=None if market.budget_minor is None else market.budget_minor * YUAN_E4_A_MINOR,
    )
    answer = engine.solve(problem, limit=limit, seed=0)
    if violations := engine.check(problem, answer):
        raise RuntimeError(f"a plan that breaks its own laws: {violations[0]}")
    asked = {(one.item, one.place): one.pairs for one in problem.demands}
    placed = []
    for one in answer.placements:
        tariff, lane = lanes[one.lane]
        mean = sum(map(sum, asked[one.item, lane.place])) // len(problem.weights)
        site, sku = market.depots[lane.place].site, market.goods[one.item].sku_id
        placed.append(Placed(site, sku, tariff.service, tariff.transit_days, one.pairs, mean))
    fen = YUAN_E4_A_MINOR
    return Plan(tuple(placed), answer.expected_e4 // fen, ceil_div(answer.bound_e4, fen))


def weekly(rows: Sequence[tuple[int, str, date, int]], first: date, weeks: int) -> list[Sales]:
    """Add up ``(SKU, zone, day, pairs)`` by weeks from a day on."""
    found: dict[tuple[int, str], list[int]] = {}
    lots: dict[tuple[int, str], int] = {}
    for sku, zone, on, pairs in rows:
        week = (on - first).days // forecast.DAYS_A_WEEK
        if 0 <= week < weeks:
            found.setdefault((sku, zone), [0] * weeks)[week] += pairs
            lots[sku, zone] = lots.get((sku, zone), 0) + 1
    return [Sales(sku, zone, tuple(sold), lots[sku, zone]) for (sku, zone), sold in sorted(found.items())]


def _item(one: Placeable) -> engine.Item:
    """Place at least a carton."""
    return engine.Item(one.pairs, one.ml_per_pair, one.grams_per_pair, one.price_e4, one.pairs_per_carton)


def _place(market: Market, depot: DepotRecord) -> engine.Place:
    """Return a depot's room, less what lies or comes there, and its fees for the owner's goods on the average."""
    by_sku = {one.sku_id: one.ml_per_pair for one in market.goods}
    held = [*market.lying.items(), *market.coming.items()]
    taken = sum(pairs * by_sku.get(sku, 0) for (site, sku), pairs in held if site == depot.site)
    mine = [rule for rule in market.rules if rule.site == depot.site]
    storage = [rule for rule in mine if rule.event == "store" and rule.basis != "day"][:1]
    tiers = {
        max(rule.free_days, tier.starts): _m3_e4(market, rule, tier.price_e4) for rule in storage for tier in rule.tiers
    }
    return engine.Place(
        capacity_ml=max(0, depot.capacity_ml - taken),
        receiving_m3_e4=sum(_m3_e4(market, rule, price_at(rule.tiers, 0)) for rule in mine if rule.event == "receive"),
        storage=tuple(engine.Tier(*tier) for tier in sorted(tiers.items())),
    )


def _m3_e4(market: Market, rule: FeeRule, price_e4: int) -> int:
    """Return what a cubic metre of the owner's goods costs at a price, on the average."""
    cost_e10 = sum(
        counted(rule.basis, one, one.pairs_per_carton) * price_e4 * E6 // UNITS[rule.basis] for one in market.goods
    )
    ml = sum(one.pairs_per_carton * one.ml_per_pair for one in market.goods)
    return _yuan(cost_e10 * ML_A_M3 // ml // E6, rule.currency, market.rates)


def _picking_e4(market: Market, depot: DepotRecord, one: Placeable) -> int:
    """Return what picking and packing a pair costs in an order of the usual size."""
    usual, total = _usual(market, one.sku_id, depot.zone), 0
    for rule in market.rules:
        if rule.site == depot.site and rule.event in ("pick", "pack"):
            order_e10 = at_least(rule, priced_e10(rule, counted(rule.basis, one, usual)))
            total += _yuan(order_e10 // usual // E6, rule.currency, market.rates)
    return total


def _demands(market: Market) -> list[engine.Demand]:
    """Return what sells where, of goods that have sold there; what is not worth picking is left out.

    What picking costs is taken off what a pair saves: it differs by the pairs that buyers take at a time.
    """
    sold = {(one.sku_id, one.zone): one for one in market.sales}
    found = []
    for item, one in enumerate(market.goods):
        for number, depot in enumerate(market.depots):
            sales = sold.get((one.sku_id, depot.zone))
            saved_e4 = _saved_e4(market, depot, one)
            if sales is None or saved_e4 is None:
                continue
            margin_e4 = saved_e4 - _picking_e4(market, depot, one)
            left_e4 = one.price_e4 * market.left_share_e6 // PPM
            if margin_e4 < left_e4 - one.price_e4:
                continue
            where = (depot.site, one.sku_id)
            stock = market.lying.get(where, 0), market.coming.get(where, 0)
            asked = forecast.scenarios(forecast.forecast(forecast.on_offer(sales.weeks)), STAGE_DAYS, *stock)
            found.append(engine.Demand(item, number, margin_e4, left_e4, asked))
    return found


def _usual(market: Market, sku: int, zone: str) -> int:
    """Return how many pairs of a SKU buyers in a zone take at a time."""
    sales = next((one for one in market.sales if (one.sku_id, one.zone) == (sku, zone)), None)
    return max(1, sum(sales.weeks) // sales.lots) if sales else 1


def _saved_e4(market: Market, depot: DepotRecord, one: Placeable) -> int | None:
    """Return what a pair costs that is sent from home alone in an order of the usual size, but for the last mile."""
    usual = _usual(market, one.sku_id, depot.zone)
    grams, ml = usual * one.grams_per_pair, usual * one.ml_per_pair
    costs = [
        _yuan(_alone_minor(tariff, grams, ml) * _e4(tariff.currency), tariff.currency, market.rates)
        for tariff in market.tariffs
        if tariff.destination == depot.destination and tariff.kind != "vehicle" and not tariff.bands
    ]
    return min(costs) // usual if costs else None


def _alone_minor(one: TariffRecord, grams: int, ml: int) -> int:
    """Return what an order by itself costs without its last mile, which is the same from overseas."""
    weight = max(grams, ml * GRAMS_A_KG // one.ml_per_kg)
    if one.kind == "parcel":
        steps = ceil_div(max(0, weight - one.first_grams), one.step_grams) if one.step_grams else 0
        charge = one.first_minor + steps * one.step_minor
    elif one.rate_unit == "m3":
        charge = ceil_div(ml * one.rate_minor, ML_A_M3)
    else:
        charge = ceil_div(weight * one.rate_minor, GRAMS_A_KG)
    return _with_fuel(max(charge, one.minimum_minor), one)


def _lane(market: Market, place: int, one: TariffRecord) -> engine.Lane | None:
    """Return a tariff as a lane; parcels and banded prices are none.

    Where weight is charged, it is by volume if the owner's goods together are that light.
    """
    if one.kind == "parcel" or one.bands:
        return None

    def e4(minor: int) -> int:
        return _yuan(_with_fuel(minor, one) * _e4(one.currency), one.currency, market.rates)

    delivery_e4 = _yuan(one.delivery_minor * _e4(one.currency), one.currency, market.rates)
    if one.kind == "vehicle":
        vehicle = {"vehicle_ml": one.capacity_ml, "vehicle_grams": one.capacity_grams, "vehicles": MOST_VEHICLES}
        return engine.Lane(place, one.transit_days, vehicle_e4=e4(one.vehicle_minor) + delivery_e4, **vehicle)
    grams = sum(goods.pairs * goods.grams_per_pair for goods in market.goods)
    ml = sum(goods.pairs * goods.ml_per_pair for goods in market.goods)
    is_light = ml * GRAMS_A_KG > grams * one.ml_per_kg
    price = {"m3_e4": e4(one.rate_minor)}
    if one.rate_unit == "kg":
        price = {"m3_e4": e4(one.rate_minor) * ML_A_M3 // one.ml_per_kg} if is_light else {"kg_e4": e4(one.rate_minor)}
    # The last mile is paid once, as one vehicle that nothing fills.
    last_mile = {"vehicle_e4": delivery_e4, "vehicle_ml": NO_LIMIT, "vehicle_grams": NO_LIMIT, "vehicles": 1}
    return engine.Lane(place, one.transit_days, minimum_e4=e4(one.minimum_minor), **price, **last_mile)


def _with_fuel(minor: int, one: TariffRecord) -> int:
    return ceil_div(minor * (PPM + one.fuel_ppm), PPM)


def _e4(currency: str) -> int:
    """Return how many 1/10,000 of the unit a minor unit is."""
    return int(PRICE_SCALE // 10 ** minor_digits(currency))


def _yuan(amount_e4: int, currency: str, rates: Mapping[str, int]) -> int:
    """Return an amount in 1/10,000 yuan, rounded up."""
    return amount_e4 if currency == YUAN else ceil_div(amount_e4 * rates[currency], YUAN_E6)
