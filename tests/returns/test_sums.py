"""Protect what a seller's statement adds up of its closed cases: all of them, once, and nobody else's."""

from typing import Any

import pytest

from dukou.base.viewer import ANONYMOUS
from dukou.returns import door, models
from dukou.returns.records.sums import ClosedSum
from tests import builders
from tests.builders import DESK, ON, owner, purchaser
from tests.returns.builders import FEES, days_after, delivered, wish
from tests.returns.test_door import run

pytestmark = [pytest.mark.doors, pytest.mark.django_db]


def test_sums_hold_every_closed_case_of_the_seller_once(django_assert_num_queries: Any) -> None:
    builders.limits(FEES)
    seller = builders.factory()
    for line, pairs in zip(delivered([3_000, 3_000, 600], seller=seller), (2_000, 1_000, 2), strict=True):
        wish(line, pairs)
    run(15)
    rows = list(models.Case.objects.filter(state="closed"))
    assert len(rows) == 3
    with django_assert_num_queries(1):
        found = door.closed_sums(viewer=owner(seller), since=ON, until=days_after(20))
    assert [one.came_back for one in found] == sorted({row.received_on is not None for row in rows})
    for one in found:
        mine = [row for row in rows if (row.received_on is not None) == one.came_back]
        assert one == ClosedSum(
            one.came_back,
            len(mine),
            sum(row.pairs_replaced > 0 for row in mine),
            sum(row.pairs for row in mine),
            sum(row.pairs_replaced for row in mine),
            sum(row.replacement_minor for row in mine),
            sum(row.refund_minor for row in mine),
            sum(row.withheld_minor for row in mine),
        )
    assert door.closed_sums(viewer=owner(seller), since=days_after(16), until=days_after(20)) == []
    for stranger in (owner(builders.firm()), purchaser(rows[0].buyer_id), DESK, ANONYMOUS):
        assert door.closed_sums(viewer=stranger, since=ON, until=days_after(20)) == []
