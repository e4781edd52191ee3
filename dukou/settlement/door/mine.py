"""Hand a firm its own books whole, as tables to keep."""

from typing import Any

import pyarrow as pa
from django.db.models import Q, QuerySet

from dukou.base.viewer import Viewer
from dukou.settlement import models

SLICE = 10_000
INVOICES = {
    "code": ("code", pa.string()),
    "kind": ("kind", pa.string()),
    "seller_zh": ("seller__name_zh", pa.string()),
    "seller_en": ("seller__name_en", pa.string()),
    "buyer_zh": ("buyer__name_zh", pa.string()),
    "buyer_en": ("buyer__name_en", pa.string()),
    "on": ("on", pa.date32()),
    "due_on": ("due_on", pa.date32()),
    "currency": ("currency", pa.string()),
    "amount_minor": ("amount_minor", pa.int64()),
    "credited_minor": ("credited_minor", pa.int64()),
    "paid_minor": ("paid_minor", pa.int64()),
}
POSTINGS = {
    "on": ("entry__on", pa.date32()),
    "kind": ("entry__kind", pa.string()),
    "account": ("account__kind", pa.string()),
    "currency": ("currency", pa.string()),
    "amount_minor": ("amount_minor", pa.int64()),
}


def my_invoices(*, viewer: Viewer) -> pa.Table:
    """Return every invoice that the viewer's own firm sent or received, the oldest first."""
    mine = Q(seller_id=viewer.firm) | Q(buyer_id=viewer.firm)
    rows = models.Invoice.objects.filter(mine) if viewer.firm else models.Invoice.objects.none()
    return _table(rows, INVOICES)


def my_postings(*, viewer: Viewer) -> pa.Table:
    """Return every posting on the accounts of the viewer's own firm, the oldest first; debits are positive."""
    rows = models.Posting.objects
    return _table(rows.filter(account__firm_id=viewer.firm) if viewer.firm else rows.none(), POSTINGS)


def _table(rows: QuerySet[Any], columns: dict[str, tuple[str, Any]]) -> pa.Table:
    found = rows.order_by("id").values_list(*(path for path, _kind in columns.values()))
    values = list(zip(*found.iterator(SLICE), strict=True)) or [()] * len(columns)
    return pa.table(
        {name: pa.array(column, kind) for column, (name, (_path, kind)) in zip(values, columns.items(), strict=True)}
    )
