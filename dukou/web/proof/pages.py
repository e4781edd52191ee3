"""Show an owner the live proof and its own old invoices, and the desk and the office what carriers' bills prove."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Missing
from dukou.base.money import Money
from dukou.base.viewer import FACTORY, Viewer
from dukou.freight import door as freight
from dukou.freight.records.proving import Arm, AsBilled, OpenPart
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.freight.places import Places, places, service_name
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page

# A normal error lies within so many standard errors with a chance of 95 per cent.
NORMAL_95 = 1.96
FEN = 100
PRICE_PLACES = 4


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """Hold what a pair to a zone cost as billed, at own best and together, in yuan."""

    zone: str
    months: int
    pairs: int
    as_billed: str
    own_best: str
    together: str
    saved: float | None


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """Hold a load whose part of the reader's firm was drawn to go alone."""

    load: str
    on: date
    destination: str
    pairs: int
    own_best: Money


@dataclass(frozen=True, slots=True)
class OpenRow:
    """Hold a part of a load whose bills are not complete."""

    load: str
    on: date
    destination: str
    part: str
    missing: str
    unexpected: str
    billed: Money


@dataclass(frozen=True, slots=True)
class UnmatchedRow:
    """Hold a line of an invoice that names no load known here."""

    carrier: str
    invoice: str
    line: int
    reference: str
    service: str
    amount: Money
    billed_on: date


@dataclass(frozen=True, slots=True)
class ArmShown:
    """Hold one arm of the proof in words."""

    title: str
    loads: int
    matched: int
    planned: Money
    billed: Money
    ratio: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def proof(request: PageRequest) -> HttpResponse:
    """Show an owner what taking part means and its own old invoices; a POST joins the proof or leaves it."""
    viewer = viewer_of(request)
    if viewer.runs_desks:
        return redirect("proof_desk")
    if FACTORY not in viewer.roles:
        raise Missing("freight.proof_not_found")
    if request.method == "POST":
        freight.join_proof(request.POST.get("joins") == "yes", viewer=viewer, on=registry.today(), now=now())
        return redirect("proof")
    where = places()
    billed, drawn = _zones(request, viewer), _drawn(request, viewer, where)
    context = {"section": "bills", "takes_part": freight.in_proof(viewer=viewer), "drawn": drawn}
    return table_page(request, "proof/proof.html", context, billed, drawn)


def _zones(request: PageRequest, viewer: Viewer) -> Table:
    names: dict[str, list[str]] = {}
    for one in registry.destinations():
        names.setdefault(one.zone, []).append(named(one.name_zh, one.name_en))
    columns = [
        Column("zone", _("Where to")),
        Column("months", _("Months with invoices"), "number"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("as_billed", _("As billed, yuan a pair"), is_sortable=False),
        Column("own_best", _("Own best, yuan a pair"), is_sortable=False),
        Column("together", _("Together, yuan a pair"), is_sortable=False),
        Column("saved", _("Saved against the cheaper one"), "percent"),
    ]
    empty = Empty(
        _("No old invoices yet."),
        _("Bring in what your firm was billed in the last twelve months: the third way to compare."),
        reverse("proof_sheet", args=["past"]),
        _("Bring old invoices in"),
    )
    rows = [_zone(one, ", ".join(names.get(one.zone, [one.zone]))) for one in freight.as_billed(viewer=viewer)]
    return table(request, key="billed", title=_("As billed before"), columns=columns, rows=rows, empty=empty)


def _zone(one: AsBilled, name: str) -> ZoneRow:
    saved = None
    if one.together_minor is not None and one.own_best_minor is not None:
        cheaper = min(one.as_billed_minor, one.own_best_minor)
        saved = 1 - one.together_minor / cheaper if cheaper else None
    prices = (_a_pair(one.as_billed_minor), _a_pair(one.own_best_minor), _a_pair(one.together_minor))
    return ZoneRow(name, one.months, one.pairs, *prices, saved)


def _a_pair(minor: float | None) -> str:
    return "–" if minor is None else formats.number(round(Decimal(minor) / FEN, PRICE_PLACES), PRICE_PLACES)


def _drawn(request: PageRequest, viewer: Viewer, where: Places) -> Table:
    rows = [
        DrawnRow(one.load, one.on, where.name(one.destination), one.pairs, Money(one.own_best_minor))
        for one in freight.drawn_loads(viewer=viewer)
    ]
    columns = [
        Column("load", _("Load"), "code"),
        Column("on", _("Day"), "date"),
        Column("destination", _("Destination")),
        Column("pairs", _("Pairs"), "pairs"),
        Column("own_best", _("Own best"), "money"),
    ]
    empty = Empty(_("Nothing of yours was drawn yet."), _("About one of twenty loads is, once your firm takes part."))
    title = _("Drawn to go alone")
    return table(request, key="drawn", title=title, columns=columns, rows=rows, empty=empty, prefix="drawn_")


@login_required
@require_safe
def proof_desk(request: PageRequest) -> HttpResponse:
    """Show the desk and the office what bills prove; the desk also sees which bills are missing or match nothing."""
    viewer = viewer_of(request)
    found = freight.proof(viewer=viewer)
    margin = None if found.error is None else NORMAL_95 * found.error
    context: dict[str, Any] = {
        "section": "freight_desk" if viewer.runs_desks else "town",
        "is_desk": viewer.runs_desks,
        "firms": found.firms,
        "arms": [_arm(_("Alone, drawn"), found.alone), _arm(_("Together"), found.together)],
        "saving": found.saving,
        "least": None if margin is None or found.saving is None else found.saving - margin,
        "most": None if margin is None or found.saving is None else found.saving + margin,
    }
    if not viewer.runs_desks:
        return render(request, "proof/desk.html", context)
    still_open, unmatched = _open(request, viewer), _unmatched(request, viewer)
    return table_page(request, "proof/desk.html", context | {"unmatched": unmatched}, still_open, unmatched)


def _arm(title: str, one: Arm) -> ArmShown:
    ratio = "–"
    if one.ratio is not None and one.error is not None:
        margin = NORMAL_95 * one.error
        middle, low, high = map(formats.percent, (one.ratio, one.ratio - margin, one.ratio + margin))
        ratio = f"{middle} ({low} – {high})"
    return ArmShown(title, one.loads, one.matched, Money(one.planned_minor), Money(one.billed_minor), ratio)


def _open(request: PageRequest, viewer: Viewer) -> Table:
    where = places()
    firms = {one.id: named(one.name_zh, one.name_en) for one in registry.firms(viewer=viewer)}
    rows = [_open_row(one, where, firms.get(one.firm or 0, "")) for one in freight.open_parts(viewer=viewer)]
    columns = [
        Column("load", _("Load"), "code"),
        Column("on", _("Day"), "date"),
        Column("destination", _("Destination")),
        Column("part", _("Whose")),
        Column("missing", _("Not billed yet")),
        Column("unexpected", _("Billed, but not carried so")),
        Column("billed", _("Billed so far"), "money"),
    ]
    empty = Empty(_("Nothing is open."), _("Every load that was drawn or billed is billed completely."))
    return table(
        request,
        key="open",
        title=_("Bills that are not complete"),
        columns=columns,
        rows=rows,
        empty=empty,
        sort="on",
        link=lambda row: reverse("load", args=[row.load]),
    )


def _open_row(one: OpenPart, where: Places, firm: str) -> OpenRow:
    return OpenRow(
        load=one.load,
        on=one.on,
        destination=where.name(one.destination),
        part=firm or _("what went together"),
        missing=_services(one.missing),
        unexpected=_services(one.unexpected),
        billed=Money(one.billed_minor),
    )


def _services(codes: Sequence[str]) -> str:
    return ", ".join(service_name(one) for one in codes)


def _unmatched(request: PageRequest, viewer: Viewer) -> Table:
    firms = {one.id: named(one.name_zh, one.name_en) for one in registry.firms(viewer=viewer)}
    rows = [
        UnmatchedRow(
            carrier=firms.get(one.carrier, ""),
            invoice=one.invoice,
            line=one.line,
            reference=one.reference,
            service=service_name(one.service),
            amount=Money(one.amount_minor),
            billed_on=one.billed_on,
        )
        for one in freight.unmatched_bills(viewer=viewer)
    ]
    columns = [
        Column("invoice", _("Invoice"), "as_written"),
        Column("line", _("Line"), "number"),
        Column("carrier", _("Carrier")),
        Column("reference", _("Named as load"), "as_written"),
        Column("service", _("Service")),
        Column("amount", _("Amount"), "money"),
        Column("billed_on", _("Billed on"), "date"),
    ]
    empty = Empty(_("Every bill names a load."), _("Bills that name none are listed here, and count for nothing."))
    return table(
        request,
        key="unmatched",
        title=_("Bills that match no load"),
        columns=columns,
        rows=rows,
        empty=empty,
        prefix="unmatched_",
    )
