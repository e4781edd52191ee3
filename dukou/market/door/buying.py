"""Open what a buyer sees of himself at one glance."""

from django.db.models import Count, Min, Sum, Value

from dukou.base.viewer import Viewer
from dukou.market import models
from dukou.market.records import BuyingSummary

ON_THE_WAY = ("open", "offered", "planned", "made", "ready", "shipped")


def summary(*, viewer: Viewer) -> BuyingSummary:
    """Return what the viewer's firm waits for, and what lies in the viewer's own cart; two queries."""
    if viewer.firm is None:
        return BuyingSummary(0, 0, None, "", 0, 0, 0)
    waiting = models.Line.objects.filter(buyer_id=viewer.firm, state__in=ON_THE_WAY)
    due = list(
        waiting.values("order_id")
        .annotate(pairs=Sum("pairs"), due=Min("due_on"))
        .order_by("due", "order_id")
        .values_list("order__code", "pairs", "due")
    )
    claims = models.ReturnRequest.objects.filter(line__buyer_id=viewer.firm, claimed_on__isnull=False, state="waiting")
    cart = models.CartLine.objects.filter(person_id=viewer.person or 0, firm_id=viewer.firm, pairs__gt=0)
    counted = {
        what: (rows, pairs or 0)
        for what, rows, pairs in claims.values_list(Value("claims"))
        .annotate(Count("id"), Sum("pairs"))
        .union(cart.values_list(Value("cart")).annotate(Count("id"), Sum("pairs")))
    }
    cart_lines, cart_pairs = counted.get("cart", (0, 0))
    return BuyingSummary(
        orders=len(due),
        pairs=sum(pairs for _code, pairs, _due in due),
        next_due_on=due[0][2] if due else None,
        next_order=due[0][0] if due else "",
        claims=counted.get("claims", (0, 0))[0],
        cart_lines=cart_lines,
        cart_pairs=cart_pairs,
    )
