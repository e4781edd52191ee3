"""Open the carriers: in which protocol each is spoken to, and how its messages are written and read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer, require_town
from dukou.freight import models
from dukou.freight.parties.dcsa import messages as dcsa
from dukou.freight.parties.deppon import messages as deppon
from dukou.freight.parties.rail_edifact import messages as rail_edifact
from dukou.freight.parties.sf_express import messages as sf_express
from dukou.freight.records.carriers import PROTOCOLS, CarrierRecord
from dukou.freight.records.parties import BookingAnswer, BookingAsk, PartyRequest, Sealed, TrackingEvent
from dukou.freight.rules import booking as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

CARRIER = "carrier"


class Spoken(Protocol):
    """Name what every carrier with an interface can be told and asked."""

    def ask_booking(self, one: BookingAsk) -> PartyRequest:
        """Return the request of a booking."""
        ...

    def ask_cancel(self, reference: str, carrier_reference: str, /) -> PartyRequest:
        """Return the cancellation of a booking."""
        ...

    def read_booking(self, body: bytes) -> BookingAnswer:
        """Return what the carrier made of a booking."""
        ...

    def read_cancel(self, body: bytes) -> BookingAnswer:
        """Return what the carrier made of a cancellation."""
        ...

    def seal(self, one: PartyRequest, /, *, account: str, key: str, code: str, at: datetime) -> Sealed:
        """Return a request signed as the carrier asks."""
        ...


class Asked(Protocol):
    """Name what a carrier can be asked that answers a booking later."""

    def ask_status(self, reference: str, carrier_reference: str, /) -> PartyRequest:
        """Return a question what became of a booking; it is answered as the booking is."""
        ...


class Tracked(Protocol):
    """Name what a carrier can be asked that says where goods are."""

    def ask_events(self, carrier_reference: str, /) -> PartyRequest:
        """Return a question how far goods are."""
        ...

    def read_events(self, body: bytes) -> tuple[TrackingEvent, ...]:
        """Return how far they are."""
        ...


SPOKEN: Mapping[str, Spoken] = {
    "sf_express": sf_express,
    "deppon": deppon,
    "rail_edifact": rail_edifact,
    "dcsa": dcsa,
}
ASKED: Mapping[str, Asked] = {"sf_express": sf_express, "dcsa": dcsa}
TRACKED: Mapping[str, Tracked] = {
    "sf_express": sf_express,
    "deppon": deppon,
    "rail_edifact": rail_edifact,
    "dcsa": dcsa,
}


def carriers(*, viewer: Viewer) -> list[CarrierRecord]:
    """Return how each carrier is spoken to; others than desks see none."""
    if not viewer.runs_desks:
        return []
    rows = models.CarrierProfile.objects.order_by("carrier_id").values_list("carrier_id", "protocol", "account")
    return [
        CarrierRecord(carrier, PROTOCOLS[PROTOCOLS.index(protocol)], account) for carrier, protocol, account in rows
    ]


def speak(carrier: int, *, protocol: str, account: str, viewer: Viewer, now: datetime) -> None:
    """Set in which protocol a carrier is spoken to from now on; bookings made before go on as they began."""
    if not viewer.runs_desks:
        raise Missing("freight.tariff_not_found")
    rules.require_profile(protocol, account)
    if carrier not in {one.id for one in registry.firms(viewer=viewer, kinds=[CARRIER])}:
        raise Missing("freight.carrier_not_found")
    with transaction.atomic():
        models.CarrierProfile.objects.update_or_create(
            carrier_id=carrier, defaults={"protocol": protocol, "account": account.strip()}
        )
        fact = NewFact("freight.carrier_spoken_to", str(carrier), carrier, {"protocol": protocol})
        provenance.append([fact], viewer=viewer, now=now)


def seal(
    protocol: str, request: PartyRequest, *, account: str, key: str, code: str, at: datetime, viewer: Viewer
) -> Sealed:
    """Return a request to a carrier as it goes over the wire, signed with the key that the edge of the system keeps.

    `code` is the same over repeats, so that the carrier knows them.
    """
    require_town(viewer)
    speaker = SPOKEN.get(protocol)
    if speaker is None:
        raise Refusal("freight.unknown_protocol", {"protocol": protocol[:20]})
    return speaker.seal(request, account=account, key=key, code=code, at=at)
