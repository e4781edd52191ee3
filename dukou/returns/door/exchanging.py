"""Open what owners owe each other for equal articles, and buyers for goods sent ahead, for settlement."""

from datetime import date

from dukou.base.money import line_amount
from dukou.base.viewer import Viewer, require_town
from dukou.depot.door import asides
from dukou.returns import models
from dukou.returns.records.policy import OwedForBoth, OwedForEquals


def owed_for_equals(*, on: date, viewer: Viewer) -> list[OwedForEquals]:
    """Return what sellers owe other owners for equal articles that left on a day, at the prices agreed."""
    require_town(viewer)
    sent = {(one.cause, one.owner): one.pairs for one in asides.exchanged(on=on, viewer=viewer)}
    rows = models.Replacement.objects.filter(case__code__in={code for code, _owner in sent}, unit_price_e4__gt=0)
    fields = ("case__code", "case__firm_id", "owner_id", "pairs", "unit_price_e4")
    return [
        OwedForEquals(code, seller, owner, pairs, line_amount(price, pairs).amount_minor, on)
        for code, seller, owner, pairs, price in rows.order_by("id").values_list(*fields)
        if (code, owner) in sent
    ]


def owed_for_both(*, on: date, viewer: Viewer) -> list[OwedForBoth]:
    """Return what buyers owe for what was sent ahead, of cases closed on a day whose old goods never came."""
    require_town(viewer)
    kept = models.Decision.objects.filter(ruling="kept_both").values("case_id")
    rows = models.Case.objects.filter(closed_on=on, state="closed", id__in=kept).order_by("id")
    fields = ("order_id", "order__draw", "firm_id", "buyer_id", "pairs_replaced", "replacement_minor")
    return [OwedForBoth(*row) for row in rows.values_list(*fields)]
