"""Protect the lab's door: each lot is inspected once a day, pairs add up, and rivals see nothing of each other."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dukou.base.errors import Missing
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS, Viewer
from dukou.lab import door, models, rules
from dukou.market import models as market
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from tests import builders
from tests.builders import NOW, ON, owner, purchaser
from tests.lab.builders import due_again, lot_of, lots
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def inspect(days: int = 0) -> int:
    return door.inspect(on=ON + timedelta(days=days), viewer=TOWN, now=NOW)


def reject_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CRITICAL_RATE", 0.99)
    monkeypatch.setattr(rules, "LEFT_BY_SORTING", 1.0)


def accept_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAJOR_RATES", "MINOR_RATES"):
        monkeypatch.setattr(rules, name, ((0.0, 0.0), (0.0, 0.0)))
    for name in ("MAJOR_RATES_OF_FAULTY", "MINOR_RATES_OF_FAULTY"):
        monkeypatch.setattr(rules, name, (0.0, 0.0))
    monkeypatch.setattr(rules, "CRITICAL_RATE", 0.0)


def test_a_good_lot_passes_and_its_line_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    accept_all(monkeypatch)
    maker = builders.factory()
    (line,) = lots([600], maker=maker)
    assert inspect() == 1
    lot, row = lot_of(line), market.Line.objects.get(id=line)
    assert (lot.state, lot.pairs_passed, lot.passed_on) == ("passed", 600, ON)
    assert (row.state, row.made_pairs, row.short_pairs) == ("made", 600, 0)
    (fact,) = provenance.facts_about([lot.code], viewer=owner(maker))
    assert (fact.kind, fact.payload["result"], fact.payload["sample_pairs"]) == ("lab.lot_inspected", "accepted", 80)


def test_a_lot_that_is_never_good_is_sorted_twice_then_scrapped_and_its_line_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reject_all(monkeypatch)
    (line,) = lots([900], maker=builders.factory())
    assert inspect() == 1
    assert (lot_of(line).state, due_again(line)) == ("rework", ON + timedelta(days=2))
    assert inspect(1) == 0
    assert inspect(2) == 1
    assert inspect(4) == 1
    row = market.Line.objects.get(id=line)
    assert lot_of(line).state == "scrapped"
    assert (row.state, row.made_pairs, row.short_pairs) == ("lost", 0, 900)
    tries = models.Inspection.objects.order_by("attempt")
    assert [one.attempt for one in tries] == [1, 2, 3]
    assert sum(one.pairs_scrapped for one in tries) == 900
    assert [one.lot_pairs for one in tries] == [900, 900 - tries[0].pairs_scrapped, tries[2].pairs_scrapped]


def test_over_many_days_every_pair_is_made_or_short() -> None:
    lines = lots([5, 40, 300, 4_000] * 30, maker=builders.factory())
    done = sum(inspect(days) for days in range(80))
    rows = market.Line.objects.filter(id__in=lines)
    assert {row.state for row in rows} <= {"made", "lost"}
    assert all(row.made_pairs + row.short_pairs == row.pairs for row in rows)
    assert models.Inspection.objects.count() == done > len(lines)
    for row in rows:
        scrapped = sum(models.Inspection.objects.filter(line_id=row.pk).values_list("pairs_scrapped", flat=True))
        assert (scrapped, lot_of(row.pk).pairs_passed) == (row.short_pairs, row.made_pairs)
    assert book.Fact.objects.filter(kind="lab.lot_inspected").count() == done


def test_a_second_run_on_the_same_day_does_nothing() -> None:
    lots([100] * 5, maker=builders.factory())
    assert inspect() == 5
    before = list(models.Inspection.objects.values())
    assert inspect() == 0
    assert list(models.Inspection.objects.values()) == before
    assert book.Fact.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_inspect_each_lot_once(monkeypatch: pytest.MonkeyPatch) -> None:
    accept_all(monkeypatch)
    lots([100] * 30, maker=builders.factory())
    assert sorted(in_threads(2, lambda _number: inspect())) == [0, 30]
    assert models.Inspection.objects.count() == 30
    assert models.LabDay.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_run_that_dies_half_way_leaves_nothing_and_the_next_one_finds_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accept_all(monkeypatch)
    lines = lots([100] * 30, maker=builders.factory())

    def die(*_args: object, **_kwargs: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(provenance, "append", die)
        with pytest.raises(OSError, match="killed"):
            inspect()
    assert not models.Inspection.objects.exists()
    assert not models.Severity.objects.exists()
    assert {lot_of(line).state for line in lines} == {"made"}
    assert set(builders.line_states(lines)) == {"planned"}
    assert inspect() == 30
    assert models.Inspection.objects.count() == 30


def test_severity_is_kept_from_day_to_day(monkeypatch: pytest.MonkeyPatch) -> None:
    reject_all(monkeypatch)
    maker = builders.factory()
    lots([100, 100], maker=maker)
    inspect()
    (shown,) = door.severities(viewer=owner(maker))
    assert (shown.firm, shown.family, shown.severity, shown.resume_on) == (maker, "plain_crew", "tightened", None)
    accept_all(monkeypatch)
    more = lots([100] * 5, maker=maker, draw=1)
    inspect(1)
    assert {one.severity for one in models.Inspection.objects.filter(line_id__in=more)} == {"tightened"}
    (shown,) = door.severities(viewer=owner(maker))
    assert shown.severity == "normal"


def test_maker_seller_and_desk_see_all_the_buyer_the_result_and_others_nothing() -> None:
    maker, seller, rival = builders.factory(), builders.factory(), builders.factory()
    (line,) = lots([600], maker=maker, seller=seller)
    inspect()
    buyer = market.Line.objects.get(id=line).buyer_id
    for viewer in (owner(maker), owner(seller), builders.DESK, TOWN):
        (shown,) = door.inspections_of_lines([line], viewer=viewer)
        assert (shown.firm, shown.severity, shown.sample_pairs) == (maker, "normal", 80)
        assert shown.major_found is not None
    (shown,) = door.inspections_of_lines([line], viewer=purchaser(buyer))
    assert (shown.sample_pairs, shown.major_accept, shown.minor_accept) == (80, 5, 7)
    hidden = (shown.firm, shown.severity, shown.letter, shown.critical_found, shown.major_found, shown.pairs_scrapped)
    assert set(hidden) == {None}
    for stranger in (owner(rival), purchaser(rival), ANONYMOUS, Viewer(person=1)):
        assert door.inspections_of_lines([line], viewer=stranger) == []


def test_a_firm_sees_its_own_severities_only() -> None:
    one, other = builders.factory(), builders.factory()
    lots([100], maker=one)
    lots([100], maker=other)
    inspect()
    assert [row.firm for row in door.severities(viewer=owner(one))] == [one]
    assert [row.firm for row in door.severities(viewer=builders.DESK)] == [one, other]
    assert door.severities(viewer=ANONYMOUS) == []


def test_only_the_town_inspects_and_exports() -> None:
    lots([100], maker=builders.factory())
    for viewer in (owner(1), builders.DESK, ANONYMOUS):
        with pytest.raises(Missing):
            door.inspect(on=ON, viewer=viewer, now=NOW)
        with pytest.raises(Missing):
            door.export_inspections(viewer=viewer)
    assert not models.Inspection.objects.exists()
    assert not models.LabDay.objects.exists()


def test_the_export_holds_every_inspection() -> None:
    empty = door.export_inspections(viewer=TOWN)
    maker = builders.factory()
    lines = lots([100, 200], maker=maker)
    inspect()
    table = door.export_inspections(viewer=TOWN)
    assert table.schema == empty.schema
    assert (empty.num_rows, table["line"].to_pylist(), table["lot_pairs"].to_pylist()) == (0, lines, [100, 200])
    assert set(table["firm"].to_pylist()) == {maker}


def test_queries_do_not_grow_with_the_lots(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any) -> None:
    accept_all(monkeypatch)
    maker = builders.factory()
    few = lots([50], maker=maker)
    with CaptureQueriesContext(connection) as asked:
        assert inspect() == 1
    many = lots([50] * 120, maker=maker, draw=1)
    with django_assert_num_queries(len(asked)):
        assert inspect(1) == 120
    for lines in (few, many):
        with django_assert_num_queries(1):
            assert len(door.inspections_of_lines(lines, viewer=owner(maker))) == len(lines)
    with django_assert_num_queries(1):
        door.severities(viewer=owner(maker))
    with django_assert_num_queries(1):
        door.export_inspections(viewer=TOWN)


def test_a_rejected_lot_is_shown_with_what_follows_to_its_maker_and_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    reject_all(monkeypatch)
    maker, rival = builders.factory(), builders.factory()
    (line,) = lots([900], maker=maker)
    inspect()
    (found,) = door.rejected(viewer=builders.DESK, since=ON)
    assert (found.lot_code, found.firm, found.state, found.again_on) == (
        f"lot{line}",
        maker,
        "rework",
        ON + timedelta(days=2),
    )
    assert (found.amount_minor, found.lot_pairs, found.due_on) == (900 * 135, 900, market.Line.objects.get().due_on)
    assert found.critical_found + found.major_found > found.major_accept
    assert door.rejected(viewer=owner(maker), since=ON) == [found]
    for viewer in (owner(rival), ANONYMOUS):
        assert door.rejected(viewer=viewer, since=ON) == []
    assert door.rejected(viewer=builders.DESK, since=ON + timedelta(days=1)) == []


def test_a_sampling_plan_is_that_of_the_printed_tables() -> None:
    """ISO 2859-1: 900 pairs at level II are letter J, 80 pairs, 5/6 at AQL 2.5 and 7/8 at AQL 4.0."""
    maker = builders.factory()
    (line,) = lots([900], maker=maker)
    for viewer in (owner(maker), builders.DESK):
        plan = door.sampling_plan(f"lot{line}", viewer=viewer)
        assert (plan.letter, plan.major_sample, plan.major_accept, plan.major_reject) == ("J", 80, 5, 6)
        assert (plan.minor_sample, plan.minor_accept, plan.minor_reject, plan.severity) == (80, 7, 8, "normal")
    models.Severity.objects.create(firm_id=maker, family="plain_crew", severity="tightened")
    assert door.sampling_plan(f"lot{line}", viewer=owner(maker)).major_accept == 3
    for viewer in (owner(builders.factory()), ANONYMOUS):
        with pytest.raises(Missing):
            door.sampling_plan(f"lot{line}", viewer=viewer)
