"""Open the carbon of shipments: what carrying them emits, beside what their firms' own best would have."""

from collections.abc import Sequence

from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.door.emissions import emissions
from dukou.freight.records.tracking import Carbon

MOST = 500


def carbon_of(shipments: Sequence[str], *, viewer: Viewer) -> dict[str, Carbon]:
    """Return what carrying these shipments emits, by their codes; a firm sees its own that have left, desks see all.

    Factors and distances are those of the day the goods were handed over; where one is not published, nothing is said.
    """
    rows = models.Shipment.objects.filter(code__in=list(shipments)[:MOST], tariff__isnull=False)
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    return emissions(list(rows.select_related("load__destination", "tariff").order_by("code")), with_own_best=True)
