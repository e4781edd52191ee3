"""Protect the measuring of the town: it can be asked at any time, by the town only, and costs the same many queries."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.datacentre import door, models
from dukou.freight import models as freight
from dukou.provenance import models as book
from tests import builders as town
from tests.freight.builders import ON, deliver, firms, leave, place, ready_order

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
# Goods that are due so soon wait for no later cut-off.
SOON = 8
RISKS = {"logistics.insurance_share": 0.001, "logistics.damage_share": 0.002}
EVENTUALLY = ON + timedelta(days=100)


def test_an_empty_town_has_figures_of_nothing() -> None:
    found = door.measure(on=ON, tariffs=[80], carriage=[80, 120], viewer=TOWN)
    assert {one.value for one in found.figures} == {None, 0}
    assert {one.part for one in found.figures} == {""}
    assert found.cohorts == ()
    assert [one.percent for one in found.supposed] == [80, 120]
    assert {one.value for each in found.supposed for one in each.figures} == {None}
    # Freight takes long to solve again: it is where it was asked for.
    assert [{one.key.split(".")[0] for one in each.figures} for each in found.supposed] == [
        {"freight", "returns"},
        {"returns"},
    ]


def test_what_left_is_measured_and_at_the_published_tariffs_it_is_the_same() -> None:
    town.limits(RISKS)
    there, sellers = place(), firms(6)
    for number, seller in enumerate(sellers):
        ready_order(there, seller, (60 + 40 * number,), due_in=SOON)
    leave()
    deliver(ON + timedelta(days=SOON))
    found = door.measure(on=EVENTUALLY, tariffs=[100, 120, 100], viewer=TOWN)
    whole = {one.key: one.value for one in found.figures if not one.part}
    load, value = freight.Load.objects.get(), sum(freight.Shipment.objects.values_list("value_minor", flat=True))
    saved = load.own_best_minor - load.pooled_minor - load.waiting_minor
    assert whole["freight.saving_share"] == Decimal(saved) / load.own_best_minor
    causes = [whole[f"freight.saving_{cause}"] for cause in ("rate", "fill", "mode", "time")]
    assert sum(causes) == pytest.approx(whole["freight.saving_share"])
    own_best = whole["freight.own_best_a_pair"] * load.pairs * 100
    assert 0 <= own_best - load.own_best_minor - Decimal(value) * 3 / 1_000 < 6
    assert [one.percent for one in found.supposed] == [100, 120]
    same, dearer = ({one.key: one.value for one in each.figures} for each in found.supposed)
    assert same.items() <= whole.items()
    assert dearer["freight.own_best_a_pair"] > same["freight.own_best_a_pair"]
    (week,) = found.cohorts
    assert (week.pairs, week.net_loss_a_hundred) == (load.pairs, 0)


def test_supposing_too_much_is_refused_and_changes_nothing() -> None:
    facts = book.Fact.objects.count()
    with pytest.raises(Refusal) as caught:
        door.measure(on=ON, tariffs=[80, 500], viewer=TOWN)
    assert caught.value.code == "freight.percent_out_of_range"
    assert (models.Figure.objects.count(), book.Fact.objects.count()) == (0, facts)


def test_the_measures_are_the_towns() -> None:
    for viewer in (town.owner(1), town.purchaser(1), town.DESK):
        with pytest.raises(Missing):
            door.measure(on=ON, viewer=viewer)


def test_queries_do_not_grow_with_the_goods(django_assert_num_queries: Any) -> None:
    there, elsewhere, sellers = place(), place(), firms(5)
    ready_order(there, sellers[0], (300,), due_in=SOON)
    leave()
    with CaptureQueriesContext(connection) as asked:
        door.measure(on=EVENTUALLY, viewer=TOWN)
    for number in range(10):
        ready_order(elsewhere, sellers[number % 5], (100, 20 + number), due_in=SOON)
    leave()
    with django_assert_num_queries(len(asked)):
        door.measure(on=EVENTUALLY, viewer=TOWN)
