"""Decide what a shop may report, out of whose goods it sells, and which sizes it should swap."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from dukou.base.errors import Refusal, Refused
from dukou.base.ids import new_code
from dukou.depot.records import (
    AtShop,
    EntryRecord,
    FreeStock,
    NewConsignment,
    NewExchange,
    NewSale,
    NewSwap,
    ShelfRecord,
    Suggestion,
)
from dukou.depot.rules.goods import Shelf, require_pairs

KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
DAYS_LATELY, DAYS_A_MONTH = 7, 30
# A size is slow where what lies there lasts this long at the pace of the last 30 days, and fast where it does not.
SLOW_DAYS, FAST_DAYS = 120, 21
LEAST_SWAP, MOST_SUGGESTIONS = 5, 5
Taken = tuple[EntryRecord, tuple[tuple[int, int], ...]]
New = TypeVar("New", NewConsignment, NewSale)


@dataclass(frozen=True, slots=True)
class Entered:
    """Answer a batch: the entries in the order asked, those that are new with their ``(lot, pairs)``, and refusals."""

    done: tuple[EntryRecord, ...]
    new: tuple[Taken, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Carry the business date and the instant of a report."""

    on: date
    at: datetime


def shop_key(shop: int, key: str) -> str:
    """Return the name in the town of what was done at a shop."""
    return f"{shop}:{key}"


def require_entry(pairs: int, key: str) -> None:
    """Refuse an absurd quantity, and a name that is no plain word."""
    require_pairs(pairs)
    if not KEY.fullmatch(key):
        raise Refusal("depot.bad_key", {"key": key[:20]})


def send(
    asked: Mapping[int, NewConsignment], free: Sequence[FreeStock], known: Mapping[str, EntryRecord], moment: Moment
) -> Entered:
    """Take each consignment whole out of its owner's free stock, oldest lots first, once a key."""
    shelf = Shelf(free)

    def take(one: NewConsignment) -> Taken:
        there = shelf.free_of(one.owner, one.sku_id)
        if there < one.pairs:
            raise Refusal("depot.not_free", {"pairs": one.pairs, "free": there})
        goods = shelf.take_up_to(NewExchange(one.owner, one.sku_id, one.pairs, one.key))
        return _entry("consigned", one.shop, one.owner, one.sku_id, one.pairs, one.key, moment), tuple(goods)

    return _each(asked, known, take)


def ring_up(
    asked: Mapping[int, NewSale], there: Sequence[AtShop], known: Mapping[str, EntryRecord], moment: Moment
) -> Entered:
    """Take each sale out of what lies at its shop, oldest lots first, once a key."""
    owners: dict[tuple[int, int], set[int]] = defaultdict(set)
    shelves: dict[int, list[FreeStock]] = defaultdict(list)
    for lot in there:
        owners[lot.shop, lot.sku_id].add(lot.owner)
        shelves[lot.shop].append(FreeStock(lot.lot_id, lot.owner, lot.sku_id, lot.pairs))
    shops = {shop: Shelf(lots) for shop, lots in shelves.items()}

    def take(one: NewSale) -> Taken:
        owner = _owner(one, owners[one.shop, one.sku_id])
        pairs = shops[one.shop].free_of(owner, one.sku_id)
        if pairs < one.pairs:
            raise Refusal("depot.not_at_shop", {"pairs": one.pairs, "there": pairs})
        goods = shops[one.shop].take_up_to(NewExchange(owner, one.sku_id, one.pairs, one.key))
        return _entry("sold", one.shop, owner, one.sku_id, one.pairs, one.key, moment), tuple(goods)

    return _each(asked, known, take)


def require_swap(new: NewSwap, there: int) -> None:
    """Refuse a swap of a size for itself, and of more than lies at the shop."""
    require_entry(new.pairs, new.key)
    if new.sku_out == new.sku_in:
        raise Refusal("depot.same_size")
    if there < new.pairs:
        raise Refusal("depot.not_at_shop", {"pairs": new.pairs, "there": there})


def suggestions(shelf: Sequence[ShelfRecord]) -> list[Suggestion]:
    """Propose swaps from what was sold: of each style and colour of an owner the slowest size for the fastest.

    Of a style in which no colour gives one, the slowest size and colour for the fastest; these come last.
    """
    by_colour: dict[tuple[int, int, str, str], list[ShelfRecord]] = defaultdict(list)
    by_style: dict[tuple[int, int, str], list[ShelfRecord]] = defaultdict(list)
    for one in shelf:
        by_colour[one.shop, one.owner, one.style_code, one.colour_en].append(one)
        by_style[one.shop, one.owner, one.style_code].append(one)
    sizes = _ideas(by_colour.values())
    have = {(idea.slow.shop, idea.slow.owner, idea.slow.style_code) for idea in sizes}
    return sizes + _ideas(some for key, some in by_style.items() if key not in have)


def _ideas(groups: Iterable[Sequence[ShelfRecord]]) -> list[Suggestion]:
    """Return the swaps within groups, the largest first: half of what is too much, at most what sells in a month."""
    found = []
    for some in groups:
        slow = max(some, key=lambda one: (days_left(one), one.pairs))
        fast = min(some, key=lambda one: (days_left(one), -one.sold_30))
        pairs = min(slow.pairs // 2, fast.sold_30)
        if days_left(slow) >= SLOW_DAYS and fast.sold_30 and days_left(fast) <= FAST_DAYS and pairs >= LEAST_SWAP:
            found.append(Suggestion(slow, fast, pairs))
    return sorted(found, key=lambda one: -one.pairs)[:MOST_SUGGESTIONS]


def days_left(one: ShelfRecord) -> int:
    """Return how many days the pairs of a size last at the pace of the last 30; what never sells lasts very long."""
    return one.pairs * DAYS_A_MONTH // one.sold_30 if one.sold_30 > 0 else one.pairs * DAYS_A_MONTH


def _owner(one: NewSale, owners: set[int]) -> int:
    """Return whose goods are sold: the owner named, or the only one."""
    if one.owner is not None:
        return one.owner
    if not owners:
        raise Refusal("depot.not_at_shop", {"pairs": one.pairs, "there": 0})
    if len(owners) > 1:
        raise Refusal("depot.which_owner", {"owners": len(owners)})
    return next(iter(owners))


def _each(asked: Mapping[int, New], known: Mapping[str, EntryRecord], take: Callable[[New], Taken]) -> Entered:
    """Enter each row for itself, once a key."""
    before = dict(known)
    done, new, refused = [], [], []
    for row, one in asked.items():
        key = shop_key(one.shop, one.key)
        try:
            if key not in before:
                taken = take(one)
                before[key] = taken[0]
                new.append(taken)
            require_same(one, before[key])
            done.append(before[key])
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return Entered(tuple(done), tuple(new), tuple(refused))


def require_same(one: NewConsignment | NewSale, found: EntryRecord) -> None:
    """Refuse a key that names something else than what is asked for."""
    is_same = (one.sku_id, one.pairs) == (found.sku_id, found.pairs) and one.owner in {None, found.owner}
    if not is_same:
        raise Refusal("depot.key_taken", {"key": one.key})


def _entry(kind: str, shop: int, owner: int, sku: int, pairs: int, key: str, moment: Moment) -> EntryRecord:
    return EntryRecord(new_code(), shop_key(shop, key), kind, shop, owner, sku, pairs, moment.on, moment.at)
