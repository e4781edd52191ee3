"""Read routing problems in public formats, and write and read plans as VRPLIB's .sol files.

Read are capacitated problems (CVRP), those with a longest round (DVRP), with time windows (VRPTW, also in Solomon's own
form) and with goods brought and taken at once (VRPSPD, as Dethloff's instances are kept). Places are measured as usual:
to the nearest whole, with time windows in tenths, cut off (DIMACS challenge 2021). A second is a metre.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from math import ceil, hypot
from pathlib import Path

from dukou.base.solving import Format
from dukou.engines.route.problem import Answer, Matrix, Problem, Round, Stop, Vehicle
from dukou.engines.route.vrplib import Instance, Row, parse

TYPES = {"", "CVRP", "DVRP", "VRPTW", "CVRPTW", "VRPSPD", "VRPSPDTW"}
MEASURES: dict[str, Callable[[float], int]] = {"EUC_2D": lambda length: int(length + 0.5), "CEIL_2D": ceil}
TENTHS = 10
SOLOMON_ROW = 7
ROUTE = re.compile(r"Route\s+#?\d+\s*:(.*)", re.IGNORECASE)
COST = re.compile(r"Cost\s*:?\s*([\d.]+)\s*", re.IGNORECASE)


def read_vrplib(path: Path, _options: Mapping[str, str]) -> Problem:
    """Read a problem in VRPLIB's form."""
    found = parse(path.read_text())
    kind = found.words.get("TYPE", "")
    if kind not in TYPES:
        raise ValueError(f"TYPE {kind} is not read, but any of {', '.join(sorted(TYPES - {''}))}")
    nodes = found.whole("DIMENSION", 2)
    has_windows = "TIME_WINDOW_SECTION" in found.sections or kind.endswith("TW")
    scale = TENTHS if has_windows else 1
    depot = _depot(found)
    amounts, times = _amounts(found), _times(found, scale) if has_windows else [(0, None, 0)] * nodes
    longest = found.whole("DISTANCE", 0) * scale if "DISTANCE" in found.words else 0
    vehicle = Vehicle(
        "vehicle",
        found.whole("VEHICLES", 1) if "VEHICLES" in found.words else nodes - 1,
        (found.whole("CAPACITY", 1),),
        depot,
        opens_s=times[depot][0],
        closes_s=times[depot][1],
        shift_s=longest or None,
    )
    stops = tuple(
        Stop(node, (amounts[node][0],), (amounts[node][1],), times[node][2], *times[node][:2])
        for node in range(nodes)
        if node != depot
    )
    ways = _ways(found, scale)
    return Problem(stops, (vehicle,), ways, ways, decimals=1 if has_windows else 0)


def read_solomon(path: Path, _options: Mapping[str, str]) -> Problem:
    """Read a problem with time windows in the form of Solomon's and of Gehring and Homberger's instances."""
    rows = [(line, words) for line, words in enumerate(map(str.split, path.read_text().splitlines()), start=1) if words]
    numbers = [(line, [int(word) for word in words]) for line, words in rows if all(map(str.isdecimal, words))]
    if not numbers or len(numbers[0][1]) != 2 or len(numbers) < 2:
        raise ValueError("there is no line of the number and capacity of vehicles before the customers")
    for line, row in numbers[1:]:
        if len(row) != SOLOMON_ROW:
            raise ValueError(f"line {line}: a customer has {SOLOMON_ROW} numbers")
    count, capacity = numbers[0][1]
    nodes = [[row[3], *(TENTHS * value for value in row[4:])] for _line, row in numbers[1:]]
    ways = _straight([(row[1], row[2]) for _line, row in numbers[1:]], lambda length: int(TENTHS * length))
    stops = tuple(
        Stop(node, (demand,), (0,), service, opens, closes)
        for node, (demand, opens, closes, service) in enumerate(nodes)
        if node
    )
    vehicle = Vehicle("vehicle", count, (capacity,), opens_s=nodes[0][1], closes_s=nodes[0][2])
    return Problem(stops, (vehicle,), ways, ways, decimals=1)


def write(problem: Problem, answer: Answer) -> str:
    """Return a plan as a .sol file: stops by number, from 1."""
    trips = [trip for one in answer.rounds for trip in one.trips]
    lines = [f"Route #{number}: {' '.join(str(stop + 1) for stop in trip)}" for number, trip in enumerate(trips, 1)]
    return "\n".join([*lines, f"Cost {answer.cost / 10**problem.decimals:.{problem.decimals}f}"]) + "\n"


def read_answer(problem: Problem, text: str) -> Answer:
    """Read a .sol file; it holds no bound, and is meant to visit all."""
    trips, cost = [], None
    for line, words in enumerate(text.splitlines(), start=1):
        if route := ROUTE.fullmatch(words.strip()):
            if not all(map(str.isdecimal, route[1].split())):
                raise ValueError(f"line {line}: a route names its stops by whole numbers")
            trips.append(tuple(int(word) - 1 for word in route[1].split()))
        elif price := COST.fullmatch(words.strip()):
            cost = round(float(price[1]) * 10**problem.decimals)
    if cost is None:
        raise ValueError("there is no line of the cost")
    rounds = tuple(Round(0, _leaves_s(problem, trip), (trip,)) for trip in trips if trip)
    left = tuple(sorted(set(range(len(problem.stops))).difference(*trips)))
    return Answer(rounds, left, cost, 0, (), "feasible")


def tell(problem: Problem, answer: Answer) -> dict[str, str | int | float]:
    """Return the figures of a plan."""
    unit = 10**problem.decimals
    return {
        "status": answer.status,
        "routes": sum(len(one.trips) for one in answer.rounds),
        "cost": answer.cost / unit if problem.decimals else answer.cost,
        "bound": answer.bound / unit if problem.decimals else answer.bound,
        "gap_percent": round(100 * answer.gap, 2),
        "stops_left_out": len(answer.unserved),
    }


def _leaves_s(problem: Problem, trip: tuple[int, ...]) -> int:
    """Return when to leave so as to be at the first stop when it opens; a .sol file does not say."""
    if trip[0] not in range(len(problem.stops)):
        return 0
    first, vehicle = problem.stops[trip[0]], problem.vehicles[0]
    return max(vehicle.opens_s, first.opens_s - problem.duration_s[vehicle.depot][first.place])


def _depot(found: Instance) -> int:
    depots = [int(value) for _line, row in found.sections.get("DEPOT_SECTION", []) for value in row if value > 0]
    if len(depots) != 1 or depots[0] > found.whole("DIMENSION", 1):
        raise ValueError(f"DEPOT_SECTION names {depots}, not one node")
    return depots[0] - 1


def _amounts(found: Instance) -> list[tuple[int, int]]:
    """Return what is brought to each node, and what is taken there."""
    if "PICKUP_AND_DELIVERY_SECTION" in found.sections:
        rows = found.of_nodes("PICKUP_AND_DELIVERY_SECTION", 6, whole=True)
        return [(int(row[4]), int(row[5])) for row in rows]
    return [(int(row[0]), 0) for row in found.of_nodes("DEMAND_SECTION", 1, whole=True)]


def _times(found: Instance, scale: int) -> list[tuple[int, int, int]]:
    """Return when each node opens and closes, and how long service takes."""
    if "PICKUP_AND_DELIVERY_SECTION" in found.sections:
        rows = [row[1:4] for row in found.of_nodes("PICKUP_AND_DELIVERY_SECTION", 6)]
    else:
        services: list[Row] = [(0.0,)] * found.whole("DIMENSION", 1)
        if "SERVICE_TIME_SECTION" in found.sections:
            services = found.of_nodes("SERVICE_TIME_SECTION", 1)
        elif "SERVICE_TIME" in found.words:
            depot, service = _depot(found), float(found.whole("SERVICE_TIME", 0))
            services = [(0.0 if node == depot else service,) for node in range(len(services))]
        windows = found.of_nodes("TIME_WINDOW_SECTION", 2)
        rows = [(*window, *service) for window, service in zip(windows, services, strict=True)]
    return [(int(opens * scale), int(closes * scale), int(service * scale)) for opens, closes, service in rows]


def _ways(found: Instance, scale: int) -> Matrix:
    kind, nodes = found.words.get("EDGE_WEIGHT_TYPE", ""), found.whole("DIMENSION", 1)
    if kind == "EXPLICIT":
        return _explicit(found, nodes, scale)
    if kind not in MEASURES:
        raise ValueError(f"EDGE_WEIGHT_TYPE {kind!r} is not read, but EXPLICIT, {', '.join(MEASURES)}")
    points = [(row[0], row[1]) for row in found.of_nodes("NODE_COORD_SECTION", 2)]
    return _straight(points, MEASURES[kind] if scale == 1 else lambda length: int(scale * length))


def _straight(points: list[tuple[float, float]], measure: Callable[[float], int]) -> Matrix:
    return tuple(tuple(measure(hypot(x - there_x, y - there_y)) for there_x, there_y in points) for x, y in points)


def _explicit(found: Instance, nodes: int, scale: int) -> Matrix:
    """Read a matrix that is written in full, or one triangle of it row by row."""
    form = found.words.get("EDGE_WEIGHT_FORMAT", "")
    places = {
        "FULL_MATRIX": [(i, j) for i in range(nodes) for j in range(nodes)],
        "LOWER_ROW": [(i, j) for i in range(nodes) for j in range(i)],
        "LOWER_DIAG_ROW": [(i, j) for i in range(nodes) for j in range(i + 1)],
        "UPPER_ROW": [(i, j) for i in range(nodes) for j in range(i + 1, nodes)],
        "UPPER_DIAG_ROW": [(i, j) for i in range(nodes) for j in range(i, nodes)],
    }
    if form not in places:
        raise ValueError(f"EDGE_WEIGHT_FORMAT {form!r} is not read, but {', '.join(places)}")
    numbers = found.all_numbers("EDGE_WEIGHT_SECTION", len(places[form]))
    ways = [[0] * nodes for _node in range(nodes)]
    for (i, j), number in zip(places[form], numbers, strict=True):
        ways[i][j] = int(number * scale)
        if form != "FULL_MATRIX":
            ways[j][i] = ways[i][j]
    return tuple(map(tuple, ways))


_sol = partial(Format, write=write, read_answer=read_answer, tell=tell)
FORMATS = {
    "vrplib": _sol(read_vrplib, suffixes=(".vrp",)),
    "dethloff": _sol(read_vrplib, suffixes=(".vrpspd",)),
    "solomon": _sol(read_solomon),
}
