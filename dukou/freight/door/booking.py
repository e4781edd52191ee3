"""Open bookings: ask a carrier for a departure, hear what it says, cancel, and write down what was said by hand."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer, require_town
from dukou.freight import models
from dukou.freight.door.carriers import ASKED, CARRIER, SPOKEN, TRACKED
from dukou.freight.door.tracking import MOST_EVENTS, record_events
from dukou.freight.parties.manual import messages as manual
from dukou.freight.records import APART
from dukou.freight.records.carriers import BookingEventRecord, BookingRecord, NewBooking
from dukou.freight.records.parties import BookingAnswer, BookingAsk, Contact, Malformed, PartyRequest, TrackingEvent
from dukou.freight.records.tracking import NewEvent
from dukou.freight.rules import booking as rules
from dukou.freight.rules import tracking
from dukou.post import door as post
from dukou.post.records import NO_REPLY, PARTY, NewMessage, Reply
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

PAGE = 100
# Clocks differ, and some carriers write the hour of their own place.
AHEAD = timedelta(days=1)
BOOK, CANCEL, TRACK = "freight.book", "freight.cancel_booking", "freight.track_booking"
TEMPLATES = (BOOK, CANCEL, TRACK)
FIELDS = (
    "code",
    "carrier_id",
    "protocol",
    "service",
    "destination__code",
    "departs_on",
    "arrives_on",
    "cartons",
    "grams",
    "ml",
    "vehicles",
    "state",
    "reference",
    "load__code",
)


def book(new: NewBooking, *, viewer: Viewer, now: datetime) -> str:
    """Book goods onto a departure and return the booking's code; the same key again is the same booking.

    A carrier with an interface is sent the request, others are told by hand. A parcel that bears the sales channel's
    own waybill is confirmed under that number, and no other is ordered. For the shared desks.
    """
    _require_desk(viewer)
    rules.require_booking(new)
    profile = models.CarrierProfile.objects.filter(carrier_id=new.carrier).first()
    peer = next((one.code for one in registry.firms(viewer=viewer, kinds=[CARRIER]) if one.id == new.carrier), None)
    if profile is None or peer is None:
        raise Missing("freight.carrier_not_found")
    place = next((one.id for one in registry.destinations() if one.code == new.destination), None)
    if place is None:
        raise Missing("freight.unknown_destination", {"destination": new.destination[:40]})
    row = _row(new, profile, peer, place, now)
    row.load_id = _load(new.load)
    speaker = None if new.waybill else SPOKEN.get(row.protocol)
    request = speaker.ask_booking(_ask(row)) if speaker else None
    with transaction.atomic():
        models.Booking.objects.bulk_create([row], ignore_conflicts=True)
        kept = models.Booking.objects.filter(key=new.key).first()
        if kept is None:
            raise Refusal("freight.load_booked_already", {"load": new.load})
        if kept.code != row.code:
            _require_same(kept, row)
            return kept.code
        _write(kept, "waybill_kept" if new.waybill else "asked", "", viewer, now)
        if request is not None:
            _send(kept, BOOK, request, "book", viewer, now)
    return row.code


def cancel_booking(code: str, *, viewer: Viewer, now: datetime) -> str:
    """Ask a carrier to cancel a booking, once, or cancel it at once where there is nobody to ask; return its state."""
    with transaction.atomic():
        row = _locked(code, viewer)
        if row.state in {rules.REFUSED, rules.CANCELLED}:
            raise Refusal("freight.booking_over", {"code": code})
        speaker = SPOKEN.get(row.protocol)
        if speaker is None:
            _change(row, rules.CANCELLED, BookingAnswer("cancelled"))
            _write(row, "cancelled", "", viewer, now)
            return row.state
        request = speaker.ask_cancel(row.code, row.reference)
        if _send(row, CANCEL, request, "cancel", viewer, now):
            _write(row, "cancel_asked", "", viewer, now)
    return row.state


def answer_by_hand(
    code: str,
    *,
    outcome: str,
    reference: str,
    note: str,
    viewer: Viewer,
    now: datetime,
    arrives_on: date | None = None,
) -> str:
    """Write down what a carrier said on the telephone, by letter or in its sheet, and return the booking's state.

    A person's word counts before a message that comes later.
    """
    rules.require_by_hand(outcome, reference, note)
    with transaction.atomic():
        row = _locked(code, viewer)
        if row.state in {rules.REFUSED, rules.CANCELLED}:
            raise Refusal("freight.booking_over", {"code": code})
        _change(row, outcome, BookingAnswer("received", reference.strip(), arrives_on=arrives_on))
        _write(row, outcome, note, viewer, now)
    return row.state


def tell_aboard(code: str, kind: str, *, at: datetime, place: str, viewer: Viewer, on: date, now: datetime) -> int:
    """Put down of all shipments that a booking carries what its carrier said of them; return how many they are.

    The same again adds nothing. For the shared desks.
    """
    aboard = _aboard(_found(code, viewer))
    new = [NewEvent(shipment, kind, at, place) for shipment in aboard]
    for first in range(0, len(new), MOST_EVENTS):
        outcome = record_events(new[first : first + MOST_EVENTS], source="desk", viewer=viewer, on=on, now=now)
        if outcome.refused:
            raise outcome.refused[0].refusal
    return len(aboard)


def answer_by_sheet(body: bytes, *, viewer: Viewer, now: datetime) -> str:
    """Take the answer out of a carrier's sheet and return the booking's code."""
    _require_desk(viewer)
    try:
        code, answer = manual.read_sheet(body)
    except Malformed as bad:
        raise Refusal("freight.sheet_unreadable", {"what": bad.what[:40]}) from None
    answer_by_hand(
        code,
        outcome=answer.outcome,
        reference=answer.reference,
        note="",
        arrives_on=answer.arrives_on,
        viewer=viewer,
        now=now,
    )
    return code


def hear(reply: Reply, *, viewer: Viewer, now: datetime) -> int:
    """Act on what a carrier replied; return 0 where somebody else was quicker. For the town's beat."""
    require_town(viewer)
    code = reply.key.split(":")[1]
    protocol = models.Booking.objects.values_list("protocol", flat=True).get(code=code)
    if reply.template == TRACK:
        return _hear_events(reply, code, protocol, viewer, now)
    verb: rules.Verb = "cancel" if reply.template == CANCEL else "book"
    answer = _read(protocol, verb, reply)
    kind = "unreachable" if reply.status == NO_REPLY else rules.event_of(verb, answer)
    with transaction.atomic():
        if not post.take_reply(reply.code, viewer=viewer):
            return 0
        row = models.Booking.objects.select_for_update().get(code=code)
        _change(row, rules.state_after(row.state, verb, answer), answer)
        _write(row, kind, answer.note, viewer, now)
    return 1


def _hear_events(reply: Reply, code: str, protocol: str, viewer: Viewer, now: datetime) -> int:
    """Add what a carrier says of goods on the way; what is known, lies ahead or cannot be read adds nothing.

    Each shipment that is aboard is told of it, too.
    """
    try:
        events = TRACKED[protocol].read_events(reply.body)
    except Malformed:
        events = ()
    with transaction.atomic():
        if not post.take_reply(reply.code, viewer=viewer):
            return 0
        row = models.Booking.objects.select_for_update().get(code=code)
        known = set(models.BookingEvent.objects.filter(booking=row).values_list("kind", "at"))
        for one in sorted(events, key=lambda event: event.at):
            if (one.kind, one.at) not in known and one.at <= now + AHEAD:
                known.add((one.kind, one.at))
                _write(row, one.kind, one.place if one.place.isprintable() else "", viewer, now, at=one.at)
        _tell_shipments(row, events, viewer, now)
    return 1


def _tell_shipments(row: models.Booking, events: Sequence[TrackingEvent], viewer: Viewer, now: datetime) -> None:
    """Tell the shipments that a booking carries what its carrier said; what cannot be so is left out."""
    new = [tracking.told_by_carrier(code, event) for code in _aboard(row) for event in events]
    for first in range(0, len(new), MOST_EVENTS):
        some = new[first : first + MOST_EVENTS]
        record_events(some, source="carrier", viewer=viewer, on=registry.today(), now=now)


def _aboard(row: models.Booking) -> list[str]:
    """Return the shipments of its load that have left with a booking; who goes alone is carried under another one."""
    if row.load_id is None:
        return []
    alone = models.Offer.objects.filter(load_id=row.load_id, answer__in=APART).values("firm_id")
    carried = models.Shipment.objects.filter(
        load_id=row.load_id, tariff__service=row.service, tariff__carrier_id=row.carrier_id
    )
    left = carried.exclude(state="waiting").exclude(firm_id__in=alone)
    return list(left.order_by("id").values_list("code", flat=True))


def follow_up(*, viewer: Viewer, now: datetime) -> int:
    """Ask carriers what became of bookings that they only received, hourly, and where goods are, daily.

    Returns how many questions went into the outbox.
    """
    require_town(viewer)
    there = models.BookingEvent.objects.filter(booking=OuterRef("pk"), kind="delivered")
    received = models.Booking.objects.filter(
        state=rules.ASKED, protocol__in=list(ASKED), asked_at__lte=now - rules.STATUS_EVERY
    ).exclude(reference="")
    on_road = models.Booking.objects.filter(
        ~Exists(there),
        state=rules.CONFIRMED,
        protocol__in=list(TRACKED),
        departs_on__lte=now.date(),
        asked_at__lte=now - rules.TRACK_EVERY,
    )
    asked = 0
    for row in received.order_by("asked_at")[:PAGE]:
        request = ASKED[row.protocol].ask_status(row.code, row.reference)
        asked += _ask_after(row, BOOK, request, viewer, now)
    for row in on_road.order_by("asked_at")[:PAGE]:
        asked += _ask_after(row, TRACK, TRACKED[row.protocol].ask_events(row.reference), viewer, now)
    return asked


def _ask_after(row: models.Booking, template: str, request: PartyRequest, viewer: Viewer, now: datetime) -> int:
    """Put a question into the outbox, if no other beat has since the booking was read."""
    with transaction.atomic():
        claimed = models.Booking.objects.filter(pk=row.pk, state=row.state, asked_at=row.asked_at)
        if not claimed.update(asked_at=now):
            return 0
        return _send(row, template, request, f"{template} {now:%Y%m%d%H}", viewer, now)


def bookings(*, viewer: Viewer, state: str = "") -> list[BookingRecord]:
    """Return the latest bookings, newest first, in one state if it is named; others than desks see none."""
    if not viewer.runs_desks:
        return []
    rows = models.Booking.objects.filter(state=state) if state else models.Booking.objects.all()
    return [BookingRecord(*row) for row in rows.order_by("-id").values_list(*FIELDS)[:PAGE]]


def booking(code: str, *, viewer: Viewer) -> tuple[BookingRecord, list[BookingEventRecord], str]:
    """Return a booking with all that happened to it, oldest first, and its words for a letter; for the shared desks."""
    row = _found(code, viewer)
    events = models.BookingEvent.objects.filter(booking=row).order_by("id").values_list("kind", "note", "at")
    record = BookingRecord(*models.Booking.objects.filter(pk=row.pk).values_list(*FIELDS)[0])
    return record, [BookingEventRecord(*event) for event in events], manual.letter(_ask(row))


def booking_sheet(code: str, *, viewer: Viewer) -> bytes:
    """Return a booking as a workbook for a carrier to fill in; for the shared desks."""
    return manual.sheet(_ask(_found(code, viewer)))


def _require_desk(viewer: Viewer) -> None:
    if not viewer.runs_desks:
        raise Missing("freight.tariff_not_found")


def _found(code: str, viewer: Viewer) -> models.Booking:
    rows = models.Booking.objects.filter(code=code) if viewer.runs_desks and code.isalnum() else None
    row = rows.first() if rows is not None else None
    if row is None:
        raise Missing("freight.booking_not_found")
    return row


def _locked(code: str, viewer: Viewer) -> models.Booking:
    return models.Booking.objects.select_for_update().get(pk=_found(code, viewer).pk)


def _row(new: NewBooking, profile: models.CarrierProfile, peer: str, place: int, now: datetime) -> models.Booking:
    return models.Booking(
        code=new_code(),
        key=new.key,
        carrier_id=new.carrier,
        protocol=profile.protocol,
        account=profile.account,
        peer=peer,
        service=new.service,
        destination_id=place,
        departs_on=new.departs_on,
        cartons=new.cartons,
        grams=new.grams,
        ml=new.ml,
        vehicles=new.vehicles,
        goods=new.goods,
        sender=asdict(new.sender),
        receiver=asdict(new.receiver),
        state=rules.CONFIRMED if new.waybill else rules.ASKED,
        reference=new.waybill,
        asked_at=now,
    )


def _load(code: str) -> int | None:
    if not code:
        return None
    found = models.Load.objects.filter(code=code) if code.isalnum() else models.Load.objects.none()
    key = found.values_list("id", flat=True).first()
    if key is None:
        raise Missing("freight.load_not_found")
    return key


def _ask(row: models.Booking) -> BookingAsk:
    return BookingAsk(
        reference=row.code,
        account=row.account,
        service=row.service,
        origin=Contact(**row.sender),
        destination=Contact(**row.receiver),
        goods=row.goods,
        cartons=row.cartons,
        grams=row.grams,
        ml=row.ml,
        departs_on=row.departs_on,
        vehicles=row.vehicles,
    )


def _require_same(kept: models.Booking, row: models.Booking) -> None:
    """Refuse another booking under a key that is used."""
    same: Sequence[str] = (
        "carrier_id",
        "service",
        "destination_id",
        "departs_on",
        "cartons",
        "grams",
        "ml",
        "vehicles",
    )
    if any(getattr(kept, name) != getattr(row, name) for name in same):
        raise Refusal("freight.booking_key_used", {"code": kept.code})


def _send(row: models.Booking, template: str, request: PartyRequest, what: str, viewer: Viewer, now: datetime) -> int:
    """Put a request to the carrier into the outbox; one that is there already is not sent again."""
    facts: dict[str, Any] = {"protocol": row.protocol, "verb": request.verb}
    message = NewMessage(
        PARTY, f"party:{row.peer}", template, facts, key=f"booking:{row.code}:{what}", body=request.body
    )
    return post.enqueue([message], viewer=viewer, now=now)


def _read(protocol: str, verb: rules.Verb, reply: Reply) -> BookingAnswer:
    if reply.status == NO_REPLY:
        return BookingAnswer("unclear")
    speaker = SPOKEN[protocol]
    try:
        return speaker.read_cancel(reply.body) if verb == "cancel" else speaker.read_booking(reply.body)
    except Malformed as bad:
        return BookingAnswer("unclear", note=f"HTTP {reply.status}: {bad.what}")


def _change(row: models.Booking, state: str, answer: BookingAnswer) -> None:
    row.state = state
    row.reference = answer.reference[: rules.LONGEST_REFERENCE] or row.reference
    row.departs_on = answer.departs_on or row.departs_on
    row.arrives_on = answer.arrives_on or row.arrives_on
    row.save(update_fields=["state", "reference", "departs_on", "arrives_on"])


def _write(
    row: models.Booking, kind: str, note: str, viewer: Viewer, now: datetime, *, at: datetime | None = None
) -> None:
    """Add what happened to the booking's events, and to the book of facts without anybody's words."""
    models.BookingEvent.objects.create(booking=row, kind=kind, note=note[: rules.LONGEST_NOTE], at=at or now)
    payload: dict[str, int | str | None] = {"kind": kind, "state": row.state, "cartons": row.cartons}
    fact = NewFact("freight.booking_changed", row.code, None, payload, row.departs_on)
    provenance.append([fact], viewer=viewer, now=now)
