"""Protect the town at bad moments: a table that cannot price a load stops the step, names itself, changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dukou.base.errors import Refusal
from dukou.freight import models
from dukou.provenance import models as book
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import ON, dispatch, firms, freeze, offer, place, prepare, ready_order, tariff

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def state() -> tuple[object, ...]:
    return (
        list(models.Load.objects.order_by("id").values()),
        list(models.Shipment.objects.order_by("id").values()),
        list(models.Baseline.objects.order_by("id").values()),
        list(models.Offer.objects.order_by("id").values()),
        models.Charge.objects.count(),
        book.Fact.objects.count(),
    )


def refused(step: Callable[[], int]) -> Refusal:
    """Return why a step was refused, once it is sure that it changed nothing."""
    before = state()
    with pytest.raises(Refusal) as caught:
        step()
    assert state() == before
    return caught.value


def with_goods() -> int:
    there, (one,) = place(), firms(1)
    ready_order(there, one, (300,))
    return there


def test_a_destination_without_a_tariff_is_named() -> None:
    there = with_goods()
    registry.Tariff.objects.update(valid_to=ON - timedelta(days=1))
    refusal = refused(prepare)
    code = registry.Destination.objects.get(pk=there).code
    assert (refusal.code, refusal.facts) == ("freight.no_tariff", {"destination": code})
    tariff(there, "truck", valid_from=ON)
    assert prepare() == 1


def test_a_destination_without_goods_may_lack_tariffs() -> None:
    with_goods()
    town.destination()
    assert prepare() == 1


def test_a_tariff_in_another_currency_is_named() -> None:
    there = with_goods()
    registry.Tariff.objects.filter(service="ltl").update(currency="EUR")
    refusal = refused(prepare)
    assert refusal.code == "freight.currency_without_rate"
    assert (refusal.facts["service"], refusal.facts["currency"]) == ("ltl", "EUR")
    registry.Tariff.objects.filter(destination_id=there, service="ltl").update(currency="CNY")
    assert prepare() == 1


@pytest.mark.parametrize(
    ("service", "broken"),
    [
        ("truck", {"capacity_ml": 0}),
        ("truck", {"capacity_grams": 0}),
        ("ltl", {"rate_unit": ""}),
        ("express", {"step_grams": 0}),
    ],
)
def test_a_tariff_without_its_figures_is_named(service: str, broken: dict[str, object]) -> None:
    with_goods()
    registry.Tariff.objects.filter(service=service).update(**broken)
    refusal = refused(prepare)
    assert (refusal.code, refusal.facts["service"]) == ("freight.broken_tariff", service)


@pytest.mark.parametrize("key", sorted(key for key in town.LIMITS if key.startswith("logistics.")))
def test_a_fee_that_is_not_published_is_named(key: str) -> None:
    with_goods()
    registry.Limit.objects.filter(key=key).update(valid_to=ON - timedelta(days=1))
    refusal = refused(prepare)
    assert (refusal.code, refusal.facts) == ("freight.fee_missing", {"key": key})


def test_tables_that_break_between_steps_stop_the_next_one() -> None:
    with_goods()
    prepare()
    registry.Tariff.objects.update(currency="USD")
    assert refused(freeze).code == "freight.currency_without_rate"
    registry.Tariff.objects.update(currency="CNY")
    assert freeze() == 1
    registry.Limit.objects.filter(key="logistics.late_day_share").update(valid_from=ON + timedelta(days=1))
    assert refused(offer).code == "freight.fee_missing"
    registry.Limit.objects.update(valid_from=ON)
    assert offer() == 1
    registry.Tariff.objects.update(currency="USD")
    assert refused(dispatch).code == "freight.currency_without_rate"
    registry.Tariff.objects.update(currency="CNY")
    assert dispatch() == 1


@pytest.mark.parametrize("step", [offer, dispatch])
def test_a_tariff_that_is_withdrawn_after_it_was_solved_with_stops_the_next_step(step: Callable[[], int]) -> None:
    with_goods()
    prepare()
    freeze()
    (used,) = models.Baseline.objects.get().own_best_tariffs
    if step is dispatch:
        offer()
        (used,) = models.Offer.objects.get().tariffs
    registry.Tariff.objects.filter(pk=used).update(valid_to=ON - timedelta(days=1))
    refusal = refused(step)
    assert (refusal.code, refusal.facts) == ("freight.tariff_withdrawn", {"on": str(ON)})
    registry.Tariff.objects.filter(pk=used).update(valid_to=None)
    assert step() == 1


def test_a_load_twice_a_day_is_refused_by_the_table_too() -> None:
    with_goods()
    prepare()
    row = models.Load.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Load.objects.create(
            code="other", destination_id=row.destination_id, on=ON, shipments=1, pairs=1, grams=1, ml=1
        )


def test_a_charge_above_own_best_is_refused_by_the_table_too() -> None:
    with_goods()
    prepare()
    freeze()
    row = models.Load.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Charge.objects.create(
            load=row,
            firm_id=models.Baseline.objects.get().firm_id,
            own_best_minor=100,
            charge_minor=99,
            waiting_minor=2,
        )
