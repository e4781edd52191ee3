"""Let a new demo town live its first weeks on an invented order book, so that its pages have something to show."""

from datetime import date, datetime

from dukou.base.days import instant
from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.journey import day, demo_book, demo_scenes, stowing
from dukou.journey.import_orders import import_book
from dukou.journey.report import CARRIAGE, keep_figures
from dukou.journey.seed.book import book
from dukou.market.door import imports
from dukou.registry import door as registry

ORDERS_A_DAY, SCALE = 12, 100
NAME = "invented-book.csv"
# The vans' rounds are shown of the last days.
ROUND_DAYS = 7


def live(*, since: date, until: date, step: int, seed: int, now: datetime) -> int:
    """Move the demo town through the days of its invented books, up to a step of the last day.

    Returns how many days that took. A town that was stopped on the way goes on; one that holds another order book is
    left as it is.
    """
    if imports.names(viewer=TOWN) - {NAME, demo_book.NAME}:
        return 0
    content = book(seed=seed, on=since, days=(until - since).days, orders_a_day=ORDERS_A_DAY)
    import_book(
        content=content,
        name=NAME,
        profile="online-retail",
        scale=SCALE,
        start_on=since,
        addressing="firm",
        dry_run=False,
        now=now,
    )
    demo_book.place_orders(since=since, now=now)
    days = 0
    while (clock := registry.town_clock(viewer=TOWN)).on < until:
        if clock.step == 0:
            demo_scenes.morning(day=(clock.on - since).days, on=clock.on)
        day.one_day(limit=QUICK, say=_quietly, with_round=(until - clock.on).days <= ROUND_DAYS)
        days += 1
    if clock.step == 0:
        keep_figures(now=now, carriage=CARRIAGE)
        demo_scenes.last_morning(on=until)
    is_new = clock.step < step
    while registry.town_clock(viewer=TOWN).step < step:
        day.one_step(limit=QUICK, say=_quietly)
    if is_new:
        stowing.stow_last(on=until, now=instant(until, day.EVENING))
    return days


def _quietly(_text: str) -> None:
    """Say nothing."""
