"""Show a month's wages day by day, each worker's slip of it, and the firm's own piece rates."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.mill import door as mill
from dukou.mill.records import DayWage
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.mill import rows
from dukou.web.mill.wage_paper import Wages, print_slips, wage_workbook
from dukou.web.parts.excel import download
from dukou.web.parts.forms import DayField, Form, PriceField, refused
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page
from dukou.web.words.floor import OPERATIONS

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
A_DAY = timedelta(days=1)
# So many pages are laid out while somebody waits.
MOST_SLIPS = 300


class RateForm(Form):
    """Read a piece rate and the day from which it holds."""

    operation = forms.ChoiceField(label=gettext_lazy("Operation"), choices=list(OPERATIONS.items()))
    rate = PriceField(label=gettext_lazy("Yuan a piece or pair"))
    valid_from = DayField(label=gettext_lazy("From"))


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """Hold what a worker earned in a month; `slip` leads to his slip."""

    worker: str
    days: int
    corrections: int
    amount: Money
    slip: tuple[str, str]


@dataclass(frozen=True, slots=True)
class DayRow:
    """Hold what a worker earned on a day at an operation, or what was taken back of it."""

    on: date
    worker: str
    operation: str
    kind: str
    units: str
    rate: str
    amount: Money


@login_required
@require_safe
def wage_month(request: PageRequest, month: str) -> HttpResponse:
    """Show the wages of a month by worker, and day by day."""
    found = _wages(request, month)
    before, after = found.since - A_DAY, found.until + A_DAY
    context = {
        "section": "wages",
        "month": month,
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}" if after <= registry.today() else "",
        "total": Money(sum(one.amount_minor for one in found.rows)),
    }
    second = _by_day(request, found)
    return table_page(
        request, "mill/wage_month.html", {**context, "second": second}, _by_worker(request, found), second
    )


@login_required
@require_safe
def wage_month_xlsx(request: PageRequest, month: str) -> HttpResponse:
    """Return the wages of a month as a workbook."""
    return download(wage_workbook(_wages(request, month)), f"wages-{month}")


@login_required
@require_safe
def wage_month_pdf(request: PageRequest, month: str) -> HttpResponse:
    """Return the slips of all workers of a month as PDF, a page each; a firm with more workers asks for single ones."""
    found = _wages(request, month)
    if len({one.worker for one in found.rows}) > MOST_SLIPS:
        raise Refusal("mill.too_many_slips", {"most": MOST_SLIPS})
    return _pdf(found, f"wages-{month}")


@login_required
@require_safe
def wage_slip(request: PageRequest, month: str, worker: int) -> HttpResponse:
    """Return a worker's slip of a month as PDF."""
    found = _wages(request, month, worker=worker)
    if not found.rows:
        raise Missing("mill.wages_not_found")
    return _pdf(found, f"wages-{month}-{worker}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def piece_rates(request: PageRequest) -> HttpResponse:
    """Show the firm's own piece rates; a POST sets another one from a later day on."""
    viewer, on = viewer_of(request), registry.today()
    form = RateForm(request.POST if request.method == "POST" else None, initial={"valid_from": on + A_DAY})
    if form.is_valid():
        given = form.cleaned_data
        try:
            mill.set_piece_rate(given["operation"], given["rate"], given["valid_from"], viewer=viewer, on=on, now=now())
        except Missing:
            raise
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("The rate is set. What is handed over before that day stays as it is."))
            return redirect("piece_rates")
    own = [
        (OPERATIONS[one.operation], rows.rate(one.operation, one.rate_e4), one)
        for one in mill.piece_rates(viewer=viewer)
    ]
    context = {"section": "wages", "form": form, "rates": own}
    return render(request, "mill/piece_rates.html", context, status=422 if form.errors else 200)


def _wages(request: PageRequest, month: str, *, worker: int | None = None) -> Wages:
    found = MONTH.fullmatch(month)
    since = date(int(found[1]), int(found[2]), 1) if found else None
    viewer = viewer_of(request)
    mine = registry.firms(viewer=viewer) if viewer.firm else []
    if since is None or since > registry.today() or not mine:
        raise Missing("mill.wages_not_found")
    until = since.replace(day=monthrange(since.year, since.month)[1])
    firm = next(one for one in mine if viewer.acts_for(one.id))
    name = " ".join(dict.fromkeys((firm.name_zh, firm.name_en)))
    return Wages(name, since, until, tuple(mill.wages(viewer=viewer, since=since, until=until, worker=worker)))


def _pdf(found: Wages, name: str) -> HttpResponse:
    response = HttpResponse(print_slips(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _by_worker(request: PageRequest, found: Wages) -> Table:
    month = f"{found.since:%Y-%m}"
    shown = [
        WorkerRow(
            worker=str(worker),
            days=len({one.on for one in mine}),
            corrections=sum(one.is_correction for one in mine),
            amount=Money(sum(one.amount_minor for one in mine)),
            slip=(_("Slip"), reverse("wage_slip", args=[month, worker])),
        )
        for worker, mine in found.of_workers()
    ]
    return table(
        request,
        key="month-wages",
        title=_("By worker"),
        columns=[
            Column("worker", _("Worker"), "code"),
            Column("days", _("Days"), "number"),
            Column("corrections", _("Corrections"), "number"),
            Column("amount", _("Earned"), "money"),
            Column("slip", _("Slip"), "link", is_sortable=False),
        ],
        rows=shown,
        empty=_empty(),
    )


def _by_day(request: PageRequest, found: Wages) -> Table:
    return table(
        request,
        key="day-wages",
        prefix="d-",
        title=_("Day by day"),
        columns=[
            Column("on", _("Day"), "date"),
            Column("worker", _("Worker"), "code"),
            Column("operation", _("Operation")),
            Column("kind", _("Row")),
            Column("units", _("Handed over")),
            Column("rate", _("Piece rate")),
            Column("amount", _("Earned"), "money"),
        ],
        rows=[_day_row(one) for one in found.rows],
        choices=[Choice("operation", _("Operation")), Choice("kind", _("Row"))],
        empty=_empty(),
    )


def _day_row(one: DayWage) -> DayRow:
    return DayRow(
        on=one.on,
        worker=str(one.worker),
        operation=str(OPERATIONS[one.operation]),
        kind=_("Taken back") if one.is_correction else _("Handed over"),
        units=rows.units(one.operation, one.units),
        rate=rows.rate(one.operation, one.rate_e4),
        amount=Money(one.amount_minor),
    )


def _empty() -> Empty:
    return Empty(
        _("Nothing was handed over in this month."),
        _("Wages are hand-overs times piece rates. Choose another month, or enter hand-overs at a lot."),
        reverse("lots"),
        _("To the lots"),
    )
