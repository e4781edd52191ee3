"""Decide when failed work is tried again."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubling, at most an hour."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)


def own_key(key: str | None, firm: int | None) -> str | None:
    """Return a key as it is kept: each firm's keys apart, so that none learns of another's work by asking for it."""
    return None if key is None else f"{'town' if firm is None else firm}:{key}"
