"""Open the gate: frozen loads leave together, and what arrives is delivered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import connection, transaction

from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.freight import models, rules
from dukou.freight.door.goods import departures, goods_of, in_state
from dukou.freight.records import Departure, FirmBaseline, Goods, Pooling
from dukou.market.door import steps as market
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CHUNK = 2_000
FROZEN_FIELDS = (
    "load_id",
    "firm_id",
    "shipments",
    "pairs",
    "naive_minor",
    "own_best_minor",
    "own_best_waiting_minor",
    "own_best_bound_minor",
    "own_best_late_pairs",
    "own_best_tariffs",
)
LEAVE = (
    "UPDATE freight_shipment SET tariff_id = %s, arrives_on = %s, state = 'on_road' WHERE id = %s AND state = 'waiting'"
)
Line = tuple[int, int, int]


def dispatch(*, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Pool the day's frozen loads, share their cost and let them leave, load by load; return how many loads.

    The pool begins with every firm's own best way. Charges, shipments, stock, lines and facts of a load are one
    transaction, claimed by the load's state.
    """
    require_town(viewer)
    loads = in_state("frozen", on)
    leaving, goods = departures(loads, on), goods_of(loads)
    frozen, lines = _frozen(loads), _lines(loads)
    left = 0
    for load in loads:
        departure, aboard = leaving[load.pk], goods[load.pk]
        pooling = rules.pool(aboard, frozen[load.pk], departure, limit=limit)
        with transaction.atomic():
            if _claim(load, pooling):
                _leave(load, aboard, departure, pooling, viewer, now)
                depot.ship(lines[load.pk], on=on, viewer=viewer)
                market.mark_shipped([line for line, _lot, _pairs in lines[load.pk]], viewer=viewer)
                left += 1
    return left


def deliver(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Deliver the shipments that have arrived by a day, all or nothing, and return how many."""
    require_town(viewer)
    with transaction.atomic():
        on_road = models.Shipment.objects.select_for_update().filter(state="on_road", arrives_on__lte=on)
        rows = list(on_road.order_by("id").values_list("id", "code", "firm_id", "pairs", "due_on"))
        if not rows:
            return 0
        ids = [row[0] for row in rows]
        models.Shipment.objects.filter(id__in=ids).update(state="delivered")
        carried = models.ShipmentLine.objects.filter(shipment_id__in=ids).order_by("id")
        lines = list(carried.values_list("line_id", "lot_id", "pairs"))
        depot.arrive(lines, on=on, viewer=viewer)
        market.mark_delivered([line for line, _lot, _pairs in lines], on=on, viewer=viewer)
        facts = [
            NewFact(
                "freight.shipment_delivered",
                code,
                firm,
                {"pairs": pairs, "days_late": max(0, (on - due_on).days)},
                on,
            )
            for _id, code, firm, pairs, due_on in rows
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return len(rows)


def _frozen(loads: Sequence[models.Load]) -> dict[int, list[FirmBaseline]]:
    rows = models.Baseline.objects.filter(load_id__in=[load.pk for load in loads]).order_by("load_id", "firm_id")
    found: dict[int, list[FirmBaseline]] = defaultdict(list)
    for row in rows.values_list(*FROZEN_FIELDS):
        found[row[0]].append(replace(FirmBaseline(*row[1:]), tariffs=tuple(row[-1])))
    return found


def _lines(loads: Sequence[models.Load]) -> Mapping[int, list[Line]]:
    rows = models.ShipmentLine.objects.filter(shipment__load_id__in=[load.pk for load in loads]).order_by("id")
    found: dict[int, list[Line]] = defaultdict(list)
    for load, *line in rows.values_list("shipment__load_id", "line_id", "lot_id", "pairs"):
        found[load].append((line[0], line[1], line[2]))
    return found


def _claim(load: models.Load, pooling: Pooling) -> bool:
    """Take the load, if no other dispatcher has."""
    frozen = models.Load.objects.filter(pk=load.pk, state="frozen")
    return bool(
        frozen.update(
            state="dispatched",
            pooled_minor=pooling.paid_minor,
            handling_minor=pooling.handling_minor,
            waiting_minor=pooling.waiting_minor,
            is_pooled=pooling.shortfall_minor == 0,
            bound_minor=pooling.bound_minor,
            shortfall_minor=pooling.shortfall_minor,
        )
    )


def _leave(
    load: models.Load,
    goods: Sequence[Goods],
    departure: Departure,
    pooling: Pooling,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Write charges, shipments and facts of a load that leaves."""
    rows = [
        models.Charge(
            load=load,
            firm_id=one.firm,
            own_best_minor=one.own_best_minor,
            charge_minor=one.charge_minor,
            waiting_minor=one.waiting_minor,
            late_pairs=one.late_pairs,
        )
        for one in pooling.charges
    ]
    models.Charge.objects.bulk_create(rows, batch_size=CHUNK)
    tariffs = {one.id: one for one in departure.tariffs}
    used = [tariffs[one] for one in pooling.tariffs]
    leave = [
        (tariff.id, rules.arrives_on(tariff, departure.on), one.shipment)
        for one, tariff in zip(goods, used, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(LEAVE, leave)
    provenance.append([_load_fact(load, pooling), *_charge_facts(load, pooling)], viewer=viewer, now=now)


def _load_fact(load: models.Load, pooling: Pooling) -> NewFact:
    """Tell the town how the load left and what it cost."""
    payload = {
        "firms": len(pooling.charges),
        "own_best_minor": sum(one.own_best_minor for one in pooling.charges),
        "paid_minor": pooling.paid_minor,
        "waiting_minor": pooling.waiting_minor,
        "bound_minor": pooling.bound_minor,
        "shortfall_minor": pooling.shortfall_minor,
        "method": "engine" if pooling.is_sound else "simple",
    }
    return NewFact("freight.load_pooled", load.code, None, payload, load.on)


def _charge_facts(load: models.Load, pooling: Pooling) -> list[NewFact]:
    return [
        NewFact(
            "freight.firm_charged",
            load.code,
            one.firm,
            {
                "own_best_minor": one.own_best_minor,
                "charge_minor": one.charge_minor,
                "waiting_minor": one.waiting_minor,
                "late_pairs": one.late_pairs,
            },
            load.on,
        )
        for one in pooling.charges
    ]
