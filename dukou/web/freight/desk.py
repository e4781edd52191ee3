"""Show the freight desk its loads, what is on the road, and a load with whose goods fill its vehicles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.base.solving import QUICK
from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.records import LoadRecord, OnRoad, Withdrawal
from dukou.registry import door as registry
from dukou.registry.records import FirmRecord
from dukou.web.clock import now
from dukou.web.freight.cards import DEPARTURE_HOUR
from dukou.web.freight.drawing import Drawing, colour, drawings, numbers
from dukou.web.freight.forms import DelayForm
from dukou.web.freight.places import Places, places, service_name
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Ask, Choice, Column, Empty, Found, Table, table, table_page
from dukou.web.words.freight import DELAY_REASONS, LOAD_STATES

# A page waits for its answer.
WHAT_IF = replace(QUICK, seconds=3.0)
STATE_LOOKS = {"prepared": "bg-secondary-lt", "frozen": "bg-secondary-lt", "offered": "bg-yellow-lt"}
ANSWER_LOOKS = {"silent": "bg-secondary-lt", "accepted": "bg-green-lt", "declined": "bg-yellow-lt"}
LITRES_A_M3 = 1_000_000


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Hold a load as the board shows it; money is None until it is known."""

    code: str
    on: date
    destination: str
    state: tuple[str, str]
    firms: int
    pairs: int
    own_best: Money | None
    together: Money | None
    saved: Money | None
    shortfall: Money | None
    answers: str


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


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Hold a firm's part of a load."""

    firm: str
    firm_code: str
    shipments: int
    pairs: int
    own_best: Money
    together: Money
    saved: Money
    late_pairs: int
    answer: tuple[str, str]


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """Hold a legend's line: an owner's goods that go by one service."""

    number: int
    colour: str
    firm: str
    cartons: int
    pairs: int
    cubic_metres: float
    kilograms: int


@dataclass(frozen=True, slots=True)
class Aboard:
    """Hold what one service carries of a load, as it is shown."""

    service: str
    has_vehicles: bool
    vehicles: int
    is_cut: bool
    drawn: list[Drawing]
    owners: list[OwnerRow]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def freight_desk(request: PageRequest) -> HttpResponse:
    """Show the board of loads and of the road; a POST reports that something comes later."""
    viewer, on = _desk(request), registry.today()
    where, road = places(), freight.on_road(viewer=viewer)
    form = DelayForm(request.POST if request.method == "POST" else None, road=road, where=where, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            return _reported(request, form.cleaned_data, viewer, on)
        except Refusal as refusal:
            refused(form, refusal)
    today = freight.loads_of(on, viewer=viewer)
    known = [one for one in today if one.state in {"offered", "dispatched"}]
    context = {
        "section": "freight_desk",
        "on": on,
        "form": form,
        "loads": len(today),
        "departs": f"{DEPARTURE_HOUR:02}:00",
        "own_best": Money(sum(one.own_best_minor for one in today)),
        "together": Money(sum(_together(one) for one in known)),
        "shortfall": Money(sum(one.shortfall_minor for one in known)),
        "declined": sum(one.declined for one in today),
        "late_pairs": sum(one.late_pairs for one in road),
        "road": (road_table := _road_table(request, road, where)),
    }
    return table_page(request, "freight/desk.html", context, _load_table(request, viewer, where), road_table)


def _desk(request: PageRequest) -> Viewer:
    """Return the viewer if he works at a desk; for others the page does not exist."""
    viewer = viewer_of(request)
    if not viewer.runs_desks:
        raise Missing("freight.load_not_found")
    return viewer


def _reported(request: PageRequest, said: dict[str, Any], viewer: Viewer, on: date) -> HttpResponse:
    load, _blank, service = said["what"].partition(" ")
    count = freight.report_delay(
        load, until=said["until"], reason=said["reason"], service=service, viewer=viewer, on=on, now=now()
    )
    text = ngettext("%(count)s parcel arrives later now.", "%(count)s parcels arrive later now.", count)
    messages.success(request, text % {"count": formats.number(count)})
    return redirect("freight_desk")


def _together(one: LoadRecord) -> int:
    return one.pooled_minor + one.waiting_minor


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
        return Found([_load_row(one, where) for one in found], total)

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


def _load_row(one: LoadRecord, where: Places) -> LoadRow:
    is_known = one.state in {"offered", "dispatched"}
    return LoadRow(
        code=one.code,
        on=one.on,
        destination=where.name(one.destination),
        state=(str(LOAD_STATES[one.state]), STATE_LOOKS.get(one.state, "bg-azure-lt")),
        firms=one.firms,
        pairs=one.pairs,
        own_best=Money(one.own_best_minor) if one.state != "prepared" else None,
        together=Money(_together(one)) if is_known else None,
        saved=Money(one.own_best_minor - _together(one)) if is_known else None,
        shortfall=Money(one.shortfall_minor) if is_known else None,
        answers=_answers(one),
    )


def _answers(one: LoadRecord) -> str:
    """Say how firms answered, if any did."""
    if not one.accepted + one.declined:
        return ""
    return _("%(accepted)s accepted, %(declined)s declined") % {
        "accepted": formats.number(one.accepted),
        "declined": formats.number(one.declined),
    }


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


@login_required
@require_safe
def load(request: PageRequest, code: str) -> HttpResponse:
    """Show a load: its firms, whose goods fill its vehicles, and what it would cost if a firm went alone."""
    viewer = _desk(request)
    one = freight.load(code, viewer=viewer)
    where, firms = places(), {firm.id: firm for firm in registry.firms(viewer=viewer)}
    members = _members(one, viewer, firms)
    is_known = one.state in {"offered", "dispatched"}
    asked = request.GET.get("without", "")
    withdrawal = _withdrawal(one, asked, firms, viewer) if asked and one.state != "prepared" else None
    context = {
        "section": "freight_desk",
        "load": one,
        "row": _load_row(one, where),
        "is_known": is_known,
        "volume": one.ml / LITRES_A_M3,
        "aboard": _aboard(code, viewer, firms),
        "members": members,
        "asked": asked,
        "withdrawal": withdrawal,
        "road": freight.on_road(viewer=viewer, load=code) if one.state == "dispatched" else [],
        "departs": f"{DEPARTURE_HOUR:02}:00",
    }
    return table_page(request, "freight/load.html", context, _member_table(request, members, one))


def _members(one: LoadRecord, viewer: Viewer, firms: dict[int, FirmRecord]) -> list[MemberRow]:
    """Return what each firm is offered, or is billed once the load has left."""
    if one.state == "dispatched":
        bills, _total = freight.bill_rows(viewer=viewer, search=one.code, count=one.firms + 1, sort="own_best")
        return [
            _member(firms[its.firm], its, "declined" if its.has_declined else "", its.charge_minor + its.waiting_minor)
            for its in bills
        ]
    offers = freight.offers(viewer=viewer, on=one.on, load=one.code)
    return [_member(firms[its.firm], its, its.answer, its.together_minor) for its in offers]


def _member(firm: FirmRecord, its: Any, answer: str, together_minor: int) -> MemberRow:
    return MemberRow(
        firm=named(firm.name_zh, firm.name_en),
        firm_code=firm.code,
        shipments=its.shipments,
        pairs=its.pairs,
        own_best=Money(its.own_best_minor),
        together=Money(together_minor),
        saved=Money(its.own_best_minor - together_minor),
        late_pairs=its.late_pairs,
        answer=(_said(answer), ANSWER_LOOKS.get(answer, "bg-green-lt")),
    )


def _said(answer: str) -> str:
    """Return what a firm said, or that it went together, in the desk's few words."""
    said = {"silent": _("no answer"), "accepted": _("says yes"), "declined": _("goes alone")}
    return said.get(answer, _("together"))


def _member_table(request: PageRequest, members: Sequence[MemberRow], one: LoadRecord) -> Table:
    columns = [
        Column("firm", _("Firm")),
        Column("shipments", _("Number of parcels"), "number"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("own_best", _("Own best"), "money"),
        Column("together", _("Together"), "money"),
        Column("saved", _("Saved"), "money"),
        Column("late_pairs", _("Late pairs"), "pairs"),
        Column("answer", _("Answer"), "badge"),
    ]
    empty = Empty(
        _("Not offered yet."),
        _("Own best is worked out and the pool offered before the load leaves."),
        reverse("freight_desk"),
        _("Back to the freight desk"),
    )
    return table(
        request,
        key="members",
        title=_("Firms of this load"),
        columns=columns,
        rows=list(members),
        empty=empty,
        sort="-own_best",
        # There is no bill before the load has left.
        link=(lambda row: reverse("firm_bill", args=[one.code, row.firm_code])) if one.state == "dispatched" else None,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Hold what a withdrawal changes, as it is shown."""

    firm: str
    before: Money
    after: Money
    dearer: Money
    late_before: int
    late_after: int
    late_more: int
    firms_after: int


def _withdrawal(one: LoadRecord, asked: str, firms: dict[int, FirmRecord], viewer: Viewer) -> Compared:
    firm = next((firm for firm in firms.values() if firm.code == asked), None)
    if firm is None:
        raise Missing("freight.load_not_found")
    found: Withdrawal = freight.without(one.code, firm=firm.id, limit=WHAT_IF, viewer=viewer)
    before, after = found.before, found.after
    return Compared(
        firm=named(firm.name_zh, firm.name_en),
        before=Money(before.cost_minor),
        after=Money(after.cost_minor),
        dearer=Money(after.cost_minor - before.cost_minor),
        late_before=before.late_pairs,
        late_after=after.late_pairs,
        late_more=after.late_pairs - before.late_pairs,
        firms_after=after.firms_together,
    )


def _aboard(code: str, viewer: Viewer, firms: dict[int, FirmRecord]) -> list[Aboard]:
    pictures = freight.picture(code, viewer=viewer)
    numbered = numbers(pictures)
    shown = []
    for picture in pictures:
        drawn = drawings(picture, numbered)
        shown.append(
            Aboard(
                service=service_name(picture.service),
                has_vehicles=bool(picture.vehicles),
                vehicles=len(picture.vehicles),
                is_cut=bool(drawn) and drawn[-1].last < len(picture.vehicles),
                drawn=drawn,
                owners=[
                    OwnerRow(
                        number=numbered[its.firm],
                        colour=colour(numbered[its.firm]),
                        firm=named(firms[its.firm].name_zh, firms[its.firm].name_en),
                        cartons=its.cartons,
                        pairs=its.pairs,
                        cubic_metres=its.ml / LITRES_A_M3,
                        kilograms=round(its.grams / 1_000),
                    )
                    for its in picture.aboard
                ],
            )
        )
    return shown
