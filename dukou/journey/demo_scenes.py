"""Play the scenes of the demo town: goods on consignment at its shop, a late truck, a parcel that nobody knows.

Each scene goes through the doors that people use. It is played on the morning of its day, and finds nothing to do where
it was played before.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from dukou.base.days import instant
from dukou.base.draws import stable_key, uniforms
from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY, SHOP
from dukou.depot import door as depot
from dukou.depot.door import abroad
from dukou.depot.records import NewConsignment, NewSale, NewSwap, ShelfRecord
from dukou.freight import door as freight
from dukou.journey import demo_overseas, demo_road
from dukou.journey.demo_book import cast
from dukou.journey.seed.people import RIVAL
from dukou.registry import door as registry
from dukou.returns import door as returns
from dukou.returns.records import NewParcel

MORNING = 9
# Days on which goods that buyers sent back go on to shops, and the most pairs of a size.
CONSIGNED_ON, MOST_CONSIGNED = (32, 38, 44), 120
SHOPS_SERVED = 2
# Most pairs that a shop sells of a size in a day: the middle one sells best, the large one hardly.
SOLD_A_DAY = {"22-24": 4, "24-26": 9, "26-28": 1}
TRUCKS = ("truck", "ltl")
LATE_DAYS = 2
STRAY = NewParcel(came_on=date.min, carrier_ref="FS-7702-1183", cartons=1, grams=9_600, pairs_counted=236)


def morning(*, day: int, on: date) -> None:
    """Play the scenes of the town's day with this number: goods go to shops, and shops sell them."""
    now = instant(on, MORNING)
    if day in CONSIGNED_ON:
        _consign(on, now)
    if day > CONSIGNED_ON[0]:
        _sell(on, now)
    demo_overseas.morning(day=day, on=on)
    demo_road.morning(day=day, on=on)


def last_morning(*, on: date) -> None:
    """Play the scenes of the demo's Thursday: a truck is late, a parcel is nobody's, some sizes do not sell."""
    now = instant(on, MORNING)
    _sell(on, now)
    trucks = [one for one in freight.on_road(viewer=TOWN) if one.service in TRUCKS and one.left_on < on]
    if trucks:
        late = max(trucks, key=lambda one: (one.left_on, one.pairs))
        freight.report_delay(
            late.load,
            until=late.planned_on + timedelta(days=LATE_DAYS),
            reason="breakdown",
            service=late.service,
            viewer=TOWN,
            on=on,
            now=now,
        )
    # The carrier's number makes it once.
    with suppress(Refusal):
        returns.book_parcel(replace(STRAY, came_on=on), viewer=TOWN, now=now)
    _ask_exchange(on, now)
    demo_overseas.last_morning(on=on)
    demo_road.last_morning(on=on)


def _ask_exchange(on: date, now: datetime) -> None:
    """Let the demo's shop ask for the swap of sizes that its sales propose first."""
    shops = cast().firms[SHOP]
    mine = {one.id for one in registry.sites(viewer=TOWN, kinds=["shop"]) if one.firm in shops}
    for one in depot.suggested_exchanges(on=on, viewer=TOWN):
        if one.slow.shop in mine:
            swap = NewSwap(one.slow.shop, one.slow.owner, one.slow.sku_id, one.fast.sku_id, one.pairs, "slow-sizes")
            depot.ask_exchange(swap, viewer=TOWN, on=on, now=now)
            return


def _consign(on: date, now: datetime) -> None:
    """Send what lies free of the two largest factories to the demo's shop, and to a few others.

    What sells overseas is kept for there.
    """
    town = cast()
    kept = {(row.inbound.owner, row.inbound.sku_id) for row in abroad.inbound(viewer=TOWN)}
    owners = {*town.firms[FACTORY], *town.firms[RIVAL]}
    firms = (*town.firms[SHOP], *(town.one("shops", number) for number in range(SHOPS_SERVED)))
    sites = {one.firm: one.id for one in registry.sites(viewer=TOWN, kinds=["shop"])}
    free = [
        one
        for one in depot.stock(viewer=TOWN)
        if one.owner in owners and one.pairs_free and (one.owner, one.sku_id) not in kept
    ]
    new = [
        NewConsignment(sites[firm], one.owner, one.sku_id, pairs, f"{on}-{one.sku_id}")
        for one in free
        for place, firm in enumerate(firms)
        if (pairs := min(one.pairs_free // (place + 2), MOST_CONSIGNED))
    ]
    depot.consign(new, viewer=TOWN, on=on, now=now)


def _sell(on: date, now: datetime) -> None:
    """Let every shop sell a few pairs of what lies there."""
    shelf = depot.shop_stock(on=on, viewer=TOWN)
    luck = uniforms("demo.sold", [stable_key(str(on), one.shop, one.owner, one.sku_id) for one in shelf])
    new = [
        NewSale(one.shop, one.owner, one.sku_id, _sold(one, float(chance)), f"{on}-{one.owner}-{one.sku_id}")
        for one, chance in zip(shelf, luck, strict=True)
    ]
    depot.sell([one for one in new if one.pairs], viewer=TOWN, on=on, now=now)


def _sold(one: ShelfRecord, chance: float) -> int:
    return min(one.pairs, round(chance * SOLD_A_DAY.get(one.size, 1)))
