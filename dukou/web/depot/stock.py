"""Show an owner its goods in the depot and at partner shops, and a shop its shelf."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.viewer import SHOP
from dukou.depot import door as depot
from dukou.depot.records import ShelfRecord, StockRecord
from dukou.registry import door as registry
from dukou.web.middleware import viewer_of
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table, table_page


@dataclass(frozen=True, slots=True)
class StockRow:
    """Hold a SKU of one owner as the table shows it."""

    style: str
    colour: str
    size: str
    gtin: str
    on_hand: int
    reserved: int
    free: int
    at_shops: int
    sold_30: int


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """Hold a SKU at a shop as the table shows it."""

    style: str
    colour: str
    size: str
    owner: str
    shop: str
    pairs: int
    sold_7: int
    sold_30: int


@login_required
@require_safe
def stock(request: PageRequest) -> HttpResponse:
    """List goods in the depot by style, colour and size, and where they lie on consignment."""
    viewer, on = viewer_of(request), registry.today()
    shelf = depot.shop_stock(on=on, viewer=viewer)
    consigned = shelf_table(request, shelf, is_shop=SHOP in viewer.roles)
    if SHOP in viewer.roles:
        return table_page(request, "depot/stock.html", {"section": "stock"}, consigned)
    rows = stock_rows(depot.stock(viewer=viewer), shelf)
    found = table(
        request,
        key="stock",
        title=_("In the depot"),
        columns=[
            Column("style", _("Style")),
            Column("colour", _("Colour")),
            Column("size", _("Size")),
            Column("gtin", _("Article number"), "code"),
            Column("on_hand", _("On hand"), "pairs"),
            Column("reserved", _("Held"), "pairs"),
            Column("free", _("Free"), "pairs"),
            Column("at_shops", _("At shops"), "pairs"),
            Column("sold_30", _("Sold, 30 days"), "pairs"),
        ],
        rows=rows,
        choices=[Choice("style", _("Style")), Choice("size", _("Size"))],
        empty=Empty(
            _("Nothing of yours lies in the depot."),
            _("Goods come in when a lot has passed inspection. See how far your lots are."),
            reverse("lots"),
            _("To the lots"),
        ),
        sort="style",
    )
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("on_hand", "reserved", "free", "at_shops")}
    held = {one.lot_id: one.pairs_on_hand for one in depot.holds(viewer=viewer) if one.lifted_on is None}
    context = {
        "section": "stock",
        "sums": sums,
        "consigned": consigned,
        "held_back": sum(held.values()) if held else None,
    }
    return table_page(request, "depot/stock.html", context, found, consigned)


def stock_rows(lying: list[StockRecord], shelf: list[ShelfRecord]) -> list[StockRow]:
    """Bring what lies in the depot and at shops together by owner and SKU."""
    names: dict[tuple[int, int], StockRecord | ShelfRecord] = {(one.owner, one.sku_id): one for one in shelf}
    names |= {(one.owner, one.sku_id): one for one in lying}
    here = {(one.owner, one.sku_id): one for one in lying}
    there: dict[tuple[int, int], list[ShelfRecord]] = defaultdict(list)
    for one in shelf:
        there[one.owner, one.sku_id].append(one)
    return [
        StockRow(
            style=named(one.name_zh, one.name_en),
            colour=named(one.colour_zh, one.colour_en),
            size=one.size,
            gtin=one.gtin,
            on_hand=here[key].pairs_on_hand if key in here else 0,
            reserved=here[key].pairs_reserved if key in here else 0,
            free=here[key].pairs_free if key in here else 0,
            at_shops=sum(lot.pairs for lot in there[key]),
            sold_30=sum(lot.sold_30 for lot in there[key]),
        )
        for key, one in names.items()
    ]


def shelf_table(request: PageRequest, shelf: list[ShelfRecord], *, is_shop: bool) -> Table:
    """Return the table of goods at shops: for a shop by owner, for an owner by shop."""
    rows = [
        ShelfRow(
            style=named(one.name_zh, one.name_en),
            colour=named(one.colour_zh, one.colour_en),
            size=one.size,
            owner=named(one.owner_zh, one.owner_en),
            shop=named(one.shop_zh, one.shop_en),
            pairs=one.pairs,
            sold_7=one.sold_7,
            sold_30=one.sold_30,
        )
        for one in shelf
    ]
    whose = Column("owner", _("Owner"), "as_written") if is_shop else Column("shop", _("Shop"), "as_written")
    empty = (
        Empty(_("The shelf is empty."), _("The depot's desk sends goods of the town's firms on consignment."))
        if is_shop
        else Empty(
            _("Nothing of yours lies at a partner shop."),
            _("Ask the depot's desk to send free goods to a shop in Datang or Yiwu; they stay yours until sold."),
        )
    )
    return table(
        request,
        key="shelf",
        prefix="shelf-",
        title=_("On the shelf") if is_shop else _("At partner shops"),
        columns=[
            Column("style", _("Style")),
            Column("colour", _("Colour")),
            Column("size", _("Size")),
            whose,
            Column("pairs", _("Pairs"), "pairs"),
            Column("sold_7", _("Sold, 7 days"), "pairs"),
            Column("sold_30", _("Sold, 30 days"), "pairs"),
        ],
        rows=rows,
        choices=[Choice("owner", _("Owner")) if is_shop else Choice("shop", _("Shop"))],
        empty=empty,
        sort="style",
    )
