"""Open a plan of loading: how cartons stand in the vehicles, where one is, and which are in already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.door.vehicles import Goods, goods_of_vehicles, stowing_jobs
from dukou.freight.records.stowing import (
    STOWED,
    Cargo,
    LeftBehind,
    StowageRecord,
    StowageState,
    StowedCarton,
    StowedVehicleRecord,
)
from dukou.freight.rules import stowing as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

MOST_TICKED = 1_000


def stowage(load: str, service: str, *, viewer: Viewer) -> StowageRecord:
    """Return the plan of a load's vehicles of a service, if it is sound and of the goods as they are now.

    Desks see all of it, a firm its own goods alone, as the record says; others find no load. What breaks a law of
    loading is never shown, only which.
    """
    found = _load(load, viewer)
    goods = _goods(found, service, viewer)
    row = _plan(found, goods, viewer)
    cargo, placements, laws = _checked(row)
    state: StowageState = "none"
    vehicles: tuple[StowedVehicleRecord, ...] = ()
    if row is not None:
        state = "broken" if laws or row.state == "broken" else "left" if row.state == "left" else "kept"
    if row is not None and cargo is not None and state == "kept":
        vehicles = _vehicles(row, cargo, placements, goods, viewer)
    is_desk = viewer.runs_desks
    asked = stowing_jobs(viewer) if is_desk and state != "kept" else ()
    return StowageRecord(
        load=load,
        on=found.on,
        destination=found.destination.code,
        service=service,
        state=state,
        keeps_order=cargo is not None and cargo.keep_order,
        charged=row.charged if row is not None and is_desk else None,
        vehicles=vehicles,
        laws=tuple(laws) if is_desk else (),
        left=_left(row, goods) if row is not None and is_desk and state == "left" else (),
        job=next((one.code for one in asked if one.argument.get("load") == load), None),
        is_whole=is_desk,
    )


def find_carton(load: str, service: str, text: str, *, viewer: Viewer) -> tuple[int, int]:
    """Return in which vehicle, and at which step, a carton goes in that was scanned or typed; for the shared desks."""
    if not viewer.runs_desks:
        raise Missing("freight.load_not_found")
    sscc = rules.scanned(text)
    for vehicle in stowage(load, service, viewer=viewer).vehicles:
        for one in vehicle.cartons:
            if one.sscc == sscc:
                return vehicle.number, one.step
    raise Refusal("freight.carton_not_in_plan", {"code": sscc or text[:20]})


def tick(
    load: str,
    service: str,
    number: int,
    steps: Sequence[int],
    *,
    is_loaded: bool = True,
    viewer: Viewer,
    now: datetime,
) -> int:
    """Tick steps of a vehicle's loading, or take ticks back, all or nothing; return how many changed. For desks.

    Each tick is a row that stays; of two people at once both are kept, and what stands already is not ticked again.
    """
    if viewer.person is None:
        raise Missing("freight.load_not_found")
    if len(steps) > MOST_TICKED:
        raise Refusal("freight.too_many_rows", {"most": MOST_TICKED})
    found = _load(load, viewer, is_desk=True)
    row = _plan(found, _goods(found, service, viewer), viewer)
    vehicle = models.StowedVehicle.objects.filter(stowage=row, number=number).first() if row is not None else None
    if vehicle is None or not all(0 < step <= vehicle.cartons for step in steps):
        raise Missing("freight.load_not_found")
    with transaction.atomic():
        models.StowedVehicle.objects.select_for_update().get(pk=vehicle.pk)
        loaded = _ticked(models.LoadingTick.objects.filter(vehicle=vehicle)).get(vehicle.pk, frozenset())
        changed = [step for step in sorted(set(steps)) if (step in loaded) != is_loaded]
        models.LoadingTick.objects.bulk_create(
            models.LoadingTick(vehicle=vehicle, step=step, is_loaded=is_loaded, person_id=viewer.person, at=now)
            for step in changed
        )
        if changed:
            payload: dict[str, int | str | None] = {
                "service": service,
                "vehicle": number,
                "cartons": len(changed),
                "loaded": int(is_loaded),
            }
            provenance.append(
                [NewFact("freight.loading_ticked", load, None, payload, found.on)], viewer=viewer, now=now
            )
    return len(changed)


def _load(code: str, viewer: Viewer, *, is_desk: bool = False) -> models.Load:
    """Return a load that the viewer works on, or has goods in."""
    rows = models.Load.objects.filter(state__in=STOWED).select_related("destination")
    if not viewer.runs_desks:
        own = models.Shipment.objects.filter(firm_id=viewer.firm or 0).values("load_id")
        rows = rows.none() if is_desk else rows.filter(id__in=own)
    found = rows.filter(code=code).first() if code.isalnum() else None
    if found is None:
        raise Missing("freight.load_not_found")
    return found


def _goods(load: models.Load, service: str, viewer: Viewer) -> Goods:
    """Return what goes by a service, for a firm only if goods of its own do."""
    for one in goods_of_vehicles([load])[load.pk]:
        if one.tariff.service == service and (viewer.runs_desks or any(viewer.acts_for(row[1]) for row in one.rows)):
            return one
    raise Missing("freight.load_not_found")


def _plan(load: models.Load, goods: Goods, viewer: Viewer) -> models.Stowage | None:
    """Return the last plan: of the goods as they are now or, for a firm, that holds its goods as they are now.

    A firm is not told whether others' goods have changed since.
    """
    rows = models.Stowage.objects.filter(load=load, tariff_id=goods.tariff.id).order_by("-id")
    if viewer.runs_desks:
        return rows.filter(goods=goods.key).first()
    row = rows.filter(state="kept").first()
    own = {one[0] for one in goods.rows if viewer.acts_for(one[1])}
    there = models.StowedGoods.objects.filter(vehicle__stowage=row, shipment__firm_id=viewer.firm or 0)
    return row if row is not None and own == set(there.values_list("shipment_id", flat=True)) else None


def _checked(row: models.Stowage | None) -> tuple[Cargo | None, list[tuple[int, Any]], list[str]]:
    """Return what a plan carries, each vehicle's key with its placements, and the laws that they break."""
    if row is None:
        return None, [], []
    if row.state != "kept":
        return None, [], list(row.trouble) if row.state == "broken" else []
    vehicles = list(models.StowedVehicle.objects.filter(stowage=row).order_by("number").values_list("id", "placements"))
    cargo = Cargo.from_json(row.problem)
    laws = rules.broken(cargo, row.proof, [placements for _key, placements in vehicles])
    return cargo, vehicles, sorted({one.law for one in laws})


def _vehicles(
    row: models.Stowage, cargo: Cargo, vehicles: Sequence[tuple[int, Any]], goods: Goods, viewer: Viewer
) -> tuple[StowedVehicleRecord, ...]:
    """Return the vehicles with what the viewer may see in them; a firm's are counted anew."""
    codes = dict(models.Shipment.objects.filter(id__in=[one[0] for one in goods.rows]).values_list("id", "code"))
    packed = models.PackedCartons.objects.filter(papers__shipment_id__in=codes)
    labels = rules.label_numbers(packed.values_list("sscc_first", "count", "first"))
    ssccs = rules.numbered(cargo, [placements for _key, placements in vehicles])
    ticked = _ticked(models.LoadingTick.objects.filter(vehicle__stowage=row)) if viewer.runs_desks else {}
    room = cargo.length_mm, cargo.width_mm, cargo.height_mm
    seen: list[StowedVehicleRecord] = []
    for (key, placements), numbers in zip(vehicles, ssccs, strict=True):
        stands = rules.stands(placements, cargo.width_mm)
        cartons = []
        for step, (place, sscc, stand) in enumerate(zip(placements, numbers, stands, strict=True), start=1):
            x, y, z, dx, dy, dz, number = place
            kind, is_in = cargo.kinds[number], step in ticked.get(key, ())
            named = (step, sscc, labels.get(sscc), codes.get(kind.shipment, ""), kind.firm, kind.drop)
            cartons.append(StowedCarton(*named, x, y, z, dx, dy, dz, stand, is_in))
        if not viewer.runs_desks:
            cartons = rules.counted_anew([one for one in cartons if viewer.acts_for(one.firm)])
        if cartons:
            seen.append(StowedVehicleRecord(len(seen) + 1, *room, tuple(cartons)))
    return tuple(seen)


def _left(row: models.Stowage, goods: Goods) -> tuple[LeftBehind, ...]:
    firms = {one[0]: one[1] for one in goods.rows}
    codes = dict(models.Shipment.objects.filter(id__in=firms).values_list("id", "code"))
    return tuple(LeftBehind(codes[key], firms[key], count, reason) for key, count, reason in row.trouble)


def _ticked(ticks: QuerySet[models.LoadingTick]) -> dict[int, frozenset[int]]:
    """Return by vehicle the steps that are loaded: of a step the last tick counts."""
    last: dict[int, dict[int, bool]] = {}
    for vehicle, step, is_loaded in ticks.order_by("id").values_list("vehicle_id", "step", "is_loaded"):
        last.setdefault(vehicle, {})[step] = is_loaded
    return {
        vehicle: frozenset(step for step, is_loaded in steps.items() if is_loaded) for vehicle, steps in last.items()
    }
