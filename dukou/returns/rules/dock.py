"""Decide what the dock may take in, and until when things there wait."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dukou.base.errors import Refusal
from dukou.returns.records.dock import NewDockScan, NewHanded
from dukou.returns.rules.cases import CARRIER_REF, MILLION, MOST_GRAMS, MOST_PAIRS

ACTS = ("returned", "parcel", "undone")
MOST_SCANS = 200
# A device's clock may be wrong by its time zone, not by more.
MOST_AHEAD = timedelta(days=1)
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
# As few of the last digits of a telephone number as a carrier prints, and as many as there are.
PHONE = re.compile(r"\d{4,11}")
LABEL = re.compile(r"(?:https?://[^/\s]+/returns/in/)?([A-Za-z0-9]{1,16}\.[A-Za-z0-9_-]{20,64})/?")
# What waits so long where nothing is published: a parcel for its line, received goods for their grading and at most
# for the rule that settles them ungraded, goods overseas for their way home, a desk's call for a recall for its answer,
# goods held back for the desk.
PARCEL_DAYS, GRADE_DAYS, UNGRADED_DAYS, RELIEF_DAYS = 30, 2, 14, 365
RECALL_DAYS, HOLD_DAYS = 2, 7


def days(limits: Mapping[str, int], key: str, default: int) -> int:
    """Return a dated limit that counts days, which stands in millionths."""
    return limits.get(key, default * MILLION) // MILLION


def label_text(scanned: str) -> str | None:
    """Return the signed code of a label as it was scanned, with or without the address around it; None if it is none.

    >>> label_text("https://dukou.cn/returns/in/abc.0123456789abcdefghij/")
    'abc.0123456789abcdefghij'
    """
    found = LABEL.fullmatch(scanned.strip())
    return found[1] if found else None


def plain_code(scanned: str) -> str:
    """Return what a scan is kept under: a case's code, or the carrier's number as it was typed.

    >>> plain_code("abc.0123456789abcdefghij")
    'abc'
    """
    text = label_text(scanned)
    return text.partition(".")[0] if text else scanned.strip()[:40]


def require_handed(one: NewHanded, legs: Sequence[str], latest: datetime) -> None:
    """Refuse a hand-over without a key of its own, of a leg that is not the viewer's, or of an absurd count."""
    if not KEY.fullmatch(one.key) or one.at > latest:
        raise Refusal("freight.bad_hand_over")
    if one.leg not in legs:
        raise Refusal("freight.not_your_leg")
    if not 0 <= one.found <= MOST_PAIRS:
        raise Refusal("returns.absurd_count", {"most": MOST_PAIRS})


def require_scan(one: NewDockScan, now: datetime) -> UUID:
    """Return the key of a scan; refuse one without, of no known act, from a day that is not yet, or without sense."""
    try:
        key = UUID(one.key)
    except ValueError as bad:
        raise Refusal("returns.bad_scan_key") from bad
    if one.act not in ACTS or (one.act == "undone") != (one.undoes is not None):
        raise Refusal("returns.unknown_act", {"act": one.act[:20]})
    if one.at.tzinfo is None or one.at > now + MOST_AHEAD:
        raise Refusal("returns.scan_from_future")
    if one.act == "parcel":
        _require_parcel(one)
    return key


def _require_parcel(one: NewDockScan) -> None:
    """Refuse a parcel that nobody counted and weighed, and one that bears no number and no picture shows."""
    if not (0 < (one.pairs or 0) <= MOST_PAIRS and 0 < (one.grams or 0) <= MOST_GRAMS):
        raise Refusal("returns.not_counted", {"pairs": MOST_PAIRS})
    if one.code and not CARRIER_REF.fullmatch(one.code):
        raise Refusal("returns.bad_carrier_ref")
    if not one.code and not one.picture:
        raise Refusal("returns.picture_of_parcel")
    if one.phone and not PHONE.fullmatch(one.phone):
        raise Refusal("returns.bad_phone_digits")
