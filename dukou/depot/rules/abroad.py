"""Decide what may be announced at a depot overseas, how its arrival is counted, and out of whose goods it works."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from dukou.base.errors import Refusal, Refused
from dukou.base.ids import new_code
from dukou.depot.records import FreeStock, NewExchange
from dukou.depot.records.abroad import InboundRecord, NewInbound, NewWork, WorkRecord
from dukou.depot.rules.goods import Shelf
from dukou.depot.rules.shops import require_entry

LOAD = re.compile(r"[A-Za-z0-9._-]{0,16}")
ORDER = re.compile(r"[A-Za-z0-9._/#-]{0,40}")
LONGEST_VOYAGE_DAYS = 180
# From where to where each kind of work moves goods.
ROUTES: Mapping[str, tuple[str, str]] = {
    "sent": ("abroad", "sent"),
    "returned": ("sent", "abroad"),
    "disposed": ("abroad", "scrap"),
}
Lots = tuple[tuple[int, int], ...]
New = TypeVar("New", NewInbound, NewWork)
Done = TypeVar("Done", InboundRecord, WorkRecord)


@dataclass(frozen=True, slots=True)
class Batch(Generic[Done]):
    """Answer a batch: the records in the order asked, the new ones with their ``(lot, pairs)``, and refusals."""

    done: tuple[Done, ...]
    new: tuple[tuple[Done, Lots], ...]
    refused: tuple[Refused, ...]


def key_of(new: NewInbound | NewWork) -> str:
    """Return the name in the town of what is announced or done."""
    return f"{new.site}:{new.owner}:{new.key}"


def require_inbound(new: NewInbound, on: date) -> None:
    """Refuse an absurd quantity, a name that is no plain word, and a day on which nothing can come."""
    require_entry(new.pairs, new.key)
    if not 0 <= (new.expected_on - on).days <= LONGEST_VOYAGE_DAYS:
        raise Refusal("depot.bad_expected_day", {"most": LONGEST_VOYAGE_DAYS})
    if not LOAD.fullmatch(new.load):
        raise Refusal("depot.bad_load", {"load": new.load[:20]})


def require_work(new: NewWork) -> None:
    """Refuse an absurd quantity, a name that is no plain word, and work of no known kind or for no order's number."""
    require_entry(new.pairs, new.key)
    if new.kind not in ROUTES:
        raise Refusal("depot.unknown_work", {"kind": new.kind[:20]})
    if not ORDER.fullmatch(new.order_ref):
        raise Refusal("depot.bad_order_ref", {"order": new.order_ref[:20]})


def require_count(inbound: InboundRecord, pairs: int, damaged_pairs: int) -> None:
    """Refuse a second count, and a count of more pairs than were announced."""
    if inbound.received_on is not None:
        raise Refusal("depot.inbound_received")
    if pairs < 0 or damaged_pairs < 0 or pairs + damaged_pairs > inbound.pairs:
        raise Refusal("depot.more_than_announced", {"pairs": pairs + damaged_pairs, "announced": inbound.pairs})


def split_arrival(lots: Sequence[tuple[int, int]], pairs: int, damaged_pairs: int) -> dict[str, Lots]:
    """Return what goes where of an announcement's lots: whole pairs onto the shelf, damaged to scrap, the rest lost.

    >>> split_arrival([(1, 10), (2, 5)], 11, 1)
    {'abroad': ((1, 10), (2, 1)), 'scrap': ((2, 1),), 'lost': ((2, 3),)}
    """
    shelf = Shelf([FreeStock(lot, 0, 0, there) for lot, there in lots])
    missing = sum(there for _lot, there in lots) - pairs - damaged_pairs
    parts = {"abroad": pairs, "scrap": damaged_pairs, "lost": missing}
    return {place: tuple(shelf.take_up_to(NewExchange(0, 0, count, ""))) for place, count in parts.items() if count}


def announce(
    asked: Mapping[int, NewInbound], free: Sequence[FreeStock], known: Mapping[str, InboundRecord], on: date
) -> Batch[InboundRecord]:
    """Take each announcement whole out of its owner's free stock, oldest lots first, once a key."""
    shelf = Shelf(free)

    def take(one: NewInbound) -> tuple[InboundRecord, Lots]:
        if (there := shelf.free_of(one.owner, one.sku_id)) < one.pairs:
            raise Refusal("depot.not_free", {"pairs": one.pairs, "free": there})
        record = InboundRecord(
            code=new_code(),
            key=key_of(one),
            site=one.site,
            owner=one.owner,
            sku_id=one.sku_id,
            pairs=one.pairs,
            load=one.load,
            announced_on=on,
            expected_on=one.expected_on,
            received_on=None,
            received_pairs=None,
            damaged_pairs=None,
        )
        return record, _taken(shelf, one)

    return _each(asked, known, take, ("sku_id", "pairs", "expected_on"))


def work(
    asked: Mapping[int, NewWork],
    there: Mapping[tuple[int, str], Sequence[FreeStock]],
    known: Mapping[str, WorkRecord],
    on: date,
    at: datetime,
) -> Batch[WorkRecord]:
    """Take each piece of work out of what lies where it begins at its site, oldest lots first, once a key.

    `there` is what lies at each ``(site, place)``.
    """
    shelves = {key: Shelf(lots) for key, lots in there.items()}

    def take(one: NewWork) -> tuple[WorkRecord, Lots]:
        shelf = shelves.get((one.site, ROUTES[one.kind][0]), Shelf([]))
        if (pairs := shelf.free_of(one.owner, one.sku_id)) < one.pairs:
            raise Refusal("depot.not_overseas", {"pairs": one.pairs, "there": pairs})
        record = WorkRecord(
            code=new_code(),
            key=key_of(one),
            kind=one.kind,
            site=one.site,
            owner=one.owner,
            sku_id=one.sku_id,
            pairs=one.pairs,
            order_ref=one.order_ref,
            on=on,
            at=at,
        )
        return record, _taken(shelf, one)

    return _each(asked, known, take, ("kind", "sku_id", "pairs", "order_ref"))


def _taken(shelf: Shelf, one: NewInbound | NewWork) -> Lots:
    return tuple(shelf.take_up_to(NewExchange(one.owner, one.sku_id, one.pairs, one.key)))


def _each(
    asked: Mapping[int, New],
    known: Mapping[str, Done],
    take: Callable[[New], tuple[Done, Lots]],
    told: Sequence[str],
) -> Batch[Done]:
    """Enter each row for itself, once a key; what is `told` under a known key must be what was told before."""
    before = dict(known)
    done, new, refused = [], [], []
    for row, one in asked.items():
        key = key_of(one)
        try:
            if key not in before:
                taken = take(one)
                before[key] = taken[0]
                new.append(taken)
            if any(getattr(one, name) != getattr(before[key], name) for name in told):
                raise Refusal("depot.key_taken", {"key": one.key})
            done.append(before[key])
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return Batch(tuple(done), tuple(new), tuple(refused))
