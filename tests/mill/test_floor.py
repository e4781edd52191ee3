"""Protect the floor's book: a day is worked once, and every piece of it is written down."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.mill import door, models
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.mill import towns
from tests.mill.towns import broken_laws, day, everything, knit, plan
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def states() -> list[str]:
    return list(models.Lot.objects.order_by("id").values_list("state", flat=True))


def test_a_lot_is_knitted_finished_and_made() -> None:
    town = towns.town()
    builders.order([(town.sock, 500)], seller=town.own)
    plan()
    assert knit(0) == 1
    lot = models.Lot.objects.get()
    assert (lot.state, lot.finish_on, lot.made_on, lot.pairs_good) == ("finishing", day(2), None, 0)
    assert (lot.pieces_made, lot.pieces_lost) == (lot.pieces_to_make, lot.pieces_to_lose)
    assert [knit(1), knit(2), knit(3)] == [0, 1, 0]
    lot.refresh_from_db()
    assert (lot.state, lot.made_on, lot.inspect_on, lot.pairs_good) == ("made", day(2), day(2), 500)
    assert lot.pieces_made == 2 * lot.pairs_good + lot.pieces_lost


def test_integrated_machines_save_a_day_of_finishing() -> None:
    town = towns.town()
    builders.group(town.own, needle_count=96, integrated=True)
    builders.order([(builders.sku(needle_count=96), 500)], seller=town.own)
    plan()
    knit(0)
    assert models.Lot.objects.get().finish_on == day(1)


def test_over_many_days_pieces_loss_and_machine_time_add_up() -> None:
    """A firm with more work than a day holds: the audit's laws hold every evening, and dates are kept."""
    town = towns.town()
    builders.order([(town.sock, 3_000 + 7 * i) for i in range(12)], seller=town.own)
    builders.order([(town.sock, 9_000)], seller=town.own, ready_in=12)
    plan()
    urgent = models.Lot.objects.get(pairs=9_000)
    for number in range(24):
        knit(number)
        assert broken_laws() == []
        used = models.GroupDay.objects.filter(on=day(number)).aggregate(Sum("used_ms"))["used_ms__sum"] or 0
        assert used == 145_000 * sum(models.Progress.objects.filter(on=day(number)).values_list("pieces", flat=True))
    assert set(states()) == {"made"}
    assert models.Progress.objects.filter(lot=urgent).earliest("on").on == ON
    dates = models.Lot.objects.values_list("made_on", "due_on")
    assert [made_on for made_on, due_on in dates if made_on > due_on + timedelta(days=2)] == []
    for row in models.GroupDay.objects.all():
        assert 0 < row.used_ms <= row.capacity_ms
        assert row.capacity_ms + row.stop_ms == 10 * 86_400_000 * 9 // 10


def test_a_day_is_worked_once() -> None:
    town = towns.town()
    builders.order([(town.sock, 50_000)], seller=town.own)
    plan()
    assert knit(0) == 1
    before = everything()
    assert knit(0) == 0
    assert everything() == before


def _die(*_args: object, **_more: object) -> int:
    raise OSError("killed")


def test_a_floor_that_is_killed_half_way_did_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    town = towns.town()
    builders.order([(town.sock, 500), (town.sock, 50_000)], seller=town.own)
    plan()
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "append", _die)
        with pytest.raises(OSError, match="killed"):
            knit(0)
    assert everything() == before
    assert knit(0) == 2
    assert broken_laws() == []


@pytest.mark.django_db(transaction=True)
def test_two_that_move_the_floor_at_once_move_it_once() -> None:
    town = towns.town()
    builders.order([(town.sock, 50)] * 20, seller=town.own)
    plan()
    assert sorted(in_threads(2, lambda _number: knit(0))) == [0, 20]
    assert models.FloorDay.objects.count() == 1
    assert broken_laws() == []


def test_the_day_is_one_fact_with_its_totals() -> None:
    town = towns.town()
    builders.order([(town.sock, 500)] * 3, seller=town.own)
    plan()
    knit(0)
    knit(1)
    first, second = book.Fact.objects.filter(kind="mill.floor_day").order_by("id")
    assert (first.subject, first.firm, second.subject) == (str(ON), None, str(day(1)))
    totals = json.loads(first.payload)
    progress = models.Progress.objects.aggregate(Sum("pieces"), Sum("loss_pieces"))
    assert (totals["lots"], totals["lots_through"], totals["lots_made"]) == (3, 3, 0)
    assert (totals["pieces"], totals["loss_pieces"]) == (progress["pieces__sum"], progress["loss_pieces__sum"])
    row = models.GroupDay.objects.get()
    assert (totals["groups"], totals["used_ms"], totals["capacity_ms"]) == (1, row.used_ms, row.capacity_ms)


def test_a_firm_sees_what_lies_before_its_machines_and_no_other() -> None:
    town = towns.town()
    builders.order([(town.sock, 20_000), (town.sock, 20_000)], seller=town.own)
    builders.order([(town.sock, 60)], seller=town.other)
    plan()
    knit(0)
    (load,) = door.floor(viewer=owner(town.own), on=day(0))
    lots = models.Lot.objects.filter(state__in=["waiting", "knitting"])
    assert (load.firm, load.lots, load.late, load.next_due_on) == (town.own, lots.count(), 0, day(26))
    assert load.pieces_left == sum(lot.pieces_to_make - lot.pieces_made for lot in lots)
    assert load.work_ms == load.pieces_left * 145_000
    (late,) = door.floor(viewer=owner(town.own), on=day(40))
    assert late.late == late.lots
    assert door.floor(viewer=owner(town.other), on=day(0)) == []
    assert door.floor(viewer=ANONYMOUS, on=day(0)) == []
    assert door.floor(viewer=DESK, on=day(0)) == door.floor(viewer=TOWN, on=day(0)) == [load]


@pytest.mark.parametrize("viewer", [ANONYMOUS, DESK, owner(1)])
def test_only_the_town_moves_the_floor(viewer: Any) -> None:
    with pytest.raises(Missing):
        door.run_floor(on=ON, viewer=viewer, now=NOW)
    assert models.FloorDay.objects.count() == 0


@pytest.mark.parametrize("count", [1, 60])
def test_queries_do_not_grow_with_the_lots(count: int, django_assert_num_queries: Any) -> None:
    town = towns.town()
    builders.order([(town.sock, 5)] * count, seller=town.own)
    plan()
    with django_assert_num_queries(24):
        assert knit(0) == count
    with django_assert_num_queries(1):
        door.floor(viewer=owner(town.own), on=ON)
