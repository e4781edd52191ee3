"""Decide when a message that was not taken is sent again."""

from datetime import timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 8


def wait_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts: doubling, at most six hours; None when it is given up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT)
