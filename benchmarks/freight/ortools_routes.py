"""Solve a routing problem with OR-Tools' routing: guided local search from the cheapest arcs, as its manual advises.

It is spared one law, which its first solutions do not know: that the load fits between the stops too. What is brought
and what is taken fit each for itself, so that its plans may cost less than true ones, never more.
"""

from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from dukou.engines.route import Answer, Problem, Round

FAR_S = 10**8


def plan(problem: Problem, seconds: int) -> Answer:
    """Return the plan found in so many seconds; vehicles make one trip, and a plan visits every stop."""
    kinds = [kind for kind, one in enumerate(problem.vehicles) for _vehicle in range(one.quantity)]
    depot = problem.vehicles[0].depot
    places = [depot, *(stop.place for stop in problem.stops)]
    manager = pywrapcp.RoutingIndexManager(len(places), len(kinds), 0)
    routing = pywrapcp.RoutingModel(manager)
    for vehicle, kind in enumerate(kinds):
        routing.SetArcCostEvaluatorOfVehicle(_metres(problem, kind, places, routing), vehicle)
        routing.SetFixedCostOfVehicle(problem.vehicles[kind].fixed_cost, vehicle)
    _time(problem, kinds, places, manager, routing)
    _loads(problem, kinds, routing)
    wanted = pywrapcp.DefaultRoutingSearchParameters()
    wanted.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    wanted.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    wanted.time_limit.seconds = seconds
    solution = routing.SolveWithParameters(wanted)
    assert solution, "OR-Tools found no plan"
    rounds = []
    for vehicle, kind in enumerate(kinds):
        trip, index = [], solution.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            trip.append(manager.IndexToNode(index) - 1)
            index = solution.Value(routing.NextVar(index))
        if trip:
            rounds.append(Round(kind, problem.vehicles[kind].opens_s, (tuple(trip),)))
    return Answer(tuple(rounds), (), solution.ObjectiveValue(), 0, (), "feasible")


def _metres(problem: Problem, kind: int, places: list[int], routing: Any) -> int:
    rate = problem.vehicles[kind].cost_per_m
    table = [[rate * problem.distance_m[here][there] for there in places] for here in places]
    return int(routing.RegisterTransitMatrix(table))


def _time(problem: Problem, kinds: list[int], places: list[int], manager: Any, routing: Any) -> None:
    service = [0, *(stop.service_s for stop in problem.stops)]
    table = [
        [service[here] + problem.duration_s[place][other] for other in places] for here, place in enumerate(places)
    ]
    routing.AddDimension(
        routing.RegisterTransitMatrix(table),
        slack_max=FAR_S,
        capacity=FAR_S,
        fix_start_cumul_to_zero=False,
        name="time",
    )
    time = routing.GetDimensionOrDie("time")
    for number, stop in enumerate(problem.stops, start=1):
        closes_s = FAR_S if stop.closes_s is None else stop.closes_s
        time.CumulVar(manager.NodeToIndex(number)).SetRange(stop.opens_s, closes_s)
    for vehicle, kind in enumerate(kinds):
        one = problem.vehicles[kind]
        closes_s = FAR_S if one.closes_s is None else one.closes_s
        for index in (routing.Start(vehicle), routing.End(vehicle)):
            time.CumulVar(index).SetRange(one.opens_s, closes_s)


def _loads(problem: Problem, kinds: list[int], routing: Any) -> None:
    rooms = [problem.vehicles[kind].capacity[0] for kind in kinds]
    taken = [0, *(stop.pickup[0] for stop in problem.stops)]
    brought = [0, *(stop.delivery[0] for stop in problem.stops)]
    for name, amounts in (("taken", taken), ("brought", brought)):
        routing.AddDimensionWithVehicleCapacity(
            routing.RegisterUnaryTransitVector(amounts),
            slack_max=0,
            vehicle_capacities=rooms,
            fix_start_cumul_to_zero=True,
            name=name,
        )
