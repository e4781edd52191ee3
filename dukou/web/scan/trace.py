"""Trace a code back to its lot, machines, shift, inspection and way, as far as the viewer may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.depot.records import CartonRecord
from dukou.lab import door as lab
from dukou.mill import door as mill
from dukou.mill.records import LotTrace
from dukou.returns import door as returns
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.words import floor, steps
from dukou.web.words import scans as w

SSCC_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a step of a timeline."""

    title: str
    on: date | None
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Hold what a code turned out to be: a carton, a lot or a case, of a line of an order."""

    title: str
    line: int
    lot_code: str
    lot: LotTrace | None
    carton: CartonRecord | None = None


@login_required
@require_safe
def trace(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a carton, a lot or a case comes from, and where its goods went."""
    viewer = viewer_of(request)
    found = _found(code, viewer)
    lot = found.lot
    cartons = [] if found.carton else depot.cartons_of_lines([found.line], viewer=viewer)
    scanned = found.carton.sscc if found.carton else code
    context: dict[str, Any] = {
        "section": "scan",
        "code": code,
        "found": found,
        "note": w.CARTON_NOTES.get(found.carton.note_code, "") if found.carton else "",
        "lot": lot,
        "shifts": [floor.SHIFTS[one] for one in lot.shifts] if lot else [],
        "terry": floor.TERRY[lot.terry] if lot else "",
        "cartons": cartons[0] if cartons else None,
        "steps": sorted(_steps(found, viewer), key=lambda step: step.on or date.min),
        "scans": [(w.ACTS[one.act], one) for one in depot.scans(viewer=viewer, code=scanned)],
    }
    return render(request, "scan/trace.html", context)


def _found(code: str, viewer: Viewer) -> Found:
    """Return what a code names for this viewer, or say that it does not exist."""
    for look in (_as_carton, _as_lot, _as_case):
        try:
            return look(code, viewer)
        except Refusal:
            continue
    raise Missing("depot.code_not_found")


def _as_carton(code: str, viewer: Viewer) -> Found:
    if len(code) != SSCC_DIGITS:
        raise Missing("depot.code_not_found")
    carton = depot.carton(code, viewer=viewer)
    return Found(_("Carton"), carton.line_id, carton.lot_code, _lot(carton.lot_code, viewer), carton)


def _as_lot(code: str, viewer: Viewer) -> Found:
    lot = mill.lot_by_code(code.lower(), viewer=viewer)
    return Found(_("Lot"), lot.line_id, lot.code, lot)


def _as_case(code: str, viewer: Viewer) -> Found:
    case = returns.case(code, viewer=viewer)
    lots = mill.lots_of_lines([case.line], viewer=viewer)
    lot_code = lots[0].code if lots else ""
    return Found(_("Return case"), case.line, lot_code, _lot(lot_code, viewer))


def _lot(code: str, viewer: Viewer) -> LotTrace | None:
    """Return the machines and shifts behind a lot, where the viewer may know them."""
    try:
        return mill.lot_by_code(code, viewer=viewer)
    except Missing:
        return None


def _steps(found: Found, viewer: Viewer) -> Iterator[Step]:
    if found.lot and found.lot.last_on:
        yield Step(_("Knitted"), found.lot.last_on, "done", formats.pairs(found.lot.pairs))
    for one in lab.inspections_of_lines([found.line], viewer=viewer):
        looked_at = _("%(sample)s of %(pairs)s pairs looked at") % {
            "sample": formats.number(one.sample_pairs),
            "pairs": formats.number(one.lot_pairs),
        }
        tone = "done" if one.result == "accepted" else "trouble"
        yield Step(_("Inspected: %(result)s") % {"result": steps.RESULTS[one.result]}, one.on, tone, looked_at)
    for move in depot.moves_of_lines([found.line], viewer=viewer):
        yield Step(str(w.PLACES[move.to_place]).capitalize(), move.on, "done", formats.pairs(move.pairs))
    for case in returns.cases_of_lines([found.line], viewer=viewer):
        text = f"{steps.REASONS[case.reason]} · {formats.pairs(case.pairs)} · {steps.OUTCOMES[case.outcome]}"
        yield Step(_("Sent back"), case.requested_on, "trouble", text)
