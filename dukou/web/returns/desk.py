"""Show the returns desk its cases and its parcels, book parcels, and match them to delivered lines."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.journey import parcels as journey
from dukou.registry import door as registry
from dukou.returns import door as returns
from dukou.returns.records import DeskCase, NewParcel, ParcelRecord
from dukou.returns.records.dock import Candidate, Expiring
from dukou.web import words
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import Form, PairsField, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page
from dukou.web.words import dock, steps
from dukou.web.words import returns as w

MOST_CANDIDATES = 12
STATES = {
    "open": (gettext_lazy("on its way back"), "bg-azure-lt"),
    "graded": (gettext_lazy("graded"), "bg-yellow-lt"),
    "decided": (gettext_lazy("decided"), "bg-yellow-lt"),
    "received": (gettext_lazy("received"), "bg-azure-lt"),
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Hold a case as the desk's table shows it."""

    sock: str
    days: int
    refund: Money
    pairs: int
    reason: str
    state: tuple[str | Promise, str]
    outcome: str
    seller: str
    buyer: str
    code: str


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """Hold a parcel as the desk's table shows it."""

    reference: str
    days: int
    pairs: int
    cartons: int
    grams: int
    note: str
    came_on: date
    state: tuple[str | Promise, str]
    code: str


@dataclass(frozen=True, slots=True)
class NextRow:
    """Hold what expires as the desk's table shows it."""

    kind: str
    expires_on: date
    money: Money
    pairs: int
    state: tuple[str, str]
    href: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """Hold a delivered line that a parcel may be of."""

    line: int
    order: str
    buyer: str
    place: str
    seller: str
    sock: str
    size: str
    pairs: int
    delivered_on: date
    is_exact: bool
    by: tuple[str, ...]


class ParcelForm(Form):
    """Read a parcel that came back unannounced."""

    carrier_ref = forms.CharField(label=gettext_lazy("Carrier's number"), max_length=40)
    pairs = PairsField(label=gettext_lazy("Pairs counted"))
    cartons = PairsField(label=gettext_lazy("Cartons"), most=1_000, initial=1)
    kilos = forms.DecimalField(label=gettext_lazy("Weight in kilograms"), min_value=0, max_digits=8, decimal_places=3)
    note_code = forms.ChoiceField(
        label=gettext_lazy("What strikes the eye"), choices=tuple(w.NOTES.items()), required=False
    )


@once
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: PageRequest) -> HttpResponse:
    """Show the board of the returns desk; a parcel is booked here."""
    viewer, on = viewer_of(request), registry.today()
    if not viewer.runs_desks:
        raise Http404
    form = ParcelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        new = NewParcel(
            on, typed["carrier_ref"], typed["cartons"], int(typed["kilos"] * 1_000), typed["pairs"], typed["note_code"]
        )
        try:
            code = returns.book_parcel(new, viewer=viewer, now=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Booked. Now look for the line that it is of."))
            return redirect("parcel_back", code)
    cases, parcels = returns.open_cases(viewer=viewer), returns.parcels(viewer=viewer)
    unmatched = [one for one in parcels if one.state == "unmatched"]
    open_minor = sum(one.refund_minor for one in cases)
    context = {
        "section": "returns_desk",
        "form": form,
        "cases": len(cases),
        "open_money": Money(open_minor),
        "unmatched": len(unmatched),
        "unmatched_pairs": sum(one.pairs_counted for one in unmatched),
        "oldest": max(((on - one.came_on).days for one in unmatched), default=0),
    }
    first, second = _parcels(request, parcels, on), _cases(request, cases, on)
    third = _next(request, returns.expiring(on=on, viewer=viewer), on)
    tables = {"case_table": second, "next_table": third}
    response = table_page(request, "returns/desk.html", context | tables, first, second, third)
    response.status_code = 422 if form.errors else response.status_code
    return response


@once
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def parcel(request: PageRequest, code: str) -> HttpResponse:
    """Show one parcel with the lines that it may be of, and match it."""
    viewer, on = viewer_of(request), registry.today()
    one = returns.parcel(code, viewer=viewer)
    error = ""
    if request.method == "POST":
        try:
            journey.match(code, _line(request.POST.get("line", "")), viewer=viewer, on=on, now=now())
        except Missing:
            raise
        except Refusal as refusal:
            error = words.sentence(refusal)
        else:
            messages.success(request, _("Matched. A case is open; its cause is unproven, so nobody is charged."))
            return redirect("parcel_back", code)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    found = returns.candidates(code, search=search, viewer=viewer) if one.state == "unmatched" else []
    context = {
        "section": "returns_desk",
        "parcel": one,
        "note": w.NOTES[one.note_code],
        "days": (on - one.came_on).days,
        "search": search,
        "candidates": [_candidate(line) for line in found[:MOST_CANDIDATES]],
        "error": error,
        "kilos": one.grams / 1_000,
    }
    return render(request, "returns/parcel.html", context, status=422 if error else 200)


def _cases(request: PageRequest, cases: list[DeskCase], on: date) -> Table:
    rows = [
        CaseRow(
            sock=f"{named(one.name_zh, one.name_en)} · {named(one.colour_zh, one.colour_en)} · {one.size}",
            days=(on - one.requested_on).days,
            refund=Money(one.refund_minor),
            pairs=one.pairs,
            reason=str(steps.REASONS[one.reason]),
            state=STATES[one.state],
            outcome=str(steps.OUTCOMES[one.outcome]),
            seller=named(one.firm_zh, one.firm_en),
            buyer=named(one.buyer_zh, one.buyer_en),
            code=one.code,
        )
        for one in cases
    ]
    return table(
        request,
        key="cases",
        prefix="case-",
        title=_("Cases that are not closed"),
        columns=[
            Column("sock", _("Sock")),
            Column("days", _("Days waiting"), "number"),
            Column("refund", _("To make good"), "money"),
            Column("pairs", _("Pairs"), "pairs"),
            Column("reason", _("Reason")),
            Column("state", _("State"), "badge"),
            Column("outcome", _("Made good by")),
            Column("seller", _("Seller"), "as_written"),
            Column("buyer", _("Buyer"), "as_written"),
        ],
        rows=rows,
        choices=[Choice("reason", _("Reason"))],
        empty=Empty(_("No case is open."), _("A case opens when a buyer claims, or when a parcel finds its line.")),
        link=lambda row: reverse("trace", args=[row.code]),
        sort="-days",
    )


def _parcels(request: PageRequest, parcels: list[ParcelRecord], on: date) -> Table:
    states = {
        "unmatched": (_("unmatched"), "bg-red-lt"),
        "matched": (_("matched"), "bg-green-lt"),
        "lapsed": (_("among seconds, charged to nobody"), "bg-secondary-lt"),
    }
    rows = [
        ParcelRow(
            reference=one.carrier_ref or one.code,
            days=((one.matched_on or one.lapsed_on or on) - one.came_on).days,
            pairs=one.pairs_counted,
            cartons=one.cartons,
            grams=one.grams,
            note=str(w.NOTES[one.note_code]),
            came_on=one.came_on,
            state=states[one.state],
            code=one.code,
        )
        for one in parcels
    ]
    return table(
        request,
        key="parcels",
        title=_("Parcels that nobody announced"),
        columns=[
            Column("reference", _("Carrier's number"), "code"),
            Column("state", _("State"), "badge"),
            Column("days", _("Days waiting"), "number"),
            Column("pairs", _("Pairs"), "pairs"),
            Column("cartons", _("Cartons"), "number"),
            Column("note", _("Note")),
            Column("came_on", _("Came on"), "date"),
        ],
        rows=rows,
        empty=Empty(_("No parcel waits for its line."), _("Book one below when it comes back without a word.")),
        link=lambda row: reverse("parcel_back", args=[row.code]),
        page_size=10,
    )


def _candidate(found: Candidate) -> Proposed:
    line = found.line
    return Proposed(
        line=line.line_id,
        order=line.order,
        buyer=named(line.buyer_zh, line.buyer_en),
        place=named(line.place_zh, line.place_en),
        seller=named(line.owner_zh, line.owner_en),
        sock=f"{named(line.name_zh, line.name_en)} · {named(line.colour_zh, line.colour_en)}",
        size=line.size,
        pairs=line.pairs,
        delivered_on=line.delivered_on,
        is_exact="pairs" in found.by,
        by=tuple(str(dock.BY[one]) for one in found.by),
    )


def _next(request: PageRequest, found: list[Expiring], on: date) -> Table:
    """Return the table of what expires next, of one day the dearest first."""
    rows = [
        NextRow(
            kind=str(dock.EXPIRING[one.kind]),
            expires_on=one.expires_on,
            money=Money(one.money_minor),
            pairs=one.pairs,
            state=_due(one.expires_on, on),
            href=_where(one),
        )
        for one in found
    ]
    return table(
        request,
        key="expiring",
        prefix="next-",
        title=_("What expires next"),
        columns=[
            Column("kind", _("What")),
            Column("expires_on", _("Until"), "date"),
            Column("state", _("State"), "badge"),
            Column("money", _("Value"), "money"),
            Column("pairs", _("Pairs"), "pairs"),
        ],
        rows=rows,
        choices=[Choice("kind", _("What"))],
        empty=Empty(
            _("Nothing expires."),
            _("What waits for its day stands here: parcels, claims, gradings, charges, recalls, holds."),
        ),
        link=lambda row: row.href,
        page_size=10,
    )


def _where(one: Expiring) -> str:
    """Return the page on which something that expires is done."""
    if one.kind == "relief":
        return reverse("returns_abroad")
    if one.kind == "hold":
        return f"{reverse('holds')}?lot={one.code}"
    pages = {"parcel": "parcel_back", "claim": "claim_case", "charge": "fault", "recall": "recall"}
    return reverse(pages.get(one.kind, "grade"), args=[one.code])


def _due(expires_on: date, on: date) -> tuple[str, str]:
    days = (expires_on - on).days
    if days < 0:
        return _("past its day"), "bg-red-lt"
    if days == 0:
        return _("today"), "bg-yellow-lt"
    return _("in %(days)s days") % {"days": days}, "bg-secondary-lt"


def _line(text: str) -> int:
    """Return the line that was chosen; what was never offered does not exist."""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Refusal("returns.no_line_chosen")
    return int(text)
