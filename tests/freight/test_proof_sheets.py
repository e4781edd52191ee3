"""Protect sheets of the live proof: looked at before they come in, whole or not at all; bills that miss are named."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import ANONYMOUS, OFFICE, Viewer
from dukou.freight import door, models
from dukou.freight.records.carriers import Cell
from dukou.freight.records.proving import PROOF_SHEETS, NewPastBill, ProofKind, ProofSheet
from dukou.registry import models as registry
from tests import builders as town
from tests.freight.builders import NOW, ON, dispatch, firms, freeze, offer, place, prepare, ready_order
from tests.freight.test_proving import draw_all, join, left

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
AN_OFFICE = Viewer(roles=frozenset((OFFICE,)))


def sheet(kind: ProofKind, *rows: dict[str, Cell], language: str = "en") -> list[list[Cell]]:
    columns = PROOF_SHEETS[kind]
    heading: list[Cell] = [column.en if language == "en" else column.zh for column in columns]
    return [heading, *([row.get(column.name) for column in columns] for row in rows)]


def bill(load: str, service: str, **changed: Cell) -> dict[str, Cell]:
    carrier = registry.Firm.objects.filter(kind="carrier").order_by("id")[0].name_zh
    plain: dict[str, Cell] = {"carrier": carrier, "invoice": "A1", "line": 1, "reference": load, "service": service}
    return plain | {"amount_minor": 50.25, "billed_on": ON} | changed


def look(rows: Sequence[Sequence[Cell]], kind: str, viewer: Viewer = town.DESK) -> ProofSheet:
    return door.preview_proof_sheet(rows, kind, viewer=viewer)


def bring(rows: Sequence[Sequence[Cell]], kind: str, viewer: Viewer = town.DESK) -> int:
    return door.import_proof_sheet(rows, kind, viewer=viewer, on=ON, now=NOW)


def faults(found: ProofSheet) -> list[tuple[int, str]]:
    return [(one.number, one.refusal.code) for one in found.rows if one.refusal]


def test_carriers_bills_come_in_as_the_preview_said(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_all(monkeypatch)
    one, *_others = left((300, 250, 200), lambda sellers: sellers[:1])
    load, name = models.Load.objects.get().code, registry.Firm.objects.get(id=one).name_en
    mine = sorted(set(models.Shipment.objects.filter(firm_id=one).values_list("tariff__service", flat=True)))
    rows = [bill(load, service or "", firm=name, line=number) for number, service in enumerate(mine, 1)]
    rows += [bill("NOWHERE", "ltl", line=90), bill(load, "ltl", line=91, firm="nobody at all")]
    found = look(sheet("bills", *rows, language="zh"), "bills")
    assert (faults(found), found.unmatched) == ([], (len(mine) + 2, len(mine) + 3))
    assert not models.CarrierBill.objects.exists()
    assert bring(sheet("bills", *rows), "bills") == len(rows)
    kept = models.CarrierBill.objects.filter(load__code=load, firm_id=one)
    assert list(kept.values_list("amount_minor", flat=True)) == [5_025] * len(mine)
    assert [row.reference for row in door.unmatched_bills(viewer=town.DESK)] == [load, "NOWHERE"]
    assert door.proof(viewer=AN_OFFICE).alone.matched == 1
    # What went together was not billed, and is named as open with its services.
    (still_open,) = door.open_parts(viewer=town.DESK)
    assert (still_open.load, still_open.firm, still_open.billed_minor, still_open.unexpected) == (load, None, 0, ())
    assert still_open.missing
    for viewer in (town.owner(one), AN_OFFICE, ANONYMOUS):
        assert (door.open_parts(viewer=viewer), door.unmatched_bills(viewer=viewer)) == ([], [])
    (drawn,) = door.drawn_loads(viewer=town.owner(one))
    assert (drawn.load, drawn.pairs) == (load, 300)
    assert door.drawn_loads(viewer=town.owner(one + 1)) == door.drawn_loads(viewer=town.DESK) == []


def test_who_goes_alone_by_choice_proves_nothing_and_its_bill_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_all(monkeypatch)
    there, (one, other, third) = place(), firms(3)
    join(one)
    for firm in (one, other, third):
        ready_order(there, firm, (300,))
    prepare()
    freeze()
    offer()
    (seen,) = door.offers(viewer=town.owner(other), on=ON)
    door.answer_offers([seen.code], accept=False, viewer=town.owner(other), on=ON, now=NOW)
    dispatch()
    load = models.Load.objects.get()
    service = str(models.Shipment.objects.filter(firm_id=other).values_list("tariff__service", flat=True)[0])
    code = registry.Firm.objects.get(id=other).code
    pooled = set(models.Shipment.objects.filter(firm_id=third).values_list("tariff__service", flat=True))
    rows = [bill(load.code, service, firm=code)]
    rows += [bill(load.code, str(one), line=number) for number, one in enumerate(sorted(map(str, pooled)), 2)]
    bring(sheet("bills", *rows), "bills")
    found = door.proof(viewer=town.DESK)
    assert (found.alone.loads, found.alone.matched, found.together.loads, found.together.matched) == (1, 0, 1, 1)
    charge = models.Charge.objects.get(firm_id=third)
    assert 0 < found.together.planned_minor <= charge.charge_minor + load.shortfall_minor
    drawn, chosen = sorted(door.open_parts(viewer=town.DESK), key=lambda part: part.firm or 0)
    assert (drawn.firm, drawn.unexpected, chosen.firm, chosen.missing, chosen.unexpected) == (
        one,
        (),
        other,
        (),
        (service,),
    )


def test_a_sheet_with_one_bad_row_comes_in_not_at_all() -> None:
    left((300,), lambda _sellers: [])
    load = models.Load.objects.get().code
    bring(sheet("bills", bill(load, "ltl", line=7)), "bills")
    rows = [
        bill(load, "ltl"),
        bill(load, "ltl", line=2, carrier="Nobody & Sons"),
        bill(load, "ltl", line=3, amount_minor="much"),
        bill(load, "ltl", line=4, currency="XAU"),
        bill(load, "ltl", line=5, billed_on="yesterday"),
        bill(load, "ltl", line=6, invoice=""),
        bill(load, "ltl", line=7),
        bill(load, "ltl", line=8, invoice="9" * 41),
        bill(load, "ltl", line=1),
    ]
    assert faults(look(sheet("bills", *rows), "bills")) == [
        (3, "freight.unknown_carrier"),
        (4, "freight.cell_number"),
        (5, "freight.no_rate"),
        (6, "freight.cell_day"),
        (7, "freight.cell_empty"),
        (8, "freight.bill_known"),
        (9, "freight.bill_too_long"),
        (10, "freight.bill_known"),
    ]
    with pytest.raises(Refusal, match="sheet_has_faults"):
        bring(sheet("bills", *rows), "bills")
    for empty in ([], [["Carrier"]], sheet("bills")):
        with pytest.raises(Refusal, match=r"sheet_columns|sheet_empty"):
            bring(empty, "bills")
    assert models.CarrierBill.objects.count() == 1


def test_old_invoices_come_in_by_place_or_zone_for_their_own_firm() -> None:
    (one,) = left((300,), lambda _sellers: [])
    there = registry.Destination.objects.order_by("id")[0]
    good: list[dict[str, Cell]] = [
        {"month": "2025-03", "zone": there.name_en, "pairs": 1_000, "amount_minor": 90},
        {"month": "2025年4月", "zone": there.zone, "pairs": 500, "amount_minor": 40.5},
        {"month": date(2025, 5, 9), "zone": there.code, "pairs": 200, "amount_minor": 20},
    ]
    bad: list[dict[str, Cell]] = [
        {"month": "spring", "zone": there.zone, "pairs": 1, "amount_minor": 1},
        {"month": "2025-13", "zone": there.zone, "pairs": 1, "amount_minor": 1},
        {"month": "2025-03", "zone": "moon", "pairs": 1, "amount_minor": 1},
        {"month": "2025-03", "zone": there.zone, "pairs": 0, "amount_minor": 1},
    ]
    mine = town.owner(one)
    assert faults(look(sheet("past", *good, *bad), "past", mine)) == [
        (5, "freight.cell_month"),
        (6, "freight.cell_month"),
        (7, "freight.no_such_zone"),
        (8, "freight.past_bill_empty"),
    ]
    with pytest.raises(Refusal, match="sheet_has_faults"):
        bring(sheet("past", *good, *bad), "past", mine)
    assert not models.PastBill.objects.exists()
    assert bring(sheet("past", *good), "past", mine) == 3
    (seen,) = door.as_billed(viewer=mine)
    assert (seen.months, seen.pairs) == (3, 1_700)
    assert seen.as_billed_minor == pytest.approx((9_000 + 4_050 + 2_000) / 1_700)
    assert models.PastBill.objects.exclude(firm_id=one).count() == 0


@pytest.mark.parametrize(
    ("kind", "viewer"),
    [
        ("bills", town.owner(1)),
        ("bills", AN_OFFICE),
        ("bills", ANONYMOUS),
        ("past", town.DESK),
        ("past", AN_OFFICE),
        ("past", ANONYMOUS),
        ("other", town.DESK),
    ],
)
def test_a_sheet_that_is_not_yours_does_not_exist(kind: str, viewer: Viewer) -> None:
    left((300,), lambda _sellers: [])
    known: ProofKind = "past" if kind == "past" else "bills"
    zone = registry.Destination.objects.values_list("zone", flat=True)[0]
    good: dict[str, Cell] = {"month": "2025-03", "zone": zone, "pairs": 1, "amount_minor": 1}
    rows = sheet(known, good if known == "past" else bill(models.Load.objects.get().code, "ltl"))
    for ask in (look, bring):
        with pytest.raises(Missing):
            ask(rows, kind, viewer)
    assert (models.CarrierBill.objects.count(), models.PastBill.objects.count()) == (0, 0)


def test_queries_do_not_grow_with_bills_and_draws(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    draw_all(monkeypatch)
    for _round in range(2):
        one, *_others = left((300, 200), lambda sellers: sellers[:1])
        with django_assert_num_queries(8):
            door.open_parts(viewer=town.DESK)
        with django_assert_num_queries(1):
            door.unmatched_bills(viewer=town.DESK)
        with django_assert_num_queries(1):
            door.drawn_loads(viewer=town.owner(one))
        past = [NewPastBill(date(2025, 3, 1), "EU", 1, 1)]
        assert door.record_past_bills(past, viewer=town.owner(one), on=ON, now=NOW).done == (0,)
