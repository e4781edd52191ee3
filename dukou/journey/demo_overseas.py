"""Play the demo's scene overseas: some of its owner's free goods fly to Hamburg, arrive, and some are sold there."""

from datetime import date, datetime, timedelta

from dukou.base.days import instant
from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY
from dukou.depot import door as depot
from dukou.depot.door import abroad
from dukou.depot.records.abroad import NewInbound, NewWork
from dukou.journey.demo_book import cast
from dukou.registry import door as registry

MORNING = 9
DESTINATION = "DEHAM"
# The town's days on which goods leave, arrive and are sold; none of them goes to shops any more by then.
LEAVES, ARRIVES, SELLS = 45, 52, (54, 57)
FLIGHT_DAYS = 8
MOST_SIZES = 2
# Of every so many pairs one flies, one of these is damaged, and one of what is left is sold at a time.
FLIES, DAMAGED, SOLD = 2, 40, 5


def morning(*, day: int, on: date) -> None:
    """Play the scene of the town's day with this number; each part of it is played once."""
    now = instant(on, MORNING)
    if day == LEAVES:
        _leave(on, now)
    if day == ARRIVES:
        _arrive(on, now)
    if day in SELLS:
        _sell(on, now)


def _leave(on: date, now: datetime) -> None:
    """Announce half of the sizes of which most lies free of the demo's owner in Hamburg."""
    if abroad.inbound(viewer=TOWN):
        return
    places = {one.code: one.id for one in registry.destinations()}
    (site,) = (one.site for one in abroad.overseas_depots() if one.destination == places[DESTINATION])
    owners = cast().firms[FACTORY]
    mine = [one for one in depot.stock(viewer=TOWN) if one.owner in owners]
    free = sorted(mine, key=lambda one: (-one.pairs_free, one.sku_id))[:MOST_SIZES]
    expected_on = on + timedelta(days=FLIGHT_DAYS)
    new = [
        NewInbound(site, one.owner, one.sku_id, one.pairs_free // FLIES, expected_on, f"{on}-{one.sku_id}")
        for one in free
        if one.pairs_free >= FLIES
    ]
    abroad.announce(new, viewer=TOWN, on=on, now=now)


def _arrive(on: date, now: datetime) -> None:
    """Count what came, a day early; a few pairs are wet."""
    for row in abroad.inbound(viewer=TOWN):
        one = row.inbound
        if one.received_on is None:
            damaged = one.pairs // DAMAGED
            whole = one.pairs - damaged
            abroad.receive_inbound(one.code, pairs=whole, damaged_pairs=damaged, viewer=TOWN, on=on, now=now)


def _sell(on: date, now: datetime) -> None:
    """Send some of the size of which most lies there to a buyer."""
    lying = sorted(abroad.overseas_stock(on=on, viewer=TOWN), key=lambda one: (-one.pairs, one.sku_id))
    new = [NewWork("sent", one.site, one.owner, one.sku_id, max(1, one.pairs // SOLD), f"{on}") for one in lying[:1]]
    abroad.work_overseas(new, viewer=TOWN, on=on, now=now)
