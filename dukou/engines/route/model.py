"""Translate a problem into PyVRP's words, and its routes back."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from pyvrp import (
    Activity,
    ActivityType,
    Client,
    Depot,
    Location,
    PenaltyManager,
    PenaltyParams,
    ProblemData,
    Route,
    Solution,
    VehicleType,
)

from dukou.engines.route.problem import Problem, Round, Stop, Vehicle

# A stop that may be left out only where there is no way is worth so many times its own dearest round.
DEAR = 10
# Penalties are set anew after so many solutions, and stay so low that all of them together are one of its integers.
FIRST_WAYS, UPDATE_EVERY = 10, 100
MOST_PENALTY = 10**17


class Model:
    """Hold the solver's data of a problem, in which only some of the stops stand.

    Parameters
    ----------
    stops
        The stops, in the order of the solver's clients.
    must_serve
        Whether the stops that must be visited are laws to the solver, or worth far more than a round to each.
    """

    def __init__(self, problem: Problem, stops: Sequence[int], *, must_serve: bool) -> None:
        self._problem, self._stops = problem, tuple(stops)
        # One depot for each kind of vehicle: kinds differ in how long they load.
        self.data = ProblemData(
            [Location(0, 0)] * len(problem.distance_m),
            [self._client(problem.stops[number], must_serve=must_serve) for number in stops],
            [Depot(one.depot, service_duration=one.loads_s) for one in problem.vehicles],
            [_vehicle_type(kind, one, len(stops)) for kind, one in enumerate(problem.vehicles)],
            [np.array(problem.distance_m, dtype=np.int64)],
            [np.array(problem.duration_s, dtype=np.int64)],
        )

    def penalties(self) -> PenaltyManager:
        """Return what a unit of load, time or way too much costs: at first as much as of some mean ways.

        PyVRP's own begin far above the costs of most problems, and end below those that are counted in small units.
        """
        stops = [self._problem.stops[number] for number in self._stops]
        metres, seconds = np.array(self._problem.distance_m), np.array(self._problem.duration_s)
        loads = np.array([np.maximum(stop.delivery, stop.pickup) for stop in stops])
        way = np.mean([one.cost_per_m * metres + one.cost_per_s * seconds for one in self._problem.vehicles])
        first = [
            float(FIRST_WAYS * way / max(mean, 1)) for mean in (*loads.mean(axis=0), seconds.mean(), metres.mean())
        ]
        most = DEAR * max(_dearest_round(self._problem, stop) for stop in stops)
        largest = max([1, *(int(some.max()) for some in (metres, seconds, loads) if some.size)])
        params = PenaltyParams(
            solutions_between_updates=UPDATE_EVERY, max_penalty=min(most, MOST_PENALTY // (len(stops) * largest))
        )
        return PenaltyManager((first[:-2], *first[-2:]), params)

    def solution(self, rounds: Collection[Round]) -> Solution:
        """Return rounds as the solver holds them."""
        client = {number: index for index, number in enumerate(self._stops)}
        routes = []
        for one in rounds:
            activities: list[Activity] = []
            for trip in one.trips:
                if activities:
                    activities.append(Activity(ActivityType.DEPOT, one.vehicle))
                activities += [Activity(ActivityType.CLIENT, client[stop]) for stop in trip]
            routes.append(Route(self.data, activities, one.vehicle))
        return Solution(self.data, routes)

    def cost(self, solution: Solution) -> int:
        """Return what the rounds of a solution cost, without the prizes lost."""
        return int(solution.fixed_vehicle_cost() + solution.distance_cost() + solution.duration_cost())

    def rank(self, solution: Solution) -> tuple[int, int]:
        """Return what to compare feasible solutions by: stops left out that must be visited, then cost with prizes."""
        left = [self._problem.stops[self._stops[activity.idx]].prize for activity in solution.unplanned()]
        return left.count(None), self.cost(solution) + sum(prize for prize in left if prize is not None)

    def rounds(self, solution: Solution) -> tuple[Round, ...]:
        """Return a solution of the solver as rounds."""
        return tuple(Round(route.vehicle_type(), route.start_time(), self._trips(route)) for route in solution.routes())

    def _trips(self, route: Any) -> tuple[tuple[int, ...], ...]:
        trips: list[list[int]] = []
        for activity in route:
            if activity.is_depot():
                trips.append([])
            else:
                trips[-1].append(self._stops[activity.idx])
        return tuple(tuple(trip) for trip in trips if trip)

    def _client(self, stop: Stop, *, must_serve: bool) -> Client:
        prize = stop.prize
        if prize is None:
            prize = 0 if must_serve else DEAR * _dearest_round(self._problem, stop)
        return Client(
            stop.place,
            delivery=stop.delivery,
            pickup=stop.pickup,
            service_duration=stop.service_s,
            prize=prize,
            required=must_serve and stop.prize is None,
            **_given(tw_early=stop.opens_s, tw_late=stop.closes_s),
        )


def _vehicle_type(kind: int, one: Vehicle, most: int) -> VehicleType:
    return VehicleType(
        min(one.quantity, most),
        one.capacity,
        start_depot=kind,
        end_depot=kind,
        fixed_cost=one.fixed_cost,
        unit_distance_cost=one.cost_per_m,
        unit_duration_cost=one.cost_per_s,
        reload_depots=[kind] if one.trips > 1 else [],
        max_reloads=one.trips - 1,
        **_given(tw_early=one.opens_s, tw_late=one.closes_s, shift_duration=one.shift_s, max_distance=one.reach_m),
    )


def _given(**limits: int | None) -> dict[str, int]:
    """Return the limits that there are."""
    return {name: limit for name, limit in limits.items() if limit is not None}


def _dearest_round(problem: Problem, stop: Stop) -> int:
    """Return what it costs to visit a stop alone with the dearest vehicle, and no less than 1."""
    costs = [1]
    for one in problem.vehicles:
        metres, seconds = (
            matrix[one.depot][stop.place] + matrix[stop.place][one.depot]
            for matrix in (problem.distance_m, problem.duration_s)
        )
        seconds += one.loads_s + stop.service_s
        costs.append(one.fixed_cost + one.cost_per_m * metres + one.cost_per_s * seconds)
    return max(costs)
