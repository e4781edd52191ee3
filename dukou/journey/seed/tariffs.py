"""Publish destinations and the carriers' tariffs: prices by zone, dated, each with where it comes from.

The zones' prices are round figures within public ranges of 2025, or estimates and marked so. Amounts are minor units
of CNY, air and rail are priced by kilogram, the road and the sea by cubic metre. Trucks and aircraft leave every day,
trains and ships on the days of their timetable (Monday is 0), after the cut-offs of the busy places on Tuesday and
Friday.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from dukou.base.town import TOWN
from dukou.journey.seed import places
from dukou.registry import door as registry

Row = dict[str, Any]
TON = 1_000_000
YEARS_AHEAD = 4
# Parcels at home are charged by volume at 8,000 ml a kilogram, abroad at 6,000, rail groupage at 3,300.
HOME_ML_PER_KG, ML_PER_KG, RAIL_ML_PER_KG = 8_000, 6_000, 3_300
TRUCK_ML, TRUCK_GRAMS = 50 * TON, 16 * TON
# Practical load of a 40HQ: 541 cartons of 60 x 40 x 50 cm.
BOX_ML, BOX_GRAMS = 64_900_000, 26 * TON
AIR_LEAST_KG, RAIL_LEAST_KG = 45, 100
LTL_DELIVERY_MINOR, TRUCK_DELIVERY_MINOR = 3_000, 4_000

EXPRESS_HOME = "own estimate of contract prices of parcel carriers from Liaoning, 2025, unverified"
LTL = "public tariff of a national carrier, standard truck, long haul 347 yuan/m3; other zones estimated from it"
TRUCK = "own estimate for a 9.6 m truck, Shenyang to the Yangtze 6,000-9,000 yuan, 2025, unverified"
EXPRESS = "own estimate of cross-border parcel lines, 2025, unverified"
AIR = "transit and volume rule from public range 2025 (3-7 days, 6,000 ml/kg); price own estimate, unverified"
RAIL_LCL = "public rates 2025: 9.5 yuan/kg Germany, 11.5 Poland and Czechia, 14.5 UK; other zones estimated"
RAIL_FCL = "public range 2025: 5,250-6,100 USD/FEU and 550-1,000 local, 15-22 days; other zones estimated"
SEA_LCL = "public range 2025, Germany: 300-900 EUR/m3 with charges, 35-50 days to door; other zones estimated"
SEA_FCL = "public range 2025, Shanghai-Rotterdam: 3,200-4,500 USD/TEU, 30-45 days to door; other zones estimated"

RAIL_LEAVES = {"weekdays": "2,5", "why": "block trains on Wednesday and Saturday, assumption"}
SEA_LEAVES = {"weekdays": "5", "why": "one sailing a week, on Saturday, assumption"}
# Korea and Japan lie a night or two from Dalian and Yingkou.
FERRY_LEAVES = {"weekdays": "1,3,5", "why": "ferries on Tuesday, Thursday and Saturday, assumption"}


@dataclass(frozen=True, slots=True)
class Season:
    """Hold the days of a year, as ``(month, day)``, in which some prices stand higher, and by how much."""

    first: tuple[int, int]
    last: tuple[int, int]
    percent: int
    fields: tuple[str, ...]
    why: str


SPRING_FESTIVAL = Season((1, 20), (2, 28), 10, ("first_minor", "step_minor"), "Spring Festival surcharge, assumption")
PEAK = Season(
    (7, 1), (9, 30), 18, ("rate_minor", "minimum_minor", "vehicle_minor"), "peak season surcharge, assumption"
)
Priced = tuple[Row, Season | None]


@dataclass(frozen=True, slots=True)
class Home:
    """Hold the prices of a zone at home: parcel (first and further kilogram), cubic metre and truck, days of each."""

    first_minor: int
    step_minor: int
    days: int
    m3_minor: int
    least_minor: int
    m3_days: int
    truck_minor: int
    truck_days: int


@dataclass(frozen=True, slots=True)
class Abroad:
    """Hold the prices of a zone abroad as ``(price, days)``; `delivery_minor` is the last mile of a shipment."""

    delivery_minor: int
    first_minor: int
    step: tuple[int, int]
    air_kg: tuple[int, int]
    rail_kg: tuple[int, int] | None
    rail_box: tuple[int, int] | None
    sea_m3: tuple[int, int] | None
    sea_box: tuple[int, int] | None


HOME = {
    "home_local": Home(280, 120, 2, 12_000, 4_000, 1, 90_000, 1),
    "home_near": Home(320, 150, 2, 16_000, 5_000, 2, 220_000, 2),
    "home_north": Home(380, 200, 3, 24_000, 5_000, 3, 380_000, 2),
    "home_east": Home(450, 300, 3, 34_700, 6_000, 4, 750_000, 3),
    "home_south": Home(520, 400, 4, 39_000, 6_000, 5, 1_050_000, 4),
    "home_west": Home(600, 600, 5, 45_000, 7_000, 6, 1_150_000, 5),
    "home_remote": Home(1_500, 1_200, 7, 65_000, 9_000, 9, 1_650_000, 7),
}
ABROAD = {
    "uk": Abroad(9_000, 4_800, (2_300, 8), (3_200, 9), (1_450, 26), (5_400_000, 24), (280_000, 42), (4_700_000, 38)),
    "eu_west": Abroad(8_500, 4_800, (2_300, 8), (3_000, 8), (950, 22), (4_600_000, 20), (260_000, 41), (4_400_000, 36)),
    "eu_east": Abroad(
        7_500, 4_600, (2_200, 8), (3_100, 8), (1_150, 18), (4_300_000, 16), (280_000, 43), (4_700_000, 39)
    ),
    "eu_north": Abroad(
        10_000, 5_200, (2_500, 9), (3_300, 9), (1_250, 25), (5_000_000, 23), (290_000, 44), (4_800_000, 40)
    ),
    "eu_south": Abroad(
        8_500, 5_000, (2_400, 9), (3_200, 9), (1_250, 26), (5_100_000, 24), (270_000, 42), (4_600_000, 37)
    ),
    "eu_isles": Abroad(11_000, 5_400, (2_700, 9), (3_500, 9), (1_700, 30), None, (320_000, 46), (5_200_000, 42)),
    "near_asia": Abroad(6_000, 2_900, (1_000, 4), (1_300, 4), None, None, (68_000, 9), (1_100_000, 7)),
    "south_asia": Abroad(6_000, 3_000, (1_300, 5), (1_600, 5), None, None, (70_000, 18), (1_400_000, 14)),
    "russia": Abroad(7_000, 4_200, (1_800, 10), (2_800, 6), (900, 20), (4_000_000, 17), None, None),
    "middle_east": Abroad(8_500, 5_200, (2_600, 8), (2_600, 7), None, None, (160_000, 33), (2_900_000, 28)),
    "oceania": Abroad(9_000, 4_600, (2_200, 8), (2_900, 7), None, None, (150_000, 31), (2_300_000, 25)),
    "north_america": Abroad(11_000, 5_600, (3_000, 8), (4_200, 8), None, None, (210_000, 37), (3_600_000, 31)),
    "south_america": Abroad(11_000, 6_800, (3_800, 10), (5_200, 10), None, None, (240_000, 53), (4_200_000, 46)),
}


def publish(*, on: date, carriers: Sequence[int], now: datetime) -> tuple[int, int]:
    """Publish destinations and tariffs valid from the first day of the year; return how many of each.

    `carriers` are the keys of five firms: parcels, road, air, rail, sea.
    """
    count = registry.publish("destination", places.rows(), viewer=TOWN, now=now)
    rows = [
        row
        for place in registry.destinations()
        for priced, season in _of_zone(place.zone, carriers)
        for row in _dated({"destination_id": place.id, **priced}, season, on)
    ]
    return count, registry.publish("tariff", rows, viewer=TOWN, now=now)


def _of_zone(zone: str, carriers: Sequence[int]) -> Iterator[Priced]:
    parcels, road, air, rail, sea = carriers
    if zone in HOME:
        return _home(HOME[zone], parcels, road)
    ships = FERRY_LEAVES if zone == "near_asia" else SEA_LEAVES
    trains = (_leaving(row, RAIL_LEAVES) for row in _by_rail(ABROAD[zone], rail))
    return chain(_by_air(ABROAD[zone], air), trains, (_leaving(row, ships) for row in _by_sea(ABROAD[zone], sea)))


def _leaving(priced: Priced, timetable: Mapping[str, str]) -> Priced:
    """Return a priced service with the days on which it leaves."""
    row, season = priced
    return {**row, "weekdays": timetable["weekdays"], "source": f"{row['source']}; {timetable['why']}"}, season


def _home(one: Home, parcels: int, road: int) -> Iterator[Priced]:
    step = (one.step_minor, one.days)
    yield _parcel(parcels, one.first_minor, step, 1_000, HOME_ML_PER_KG, EXPRESS_HOME), SPRING_FESTIVAL
    ltl = _shared(road, "ltl", "m3", (one.m3_minor, one.m3_days), one.least_minor, LTL)
    yield {**ltl, "delivery_minor": LTL_DELIVERY_MINOR}, None
    truck = _vehicle(road, "truck", (one.truck_minor, one.truck_days), (TRUCK_ML, TRUCK_GRAMS), TRUCK)
    yield {**truck, "delivery_minor": TRUCK_DELIVERY_MINOR}, None


def _by_air(one: Abroad, carrier: int) -> Iterator[Priced]:
    yield _parcel(carrier, one.first_minor, one.step, 500, ML_PER_KG, EXPRESS), None
    cargo = _shared(carrier, "air", "kg", one.air_kg, AIR_LEAST_KG * one.air_kg[0], AIR)
    yield {**cargo, "delivery_minor": one.delivery_minor}, None


def _by_rail(one: Abroad, carrier: int) -> Iterator[Priced]:
    if one.rail_kg:
        cargo = _shared(carrier, "rail_lcl", "kg", one.rail_kg, RAIL_LEAST_KG * one.rail_kg[0], RAIL_LCL)
        yield {**cargo, "delivery_minor": one.delivery_minor, "ml_per_kg": RAIL_ML_PER_KG}, None
    if one.rail_box:
        box = _vehicle(carrier, "rail_fcl", one.rail_box, (BOX_ML, BOX_GRAMS), RAIL_FCL)
        yield {**box, "delivery_minor": one.delivery_minor}, None


def _by_sea(one: Abroad, carrier: int) -> Iterator[Priced]:
    if one.sea_m3:
        cargo = _shared(carrier, "sea_lcl", "m3", one.sea_m3, one.sea_m3[0], SEA_LCL)
        yield {**cargo, "delivery_minor": one.delivery_minor}, PEAK
    if one.sea_box:
        box = _vehicle(carrier, "sea_fcl", one.sea_box, (BOX_ML, BOX_GRAMS), SEA_FCL)
        yield {**box, "delivery_minor": one.delivery_minor}, PEAK


def _parcel(carrier: int, first_minor: int, step: tuple[int, int], step_grams: int, ml_per_kg: int, source: str) -> Row:
    step_minor, days = step
    return {
        "carrier_id": carrier,
        "service": "express",
        "kind": "parcel",
        "transit_days": days,
        "first_grams": step_grams,
        "first_minor": first_minor,
        "step_grams": step_grams,
        "step_minor": step_minor,
        "ml_per_kg": ml_per_kg,
        "source": source,
    }


def _shared(carrier: int, service: str, unit: str, price: tuple[int, int], least: int, source: str) -> Row:
    rate_minor, days = price
    return {
        "carrier_id": carrier,
        "service": service,
        "kind": "shared",
        "transit_days": days,
        "rate_minor": rate_minor,
        "rate_unit": unit,
        "minimum_minor": least,
        "ml_per_kg": ML_PER_KG,
        "source": source,
    }


def _vehicle(carrier: int, service: str, price: tuple[int, int], capacity: tuple[int, int], source: str) -> Row:
    vehicle_minor, days = price
    return {
        "carrier_id": carrier,
        "service": service,
        "kind": "vehicle",
        "transit_days": days,
        "vehicle_minor": vehicle_minor,
        "capacity_ml": capacity[0],
        "capacity_grams": capacity[1],
        "source": source,
    }


def _dated(row: Row, season: Season | None, on: date) -> Iterator[Row]:
    """Yield the row for its days; where it has a season, one row for each stretch of days, the last one open."""
    first = date(on.year, 1, 1)
    if season is None:
        yield {**row, "valid_from": first, "valid_to": None}
        return
    for year in range(on.year, on.year + YEARS_AHEAD):
        begins, ends = date(year, *season.first), date(year, *season.last)
        yield {**row, "valid_from": first, "valid_to": begins - timedelta(days=1)}
        yield {**_dearer(row, season), "valid_from": begins, "valid_to": ends}
        first = ends + timedelta(days=1)
    yield {**row, "valid_from": first, "valid_to": None}


def _dearer(row: Row, season: Season) -> Row:
    higher = {name: row[name] * (100 + season.percent) // 100 for name in season.fields if name in row}
    return {**row, **higher, "source": f"{row['source']}; {season.why}"}
