"""Set goods aside for an exchange, wherever they lie: what one buyer is promised nobody else can take.

The steps are for the town, in the caller's transaction, all or nothing. What is set aside keeps its owner, leaves as a
replacement by `moves.exchange`, or is put back where it lay.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import F, Q, QuerySet, Sum

from dukou.base.viewer import Viewer, require_town
from dukou.depot import models
from dukou.depot.door.moves import SHELVE, aside, by_place, enter, put_down, signed_at
from dukou.depot.door.overseas import require_open
from dukou.depot.door.shelf import FREE, execute, require_transaction
from dukou.depot.records.asides import Exchanged, NearGoods, SetAside
from dukou.depot.rules import nearest
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord

SKU = "lot__line__sku"
BY = ("lot_id", "owner_id", f"{SKU}_id", f"{SKU}__gtin", "site_id")


def near_goods(
    wanted: Collection[tuple[int, str]], *, destinations: Collection[int], viewer: Viewer, is_locked: bool = False
) -> dict[int, list[NearGoods]]:
    """Return the free goods of ``(owner, GTIN)`` by destination, the nearest to it first, of one place the oldest lot.

    What is held back is not free. Locked, in the caller's transaction, nobody else takes them before it ends.
    """
    require_town(viewer)
    mine = Q(pk__in=[])
    for owner, gtin in wanted:
        mine |= Q(owner_id=owner, sku__gtin=gtin)
    stock = models.Stock.objects.filter(mine).order_by("lot_id")
    if is_locked:
        require_transaction()
        list(stock.select_for_update(of=("self",)).values_list("id"))
    # Asked for after the lock: a hold locks the same rows.
    stock = stock.exclude(lot_id__in=models.Hold.objects.filter(lifted_on=None).values("lot_id"))
    places = registry.destinations()
    free = [*_in_depot(stock), *_in_shops(stock, places, viewer), *_overseas(stock)]
    found: dict[int, list[NearGoods]] = {}
    for to in (one for one in places if one.id in destinations):
        ranked = [replace(one, far=nearest.far(at, to)) for at, one in free]
        near = [one for one in ranked if one.far <= nearest.ELSEWHERE]
        found[to.id] = sorted(near, key=lambda one: (one.far, one.lot_id))
    return found


def set_aside(goods: Sequence[SetAside], *, on: date, viewer: Viewer) -> None:
    """Take goods off their shelves for their causes; `near_goods` has locked them."""
    require_town(viewer)
    require_transaction()
    if any(one.place == "abroad" for one in goods):
        require_open(on)
    execute(SHELVE, [(-one.pairs, one.lot_id) for one in goods if one.place == "depot"])
    for (place, site), some in by_place(goods).items():
        enter([(one.lot_id, one.owner, one.pairs, one.cause) for one in some], place, "set_aside", on, shop=site)


def put_back(causes: Collection[str], *, on: date, viewer: Viewer) -> int:
    """Put what is still set aside for these causes back where it lay, and return how many pairs."""
    require_town(viewer)
    require_transaction()
    return put_down(aside(causes), on)


def exchanged(*, on: date, viewer: Viewer) -> list[Exchanged]:
    """Return what was sent in exchange on a day, by cause and owner."""
    require_town(viewer)
    rows = models.StockMove.objects.filter(to_place="exchanged", on=on).order_by("cause", "owner_id")
    summed = rows.values_list("cause", "owner_id").annotate(Sum("pairs"))
    return [Exchanged(cause, owner, pairs, on) for cause, owner, pairs in summed]


def _in_depot(stock: QuerySet[models.Stock]) -> Iterator[tuple[nearest.At, NearGoods]]:
    free = stock.filter(FREE).values_list(
        "lot_id", "owner_id", "sku_id", "sku__gtin", F("pairs_on_hand") - F("pairs_reserved")
    )
    for lot, owner, sku, gtin, pairs in free:
        yield nearest.At("depot"), NearGoods(0, lot, owner, sku, gtin, "depot", None, pairs)


def _in_shops(
    stock: QuerySet[models.Stock], places: Sequence[DestinationRecord], viewer: Viewer
) -> Iterator[tuple[nearest.At, NearGoods]]:
    towns: dict[int | None, str] = {one.id: one.zone for one in registry.sites(viewer=viewer, kinds=["shop"])}
    for one in _at(stock, "shop"):
        yield nearest.at_shop(towns.get(one.site, ""), places), one


def _overseas(stock: QuerySet[models.Stock]) -> Iterator[tuple[nearest.At, NearGoods]]:
    rows = models.OverseasDepot.objects.values_list("site_id", "destination_id", "destination__zone")
    at: dict[int | None, nearest.At] = {
        site: nearest.At("abroad", destination, zone) for site, destination, zone in rows
    }
    for one in _at(stock, "abroad"):
        yield at[one.site], one


def _at(stock: QuerySet[models.Stock], place: str) -> list[NearGoods]:
    """Return what lies at places of a kind away from the depot."""
    moves = models.StockMove.objects.filter(lot_id__in=stock.values("lot_id"), site__isnull=False)
    summed = (
        moves.filter(Q(from_place=place) | Q(to_place=place)).values_list(*BY).annotate(there=Sum(signed_at(place)))
    )
    rows = [row for row in summed.order_by("lot_id", "site_id") if row[-1] > 0]
    return [NearGoods(*(0, *row[:4], place, *row[4:])) for row in rows]
