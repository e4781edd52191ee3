"""Show what would leave on the days that come, and let a desk work it out anew."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.freight.records.planning import ForeseenLeg, ForeseenLoad
from dukou.jobs import door as jobs
from dukou.jobs.records import Job
from dukou.journey import foresight
from dukou.web import words
from dukou.web.clock import now
from dukou.web.freight.places import Places, places, service_name
from dukou.web.freight.rows import desk_viewer
from dukou.web.parts import formats, progress
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page


@dataclass(frozen=True, slots=True)
class ForeseenRow:
    """Hold a coming load as it is shown; `ways` says how much goes by which service, and when."""

    on: date
    destination: str
    firms: int
    pairs: int
    promised_pairs: int
    late_pairs: int
    own_best: Money
    together: Money
    ways: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan(request: PageRequest) -> HttpResponse:
    """Show the last plan of the days that come and how a new one goes on; a POST asks for a new one."""
    viewer = desk_viewer(request)
    refusal = ""
    if request.method == "POST":
        try:
            foresight.ask(viewer=viewer, now=now())
            return redirect("freight_plan")
        except Refusal as said:
            refusal = words.sentence(said)
    last, done = _last(viewer)
    on, loads = foresight.foreseen(done.result) if done and done.result else (None, [])
    where = places()
    rows = [_row(one, where) for one in loads]
    context: dict[str, Any] = {
        "section": "freight_desk",
        "on": on,
        "made_at": done.ended_at if done else None,
        "job": progress.shown(last) if last and (last.is_open or last is not done) else None,
        "is_open": bool(last and last.is_open),
        "refusal": refusal,
        "loads": len(rows),
        "pairs": sum(row.pairs for row in rows),
        "own_best": Money(sum(one.own_best_minor for one in loads)),
        "together": Money(sum(one.together_minor for one in loads)),
        "late_pairs": sum(row.late_pairs for row in rows),
    }
    response = table_page(request, "freight/plan.html", context, _table(request, rows))
    response.status_code = 422 if refusal else response.status_code
    return response


def _last(viewer: Viewer) -> tuple[Job | None, Job | None]:
    """Return the newest job of this kind, and the newest that ended with a result."""
    found = jobs.list_jobs(viewer=viewer, kind=foresight.FORESEE)
    return (found[0] if found else None), next((one for one in found if one.result), None)


def _row(one: ForeseenLoad, where: Places) -> ForeseenRow:
    return ForeseenRow(
        on=one.on,
        destination=where.name(one.destination),
        firms=one.firms,
        pairs=one.pairs,
        promised_pairs=one.promised_pairs,
        late_pairs=one.late_pairs,
        own_best=Money(one.own_best_minor),
        together=Money(one.together_minor),
        ways=" · ".join(_way(leg, one) for leg in one.legs),
    )


def _way(leg: ForeseenLeg, one: ForeseenLoad) -> str:
    """Name a service, with its day and its part of the load where these are not the whole load's."""
    said = [service_name(leg.service)]
    if leg.leaves_on != one.on:
        said.append(formats.day(leg.leaves_on))
    if len(one.legs) > 1:
        said.append(formats.pairs(leg.pairs))
    return " ".join(said)


def _table(request: PageRequest, rows: list[ForeseenRow]) -> Table:
    columns = [
        Column("destination", _("Destination")),
        Column("on", _("Cut-off day"), "date"),
        Column("ways", _("Goes by"), is_sortable=False),
        Column("firms", _("Firms"), "number"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("promised_pairs", _("Promised"), "pairs"),
        Column("late_pairs", _("Late pairs"), "pairs"),
        Column("own_best", _("Own best"), "money"),
        Column("together", _("Together"), "money"),
    ]
    return table(
        request,
        key="foreseen",
        title=_("Loads to come"),
        columns=columns,
        rows=rows,
        choices=[Choice("destination", _("Destination"))],
        empty=Empty(
            _("Nothing is foreseen."),
            _("Work it out: goods that lie ready and orders that are being made are packed as on their day."),
        ),
        sort="on",
    )
