"""Show the desk the tariffs of a day, bring sheets of them in, and price a consignment by every service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.freight.door import tariffs as door
from dukou.freight.records.carriers import SHEETS, Consignment, SheetKind
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.carriers.shown import heading, quote_shown, sheet_rows
from dukou.web.clock import now
from dukou.web.freight.places import carrier_names, places, service_name
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.excel import Cell, download, workbook
from dukou.web.parts.forms import DayField, Form, refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.sheets import Rows, SheetPage, SheetShown, sheet_page
from dukou.web.parts.table import Column, Empty, Table, table, table_page
from dukou.web.words.carriers import KINDS, SHEET_KINDS

GRAMS_A_KG, ML_A_M3 = 1_000, 1_000_000
PAGE = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class TariffLine:
    """Hold a tariff as the table shows it."""

    carrier: str
    service: str
    where: str
    kind: str
    currency: str
    transit_days: int
    valid_from: date
    valid_to: date | None
    source: str


class DayForm(Form):
    """Ask for a day."""

    on = DayField(label=gettext_lazy("Valid on"))


class QuoteForm(Form):
    """Ask what travels, where to, and when it is ready."""

    destination = forms.ChoiceField(label=gettext_lazy("Destination"))
    kilograms = forms.DecimalField(
        label=gettext_lazy("Weight, kg"), min_value=Decimal("0.001"), max_value=10**6, decimal_places=3
    )
    cubic_metres = forms.DecimalField(
        label=gettext_lazy("Volume, m³"), min_value=Decimal("0.000001"), max_value=10**4, decimal_places=6
    )
    shipments = forms.IntegerField(label=gettext_lazy("Number of shipments"), min_value=1, max_value=10**5, initial=1)
    on = DayField(label=gettext_lazy("Ready on"))

    def __init__(self, *args: Any, places: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["destination"]).choices = list(places.items())

    def consignment(self) -> Consignment:
        """Return what was asked for, in grams and ml."""
        said = self.cleaned_data
        return Consignment(
            said["destination"],
            int(said["kilograms"] * GRAMS_A_KG),
            int(said["cubic_metres"] * ML_A_M3),
            said["shipments"],
        )


def desk_viewer(request: PageRequest) -> Viewer:
    """Return the viewer if he works at a desk; for others the page does not exist."""
    viewer = viewer_of(request)
    if not viewer.runs_desks:
        raise Missing("freight.tariff_not_found")
    return viewer


@login_required
@require_safe
def tariffs(request: PageRequest) -> HttpResponse:
    """Show the tariffs that hold on a day, today's if none is named."""
    viewer = desk_viewer(request)
    form = DayForm(request.GET if "on" in request.GET else None, initial={"on": registry.today()})
    on = form.cleaned_data["on"] if form.is_valid() else registry.today()
    context = {"section": "freight_desk", "form": form, "on": on, "sheets": SHEET_KINDS.items()}
    return table_page(request, "carriers/tariffs.html", context, _tariff_table(request, viewer, on))


def _tariff_table(request: PageRequest, viewer: Viewer, on: date) -> Table:
    carriers = carrier_names(viewer)
    names = {one.id: named(one.name_zh, one.name_en) for one in registry.destinations()}
    rows = [
        TariffLine(
            carrier=carriers.get(one.carrier, ""),
            service=service_name(one.service),
            where=names.get(one.destination or 0, "") or _("zone %(zone)s") % {"zone": one.zone},
            kind=str(KINDS[one.kind]),
            currency=one.currency,
            transit_days=one.transit_days,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            source=one.source,
        )
        for one in registry.tariff_rows(viewer=viewer, on=on)
    ]
    columns = [
        Column("carrier", _("Carrier")),
        Column("service", _("Service")),
        Column("where", _("Where to")),
        Column("kind", _("Kind")),
        Column("currency", _("Currency"), "code"),
        Column("transit_days", _("Days"), "number"),
        Column("valid_from", _("Valid from"), "date"),
        Column("valid_to", _("Valid to"), "date"),
        Column("source", _("Source"), "as_written"),
    ]
    empty = Empty(
        _("No tariff holds on this day."),
        _("Bring a carrier's sheet in, or choose another day."),
        reverse("carrier_sheet", args=["tariffs"]),
        _("Bring a sheet in"),
    )
    return table(request, key="tariffs", title=_("Tariffs"), columns=columns, rows=rows, empty=empty, sort="carrier")


@login_required
@PAGE
@once
def sheet(request: PageRequest, kind: str) -> HttpResponse:
    """Show what a sheet would bring in, row by row, or bring it in whole."""
    viewer, known = desk_viewer(request), _kind(kind)
    columns = SHEETS[known]

    def preview(rows: Rows) -> SheetShown:
        found = door.preview_sheet(rows, known, viewer=viewer)
        said = ngettext("%(count)s entry would come in.", "%(count)s entries would come in.", found.entries)
        return SheetShown(said % {"count": formats.number(found.entries)}, sheet_rows(found.rows, columns))

    def take(rows: Rows) -> str:
        count = door.import_sheet(rows, known, viewer=viewer, now=now())
        said = ngettext("%(count)s entry came in.", "%(count)s entries came in.", count)
        return said % {"count": formats.number(count)}

    page = SheetPage(
        section="freight_desk",
        title=str(SHEET_KINDS[known]),
        hint="",
        headings=[heading(column) for column in columns],
        required=[heading(column) for column in columns if column.is_required],
        back=reverse("carrier_tariffs"),
        back_title=_("Carriers and tariffs"),
        template=reverse("carrier_template", args=[known]),
        who=_("the shared desks."),
        preview=preview,
        take=take,
    )
    return sheet_page(request, page)


@login_required
@require_safe
def template(request: PageRequest, kind: str) -> HttpResponse:
    """Hand out a sheet with its headings, and rows as an example."""
    desk_viewer(request)
    known = _kind(kind)
    headings = [heading(column) for column in SHEETS[known]]
    starts = registry.today() + timedelta(days=1)
    rows = [
        [starts if column.name == "valid_from" else one.get(column.name) for column in SHEETS[known]]
        for one in EXAMPLES[known]
    ]
    return download(workbook([(str(SHEET_KINDS[known]), headings, rows)]), f"carrier-{known}")


LTL: dict[str, Cell] = {
    "carrier": "deppon",
    "service": "ltl",
    "kind": "shared",
    "zone": "A",
    "currency": "CNY",
    "unit": "kg",
    "transit_days": 4,
    "weekdays": "1,3,5",
    "cutoff_hour": 16,
    "source": "contract 2026",
}
EXAMPLES: dict[SheetKind, list[dict[str, Cell]]] = {
    "tariffs": [{**LTL, "over": 0, "up_to": 100, "base": 30, "rate": 2.1}, {**LTL, "over": 100, "rate": 1.9}],
    "zones": [{"carrier": "deppon", "destination": "DEHAM", "zone": "A", "is_remote": "no", "source": "table 2026"}],
    "fuel": [{"carrier": "deppon", "service": "ltl", "rate_ppm": 12.5, "source": "notice 2026-03"}],
}


def _kind(kind: str) -> SheetKind:
    for known in SHEETS:
        if known == kind:
            return known
    raise Missing("freight.unknown_sheet", {"kind": kind[:20]})


@login_required
@PAGE
def quote(request: PageRequest) -> HttpResponse:
    """Price a consignment by every service, each with its calculation line by line."""
    viewer = desk_viewer(request)
    named_places = places().names
    form = QuoteForm(
        request.POST if request.method == "POST" else None, places=named_places, initial={"on": registry.today()}
    )
    context: dict[str, Any] = {"section": "freight_desk", "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _quoted(form, viewer)
        except Refusal as said:
            refused(form, said)
    return render(request, "carriers/quote.html", context, status=422 if form.errors else 200)


def _quoted(form: QuoteForm, viewer: Viewer) -> dict[str, Any]:
    carriers = carrier_names(viewer)
    quoted, unquoted = door.quotes(form.consignment(), on=form.cleaned_data["on"], viewer=viewer)
    without: Sequence[tuple[str, str, str]] = [
        (carriers.get(one.carrier, ""), service_name(one.service), words.sentence(one.refusal)) for one in unquoted
    ]
    return {"quotes": [quote_shown(one, carriers) for one in quoted], "unquoted": without, "is_asked": True}
