"""Name what is said to a carrier and heard from it, in whatever form it goes over the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal

# What a carrier made of a request: "received" is not yet yes or no, "unclear" is no answer that can be read.
Outcome = Literal["received", "confirmed", "refused", "cancelled", "unclear"]
EventKind = Literal["booked", "picked_up", "departed", "arrived", "out_for_delivery", "delivered", "exception"]
CHINA = timezone(timedelta(hours=8))


class Malformed(Exception):
    """Say that bytes are not what the carrier's message should be; `what` names the place."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def json_object(body: bytes) -> dict[str, Any]:
    """Read a message that is a JSON object; raise Malformed where it is none."""
    try:
        found = json.loads(body)
    except ValueError:
        raise Malformed("json") from None
    if not isinstance(found, dict):
        raise Malformed("json")
    return found


def china_instant(text: object, what: str) -> datetime:
    """Read a time of day in China as 2026-01-29 14:00:00; raise Malformed, naming the place, where it is none."""
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).astimezone(UTC)
    except ValueError:
        raise Malformed(what) from None


@dataclass(frozen=True, slots=True)
class Contact:
    """Hold who sends or receives; `country` is ISO 3166, `region` a province, `code` a UN/LOCODE if one is needed."""

    name: str
    phone: str
    country: str
    region: str
    city: str
    street: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class BookingAsk:
    """Ask a carrier to take goods along; `reference` is ours and the same over repeats, `account` is the carrier's."""

    reference: str
    account: str
    service: str
    origin: Contact
    destination: Contact
    goods: str
    cartons: int
    grams: int
    ml: int
    departs_on: date
    vehicles: int = 1


@dataclass(frozen=True, slots=True)
class BookingAnswer:
    """Hold what a carrier said to a booking; `reference` is the carrier's own number, `note` its code of a reason."""

    outcome: Outcome
    reference: str = ""
    note: str = ""
    departs_on: date | None = None
    arrives_on: date | None = None


@dataclass(frozen=True, slots=True)
class RateAsk:
    """Ask what a carriage costs."""

    account: str
    service: str
    origin: Contact
    destination: Contact
    grams: int
    ml: int


@dataclass(frozen=True, slots=True)
class RateAnswer:
    """Hold a carrier's price."""

    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Label:
    """Hold where a carrier keeps the label of a waybill, and the token that opens it."""

    waybill: str
    url: str
    token: str


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    """Hold what a carrier says of goods on the way; `reference` is its own number, `place` as it writes it."""

    reference: str
    kind: EventKind
    at: datetime
    place: str


@dataclass(frozen=True, slots=True)
class PartyRequest:
    """Hold a request as a door prepares it: the verb of the carrier's interface, and its content, still unsigned."""

    verb: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """Hold a request ready for the wire."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
