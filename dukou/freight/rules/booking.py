"""Decide what may be booked, and what a carrier's answer makes of a booking."""

import re
from datetime import timedelta
from typing import Literal

from dukou.base.errors import Refusal
from dukou.freight.records.carriers import PROTOCOLS, NewBooking
from dukou.freight.records.parties import BookingAnswer
from dukou.registry.records import TariffRecord

ASKED, CONFIRMED, REFUSED, CANCELLED = "asked", "confirmed", "refused", "cancelled"
# What a question was about, and what a desk may record of a carrier's word.
Verb = Literal["book", "cancel"]
BY_HAND = frozenset((CONFIRMED, REFUSED, CANCELLED))
STATUS_EVERY, TRACK_EVERY = timedelta(hours=1), timedelta(days=1)
LONGEST_NOTE, LONGEST_REFERENCE, LONGEST_KEY, LONGEST_GOODS, LONGEST_ACCOUNT = 120, 60, 80, 60, 60
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# What the town's loads are called to carriers, and where they come from.
GOODS, HOME = "袜子 socks", "CN"
LOCODE = re.compile(r"[A-Z]{5}")


def require_profile(protocol: str, account: str) -> None:
    """Refuse a carrier's protocol that nobody speaks here, or an account that is none."""
    if protocol not in PROTOCOLS:
        raise Refusal("freight.unknown_protocol", {"protocol": protocol[:20]})
    if not account.strip() or len(account) > LONGEST_ACCOUNT or CONTROL.search(account):
        raise Refusal("freight.bad_account", {"longest": LONGEST_ACCOUNT})


def require_booking(one: NewBooking) -> None:
    """Refuse a booking of nothing, or under a key or with goods that cannot be written."""
    if min(one.cartons, one.grams, one.ml, one.vehicles) <= 0:
        raise Refusal("freight.weight_zero", {"grams": one.grams, "ml": one.ml})
    texts = ((one.key, LONGEST_KEY), (one.goods, LONGEST_GOODS), (one.waybill or "-", LONGEST_REFERENCE))
    if any(not text.strip() or len(text) > longest or CONTROL.search(text) for text, longest in texts):
        raise Refusal("freight.bad_booking", {"longest": LONGEST_GOODS})


def require_by_hand(outcome: str, reference: str, note: str) -> None:
    """Refuse a carrier's word that makes nothing of a booking, or that cannot be written down."""
    if outcome not in BY_HAND:
        raise Refusal("freight.unknown_outcome", {"outcome": outcome[:20]})
    if len(reference) > LONGEST_REFERENCE or len(note) > LONGEST_NOTE or CONTROL.search(reference + note):
        raise Refusal("freight.bad_note", {"longest": LONGEST_NOTE})


def state_after(state: str, verb: Verb, answer: BookingAnswer) -> str:
    """Return the state of a booking once its carrier has answered.

    What is not open any more stays as it is: a yes that comes after a cancellation is written down and no more.
    """
    if answer.outcome == CANCELLED and state != REFUSED:
        return CANCELLED
    if verb == "book" and state == ASKED and answer.outcome in BY_HAND:
        return answer.outcome
    return state


def vehicles(tariff: TariffRecord, *, grams: int, ml: int) -> int:
    """Return how many vehicles goods fill by weight and volume; of what is shared, a place on one."""
    if tariff.kind != "vehicle":
        return 1
    return max(1, -(-grams // tariff.capacity_grams), -(-ml // tariff.capacity_ml))


def event_of(verb: Verb, answer: BookingAnswer) -> str:
    """Return what is written down of an answer."""
    return "cancel_refused" if verb == "cancel" and answer.outcome == REFUSED else answer.outcome
