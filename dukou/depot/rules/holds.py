"""Decide what lets goods go that were held back."""

from dukou.base.errors import Refusal

# The lot was inspected once more, its faulty pairs were sorted out, the finding was wrong, or its recall is settled.
REASONS = ("inspected", "sorted", "not_faulty", "settled")


def require_reason(reason: str) -> None:
    """Refuse a reason that is on no list."""
    if reason not in REASONS:
        raise Refusal("depot.unknown_reason")
