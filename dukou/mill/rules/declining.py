"""Decide whether a firm may still answer an award."""

from datetime import date

from dukou.base.errors import Missing, Refusal
from dukou.mill.records import AwardRecord

CODE_LENGTH = 16


def is_code(text: str) -> bool:
    """Tell whether a text can be the public code of an award at all."""
    return len(text) <= CODE_LENGTH and text.isascii() and text.isalnum()


def require_open(award: AwardRecord | None, on: date) -> None:
    """Refuse an award that is not the firm's own, was answered before, or whose deadline has passed."""
    if award is None:
        raise Missing("mill.award_not_found")
    if award.state == "declined":
        raise Refusal("mill.award_closed")
    if award.agreed_on is not None:
        raise Refusal("mill.award_agreed", {"agreed_on": str(award.agreed_on)})
    if award.state == "accepted" or on > award.decline_by:
        raise Refusal("mill.award_too_late", {"decline_by": str(award.decline_by)})
