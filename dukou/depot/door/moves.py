"""Move goods from place to place: a move is a row that stays, and custody is the sum of moves.

The steps are for the town, in the caller's transaction, all or nothing: a refusal leaves everything as it was.
Ownership does not move: a lot's owner is who had it made.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Case, F, Sum, When

from dukou.base.errors import Refusal
from dukou.base.viewer import Viewer, require_town
from dukou.depot import models
from dukou.depot.door.shelf import chunks, execute, locked, locked_free, require_transaction
from dukou.depot.records import GoodsBack, MoveRecord, NewExchange, PutAway
from dukou.depot.records.asides import SetAside
from dukou.depot.rules import goods as rules

ENTER = (
    'INSERT INTO depot_stockmove (lot_id, owner_id, from_place, to_place, pairs, "on", cause, site_id)'
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
USE = "UPDATE depot_reservation SET state = 'used' WHERE key = %s AND stock_id = %s AND pairs = %s AND state = 'held'"
HAND_OUT = (
    "UPDATE depot_stock SET pairs_on_hand = pairs_on_hand - %s, pairs_reserved = pairs_reserved - %s WHERE lot_id = %s"
)
SHELVE = "UPDATE depot_stock SET pairs_on_hand = pairs_on_hand + %s WHERE lot_id = %s"
MOVE_FIELDS = ("lot__line_id", "lot_id", "from_place", "to_place", "pairs", "on", "cause")
Goods = Sequence[tuple[int, int, int]]


def ship(goods: Goods, *, on: date, viewer: Viewer) -> None:
    """Hand ``(line, lot, pairs)`` over to the road; each must be held for its line, whole.

    Refuses what has been held back since an earlier day.
    """
    require_town(viewer)
    require_transaction()
    with transaction.atomic():
        stocks = locked(lot for _line, lot, _pairs in goods)
        held = models.Hold.objects.filter(lot_id__in=stocks, lifted_on=None, held_on__lt=on)
        if count := len(set(held.values_list("lot_id", flat=True))):
            raise Refusal("depot.held_back", {"count": count})
        used = execute(USE, [(rules.line_key(line), stocks[lot][0], pairs) for line, lot, pairs in goods])
        if used < len(goods):
            raise Refusal("depot.not_held", {"count": len(goods) - used})
        execute(HAND_OUT, [(pairs, pairs, lot) for _line, lot, pairs in goods])
        owners = {lot: owner for lot, (_stock, owner) in stocks.items()}
        enter([(lot, owners[lot], pairs, "shipped") for _line, lot, pairs in goods], "depot", "road", on)


def arrive(goods: Goods, *, on: date, viewer: Viewer) -> None:
    """Hand ``(line, lot, pairs)`` over from the road to the buyers."""
    require_town(viewer)
    _move([GoodsBack(lot, pairs, "delivered") for _line, lot, pairs in goods], "road", "buyer", on)


def take_back(goods: Sequence[GoodsBack], *, on: date, viewer: Viewer) -> None:
    """Take goods back from buyers to the returns desk."""
    require_town(viewer)
    _move(goods, "buyer", "returned", on)


def put_away(goods: Sequence[GoodsBack], to: PutAway, *, on: date, viewer: Viewer) -> None:
    """Put returned goods back on the shelf, where they are free, or among seconds or scrap."""
    require_town(viewer)
    _move(goods, "returned", to, on)


def exchange(asked: Sequence[NewExchange], *, on: date, viewer: Viewer) -> dict[str, int]:
    """Send replacements, and return the pairs sent by key: what was set aside for it, or else out of free stock.

    Out of free stock as many pairs as there are. A key is once: one that had its replacement before gets nothing more,
    and the same answer.
    """
    require_town(viewer)
    require_transaction()
    for one in asked:
        rules.require_pairs(one.pairs)
    sent: Counter[str] = Counter({one.key: 0 for one in asked})
    with transaction.atomic():
        free = locked_free({one.owner for one in asked}, {one.sku_id for one in asked})
        enter(_by_lot(locked_aside(sent)), "set_aside", "exchanged", on)
        before = models.StockMove.objects.filter(to_place="exchanged", cause__in=list(sent)).values_list("cause")
        sent.update(dict(before.annotate(total=Sum("pairs"))))
        moves = rules.replace([one for one in asked if not sent[one.key]], free)
        execute(SHELVE, [(-pairs, lot) for lot, pairs, _key in moves])
        owners = {one.lot_id: one.owner for one in free}
        enter([(lot, owners[lot], pairs, key) for lot, pairs, key in moves], "depot", "exchanged", on)
    for _lot, pairs, key in moves:
        sent[key] += pairs
    return dict(sent)


def moves_of_lines(line_ids: Sequence[int], *, viewer: Viewer) -> list[MoveRecord]:
    """Return the moves of these lines' goods, in order, as far as the viewer owns them; desks see all."""
    rows = models.StockMove.objects.filter(lot__line_id__in=line_ids).order_by("id")
    if not viewer.runs_desks:
        rows = rows.filter(owner_id=viewer.firm) if viewer.firm else rows.none()
    return [MoveRecord(*row) for row in rows.values_list(*MOVE_FIELDS)]


def enter(
    moves: Sequence[tuple[int, int, int, str]], from_place: str, to_place: str, on: date, *, shop: int | None = None
) -> None:
    """Write ``(lot, owner, pairs, cause)`` into the ledger, with the shop where one of the places is a shop."""
    rules.require_route(from_place, to_place)
    execute(ENTER, [(lot, owner, from_place, to_place, pairs, on, cause, shop) for lot, owner, pairs, cause in moves])


def _move(goods: Sequence[GoodsBack], from_place: str, to_place: str, on: date) -> None:
    require_transaction()
    for one in goods:
        rules.require_pairs(one.pairs)
    with transaction.atomic():
        stocks = locked(one.lot_id for one in goods)
        require_there(goods, from_place)
        if to_place == "depot":
            execute(SHELVE, [(one.pairs, one.lot_id) for one in goods])
        enter([(one.lot_id, stocks[one.lot_id][1], one.pairs, one.cause) for one in goods], from_place, to_place, on)


def _by_lot(goods: Sequence[SetAside]) -> list[tuple[int, int, int, str]]:
    """Return ``(lot, owner, pairs, cause)``: what lay at two places leaves as one."""
    pairs: Counter[tuple[int, int, str]] = Counter()
    for one in goods:
        pairs[one.lot_id, one.owner, one.cause] += one.pairs
    return [(lot, owner, count, cause) for (lot, owner, cause), count in pairs.items()]


def aside(causes: Collection[str]) -> list[SetAside]:
    """Return what is set aside for these causes, with the places where it lay."""
    rows = models.StockMove.objects.filter(cause__in=list(causes)).order_by("id")
    gone = set(rows.filter(from_place="set_aside").values_list("cause", flat=True))
    kept = rows.filter(to_place="set_aside").exclude(cause__in=gone)
    return [SetAside(*row) for row in kept.values_list("lot_id", "owner_id", "from_place", "site_id", "pairs", "cause")]


def locked_aside(causes: Collection[str]) -> list[SetAside]:
    """Lock what is set aside for these causes and return it: a hold, which puts it back, locks the same rows."""
    goods = aside(causes)
    if not goods:
        return []
    stock = models.Stock.objects.filter(lot_id__in={one.lot_id for one in goods}).order_by("lot_id")
    list(stock.select_for_update().values_list("id"))
    return aside(causes)


def release(lots: Collection[int], *, on: date) -> int:
    """Put what is set aside of lots that are held back where it lay, and all else for the same causes; return pairs.

    Such goods are no replacement: their causes get others out of free stock, or none.
    """
    require_transaction()
    promised = models.StockMove.objects.filter(lot_id__in=lots, to_place="set_aside")
    return put_down(locked_aside(set(promised.values_list("cause", flat=True))), on)


def put_down(goods: Sequence[SetAside], on: date) -> int:
    """Put goods back where they lay, and return how many pairs."""
    execute(SHELVE, [(one.pairs, one.lot_id) for one in goods if one.place == "depot"])
    for (place, site), some in by_place(goods).items():
        enter([(one.lot_id, one.owner, one.pairs, one.cause) for one in some], "set_aside", place, on, shop=site)
    return sum(one.pairs for one in goods)


def by_place(goods: Sequence[SetAside]) -> dict[tuple[str, int | None], list[SetAside]]:
    """Return goods by the place, and the shop or depot overseas, where they lie or lay."""
    found: dict[tuple[str, int | None], list[SetAside]] = defaultdict(list)
    for one in goods:
        found[one.place, one.site].append(one)
    return found


def signed_at(place: str) -> Case:
    """Return a move's pairs as they add up at a place."""
    return Case(When(to_place=place, then=F("pairs")), When(from_place=place, then=-F("pairs")), default=0)


def require_there(goods: Sequence[GoodsBack], place: str) -> None:
    """Refuse to take more from a place than is there; the stock rows are locked, so that nobody else takes it."""
    wanted: Counter[int] = Counter()
    for one in goods:
        wanted[one.lot_id] += one.pairs
    signed = signed_at(place)
    there: dict[int, int] = {}
    for chunk in chunks(wanted):
        rows = models.StockMove.objects.filter(lot_id__in=chunk).values_list("lot_id")
        there |= dict(rows.annotate(total=Sum(signed)))
    if short := [lot for lot, pairs in wanted.items() if there.get(lot, 0) < pairs]:
        raise Refusal("depot.not_there", {"count": len(short)})
