"""Show how cartons stand in a load's vehicles, in 3D and layer by layer, and the list by which they are loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.freight.door import loading, stowing
from dukou.freight.records.stowing import StowageRecord, StowedCarton, StowedVehicleRecord
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.clock import now
from dukou.web.freight.drawing import MM_A_CM, Layer, Legend, layers
from dukou.web.freight.places import places, service_name
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.names import named
from dukou.web.parts.once import once
from dukou.web.parts.progress import progress
from dukou.web.parts.requests import PageRequest
from dukou.web.words.stowing import LAWS, LEFT, SIDES

MM3_PER_M3 = 1_000_000_000
MM_A_METRE = 1_000
STEPS_SHOWN = 30
LONGEST_NUMBER = 6
BY = ("owner", "drop")


@dataclass(frozen=True, slots=True)
class StepRow:
    """Hold a step of the loading as it is shown; the number of a carton ends with the digits that people compare."""

    step: int
    sscc: str
    label: int | None
    owner: str
    drop: int
    place: str
    is_loaded: bool
    is_found: bool

    @property
    def sscc_head(self) -> str:
        """Return the digits before the last six."""
        return self.sscc[:-6]

    @property
    def sscc_tail(self) -> str:
        """Return the last six digits."""
        return self.sscc[-6:]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def stowage(request: PageRequest, code: str, service: str) -> HttpResponse:
    """Show how the cartons of one vehicle stand; a POST asks for a plan."""
    viewer = viewer_of(request)
    if request.method == "POST":
        stowing.ask(code, viewer=viewer, now=now())
        return redirect("stowage", code, service)
    found = loading.stowage(code, service, viewer=viewer)
    context = _head(found, viewer)
    if found.state == "kept":
        vehicle = _vehicle(found, request.GET.get("vehicle", ""))
        by = request.GET.get("by", "")
        context |= _drawn(found, vehicle, by if by in BY else BY[0], viewer)
    elif found.job:
        context["job"] = progress(found.job, viewer=viewer)
    return render(request, "freight/stowage.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def loading_list(request: PageRequest, code: str, service: str) -> HttpResponse:
    """Show the steps of a vehicle's loading, some at a time; a POST ticks them, and a code leads to its step."""
    viewer = viewer_of(request)
    if not viewer.runs_desks:
        raise Missing("freight.load_not_found")
    if request.method == "POST":
        return _ticked(request, code, service, viewer)
    found = loading.stowage(code, service, viewer=viewer)
    if found.state != "kept":
        return redirect("stowage", code, service)
    scanned, error = request.GET.get("code", "").strip(), ""
    number, step = _number(request.GET.get("vehicle", "")), _number(request.GET.get("step", ""))
    if scanned:
        try:
            number, step = loading.find_carton(code, service, scanned, viewer=viewer)
        except Refusal as refusal:
            error = words.sentence(refusal)
    vehicle = _vehicle(found, str(number))
    first = step or next((one.step for one in vehicle.cartons if not one.is_loaded), 1)
    first = min(max(1, first), len(vehicle.cartons))
    shown = vehicle.cartons[first - 1 : first - 1 + STEPS_SHOWN]
    owners = _owners(found, viewer)
    context = _head(found, viewer) | {
        "vehicle": vehicle,
        "loaded": sum(one.is_loaded for one in vehicle.cartons),
        "steps": [_step(one, owners, is_found=bool(scanned) and one.step == step) for one in shown],
        "first": first,
        "before": max(1, first - STEPS_SHOWN) if first > 1 else None,
        "after": first + STEPS_SHOWN if first + STEPS_SHOWN <= len(vehicle.cartons) else None,
        "scanned": scanned,
        "error": error,
    }
    return render(request, "freight/loading_list.html", context, status=422 if error else 200)


def _ticked(request: PageRequest, code: str, service: str, viewer: Viewer) -> HttpResponse:
    """Tick the steps that were sent, or take back the ticks, and lead to what comes next."""
    number, is_loaded = _number(request.POST.get("vehicle", "")), request.POST.get("act") != "undo"
    steps = [_number(one) for one in request.POST.getlist("step")]
    count = loading.tick(code, service, number, steps, is_loaded=is_loaded, viewer=viewer, now=now())
    if is_loaded:
        text = ngettext("%(count)s carton is ticked.", "%(count)s cartons are ticked.", count)
    else:
        text = ngettext("%(count)s tick is taken back.", "%(count)s ticks are taken back.", count)
    messages.success(request, text % {"count": formats.number(count)})
    asked = {"vehicle": number} if is_loaded or not steps else {"vehicle": number, "step": min(steps)}
    return redirect(f"{reverse('loading_list', args=[code, service])}?{urlencode(asked)}")


def _number(text: str) -> int:
    """Return a number that was asked for; anything else is 0, which nothing has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


def _vehicle(found: StowageRecord, asked: str) -> StowedVehicleRecord:
    return next((one for one in found.vehicles if one.number == _number(asked)), found.vehicles[0])


def _head(found: StowageRecord, viewer: Viewer) -> dict[str, Any]:
    """Return what stands above both pages."""
    owners = _owners(found, viewer)
    return {
        "section": "freight_desk" if viewer.runs_desks else "bills",
        "found": found,
        "place": places().name(found.destination),
        "service": service_name(found.service),
        "fewer": max(0, (found.charged or 0) - len(found.vehicles)),
        "more": max(0, len(found.vehicles) - (found.charged or len(found.vehicles))),
        "laws": [str(LAWS.get(one, one)) for one in found.laws],
        "left": [(owners.get(one.firm, ""), one.cartons, str(LEFT.get(one.reason, one.reason))) for one in found.left],
    }


def _owners(found: StowageRecord, viewer: Viewer) -> Mapping[int, str]:
    """Return the names of the firms whose cartons are shown."""
    if not viewer.runs_desks:
        return {one.firm: _("your firm") for vehicle in found.vehicles for one in vehicle.cartons}
    return {one.id: named(one.name_zh, one.name_en) for one in registry.firms(viewer=viewer)}


def _drawn(found: StowageRecord, vehicle: StowedVehicleRecord, by: str, viewer: Viewer) -> dict[str, Any]:
    """Return a vehicle as it is drawn: coloured by owner or by drop, the legend the same for all vehicles."""
    owners = _owners(found, viewer)
    names: dict[int, str] = {}
    for one in sorted((one for each in found.vehicles for one in each.cartons), key=lambda one: one.drop):
        names[_key(one, by)] = owners[one.firm] if by == "owner" else _("Drop %(number)s") % {"number": one.drop + 1}
    numbered = {key: number for number, key in enumerate(names, start=1)}
    number_of = {one.step: numbered[_key(one, by)] for one in vehicle.cartons}
    drawn: list[Layer] = layers(vehicle, number_of)
    return {
        "vehicle": vehicle,
        "by": by,
        "legend": [
            line
            for key, number in numbered.items()
            if (line := _legend(vehicle, number, names[key], number_of)).cartons
        ],
        "layers": drawn,
        "length_cm": vehicle.length_mm // MM_A_CM,
        "width_cm": vehicle.width_mm // MM_A_CM,
        "measures": [mm / MM_A_METRE for mm in (vehicle.length_mm, vehicle.width_mm, vehicle.height_mm)],
        "scene": _scene(found, vehicle, number_of),
    }


def _key(one: StowedCarton, by: str) -> int:
    return one.firm if by == "owner" else one.drop


def _legend(vehicle: StowedVehicleRecord, number: int, name: str, number_of: Mapping[int, int]) -> Legend:
    mine = [one for one in vehicle.cartons if number_of[one.step] == number]
    return Legend(number, name, len(mine), sum(one.dx * one.dy * one.dz for one in mine) / MM3_PER_M3)


def _scene(found: StowageRecord, vehicle: StowedVehicleRecord, number_of: Mapping[int, int]) -> dict[str, Any]:
    """Return what the viewer in 3D draws, in cm, in the order of loading; others' part of a vehicle is one block."""
    return {
        "room": [mm / MM_A_CM for mm in (vehicle.length_mm, vehicle.width_mm, vehicle.height_mm)],
        "whole": found.is_whole,
        "boxes": [
            [
                *(mm / MM_A_CM for mm in (one.x, one.y, one.z, one.dx, one.dy, one.dz)),
                number_of[one.step],
                f"{one.sscc} · {_place(one)}",
            ]
            for one in vehicle.cartons
        ],
    }


def _step(one: StowedCarton, owners: Mapping[int, str], *, is_found: bool) -> StepRow:
    return StepRow(
        step=one.step,
        sscc=one.sscc,
        label=one.label,
        owner=owners[one.firm],
        drop=one.drop + 1,
        place=_place(one),
        is_loaded=one.is_loaded,
        is_found=is_found,
    )


def _place(one: StowedCarton) -> str:
    """Say where a carton stands, as one says it at the doors."""
    return _("row %(row)s from the front, %(side)s, layer %(layer)s") % {
        "row": one.stand.row,
        "side": SIDES[one.stand.side],
        "layer": one.stand.layer,
    }
