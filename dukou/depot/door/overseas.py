"""Reach for what moves to and from depots overseas, and for the names of goods there."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from dukou.base.errors import Refusal
from dukou.base.viewer import Viewer
from dukou.depot import models
from dukou.depot.records.abroad import OverseasMove

NAMES = (
    "site__name_zh",
    "site__name_en",
    "owner__name_zh",
    "owner__name_en",
    "sku__gtin",
    "sku__style__name_zh",
    "sku__style__name_en",
    "sku__colour_zh",
    "sku__colour_en",
    "sku__size",
)
SKU = "lot__line__sku"
NAMES_OF_LOT = tuple(name.replace("sku__", f"{SKU}__") for name in NAMES)
MOVE = (
    *("site_id", "owner_id", "lot_id", f"{SKU}_id", "from_place", "to_place", "pairs", "on", "cause"),
    *(f"{SKU}__style__ml_per_pair", f"{SKU}__style__grams_per_pair", f"{SKU}__style__pairs_per_carton"),
)
OF_CAUSE = {"code": OuterRef("cause")}
PAPER = Coalesce(
    Subquery(models.OverseasEntry.objects.filter(**OF_CAUSE).values("order_ref")),
    Subquery(models.Inbound.objects.filter(**OF_CAUSE).values("load")),
    Value(""),
)
AT_DEPOT = Q(site__isnull=False) & (Q(from_place="abroad") | Q(to_place="abroad"))


def overseas_moves(rows: QuerySet[models.StockMove]) -> list[OverseasMove]:
    """Return moves to and from depots overseas in the order in which they were made."""
    return [OverseasMove(*row) for row in rows.order_by("on", "id").values_list(*MOVE, PAPER)]


def handled() -> QuerySet[models.StockMove]:
    """Return what depots overseas did with goods: took in or found damaged or missing, sent, took back, disposed of."""
    rows = models.StockMove.objects.filter(from_place__in=("inbound", "abroad", "sent"), site__isnull=False)
    return rows.exclude(to_place="set_aside")


def own(rows: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
    """Keep what the viewer's firm owns; desks keep all."""
    if viewer.runs_desks:
        return rows
    return rows.filter(owner_id=viewer.firm) if viewer.firm else rows.none()


def require_open(on: date) -> None:
    """Refuse to move goods overseas on a day whose fees are charged."""
    if models.FeeDay.objects.filter(on__gte=on).exists():
        raise Refusal("depot.day_charged", {"on": str(on)})
