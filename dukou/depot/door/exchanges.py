"""Swap a shop's slow sizes for others of the same owner, pair for pair: one at the depot's desk, many by the round."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from dukou.base.days import instant
from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.depot import models
from dukou.depot.door.moves import SHELVE, enter
from dukou.depot.door.shelf import execute, locked_free
from dukou.depot.door.shops import locked_at, own_shops, seen
from dukou.depot.records import AtShop, ExchangeRecord, FreeStock, NewExchange, NewSwap, NewSwapRound
from dukou.depot.rules import shops
from dukou.depot.rules.goods import Shelf
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload

MOST_SHOWN, MOST_LINES = 50, 20
# A request that still waits for its goods.
OPEN = ("asked", "agreed")
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
    "sku_in__colour_zh",
    "sku_in__colour_en",
    "batch",
    "undoes_id",
)
OWNER = FIELDS.index("owner_id")


def ask_exchange(new: NewSwap, *, viewer: Viewer, on: date, now: datetime) -> str:
    """Ask the depot to swap sizes for a shop, and return the request's code; a key that asked before asks once."""
    with transaction.atomic():
        return _ask(new, "", viewer, on, now).code


def ask_exchanges(new: Sequence[NewSwap], *, viewer: Viewer, on: date, now: datetime) -> str:
    """Ask to swap sizes or colours of several owners at one shop, all or nothing, and return the request's code.

    Each owner answers his own lines, and the round takes and brings what is agreed. Keys that asked before ask once.
    """
    if not 0 < len(new) <= MOST_LINES or len({one.shop for one in new}) > 1:
        raise Refusal("depot.how_many_swaps", {"most": MOST_LINES})
    with transaction.atomic():
        batch = new_code()
        asked = [_ask(one, batch, viewer, on, now) for one in new]
    return asked[0].batch


def _ask(new: NewSwap, batch: str, viewer: Viewer, on: date, now: datetime) -> models.Exchange:
    """Enter a request, in the caller's transaction; one of the same key is the same."""
    if new.shop not in own_shops(viewer):
        raise Missing("depot.shop_not_found")
    key = shops.shop_key(new.shop, new.key)
    there = _at(locked_at({new.shop}, {new.sku_out}), new.owner)
    before = models.Exchange.objects.filter(key=key).first()
    if before is not None:
        return before
    asked = models.Exchange.objects.filter(shop_id=new.shop, owner_id=new.owner, sku_out_id=new.sku_out)
    waiting = asked.filter(state__in=OPEN).aggregate(pairs=Sum("pairs"))["pairs"] or 0 if batch else 0
    shops.require_swap(new, sum(pairs for _lot, pairs in there) - waiting)
    row = models.Exchange.objects.create(
        code=new_code(),
        key=key,
        shop_id=new.shop,
        owner_id=new.owner,
        sku_out_id=new.sku_out,
        sku_in_id=new.sku_in,
        pairs=new.pairs,
        asked_on=on,
        batch=batch,
    )
    provenance.append([_fact("depot.exchange_asked", row, on)], viewer=viewer, now=now)
    return row


def agree_exchange(code: str, *, is_agreed: bool, viewer: Viewer, on: date, now: datetime) -> None:
    """Agree to a line of a shop's request, or refuse it, as the owner of its goods; once, said again it is the same."""
    with transaction.atomic():
        row = _row(code)
        if not row.batch or not viewer.acts_for(row.owner_id):
            raise Missing("depot.exchange_not_found")
        state = "agreed" if is_agreed else "refused"
        if row.state == state:
            return
        if row.state != "asked":
            raise Refusal("depot.exchange_answered")
        row.state, row.answered_on = state, on
        row.save(update_fields=["state", "answered_on"])
        provenance.append([_fact(f"depot.exchange_{state}", row, on)], viewer=viewer, now=now)


def carry_exchanges(new: NewSwapRound, *, viewer: Viewer, on: date, now: datetime) -> Outcome[str]:
    """Swap at a shop what its owners agreed to, each line for itself, as the round's hand-over tells; for desks.

    A line of which other pairs were counted than agreed stays as it is, and a picture must show that. A key that is
    kept is kept once. Returns the codes of the lines that were swapped.
    """
    if not viewer.runs_desks or viewer.person is None:
        raise Missing("depot.exchange_not_found")
    done, refused = [], []
    with transaction.atomic():
        rows = models.Exchange.objects.filter(batch=new.batch, state="agreed").exclude(batch="").order_by("id")
        agreed = {row.code: row for row in rows.select_for_update(of=("self",))}
        if (kept := models.SwapRound.objects.filter(key=new.key).values_list("batch", flat=True).first()) is not None:
            if kept != new.batch:
                raise Refusal("depot.round_key_used")
            return Outcome()
        if not agreed:
            raise Refusal("depot.nothing_agreed")
        counts = [(number, agreed[code], pairs) for number, (code, pairs) in enumerate(new.counts) if code in agreed]
        first = next(iter(agreed.values()))
        handed = _keep_round(new, first, [(row.pairs, pairs) for _number, row, pairs in counts], viewer)
        for number, row, pairs in counts:
            try:
                _carry(row, pairs, on)
                done.append(row.code)
            except Refusal as refusal:
                refused.append(Refused(number, refusal))
        facts = [_fact("depot.exchange_sent", agreed[code], on) for code in done]
        provenance.append([handed, *facts], viewer=viewer, now=now)
    return Outcome(tuple(done), tuple(refused))


def _carry(row: models.Exchange, pairs: int, on: date) -> None:
    if pairs != row.pairs:
        raise Refusal("depot.count_differs", {"pairs": row.pairs, "counted": pairs})
    with transaction.atomic():
        _swap(row, on)
        row.state, row.answered_on = "sent", on
        row.save(update_fields=["state", "answered_on"])


def _keep_round(
    new: NewSwapRound, first: models.Exchange, counts: Sequence[tuple[int, int]], viewer: Viewer
) -> NewFact:
    """Keep the hand-over of a round, in the caller's transaction, and return its fact."""
    row = models.SwapRound.objects.create(
        key=new.key,
        batch=new.batch,
        shop_id=first.shop_id,
        asked=sum(asked for asked, _found in counts),
        found=sum(found for _asked, found in counts),
        given_by=new.given_by,
        taken_by=new.taken_by,
        salt=new_code(),
        picture=new.picture,
        person_id=viewer.person or 0,
        at=new.at,
    )
    payload: Payload = {
        "asked": row.asked,
        "found": row.found,
        "given": provenance.salted_digest(row.given_by, row.salt),
        "shop": row.shop_id,
        "taken": provenance.salted_digest(row.taken_by, row.salt),
    }
    return NewFact("depot.round_swapped", row.batch, None, payload)


def blank_names(*, before: date, viewer: Viewer, now: datetime) -> int:
    """Blank the names in rounds from before a day, and the salts of their digests; return how many rows; for desks."""
    if not viewer.runs_desks:
        raise Missing("depot.exchange_not_found")
    with transaction.atomic():
        rows = models.SwapRound.objects.filter(~Q(salt=""), at__lt=instant(before))
        blanked = rows.update(given_by="", taken_by="", salt="")
        if blanked:
            fact = NewFact("depot.names_blanked", str(before), None, {"rows": blanked}, before)
            provenance.append([fact], viewer=viewer, now=now)
    return blanked


def answer_exchange(code: str, *, is_sent: bool, viewer: Viewer, on: date, now: datetime) -> None:
    """Send what a shop asks for out of its owner's free stock, or refuse it; for the depot's desk, once."""
    if not viewer.runs_desks:
        raise Missing("depot.exchange_not_found")
    with transaction.atomic():
        row = _row(code)
        if row.state != "asked":
            raise Refusal("depot.exchange_answered")
        if row.batch:
            raise Refusal("depot.owner_answers")
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


def exchanges(*, viewer: Viewer, state: str | None = None, batch: str | None = None) -> list[ExchangeRecord]:
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
    if batch is not None:
        rows = rows.filter(batch=batch)
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
