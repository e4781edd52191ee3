"""Let a desk move the goods of a load, see what that changes for everyone, and lock them where they are to go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.records.planning import LoadPlan, Move, PlannedShipment, Service, Supposed
from dukou.registry import door as registry
from dukou.registry.records import FirmRecord
from dukou.web.clock import now
from dukou.web.freight.load import WHAT_IF
from dukou.web.freight.places import places, service_name
from dukou.web.freight.rows import desk_viewer
from dukou.web.parts import formats
from dukou.web.parts.editing import EditForm
from dukou.web.parts.forms import refused
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page

Firms = Mapping[int, FirmRecord]


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """Hold a shipment of the load as it is shown."""

    code: str
    firm: str
    pairs: int
    service: str
    arrives_on: date
    due_on: date
    late: str
    decided: tuple[str, str]


@dataclass(frozen=True, slots=True)
class FirmRow:
    """Hold what a move changes for a firm."""

    firm: str
    own_best: Money
    before: Money
    after: Money
    late_before: int
    late_after: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what a move changes, as it is shown."""

    cost_before: Money
    cost_after: Money
    dearer: Money
    shortfall_before: Money
    shortfall_after: Money
    late_before: int
    late_after: int
    parcels: tuple[tuple[str, str, int, str, str], ...]
    firms: tuple[FirmRow, ...]
    as_before: int


class MoveForm(EditForm):
    """Ask by which service a shipment is to go; nothing leaves that to the engine."""

    service = forms.ChoiceField(label=gettext_lazy("Goes by"), required=False)
    with_others = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, plan: LoadPlan, chosen: PlannedShipment) -> None:
        super().__init__(data, stored={"service": str(chosen.lock or "")})
        self._chosen, self._others = chosen, _unlocked_beside(chosen, plan)
        field = cast(forms.ChoiceField, self.fields["service"])
        services = ((str(one.tariff), _said(one)) for one in plan.services)
        field.choices = [("", _("no lock: as is best for all")), *services]
        if not self._others:
            del self.fields["with_others"]
            return
        count = len(self._others)
        said = ngettext(
            "Also the other parcel of this firm that nobody has locked",
            "Also the %(count)s other parcels of this firm that nobody has locked",
            count,
        )
        self.fields["with_others"].label = said % {"count": formats.number(count)}

    @property
    def moves(self) -> list[Move]:
        """Return what is to be moved: the chosen parcel first."""
        tariff = int(self.cleaned_data["service"] or 0) or None
        also = self._others if self.cleaned_data.get("with_others") else []
        return [Move(self._chosen.code, tariff, self._chosen.lock), *(Move(one.code, tariff, None) for one in also)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def moves(request: PageRequest, code: str) -> HttpResponse:
    """Show how a load is planned; a POST supposes that parcels go by another service, or locks them there."""
    viewer = desk_viewer(request)
    plan = freight.load_plan(code, viewer=viewer)
    chosen = _chosen(plan, request.GET.get("parcel", ""))
    firms = {one.id: one for one in registry.firms(viewer=viewer)}
    form, supposed = None, None
    if chosen and plan.is_open and not chosen.is_apart:
        sent = request.POST if request.method == "POST" else None
        form = MoveForm(sent, plan=plan, chosen=chosen)
        if sent is not None and form.is_valid():
            try:
                if sent.get("act") == "lock":
                    return _locked(request, plan, form.moves, viewer)
                supposed = freight.suppose_moves(code, form.moves, limit=WHAT_IF, viewer=viewer)
            except Refusal as refusal:
                refused(form, refusal)
    parcels = [_parcel(one, plan, firms) for one in plan.shipments]
    context = {
        "section": "freight_desk",
        "plan": plan,
        "place": places().name(plan.destination),
        "chosen": next((row for row in parcels if chosen and row.code == chosen.code), None),
        "chosen_lock": chosen,
        "locked_by_me": bool(chosen and chosen.locked_by and chosen.locked_by == viewer.person),
        "form": form,
        "supposed": _shown(supposed, plan, firms) if supposed else None,
        "locks": sum(one.lock is not None for one in plan.shipments),
    }
    return table_page(request, "freight/moves.html", context, _table(request, plan, parcels))


def _chosen(plan: LoadPlan, code: str) -> PlannedShipment | None:
    if not code:
        return None
    found = next((one for one in plan.shipments if one.code == code), None)
    if found is None:
        raise Missing("freight.shipment_not_found")
    return found


def _unlocked_beside(chosen: PlannedShipment, plan: LoadPlan) -> list[PlannedShipment]:
    """Return the other parcels of the same firm that nobody has locked: what another desk decided stands."""
    of_firm = [one for one in plan.shipments if one.firm == chosen.firm and one.code != chosen.code]
    return [one for one in of_firm if one.lock is None]


def _locked(request: PageRequest, plan: LoadPlan, moved: Sequence[Move], viewer: Viewer) -> HttpResponse:
    found = freight.lock(plan.load, moved, limit=WHAT_IF, viewer=viewer, now=now())
    change = Money(found.after.cost_minor - found.before.cost_minor)
    chosen = moved[0]
    if chosen.tariff is None:
        text = _("The lock is released. All firms' cost changes by %(change)s.")
    else:
        text = _("It is locked. All firms' cost changes by %(change)s; no firm pays more for it.")
    messages.success(request, text % {"change": formats.money(change)})
    return redirect(f"{reverse('load_moves', args=[plan.load])}?parcel={chosen.shipment}")


def _said(one: Service) -> str:
    return _("%(service)s, arrives %(day)s") % {
        "service": service_name(one.service),
        "day": formats.day(one.arrives_on),
    }


def _service(plan: LoadPlan, tariff: int) -> Service:
    return next(one for one in plan.services if one.tariff == tariff)


def _parcel(one: PlannedShipment, plan: LoadPlan, firms: Firms) -> ParcelRow:
    service = _service(plan, one.tariff)
    return ParcelRow(
        code=one.code,
        firm=_firm(firms, one.firm),
        pairs=one.pairs,
        service=service_name(service.service),
        arrives_on=service.arrives_on,
        due_on=one.due_on,
        late=_("late") if service.arrives_on > one.due_on else "",
        decided=_decided(one),
    )


def _decided(one: PlannedShipment) -> tuple[str, str]:
    """Say who decided by which service a shipment goes."""
    if one.is_apart:
        return _("goes alone"), "bg-yellow-lt"
    return (_("locked"), "bg-azure-lt") if one.lock is not None else (_("by the engine"), "bg-secondary-lt")


def _firm(firms: Firms, key: int) -> str:
    return named(firms[key].name_zh, firms[key].name_en)


def _shown(found: Supposed, plan: LoadPlan, firms: Firms) -> Shown:
    changed = [one for one in found.firms if one.is_changed]
    return Shown(
        cost_before=Money(found.before.cost_minor),
        cost_after=Money(found.after.cost_minor),
        dearer=Money(found.after.cost_minor - found.before.cost_minor),
        shortfall_before=Money(found.before.shortfall_minor),
        shortfall_after=Money(found.after.shortfall_minor),
        late_before=found.before.late_pairs,
        late_after=found.after.late_pairs,
        parcels=tuple(
            (
                one.shipment,
                _firm(firms, one.firm),
                one.pairs,
                service_name(_service(plan, one.before).service),
                service_name(_service(plan, one.after).service),
            )
            for one in found.shipments
        ),
        firms=tuple(
            FirmRow(
                firm=_firm(firms, one.firm),
                own_best=Money(one.own_best_minor),
                before=Money(one.before_minor),
                after=Money(one.after_minor),
                late_before=one.late_before,
                late_after=one.late_after,
            )
            for one in sorted(changed, key=lambda one: one.after_minor - one.before_minor)
        ),
        as_before=len(found.firms) - len(changed),
    )


def _table(request: PageRequest, plan: LoadPlan, parcels: Sequence[ParcelRow]) -> Table:
    columns = [
        Column("code", _("Shipment"), "code"),
        Column("firm", _("Firm")),
        Column("pairs", _("Pairs"), "pairs"),
        Column("service", _("Service")),
        Column("arrives_on", _("Arrives on"), "date"),
        Column("due_on", _("Promised for"), "date"),
        Column("late", _("Late")),
        Column("decided", _("Decided"), "badge"),
    ]
    empty = Empty(
        _("Nothing to move yet."),
        _("Goods can be moved from the offer of their load until it leaves."),
        reverse("load", args=[plan.load]),
        _("To the load"),
    )
    return table(
        request,
        key="parcels",
        title=_("Parcels of this load"),
        columns=columns,
        rows=list(parcels),
        empty=empty,
        sort="-pairs",
        link=(lambda row: f"?parcel={row.code}#move") if plan.is_open else None,
    )
