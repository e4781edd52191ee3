"""Protect the question what freight would have cost at other tariffs: solved as loads were, and nothing is written."""

from dataclasses import replace
from datetime import timedelta
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
from dukou.freight.door.supposing import what_if
from dukou.freight.records import Departure, Goods
from dukou.provenance import models as book
from tests import builders as town
from tests.freight import brute
from tests.freight.brute import DEPARTURES, loads
from tests.freight.builders import ON, dispatch, firms, freeze, leave, offer, place, prepare, ready_order

# Goods that are due so soon wait for no later cut-off.
SOON = 8
FEW = settings(max_examples=40)


@FEW
@given(DEPARTURES)
def test_at_the_published_tariffs_nothing_changes(departure: Departure) -> None:
    assert rules.scaled(departure, 100) == departure


@FEW
@given(load=loads(), departure=DEPARTURES)
def test_carriage_at_double_the_price_costs_double_and_the_rest_stays(load: list[Goods], departure: Departure) -> None:
    doubled = rules.scaled(departure, 200)
    assert (doubled.on, doubled.fees) == (departure.on, departure.fees)
    way, dear = list(departure.tariffs[:1] * len(load)), list(doubled.tariffs[:1] * len(load))
    kept = sum(brute.handling(one, departure.fees, "pooled") for one in load)
    once, twice = (brute.paid(load, used, departure.fees, "pooled") - kept for used in (way, dear))
    # A shared price is rounded up to a whole fen once.
    assert 2 * once - 1 <= twice <= 2 * once
    assert brute.waiting(load[0], dear[0], doubled) == brute.waiting(load[0], way[0], departure)


def test_prices_are_rounded_to_whole_fen_and_weights_are_kept() -> None:
    parcel = brute.tariff(1, "express", "parcel", 3, first_minor=1_001, first_grams=1_001, step_grams=3, step_minor=5)
    departure = Departure(ON, (parcel,), rules.fees(dict.fromkeys(rules.FEES, 0)))
    (found,) = rules.scaled(departure, 50).tariffs
    assert found == replace(parcel, first_minor=501, step_minor=3)


def town_with_loads() -> None:
    """Build two loads that left on different days, one that is frozen and one that is only packed."""
    sellers, there = firms(4), place()
    for number, seller in enumerate(sellers):
        ready_order(there, seller, (40 + 90 * number, 60), due_in=(3, 5, SOON, SOON)[number])
    leave()
    tomorrow = ON + timedelta(days=1)
    for seller in sellers[:2]:
        ready_order(there, seller, (700,), due_in=SOON)
    for step in (prepare, freeze, offer, dispatch):
        step(tomorrow)
    ready_order(place(), sellers[0], (150,), due_in=SOON)
    prepare()
    freeze()
    ready_order(place(), sellers[1], (150,), due_in=SOON)
    prepare()


def state() -> list[object]:
    tables = (models.Load, models.Shipment, models.Baseline, models.Charge)
    return [*(list(table.objects.order_by("id").values()) for table in tables), book.Fact.objects.count()]


@pytest.mark.doors
@pytest.mark.django_db
def test_at_the_published_tariffs_it_is_what_was_frozen_and_charged() -> None:
    town_with_loads()
    before = state()
    found = what_if(percents=[100], limit=QUICK, viewer=TOWN)
    assert state() == before
    every = exports.export_baselines(viewer=TOWN).to_pylist()
    left = [row for row in every if row["charge_minor"] is not None]
    assert found.drop_columns(["percent"]).to_pylist() == left
    assert len(left) == len(every) - 1 == 6
    assert set(found["percent"].to_pylist()) == {100}


@pytest.mark.doors
@pytest.mark.django_db
def test_several_percentages_are_solved_apart_and_dearer_ones_cost_more() -> None:
    town_with_loads()
    both = what_if(percents=[80, 120], limit=QUICK, viewer=TOWN).to_pylist()
    for percent in (80, 120):
        alone = what_if(percents=[percent], limit=QUICK, viewer=TOWN).to_pylist()
        key = ("on", "load", "firm")
        assert sorted(alone, key=lambda row: [row[name] for name in key]) == sorted(
            (row for row in both if row["percent"] == percent), key=lambda row: [row[name] for name in key]
        )
    for row in both:
        assert row["charge_minor"] + row["waiting_minor"] <= row["own_best_minor"] <= row["naive_minor"]
    costs = [sum(row["own_best_minor"] for row in both if row["percent"] == percent) for percent in (80, 120)]
    assert costs[0] < sum(models.Load.objects.filter(state="dispatched").values_list("own_best_minor", flat=True))
    assert costs[0] < costs[1]


@pytest.mark.doors
@pytest.mark.django_db
@pytest.mark.parametrize("percent", [49, 201, 0, -100])
def test_beyond_half_and_double_it_is_refused(percent: int) -> None:
    town_with_loads()
    before = state()
    with pytest.raises(Refusal) as caught:
        what_if(percents=[100, percent], limit=QUICK, viewer=TOWN)
    assert (caught.value.code, caught.value.facts["percent"]) == ("freight.percent_out_of_range", percent)
    assert state() == before


@pytest.mark.doors
@pytest.mark.django_db
def test_of_nothing_there_is_an_empty_table_and_it_is_nobody_elses() -> None:
    for percents in ([], [50, 200]):
        found = what_if(percents=percents, limit=QUICK, viewer=TOWN)
        assert (found.num_rows, found.column_names) == (0, ["percent", *exports.BASELINES])
    with pytest.raises(Missing):
        what_if(percents=[100], limit=QUICK, viewer=town.owner(1))


@pytest.mark.doors
@pytest.mark.django_db
def test_queries_grow_with_days_only(django_assert_num_queries: Any) -> None:
    there, elsewhere, sellers = place(), place(), firms(5)
    ready_order(there, sellers[0], (300,), due_in=SOON)
    leave()
    with CaptureQueriesContext(connection) as asked:
        what_if(percents=[80], limit=QUICK, viewer=TOWN)
    for number in range(15):
        ready_order(elsewhere, sellers[number % 5], (100, 20 + number), due_in=SOON)
    leave()
    with django_assert_num_queries(len(asked)):
        assert what_if(percents=[80, 120], limit=QUICK, viewer=TOWN).num_rows == 2 * (1 + 5)
