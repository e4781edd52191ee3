"""Protect the offer before the departure: a firm may go alone until its load leaves, and what it said is kept."""

from collections.abc import Callable
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.freight import door, models, rules
from dukou.freight.door import exports
from dukou.freight.records import ParcelOffer
from dukou.provenance import models as book
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import NOW, ON, dispatch, firms, freeze, offer, place, prepare, ready_order
from tests.freight.test_laws import broken
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def offered(pairs: tuple[int, ...] = (300, 200, 150)) -> list[int]:
    """Build a load that is offered to several firms, each with an order of so many pairs."""
    there, sellers = place(), firms(len(pairs))
    for firm, number in zip(sellers, pairs, strict=True):
        ready_order(there, firm, (number,))
    prepare()
    freeze()
    assert offer() == 1
    return sellers


def of(firm: int) -> ParcelOffer:
    (found,) = door.offers(viewer=town.owner(firm), on=ON)
    return found


def answer(firm: int, accept: bool) -> Any:
    return door.answer_offers([of(firm).code], accept, viewer=town.owner(firm), on=ON, now=NOW)


def charge(firm: int) -> models.Charge:
    return models.Charge.objects.get(firm_id=firm)


def test_an_owner_sees_own_best_and_together_before_the_load_leaves() -> None:
    sellers = offered()
    seen, row = of(sellers[0]), models.Baseline.objects.get(firm_id=sellers[0])
    assert (seen.own_best_minor, seen.naive_minor, seen.pairs) == (row.own_best_minor, row.naive_minor, 300)
    assert (seen.answer, seen.is_open) == ("silent", True)
    assert seen.together_minor < seen.own_best_minor
    assert seen.reason.code == "freight.offer_together_cheaper"
    assert [one.firm for one in door.offers(viewer=town.DESK, on=ON)] == sellers
    assert door.offers(viewer=ANONYMOUS, on=ON) == []
    assert door.offers(viewer=town.DESK, on=ON, load="%") == []


def test_silence_and_consent_leave_as_offered_and_nothing_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sellers = offered()
    before = {firm: of(firm) for firm in sellers}
    answer(sellers[0], accept=True)
    monkeypatch.setattr(rules, "pool", lambda *_what, **_how: pytest.fail("solved again"))
    assert dispatch() == 1
    for firm, seen in before.items():
        row = charge(firm)
        assert (row.charge_minor, row.waiting_minor) == (seen.charge_minor, seen.waiting_minor)
    assert not of(sellers[0]).is_open
    assert broken() == set()


def test_who_declines_goes_by_its_own_best_and_pays_exactly_that() -> None:
    sellers = offered()
    alone, *others = sellers
    assert answer(alone, accept=False).done == (of(alone).code,)
    assert dispatch() == 1
    own, paid = models.Baseline.objects.get(firm_id=alone), charge(alone)
    assert paid.charge_minor + paid.waiting_minor == own.own_best_minor
    assert paid.waiting_minor == own.own_best_waiting_minor
    used = models.Shipment.objects.filter(firm_id=alone).values_list("tariff_id", flat=True)
    assert list(used) == own.own_best_tariffs
    for firm in others:
        assert charge(firm).charge_minor + charge(firm).waiting_minor <= charge(firm).own_best_minor
    bill = door.bills(viewer=town.owner(alone)).bills[0]
    assert (bill.is_apart, bill.reason.code) == (True, "freight.bill_declined")
    assert broken() == set()
    # What each shipment cost adds up to the load, for those who went alone too.
    load, rows = models.Load.objects.get(), exports.export_savings(viewer=TOWN).to_pylist()
    assert sum(row["together_minor"] for row in rows) == load.pooled_minor + load.waiting_minor
    assert [row["own_best_minor"] - row["together_minor"] for row in rows if row["firm"] == alone] == [0]


def test_who_is_cheaper_alone_is_sent_alone_told_so_and_asked_nothing() -> None:
    there, sellers = place(), firms(2)
    registry.Limit.objects.filter(key="logistics.desk_minor_a_shipment").update(value_e6=10**12)
    for firm in sellers:
        ready_order(there, firm, (300,))
    prepare()
    freeze()
    offer()
    seen, told = of(sellers[0]), book.Fact.objects.count()
    assert (seen.answer, seen.is_open, seen.is_asked) == ("alone", True, False)
    assert (seen.together_minor, seen.reason.code) == (seen.own_best_minor, "freight.offer_alone_as_cheap")
    for accept in (True, False):
        assert [one.refusal.code for one in answer(sellers[0], accept).refused] == ["freight.offer_alone"]
    assert (of(sellers[0]).answer, book.Fact.objects.count()) == ("alone", told)
    assert set(book.Fact.objects.filter(kind="freight.firm_alone").values_list("firm", flat=True)) == set(sellers)
    dispatch()
    load = models.Load.objects.get()
    assert load.pooled_minor + load.waiting_minor == load.own_best_minor
    bill = door.bills(viewer=town.owner(sellers[0])).bills[0]
    assert (bill.is_apart, bill.reason.code) == (True, "freight.bill_alone")
    assert (load.shortfall_minor, broken()) == (0, set())


def test_a_load_that_all_decline_costs_all_own_bests() -> None:
    sellers = offered()
    for firm in sellers:
        answer(firm, accept=False)
    dispatch()
    load = models.Load.objects.get()
    assert load.pooled_minor + load.waiting_minor == load.own_best_minor
    assert (load.shortfall_minor, broken()) == (0, set())


def test_the_last_answer_counts_and_the_same_again_changes_nothing() -> None:
    (one, *_others) = offered()
    for accept in (False, False, True, True):
        assert answer(one, accept).refused == ()
    said = book.Fact.objects.filter(kind="freight.offer_answered").order_by("id").values_list("firm", "payload")
    assert list(said) == [(one, '{"answer":"declined"}'), (one, '{"answer":"accepted"}')]
    assert of(one).answer == "accepted"


def test_after_the_load_has_left_an_answer_is_refused_and_changes_nothing() -> None:
    (one, *_others) = offered()
    dispatch()
    told = book.Fact.objects.count()
    (refused,) = answer(one, accept=False).refused
    assert refused.refusal.code == "freight.load_has_left"
    assert (of(one).answer, book.Fact.objects.count()) == ("silent", told)


@pytest.mark.parametrize("viewer", [ANONYMOUS, town.DESK, TOWN, Viewer(firm=1, person=1)])
def test_anothers_offer_does_not_exist(viewer: Viewer) -> None:
    (one, rival, *_others) = offered()
    codes = [of(one).code, "", "%", "x" * 10_000]
    for who in (viewer, town.owner(rival)):
        outcome = door.answer_offers(codes, accept=False, viewer=who, on=ON, now=NOW)
        assert (outcome.done, {type(row.refusal) for row in outcome.refused}) == ((), {Missing})
    assert of(one).answer == "silent"
    both = [of(rival).code, of(one).code]
    outcome = door.answer_offers(both, accept=True, viewer=town.owner(rival), on=ON, now=NOW)
    assert (outcome.done, [row.row for row in outcome.refused]) == ((both[0],), [1])


def test_too_many_answers_at_once_are_refused() -> None:
    with pytest.raises(Refusal):
        door.answer_offers(["a"] * 501, accept=True, viewer=town.owner(1), on=ON, now=NOW)


def test_an_answer_during_the_solving_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    one, late, *_others = offered()
    answer(one, accept=False)
    solve: Callable[..., Any] = rules.pool

    def slow(*what: Any, **how: Any) -> Any:
        solved = solve(*what, **how)
        if of(late).answer == "silent":
            answer(late, accept=False)
        return solved

    monkeypatch.setattr(rules, "pool", slow)
    assert dispatch() == 1
    assert charge(late).charge_minor + charge(late).waiting_minor == charge(late).own_best_minor
    assert broken() == set()


@pytest.mark.django_db(transaction=True)
def test_of_answers_sent_at_once_each_is_told_once() -> None:
    (one, *_others) = offered()
    in_threads(3, lambda _number: answer(one, accept=False))
    assert of(one).answer == "declined"
    assert book.Fact.objects.filter(kind="freight.offer_answered").count() == 1


def test_a_firm_that_saves_nothing_is_told_to_send_it_itself() -> None:
    (only,) = offered((300,))
    models.Offer.objects.update(charge_minor=models.Baseline.objects.get().own_best_minor, waiting_minor=0)
    assert of(only).reason.code == "freight.offer_alone_as_cheap"


def test_a_withdrawal_is_solved_again_and_nothing_is_written() -> None:
    sellers = offered((300, 200, 150, 90))
    load, told = models.Load.objects.values().get(), book.Fact.objects.count()
    found = door.without(load["code"], firm=sellers[0], limit=QUICK, viewer=town.DESK)
    assert found.before.cost_minor == load["pooled_minor"] + load["waiting_minor"]
    assert found.after.cost_minor > found.before.cost_minor
    assert (found.before.firms_together, found.after.firms_together) == (4, 3)
    assert (models.Load.objects.values().get(), book.Fact.objects.count()) == (load, told)
    answer(sellers[0], accept=False)
    again = door.without(load["code"], firm=sellers[0], limit=QUICK, viewer=town.DESK)
    assert (again.before, again.after) == (found.before, found.after)
    for code, firm, viewer in ((load["code"], 9_999_999, town.DESK), ("%", sellers[0], town.DESK)):
        with pytest.raises(Missing):
            door.without(code, firm=firm, limit=QUICK, viewer=viewer)
    with pytest.raises(Missing):
        door.without(load["code"], firm=sellers[0], limit=QUICK, viewer=town.owner(sellers[0]))
