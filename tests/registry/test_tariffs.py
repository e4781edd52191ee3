"""Protect what carriers charge: one tariff a service, place and day; history is kept; each bad row is named."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.registry import door
from dukou.registry.records import Band, NewFuel, NewTariff, NewZone
from tests import builders as town
from tests.registry.build import NOW, desk, everything, owner

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
START = town.ON + timedelta(days=30)
LATER = START + timedelta(days=60)
DAY = timedelta(days=1)


@pytest.fixture
def carrier() -> int:
    town.limits()
    door.set_clock(on=town.ON, viewer=TOWN)
    return town.firm("carrier")


@pytest.fixture
def place() -> int:
    return town.destination()


def zone(carrier: int, place: int, /, **changed: Any) -> NewZone:
    return replace(NewZone(carrier, place, "north", START, "zone table 2026"), **changed)


def tariff(carrier: int, /, **changed: Any) -> NewTariff:
    plain = NewTariff(
        carrier=carrier,
        service="ltl",
        kind="shared",
        valid_from=START,
        source="contract 2026",
        zone="north",
        transit_days=4,
        rate_unit="kg",
        bands=(Band(0, 100_000, 3_000, 210), Band(100_000, None, 0, 190)),
        weekdays=frozenset({0, 3}),
    )
    return replace(plain, **changed)


def succeed(*new: Any) -> int:
    return door.succeed(new, viewer=desk(), now=NOW)


def test_a_zone_tariff_reaches_its_places_with_the_days_fuel_and_only_remote_ones_pay_for_it(
    carrier: int, place: int
) -> None:
    far = town.destination()
    succeed(zone(carrier, place), zone(carrier, far, is_remote=True))
    succeed(tariff(carrier, remote_minor=500))
    succeed(NewFuel(carrier, "ltl", 120_000, START + DAY, "fuel table"))
    shown = {one.destination: one for one in door.tariffs(on=START + DAY)}
    assert {key: (one.remote_minor, one.fuel_ppm, one.zone) for key, one in shown.items()} == {
        place: (0, 120_000, "north"),
        far: (500, 120_000, "north"),
    }
    assert shown[place].bands == tariff(carrier).bands
    assert shown[place].weekdays == {0, 3}
    assert {one.fuel_ppm for one in door.tariffs(on=START)} == {0}
    assert door.tariffs(on=START - DAY) == []


def test_a_tariff_to_a_place_goes_before_that_of_its_zone(carrier: int, place: int) -> None:
    succeed(zone(carrier, place))
    succeed(tariff(carrier), tariff(carrier, zone="", destination=place, bands=(), rate_minor=5_000))
    assert [one.rate_minor for one in door.tariffs(on=START)] == [5_000]


def test_a_new_tariff_ends_the_open_one_the_day_before_and_history_is_kept(carrier: int, place: int) -> None:
    succeed(zone(carrier, place))
    assert succeed(tariff(carrier)) == 0
    assert succeed(tariff(carrier, valid_from=LATER, bands=(), rate_minor=250)) == 1
    assert [one.rate_minor for one in door.tariffs(on=LATER - DAY)] == [0]
    assert [one.rate_minor for one in door.tariffs(on=LATER)] == [250]
    dates = [(one.valid_from, one.valid_to) for one in door.tariff_rows(viewer=TOWN)]
    assert dates == [(START, LATER - DAY), (LATER, None)]
    assert len(door.tariff_rows(viewer=TOWN, on=LATER)) == 1
    succeed(zone(carrier, place, zone="south", valid_from=LATER))
    assert door.tariffs(on=LATER) == []
    assert [one.zone for one in door.zones(viewer=TOWN, on=LATER)] == ["south"]


def test_a_closed_tariff_before_an_open_one_leaves_it_alone(carrier: int, place: int) -> None:
    succeed(zone(carrier, place))
    succeed(tariff(carrier, valid_from=LATER))
    assert succeed(tariff(carrier, valid_to=LATER - DAY)) == 0
    assert [one.valid_to for one in door.tariff_rows(viewer=TOWN)] == [LATER - DAY, None]


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("registry.unknown_zone", {"zone": "south"}),
    ("registry.unknown_zone", {"valid_from": START - DAY}),
    ("registry.place_or_zone", {"zone": ""}),
    ("registry.unknown_destination", {"zone": "", "destination": 9_990_001}),
    ("registry.unknown_carrier", {"carrier": 9_990_002}),
    ("registry.no_rate", {"currency": "EUR"}),
    ("registry.begins_too_early", {"valid_from": town.ON}),
    ("registry.no_departure_day", {"weekdays": frozenset()}),
    ("registry.bad_departure", {"weekdays": frozenset({7})}),
    ("registry.bad_departure", {"cutoff_hour": 24}),
    ("registry.bad_transit", {"transit_days": 121}),
    ("registry.bad_service", {"service": "LTL;"}),
    ("registry.unknown_kind", {"kind": "magic"}),
    ("registry.unknown_unit", {"rate_unit": "t"}),
    ("registry.band_gap", {"bands": (Band(0, 100, 1, 1), Band(101, None, 1, 1))}),
    ("registry.band_gap", {"bands": (Band(0, None, 1, 1), Band(100, None, 1, 1))}),
    ("registry.band_gap", {"bands": (Band(5, None, 1, 1),)}),
    ("registry.band_empty", {"bands": (Band(0, 0, 1, 1),)}),
    ("registry.band_free", {"bands": (Band(0, None, 0, 0),)}),
    ("registry.no_price", {"bands": ()}),
    ("registry.zero_weight", {"kind": "parcel", "bands": (), "first_minor": 800}),
    ("registry.zero_weight", {"kind": "vehicle", "vehicle_minor": 800, "capacity_ml": 5}),
    ("registry.bad_period", {"valid_to": START - DAY}),
    ("registry.no_source", {"source": ""}),
    ("registry.overlapping_days", {"valid_from": LATER}),
    ("registry.overlapping_days", {"valid_from": LATER + 9 * DAY, "valid_to": LATER + 10 * DAY}),
]


@pytest.mark.parametrize(("code", "changed"), WRONG)
def test_a_bad_row_is_named_and_with_it_the_whole_batch_is_refused(
    code: str, changed: dict[str, Any], carrier: int, place: int
) -> None:
    succeed(zone(carrier, place))
    succeed(tariff(carrier, valid_from=LATER, valid_to=LATER + 10 * DAY))
    good = tariff(carrier, service="air", currency="CNY")
    bad = tariff(carrier, **changed)
    before = everything()
    judged = door.judge([good, bad], viewer=desk())
    assert (judged.done, [(one.row, one.refusal.code) for one in judged.refused]) == ((0,), [(1, code)])
    with pytest.raises(Refusal) as caught:
        succeed(good, bad)
    assert caught.value.code == code
    assert everything() == before


def test_two_rows_of_a_batch_that_meet_are_refused_at_the_second(carrier: int, place: int) -> None:
    succeed(zone(carrier, place))
    judged = door.judge([tariff(carrier), tariff(carrier, valid_from=LATER)], viewer=desk())
    assert [one.row for one in judged.refused] == [1]


def test_a_foreign_tariff_needs_a_rate_on_or_before_its_first_day(carrier: int, place: int) -> None:
    succeed(zone(carrier, place))
    rate = {"currency": "EUR", "on": date(2025, 1, 1), "rate_e6": 8_200_000, "source": "central bank"}
    door.publish("rate", [rate], viewer=TOWN, now=NOW)
    succeed(tariff(carrier, currency="EUR"))
    assert [one.currency for one in door.tariffs(on=START)] == ["EUR"]


def test_only_desks_write_and_see_whose_tariffs_are(carrier: int, place: int) -> None:
    succeed(zone(carrier, place))
    before = everything()
    for other in (ANONYMOUS, owner(carrier)):
        for ask in (door.judge, lambda new, viewer: door.succeed(new, viewer=viewer, now=NOW)):
            with pytest.raises(Missing):
                ask([tariff(carrier)], viewer=other)
        assert door.tariff_rows(viewer=other) == []
        assert door.zones(viewer=other, on=START) == []
    assert everything() == before


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_sheet(
    count: int, carrier: int, place: int, django_assert_num_queries: Any
) -> None:
    succeed(zone(carrier, place))
    rows = [tariff(carrier, service=f"s{number}") for number in range(count)]
    with django_assert_num_queries(7):
        door.judge(rows, viewer=desk())
    with django_assert_num_queries(12):
        succeed(*rows)
    succeed(tariff(carrier, valid_from=LATER, service="s0"))
    with django_assert_num_queries(2):
        assert len(door.tariffs(on=START)) == count
    for read in (door.tariff_rows, door.zones):
        with django_assert_num_queries(1):
            read(viewer=TOWN, on=START)
