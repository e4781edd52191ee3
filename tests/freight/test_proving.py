"""Protect the live proof: a draw nobody steers, who is drawn pays its own best, and only complete bills count."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import ANONYMOUS, OFFICE, Viewer
from dukou.freight import door, models, rules
from dukou.freight.records.proving import Arm, Matched, NewCarrierBill, NewPastBill
from dukou.provenance import models as book
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import NOW, ON, dispatch, firms, freeze, offer, place, prepare, ready_order
from tests.freight.test_laws import broken

doors = pytest.mark.doors
db = pytest.mark.django_db
AN_OFFICE = Viewer(roles=frozenset((OFFICE,)))


def join(firm: int, joins: bool = True) -> bool:
    return door.join_proof(joins, viewer=town.owner(firm), on=ON, now=NOW)


def draw_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the draw fall on every consenting firm."""
    monkeypatch.setattr("dukou.freight.rules.proving.DRAWN_SHARE", 1.0)


def left(pairs: tuple[int, ...], joining: Callable[[list[int]], list[int]]) -> list[int]:
    """Let a load leave of which some firms take part in the proof."""
    there, sellers = place(), firms(len(pairs))
    for firm in joining(sellers):
        join(firm)
    for firm, number in zip(sellers, pairs, strict=True):
        ready_order(there, firm, (number,))
    prepare()
    freeze()
    assert (offer(), dispatch()) == (1, 1)
    return sellers


def a_bill(load: models.Load, service: str, firm: int | None = None, **changed: Any) -> NewCarrierBill:
    carrier = registry.Firm.objects.filter(kind="carrier").order_by("id").values_list("code", flat=True)[0]
    whose = None if firm is None else registry.Firm.objects.get(id=firm).code
    new = NewCarrierBill(carrier, "A1", 1, load.code, whose, service, 5_000, "CNY", ON)
    return replace(new, **changed)


def enter(*rows: NewCarrierBill) -> tuple[tuple[int, ...], list[tuple[int, str]]]:
    found = door.record_carrier_bills(rows, viewer=town.DESK, on=ON, now=NOW)
    return found.done, [(one.row, one.refusal.code) for one in found.refused]


def test_about_one_in_twenty_is_drawn_and_always_the_same() -> None:
    everyone = set(range(1, 2_001))
    drawn = rules.drawn("LOAD", everyone)
    assert drawn == rules.drawn("LOAD", everyone)
    assert drawn < everyone
    assert 60 <= len(drawn) <= 140
    assert drawn != rules.drawn("OTHER", everyone)


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=2, max_size=20),
)
def test_the_ratio_is_of_sums_and_its_error_vanishes_where_every_bill_is_off_alike(rows: list[tuple[int, int]]) -> None:
    found = rules.arm(len(rows), [Matched(*one) for one in rows])
    assert found.ratio is not None
    assert found.error is not None
    assert found.ratio == pytest.approx(sum(b for _p, b in rows) / sum(p for p, _b in rows))
    assert found.error >= 0
    alike = rules.arm(len(rows), [Matched(planned, 3 * planned) for planned, _billed in rows])
    assert (alike.ratio, alike.error) == (pytest.approx(3), pytest.approx(0, abs=1e-9))


def test_too_little_says_nothing() -> None:
    assert rules.arm(3, [Matched(10, 12)]).ratio is None
    arm = Arm(9, 9, 100, 120, 1.2, 0.1)
    assert rules.proof(4, arm, arm, 100).saving is None
    known = rules.proof(5, arm, replace(arm, billed_minor=60, ratio=0.6), 100)
    assert known.saving == pytest.approx(0.5)


@doors
@db
def test_a_firm_joins_and_leaves_for_itself() -> None:
    one, other = firms(2)
    assert (join(one), join(one), join(one, joins=False), join(one)) == (True, True, False, True)
    assert models.ProofConsent.objects.count() == 3
    assert book.Fact.objects.filter(kind="freight.proof_joined", firm=one).count() == 3
    assert (door.in_proof(viewer=town.owner(one)), door.in_proof(viewer=town.owner(other))) == (True, False)
    assert not door.in_proof(viewer=ANONYMOUS)
    with pytest.raises(Missing):
        door.join_proof(joins=True, viewer=ANONYMOUS, on=ON, now=NOW)


@doors
@db
def test_who_is_drawn_goes_alone_pays_its_own_best_and_cannot_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_all(monkeypatch)
    there, sellers = place(), firms(3)
    join(sellers[0])
    for firm in sellers:
        ready_order(there, firm, (300,))
    prepare()
    freeze()
    offer()
    (seen,) = door.offers(viewer=town.owner(sellers[0]), on=ON)
    assert (seen.answer, seen.together_minor) == ("drawn", seen.own_best_minor)
    found = door.answer_offers([seen.code], accept=True, viewer=town.owner(sellers[0]), on=ON, now=NOW)
    assert [one.refusal.code for one in found.refused] == ["freight.offer_drawn"]
    assert dispatch() == 1
    drawn = models.Charge.objects.get(firm_id=sellers[0])
    assert drawn.charge_minor + drawn.waiting_minor == drawn.own_best_minor
    (bill,) = door.bills(viewer=town.owner(sellers[0])).bills
    assert bill.reason.code == "freight.bill_drawn"
    others = models.Charge.objects.exclude(firm_id=sellers[0])
    assert all(one.charge_minor + one.waiting_minor < one.own_best_minor for one in others)
    assert broken() == set()


@doors
@db
def test_nobody_is_drawn_who_did_not_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_all(monkeypatch)
    left((300, 200), lambda _sellers: [])
    assert not models.ProofDraw.objects.exists()


@doors
@db
def test_bills_that_match_wholly_count_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_all(monkeypatch)
    one, *_others = left((300, 250, 200), lambda sellers: sellers[:1])
    load = models.Load.objects.get()
    mine = set(models.Shipment.objects.filter(firm_id=one).values_list("tariff__service", flat=True))
    theirs = set(models.Shipment.objects.exclude(firm_id=one).values_list("tariff__service", flat=True))
    rows = [a_bill(load, service, one, line=number) for number, service in enumerate(sorted(mine), 1)]
    assert enter(*rows, a_bill(load, "other", line=50), a_bill(load, "ltl", line=51, reference="NOWHERE"))[1] == []
    seen = door.proof(viewer=town.DESK)
    assert (seen.alone.loads, seen.alone.matched, seen.together.matched) == (1, 1, 0)
    assert seen.alone.billed_minor == 5_000 * len(mine)
    models.CarrierBill.objects.filter(service="other").delete()
    enter(*(a_bill(load, service, line=100 + number) for number, service in enumerate(sorted(theirs))))
    again = door.proof(viewer=AN_OFFICE)
    assert (again.together.matched, again.together.billed_minor) == (1, 5_000 * len(theirs))
    charged = models.Charge.objects.exclude(firm_id=one).values_list("charge_minor", flat=True)
    assert 0 < again.together.planned_minor <= sum(charged) + load.shortfall_minor
    # One firm's draw is behind it, so that nothing is said of the saving.
    assert again.saving is None


@doors
@db
def test_each_bad_line_of_an_invoice_is_named_and_good_ones_stand() -> None:
    left((300,), lambda _sellers: [])
    load = models.Load.objects.get()
    registry.ExchangeRate.objects.create(currency="JPY", rate_e6=48_000, on=ON, source="test")
    good = a_bill(load, "ltl")
    rows = (
        good,
        a_bill(load, "ltl"),
        a_bill(load, "ltl", line=2, carrier="NOBODY"),
        a_bill(load, "ltl", line=3, amount_minor=-1),
        a_bill(load, "ltl", line=4, currency="XAU"),
        a_bill(load, "ltl", line=0),
        a_bill(load, "ltl", line=5, currency="JPY", amount_minor=1_000),
    )
    done, refused = enter(*rows)
    assert done == (0, 6)
    assert refused == [
        (1, "freight.bill_known"),
        (2, "freight.unknown_carrier"),
        (3, "freight.bill_below_zero"),
        (4, "freight.no_rate"),
        (5, "freight.bill_without_number"),
    ]
    # 1,000 yen at 0.048 yuan are 48 yuan.
    assert list(models.CarrierBill.objects.order_by("line").values_list("amount_minor", flat=True)) == [5_000, 4_800]
    assert enter(good) == ((), [(0, "freight.bill_known")])
    with pytest.raises(Missing):
        door.record_carrier_bills([good], viewer=AN_OFFICE, on=ON, now=NOW)
    with pytest.raises(Missing):
        door.proof(viewer=town.owner(1))


@doors
@db
def test_old_invoices_are_a_third_baseline_for_their_firm_alone() -> None:
    (one,) = left((300,), lambda _sellers: [])
    zone = registry.Destination.objects.values_list("zone", flat=True)[0]
    rows = [
        NewPastBill(date(2025, 1, 5), zone, 100, 900),
        NewPastBill(date(2025, 1, 20), zone, 100, 1_000),
        NewPastBill(date(2025, 12, 1), zone, 300, 3_000),
        NewPastBill(date(2024, 12, 1), zone, 50, 9_999),
        NewPastBill(date(2025, 2, 1), "nowhere", 50, 1),
        NewPastBill(date(2025, 2, 1), zone, 0, 1),
    ]
    found = door.record_past_bills(rows, viewer=town.owner(one), on=ON, now=NOW)
    assert [(one.row, one.refusal.code) for one in found.refused] == [
        (4, "freight.no_such_zone"),
        (5, "freight.past_bill_empty"),
    ]
    (seen,) = door.as_billed(viewer=town.owner(one))
    # The second row of January replaces the first; December of the year before is too old.
    assert (seen.months, seen.pairs, seen.as_billed_minor) == (2, 400, 10.0)
    charge = models.Charge.objects.get()
    assert seen.own_best_minor == charge.own_best_minor / 300
    assert seen.together_minor == (charge.charge_minor + charge.waiting_minor) / 300
    assert door.as_billed(viewer=town.owner(one + 1)) == []
    with pytest.raises(Refusal, match="too_many_rows"):
        door.record_past_bills(rows * 101, viewer=town.owner(one), on=ON, now=NOW)
