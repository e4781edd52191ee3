"""Protect a desk's decisions: what it moves stays there, the rest is solved again, and no firm pays for it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, OPERATOR, Viewer
from dukou.freight import door, models, rules
from dukou.freight.records.planning import Move, Supposed
from dukou.journey.audit import planning, sharing
from dukou.journey.audit.freight import LAWS as FREIGHT
from dukou.provenance import models as book
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import NOW, ON, dispatch, firms, freeze, offer, place, prepare, ready_order, tariff
from tests.web.people import person

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
MOST_QUERIES = 20


def offered(pairs: tuple[int, ...] = (300, 200, 150)) -> list[int]:
    """Build a load that is offered to several firms, each with two orders."""
    there, sellers = place(), firms(len(pairs))
    for firm, number in zip(sellers, pairs, strict=True):
        ready_order(there, firm, (number,))
        ready_order(there, firm, (40,))
    prepare()
    freeze()
    assert offer() == 1
    return sellers


def clerk() -> Viewer:
    """Return somebody who works at the freight desk."""
    desk = registry.Firm.objects.filter(kind="operator").values_list("id", flat=True).first() or town.firm("operator")
    phone = f"+86139000{registry.Person.objects.count():05}"
    return Viewer(person=person(desk, OPERATOR, phone), firm=desk, roles=frozenset({OPERATOR}))


def code() -> str:
    return models.Load.objects.get().code


def first_of(firm: int) -> models.Shipment:
    found = models.Shipment.objects.filter(firm_id=firm).order_by("id").first()
    assert found is not None
    return found


def by(service: str) -> int:
    return registry.Tariff.objects.get(service=service).pk


def move(firm: int, service: str | None, seen: str | None = None) -> Move:
    return Move(first_of(firm).code, by(service) if service else None, by(seen) if seen else None)


def lock(*moves: Move, viewer: Viewer | None = None) -> Supposed:
    return door.lock(code(), moves, limit=QUICK, viewer=viewer or clerk(), now=NOW)


def state() -> list[object]:
    tables = (models.Load, models.Shipment, models.Offer, models.Lock, models.Leg, models.Sharing)
    return [*(list(one.objects.order_by("id").values()) for one in tables), book.Fact.objects.count()]


def refused(act: Callable[[], object]) -> Refusal:
    """Return why something was refused, once it is sure that it changed nothing."""
    before = state()
    with pytest.raises(Refusal) as caught:
        act()
    assert state() == before
    return caught.value


def broken() -> set[str]:
    found = set()
    for law in (*planning.LAWS, *sharing.LAWS, *FREIGHT):
        with connection.cursor() as cursor:
            cursor.execute(law.query(connection.vendor))
            if cursor.fetchall():
                found.add(law.name)
    return found


def together(firm: int) -> int:
    row = models.Offer.objects.get(firm_id=firm)
    return row.charge_minor + row.waiting_minor


def test_what_is_supposed_is_told_and_nothing_is_written() -> None:
    sellers = offered()
    before = state()
    found = door.suppose_moves(code(), [move(sellers[0], "express")], limit=QUICK, viewer=town.DESK)
    assert state() == before
    load = models.Load.objects.get()
    assert found.before.cost_minor == load.pooled_minor + load.waiting_minor
    assert found.after.cost_minor > found.before.cost_minor
    assert found.after.shortfall_minor >= found.after.cost_minor - found.before.cost_minor
    assert [one.firm for one in found.firms] == sellers
    assert found.shipments[0].after == by("express")
    assert all(one.after_minor <= min(one.before_minor, one.own_best_minor) for one in found.firms)


def test_a_lock_is_kept_by_offers_and_departure_and_no_firm_pays_for_it() -> None:
    sellers = offered()
    door.answer_offers(
        list(models.Offer.objects.filter(firm_id=sellers[0]).values_list("code", flat=True)),
        accept=True,
        viewer=town.owner(sellers[0]),
        on=ON,
        now=NOW,
    )
    before = {firm: together(firm) for firm in sellers}
    supposed = door.suppose_moves(code(), [move(sellers[0], "express")], limit=QUICK, viewer=town.DESK)
    assert lock(move(sellers[0], "express")) == supposed
    load = models.Load.objects.get()
    assert load.pooled_minor + load.waiting_minor == supposed.after.cost_minor
    assert all(together(firm) <= before[firm] for firm in sellers)
    assert models.Offer.objects.get(firm_id=sellers[0]).answer == "accepted"
    (planned, *_rest) = door.load_plan(code(), viewer=town.DESK).shipments
    assert (planned.tariff, planned.lock) == (by("express"), by("express"))
    assert broken() == set()
    assert dispatch() == 1
    assert first_of(sellers[0]).tariff_id == by("express")
    assert models.Load.objects.get().shortfall_minor == supposed.after.shortfall_minor
    assert broken() == set()


def test_a_lock_is_kept_when_the_rest_is_solved_again_because_a_firm_leaves() -> None:
    sellers = offered()
    lock(move(sellers[0], "express"), move(sellers[1], "express"))
    mine = models.Offer.objects.get(firm_id=sellers[1])
    door.answer_offers([mine.code], accept=False, viewer=town.owner(sellers[1]), on=ON, now=NOW)
    (_first, resting) = (first_of(sellers[0]), first_of(sellers[1]))
    assert door.without(code(), firm=sellers[2], limit=QUICK, viewer=town.DESK).before.firms_together == 2
    assert dispatch() == 1
    assert first_of(sellers[0]).tariff_id == by("express")
    own = models.Baseline.objects.get(firm_id=sellers[1]).own_best_tariffs[0]
    assert models.Shipment.objects.get(pk=resting.pk).tariff_id == own
    for row in models.Charge.objects.all():
        assert row.charge_minor + row.waiting_minor <= row.own_best_minor
    assert broken() == set()


def test_a_released_lock_brings_back_what_was_offered_first() -> None:
    sellers = offered()
    first, asked = models.Load.objects.values("pooled_minor", "shortfall_minor").get(), {}
    for firm in sellers:
        asked[firm] = (together(firm), models.Offer.objects.get(firm_id=firm).tariffs)
    lock(move(sellers[0], "express"))
    lock(move(sellers[0], None, seen="express"))
    assert models.Load.objects.values("pooled_minor", "shortfall_minor").get() == first
    assert {firm: (together(firm), models.Offer.objects.get(firm_id=firm).tariffs) for firm in sellers} == asked
    assert list(models.Lock.objects.order_by("id").values_list("tariff_id", flat=True)) == [by("express"), None]
    kinds = ("freight.shipment_locked", "freight.shipment_released")
    told = book.Fact.objects.filter(kind__in=kinds).order_by("id").values_list("kind", "firm", "payload")
    assert list(told) == [(kinds[0], sellers[0], '{"service":"express"}'), (kinds[1], sellers[0], "{}")]
    assert broken() == set()


def test_the_same_again_changes_nothing() -> None:
    sellers = offered()
    lock(move(sellers[0], "express"))
    before, again = state(), clerk()
    lock(move(sellers[0], "express"), viewer=again)
    lock(move(sellers[0], "express", seen="ltl"), viewer=again)
    assert state() == before


def test_of_two_desks_the_second_is_told_what_the_first_decided() -> None:
    sellers = offered()
    one, other = clerk(), clerk()
    lock(move(sellers[0], "express"), viewer=one)
    refusal = refused(lambda: lock(move(sellers[0], "truck"), viewer=other))
    assert (refusal.code, refusal.facts["service"]) == ("freight.moved_meanwhile", "express")
    lock(move(sellers[0], "truck", seen="express"), viewer=other)
    assert models.Lock.objects.order_by("-id")[0].person_id == other.person


def test_a_desk_that_solved_while_a_firm_answered_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sellers = offered()
    viewer, solve = clerk(), rules.pool
    mine = models.Offer.objects.get(firm_id=sellers[2]).code

    def slow(*what: Any, **how: Any) -> Any:
        door.answer_offers([mine], accept=False, viewer=town.owner(sellers[2]), on=ON, now=NOW)
        return solve(*what, **how)

    monkeypatch.setattr(rules, "pool", slow)
    with pytest.raises(Refusal) as caught:
        lock(move(sellers[0], "express"), viewer=viewer)
    assert caught.value.code == "freight.load_changed_meanwhile"
    assert not models.Lock.objects.exists()
    assert models.Offer.objects.get(code=mine).answer == "declined"


def test_a_lock_during_the_departure_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    sellers = offered()
    viewer, divide = clerk(), rules.legs

    def slow(*what: Any, **how: Any) -> Any:
        if not models.Lock.objects.exists():
            lock(move(sellers[0], "express"), viewer=viewer)
        return divide(*what, **how)

    monkeypatch.setattr(rules, "legs", slow)
    assert dispatch() == 1
    assert first_of(sellers[0]).tariff_id == by("express")
    assert broken() == set()


def test_what_cannot_be_moved_is_named() -> None:
    sellers = offered()
    viewer, mine, elsewhere = clerk(), first_of(sellers[0]).code, tariff(place(), "sea", **slow_boat())
    for moves, said in (
        ([], "freight.moves_out_of_range"),
        ([Move("nosuchparcel", by_first("express"), None)], "freight.shipment_not_found"),
        ([Move(mine, elsewhere, None)], "freight.service_not_there"),
        ([Move(mine, 0, None)], "freight.service_not_there"),
    ):
        assert refused(lambda moves=moves: lock(*moves, viewer=viewer)).code == said
    models.Offer.objects.filter(firm_id=sellers[0]).update(answer="declined")
    alone = refused(lambda: lock(Move(mine, by_first("express"), None), viewer=viewer))
    assert (alone.code, alone.facts) == ("freight.firm_goes_alone", {"shipment": mine})
    models.Offer.objects.update(answer="silent")
    dispatch()
    assert refused(lambda: lock(Move(mine, by_first("express"), None), viewer=viewer)).code == "freight.load_not_open"


def slow_boat() -> dict[str, object]:
    return {"kind": "shared", "transit_days": 300, "rate_minor": 10, "rate_unit": "m3", "minimum_minor": 0}


def by_first(service: str) -> int:
    """Return the first tariff of a service: that to the load's own place."""
    return registry.Tariff.objects.filter(service=service).order_by("id")[0].pk


def test_a_wait_that_would_cost_more_than_own_best_is_refused() -> None:
    sellers = offered()
    tariff(models.Load.objects.get().destination_id, "sea", **slow_boat())
    assert refused(lambda: lock(move(sellers[0], "sea"), viewer=town.DESK)).code == "freight.lock_waits_too_long"


def test_a_service_that_does_not_take_so_much_is_refused() -> None:
    sellers = offered()
    narrow = [[0, 1_000, 100, 0, 0]]
    tariff(
        models.Load.objects.get().destination_id,
        "narrow",
        **{**slow_boat(), "transit_days": 3, "bands": narrow},
    )
    refusal = refused(lambda: lock(move(sellers[0], "narrow"), viewer=town.DESK))
    assert (refusal.code, refusal.facts) == ("freight.service_too_small", {"service": "narrow"})


def test_for_others_than_desks_there_is_nothing_to_plan() -> None:
    sellers = offered()
    moves = [move(sellers[0], "express")]
    for viewer in (ANONYMOUS, town.owner(sellers[0])):
        for ask in (
            lambda viewer=viewer: door.load_plan(code(), viewer=viewer),
            lambda viewer=viewer: door.suppose_moves(code(), moves, limit=QUICK, viewer=viewer),
            lambda viewer=viewer: door.lock(code(), moves, limit=QUICK, viewer=viewer, now=NOW),
        ):
            assert isinstance(refused(ask), Missing)
        assert door.board(on=ON, viewer=viewer) == []
        assert door.lanes(since=ON, until=ON, viewer=viewer) == []
    with pytest.raises(Missing):
        door.load_plan("%", viewer=town.DESK)


def test_a_load_that_is_only_packed_has_nothing_to_move() -> None:
    ready_order(place(), firms(1)[0], (300,))
    prepare()
    plan = door.load_plan(code(), viewer=TOWN)
    assert (plan.is_open, plan.shipments) == (False, ())
    assert [one.service for one in plan.services] == ["express", "ltl", "truck"]


def queries_of(pairs: tuple[int, ...]) -> list[int]:
    """Build a load of so many firms, open each door for it, and return how many queries each takes."""
    offered(pairs)
    load = models.Load.objects.order_by("-id")[0]
    shipment = models.Shipment.objects.filter(load=load).order_by("id")[0]
    express = registry.Tariff.objects.get(destination_id=load.destination_id, service="express").pk
    moves, viewer = [Move(shipment.code, express, None)], clerk()
    asked = []
    for ask in (
        lambda: door.load_plan(load.code, viewer=viewer),
        lambda: door.suppose_moves(load.code, moves, limit=QUICK, viewer=viewer),
        lambda: door.lock(load.code, moves, limit=QUICK, viewer=viewer, now=NOW),
        lambda: door.board(on=ON, viewer=viewer),
        lambda: door.lanes(since=ON, until=ON, viewer=viewer),
    ):
        with CaptureQueriesContext(connection) as queries:
            ask()
        asked.append(len(queries))
    dispatch()
    return asked


def test_doors_ask_as_little_for_many_goods_as_for_few() -> None:
    few, many = queries_of((300, 200)), queries_of((300, 200, 150, 120, 90, 80))
    assert few == many
    assert max(few) <= MOST_QUERIES
