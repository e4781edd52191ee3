"""Show the books: each firm its own, the accounts desk all of them."""

from collections.abc import Sequence

import pyarrow as pa
from django.db.models import Q, Sum

from dukou.base.viewer import Viewer, require_town
from dukou.settlement import models
from dukou.settlement.door.books import OPEN, firms_owing, owed_to_carriers
from dukou.settlement.records import Balance, InvoiceRecord

SLICE = 10_000
INVOICE_FIELDS = (
    "code",
    "kind",
    "order_id",
    "seller_id",
    "buyer_id",
    "on",
    "due_on",
    "amount_minor",
    "credited_minor",
    "paid_minor",
    "currency",
)
EXPORT = {
    "on": ("entry__on", pa.date32()),
    "kind": ("entry__kind", pa.string()),
    "firm": ("account__firm_id", pa.int64()),
    "account": ("account__kind", pa.string()),
    "amount_minor": ("amount_minor", pa.int64()),
    "currency": ("currency", pa.string()),
}


def invoices_of_orders(order_ids: Sequence[int], *, viewer: Viewer) -> list[InvoiceRecord]:
    """Return the invoices of these orders that the viewer may see: its own as seller or buyer; desks see all."""
    rows = models.Invoice.objects.filter(order_id__in=order_ids).order_by("on", "code")
    if not viewer.runs_desks:
        rows = rows.filter(Q(seller_id=viewer.firm) | Q(buyer_id=viewer.firm)) if viewer.firm else rows.none()
    return [InvoiceRecord(*row) for row in rows.values_list(*INVOICE_FIELDS)]


def balances(*, viewer: Viewer) -> list[Balance]:
    """Return the balances of the viewer's own firm, or all of them for the town's accounts desk."""
    rows = models.Posting.objects.values_list("account__firm_id", "account__kind", "currency")
    if not viewer.runs_desks:
        rows = rows.filter(account__firm_id=viewer.firm) if viewer.firm else rows.none()
    summed = rows.annotate(total=Sum("amount_minor")).order_by("account__firm_id", "account__kind", "currency")
    return [Balance(*row) for row in summed]


def trial_balance(*, viewer: Viewer) -> dict[str, int]:
    """Return the sum of all postings per currency; each must be zero."""
    require_town(viewer)
    rows = models.Posting.objects.values_list("currency").annotate(total=Sum("amount_minor"))
    return dict(rows)


def under_way(*, viewer: Viewer) -> int:
    """Return how many invoices are open, or, when none is, how many debts to and of the town.

    What depots overseas are owed does not count: they charge as long as goods lie there.
    """
    require_town(viewer)
    still_open = models.Invoice.objects.filter(OPEN).count()
    return still_open or len(firms_owing()) + bool(owed_to_carriers())


def export_postings(*, viewer: Viewer) -> pa.Table:
    """Return every posting with its account and entry, for the data centre; for the town only."""
    require_town(viewer)
    rows = models.Posting.objects.order_by("id").values_list(*(path for path, _kind in EXPORT.values()))
    columns = list(zip(*rows.iterator(SLICE), strict=True)) or [()] * len(EXPORT)
    return pa.table(
        {name: pa.array(column, kind) for column, (name, (_path, kind)) in zip(columns, EXPORT.items(), strict=True)}
    )
