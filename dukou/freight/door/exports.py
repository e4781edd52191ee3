"""Open freight's rows for the data centre, as Arrow tables; for the town only."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import OuterRef, QuerySet, Subquery

from dukou.base.viewer import Viewer, require_town
from dukou.freight import models, rules
from dukou.freight.door.delaying import later_pairs
from dukou.freight.door.goods import departures, going_alone, goods_of, in_state
from dukou.freight.records import Departure, Goods
from dukou.registry import door as registry

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
    "load_shortfall_minor": "load__shortfall_minor",
}
OWN_BEST = ("load_id", "firm_id", "own_best_tariffs")
USED = ("load_id", "tariff_id")
SAVINGS = pa.schema(
    [
        ("load", pa.string()),
        ("destination", pa.string()),
        ("firm", pa.int64()),
        ("segment", pa.string()),
        ("pairs", pa.int64()),
        ("own_best_service", pa.string()),
        ("service", pa.string()),
        ("own_best_minor", pa.int64()),
        ("together_minor", pa.int64()),
        ("rate_minor", pa.int64()),
        ("fill_minor", pa.int64()),
        ("mode_minor", pa.int64()),
        ("time_minor", pa.int64()),
        ("risk_minor", pa.int64()),
    ]
)


def export_loads(*, viewer: Viewer) -> pa.Table:
    """Return every load; money in minor units of CNY, weight in grams, volume in millilitres."""
    require_town(viewer)
    return _table(models.Load.objects.order_by("id"), LOADS)


def export_baselines(*, viewer: Viewer) -> pa.Table:
    """Return every firm's baseline of every load with its charge, which is null until the load has left.

    What a load cost beyond its charges, which the town bears, stands in each of its rows: `load_shortfall_minor`.
    `late_pairs` counts what arrives late after all that was reported of the road; `own_best_late_pairs` are planned,
    for nobody knows what would have happened on another way.
    """
    require_town(viewer)
    charge = models.Charge.objects.filter(load_id=OuterRef("load_id"), firm_id=OuterRef("firm_id"))
    rows = models.Baseline.objects.annotate(
        charged_minor=Subquery(charge.values("charge_minor")[:1]),
        charged_waiting_minor=Subquery(charge.values("waiting_minor")[:1]),
        charged_late_pairs=Subquery(charge.values("late_pairs")[:1]),
    )
    table = _table(rows.order_by("id"), BASELINES)
    late = later_pairs()
    if not late:
        return table
    of_firm = zip(*(table[name].to_pylist() for name in ("load", "firm", "late_pairs")), strict=True)
    measured = [None if pairs is None else pairs + late[load, firm] for load, firm, pairs in of_firm]
    return table.set_column(table.column_names.index("late_pairs"), "late_pairs", pa.array(measured, pa.int64()))


def export_savings(*, viewer: Viewer) -> pa.Table:
    """Return every shipment that has left, with its cost at own best and together and the parts of the difference.

    Of the shipments of a load, `own_best_minor` adds up to its own bests, and `together_minor` to what was paid for the
    load and what waiting cost in it. It says where a saving arose; what a firm got of it is in the charges.
    `risk_minor` is null where insurance and damage were not published. Days are read one by one.
    """
    require_town(viewer)
    left = models.Load.objects.filter(state="dispatched").order_by("on").values_list("on", flat=True).distinct()
    return pa.Table.from_batches((_savings(on) for on in list(left)), SAVINGS)


def _savings(on: date) -> pa.RecordBatch:
    loads, limits = in_state("dispatched", on), registry.limits(on=on)
    leaving, goods, tariffs, apart = departures(loads, on), goods_of(loads), _tariffs(loads), going_alone(loads)
    rows: list[tuple[object, ...]] = []
    for load in loads:
        rows += _saved(load, goods[load.pk], leaving[load.pk], *tariffs[load.pk], apart[load.pk], limits)
    columns = zip(*rows, strict=True)
    return pa.record_batch([pa.array(one, kind) for one, kind in zip(columns, SAVINGS.types, strict=True)], SAVINGS)


def _tariffs(loads: Sequence[models.Load]) -> dict[int, tuple[dict[int, Sequence[int]], list[int]]]:
    """Return of each load the tariffs of each firm's own best, and those of its shipments, in the order of keys."""
    keys = [load.pk for load in loads]
    own: dict[int, dict[int, Sequence[int]]] = defaultdict(dict)
    for load, firm, tariffs in models.Baseline.objects.filter(load_id__in=keys).values_list(*OWN_BEST):
        own[load][firm] = tariffs
    used: dict[int, list[int]] = defaultdict(list)
    for load, tariff in models.Shipment.objects.filter(load_id__in=keys).order_by("id").values_list(*USED):
        used[load].append(tariff)
    return {load: (own[load], used[load]) for load in keys}


def _saved(
    load: models.Load,
    goods: Sequence[Goods],
    departure: Departure,
    of_firm: Mapping[int, Sequence[int]],
    used: Sequence[int],
    apart: frozenset[int],
    limits: Mapping[str, int],
) -> Iterator[tuple[object, ...]]:
    service = {one.id: one.service for one in departure.tariffs}
    own = rules.own_ways(goods, of_firm)
    saved = rules.savings(goods, own, used, departure, apart=apart)
    for one, its_own, its, saving in zip(goods, own, used, saved, strict=True):
        yield (
            load.code,
            load.destination.code,
            one.firm,
            rules.segment(one, load.destination.iso),
            one.pairs,
            service[its_own],
            service[its],
            saving.own_best_minor,
            saving.together_minor,
            saving.rate_minor,
            saving.fill_minor,
            saving.mode_minor,
            saving.time_minor,
            rules.risk_minor(one, limits),
        )


def _table(rows: QuerySet[Any], fields: Mapping[str, str]) -> pa.Table:
    columns: dict[str, list[object]] = {name: [] for name in fields}
    for row in rows.values_list(*fields.values()).iterator(SLICE):
        for name, value in zip(fields, row, strict=True):
            columns[name].append(value)
    return pa.table({name: pa.array(values, TYPES.get(name, pa.int64())) for name, values in columns.items()})
