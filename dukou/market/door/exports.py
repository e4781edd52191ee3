"""Open the market's rows for the data centre, as Arrow tables; for the town only."""

import pyarrow as pa

from dukou.base.viewer import Viewer, require_town
from dukou.market import models

LINES = {
    "line": "id",
    "order": "order_id",
    "seller": "seller_id",
    "maker": "maker_id",
    "family": "sku__style__family",
    "source": "source",
    "state": "state",
    "refusal_code": "refusal_code",
    "pairs": "pairs",
    "made_pairs": "made_pairs",
    "short_pairs": "short_pairs",
    "delivered_pairs": "delivered_pairs",
    "returned_pairs": "returned_pairs",
    "unit_price_e4": "unit_price_e4",
    "placed_on": "placed_on",
    "due_on": "due_on",
    "delivered_on": "delivered_on",
    "destination": "order__destination__code",
}
TYPES = {
    "maker": pa.int64(),
    "delivered_on": pa.date32(),
    "placed_on": pa.date32(),
    "due_on": pa.date32(),
}
SLICE = 20_000


def export_lines(*, viewer: Viewer) -> pa.Table:
    """Return every line of an order that is open to the town."""
    require_town(viewer)
    rows = models.Line.objects.exclude(state="imported").order_by("id").values_list(*LINES.values())
    columns: dict[str, list[object]] = {name: [] for name in LINES}
    for row in rows.iterator(SLICE):
        for name, value in zip(LINES, row, strict=True):
            columns[name].append(value)
    return pa.table({name: pa.array(values, TYPES.get(name)) for name, values in columns.items()})
