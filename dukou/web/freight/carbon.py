"""Put in words what carrying a load emits."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.door import carbon as door
from dukou.web.freight.rows import desk_viewer
from dukou.web.parts.requests import PageRequest
from dukou.web.words.tracking import MODES

GRAMS_A_KG = 1_000


@dataclass(frozen=True, slots=True)
class Carbon:
    """Hold what a load emits, in kilograms of CO2 equivalent; `unknown` counts the shipments that are left out."""

    kilograms: float
    own_best: float | None
    modes: str
    unknown: int


@login_required
@require_safe
def load_carbon(request: PageRequest, code: str) -> HttpResponse:
    """Show what carrying a load emits, beside what firms' own best would have."""
    viewer = desk_viewer(request)
    load = freight.load(code, viewer=viewer)
    context = {"section": "freight_desk", "code": load.code, "carbon": _carbon(load.code, viewer)}
    return render(request, "freight/carbon.html", context)


def _carbon(load: str, viewer: Viewer) -> Carbon | None:
    found = door.carbon_of_load(load, viewer=viewer)
    if found is None:
        return None
    own_best = found.own_best_grams
    return Carbon(
        kilograms=found.co2e_grams / GRAMS_A_KG,
        own_best=None if own_best is None else own_best / GRAMS_A_KG,
        modes=" · ".join(str(MODES[mode]) for mode in found.modes),
        unknown=found.unknown,
    )
