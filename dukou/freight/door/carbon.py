"""Open the carbon of shipments and loads: what carrying them emits, beside what firms' own best would have."""

from collections.abc import Sequence

from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.door.emissions import emissions
from dukou.freight.records.tracking import Carbon, LoadCarbon

MOST = 500


def carbon_of(shipments: Sequence[str], *, viewer: Viewer) -> dict[str, Carbon]:
    """Return what carrying these shipments emits, by their codes; a firm sees its own that have left, desks see all.

    Factors and distances are those of the day the goods were handed over; where one is not published, nothing is said.
    """
    rows = models.Shipment.objects.filter(code__in=list(shipments)[:MOST], tariff__isnull=False)
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    return emissions(list(rows.select_related("load__destination", "tariff").order_by("code")), with_own_best=True)


def carbon_of_load(load: str, *, viewer: Viewer) -> LoadCarbon | None:
    """Return what carrying a load that has left emits: for a firm its own part, for desks all.

    None where the viewer has nothing aboard, or where nothing is published.
    """
    rows = models.Shipment.objects.filter(load__code=load, tariff__isnull=False)
    if not viewer.runs_desks:
        rows = rows.filter(firm_id=viewer.firm or 0)
    shipments = list(rows.select_related("load__destination", "tariff").order_by("code"))
    known = list(emissions(shipments, with_own_best=True).values())
    if not known:
        return None
    own_best = [one.own_best_grams for one in known]
    return LoadCarbon(
        modes=tuple(sorted({one.mode for one in known})),
        co2e_grams=sum(one.co2e_grams for one in known),
        own_best_grams=None if None in own_best else sum(filter(None, own_best)),
        shipments=len(shipments),
        unknown=len(shipments) - len(known),
    )
