"""Show what came back: why, of which lots, where the goods went, and what is left of them alone and together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.money import Money
from dukou.base.viewer import FACTORY, Viewer
from dukou.returns.door import measures
from dukou.returns.records.placing import GoodsLeft, PlacedCase
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Ask, Column, Empty, Found, Table, table, table_page
from dukou.web.words.returns import SINKS
from dukou.web.words.steps import REASONS


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Hold a case as the table shows it, with where its goods went and one plain sentence why."""

    lot: str
    on: date
    firm: str
    pairs: int
    reason: str
    own_left: Money
    left: Money
    went: str
    code: str


@dataclass(frozen=True, slots=True)
class LeftRow:
    """Hold what is left of the goods of a lot, or of those that came back for a reason."""

    key: str
    cases: int
    pairs: int
    own_left: Money
    left: Money
    spared: Money
    fund: Money


@login_required
@require_safe
def costs(request: PageRequest) -> HttpResponse:
    """Show the reader's firm what came back of its goods; desks see that of all firms."""
    viewer = viewer_of(request)
    if not (viewer.runs_desks or FACTORY in viewer.roles):
        raise Http404
    by_reason = measures.goods_left(by="reason", viewer=viewer)
    own, left = sum(one.own_left_minor for one in by_reason), sum(one.left_minor for one in by_reason)
    reasons = _sums(request, "reasons", [_sum(one, str(REASONS[one.key])) for one in by_reason], _("Why"))
    lots = _sums(
        request, "lots", [_sum(one, one.key) for one in measures.goods_left(by="lot", viewer=viewer)], _("Lot")
    )
    context = {
        "section": "returns_costs",
        "is_desk": viewer.runs_desks,
        "cases": sum(one.cases for one in by_reason),
        "pairs": sum(one.pairs for one in by_reason),
        "own_left": Money(own),
        "left": Money(left),
        "spared": Money(left - own),
        "fund": Money(sum(one.fund_minor for one in by_reason)),
        "reason_table": reasons,
        "lot_table": lots,
    }
    return table_page(request, "returns/costs.html", context, _cases(request, viewer), reasons, lots)


def _cases(request: PageRequest, viewer: Viewer) -> Table:
    def rows(ask: Ask) -> Found:
        found, total = measures.placed_cases(
            viewer=viewer, first=ask.first, count=ask.count, sort=ask.sort, search=ask.search
        )
        return Found([_row(one) for one in found], total)

    columns = [
        Column("lot", _("Lot"), "code", is_sortable=False),
        Column("on", _("Came back on"), "date"),
        # Desks read whose goods they are where firms read why they came back; both would leave the last column no room.
        Column("firm", _("Firm"), "as_written", is_sortable=False)
        if viewer.runs_desks
        else Column("reason", _("Why"), is_sortable=False),
        Column("pairs", _("Pairs"), "pairs"),
        Column("own_left", _("Left alone"), "money"),
        Column("left", _("Left together"), "money"),
        Column("went", _("Where the goods went, and why"), is_sortable=False),
    ]
    empty = Empty(
        _("Nothing has come back yet."),
        _("Goods stand here once they came back and have their place. Where they would have gone alone is kept first."),
    )
    return table(
        request,
        key="placed",
        title=_("What came back, case by case"),
        columns=columns,
        rows=rows,
        empty=empty,
        sort="-on",
        link=lambda row: reverse("trace", args=[row.code]),
    )


def _row(one: PlacedCase) -> CaseRow:
    return CaseRow(
        lot=one.lot,
        on=one.on,
        firm=named(one.firm_zh, one.firm_en),
        pairs=one.pairs,
        reason=str(REASONS[one.reason]),
        own_left=Money(one.own_left_minor),
        left=Money(one.left_minor),
        went=f"{SINKS[one.sink]} · {_why(one)}",
        code=one.code,
    )


def _why(one: PlacedCase) -> str:
    """Say in one plain sentence why together is what it is."""
    amounts = {
        "own": formats.money(Money(one.own_freight_minor)),
        "paid": formats.money(Money(one.freight_minor)),
        "own_cash": formats.money(Money(one.own_cash_minor)),
        "cash": formats.money(Money(one.cash_minor)),
        "fund": formats.money(Money(one.fund_minor)),
    }
    if one.reason == "unproven":
        return _("Why it came back is unproven: nobody is charged, the common fund bears %(fund)s.") % amounts
    if one.fund_minor:
        return _("Together was dearer than alone; the common fund bears what is above it, %(fund)s.") % amounts
    if one.sink == "outlet":
        said = _("The town's outlet paid %(cash)s, your own buyer pays %(own_cash)s; freight %(paid)s, not %(own)s.")
        return said % amounts
    if one.sink == "shop":
        said = _("Partner shops pay %(cash)s, your own buyer pays %(own_cash)s; freight %(paid)s, not %(own)s.")
        return said % amounts
    if one.sink == "ride_home" and one.own_sink != "ride_home":
        return _("It rides home with others' goods: freight %(paid)s. Alone a ride was not worth it.") % amounts
    if one.sink == "recycler" and one.own_sink != "recycler":
        return _("The recycler paid %(cash)s for what alone is waste; freight %(paid)s, not %(own)s.") % amounts
    if one.freight_minor < one.own_freight_minor:
        return _("It shared rides that go anyway: freight %(paid)s, a parcel or truck of its own %(own)s.") % amounts
    return _("Nothing was cheaper together, so it costs what it costs alone.")


def _sum(one: GoodsLeft, key: str) -> LeftRow:
    return LeftRow(
        key=key,
        cases=one.cases,
        pairs=one.pairs,
        own_left=Money(one.own_left_minor),
        left=Money(one.left_minor),
        spared=Money(one.left_minor - one.own_left_minor),
        fund=Money(one.fund_minor),
    )


def _sums(request: PageRequest, key: str, rows: Sequence[LeftRow], heading: str) -> Table:
    titles = {"reasons": _("By reason"), "lots": _("By lot, those of most pairs first")}
    columns = [
        Column("key", heading, "code" if key == "lots" else "text"),
        Column("cases", _("Cases"), "number"),
        Column("pairs", _("Pairs"), "pairs"),
        Column("own_left", _("Left alone"), "money"),
        Column("left", _("Left together"), "money"),
        Column("spared", _("Spared"), "money"),
        Column("fund", _("Borne by the common fund"), "money"),
    ]
    empty = Empty(_("Nothing has come back yet."), _("It is added up here once goods have their place."))
    return table(
        request, key=key, prefix=f"{key}-", title=titles[key], columns=columns, rows=rows, empty=empty, sort="-pairs"
    )
