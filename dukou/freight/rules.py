"""Decide how goods go alone and together, and who pays what.

The three ways (naive alone, own best, pooled) are one function, `find_way`, over different groups of shipments.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from dukou.base.errors import Fact, Refusal
from dukou.base.money import Money, line_amount, split
from dukou.base.solving import Limit
from dukou.engines import consolidate, share
from dukou.engines.consolidate.simple import choose
from dukou.engines.consolidate.tariff import parcel_minor, pooled_minor
from dukou.freight.records import (
    Departure,
    Fees,
    FirmBaseline,
    FirmCharge,
    Goods,
    Mode,
    NewShipment,
    Pooling,
    Reason,
    Way,
)
from dukou.market.records import LineFacts
from dukou.registry.records import TariffRecord

# The engines' methods have no chance in them.
SEED = 0
MILLION = 1_000_000
DAYS_A_YEAR = 365
CURRENCY = "CNY"
FEWEST_FIRMS = 5
FEES = (
    "logistics.alone_minor_a_carton",
    "logistics.alone_minor_a_shipment",
    "logistics.pickup_minor_a_carton",
    "logistics.depot_minor_a_carton",
    "logistics.desk_minor_a_shipment",
    "logistics.capital_rate_year",
    "logistics.late_day_share",
)
# What insurance and damage take of the goods' value, whatever way they go.
RISKS = ("logistics.insurance_share", "logistics.damage_share")
HOME = "CN"
HEAVIEST_PARCEL_GRAMS = 30_000
# What a tariff asks for carriage; the rest of it are weights, volumes and days.
PRICES = ("first_minor", "step_minor", "rate_minor", "minimum_minor", "vehicle_minor", "delivery_minor")
LEAST_PERCENT, MOST_PERCENT = 50, 200


@dataclass(frozen=True, slots=True)
class Saving:
    """Hold what a shipment cost at its firm's own best and together, and the parts of the difference, in minor units.

    `rate_minor` is the difference of handling, `time_minor` that of waiting, and of the carriage `mode_minor` where
    the shipment goes by another service than at own best, else `fill_minor`.
    """

    own_best_minor: int
    together_minor: int
    rate_minor: int
    fill_minor: int
    mode_minor: int
    time_minor: int


def fees(limits: Mapping[str, int]) -> Fees:
    """Return the day's fees; refuse where one is not published."""
    for key in FEES:
        if key not in limits:
            raise Refusal("freight.fee_missing", {"key": key})
    return Fees(*(limits[key] for key in FEES))


def require_tariffs(tariffs: Sequence[TariffRecord], destination: str) -> None:
    """Refuse a destination whose tariffs cannot price a load: none, in another currency, or without their figures."""
    if not tariffs:
        raise Refusal("freight.no_tariff", {"destination": destination})
    for one in tariffs:
        if one.currency != CURRENCY:
            facts = {"destination": destination, "service": one.service, "currency": one.currency}
            raise Refusal("freight.foreign_tariff", facts)
        try:
            _service(one)
        except ValueError:
            raise Refusal("freight.broken_tariff", {"destination": destination, "service": one.service}) from None


def packed(ready: Iterable[tuple[int, int, int, int]], facts: Mapping[int, LineFacts]) -> dict[int, list[NewShipment]]:
    """Pack ready lines ``(line, lot, pairs, cartons)`` into one shipment an order, by destination."""
    of_order: dict[tuple[int, int], list[tuple[int, int, int, int]]] = defaultdict(list)
    for one in ready:
        fact = facts[one[0]]
        of_order[fact.destination, fact.order_id].append(one)
    shipments: dict[int, list[NewShipment]] = defaultdict(list)
    for (destination, _order), lines in sorted(of_order.items()):
        shipments[destination].append(_shipment(sorted(lines), facts))
    return shipments


def leaving(packed: Mapping[int, Sequence[NewShipment]], last: Mapping[int, date]) -> dict[int, list[NewShipment]]:
    """Return the shipments that leave now: all of a firm's for a destination, once one of them can wait no longer.

    `last` holds for each destination the day on which goods that wait for the next cut-off would arrive by the slowest
    service. Own best and pool carry the same goods on the same day, so neither gains by waiting.
    """
    found = {}
    for destination, shipments in packed.items():
        pressed = {one.firm for one in shipments if one.due_on < last[destination]}
        if pressed:
            found[destination] = [one for one in shipments if one.firm in pressed]
    return found


def _shipment(lines: Sequence[tuple[int, int, int, int]], facts: Mapping[int, LineFacts]) -> NewShipment:
    first = facts[lines[0][0]]
    of_line = [(facts[line], pairs) for line, _lot, pairs, _cartons in lines]
    return NewShipment(
        order=first.order_id,
        destination=first.destination,
        firm=first.seller,
        buyer=first.buyer,
        cartons=sum(cartons for _line, _lot, _pairs, cartons in lines),
        grams=sum(fact.grams_per_pair * pairs for fact, pairs in of_line),
        ml=sum(fact.ml_per_pair * pairs for fact, pairs in of_line),
        value_minor=sum(line_amount(fact.unit_price_e4, pairs).amount_minor for fact, pairs in of_line),
        # A shipment travels whole, so it is late once its most urgent line is.
        due_on=min(fact.due_on for fact, _pairs in of_line),
        lines=tuple((line, lot, pairs) for line, lot, pairs, _cartons in lines),
    )


def find_way(
    goods: Sequence[Goods], departure: Departure, mode: Mode, *, limit: Limit, start: Sequence[int] = ()
) -> Way:
    """Return the cheapest way found for goods that go together, never dearer than the tariffs of `start`.

    The answer is checked; one that breaks a law is replaced by the cheaper of `start` and the engine's simple method.
    """
    problem = _problem(goods, departure, mode)
    known = _places(start, departure)
    begin = consolidate.Answer(known, (), 0, 0, (), "feasible") if known else None
    answer = consolidate.solve(problem, limit=limit, seed=SEED, start=begin)
    is_sound = not consolidate.check(problem, answer)
    if known and is_sound:
        is_sound = answer.cost_minor <= consolidate.cost(problem, known)
    chosen = answer.chosen if is_sound else _cheapest(problem, [known, choose(problem)])
    bound = answer.bound_minor if is_sound else 0
    return replace(_priced(goods, departure, problem, chosen), bound_minor=bound, is_sound=is_sound)


def _priced(goods: Sequence[Goods], departure: Departure, problem: consolidate.Problem, chosen: Sequence[int]) -> Way:
    """Return what a choice of services costs; nothing is proven of it."""
    used = [departure.tariffs[place] for place in chosen]
    return Way(
        tariffs=tuple(one.id for one in used),
        waiting_minor=tuple(waiting_minor(one, tariff, departure) for one, tariff in zip(goods, used, strict=True)),
        late_pairs=tuple(
            one.pairs if days_late(one, tariff, departure.on) else 0 for one, tariff in zip(goods, used, strict=True)
        ),
        cost_minor=consolidate.cost(problem, tuple(chosen)),
        bound_minor=0,
        is_sound=True,
    )


def _cheapest(problem: consolidate.Problem, ways: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return min(filter(None, ways), key=lambda way: consolidate.cost(problem, way))


def _problem(goods: Sequence[Goods], departure: Departure, mode: Mode) -> consolidate.Problem:
    shipments = tuple(
        consolidate.Shipment(one.grams, one.ml, _extras(one, departure, handling_minor(one, departure.fees, mode)))
        for one in goods
    )
    return consolidate.Problem(tuple(map(_service, departure.tariffs)), shipments)


def _service(tariff: TariffRecord) -> consolidate.Service:
    return consolidate.Service(
        name=tariff.service,
        kind=tariff.kind,
        first_grams=tariff.first_grams,
        first_minor=tariff.first_minor,
        step_grams=tariff.step_grams,
        step_minor=tariff.step_minor,
        ml_per_kg=tariff.ml_per_kg,
        rate_minor=tariff.rate_minor,
        rate_unit=tariff.rate_unit,
        minimum_minor=tariff.minimum_minor,
        vehicle_minor=tariff.vehicle_minor,
        capacity_ml=tariff.capacity_ml,
        capacity_grams=tariff.capacity_grams,
    )


def _extras(one: Goods, departure: Departure, handling: int) -> tuple[int | None, ...]:
    """Return what a shipment costs besides the carrier's own price with each service, None where it may not go.

    Services that arrive by the due date are allowed; where there is none, the fastest are. This is the same alone and
    pooled, so no pool arrives later than the later of the due date and the own best.
    """
    quickest = min(tariff.transit_days for tariff in departure.tariffs)
    latest = max(quickest, (one.due_on - departure.on).days)
    return tuple(
        tariff.delivery_minor + handling + waiting_minor(one, tariff, departure)
        if tariff.transit_days <= latest
        else None
        for tariff in departure.tariffs
    )


def handling_minor(one: Goods, fees: Fees, mode: Mode) -> int:
    """Return what packing, handing over and the desk cost for a shipment, by the firm itself or by the town."""
    if mode == "alone":
        return _rounded(one.cartons * fees.alone_carton_e6 + fees.alone_shipment_e6, MILLION)
    cartons = one.cartons * (fees.pickup_carton_e6 + fees.depot_carton_e6)
    return _rounded(cartons + fees.desk_shipment_e6, MILLION)


def waiting_minor(one: Goods, tariff: TariffRecord, departure: Departure) -> int:
    """Return what the goods' owner loses while they travel: interest, and a share of their value a day late."""
    interest = departure.fees.capital_rate_year_e6 * tariff.transit_days
    lateness = departure.fees.late_day_share_e6 * days_late(one, tariff, departure.on) * DAYS_A_YEAR
    return _rounded(one.value_minor * (interest + lateness), DAYS_A_YEAR * MILLION)


def days_late(one: Goods, tariff: TariffRecord, on: date) -> int:
    """Return how many days after its due date a shipment that leaves on a day arrives."""
    return max(0, (arrives_on(tariff, on) - one.due_on).days)


def arrives_on(tariff: TariffRecord, on: date) -> date:
    """Return when goods that leave on a day arrive."""
    return on + timedelta(days=tariff.transit_days)


def _rounded(amount: int, divisor: int) -> int:
    return (2 * amount + divisor) // (2 * divisor)


def _places(tariffs: Sequence[int], departure: Departure) -> tuple[int, ...]:
    place = {one.id: number for number, one in enumerate(departure.tariffs)}
    if not place.keys() >= set(tariffs):
        raise Refusal("freight.tariff_withdrawn", {"on": str(departure.on)})
    return tuple(place[one] for one in tariffs)


def baselines(goods: Sequence[Goods], departure: Departure, *, limit: Limit) -> list[FirmBaseline]:
    """Return what each firm would pay alone: each shipment by itself, and its own shipments together at best."""
    by_firm = sorted(goods, key=lambda one: (one.firm, one.shipment))
    return [_baseline(firm, list(own), departure, limit) for firm, own in groupby(by_firm, key=lambda one: one.firm)]


def _baseline(firm: int, goods: Sequence[Goods], departure: Departure, limit: Limit) -> FirmBaseline:
    naive = [find_way([one], departure, "alone", limit=limit) for one in goods]
    start = [tariff for way in naive for tariff in way.tariffs]
    own_best = naive[0] if len(naive) == 1 else find_way(goods, departure, "alone", limit=limit, start=start)
    return FirmBaseline(
        firm=firm,
        shipments=len(goods),
        pairs=sum(one.pairs for one in goods),
        naive_minor=sum(way.cost_minor for way in naive),
        own_best_minor=own_best.cost_minor,
        own_best_waiting_minor=sum(own_best.waiting_minor),
        own_best_bound_minor=own_best.bound_minor,
        own_best_late_pairs=sum(own_best.late_pairs),
        tariffs=own_best.tariffs,
        is_sound=own_best.is_sound and all(way.is_sound for way in naive),
    )


def pool(goods: Sequence[Goods], frozen: Sequence[FirmBaseline], departure: Departure, *, limit: Limit) -> Pooling:
    """Return how a load leaves and who pays what.

    Every firm pays its share of what the load costs, in proportion to what its own best leaves after its waiting, and
    never more than that; what then is left is the town's shortfall. `goods` are in the order of their keys.
    """
    own = own_ways(goods, {one.firm: one.tariffs for one in frozen})
    way = find_way(goods, departure, "pooled", limit=limit, start=own)
    if not _waits_for_nobody(goods, way, frozen):
        # As everyone goes at its own best, nobody waits for more than that costs.
        priced = _priced(goods, departure, _problem(goods, departure, "pooled"), _places(own, departure))
        way = replace(priced, is_sound=way.is_sound)
    waits, late = _by_firm(goods, way.waiting_minor), _by_firm(goods, way.late_pairs)
    paid = way.cost_minor - sum(way.waiting_minor)
    most = tuple(one.own_best_minor - waits[one.firm] for one in frozen)
    shares, is_lawful = _shares(share.Problem(paid, most), limit)
    charges = tuple(
        FirmCharge(one.firm, one.own_best_minor, charge, waits[one.firm], late[one.firm])
        for one, charge in zip(frozen, shares, strict=True)
    )
    return Pooling(
        tariffs=way.tariffs,
        paid_minor=paid,
        handling_minor=sum(handling_minor(one, departure.fees, "pooled") for one in goods),
        waiting_minor=sum(way.waiting_minor),
        bound_minor=way.bound_minor,
        shortfall_minor=paid - sum(shares),
        charges=charges,
        is_sound=way.is_sound and is_lawful,
    )


def _waits_for_nobody(goods: Sequence[Goods], way: Way, frozen: Sequence[FirmBaseline]) -> bool:
    """Tell whether waiting costs no firm more than its whole own best."""
    waits = _by_firm(goods, way.waiting_minor)
    return all(waits[one.firm] <= one.own_best_minor for one in frozen)


def _shares(problem: share.Problem, limit: Limit) -> tuple[tuple[int, ...], bool]:
    """Return each firm's charge; where the engine's answer breaks a law, proportions rounded down stand in for it."""
    answer = share.solve(problem, limit=limit, seed=SEED)
    if not share.check(problem, answer):
        return answer.charge_minor, True
    most = sum(problem.own_best_minor)
    part = min(problem.pooled_minor, most)
    return tuple(part * one // most if most else 0 for one in problem.own_best_minor), False


def own_ways(goods: Sequence[Goods], tariffs: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """Return the tariff of each shipment where every firm goes its own best way, from its tariffs by shipment key."""
    of_firm = {firm: iter(its) for firm, its in tariffs.items()}
    return tuple(next(of_firm[one.firm]) for one in goods)


def _by_firm(goods: Sequence[Goods], amounts: Sequence[int]) -> dict[int, int]:
    summed: dict[int, int] = defaultdict(int)
    for one, amount in zip(goods, amounts, strict=True):
        summed[one.firm] += amount
    return summed


def savings(goods: Sequence[Goods], own: Sequence[int], used: Sequence[int], departure: Departure) -> list[Saving]:
    """Return where the saving of a load arises, shipment by shipment; its parts add up to it exactly.

    `own` and `used` are each shipment's tariff at its firm's own best and as it left. A price for what travels together
    is allotted by chargeable amount, among the firm's own shipments and in the pool alike.
    """
    alone = [(0, 0, 0)] * len(goods)
    for places in _alike([one.firm for one in goods]):
        costs = _costs([goods[place] for place in places], [own[place] for place in places], departure, "alone")
        for place, cost in zip(places, costs, strict=True):
            alone[place] = cost
    together = _costs(goods, used, departure, "pooled")
    keeps = [before == after for before, after in zip(own, used, strict=True)]
    return [_saving(*one) for one in zip(alone, together, keeps, strict=True)]


def _alike(keys: Sequence[int]) -> Iterable[list[int]]:
    """Return the places that have the same key, key by key."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[key].append(place)
    return places.values()


def _saving(alone: tuple[int, int, int], together: tuple[int, int, int], keeps_service: bool) -> Saving:
    rate, carriage, time = (before - after for before, after in zip(alone, together, strict=True))
    fill, mode = (carriage, 0) if keeps_service else (0, carriage)
    return Saving(sum(alone), sum(together), rate, fill, mode, time)


def _costs(goods: Sequence[Goods], used: Sequence[int], departure: Departure, mode: Mode) -> list[tuple[int, int, int]]:
    """Return ``(handling, carriage, waiting)`` of each shipment of goods that go together."""
    tariffs = [departure.tariffs[place] for place in _places(used, departure)]
    carriage = [0] * len(goods)
    for places in _alike(used):
        prices = _carriage([goods[place] for place in places], tariffs[places[0]])
        for place, price in zip(places, prices, strict=True):
            carriage[place] = price
    return [
        (handling_minor(one, departure.fees, mode), price, waiting_minor(one, tariff, departure))
        for one, tariff, price in zip(goods, tariffs, carriage, strict=True)
    ]


def _carriage(goods: Sequence[Goods], tariff: TariffRecord) -> list[int]:
    """Return what the carrier asks for each shipment of goods that go with one tariff together."""
    service = _service(tariff)
    if tariff.kind == "parcel":
        prices = [parcel_minor(service, one.grams, one.ml) for one in goods]
    else:
        whole = pooled_minor(service, sum(one.grams for one in goods), sum(one.ml for one in goods))
        prices = split(whole, [_chargeable(one, tariff) for one in goods])
    return [price + tariff.delivery_minor for price in prices]


def _chargeable(one: Goods, tariff: TariffRecord) -> int:
    """Return how much of a common price a shipment causes: by weight or volume, whichever the tariff feels more."""
    if tariff.kind == "vehicle":
        return max(one.grams * tariff.capacity_ml, one.ml * tariff.capacity_grams)
    if tariff.rate_unit == "m3":
        return one.ml
    return max(one.grams * tariff.ml_per_kg, one.ml * 1_000) if tariff.ml_per_kg else one.grams


def segment(one: Goods, iso: str) -> str:
    """Return the kind of a shipment: "export" to another country, else "parcel" up to 30 kg, else "bulk"."""
    if iso != HOME:
        return "export"
    return "parcel" if one.grams <= HEAVIEST_PARCEL_GRAMS else "bulk"


def risk_minor(one: Goods, limits: Mapping[str, int]) -> int | None:
    """Return what insurance and damage cost for a shipment on average; None where their shares are not published."""
    if any(key not in limits for key in RISKS):
        return None
    return _rounded(one.value_minor * sum(limits[key] for key in RISKS), MILLION)


def require_percents(percents: Sequence[int]) -> None:
    """Refuse to suppose tariffs beyond half and double."""
    for one in percents:
        if not LEAST_PERCENT <= one <= MOST_PERCENT:
            raise Refusal(
                "freight.percent_out_of_range", {"percent": one, "least": LEAST_PERCENT, "most": MOST_PERCENT}
            )


def scaled(departure: Departure, percent: int) -> Departure:
    """Return a departure at so many per cent of the published prices of carriage; handling and waiting stay."""
    tariffs = []
    for one in departure.tariffs:
        prices: dict[str, Any] = {price: _rounded(getattr(one, price) * percent, 100) for price in PRICES}
        tariffs.append(replace(one, **prices))
    return replace(departure, tariffs=tuple(tariffs))


def shown_totals(pairs: int, of_firms: int, of_pairs: int, most_pairs: int) -> tuple[int, int] | tuple[None, None]:
    """Return the number of firms in a load and a firm's share of its pairs in percent, if they tell of no single firm.

    They do where fewer than five firms share a load, or one has more than half of it.
    """
    if of_firms < FEWEST_FIRMS or 2 * most_pairs > of_pairs:
        return None, None
    return of_firms, _rounded(100 * pairs, of_pairs)


def reason(
    charge: FirmCharge, *, naive_minor: int, is_pooled: bool, firms: int | None, share_percent: int | None
) -> Reason:
    """Say in one sentence why a bill is what it is, with figures in yuan."""
    saved = charge.own_best_minor - charge.charge_minor - charge.waiting_minor
    facts: dict[str, Fact] = {
        "charge": yuan(charge.charge_minor),
        "waiting": yuan(charge.waiting_minor),
        "own_best": yuan(charge.own_best_minor),
        "naive": yuan(naive_minor),
    }
    if not is_pooled or saved == 0:
        return Reason("freight.bill_alone_as_cheap", facts)
    facts["saved"] = yuan(saved)
    if firms is None:
        return Reason("freight.bill_together_cheaper", facts)
    return Reason("freight.bill_together_cheaper_among", {**facts, "firms": firms, "share": share_percent})


def yuan(amount_minor: int) -> str:
    """Return an amount in yuan as digits."""
    return str(Money(amount_minor).decimal())
