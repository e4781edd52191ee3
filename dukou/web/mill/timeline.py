"""Put together the way of a lot through the mill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dukou.lab.records import InspectionRecord
from dukou.mill.records import LotDay, MillLot
from dukou.web.parts import formats
from dukou.web.words import steps as w

DONE, NOW, AHEAD, TROUBLE = "done", "now", "ahead", "trouble"


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step; `tone` is done, now, ahead or trouble."""

    title: str
    tone: str
    on: date | None = None
    text: str = ""
    is_simulated: bool = False


def steps(lot: MillLot, days: Sequence[LotDay], inspections: Sequence[InspectionRecord], on: date) -> list[Step]:
    """Return the steps of a lot: planned, knitted, finished, inspected, boxed."""
    return [
        Step(_("Planned"), DONE, lot.planned_on, _("Must be knitted by %(day)s.") % {"day": formats.day(lot.due_on)}),
        _knitted(lot, days, on),
        _finished(lot),
        *_inspected(lot, inspections),
        _boxed(lot),
    ]


def _knitted(lot: MillLot, days: Sequence[LotDay], on: date) -> Step:
    if not days:
        return Step(_("Knitting"), TROUBLE if lot.due_on < on else AHEAD, None, _("The machines have not begun."))
    made = _("%(made)s of %(all)s pieces, %(lost)s of them lost") % {
        "made": formats.number(lot.pieces_made),
        "all": formats.number(lot.pieces_to_make),
        "lost": formats.number(lot.pieces_lost),
    }
    if lot.pieces_made == lot.pieces_to_make:
        return Step(_("Knitting"), DONE, days[-1].on, made, is_simulated=True)
    return Step(_("Knitting"), TROUBLE if lot.due_on < on else NOW, days[0].on, made, is_simulated=True)


def _finished(lot: MillLot) -> Step:
    text = _("toes closed, boarded, paired and packed")
    if lot.made_on:
        return Step(_("Finishing"), DONE, lot.made_on, text, is_simulated=True)
    if lot.finish_on:
        return Step(_("Finishing"), NOW, lot.finish_on, _("expected"), is_simulated=True)
    return Step(_("Finishing"), AHEAD)


def _inspected(lot: MillLot, inspections: Sequence[InspectionRecord]) -> list[Step]:
    found = [
        Step(
            _("Inspection"),
            DONE if one.result == "accepted" else TROUBLE,
            one.on,
            _("%(sample)s of %(lot)s pairs inspected: %(result)s")
            % {
                "sample": formats.number(one.sample_pairs),
                "lot": formats.number(one.lot_pairs),
                "result": w.RESULTS[one.result],
            },
            is_simulated=True,
        )
        for one in inspections
    ]
    if lot.state == "rework":
        found.append(Step(_("Inspection"), NOW, lot.inspect_on, _("again, once the lot is sorted")))
    if not found:
        found.append(Step(_("Inspection"), NOW if lot.state == "made" else AHEAD))
    return found


def _boxed(lot: MillLot) -> Step:
    if lot.state == "scrapped":
        return Step(_("Scrapped"), TROUBLE, None, _("Nothing of this lot goes on."))
    if lot.passed_on is None:
        return Step(
            _("Into cartons"), AHEAD, None, _("Must be ready by %(day)s.") % {"day": formats.day(lot.ready_by_on)}
        )
    return Step(_("Into cartons"), DONE, lot.passed_on, formats.pairs(lot.pairs_passed), is_simulated=True)
