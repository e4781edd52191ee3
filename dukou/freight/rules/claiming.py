"""Decide what hand-overs, exceptions and claims may say, until when a carrier can be claimed of, and what follows."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dukou.base.errors import Refusal
from dukou.freight.records.tracking import CLAIM_NEXT, NewHandOver

LEGS = ("firm_round", "round_depot", "depot_carrier", "carrier_buyer")
REPORTED = ("damaged", "missing")
# How people close an exception; "arrived" is what the delivery says of late and missing goods.
OUTCOMES = ("found", "settled", "dropped")
ARRIVED = "arrived"
PAID = "paid"
LONGEST_NAME, MOST_CARTONS, MOST_PICTURES = 40, 100_000, 10
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def require_hand_over(one: NewHandOver, asked: int, legs: Sequence[str], latest: datetime) -> None:
    """Refuse a hand-over without two names, of a leg that is not the viewer's, or with a difference and no picture."""
    if not KEY.fullmatch(one.key) or one.at > latest:
        raise Refusal("freight.bad_hand_over", {})
    if one.leg not in legs:
        raise Refusal("freight.not_your_leg", {})
    if not 0 <= one.found <= MOST_CARTONS:
        raise Refusal("freight.carton_count_out_of_range", {"most": MOST_CARTONS})
    two_hands(one.given_by, one.taken_by, asked=asked, found=one.found, picture=one.picture)


def two_hands(given_by: str, taken_by: str, *, asked: int, found: int, picture: str) -> tuple[str, str]:
    """Return the two names of a hand-over; refuse one without them, or with a difference and no picture."""
    names = (plain(given_by), plain(taken_by))
    if not all(names) or any(len(name) > LONGEST_NAME or CONTROL.search(name) for name in names):
        raise Refusal("freight.two_names", {"longest": LONGEST_NAME})
    if names[0] == names[1]:
        raise Refusal("freight.same_name_twice", {})
    if found != asked and not picture:
        raise Refusal("freight.picture_required", {"asked": asked, "found": found})
    return names


def plain(name: str) -> str:
    """Return a name without blanks at its ends and with single ones inside."""
    return " ".join(name.split())


def require_report(kind: str, cartons: int, aboard: int) -> None:
    """Refuse a report of another kind, or of more cartons than travel."""
    if kind not in REPORTED:
        raise Refusal("freight.unknown_exception", {"kind": kind[:20]})
    if not 0 < cartons <= aboard:
        raise Refusal("freight.carton_count_out_of_range", {"most": aboard})


def require_outcome(outcome: str) -> None:
    """Refuse a way of closing an exception that is not on the list."""
    if outcome not in OUTCOMES:
        raise Refusal("freight.unknown_exception_outcome", {"outcome": outcome[:20]})


def deadline(days: int | None, *, told_on: date, is_delivered: bool, on: date) -> date | None:
    """Return the last day for a claim: so many days after delivery, or from today where the goods are not there yet."""
    if days is None:
        return None
    return (told_on if is_delivered else max(told_on, on)) + timedelta(days=days)


def require_claim(amount_minor: int, value_minor: int, pictures: Sequence[str], kind: str) -> None:
    """Refuse a claim of nothing or of more than the goods are worth, and one of damage that no picture shows."""
    if not 0 < amount_minor <= value_minor:
        raise Refusal("freight.claim_out_of_range", {"most": f"{value_minor / 100:.2f}"})
    if len(pictures) > MOST_PICTURES:
        raise Refusal("freight.too_many_pictures", {"most": MOST_PICTURES})
    if kind == "damaged" and not pictures:
        raise Refusal("freight.claim_needs_picture", {})


def require_step(state: str, to: str, paid_minor: int) -> None:
    """Refuse a step that does not follow, or a payment without an amount."""
    if to not in CLAIM_NEXT[state]:
        raise Refusal("freight.claim_step", {"state": state, "to": to[:20]})
    if (to == PAID) != (paid_minor > 0) or paid_minor < 0:
        raise Refusal("freight.claim_paid", {})
