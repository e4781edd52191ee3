"""Show a firm its lots, and one lot with its way through the mill and who had it in hand."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.ids import new_code
from dukou.base.money import Money, line_amount
from dukou.lab import door as lab
from dukou.mill import door as mill
from dukou.mill.records import HandOverRecord, NewHandOver
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.mill import rows
from dukou.web.mill.forms import HandOverForm
from dukou.web.mill.timeline import steps
from dukou.web.parts.formats import currency
from dukou.web.parts.forms import refused
from dukou.web.parts.once import FIELD, once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page
from dukou.web.words import floor as w


@dataclass(frozen=True, slots=True)
class HandRow:
    """Hold a hand-over as the page of its lot shows it."""

    worker: str
    operation: str
    units: str
    rate: str
    amount: Money
    on: date
    shift: str
    note: tuple[str, str] | None


@login_required
@require_safe
def lots(request: PageRequest) -> HttpResponse:
    """List the firm's lots in work, the most urgent first, and those passed lately."""
    viewer, on = viewer_of(request), registry.today()
    found = table(
        request,
        key="lots",
        title=_("Lots"),
        columns=[
            Column("sock", _("Sock")),
            Column("code", _("Lot"), "code"),
            Column("pairs", _("Pairs"), "pairs"),
            Column("state", _("State"), "badge"),
            Column("due_on", _("Due"), "date"),
            Column("late", _("Late"), "badge"),
            Column("machines", _("Machines")),
        ],
        rows=[rows.lot_row(one, on) for one in mill.lots(viewer=viewer, on=on)],
        choices=[Choice("state", _("State"), tuple((str(text), str(text)) for text, _look in w.STATES.values()))],
        empty=Empty(
            _("No lots are in work."),
            _("A lot begins when an order is planned on your machines. Look at the offers of others meanwhile."),
            reverse("offers"),
            _("See offers"),
        ),
        link=lambda row: reverse("lot", args=[row.code]),
        page_size=15,
    )
    counts = mill.lot_counts(viewer=viewer, on=on)
    context = {"section": "lots", "counts": counts, "late_worth": Money(counts.late_minor), "currency": currency("CNY")}
    return table_page(request, "mill/lots.html", context, found)


@once
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lot(request: PageRequest, code: str) -> HttpResponse:
    """Show a lot's way, its days and its hand-overs; the firm's own clerk enters a hand-over here."""
    viewer, on = viewer_of(request), registry.today()
    one = mill.lot(code, viewer=viewer)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = NewHandOver(key=f"page-{request.POST.get(FIELD) or new_code()}"[:64], lot_code=code, **form.entered())
        outcome = mill.hand_over([new], viewer=viewer, now=now())
        if outcome.done:
            messages.success(request, _("Handed over."))
            return redirect("lot", code)
        refused(form, outcome.refused[0].refusal)
    days = mill.lot_days(code, viewer=viewer)
    inspections = lab.inspections_of_lines([one.line_id], viewer=viewer)
    context: dict[str, Any] = {
        "section": "lots",
        "lot": one,
        "row": rows.lot_row(one, on),
        "source": w.SOURCES[one.source],
        "knitted": one.pieces_made / max(one.pieces_to_make, 1),
        "steps": steps(one, days, inspections, on),
        "days": days,
        "loss_share": one.pieces_lost / max(one.pieces_made, 1),
        "form": form if viewer.acts_for(one.firm) and one.pieces_made else None,
        "is_own": viewer.acts_for(one.firm),
    }
    return table_page(request, "mill/lot.html", context, _hands(request, mill.hand_overs(code, viewer=viewer)))


def _hands(request: PageRequest, hands: list[HandOverRecord]) -> Table:
    return table(
        request,
        key="hands",
        title=_("Hand-overs"),
        columns=[
            Column("worker", _("Worker"), "code"),
            Column("operation", _("Operation")),
            Column("units", _("Handed over")),
            Column("rate", _("Piece rate")),
            Column("amount", _("Earned"), "money"),
            Column("on", _("Day"), "date"),
            Column("shift", _("Shift")),
            Column("note", _("Note"), "badge"),
        ],
        rows=[_hand_row(one) for one in hands],
        choices=[Choice("operation", _("Operation"))],
        empty=Empty(
            _("Nothing of this lot was handed over yet."),
            _("After knitting, workers hand over what they made: scan it, or enter it here."),
        ),
        page_size=15,
    )


def _hand_row(one: HandOverRecord) -> HandRow:
    return HandRow(
        worker=str(one.worker),
        operation=str(w.OPERATIONS[one.operation]),
        units=rows.units(one.operation, one.units),
        rate=rows.rate(one.operation, one.rate_e4),
        amount=Money(line_amount(one.rate_e4, one.units).amount_minor),
        on=one.on,
        shift=str(w.SHIFTS[one.shift]),
        note=_note(one),
    )


def _note(one: HandOverRecord) -> tuple[str, str] | None:
    if one.undoes:
        return _("takes back an earlier one"), "bg-yellow-lt"
    if one.is_undone:
        return _("taken back"), "bg-yellow-lt"
    return (_("scanned"), "bg-green-lt") if one.is_scanned else (_("simulated"), "bg-yellow-lt")
