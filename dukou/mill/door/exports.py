"""Open the mill's rows for the data centre, as Arrow tables; for the town only."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import pyarrow as pa
from django.db.models import QuerySet

from dukou.base.viewer import Viewer, require_town
from dukou.mill import models

SLICE = 20_000
# Name of a column, its path in the tables, its type.
LOTS: Mapping[str, tuple[str, pa.DataType]] = {
    "lot": ("id", pa.int64()),
    "line": ("line_id", pa.int64()),
    "firm": ("firm_id", pa.int64()),
    "group": ("group_id", pa.int64()),
    "family": ("family", pa.string()),
    "source": ("work_order__source", pa.string()),
    "state": ("state", pa.string()),
    "pairs": ("pairs", pa.int64()),
    "pieces_made": ("pieces_made", pa.int64()),
    "pieces_lost": ("pieces_lost", pa.int64()),
    "pairs_good": ("pairs_good", pa.int64()),
    "pairs_passed": ("pairs_passed", pa.int64()),
    "planned_on": ("work_order__planned_on", pa.date32()),
    "due_on": ("due_on", pa.date32()),
    "made_on": ("made_on", pa.date32()),
    "passed_on": ("passed_on", pa.date32()),
}
GROUP_DAYS: Mapping[str, tuple[str, pa.DataType]] = {
    "group": ("group_id", pa.int64()),
    "firm": ("firm_id", pa.int64()),
    "on": ("on", pa.date32()),
    "capacity_ms": ("capacity_ms", pa.int64()),
    "used_ms": ("used_ms", pa.int64()),
    "stop_ms": ("stop_ms", pa.int64()),
}


def export_lots(*, viewer: Viewer) -> pa.Table:
    """Return every lot with the dates of its work order."""
    require_town(viewer)
    return _table(models.Lot.objects.order_by("id"), LOTS)


def export_group_days(*, viewer: Viewer) -> pa.Table:
    """Return what each machine group that worked could do and did on each day, in machine milliseconds."""
    require_town(viewer)
    return _table(models.GroupDay.objects.order_by("id"), GROUP_DAYS)


def _table(rows: QuerySet[Any], columns: Mapping[str, tuple[str, pa.DataType]]) -> pa.Table:
    """Return rows as a table, slice by slice, so that a year of the town fits into memory."""
    schema = pa.schema([(name, kind) for name, (_path, kind) in columns.items()])
    found = rows.values_list(*(path for path, _kind in columns.values())).iterator(SLICE)
    return pa.Table.from_batches(_batches(found, schema), schema)


def _batches(rows: Iterator[tuple[Any, ...]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while part := list(islice(rows, SLICE)):
        columns = zip(*part, strict=True)
        yield pa.record_batch([pa.array(one, kind) for one, kind in zip(columns, schema.types, strict=True)], schema)
