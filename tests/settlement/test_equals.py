"""Protect what owners pay each other for equal articles sent in exchange: once, zero-sum, seen by both."""

from datetime import date

import pytest

from dukou.base.town import TOWN
from dukou.base.viewer import Viewer, require_town
from dukou.returns.door import exchanging
from dukou.returns.records.policy import OwedForEquals
from dukou.settlement import door, models
from tests import builders
from tests.builders import NOW, ON, owner
from tests.returns.builders import days_after
from tests.settlement import auditor

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


@pytest.fixture
def firms(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let two articles of the second firm leave for a case of the first, some of them a day later."""
    builders.limits({"settlement.term_days": 10})
    seller, giver = builders.firm(), builders.firm()

    def owed(*, on: date, viewer: Viewer) -> list[OwedForEquals]:
        require_town(viewer)
        days = on in {ON, days_after(1)}
        return [OwedForEquals("case567890123456", seller, giver, 10, amount, on) for amount in (1_200, 345) if days]

    monkeypatch.setattr(exchanging, "owed_for_equals", owed)
    return [seller, giver]


def test_the_seller_pays_the_giver_once_however_many_days_the_goods_leave_on(firms: list[int]) -> None:
    for day in (0, 1, 0, 2):
        door.post_day(on=days_after(day), viewer=TOWN, now=NOW)
    seller, giver = firms
    assert models.Entry.objects.filter(kind="equals").count() == 1
    assert auditor.balances() == {
        (giver, "bank"): 1_545,
        (giver, "revenue"): -1_545,
        (seller, "purchases"): 1_545,
        (seller, "bank"): -1_545,
    }
    assert auditor.faults() == []


def test_both_find_it_on_their_statements(firms: list[int]) -> None:
    door.post_day(on=ON, viewer=TOWN, now=NOW)
    for firm in firms:
        found = door.month_statement(ON.replace(day=1), viewer=owner(firm), on=ON)
        assert {(row.kind, row.reference) for row in found.rows} == {("equals", "case567890123456")}
        assert sum(row.amount_minor for row in found.rows) == 0
