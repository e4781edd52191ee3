"""Show what lies in the depot, and for whom."""

from collections.abc import Sequence

from django.db.models import Count, Sum

from dukou.base.viewer import Viewer, require_town
from dukou.depot import models
from dukou.depot.door.shelf import chunks
from dukou.depot.records import ReadyGoods, StockRecord

BY = (
    "owner_id",
    "sku_id",
    "sku__gtin",
    "sku__style__name_zh",
    "sku__style__name_en",
    "sku__colour_zh",
    "sku__colour_en",
    "sku__size",
)


def stock(*, viewer: Viewer) -> list[StockRecord]:
    """Return the viewer's own goods in the depot by SKU; desks see everyone's, by owner."""
    rows = models.Stock.objects.filter(pairs_on_hand__gt=0)
    if not viewer.runs_desks:
        rows = rows.filter(owner_id=viewer.firm) if viewer.firm else rows.none()
    summed = rows.values_list(*BY).annotate(Count("id"), Sum("pairs_on_hand"), Sum("pairs_reserved"))
    return [StockRecord(*row) for row in summed.order_by("owner_id", "sku_id")]


def ready_goods(destination_ids: Sequence[int], *, viewer: Viewer) -> list[ReadyGoods]:
    """Return the goods of lines that lie ready for these destinations, held, by line."""
    require_town(viewer)
    # Few goods are held at a time and many orders have gone to a destination: it is looked at last.
    held = models.Reservation.objects.filter(state="held", line__state="ready").order_by("line_id")
    fields = ("line_id", "stock__lot_id", "pairs", "line__order__destination_id")
    wanted = set(destination_ids)
    rows = [row[:3] for row in held.values_list(*fields) if row[3] in wanted]
    counts: dict[int, int] = {}
    for chunk in chunks(lot for _line, lot, _pairs in rows):
        runs = models.CartonRun.objects.filter(lot_id__in=chunk).values_list("lot_id")
        counts |= dict(runs.annotate(Sum("count")))
    return [ReadyGoods(line, lot, pairs, counts[lot]) for line, lot, pairs in rows]
