"""Build what a buyer has and what lies on shelves near him, and ask some of it back."""

from collections.abc import Sequence
from datetime import date
from itertools import count

from dukou.base.draws import stable_key
from dukou.base.ids import gtin13
from dukou.base.viewer import Viewer
from dukou.depot import models as depot
from dukou.journey import asking as journey
from dukou.market import models as market
from dukou.mill import models as mill
from dukou.returns.records.asking import AskLine, NewAsk, Preview
from tests import builders
from tests.builders import NOW, ON
from tests.returns.builders import WAY_TO_THE_BUYER, days_after

TODAY = days_after(3)
KEY = "request-key-1"
_gtins = count(70_000)


def sku_of(sku: int) -> market.Sku:
    return market.Sku.objects.get(pk=sku)


def sized(sku: int, size: str, colour: str = "black") -> int:
    """Build another size or colour of a SKU's style."""
    known = sku_of(sku)
    row = market.Sku.objects.create(
        style=known.style, gtin=gtin13("6930999", next(_gtins)), colour_zh="黑", colour_en=colour, size=size
    )
    return row.pk


def goods(
    sku: int,
    pairs: int,
    *,
    seller: int,
    way: Sequence[tuple[str, str, str]],
    buyer: int | None = None,
    place: int | None = None,
    site: int | None = None,
    delivered_on: date | None = None,
) -> int:
    """Build a line of one SKU whose lot went a way, and return it."""
    (line,) = builders.order([(sku, pairs)], seller=seller, buyer=buyer, destination_id=place)
    is_delivered = delivered_on is not None
    market.Line.objects.filter(pk=line).update(
        state="delivered" if is_delivered else "made",
        maker_id=seller,
        source="own",
        made_pairs=pairs,
        shipped_pairs=pairs if is_delivered else 0,
        delivered_pairs=pairs if is_delivered else 0,
        delivered_on=delivered_on,
    )
    lot = _lot(line, pairs, seller)
    depot.Stock.objects.create(
        lot=lot,
        owner_id=seller,
        sku_id=sku,
        site_id=builders.site(builders.firm("depot"), kind="depot"),
        pairs_on_hand=pairs if way[-1][1] == "depot" else 0,
    )
    for a, b, cause in way:
        at = site if {a, b} & {"shop", "inbound", "abroad"} else None
        depot.StockMove.objects.create(
            lot=lot, owner_id=seller, from_place=a, to_place=b, pairs=pairs, on=ON, cause=cause, site_id=at
        )
    return line


def _lot(line: int, pairs: int, seller: int) -> mill.Lot:
    """Build the lot of a line, passed whole."""
    group = builders.group(seller)
    order = mill.WorkOrder.objects.create(
        code=f"w{line}",
        line_id=line,
        firm_id=seller,
        group_id=group,
        source="own",
        pairs=pairs,
        planned_on=ON,
        due_on=ON,
    )
    return mill.Lot.objects.create(
        code=f"lot{line}",
        work_order=order,
        line_id=line,
        firm_id=seller,
        group_id=group,
        family="plain_crew",
        pairs=pairs,
        cycle_ms=145_000,
        due_on=ON,
        draw=stable_key("lot", line),
        pieces_to_make=2 * pairs,
        pieces_to_lose=0,
        pieces_made=2 * pairs,
        pairs_good=pairs,
        pairs_passed=pairs,
        finish_on=ON,
        made_on=ON,
        passed_on=ON,
        state="passed",
    )


def bought(sku: int, pairs: int, *, seller: int, buyer: int, place: int, delivered_on: date = ON) -> int:
    """Build a line that a buyer got."""
    return goods(sku, pairs, seller=seller, buyer=buyer, place=place, way=WAY_TO_THE_BUYER, delivered_on=delivered_on)


def shelved(sku: int, pairs: int, *, seller: int) -> int:
    """Build free goods in the depot."""
    return goods(sku, pairs, seller=seller, way=[("mill", "depot", "received")])


def at_shop(sku: int, pairs: int, *, seller: int, shop: int) -> int:
    """Build goods at a partner shop."""
    return goods(
        sku, pairs, seller=seller, site=shop, way=[("mill", "depot", "received"), ("depot", "shop", "consigned")]
    )


def overseas(sku: int, pairs: int, *, seller: int, depot_site: int) -> int:
    """Build goods in a depot overseas."""
    way = [("mill", "depot", "received"), ("depot", "inbound", "announced"), ("inbound", "abroad", "counted")]
    return goods(sku, pairs, seller=seller, site=depot_site, way=way)


def told(*lines: AskLine, by: Viewer, on: date = TODAY) -> Preview:
    return journey.preview(NewAsk(lines), viewer=by, on=on)


def sent(*lines: AskLine, by: Viewer, on: date = TODAY, key: str = KEY, mark: str | None = None) -> str:
    """Ask as it was told."""
    shown = mark if mark is not None else told(*lines, by=by, on=on).mark
    return journey.ask(NewAsk(lines), mark=shown, request_key=key, viewer=by, on=on, now=NOW)
