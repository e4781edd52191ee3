"""Bring goods to the depot's door, and count them there in a plain ledger that shares nothing with the house."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction

from dukou.base.town import TOWN
from dukou.base.viewer import SHOP, Viewer
from dukou.depot import door, models
from dukou.depot.records import GoodsBack, NewConsignment, NewReservation
from dukou.market import models as market
from dukou.mill import models as mill
from tests import builders
from tests.builders import NOW, ON

PREFIX = "6939000"


@dataclass(frozen=True)
class Goods:
    """Name a lot, its line, its owner and what it is."""

    lot: int
    line: int
    owner: int
    sku: int
    pairs: int

    @property
    def out(self) -> tuple[int, int, int]:
        return self.line, self.lot, self.pairs


def depot(prefix: str = PREFIX) -> int:
    """Build the town's depot and return its site."""
    return builders.site(builders.firm("depot", gs1_prefix=prefix), kind="depot")


def passed(
    pairs: Sequence[int],
    *,
    owner: int | None = None,
    maker: int | None = None,
    sku: int | None = None,
    place: int | None = None,
    pairs_per_carton: int = 200,
    on: date = ON,
) -> list[Goods]:
    """Build one order of a line for each number of pairs, made and passed on a day, one lot a line."""
    seller = owner or builders.factory()
    firm = maker or seller
    group = builders.group(firm)
    sku = sku or builders.sku(pairs_per_carton=pairs_per_carton)
    lines = builders.order(
        [(sku, count) for count in pairs], seller=seller, destination_id=place or builders.destination()
    )
    market.Line.objects.filter(id__in=lines).update(state="planned", maker_id=firm, source="own")
    for line, count in zip(lines, pairs, strict=True):
        market.Line.objects.filter(id=line).update(state="made", made_pairs=count)
    orders = mill.WorkOrder.objects.bulk_create(
        mill.WorkOrder(
            code=f"work{line}",
            line_id=line,
            firm_id=firm,
            group_id=group,
            source="own",
            pairs=count,
            planned_on=on,
            due_on=on,
        )
        for line, count in zip(lines, pairs, strict=True)
    )
    lots = mill.Lot.objects.bulk_create(_lot(order, on) for order in orders)
    return [Goods(lot.pk, line, seller, sku, count) for lot, line, count in zip(lots, lines, pairs, strict=True)]


def _lot(order: mill.WorkOrder, on: date) -> mill.Lot:
    return mill.Lot(
        code=f"lot{order.line_id}",
        work_order=order,
        line_id=order.line_id,
        firm_id=order.firm_id,
        group_id=order.group_id,
        family="plain_crew",
        pairs=order.pairs,
        cycle_ms=145_000,
        due_on=on,
        draw=order.line_id,
        pieces_to_make=2 * order.pairs,
        pieces_to_lose=0,
        pieces_made=2 * order.pairs,
        pairs_good=order.pairs,
        pairs_passed=order.pairs,
        finish_on=on,
        made_on=on,
        inspect_on=on,
        passed_on=on,
        state="passed",
    )


def receive(on: date = ON) -> int:
    return door.receive(on=on, viewer=TOWN, now=NOW)


def ship(goods: Sequence[Goods]) -> None:
    with transaction.atomic():
        door.ship([one.out for one in goods], on=ON, viewer=TOWN)


def deliver(goods: Sequence[Goods]) -> None:
    """Send goods all the way to their buyers."""
    ship(goods)
    with transaction.atomic():
        door.arrive([one.out for one in goods], on=ON, viewer=TOWN)


def give_back(goods: Sequence[Goods], cause: str = "case") -> None:
    """Send goods all the way and back onto the shelf, where they are free."""
    deliver(goods)
    back = [GoodsBack(one.lot, one.pairs, cause) for one in goods]
    with transaction.atomic():
        door.take_back(back, on=ON, viewer=TOWN)
        door.put_away(back, "depot", on=ON, viewer=TOWN)


def free_goods(pairs: Sequence[int], *, owner: int | None = None, sku: int | None = None) -> list[Goods]:
    """Put goods on the shelf that are held for nothing."""
    goods = passed(pairs, owner=owner, sku=sku)
    receive()
    give_back(goods)
    return goods


def asking(goods: Goods, pairs: int, key: str, *, by_lot: bool = True) -> NewReservation:
    return NewReservation(goods.lot if by_lot else None, goods.owner, goods.sku, pairs, key)


def shelf() -> dict[int, tuple[int, int]]:
    """Return pairs on hand and reserved by lot."""
    rows = models.Stock.objects.values_list("lot_id", "pairs_on_hand", "pairs_reserved")
    return {lot: (on_hand, reserved) for lot, on_hand, reserved in rows}


def places() -> dict[tuple[int, str], int]:
    """Return where how many pairs of each lot are, added up from the moves one by one."""
    found: Counter[tuple[int, str]] = Counter()
    for lot, from_place, to_place, pairs in models.StockMove.objects.values_list(
        "lot_id", "from_place", "to_place", "pairs"
    ):
        found[lot, to_place] += pairs
        found[lot, from_place] -= pairs
    return {key: pairs for key, pairs in found.items() if pairs and key[1] != "mill"}


def everything() -> list[list[tuple[object, ...]]]:
    """Return all rows of the depot, to show that nothing changed."""
    tables = (
        models.StockMove,
        models.Stock,
        models.Reservation,
        models.SerialCounter,
        models.CartonRun,
        models.Carton,
        models.ShopEntry,
        models.Exchange,
        models.Scan,
    )
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


def person(firm: int, role: str) -> Viewer:
    """Build somebody who acts for a firm."""
    row = get_user_model().objects.create(phone=f"+86139{firm:08}", name=f"P{firm}", password="!")
    return Viewer(person=row.pk, firm=firm, roles=frozenset({role}), request_id="p")


def shop() -> tuple[int, Viewer]:
    """Build a partner shop; return its site and who keeps it."""
    keeper = builders.firm("shop")
    return builders.site(keeper, kind="shop"), person(keeper, SHOP)


def consigned(goods: Goods, shop: int, pairs: int, key: str = "first") -> None:
    """Bring free goods to a shop."""
    new = NewConsignment(shop, goods.owner, goods.sku, pairs, key)
    assert door.consign([new], viewer=TOWN, on=ON, now=NOW).refused == ()
