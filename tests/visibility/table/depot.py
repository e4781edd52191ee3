"""Say who sees what of stock, cartons and holds."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import TypeVar
from unittest.mock import patch
from uuid import UUID

from django.db.models import F

from dukou.base.ids import derived_code
from dukou.base.town import TOWN
from dukou.depot import door
from dukou.depot.models import Exchange, Stock
from dukou.depot.records import NewConsignment, NewReservation, NewSale, NewScan, NewSwap, NewSwapRound
from dukou.registry.models import Site
from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Question, Row, may, row, sees, step

OWN_CARTON = sees("depot.cartonrun", "mill.lot", "market.line:key", "market.sku", "registry.firm:key")

T = TypeVar("T")
ON_SHELF = ("market.sku", "market.style", "registry.site", "registry.firm")
PAIRS, SOLD, SWAPPED = 1_300, 130, 60


def _shop(q: Question) -> int:
    return Site.objects.get(firm_id=q.world.firms["shop"]).pk


@contextmanager
def _same_codes() -> Iterator[None]:
    """Give what shops enter the same new codes each time: a shop is shown them, and they tell nothing of an owner."""
    codes = (derived_code("visibility", "shop", str(number)) for number in count())
    with ExitStack() as made:
        for module in ("rules.shops", "door.shops", "door.exchanges"):
            made.enter_context(patch(f"dukou.depot.{module}.new_code", codes.__next__))
        yield


@_same_codes()
def _at_shop(q: Question, ask: Callable[[str, str], T]) -> T:
    """Let the owner's goods lie at the shop, one sold and one asked to be swapped; ask with the codes of both.

    Of the deal that nobody has, neither exists.
    """
    owner, shop = q.world.owner, _shop(q)
    on, now = q.world.on, q.world.now
    new = NewConsignment(shop, owner.seller, owner.sku, PAIRS, "a")
    assert door.consign([new], viewer=TOWN, on=on, now=now).done
    (sale,) = door.sell([NewSale(shop, None, owner.sku, SOLD, "b")], viewer=TOWN, on=on, now=now).done
    lying = Stock.objects.filter(owner_id=owner.seller).exclude(sku_id=owner.sku)
    lying.update(pairs_on_hand=F("pairs_on_hand") + PAIRS)
    other = lying.order_by("id")[0].sku_id
    swap = door.ask_exchange(NewSwap(shop, owner.seller, owner.sku, other, SWAPPED, "c"), viewer=TOWN, on=on, now=now)
    return ask(sale.code, swap) if q.deal == owner else ask("nosuchsale222222", "nosuchswap222222")


def _ask_many(q: Question) -> str:
    """Ask for a line of the owner's goods as one of several."""
    owner = q.world.owner
    new = NewSwap(_shop(q), owner.seller, owner.sku, owner.sku + 1, 5, "many")
    return door.ask_exchanges([new], viewer=q.viewer, on=q.world.on, now=q.world.now)


def _agree(q: Question, swap: str) -> None:
    """Answer a line of a request of several, as its owner."""
    Exchange.objects.filter(code=swap).update(batch="visiblebatch2222")
    door.agree_exchange(swap, is_agreed=True, viewer=q.viewer, on=q.world.on, now=q.world.now)


def _carry(q: Question, swap: str) -> object:
    """Swap a line that its owner agreed to."""
    Exchange.objects.filter(code=swap).update(batch="visiblebatch2222", state="agreed", answered_on=q.world.on)
    new = NewSwapRound("visible-round", "visiblebatch2222", ((swap, SWAPPED),), "A", "B", q.world.now)
    return door.carry_exchanges(new, viewer=q.viewer, on=q.world.on, now=q.world.now)


def _swap_back(q: Question, swap: str) -> str:
    """Undo a swap that was sent."""
    on, now = q.world.on, q.world.now
    if q.deal == q.world.owner:
        door.answer_exchange(swap, is_sent=True, viewer=TOWN, on=on, now=now)
    return door.undo_exchange(swap, viewer=q.viewer, on=on, now=now)


def _scanned(q: Question) -> None:
    """Let the owner scan a carton of its own."""
    key = str(UUID(int=7))
    scan = NewScan(key, "seen", q.world.owner.sscc, q.world.now)
    assert door.record_scans([scan], viewer=q.world.viewers["owner"], now=q.world.now).done


def _scans(q: Question) -> object:
    _scanned(q)
    return door.scans(viewer=q.viewer, code=q.deal.sscc)


ROWS: tuple[Row, ...] = (
    row(
        door.carton,
        lambda q: door.carton(q.deal.sscc, viewer=q.viewer),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=OWN_CARTON,
    ),
    row(
        door.cartons,
        lambda q: door.cartons([q.deal.sscc], viewer=q.viewer),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=OWN_CARTON,
    ),
    row(
        door.note_cartons,
        lambda q: door.note_cartons([q.deal.sscc], "wet", viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        door.cartons_of_lines,
        lambda q: door.cartons_of_lines(q.deal.lines, viewer=q.viewer),
        desks=sees("depot.cartonrun"),
        owner=sees("depot.cartonrun", "depot.carton", "mill.lot:key", "market.line:key"),
    ),
    step(door.export_stock, lambda q: door.export_stock(viewer=q.viewer), "depot.stock"),
    step(door.export_moves, lambda q: door.export_moves(viewer=q.viewer), "depot.stockmove"),
    row(
        door.stock,
        lambda q: door.stock(viewer=q.viewer),
        desks=sees("market.sku"),
        owner=sees("market.sku", "market.style", "registry.firm:key"),
        rival=sees("market.sku", "market.style", "registry.firm:key"),
    ),
    step(door.ready_goods, lambda q: door.ready_goods(q.world.places, viewer=q.viewer), "mill.lot:key"),
    step(door.ship, lambda q: door.ship([], on=q.world.on, viewer=q.viewer)),
    step(door.arrive, lambda q: door.arrive([], on=q.world.on, viewer=q.viewer)),
    step(door.take_back, lambda q: door.take_back([], on=q.world.on, viewer=q.viewer)),
    step(door.put_away, lambda q: door.put_away([], "depot", on=q.world.on, viewer=q.viewer)),
    step(door.exchange, lambda q: door.exchange([], on=q.world.on, viewer=q.viewer)),
    row(
        door.moves_of_lines,
        lambda q: door.moves_of_lines(q.deal.lines, viewer=q.viewer),
        desks=sees("depot.stockmove"),
        owner=sees("depot.stockmove", "mill.lot:key", "market.line:key", "returns.case"),
    ),
    step(door.receive, lambda q: door.receive(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    row(
        door.reserve,
        lambda q: door.reserve(
            [NewReservation(q.deal.lot, q.deal.seller, q.deal.sku, 1, "another")], viewer=q.viewer, now=q.world.now
        ),
        desks=MAY,
        others=REFUSED,
        owner=sees("mill.lot:key", "market.sku:key", "registry.firm:key"),
    ),
    row(
        door.release,
        lambda q: door.release([q.deal.hold], viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
        owner=MAY,
    ),
    row(
        door.consign,
        lambda q: door.consign(
            [NewConsignment(_shop(q), q.deal.seller, q.deal.sku, 10, "x")],
            viewer=q.viewer,
            on=q.world.on,
            now=q.world.now,
        ),
        desks=MAY,
        others=REFUSED,
    ),
    row(
        door.sell,
        lambda q: _at_shop(
            q,
            lambda _sale, _swap: door.sell(
                [NewSale(_shop(q), q.deal.seller, q.deal.sku, 1, "x")], viewer=q.viewer, on=q.world.on, now=q.world.now
            ),
        ),
        desks=MAY,
        others=REFUSED,
        shop=sees("registry.site:key", also=["owner/registry.firm:key", "owner/market.sku:key"]),
    ),
    row(
        door.undo_sale,
        lambda q: _at_shop(
            q, lambda sale, _swap: door.undo_sale(sale, viewer=q.viewer, on=q.world.on, now=q.world.now)
        ),
        desks=MAY,
        others=MISSING,
        shop=sees("registry.site:key", also=["owner/registry.firm:key", "owner/market.sku:key"]),
    ),
    row(
        door.shop_stock,
        lambda q: _at_shop(q, lambda _sale, _swap: door.shop_stock(on=q.world.on, viewer=q.viewer)),
        desks=sees("market.sku"),
        owner=sees("market.sku", "market.style", "registry.firm", also=["shop/registry.site"]),
        shop=sees("registry.site", *(f"owner/{label}" for label in ON_SHELF), also=["registry.firm"]),
    ),
    row(
        door.suggested_exchanges,
        lambda q: _at_shop(q, lambda _sale, _swap: door.suggested_exchanges(on=q.world.on, viewer=q.viewer)),
        desks=NOTHING,
    ),
    row(
        door.sales,
        lambda q: _at_shop(q, lambda _sale, _swap: door.sales(on=q.world.on, viewer=q.viewer)),
        desks=sees("registry.site:key"),
        owner=sees("registry.firm:key", "market.sku:key", also=["shop/registry.site:key"]),
        shop=sees("registry.site:key", also=["owner/registry.firm:key", "owner/market.sku:key"]),
    ),
    row(
        door.ask_exchange,
        lambda q: _at_shop(
            q,
            lambda _sale, _swap: door.ask_exchange(
                NewSwap(_shop(q), q.world.owner.seller, q.world.owner.sku, q.world.owner.sku + 1, 5, "y"),
                viewer=q.viewer,
                on=q.world.on,
                now=q.world.now,
            ),
        ),
        desks=MAY,
        others=MISSING,
        shop=MAY,
    ),
    row(
        door.answer_exchange,
        lambda q: _at_shop(
            q,
            lambda _sale, swap: door.answer_exchange(
                swap, is_sent=False, viewer=q.viewer, on=q.world.on, now=q.world.now
            ),
        ),
        desks=MAY,
        others=MISSING,
    ),
    row(
        door.ask_exchanges,
        lambda q: _at_shop(q, lambda _sale, _swap: _ask_many(q)),
        desks=MAY,
        others=MISSING,
        shop=MAY,
    ),
    row(
        door.agree_exchange,
        lambda q: _at_shop(q, lambda _sale, swap: _agree(q, swap)),
        desks=MISSING,
        others=MISSING,
        owner=MAY,
    ),
    row(
        door.carry_exchanges,
        lambda q: _at_shop(q, lambda _sale, swap: _carry(q, swap)),
        desks=MAY,
        others=MISSING,
        town=MISSING,
    ),
    row(
        door.blank_names,
        lambda q: door.blank_names(before=q.world.tomorrow, viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        door.undo_exchange,
        lambda q: _at_shop(q, lambda _sale, swap: _swap_back(q, swap)),
        desks=MAY,
        others=MISSING,
    ),
    row(
        door.exchanges,
        lambda q: _at_shop(q, lambda _sale, _swap: door.exchanges(viewer=q.viewer)),
        desks=sees("registry.firm"),
        owner=sees("market.style", "registry.firm", also=["shop/registry.site"]),
        shop=sees("registry.site", "owner/market.style", "owner/registry.firm", also=["registry.firm"]),
    ),
    row(
        door.record_scans,
        lambda q: door.record_scans(
            [NewScan(str(UUID(int=1)), "seen", q.deal.sscc, q.world.now)], viewer=q.viewer, now=q.world.now
        ),
        desks=MAY,
        others=REFUSED,
        owner=may("mill.lot", "registry.firm", "registry.person", "depot.cartonrun"),
        anonymous=MISSING,
        town=MISSING,
    ),
    row(
        door.scans,
        _scans,
        desks=sees("mill.lot:key"),
        owner=sees("mill.lot:key", "registry.firm:key", also=["depot.cartonrun", "registry.firm", "registry.person"]),
    ),
    row(
        door.known_code,
        lambda q: door.known_code(q.deal.sscc, viewer=q.viewer),
        desks=sees("mill.lot:key"),
        others=MISSING,
        owner=sees("mill.lot:key", "registry.firm:key", also=["depot.cartonrun"]),
    ),
    row(
        door.delivered,
        lambda q: door.delivered(line_ids=q.deal.lines, viewer=q.viewer),
        desks=sees("market.order", "mill.lot"),
    ),
    row(door.waiting, lambda q: door.waiting(viewer=q.viewer), desks=sees("registry.destination:key")),
)
