"""Protect planning: each line gets one maker or one reason, once, whoever plans and whenever it is interrupted."""

from typing import Any

import pytest
from django.db import connection

from dukou.base.errors import Missing
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.mill import door, models
from dukou.mill.door import planning as module
from dukou.provenance import door as provenance
from dukou.provenance import models as book
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.mill import towns
from tests.mill.towns import award_of, broken_laws, day, everything, lines, plan
from tests.provenance.threads import in_threads

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
MUCH = 400_000


def facts(kind: str) -> list[tuple[str, int | None]]:
    return list(book.Fact.objects.filter(kind=kind).order_by("id").values_list("subject", "firm"))


def test_a_firms_line_becomes_its_work_order_and_lot() -> None:
    town = towns.town()
    (line,) = builders.order([(town.sock, 500)], seller=town.own)
    assert plan() == 1
    assert lines([line]) == [("planned", town.own, "own", "")]
    order = models.WorkOrder.objects.get()
    assert (order.line_id, order.firm_id, order.source, order.pairs) == (line, town.own, "own", 500)
    assert (order.planned_on, order.due_on) == (ON, day(26))
    lot = models.Lot.objects.get()
    assert (lot.work_order_id, lot.line_id, lot.firm_id, lot.group_id) == (order.pk, line, town.own, order.group_id)
    assert (lot.pairs, lot.due_on, lot.family, lot.cycle_ms) == (500, day(26), "plain_crew", 145_000)
    assert (lot.state, lot.pieces_made, lot.pieces_lost, lot.pairs_good) == ("waiting", 0, 0, 0)
    assert lot.pieces_to_make == 1_000 + lot.pieces_to_lose
    assert facts("mill.work_order_given") == [(order.code, town.own)]
    assert broken_laws() == []


def test_what_the_firm_cannot_knit_is_offered_and_becomes_the_others_work_next_day() -> None:
    town = towns.town()
    terry = builders.sku(terry="full")
    group = builders.group(town.other, terry="full", machines=50)
    (line,) = builders.order([(terry, 500)], seller=town.own)
    assert plan() == 1
    assert lines([line]) == [("offered", None, "", "")]
    award = award_of(line)
    assert (award.firm_id, award.seller_id, award.group_id, award.source) == (town.other, town.own, group, "overflow")
    assert (award.awarded_on, award.decline_by, award.due_on, award.state) == (ON, ON, day(26), "offered")
    assert award.amount_minor == 500 * 13_500 * 95 // 10_000
    assert plan() == 0
    assert plan(1) == 1
    assert lines([line]) == [("planned", town.other, "overflow", "")]
    assert award_of(line).state == "accepted"
    assert door.award_amounts([line], viewer=TOWN) == {line: award.amount_minor}
    for kind in ("mill.award_offered", "mill.award_accepted"):
        assert facts(kind) == [(award.code, town.other)]
    assert broken_laws() == []


def test_lines_for_the_town_are_awarded_to_firms_with_room() -> None:
    town = towns.town()
    found = builders.order([(town.sock, 500)] * 5, seller=town.trader, addressed_to="town")
    assert plan() == 5
    assert {award_of(line).source for line in found} == {"town"}
    assert plan(1) == 5
    assert {line[:3] for line in lines(found)} <= {("planned", town.own, "town"), ("planned", town.other, "town")}


def test_a_line_that_nobody_can_knit_is_refused_with_its_reason() -> None:
    town = towns.town()
    found = [
        *builders.order([(builders.sku(needle_count=300), 5)], seller=town.own, consents_overflow=False),
        *builders.order([(builders.sku(needle_count=300), 5)], seller=town.own),
        *builders.order([(town.sock, MUCH)], seller=town.own, consents_overflow=False),
        *builders.order([(town.sock, MUCH)], seller=town.own),
        *builders.order([(town.sock, 5)], seller=town.own, ready_in=1, consents_overflow=False),
    ]
    assert plan() == 5
    reasons = ["mill.no_machine", "mill.nobody_can", "mill.no_capacity", "mill.nobody_free", "mill.no_capacity"]
    assert lines(found) == [("refused", None, "", reason) for reason in reasons]
    assert models.WorkOrder.objects.count() == models.Award.objects.count() == 0
    assert broken_laws() == []


def test_a_declined_line_goes_to_another_firm_and_never_back() -> None:
    town = towns.town()
    third = builders.factory()
    (line,) = builders.order([(town.sock, 500)], seller=town.trader, addressed_to="town")
    plan()
    asked = []
    for _round in range(3):
        award = award_of(line)
        asked.append(award.firm_id)
        outcome = door.decline_awards([award.code], viewer=owner(award.firm_id), on=ON, now=NOW)
        assert outcome.done == (award.code,)
        assert plan() == 1
    assert sorted(asked) == sorted([town.own, town.other, third])
    assert lines([line]) == [("refused", None, "", "mill.nobody_free")]


def test_declining_frees_the_machines_for_others() -> None:
    town = towns.town()
    (first,) = builders.order([(town.sock, 40_000)], seller=town.trader, addressed_to="town")
    plan()
    taken = award_of(first)
    (second,) = builders.order([(town.sock, 60_000)], seller=taken.firm_id, consents_overflow=False)
    assert plan() == 1
    assert lines([second]) == [("refused", None, "", "mill.no_capacity")]
    door.decline_awards([taken.code], viewer=owner(taken.firm_id), on=ON, now=NOW)
    (third,) = builders.order([(town.sock, 60_000)], seller=taken.firm_id, consents_overflow=False)
    plan()
    assert lines([third]) == [("planned", taken.firm_id, "own", "")]


def test_planning_again_changes_nothing() -> None:
    town = towns.town()
    builders.order([(town.sock, 500), (town.sock, MUCH)], seller=town.own)
    builders.order([(town.sock, 500)], seller=town.trader, addressed_to="town")
    assert plan() == 3
    before = everything()
    assert plan() == 0
    assert everything() == before


def _die(*_args: object, **_more: object) -> int:
    raise OSError("killed")


def test_a_plan_that_is_killed_half_way_left_nothing_and_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    town = towns.town()
    builders.order([(town.sock, 500), (town.sock, MUCH)], seller=town.own)
    builders.order([(town.sock, 500)], seller=town.trader, addressed_to="town")
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "append", _die)
        with pytest.raises(OSError, match="killed"):
            plan()
    assert everything() == before
    assert plan() == 3
    assert broken_laws() == []


@pytest.mark.django_db(transaction=True)
def test_two_that_plan_at_once_plan_each_line_once() -> None:
    town = towns.town()
    found = builders.order([(town.sock, 500)] * 30, seller=town.own)
    found += builders.order([(town.sock, 500)] * 30, seller=town.trader, addressed_to="town")
    assert sorted(in_threads(2, lambda _number: plan())) == [0, 60]
    assert models.WorkOrder.objects.count() == models.Lot.objects.count() == 30
    assert models.Award.objects.count() == 30
    assert plan(1) == 30
    assert {state for state, *_rest in lines(found)} == {"planned"}
    assert broken_laws() == []


def test_a_plan_that_another_overtook_is_made_again_from_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    town = towns.town()
    (early,) = builders.order([(town.sock, 500)], seller=town.own)
    late: list[int] = []
    decide = module.decide

    def overtaken(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(module, "decide", decide)
        decided = decide(*args, **more)
        assert plan() == 1
        late.extend(builders.order([(town.sock, 500)], seller=town.own))
        return decided

    monkeypatch.setattr(module, "decide", overtaken)
    assert plan() == 1
    assert lines([early, *late]) == [("planned", town.own, "own", "")] * 2
    assert models.WorkOrder.objects.count() == 2


def test_an_award_declined_at_the_last_moment_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    town = towns.town()
    (line,) = builders.order([(town.sock, 500)], seller=town.trader, addressed_to="town")
    plan()
    award = award_of(line)
    decide = module.decide

    def declined_meanwhile(*args: Any, **more: Any) -> Any:
        door.decline_awards([award.code], viewer=owner(award.firm_id), on=ON, now=NOW)
        return decide(*args, **more)

    monkeypatch.setattr(module, "decide", declined_meanwhile)
    plan(1)
    assert lines([line]) == [("offered", None, "", "")]
    assert models.WorkOrder.objects.count() == 0
    assert facts("mill.award_accepted") == []


@pytest.mark.django_db(transaction=True)
def test_thinking_holds_no_transaction_open(monkeypatch: pytest.MonkeyPatch) -> None:
    town = towns.town()
    builders.order([(town.sock, 500)], seller=town.own)
    decide = module.decide
    inside = []

    def watched(*args: Any, **more: Any) -> Any:
        inside.append(connection.in_atomic_block)
        return decide(*args, **more)

    monkeypatch.setattr(module, "decide", watched)
    assert plan() == 1
    assert inside == [False]


@pytest.mark.parametrize("viewer", [ANONYMOUS, DESK, owner(1)])
def test_only_the_town_plans(viewer: Any) -> None:
    for step in (
        lambda: door.plan(on=ON, limit=QUICK, viewer=viewer, now=NOW),
        lambda: door.award_amounts([1], viewer=viewer),
    ):
        with pytest.raises(Missing):
            step()


@pytest.mark.parametrize("count", [1, 60])
def test_queries_do_not_grow_with_the_lines(count: int, django_assert_num_queries: Any) -> None:
    """Rows are written by one statement a table, the database driver's own loop counting once."""
    town = towns.town()
    builders.order([(town.sock, 50)] * count, seller=town.trader, addressed_to="town")
    plan()
    builders.order([(town.sock, 50)] * count, seller=town.own)
    builders.order([(town.sock, 50)] * count, seller=town.trader, addressed_to="town")
    builders.order([(town.sock, MUCH)] * count, seller=town.own, consents_overflow=False)
    with django_assert_num_queries(22):
        assert plan(1) == 4 * count
