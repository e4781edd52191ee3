"""Turn instants into business dates of a site, and count days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TOWN_ZONE = ZoneInfo("Asia/Shanghai")


def business_date(at: datetime, zone: ZoneInfo = TOWN_ZONE) -> date:
    """Return the date that the site's wall clock shows at an instant."""
    return at.astimezone(zone).date()


def instant(on: date, hour: int = 0, zone: ZoneInfo = TOWN_ZONE) -> datetime:
    """Return the UTC instant of a full hour on a site's date."""
    return datetime.combine(on, time(hour), zone).astimezone(UTC)


def days_after(on: date, days: int) -> date:
    """Return the date so many days later."""
    return on + timedelta(days=days)


def on_or_after(on: date, weekdays: frozenset[int]) -> date:
    """Return the first date not before `on` that falls on one of the weekdays (Monday is 0)."""
    return next(day for day in (days_after(on, i) for i in range(7)) if day.weekday() in weekdays)
