"""Say who sees what of carriers: whose tariffs they are, sheets, prices, bookings and replies. Only desks and town."""

from datetime import timedelta

from dukou.base.town import TOWN
from dukou.freight import models
from dukou.freight.door import booking, carriers, load_bookings, tariffs
from dukou.freight.records.carriers import Consignment, NewBooking
from dukou.freight.records.parties import Contact, PartyRequest
from dukou.post import door as post
from dukou.post.records import PARTY, NewMessage, Parcel, Reply
from dukou.registry import door as registry
from dukou.registry import models as registry_models
from dukou.registry.records import NewFuel
from tests.visibility.rows import MAY, MISSING, REFUSED, Question, Row, row, sees, step

# By which the owner's load travels.
SERVICE = "truck"
CONTACT = Contact("name", "+8641812345678", "CN", "region", "city", "street")


def carrier() -> int:
    return registry_models.Firm.objects.filter(kind="carrier").values_list("id", flat=True)[0]


def fuel(q: Question) -> NewFuel:
    return NewFuel(carrier(), "express", 100_000, q.world.on + timedelta(days=40), "test")


def fuel_sheet(q: Question) -> list[list[object]]:
    heading = ["Carrier", "Service", "Fuel surcharge %", "Valid from", "Source"]
    code = registry_models.Firm.objects.get(pk=carrier()).code
    return [heading, [code, "express", 10, q.world.on + timedelta(days=40), "test"]]


def new(q: Question) -> NewBooking:
    place = registry_models.Destination.objects.get(pk=q.world.places[0]).code
    return NewBooking(
        *("a-key", carrier(), "express", place, q.world.on + timedelta(days=3), 1, 9_000, 80_000, "socks"),
        CONTACT,
        CONTACT,
    )


def spoken(q: Question) -> Question:
    """Say how the carrier is spoken to."""
    carriers.speak(carrier(), protocol="manual", account="TOWN01", viewer=TOWN, now=q.world.now)
    return q


def booked(q: Question) -> str:
    """Make a booking and return its code."""
    return booking.book(new(spoken(q)), viewer=TOWN, now=q.world.now)


def replied(q: Question) -> Reply:
    """Return the reply of a carrier to a booking."""
    code = booked(q)
    models.Booking.objects.filter(code=code).update(protocol="deppon")
    message = NewMessage(PARTY, "party:any", booking.BOOK, key=f"booking:{code}:book")
    post.enqueue([message], viewer=TOWN, now=q.world.now)
    parcel = asked(q)
    post.mark_answered(parcel, status=200, body=b"{}", viewer=TOWN, now=q.world.now)
    return Reply(parcel.code, parcel_key(code), booking.BOOK, 200, b"{}")


def asked(q: Question) -> Parcel:
    """Claim what waits, and return the request to a carrier among it."""
    claimed = post.claim(lease_seconds=60, viewer=TOWN, now=q.world.now, limit=500)
    return next(one for one in claimed if one.channel == PARTY)


def parcel_key(code: str) -> str:
    return f"booking:{code}:book"


ROWS: tuple[Row, ...] = (
    row(registry.tariff_rows, lambda q: registry.tariff_rows(viewer=q.viewer), desks=sees("registry.tariff")),
    row(
        registry.zones,
        lambda q: (
            registry_models.CarrierZone.objects.create(
                carrier_id=carrier(), destination_id=q.world.places[0], zone="A", valid_from=q.world.on, source="test"
            ),
            registry.zones(viewer=q.viewer, on=q.world.on),
        )[1],
        desks=sees("registry.destination"),
    ),
    row(registry.judge, lambda q: registry.judge([fuel(q)], viewer=q.viewer).refused, desks=MAY, others=MISSING),
    row(
        registry.succeed,
        lambda q: registry.succeed([fuel(q)], viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        tariffs.preview_sheet,
        lambda q: tariffs.preview_sheet(fuel_sheet(q), "fuel", viewer=q.viewer),
        desks=MAY,
        others=MISSING,
    ),
    row(
        tariffs.import_sheet,
        lambda q: tariffs.import_sheet(fuel_sheet(q), "fuel", viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        tariffs.quotes,
        lambda q: tariffs.quotes(Consignment(q.world.place, 9_000, 80_000), on=q.world.on, viewer=q.viewer),
        desks=sees("registry.tariff"),
        others=MISSING,
    ),
    row(carriers.carriers, lambda q: carriers.carriers(viewer=spoken(q).viewer), desks=sees("registry.firm:key")),
    row(
        carriers.speak,
        lambda q: carriers.speak(carrier(), protocol="dcsa", account="A", viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        booking.book,
        lambda q: booking.book(new(spoken(q)), viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        booking.cancel_booking,
        lambda q: booking.cancel_booking(booked(q), viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        booking.answer_by_hand,
        lambda q: booking.answer_by_hand(
            booked(q), outcome="confirmed", reference="1", note="", viewer=q.viewer, now=q.world.now
        ),
        desks=MAY,
        others=MISSING,
    ),
    row(
        booking.answer_by_sheet,
        lambda q: booking.answer_by_sheet(b"no sheet", viewer=q.viewer, now=q.world.now),
        desks=REFUSED,
        others=MISSING,
    ),
    row(booking.bookings, lambda q: (booked(q), booking.bookings(viewer=q.viewer))[1], desks=sees("registry.firm:key")),
    row(
        booking.booking,
        lambda q: booking.booking(booked(q), viewer=q.viewer),
        desks=sees("registry.firm:key"),
        others=MISSING,
    ),
    row(
        booking.tell_aboard,
        lambda q: booking.tell_aboard(
            booked(q),
            "arrived_at_hub",
            at=q.world.now,
            place="Shenyang",
            viewer=q.viewer,
            on=q.world.on,
            now=q.world.now,
        ),
        desks=MAY,
        others=MISSING,
    ),
    row(
        load_bookings.to_book,
        lambda q: load_bookings.to_book(q.deal.load, viewer=q.viewer),
        desks=sees("registry.firm:key"),
        others=MISSING,
    ),
    row(
        load_bookings.load_booking,
        lambda q: load_bookings.load_booking(
            q.deal.load, carrier=carrier(), service=SERVICE, viewer=spoken(q).viewer, on=q.world.left_on
        ),
        desks=sees("freight.load"),
        others=MISSING,
    ),
    row(
        load_bookings.book_load,
        lambda q: (
            booked(q),
            load_bookings.book_load(
                q.deal.load,
                carrier=carrier(),
                service=SERVICE,
                viewer=q.viewer,
                on=q.world.left_on,
                now=q.world.now,
            ),
        )[1],
        desks=MAY,
        others=MISSING,
    ),
    row(
        load_bookings.missed_cut_offs,
        lambda q: (
            booked(q),
            load_bookings.missed_cut_offs(on=q.world.on + timedelta(days=9), hour=0, viewer=q.viewer),
        )[1],
        desks=MAY,
    ),
    row(booking.booking_sheet, lambda q: booking.booking_sheet(booked(q), viewer=q.viewer), desks=MAY, others=MISSING),
    step(
        carriers.seal,
        lambda q: carriers.seal(
            "dcsa", PartyRequest("GET /", b""), account="A", key="k", code="c", at=q.world.now, viewer=q.viewer
        ),
    ),
    step(booking.hear, lambda q: booking.hear(replied(q), viewer=q.viewer, now=q.world.now)),
    step(booking.follow_up, lambda q: booking.follow_up(viewer=q.viewer, now=q.world.now)),
    step(post.replies, lambda q: post.replies([replied(q).template], viewer=q.viewer)),
    step(post.take_reply, lambda q: post.take_reply(replied(q).code, viewer=q.viewer)),
    step(
        post.mark_answered,
        lambda q: post.mark_answered(
            Parcel("code", "token", PARTY, "party:any", "any", {}, 1),
            status=200,
            body=b"",
            viewer=q.viewer,
            now=q.world.now,
        ),
    ),
)
