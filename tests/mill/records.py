"""Build the records that the mill's rules take."""

from datetime import date, timedelta
from typing import Any

from dukou.market.records import LineToMake
from dukou.registry.records import GroupRecord

ON = date(2025, 12, 3)
A_DAY = 86_400_000


def group(key: int = 1, *, firm: int = 1, **changed: Any) -> GroupRecord:
    """Return a group of ten plain machines of 144 needles that never stand still."""
    values: dict[str, Any] = {
        "needle_count": 144,
        "double_cylinder": False,
        "terry": "plain",
        "colours_a_course": 1,
        "integrated": False,
        "machines": 10,
        "efficiency_ppm": 1_000_000,
    }
    return GroupRecord(id=key, firm=firm, **{**values, **changed})


def line(key: int = 1, *, seller: int = 1, ready_in: int = 30, **changed: Any) -> LineToMake:
    """Return an open line of a plain sock, addressed to a firm, to be ready so many days from now."""
    values: dict[str, Any] = {
        "order_id": 1,
        "addressed_to": "firm",
        "consents_overflow": True,
        "state": "open",
        "sku_id": 1,
        "pairs": 100,
        "unit_price_e4": 13_500,
        "placed_on": ON,
        "ready_by_on": ON + timedelta(days=ready_in),
        "draw": 1_000 + key,
        "family": "plain_crew",
        "needle_count": 144,
        "double_cylinder": False,
        "terry": "plain",
        "colours_a_course": 1,
        "cycle_ms": 145_000,
        "loss_ppm": 40_000,
    }
    return LineToMake(line_id=key, seller=seller, **{**values, **changed})


def meets_dates(a_day: int, jobs: list[tuple[int, int]], first_day: int = 0) -> bool:
    """Work through ``(work, due day)`` day by day, the earliest date first, and tell whether all are through in time.

    Nothing is done before `first_day`.
    """
    left = sorted((due, work) for work, due in jobs)
    for day in range(first_day, max((due for due, _work in left), default=0) + 1):
        budget = a_day
        while left and budget >= left[0][1]:
            budget -= left.pop(0)[1]
        if left:
            left[0] = (left[0][0], left[0][1] - budget)
        if any(due <= day for due, work in left if work):
            return False
    return not any(work for _due, work in left)
