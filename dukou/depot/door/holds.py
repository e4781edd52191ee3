"""Hold lots back and let them go, and say of which lots goods are that look all the same."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from dukou.base.errors import Missing
from dukou.base.ids import as_code, new_code
from dukou.base.viewer import Viewer
from dukou.depot import models
from dukou.depot.door.moves import release, signed_at
from dukou.depot.records import HoldRecord, LotThere, NewHold
from dukou.depot.rules import holds as rules
from dukou.post import door as post
from dukou.post.records import NewNotice
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload

MOST_SHOWN = 500
NOTICE = "depot.stock_held"
SKU = "lot__line__sku"
FIELDS = (
    *("code", "lot_id", "lot__code", "owner_id", "owner__name_zh", "owner__name_en"),
    *(f"{SKU}__style__name_zh", f"{SKU}__style__name_en", f"{SKU}__colour_zh", f"{SKU}__colour_en", f"{SKU}__size"),
    *("because", "cause", "held_on", "lifted_on", "lifted_for"),
)


def hold_lots(new: Sequence[NewHold], *, viewer: Viewer, on: date, now: datetime) -> int:
    """Hold lots back, all or nothing, tell their owners, and return how many are new.

    An owner holds its own back, a desk any. What is packed for loads of the same day still leaves with them; what is
    set aside for a buyer does not. A lot that is held back for the same reason stays so.
    """
    if not all(viewer.runs_desks or viewer.acts_for(one.owner) for one in new):
        raise Missing("depot.stock_not_found")
    lots = {one.lot_id for one in new}
    with transaction.atomic():
        # Other hands lock these rows and then look for holds: what they were quicker to take is gone.
        list(models.Stock.objects.filter(lot_id__in=lots).order_by("lot_id").select_for_update().values_list("id"))
        rows = [
            models.Hold(
                code=new_code(),
                lot_id=one.lot_id,
                owner_id=one.owner,
                because=one.because,
                cause=one.cause,
                held_on=on,
            )
            for one in new
        ]
        models.Hold.objects.bulk_create(rows, ignore_conflicts=True)
        release(lots, on=on)
        made = models.Hold.objects.filter(code__in=[one.code for one in rows]).select_related("lot").order_by("id")
        facts = [_fact("depot.stock_held", one, {"because": one.because, "cause": one.cause}, on) for one in made]
        provenance.append(facts, viewer=viewer, now=now)
        notices = [
            NewNotice(one.owner_id, NOTICE, {"lot": one.lot.code, "on": str(on)}, key=f"hold:{one.code}")
            for one in made
        ]
        post.notify(notices, viewer=viewer, now=now)
    return len(facts)


def lift_holds(lot_code: str, reason: str, *, viewer: Viewer, on: date, now: datetime) -> int:
    """Let a lot go that was held back, with a reason, and return how many holds it had; for desks."""
    if not viewer.runs_desks:
        raise Missing("depot.hold_not_found")
    rules.require_reason(reason)
    with transaction.atomic():
        rows = list(
            models.Hold.objects.filter(lot__code=as_code(lot_code))
            .select_for_update(of=("self",))
            .select_related("lot")
        )
        if not rows:
            raise Missing("depot.hold_not_found")
        open_ones = [one for one in rows if one.lifted_on is None]
        for one in open_ones:
            one.lifted_on, one.lifted_for = on, reason
        models.Hold.objects.bulk_update(open_ones, ["lifted_on", "lifted_for"])
        facts = [_fact("depot.hold_lifted", one, {"reason": reason}, on) for one in open_ones]
        provenance.append(facts, viewer=viewer, now=now)
    return len(open_ones)


def holds(*, viewer: Viewer) -> list[HoldRecord]:
    """Return what of the viewer's is held back, the last first, then what was let go; desks see everyone's."""
    rows = models.Hold.objects.order_by(F("lifted_on").desc(nulls_first=True), "-held_on", "id")
    if not viewer.runs_desks:
        rows = rows.filter(owner_id=viewer.firm) if viewer.firm else rows.none()
    lying = models.Stock.objects.filter(lot=OuterRef("lot")).values("pairs_on_hand")
    return [
        HoldRecord(*row)
        for row in rows.annotate(lying=Coalesce(Subquery(lying), 0)).values_list(*FIELDS, "lying")[:MOST_SHOWN]
    ]


def lots_there(gtin: str, *, shop: str = "", viewer: Viewer) -> list[LotThere]:
    """Return of which lots the pairs of an article are that lie at a shop, by its code, or else in the depot.

    Of the viewer's own goods; desks count everyone's.
    """
    if not shop:
        stock = models.Stock.objects.filter(sku__gtin=gtin, pairs_on_hand__gt=0)
        lying = stock.values_list("lot_id", "lot__line_id", "pairs_on_hand")
        return [LotThere(*row) for row in _own(lying, viewer).order_by("lot_id")]
    moves = models.StockMove.objects.filter(site__code=shop, **{f"{SKU}__gtin": gtin})
    there = moves.values_list("lot_id", "lot__line_id").annotate(pairs=Sum(signed_at("shop"))).filter(pairs__gt=0)
    return [LotThere(*row) for row in _own(there, viewer).order_by("lot_id")]


def lots_sent(cause: str, *, viewer: Viewer) -> list[LotThere]:
    """Return of which lots the pairs of one sending are: to a shop, in exchange, to an overseas depot.

    `cause` is its code. Of the viewer's own goods; desks see everyone's.
    """
    moves = models.StockMove.objects.filter(cause=cause, to_place__in=("shop", "exchanged", "inbound"))
    found = moves.values_list("lot_id", "lot__line_id").annotate(pairs=Sum("pairs"))
    return [LotThere(*row) for row in _own(found, viewer).order_by("lot_id")]


def _own(rows: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
    if viewer.runs_desks:
        return rows
    return rows.filter(owner_id=viewer.firm) if viewer.firm else rows.none()


def _fact(kind: str, one: models.Hold, payload: Payload, on: date) -> NewFact:
    return NewFact(kind, one.lot.code, one.owner_id, payload, on)
