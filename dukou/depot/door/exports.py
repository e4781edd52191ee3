"""Open the depot's rows for the data centre, as Arrow tables; for the town only."""

from collections.abc import Mapping

import pyarrow as pa
from django.db.models import Model, QuerySet

from dukou.base.viewer import Viewer, require_town
from dukou.depot import models

STOCK = {
    "lot": ("lot_id", pa.int64()),
    "owner": ("owner_id", pa.int64()),
    "sku": ("sku_id", pa.int64()),
    "family": ("sku__style__family", pa.string()),
    "site": ("site_id", pa.int64()),
    "pairs_on_hand": ("pairs_on_hand", pa.int64()),
    "pairs_reserved": ("pairs_reserved", pa.int64()),
}
MOVES = {
    "line": ("lot__line_id", pa.int64()),
    "lot": ("lot_id", pa.int64()),
    "owner": ("owner_id", pa.int64()),
    "from_place": ("from_place", pa.string()),
    "to_place": ("to_place", pa.string()),
    "pairs": ("pairs", pa.int64()),
    "on": ("on", pa.date32()),
    "cause": ("cause", pa.string()),
}
SLICE = 20_000


def export_stock(*, viewer: Viewer) -> pa.Table:
    """Return the stock of every lot that ever lay in the depot, in pairs."""
    require_town(viewer)
    return _table(models.Stock.objects.order_by("id"), STOCK)


def export_moves(*, viewer: Viewer) -> pa.Table:
    """Return every move, in the order in which they were written, in pairs."""
    require_town(viewer)
    return _table(models.StockMove.objects.order_by("id"), MOVES)


def _table(rows: "QuerySet[Model]", columns: Mapping[str, tuple[str, pa.DataType]]) -> pa.Table:
    values: list[list[object]] = [[] for _name in columns]
    for row in rows.values_list(*(path for path, _type in columns.values())).iterator(SLICE):
        for column, value in zip(values, row, strict=True):
            column.append(value)
    arrays = [pa.array(column, kind) for column, (_path, kind) in zip(values, columns.values(), strict=True)]
    return pa.table(arrays, names=list(columns))
