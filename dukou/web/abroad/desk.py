"""Show the desk what is announced overseas, what lies there for whom, and what is due; take counts and work."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.depot.door import abroad, fees
from dukou.registry import door as registry
from dukou.web.abroad import billed, shown
from dukou.web.abroad.forms import CountForm, WorkForm
from dukou.web.abroad.pages import FEE_DAYS, WORK_DAYS, depot_names
from dukou.web.clock import now
from dukou.web.middleware import viewer_of
from dukou.web.parts.forms import refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import table_page

PAGE = require_http_methods(["GET", "HEAD", "POST"])
MOST_TO_COUNT = 12


@login_required
@require_safe
def desk(request: PageRequest) -> HttpResponse:
    """Show the overseas desk."""
    viewer, on = _desk_viewer(request), registry.today()
    announced = abroad.inbound(viewer=viewer)
    open_rows = [row for row in announced if row.inbound.received_on is None]
    lying = abroad.overseas_stock(on=on, viewer=viewer)
    sums = fees.fee_sums(viewer=viewer, since=on - timedelta(days=FEE_DAYS), until=on)
    depots = depot_names()
    owners = {one.id: named(one.name_zh, one.name_en) for one in registry.firms(viewer=viewer)}
    due = billed.due_table(request, sums, depots, owners)
    stock = shown.stock_table(request, lying, on, is_desk=True)
    work = abroad.overseas_work(viewer=viewer, since=on - timedelta(days=WORK_DAYS), until=on)
    handled = shown.handled_table(request, work, is_desk=True)
    plan = shown.inbound_table(request, announced, on, is_desk=True)
    context = {
        "section": "overseas_desk",
        "to_count": [shown.inbound_line(row, on) for row in open_rows[:MOST_TO_COUNT]],
        "coming": sum(row.inbound.pairs for row in open_rows),
        "pairs": sum(one.pairs for one in lying),
        "owners": len({one.owner for one in lying}),
        "fees": Money(sum(one.cny_minor for one in sums)),
        "days": FEE_DAYS,
        "stock": stock,
        "due": due,
        "handled": handled,
    }
    return table_page(request, "abroad/desk.html", context, plan, stock, due, handled)


@login_required
@PAGE
@once
def count(request: PageRequest, code: str) -> HttpResponse:
    """Count what came of an announcement."""
    viewer, on = _desk_viewer(request), registry.today()
    row = next((row for row in abroad.inbound(viewer=viewer) if row.inbound.code == code), None)
    if row is None:
        raise Missing("depot.inbound_not_found")
    form = CountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            abroad.receive_inbound(code, **form.cleaned_data, viewer=viewer, on=on, now=now())
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Counted; the owner sees it."))
            return redirect("overseas_desk")
    context = {"section": "overseas_desk", "form": form, "one": shown.inbound_line(row, on)}
    return render(request, "abroad/count.html", context, status=422 if form.errors else 200)


@login_required
@PAGE
@once
def work(request: PageRequest) -> HttpResponse:
    """Enter what an overseas depot did with goods."""
    viewer, on = _desk_viewer(request), registry.today()
    goods = {}
    for row in abroad.inbound(viewer=viewer):
        one, names = row.inbound, row.goods
        if one.received_on is not None:
            told = (shown.depot_name(names), shown.owner_name(names), shown.sock_name(names), names.size)
            goods[f"{one.site}-{one.owner}-{one.sku_id}"] = " · ".join(told)
    form = WorkForm(request.POST if request.method == "POST" else None, goods=goods)
    if request.method == "POST" and form.is_valid():
        found = abroad.work_overseas([form.work()], viewer=viewer, on=on, now=now())
        if not found.refused:
            messages.success(request, _("Entered."))
            return redirect("overseas_desk")
        refused(form, found.refused[0].refusal)
    context = {"section": "overseas_desk", "form": form, "has_goods": bool(goods)}
    return render(request, "abroad/work.html", context, status=422 if form.errors else 200)


def _desk_viewer(request: PageRequest) -> Viewer:
    """Return the viewer if he works at a desk; for others the page does not exist."""
    viewer = viewer_of(request)
    if not viewer.runs_desks:
        raise Missing("depot.overseas_not_found")
    return viewer
