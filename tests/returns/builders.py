"""Build goods that reached their buyers, and the wish to return some of them."""

from collections.abc import Sequence
from datetime import date

from dukou.depot import models as depot
from dukou.market import models as market
from dukou.mill import models as mill
from dukou.returns.records import Fees
from tests import builders
from tests.builders import ON
from tests.lab.builders import lots

FEES: dict[str, float] = {
    "returns.parcel_minor": 800,
    "returns.kilo_minor": 300,
    "returns.inspect_minor": 320,
    "returns.rebag_pair_minor": 18,
    "returns.seconds_share": 0.3,
    "returns.reship_minor": 500,
}
DAY = Fees(
    parcel_minor=800,
    kilo_minor=300,
    inspect_minor=320,
    rebag_pair_minor=18,
    reship_minor=500,
    seconds_share_e6=300_000,
    answer_days=3,
    appeal_days=7,
)
WAY_TO_THE_BUYER = (("mill", "depot", "received"), ("depot", "road", "shipped"), ("road", "buyer", "delivered"))


def delivered(pairs: Sequence[int], *, seller: int, maker: int | None = None, draw: int = 0) -> list[int]:
    """Build lines of one SKU, of so many pairs each, that their buyer has received; return them."""
    lines = lots(pairs, maker=maker or seller, seller=seller if maker else None, draw=draw)
    for line, count in zip(lines, pairs, strict=True):
        market.Line.objects.filter(id=line).update(
            state="delivered", made_pairs=count, shipped_pairs=count, delivered_pairs=count, delivered_on=ON
        )
        mill.Lot.objects.filter(line_id=line).update(state="passed", pairs_passed=count, passed_on=ON, inspect_on=None)
    shelf = depot_site()
    rows = mill.Lot.objects.filter(line_id__in=lines).order_by("id").values_list("id", "pairs", "line__sku_id")
    depot.Stock.objects.bulk_create(
        depot.Stock(lot_id=lot, owner_id=seller, sku_id=sku, site_id=shelf) for lot, _count, sku in rows
    )
    depot.StockMove.objects.bulk_create(
        depot.StockMove(lot_id=lot, owner_id=seller, from_place=a, to_place=b, pairs=count, on=ON, cause=cause)
        for lot, count, _sku in rows
        for a, b, cause in WAY_TO_THE_BUYER
    )
    return lines


def depot_site() -> int:
    return builders.site(builders.firm("depot"), kind="depot")


def wish(line: int, pairs: int, *, lag_days: int = 1) -> int:
    """Build a request to return pairs of a line so many days after its delivery."""
    return market.ReturnRequest.objects.create(line_id=line, pairs=pairs, lag_days=lag_days).pk


def at_places(line: int) -> dict[str, int]:
    """Return how many pairs of a line's lot are where, as the moves say, without places that hold none."""
    found: dict[str, int] = {}
    for a, b, pairs in depot.StockMove.objects.filter(lot__line_id=line).values_list("from_place", "to_place", "pairs"):
        found[a] = found.get(a, 0) - pairs
        found[b] = found.get(b, 0) + pairs
    return {place: pairs for place, pairs in found.items() if pairs and place != "mill"}


def days_after(count: int) -> date:
    return date.fromordinal(ON.toordinal() + count)
