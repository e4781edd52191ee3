"""Show the desk what each firm saves over all loads, and how the cost of one load is divided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.money import Money
from dukou.datacentre import door as datacentre
from dukou.freight import door as freight
from dukou.freight.records.sharing import FirmSaving, FirmShare, Sharing
from dukou.registry import door as registry
from dukou.registry.records import FirmRecord
from dukou.settlement import door as settlement
from dukou.web.freight.places import places
from dukou.web.middleware import viewer_of
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page
from dukou.web.town.figures import shown
from dukou.web.words.freight import METHODS

MILLION = 1_000_000
FUND = "shortfall"


@dataclass(frozen=True, slots=True)
class SavingRow:
    """Hold what a firm saved, as the table shows it."""

    firm: str
    code: str
    loads: int
    loads_alone: int
    pairs: int
    own_best: Money
    together: Money
    saved: Money
    share: float | None
    spared: Money


@dataclass(frozen=True, slots=True)
class ShareRow:
    """Hold a firm's part of a division, as the table shows it."""

    firm: str
    code: str
    most: Money
    alone: Money
    added: Money
    error: Money
    last: Money
    proportional: Money
    charge: Money
    spared: Money
    group: str


@login_required
@require_safe
def savings(request: PageRequest) -> HttpResponse:
    """Show what firms save, each for itself: the median one, the worst tenth, and whoever is worse off."""
    viewer, on = viewer_of(request), registry.today()
    found = datacentre.firm_savings(on=on, viewer=viewer)
    firms = {one.id: one for one in registry.firms(viewer=viewer)}
    rows = sorted((_saving(one, firms[one.firm]) for one in found.firms), key=lambda row: (row.share or 0, row.firm))
    context = {
        "section": "freight_desk",
        "figures": [shown(one) for one in found.figures],
        "fund": Money(settlement.desk(viewer=viewer, on=on).town.get(FUND, 0)),
    }
    return table_page(request, "freight/savings.html", context, _savings_table(request, rows))


def _saving(one: FirmSaving, firm: FirmRecord) -> SavingRow:
    saved = one.own_best_minor - one.together_minor
    return SavingRow(
        firm=named(firm.name_zh, firm.name_en),
        code=firm.code,
        loads=one.loads,
        loads_alone=one.loads_alone,
        pairs=one.pairs,
        own_best=Money(one.own_best_minor),
        together=Money(one.together_minor),
        saved=Money(saved),
        share=saved / one.own_best_minor if one.own_best_minor else None,
        spared=Money(one.spared_minor),
    )


def _savings_table(request: PageRequest, rows: Sequence[SavingRow]) -> Table:
    columns = [
        Column("firm", _("Firm")),
        Column("share", _("Saved of own best"), "percent"),
        Column("saved", _("Saved"), "money"),
        Column("own_best", _("Own best"), "money"),
        Column("together", _("Together"), "money"),
        Column("spared", _("Borne by the fund"), "money"),
        Column("loads", _("Loads"), "number"),
        Column("loads_alone", _("of them alone"), "number"),
        Column("pairs", _("Pairs"), "pairs"),
    ]
    empty = Empty(_("Nothing has left yet."), _("What firms save is counted from loads that have left."))
    return table(request, key="savings", title=_("Firm by firm"), columns=columns, rows=rows, empty=empty, sort="share")


@login_required
@require_safe
def sharing(request: PageRequest, code: str) -> HttpResponse:
    """Show how the cost of a load is divided, what each share rests on, and who could complain most."""
    viewer = viewer_of(request)
    found = freight.sharing_of(code, viewer=viewer)
    firms = {one.id: one for one in registry.firms(viewer=viewer)}
    context: dict[str, Any] = {
        "section": "freight_desk",
        "load": found.load,
        "on": found.on,
        "place": places().name(found.destination),
        "has_left": found.state == "dispatched",
        "is_kept": found.sharing is not None,
    }
    if found.sharing is None:
        return render(request, "freight/sharing.html", context)
    context |= _told(found.sharing, lambda one: _name(firms[one.firm]))
    return table_page(request, "freight/sharing.html", context, _share_table(request, found.sharing, firms, code))


def _told(found: Sharing, name: Callable[[FirmShare], str]) -> dict[str, object]:
    """Return what is said of a division: its method, what it leaves to complain of, and of whom."""
    return {
        "method": METHODS[found.method],
        "orders": found.orders,
        "error": found.error_ppm / MILLION,
        "paid": Money(found.paid_minor),
        "residual": Money(found.residual_minor),
        "fund": Money(found.fund_minor),
        "is_shared": len(found.shares) > 1 and found.method != "in_proportion",
        "epsilon": _amount(abs(found.epsilon_e6)),
        "has_core": found.epsilon_e6 <= 0,
        "is_core_proven": found.most_epsilon_e6 - found.least_epsilon_e6 < MILLION,
        "least_epsilon": _amount(found.least_epsilon_e6),
        "most_epsilon": _amount(found.most_epsilon_e6),
        "complaint": _amount(abs(found.complaint_e6)),
        "complains": found.complaint_e6 > 0,
        "is_complaint_proven": found.most_complaint_e6 - found.complaint_e6 < MILLION,
        "most_complaint": _amount(found.most_complaint_e6),
        "complaining": [name(one) for one in found.shares if one.is_complaining],
        "binding": [name(one) for one in found.shares if one.is_binding],
    }


def _amount(millionths: int) -> Money:
    return Money(round(millionths / MILLION))


def _name(firm: FirmRecord) -> str:
    return named(firm.name_zh, firm.name_en)


def _share_table(request: PageRequest, found: Sharing, firms: dict[int, FirmRecord], code: str) -> Table:
    rows = [
        ShareRow(
            firm=_name(firms[one.firm]),
            code=firms[one.firm].code,
            most=Money(one.most_minor),
            alone=Money(one.alone_minor),
            added=_amount(one.added_e6),
            error=_amount(one.error_e6),
            last=Money(one.last_minor),
            proportional=Money(one.proportional_minor),
            charge=Money(one.charge_minor),
            spared=Money(one.spared_minor),
            group=_("could complain most") if one.is_complaining else "",
        )
        for one in found.shares
    ]
    columns = [
        Column("firm", _("Firm")),
        Column("charge", _("Charge"), "money"),
        Column("most", _("At most"), "money"),
        Column("alone", _("By itself"), "money"),
        Column("added", _("Adds on average"), "money"),
        *([Column("error", _("Standard error"), "money")] if found.orders else []),
        Column("last", _("Adds as the last"), "money"),
        Column("proportional", _("In proportion"), "money"),
        Column("spared", _("Borne by the fund"), "money"),
        Column("group", _("Group")),
    ]
    empty = Empty(_("Nobody went together in this load."), _("Its firms declined, or were drawn for the live proof."))
    return table(
        request,
        key="sharing",
        title=_("Share by share"),
        columns=columns,
        rows=rows,
        empty=empty,
        sort="-charge",
        link=lambda row: reverse("firm_bill", args=[code, row.code]),
    )
