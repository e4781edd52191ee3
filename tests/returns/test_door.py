"""Protect the returns desk: no pair is lost, goods move once, money is refunded or replaced, rivals see nothing."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.depot import models as depot
from dukou.market import models as market
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from dukou.returns import door, models
from dukou.returns.rules import cases as rules
from tests import builders
from tests.builders import DESK, NOW, owner, purchaser
from tests.returns.builders import FEES, at_places, days_after, delivered, wish

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _fees() -> None:
    builders.limits(FEES)


@pytest.fixture
def _unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "REASONS", ((1.0, "surplus"),))
    monkeypatch.setattr(rules, "CONDITIONS", ((1.0, "unopened"),))


def take_back(day: date) -> int:
    return door.take_back(on=day, viewer=TOWN, now=NOW)


def grade(day: date) -> int:
    return door.grade(on=day, limit=QUICK, viewer=TOWN, now=NOW)


def close(day: date) -> int:
    return door.close(on=day, viewer=TOWN, now=NOW)


def run(days: int, first: int = 1) -> None:
    for day in map(days_after, range(first, first + days)):
        take_back(day)
        grade(day)
        close(day)


def only_case() -> models.Case:
    return models.Case.objects.get()


@pytest.mark.usefixtures("_unopened")
def test_a_return_is_open_on_its_way_graded_on_arrival_and_closed_the_day_after() -> None:
    seller = builders.factory()
    (line,) = delivered([500], seller=seller)
    wish(line, 200, lag_days=3)
    assert [take_back(days_after(count)) for count in range(4)] == [0, 0, 0, 1]
    case = only_case()
    assert (case.state, case.outcome, case.requested_on, case.received_on) == (
        "open",
        "refund",
        days_after(3),
        days_after(8),
    )
    assert (case.refund_minor, case.freight_minor) == (27_000, 800 + 7 * 300)
    assert at_places(line) == {"buyer": 500}
    assert (grade(days_after(7)), grade(days_after(8)), close(days_after(8)), close(days_after(9))) == (0, 1, 0, 1)
    case = only_case()
    assert (case.state, case.condition, case.grade, case.disposition) == ("closed", "unopened", "A", "restock")
    assert (case.refund_minor, case.handling_minor, case.resale_minor) == (27_000, 320, 0)
    assert case.closed_on == days_after(9)
    assert at_places(line) == {"buyer": 300, "depot": 200}
    assert depot.Stock.objects.get().pairs_on_hand == 200
    kinds = [fact.kind for fact in provenance.facts_about([case.code], viewer=owner(seller))]
    assert kinds == ["returns.case_opened", "returns.case_graded", "returns.case_closed"]


def test_goods_that_are_not_worth_the_trip_stay_and_are_refunded_the_next_day() -> None:
    (line,) = delivered([500], seller=builders.factory())
    wish(line, 4)
    assert take_back(days_after(1)) == 1
    case = only_case()
    assert (case.outcome, case.disposition, case.received_on, case.refund_minor) == ("refund_only", "kept", None, 540)
    assert (grade(days_after(1)), close(days_after(1)), close(days_after(2))) == (0, 0, 1)
    assert at_places(line) == {"buyer": 500}
    (handed_over,) = door.closed(on=days_after(2), viewer=TOWN)
    assert (handed_over.refund_minor, handed_over.freight_minor, handed_over.handling_minor) == (540, 0, 0)
    assert (handed_over.resale_minor, handed_over.is_on_shelf) == (0, False)


def test_a_wrong_size_is_exchanged_out_of_what_others_sent_back_never_out_of_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "REASONS", ((1.0, "wrong_size"),))
    monkeypatch.setattr(rules, "CONDITIONS", ((1.0, "unopened"),))
    first, second, third = delivered([500, 500, 500], seller=builders.factory())
    wish(first, 100, lag_days=1)
    wish(second, 150, lag_days=2)
    wish(third, 100, lag_days=3)
    run(12)
    cases = list(models.Case.objects.order_by("id"))
    assert [case.pairs_replaced for case in cases] == [0, 100, 100]
    assert [case.outcome for case in cases] == ["refund", "exchange", "exchange"]
    assert [case.replacement_minor for case in cases] == [0, 13_500, 13_500]
    assert [case.refund_minor for case in cases] == [13_500, 6_750, 0]
    # A parcel more on rides that go anyway: 2 yuan, and 1.70 a kilogram, both ways.
    assert [case.freight_minor for case in cases] == [200 + 680, (200 + 1_020) + (200 + 680), 2 * (200 + 680)]
    assert at_places(first) == {"buyer": 400, "exchanged": 100}
    assert at_places(second) == {"buyer": 350, "exchanged": 100, "depot": 50}
    assert at_places(third) == {"buyer": 400, "depot": 100}


wishes = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 700), st.integers(0, 12)), max_size=8)


@given(wishes)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_pair_is_lost_whatever_is_sent_back(wanted: list[tuple[int, int, int]]) -> None:
    with transaction.atomic():
        lines = delivered([600, 400, 90], seller=builders.factory())
        for number, pairs, lag_days in wanted:
            wish(lines[number], pairs, lag_days=lag_days)
        run(22)
        assert door.under_way(viewer=TOWN) == 0
        for line in lines:
            row = market.Line.objects.get(id=line)
            cases = list(models.Case.objects.filter(line_id=line))
            asked = sum(pairs for number, pairs, _lag in wanted if lines[number] == line)
            assert sum(case.pairs for case in cases) == row.returned_pairs == min(asked, row.delivered_pairs)
            kept = sum(case.pairs for case in cases if case.disposition == "kept")
            places = at_places(line)
            assert min(places.values()) > 0
            assert places.get("buyer", 0) == row.delivered_pairs - row.returned_pairs + kept
            assert "returned" not in places
            for case in cases:
                value = case.pairs * case.unit_price_e4 / 100
                assert case.refund_minor + case.replacement_minor == pytest.approx(value, abs=1)
                assert (case.state, case.refund_minor >= 0) == ("closed", True)
        on_shelf = sum(at_places(line).get("depot", 0) for line in lines)
        assert sum(depot.Stock.objects.values_list("pairs_on_hand", flat=True)) == on_shelf
        sent = sum(at_places(line).get("exchanged", 0) for line in lines)
        assert sum(models.Case.objects.values_list("pairs_replaced", flat=True)) == sent
        transaction.set_rollback(True)


def test_each_step_done_again_does_nothing() -> None:
    lines = delivered([500, 500], seller=builders.factory())
    for line in lines:
        wish(line, 200)
    for step, day in ((take_back, 1), (grade, 6), (close, 7)):
        assert step(days_after(day)) == 2
        before = (list(models.Case.objects.values()), list(depot.StockMove.objects.values()), book.Fact.objects.count())
        assert step(days_after(day)) == 0
        after = (list(models.Case.objects.values()), list(depot.StockMove.objects.values()), book.Fact.objects.count())
        assert after == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dies", [0, 1, 2])
def test_a_step_that_dies_half_way_leaves_nothing_and_the_next_one_ends_it(
    dies: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = delivered([500], seller=builders.factory())
    wish(line, 200)
    steps = ((take_back, 1), (grade, 6), (close, 7))
    for step, day in steps[:dies]:
        step(days_after(day))
    step, day = steps[dies]

    def die(*_args: object, **_kwargs: object) -> None:
        raise OSError("killed")

    def everything() -> list[Any]:
        tables = (models.Case, depot.StockMove, depot.Stock, market.ReturnRequest, market.Line, book.Fact)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "append", die)
        with pytest.raises(OSError, match="killed"):
            step(days_after(day))
    assert everything() == before
    assert step(days_after(day)) == 1


def test_the_seller_and_desks_see_a_case_the_buyer_not_where_goods_go_and_others_nothing() -> None:
    seller, maker, rival = builders.factory(), builders.factory(), builders.factory()
    (line,) = delivered([500], seller=seller, maker=maker)
    wish(line, 200)
    run(8)
    buyer = only_case().buyer_id
    for viewer in (owner(seller), DESK, TOWN):
        (shown,) = door.cases_of_lines([line], viewer=viewer)
        assert shown.disposition in {"restock", "rebag", "seconds", "write_off"}
        assert door.cases(viewer=viewer).cases == (shown,)
    (shown,) = door.cases_of_lines([line], viewer=purchaser(buyer))
    assert (shown.pairs, shown.state, shown.condition, shown.grade, shown.disposition) == (200, "closed", "", "", "")
    for stranger in (owner(maker), owner(rival), ANONYMOUS, Viewer(person=1)):
        assert door.cases_of_lines([line], viewer=stranger) == []
        page = door.cases(viewer=stranger)
        assert (page.cases, page.total, page.before) == ((), 0, None)


def test_cases_are_paged_newest_first() -> None:
    seller = builders.factory()
    (line,) = delivered([5_000], seller=seller)
    for lag_days in range(1, 31):
        wish(line, 2, lag_days=lag_days)
    run(30)
    first = door.cases(viewer=owner(seller))
    second = door.cases(viewer=owner(seller), before=first.before)
    shown = [*first.cases, *second.cases]
    assert (len(first.cases), len(second.cases), first.total, second.before) == (25, 5, 30, None)
    assert [case.requested_on for case in shown] == [days_after(count) for count in range(30, 0, -1)]
    assert door.cases(viewer=owner(seller), before="nonsense") == first
    assert door.cases(viewer=owner(seller), state="graded").total == 1


def test_steps_and_exports_are_for_the_town_alone() -> None:
    (line,) = delivered([500], seller=builders.factory())
    wish(line, 200)
    for viewer in (owner(1), DESK, ANONYMOUS):
        for call in (door.take_back, door.close):
            with pytest.raises(Missing):
                call(on=days_after(1), viewer=viewer, now=NOW)
        with pytest.raises(Missing):
            door.grade(on=days_after(1), limit=QUICK, viewer=viewer, now=NOW)
        with pytest.raises(Missing):
            door.closed(on=days_after(1), viewer=viewer)
        for read in (door.under_way, door.export_cases):
            with pytest.raises(Missing):
                read(viewer=viewer)
    assert not models.Case.objects.exists()
    assert market.ReturnRequest.objects.get().state == "waiting"


def test_the_export_holds_every_case_with_all_its_money() -> None:
    empty = door.export_cases(viewer=TOWN)
    (line,) = delivered([500], seller=builders.factory())
    wish(line, 200)
    wish(line, 4, lag_days=4)
    run(4)
    table = door.export_cases(viewer=TOWN)
    assert (table.schema, empty.num_rows) == (empty.schema, 0)
    assert table["state"].to_pylist() == ["open", "graded"]
    assert table["value_minor"].to_pylist() == table["refund_minor"].to_pylist() == [27_000, 540]
    assert table["family"].to_pylist() == ["plain_crew"] * 2
    assert table["requested_on"].to_pylist() == [days_after(1), days_after(4)]


@pytest.mark.usefixtures("_unopened")
def test_queries_do_not_grow_with_the_cases(django_assert_num_queries: Any) -> None:
    seller = builders.factory()
    few, many = delivered([500], seller=seller), delivered([500] * 20, seller=seller, draw=1)
    wish(few[0], 200, lag_days=1)
    for line in many:
        wish(line, 200, lag_days=20)
    counts = []
    for step, day in ((take_back, 1), (grade, 6), (close, 7)):
        with CaptureQueriesContext(connection) as asked:
            assert step(days_after(day)) == 1
        counts.append(len(asked))
    for (step, day), queries in zip(((take_back, 20), (grade, 25), (close, 26)), counts, strict=True):
        with django_assert_num_queries(queries):
            assert step(days_after(day)) == 20
    for lines in (few, many):
        with django_assert_num_queries(1):
            assert len(door.cases_of_lines(lines, viewer=owner(seller))) == len(lines)
    with django_assert_num_queries(2):
        door.cases(viewer=owner(seller))
    with django_assert_num_queries(1):
        door.closed(on=days_after(26), viewer=TOWN)
    with django_assert_num_queries(1):
        door.export_cases(viewer=TOWN)
