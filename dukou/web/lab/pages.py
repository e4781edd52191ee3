"""Show the lab desk rejected lots with what follows, how strictly each firm is inspected, and a lot's sampling plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.errors import Missing
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.lab import door as lab
from dukou.lab.records import RejectedLot, SamplingPlan, SeverityRecord
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.lab.cards import LOOKED_BACK, scrapped_card, waiting_card
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.forms import half_width
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page
from dukou.web.words.floor import SEVERITIES
from dukou.web.words.market import FAMILIES

LONGEST = 40
FOUND_LOOK = {"rework": "bg-yellow-lt", "scrapped": "bg-red-lt", "passed": "bg-green-lt"}


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """Hold a rejected lot: what was found, what follows, whom it keeps waiting."""

    lot: tuple[str, str]
    on: date
    maker: str
    found: str
    follows: tuple[str, str]
    order: tuple[str, str]
    amount: Money


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """Hold how a firm's family is inspected."""

    firm: str
    family: str
    severity: tuple[str, str]
    resume_on: date | None


@login_required
@require_safe
def desk(request: PageRequest) -> HttpResponse:
    """Show rejections newest first, severities, and the plan of the lot that is asked for."""
    viewer, on = viewer_of(request), registry.today()
    if not viewer.runs_desks:
        raise Missing("town.only")
    found = lab.rejected(viewer=viewer, since=on - LOOKED_BACK)
    asked = half_width(request.GET.get("lot", "")).strip()[:LONGEST] or (found[0].lot_code if found else "")
    context = {
        "section": "lab_desk",
        "cards": [waiting_card(found), scrapped_card(found)],
        "asked": asked,
        **_plan(asked, viewer),
    }
    second = _severities(request, lab.severities(viewer=viewer), viewer)
    return table_page(request, "lab/desk.html", {**context, "second": second}, _rejected(request, found), second)


def _plan(asked: str, viewer: Viewer) -> dict[str, SamplingPlan | str]:
    """Return the plan of a lot, or why there is none."""
    if not asked:
        return {}
    try:
        plan = lab.sampling_plan(asked.lower(), viewer=viewer)
    except Missing as missing:
        return {"not_found": words.sentence(missing)}
    return {
        "plan": plan,
        "severity": str(SEVERITIES[plan.severity][0]),
        "family": str(FAMILIES.get(plan.family, plan.family)),
    }


def _rejected(request: PageRequest, found: Sequence[RejectedLot]) -> Table:
    return table(
        request,
        key="rejected",
        title=_("Rejected in the last 14 days"),
        columns=[
            Column("lot", _("Lot"), "link"),
            Column("on", _("Inspected"), "date"),
            Column("maker", _("Maker and sock")),
            Column("found", _("Faults found (Ac)")),
            Column("follows", _("What follows"), "badge"),
            Column("order", _("Due at the buyer"), "link"),
            Column("amount", _("At risk"), "money"),
        ],
        rows=[_rejected_row(one) for one in found],
        page_size=10,
        empty=Empty(
            _("No lot was rejected."),
            _("A lot with more faults than its plan accepts stands here; look at a plan below."),
        ),
    )


def _rejected_row(one: RejectedLot) -> RejectedRow:
    return RejectedRow(
        lot=(one.lot_code, reverse("lot", args=[one.lot_code])),
        on=one.on,
        maker=f"{named(one.firm_zh, one.firm_en)} · {named(one.style_zh, one.style_en)}",
        found=_("%(critical)s critical (0), %(major)s major (%(major_most)s), %(minor)s minor (%(minor_most)s)")
        % {
            "critical": one.critical_found,
            "major": one.major_found,
            "major_most": one.major_accept,
            "minor": one.minor_found,
            "minor_most": one.minor_accept,
        },
        follows=_follows(one),
        order=(formats.day(one.due_on), reverse("order", args=[one.order_code])),
        amount=Money(one.amount_minor),
    )


def _follows(one: RejectedLot) -> tuple[str, str]:
    look = FOUND_LOOK.get(one.state, "bg-secondary-lt")
    if one.state == "rework" and one.again_on:
        return _("sorted until %(day)s") % {"day": formats.day(one.again_on)}, look
    if one.state == "scrapped":
        return _("scrapped whole"), look
    return _("passed after sorting"), look


def _severities(request: PageRequest, found: Sequence[SeverityRecord], viewer: Viewer) -> Table:
    names = registry.firm_names([one.firm for one in found], viewer=viewer)
    rows = []
    for one in found:
        text, look = SEVERITIES[one.severity]
        family = str(FAMILIES.get(one.family, one.family))
        rows.append(SeverityRow(named(*names[one.firm]), family, (str(text), look), one.resume_on))
    # What is inspected most strictly stands first.
    order = {str(SEVERITIES[code][0]): place for place, code in enumerate(("tightened", "normal", "reduced"))}
    rows.sort(key=lambda row: (row.resume_on is None, order[row.severity[0]], row.firm))
    return table(
        request,
        key="severities",
        prefix="s-",
        title=_("How strictly each firm is inspected"),
        columns=[
            Column("firm", _("Firm")),
            Column("family", _("Kind of sock")),
            Column("severity", _("Inspection"), "badge"),
            Column("resume_on", _("Stopped until"), "date"),
        ],
        rows=rows,
        choices=[Choice("severity", _("Inspection"))],
        empty=Empty(_("Nothing was inspected yet."), _("Severity follows from a firm's last lots of a kind of sock.")),
        page_size=10,
    )
