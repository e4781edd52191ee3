"""Open the packing: what lies ready on a cut-off day becomes a load."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice

from django.db import connection, transaction

from dukou.base.days import days_after, on_or_after
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.freight import models, rules
from dukou.freight.door.goods import tariffs_by_destination, yuan_rates
from dukou.freight.records import NewShipment
from dukou.market.door import steps as market
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord, TariffRecord

CHUNK = 2_000
ASKED_AT_ONCE = 10_000
# Written without model instances: a book has hundreds of thousands of lines.
CARRY = "INSERT INTO freight_shipmentline (shipment_id, line_id, lot_id, pairs) VALUES (%s, %s, %s, %s)"
Ready = tuple[int, int, int, int]


def prepare(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Pack what lies ready for the destinations whose cut-off is this day, all or nothing; return how many loads.

    Each order's lines are one shipment. A firm's goods for a destination wait for each other as long as the promise of
    all of them holds, then leave together. A destination has one load a day: what becomes ready later waits for the
    next cut-off. Refuses where a destination has goods and its published tariffs cannot price them; nothing is packed
    then.
    """
    require_town(viewer)
    open_today = open_on(on)
    ready = ready_for(sorted(open_today), viewer)
    packed = rules.packed(ready, market.line_facts([one[0] for one in ready], viewer=viewer))
    if not packed:
        return 0
    # What the next steps will need is asked for now, so that a missing table stops the day before anything is packed.
    rules.fees(registry.limits(on=on))
    tariffs, rates = tariffs_by_destination(on), yuan_rates(on)
    for destination in packed:
        rules.require_tariffs(tariffs.get(destination, ()), open_today[destination].code, rates)
    packed = rules.leaving(packed, {key: latest_arrival(open_today[key], tariffs[key], on) for key in packed})
    with transaction.atomic():
        loads = _write_loads(packed, on)
        _write_shipments(loads, packed)
        facts = [
            NewFact(
                "freight.load_prepared",
                load.code,
                None,
                {"destination": open_today[load.destination_id].code, "shipments": load.shipments, "pairs": load.pairs},
                on,
            )
            for load in loads
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return len(loads)


def open_on(on: date) -> dict[int, DestinationRecord]:
    """Return the destinations that have their cut-off and no load yet."""
    loaded = set(models.Load.objects.filter(on=on).values_list("destination_id", flat=True))
    places = registry.destinations()
    return {one.id: one for one in places if on.weekday() in one.cutoff_weekdays and one.id not in loaded}


def latest_arrival(place: DestinationRecord, tariffs: Sequence[TariffRecord], on: date) -> date:
    """Return when goods that wait for the next cut-off arrive by the slowest service."""
    next_cutoff = on_or_after(days_after(on, 1), place.cutoff_weekdays)
    return max(rules.arrives_on(tariff, next_cutoff) for tariff in tariffs)


def ready_for(destinations: Sequence[int], viewer: Viewer) -> list[Ready]:
    """Return ``(line, lot, pairs, cartons)`` that lie ready and are in no load."""
    if not destinations:
        return []
    ready = depot.ready_goods(destinations, viewer=viewer)
    packed = {
        line
        for chunk in _chunks(one.line_id for one in ready)
        for line in models.ShipmentLine.objects.filter(line_id__in=chunk).values_list("line_id", flat=True)
    }
    return [(one.line_id, one.lot_id, one.pairs, one.cartons) for one in ready if one.line_id not in packed]


def _write_loads(packed: Mapping[int, Sequence[NewShipment]], on: date) -> list[models.Load]:
    """Write a load a destination; where another run was quicker, its load stands and is not returned."""
    rows = [
        models.Load(
            code=new_code(),
            destination_id=destination,
            on=on,
            shipments=len(shipments),
            pairs=sum(one.pairs for one in shipments),
            grams=sum(one.grams for one in shipments),
            ml=sum(one.ml for one in shipments),
        )
        for destination, shipments in sorted(packed.items())
    ]
    models.Load.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    return list(models.Load.objects.filter(code__in=[row.code for row in rows]).order_by("id"))


def _write_shipments(loads: Sequence[models.Load], packed: Mapping[int, Sequence[NewShipment]]) -> None:
    new = [(load, one) for load in loads for one in packed[load.destination_id]]
    rows = [
        models.Shipment(
            code=new_code(),
            load=load,
            order_id=one.order,
            firm_id=one.firm,
            buyer_id=one.buyer,
            pairs=one.pairs,
            cartons=one.cartons,
            grams=one.grams,
            ml=one.ml,
            value_minor=one.value_minor,
            due_on=one.due_on,
        )
        for load, one in new
    ]
    models.Shipment.objects.bulk_create(rows, batch_size=CHUNK)
    packed_in = zip(rows, new, strict=True)
    lines = [(row.pk, line, lot, pairs) for row, (_load, one) in packed_in for line, lot, pairs in one.lines]
    with connection.cursor() as cursor:
        cursor.executemany(CARRY, lines)


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, ASKED_AT_ONCE)):
        yield chunk
