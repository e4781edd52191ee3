"""Decide which goods on the road come later, and whether a report of it can be true."""

from collections.abc import Iterable
from datetime import date, timedelta

from dukou.base.errors import Refusal

REASONS = ("breakdown", "weather", "customs", "port", "other")
LONGEST_DELAY_DAYS = 120
# A shipment's key, when its tariff brings it, and when it was last said to arrive.
Planned = tuple[int, date, date]


def require_reason(reason: str) -> None:
    """Refuse a reason that is not on the list."""
    if reason not in REASONS:
        raise Refusal("freight.unknown_delay_reason", {"reason": reason[:20]})


def require_until(until: date, on: date) -> None:
    """Refuse an arrival that is not ahead, or further ahead than anybody can tell."""
    if not on < until <= on + timedelta(days=LONGEST_DELAY_DAYS):
        raise Refusal("freight.delay_out_of_range", {"on": str(on), "longest": LONGEST_DELAY_DAYS})


def affected(on_road: Iterable[Planned], until: date) -> list[int]:
    """Return the shipments that a new day of arrival changes: nothing comes before its tariff brings it."""
    return [key for key, planned, told in on_road if planned <= until != told]
