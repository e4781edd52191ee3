"""Verify a choice from the problem alone: each law, the cost, and the bound's proof."""

from collections import Counter, defaultdict

from dukou.base.solving import Violation
from dukou.engines.consolidate.certificate import proven
from dukou.engines.consolidate.problem import Answer, Problem
from dukou.engines.consolidate.ways import (
    Load,
    Way,
    broken_path,
    every_way,
    needed,
    pool_minor,
    tariff_of,
    useful,
    vehicles_minor,
    way,
)


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the choice breaks."""
    if len(answer.vehicles) != len(problem.departures):
        return [Violation("every departure says its vehicles", {"departures": len(problem.departures)})]
    if answer.status == "infeasible" or (answer.status == "stopped" and not answer.paths and problem.shipments):
        return _nothing(problem, answer)
    if len(answer.paths) != len(problem.shipments):
        return [Violation("every shipment has a path", {"shipments": len(problem.shipments)})]
    broken = [
        Violation(law, {"shipment": i})
        for i, (one, path) in enumerate(zip(problem.shipments, answer.paths, strict=True))
        if (law := broken_path(problem, one, path)) is not None
    ]
    if broken:
        return broken
    ways = [way(problem, one, path) for one, path in zip(problem.shipments, answer.paths, strict=True)]
    chosen = [one for one in ways if one is not None]
    loads = _loads(problem, chosen)
    broken = [*_queues(problem, chosen), *_vehicles(problem, answer, loads)]
    return broken or [*_cost(problem, answer, chosen, loads), *_bound(problem, answer)]


def _nothing(problem: Problem, answer: Answer) -> list[Violation]:
    broken = []
    if answer.paths or any(answer.vehicles) or answer.cost_minor or answer.bound_minor or answer.proof:
        broken.append(Violation("nothing is chosen where no way is known"))
    if answer.status == "infeasible":
        leaving = _leaving(problem)
        if all(any(True for _way in every_way(problem, one, leaving)) for one in problem.shipments):
            broken.append(Violation("only a shipment without a path leaves no way"))
    return broken


def _leaving(problem: Problem) -> dict[int, list[int]]:
    leaving: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(problem.departures):
        leaving[one.origin].append(number)
    return leaving


def _loads(problem: Problem, chosen: list[Way]) -> dict[int, Load]:
    loads: dict[int, Load] = {}
    for one, shipment in zip(chosen, problem.shipments, strict=True):
        for pool in one.pools:
            grams, ml, value = loads.get(pool, (0, 0, 0))
            loads[pool] = grams + shipment.grams, ml + shipment.ml, value + shipment.value_minor
    return loads


def _queues(problem: Problem, chosen: list[Way]) -> list[Violation]:
    counted = Counter(queue for one in chosen for queue in one.queues)
    return [
        Violation(
            "no more shipments leave a place on a day than it takes", {"place": place, "day": day, "leave": count}
        )
        for (place, day), count in sorted(counted.items())
        if count > (problem.places[place].most_shipments_a_day or 0)
    ]


def _vehicles(problem: Problem, answer: Answer, loads: dict[int, Load]) -> list[Violation]:
    broken = []
    for number, (one, run) in enumerate(zip(problem.departures, answer.vehicles, strict=True)):
        tariff, facts = problem.tariffs[one.tariff], {"departure": number, "vehicles": run}
        least = needed(tariff, loads[number]) if tariff.kind == "vehicle" and number in loads else 0
        if tariff.kind != "vehicle" and run:
            broken.append(Violation("only a vehicle tariff has vehicles", facts))
        elif run < least:
            broken.append(Violation("vehicles carry what they are given", facts))
        elif one.most_vehicles is not None and run > one.most_vehicles:
            broken.append(Violation("no more vehicles run than there are", facts))
    for pool, load in sorted(loads.items()):
        if pool_minor(problem, pool, load) is None:
            broken.append(Violation("a tariff takes what it carries", {"pool": pool}))
    return broken


def _cost(problem: Problem, answer: Answer, chosen: list[Way], loads: dict[int, Load]) -> list[Violation]:
    total = sum(one.own_minor for one in chosen)
    for pool, load in loads.items():
        tariff = tariff_of(problem, pool)
        if tariff is not None and tariff.kind == "shared":
            total += pool_minor(problem, pool, load) or 0
    for number, run in enumerate(answer.vehicles):
        total += vehicles_minor(problem.tariffs[problem.departures[number].tariff], run)
    if total != answer.cost_minor:
        return [Violation("the cost is what the tariffs charge", {"said": answer.cost_minor, "sum": total})]
    return []


def _bound(problem: Problem, answer: Answer) -> list[Violation]:
    said = answer.bound_minor
    if said > answer.cost_minor or (answer.status == "optimal" and said != answer.cost_minor):
        return [Violation("the bound meets the cost of an optimal choice, and exceeds none", {"said": said})]
    if said != sum(lane.bound_minor for lane in answer.proof):
        return [Violation("the bound is the sum of its lanes", {"said": said})]
    if sorted(i for lane in answer.proof for i in lane.shipments) != list(range(len(problem.shipments))):
        return [Violation("the lanes of a proof hold each shipment once")]
    leaving = _leaving(problem)
    owner: dict[object, int] = {}
    for number, lane in enumerate(answer.proof):
        ways = {i: useful(every_way(problem, problem.shipments[i], leaving)) for i in lane.shipments}
        keys = {key for of_one in ways.values() for one in of_one for key in (*one.pools, *one.queues)}
        if any(owner.setdefault(key, number) != number for key in keys):
            return [Violation("the lanes of a proof share nothing", {"lane": number})]
        fault = proven(problem, lane, ways)
        if fault is not None:
            return [Violation(fault, {"lane": number, "said": lane.bound_minor})]
    return []
