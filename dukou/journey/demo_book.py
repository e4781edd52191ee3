"""Invent what the people of the demo town order, so that each of them has something at every step of the way.

Orders come in by the door of order books, with dates and draws of their own: the same town each time. What is ordered
early is delivered, billed and partly sent back by the demo's Thursday; the rush before the Spring Festival leaves on
that day; what is ordered last is still on the machines.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dukou.base.days import instant
from dukou.base.draws import stable_key, uniforms
from dukou.base.town import TOWN
from dukou.base.viewer import BUYER, FACTORY, SHOP
from dukou.journey.seed.people import PEOPLE, RIVAL, TRADER
from dukou.market.door import catalogue, imports
from dukou.market.records import BookLine, BookOrder, BookReturn, SkuRecord
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord

NAME = "invented-people.csv"
PROFILE = "online-retail"
MORNING = 10
# What every factory of some size can knit.
FAMILIES = ("ankle", "plain_crew", "no_show")
OTHERS, SHOPS = "others", "shops"
PAIRS = (120, 240, 240, 480, 480, 720, 960, 1_440)
SENT_BACK_SHARE = 0.45
LEAST_LAG_DAYS, LAG_DAYS = 2, 4


@dataclass(frozen=True, slots=True)
class Habit:
    """Hold who orders from whom, where to, and on which of the town's days: the first one and every so many after.

    Parameters
    ----------
    ready_in
        Days from the order to the day its goods must be ready; the way there is allowed for besides.
    size
        Multiplies the pairs of each line.
    lines
        Sizes of one style and colour, three at most.
    orders
        How many on each of the days.
    luck
        Names other chances, where a scene needs them: a lot that the lab rejects, an award to the demo's owner.
    """

    buyer: str
    seller: str
    place: str
    first: int
    last: int
    every: int
    ready_in: int
    size: int = 1
    lines: int = 2
    orders: int = 1
    luck: int = 0
    to_town: bool = False
    sends_back: bool = False


HABITS = (
    # Early: delivered, billed, some of it overdue or sent back.
    Habit(SHOP, FACTORY, "CNDTG", 0, 15, 3, 11, sends_back=True),
    Habit(SHOPS, FACTORY, "CNDTG", 0, 21, 2, 11, lines=3, sends_back=True),
    Habit(SHOPS, FACTORY, "CNYIW", 1, 21, 3, 11, lines=3, sends_back=True),
    Habit(SHOPS, FACTORY, "CNSHE", 1, 24, 4, 12),
    Habit(SHOPS, RIVAL, "CNDTG", 1, 24, 3, 12, lines=3, sends_back=True),
    Habit(SHOPS, OTHERS, "CNDTG", 0, 24, 2, 12, sends_back=True),
    Habit(BUYER, FACTORY, "DEHAM", 0, 8, 4, 12, size=6, lines=3),
    Habit(BUYER, TRADER, "DEHAM", 2, 10, 8, 14, size=8, to_town=True),
    Habit(SHOPS, TRADER, "CNYIW", 3, 24, 7, 14, to_town=True),
    # Under way abroad.
    Habit(BUYER, FACTORY, "DEHAM", 18, 34, 8, 14, size=8, lines=3),
    Habit(BUYER, RIVAL, "DEHAM", 20, 36, 16, 14, size=6),
    Habit(BUYER, OTHERS, "DEHAM", 12, 30, 9, 14, size=4),
    # The rush before the Spring Festival: what goes to Yiwu on Wednesday is late, the rest leaves on the Thursday.
    Habit(SHOPS, FACTORY, "CNYIW", 42, 50, 2, 14, size=2),
    Habit(SHOPS, OTHERS, "CNYIW", 42, 42, 1, 14, size=6, orders=10),
    Habit(SHOPS, FACTORY, "CNDTG", 43, 51, 1, 14),
    Habit(SHOPS, FACTORY, "CNSHE", 45, 51, 2, 14),
    Habit(SHOPS, RIVAL, "CNDTG", 43, 51, 2, 14),
    Habit(SHOPS, RIVAL, "CNYIW", 43, 51, 3, 14),
    Habit(SHOPS, OTHERS, "CNDTG", 43, 43, 1, 14, size=5, orders=12),
    Habit(SHOPS, OTHERS, "CNYIW", 43, 43, 1, 14, size=6, orders=10),
    Habit(SHOP, FACTORY, "CNDTG", 46, 50, 4, 14),
    # Just ordered: on the machines, before the lab, or not given to anybody yet.
    Habit(SHOPS, FACTORY, "CNDTG", 53, 60, 1, 16),
    Habit(SHOPS, FACTORY, "CNDTG", 58, 58, 1, 16, size=2, lines=3, luck=28),
    Habit(SHOPS, RIVAL, "CNDTG", 54, 60, 2, 16),
    Habit(SHOP, RIVAL, "CNDTG", 57, 60, 3, 16),
    Habit(BUYER, FACTORY, "DEHAM", 52, 60, 4, 25, size=10, lines=3),
    Habit(BUYER, TRADER, "DEHAM", 56, 56, 1, 25, size=25, lines=3, to_town=True),
    # Too large for one: offered to several firms on the Thursday.
    Habit(BUYER, TRADER, "DEHAM", 60, 60, 1, 12, size=100, lines=3, to_town=True),
    Habit(SHOPS, TRADER, "CNYIW", 60, 60, 1, 12, size=60, lines=3, orders=4, luck=6, to_town=True),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Hold the town that the habits speak of: firms by their part, places, and goods by style and colour."""

    firms: dict[str, tuple[int, ...]]
    places: dict[str, DestinationRecord]
    colours: tuple[tuple[SkuRecord, ...], ...]

    def one(self, part: str, *key: str | int) -> int:
        """Return a firm of this part, the same for the same key."""
        among = self.firms[part]
        return among[stable_key("demo", part, *key) % len(among)]


def cast() -> Cast:
    """Return the parts of the demo town."""
    firms = {one.log_in: _firm_of(one.phone) for one in PEOPLE}
    played = {firm for some in firms.values() for firm in some}
    for part, kind in ((OTHERS, "factory"), (SHOPS, "shop")):
        found = registry.firms(viewer=TOWN, kinds=[kind])
        firms[part] = tuple(one.id for one in found if one.id not in played)
    by_colour: dict[tuple[str, str], list[SkuRecord]] = defaultdict(list)
    for sku in catalogue.skus(families=FAMILIES):
        by_colour[sku.style_code, sku.colour_en].append(sku)
    places = {one.code: one for one in registry.destinations()}
    return Cast(firms, places, tuple(tuple(sizes) for sizes in by_colour.values()))


def place_orders(*, since: date, now: datetime) -> None:
    """Bring the invented orders into town, once; they become visible on their days."""
    found = list(_orders(cast(), since))
    orders, returns = [one for one, _back in found], [back for _one, some in found for back in some]
    lines = sum(len(one.lines) for one in orders)
    state = imports.begin(
        digest=hashlib.sha256(f"{NAME} {since}".encode()).hexdigest(),
        profile=PROFILE,
        options={"scale": 1, "start_on": str(since), "addressing": FACTORY},
        file_name=NAME,
        viewer=TOWN,
    )
    imports.add_orders(state.id, orders, done_before=0, viewer=TOWN)
    imports.commit(state.id, refusals=[], returns=returns, rows_total=lines + len(returns), viewer=TOWN, now=now)


def _firm_of(phone: str) -> tuple[int, ...]:
    firm = registry.viewer_by_phone(phone, viewer=TOWN).firm
    return () if firm is None else (firm,)


def _orders(town: Cast, since: date) -> Iterator[tuple[BookOrder, list[BookReturn]]]:
    """Yield each order with what is sent back of it; the rows of the book are counted through."""
    row = 0
    for number, habit in enumerate(HABITS):
        for day in range(habit.first, habit.last + 1, habit.every):
            for copy in range(habit.orders):
                order = _order(habit, town, since + timedelta(days=day), f"{number}-{day}-{copy}-{habit.luck}", row)
                row += len(order.lines)
                yield order, _sent_back(order) if habit.sends_back else []


def _order(habit: Habit, town: Cast, on: date, name: str, row: int) -> BookOrder:
    place = town.places[habit.place]
    ready_by_on = on + timedelta(days=habit.ready_in)
    sizes = town.colours[stable_key("demo.colour", name) % len(town.colours)]
    keys = [stable_key("demo", name, line) for line in range(1, habit.lines + 1)]
    lines = tuple(
        BookLine(
            row=row + number,
            sku=sku.id,
            pairs=PAIRS[key % len(PAIRS)] * habit.size,
            unit_price_e4=sku.unit_price_e4,
            due_on=ready_by_on + timedelta(days=place.lane_days),
            ready_by_on=ready_by_on,
            draw=key,
        )
        for number, (sku, key) in enumerate(zip(sizes, keys, strict=False), start=1)
    )
    return BookOrder(
        buyer=town.one(habit.buyer, name),
        seller=town.one(habit.seller, name),
        addressed_to="town" if habit.to_town else "firm",
        external_ref=f"{on:%m%d}-{row + 1:03}",
        placed_at=instant(on, MORNING),
        placed_on=on,
        destination=place.id,
        consents_overflow=True,
        draw=stable_key("demo", name),
        lines=lines,
    )


def _sent_back(order: BookOrder) -> list[BookReturn]:
    """Return what is sent back of some orders a few days after they arrived: half of each line."""
    if float(uniforms("demo.sent_back", [order.draw])[0]) >= SENT_BACK_SHARE:
        return []
    lag_days = LEAST_LAG_DAYS + order.draw % LAG_DAYS
    return [BookReturn(row=one.row, line_row=one.row, pairs=one.pairs // 2, lag_days=lag_days) for one in order.lines]
