"""Show what leaves by departure: service, day and destination, how full, and how long until it is too late."""

import math
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dukou.base.money import Money
from dukou.freight import door as freight
from dukou.freight.records.planning import LegRecord
from dukou.registry import door as registry
from dukou.registry.records import Clock
from dukou.web.freight.cards import DEPARTURE_HOUR
from dukou.web.freight.places import Places, places, service_name
from dukou.web.freight.rows import desk_viewer
from dukou.web.parts import formats
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page
from dukou.web.words.clock import FIRST_HOUR

HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class LegRow:
    """Hold a departure as it is shown; `fill` is None where the carrier fills its vehicles with others' goods too."""

    load: str
    leaves_on: date
    service: str
    destination: str
    firms: int
    pairs: int
    fill: float | None
    cost: Money
    late_pairs: int
    locked: int
    cut_off: str


@login_required
@require_safe
def board(request: PageRequest) -> HttpResponse:
    """Show what leaves today and later, each departure with its load and the time that is left."""
    viewer = desk_viewer(request)
    clock, where = registry.town_clock(viewer=viewer), places()
    legs = freight.board(on=clock.on, viewer=viewer)
    rows = [_row(one, clock, where) for one in legs]
    filled = [row.fill for row in rows if row.fill is not None]
    context = {
        "section": "freight_desk",
        "on": clock.on,
        "hour": f"{_hour(clock):02}:00",
        "departures": len(rows),
        "open": len({row.load for row, leg in zip(rows, legs, strict=True) if leg.state == "offered"}),
        "pairs": sum(row.pairs for row in rows),
        "cost": Money(sum(one.paid_minor for one in legs)),
        "fill": sum(filled) / len(filled) if filled else None,
    }
    return table_page(request, "freight/board.html", context, _table(request, rows))


def _hour(clock: Clock) -> int:
    return FIRST_HOUR + clock.step


def _row(one: LegRecord, clock: Clock, where: Places) -> LegRow:
    return LegRow(
        load=one.load,
        leaves_on=one.leaves_on,
        service=service_name(one.service),
        destination=where.name(one.destination),
        firms=one.firms,
        pairs=one.pairs,
        fill=fill(one),
        cost=Money(one.paid_minor),
        late_pairs=one.late_pairs,
        locked=one.locked,
        cut_off=_cut_off(one, clock),
    )


def fill(one: LegRecord) -> float | None:
    """Return how full the service's own vehicles are, by volume or by weight, whichever is more; None without them."""
    if not (one.capacity_ml and one.capacity_grams):
        return None
    used = max(one.ml / one.capacity_ml, one.grams / one.capacity_grams)
    return used / max(1, math.ceil(used))


def _cut_off(one: LegRecord, clock: Clock) -> str:
    """Say how long firms and desk may still decide, by the town's clock."""
    if one.state != "offered":
        return _("closed")
    hours = (one.on - clock.on).days * HOURS_A_DAY + DEPARTURE_HOUR - _hour(clock)
    if hours < 0:
        return _("missed")
    if hours == 0:
        return _("now")
    text = ngettext("in %(count)s hour", "in %(count)s hours", hours)
    return text % {"count": formats.number(hours)}


def _table(request: PageRequest, rows: list[LegRow]) -> Table:
    columns = [
        Column("service", _("Service")),
        Column("leaves_on", _("Leaves on"), "date"),
        Column("destination", _("Destination")),
        Column("cut_off", _("Until the cut-off"), is_sortable=False),
        Column("fill", _("Full"), "percent"),
        Column("firms", _("Firms"), "number"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("late_pairs", _("Late pairs"), "pairs"),
        Column("cost", _("Cost"), "money"),
        Column("locked", _("Locked"), "number"),
    ]
    return table(
        request,
        key="departures",
        title=_("Departures"),
        columns=columns,
        rows=rows,
        choices=[Choice("service", _("Service")), Choice("destination", _("Destination"))],
        empty=Empty(
            _("Nothing is about to leave."),
            _("A departure appears when a load is offered, and stays until its day has passed."),
            reverse("freight_plan"),
            _("What leaves on the next days"),
        ),
        sort="leaves_on",
        link=lambda row: reverse("load", args=[row.load]),
    )
