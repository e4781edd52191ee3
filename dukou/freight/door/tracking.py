"""Open the way of goods: what is told of it, when they are likely to arrive, and the link that shows it to anyone."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from dukou.base.days import business_date, days_after, instant
from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.door.emissions import emissions
from dukou.freight.door.transit import alike, history, is_plain, visible_shipment
from dukou.freight.records.tracking import (
    Arrival,
    DelayTold,
    HandedOver,
    NewEvent,
    OwnTrack,
    Source,
    Track,
    TrackStep,
)
from dukou.freight.rules import tracking as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CHUNK = 2_000
MOST_EVENTS = 500
LINK_HOLDS = timedelta(days=90)
SOURCES: tuple[Source, ...] = ("carrier", "desk", "phone")
STEPS = ("kind", "source", "place", "carrier_code", "at")


def record_events(new: Sequence[NewEvent], *, source: Source, viewer: Viewer, on: date, now: datetime) -> Outcome[int]:
    """Put down what carriers, desks or phones tell of goods that have left, and return the rows that stand.

    Each for itself, in whatever order they come; what is known already adds nothing. Goods are named by the code of
    a shipment or a load. For the shared desks and the town.
    """
    if not viewer.runs_desks:
        raise Missing("freight.shipment_not_found")
    if len(new) > MOST_EVENTS:
        raise Refusal("freight.too_many_rows", {"most": MOST_EVENTS})
    if source not in SOURCES:
        raise Refusal("freight.unknown_event_source", {"source": source[:20]})
    latest = max(now, instant(days_after(on, 1)))
    done: list[int] = []
    refused: list[Refused] = []
    with transaction.atomic():
        goods = _goods({one.code for one in new})
        rows: dict[tuple[int, str], tuple[models.TrackEvent, NewFact]] = {}
        for row, one in enumerate(new):
            try:
                rules.require_event(one, latest)
                named = [its for its in goods[one.code] if one.service in {None, its[3]}]
                if not named:
                    raise Missing("freight.shipment_not_found")
            except Refusal as refusal:
                refused.append(Refused(row, refusal))
                continue
            done.append(row)
            for key, code, firm, _service in named:
                fact = NewFact("freight.way_told", code, firm, {"kind": one.kind, "source": source}, on)
                rows.setdefault((key, rules.event_key(one)), (_event(key, one, source, now), fact))
        _add(rows, viewer, now)
    return Outcome(tuple(done), tuple(refused))


def _goods(codes: Collection[str]) -> Mapping[str, list[tuple[int, str, int, str]]]:
    """Return what has left under each code, of a shipment or a load, locked until the events stand."""
    sound = [code for code in codes if code.isalnum()]
    rows = models.Shipment.objects.filter(Q(code__in=sound) | Q(load__code__in=sound)).exclude(state="waiting")
    found: dict[str, list[tuple[int, str, int, str]]] = defaultdict(list)
    fields = ("id", "code", "load__code", "firm_id", "tariff__service")
    for key, code, load, firm, service in rows.select_for_update(of=("self",)).order_by("id").values_list(*fields):
        for name in {code, load} & set(sound):
            found[name].append((key, code, firm, service))
    return found


def _event(shipment: int, one: NewEvent, source: str, now: datetime) -> models.TrackEvent:
    return models.TrackEvent(
        shipment_id=shipment,
        key=rules.event_key(one),
        kind=one.kind,
        source=source,
        place=one.place,
        carrier_code=one.carrier_code,
        at=one.at,
        told_at=now,
    )


def _add(rows: Mapping[tuple[int, str], tuple[models.TrackEvent, NewFact]], viewer: Viewer, now: datetime) -> None:
    """Add the events that are new, with a fact each; their shipments are locked."""
    named = models.TrackEvent.objects.filter(shipment_id__in={key for key, _told in rows})
    known = set(named.filter(key__in={told for _key, told in rows}).values_list("shipment_id", "key"))
    added = [both for place, both in rows.items() if place not in known]
    models.TrackEvent.objects.bulk_create([event for event, _fact in added], batch_size=CHUNK)
    provenance.append([fact for _event, fact in added], viewer=viewer, now=now)


def track(code: str, *, on: date) -> Track:
    """Return the way of the shipment behind a link, to whoever has it; names no firm and no person.

    A link that is withdrawn, or whose goods were due or there `LINK_HOLDS` ago, does not exist any more.
    """
    rows = models.TrackLink.objects.filter(code=code, retired_on__isnull=True)
    link = rows.select_related("shipment__load__destination", "shipment__tariff").first() if is_plain(code) else None
    if link is None or on > (link.shipment.arrives_on or on) + LINK_HOLDS:
        raise Missing("freight.track_not_found")
    return _track(link.shipment, on, with_own_best=False)


def own_track(shipment: str, *, viewer: Viewer, on: date) -> OwnTrack:
    """Return the way of a shipment to its seller, its buyer and the desks; for others it does not exist."""
    row = visible_shipment(shipment, viewer)
    link = models.TrackLink.objects.filter(shipment=row, retired_on__isnull=True).values_list("code", flat=True).first()
    shown = _track(row, on, with_own_best=viewer.runs_desks or viewer.acts_for(row.firm_id))
    return OwnTrack(row.code, row.order.code, row.due_on, link, shown)


def share_track(shipment: str, *, viewer: Viewer, on: date, now: datetime) -> str:
    """Make a link by which the way of a shipment can be followed without log-in, or return the one there is."""
    row = visible_shipment(shipment, viewer)
    with transaction.atomic():
        models.Shipment.objects.select_for_update(of=("self",)).get(pk=row.pk)
        live = models.TrackLink.objects.filter(shipment=row, retired_on__isnull=True).first()
        if live is not None:
            return live.code
        made = models.TrackLink.objects.create(code=new_code(), shipment=row, made_on=on)
        provenance.append([NewFact("freight.way_shared", row.code, row.firm_id, {}, on)], viewer=viewer, now=now)
    return made.code


def withdraw_track(shipment: str, *, viewer: Viewer, on: date, now: datetime) -> int:
    """Withdraw the link of a shipment, if there is one, and return how many; whoever has it finds nothing any more."""
    row = visible_shipment(shipment, viewer)
    with transaction.atomic():
        gone = models.TrackLink.objects.filter(shipment=row, retired_on__isnull=True).update(retired_on=on)
        if gone:
            provenance.append([NewFact("freight.way_hidden", row.code, row.firm_id, {}, on)], viewer=viewer, now=now)
    return gone


def _track(row: models.Shipment, on: date, *, with_own_best: bool) -> Track:
    told = models.TrackEvent.objects.filter(shipment=row).values_list(*STEPS)
    steps = rules.in_order(TrackStep(*step) for step in told)
    # A carrier's word that goods are there comes before the town's own step.
    came_on = next((business_date(step.at) for step in steps if step.kind == "delivered"), None)
    delays = models.Delay.objects.filter(shipment=row).order_by("id").values_list("reported_on", "until", "reason")
    hands = models.HandOver.objects.filter(shipment=row).order_by("at", "id").values_list("leg", "asked", "found", "at")
    tariff = row.tariff
    return Track(
        destination=row.load.destination.code,
        service=tariff.service if tariff else None,
        cartons=row.cartons,
        state="delivered" if came_on else row.state,
        leaves_on=row.leaves_on,
        planned_on=days_after(row.leaves_on, tariff.transit_days) if tariff and row.leaves_on else None,
        delivered_on=row.arrives_on if row.state == "delivered" else came_on,
        arrival=_arrival(row, on) if row.state == "on_road" and came_on is None else None,
        steps=steps,
        delays=tuple(DelayTold(*one) for one in delays),
        hand_overs=tuple(HandedOver(*one) for one in hands),
        carbon=emissions([row], with_own_best=with_own_best).get(row.code) if tariff else None,
    )


def _arrival(row: models.Shipment, on: date) -> Arrival | None:
    tariff, destination = row.tariff, row.load.destination
    if tariff is None or row.leaves_on is None or row.arrives_on is None:
        return None
    past = history([tariff.service], on)
    return rules.arrival(
        alike(past, destination.pk, destination.zone, tariff.service),
        left_on=row.leaves_on,
        promise_days=tariff.transit_days,
        told_on=row.arrives_on,
        on=on,
    )
