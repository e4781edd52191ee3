"""Protect the division of the saving: every fen of it lies with one shipment and one cause, and none is made up."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.freight import models, rules
from dukou.freight.door import exports
from dukou.freight.records import Departure, Fees, Goods
from dukou.registry import models as registry
from dukou.registry.records import TariffRecord
from tests import builders as town
from tests.freight import brute
from tests.freight.brute import DEPARTURES, ON, loads, tariff
from tests.freight.builders import firms, freeze, leave, place, prepare, ready_order

FEW = settings(max_examples=60)
# Goods that are due so soon wait for no later cut-off, and every service is in time.
SOON = 8
FREE = Fees(0, 0, 0, 0, 0, 0, 0)
SEA = tariff(1, "sea_lcl", "shared", 30, rate_minor=50_000, rate_unit="m3", minimum_minor=50_000, delivery_minor=700)
TRUCK = tariff(2, "truck", "vehicle", 8, vehicle_minor=60_000, capacity_ml=2_000_000, capacity_grams=500_000)
EXPRESS = tariff(3, "express", "parcel", 3, first_minor=1_000, first_grams=1_000, step_grams=1_000, step_minor=900)


def goods(shipment: int, firm: int, *, grams: int = 10_000, ml: int = 100_000, value_minor: int = 0) -> Goods:
    return Goods(shipment, firm, 100, 1, grams, ml, value_minor, ON + timedelta(days=60))


@FEW
@given(load=loads(), departure=DEPARTURES)
def test_shipments_add_up_to_each_own_best_and_to_the_load(load: list[Goods], departure: Departure) -> None:
    frozen = rules.baselines(load, departure, limit=QUICK)
    pooling = rules.pool(load, frozen, departure, limit=QUICK)
    own = rules.own_ways(load, {one.firm: one.tariffs for one in frozen})
    saved = rules.savings(load, own, pooling.tariffs, departure)
    of_firm: dict[int, int] = defaultdict(int)
    for shipment, one in zip(load, saved, strict=True):
        of_firm[shipment.firm] += one.own_best_minor
        parts = one.rate_minor + one.fill_minor + one.mode_minor + one.time_minor
        assert parts == one.own_best_minor - one.together_minor
    assert of_firm == {one.firm: one.own_best_minor for one in frozen}
    assert sum(one.together_minor for one in saved) == pooling.paid_minor + pooling.waiting_minor


@FEW
@given(load=loads(), departure=DEPARTURES)
def test_each_cause_is_what_counting_by_hand_gives(load: list[Goods], departure: Departure) -> None:
    """Let own best and pool choose any ways at all; the causes do not depend on how they were chosen."""
    keys = [one.id for one in departure.tariffs]
    own, used = [keys[one.grams % len(keys)] for one in load], [keys[one.ml % len(keys)] for one in load]
    by_key = {one.id: one for one in departure.tariffs}
    for number, one in enumerate(rules.savings(load, own, used, departure)):
        shipment, before, after = load[number], by_key[own[number]], by_key[used[number]]
        handling = [brute.handling(shipment, departure.fees, mode) for mode in ("alone", "pooled")]
        waiting = [brute.waiting(shipment, by, departure) for by in (before, after)]
        assert (one.rate_minor, one.time_minor) == (handling[0] - handling[1], waiting[0] - waiting[1])
        mine = [place for place, each in enumerate(load) if each.firm == shipment.firm]
        alone = carriage(mine.index(number), [load[at] for at in mine], [by_key[own[at]] for at in mine])
        together = carriage(number, load, [by_key[key] for key in used])
        assert abs(one.fill_minor + one.mode_minor - (alone - together)) < 2
        assert (one.mode_minor if before == after else one.fill_minor) == 0


def carriage(number: int, load: Sequence[Goods], way: Sequence[TariffRecord]) -> Fraction:
    """Return a shipment's exact part of what the carrier asks, before it is rounded to whole fen."""
    used = way[number]
    with_it = [one for one, by in zip(load, way, strict=True) if by == used]
    if used.kind == "parcel":
        return Fraction(used.delivery_minor + brute.parcel(used, load[number].grams, load[number].ml))
    nobody = brute.paid(with_it, [used] * len(with_it), FREE, "alone") - used.delivery_minor * len(with_it)
    weights = [chargeable(one, used) for one in with_it]
    return used.delivery_minor + nobody * chargeable(load[number], used) / sum(weights)


def chargeable(one: Goods, used: TariffRecord) -> Fraction:
    if used.kind == "vehicle":
        return max(Fraction(one.grams, used.capacity_grams), Fraction(one.ml, used.capacity_ml))
    if used.rate_unit == "m3":
        return Fraction(one.ml)
    return max(Fraction(one.grams, 1_000), Fraction(one.ml, used.ml_per_kg) if used.ml_per_kg else Fraction(0))


def test_a_shared_minimum_is_fill() -> None:
    load, departure = [goods(1, 7), goods(2, 8, ml=300_000)], Departure(ON, (SEA,), FREE)
    saved = rules.savings(load, (1, 1), (1, 1), departure)
    # Alone each pays for a whole cubic metre; together one metre is shared as one to three.
    assert [(one.own_best_minor, one.together_minor) for one in saved] == [(50_700, 13_200), (50_700, 38_200)]
    assert [(one.fill_minor, one.mode_minor) for one in saved] == [(37_500, 0), (12_500, 0)]


def test_another_service_is_mode_handling_is_rate_and_capital_is_time() -> None:
    fees = Fees(100 * 10**6, 0, 250 * 10**6, 0, 0, 73_000, 0)
    load, departure = [goods(1, 7, value_minor=1_000_000)], Departure(ON, (SEA, EXPRESS), fees)
    (one,) = rules.savings(load, (3,), (1,), departure)
    assert (one.rate_minor, one.fill_minor, one.mode_minor) == (100 - 250, 0, 9_100 - 50_700)
    # Seven point three per cent a year of ten thousand yuan is two yuan a day; the sea takes 27 days longer.
    assert one.time_minor == -27 * 200


def test_a_vehicle_is_shared_by_what_fills_it() -> None:
    load = [goods(1, 7, grams=250_000, ml=10_000), goods(2, 8, grams=1_000, ml=1_000_000)]
    saved = rules.savings(load, (2, 2), (2, 2), Departure(ON, (TRUCK,), FREE))
    assert [one.together_minor for one in saved] == [30_000, 30_000]


@pytest.mark.parametrize(
    ("iso", "grams", "kind"),
    [("DE", 1, "export"), ("DE", 90_000, "export"), ("CN", 30_000, "parcel"), ("CN", 30_001, "bulk")],
)
def test_a_shipment_is_export_parcel_or_bulk(iso: str, grams: int, kind: str) -> None:
    assert rules.segment(goods(1, 7, grams=grams), iso) == kind


def test_insurance_and_damage_are_a_share_of_the_value_if_both_are_published() -> None:
    shares = {"logistics.insurance_share": 1_000, "logistics.damage_share": 2_000}
    assert rules.risk_minor(goods(1, 7, value_minor=1_500), shares) == 5
    for key in shares:
        assert rules.risk_minor(goods(1, 7, value_minor=1_500), {key: 1_000}) is None


def sums(*names: str) -> list[int]:
    rows = exports.export_savings(viewer=TOWN).to_pylist()
    return [sum(row[name] for row in rows) for name in names]


@pytest.mark.doors
@pytest.mark.django_db
def test_the_export_adds_up_to_the_loads_that_left() -> None:
    town.limits({"logistics.insurance_share": 0.001, "logistics.damage_share": 0.002})
    abroad, sellers = place(), firms(4)
    home = place()
    registry.Destination.objects.filter(pk=home).update(iso="CN")
    for number, seller in enumerate(sellers):
        for there in (abroad, home):
            ready_order(there, seller, (40 + 300 * number, 60), due_in=SOON)
    leave()
    # What is packed or frozen has cost nothing yet.
    ready_order(place(), sellers[0], (150,), due_in=SOON)
    prepare()
    freeze()
    left = models.Load.objects.filter(state="dispatched")
    own, together, rate, fill, mode, time = sums(
        "own_best_minor", "together_minor", "rate_minor", "fill_minor", "mode_minor", "time_minor"
    )
    assert left.count() == 2
    assert own == sum(left.values_list("own_best_minor", flat=True))
    assert together == sum(left.values_list("pooled_minor", flat=True)) + sum(
        left.values_list("waiting_minor", flat=True)
    )
    assert rate + fill + mode + time == own - together > 0
    rows = exports.export_savings(viewer=TOWN).to_pylist()
    shipments = models.Shipment.objects.filter(load__in=left).order_by("id")
    assert [row["pairs"] for row in rows] == list(shipments.values_list("pairs", flat=True))
    assert [row["service"] for row in rows] == list(shipments.values_list("tariff__service", flat=True))
    assert [row["risk_minor"] for row in rows] == [(3 * one.value_minor + 500) // 1_000 for one in shipments]
    assert {(row["destination"], row["segment"]) for row in rows} == {
        (registry.Destination.objects.get(pk=abroad).code, "export"),
        (registry.Destination.objects.get(pk=home).code, "parcel"),
        (registry.Destination.objects.get(pk=home).code, "bulk"),
    }


@pytest.mark.doors
@pytest.mark.django_db
def test_the_export_of_an_empty_town_is_empty_and_nobody_elses() -> None:
    found = exports.export_savings(viewer=TOWN)
    assert (found.num_rows, found.schema) == (0, exports.SAVINGS)
    with pytest.raises(Missing):
        exports.export_savings(viewer=town.owner(1))


@pytest.mark.doors
@pytest.mark.django_db
def test_a_tariff_that_was_withdrawn_since_is_named() -> None:
    ready_order(place(), firms(1)[0], (150,), due_in=SOON)
    leave()
    (used,) = models.Shipment.objects.values_list("tariff_id", flat=True)
    registry.Tariff.objects.filter(pk=used).update(valid_to=ON - timedelta(days=1))
    with pytest.raises(Refusal, match=r"freight\.tariff_withdrawn"):
        exports.export_savings(viewer=TOWN)


@pytest.mark.doors
@pytest.mark.django_db
def test_queries_grow_with_days_only(django_assert_num_queries: Any) -> None:
    there, elsewhere, sellers = place(), place(), firms(5)
    ready_order(there, sellers[0], (300,), due_in=SOON)
    leave()
    with CaptureQueriesContext(connection) as asked:
        exports.export_savings(viewer=TOWN)
    for number in range(15):
        ready_order(elsewhere, sellers[number % 5], (100, 20 + number), due_in=SOON)
    leave()
    with django_assert_num_queries(len(asked)):
        assert exports.export_savings(viewer=TOWN).num_rows == 16
