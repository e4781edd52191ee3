"""Price the three ways of goods: naive alone, own best, pooled.

They are one function, `find_way`, over different groups of shipments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from dukou.base.days import days_after, on_or_after
from dukou.base.errors import Refusal
from dukou.base.solving import Limit
from dukou.engines import consolidate as engine
from dukou.engines.consolidate.choice import cost
from dukou.engines.consolidate.columns import column, columns
from dukou.engines.consolidate.simple import each_alone
from dukou.freight.records import Departure, Fees, FirmBaseline, Goods, Mode, Way
from dukou.freight.rules.pricing import engine_tariff, require_rate
from dukou.registry.records import TariffRecord

# The engines draw nothing that the outcome hangs on, but want a seed.
SEED = 0
MILLION = 1_000_000
DAYS_A_YEAR = 365
TOWN, THERE = 0, 1
PLACES = (engine.Place("town"), engine.Place("there"))
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


def require_tariffs(tariffs: Sequence[TariffRecord], destination: str, rates: Mapping[str, int]) -> None:
    """Refuse a destination whose tariffs cannot price a load: none, without their figures, or without a rate."""
    if not tariffs:
        raise Refusal("freight.no_tariff", {"destination": destination})
    for one in tariffs:
        require_rate(one, rates)
        try:
            engine_tariff(one, rates)
        except ValueError:
            raise Refusal("freight.broken_tariff", {"destination": destination, "service": one.service}) from None


def find_way(
    goods: Sequence[Goods],
    departure: Departure,
    mode: Mode,
    *,
    limit: Limit,
    start: Sequence[int] = (),
    locked: Mapping[int, int] | None = None,
) -> Way:
    """Return the cheapest way found for goods that go together, never dearer than the tariffs of `start`.

    `locked` names the tariff that a person has decided for a shipment. The answer is checked; one that breaks a law is
    replaced by the cheaper of `start` and the engine's simple method.
    """
    problem = _problem(goods, departure, mode, locked or {})
    known = places_of(start, departure)
    begin = engine.Answer(_paths(known), (), 0, 0, (), "feasible") if known else None
    answer = engine.solve(problem, limit=limit, seed=SEED, start=begin)
    is_sound = bool(answer.paths) and not engine.check(problem, answer)
    if known and is_sound:
        is_sound = answer.cost_minor <= _cost(problem, known)
    chosen = tuple(path[0] for path in answer.paths) if is_sound else _simple(problem, known)
    return replace(
        _priced(goods, departure, problem, chosen),
        bound_minor=answer.bound_minor if is_sound else 0,
        is_sound=is_sound,
    )


def price(goods: Sequence[Goods], departure: Departure, mode: Mode, tariffs: Sequence[int]) -> Way:
    """Return what it costs that goods go together with these tariffs; nothing is proven of it."""
    chosen = places_of(tariffs, departure)
    return _priced(goods, departure, _problem(goods, departure, mode, {}), chosen)


def _priced(goods: Sequence[Goods], departure: Departure, problem: engine.Problem, chosen: Sequence[int]) -> Way:
    used = [departure.tariffs[place] for place in chosen]
    return Way(
        tariffs=tuple(one.id for one in used),
        waiting_minor=tuple(waiting_minor(one, tariff, departure) for one, tariff in zip(goods, used, strict=True)),
        late_pairs=tuple(
            one.pairs if days_late(one, tariff, departure.on) else 0 for one, tariff in zip(goods, used, strict=True)
        ),
        cost_minor=_cost(problem, chosen),
        bound_minor=0,
        is_sound=True,
    )


def _problem(goods: Sequence[Goods], departure: Departure, mode: Mode, locked: Mapping[int, int]) -> engine.Problem:
    place = {one.id: number for number, one in enumerate(departure.tariffs)}
    leaving = tuple(
        engine.Departure(
            TOWN,
            THERE,
            number,
            cut_off_day=0,
            leaves_day=_days(leaves_on(one, departure.on), departure),
            arrives_day=_days(arrives_on(one, departure.on), departure),
        )
        for number, one in enumerate(departure.tariffs)
    )
    shipments = tuple(
        engine.Shipment(
            grams=one.grams,
            ml=one.ml,
            origins=((TOWN, handling_minor(one, departure.fees, mode)),),
            destination=THERE,
            ready_day=0,
            due_day=_days(one.due_on, departure),
            late_minor_a_day=late_day_minor(one, departure.fees),
            value_minor=one.value_minor,
            allowed=None if one.shipment in locked else _in_time(one, departure),
            locked=place[locked[one.shipment]] if one.shipment in locked else None,
        )
        for one in goods
    )
    tariffs = tuple(engine_tariff(one, departure.rates) for one in departure.tariffs)
    return engine.Problem(tariffs, PLACES, leaving, shipments, departure.fees.capital_rate_year_e6)


def _in_time(one: Goods, departure: Departure) -> tuple[int, ...]:
    """Return the services that arrive by the due date; where there is none, the fastest.

    This is the same alone and pooled, so no pool arrives later than the later of the due date and the own best.
    """
    arrivals = [arrives_on(tariff, departure.on) for tariff in departure.tariffs]
    latest = max(min(arrivals), one.due_on)
    return tuple(number for number, arrives in enumerate(arrivals) if arrives <= latest)


def _days(day: date, departure: Departure) -> int:
    return (day - departure.on).days


def _paths(chosen: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    return tuple((place,) for place in chosen)


def _cost(problem: engine.Problem, chosen: Sequence[int]) -> int:
    """Return what it costs that each shipment goes by a departure that takes it."""
    used = {}
    for number, place in enumerate(chosen):
        one = column(problem, problem.shipments[number], (place,))
        assert one is not None
        used[number] = one
    total = cost(problem, used)
    assert total is not None
    return total


def _simple(problem: engine.Problem, known: tuple[int, ...]) -> tuple[int, ...]:
    """Return the cheaper of the known way and the one that would be cheapest if each travelled alone."""
    alone = tuple(one.path[0] for one in each_alone(problem, columns(problem)).values())
    return min(filter(None, (known, alone)), key=lambda chosen: _cost(problem, chosen))


def handling_minor(one: Goods, fees: Fees, mode: Mode) -> int:
    """Return what packing, handing over and the desk cost for a shipment, by the firm itself or by the town."""
    if mode == "alone":
        return rounded(one.cartons * fees.alone_carton_e6 + fees.alone_shipment_e6, MILLION)
    cartons = one.cartons * (fees.pickup_carton_e6 + fees.depot_carton_e6)
    return rounded(cartons + fees.desk_shipment_e6, MILLION)


def late_day_minor(one: Goods, fees: Fees) -> int:
    """Return what a day of lateness costs the goods' owner."""
    return rounded(one.value_minor * fees.late_day_share_e6, MILLION)


def waiting_minor(one: Goods, tariff: TariffRecord, departure: Departure) -> int:
    """Return what the goods' owner loses until they arrive: interest, rounded up, and each day that they are late."""
    days = (arrives_on(tariff, departure.on) - departure.on).days
    interest = -(-one.value_minor * departure.fees.capital_rate_year_e6 * days // (DAYS_A_YEAR * MILLION))
    return interest + late_day_minor(one, departure.fees) * days_late(one, tariff, departure.on)


def days_late(one: Goods, tariff: TariffRecord, on: date) -> int:
    """Return how many days after its due date a shipment that leaves on a day arrives."""
    return max(0, (arrives_on(tariff, on) - one.due_on).days)


def leaves_on(tariff: TariffRecord, on: date) -> date:
    """Return when goods that are handed over on a day leave: on the next day of the service's timetable."""
    return on_or_after(on, tariff.weekdays)


def arrives_on(tariff: TariffRecord, on: date) -> date:
    """Return when goods that are handed over on a day arrive."""
    return days_after(leaves_on(tariff, on), tariff.transit_days)


def journeys(tariffs: Sequence[int], departure: Departure) -> list[tuple[date, date]]:
    """Return when goods that go with these tariffs leave and arrive; refuse a tariff that is not valid any more."""
    used = (departure.tariffs[place] for place in places_of(tariffs, departure))
    return [(leaves_on(one, departure.on), arrives_on(one, departure.on)) for one in used]


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
