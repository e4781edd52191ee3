"""Open the road: loads for the freight desk, and where a line travels for those whose line it is."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dukou.base.errors import Missing
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
    "accepted",
    "declined",
)
SORTS = {
    "on": "on",
    "destination": "destination__code",
    "pairs": "pairs",
    "own_best": "own_best_minor",
    "shortfall": "shortfall_minor",
}
SHIPMENT_FIELDS = (
    "line_id",
    "shipment__code",
    "shipment__tariff__service",
    "shipment__leaves_on",
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


def load_rows(
    *,
    viewer: Viewer,
    first: int = 0,
    count: int = PAGE,
    sort: str = "-on",
    state: str = "",
    search: str = "",
    destinations: Collection[str] = (),
) -> tuple[list[LoadRecord], int]:
    """Return some of the loads that `loads` shows, in another order, and how many there are in all.

    `sort` is one of `SORTS`, after a minus from the largest down; loads of a day stand by money. `search` finds a load
    by its whole code, and `destinations` its place.
    """
    rows = models.Load.objects.all() if viewer.runs_desks else models.Load.objects.none()
    if state:
        rows = rows.filter(state=state)
    if search or destinations:
        rows = rows.filter(Q(code=search) | Q(destination__code__in=destinations))
    total = rows.count()
    name = SORTS.get(sort.removeprefix("-"), "on")
    order = f"-{name}" if sort.startswith("-") else name
    found = _with_firms(rows).order_by(order, "-own_best_minor", "-id").values_list(*LOAD_FIELDS)
    return [LoadRecord(*row) for row in found[first : first + count]], total


def loads_of(on: date, *, viewer: Viewer) -> list[LoadRecord]:
    """Return the loads of a day for the shared desks, at most one a destination; others see none."""
    rows = models.Load.objects.filter(on=on) if viewer.runs_desks else models.Load.objects.none()
    return [LoadRecord(*row) for row in _with_firms(rows).order_by("-own_best_minor", "id").values_list(*LOAD_FIELDS)]


def load(code: str, *, viewer: Viewer) -> LoadRecord:
    """Return a load; for all but the shared desks it does not exist."""
    rows = models.Load.objects.filter(code=code) if viewer.runs_desks and code.isalnum() else models.Load.objects.none()
    found = _with_firms(rows).values_list(*LOAD_FIELDS).first()
    if found is None:
        raise Missing("freight.load_not_found")
    return LoadRecord(*found)


def shipments_of_lines(line_ids: Sequence[int], *, viewer: Viewer) -> list[ShipmentRecord]:
    """Return where these lines travel, as far as the viewer is their seller, their buyer or a desk."""
    rows = models.ShipmentLine.objects.filter(line_id__in=set(line_ids))
    if not viewer.runs_desks:
        mine = Q(shipment__firm_id=viewer.firm) | Q(shipment__buyer_id=viewer.firm)
        rows = rows.none() if viewer.firm is None else rows.filter(mine)
    return [
        ShipmentRecord(line, code, service, left_on, due_on, arrives_on, state)
        for line, code, service, left_on, due_on, arrives_on, state in rows.order_by("line_id").values_list(
            *SHIPMENT_FIELDS
        )
    ]


def _with_firms(rows: QuerySet[models.Load]) -> QuerySet[models.Load]:
    """Count the firms of each load, once its baselines are frozen, and what they answered."""
    counted = models.Baseline.objects.filter(load_id=OuterRef("id")).order_by().values("load_id")
    said = models.Offer.objects.filter(load_id=OuterRef("id")).order_by().values("load_id")
    counts = {"firms": counted} | {answer: said.filter(answer=answer) for answer in ("accepted", "declined")}
    return rows.annotate(
        **{name: Coalesce(Subquery(one.annotate(count=Count("id")).values("count")), 0) for name, one in counts.items()}
    )


def _after(rows: QuerySet[models.Load], before: str | None) -> QuerySet[models.Load]:
    """Keep what comes after the last load shown; a mark that is none shows the first page."""
    known = models.Load.objects.filter(code=before) if before and before.isalnum() else models.Load.objects.none()
    last = known.values_list("on", "id").first()
    if last is None:
        return rows
    on, key = last
    return rows.filter(Q(on__lt=on) | Q(on=on, id__lt=key))
