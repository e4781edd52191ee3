"""Swap a shop's slow sizes for others of the same owner, pair for pair, at the depot's desk."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.depot import models
from dukou.depot.door.moves import SHELVE, enter
from dukou.depot.door.shelf import execute, locked_free
from dukou.depot.door.shops import locked_at, own_shops, seen
from dukou.depot.records import AtShop, ExchangeRecord, FreeStock, NewExchange, NewSwap
from dukou.depot.rules import shops
from dukou.depot.rules.goods import Shelf
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload

MOST_SHOWN = 50
FIELDS = (
    "code",
    "shop_id",
    "shop__name_zh",
    "shop__name_en",
    "owner_id",
    "owner__name_zh",
    "owner__name_en",
    "sku_out__style__name_zh",
    "sku_out__style__name_en",
    "sku_out__colour_zh",
    "sku_out__colour_en",
    "sku_out__size",
    "sku_in__size",
    "pairs",
    "asked_on",
    "state",
    "answered_on",
    "undoes_id",
)
OWNER = FIELDS.index("owner_id")


def ask_exchange(new: NewSwap, *, viewer: Viewer, on: date, now: datetime) -> str:
    """Ask the depot to swap sizes for a shop, and return the request's code; a key that asked before asks once."""
    if new.shop not in own_shops(viewer):
        raise Missing("depot.shop_not_found")
    key = shops.shop_key(new.shop, new.key)
    with transaction.atomic():
        there = _at(locked_at({new.shop}, {new.sku_out}), new.owner)
        before = models.Exchange.objects.filter(key=key).first()
        if before is not None:
            return before.code
        shops.require_swap(new, sum(pairs for _lot, pairs in there))
        row = models.Exchange.objects.create(
            code=new_code(),
            key=key,
            shop_id=new.shop,
            owner_id=new.owner,
            sku_out_id=new.sku_out,
            sku_in_id=new.sku_in,
            pairs=new.pairs,
            asked_on=on,
        )
        provenance.append([_fact("depot.exchange_asked", row, on)], viewer=viewer, now=now)
    return row.code


def answer_exchange(code: str, *, is_sent: bool, viewer: Viewer, on: date, now: datetime) -> None:
    """Send what a shop asks for out of its owner's free stock, or refuse it; for the depot's desk, once."""
    if not viewer.runs_desks:
        raise Missing("depot.exchange_not_found")
    with transaction.atomic():
        row = _row(code)
        if row.state != "asked":
            raise Refusal("depot.exchange_answered")
        if is_sent:
            _swap(row, on)
        row.state, row.answered_on = ("sent" if is_sent else "refused"), on
        row.save(update_fields=["state", "answered_on"])
        kind = "depot.exchange_sent" if is_sent else "depot.exchange_refused"
        provenance.append([_fact(kind, row, on)], viewer=viewer, now=now)


def undo_exchange(code: str, *, viewer: Viewer, on: date, now: datetime) -> str:
    """Swap sizes back by a row of its own, and return its code; for the depot's desk, once."""
    if not viewer.runs_desks:
        raise Missing("depot.exchange_not_found")
    with transaction.atomic():
        row = _row(code)
        if row.state != "sent" or row.undoes_id is not None:
            raise Refusal("depot.exchange_not_sent")
        before = models.Exchange.objects.filter(undoes=row).first()
        if before is not None:
            return before.code
        back = models.Exchange.objects.create(
            code=new_code(),
            key=f"{row.code}:undo",
            shop_id=row.shop_id,
            owner_id=row.owner_id,
            sku_out_id=row.sku_in_id,
            sku_in_id=row.sku_out_id,
            pairs=row.pairs,
            asked_on=on,
            state="sent",
            answered_on=on,
            undoes=row,
        )
        _swap(back, on)
        facts = [_fact("depot.exchange_asked", back, on), _fact("depot.exchange_sent", back, on)]
        provenance.append(facts, viewer=viewer, now=now)
    return back.code


def exchanges(*, viewer: Viewer, state: str | None = None) -> list[ExchangeRecord]:
    """Return the last requests of the viewer's shop, or for goods that the viewer owns, newest first; desks see all.

    What is free of the size that should come is the owner's figure: a shop does not see it.
    """
    free = models.Stock.objects.filter(owner=OuterRef("owner"), sku=OuterRef("sku_in")).values("sku")
    pairs = free.annotate(pairs=Sum(F("pairs_on_hand") - F("pairs_reserved"))).values("pairs")
    is_undone = Exists(models.Exchange.objects.filter(undoes=OuterRef("pk")))
    every = models.Exchange.objects.annotate(gone=is_undone, free=Coalesce(Subquery(pairs), 0))
    rows = seen(every, viewer, "shop")
    if state is not None:
        rows = rows.filter(state=state)
    return [_record(row, viewer) for row in rows.order_by("-id").values_list(*FIELDS, "gone", "free")[:MOST_SHOWN]]


def _record(row: tuple[Any, ...], viewer: Viewer) -> ExchangeRecord:
    *shown, undoes, is_undone, free_pairs = row
    may_count = viewer.runs_desks or viewer.acts_for(row[OWNER])
    return ExchangeRecord(*(*shown, undoes is not None, is_undone, free_pairs if may_count else None))


def _row(code: str) -> models.Exchange:
    row = models.Exchange.objects.filter(code=code).select_for_update().first()
    if row is None:
        raise Missing("depot.exchange_not_found")
    return row


def _swap(row: models.Exchange, on: date) -> None:
    """Bring one size back to the depot's shelf and the other to the shop; refuse where either is short."""
    back = _take(_at(locked_at({row.shop_id}, {row.sku_out_id}), row.owner_id), row, row.sku_out_id, "not_at_shop")
    free = [(one.lot_id, one.free_pairs) for one in locked_free({row.owner_id}, {row.sku_in_id})]
    out = _take(free, row, row.sku_in_id, "not_free")
    execute(SHELVE, [(pairs, lot) for lot, pairs in back] + [(-pairs, lot) for lot, pairs in out])
    for goods, from_place, to_place in ((back, "shop", "depot"), (out, "depot", "shop")):
        moves = [(lot, row.owner_id, pairs, row.code) for lot, pairs in goods]
        enter(moves, from_place, to_place, on, shop=row.shop_id)


def _take(lots: Sequence[tuple[int, int]], row: models.Exchange, sku: int, word: str) -> list[tuple[int, int]]:
    """Take a swap's pairs whole out of lots, oldest first."""
    there = sum(pairs for _lot, pairs in lots)
    if there < row.pairs:
        name = "there" if word == "not_at_shop" else "free"
        raise Refusal(f"depot.{word}", {"pairs": row.pairs, name: there})
    shelf = Shelf([FreeStock(lot, row.owner_id, sku, pairs) for lot, pairs in lots])
    return shelf.take_up_to(NewExchange(row.owner_id, sku, row.pairs, row.code))


def _at(lots: Sequence[AtShop], owner: int) -> list[tuple[int, int]]:
    return [(one.lot_id, one.pairs) for one in lots if one.owner == owner]


def _fact(kind: str, row: models.Exchange, on: date) -> NewFact:
    payload: Payload = {"pairs": row.pairs, "shop": row.shop_id, "sku_in": row.sku_in_id, "sku_out": row.sku_out_id}
    return NewFact(kind, row.code, row.owner_id, payload, on)
