"""Reach for the depot's stock rows: locked in one order, so that no two hands wait for each other."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from django.db import connection
from django.db.models import F, Q

from dukou.base.errors import Missing
from dukou.depot import models
from dukou.depot.records import FreeStock

CHUNK = 10_000
Value = int | str | date | None
FREE = Q(pairs_on_hand__gt=F("pairs_reserved"))


def require_transaction() -> None:
    """Raise RuntimeError, a bug of the caller, outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("goods are moved and fees taken in the transaction that says why")


def locked(lot_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Lock the stock of these lots and return ``(stock, owner)`` by lot; refuse lots that never lay here."""
    wanted = sorted(set(lot_ids))
    found: dict[int, tuple[int, int]] = {}
    for chunk in chunks(wanted):
        rows = models.Stock.objects.filter(lot_id__in=chunk).order_by("lot_id").select_for_update()
        found |= {lot: (stock, owner) for lot, stock, owner in rows.values_list("lot_id", "id", "owner_id")}
    if len(found) < len(wanted):
        raise Missing("depot.stock_not_found")
    return found


def locked_free(owners: Collection[int], skus: Collection[int]) -> list[FreeStock]:
    """Lock what is free of these SKUs of these owners and return it, oldest lot first; not what is held back."""
    rows = models.Stock.objects.filter(FREE, owner_id__in=set(owners), sku_id__in=set(skus))
    free_pairs = F("pairs_on_hand") - F("pairs_reserved")
    found = rows.order_by("lot_id").select_for_update().values_list("lot_id", "owner_id", "sku_id", free_pairs)
    free = [FreeStock(*row) for row in found]
    held = held_back(skus)
    return [one for one in free if one.lot_id not in held]


def held_back(skus: Collection[int]) -> set[int]:
    """Return the lots of these SKUs that are held back; who has locked their stock is not overtaken by a hold."""
    rows = models.Hold.objects.filter(lifted_on=None, lot__line__sku_id__in=set(skus))
    return set(rows.values_list("lot_id", flat=True))


def execute(sql: str, rows: Sequence[tuple[Value, ...]]) -> int:
    """Run a statement for each row at once and return how many rows of the table it changed."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
        return int(cursor.rowcount)


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Cut a long list of keys into such as a query takes."""
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
