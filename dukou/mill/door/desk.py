"""Show the planning desk what needs it: refused lines, groups that are late; and who could knit more."""

from collections.abc import Sequence
from datetime import date

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Min, Sum
from django.db.models.functions import Cast

from dukou.base.viewer import Viewer, require_town
from dukou.mill import models
from dukou.mill.door.planning import work_under_way
from dukou.mill.records import LateGroup, RefusedLineRecord, SockNeed
from dukou.mill.rules.siting import USUAL_CYCLE_MS, Siting
from dukou.registry import door as registry

PAGE = 100
MOST_SITES = 12
# PostgreSQL multiplies two plain integers as such, and a large lot is worth more than fits into one.
AMOUNT_E4 = ExpressionWrapper(
    Cast("pairs", BigIntegerField()) * F("line__unit_price_e4"), output_field=BigIntegerField()
)
PIECES_LEFT = F("pieces_to_make") - F("pieces_made")


def refused_lines(*, viewer: Viewer, since: date, count: int = PAGE) -> list[RefusedLineRecord]:
    """Return the lines that planning refused since a day, newest and dearest first; a firm sees those it would sell."""
    rows = models.RefusedLine.objects.filter(on__gte=since)
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(seller_id=viewer.firm)
    names = (
        "seller_id",
        "seller__name_zh",
        "seller__name_en",
        "line__sku__style__name_zh",
        "line__sku__style__name_en",
    )
    fields = ("line_id", "line__order__code", *names, "pairs", "amount_minor", "reason", "on")
    return [RefusedLineRecord(*row) for row in rows.order_by("-on", "-amount_minor").values_list(*fields)[:count]]


def late_groups(*, viewer: Viewer, on: date, count: int = PAGE) -> list[LateGroup]:
    """Return the machine groups with lots past their date, most money at risk first; desks see those of all firms."""
    rows = models.Lot.objects.filter(state__in=["waiting", "knitting"], due_on__lt=on)
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    group = ("firm_id", "firm__name_zh", "firm__name_en", "group__code", "group__needle_count", "group__machines")
    sums = rows.values_list(*group).annotate(
        lots=Count("id"), pieces_left=Sum(PIECES_LEFT), amount_e4=Sum(AMOUNT_E4), first_due_on=Min("due_on")
    )
    return [LateGroup(*(*row[:8], row[8] // 100, row[9])) for row in sums.order_by("-amount_e4", "group__code")[:count]]


def able_sites(needs: Sequence[SockNeed], *, by: date, on: date, viewer: Viewer, most: int = MOST_SITES) -> list[int]:
    """Return the firms that take such work, could knit of every sock a share, and have time before a day.

    Those with most free machine time come first. They are as many as it takes for all pairs, at most `most`; none, if
    together these could not knit them all. For the town only: how free a firm is, is nobody else's business.
    """
    require_town(viewer)
    if not needs or by <= on:
        return []
    takes = {firm.id for firm in registry.firms(viewer=viewer, kinds=["factory"]) if firm.takes_overflow}
    groups = [group for group in registry.machine_groups(viewer=viewer) if group.firm in takes]
    return Siting(groups, work_under_way(), on=on, by=by).firms(needs, _cycles(needs), most=most)


def _cycles(needs: Sequence[SockNeed]) -> dict[str, int]:
    """Return the knitting time of a piece of each family, as in the newest lot of it."""
    found = {}
    for family in {need.family for need in needs}:
        newest = models.Lot.objects.filter(family=family).order_by("-id").values_list("cycle_ms", flat=True)
        found[family] = newest.first() or USUAL_CYCLE_MS
    return found
