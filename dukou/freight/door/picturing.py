"""Open the picture of a load: whose goods fill how much of the vehicles that carry it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer
from dukou.freight import models, rules
from dukou.freight.records import APART, Aboard, Parcel, ServicePicture, Vehicle
from dukou.registry import door as registry
from dukou.registry.records import TariffRecord

GOODS = ("id", "firm_id", "pairs", "cartons", "grams", "ml", "due_on", "tariff_id")
VEHICLE = "vehicle"


def picture(load: str, *, viewer: Viewer) -> tuple[ServicePicture, ...]:
    """Return what each service carries of a load and, where it has vehicles, how far each owner's goods fill them.

    Before the load leaves, it is as offered; a load without offers has no picture yet. Whose goods are due last stand
    at the front wall, whose are due first at the doors. For the shared desks; for others the load does not exist.
    """
    found = models.Load.objects.filter(code=load).first() if viewer.runs_desks and load.isalnum() else None
    if found is None:
        raise Missing("freight.load_not_found")
    by_service: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in aboard([found])[found.pk]:
        by_service[row[-1]].append(row)
    tariffs = {one.id: one for one in registry.tariffs(on=found.on) if one.id in by_service}
    return tuple(_service(tariffs[key], rows) for key, rows in sorted(by_service.items()))


def aboard(loads: Sequence[models.Load]) -> dict[int, list[tuple[Any, ...]]]:
    """Return the shipments of loads, as rows of `GOODS`, with the tariff of each: that it left by, or is offered.

    What has no tariff yet is left out.
    """
    found: dict[int, list[tuple[Any, ...]]] = {one.pk: [] for one in loads}
    offered = {one.pk for one in loads if one.state != "dispatched"}
    own = models.Baseline.objects.filter(load_id=OuterRef("load_id"), firm_id=OuterRef("firm_id"))
    offers = models.Offer.objects.filter(load_id__in=offered).annotate(own=Subquery(own.values("own_best_tariffs")[:1]))
    said = {
        (load, firm): iter(alone if answer in APART else tariffs)
        for load, firm, tariffs, alone, answer in offers.values_list("load_id", "firm_id", "tariffs", "own", "answer")
    }
    rows = models.Shipment.objects.filter(load__in=found).order_by("id").values_list("load_id", *GOODS)
    for load, *row in rows:
        if load in offered:
            row[-1] = next(said[load, row[1]]) if (load, row[1]) in said else None
        if row[-1] is not None:
            found[load].append(tuple(row))
    return found


def _service(tariff: TariffRecord, rows: Sequence[tuple[Any, ...]]) -> ServicePicture:
    first_due: dict[int, date] = {}
    for _key, firm, _pairs, _cartons, _grams, _ml, due_on, _tariff in rows:
        first_due[firm] = min(due_on, first_due.get(firm, due_on))
    order = sorted(first_due, key=lambda firm: (first_due[firm], firm), reverse=True)
    aboard = tuple(_aboard(firm, [row for row in rows if row[1] == firm]) for firm in order)
    vehicles: tuple[Vehicle, ...] = ()
    if tariff.kind == VEHICLE:
        parcels = [Parcel(one.firm, one.ml, one.grams) for one in aboard]
        vehicles = rules.fill(parcels, capacity_ml=tariff.capacity_ml, capacity_grams=tariff.capacity_grams)
        if not rules.fits(vehicles, parcels, capacity_ml=tariff.capacity_ml):
            raise ValueError("the picture lost goods")
    return ServicePicture(tariff.service, tariff.kind, tariff.capacity_ml, aboard, vehicles)


def _aboard(firm: int, rows: Sequence[tuple[Any, ...]]) -> Aboard:
    pairs, cartons, grams, ml = (sum(row[place] for row in rows) for place in (2, 3, 4, 5))
    return Aboard(firm=firm, shipments=len(rows), cartons=cartons, pairs=pairs, grams=grams, ml=ml)
