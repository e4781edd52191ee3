"""Move the town's clock: one business day is a fixed order of steps through the rooms.

Each step claims what it works on in one transaction with what it writes, and the clock remembers the last step
done. A run that is killed goes on where it stood; a step that is done again finds nothing to do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dukou.base.days import instant
from dukou.base.errors import Refusal
from dukou.base.solving import QUICK, THOROUGH, Limit
from dukou.base.town import TOWN
from dukou.depot import door as depot
from dukou.depot.door import fees as overseas
from dukou.freight import door as freight
from dukou.freight.door import claiming
from dukou.freight.door import rounds as freight_rounds
from dukou.journey import rounding
from dukou.lab import door as lab
from dukou.market.door import steps as market
from dukou.mill import door as mill
from dukou.provenance import beat as sealer
from dukou.registry import door as registry
from dukou.returns import door as returns
from dukou.returns.door import abroad, asking, faults, recalls
from dukou.settlement import door as settlement

EVENING = 20
LONGEST_RUN_DAYS = 1_500
EFFORTS = {"quick": QUICK, "thorough": THOROUGH}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Today:
    """Carry the business date, the town's instant, the engines' limit, and whether a round is planned through a day."""

    on: date
    now: datetime
    limit: Limit
    with_round: bool


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Report how far the clock moved, and whether anything is still under way."""

    from_on: date
    to_on: date
    days: int
    settled: bool


def _open(today: Today) -> int:
    return market.open_due(on=today.on, viewer=TOWN, now=today.now)


def _plan(today: Today) -> int:
    return mill.plan(on=today.on, limit=today.limit, viewer=TOWN, now=today.now)


def _knit(today: Today) -> int:
    return mill.run_floor(on=today.on, viewer=TOWN, now=today.now)


def _inspect(today: Today) -> int:
    return lab.inspect(on=today.on, viewer=TOWN, now=today.now)


def _receive(today: Today) -> int:
    overseas.charge_fees(on=today.on, viewer=TOWN, now=today.now)
    if today.with_round:
        rounding.plan_small(on=today.on, now=today.now)
    freight_rounds.set_off(on=today.on, viewer=TOWN, now=today.now)
    return depot.receive(on=today.on, viewer=TOWN, now=today.now)


def _prepare_loads(today: Today) -> int:
    return freight.prepare(on=today.on, viewer=TOWN, now=today.now)


def _freeze_baselines(today: Today) -> int:
    return freight.freeze(on=today.on, limit=today.limit, viewer=TOWN, now=today.now)


def _offer(today: Today) -> int:
    return freight.offer(on=today.on, limit=today.limit, viewer=TOWN, now=today.now)


def _dispatch(today: Today) -> int:
    return freight.dispatch(on=today.on, limit=today.limit, viewer=TOWN, now=today.now)


def _deliver(today: Today) -> int:
    delivered = freight.deliver(on=today.on, viewer=TOWN, now=today.now)
    claiming.find_exceptions(on=today.on, viewer=TOWN, now=today.now)
    return delivered


def _take_back(today: Today) -> int:
    asking.give_up(on=today.on, viewer=TOWN, now=today.now)
    recalls.open_recalled(on=today.on, viewer=TOWN, now=today.now)
    return returns.take_back(on=today.on, viewer=TOWN, now=today.now)


def _grade(today: Today) -> int:
    abroad.tend(on=today.on, limit=today.limit, viewer=TOWN, now=today.now)
    return returns.grade(on=today.on, limit=today.limit, viewer=TOWN, now=today.now)


def _close_cases(today: Today) -> int:
    returns.lapse(on=today.on, viewer=TOWN, now=today.now)
    returns.lapse_parcels(on=today.on, viewer=TOWN, now=today.now)
    faults.lapse_charges(on=today.on, viewer=TOWN, now=today.now)
    closed = returns.close(on=today.on, viewer=TOWN, now=today.now)
    recalls.close_recalls(on=today.on, viewer=TOWN, now=today.now)
    return closed


def _post(today: Today) -> int:
    return settlement.post_day(on=today.on, viewer=TOWN, now=today.now)


def _seal(today: Today) -> int:
    return sealer.tick(today.now)


STEPS: tuple[Callable[[Today], int], ...] = (
    _open,
    _plan,
    _knit,
    _inspect,
    _receive,
    _prepare_loads,
    _freeze_baselines,
    _offer,
    _dispatch,
    _deliver,
    _take_back,
    _grade,
    _close_cases,
    _post,
    _seal,
)


def run(*, days: int | None, until_settled: bool, effort: str, say: Say) -> RunSummary:
    """Move the clock by so many days, or until nothing is under way; nobody looks at the rounds of these days."""
    if days is not None and not 0 < days <= LONGEST_RUN_DAYS:
        raise Refusal("journey.days_out_of_range", {"longest": LONGEST_RUN_DAYS})
    start = registry.town_clock(viewer=TOWN).on
    for _day in range(days or LONGEST_RUN_DAYS):
        if until_settled and is_settled():
            break
        one_day(limit=EFFORTS[effort], say=say, with_round=False)
    end = registry.town_clock(viewer=TOWN).on
    return RunSummary(from_on=start, to_on=end, days=(end - start).days, settled=is_settled())


def one_day(*, limit: Limit, say: Say, with_round: bool = True) -> None:
    """Do what is left of the town's day; the clock then stands at the next morning."""
    on = registry.town_clock(viewer=TOWN).on
    while registry.town_clock(viewer=TOWN).on == on:
        one_step(limit=limit, say=say, with_round=with_round)


def one_step(*, limit: Limit, say: Say, with_round: bool = True) -> None:
    """Do the next step of the town's day; after the last one the clock stands at the next morning."""
    clock = registry.town_clock(viewer=TOWN)
    step = clock.step
    if step < len(STEPS):
        moved = STEPS[step](Today(on=clock.on, now=instant(clock.on, EVENING), limit=limit, with_round=with_round))
        registry.advance_clock(expected=(clock.on, step), to=(clock.on, step + 1), viewer=TOWN)
        say(f"{clock.on} {STEPS[step].__name__.strip('_')}: {moved}   ")
        step += 1
    if step == len(STEPS):
        tomorrow = clock.on + timedelta(days=1)
        registry.advance_clock(expected=(clock.on, step), to=(tomorrow, 0), viewer=TOWN)


def is_settled() -> bool:
    """Tell whether no line, return or invoice is under way.

    An import that is still running does not count: days do not move it.
    """
    return not (market.under_way(viewer=TOWN) or returns.under_way(viewer=TOWN) or settlement.under_way(viewer=TOWN))
