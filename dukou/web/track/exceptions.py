"""Show what went wrong on the road, and let desks close it and claim it of the carrier."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.freight.door import claiming
from dukou.freight.records.tracking import CLAIM_NEXT, ExceptionPage, ExceptionRecord
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.freight.places import Places, places, service_name
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Ask, Choice, Column, Empty, Found, Table, table, table_page
from dukou.web.track.forms import ClaimForm, CloseForm, MoveForm
from dukou.web.track.shipment import kept
from dukou.web.words import tracking as w

LOOKS = {"late": "bg-yellow-lt", "missing": "bg-red-lt", "damaged": "bg-red-lt"}
OPEN = {"open": True, "closed": False}


@dataclass(frozen=True, slots=True)
class Row:
    """Hold an exception as the list shows it."""

    code: str
    kind: tuple[str, str]
    destination: str
    service: str
    found_on: date
    due_on: date
    told_on: date
    deadline_on: date | None
    claim: str
    state: str


@login_required
@require_safe
def exceptions(request: PageRequest) -> HttpResponse:
    """List what is late, missing or damaged: a firm's own, for desks all."""
    viewer = viewer_of(request)
    context = {"section": "exceptions", "is_desk": viewer.runs_desks}
    return table_page(request, "track/exceptions.html", context, _table(request, viewer, places()))


def _table(request: PageRequest, viewer: Viewer, where: Places) -> Table:
    def rows(ask: Ask) -> Found:
        found, total = claiming.exceptions(
            viewer=viewer,
            on=registry.today(),
            is_open=OPEN.get(ask.chosen.get("state", "")),
            kind=ask.chosen.get("kind", ""),
            shipment=ask.search,
            first=ask.first,
            count=ask.count,
        )
        return Found([_row(one, where) for one in found], total)

    columns = [
        Column("kind", _("What is wrong"), "badge", is_sortable=False),
        Column("destination", _("Destination"), is_sortable=False),
        Column("service", _("Service"), is_sortable=False),
        Column("found_on", _("Found on"), "date", is_sortable=False),
        Column("due_on", _("Due at the door"), "date", is_sortable=False),
        Column("told_on", _("Arrives on"), "date", is_sortable=False),
        Column("deadline_on", _("Claim by"), "date", is_sortable=False),
        Column("claim", _("Claim on the carrier"), is_sortable=False),
        Column("state", _("State"), is_sortable=False),
    ]
    return table(
        request,
        key="exceptions",
        title=_("Exceptions on the road"),
        columns=columns,
        rows=rows,
        choices=[
            Choice("kind", _("What is wrong"), tuple((kind, str(name)) for kind, name in w.KINDS.items())),
            Choice("state", _("State"), (("open", _("open")), ("closed", _("closed")))),
        ],
        empty=Empty(_("Nothing is wrong on the road."), _("What is late, missing or damaged stands here.")),
        link=lambda row: reverse("road_exception", args=[row.code]),
    )


def _row(one: ExceptionRecord, where: Places) -> Row:
    return Row(
        code=one.code,
        kind=(str(w.KINDS[one.kind]), LOOKS[one.kind] if one.closed_on is None else "bg-secondary-lt"),
        destination=where.name(one.destination),
        service=service_name(one.service),
        found_on=one.found_on,
        due_on=one.due_on,
        told_on=one.told_on,
        deadline_on=one.deadline_on,
        claim=str(w.CLAIM_STATES.get(one.claim, "")),
        state=str(w.CLOSED.get(one.outcome, _("open"))),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def exception(request: PageRequest, code: str) -> HttpResponse:
    """Show an exception with its claim; a POST of a desk closes it, files the claim, or says what came of it."""
    viewer, on = viewer_of(request), registry.today()
    page = claiming.exception(code, viewer=viewer, on=on)
    forms = _forms(request, page, on) if viewer.runs_desks else {}
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = forms.get(act)
    if form is not None and form.is_valid():
        try:
            DOES[act](code, form.cleaned_data, page, viewer)
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Put down."))
            return redirect("road_exception", code)
    is_late = viewer.runs_desks and page.claim is None and not _may_claim(page, on)
    context = _context(page, viewer, places()) | {"forms": forms, "is_too_late": is_late}
    return render(request, "track/exception.html", context)


def _may_claim(page: ExceptionPage, on: date) -> bool:
    """Tell whether the carrier can still be told in time."""
    return page.record.deadline_on is not None and on <= page.record.deadline_on


def _forms(request: PageRequest, page: ExceptionPage, on: date) -> dict[str, Form]:
    """Return the forms of what can be done next, the one that was sent with what was typed."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    found: dict[str, Form] = {}
    if page.record.closed_on is None:
        found["close"] = CloseForm(request.POST if act == "close" else None)
    if page.claim is None and _may_claim(page, on):
        found["claim"] = ClaimForm(*((request.POST, request.FILES) if act == "claim" else ()))
    if page.claim is not None and CLAIM_NEXT[page.claim.state]:
        found["move"] = MoveForm(request.POST if act == "move" else None, state=page.claim.state)
    return found


def _close(code: str, said: dict[str, Any], _page: ExceptionPage, viewer: Viewer) -> None:
    claiming.close_exception(code, said["outcome"], viewer=viewer, on=registry.today(), now=now())


def _file(code: str, said: dict[str, Any], page: ExceptionPage, viewer: Viewer) -> None:
    pictures = [one for one in (page.picture, kept(said["picture"], viewer)) if one]
    claiming.file_claim(
        code, amount_minor=said["amount"], pictures=pictures, viewer=viewer, on=registry.today(), now=now()
    )


def _move(code: str, said: dict[str, Any], _page: ExceptionPage, viewer: Viewer) -> None:
    paid = said["paid"] or 0
    claiming.move_claim(code, said["to"], paid_minor=paid, viewer=viewer, on=registry.today(), now=now())


Does = Callable[[str, dict[str, Any], ExceptionPage, Viewer], None]
DOES: dict[str, Does] = {"close": _close, "claim": _file, "move": _move}


def _context(page: ExceptionPage, viewer: Viewer, where: Places) -> dict[str, Any]:
    one, claim = page.record, page.claim
    carrier = claim.carrier if claim else None
    names = registry.firm_names([carrier], viewer=viewer).get(carrier) if carrier is not None else None
    return {
        "section": "exceptions",
        "one": one,
        "kind": str(w.KINDS[one.kind]).capitalize(),
        "finder": w.FINDERS[one.found_by],
        "place": where.name(one.destination),
        "service": service_name(one.service),
        "closed": w.CLOSED.get(one.outcome, ""),
        "picture": page.picture,
        "claim": claim,
        "amount": Money(claim.amount_minor) if claim else None,
        "carrier": named(*names) if names else "",
        "states": [
            (w.CLAIM_STATES[step.state], step.on, Money(step.paid_minor) if step.paid_minor else None)
            for step in (claim.steps if claim else ())
        ],
    }
