"""Show the town's daily round: where vans stop, what they leave and take, and what it costs beside firms' own vans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Refusal
from dukou.base.money import Money
from dukou.freight.door import rounds
from dukou.freight.records.rounds import NotVisited, RoundRecord, RoundStop
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.freight.rows import desk_viewer
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.progress import progress
from dukou.web.parts.requests import PageRequest

MINUTES_AN_HOUR, SECONDS_A_MINUTE = 60, 60
METRES_A_KM, GRAMS_A_KILO = 1_000, 1_000
ONE_DAY = timedelta(days=1)
WHY = {
    "far": _("Too far for a day: it comes by a carrier or a truck."),
    "full": _("The vans' day is full: it waits for the next one."),
    "nowhere": _("Its firm has no place in town."),
}


@dataclass(frozen=True, slots=True)
class StopRow:
    """Hold a stop as it is shown; times are of the wall clock."""

    number: int
    at: str
    leaves: str
    name: str
    zone: str
    is_home: bool
    km: float
    cost: Money
    out: int
    out_kilos: float
    back: int
    back_kilos: float


@dataclass(frozen=True, slots=True)
class VanRow:
    """Hold a van's day."""

    number: int
    home: str
    stops: int
    trips: int
    km: float
    cost: Money
    rows: tuple[StopRow, ...]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def desk(request: PageRequest) -> HttpResponse:
    """Show a day's round, today's where no day is named; a POST asks for it to be planned, or planned anew."""
    viewer = desk_viewer(request)
    today = registry.today()
    on = _day(request.GET.get("on", ""), today)
    refusal = ""
    if request.method == "POST":
        try:
            rounds.ask(on, viewer=viewer, now=now())
            return redirect(f"{reverse('freight_round')}?on={on}")
        except Refusal as said:
            refusal = words.sentence(said)
    found = rounds.day(on, viewer=viewer)
    context: dict[str, Any] = {
        "section": "freight_desk",
        "found": found,
        "on": on,
        "before": on - ONE_DAY,
        "after": on + ONE_DAY if on < today else None,
        "job": progress(found.job, viewer=viewer) if found.job else None,
        "refusal": refusal,
    }
    if found.round:
        context |= _told(found.round)
    return render(request, "freight/round.html", context, status=422 if refusal else 200)


@login_required
@require_safe
def sheet(request: PageRequest, code: str) -> HttpResponse:
    """Show a van's driver where to stop in order, what to leave and what to take; on paper or on a phone."""
    viewer = desk_viewer(request)
    found = rounds.round_by_code(code, viewer=viewer)
    vans = _vans(found.stops)
    asked = request.GET.get("van", "")
    van = next((one for one in vans if str(one.number) == asked), vans[0] if vans else None)
    context = {"section": "freight_desk", "found": found, "vans": vans, "van": van}
    return render(request, "freight/round_sheet.html", context)


def clock_time(seconds: int) -> str:
    """Return a second of the day as the wall clock shows it."""
    hours, minutes = divmod(seconds // SECONDS_A_MINUTE, MINUTES_AN_HOUR)
    return f"{hours:02}:{minutes:02}"


def _day(text: str, today: date) -> date:
    """Return the day that was asked for; today where it is no day, or one that has not come."""
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


def _told(one: RoundRecord) -> dict[str, Any]:
    """Return what a round comes to, beside what each firm's own van would."""
    cartons = sum(stop.out_cartons + stop.back_cartons for stop in one.stops)
    vans = _vans(one.stops)
    return {
        "vans": vans,
        "stops": sum(van.stops for van in vans),
        "both": sum(bool(stop.out_cartons and stop.back_cartons) for stop in one.stops),
        "km": sum(van.km for van in vans),
        "out": sum(stop.out_cartons for stop in one.stops),
        "back": sum(stop.back_cartons for stop in one.stops),
        "cost": Money(one.cost_minor),
        "own": Money(one.own_minor),
        "saved": Money(one.own_minor - one.cost_minor),
        "bound": Money(one.bound_minor),
        "asked": Money(one.asked_minor),
        "a_carton": Money(one.cost_minor // cartons) if cartons else None,
        "left": [_left(missed) for missed in one.left],
    }


def _left(one: NotVisited) -> tuple[str, int, str]:
    return named(one.zh, one.en), one.cartons, str(WHY[one.why])


def _vans(stops: Sequence[RoundStop]) -> list[VanRow]:
    found = []
    for number, rows in groupby(stops, key=lambda one: one.van):
        day = list(rows)
        found.append(
            VanRow(
                number=number,
                home=clock_time(day[-1].arrives_s),
                stops=sum(not one.is_home for one in day),
                trips=day[-1].trip,
                km=sum(one.metres for one in day) / METRES_A_KM,
                cost=Money(sum(one.cost_minor for one in day)),
                rows=tuple(map(_row, day)),
            )
        )
    return found


def _row(one: RoundStop) -> StopRow:
    return StopRow(
        number=one.place,
        at=clock_time(one.arrives_s),
        leaves=clock_time(one.leaves_s),
        name=named(one.zh, one.en),
        zone=one.zone,
        is_home=one.is_home,
        km=one.metres / METRES_A_KM,
        cost=Money(one.cost_minor),
        out=one.out_cartons,
        out_kilos=one.out_grams / GRAMS_A_KILO,
        back=one.back_cartons,
        back_kilos=one.back_grams / GRAMS_A_KILO,
    )
