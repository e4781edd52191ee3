"""Open what leaves: by departure, by lane, and what would leave on the days that come."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from dukou.base.days import days_after
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.freight import models, rules
from dukou.freight.door.goods import (
    departures,
    going_alone,
    goods_of,
    locks_of,
    offered_ways,
    tariffs_by_destination,
    yuan_rates,
)
from dukou.freight.door.packing import latest_arrival, open_on, ready_for
from dukou.freight.records import Departure, Goods, NewShipment
from dukou.freight.records.planning import ForeseenLeg, ForeseenLoad, Lane, LegRecord
from dukou.market.door import steps as market
from dukou.market.records import LineFacts
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord

PROMISED_LOT = 0
LEG_FIELDS = (
    *("load__code", "load__state", "load__on", "load__destination__code", "tariff__service", "leaves_on", "arrives_on"),
    *("firms", "shipments", "pairs", "late_pairs", "grams", "ml", "paid_minor"),
    *("tariff__capacity_ml", "tariff__capacity_grams"),
)
# A line, its lot, its pairs and cartons, as `rules.packed` takes them.
Ready = tuple[int, int, int, int]
# Told what share is done; False asks to stop.
Told = Callable[[float], bool]


def write_legs(load: models.Load, legs: Sequence[rules.Leg]) -> None:
    """Keep by which services a load leaves, in the transaction that lets it leave."""
    models.Leg.objects.bulk_create(
        models.Leg(
            load=load,
            tariff_id=one.tariff.id,
            leaves_on=one.leaves_on,
            arrives_on=one.arrives_on,
            firms=one.firms,
            shipments=one.shipments,
            pairs=one.pairs,
            late_pairs=one.late_pairs,
            grams=one.grams,
            ml=one.ml,
            paid_minor=one.paid_minor,
        )
        for one in legs
    )


def board(*, on: date, viewer: Viewer) -> list[LegRecord]:
    """Return what leaves on a day or later, by service, day and destination; for the shared desks, others see none.

    Loads that have not left yet are as offered, firms that go alone at their own best.
    """
    if not viewer.runs_desks:
        return []
    rows = models.Leg.objects.filter(leaves_on__gte=on).values_list(*LEG_FIELDS)
    found = [LegRecord(*row) for row in rows]
    loads = list(models.Load.objects.filter(state="offered").select_related("destination").order_by("id"))
    for day in sorted({one.on for one in loads}):
        found += _offered([one for one in loads if one.on == day], day)
    return sorted(found, key=lambda one: (one.leaves_on, one.on, one.destination, one.service))


def lanes(*, since: date, until: date, viewer: Viewer) -> list[Lane]:
    """Return what went by each service to each destination in loads of these days; for desks, others see none."""
    rows = models.Leg.objects.filter(load__on__gte=since, load__on__lte=until)
    if not viewer.runs_desks:
        rows = rows.none()
    by_lane = rows.values("load__destination__code", "tariff__service").order_by(
        "load__destination__code", "tariff__service"
    )
    summed = ("shipments", "pairs", "late_pairs", "grams", "paid_minor")
    counted = by_lane.annotate(legs=Count("id"), **{f"all_{name}": Sum(name) for name in summed})
    fields = ("load__destination__code", "tariff__service", "legs", *(f"all_{name}" for name in summed))
    return [Lane(*row) for row in counted.values_list(*fields)]


def foresee(*, on: date, days: int, limit: Limit, viewer: Viewer, told: Told) -> list[ForeseenLoad]:
    """Return the loads that would leave on so many days from `on`, of what lies ready and what is promised; write none.

    Lines that are being made count from the day by which they are to be ready. Each load is packed, its own bests and
    its pool are solved, as on its day. Where `told` says so, the days that are done are returned.
    """
    require_town(viewer)
    stock = _Stock.read(on, days_after(on, days - 1), viewer)
    found: list[ForeseenLoad] = []
    for number in range(days):
        found += stock.leaving(days_after(on, number), limit)
        if not told((number + 1) / days):
            break
    return found


@dataclass(slots=True)
class _Stock:
    """Hold the lines that have not left yet, each with the day from which it can, and what is known of them."""

    lines: dict[int, tuple[Ready, date]]
    facts: Mapping[int, LineFacts]
    promised: frozenset[int]

    @classmethod
    def read(cls, on: date, until: date, viewer: Viewer) -> "_Stock":
        """Read what lies ready on a day, and what is promised until another one."""
        promised = market.promised(until=until, viewer=viewer)
        ready = ready_for([one.id for one in registry.destinations()], viewer)
        facts = market.line_facts([*(one[0] for one in ready), *(one[0] for one in promised)], viewer=viewer)
        lines = {one[0]: (one, on) for one in ready}
        for line, pairs, by in promised:
            cartons = -(-pairs // facts[line].pairs_per_carton)
            lines[line] = (line, PROMISED_LOT, pairs, cartons), max(by, on)
        return cls(lines, facts, frozenset(line for line, _pairs, _by in promised))

    def leaving(self, day: date, limit: Limit) -> list[ForeseenLoad]:
        """Take out what leaves on a day, and return its loads."""
        places = open_on(day)
        ready = [
            one for line, (one, since) in self.lines.items() if since <= day and self.facts[line].destination in places
        ]
        packed = rules.packed(ready, self.facts)
        if not packed:
            return []
        tariffs, rates = tariffs_by_destination(day), yuan_rates(day)
        for key in packed:
            rules.require_tariffs(tariffs.get(key, ()), places[key].code, rates)
        fees = rules.fees(registry.limits(on=day))
        last = {key: latest_arrival(places[key], tariffs[key], day) for key in packed}
        loads = []
        for key, shipments in rules.leaving(packed, last).items():
            loads.append(self._load(places[key], shipments, Departure(day, tariffs[key], fees, rates), limit))
            for shipment in shipments:
                for line, _lot, _pairs in shipment.lines:
                    del self.lines[line]
        return loads

    def _load(
        self, place: DestinationRecord, shipments: Sequence[NewShipment], departure: Departure, limit: Limit
    ) -> ForeseenLoad:
        goods = [
            Goods(key, one.firm, one.pairs, one.cartons, one.grams, one.ml, one.value_minor, one.due_on)
            for key, one in enumerate(shipments)
        ]
        frozen = rules.baselines(goods, departure, limit=limit)
        pooling, alone = rules.pool_where_it_pays(goods, frozen, departure, limit=limit)
        lines = [one for shipment in shipments for one in shipment.lines]
        return ForeseenLoad(
            on=departure.on,
            destination=place.code,
            firms=len(frozen),
            pairs=sum(one.pairs for one in goods),
            promised_pairs=sum(pairs for line, _lot, pairs in lines if line in self.promised),
            late_pairs=sum(one.late_pairs for one in pooling.charges),
            own_best_minor=sum(one.own_best_minor for one in frozen),
            together_minor=rules.cost_minor(pooling),
            legs=tuple(
                ForeseenLeg(
                    service=leg.tariff.service,
                    leaves_on=leg.leaves_on,
                    arrives_on=leg.arrives_on,
                    firms=leg.firms,
                    shipments=leg.shipments,
                    pairs=leg.pairs,
                    ml=leg.ml,
                    paid_minor=leg.paid_minor,
                )
                for leg in rules.legs(goods, pooling.tariffs, departure, apart=alone)
            ),
        )


def _offered(loads: Sequence[models.Load], day: date) -> list[LegRecord]:
    leaving, goods, locked = departures(loads, day), goods_of(loads), locks_of(loads)
    ways, apart = offered_ways(loads, goods), going_alone(loads)
    found = []
    for load in loads:
        its, used = goods[load.pk], ways[load.pk]
        held = Counter(
            by
            for one, by in zip(its, used, strict=True)
            if one.firm not in apart[load.pk] and one.shipment in locked[load.pk]
        )
        legs = rules.legs(its, used, leaving[load.pk], apart=apart[load.pk])
        found += [_record(load, leg, locked=held[leg.tariff.id]) for leg in legs]
    return found


def _record(load: models.Load, leg: rules.Leg, *, locked: int) -> LegRecord:
    return LegRecord(
        load=load.code,
        state=load.state,
        on=load.on,
        destination=load.destination.code,
        service=leg.tariff.service,
        leaves_on=leg.leaves_on,
        arrives_on=leg.arrives_on,
        firms=leg.firms,
        shipments=leg.shipments,
        pairs=leg.pairs,
        late_pairs=leg.late_pairs,
        grams=leg.grams,
        ml=leg.ml,
        paid_minor=leg.paid_minor,
        capacity_ml=leg.tariff.capacity_ml,
        capacity_grams=leg.tariff.capacity_grams,
        locked=locked,
    )
