"""Show the planning desk what expires next and what money hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from dukou.base.errors import Missing, Refusal
from dukou.base.money import Money, line_amount
from dukou.journey import siting
from dukou.market.records import LineToMake
from dukou.mill import door as mill
from dukou.mill.records import LateGroup, Offer, RefusedLineRecord
from dukou.registry import door as registry
from dukou.web import words
from dukou.web.middleware import viewer_of
from dukou.web.parts import formats
from dukou.web.parts.cards import Card
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table, table_page
from dukou.web.words.floor import SOURCES
from dukou.web.words.market import FAMILIES

LOOKED_BACK = timedelta(days=14)
PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class AwardRow:
    """Hold an award that waits for an answer."""

    answer_by: date
    firm: str
    style: str
    pairs: int
    amount: Money
    knit_by: date
    source: str


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Hold a line that the next plan decides about."""

    ready_by: date
    family: str
    pairs: int
    amount: Money
    placed_on: date
    addressed: str


@dataclass(frozen=True, slots=True)
class LateRow:
    """Hold a machine group that is late."""

    first_due_on: date
    firm: str
    group: str
    lots: int
    pieces_left: int
    amount: Money


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Hold a line that was refused, with the reason."""

    order: tuple[str, str]
    on: date
    seller: str
    style: str
    pairs: int
    amount: Money
    reason: str


@login_required
@require_safe
def planning(request: PageRequest) -> HttpResponse:
    """Show awards by their deadline, late groups and refused lines by money, and the lines that wait."""
    viewer, on = viewer_of(request), registry.today()
    if not viewer.runs_desks:
        raise Missing("town.only")
    live = mill.open_awards(viewer=viewer)
    awards = [one for one in live if one.agreed_on is None]
    late = mill.late_groups(viewer=viewer, on=on)
    awarded = {one.line_id for one in live}
    waiting = [one for one in siting.lines_waiting(viewer=viewer) if one.line_id not in awarded]
    refused = mill.refused_lines(viewer=viewer, since=on - LOOKED_BACK)
    tables = (
        _awards(request, awards),
        _late(request, late),
        _waiting(request, waiting),
        _refused(request, refused),
    )
    context = {"section": "planning_desk", "cards": _cards(awards, late, waiting, refused), "tables": tables}
    return table_page(request, "mill/planning.html", context, *tables)


def award_card(awards: Sequence[Offer]) -> Card:
    """Return how many awards wait for an answer, until when, and what they are worth."""
    if not awards:
        return Card(_("Awards waiting"), "0", "", _("Every award is answered."), reverse("planning_desk"), tone="good")
    worth = formats.money(Money(sum(one.amount_minor for one in awards)))
    until = formats.day(min(one.decline_by for one in awards))
    unit = ngettext("award", "awards", len(awards))
    text = _("%(worth)s; the next deadline is the end of %(day)s.") % {"worth": worth, "day": until}
    return Card(_("Awards waiting"), formats.number(len(awards)), unit, text, reverse("planning_desk"), tone="warning")


def late_card(late: Sequence[LateGroup]) -> Card:
    """Return how many groups are late, and what their late lots are worth."""
    if not late:
        return Card(_("Groups late"), "0", "", _("Every group keeps its dates."), reverse("planning_desk"), tone="good")
    worth = formats.money(Money(sum(one.amount_minor for one in late)))
    lots = sum(one.lots for one in late)
    text = ngettext("%(worth)s at risk in %(count)s lot.", "%(worth)s at risk in %(count)s lots.", lots) % {
        "worth": worth,
        "count": formats.number(lots),
    }
    unit = ngettext("group", "groups", len(late))
    return Card(_("Groups late"), formats.number(len(late)), unit, text, reverse("planning_desk"), tone="trouble")


def _cards(
    awards: Sequence[Offer],
    late: Sequence[LateGroup],
    waiting: Sequence[LineToMake],
    refused: Sequence[RefusedLineRecord],
) -> list[Card]:
    worth = Money(sum(line_amount(one.unit_price_e4, one.pairs).amount_minor for one in waiting))
    lost = Money(sum(one.amount_minor for one in refused))
    return [
        award_card(awards),
        late_card(late),
        Card(
            _("Lines waiting for a plan"),
            formats.number(len(waiting)),
            ngettext("line", "lines", len(waiting)),
            formats.money(worth),
            "#waiting",
        ),
        Card(
            _("Refused in 14 days"),
            formats.number(len(refused)),
            ngettext("line", "lines", len(refused)),
            formats.money(lost),
            "#refused",
            tone="warning" if refused else "",
        ),
    ]


def _awards(request: PageRequest, awards: Sequence[Offer]) -> Table:
    return table(
        request,
        key="awards",
        title=_("Awards waiting for an answer"),
        columns=[
            Column("answer_by", _("Answer by the end of"), "date"),
            Column("firm", _("Offered to")),
            Column("style", _("Sock")),
            Column("pairs", _("Pairs"), "pairs"),
            Column("amount", _("Amount"), "money"),
            Column("knit_by", _("Knit by"), "date"),
            Column("source", _("Whose order")),
        ],
        rows=[
            AwardRow(
                answer_by=one.decline_by,
                firm=named(one.firm_zh, one.firm_en),
                style=named(one.style_zh, one.style_en),
                pairs=one.pairs,
                amount=Money(one.amount_minor),
                knit_by=one.due_on,
                source=str(SOURCES[one.source]),
            )
            for one in awards
        ],
        empty=Empty(
            _("No award waits for an answer."),
            _("The next plan offers what its firms cannot knit in time; what nobody declines stands."),
        ),
        page_size=PAGE_SIZE,
    )


def _late(request: PageRequest, late: Sequence[LateGroup]) -> Table:
    return table(
        request,
        key="late",
        prefix="l-",
        title=_("Groups past their dates"),
        columns=[
            Column("firm", _("Firm")),
            Column("group", _("Machines")),
            Column("lots", _("Late lots"), "number"),
            Column("pieces_left", _("Pieces left"), "number"),
            Column("first_due_on", _("Due since"), "date"),
            Column("amount", _("Money at risk"), "money"),
        ],
        rows=[
            LateRow(
                first_due_on=one.first_due_on,
                firm=named(one.firm_zh, one.firm_en),
                group=_("%(needles)s needles × %(count)s") % {"needles": one.needle_count, "count": one.machines},
                lots=one.lots,
                pieces_left=one.pieces_left,
                amount=Money(one.amount_minor),
            )
            for one in late
        ],
        empty=Empty(_("No group is late."), _("Lots past their date stand here, with the money at risk.")),
        page_size=PAGE_SIZE,
    )


def _waiting(request: PageRequest, waiting: Sequence[LineToMake]) -> Table:
    return table(
        request,
        key="waiting",
        prefix="w-",
        title=_("Lines waiting for the next plan"),
        columns=[
            Column("ready_by", _("Ready by"), "date"),
            Column("family", _("Kind of sock")),
            Column("pairs", _("Pairs"), "pairs"),
            Column("amount", _("Amount"), "money"),
            Column("placed_on", _("Placed on"), "date"),
            Column("addressed", _("Addressed to")),
        ],
        rows=[
            WaitingRow(
                ready_by=one.ready_by_on,
                family=str(FAMILIES.get(one.family, one.family)),
                pairs=one.pairs,
                amount=Money(line_amount(one.unit_price_e4, one.pairs).amount_minor),
                placed_on=one.placed_on,
                addressed=_("the town") if one.addressed_to == "town" else _("a firm"),
            )
            for one in sorted(waiting, key=lambda one: (one.ready_by_on, -one.pairs))
        ],
        empty=Empty(
            _("No line waits."),
            _("Lines placed today are planned in the town's next planning hour; move the clock to see it."),
        ),
        page_size=PAGE_SIZE,
    )


def _refused(request: PageRequest, refused: Sequence[RefusedLineRecord]) -> Table:
    return table(
        request,
        key="refused",
        prefix="r-",
        title=_("Refused in the last 14 days"),
        columns=[
            Column("order", _("Order"), "link"),
            Column("on", _("Refused on"), "date"),
            Column("seller", _("Seller of record")),
            Column("style", _("Sock")),
            Column("pairs", _("Pairs"), "pairs"),
            Column("amount", _("Amount"), "money"),
            Column("reason", _("Why")),
        ],
        rows=[
            RefusedRow(
                order=(one.order_code, reverse("order", args=[one.order_code])),
                on=one.on,
                seller=named(one.seller_zh, one.seller_en),
                style=named(one.style_zh, one.style_en),
                pairs=one.pairs,
                amount=Money(one.amount_minor),
                reason=words.sentence(Refusal(one.reason)),
            )
            for one in refused
        ],
        empty=Empty(_("Nothing was refused."), _("A line that nobody can knit in time stands here with the reason.")),
        page_size=PAGE_SIZE,
    )
