"""Open the gate: loads leave as their firms agreed, and what arrives is delivered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.freight import models, rules
from dukou.freight.door.facts import pooling_facts
from dukou.freight.door.goods import departures, frozen_of, goods_of, in_state, locks_of, offered, offers_of
from dukou.freight.door.planning import write_legs
from dukou.freight.door.sharing import write_sharing
from dukou.freight.door.transit import write_left, write_town_events
from dukou.freight.door.troubles import close_arrived
from dukou.freight.records import APART, Departure, FirmBaseline, Goods, Pooling
from dukou.market.door import steps as market
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CHUNK = 2_000
LEAVE = (
    "UPDATE freight_shipment SET tariff_id = %s, leaves_on = %s, arrives_on = %s, state = 'on_road'"
    " WHERE id = %s AND state = 'waiting'"
)
Line = tuple[int, int, int]


def dispatch(*, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Let the day's offered loads leave, load by load, and return how many.

    A load that nobody declined leaves as it was offered; else the pool is solved anew for those who stay, with the
    locks of their goods, and who declined goes by its own best. Charges, shipments, stock, lines and facts of a load
    are one transaction, claimed by the load's state and its last answer or lock.
    """
    require_town(viewer)
    loads = in_state("offered", on)
    leaving, goods, lines = departures(loads, on), goods_of(loads), _lines(loads)
    frozen = frozen_of(loads)
    left = 0
    for load in loads:
        gone = _Gone(load, goods[load.pk], frozen[load.pk], leaving[load.pk], lines[load.pk])
        while (done := _go(gone, limit, viewer, now)) is None:
            gone.load.refresh_from_db()
        left += done
    return left


@dataclass(frozen=True, slots=True)
class _Gone:
    """Hold a load that is to leave, with all that is in it."""

    load: models.Load
    goods: Sequence[Goods]
    frozen: Sequence[FirmBaseline]
    departure: Departure
    lines: Sequence[Line]


def _go(gone: _Gone, limit: Limit, viewer: Viewer, now: datetime) -> int | None:
    """Let a load leave; return 0 where another dispatcher was quicker, None where an answer came in between."""
    load, goods, departure = gone.load, gone.goods, gone.departure
    if load.state != "offered":
        return 0
    offers = offers_of([load])[load.pk]
    apart = frozenset(one.firm_id for one in offers if one.answer in APART)
    if any(one.answer == "declined" for one in offers):
        pooling = rules.pool(goods, gone.frozen, departure, limit=limit, apart=apart, locked=locks_of([load])[load.pk])
    else:
        pooling = offered(load, offers, goods)
    legs = rules.legs(goods, pooling.tariffs, departure, apart=apart)
    with transaction.atomic():
        if not _claim(load, pooling):
            return None
        _leave(load, goods, pooling, legs, viewer, now)
        depot.ship(gone.lines, on=departure.on, viewer=viewer)
        market.mark_shipped([line for line, _lot, _pairs in gone.lines], viewer=viewer)
    return 1


def deliver(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Deliver the shipments that have arrived by a day, all or nothing, and return how many.

    What leaves on this day is put down as having left.
    """
    require_town(viewer)
    with transaction.atomic():
        write_left(on, now=now)
        on_road = models.Shipment.objects.select_for_update().filter(state="on_road", arrives_on__lte=on)
        rows = list(on_road.order_by("id").values_list("id", "code", "firm_id", "pairs", "due_on"))
        if not rows:
            return 0
        ids = [row[0] for row in rows]
        models.Shipment.objects.filter(id__in=ids).update(state="delivered")
        write_town_events(ids, "delivered", at=now, now=now)
        close_arrived(ids, viewer=viewer, on=on, now=now)
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


def _lines(loads: Sequence[models.Load]) -> Mapping[int, list[Line]]:
    rows = models.ShipmentLine.objects.filter(shipment__load_id__in=[load.pk for load in loads]).order_by("id")
    found: dict[int, list[Line]] = defaultdict(list)
    for load, *line in rows.values_list("shipment__load_id", "line_id", "lot_id", "pairs"):
        found[load].append((line[0], line[1], line[2]))
    return found


def _claim(load: models.Load, pooling: Pooling) -> bool:
    """Take the load, if no other dispatcher has and no firm has answered since."""
    offered = models.Load.objects.filter(pk=load.pk, state="offered", answers=load.answers)
    return bool(
        offered.update(
            state="dispatched",
            pooled_minor=pooling.paid_minor,
            handling_minor=pooling.handling_minor,
            waiting_minor=pooling.waiting_minor,
            is_pooled=pooling.shortfall_minor == 0,
            bound_minor=pooling.bound_minor,
            shortfall_minor=pooling.shortfall_minor,
            is_sound=pooling.is_sound,
        )
    )


def _leave(
    load: models.Load,
    goods: Sequence[Goods],
    pooling: Pooling,
    legs: Sequence[rules.Leg],
    viewer: Viewer,
    now: datetime,
) -> None:
    """Write charges, shipments, legs and facts of a load that leaves."""
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
    write_legs(load, legs)
    days = {one.tariff.id: (one.leaves_on, one.arrives_on) for one in legs}
    leave = [(by, *days[by], one.shipment) for one, by in zip(goods, pooling.tariffs, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(LEAVE, leave)
    write_town_events([one.shipment for one in goods], "handed_over", at=now, now=now)
    shared = write_sharing(load, pooling.sharing)
    provenance.append([*pooling_facts(load, pooling, "charged"), *shared], viewer=viewer, now=now)
