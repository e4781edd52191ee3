"""Show the desk its bookings and how each carrier is spoken to; book, cancel, and write down what was said."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dukou.base.days import instant
from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.freight.door import booking as door
from dukou.freight.door import carriers, load_bookings
from dukou.freight.records.carriers import BookingRecord, NewBooking
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.carriers.forms import BookingForm, SpokenForm, WordForm
from dukou.web.carriers.pages import desk_viewer
from dukou.web.clock import now
from dukou.web.freight.carriers import LOOKS, missed
from dukou.web.freight.places import carrier_names, places, service_name
from dukou.web.parts import formats
from dukou.web.parts.excel import LARGEST_BYTES, download
from dukou.web.parts.forms import Form, refused
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page
from dukou.web.track.forms import EventForm
from dukou.web.words.carriers import BOOKING_EVENTS, BOOKING_STATES, PROTOCOLS

PAGE = require_http_methods(["GET", "HEAD", "POST"])
# A telephone call names a day; noon stands for it.
NOON = 12


@dataclass(frozen=True, slots=True)
class BookingLine:
    """Hold a booking as the table shows it."""

    code: str
    carrier: str
    service: str
    destination: str
    departs_on: date
    arrives_on: date | None
    cartons: int
    state: tuple[str, str]
    reference: str


@dataclass(frozen=True, slots=True)
class CarrierLine:
    """Hold how a carrier is spoken to, as the table shows it."""

    carrier: str
    protocol: str
    account: str


@login_required
@PAGE
@once
def bookings(request: PageRequest) -> HttpResponse:
    """Show bookings and carriers; a POST sets how a carrier is spoken to."""
    viewer = desk_viewer(request)
    names = carrier_names(viewer)
    form = SpokenForm(request.POST if request.method == "POST" else None, carriers=names)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            carriers.speak(
                said["carrier"], protocol=said["protocol"], account=said["account"], viewer=viewer, now=now()
            )
            return redirect("carrier_bookings")
        except Refusal as refusal:
            refused(form, refusal)
    spoken = _carrier_table(request, viewer, names)
    context = {"section": "freight_desk", "form": form, "spoken": spoken, "missed": missed(viewer)}
    return table_page(request, "carriers/bookings.html", context, _booking_table(request, viewer, names), spoken)


def _booking_table(request: PageRequest, viewer: Viewer, names: dict[int, str]) -> Table:
    where = places()
    rows = [
        BookingLine(
            code=one.code,
            carrier=names.get(one.carrier, ""),
            service=service_name(one.service),
            destination=where.name(one.destination),
            departs_on=one.departs_on,
            arrives_on=one.arrives_on,
            cartons=one.cartons,
            state=(str(BOOKING_STATES[one.state]), LOOKS[one.state]),
            reference=one.reference,
        )
        for one in door.bookings(viewer=viewer)
    ]
    columns = [
        Column("code", _("Booking"), "code"),
        Column("carrier", _("Carrier")),
        Column("service", _("Service")),
        Column("destination", _("Destination")),
        Column("departs_on", _("Leaves on"), "date"),
        Column("arrives_on", _("Arrives on"), "date"),
        Column("cartons", _("Cartons"), "number"),
        Column("state", _("State"), "badge"),
        Column("reference", _("Carrier's number"), "code"),
    ]
    empty = Empty(
        _("No bookings yet."), _("Book a departure with a carrier."), reverse("carrier_book"), _("Book a departure")
    )
    return table(
        request,
        key="bookings",
        title=_("Bookings"),
        columns=columns,
        rows=rows,
        choices=[Choice("state", _("State"))],
        empty=empty,
        link=lambda row: reverse("carrier_booking", args=[row.code]),
    )


def _carrier_table(request: PageRequest, viewer: Viewer, names: dict[int, str]) -> Table:
    rows = [
        CarrierLine(names.get(one.carrier, ""), str(PROTOCOLS[one.protocol]), one.account)
        for one in carriers.carriers(viewer=viewer)
    ]
    columns = [
        Column("carrier", _("Carrier")),
        Column("protocol", _("Spoken to by")),
        Column("account", _("Our account there"), "code"),
    ]
    empty = Empty(_("No carrier is spoken to yet."), _("Choose below how each carrier is told of bookings."))
    return table(request, key="spoken", title=_("Carriers"), columns=columns, rows=rows, empty=empty, prefix="carrier_")


@login_required
@PAGE
@once
def book(request: PageRequest) -> HttpResponse:
    """Book a departure with a carrier."""
    viewer = desk_viewer(request)
    names = carrier_names(viewer)
    spoken = {one.carrier: names.get(one.carrier, "") for one in carriers.carriers(viewer=viewer)}
    form = BookingForm(
        request.POST if request.method == "POST" else None,
        begin=_begun(request, viewer),
        carriers=spoken,
        places=places().names,
        countries={one.code: one.iso for one in registry.destinations()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("carrier_booking", door.book(form.booking(), viewer=viewer, now=now()))
        except Refusal as refusal:
            refused(form, refusal)
    context = {"section": "freight_desk", "form": form, "has_carriers": bool(spoken)}
    return render(request, "carriers/book.html", context, status=422 if form.errors else 200)


def _begun(request: PageRequest, viewer: Viewer) -> NewBooking | None:
    """Return the booking that the form begins with where the address names a part of a load."""
    load, carrier = request.GET.get("load", ""), request.GET.get("carrier", "")
    if not load or not (carrier.isascii() and carrier.isdigit()):
        return None
    service = request.GET.get("service", "")
    return load_bookings.load_booking(load, carrier=int(carrier), service=service, viewer=viewer, on=registry.today())


@login_required
@PAGE
@once
def booking(request: PageRequest, code: str) -> HttpResponse:
    """Show a booking and what happened to it; a POST cancels it, or writes down what its carrier said."""
    viewer = desk_viewer(request)
    record, events, letter = door.booking(code, viewer=viewer)
    act = request.POST.get("act", "")
    word = WordForm(request.POST if act == "word" else None)
    event = EventForm(request.POST if act == "event" else None, initial={"day": registry.today()})
    form = {"word": word, "event": event}.get(act)
    if "cancel" in request.POST or (form is not None and form.is_valid()):
        try:
            _does(request, code, form, viewer)
        except Refusal as refusal:
            refused(form, refusal) if form else messages.error(request, words.sentence(refusal))
        else:
            return redirect("carrier_booking", code)
    context = {
        "section": "freight_desk",
        "one": record,
        "letter": letter,
        "word": word,
        "event": event if record.load else None,
        **_named(record, viewer),
        "events": [(BOOKING_EVENTS[event.kind], event.note, event.at) for event in events],
        "is_over": record.state in {"refused", "cancelled"},
    }
    return render(request, "carriers/booking.html", context, status=422 if word.errors or event.errors else 200)


def _does(request: PageRequest, code: str, form: Form | None, viewer: Viewer) -> None:
    """Cancel a booking, or write down what its carrier said: of the booking, or of the goods aboard."""
    if form is None:
        door.cancel_booking(code, viewer=viewer, now=now())
        return
    said = form.cleaned_data
    if isinstance(form, WordForm):
        words_said = {name: said[name] for name in ("outcome", "reference", "arrives_on", "note")}
        door.answer_by_hand(code, **words_said, viewer=viewer, now=now())
        return
    count = door.tell_aboard(
        code,
        said["kind"],
        at=instant(said["day"], NOON),
        place=said["place"],
        viewer=viewer,
        on=registry.today(),
        now=now(),
    )
    text = ngettext("%(count)s shipment was told of it.", "%(count)s shipments were told of it.", count)
    messages.success(request, text % {"count": formats.number(count)})


def _named(one: BookingRecord, viewer: Viewer) -> dict[str, Any]:
    return {
        "carrier": carrier_names(viewer).get(one.carrier, ""),
        "service": service_name(one.service),
        "destination": places().name(one.destination),
        "state": BOOKING_STATES[one.state],
        "look": LOOKS[one.state],
        "protocol": PROTOCOLS[one.protocol],
    }


@login_required
@require_safe
def booking_sheet(request: PageRequest, code: str) -> HttpResponse:
    """Hand out a booking as a workbook for the carrier to fill in."""
    return download(door.booking_sheet(code, viewer=desk_viewer(request)), f"booking-{code}")


@login_required
@require_POST
def answered_sheet(request: PageRequest) -> HttpResponse:
    """Take the answer out of a sheet that a carrier sent back."""
    viewer = desk_viewer(request)
    upload = request.FILES.get("sheet")
    try:
        if upload is None:
            raise Refusal("files.empty")
        if (upload.size or 0) > LARGEST_BYTES:
            raise Refusal("files.too_large", {"bytes": upload.size or 0, "most_bytes": LARGEST_BYTES})
        return redirect("carrier_booking", door.answer_by_sheet(upload.read(), viewer=viewer, now=now()))
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, words.sentence(refusal))
        return redirect("carrier_bookings")
