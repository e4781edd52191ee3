"""Book carriers for the parts of a load, and say which cut-offs they have missed."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.freight.door import carriers
from dukou.freight.door import load_bookings as door
from dukou.freight.records.carriers import ToBook
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.freight.places import carrier_names, places, service_name
from dukou.web.freight.rows import desk_viewer
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.words.carriers import BOOKING_STATES
from dukou.web.words.clock import FIRST_HOUR

LOOKS = {"asked": "bg-yellow-lt", "confirmed": "bg-green-lt", "refused": "bg-red-lt", "cancelled": "bg-secondary-lt"}
SENDER_UNKNOWN = "freight.sender_unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """Hold what goes by a carrier's service of a load; `differs` says that another amount is booked than is aboard."""

    carrier: str
    carrier_id: int
    service: str
    service_code: str
    departs_on: date
    arrives_on: date
    cartons: int
    vehicles: int
    booking: str
    state: tuple[str, str]
    booked_cartons: int
    differs: bool
    may_book: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """Hold a departure that its carrier has not confirmed in time, and where to see to it."""

    destination: str
    service: str
    departs_on: date
    is_asked: bool
    href: str


@login_required
@require_safe
def load_carriers(request: PageRequest, code: str) -> HttpResponse:
    """Show what goes by each carrier's service of a load, and how it is booked."""
    viewer = desk_viewer(request)
    context = {
        "section": "freight_desk",
        "code": code,
        "carrier_parts": parts(code, viewer),
    }
    return render(request, "freight/load_carriers.html", context)


def parts(load: str, viewer: Viewer) -> list[Part]:
    """Return what goes by each carrier's service of a load, and how it is booked."""
    names, on = carrier_names(viewer), registry.today()
    spoken = {one.carrier for one in carriers.carriers(viewer=viewer)}
    return [
        _part(one, names, one.carrier in spoken and one.departs_on >= on) for one in door.to_book(load, viewer=viewer)
    ]


def _part(one: ToBook, names: dict[int, str], may_book: bool) -> Part:
    booked = one.booking
    return Part(
        carrier=names.get(one.carrier, ""),
        carrier_id=one.carrier,
        service=service_name(one.service),
        service_code=one.service,
        departs_on=one.departs_on,
        arrives_on=one.arrives_on,
        cartons=one.cartons,
        vehicles=one.vehicles,
        booking=booked.code if booked else "",
        state=(str(BOOKING_STATES[booked.state]), LOOKS[booked.state]) if booked else ("", ""),
        booked_cartons=booked.cartons if booked else 0,
        differs=booked is not None and (booked.cartons, booked.grams, booked.ml) != (one.cartons, one.grams, one.ml),
        may_book=may_book and booked is None,
    )


@login_required
@require_POST
@once
def book_load(request: PageRequest, load: str) -> HttpResponse:
    """Book a carrier for its part of a load; the first time with it, the form asks who sends."""
    viewer = desk_viewer(request)
    carrier, service = request.POST.get("carrier", ""), request.POST.get("service", "")
    if not (carrier.isascii() and carrier.isdigit()):
        raise Missing("freight.nothing_aboard")
    try:
        code = door.book_load(
            load, carrier=int(carrier), service=service, viewer=viewer, on=registry.today(), now=now()
        )
    except Missing:
        raise
    except Refusal as refusal:
        if refusal.code == SENDER_UNKNOWN:
            asked = urlencode({"load": load, "carrier": carrier, "service": service})
            return redirect(f"{reverse('carrier_book')}?{asked}")
        messages.error(request, words.sentence(refusal))
        return redirect("load_carriers", load)
    messages.success(request, _("The carrier is asked."))
    return redirect("carrier_booking", code)


def missed(viewer: Viewer) -> list[Missed]:
    """Return the departures that were not confirmed by their cut-off, by the town's clock."""
    clock, where = registry.town_clock(viewer=viewer), places()
    return [
        Missed(
            destination=where.name(one.destination),
            service=service_name(one.service),
            departs_on=one.departs_on,
            is_asked=one.booking is not None,
            href=reverse("carrier_booking", args=[one.booking]) if one.booking else reverse("load", args=[one.load]),
        )
        for one in door.missed_cut_offs(on=clock.on, hour=FIRST_HOUR + clock.step, viewer=viewer)
    ]
