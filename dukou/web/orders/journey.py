"""Put together the way of each line from what every room shows this viewer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dukou.base.errors import Refusal
from dukou.base.viewer import Viewer
from dukou.freight import door as freight
from dukou.freight.records import ShipmentRecord
from dukou.lab import door as lab
from dukou.lab.records import InspectionRecord
from dukou.market.records import CREDIT, LineRecord
from dukou.mill import door as mill
from dukou.mill.records import LotRecord
from dukou.returns import door as returns
from dukou.returns.records import CaseRecord
from dukou.web import words
from dukou.web.parts import formats
from dukou.web.parts.names import named
from dukou.web.words import steps as w

T = TypeVar("T", LotRecord, InspectionRecord, ShipmentRecord, CaseRecord)
DONE, NOW, AHEAD, TROUBLE = "done", "now", "ahead", "trouble"


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step of a line's way; `tone` is done, now, ahead or trouble, `href` the page that tells more."""

    title: str
    tone: str
    on: date | None = None
    text: str = ""
    is_simulated: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class LineJourney:
    """Hold a line and every step of its way; one on which something went wrong or came back is eventful."""

    number: int
    name: str
    variant: str
    pairs: int
    state: str
    state_class: str
    is_eventful: bool
    can_claim: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what the rooms show of one line."""

    line: LineRecord
    lots: Sequence[LotRecord]
    inspections: Sequence[InspectionRecord]
    shipments: Sequence[ShipmentRecord]
    cases: Sequence[CaseRecord]


def line_journeys(lines: Sequence[LineRecord], *, placed_on: date, viewer: Viewer) -> list[LineJourney]:
    """Return the way of each line; one query a room."""
    ids = [line.id for line in lines]
    lots = _by_line(ids, [(one.line_id, one) for one in mill.lots_of_lines(ids, viewer=viewer)])
    inspections = _by_line(ids, [(one.line, one) for one in lab.inspections_of_lines(ids, viewer=viewer)])
    shipments = _by_line(ids, [(one.line, one) for one in freight.shipments_of_lines(ids, viewer=viewer)])
    cases = _by_line(ids, [(one.line, one) for one in returns.cases_of_lines(ids, viewer=viewer)])
    known = [Known(line, lots[line.id], inspections[line.id], shipments[line.id], cases[line.id]) for line in lines]
    return [_journey(one, placed_on, viewer.firm) for one in known]


def _by_line(ids: Sequence[int], rows: Sequence[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for line, row in rows:
        found[line].append(row)
    return {line: found[line] for line in ids}


def _journey(known: Known, placed_on: date, firm: int | None) -> LineJourney:
    line = known.line
    state, state_class = w.STATES[line.state]
    steps = [Step(_("Ordered"), DONE, placed_on, _("Due at the door on %(day)s.") % {"day": formats.day(line.due_on)})]
    if line.state == "refused":
        steps.append(_refused(line))
    else:
        steps += [_maker(line), _knitting(known), *_inspections(known), *_shipment(known), *_cases(known, firm)]
    return LineJourney(
        number=line.number,
        name=named(line.name_zh, line.name_en),
        variant=f"{named(line.colour_zh, line.colour_en)} · {line.size} · {line.gtin}",
        pairs=line.pairs,
        state=str(state),
        state_class=state_class,
        is_eventful=bool(known.cases) or any(step.tone == TROUBLE for step in steps),
        can_claim=line.buyer == firm and line.delivered_pairs > line.returned_pairs,
        steps=tuple(steps),
    )


def _refused(line: LineRecord) -> Step:
    return Step(_("Refused"), TROUBLE, None, words.sentence(Refusal(line.refusal_code)))


def _maker(line: LineRecord) -> Step:
    if line.state in {"open", "offered"}:
        return Step(_("Maker"), NOW, None, str(w.STATES[line.state][0]))
    source = str(w.SOURCES.get(line.source, ""))
    if line.maker is None:
        return Step(_("Maker"), DONE, None, _("%(how)s; the maker is not named to you") % {"how": source})
    maker = {"maker": named(line.maker_zh, line.maker_en), "how": source}
    return Step(_("Maker"), DONE, None, _("%(maker)s, %(how)s") % maker)


def _knitting(known: Known) -> Step:
    if not known.lots:
        return Step(_("Knitting"), AHEAD)
    lot = known.lots[0]
    made = _("%(made)s of %(all)s pieces") % {"made": _count(lot.pieces_made), "all": _count(lot.pieces_to_make)}
    tone = DONE if lot.made_on else NOW
    return Step(_("Knitting"), tone, lot.made_on, made, is_simulated=True)


def _inspections(known: Known) -> list[Step]:
    if not known.inspections:
        return [Step(_("Inspection"), AHEAD)]
    steps = []
    for one in known.inspections:
        text = ngettext(
            "%(sample)s pair of %(lot)s inspected: %(result)s",
            "%(sample)s pairs of %(lot)s inspected: %(result)s",
            one.sample_pairs,
        ) % {"sample": _count(one.sample_pairs), "lot": _count(one.lot_pairs), "result": w.RESULTS[one.result]}
        tone = DONE if one.result == "accepted" else TROUBLE
        steps.append(Step(_("Inspection"), tone, one.on, text, is_simulated=True))
    if known.line.short_pairs:
        short = _("%(pairs)s pairs short of the order") % {"pairs": _count(known.line.short_pairs)}
        steps.append(Step(_("Short"), TROUBLE, None, short))
    return steps


def _shipment(known: Known) -> list[Step]:
    line = known.line
    if line.state == "lost":
        return []
    if not known.shipments:
        tone = NOW if line.state == "ready" else AHEAD
        return [Step(_("Depot"), tone), Step(_("On the road"), AHEAD), Step(_("Delivered"), AHEAD)]
    one = known.shipments[0]
    if one.left_on is None:
        return [Step(_("Depot"), NOW), Step(_("On the road"), AHEAD), Step(_("Delivered"), AHEAD)]
    service = str(w.SERVICES.get(one.service or "", one.service or ""))
    tone, way = DONE if line.delivered_on else NOW, reverse("shipment", args=[one.code])
    road = Step(_("On the road"), tone, one.left_on, service, is_simulated=True, href=way)
    return [Step(_("Depot"), DONE), road, _delivery(line, one)]


def _delivery(line: LineRecord, one: ShipmentRecord) -> Step:
    if line.delivered_on is None:
        return Step(_("Delivered"), AHEAD, one.arrives_on, _("expected"))
    days = (line.delivered_on - line.due_on).days
    if days <= 0:
        return Step(_("Delivered"), DONE, line.delivered_on, _("on time"))
    late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return Step(_("Delivered"), TROUBLE, line.delivered_on, late)


def _cases(known: Known, firm: int | None) -> list[Step]:
    steps = []
    for one in known.cases:
        parts = [
            _("%(pairs)s pairs") % {"pairs": _count(one.pairs)},
            str(w.REASONS.get(one.reason, one.reason)),
            str(w.OUTCOMES.get(one.outcome, one.outcome)),
        ]
        if one.disposition:
            parts.append(str(w.DISPOSITIONS.get(one.disposition, one.disposition)))
        tone = DONE if one.state == "closed" else NOW
        if one.outcome == CREDIT:
            href = reverse("claim_case", args=[one.code])
            steps.append(Step(_("Claim"), tone, one.requested_on, " · ".join(parts), href=href))
        else:
            is_to_send = one.state == "open" and one.received_on is not None and one.buyer == firm
            href = reverse("return_label" if is_to_send else "claim_case", args=[one.code])
            steps.append(Step(_("Return"), tone, one.requested_on, " · ".join(parts), href=href, is_simulated=True))
    return steps


def _count(number: int) -> str:
    return formats.number(number)
