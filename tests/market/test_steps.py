"""Protect the way of a line down the river: each step once, in order, and nothing returns that was not delivered."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.market import models
from dukou.market.door import exports, imports, steps
from dukou.market.records import BookLine, BookOrder, BookReturn
from tests import builders as build

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
LATER = build.ON + timedelta(days=9)


def delivered(pairs: int = 100) -> int:
    (line,) = build.order([(build.sku(), pairs)], seller=build.factory())
    walk(line, pairs)
    return line


def walk(line: int, pairs: int) -> None:
    steps.mark_planned([(line, models.Line.objects.get(pk=line).seller_id, "own")], viewer=TOWN)
    steps.mark_made([(line, pairs, 0)], viewer=TOWN)
    steps.mark_ready([line], viewer=TOWN)
    steps.mark_shipped([line], viewer=TOWN)
    steps.mark_delivered([line], on=build.ON, viewer=TOWN)


def asked_back(line: int, *pairs: int, lag: int = 0) -> None:
    models.ReturnRequest.objects.bulk_create(
        models.ReturnRequest(line_id=line, pairs=one, lag_days=lag) for one in pairs
    )


def test_a_line_goes_down_the_river_and_no_step_back() -> None:
    line = delivered()
    (one,) = steps.deliveries(on=build.ON, viewer=TOWN)
    assert (one.line_id, one.pairs) == (line, 100)
    steps.mark_made([(line, 1, 99)], viewer=TOWN)
    steps.mark_offered([line], viewer=TOWN)
    steps.refuse_lines([(line, "mill.no_capacity")], viewer=TOWN)
    assert build.line_states([line]) == ["delivered"]
    assert steps.under_way(viewer=TOWN) == 0


def test_a_line_of_which_nothing_passed_is_lost_and_at_its_end() -> None:
    (line,) = build.order([(build.sku(), 100)], seller=build.factory())
    steps.mark_planned([(line, models.Line.objects.get(pk=line).seller_id, "own")], viewer=TOWN)
    assert steps.under_way(viewer=TOWN) == 1
    steps.mark_made([(line, 0, 100)], viewer=TOWN)
    assert build.line_states([line]) == ["lost"]
    assert steps.under_way(viewer=TOWN) == 0


def test_no_more_comes_back_than_was_delivered() -> None:
    line = delivered(100)
    asked_back(line, 60, 60, 60)
    due = steps.claim_returns(on=LATER, viewer=TOWN)
    assert [one.pairs for one in due] == [60, 40]
    assert steps.claim_returns(on=LATER, viewer=TOWN) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        steps.mark_returned([(line, 101)], viewer=TOWN)


def test_a_return_waits_for_its_lag() -> None:
    line = delivered()
    asked_back(line, 5, lag=7)
    assert steps.claim_returns(on=build.ON + timedelta(days=6), viewer=TOWN) == []
    assert steps.under_way(viewer=TOWN) == 1
    assert len(steps.claim_returns(on=build.ON + timedelta(days=7), viewer=TOWN)) == 1


def book_order(town: dict[str, int], row: int, pairs: int = 12) -> BookOrder:
    line = BookLine(row, town["sku"], pairs, 13_500, build.ON, build.ON, row)
    return BookOrder(
        buyer=town["buyer"],
        seller=town["seller"],
        addressed_to="firm",
        external_ref=f"inv {row}",
        placed_at=build.NOW,
        placed_on=build.ON,
        destination=town["place"],
        consents_overflow=True,
        draw=row,
        lines=(line,),
    )


def begun() -> tuple[dict[str, int], int]:
    town = {
        "buyer": build.firm("buyer"),
        "seller": build.factory(),
        "place": build.destination(),
        "sku": build.sku(),
    }
    state = imports.begin(digest="d" * 64, profile="online-retail", options={}, file_name="book.csv", viewer=TOWN)
    return town, state.id


def commit(book: int, returns: tuple[BookReturn, ...] = ()) -> Any:
    return imports.commit(
        book, refusals=[(9, "market.no_customer")], returns=returns, rows_total=10, viewer=TOWN, now=build.NOW
    )


def test_a_book_is_seen_only_when_its_last_chunk_is_in() -> None:
    town, book = begun()
    assert imports.add_orders(book, [book_order(town, 1)], done_before=0, viewer=TOWN)
    assert steps.open_due(on=build.ON, viewer=TOWN, now=build.NOW) == 0
    assert commit(book).rows_accepted == 9
    assert steps.open_due(on=build.ON, viewer=TOWN, now=build.NOW) == 1
    assert steps.open_due(on=build.ON, viewer=TOWN, now=build.NOW) == 0
    assert [line.pairs for line in steps.lines_to_plan(viewer=TOWN)] == [12]


def test_lines_of_an_import_are_under_way_once_it_is_committed(django_assert_num_queries: Any) -> None:
    town, book = begun()
    assert imports.add_orders(book, [book_order(town, 1), book_order(town, 2)], done_before=0, viewer=TOWN)
    with django_assert_num_queries(2):
        assert steps.under_way(viewer=TOWN) == 0
    # A line of no import counts beside them.
    build.order([(town["sku"], 100)], seller=town["seller"])
    assert steps.under_way(viewer=TOWN) == 1
    commit(book)
    assert steps.under_way(viewer=TOWN) == 3


def begin_with(**changed: str | int) -> Any:
    options = {"scale": 10, "addressing": "firm", "start_on": "2025-12-03"} | changed
    return imports.begin(digest="e" * 64, profile="online-retail", options=options, file_name="b.csv", viewer=TOWN)


@pytest.mark.parametrize("changed", [{"scale": 20}, {"addressing": "town"}, {"start_on": "2025-12-04"}])
def test_a_running_import_goes_on_with_its_own_options_alone(changed: dict[str, Any]) -> None:
    first = begin_with()
    before = list(models.Import.objects.values())
    assert begin_with() == first == imports.begun("e" * 64, viewer=TOWN)
    with pytest.raises(Refusal) as refused:
        begin_with(**changed)
    assert refused.value.code == "market.other_options"
    assert refused.value.facts == {"scale": 10, "addressing": "firm", "start_on": "2025-12-03"}
    assert list(models.Import.objects.values()) == before
    commit(first.id)
    assert begin_with(**changed).state == "committed"


def test_no_import_has_begun_of_a_file_that_nobody_sent() -> None:
    begin_with()
    assert imports.begun("f" * 64, viewer=TOWN) is None


def test_a_files_name_is_kept_as_far_as_it_can_be() -> None:
    name = "book\x00\udcff\n.csv" + "x" * 200
    state = imports.begin(digest="c" * 64, profile="online-retail", options={}, file_name=name, viewer=TOWN)
    assert models.Import.objects.get(pk=state.id).file_name == ("book???.csv" + "x" * 200)[:120]


def test_a_chunk_goes_in_once_even_if_it_is_sent_again() -> None:
    town, book = begun()
    chunk = [book_order(town, 1), book_order(town, 2)]
    assert imports.add_orders(book, chunk, done_before=0, viewer=TOWN)
    assert not imports.add_orders(book, chunk, done_before=0, viewer=TOWN)
    assert models.Order.objects.count() == 2
    commit(book, (BookReturn(3, 1, 5, 2),))
    commit(book, (BookReturn(3, 1, 5, 2),))
    assert not imports.add_orders(book, chunk, done_before=2, viewer=TOWN)
    assert models.ReturnRequest.objects.count() == models.RowRefusal.objects.count() == 1


def test_only_the_town_moves_lines() -> None:
    viewer = build.owner(build.factory())
    for door in (
        lambda: steps.lines_to_plan(viewer=viewer),
        lambda: steps.mark_shipped([1], viewer=viewer),
        lambda: steps.claim_returns(on=build.ON, viewer=viewer),
        lambda: exports.export_lines(viewer=viewer),
        lambda: imports.begun("d" * 64, viewer=viewer),
        lambda: imports.begin(digest="d" * 64, profile="online-retail", options={}, file_name="x", viewer=viewer),
    ):
        with pytest.raises(Missing):
            door()


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_lines(count: int, django_assert_num_queries: Any) -> None:
    lines = build.order([(build.sku(), 10)] * count, seller=build.factory())
    with django_assert_num_queries(1):
        assert len(steps.lines_to_plan(viewer=TOWN)) == count
    with django_assert_num_queries(1):
        assert len(steps.line_facts(lines, viewer=TOWN)) == count
    with django_assert_num_queries(1):
        assert exports.export_lines(viewer=TOWN).num_rows == count
