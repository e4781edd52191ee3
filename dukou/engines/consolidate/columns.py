"""List the paths of each shipment, with what it pays itself on each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from dukou.engines.consolidate.problem import STAGES, Problem, Shipment
from dukou.engines.consolidate.tariff import leg_minor, pool_tariff, pools, time_minor


@dataclass(frozen=True, slots=True)
class Column:
    """Hold a path of a shipment: its own cost, the pools that it loads, and the places with limits that it leaves.

    It is steady where no pool gets dearer when a shipment leaves it: where more has no cheaper band.
    """

    path: tuple[int, ...]
    own_minor: int
    pools: tuple[int, ...]
    queues: tuple[tuple[int, int], ...]
    is_steady: bool


def columns(problem: Problem) -> list[list[Column]]:
    """Return the columns of each shipment, without those that are never better than another of the same shipment."""
    leading = {place: leading_to(problem, place) for place in {one.destination for one in problem.shipments}}
    found = []
    for shipment in problem.shipments:
        every = (column(problem, shipment, path) for path in paths(problem, shipment, leading[shipment.destination]))
        found.append(_worth_trying([one for one in every if one is not None]))
    return found


def column(problem: Problem, shipment: Shipment, path: tuple[int, ...]) -> Column | None:
    """Return the column of a path that keeps the days; None where a tariff does not take the shipment."""
    extra = dict(shipment.origins)
    own, since = extra[problem.departures[path[0]].origin], shipment.ready_day
    pooled: list[int] = []
    queues = []
    for number in path:
        one = problem.departures[number]
        costs = leg_minor(problem, shipment, one, since)
        if costs is None:
            return None
        own, since = own + costs, one.arrives_day
        pooled += pools(problem, shipment, number)
        if problem.places[one.origin].most_shipments_a_day is not None:
            queues.append((one.origin, one.leaves_day))
    steady = all(len(pool_tariff(problem, pool).bands) <= 1 for pool in pooled)
    return Column(path, own + time_minor(problem, shipment, since), tuple(pooled), tuple(queues), steady)


def leading_to(problem: Problem, destination: int) -> dict[int, list[int]]:
    """Return for each place the departures from there that lead to a destination, if only with others after them."""
    leaving: dict[int, list[int]] = defaultdict(list)
    reached = {destination}
    for stage in reversed(STAGES):
        found = [n for n, one in enumerate(problem.departures) if one.stage == stage and one.destination in reached]
        for number in found:
            leaving[problem.departures[number].origin].append(number)
        reached |= {problem.departures[number].origin for number in found}
    return leaving


def paths(problem: Problem, shipment: Shipment, leading: dict[int, list[int]]) -> Iterator[tuple[int, ...]]:
    """Yield each path of a shipment, leg by leg."""
    latest = shipment.latest_day
    stack: list[tuple[int, int, tuple[int, ...]]] = [
        (place, shipment.ready_day, ()) for place, _extra in shipment.origins
    ]
    while stack:
        place, day, path = stack.pop()
        for number in leading.get(place, ()):
            one = problem.departures[number]
            if one.cut_off_day < day or (latest is not None and one.arrives_day > latest):
                continue
            if path and STAGES.index(one.stage) <= STAGES.index(problem.departures[path[-1]].stage):
                continue
            if shipment.allowed is not None and number not in shipment.allowed:
                continue
            if one.destination != shipment.destination:
                stack.append((one.destination, one.arrives_day, (*path, number)))
            elif shipment.locked is None or shipment.locked in (*path, number):
                yield (*path, number)


def _worth_trying(found: list[Column]) -> list[Column]:
    """Leave out dearer columns with the same pools and queues, and pooled ones whose own cost is that of going alone.

    The latter holds only for steady ones.
    """
    cheapest: dict[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], Column] = {}
    for one in found:
        key = one.pools, one.queues
        if key not in cheapest or (one.own_minor, one.path) < (cheapest[key].own_minor, cheapest[key].path):
            cheapest[key] = one
    alone = cheapest.get(((), ()))
    kept = [
        one
        for one in cheapest.values()
        if alone is None or one is alone or one.own_minor < alone.own_minor or not one.is_steady
    ]
    return sorted(kept, key=lambda one: one.path)
