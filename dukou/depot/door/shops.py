"""Keep goods on consignment at partner shops: custody moves to the shop, the goods stay their owner's."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When

from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.depot import models
from dukou.depot.door.moves import SHELVE, enter, signed_at
from dukou.depot.door.shelf import execute, held_back, locked_free
from dukou.depot.records import AtShop, EntryRecord, NewConsignment, NewSale, ShelfRecord, Suggestion
from dukou.depot.rules import goods, shops
from dukou.depot.rules.shops import New
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

ENTRY = ("code", "key", "kind", "shop_id", "owner_id", "sku_id", "pairs", "on", "at")
SHELF = (
    "site_id",
    "site__code",
    "site__name_zh",
    "site__name_en",
    "owner_id",
    "owner__code",
    "owner__name_zh",
    "owner__name_en",
    "lot__line__sku_id",
    "lot__line__sku__gtin",
    "lot__line__sku__style__code",
    "lot__line__sku__style__name_zh",
    "lot__line__sku__style__name_en",
    "lot__line__sku__colour_zh",
    "lot__line__sku__colour_en",
    "lot__line__sku__size",
)
SHOP, OWNER, SKU = 0, 4, 8
FACTS = {"consigned": "depot.goods_consigned", "sold": "depot.goods_sold", "undone": "depot.sale_undone"}


def consign(new: Sequence[NewConsignment], *, viewer: Viewer, on: date, now: datetime) -> Outcome[EntryRecord]:
    """Bring owners' free goods to partner shops, each for itself; a key that was sent before is sent once.

    A desk sends to any shop, an owner its own goods to shops that have had goods of it before.
    """
    goods.require_few(len(new))
    may = _may_send(new, viewer)
    asked, refused = _sound(new, may, "depot.shop_not_found")
    with transaction.atomic():
        free = locked_free({one.owner for one in asked.values()}, {one.sku_id for one in asked.values()})
        found = shops.send(asked, free, _known(asked), shops.Moment(on, now))
        execute(SHELVE, [(-pairs, lot) for _entry, lots in found.new for lot, pairs in lots])
        _write(found.new, "depot", "shop", viewer, now)
    return Outcome(found.done, _in_order(refused, found.refused))


def sell(new: Sequence[NewSale], *, viewer: Viewer, on: date, now: datetime) -> Outcome[EntryRecord]:
    """Enter what shops sold, each for itself; a key that was reported before is sold once.

    What is held back cannot be sold. Refuses a sale with `depot.which_owner` where goods of several owners lie there
    and none is named.
    """
    goods.require_few(len(new))
    mine = own_shops(viewer)
    asked, refused = _sound(new, {one for one in new if one.shop in mine}, "depot.shop_not_found")
    with transaction.atomic():
        there = locked_at({one.shop for one in asked.values()}, {one.sku_id for one in asked.values()})
        held = held_back({one.sku_id for one in asked.values()})
        there = [one for one in there if one.lot_id not in held]
        found = shops.ring_up(asked, there, _known(asked), shops.Moment(on, now))
        _write(found.new, "shop", "sold", viewer, now)
    return Outcome(found.done, _in_order(refused, found.refused))


def undo_sale(code: str, *, viewer: Viewer, on: date, now: datetime) -> EntryRecord:
    """Take back the report of a sale by a row of its own, once; the goods lie at the shop again."""
    with transaction.atomic():
        row = models.ShopEntry.objects.filter(code=code, kind="sold", shop_id__in=own_shops(viewer)).first()
        if row is None:
            raise Missing("depot.sale_not_found")
        # The stock of its lots is what other hands lock: two undo it one after the other.
        moves = list(models.StockMove.objects.filter(cause=code, to_place="sold").values_list("lot_id", "pairs"))
        list(models.Stock.objects.filter(lot_id__in=[lot for lot, _pairs in moves]).select_for_update().order_by("id"))
        before = models.ShopEntry.objects.filter(undoes=row).values_list(*ENTRY).first()
        if before is not None:
            return EntryRecord(*before)
        entry = EntryRecord(
            code=new_code(),
            key=f"{row.key}:undo",
            kind="undone",
            shop=row.shop_id,
            owner=row.owner_id,
            sku_id=row.sku_id,
            pairs=row.pairs,
            on=on,
            at=now,
        )
        _write([(entry, tuple(moves))], "sold", "shop", viewer, now, undoes=row.pk)
    return entry


def shop_stock(*, on: date, viewer: Viewer) -> list[ShelfRecord]:
    """Return what lies at shops by owner and SKU, with the pairs sold in the last 7 and 30 days.

    A shop sees its own shelf with the owners' names, an owner its own goods at each shop, desks all.
    """
    moves = seen(models.StockMove.objects.filter(site__isnull=False), viewer, "site")
    sold = _sold(on, viewer)
    rows = moves.values_list(*SHELF).annotate(there=Sum(signed_at("shop"))).order_by("site_id", "owner_id", SHELF[SKU])
    found = [ShelfRecord(*(*row, *sold.get((row[SHOP], row[OWNER], row[SKU]), (0, 0)))) for row in rows]
    return [one for one in found if one.pairs or one.sold_30]


def suggested_exchanges(*, on: date, viewer: Viewer) -> list[Suggestion]:
    """Return the swaps of sizes that the sales of the shops propose, the largest first."""
    return shops.suggestions(shop_stock(on=on, viewer=viewer))


def sales(*, on: date, viewer: Viewer) -> list[EntryRecord]:
    """Return what was sold on a day, newest first, as far as the viewer's shop sold it or the viewer owned it."""
    rows = seen(models.ShopEntry.objects.filter(kind="sold", on=on), viewer, "shop")
    is_undone = Exists(models.ShopEntry.objects.filter(undoes=OuterRef("pk")))
    return [EntryRecord(*row) for row in rows.annotate(gone=is_undone).order_by("-id").values_list(*ENTRY, "gone")]


def locked_at(sites: Collection[int], skus: Collection[int]) -> list[AtShop]:
    """Lock the stock of the lots of these SKUs that were at these shops, and return what lies there, oldest first."""
    moves = models.StockMove.objects.filter(site_id__in=sites, lot__line__sku_id__in=skus)
    lots = sorted(set(moves.values_list("lot_id", flat=True)))
    list(models.Stock.objects.filter(lot_id__in=lots).order_by("lot_id").select_for_update().values_list("id"))
    by = ("site_id", "owner_id", "lot__line__sku_id", "lot_id")
    found = moves.values_list(*by).annotate(there=Sum(signed_at("shop")))
    return [AtShop(*row) for row in found.order_by("lot_id") if row[-1] > 0]


def own_shops(viewer: Viewer) -> set[int]:
    """Return the sites of the viewer's shop; all for town and desks."""
    return {one.id for one in registry.sites(viewer=viewer, kinds=["shop"])}


def seen(rows: QuerySet[Any], viewer: Viewer, site: str) -> QuerySet[Any]:
    """Keep what is of the viewer's shop, or of goods that the viewer owns; desks keep all."""
    if viewer.runs_desks:
        return rows
    return rows.filter(Q(**{f"{site}__firm_id": viewer.firm}) | Q(owner_id=viewer.firm)) if viewer.firm else rows.none()


def _sold(on: date, viewer: Viewer) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Return pairs sold in the last 7 and 30 days by shop, owner and SKU, less those that were undone."""
    pairs = Case(When(kind="sold", then=F("pairs")), default=-F("pairs"))
    lately = Case(When(on__gt=on - timedelta(days=shops.DAYS_LATELY), then=pairs), default=0)
    rows = models.ShopEntry.objects.filter(
        kind__in=["sold", "undone"], on__gt=on - timedelta(days=shops.DAYS_A_MONTH), on__lte=on
    )
    found = seen(rows, viewer, "shop").values_list("shop_id", "owner_id", "sku_id")
    return {row[:3]: row[3:] for row in found.annotate(lately=Sum(lately), month=Sum(pairs))}


def _may_send(new: Sequence[NewConsignment], viewer: Viewer) -> set[NewConsignment]:
    """Return what the viewer may send where it asks to."""
    if viewer.runs_desks:
        places = own_shops(viewer)
        return {one for one in new if one.shop in places}
    served = set(models.ShopEntry.objects.filter(owner_id=viewer.firm).values_list("shop_id", flat=True).distinct())
    return {one for one in new if viewer.acts_for(one.owner) and one.shop in served}


def _sound(new: Sequence[New], may: Collection[New], code: str) -> tuple[dict[int, New], list[Refused]]:
    """Return the rows that may be asked, by row, and those that may not."""
    asked: dict[int, New] = {}
    refused = []
    for row, one in enumerate(new):
        try:
            if one not in may:
                raise Missing(code)
            shops.require_entry(one.pairs, one.key)
            asked[row] = one
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return asked, refused


def _known(asked: Mapping[int, NewConsignment] | Mapping[int, NewSale]) -> dict[str, EntryRecord]:
    """Return what was entered before under the keys of these rows."""
    keys = {shops.shop_key(one.shop, one.key) for one in asked.values()}
    rows = models.ShopEntry.objects.filter(key__in=keys).values_list(*ENTRY)
    return {row[1]: EntryRecord(*row) for row in rows}


def _write(
    new: Sequence[shops.Taken], from_place: str, to_place: str, viewer: Viewer, now: datetime, undoes: int | None = None
) -> None:
    """Write entries, the moves that they tell of, and a fact each."""
    models.ShopEntry.objects.bulk_create(
        models.ShopEntry(
            code=one.code,
            key=one.key,
            kind=one.kind,
            shop_id=one.shop,
            owner_id=one.owner,
            sku_id=one.sku_id,
            pairs=one.pairs,
            on=one.on,
            at=one.at,
            undoes_id=undoes,
        )
        for one, _lots in new
    )
    for one, lots in new:
        moves = [(lot, one.owner, pairs, one.code) for lot, pairs in lots]
        enter(moves, from_place, to_place, one.on, shop=one.shop)
    facts = [
        NewFact(FACTS[one.kind], one.code, one.owner, {"pairs": one.pairs, "shop": one.shop, "sku": one.sku_id}, one.on)
        for one, _lots in new
    ]
    provenance.append(facts, viewer=viewer, now=now)


def _in_order(first: Sequence[Refused], second: Sequence[Refused]) -> tuple[Refused, ...]:
    return tuple(sorted([*first, *second], key=lambda one: one.row))
