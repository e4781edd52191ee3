"""Show a load: its firms, whose goods fill its vehicles, and what it would cost if a firm went alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.errors import Missing
from dukou.base.money import Money
from dukou.base.solving import QUICK
from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.records import LoadRecord, Withdrawal
from dukou.registry import door as registry
from dukou.registry.records import FirmRecord
from dukou.web.freight.cards import DEPARTURE_HOUR
from dukou.web.freight.drawing import Drawing, colour, drawings, numbers
from dukou.web.freight.places import places, service_name
from dukou.web.freight.rows import SOLVED, desk_viewer, load_row
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page

# A page waits for its answer.
WHAT_IF = replace(QUICK, seconds=3.0)
ANSWER_LOOKS = {"silent": "bg-secondary-lt", "accepted": "bg-green-lt", "declined": "bg-yellow-lt"}
LITRES_A_M3 = 1_000_000


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

    code: str
    service: str
    has_vehicles: bool
    vehicles: int
    is_cut: bool
    drawn: list[Drawing]
    owners: list[OwnerRow]


@login_required
@require_safe
def load(request: PageRequest, code: str) -> HttpResponse:
    """Show a load: its firms, whose goods fill its vehicles, and what it would cost if a firm went alone."""
    viewer = desk_viewer(request)
    one = freight.load(code, viewer=viewer)
    where, firms = places(), {firm.id: firm for firm in registry.firms(viewer=viewer)}
    members = _members(one, viewer, firms)
    is_known = one.state in SOLVED
    asked = request.GET.get("without", "")
    withdrawal = _withdrawal(one, asked, firms, viewer) if asked and one.state != "prepared" else None
    context = {
        "section": "freight_desk",
        "load": one,
        "row": load_row(one, where),
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
        return [
            _member(firms[its.firm], its, "declined" if its.is_apart else "", its.charge_minor + its.waiting_minor)
            for its in freight.paid_of(one.code, viewer=viewer)
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
    said = {
        "silent": _("no answer"),
        "accepted": _("says yes"),
        "declined": _("goes alone"),
        "alone": _("no cheaper together"),
    }
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
                code=picture.service,
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
