"""Trace a code back to its lots, machines, shifts, yarn, inspections and way, as far as the viewer may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.errors import Refusal
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.journey import tracing
from dukou.journey.tracing import Trace, Traced
from dukou.lab.records import InspectionRecord
from dukou.mill.records import YarnUsed
from dukou.returns import door as returns
from dukou.web import words
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.scan import signed
from dukou.web.words import floor, steps
from dukou.web.words import scans as w


@dataclass(frozen=True, slots=True)
class Step:
    """Hold a step of a timeline."""

    title: str
    on: date | None
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold a lot that goods may be of as the page shows it; `part` is how probable it is, as pairs of all pairs."""

    traced: Traced
    part: str
    shifts: tuple[str, ...]
    terry: str
    yarn: tuple[tuple[str, YarnUsed], ...]


@login_required
@require_safe
def trace(request: HttpRequest, code: str) -> HttpResponse:
    """Show of which lots goods may be, where these come from, and where they went; a forged label is named as such."""
    viewer = viewer_of(request)
    try:
        subject = signed.subject_of(code) if signed.is_pair_code(code) else code
    except Refusal as refusal:
        return render(request, "scan/forged.html", {"section": "scan", "said": words.sentence(refusal)}, status=422)
    found = tracing.trace(subject, viewer=viewer)
    lot = found.lots[0].lot if len(found.lots) == 1 else None
    lines = [one.line_id for one in found.lots]
    cartons = [] if found.carton or not lot else depot.cartons_of_lines(lines, viewer=viewer)
    scanned = found.carton.sscc if found.carton else subject
    context: dict[str, Any] = {
        "section": "scan",
        "code": subject,
        "found": found,
        "title": _("Pair") if subject != code else w.TRACED[found.what],
        "note": w.CARTON_NOTES.get(found.carton.note_code, "") if found.carton else "",
        "shown": [_shown(one, found) for one in found.lots],
        "lot": lot,
        "label": _label(request, lot.code) if lot else None,
        "is_maker": lot is not None and viewer.acts_for(lot.maker),
        "may_recall": lot is not None and (viewer.runs_desks or viewer.acts_for(lot.owner)),
        "cartons": cartons[0] if cartons else None,
        "steps": sorted(_steps(found.lots, viewer), key=lambda step: step.on or date.min),
        "scans": [(w.ACTS[one.act], one) for one in depot.scans(viewer=viewer, code=scanned)],
    }
    return render(request, "scan/trace.html", context)


def _shown(one: Traced, found: Trace) -> Shown:
    total = sum(each.pairs for each in found.lots)
    return Shown(
        traced=one,
        part=_("%(pairs)s of %(all)s pairs") % {"pairs": formats.number(one.pairs), "all": formats.number(total)},
        shifts=tuple(str(floor.SHIFTS[each]) for each in one.lot.shifts) if one.lot else (),
        terry=str(floor.TERRY[one.lot.terry]) if one.lot else "",
        yarn=tuple((str(floor.FIBRES[each.fibre]), each) for each in one.yarn),
    )


def _label(request: HttpRequest, lot_code: str) -> dict[str, Any]:
    """Return the signed label of a lot's pairs: its address, and the address as a QR code."""
    link = request.build_absolute_uri(reverse("trace", args=[signed.pair_code(lot_code)]))
    modules, path = signed.qr_path(link)
    return {"link": link, "modules": modules, "path": path}


def _steps(lots: Sequence[Traced], viewer: Viewer) -> Iterator[Step]:
    """Yield what happened to goods of a single lot; of several, each has its own page."""
    if len(lots) != 1:
        return
    (one,) = lots
    if one.lot and one.lot.last_on:
        yield Step(_("Knitted"), one.lot.last_on, "done", formats.pairs(one.lot.pairs))
    yield from map(_inspected, one.inspections)
    for move in depot.moves_of_lines([one.line_id], viewer=viewer):
        yield Step(str(w.PLACES[move.to_place]).capitalize(), move.on, "done", formats.pairs(move.pairs))
    for case in returns.cases_of_lines([one.line_id], viewer=viewer):
        text = f"{steps.REASONS[case.reason]} · {formats.pairs(case.pairs)} · {steps.OUTCOMES[case.outcome]}"
        yield Step(_("Sent back"), case.requested_on, "trouble", text)


def _inspected(one: InspectionRecord) -> Step:
    looked_at = _("%(sample)s of %(pairs)s pairs looked at") % {
        "sample": formats.number(one.sample_pairs),
        "pairs": formats.number(one.lot_pairs),
    }
    tone = "done" if one.result == "accepted" else "trouble"
    return Step(_("Inspected: %(result)s") % {"result": steps.RESULTS[one.result]}, one.on, tone, looked_at)
