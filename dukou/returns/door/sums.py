"""Add up closed cases for the seller's statement."""

from datetime import date

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Sum

from dukou.base.viewer import Viewer
from dukou.returns import models
from dukou.returns.records.sums import ClosedSum

SUMMED = ("pairs", "pairs_replaced", "replacement_minor", "refund_minor", "withheld_minor")


def closed_sums(*, viewer: Viewer, since: date, until: date) -> list[ClosedSum]:
    """Add up what the viewer's firm sold and had closed as cases on some days; nobody else's."""
    if viewer.firm is None:
        return []
    closed = models.Case.objects.filter(state="closed", firm_id=viewer.firm, closed_on__gte=since, closed_on__lte=until)
    came_back = ExpressionWrapper(Q(received_on__isnull=False), output_field=BooleanField())
    rows = closed.annotate(came_back=came_back).values_list("came_back")
    counts = {"cases": Count("id"), "replaced": Count("id", filter=Q(pairs_replaced__gt=0))}
    summed = rows.annotate(**counts, **{f"sum_{one}": Sum(one) for one in SUMMED})
    return [ClosedSum(*row) for row in summed.order_by("came_back")]
