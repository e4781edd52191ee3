"""Open the stowing: ask for it, plan how the cartons of a load stand in its vehicles, and keep a plan that is sound."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from dukou.base.errors import Missing
from dukou.base.ids import new_code
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.engines.load import Answer
from dukou.freight import models
from dukou.freight.door.vehicles import Goods, goods_of_vehicles, stowing_jobs
from dukou.freight.records.papers import CartonRun
from dukou.freight.records.stowing import STOW, STOWED, Cargo, Kind
from dukou.freight.rules import stowing as rules
from dukou.freight.rules.papers import packing
from dukou.jobs import door as jobs
from dukou.jobs.records import Job, NewJob
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

LINE = (
    "shipment_id",
    "line_id",
    "line__number",
    "line__sku__style__grams_per_pair",
    "line__sku__style__ml_per_pair",
    "shipment__buyer_id",
)


def ask(load: str, *, viewer: Viewer, now: datetime) -> str:
    """Ask for a load's vehicles to be stowed, and return the job's code; asked twice it is asked once.

    For the shared desks; for others, and before it is offered, the load does not exist.
    """
    found = _load(load, viewer)
    return _ask(found, goods_of_vehicles([found])[found.pk], stowing_jobs(viewer), viewer, now)


def ask_due(*, viewer: Viewer, now: datetime) -> int:
    """Ask for the last day's loads to be stowed whose goods, as they are now, are not yet; return how many.

    What was asked for and failed is not asked for again.
    """
    require_town(viewer)
    there = models.Load.objects.filter(state__in=STOWED)
    loads = list(there.filter(on=there.aggregate(last=Max("on"))["last"]).order_by("id"))
    if not loads:
        return 0
    known = set(models.Stowage.objects.filter(load__in=loads).values_list("load_id", "tariff_id", "goods"))
    goods, asked = goods_of_vehicles(loads), stowing_jobs(viewer)
    waiting = [
        one
        for one in loads
        if any((one.pk, its.tariff.id, its.key) not in known for its in goods[one.pk])
        and _argument(one, goods[one.pk]) not in [job.argument for job in asked]
    ]
    for one in waiting:
        _ask(one, goods[one.pk], asked, viewer, now)
    return len(waiting)


def stow(load: str, *, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Plan a load's vehicles, service by service, and return how many plans were written.

    What is kept for the same goods stays. A plan is checked before it is written, and not written if goods changed
    while it was made. Refuses where a measure of cartons or vehicles is not published.
    """
    require_town(viewer)
    found = _load(load, viewer)
    kept = set(models.Stowage.objects.filter(load=found, state="kept").values_list("tariff_id", "goods"))
    written = 0
    for goods in goods_of_vehicles([found])[found.pk]:
        if (goods.tariff.id, goods.key) not in kept:
            cargo, answer = rules.stowed(_cargo(found, goods, viewer), limit=limit)
            written += _keep(found, goods, cargo, answer, viewer, now)
    return written


def _argument(load: models.Load, goods: Sequence[Goods]) -> Mapping[str, object]:
    return {"load": load.code, "goods": ".".join(one.key for one in goods)}


def _ask(load: models.Load, goods: Sequence[Goods], known: Sequence[Job], viewer: Viewer, now: datetime) -> str:
    """Ask for the work; its key counts what was asked before, so that of two who ask at once both get one job."""
    earlier = [one for one in known if one.argument.get("load") == load.code]
    if earlier and earlier[0].is_open:
        return earlier[0].code
    job = NewJob(*STOW, _argument(load, goods), key=f"stow:{load.code}:{len(earlier)}")
    (code,) = jobs.enqueue([job], viewer=viewer, now=now)
    return code


def _load(code: str, viewer: Viewer) -> models.Load:
    rows = models.Load.objects.filter(state__in=STOWED)
    found = rows.filter(code=code).first() if viewer.runs_desks and code.isalnum() else None
    if found is None:
        raise Missing("freight.load_not_found")
    return found


def _cargo(load: models.Load, goods: Goods, viewer: Viewer) -> Cargo:
    """Return the cartons of the goods, as the depot packed them, and the vehicle they go in."""
    sizes = rules.measures(registry.limits(on=load.on), goods.tariff.service)
    of_shipment = {row[0]: row for row in goods.rows}
    lines = list(models.ShipmentLine.objects.filter(shipment_id__in=of_shipment).order_by("id").values_list(*LINE))
    cartons = defaultdict(list)
    for one in depot.cartons_of_lines([row[1] for row in lines], viewer=viewer):
        cartons[one.line_id].append(one)
    runs: dict[int, list[CartonRun]] = defaultdict(list)
    for shipment, line, number, grams, ml, _buyer in lines:
        runs[shipment] += packing.carton_runs(number, cartons[line], grams_per_pair=grams, ml_per_pair=ml)
    buyers = {row[0]: row[-1] for row in lines}
    drops = rules.drops((buyers[key], row[6]) for key, row in of_shipment.items())
    kinds: list[Kind] = []
    for key, row in of_shipment.items():
        rules.require_cartons(runs[key], row[3])
        kinds += rules.kinds(key, row[1], drops[buyers[key]], runs[key], sizes)
    grams, ml = (sum(row[place] for row in goods.rows) for place in (4, 5))
    return rules.cargo(kinds, sizes, goods.tariff, ml=ml, grams=grams)


def _keep(load: models.Load, goods: Goods, cargo: Cargo, answer: Answer, viewer: Viewer, now: datetime) -> int:
    """Write a plan down, if the same goods are aboard still and nobody was quicker."""
    vehicles = [[list(place) for place in one.placements] for one in answer.loads]
    laws = rules.broken(cargo, rules.proof(answer), vehicles)
    trouble: list[Any] = [one.law for one in laws]
    state = "broken" if laws else "left" if answer.left else "kept"
    if state == "left":
        trouble = [[cargo.kinds[one.carton].shipment, one.quantity, one.reason] for one in answer.left]
    try:
        with transaction.atomic():
            if goods.key not in {one.key for one in goods_of_vehicles([_load(load.code, viewer)])[load.pk]}:
                return 0
            row = models.Stowage.objects.create(
                code=new_code(),
                load=load,
                tariff_id=goods.tariff.id,
                goods=goods.key,
                state=state,
                trouble=trouble,
                problem=cargo.to_json(),
                proof=rules.proof(answer),
                cartons=sum(row[3] for row in goods.rows),
                charged=cargo.charged,
                made_at=now,
            )
            if state == "kept":
                _write_vehicles(row, cargo, vehicles)
            payload: dict[str, int | str | None] = {
                "service": goods.tariff.service,
                "state": state,
                "vehicles": len(vehicles),
                "cartons": sum(one.count for one in cargo.kinds),
            }
            provenance.append(
                [NewFact("freight.load_stowed", load.code, None, payload, load.on)], viewer=viewer, now=now
            )
    except IntegrityError:
        return 0
    return 1


def _write_vehicles(row: models.Stowage, cargo: Cargo, vehicles: Sequence[rules.Placements]) -> None:
    rows = [
        models.StowedVehicle(stowage=row, number=number, cartons=len(placements), placements=placements)
        for number, placements in enumerate(vehicles, start=1)
    ]
    made = models.StowedVehicle.objects.bulk_create(rows)
    models.StowedGoods.objects.bulk_create(
        models.StowedGoods(vehicle=vehicle, shipment_id=shipment, cartons=count)
        for vehicle in made
        for shipment, count in sorted(Counter(cargo.kinds[place[6]].shipment for place in vehicle.placements).items())
    )
