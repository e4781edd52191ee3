"""Verify a plan of rounds from the problem alone: visits, fleet, load along each trip, times, cost and the bound."""

from collections import Counter
from itertools import pairwise

from dukou.base.solving import Violation
from dukou.engines.route.problem import Answer, Problem, Round
from dukou.engines.route.proof import proven


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the plan breaks."""
    for number, one in enumerate(answer.rounds):
        stops = [stop for trip in one.trips for stop in trip]
        if not 0 <= one.vehicle < len(problem.vehicles) or any(not 0 <= stop < len(problem.stops) for stop in stops):
            return [Violation("a round is of a vehicle and stops that there are", {"round": number})]
    broken = [*_visits(problem, answer), *_fleet(problem, answer)]
    for number, one in enumerate(answer.rounds):
        broken += [*_loads(problem, number, one), *_times(problem, number, one)]
    return [*broken, *_cost(problem, answer), *_bound(problem, answer)]


def _visits(problem: Problem, answer: Answer) -> list[Violation]:
    """See each stop in one trip or left out; one that must be visited is left out only of an infeasible plan."""
    times = Counter(stop for one in answer.rounds for trip in one.trips for stop in trip)
    times.update(answer.unserved)
    broken = [
        Violation("each stop is visited once or left out", {"stop": stop, "times": times[stop]})
        for stop in {*range(len(problem.stops)), *times}
        if times[stop] != 1
    ]
    missed = [stop for stop in answer.unserved if stop in range(len(problem.stops)) and _must(problem, stop)]
    if bool(missed) != (answer.status == "infeasible"):
        broken.append(
            Violation("a plan without a stop that it must visit says that it is infeasible", {"left": len(missed)})
        )
    return broken


def _must(problem: Problem, stop: int) -> bool:
    return problem.stops[stop].prize is None


def _fleet(problem: Problem, answer: Answer) -> list[Violation]:
    used = Counter(one.vehicle for one in answer.rounds)
    broken = [
        Violation("no more vehicles than there are", {"vehicle": kind, "used": count})
        for kind, count in sorted(used.items())
        if count > problem.vehicles[kind].quantity
    ]
    for number, one in enumerate(answer.rounds):
        if not one.trips or not all(one.trips) or len(one.trips) > problem.vehicles[one.vehicle].trips:
            broken.append(Violation("a round has trips with stops, no more than it may", {"round": number}))
    return broken


def _loads(problem: Problem, number: int, one: Round) -> list[Violation]:
    """Follow the load along each trip: what it brings is on board at its beginning, what it takes at its end."""
    broken = []
    for trip in one.trips:
        for dimension, room in enumerate(problem.vehicles[one.vehicle].capacity):
            load = sum(problem.stops[stop].delivery[dimension] for stop in trip)
            most = load
            for stop in trip:
                load += problem.stops[stop].pickup[dimension] - problem.stops[stop].delivery[dimension]
                most = max(most, load)
            if most > room:
                facts = {"round": number, "dimension": dimension, "load": most, "capacity": room}
                broken.append(Violation("a vehicle is never overloaded", facts))
    return broken


def _times(problem: Problem, number: int, one: Round) -> list[Violation]:
    vehicle, (begins_s, ends_s) = problem.vehicles[one.vehicle], _clock(problem, one)
    broken = []
    for stop, at_s in begins_s.items():
        closes_s = problem.stops[stop].closes_s
        if closes_s is not None and at_s > closes_s:
            facts = {"round": number, "stop": stop, "late_s": at_s - closes_s}
            broken.append(Violation("service begins before a stop closes", facts))
    limits = [
        ("a round begins when its vehicle may", vehicle.opens_s, one.start_s),
        ("a round ends when its vehicle must", ends_s, vehicle.closes_s),
        ("a round is no longer than its shift", ends_s - one.start_s, vehicle.shift_s),
        ("a round goes no further than its vehicle", _metres(problem, one), vehicle.reach_m),
    ]
    return broken + [
        Violation(law, {"round": number, "over": value - limit})
        for law, value, limit in limits
        if limit is not None and value > limit
    ]


def _clock(problem: Problem, one: Round) -> tuple[dict[int, int], int]:
    """Return when service begins at each stop, and when the vehicle is home for good."""
    vehicle, begins_s, now_s = problem.vehicles[one.vehicle], {}, one.start_s
    for trip in one.trips:
        place, now_s = vehicle.depot, now_s + vehicle.loads_s
        for stop in trip:
            here = problem.stops[stop]
            begins_s[stop] = max(now_s + problem.duration_s[place][here.place], here.opens_s)
            place, now_s = here.place, begins_s[stop] + here.service_s
        now_s += problem.duration_s[place][vehicle.depot]
    return begins_s, now_s


def _metres(problem: Problem, one: Round) -> int:
    depot, metres = problem.vehicles[one.vehicle].depot, 0
    for trip in one.trips:
        places = [depot, *(problem.stops[stop].place for stop in trip), depot]
        metres += sum(problem.distance_m[here][there] for here, there in pairwise(places))
    return metres


def _cost(problem: Problem, answer: Answer) -> list[Violation]:
    cost = sum(problem.stops[stop].prize or 0 for stop in answer.unserved if stop in range(len(problem.stops)))
    for one in answer.rounds:
        vehicle = problem.vehicles[one.vehicle]
        seconds = _clock(problem, one)[1] - one.start_s
        cost += vehicle.fixed_cost + vehicle.cost_per_m * _metres(problem, one) + vehicle.cost_per_s * seconds
    if cost != answer.cost:
        return [Violation("the cost is of all rounds and prizes lost", {"said": answer.cost, "sum": cost})]
    return []


def _bound(problem: Problem, answer: Answer) -> list[Violation]:
    if answer.bound <= 0:
        return []
    if answer.status == "infeasible" or answer.bound > answer.cost:
        return [Violation("no plan costs less than the bound", {"bound": answer.bound, "cost": answer.cost})]
    must = sum(stop.prize is None for stop in problem.stops)
    if len(answer.prices) not in {0, must}:
        return [Violation("there is a price for each stop that must be visited", {"prices": len(answer.prices)})]
    least = proven(problem, answer.prices or (0,) * must)
    if answer.bound > least:
        return [Violation("the bound is proven by its prices", {"said": answer.bound, "proven": least})]
    return []
