"""Protect the carbon of shipments: mass, distance and a dated factor, with its source, beside the own best."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.town import TOWN
from dukou.freight import models
from dukou.freight.door import carbon as door
from dukou.freight.rules import carbon as rules
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import firms, leave, place, ready_order

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def published(destination: int, km: int = 1_500, mg: int = 60_000) -> None:
    days = {"valid_from": date(2025, 1, 1), "source": "factor table"}
    registry.EmissionFactor.objects.create(mode="road", mg_a_tkm=mg, **days)
    registry.LaneDistance.objects.create(destination_id=destination, mode="road", km=km, **days)


def test_a_shipment_emits_its_mass_times_its_way_times_the_factor_of_its_day() -> None:
    (seller, rival), there = firms(2), place(services=("truck",))
    for firm in (seller, rival):
        ready_order(there, firm, (400,))
    published(there)
    registry.EmissionFactor.objects.create(mode="road", mg_a_tkm=1, valid_from=date(2030, 1, 1), source="later")
    leave()
    codes = list(models.Shipment.objects.values_list("code", flat=True))
    found = door.carbon_of(codes, viewer=town.owner(seller))
    assert [models.Shipment.objects.get(code=code).firm_id for code in found] == [seller]
    (one,) = found.values()
    exact = one.grams * 1_500 * 60_000 / 1e9
    assert abs(one.co2e_grams - exact) <= 0.5
    assert (one.mode, one.km, one.own_best_grams, one.source) == ("road", 1_500, one.co2e_grams, "factor table")
    assert set(door.carbon_of(codes, viewer=TOWN)) == set(codes)


def test_nothing_is_said_where_nothing_is_published() -> None:
    (seller,), there = firms(1), place(services=("truck",))
    ready_order(there, seller, (400,))
    leave()
    assert door.carbon_of(list(models.Shipment.objects.values_list("code", flat=True)), viewer=TOWN) == {}


def test_many_shipments_take_as_few_queries_as_one() -> None:
    sellers, there = firms(4), place(services=("truck",))
    for firm in sellers:
        ready_order(there, firm, (200,))
    published(there)
    leave()
    codes = list(models.Shipment.objects.values_list("code", flat=True))
    counts = []
    for some in (codes[:1], codes):
        with CaptureQueriesContext(connection) as seen:
            door.carbon_of(some, viewer=TOWN)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
    with CaptureQueriesContext(connection) as seen:
        door.carbon_of_load(models.Load.objects.get().code, viewer=TOWN)
    assert len(seen) <= 8


def test_a_load_emits_what_its_shipments_do_and_a_firm_is_told_of_its_own() -> None:
    (seller, rival, other), there = firms(3), place(services=("truck",))
    for firm in (seller, rival):
        ready_order(there, firm, (400,))
    published(there)
    leave()
    load = models.Load.objects.get().code
    each = door.carbon_of(list(models.Shipment.objects.values_list("code", flat=True)), viewer=TOWN).values()
    whole = door.carbon_of_load(load, viewer=TOWN)
    assert whole is not None
    assert (whole.co2e_grams, whole.shipments, whole.unknown) == (sum(one.co2e_grams for one in each), 2, 0)
    assert whole.own_best_grams == sum(one.own_best_grams or 0 for one in each)
    parts = [door.carbon_of_load(load, viewer=town.owner(firm)) for firm in (seller, rival)]
    assert sum(part.co2e_grams for part in parts if part) == whole.co2e_grams
    assert [part.shipments for part in parts if part] == [1, 1]
    assert door.carbon_of_load(load, viewer=town.owner(other)) is None
    assert door.carbon_of_load("nosuchload", viewer=TOWN) is None


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20), st.integers(1, 20_000), st.integers(1, 600_000))
@settings(max_examples=100)
def test_parts_add_up_to_their_whole_but_for_rounding(grams: list[int], km: int, mg: int) -> None:
    parts = sum(rules.co2e_grams(one, km, mg) for one in grams)
    assert abs(parts - rules.co2e_grams(sum(grams), km, mg)) <= (len(grams) + 1) / 2
