"""Price every way that goods can go, in exact fractions, without the room's or the engine's code."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

from hypothesis import strategies as st

from dukou.freight.records import Departure, Fees, Goods
from dukou.registry.records import TariffRecord

ON = date(2025, 12, 3)
BLANK = TariffRecord(
    id=0,
    destination=1,
    service="",
    kind="",
    transit_days=0,
    currency="CNY",
    first_grams=0,
    first_minor=0,
    step_grams=0,
    step_minor=0,
    ml_per_kg=0,
    rate_minor=0,
    rate_unit="",
    minimum_minor=0,
    vehicle_minor=0,
    capacity_ml=0,
    capacity_grams=0,
    delivery_minor=0,
)
FIGURES: dict[str, dict[str, st.SearchStrategy[object]]] = {
    "parcel": {
        "first_grams": st.integers(0, 2_000),
        "first_minor": st.integers(0, 3_000),
        "step_grams": st.integers(1, 2_000),
        "step_minor": st.integers(0, 1_500),
        "ml_per_kg": st.sampled_from([0, 5_000, 6_000]),
    },
    "shared": {
        "rate_minor": st.integers(0, 60_000),
        "rate_unit": st.sampled_from(["kg", "m3"]),
        "ml_per_kg": st.sampled_from([0, 3_000, 6_000]),
        "minimum_minor": st.integers(0, 8_000),
    },
    "vehicle": {
        "vehicle_minor": st.integers(0, 60_000),
        "capacity_ml": st.integers(1_000, 400_000),
        "capacity_grams": st.integers(1_000, 60_000),
    },
}


def tariff(key: int, service: str, kind: str, transit_days: int, **figures: Any) -> TariffRecord:
    return replace(BLANK, id=key, service=service, kind=kind, transit_days=transit_days, **figures)


@st.composite
def tariffs(draw: st.DrawFn) -> tuple[TariffRecord, ...]:
    found = []
    for key in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(sorted(FIGURES)))
        figures = {name: draw(one) for name, one in FIGURES[kind].items()}
        figures["delivery_minor"] = draw(st.integers(0, 1_000))
        figures["weekdays"] = draw(st.frozensets(st.integers(0, 6), min_size=1))
        found.append(tariff(100 + key, f"service{key}", kind, draw(st.integers(0, 40)), **figures))
    return tuple(found)


FEES = st.builds(
    Fees,
    alone_carton_e6=st.integers(0, 300_000_000),
    alone_shipment_e6=st.integers(0, 2_000_000_000),
    pickup_carton_e6=st.integers(0, 100_000_000),
    depot_carton_e6=st.integers(0, 100_000_000),
    desk_shipment_e6=st.integers(0, 3_000_000_000),
    capital_rate_year_e6=st.integers(0, 200_000),
    late_day_share_e6=st.integers(0, 20_000),
)
DEPARTURES = st.builds(Departure, on=st.just(ON), tariffs=tariffs(), fees=FEES)


@st.composite
def loads(draw: st.DrawFn) -> list[Goods]:
    return [
        Goods(
            shipment=10 + number,
            firm=draw(st.integers(1, 3)),
            pairs=draw(st.integers(1, 1_000)),
            cartons=draw(st.integers(1, 20)),
            grams=draw(st.integers(1, 40_000)),
            ml=draw(st.integers(1, 350_000)),
            value_minor=draw(st.integers(0, 150_000)),
            due_on=ON + timedelta(days=draw(st.integers(-5, 50))),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


def ways(goods: Sequence[Goods], departure: Departure) -> Iterator[tuple[TariffRecord, ...]]:
    """Yield every choice in which each shipment is in time, or as early as can be."""
    return product(*(in_time(one, departure) for one in goods))


def in_time(one: Goods, departure: Departure) -> list[TariffRecord]:
    arrival = {each.id: departure.on + timedelta(days=travels(each, departure.on)) for each in departure.tariffs}
    good = [each for each in departure.tariffs if arrival[each.id] <= one.due_on]
    return good or [each for each in departure.tariffs if arrival[each.id] == min(arrival.values())]


def paid(goods: Sequence[Goods], way: Sequence[TariffRecord], fees: Fees, mode: str) -> int:
    """Return what carriers and handling cost, in minor units."""
    total = 0
    for one, used in zip(goods, way, strict=True):
        total += used.delivery_minor + handling(one, fees, mode)
        if used.kind == "parcel":
            total += parcel(used, one.grams, one.ml)
    for used in set(way):
        load = [one for one, each in zip(goods, way, strict=True) if each == used]
        grams, ml = sum(one.grams for one in load), sum(one.ml for one in load)
        if used.kind == "shared":
            total += shared(used, grams, ml)
        if used.kind == "vehicle":
            needed = max(1, ceil(Fraction(grams, used.capacity_grams)), ceil(Fraction(ml, used.capacity_ml)))
            total += needed * used.vehicle_minor
    return total


def parcel(used: TariffRecord, grams: int, ml: int) -> int:
    weight = max(Fraction(grams), Fraction(ml * 1000, used.ml_per_kg) if used.ml_per_kg else 0)
    steps = max(0, ceil((weight - used.first_grams) / used.step_grams))
    return used.first_minor + steps * used.step_minor


def shared(used: TariffRecord, grams: int, ml: int) -> int:
    kilos = max(Fraction(grams, 1000), Fraction(ml, used.ml_per_kg) if used.ml_per_kg else 0)
    amount = Fraction(ml, 10**6) if used.rate_unit == "m3" else kilos
    return max(used.minimum_minor, ceil(amount * used.rate_minor))


def handling(one: Goods, fees: Fees, mode: str) -> int:
    a_carton = fees.alone_carton_e6 if mode == "alone" else fees.pickup_carton_e6 + fees.depot_carton_e6
    a_shipment = fees.alone_shipment_e6 if mode == "alone" else fees.desk_shipment_e6
    return nearest(Fraction(one.cartons * a_carton + a_shipment, 10**6))


def waiting(one: Goods, used: TariffRecord, departure: Departure) -> int:
    """Return interest while the goods travel, and what lateness costs."""
    fees = departure.fees
    interest = Fraction(fees.capital_rate_year_e6, 10**6) * travels(used, departure.on) / 365
    a_late_day = nearest(one.value_minor * Fraction(fees.late_day_share_e6, 10**6))
    return ceil(one.value_minor * interest) + a_late_day * late(one, used, departure)


def late(one: Goods, used: TariffRecord, departure: Departure) -> int:
    return max(0, (departure.on + timedelta(days=travels(used, departure.on)) - one.due_on).days)


def travels(used: TariffRecord, on: date) -> int:
    """Return the days until goods that are handed over on a day arrive: they wait for the service to leave."""
    days = 0
    while (on + timedelta(days=days)).weekday() not in used.weekdays:
        days += 1
    return days + used.transit_days


def nearest(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def cost(goods: Sequence[Goods], way: Sequence[TariffRecord], departure: Departure, mode: str) -> int:
    waits = sum(waiting(one, used, departure) for one, used in zip(goods, way, strict=True))
    return paid(goods, way, departure.fees, mode) + waits


def best(goods: Sequence[Goods], departure: Departure, mode: str) -> int:
    """Return the cost of the cheapest of all ways."""
    return min(cost(goods, way, departure, mode) for way in ways(goods, departure))
