"""Protect the audit of freight: an honest load breaks no law, and each planted fault breaks one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from dukou.base.town import TOWN
from dukou.freight import door, models
from dukou.journey.audit.freight import FIGURES, LAWS
from dukou.market import models as market
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import NOW, ON, deliver, dispatch, firms, freeze, leave, offer, place, prepare, ready_order

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@contextmanager
def table_without_checks() -> Iterator[None]:
    """Let a row pass that the table of charges would refuse."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE freight_charge DROP CONSTRAINT freight_never_above_own_best")
        try:
            yield
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = OFF")


def broken() -> set[str]:
    """Return the names of the laws that some row breaks."""
    found = set()
    for law in LAWS:
        with connection.cursor() as cursor:
            cursor.execute(law.query(connection.vendor))
            if cursor.fetchall():
                found.add(law.name)
    return found


def answer(said: str) -> None:
    """Let the firm of the offered load answer."""
    one = models.Offer.objects.get(load__state="offered")
    viewer = town.owner(one.firm_id)
    door.answer_offers([one.code], accept=said == "accepted", viewer=viewer, on=ON, now=NOW)


def seal() -> None:
    while provenance.seal(viewer=TOWN, now=NOW):
        pass


def town_with_loads() -> None:
    """Build a load that has left and was partly delivered, and one in each state before."""
    sellers = firms(3)
    there = place()
    for firm, pairs, due_in in zip(sellers, (300, 200, 20), (8, 8, 1), strict=True):
        ready_order(there, firm, (pairs, 40), due_in=due_in)
    leave()
    deliver(ON + timedelta(days=3))
    ready_order(place(), sellers[0], (150,))
    prepare()
    freeze()
    offer()
    answer("declined")
    answer("accepted")
    ready_order(place(), sellers[0], (150,))
    prepare()
    freeze()
    ready_order(place(), sellers[1], (150,))
    prepare()
    seal()


def left() -> models.Load:
    return models.Load.objects.get(state="dispatched")


def charge_more() -> None:
    row = models.Charge.objects.order_by("id")[0]
    models.Charge.objects.filter(pk=row.pk).update(charge_minor=row.charge_minor + 1)


def change_baseline() -> None:
    row = models.Baseline.objects.order_by("id")[0]
    models.Baseline.objects.filter(pk=row.pk).update(naive_minor=row.naive_minor + 1)


def swap_facts() -> None:
    """Let the pool have been solved before the baselines were frozen."""
    (pooled,) = book.Fact.objects.filter(kind="freight.load_pooled")
    book.Fact.objects.filter(pk=pooled.pk).update(seq=None)
    earliest = book.Fact.objects.get(seq=0)
    book.Fact.objects.filter(pk=earliest.pk).update(seq=pooled.seq)
    book.Fact.objects.filter(pk=pooled.pk).update(seq=0)


def lose_load_fact() -> None:
    book.Fact.objects.filter(kind="freight.load_pooled").update(kind="freight.other")


def lose_baseline_facts() -> None:
    book.Fact.objects.filter(kind="freight.baseline_frozen").update(kind="freight.other")


def lose_baseline() -> None:
    models.Baseline.objects.filter(load__state="frozen").delete()


def lose_charge() -> None:
    models.Charge.objects.order_by("id")[0].delete()


def change_load(**changed: object) -> Callable[[], None]:
    def plant() -> None:
        models.Load.objects.filter(pk=left().pk).update(**changed)

    plant.__name__ = "_".join(changed)
    return plant


def change_shipment() -> None:
    models.Shipment.objects.filter(pk=models.Shipment.objects.order_by("id")[0].pk).update(pairs=1)


def other_tariff() -> None:
    elsewhere = registry.Tariff.objects.exclude(destination_id=left().destination_id)[0]
    models.Shipment.objects.filter(state="on_road").update(tariff=elsewhere)


def old_tariff() -> None:
    registry.Tariff.objects.update(valid_to=ON - timedelta(days=1))


def stay_behind() -> None:
    models.Shipment.objects.filter(state="on_road").update(state="waiting")


def forget_line() -> None:
    market.Line.objects.filter(state="shipped").update(state="ready")


def late_pairs() -> None:
    row = models.Charge.objects.order_by("id")[0]
    models.Charge.objects.filter(pk=row.pk).update(late_pairs=row.late_pairs + 1)


def offer_more() -> None:
    row = models.Offer.objects.order_by("id")[0]
    models.Offer.objects.filter(pk=row.pk).update(charge_minor=row.charge_minor - 1)


def lose_offer() -> None:
    models.Offer.objects.order_by("id")[0].delete()


def turn_answer() -> None:
    models.Offer.objects.filter(answer="accepted").update(answer="declined")


def say_declined() -> None:
    """Let a firm have declined that went together and saved something by it."""
    models.Offer.objects.filter(load=left()).update(answer="declined")


def bear_some() -> None:
    """Let the town bear a fen that a firm was charged."""
    models.Load.objects.filter(pk=left().pk).update(shortfall_minor=1)


def send_alone() -> None:
    models.Offer.objects.filter(load=left()).update(answer="alone")


FAULTS: dict[Callable[[], None], str] = {
    charge_more: "charges and shortfall make up the pooled cost",
    change_baseline: "a baseline says what its fact from before the pool was solved said",
    swap_facts: "every baseline is a fact from before the pool was solved",
    lose_load_fact: "a solved load has its facts",
    lose_baseline_facts: "a solved load has its facts",
    lose_baseline: "a frozen load has a baseline of every firm's shipments, and of no other",
    lose_charge: "a baseline is charged once its load has left, and not before",
    change_load(naive_minor=1): "a load adds up its baselines",
    change_load(own_best_minor=1): "a load costs no more than all own bests together, unless the town bears it",
    change_load(shortfall_minor=1): "charges and shortfall make up the pooled cost",
    change_load(waiting_minor=10**9): "charges and shortfall make up the pooled cost",
    change_load(bound_minor=10**12): "no load costs less than is proven possible",
    change_load(pairs=1): "a load carries what its shipments add up to",
    change_shipment: "a shipment carries what its lines add up to",
    other_tariff: "a shipment leaves with its load, by a tariff that was valid that day for the way there",
    old_tariff: "a shipment leaves with its load, by a tariff that was valid that day for the way there",
    stay_behind: "a shipment leaves with its load, by a tariff that was valid that day for the way there",
    forget_line: "a line is as far as its shipment",
    late_pairs: "late pairs are those that were planned to arrive after their due date",
    offer_more: "a load that nobody declined left as it was offered",
    bear_some: "the town bears nothing of a load that nobody declined and no desk moved",
    send_alone: "who is sent alone because together is no cheaper is told so, and nobody else",
    lose_offer: "every firm of a load is offered a price before it leaves, as its fact said, within its own best",
    turn_answer: "what a firm answered to an offer is what its last fact says, from before the load left",
    say_declined: "who declined or was not asked was carried as at its own best, and pays exactly that",
}


def test_an_honest_town_breaks_no_law() -> None:
    town_with_loads()
    assert broken() == set()
    offer()
    dispatch()
    seal()
    deliver(ON + timedelta(days=60))
    assert broken() == set()


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found(plant: Callable[[], None]) -> None:
    town_with_loads()
    plant()
    assert FAULTS[plant] in broken()


@pytest.mark.parametrize("figure", ["charge_minor", "waiting_minor", "own_best_minor"])
def test_an_overcharge_is_found_where_the_table_would_let_it_pass(figure: str) -> None:
    town_with_loads()
    row = models.Charge.objects.order_by("id")[0]
    change = -(10**6) if figure == "own_best_minor" else 10**6
    with table_without_checks():
        models.Charge.objects.filter(pk=row.pk).update(**{figure: getattr(row, figure) + change})
    assert "nobody is charged above its own best, waiting included" in broken()


def test_figures_add_up_what_freight_did() -> None:
    town_with_loads()
    with connection.cursor() as cursor:
        found = {}
        for name, sql in FIGURES:
            cursor.execute(sql)
            found[name] = cursor.fetchone()[0]
    assert (found["loads"], found["loads_pooled"], found["shipments"]) == (4, 1, 6)
    assert found["charged_minor"] == left().pooled_minor
    assert found["waiting_minor"] == left().waiting_minor
    assert found["late_pairs"] == found["own_best_late_pairs"] == 60
    assert found["naive_minor"] >= found["own_best_minor"] >= found["charged_minor"] + found["waiting_minor"]
