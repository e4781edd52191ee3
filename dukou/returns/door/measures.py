"""Show firms where goods that came back went, what is left of them alone and together, and why they came back."""

from typing import Literal

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from dukou.base.viewer import Viewer
from dukou.returns import models
from dukou.returns.records.placing import GoodsLeft, PlacedCase

PAGE = 25
MOST_KEYS = 50
OWN_LEFT = F("own_worth_minor") - F("own_freight_minor") - F("own_reship_minor") - F("own_handling_minor")
# The common fund bears all freight and handling where nobody is charged.
FUND = Case(When(case__reason="unproven", then=F("case__borne_minor")), default=F("fund_minor"))
LEFT = FUND - F("pooled_minor")
SHOWN = (
    *("case__code", "case__lot__code", "case__firm__name_zh", "case__firm__name_en", "case__pairs", "case__reason"),
    *("case__disposition", "frozen_on", "own_sink", "own_freight", "own_cash_minor", "own_left"),
    *("sink", "case__freight_minor", "case__resale_minor", "left", "fund"),
)
SORTS = {"on": "frozen_on", "pairs": "case__pairs", "own_left": "own_left", "left": "left"}
BY = {"reason": "case__reason", "lot": "case__lot__code"}


def placed_cases(
    *, viewer: Viewer, first: int = 0, count: int = PAGE, sort: str = "-on", search: str = ""
) -> tuple[list[PlacedCase], int]:
    """Return some of the viewer's firm's cases whose goods have their place, and how many there are; desks see all.

    `sort` is one of `SORTS`, after a minus from the largest down; `search` finds cases and lots by their whole codes.
    """
    rows = _visible(viewer)
    if search:
        rows = rows.filter(Q(case__code=search) | Q(case__lot__code=search))
    name = SORTS.get(sort.removeprefix("-"), "frozen_on")
    found = rows.annotate(own_freight=F("own_freight_minor") + F("own_reship_minor"))
    order = f"-{name}" if sort.startswith("-") else name
    page = [PlacedCase(*row) for row in found.order_by(order, "-case_id").values_list(*SHOWN)[first : first + count]]
    # Where all that there is has been read, nothing needs to be counted.
    return page, len(page) if first == 0 and len(page) < count else rows.count()


def goods_left(*, by: Literal["reason", "lot"], viewer: Viewer) -> list[GoodsLeft]:
    """Add up the viewer's firm's cases by reason or lot, those of most pairs first, at most `MOST_KEYS`; desks all."""
    rows = _visible(viewer).values_list(BY[by])
    summed = rows.annotate(
        cases=Count("id"), pairs=Sum("case__pairs"), alone=Sum("own_left"), common=Sum("left"), borne=Sum("fund")
    )
    return [GoodsLeft(*row) for row in summed.order_by("-pairs", BY[by])[:MOST_KEYS]]


def _visible(viewer: Viewer) -> QuerySet[models.Placement]:
    """Return the placed cases that the viewer's firm sold; desks see all, others none."""
    rows = models.Placement.objects.filter(pooled_minor__isnull=False).annotate(own_left=OWN_LEFT, left=LEFT, fund=FUND)
    if viewer.runs_desks:
        return rows
    return rows.filter(case__firm_id=viewer.firm) if viewer.firm else rows.none()
