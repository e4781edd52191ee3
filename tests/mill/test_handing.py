"""Protect hand-overs: what is made is handed over once, and paid; a scan counts once, and only in its own firm."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from dukou.base.errors import Missing, Refusal
from dukou.base.money import line_amount
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.journey.audit import makers
from dukou.mill import door, models
from dukou.mill.records import NewHandOver, WageRow
from dukou.provenance import models as book
from dukou.registry import models as registry
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.mill import towns
from tests.mill.towns import day, knit, plan
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def a_lot(pairs: int = 500, days: int = 1, *, integrated: bool = False) -> tuple[towns.Town, models.Lot]:
    """Let a firm knit a lot for some days; with one it is knitted, with two its toes are closed, with three made."""
    town = towns.town()
    sock = town.sock
    if integrated:
        builders.group(town.own, needle_count=96, integrated=True)
        sock = builders.sku(needle_count=96)
    builders.order([(sock, pairs)], seller=town.own)
    plan()
    for number in range(days):
        knit(number)
    registry.TownClock.objects.create(id=1, on=day(days - 1))
    return town, models.Lot.objects.get()


def handed(lot: models.Lot) -> dict[str, int]:
    rows = models.HandOver.objects.filter(lot=lot).values_list("operation")
    return dict(rows.annotate(units=Sum("units")).order_by("operation"))


def broken_laws() -> list[str]:
    broken = []
    with connection.cursor() as cursor:
        for law in makers.HANDS:
            cursor.execute(law.query(connection.vendor))
            if cursor.fetchall():
                broken.append(law.name)
    return broken


def scan(lot: models.Lot, key: str = "scan-0001", **changed: Any) -> NewHandOver:
    values = {"operation": "packing", "worker": 4_007, "units": 100, **changed}
    return NewHandOver(key=key, lot_code=lot.code, **values)


def send(viewer: Viewer, *new: NewHandOver) -> tuple[tuple[str, ...], list[tuple[int, str]]]:
    outcome = door.hand_over(new, viewer=viewer, now=NOW)
    return outcome.done, [(one.row, one.refusal.code) for one in outcome.refused]


def test_the_floor_hands_over_what_it_makes_step_by_step() -> None:
    _town, lot = a_lot(9_000, days=1)
    for number in range(1, 8):
        assert broken_laws() == []
        knit(number)
        lot.refresh_from_db()
        assert handed(lot).get("knitting", 0) == lot.pieces_made - lot.pieces_lost
        if lot.state == "finishing" and lot.finish_on == day(number + 1):
            assert handed(lot) == {"knitting": 18_000, "toe_closing": 9_000}
    assert handed(lot) == {"boarding": 9_000, "knitting": 18_000, "packing": 9_000, "toe_closing": 9_000}
    assert broken_laws() == []
    # More than a shift holds is shared out to several workers, by day and by night where machines run.
    assert models.HandOver.objects.filter(operation="packing").values("worker").distinct().count() == 1
    assert set(models.HandOver.objects.filter(operation="knitting").values_list("shift", flat=True)) == {"day", "night"}


def test_integrated_machines_close_toes_themselves() -> None:
    _town, lot = a_lot(500, days=3, integrated=True)
    assert handed(lot) == {"boarding": 500, "knitting": 1_000, "packing": 500}
    assert broken_laws() == []


def test_without_published_rates_nothing_is_handed_over() -> None:
    town = towns.town()
    registry.Limit.objects.filter(key__startswith="mill.piece_rate").delete()
    builders.order([(town.sock, 500)], seller=town.own)
    plan()
    assert knit(0) == 1
    assert not models.HandOver.objects.exists()


def test_what_was_scanned_the_floor_does_not_hand_over_again() -> None:
    town, lot = a_lot(days=1)
    assert send(owner(town.own), scan(lot, units=120)) == (("scan-0001",), [])
    knit(1)
    knit(2)
    assert handed(lot) == {"boarding": 500, "knitting": 1_000, "packing": 500, "toe_closing": 500}
    assert broken_laws() == []


def test_a_scan_counts_once_however_often_it_is_sent() -> None:
    town, lot = a_lot(days=1)
    assert send(owner(town.own), scan(lot), scan(lot)) == (("scan-0001", "scan-0001"), [])
    assert send(owner(town.own), scan(lot, units=7)) == (("scan-0001",), [])
    assert handed(lot)["packing"] == 100
    assert book.Fact.objects.filter(kind="mill.handed_over").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_that_send_the_same_scan_at_once_hand_over_once() -> None:
    town, lot = a_lot(days=1)
    found = in_threads(2, lambda _number: send(owner(town.own), scan(lot, units=400), scan(lot, "scan-0002", units=80)))
    assert found == [(("scan-0001", "scan-0002"), [])] * 2
    assert handed(lot)["packing"] == 480


def test_no_more_is_taken_than_was_made() -> None:
    town, lot = a_lot(days=1)
    done, refused = send(owner(town.own), scan(lot, units=400), scan(lot, "scan-0002", units=101))
    assert (done, refused) == (("scan-0001",), [(1, "mill.more_than_made")])
    (one,) = door.hand_over([scan(lot, "scan-0003", units=101)], viewer=owner(town.own), now=NOW).refused
    assert one.refusal.facts == {"left": 100}
    assert send(owner(town.own), scan(lot, "scan-0004", operation="knitting")) == ((), [(0, "mill.more_than_made")])


def test_a_hand_over_is_taken_back_by_a_new_row_once() -> None:
    town, lot = a_lot(days=1)
    undo = NewHandOver("undo-0001", undoes="scan-0001")
    assert send(owner(town.own), scan(lot), undo) == (("scan-0001", "undo-0001"), [])
    assert send(owner(town.own), undo, NewHandOver("undo-0002", undoes="scan-0001")) == (
        ("undo-0001",),
        [(1, "mill.undone_already")],
    )
    assert send(owner(town.own), NewHandOver("undo-0003", undoes="undo-0001")) == ((), [(0, "mill.undone_already")])
    assert handed(lot)["packing"] == 0
    assert broken_laws() == []
    newest, first = [one for one in door.hand_overs(lot.code, viewer=owner(town.own)) if one.operation == "packing"]
    assert (newest.units, newest.undoes, first.is_undone, first.is_scanned) == (-100, first.key, True, True)


def test_the_floor_s_own_hand_over_can_be_corrected() -> None:
    town, lot = a_lot(days=3)
    (wrong,) = [one for one in door.hand_overs(lot.code, viewer=owner(town.own)) if one.operation == "boarding"]
    done, refused = send(
        owner(town.own),
        NewHandOver("undo-0001", undoes=wrong.key),
        scan(lot, operation="boarding", worker=3_009, units=500),
    )
    assert (len(done), refused) == (2, [])
    (earned,) = [one for one in door.wage_sheet(viewer=owner(town.own), on=day(2)) if one.operation == "boarding"]
    assert (earned.worker, earned.units) == (3_009, 500)
    assert broken_laws() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"operation": "dyeing"}, "mill.unknown_operation"),
        ({"operation": ""}, "mill.unknown_operation"),
        ({"worker": 0}, "mill.worker_number"),
        ({"worker": 10**9}, "mill.worker_number"),
        ({"units": 0}, "mill.units_out_of_range"),
        ({"units": -5}, "mill.units_out_of_range"),
        ({"units": 10**12}, "mill.units_out_of_range"),
        ({"shift": "noon"}, "mill.unknown_shift"),
        ({"key": "short"}, "mill.scan_key"),
        ({"key": "x" * 65}, "mill.scan_key"),
        ({"key": "with:colon"}, "mill.scan_key"),
        ({"key": "nul\x00nul\x00nul"}, "mill.scan_key"),
        ({"undoes": "nosuchscan"}, "mill.hand_over_not_found"),
        ({"undoes": "袜" * 100}, "mill.hand_over_not_found"),
    ],
)
def test_bad_scans_are_refused_and_change_nothing(changed: dict[str, Any], code: str) -> None:
    town, lot = a_lot(days=1)
    before = list(models.HandOver.objects.values())
    assert send(owner(town.own), scan(lot, **changed)) == ((), [(0, code)])
    assert list(models.HandOver.objects.values()) == before


@pytest.mark.parametrize("code", ["", "nosuchlot2222222", "\x00", "x" * 10_000, "袜"])
def test_what_is_no_lot_of_the_firm_is_no_lot(code: str) -> None:
    town, lot = a_lot(days=1)
    one = NewHandOver("scan-0001", code, "packing", 1, 1)
    assert send(owner(town.own), one) == ((), [(0, "mill.lot_not_found")])
    for viewer in (owner(town.other), DESK, ANONYMOUS):
        assert send(viewer, scan(lot)) == ((), [(0, "mill.lot_not_found")])
        for read in (door.lot, door.lot_by_code):
            if viewer is not DESK:
                with pytest.raises(Missing):
                    read(lot.code, viewer=viewer)
        assert door.hand_overs(lot.code, viewer=viewer) == []
        assert door.wage_sheet(viewer=viewer, on=ON) == []


def test_too_many_scans_at_once_are_refused_whole() -> None:
    town, lot = a_lot(days=1)
    with pytest.raises(Refusal, match=r"mill\.too_many_scans"):
        send(owner(town.own), *(scan(lot, f"scan-{number:05}", units=1) for number in range(501)))
    assert "packing" not in handed(lot)


def test_wages_are_units_times_rate_by_worker_and_operation() -> None:
    town, _lot = a_lot(9_000, days=1)
    for number in range(1, 8):
        knit(number)
    rows = [row for number in range(8) for row in door.wage_sheet(viewer=owner(town.own), on=day(number))]
    assert sum(row.units for row in rows if row.operation == "packing") == 9_000
    assert all(row.amount_minor == line_amount(row.rate_e4, row.units).amount_minor for row in rows)
    packed = [row for row in rows if row.operation == "packing"]
    assert packed == [WageRow(packed[0].worker, "packing", 9_000, 500, 45_000)]


def test_a_lot_is_traced_to_machines_and_shifts() -> None:
    town, lot = a_lot(9_000, days=4)
    trace = door.lot_by_code(lot.code, viewer=owner(town.own))
    assert (trace.code, trace.owner, trace.maker, trace.needle_count, trace.shifts) == (
        lot.code,
        town.own,
        town.own,
        144,
        ("day", "night"),
    )
    assert trace == door.lot_by_code(lot.code, viewer=DESK)
    days = door.lot_days(lot.code, viewer=owner(town.own))
    assert (trace.first_on, trace.last_on) == (days[0].on, days[-1].on)
    lot.refresh_from_db()
    assert sum(one.pieces for one in days) == lot.pieces_made


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_scans(count: int, django_assert_num_queries: Any) -> None:
    town, lot = a_lot(days=1)
    new = [scan(lot, f"scan-{number:05}", units=2) for number in range(count)]
    with django_assert_num_queries(11):
        assert len(door.hand_over(new, viewer=owner(town.own), now=NOW).done) == count
    with django_assert_num_queries(1):
        door.wage_sheet(viewer=owner(town.own), on=ON)
    with django_assert_num_queries(1):
        door.hand_overs(lot.code, viewer=owner(town.own))
    with django_assert_num_queries(2):
        door.lots(viewer=owner(town.own), on=ON)
    with django_assert_num_queries(3):
        door.lot_by_code(lot.code, viewer=owner(town.own))
