"""Price the three ways of goods: naive alone, own best, pooled.

They are one function, `find_way`, over different groups of shipments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from dukou.base.errors import Refusal
from dukou.base.solving import Limit
from dukou.engines import mode as engine
from dukou.engines.mode.simple import choose
from dukou.freight.records import Departure, Fees, FirmBaseline, Goods, Mode, Way
from dukou.registry.records import TariffRecord

# The engines' methods have no chance in them.
SEED = 0
MILLION = 1_000_000
DAYS_A_YEAR = 365
CURRENCY = "CNY"
FEES = (
    "logistics.alone_minor_a_carton",
    "logistics.alone_minor_a_shipment",
    "logistics.pickup_minor_a_carton",
    "logistics.depot_minor_a_carton",
    "logistics.desk_minor_a_shipment",
    "logistics.capital_rate_year",
    "logistics.late_day_share",
)


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
            service_of(one)
        except ValueError:
            raise Refusal("freight.broken_tariff", {"destination": destination, "service": one.service}) from None


def find_way(
    goods: Sequence[Goods], departure: Departure, mode: Mode, *, limit: Limit, start: Sequence[int] = ()
) -> Way:
    """Return the cheapest way found for goods that go together, never dearer than the tariffs of `start`.

    The answer is checked; one that breaks a law is replaced by the cheaper of `start` and the engine's simple method.
    """
    problem = _problem(goods, departure, mode)
    known = places_of(start, departure)
    begin = engine.Answer(known, (), 0, 0, (), "feasible") if known else None
    answer = engine.solve(problem, limit=limit, seed=SEED, start=begin)
    is_sound = not engine.check(problem, answer)
    if known and is_sound:
        is_sound = answer.cost_minor <= engine.cost(problem, known)
    chosen = answer.chosen if is_sound else _cheapest(problem, [known, choose(problem)])
    bound = answer.bound_minor if is_sound else 0
    return replace(_priced(goods, departure, problem, chosen), bound_minor=bound, is_sound=is_sound)


def price(goods: Sequence[Goods], departure: Departure, mode: Mode, tariffs: Sequence[int]) -> Way:
    """Return what it costs that goods go together with these tariffs; nothing is proven of it."""
    return _priced(goods, departure, _problem(goods, departure, mode), places_of(tariffs, departure))


def _priced(goods: Sequence[Goods], departure: Departure, problem: engine.Problem, chosen: Sequence[int]) -> Way:
    used = [departure.tariffs[place] for place in chosen]
    return Way(
        tariffs=tuple(one.id for one in used),
        waiting_minor=tuple(waiting_minor(one, tariff, departure) for one, tariff in zip(goods, used, strict=True)),
        late_pairs=tuple(
            one.pairs if days_late(one, tariff, departure.on) else 0 for one, tariff in zip(goods, used, strict=True)
        ),
        cost_minor=engine.cost(problem, tuple(chosen)),
        bound_minor=0,
        is_sound=True,
    )


def _cheapest(problem: engine.Problem, ways: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return min(filter(None, ways), key=lambda way: engine.cost(problem, way))


def _problem(goods: Sequence[Goods], departure: Departure, mode: Mode) -> engine.Problem:
    shipments = tuple(
        engine.Shipment(one.grams, one.ml, _extras(one, departure, handling_minor(one, departure.fees, mode)))
        for one in goods
    )
    return engine.Problem(tuple(map(service_of, departure.tariffs)), shipments)


def service_of(tariff: TariffRecord) -> engine.Service:
    """Return a tariff as the engine knows it."""
    return engine.Service(
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
        return rounded(one.cartons * fees.alone_carton_e6 + fees.alone_shipment_e6, MILLION)
    cartons = one.cartons * (fees.pickup_carton_e6 + fees.depot_carton_e6)
    return rounded(cartons + fees.desk_shipment_e6, MILLION)


def waiting_minor(one: Goods, tariff: TariffRecord, departure: Departure) -> int:
    """Return what the goods' owner loses while they travel: interest, and a share of their value a day late."""
    interest = departure.fees.capital_rate_year_e6 * tariff.transit_days
    lateness = departure.fees.late_day_share_e6 * days_late(one, tariff, departure.on) * DAYS_A_YEAR
    return rounded(one.value_minor * (interest + lateness), DAYS_A_YEAR * MILLION)


def days_late(one: Goods, tariff: TariffRecord, on: date) -> int:
    """Return how many days after its due date a shipment that leaves on a day arrives."""
    return max(0, (arrives_on(tariff, on) - one.due_on).days)


def arrives_on(tariff: TariffRecord, on: date) -> date:
    """Return when goods that leave on a day arrive."""
    return on + timedelta(days=tariff.transit_days)


def arrivals(tariffs: Sequence[int], departure: Departure) -> list[date]:
    """Return when goods that leave with these tariffs arrive; refuse a tariff that is not valid any more."""
    used = (departure.tariffs[place] for place in places_of(tariffs, departure))
    return [arrives_on(one, departure.on) for one in used]


def rounded(amount: int, divisor: int) -> int:
    """Divide, rounded half up."""
    return (2 * amount + divisor) // (2 * divisor)


def places_of(tariffs: Sequence[int], departure: Departure) -> tuple[int, ...]:
    """Return the place of each tariff among those of a departure; refuse one that is not valid any more."""
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
