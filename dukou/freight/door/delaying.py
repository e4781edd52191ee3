"""Open the road's bad news: goods that come later than was told."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import Viewer
from dukou.freight import models, rules
from dukou.freight.door.transit import write_town_events
from dukou.freight.records import OnRoad
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CHUNK = 2_000
MOST_ON_ROAD = 5_000
GOODS = ("id", "code", "firm_id", "leaves_on", "tariff__transit_days", "arrives_on")
ROAD = (
    "load__code",
    "load__destination__code",
    "tariff__service",
    "leaves_on",
    "tariff__transit_days",
    "arrives_on",
    "firm_id",
    "pairs",
    "due_on",
    "reason",
)


def report_delay(
    code: str,
    *,
    until: date,
    reason: str,
    viewer: Viewer,
    on: date,
    now: datetime,
    service: str | None = None,
) -> int:
    """Report that a shipment, or what is on the road of a load, arrives on another day; return how many shipments.

    Of a load, only what goes by `service` if it is named. The latest report counts; nothing comes before its tariff
    brings it, and charges stay as they are. The same report again changes nothing. For shared desks and the town; for
    others the load does not exist. All or nothing.
    """
    if not viewer.runs_desks or not code.isalnum():
        raise Missing("freight.load_not_found")
    rules.require_reason(reason)
    rules.require_until(until, on)
    with transaction.atomic():
        named = models.Shipment.objects.filter(Q(code=code) | Q(load__code=code), state="on_road")
        if service is not None:
            named = named.filter(tariff__service=service)
        rows = list(named.select_for_update(of=("self",)).order_by("id").values_list(*GOODS))
        if not rows:
            raise Missing("freight.load_not_found")
        planned = [(key, left + timedelta(days=days), told) for key, _code, _firm, left, days, told in rows]
        later = set(rules.affected(planned, until))
        if not later and all(told != until for _key, _planned, told in planned):
            raise Refusal("freight.delay_too_early", {"until": str(until)})
        changed = [row for row in rows if row[0] in later]
        models.Shipment.objects.filter(id__in=later).update(arrives_on=until)
        models.Delay.objects.bulk_create(
            [models.Delay(shipment_id=row[0], reported_on=on, until=until, reason=reason) for row in changed],
            batch_size=CHUNK,
        )
        write_town_events([row[0] for row in changed], "delayed", at=now, key=f":{on}:{until}", now=now)
        payload = {"reason": reason, "until": str(until)}
        facts = [NewFact("freight.shipment_delayed", row[1], row[2], payload, on) for row in changed]
        provenance.append(facts, viewer=viewer, now=now)
    return len(changed)


def on_road(*, viewer: Viewer, load: str | None = None) -> list[OnRoad]:
    """Return what is on the road by load, service and day of arrival, soonest first; for the shared desks."""
    rows = models.Shipment.objects.filter(state="on_road") if viewer.runs_desks else models.Shipment.objects.none()
    if load is not None:
        rows = rows.filter(load__code=load) if load.isalnum() else rows.none()
    told = models.Delay.objects.filter(shipment_id=OuterRef("id")).order_by("-id").values("reason")[:1]
    found = rows.annotate(reason=Subquery(told)).order_by("arrives_on", "load_id", "id")
    return _together(found.values_list(*ROAD)[:MOST_ON_ROAD])


def _together(rows: Iterable[tuple[Any, ...]]) -> list[OnRoad]:
    """Add up shipments of a load that go and arrive alike; the last told reason among them stands for all."""
    found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for load, destination, service, left_on, days, arrives_on, *rest in rows:
        found[load, destination, service, left_on, days, arrives_on].append(tuple(rest))
    together = []
    for (load, destination, service, left_on, days, arrives_on), goods in found.items():
        reasons = [reason for _firm, _pairs, _due_on, reason in goods if reason]
        together.append(
            OnRoad(
                load=load,
                destination=destination,
                service=service,
                left_on=left_on,
                planned_on=left_on + timedelta(days=days),
                arrives_on=arrives_on,
                firms=len({firm for firm, *_rest in goods}),
                shipments=len(goods),
                pairs=sum(pairs for _firm, pairs, *_rest in goods),
                late_pairs=sum(pairs for _firm, pairs, due_on, _reason in goods if arrives_on > due_on),
                reason=reasons[-1] if reasons else None,
            )
        )
    return together


def later_pairs() -> Counter[tuple[str, int]]:
    """Return by load and firm the pairs that arrive late because of delays, beyond what their services planned."""
    found: Counter[tuple[str, int]] = Counter()
    delayed = models.Shipment.objects.filter(id__in=models.Delay.objects.values("shipment_id"))
    fields = ("load__code", "firm_id", "pairs", "due_on", "arrives_on", "leaves_on", "tariff__transit_days")
    for load, firm, pairs, due_on, arrives_on, left_on, days in delayed.values_list(*fields):
        if left_on + timedelta(days=days) <= due_on < arrives_on:
            found[load, firm] += pairs
    return found
