"""Show a shipment to those whose it is: its way, its link, its hand-overs; let them report and hand over."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dukou.base.days import instant
from dukou.base.errors import Refusal
from dukou.base.viewer import Viewer
from dukou.files import door as files
from dukou.freight.door import claiming, handovers, tracking
from dukou.freight.records.tracking import NewEvent, NewHandOver
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.freight.places import places
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, refused
from dukou.web.parts.once import FIELD, once
from dukou.web.parts.requests import PageRequest
from dukou.web.track.forms import EventForm, HandOverForm, ReportForm
from dukou.web.track.way import way
from dukou.web.words import tracking as w

LONGEST_KEY, NOON = 64, 12


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def shipment(request: PageRequest, code: str) -> HttpResponse:
    """Show a shipment; a POST makes its link or withdraws it, reports goods, or as a desk tells what happened."""
    viewer, on = viewer_of(request), registry.today()
    shown = tracking.own_track(code, viewer=viewer, on=on)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms: dict[str, Form] = {"report": ReportForm(*((request.POST, request.FILES) if act == "report" else ()))}
    if viewer.runs_desks:
        forms["event"] = EventForm(request.POST if act == "event" else None, initial={"day": on})
    form = forms.get(act)
    if act in LINKS:
        return LINKS[act](request, code, viewer)
    if form is not None and form.is_valid():
        try:
            return SAID[act](request, code, form.cleaned_data, viewer)
        except Refusal as refusal:
            refused(form, refusal)
    wrong, _total = claiming.exceptions(viewer=viewer, on=on, is_open=None, shipment=code)
    context = way(shown.track) | {
        "section": "orders",
        "shipment": shown,
        "forms": forms,
        "link": request.build_absolute_uri(reverse("track", args=[shown.link])) if shown.link else "",
        "hands": [(w.LEGS[one.leg], one) for one in handovers.hand_overs(code, viewer=viewer)],
        "legs": handovers.to_hand_over(code, viewer=viewer).legs,
        "exceptions": [(str(w.KINDS[one.kind]).capitalize(), one, w.CLOSED.get(one.outcome, "")) for one in wrong],
    }
    return render(request, "track/shipment.html", context)


def _share(request: PageRequest, code: str, viewer: Viewer) -> HttpResponse:
    tracking.share_track(code, viewer=viewer, on=registry.today(), now=now())
    messages.success(request, _("Whoever has this link sees the way of this shipment, and nothing else."))
    return redirect("shipment", code)


def _withdraw(request: PageRequest, code: str, viewer: Viewer) -> HttpResponse:
    tracking.withdraw_track(code, viewer=viewer, on=registry.today(), now=now())
    messages.success(request, _("The link leads nowhere any more."))
    return redirect("shipment", code)


def _tell(request: PageRequest, code: str, said: dict[str, Any], viewer: Viewer) -> HttpResponse:
    # A telephone call names a day; noon stands for it.
    new = NewEvent(code, said["kind"], instant(said["day"], NOON), said["place"])
    outcome = tracking.record_events([new], source="desk", viewer=viewer, on=registry.today(), now=now())
    if outcome.refused:
        raise outcome.refused[0].refusal
    messages.success(request, _("Put down."))
    return redirect("shipment", code)


def _report(request: PageRequest, code: str, said: dict[str, Any], viewer: Viewer) -> HttpResponse:
    found = claiming.report_exception(
        code,
        said["kind"],
        cartons=said["cartons"],
        picture=kept(said["picture"], viewer),
        viewer=viewer,
        on=registry.today(),
        now=now(),
    )
    messages.success(request, _("It is reported. The freight desk takes it up with the carrier."))
    return redirect("road_exception", found)


LINKS = {"share": _share, "withdraw": _withdraw}
SAID = {"event": _tell, "report": _report}


def kept(picture: Any, viewer: Viewer) -> str:
    """Keep a picture that was sent, if one was, and return its code."""
    if not picture:
        return ""
    return files.store(picture.read(), purpose="freight", firm=viewer.firm, viewer=viewer, now=now()).code


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def hand_over(request: PageRequest, code: str) -> HttpResponse:
    """Put down on a phone that cartons went from one hand to another; sent twice it is put down once."""
    viewer = viewer_of(request)
    goods = handovers.to_hand_over(code, viewer=viewer)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandOverForm(*sent, legs=goods.legs)
    if request.method == "POST" and form.is_valid():
        try:
            _handed_over(code, form.cleaned_data, request.POST.get(FIELD, "")[:LONGEST_KEY], viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("The hand-over is put down."))
            return redirect("shipment", code)
    context = {"section": "orders", "goods": goods, "place": places().name(goods.destination), "form": form}
    return render(request, "track/hand_over.html", context)


def _handed_over(code: str, said: dict[str, Any], key: str, viewer: Viewer) -> None:
    at = now()
    new = NewHandOver(key, said["leg"], code, said["given_by"], said["taken_by"], said["found"], at)
    new = replace(new, picture=kept(said["picture"], viewer))
    outcome = handovers.hand_over([new], viewer=viewer, on=registry.today(), now=at)
    if outcome.refused:
        raise outcome.refused[0].refusal
