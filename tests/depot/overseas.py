"""Build a depot overseas with fees, and bring goods there."""

from collections.abc import Sequence
from datetime import date, timedelta

from dukou.base.town import TOWN
from dukou.depot import models
from dukou.depot.door import abroad, fees
from dukou.depot.records.abroad import Basis, Event, Kind, NewDepot, NewFeeRule, NewInbound, NewWork, Tier
from dukou.registry import models as registry
from tests import builders
from tests.builders import DESK, NOW, ON
from tests.depot.builders import Goods, depot, free_goods

CAPACITY_ML = 500_000_000
EUR_E6 = 8_250_000


def overseas() -> int:
    """Build the town's depot, a depot overseas without fees, and a rate for the euro; return its site."""
    depot()
    site = builders.site(builders.firm("depot"), kind="overseas_depot")
    place = builders.destination()
    abroad.publish_depots([NewDepot(site, place, CAPACITY_ML, "test")], viewer=TOWN, now=NOW)
    rate("EUR", EUR_E6)
    return site


def rate(currency: str, rate_e6: int) -> None:
    """Publish a rate of last month."""
    registry.ExchangeRate.objects.create(currency=currency, rate_e6=rate_e6, on=ON - timedelta(days=30), source="test")


def charge(
    site: int,
    event: Event,
    basis: Basis,
    tiers: Sequence[tuple[int, int]],
    *,
    free_days: int = 0,
    minimum_minor: int = 0,
    currency: str = "EUR",
    valid_from: date = ON,
    valid_to: date | None = None,
) -> None:
    """Publish a rule."""
    rule = NewFeeRule(
        site=site,
        event=event,
        basis=basis,
        tiers=tuple(Tier(*one) for one in tiers),
        currency=currency,
        valid_from=valid_from,
        source="test",
        free_days=free_days,
        minimum_minor=minimum_minor,
        valid_to=valid_to,
    )
    fees.publish_fee_rules([rule], viewer=TOWN, now=NOW)


def announced(goods: Goods, site: int, pairs: int, key: str = "first", on: date = ON, load: str = "") -> str:
    """Send free goods on their way and return the code of the announcement."""
    new = NewInbound(site, goods.owner, goods.sku, pairs, on + timedelta(days=20), key, load)
    found = abroad.announce([new], viewer=TOWN, on=on, now=NOW)
    assert found.refused == ()
    return found.done[0].code


def arrived(goods: Goods, site: int, pairs: int, key: str = "first", on: date = ON, load: str = "") -> str:
    """Bring free goods overseas, whole, in a day."""
    code = announced(goods, site, pairs, key, on, load)
    abroad.receive_inbound(code, pairs=pairs, damaged_pairs=0, viewer=DESK, on=on, now=NOW)
    return code


def worked(kind: Kind, goods: Goods, site: int, pairs: int, key: str = "w1", on: date = ON, order_ref: str = "") -> str:
    """Let the depot overseas do something with goods, and return the code of the entry."""
    new = NewWork(kind, site, goods.owner, goods.sku, pairs, key, order_ref)
    found = abroad.work_overseas([new], viewer=DESK, on=on, now=NOW)
    assert found.refused == ()
    return found.done[0].code


def goods_overseas(pairs: int = 500, there: int = 400) -> tuple[int, Goods]:
    """Build a depot overseas with so many pairs of one owner in it."""
    site = overseas()
    (goods,) = free_goods([pairs])
    arrived(goods, site, there)
    return site, goods


def by_sea_and_parcel(destination: int) -> None:
    """Publish a parcel service and a part of a container by sea."""
    parcel = {"kind": "parcel", "first_grams": 500, "first_minor": 4_800, "step_grams": 500, "step_minor": 2_300}
    sea = {"kind": "shared", "rate_unit": "m3", "rate_minor": 260_000, "minimum_minor": 260_000}
    for service, prices in (("express", parcel), ("sea_lcl", sea)):
        registry.Tariff.objects.create(
            destination_id=destination,
            carrier_id=builders.firm("carrier"),
            service=service,
            transit_days=8 if service == "express" else 40,
            valid_from=ON,
            source="test",
            **prices,
        )


def everything_overseas() -> list[list[tuple[object, ...]]]:
    """Return all rows of moves, stock, announcements, work and fees, to show that nothing changed."""
    tables = (models.StockMove, models.Stock, models.Inbound, models.OverseasEntry, models.FeeDay, models.FeeLine)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]
