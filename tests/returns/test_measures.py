"""Protect what firms are told of goods that came back: frozen before they are placed, adding up, their own alone."""

from typing import Any, Literal

import pyarrow.compute as pc
import pytest

from dukou.base.errors import Missing
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.provenance import door as provenance
from dukou.provenance.models import Fact
from dukou.returns import door, models
from dukou.returns.door import measures, supposing
from dukou.returns.rules import cases as rules
from dukou.returns.rules import placing
from tests import builders
from tests.builders import DESK, NOW, owner
from tests.returns.builders import FEES, at_places, days_after, delivered, wish

BY: tuple[Literal["reason"], Literal["lot"]] = ("reason", "lot")
pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _town(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.limits(FEES)
    monkeypatch.setattr(rules, "REASONS", ((1.0, "surplus"),))


def come_back(seller: int, pairs: list[int], draw: int = 0) -> list[int]:
    """Let so many pairs of a line each come back and be placed."""
    lines = delivered([5_000] * len(pairs), seller=seller, draw=draw)
    for line, count in zip(lines, pairs, strict=True):
        wish(line, count)
    door.take_back(on=days_after(1), viewer=TOWN, now=NOW)
    door.grade(on=days_after(6), limit=QUICK, viewer=TOWN, now=NOW)
    return lines


def test_own_best_is_a_fact_of_its_firm_before_the_places_are_chosen() -> None:
    first, second = builders.factory(), builders.factory()
    come_back(first, [200, 300])
    come_back(second, [400], draw=1)
    for seller in (first, second):
        mine = models.Placement.objects.filter(case__firm_id=seller)
        (batch,) = set(mine.values_list("batch", flat=True))
        (fact,) = provenance.facts_about([batch], viewer=owner(seller))
        costs = [one.own_freight_minor + one.own_handling_minor - one.own_worth_minor for one in mine]
        assert (fact.kind, fact.payload) == (
            "returns.baseline_frozen",
            {"cases": len(costs), "own_best_minor": sum(costs)},
        )
        graded = Fact.objects.filter(kind="returns.case_graded", firm=seller).order_by("id")
        assert Fact.objects.get(subject=batch, firm=seller).pk < graded[0].pk
    assert list(provenance.facts_about([batch], viewer=owner(first))) == []


@pytest.mark.parametrize("dies", ["frozen", "placed"])
def test_what_was_frozen_stands_where_the_town_dies_before_the_places_are_chosen(
    dies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: object, **_named: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(placing, "own_best" if dies == "frozen" else "together", die)
        with pytest.raises(OSError, match="killed"):
            come_back(builders.factory(), [200])
    before = list(models.Placement.objects.values())
    assert len(before) == (dies == "placed")
    assert set(models.Placement.objects.values_list("sink", flat=True)) <= {""}
    # Prices change; what was frozen does not.
    monkeypatch.setattr(placing, "alone_minor", lambda *_args: 1)
    assert door.grade(on=days_after(6), limit=QUICK, viewer=TOWN, now=NOW) == 1
    (row,) = models.Placement.objects.all()
    assert (row.own_freight_minor == 1) is (dies == "frozen")
    assert row.sink != ""
    assert Fact.objects.filter(kind="returns.baseline_frozen").count() == 1


def test_what_is_told_is_the_case_and_adds_up() -> None:
    seller = builders.factory()
    lines = come_back(seller, [200, 300, 400, 500, 60, 90, 110])
    told, total = measures.placed_cases(viewer=owner(seller))
    rows = {one.code: one for one in models.Case.objects.all()}
    assert len(told) == total == len(rows)
    for one in told:
        row = rows[one.code]
        worth = {"shelf": row.refund_minor}.get(one.sink, row.resale_minor)
        assert one.left_minor == worth - row.freight_minor - row.handling_minor
        assert one.left_minor >= one.own_left_minor
        assert (one.pairs, one.reason, one.fund_minor) == (row.pairs, "surplus", 0)
    by_reason, by_lot = (measures.goods_left(by=by, viewer=owner(seller)) for by in BY)
    assert (len(by_reason), len(by_lot)) == (1, len(lines))
    for found in (by_reason, by_lot):
        for name in ("pairs", "own_left_minor", "left_minor", "fund_minor"):
            assert sum(getattr(one, name) for one in found) == sum(getattr(one, name) for one in told)
    placed = {"shelf": "depot", "own_buyer": "seconds", "outlet": "seconds", "scrap": "scrap", "recycler": "scrap"}
    for line in lines:
        row = next(one for one in rows.values() if one.line_id == line)
        sink = next(one.sink for one in told if one.code == row.code)
        assert at_places(line) == {"buyer": 5_000 - row.pairs, placed[sink]: row.pairs}


def test_a_list_is_sorted_searched_and_paged() -> None:
    seller = builders.factory()
    come_back(seller, [200, 300, 400])
    page, total = measures.placed_cases(viewer=owner(seller), sort="-pairs", count=2)
    assert ([one.pairs for one in page], total) == ([400, 300], 3)
    rest, _total = measures.placed_cases(viewer=owner(seller), sort="-pairs", first=2, count=2)
    assert [one.pairs for one in rest] == [200]
    for code in (page[0].code, page[0].lot):
        found, total = measures.placed_cases(viewer=owner(seller), search=code)
        assert (found, total) == ([page[0]], 1)
    assert measures.placed_cases(viewer=owner(seller), search=page[0].lot[:-1]) == ([], 0)
    assert measures.placed_cases(viewer=owner(seller), sort="nonsense")[1] == 3


def test_a_firm_sees_its_own_desks_all_and_others_nothing() -> None:
    first, second = builders.factory(), builders.factory()
    come_back(first, [200])
    come_back(second, [300], draw=1)
    for seller, pairs in ((first, [200]), (second, [300])):
        assert [one.pairs for one in measures.placed_cases(viewer=owner(seller))[0]] == pairs
        assert [one.pairs for one in measures.goods_left(by="reason", viewer=owner(seller))] == pairs
    for viewer in (DESK, TOWN):
        assert [one.pairs for one in measures.goods_left(by="reason", viewer=viewer)] == [500]
    for stranger in (owner(builders.factory()), ANONYMOUS):
        assert measures.placed_cases(viewer=stranger) == ([], 0)
        assert measures.goods_left(by="lot", viewer=stranger) == []
    with pytest.raises(Missing):
        door.grade(on=days_after(6), limit=QUICK, viewer=owner(first), now=NOW)


def test_queries_do_not_grow_with_the_cases(django_assert_num_queries: Any) -> None:
    seller = builders.factory()
    come_back(seller, [200] * 12)
    with django_assert_num_queries(1):
        assert len(measures.placed_cases(viewer=owner(seller))[0]) == 12
    with django_assert_num_queries(2):
        assert len(measures.placed_cases(viewer=owner(seller), count=5)[0]) == 5
    with django_assert_num_queries(1):
        assert len(measures.goods_left(by="lot", viewer=owner(seller))) == 12


def test_at_the_published_prices_of_carriage_goods_cost_what_they_did() -> None:
    builders.firm("shop")
    come_back(builders.factory(), [200, 300, 400, 60, 90, 4, 110])
    before = list(models.Placement.objects.values())
    exported = door.export_cases(viewer=TOWN)
    found = supposing.what_if(percents=[100, 80, 120], limit=QUICK, viewer=TOWN)
    same, cheaper, dearer = (
        found.filter(pc.field("percent") == percent).drop_columns("percent") for percent in (100, 80, 120)
    )
    assert same == exported
    assert list(models.Placement.objects.values()) == before
    costs = [sum(one.column("own_cost_minor").to_pylist()) for one in (cheaper, same, dearer)]
    assert costs == sorted(set(costs))
    freights = [sum(one.column("freight_minor").to_pylist()) for one in (cheaper, same, dearer)]
    assert freights == sorted(set(freights))


def test_without_prices_to_suppose_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert supposing.what_if(percents=[], limit=QUICK, viewer=TOWN).num_rows == 0


def test_what_is_supposed_of_no_cases_is_nothing() -> None:
    assert supposing.what_if(percents=[80], limit=QUICK, viewer=TOWN).num_rows == 0
