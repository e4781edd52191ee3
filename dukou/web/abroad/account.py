"""Show an owner what overseas depots booked on its account: each fee leads to its rule and rows."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dukou.base.money import Money
from dukou.depot.door import fees
from dukou.registry import door as registry
from dukou.settlement import door as settlement
from dukou.web.abroad import billed
from dukou.web.abroad.pages import depot_names
from dukou.web.middleware import viewer_of
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import table_page

ACCOUNT_DAYS = 90


@login_required
@require_safe
def account(request: PageRequest) -> HttpResponse:
    """Show the account of the reader's firm with overseas depots."""
    viewer, on = viewer_of(request), registry.today()
    found = settlement.depot_account(viewer=viewer, since=on - timedelta(days=ACCOUNT_DAYS), on=on)
    lines = fees.fees_by_code([one.reference for one in found.movements if one.reference], viewer=viewer)
    context = {
        "section": "money",
        "days": ACCOUNT_DAYS,
        "opening": Money(found.opening_minor),
        "closing": Money(found.closing_minor),
        "has_opening": bool(found.opening_minor),
    }
    moved = billed.account_table(request, found.movements, lines, depot_names())
    return table_page(request, "abroad/account.html", context, moved)
