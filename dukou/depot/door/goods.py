"""Show what lies in the depot, and for whom."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Min, Q, Sum

from dukou.base.viewer import Viewer, require_town
from dukou.depot import models
from dukou.depot.door.shelf import chunks
from dukou.depot.records import DeliveredRecord, ReadyGoods, StockRecord, WaitingRecord

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

MOST_DELIVERED, DAYS_BACK = 50, 180
DELIVERED = (
    "lot__line_id",
    "lot_id",
    "lot__code",
    "owner_id",
    "owner__name_zh",
    "owner__name_en",
    "lot__line__order__code",
    "lot__line__order__external_ref",
    "lot__line__buyer_id",
    "lot__line__buyer__name_zh",
    "lot__line__buyer__name_en",
    "lot__line__order__destination__name_zh",
    "lot__line__order__destination__name_en",
    "lot__line__sku__style__name_zh",
    "lot__line__sku__style__name_en",
    "lot__line__sku__colour_zh",
    "lot__line__sku__colour_en",
    "lot__line__sku__size",
    "lot__line__sku__gtin",
    "pairs",
    "on",
)
WHOLE = ("lot__code", "lot__line__order__code", "lot__line__order__external_ref", "lot__line__sku__gtin")
PART = (
    "lot__line__buyer__name_zh",
    "lot__line__buyer__name_en",
    "lot__line__order__destination__name_zh",
    "lot__line__order__destination__name_en",
)


def stock(*, viewer: Viewer) -> list[StockRecord]:
    """Return the viewer's own goods in the depot by SKU; desks see everyone's, by owner."""
    rows = models.Stock.objects.filter(pairs_on_hand__gt=0)
    if not viewer.runs_desks:
        rows = rows.filter(owner_id=viewer.firm) if viewer.firm else rows.none()
    summed = rows.values_list(*BY).annotate(Count("id"), Sum("pairs_on_hand"), Sum("pairs_reserved"))
    return [StockRecord(*row) for row in summed.order_by("owner_id", "sku_id")]


def waiting(*, viewer: Viewer) -> list[WaitingRecord]:
    """Return what lies ready by destination, for desks."""
    if not viewer.runs_desks:
        return []
    held = models.Reservation.objects.filter(state="held", line__state="ready")
    rows = held.values_list("line__order__destination_id").annotate(Count("id"), Sum("pairs"), Min("line__due_on"))
    return [WaitingRecord(*row) for row in rows.order_by("line__order__destination_id")]


def ready_goods(destination_ids: Sequence[int], *, viewer: Viewer) -> list[ReadyGoods]:
    """Return the goods of lines that lie ready for these destinations, held for them and not held back, by line."""
    require_town(viewer)
    # Few goods are held at a time and many orders have gone to a destination: it is looked at last.
    held_back = models.Hold.objects.filter(lifted_on=None).values("lot")
    held = models.Reservation.objects.filter(state="held", line__state="ready").exclude(stock__lot__in=held_back)
    fields = ("line_id", "stock__lot_id", "pairs", "line__order__destination_id")
    wanted = set(destination_ids)
    rows = [row[:3] for row in held.order_by("line_id").values_list(*fields) if row[3] in wanted]
    counts: dict[int, int] = {}
    for chunk in chunks(lot for _line, lot, _pairs in rows):
        runs = models.CartonRun.objects.filter(lot_id__in=chunk).values_list("lot_id")
        counts |= dict(runs.annotate(Sum("count")))
    return [ReadyGoods(line, lot, pairs, counts[lot]) for line, lot, pairs in rows]


def delivered(
    *,
    viewer: Viewer,
    line_ids: Sequence[int] = (),
    buyers: Collection[int] = (),
    least_pairs: int = 1,
    before: date | None = None,
    search: str = "",
) -> list[DeliveredRecord]:
    """Return goods that reached their buyers, the last ones first, at most `MOST_DELIVERED`; for desks.

    Of these lines or buyers, or of as many pairs in the months before a day; `search` is a whole code or part of a
    name.
    """
    if not viewer.runs_desks:
        return []
    rows = models.StockMove.objects.filter(to_place="buyer", pairs__gte=least_pairs)
    if line_ids:
        rows = rows.filter(lot__line_id__in=line_ids)
    if buyers:
        rows = rows.filter(lot__line__buyer_id__in=buyers)
    if before is not None:
        rows = rows.filter(on__lt=before, on__gte=before - timedelta(days=DAYS_BACK))
    if search:
        whole, part = [{path: search} for path in WHOLE], [{f"{path}__icontains": search} for path in PART]
        rows = rows.filter(reduce(or_, [Q(**one) for one in (*whole, *part)]))
    return [DeliveredRecord(*row) for row in rows.order_by("-id").values_list(*DELIVERED)[:MOST_DELIVERED]]
