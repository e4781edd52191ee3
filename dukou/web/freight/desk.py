"""Show the freight desk its loads and what is on the road."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.records import OnRoad
from dukou.registry import door as registry
from dukou.web.clock import now
from dukou.web.freight.cards import DEPARTURE_HOUR
from dukou.web.freight.forms import DelayForm
from dukou.web.freight.places import Places, places, service_name
from dukou.web.freight.rows import SOLVED, desk_viewer, load_row, together
from dukou.web.parts import formats
from dukou.web.parts.forms import refused
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Ask, Choice, Column, Empty, Found, Table, table, table_page
from dukou.web.words.freight import DELAY_REASONS, LOAD_STATES


@dataclass(frozen=True, slots=True)
class RoadRow:
    """Hold goods on the road."""

    destination: str
    load: str
    service: str
    planned_on: date
    arrives_on: date
    late_pairs: int
    delay: tuple[str, str]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def freight_desk(request: PageRequest) -> HttpResponse:
    """Show the board of loads and of the road; a POST reports that something comes later."""
    viewer, on = desk_viewer(request), registry.today()
    where, road = places(), freight.on_road(viewer=viewer)
    form = DelayForm(request.POST if request.method == "POST" else None, road=road, where=where, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            return _reported(request, form.cleaned_data, viewer, on)
        except Refusal as refusal:
            refused(form, refusal)
    today = freight.loads_of(on, viewer=viewer)
    known = [one for one in today if one.state in SOLVED]
    context = {
        "section": "freight_desk",
        "on": on,
        "form": form,
        "loads": len(today),
        "departs": f"{DEPARTURE_HOUR:02}:00",
        "own_best": Money(sum(one.own_best_minor for one in today)),
        "together": Money(sum(together(one) for one in known)),
        "shortfall": Money(sum(one.shortfall_minor for one in known)),
        "declined": sum(one.declined for one in today),
        "late_pairs": sum(one.late_pairs for one in road),
        "road": (road_table := _road_table(request, road, where)),
    }
    return table_page(request, "freight/desk.html", context, _load_table(request, viewer, where), road_table)


def _reported(request: PageRequest, said: dict[str, Any], viewer: Viewer, on: date) -> HttpResponse:
    load, _blank, service = said["what"].partition(" ")
    count = freight.report_delay(
        load, until=said["until"], reason=said["reason"], service=service, viewer=viewer, on=on, now=now()
    )
    text = ngettext("%(count)s parcel arrives later now.", "%(count)s parcels arrive later now.", count)
    messages.success(request, text % {"count": formats.number(count)})
    return redirect("freight_desk")


def _load_table(request: PageRequest, viewer: Viewer, where: Places) -> Table:
    def rows(ask: Ask) -> Found:
        found, total = freight.load_rows(
            viewer=viewer,
            first=ask.first,
            count=ask.count,
            sort=ask.sort,
            state=ask.chosen.get("state", ""),
            search=ask.search,
            destinations=where.found(ask.search),
        )
        return Found([load_row(one, where) for one in found], total)

    columns = [
        Column("destination", _("Destination")),
        Column("on", _("Leaves on"), "date"),
        Column("state", _("State"), "badge", is_sortable=False),
        Column("firms", _("Firms"), "number", is_sortable=False),
        Column("pairs", _("Pairs"), "pairs"),
        Column("own_best", _("Own best"), "money"),
        Column("together", _("Together"), "money", is_sortable=False),
        Column("shortfall", _("Shortfall"), "money"),
        Column("answers", _("Answers"), is_sortable=False),
    ]
    states = tuple((state, str(name)) for state, name in LOAD_STATES.items())
    return table(
        request,
        key="loads",
        title=_("Loads"),
        columns=columns,
        rows=rows,
        choices=[Choice("state", _("State"), states)],
        empty=Empty(
            _("No loads yet."), _("A load appears once goods lie ready for a destination that has its cut-off.")
        ),
        sort="-on",
        page_size=10,
        link=lambda row: reverse("load", args=[row.code]),
    )


def _road_table(request: PageRequest, road: Sequence[OnRoad], where: Places) -> Table:
    columns = [
        Column("destination", _("Destination")),
        Column("service", _("Service")),
        Column("planned_on", _("Planned"), "date"),
        Column("arrives_on", _("Arrives on"), "date"),
        Column("late_pairs", _("Late pairs"), "pairs"),
        Column("delay", _("Delay"), "badge"),
    ]
    rows = [
        RoadRow(
            destination=where.name(one.destination),
            load=one.load,
            service=service_name(one.service),
            planned_on=one.planned_on,
            arrives_on=one.arrives_on,
            late_pairs=one.late_pairs,
            delay=_delay(one.reason),
        )
        for one in road
    ]
    empty = Empty(_("Nothing is on the road."), _("What leaves with a load stands here until it arrives."))
    return table(
        request,
        key="road",
        title=_("On the road"),
        columns=columns,
        rows=rows,
        empty=empty,
        prefix="road_",
        page_size=10,
        link=lambda row: reverse("load", args=[row.load]),
    )


def _delay(reason: str | None) -> tuple[str, str]:
    return (str(DELAY_REASONS[reason]), "bg-red-lt") if reason else (_("as planned"), "bg-secondary-lt")
