"""Take accepted lots in: onto the shelf, into numbered cartons, held for their lines."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from dukou.base.errors import Refusal
from dukou.base.viewer import Viewer, require_town
from dukou.depot import models
from dukou.depot.door.moves import enter
from dukou.depot.door.shelf import execute
from dukou.depot.records import PackedLot
from dukou.depot.rules import goods as rules
from dukou.market.door import steps as market
from dukou.mill import door as mill
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry

PUT = (
    "INSERT INTO depot_stock (lot_id, owner_id, sku_id, site_id, pairs_on_hand, pairs_reserved)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
NUMBER = (
    "INSERT INTO depot_cartonrun (lot_id, prefix, serial_first, count, pairs_per_carton, pairs_last)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
HOLD = (
    "INSERT INTO depot_reservation (stock_id, line_id, key, pairs, state)"
    " SELECT id, %s, %s, pairs_on_hand, 'held' FROM depot_stock WHERE lot_id = %s"
)


def receive(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Take in the lots that passed on a day and are not here yet, all or nothing, and return how many.

    The counter of carton serials is the claim: it is moved by compare-and-set from where it stood before the lots
    were looked up, so that of any number of receivers at once one takes a lot in, and no number is given twice.
    """
    require_town(viewer)
    passed = [lot for lot in mill.lots_passed(on=on, viewer=viewer) if lot.pairs]
    if not passed:
        return 0
    site, prefix = _town_depot(viewer)
    while True:
        counter, _new = models.SerialCounter.objects.get_or_create(prefix=prefix)
        here = set(models.Stock.objects.filter(lot__passed_on=on).values_list("lot_id", flat=True))
        fresh = [lot for lot in passed if lot.lot_id not in here]
        if not fresh:
            return 0
        lines = market.line_facts([lot.line_id for lot in fresh], viewer=viewer)
        goods = [
            (lot.owner, lot.lot_id, lot.line_id, lot.sku_id, lot.pairs, lines[lot.line_id].pairs_per_carton)
            for lot in fresh
        ]
        packed, after_last = rules.pack_lots(sorted(goods), counter.next_serial)
        rules.require_numbers(prefix, after_last)
        with transaction.atomic():
            if _take_numbers(prefix, counter.next_serial, after_last):
                _write(packed, site, prefix, on)
                market.mark_ready([one.line_id for one in packed], viewer=viewer)
                provenance.append(_facts(packed, prefix, on), viewer=viewer, now=now)
                return len(packed)


def _town_depot(viewer: Viewer) -> tuple[int, str]:
    """Return the site of the town's depot and the company prefix of its carton numbers."""
    prefixes = {firm.id: firm.gs1_prefix for firm in registry.firms(viewer=viewer, kinds=["depot"])}
    for site in registry.sites(viewer=viewer, kinds=["depot"]):
        if prefix := prefixes.get(site.firm):
            return site.id, prefix
    raise Refusal("depot.no_depot")


def _take_numbers(prefix: str, first: int, after_last: int) -> bool:
    counter = models.SerialCounter.objects.filter(prefix=prefix, next_serial=first)
    return counter.update(next_serial=after_last) == 1


def _write(packed: Sequence[PackedLot], site: int, prefix: str, on: date) -> None:
    execute(PUT, [(one.lot_id, one.owner, one.sku_id, site, one.pairs, one.pairs) for one in packed])
    enter([(one.lot_id, one.owner, one.pairs, "received") for one in packed], "mill", "depot", on)
    execute(HOLD, [(one.line_id, rules.line_key(one.line_id), one.lot_id) for one in packed])
    runs = [(one.lot_id, prefix, one.serial_first, one.count, one.pairs_per_carton, one.pairs_last) for one in packed]
    execute(NUMBER, runs)


def _facts(packed: Sequence[PackedLot], prefix: str, on: date) -> list[NewFact]:
    """Return one fact an owner: its lots lie together, so that its cartons are all from the first to the last."""
    facts = []
    for owner, group in groupby(packed, key=lambda one: one.owner):
        lots = list(group)
        payload: dict[str, int | str | None] = {
            "lots": len(lots),
            "pairs": sum(one.pairs for one in lots),
            "cartons": sum(one.count for one in lots),
            "first_sscc": rules.carton_number(prefix, lots[0].serial_first),
            "last_sscc": rules.carton_number(prefix, lots[-1].serial_first + lots[-1].count - 1),
        }
        facts.append(NewFact("depot.goods_received", f"{on}:{owner}", owner, payload, on))
    return facts
