"""Publish the town's press figures, its plan, rates of exchange, duties and dated limits, each with its source.

Press figures contradict one another; they are kept as they were printed. A limit is any number that a room reckons
with: those that no public source gives are assumptions and say so.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dukou.base.town import TOWN
from dukou.journey.seed.places import PLACES
from dukou.registry import door as registry
from dukou.registry.records import EU

Row = dict[str, Any]
MILLION, BILLION = 1_000_000, 1_000_000_000
MICRO = Decimal(1_000_000)

ARTICLE = "article on the modelled town, about 2021-2022"
XINHUA = "Xinhua, June 2025"
PEOPLE = "People's Daily, 'one town, over 2.5 billion pairs of socks a year'"
LIAONING = "Liaoning Daily, 6 February 2026"
# Key, value, unit, as of, source.
PRESS: tuple[tuple[str, int, str, str, str], ...] = (
    ("town.sock_firms", 206, "firms", "2021-2022", ARTICLE),
    ("town.sock_firms_in_two_villages", 54, "percent", "2021-2022", ARTICLE),
    ("town.machines", 25_000, "machines", "2021-2022", ARTICLE),
    ("town.machines", 23_000, "machines", "2025-06", XINHUA),
    ("town.integrated_machines", 1_000, "machines", "no date", PEOPLE),
    ("town.workers", 20_000, "people", "2021-2022", ARTICLE),
    ("town.workers", 22_000, "people", "no date", PEOPLE),
    ("town.pairs_a_year", 2_500 * MILLION, "pairs", "2021-2022", ARTICLE),
    ("town.pairs_a_year", 2_600 * MILLION, "pairs", "2025-06", XINHUA),
    ("town.output_a_year", 3_200 * MILLION, "CNY", "2021-2022", ARTICLE),
    ("town.output_a_year", 3_500 * MILLION, "CNY", "no date", PEOPLE),
    ("town.output_a_year", 3_800 * MILLION, "CNY", "2025-06", XINHUA),
    ("town.profit_share", 25, "percent of output", "2021-2022", ARTICLE),
    ("town.profit_and_tax_a_year", 4 * MILLION, "CNY", "2021-2022", ARTICLE),
    ("town.wage_a_month", 5_000, "CNY", "no date", PEOPLE),
    ("town.trademarks", 467, "trademarks", "2021-2022", ARTICLE),
    ("town.related_firms", 295, "firms", "2025-06", XINHUA),
    ("town.above_scale_firms", 2, "firms", "2026-02", LIAONING),
    ("town.leading_firms", 20, "firms", "2026-02", LIAONING),
    ("town.exporting_firms", 3, "firms", "2021", ARTICLE),
    ("town.own_exports_a_year", 25 * MILLION, "CNY", "2021", ARTICLE),
    ("town.exports_through_traders_a_year", 500 * MILLION, "CNY", "2021-2022", ARTICLE),
    ("town.shops_in_datang_and_yiwu", 100, "shops", "2021-2022", ARTICLE),
    ("town.foreign_merchants_at_canton_fair", 800, "merchants", "2019", ARTICLE),
    ("town.pairs_at_canton_fair", 10 * MILLION, "pairs", "2019", ARTICLE),
    ("plan.base_investment", 5 * BILLION, "CNY", "2021-2022", ARTICLE),
    ("plan.base_small_firms", 500, "firms", "2021-2022", ARTICLE),
)
PLAN = "plan for the end of the 14th five-year plan, as the article gives it"
PLAN_DUE = date(2025, 12, 31)
TARGETS: tuple[tuple[str, int, str], ...] = (
    ("town.sock_firms", 300, "firms"),
    ("town.above_scale_firms", 50, "firms"),
    ("town.pairs_a_year", 4 * BILLION, "pairs"),
    ("town.output_a_year", 5 * BILLION, "CNY"),
    ("town.chain_firms", 100, "firms"),
)

RATE_SOURCE = "rounded level of autumn 2025, unverified"
# Currency, yuan for one unit in millionths a month before the town begins, and in the month in which it begins.
RATES = (
    ("EUR", 8_250_000, 8_230_000),
    ("GBP", 9_400_000, 9_420_000),
    ("JPY", 46_500, 46_000),
    ("KRW", 5_000, 4_900),
    ("RUB", 88_000, 90_000),
    ("USD", 7_120_000, 7_100_000),
)

COTTON, SYNTHETIC = "611595", "611596"
EU_COTTON = "EU tariff on hosiery of cotton, 12 %, as published 2025"
EU_SYNTHETIC = "EU tariff on hosiery of synthetic fibres, 12 %, unverified"
UK_COTTON = "UK tariff on hosiery of cotton, 12 %, as published 2025"
UK_SYNTHETIC = "UK tariff on hosiery of synthetic fibres, taken to equal cotton, unverified"
US_COTTON = "US schedule 2024: 13.5 % and Section 301 7.5 %; later changes are not in it"
US_SYNTHETIC = "US schedule 2024: 14.6 % and Section 301 7.5 %; later changes are not in it"
FREE = "no duty on industrial goods, unverified"
MEMBERS = sorted({one.iso for one in PLACES} & EU)
DUTIES = {
    **dict.fromkeys(MEMBERS, ((COTTON, 120_000, EU_COTTON), (SYNTHETIC, 120_000, EU_SYNTHETIC))),
    # The Channel Islands are in a customs union with the United Kingdom.
    **dict.fromkeys(("GB", "JE"), ((COTTON, 120_000, UK_COTTON), (SYNTHETIC, 120_000, UK_SYNTHETIC))),
    "US": ((COTTON, 210_000, US_COTTON), (SYNTHETIC, 221_000, US_SYNTHETIC)),
    **dict.fromkeys(("CH", "HK", "SG"), ((COTTON, 0, FREE), (SYNTHETIC, 0, FREE))),
}

TERMS = "assumption: domestic traders take 30-90 days on account"
NO_REASON = "Measures for return without a reason of goods bought online, in force 2017-03-15"
INSPECTION = "trade press: inspection of a returned garment costs 3.2 yuan; taken for a parcel of socks"
RETURN_DROP = "assumption: label, drop at a partner shop or on the milk run, and sorting"
RETURN_RIDE = (
    "own estimate: a 9.6 m truck from the Yangtze at 7,500 yuan, four fifths full, 110 kg of socks a cubic metre"
)
RETURN_TRUCK = "own estimate for a 9.6 m truck, Shenyang to the Yangtze 6,000-9,000 yuan, 2025, unverified"
OUTLET = "assumption: an outlet sells seconds by the pair and keeps a part"
SHOP_SHARE = "assumption: a shop sells seconds at six tenths of the price and keeps three tenths of that"
SHOP_ROOM = "assumption: what a table in a shop holds"
RECYCLER_ABROAD = "own estimate: a sorter of textiles in Europe asks 0.30 euros a kilogram, unverified"
WASTE_ABROAD = "own estimate: burning in Europe at 0.20 euros a kilogram, unverified"
PALLET_HOME = "assumption: a pallet of 1.5 cubic metres at 110 kg of socks each"
BAN = (
    "Regulation (EU) 2024/1781, article 25: large firms from 19 July 2026, medium-sized ones from 19 July 2030,"
    " small and micro firms exempt; the town keeps the strictest date for all"
)
RAGS = "own estimate: sorted textile waste, 0.8-1.5 yuan/kg"
KNITTING_RATE = "own estimate: the town's wage of 5,000 yuan a month at some 2,500 pieces a shift"
CLOSING_RATE = "own estimate: 0.02-0.05 yuan a pair"
BOARDING_RATE = "local press on a town workshop in Anhui: 0.02 yuan a pair"
ABOVE_SCALE = "industrial statistics since 2011: main business revenue of 20 million yuan a year"
PACKING_RATE = "own estimate: 0.03-0.08 yuan a pair"
EVEN_LOAD = "CTU Code 2014: rule of thumb for an even load"
EXPORT_CARTON = "assumption: five-layer export carton, 60 x 40 x 35 cm"
ROUND_VAN = "assumption: light trucks of 4.2 m, hired as they are needed; they carry 1.5 t in 14 cubic metres"
ROUND_HOURS = "assumption: a day shift, when works and shops are open"
# Service, inner length, width and height in mm, source.
CONTAINER = ("12032", "2352", "2698"), "40-foot high-cube container after ISO 668, inner measures of carriers"
VEHICLES = (
    ("truck", ("9600", "2400", "2600"), "assumption: box body of a 9.6 m truck, common inner measures"),
    ("rail_fcl", *CONTAINER),
    ("sea_fcl", *CONTAINER),
)
# Key, value, unit, source.
RELIEF = "China, Tariff Law, in force 2024-12-01, chapter IV: back as they were in a year, for quality or specification"
LIMITS: tuple[tuple[str, str, str, str], ...] = (
    ("settlement.term_days", "30", "days", TERMS),
    ("mill.overflow_margin", "0.08", "share of the price", "assumption: what the seller keeps of an overflow line"),
    (
        "mill.machine_hour_minor",
        "40",
        "CNY minor a machine hour",
        "own estimate: 0.5-0.9 kW at about 0.6 yuan/kWh; wages are paid by the pair and do not differ by machine",
    ),
    ("mill.piece_rate_knitting", "0.08", "CNY a piece", KNITTING_RATE),
    ("mill.piece_rate_toe_closing", "0.035", "CNY a pair", CLOSING_RATE),
    ("mill.piece_rate_boarding", "0.02", "CNY a pair", BOARDING_RATE),
    ("mill.piece_rate_packing", "0.05", "CNY a pair", PACKING_RATE),
    ("town.above_scale_yuan_a_year", "20000000", "CNY", ABOVE_SCALE),
    ("logistics.capital_rate_year", "0.06", "share a year", "assumption: rate at which a small firm borrows"),
    ("logistics.late_day_share", "0.005", "share of the value a day late", "assumption: allowance a buyer asks"),
    ("papers.carton_grams", "600", "grams", EXPORT_CARTON),
    ("papers.pallet_grams", "22000", "grams", "assumption: treated wooden pallet, 1.2 x 0.8 m"),
    ("papers.pallet_most_ml", "1500000", "ml", "assumption: 1.2 x 0.8 x 1.6 m, filled to the edge"),
    ("papers.pallet_most_grams", "800000", "grams", "assumption: what stacks without crushing cartons"),
    ("stowing.carton_length_mm", "600", "mm", EXPORT_CARTON),
    ("stowing.carton_width_mm", "400", "mm", EXPORT_CARTON),
    *(
        (f"stowing.{service}_{side}_mm", size, "mm", source)
        for service, sizes, source in VEHICLES
        for side, size in zip(("length", "width", "height"), sizes, strict=True)
    ),
    (
        "stowing.truck_off_centre_share",
        "0.1",
        "share of the length",
        "assumption: both axles bear their share",
    ),
    ("stowing.rail_fcl_off_centre_share", "0.05", "share of the length", EVEN_LOAD),
    ("stowing.sea_fcl_off_centre_share", "0.05", "share of the length", EVEN_LOAD),
    ("logistics.pickup_minor_a_carton", "80", "CNY minor a carton", "assumption: shared milk run through the villages"),
    ("round.vans", "20", "vans", ROUND_VAN),
    ("round.trips", "4", "trips", "assumption: a van comes home between its trips, and loads anew"),
    ("round.van_kilos", "1500", "kilograms", ROUND_VAN),
    ("round.van_litres", "14000", "litres", ROUND_VAN),
    (
        "round.km_minor",
        "130",
        "CNY minor a kilometre",
        "own estimate: diesel, tyres, wear and insurance of such a truck",
    ),
    ("round.day_minor", "6000", "CNY minor a day", "own estimate: such a truck is hired for 50-80 yuan a day"),
    (
        "round.hour_minor",
        "4500",
        "CNY minor an hour",
        "own estimate: a driver's wage with contributions, and the truck",
    ),
    ("round.km_an_hour", "25", "km an hour", "assumption: village roads, with stops and turns"),
    ("round.detour", "1.3", "times the straight way", "transport research: roads are 1.2-1.4 times the straight way"),
    ("round.stop_minutes", "5", "minutes a stop", "assumption: to park, greet and sign"),
    ("round.carton_seconds", "10", "seconds a carton", "assumption: two people with a hand truck"),
    ("round.opens_hour", "8", "o'clock", ROUND_HOURS),
    ("round.closes_hour", "18", "o'clock", ROUND_HOURS),
    ("logistics.depot_minor_a_carton", "120", "CNY minor a carton", "assumption: in, three days' storage, out"),
    ("logistics.desk_minor_a_shipment", "300", "CNY minor a shipment", "assumption: four minutes of a desk's wage"),
    (
        "logistics.alone_minor_a_carton",
        "150",
        "CNY minor a carton",
        "assumption: a firm's own van to the carrier, part full, and its own store",
    ),
    (
        "logistics.alone_minor_a_shipment",
        "600",
        "CNY minor a shipment",
        "assumption: ten minutes of a clerk for booking and papers",
    ),
    ("logistics.insurance_share", "0.001", "share of the value", "assumption: cargo insurance, no public table found"),
    ("logistics.damage_share", "0.002", "share of the value", "assumption: goods damaged or lost on the way"),
    ("returns.parcel_minor", "800", "CNY minor a parcel", "own estimate: return parcel, first kilogram, 8-12 yuan"),
    ("returns.kilo_minor", "300", "CNY minor a kilogram", "public example: 3 yuan for each further kilogram"),
    ("returns.inspect_minor", "320", "CNY minor a parcel", INSPECTION),
    (
        "returns.rebag_pair_minor",
        "18",
        "CNY minor a pair",
        "own estimate: a tenth of what a garment costs",
    ),
    ("returns.seconds_share", "0.30", "share of the price", "assumption: seconds bundled by the kilogram"),
    (
        "returns.reship_minor",
        "500",
        "CNY minor a parcel",
        "own estimate: parcel to a far zone, 4-6 yuan",
    ),
    ("returns.ride_parcel_minor", "200", "CNY minor a parcel", RETURN_DROP),
    ("returns.ride_kilo_minor", "170", "CNY minor a kilogram", RETURN_RIDE),
    ("returns.truck_minor", "750000", "CNY minor a truck", RETURN_TRUCK),
    ("returns.truck_kilos", "5500", "kilograms", "assumption: 50 cubic metres at 110 kg of socks each"),
    (
        "returns.outlet_share",
        "0.40",
        "share of the price",
        OUTLET,
    ),
    ("returns.outlet_parcels_a_day", "60", "parcels", "assumption: what its tables hold"),
    ("returns.shop_share", "0.42", "share of the price", SHOP_SHARE),
    ("returns.shop_parcels_a_day", "4", "parcels", SHOP_ROOM),
    (
        "returns.recycler_kilo_minor",
        "100",
        "CNY minor a kilogram",
        RAGS,
    ),
    ("returns.consumer_days", "7", "days", NO_REASON),
    ("returns.excluded_custom_made", "1", "in force", NO_REASON),
    ("returns.excluded_opened_intimate", "1", "in force", NO_REASON),
    ("returns.send_back_days", "14", "days", "assumption: a fortnight to send back what was asked for"),
    ("returns.never_sent_share", "0.02", "share of the parcels", "assumption: two promises of a hundred are not kept"),
    ("returns.claim_days", "30", "days", "assumption: a buyer has a month to look at what came"),
    ("returns.answer_days", "3", "days", "assumption: who does not answer a claim in three days agrees to it"),
    ("returns.charge_answer_days", "5", "days", "assumption: who does not object in five days agrees to a charge"),
    ("returns.fault_knitting", "1", "share of the cost", "assumption: who knitted it answers for it"),
    ("returns.fault_dyeing", "1", "share of the cost", "assumption: the maker chose the yarn and its dyer"),
    ("returns.fault_packing", "1", "share of the cost", "assumption: who packed it answers for it"),
    ("returns.fault_carriage", "0", "share of the cost", "assumption: carriage is claimed from its carrier"),
    ("returns.repeat_faults", "3", "faults", "assumption: three proven faults of a lot are no chance"),
    ("returns.appeal_days", "7", "days", "assumption: a week to ask the desk to look at it again"),
    ("returns.parcel_days", "30", "days", "assumption: a parcel without a line is kept for a month"),
    ("returns.grade_days", "2", "days", "assumption: what came in is graded within two days"),
    ("returns.ungraded_days", "14", "days", "assumption: as long as goods may take to come back"),
    ("returns.recall_answer_days", "2", "days", "assumption: a recall that a desk asks for is answered in two days"),
    ("returns.hold_days", "7", "days", "assumption: within a week a desk decides about goods held back"),
    ("returns.two_graders_minor", "50000", "CNY minor a case", "assumption: two people agree on goods of 500 yuan"),
    ("returns.blind_share", "0.02", "share of gradings", "the town's rule: two of a hundred gradings are done again"),
    ("returns.ride_home_minor", "120000", "CNY minor a ride", "own estimate: a shared sea pallet with its papers"),
    ("returns.ride_home_kilo_minor", "450", "CNY minor a kilogram", "own estimate: groupage by sea and pick-up"),
    ("returns.ride_home_kilos", "165", "kilograms", PALLET_HOME),
    ("returns.recycle_abroad_kilo_minor", "250", "CNY minor a kilogram", RECYCLER_ABROAD),
    ("returns.waste_abroad_kilo_minor", "165", "CNY minor a kilogram", WASTE_ABROAD),
    ("returns.ride_home_days", "35", "days", "own estimate: Hamburg to Dalian by sea"),
    ("returns.relief_days", "365", "days", RELIEF),
    ("returns.relief_warn_days", "60", "days", "assumption: two months in hand for papers and delays"),
)
# Limits that hold from days of their own: key, value, unit, source, first and last day.
DATED: tuple[tuple[str, str, str, str, date, date | None], ...] = (
    ("returns.destruction_ban_eu", "0", "in force", BAN, date(2024, 7, 18), date(2026, 7, 18)),
    ("returns.destruction_ban_eu", "1", "in force", BAN, date(2026, 7, 19), None),
)


def publish(*, on: date, now: datetime) -> None:
    """Publish everything valid from the first day of the year in which the town begins; destinations stand already."""
    registry.publish("press", _press(), viewer=TOWN, now=now)
    registry.publish("target", _targets(), viewer=TOWN, now=now)
    registry.publish("rate", _rates(on), viewer=TOWN, now=now)
    registry.publish("duty", _duties(on), viewer=TOWN, now=now)
    registry.publish("limit", _limits(on), viewer=TOWN, now=now)


def _press() -> list[Row]:
    return _rows(("key", "value", "unit", "as_of", "source"), PRESS)


def _targets() -> list[Row]:
    return [{**row, "due_on": PLAN_DUE, "source": PLAN} for row in _rows(("key", "value", "unit"), TARGETS)]


def _rates(on: date) -> list[Row]:
    month = on.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    return [
        {"currency": currency, "rate_e6": rate, "on": day, "source": RATE_SOURCE}
        for currency, earlier, later in RATES
        for day, rate in ((before, earlier), (month, later))
    ]


def _duties(on: date) -> list[Row]:
    first = date(on.year, 1, 1)
    return [
        {"destination_id": place.id, "hs_code": code, "rate_ppm": rate, "source": source, "valid_from": first}
        for place in registry.destinations()
        for code, rate, source in DUTIES.get(place.iso, ())
    ]


def _limits(on: date) -> list[Row]:
    first = date(on.year, 1, 1)
    rows = (*((*one, first, None) for one in LIMITS), *DATED)
    return [
        {
            "key": key,
            "value_e6": int(Decimal(value) * MICRO),
            "unit": unit,
            "source": source,
            "valid_from": since,
            "valid_to": until,
        }
        for key, value, unit, source, since, until in rows
    ]


def _rows(columns: Sequence[str], table: Sequence[Sequence[Any]]) -> list[Row]:
    return [dict(zip(columns, row, strict=True)) for row in table]
