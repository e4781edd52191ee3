"""Show the order list and the journey of an order."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.days import business_date
from dukou.base.viewer import BUYER, SHOP
from dukou.market.door import claims
from dukou.market.door import orders as market
from dukou.provenance import door as provenance
from dukou.registry import door as registry
from dukou.settlement import door as settlement
from dukou.web.middleware import viewer_of
from dukou.web.orders.filters import line_number, read_filters
from dukou.web.orders.flow import progress_of
from dukou.web.orders.journey import line_journeys
from dukou.web.orders.rows import claim_rows, export_rows, invoice_rows, order_rows
from dukou.web.parts.excel import download, workbook
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest

LINES_A_PAGE = 25
MOST_EXPORTED = 5_000


@login_required
@require_safe
def orders(request: PageRequest) -> HttpResponse:
    """List the viewer's orders, newest first, with search and filter; htmx asks for the next rows alone."""
    filters, viewer = read_filters(request), viewer_of(request)
    page = market.orders(viewer=viewer, before=filters.before, search=filters.search, destination=filters.destination)
    context = {
        "section": "orders",
        "rows": order_rows(page.orders, progress=market.progress([one.id for one in page.orders], viewer=viewer)),
        "total": page.total,
        "next": filters.next_page(page.before),
        "filters": filters,
        "destinations": [(one.code, named(one.name_zh, one.name_en)) for one in registry.destinations()],
        "buys": bool({BUYER, SHOP} & viewer.roles),
    }
    if not request.htmx:
        return render(request, "orders/orders.html", context)
    return render(request, "orders/orders.html#rows" if filters.before else "orders/orders.html#found", context)


@login_required
@require_safe
def export(request: PageRequest) -> HttpResponse:
    """Export the listed orders as a workbook."""
    filters = read_filters(request)
    rows = export_rows(viewer=viewer_of(request), filters=filters, most=MOST_EXPORTED)
    return download(workbook([(_("Orders"), rows.heading, rows.rows)]), "orders")


@login_required
@require_safe
def order(request: PageRequest, code: str) -> HttpResponse:
    """Show an order's lines, each with every step of its way; firms are shown as far as the viewer may know them."""
    viewer = viewer_of(request)
    first = line_number(request)
    one, lines = market.order_lines(code, viewer=viewer, first=first, count=LINES_A_PAGE)
    is_part = bool(request.htmx) and first > 1
    context: dict[str, Any] = {
        "section": "orders",
        "code": code,
        "journeys": line_journeys(lines, placed_on=business_date(one.placed_at), viewer=viewer),
        "next_line": lines[-1].number + 1 if lines and lines[-1].number < one.lines else None,
        "is_part": is_part,
    }
    if is_part:
        return render(request, "orders/order.html#lines", context)
    far = progress_of(lines) if len(lines) == one.lines else market.progress([one.id], viewer=viewer)[one.id]
    (context["order"],) = order_rows([one], progress={one.id: far})
    context["is_buyer"] = viewer.acts_for(one.buyer)
    sites = market.agreed_sites(code, viewer=viewer) if one.consents_sites else []
    context["sites"] = [named(site.name_zh, site.name_en) for site in sites]
    context["has_arrived"] = bool(far.delivered)
    context["claims"] = claim_rows(claims.claims(order_code=code, viewer=viewer) if far.delivered else [])
    context["invoices"] = invoice_rows(settlement.invoices_of_orders([one.id], viewer=viewer))
    context["is_sealed"] = any(fact.sealed for fact in provenance.facts_about([code], viewer=viewer))
    return render(request, "orders/order.html", context)
