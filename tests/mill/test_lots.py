"""Protect a lot's way through the lab to the depot, and what each side of a line may see of it."""

from typing import Any

import pytest
from django.db import transaction

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.market.door import steps as market
from dukou.mill import door, models
from dukou.mill.records import LotRecord, LotResult, LotToInspect, PassedLot
from tests import builders
from tests.builders import DESK, ON, owner, purchaser
from tests.mill import towns
from tests.mill.towns import broken_laws, day, knit, plan

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def made(town: towns.Town, pairs: list[int], **more: Any) -> list[int]:
    """Let a firm make lines, and return them; they wait for inspection on the third day."""
    found = builders.order([(town.sock, each) for each in pairs], seller=town.own, **more)
    plan()
    for number in range(3):
        knit(number)
    return found


def inspected(results: list[LotResult], number: int) -> None:
    with transaction.atomic():
        door.mark_inspected(results, on=day(number), viewer=TOWN)


def to_inspect(number: int) -> list[LotToInspect]:
    return door.lots_to_inspect(on=day(number), viewer=TOWN)


def test_finished_lots_wait_for_inspection_with_all_their_pairs() -> None:
    town = towns.town()
    found = made(town, [500, 60])
    assert to_inspect(1) == []
    first, second = to_inspect(2)
    lot = models.Lot.objects.get(line_id=found[0])
    assert first == LotToInspect(lot.pk, lot.code, found[0], town.own, "plain_crew", 500, lot.draw)
    assert (second.line_id, second.pairs) == (found[1], 60)


def test_a_lot_passes_is_reworked_or_is_scrapped() -> None:
    town = towns.town()
    found = made(town, [500, 60, 30])
    passed, rework, scrapped = (lot.lot_id for lot in to_inspect(2))
    inspected(
        [LotResult(passed, "passed", 500), LotResult(rework, "rework", 55, day(4)), LotResult(scrapped, "scrapped", 0)],
        2,
    )
    assert door.lots_passed(on=day(2), viewer=TOWN) == [PassedLot(passed, found[0], town.own, town.sock, 500, town.own)]
    assert to_inspect(3) == []
    (again,) = to_inspect(4)
    assert (again.lot_id, again.pairs) == (rework, 60)
    inspected([LotResult(rework, "passed", 55)], 4)
    (late,) = door.lots_passed(on=day(4), viewer=TOWN)
    assert (late.lot_id, late.pairs) == (rework, 55)
    assert list(models.Lot.objects.order_by("id").values_list("state", "pairs_passed", "passed_on")) == [
        ("passed", 500, day(2)),
        ("passed", 55, day(4)),
        ("scrapped", 0, None),
    ]
    market.mark_made([(found[0], 500, 0), (found[1], 55, 5), (found[2], 0, 30)], viewer=TOWN)
    assert broken_laws() == []


def test_a_result_counts_once_and_only_for_what_was_made() -> None:
    town = towns.town()
    made(town, [500])
    builders.order([(town.sock, 40_000)], seller=town.own)
    plan(3)
    lots = list(models.Lot.objects.order_by("id"))
    inspected([LotResult(lot.pk, "passed", 1) for lot in lots], 3)
    inspected([LotResult(lots[0].pk, "scrapped", 0)], 4)
    assert list(models.Lot.objects.order_by("id").values_list("state", "pairs_passed")) == [
        ("passed", 1),
        ("waiting", 0),
    ]


def test_the_owner_of_what_another_firm_knitted_is_the_seller_of_record() -> None:
    town = towns.town()
    builders.order([(town.sock, 500)], seller=town.trader, addressed_to="town")
    plan()
    for number in range(1, 4):
        plan(number)
        knit(number)
    (lot,) = to_inspect(3)
    inspected([LotResult(lot.lot_id, "passed", 500)], 3)
    (passed,) = door.lots_passed(on=day(3), viewer=TOWN)
    assert passed.firm in {town.own, town.other}
    assert passed.owner == town.trader


def overflow(town: towns.Town) -> tuple[int, int]:
    """Let another firm begin a line of the first one's; return the line and its buyer."""
    terry = builders.sku(terry="half")
    builders.group(town.other, terry="half", machines=1)
    buyer = builders.firm("buyer", takes_overflow=False, gives_overflow=False)
    (line,) = builders.order([(terry, 3_000)], seller=town.own, buyer=buyer)
    plan()
    plan(1)
    knit(1)
    return line, buyer


def test_the_maker_and_the_desks_see_all_of_a_lot() -> None:
    town = towns.town()
    line, _buyer = overflow(town)
    lot = models.Lot.objects.get()
    expected = LotRecord(
        lot_id=lot.pk,
        line_id=line,
        code=lot.code,
        firm=town.other,
        source="overflow",
        state="knitting",
        pairs=3_000,
        pieces_to_make=lot.pieces_to_make,
        pieces_made=lot.pieces_made,
        pieces_lost=lot.pieces_lost,
        pairs_passed=0,
        planned_on=day(1),
        due_on=day(26),
        finish_on=None,
        made_on=None,
        inspect_on=None,
        passed_on=None,
    )
    assert lot.pieces_lost > 0
    for viewer in (owner(town.other), DESK, TOWN):
        assert door.lots_of_lines([line], viewer=viewer) == [expected]


def test_seller_and_buyer_see_good_pieces_and_the_buyer_no_maker() -> None:
    town = towns.town()
    line, buyer = overflow(town)
    lot = models.Lot.objects.get()
    (sellers,) = door.lots_of_lines([line], viewer=owner(town.own))
    (buyers,) = door.lots_of_lines([line], viewer=purchaser(buyer))
    assert (sellers.firm, buyers.firm) == (town.other, None)
    for shown in (sellers, buyers):
        assert (shown.state, shown.due_on, shown.pieces_lost) == ("knitting", day(26), None)
        assert (shown.pieces_to_make, shown.pieces_made) == (6_000, lot.pieces_made - lot.pieces_lost)


def test_the_buyer_sees_a_maker_that_is_the_seller_of_record() -> None:
    town = towns.town()
    buyer = builders.firm("buyer")
    (line,) = made(town, [60], buyer=buyer)
    (shown,) = door.lots_of_lines([line], viewer=purchaser(buyer))
    assert shown.firm == town.own


def test_for_a_rival_and_a_stranger_the_lot_does_not_exist() -> None:
    town = towns.town()
    line, _buyer = overflow(town)
    for viewer in (owner(builders.factory()), owner(town.trader), ANONYMOUS):
        assert door.lots_of_lines([line], viewer=viewer) == []


@pytest.mark.parametrize("viewer", [ANONYMOUS, DESK, owner(1)])
def test_steps_and_exports_are_for_the_town_only(viewer: Any) -> None:
    for call in (
        lambda: door.lots_to_inspect(on=ON, viewer=viewer),
        lambda: door.lots_passed(on=ON, viewer=viewer),
        lambda: door.mark_inspected([], on=ON, viewer=viewer),
        lambda: door.export_lots(viewer=viewer),
        lambda: door.export_group_days(viewer=viewer),
    ):
        with pytest.raises(Missing):
            call()


def test_exports_hold_what_the_tables_hold() -> None:
    town = towns.town()
    empty = door.export_lots(viewer=TOWN)
    made(town, [500, 60])
    builders.order([(town.sock, 40_000)], seller=town.own)
    plan(3)
    lots = door.export_lots(viewer=TOWN)
    assert lots.schema == empty.schema
    assert empty.num_rows == 0
    assert lots.to_pydict()["state"] == ["made", "made", "waiting"]
    assert lots.to_pydict()["made_on"] == [day(2), day(2), None]
    days = door.export_group_days(viewer=TOWN).to_pydict()
    row = models.GroupDay.objects.get()
    assert days == {
        "group": [row.group_id],
        "firm": [town.own],
        "on": [ON],
        "capacity_ms": [row.capacity_ms],
        "used_ms": [row.used_ms],
        "stop_ms": [row.stop_ms],
    }


@pytest.mark.parametrize("count", [1, 40])
def test_queries_do_not_grow_with_the_lots(count: int, django_assert_num_queries: Any) -> None:
    town = towns.town()
    found = made(town, [60] * count)
    lots = to_inspect(2)
    assert len(lots) == count
    with django_assert_num_queries(1):
        door.lots_to_inspect(on=day(2), viewer=TOWN)
    with transaction.atomic(), django_assert_num_queries(1):
        door.mark_inspected([LotResult(lot.lot_id, "passed", 60) for lot in lots], on=day(2), viewer=TOWN)
    with django_assert_num_queries(1):
        assert len(door.lots_passed(on=day(2), viewer=TOWN)) == count
    with django_assert_num_queries(1):
        assert len(door.lots_of_lines(found, viewer=owner(town.own))) == count
    with django_assert_num_queries(1):
        door.export_lots(viewer=TOWN)
    with django_assert_num_queries(1):
        door.export_group_days(viewer=TOWN)
