"""Open the road: loads for the freight desk, and where a line travels for those whose line it is."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dukou.base.viewer import Viewer
from dukou.freight import models
from dukou.freight.records import LoadPage, LoadRecord, ShipmentRecord

PAGE = 25
LOAD_FIELDS = (
    "code",
    "on",
    "destination__code",
    "state",
    "firms",
    "shipments",
    "pairs",
    "grams",
    "ml",
    "naive_minor",
    "own_best_minor",
    "pooled_minor",
    "waiting_minor",
    "bound_minor",
    "shortfall_minor",
    "is_pooled",
)
SHIPMENT_FIELDS = (
    "line_id",
    "shipment__code",
    "shipment__tariff__service",
    "shipment__load__on",
    "shipment__due_on",
    "shipment__arrives_on",
    "shipment__state",
)


def loads(*, viewer: Viewer, before: str | None = None, on: date | None = None) -> LoadPage:
    """Return a page of loads for the shared desks, newest first, of one day if it is named; others see none."""
    rows = models.Load.objects.all() if viewer.runs_desks else models.Load.objects.none()
    if on is not None:
        rows = rows.filter(on=on)
    total = rows.count()
    found = list(_with_firms(_after(rows, before)).order_by("-on", "-id").values_list(*LOAD_FIELDS)[: PAGE + 1])
    shown = tuple(LoadRecord(*row) for row in found[:PAGE])
    return LoadPage(shown, total, shown[-1].code if len(found) > PAGE else None)


def shipments_of_lines(line_ids: Sequence[int], *, viewer: Viewer) -> list[ShipmentRecord]:
    """Return where these lines travel, as far as the viewer is their seller, their buyer or a desk."""
    rows = models.ShipmentLine.objects.filter(line_id__in=set(line_ids))
    if not viewer.runs_desks:
        mine = Q(shipment__firm_id=viewer.firm) | Q(shipment__buyer_id=viewer.firm)
        rows = rows.none() if viewer.firm is None else rows.filter(mine)
    return [
        ShipmentRecord(line, code, service, left_on if service else None, due_on, arrives_on, state)
        for line, code, service, left_on, due_on, arrives_on, state in rows.order_by("line_id").values_list(
            *SHIPMENT_FIELDS
        )
    ]


def _with_firms(rows: QuerySet[models.Load]) -> QuerySet[models.Load]:
    """Count the firms of each load, once its baselines are frozen."""
    counted = models.Baseline.objects.filter(load_id=OuterRef("id")).order_by().values("load_id")
    return rows.annotate(firms=Coalesce(Subquery(counted.annotate(count=Count("id")).values("count")), 0))


def _after(rows: QuerySet[models.Load], before: str | None) -> QuerySet[models.Load]:
    """Keep what comes after the last load shown; a mark that is none shows the first page."""
    known = models.Load.objects.filter(code=before) if before and before.isalnum() else models.Load.objects.none()
    last = known.values_list("on", "id").first()
    if last is None:
        return rows
    on, key = last
    return rows.filter(Q(on__lt=on) | Q(on=on, id__lt=key))
