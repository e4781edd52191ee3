"""Open freight's rows for the data centre, as Arrow tables; for the town only."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from django.db.models import OuterRef, QuerySet, Subquery

from dukou.base.viewer import Viewer, require_town
from dukou.freight import models

SLICE = 20_000
TYPES = {
    "code": pa.string(),
    "load": pa.string(),
    "destination": pa.string(),
    "state": pa.string(),
    "on": pa.date32(),
    "is_pooled": pa.bool_(),
}
LOADS = {
    "code": "code",
    "destination": "destination__code",
    "on": "on",
    "state": "state",
    "is_pooled": "is_pooled",
    "shipments": "shipments",
    "pairs": "pairs",
    "grams": "grams",
    "ml": "ml",
    "naive_minor": "naive_minor",
    "own_best_minor": "own_best_minor",
    "pooled_minor": "pooled_minor",
    "waiting_minor": "waiting_minor",
    "bound_minor": "bound_minor",
    "shortfall_minor": "shortfall_minor",
}
BASELINES = {
    "load": "load__code",
    "destination": "load__destination__code",
    "on": "load__on",
    "is_pooled": "load__is_pooled",
    "firm": "firm_id",
    "shipments": "shipments",
    "pairs": "pairs",
    "naive_minor": "naive_minor",
    "own_best_minor": "own_best_minor",
    "own_best_waiting_minor": "own_best_waiting_minor",
    "own_best_bound_minor": "own_best_bound_minor",
    "own_best_late_pairs": "own_best_late_pairs",
    "charge_minor": "charged_minor",
    "waiting_minor": "charged_waiting_minor",
    "late_pairs": "charged_late_pairs",
}


def export_loads(*, viewer: Viewer) -> pa.Table:
    """Return every load; money in minor units of CNY, weight in grams, volume in millilitres."""
    require_town(viewer)
    return _table(models.Load.objects.order_by("id"), LOADS)


def export_baselines(*, viewer: Viewer) -> pa.Table:
    """Return every firm's baseline of every load with its charge, which is null until the load has left."""
    require_town(viewer)
    charge = models.Charge.objects.filter(load_id=OuterRef("load_id"), firm_id=OuterRef("firm_id"))
    rows = models.Baseline.objects.annotate(
        charged_minor=Subquery(charge.values("charge_minor")[:1]),
        charged_waiting_minor=Subquery(charge.values("waiting_minor")[:1]),
        charged_late_pairs=Subquery(charge.values("late_pairs")[:1]),
    )
    return _table(rows.order_by("id"), BASELINES)


def _table(rows: QuerySet[Any], fields: Mapping[str, str]) -> pa.Table:
    columns: dict[str, list[object]] = {name: [] for name in fields}
    for row in rows.values_list(*fields.values()).iterator(SLICE):
        for name, value in zip(fields, row, strict=True):
            columns[name].append(value)
    return pa.table({name: pa.array(values, TYPES.get(name, pa.int64())) for name, values in columns.items()})
