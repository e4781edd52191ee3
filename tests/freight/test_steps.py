"""Protect the steps of a load: baselines stand before the pool, and nothing is done twice or left undone."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.depot import door as depot_door
from dukou.depot import models as depot
from dukou.freight import door, models
from dukou.market import models as market
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from dukou.registry import models as registry
from tests import builders as town
from tests.freight import builders
from tests.freight.builders import (
    NOW,
    ON,
    deliver,
    dispatch,
    firms,
    freeze,
    leave,
    leave_to_one,
    offer,
    place,
    prepare,
    ready_order,
)
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def load() -> models.Load:
    return models.Load.objects.get()


def facts(kind: str) -> list[tuple[int | None, dict[str, Any]]]:
    rows = book.Fact.objects.filter(kind=f"freight.{kind}").order_by("id").values_list("firm", "payload")
    return [(firm, json.loads(payload)) for firm, payload in rows]


def figures(one: models.Load) -> tuple[Any, ...]:
    """Return what a load decided, without names that are drawn."""
    charges = models.Charge.objects.filter(load=one).order_by("firm_id")
    baselines = models.Baseline.objects.filter(load=one).order_by("firm_id")
    return (
        one.state,
        one.pooled_minor,
        one.waiting_minor,
        list(charges.values_list("charge_minor", "waiting_minor", "late_pairs")),
        list(baselines.values_list("naive_minor", "own_best_minor", "own_best_late_pairs")),
    )


def test_ready_lines_are_packed_one_shipment_an_order() -> None:
    there, (one, other) = place(), firms(2)
    mine = ready_order(there, one, (500, 130), due_in=9)
    market.Line.objects.filter(id=mine[0]).update(due_on=ON + timedelta(days=4))
    theirs = ready_order(there, other, (40,))
    assert prepare() == 1
    first, second = models.Shipment.objects.order_by("id")
    assert (first.firm_id, first.pairs, first.cartons) == (one, 630, 3 + 1)
    assert (first.grams, first.ml, first.value_minor) == (630 * 40, 630 * 350, 67_500 + 17_550)
    assert (first.due_on, first.state, first.tariff_id) == (ON + timedelta(days=4), "waiting", None)
    assert (second.firm_id, second.pairs, second.cartons) == (other, 40, 1)
    carried = models.ShipmentLine.objects.order_by("line_id").values_list("line_id", "pairs")
    assert list(carried) == [(mine[0], 500), (mine[1], 130), (theirs[0], 40)]
    assert (load().state, load().shipments, load().pairs, load().grams) == ("prepared", 2, 670, 670 * 40)
    assert [(firm, payload["pairs"]) for firm, payload in facts("load_prepared")] == [(None, 670)]
    assert town.line_states(mine + theirs) == ["ready"] * 3


def test_goods_leave_only_on_the_cut_off_days_of_their_destination() -> None:
    there, (one,) = place(cutoff_weekdays="4"), firms(1)
    ready_order(there, one, (100,))
    assert ON.weekday() == 2
    assert (prepare(), prepare(ON + timedelta(days=1)), prepare(ON + timedelta(days=2))) == (0, 0, 1)
    assert load().on == ON + timedelta(days=2)


def test_what_becomes_ready_after_the_cut_off_takes_the_next_load() -> None:
    there, (one,) = place(), firms(1)
    ready_order(there, one, (100,))
    assert prepare() == 1
    late = ready_order(there, one, (70,))
    assert prepare() == 0
    # The first load is still here, with its lines in it, when the next one is packed.
    assert prepare(ON + timedelta(days=1)) == 1
    second = models.Load.objects.get(on=ON + timedelta(days=1))
    assert list(models.ShipmentLine.objects.filter(shipment__load=second).values_list("line_id", flat=True)) == late


def test_baselines_are_frozen_with_facts_that_only_their_firms_read() -> None:
    there, (one, other) = place(), firms(2)
    for firm, pairs in ((one, 300), (one, 200), (other, 90)):
        ready_order(there, firm, (pairs,))
    prepare()
    assert freeze() == 1
    rows = {row.firm_id: row for row in models.Baseline.objects.all()}
    assert {firm: (row.shipments, row.pairs) for firm, row in rows.items()} == {one: (2, 500), other: (1, 90)}
    assert (load().state, load().own_best_minor) == ("frozen", sum(row.own_best_minor for row in rows.values()))
    assert load().naive_minor == sum(row.naive_minor for row in rows.values())
    (seen,) = provenance.facts_about([load().code], viewer=town.owner(one))
    assert (seen.kind, seen.firm) == ("freight.baseline_frozen", one)
    assert seen.payload["own_best_minor"] == rows[one].own_best_minor
    assert seen.payload["method"] == "engine"
    assert models.Charge.objects.count() == 0


def test_a_load_leaves_with_charges_stock_and_lines() -> None:
    there, sellers = place(), firms(3)
    lines = [line for firm in sellers for line in ready_order(there, firm, (250, 60))]
    prepare()
    freeze()
    frozen = list(models.Baseline.objects.order_by("id").values())
    assert (offer(), dispatch()) == (1, 1)
    assert list(models.Baseline.objects.order_by("id").values()) == frozen
    assert town.line_states(lines) == ["shipped"] * 6
    assert set(models.Shipment.objects.values_list("state", flat=True)) == {"on_road"}
    assert set(depot.Stock.objects.values_list("pairs_on_hand", "pairs_reserved")) == {(0, 0)}
    charges = models.Charge.objects.order_by("firm_id")
    assert [one.firm_id for one in charges] == sellers
    assert sum(one.charge_minor for one in charges) == load().pooled_minor
    assert sum(one.waiting_minor for one in charges) == load().waiting_minor
    assert load().is_pooled
    assert load().pooled_minor + load().waiting_minor <= load().own_best_minor
    assert all(one.charge_minor + one.waiting_minor <= one.own_best_minor for one in charges)


def test_each_shipment_leaves_by_a_tariff_and_has_a_day_of_arrival() -> None:
    there, (one, other) = place(), firms(2)
    ready_order(there, one, (20,), due_in=3)
    ready_order(there, other, (900,))
    leave()
    days = dict(registry.Tariff.objects.values_list("id", "transit_days"))
    for row in models.Shipment.objects.all():
        assert row.tariff_id is not None
        assert row.arrives_on == ON + timedelta(days=days[row.tariff_id])
        assert row.arrives_on <= row.due_on


def test_the_pool_is_a_fact_after_the_baselines_are() -> None:
    there, (one, other) = place(), firms(2)
    ready_order(there, one, (300,))
    ready_order(there, other, (300,))
    leave()
    order = dict(book.Fact.objects.filter(subject=load().code).values_list("kind", "id"))
    kinds = ("baseline_frozen", "load_offered", "firm_offered", "load_shared", "load_pooled", "firm_charged")
    assert sorted(order, key=lambda kind: order[kind])[-6:] == [f"freight.{kind}" for kind in kinds]
    ((firm, pooled),) = facts("load_pooled")
    assert (firm, pooled["firms"], pooled["method"]) == (None, 2, "engine")
    assert pooled["paid_minor"] == load().pooled_minor
    charged = dict(facts("firm_charged"))
    for row in models.Charge.objects.all():
        assert charged[row.firm_id]["charge_minor"] == row.charge_minor


def test_what_a_load_costs_above_all_own_bests_is_named_as_the_towns_shortfall() -> None:
    leave_to_one()
    assert (load().state, load().is_pooled) == ("dispatched", False)
    charged = sum(row.charge_minor for row in models.Charge.objects.all())
    assert load().shortfall_minor == load().pooled_minor - charged > 0
    assert facts("load_pooled")[0][1]["shortfall_minor"] == load().shortfall_minor
    for row in models.Charge.objects.all():
        assert row.charge_minor + row.waiting_minor == row.own_best_minor


def test_a_firms_goods_wait_for_each_other_as_long_as_every_promise_holds() -> None:
    there, (one, other) = place(), firms(2)
    ready_order(there, one, (300,), due_in=9)
    ready_order(there, one, (200,), due_in=30)
    ready_order(there, other, (100,), due_in=12)
    assert prepare() == 0
    assert prepare(ON + timedelta(days=1)) == 1
    assert sorted(models.Shipment.objects.values_list("firm_id", "pairs")) == [(one, 200), (one, 300)]
    assert [prepare(ON + timedelta(days=day)) for day in (2, 3, 4, 5)] == [0, 0, 1, 0]
    assert models.Shipment.objects.get(firm_id=other).pairs == 100


def test_tariffs_are_those_of_the_day() -> None:
    there, (one,) = place(services=()), firms(1)
    old = builders.tariff(there, "express", valid_to=ON)
    new = builders.tariff(there, "express", valid_from=ON + timedelta(days=1), first_minor=9_900)
    for day in (ON, ON + timedelta(days=1)):
        ready_order(there, one, (10,), due_in=3)
        for step in (prepare, freeze, offer, dispatch):
            assert step(day) == 1
    assert list(models.Shipment.objects.order_by("id").values_list("tariff_id", flat=True)) == [old, new]


def test_what_arrives_is_delivered_once_and_lateness_is_told() -> None:
    there, (one, other) = place(services=("express",)), firms(2)
    builders.tariff(there, "truck", vehicle_minor=1_000)
    late = ready_order(there, one, (10,), due_in=1)
    in_time = ready_order(there, other, (900,), due_in=8)
    leave()
    assert deliver(ON + timedelta(days=2)) == 0
    assert deliver(ON + timedelta(days=3)) == 1
    assert town.line_states(late + in_time) == ["delivered", "shipped"]
    assert deliver(ON + timedelta(days=3)) == 0
    assert deliver(ON + timedelta(days=8)) == 1
    delivered = market.Line.objects.order_by("id").values_list("delivered_pairs", "delivered_on")
    assert list(delivered) == [(10, ON + timedelta(days=3)), (900, ON + timedelta(days=8))]
    assert [(firm, payload["days_late"]) for firm, payload in facts("shipment_delivered")] == [(one, 2), (other, 0)]
    assert models.Charge.objects.get(firm_id=one).late_pairs == 10
    assert models.Baseline.objects.get(firm_id=one).own_best_late_pairs == 10


def test_steps_run_again_do_nothing() -> None:
    there, sellers = place(), firms(3)
    for firm in sellers:
        ready_order(there, firm, (300,))
    leave()
    before, told = figures(load()), book.Fact.objects.count()
    moves = depot.StockMove.objects.count()
    assert (prepare(), freeze(), offer(), dispatch()) == (0, 0, 0, 0)
    assert (figures(load()), book.Fact.objects.count(), depot.StockMove.objects.count()) == (before, told, moves)


def test_an_empty_day_asks_for_nothing() -> None:
    place()
    assert (prepare(), freeze(), offer(), dispatch(), deliver(ON)) == (0, 0, 0, 0, 0)
    assert book.Fact.objects.count() == 0


class KilledError(Exception):
    """Stand for a process that dies."""


def dying(work: Callable[..., Any], at: int) -> Callable[..., Any]:
    """Return work that dies when it is called for the so manieth time, having done nothing."""
    calls = iter(range(1, 1_000))

    def run(*what: Any, **how: Any) -> Any:
        if next(calls) == at:
            raise KilledError
        return work(*what, **how)

    return run


@pytest.mark.parametrize("number", range(3), ids=["freeze", "offer", "dispatch"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_step_that_is_killed_between_loads_is_finished_by_the_next_run(
    number: int, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sellers = firms(2)
    places = [place() for _place in range(3)]
    for there in places:
        for firm, pairs in zip(sellers, (300, 50), strict=True):
            ready_order(there, firm, (pairs,))
    prepare()
    steps, states = (freeze, offer, dispatch), ("frozen", "offered", "dispatched")
    for earlier in steps[:number]:
        earlier()
    run = steps[number]
    with monkeypatch.context() as killed:
        killed.setattr(provenance, "append", dying(provenance.append, at))
        with pytest.raises(KilledError):
            run()
    assert models.Load.objects.filter(state=states[number]).count() == at - 1
    assert run() == 3 - (at - 1)
    for later in steps[number + 1 :]:
        later()
    # All three loads are alike, so what a killed run and its resumption decided is alike too.
    assert len({str(figures(one)) for one in models.Load.objects.all()}) == 1
    assert len(facts("load_pooled")) == len(facts("load_offered")) == 3
    assert len(facts("baseline_frozen")) == 3 * (1 + 2)
    assert depot.StockMove.objects.filter(cause="shipped").count() == 6


def test_a_load_that_cannot_leave_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    there, (one,) = place(), firms(1)
    lines = ready_order(there, one, (300,))
    prepare()
    freeze()
    offer()
    monkeypatch.setattr(depot_door, "ship", dying(depot_door.ship, 1))
    with pytest.raises(KilledError):
        dispatch()
    assert load().state == "offered"
    assert models.Charge.objects.count() == 0
    assert town.line_states(lines) == ["ready"]
    assert dispatch() == 1


@pytest.mark.parametrize("step", [prepare, freeze, offer, dispatch])
def test_steps_are_for_the_town_alone(step: Callable[[], int]) -> None:
    there, (one,) = place(), firms(1)
    ready_order(there, one, (300,))
    every = [prepare, freeze, offer, dispatch]
    for earlier in every[: every.index(step)]:
        earlier()
    told = book.Fact.objects.count()
    for viewer in (town.owner(one), town.DESK):
        with pytest.raises(Missing):
            _call(step, viewer)
    assert book.Fact.objects.count() == told
    assert step() == 1


def _call(step: Callable[[], int], viewer: Any) -> int:
    if step is prepare:
        return door.prepare(on=ON, viewer=viewer, now=NOW)
    run = {freeze: door.freeze, offer: door.offer, dispatch: door.dispatch}[step]
    return run(on=ON, limit=QUICK, viewer=viewer, now=NOW)


def test_delivery_and_charges_are_for_the_town_alone() -> None:
    (one,) = firms(1)
    for viewer in (town.owner(one), town.DESK):
        with pytest.raises(Missing):
            door.deliver(on=ON, viewer=viewer, now=NOW)
        with pytest.raises(Missing):
            door.charges(on=ON, viewer=viewer)


def test_settlement_gets_each_load_that_left_that_day() -> None:
    there, sellers = place(), firms(2)
    for firm in sellers:
        ready_order(there, firm, (300,))
    prepare()
    freeze()
    offer()
    assert door.charges(on=ON, viewer=TOWN) == []
    dispatch()
    (bill,) = door.charges(on=ON, viewer=TOWN)
    assert (bill.code, bill.pooled_minor, bill.shortfall_minor) == (load().code, load().pooled_minor, 0)
    assert [firm for firm, _charge in bill.charges] == sellers
    assert sum(charge for _firm, charge in bill.charges) == bill.pooled_minor
    assert door.charges(on=ON + timedelta(days=1), viewer=TOWN) == []


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_prepares_freezes_and_dispatches() -> None:
    there, sellers = place(), firms(3)
    for firm in sellers:
        ready_order(there, firm, (300,))
    for step in (prepare, freeze, offer, dispatch):
        assert sorted(in_threads(3, lambda _number, step=step: step())) == [0, 0, 1]
    assert sorted(in_threads(3, lambda _number: deliver(ON + timedelta(days=9)))) == [0, 0, 3]
    assert models.Charge.objects.count() == models.Baseline.objects.count() == 3
    assert len(facts("load_pooled")) == 1
    assert len(facts("shipment_delivered")) == 3


def test_queries_do_not_grow_with_the_shipments(django_assert_num_queries: Any) -> None:
    tomorrow, sellers = ON + timedelta(days=1), firms(8)
    there, elsewhere = place(cutoff_weekdays="2"), place(cutoff_weekdays="3")
    ready_order(there, sellers[0], (300,))
    for number in range(24):
        ready_order(elsewhere, sellers[number % 8], (100, 20 + number))
    steps: list[Callable[[date], int]] = [prepare, freeze, offer, dispatch]
    for step in steps:
        with CaptureQueriesContext(connection) as asked:
            assert step(ON) == 1
        with django_assert_num_queries(len(asked)):
            assert step(tomorrow) == 1
    models.Shipment.objects.filter(load__on=ON).update(arrives_on=ON + timedelta(days=50))
    models.Shipment.objects.filter(load__on=tomorrow).update(arrives_on=ON + timedelta(days=51))
    with CaptureQueriesContext(connection) as asked:
        assert deliver(ON + timedelta(days=50)) == 1
    with django_assert_num_queries(len(asked)):
        assert deliver(ON + timedelta(days=51)) == 24
    for day in (ON, tomorrow):
        with django_assert_num_queries(2):
            door.charges(on=day, viewer=TOWN)


def test_goods_wait_for_the_timetable_of_their_service() -> None:
    there, (one,) = place(services=("ltl",)), firms(1)
    # Handed over on Wednesday, they leave on Friday and travel seven days.
    registry.Tariff.objects.update(weekdays="4")
    lines = ready_order(there, one, (500,))
    leave()
    (row,) = models.Shipment.objects.all()
    assert (row.leaves_on, row.arrives_on) == (ON + timedelta(days=2), ON + timedelta(days=9))
    (shown,) = door.shipments_of_lines(lines[:1], viewer=town.owner(one))
    assert shown.left_on == row.leaves_on
    # Due on the eighth day, they are a day late, which was planned and is counted.
    assert models.Charge.objects.get().late_pairs == 500
