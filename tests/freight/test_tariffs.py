"""Protect prices: a quote is the engines' own price told line by line, and a sheet comes in whole or not at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, OPERATOR, Viewer
from dukou.engines import consolidate
from dukou.engines.consolidate.tariff import carriage_minor
from dukou.freight.door import tariffs as door
from dukou.freight.records.carriers import SHEETS, Consignment
from dukou.freight.rules import tariffs as rules
from dukou.registry import door as registry
from dukou.registry.records import Band, TariffRecord
from tests import builders as town
from tests.freight import brute
from tests.registry.build import NOW, everything

DESK = Viewer(person=9, firm=9_999, roles=frozenset({OPERATOR}))
START = town.ON + timedelta(days=30)
DAY = timedelta(days=1)
GOODS = st.builds(Consignment, st.just("X"), st.integers(1, 60_000_000), st.integers(1, 90_000_000), st.just(1))
RATES = {"EUR": 8_230_000, "JPY": 46_511}


@st.composite
def plain_tariffs(draw: st.DrawFn) -> TariffRecord:
    kind = draw(st.sampled_from(sorted(brute.FIGURES)))
    figures = {name: draw(strategy) for name, strategy in brute.FIGURES[kind].items()}
    return brute.tariff(1, "any", kind, 3, **figures)


@st.composite
def banded(draw: st.DrawFn) -> TariffRecord:
    unit = draw(st.sampled_from(["kg", "m3"]))
    ends = [*sorted(draw(st.sets(st.integers(1, 40_000_000), max_size=3))), None]
    prices = st.integers(0, 90_000)
    bands, over = [], 0
    for end in ends:
        bands.append(Band(over, end, draw(prices), draw(prices), draw(prices)))
        over = end or 0
    return replace(
        brute.tariff(1, "any", draw(st.sampled_from(["parcel", "shared"])), 3, ml_per_kg=6_000, rate_unit=unit),
        bands=tuple(bands),
        is_half_volumetric=draw(st.booleans()),
        fuel_ppm=draw(st.integers(0, 400_000)),
        delivery_minor=draw(st.integers(0, 900)),
        remote_minor=draw(st.integers(0, 900)),
    )


def as_engine_knows_it(tariff: TariffRecord) -> consolidate.Tariff:
    is_by_volume = tariff.kind == "shared" and tariff.rate_unit == "m3"
    return consolidate.Tariff(
        name=tariff.service,
        kind=tariff.kind,
        unit="m3" if is_by_volume else "kg",
        ml_per_kg=tariff.ml_per_kg,
        is_half_volumetric=tariff.is_half_volumetric,
        bands=engine_bands(tariff, 1_000_000 if is_by_volume else 1_000),
        vehicle_minor=tariff.vehicle_minor,
        capacity_grams=tariff.capacity_grams,
        capacity_ml=tariff.capacity_ml,
        fuel_ppm=tariff.fuel_ppm,
        shipment_minor=tariff.delivery_minor,
        remote_minor=tariff.remote_minor,
    )


def engine_bands(tariff: TariffRecord, whole: int) -> tuple[consolidate.Band, ...]:
    if tariff.bands:
        return tuple(
            consolidate.Band(
                up_to_amount=one.up_to,
                base_minor=one.base_minor,
                rate_minor=one.rate_minor,
                per_amount=whole,
                minimum_minor=one.minimum_minor,
            )
            for one in tariff.bands
        )
    if tariff.kind == "shared":
        return (consolidate.Band(rate_minor=tariff.rate_minor, per_amount=whole, minimum_minor=tariff.minimum_minor),)
    return (
        consolidate.Band(
            base_minor=tariff.first_minor,
            beyond_amount=tariff.first_grams,
            rate_minor=tariff.step_minor,
            per_amount=tariff.step_grams or 1,
            is_begun=True,
            minimum_minor=tariff.minimum_minor,
        ),
    )


@given(banded() | plain_tariffs(), GOODS)
@settings(max_examples=120)
def test_a_quote_is_what_the_consolidating_engine_pays(tariff: TariffRecord, goods: Consignment) -> None:
    found = rules.quote(goods, tariff, carrier=1, on=town.ON, rates={})
    priced = carriage_minor(as_engine_knows_it(tariff), goods.grams, goods.ml, 0)
    assert priced is not None
    assert found.amount_minor == priced + tariff.delivery_minor + tariff.remote_minor
    assert sum(line.amount_minor for line in found.lines) == found.amount_minor


@given(st.integers(0, 10**12), st.sampled_from(["EUR", "JPY"]))
@settings(max_examples=40)
def test_foreign_money_becomes_the_least_yuan_that_cover_it(amount: int, currency: str) -> None:
    yuan_minor = rules.in_yuan(amount, currency, RATES)
    fen_e6 = amount * RATES[currency] * (100 if currency == "JPY" else 1)
    assert (yuan_minor - 1) * 1_000_000 < fen_e6 <= yuan_minor * 1_000_000


def test_a_currency_without_a_rate_is_refused() -> None:
    with pytest.raises(Refusal, match=r"freight\.currency_without_rate"):
        rules.in_yuan(1, "USD", RATES)


def test_what_exceeds_the_last_band_is_not_carried() -> None:
    tariff = replace(brute.tariff(1, "any", "parcel", 3), bands=(Band(0, 30_000, 800, 0),))
    with pytest.raises(Refusal, match=r"freight\.above_bands"):
        rules.quote(Consignment("X", 30_001, 1), tariff, carrier=1, on=town.ON, rates={})


def test_a_service_leaves_on_its_next_weekday() -> None:
    monday = date(2025, 12, 1)
    tariff = replace(brute.tariff(1, "any", "parcel", 3), weekdays=frozenset({0, 3}))
    assert [rules.departure(tariff, monday + days * DAY).weekday() for days in range(5)] == [0, 3, 3, 3, 0]
    with pytest.raises(Refusal, match=r"freight\.no_departure"):
        rules.departure(replace(tariff, weekdays=frozenset()), monday)


# Sheets


def sheet(kind: str, *rows: dict[str, Any], language: str = "en") -> list[list[Any]]:
    columns = next(columns for name, columns in SHEETS.items() if name == kind)
    heading = [column.en if language == "en" else column.zh for column in columns]
    return [heading, *([row.get(column.name) for column in columns] for row in rows)]


def row(carrier: str, /, **changed: Any) -> dict[str, Any]:
    plain = {"carrier": carrier, "service": "ltl", "kind": "shared", "zone": "north", "unit": "kg", "transit_days": 4}
    plain |= {"weekdays": "1,4", "valid_from": START, "source": "contract"}
    return plain | {"over": 0, "up_to": 100, "base": "30.00", "rate": 2.1} | changed


@pytest.fixture
def carrier() -> str:
    town.limits()
    registry.set_clock(on=town.ON, viewer=TOWN)
    town.firm("carrier")
    return registry.firms(viewer=TOWN, kinds=["carrier"])[0].code


@pytest.fixture
def place(carrier: str) -> str:
    town.destination()
    code = registry.destinations()[0].code
    zones = {"carrier": carrier, "destination": code, "zone": "north", "valid_from": "2025年12月5日", "source": "table"}
    bring("zones", zones | {"is_remote": "是"}, language="zh")
    return code


def bring(kind: str, *rows: dict[str, Any], language: str = "en") -> int:
    return door.import_sheet(sheet(kind, *rows, language=language), kind, viewer=DESK, now=NOW)


def codes(kind: str, *rows: dict[str, Any]) -> list[str]:
    shown = door.preview_sheet(sheet(kind, *rows), kind, viewer=DESK)
    return [one.refusal.code if one.refusal else "" for one in shown.rows]


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.usefixtures("place")
def test_rows_that_differ_in_their_band_are_one_tariff(carrier: str) -> None:
    assert bring("tariffs", row(carrier, remote_minor=5), row(carrier, over=100, up_to=None, base=0, rate=1.9)) == 1
    (shown,) = registry.tariffs(on=START)
    assert shown.bands == (Band(0, 100_000, 3_000, 210), Band(100_000, None, 0, 190))
    assert (shown.weekdays, shown.remote_minor, shown.currency) == (frozenset({0, 3}), 500, "CNY")


WRONG: list[tuple[list[str], Sequence[dict[str, Any]]]] = [
    (["registry.unknown_zone"], [{"zone": "south"}]),
    (["registry.no_rate"], [{"currency": "EUR"}]),
    (["", "registry.band_gap"], [{}, {"over": 101, "up_to": None}]),
    (["registry.band_empty"], [{"up_to": 0}]),
    (["registry.zero_weight"], [{"kind": "快递", "over": None, "up_to": None, "base": None, "first_minor": 8}]),
    (["registry.no_departure_day"], [{"weekdays": ""}]),
    (["registry.begins_too_early"], [{"valid_from": town.ON}]),
    (["freight.unknown_destination"], [{"zone": "", "destination": "Atlantis"}]),
    (["freight.unknown_carrier"], [{"carrier": "nobody"}]),
    (["freight.cell_number"], [{"rate": "two"}]),
    (["freight.cell_number"], [{"rate": "2.123"}]),
    (["freight.cell_number"], [{"rate": "-1"}]),
    (["freight.cell_number"], [{"rate": "1e999999"}]),
    (["freight.cell_word"], [{"kind": "magic"}]),
    (["freight.cell_word"], [{"is_half_volumetric": "maybe"}]),
    (["freight.cell_word"], [{"currency": "euro"}]),
    (["freight.cell_day"], [{"valid_from": "soon"}]),
    (["freight.cell_day"], [{"valid_from": "2026-02-30"}]),
    (["freight.cell_weekdays"], [{"weekdays": "8"}]),
    (["freight.cell_empty"], [{"source": ""}]),
    (["freight.cell_number", ""], [{"rate": "two"}, {"over": 100, "up_to": None}]),
    (["", "registry.overlapping_days"], [{}, {"valid_from": START + DAY}]),
]


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(("expected", "changes"), WRONG)
def test_each_bad_row_is_named_and_nothing_of_its_sheet_comes_in(
    expected: list[str], changes: Sequence[dict[str, Any]], carrier: str
) -> None:
    rows = [row(carrier, service="air"), *(row(carrier, **changed) for changed in changes)]
    before = everything()
    assert codes("tariffs", *rows) == ["", *expected]
    with pytest.raises(Refusal, match=r"freight\.sheet_has_faults"):
        bring("tariffs", *rows)
    assert everything() == before


@pytest.mark.doors
@pytest.mark.django_db
def test_a_sheet_without_its_columns_or_rows_is_refused() -> None:
    for wrong, code in (([], "columns"), ([["Carrier"]], "columns"), (sheet("fuel"), "empty")):
        with pytest.raises(Refusal, match=rf"freight\.sheet_{code}"):
            door.preview_sheet(wrong, "fuel", viewer=DESK)
    with pytest.raises(Refusal, match=r"freight\.unknown_sheet"):
        door.preview_sheet(sheet("fuel"), "magic", viewer=DESK)


@pytest.mark.doors
@pytest.mark.django_db
def test_a_quote_tells_weight_band_fuel_and_money_line_by_line(carrier: str, place: str) -> None:
    rate = {"currency": "EUR", "on": date(2025, 1, 1), "rate_e6": 8_200_000, "source": "central bank"}
    registry.publish("rate", [rate], viewer=TOWN, now=NOW)
    bring("tariffs", row(carrier, currency="EUR", remote_minor="5", up_to=None))
    bring("fuel", {"carrier": carrier, "service": "ltl", "rate_ppm": "12.5", "valid_from": START, "source": "table"})
    (one,), unquoted = door.quotes(Consignment(place, 10_000, 90_000, 2), on=START, viewer=DESK)
    assert unquoted == []
    assert [(line.code.removeprefix("freight.line_"), line.amount_minor) for line in one.lines] == [
        ("weight", 0),
        ("base", 3_000),
        ("band", 3_150),
        ("fuel", 769),
        ("remote", 1_000),
    ]
    assert (one.amount_minor, one.currency, one.yuan_minor) == (7_919, "EUR", 64_936)
    assert one.lines[0].facts == {"grams": 10_000, "ml": 90_000, "chargeable": 15_000}
    assert one.departs_on.weekday() in {0, 3}
    assert one.arrives_on == one.departs_on + 4 * DAY


@pytest.mark.doors
@pytest.mark.django_db
def test_a_quote_says_why_a_service_has_no_price(carrier: str, place: str) -> None:
    bring("tariffs", row(carrier, valid_to=START + DAY))
    town.destination()
    elsewhere = registry.destinations()[-1].code

    def why(destination: str, on: date) -> list[str]:
        quoted, unquoted = door.quotes(Consignment(destination, 1_000, 1_000), on=on, viewer=DESK)
        assert quoted == []
        return [one.refusal.code for one in unquoted]

    assert why(place, START + 2 * DAY) == ["freight.tariff_gap"]
    assert why(elsewhere, START) == ["freight.unknown_zone"]
    for wrong in (Consignment(place, 0, 1), Consignment(place, 1, 0), Consignment(place, 1, 1, 0)):
        with pytest.raises(Refusal, match=r"freight\.weight_zero"):
            door.quotes(wrong, on=START, viewer=DESK)
    with pytest.raises(Missing):
        door.quotes(Consignment("Atlantis", 1, 1), on=START, viewer=DESK)


@pytest.mark.doors
@pytest.mark.django_db
def test_only_desks_bring_sheets_in_and_ask_for_prices(carrier: str, place: str) -> None:
    before = everything()
    good = sheet("tariffs", row(carrier))
    for viewer in (ANONYMOUS, Viewer(person=1, firm=1)):
        with pytest.raises(Missing):
            door.preview_sheet(good, "tariffs", viewer=viewer)
        with pytest.raises(Missing):
            door.import_sheet(good, "tariffs", viewer=viewer, now=NOW)
        with pytest.raises(Missing):
            door.quotes(Consignment(place, 1, 1), on=START, viewer=viewer)
    assert everything() == before


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_the_services(
    count: int, carrier: str, place: str, django_assert_num_queries: Any
) -> None:
    rows = [row(carrier, service=f"s{number}") for number in range(count)]
    with django_assert_num_queries(9):
        door.preview_sheet(sheet("tariffs", *rows), "tariffs", viewer=DESK)
    with django_assert_num_queries(21):
        bring("tariffs", *rows)
    with django_assert_num_queries(5):
        quoted, _unquoted = door.quotes(Consignment(place, 1_000, 1_000), on=START, viewer=DESK)
    assert len(quoted) == count
