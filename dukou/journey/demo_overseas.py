"""Play the demo's scene overseas: some of its owner's free goods fly to Hamburg and sell there by the parcel.

What sells and how often is invented: web orders of ten pairs, sent out once a week.
"""

from datetime import date, datetime, timedelta

from dukou.base.days import instant
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.base.viewer import FACTORY
from dukou.depot import door as depot
from dukou.depot.door import abroad, placing
from dukou.depot.records.abroad import NewInbound, NewWork
from dukou.journey.demo_book import cast
from dukou.journey.seed.people import PEOPLE
from dukou.registry import door as registry

MORNING = 9
DESTINATION = "DEHAM"
# The town's days on which goods leave and arrive; from then on orders are sent out on Wednesdays.
LEAVES, ARRIVES, SELLS_ON_WEEKDAY = 25, 32, 2
FLIGHT_DAYS = 8
# Of every so many pairs one flies, and one of these is damaged.
FLIES, DAMAGED = 2, 40
# Orders a week of the size of which most came and of the other one, and pairs of an order.
ORDERS, PAIRS = (9, 3), 10


def morning(*, day: int, on: date) -> None:
    """Play the scene of the town's day with this number; each part of it is played once."""
    now = instant(on, MORNING)
    if day == LEAVES:
        _leave(on, now)
    if day == ARRIVES:
        _arrive(on, now)
    if day > ARRIVES and on.weekday() == SELLS_ON_WEEKDAY:
        _sell(on, now)


def last_morning(*, on: date) -> None:
    """Let the demo's owner ask what to send there next, once."""
    owner = next(one for one in PEOPLE if one.log_in == FACTORY)
    viewer = registry.viewer_by_phone(owner.phone, viewer=TOWN)
    if not placing.proposals(viewer=viewer):
        placing.propose(viewer=viewer, on=on, limit=QUICK, now=instant(on, MORNING))


def _leave(on: date, now: datetime) -> None:
    """Announce half of the sizes of which most lies free of the demo's owner in Hamburg."""
    if abroad.inbound(viewer=TOWN):
        return
    places = {one.code: one.id for one in registry.destinations()}
    (site,) = (one.site for one in abroad.overseas_depots() if one.destination == places[DESTINATION])
    owners = cast().firms[FACTORY]
    mine = [one for one in depot.stock(viewer=TOWN) if one.owner in owners]
    free = sorted(mine, key=lambda one: (-one.pairs_free, one.sku_id))[: len(ORDERS)]
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
    """Send out the week's orders, as long as whole ones lie there."""
    lying = {one.sku_id: one.pairs for one in abroad.overseas_stock(on=on, viewer=TOWN)}
    came = sorted((row.inbound for row in abroad.inbound(viewer=TOWN)), key=lambda one: (-one.pairs, one.sku_id))
    new = [
        NewWork(
            "sent",
            one.site,
            one.owner,
            one.sku_id,
            PAIRS,
            f"{on}-{one.sku_id}-{number}",
            f"WEB-{on:%m%d}-{place}{number}",
        )
        for place, (one, orders) in enumerate(zip(came, ORDERS, strict=False), start=1)
        for number in range(min(orders, lying.get(one.sku_id, 0) // PAIRS))
    ]
    abroad.work_overseas(new, viewer=TOWN, on=on, now=now)
