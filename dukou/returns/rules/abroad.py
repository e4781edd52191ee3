"""Decide where goods go that came back overseas, when a ride home is booked, and what customs may be told.

Goods in a depot overseas are sold there again where their owner sells there, ride home, or go to a recycler or to waste
there, where no law forbids that. Alone a firm books a whole ride for its own goods; together goods may also ride on a
pallet with others', each kilogram at its part of the whole. Both are solved by the same engine on the same cases.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dukou.base.errors import Refusal
from dukou.base.money import split
from dukou.base.quantity import ceil_div
from dukou.base.solving import Limit
from dukou.engines import grade as engine
from dukou.registry.records import EU
from dukou.returns.records import ArrivedCase, Condition, Fees
from dukou.returns.records.abroad import Customs
from dukou.returns.records.placing import Placed, Sink
from dukou.returns.rules.asking import FAULTS
from dukou.returns.rules.cases import GRAMS_A_KILO, MILLION
from dukou.returns.rules.dock import RELIEF_DAYS, days
from dukou.returns.rules.placing import grams_of, moves_of, piece, placed

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,39}")
# What customs are told after what: who imports has claimed relief.
NEXT: Mapping[str, tuple[Customs, ...]] = {"": ("exported",), "exported": ("claimed",), "claimed": ("imported",)}
# Customs grant relief to goods that come back for their quality or specification.
RELIEVED = FAULTS | {"wrong_size"}
DESTRUCTION_BAN = "returns.destruction_ban_eu"
THERE, HOME, RECYCLER, WASTE = range(4)
SINKS: tuple[Sink, ...] = ("abroad", "ride_home", "recycler", "scrap")
# The place of a whole ride home among the rides.
WHOLE = 2


@dataclass(frozen=True, slots=True)
class Costs:
    """Hold what goods overseas cost to bring home or to be rid of, and the days that this and customs' relief take.

    A whole ride costs `ride_minor`, and `kilo_minor` each kilogram; one that is shared carries `ride_kilos`.
    """

    ride_minor: int
    kilo_minor: int
    ride_kilos: int
    recycle_kilo_minor: int
    waste_kilo_minor: int
    ride_days: int
    relief_days: int
    warn_days: int


@dataclass(frozen=True, slots=True)
class Depot:
    """Say of a depot overseas whose goods are sold there, and whether none may be destroyed there."""

    sellers: frozenset[int]
    bans_destruction: bool


def costs(limits: Mapping[str, int]) -> Costs:
    """Read the day's costs of a ride home from the dated limits; where none is published, an estimate stands."""
    return Costs(
        ride_minor=days(limits, "returns.ride_home_minor", 120_000),
        kilo_minor=days(limits, "returns.ride_home_kilo_minor", 450),
        ride_kilos=days(limits, "returns.ride_home_kilos", 165),
        recycle_kilo_minor=days(limits, "returns.recycle_abroad_kilo_minor", 250),
        waste_kilo_minor=days(limits, "returns.waste_abroad_kilo_minor", 165),
        ride_days=days(limits, "returns.ride_home_days", 35),
        relief_days=days(limits, "returns.relief_days", RELIEF_DAYS),
        warn_days=days(limits, "returns.relief_warn_days", 60),
    )


def bans_destruction(iso: str, limits: Mapping[str, int]) -> bool:
    """Tell whether unsold goods may not be destroyed in a country by the dated limit; unpublished, it holds."""
    return iso in EU and limits.get(DESTRUCTION_BAN, MILLION) > 0


def places(
    cases: Sequence[ArrivedCase],
    states: Sequence[Condition],
    depots: Mapping[int | None, Depot],
    day: Fees,
    prices: Costs,
    limit: Limit,
    *,
    is_alone: bool,
) -> list[Placed]:
    """Return where the goods in each depot go, each firm alone or all together, and what that costs."""
    groups: dict[tuple[int | None, int], list[int]] = defaultdict(list)
    for number, one in enumerate(cases):
        groups[one.site, one.firm if is_alone else 0].append(number)
    found: dict[int, Placed] = {}
    for (site, _firm), numbers in groups.items():
        some, conditions = [cases[one] for one in numbers], [states[one] for one in numbers]
        rides = _rides(prices, is_alone=is_alone)
        moves = moves_of(_problem(some, conditions, depots[site], rides, day), limit)
        found |= zip(numbers, _costs_of(moves, some, rides, day), strict=True)
    return [found[number] for number in range(len(cases))]


def _rides(prices: Costs, *, is_alone: bool) -> list[engine.Ride]:
    """Return the rides from a depot: to be rid of goods, a whole one home, and unless alone a part of one."""
    part = prices.kilo_minor + ceil_div(prices.ride_minor, prices.ride_kilos)
    return [
        engine.Ride(THERE, RECYCLER, prices.recycle_kilo_minor),
        engine.Ride(THERE, WASTE, prices.waste_kilo_minor),
        engine.Ride(THERE, HOME, prices.kilo_minor, fixed_minor=prices.ride_minor),
        *(() if is_alone else (engine.Ride(THERE, HOME, part),)),
    ]


def _problem(
    cases: Sequence[ArrivedCase], states: Sequence[Condition], depot: Depot, rides: Sequence[engine.Ride], day: Fees
) -> engine.Problem:
    as_new = (engine.Terms("A", handling_minor=day.inspect_minor), engine.Terms("B", handling_minor=day.inspect_minor))
    as_waste = (engine.Terms("D", handling_minor=day.inspect_minor),)
    names = ("depot", "home", "recycler", "waste")
    ban = 0 if depot.bans_destruction else None
    return engine.Problem(
        places=tuple(engine.Place(name, destruction_banned_from_day=None if name == "home" else ban) for name in names),
        rides=tuple(rides),
        sinks=(
            engine.Sink("abroad", THERE, as_new, owners=tuple(sorted(depot.sellers))),
            engine.Sink("ride_home", HOME, as_new),
            engine.Sink("recycler", RECYCLER, as_waste),
            engine.Sink("scrap", WASTE, as_waste, destroys=True),
        ),
        pieces=tuple(piece(one, state, day, waste_minor=0) for one, state in zip(cases, states, strict=True)),
        # It never waits: a recycler costs less than that.
        wait_minor=day.inspect_minor + 1 + max(_carried_minor(one, rides[0]) for one in cases),
    )


def _costs_of(
    moves: Sequence[engine.Move], cases: Sequence[ArrivedCase], rides: Sequence[engine.Ride], day: Fees
) -> list[Placed]:
    """Return what each move costs and brings; what a whole ride costs is shared by what rides on it, by weight."""
    on_whole = [number for number, move in enumerate(moves) if move.ride == WHOLE]
    weights = [grams_of(cases[number]) for number in on_whole]
    parts = dict(zip(on_whole, split(rides[WHOLE].fixed_minor, weights), strict=True)) if on_whole else {}
    found = []
    for number, (one, move) in enumerate(zip(cases, moves, strict=True)):
        onward = 0 if move.ride is None else _carried_minor(one, rides[move.ride]) + parts.get(number, 0)
        found.append(placed(one, SINKS[move.sink], move.grade, one.freight_minor + onward, 0, day))
    return found


def _carried_minor(one: ArrivedCase, ride: engine.Ride) -> int:
    return ceil_div(grams_of(one) * ride.kilo_minor, GRAMS_A_KILO)


def ride_minor(grams: Sequence[int], day: Costs) -> int:
    """Return what a ride home costs: the ride itself, and each kilogram begun of all goods together."""
    return day.ride_minor + ceil_div(sum(grams), GRAMS_A_KILO) * day.kilo_minor


def relief_until(exported_on: date | None, reason: str, day: Costs) -> date | None:
    """Return the last day on which goods come home free of duty; None if they come back for another reason."""
    if exported_on is None or reason not in RELIEVED:
        return None
    return exported_on + timedelta(days=day.relief_days)


def is_due(until: date | None, on: date, day: Costs) -> bool:
    """Tell whether goods must leave now to be home within the days of relief, with some days in hand."""
    return until is not None and on + timedelta(days=day.ride_days + day.warn_days) >= until >= on


def require_customs(last: str, status: str, reference: str, *, until: date | None, on: date) -> None:
    """Refuse a step of customs that does not follow, one without a paper's number, and a claim that comes too late.

    Goods without relief are imported at once, and their duty is paid.
    """
    if until is None and status == "claimed":
        raise Refusal("returns.relief_reason")
    if status not in NEXT.get("claimed" if until is None and last == "exported" else last, ()):
        raise Refusal("returns.customs_step")
    if not REFERENCE.fullmatch(reference):
        raise Refusal("returns.customs_reference")
    if until is not None and on > until:
        raise Refusal("returns.relief_over", {"day": str(until)})
