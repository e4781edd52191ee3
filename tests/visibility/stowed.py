"""Stow one carton of each shipment that goes by truck: all of the town's small cartons would take long."""

from datetime import datetime

from django.db.models import Q

from dukou.base.ids import new_code
from dukou.base.solving import QUICK
from dukou.depot import models as depot
from dukou.depot.rules.goods import carton_number
from dukou.freight import models as freight
from dukou.freight.records.papers import CartonRun
from dukou.freight.records.stowing import Cargo, Measures
from dukou.freight.rules import stowing as rules

SERVICE = "truck"
SIZES = Measures(600, 400, 600, length_mm=9_600, width_mm=2_400, height_mm=2_600, off_centre_mm=9_600)
BY_TRUCK = Q(tariff__service=SERVICE)


def stow(person: int, now: datetime) -> None:
    """Keep a plan of each load that has left, and let somebody tick its first step."""
    for load in freight.Load.objects.filter(state="dispatched").order_by("id"):
        shipments = list(freight.Shipment.objects.filter(BY_TRUCK, load=load).order_by("id"))
        if shipments:
            _keep(load, shipments, person, now)


def _keep(load: freight.Load, shipments: list[freight.Shipment], person: int, now: datetime) -> None:
    kinds = []
    for drop, one in enumerate(shipments):
        line = freight.ShipmentLine.objects.filter(shipment=one).order_by("id")[0]
        carton = depot.CartonRun.objects.get(lot_id=line.lot_id)
        run = CartonRun(1, 1, 10, 400, 84_000, carton_number(carton.prefix, carton.serial_first))
        kinds += rules.kinds(one.pk, one.firm_id, drop, [run], SIZES)
    cargo = Cargo(9_600, 2_400, 2_600, 2_000_000, 9_600, 1, 1, keep_order=True, kinds=tuple(kinds))
    cargo, answer = rules.stowed(cargo, limit=QUICK)
    plan = freight.Stowage.objects.create(
        code=new_code(),
        load=load,
        tariff_id=shipments[0].tariff_id,
        goods=rules.goods_key(one.pk for one in shipments),
        state="kept",
        problem=cargo.to_json(),
        proof=rules.proof(answer),
        cartons=len(kinds),
        charged=1,
        made_at=now,
    )
    placements = [list(place) for place in answer.loads[0].placements]
    vehicle = freight.StowedVehicle.objects.create(
        stowage=plan, number=1, cartons=len(placements), placements=placements
    )
    for one in shipments:
        freight.StowedGoods.objects.create(vehicle=vehicle, shipment=one, cartons=1)
    freight.LoadingTick.objects.create(vehicle=vehicle, step=1, person_id=person, at=now)
