"""Bring in sheets of carriers' bills, for the desk, and of old invoices, for an owner of its own firm."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Missing
from dukou.base.viewer import FACTORY, Viewer
from dukou.freight import door as freight
from dukou.freight.records.proving import PROOF_SHEETS, ProofKind, ProofSheet
from dukou.registry import door as registry
from dukou.web.carriers.shown import heading, sheet_rows
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.excel import Cell, download, workbook
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.sheets import Rows, SheetPage, SheetShown, sheet_page
from dukou.web.words.freight import PROOF_KINDS

HINTS = {
    "bills": gettext_lazy(
        "A line counts where it names a load by its code, and, if a firm's goods were sent alone, that firm. A load"
        " counts once every service that carried it is billed."
    ),
    "past": gettext_lazy(
        "One row for each month and place: pairs sent, and what freight was billed. Write a destination, or a zone for"
        " all of it; a month entered again replaces the earlier row."
    ),
}
EXAMPLES: dict[ProofKind, dict[str, Cell]] = {
    "bills": {
        "carrier": "deppon",
        "invoice": "2026-0101",
        "line": 1,
        "service": "ltl",
        "amount_minor": 1234.5,
        "currency": "CNY",
    },
    "past": {"pairs": 12_000, "amount_minor": 860},
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def sheet(request: PageRequest, kind: str) -> HttpResponse:
    """Show what a sheet would bring in, row by row, or bring it in whole."""
    viewer = viewer_of(request)
    known = _kind(kind, viewer)
    columns, is_desk = PROOF_SHEETS[known], known == "bills"

    def preview(rows: Rows) -> SheetShown:
        found = freight.preview_proof_sheet(rows, known, viewer=viewer)
        unmatched = dict.fromkeys(found.unmatched, _("names no load known here: counts for nothing"))
        return SheetShown(_said(found), sheet_rows(found.rows, columns, unmatched))

    def take(rows: Rows) -> str:
        count = freight.import_proof_sheet(rows, known, viewer=viewer, on=registry.today(), now=now())
        said = ngettext("%(count)s row came in.", "%(count)s rows came in.", count)
        return said % {"count": formats.number(count)}

    page = SheetPage(
        section="freight_desk" if is_desk else "bills",
        title=str(PROOF_KINDS[known]),
        hint=str(HINTS[known]),
        headings=[heading(column) for column in columns],
        required=[heading(column) for column in columns if column.is_required],
        back=reverse("proof_desk" if is_desk else "proof"),
        back_title=_("Live proof"),
        template=reverse("proof_template", args=[known]),
        who=_("the shared desks.") if is_desk else _("your firm alone."),
        preview=preview,
        take=take,
    )
    return sheet_page(request, page)


@login_required
@require_safe
def template(request: PageRequest, kind: str) -> HttpResponse:
    """Hand out a sheet with its headings, and a row as an example."""
    known = _kind(kind, viewer_of(request))
    today, place = registry.today(), registry.destinations()[0]
    given: dict[str, Cell] = {"month": f"{today:%Y-%m}", "zone": place.code, "billed_on": today, **EXAMPLES[known]}
    headings = [heading(column) for column in PROOF_SHEETS[known]]
    row = [given.get(column.name) for column in PROOF_SHEETS[known]]
    return download(workbook([(str(PROOF_KINDS[known]), headings, [row])]), f"proof-{known}")


def _kind(kind: str, viewer: Viewer) -> ProofKind:
    """Return the kind of sheet that an address names, where the reader may bring one in."""
    for known in PROOF_SHEETS:
        if known == kind and (viewer.runs_desks if known == "bills" else FACTORY in viewer.roles):
            return known
    raise Missing("freight.proof_not_found")


def _said(found: ProofSheet) -> str:
    """Say how many rows would come in, and how many of them name nothing that is known."""
    rows, unmatched = len(found.rows), len(found.unmatched)
    said = ngettext("%(count)s row would come in.", "%(count)s rows would come in.", rows)
    said %= {"count": formats.number(rows)}
    if not unmatched:
        return said
    more = ngettext(
        "%(count)s of them names no load known here.", "%(count)s of them name no load known here.", unmatched
    )
    return f"{said} {more % {'count': formats.number(unmatched)}}"
