"""Read how long goods were under way, and write what the town's own steps know of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.records.tracking import Basis

CHUNK = 2_000
HISTORY = timedelta(days=365)
TRANSIT = ("load__destination_id", "load__destination__zone", "tariff__service", "leaves_on", "arrives_on")
# By lane (destination and service), zone and service, and service.
History = Mapping[tuple[int | str, ...], Counter[int]]


def visible_shipment(code: str, viewer: Viewer) -> models.Shipment:
    """Return a shipment that the viewer sells, buys or moves; for others it does not exist."""
    rows = models.Shipment.objects.filter(code=code) if is_plain(code) else models.Shipment.objects.none()
    if not viewer.runs_desks:
        mine = Q(firm_id=viewer.firm) | Q(buyer_id=viewer.firm)
        rows = rows.none() if viewer.firm is None else rows.filter(mine)
    row = rows.select_related("load__destination", "tariff", "order").first()
    if row is None:
        raise Missing("freight.shipment_not_found")
    return row


def is_plain(code: str) -> bool:
    """Tell whether a text can be a code; anything else names nothing."""
    return code.isascii() and code.isalnum()


def write_town_events(shipments: Iterable[int], kind: str, *, at: datetime, key: str = "", now: datetime) -> None:
    """Write what the town's own step knows of shipments, in the caller's transaction; the step tells the facts."""
    rows = [
        models.TrackEvent(shipment_id=one, key=f"town:{kind}{key}", kind=kind, source="town", at=at, told_at=now)
        for one in shipments
    ]
    models.TrackEvent.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def write_left(on: date, *, now: datetime) -> None:
    """Write that the vehicles of a day have left, in the caller's transaction."""
    rows = models.Shipment.objects.filter(state="on_road", leaves_on=on).order_by("id")
    write_town_events(list(rows.values_list("id", flat=True)), "left", at=now, now=now)


def history(services: Collection[str], on: date) -> History:
    """Count the days that shipments of these services were under way that arrived in the year before a day."""
    arrived: QuerySet[models.Shipment] = models.Shipment.objects.filter(
        state="delivered", tariff__service__in=services, arrives_on__gte=on - HISTORY, arrives_on__lte=on
    )
    found: dict[tuple[int | str, ...], Counter[int]] = defaultdict(Counter)
    rows: Iterable[tuple[Any, ...]] = arrived.order_by().values_list(*TRANSIT).annotate(count=Count("id"))
    for destination, zone, service, left_on, arrives_on, count in rows:
        days = (arrives_on - left_on).days
        for key in ((destination, service), (zone, service), (service,)):
            found[key][days] += count
    return found


def alike(past: History, destination: int, zone: str, service: str) -> dict[Basis, Counter[int]]:
    """Return the past transit that a shipment can be compared with, by class."""
    nothing: Counter[int] = Counter()
    return {
        "lane": past.get((destination, service), nothing),
        "zone": past.get((zone, service), nothing),
        "service": past.get((service,), nothing),
    }
