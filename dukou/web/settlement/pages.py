"""Show a firm what it is owed and owes, send its statements, and show the accounts desk the books."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.registry import door as registry
from dukou.settlement import door as settlement
from dukou.settlement.records import Statement
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.excel import download, workbook
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import table_page
from dukou.web.settlement.paper import Paper, paper_of
from dukou.web.settlement.pdf import print_paper
from dukou.web.settlement.rows import (
    age_rows,
    buyers_table,
    creditor_rows,
    desk_context,
    overdue_table,
    statement_context,
    total,
)

PERIODS = (30, 90, 365)
USUAL_DAYS = 90


@login_required
@require_safe
def money(request: PageRequest) -> HttpResponse:
    """Show what is owed to the reader's firm, by age and by buyer, and what it owes."""
    viewer, on = viewer_of(request), registry.today()
    debts = settlement.owed_to_me(viewer=viewer, on=on)
    owing = settlement.i_owe(viewer=viewer, on=on)
    own = [] if viewer.runs_desks else settlement.balances(viewer=viewer)
    context = {
        "section": "money",
        "on": on,
        "owed": total(debts),
        "ages": age_rows(debts),
        "worst": debts[0] if debts and debts[0].owed.overdue else None,
        "owing": creditor_rows(owing),
        "owing_total": total(owing),
        "town": Money(-sum(one.amount_minor for one in own if one.account == "owed_to_town")),
        "depots": next((Money(-one.amount_minor) for one in own if one.account == "owed_to_depots"), None),
        "has_books": bool(own),
        "is_desk": viewer.runs_desks,
    }
    return table_page(request, "settlement/money.html", context, buyers_table(request, debts))


@login_required
@require_safe
def statement(request: PageRequest, code: str) -> HttpResponse:
    """Show the statement to a buyer, of the period asked for."""
    return _page(request, _stated(request, code), is_mine=True)


@login_required
@require_safe
def statement_from(request: PageRequest, code: str) -> HttpResponse:
    """Show the statement that a seller makes to the reader's firm."""
    return _page(request, _stated(request, code, is_mine=False), is_mine=False)


@login_required
@require_POST
@once
def send(request: PageRequest, code: str) -> HttpResponse:
    """Send today's statement to a buyer's people; a second time on the same day changes nothing."""
    is_new = settlement.send_statement(code, viewer=viewer_of(request), on=registry.today(), now=now())
    if is_new:
        messages.success(request, _("The statement is on its way: to the buyer's notices, and by e-mail or SMS."))
    else:
        messages.info(request, _("The statement was sent today already; it goes out once a day."))
    return redirect("statement", code)


@login_required
@require_safe
def statement_pdf(request: PageRequest, code: str) -> HttpResponse:
    """Return the statement to a buyer as PDF."""
    return _pdf(paper_of(_stated(request, code)))


@login_required
@require_safe
def statement_xlsx(request: PageRequest, code: str) -> HttpResponse:
    """Return the statement to a buyer as a workbook."""
    return _xlsx(paper_of(_stated(request, code)))


@login_required
@require_safe
def received_pdf(request: PageRequest, code: str) -> HttpResponse:
    """Return a seller's statement to the reader's firm as PDF."""
    return _pdf(paper_of(_stated(request, code, is_mine=False)))


@login_required
@require_safe
def received_xlsx(request: PageRequest, code: str) -> HttpResponse:
    """Return a seller's statement to the reader's firm as a workbook."""
    return _xlsx(paper_of(_stated(request, code, is_mine=False)))


@login_required
@require_safe
def accounts_desk(request: PageRequest) -> HttpResponse:
    """Show the accounts desk what is overdue and due, what the town carries, and that the books balance."""
    viewer, on = viewer_of(request), registry.today()
    desk = settlement.desk(viewer=viewer, on=on)
    context = {"section": "accounts_desk", "on": on, **desk_context(desk, on)}
    return table_page(request, "settlement/desk.html", context, overdue_table(request, desk, on))


def _days(request: PageRequest) -> int:
    """Return how many days back the reader looks; what is no period means the usual one."""
    asked = request.GET.get("days", "")
    return next((days for days in PERIODS if str(days) == asked), USUAL_DAYS)


def _stated(request: PageRequest, code: str, *, is_mine: bool = True) -> Statement:
    viewer: Viewer = viewer_of(request)
    on = registry.today()
    read = settlement.statement if is_mine else settlement.statement_from
    return read(code, viewer=viewer, since=on - timedelta(days=_days(request)), on=on)


def _page(request: PageRequest, stated: Statement, *, is_mine: bool) -> HttpResponse:
    context = {
        "section": "money",
        "days": _days(request),
        "periods": PERIODS,
        "is_mine": is_mine,
        **statement_context(stated, is_mine=is_mine),
    }
    return render(request, "settlement/statement.html", context)


def _pdf(paper: Paper) -> HttpResponse:
    response = HttpResponse(print_paper(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{paper.file_name}.pdf"'
    return response


def _xlsx(paper: Paper) -> HttpResponse:
    return download(workbook(paper.sheets()), paper.file_name)
