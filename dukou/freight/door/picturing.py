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
    for row in _goods(found):
        if row[-1] is not None:
            by_service[row[-1]].append(row)
    tariffs = {one.id: one for one in registry.tariffs(on=found.on) if one.id in by_service}
    return tuple(_service(tariffs[key], rows) for key, rows in sorted(by_service.items()))


def _goods(load: models.Load) -> list[tuple[Any, ...]]:
    """Return the shipments of a load with the tariff of each: the one it left by, or else the one it is offered."""
    rows = list(models.Shipment.objects.filter(load=load).order_by("id").values_list(*GOODS))
    if load.state == "dispatched":
        return rows
    own = models.Baseline.objects.filter(load_id=OuterRef("load_id"), firm_id=OuterRef("firm_id"))
    offers = models.Offer.objects.filter(load=load).annotate(own=Subquery(own.values("own_best_tariffs")[:1]))
    said = {
        firm: iter(alone if answer in APART else tariffs)
        for firm, tariffs, alone, answer in offers.values_list("firm_id", "tariffs", "own", "answer")
    }
    return [(*row[:-1], next(said[row[1]]) if row[1] in said else None) for row in rows]


def _service(tariff: TariffRecord, rows: Sequence[tuple[Any, ...]]) -> ServicePicture:
    first_due: dict[int, date] = {}
    for _key, firm, _pairs, _cartons, _grams, _ml, due_on, _tariff in rows:
        first_due[firm] = min(due_on, first_due.get(firm, due_on))
    order = sorted(first_due, key=lambda firm: (first_due[firm], firm), reverse=True)
    aboard = tuple(_aboard(firm, [row for row in rows if row[1] == firm]) for firm in order)
    vehicles: tuple[Vehicle, ...] = ()
    if tariff.kind == VEHICLE:
        parcels = [Parcel(one.firm, one.ml, one.grams) for one in aboard]
        vehicles = rules.stow(parcels, capacity_ml=tariff.capacity_ml, capacity_grams=tariff.capacity_grams)
        if not rules.fits(vehicles, parcels, capacity_ml=tariff.capacity_ml):
            raise ValueError("the picture lost goods")
    return ServicePicture(tariff.service, tariff.kind, tariff.capacity_ml, aboard, vehicles)


def _aboard(firm: int, rows: Sequence[tuple[Any, ...]]) -> Aboard:
    pairs, cartons, grams, ml = (sum(row[place] for row in rows) for place in (2, 3, 4, 5))
    return Aboard(firm=firm, shipments=len(rows), cartons=cartons, pairs=pairs, grams=grams, ml=ml)
