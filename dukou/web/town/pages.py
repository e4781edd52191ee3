"""Show the town page and the page of assumptions; both are public."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dukou.base.days import business_date
from dukou.base.errors import Refusal
from dukou.datacentre import door as datacentre
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.town.figures import shown_figures, shown_limits, shown_press, shown_targets


@require_safe
def town(request: HttpRequest) -> HttpResponse:
    """Show what the town saved, how far its plan is, and what was published about it."""
    context = {
        "section": "town",
        "figures": shown_figures(datacentre.figures(), registry.destinations()),
        "targets": shown_targets(registry.targets()),
        "press": shown_press(registry.press_figures()),
    }
    return render(request, "town/town.html", context)


@require_safe
def assumptions(request: HttpRequest) -> HttpResponse:
    """Show every dated number that the simulation and the measures rest on, with its source."""
    limits = shown_limits(registry.limit_rows(on=_today()))
    return render(request, "town/assumptions.html", {"section": "town", "limits": limits})


def _today() -> date:
    """Return the town's date; before there is a town, the wall clock's."""
    try:
        return registry.today()
    except Refusal:
        return business_date(now())
