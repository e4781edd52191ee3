"""Read the wall clock for the pages, which hand it down to the doors."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this instant in UTC."""
    return datetime.now(UTC)
