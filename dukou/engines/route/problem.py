"""Say which stops there are, with which vehicles they may be visited, and what a plan of rounds holds."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from math import hypot
from typing import Any

from dukou.base.solving import Status

# Numbers and costs up to here stay far from the largest integer of the solver.
MOST = 10**10
MOST_COST = 10**14
HOUR_S = 3_600

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Visit a place once: bring `delivery` from the depot, take `pickup` there, one amount a dimension (kg, litres).

    Service takes `service_s` and begins between `opens_s` and `closes_s` (None: at any time later). A stop with a
    `prize` may be left out, which costs the prize; one without must be visited.
    """

    place: int
    delivery: tuple[int, ...]
    pickup: tuple[int, ...]
    service_s: int = 0
    opens_s: int = 0
    closes_s: int | None = None
    prize: int | None = None


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Offer `quantity` vehicles of a kind that stand at a place, their depot.

    A round is all that a vehicle does: at most so many trips from the depot and back, one after another, each after
    loading for `loads_s`. It begins and ends between `opens_s` and `closes_s`, lasts at most `shift_s` and is at most
    `reach_m` long (None: no limit). It costs `fixed_cost`, and so much a metre and a second, in the problem's own unit,
    such as a thousandth of a fen.
    """

    name: str
    quantity: int
    capacity: tuple[int, ...]
    depot: int = 0
    loads_s: int = 0
    opens_s: int = 0
    closes_s: int | None = None
    shift_s: int | None = None
    reach_m: int | None = None
    trips: int = 1
    fixed_cost: int = 0
    cost_per_m: int = 1
    cost_per_s: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold stops, vehicles, and the way from each place to each: ``distance_m[here][there]``, ``duration_s`` likewise.

    `decimals` says how many digits of a distance or cost are decimals in the file that it comes from. Raises ValueError
    where a field is no whole number, negative, too large, of another shape, or names a place that is not there.
    """

    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    distance_m: Matrix
    duration_s: Matrix
    decimals: int = 0

    def __post_init__(self) -> None:
        places = len(self.distance_m)
        _require_matrix("distances", self.distance_m, places)
        _require_matrix("durations", self.duration_s, places)
        dimensions = {len(one) for stop in self.stops for one in (stop.delivery, stop.pickup)}
        if len(dimensions | {len(vehicle.capacity) for vehicle in self.vehicles}) > 1:
            raise ValueError("stops and vehicles do not have the same number of amounts")
        for number, stop in enumerate(self.stops):
            _require_numbers(f"stop {number}", _values(stop), stop.place, places)
        for number, vehicle in enumerate(self.vehicles):
            _require_numbers(f"vehicle {number}", _values(vehicle), vehicle.depot, places)
            if min(vehicle.quantity, vehicle.trips) < 1:
                raise ValueError(f"vehicle {number} has no quantity or no trips")
        if self._dearest() > MOST_COST:
            raise ValueError(f"a plan could cost more than {MOST_COST}: choose a larger unit of cost")

    def _dearest(self) -> int:
        """Return what no sensible plan costs more than."""
        visits = 2 * len(self.stops)
        far, long = (max(map(max, matrix), default=0) for matrix in (self.distance_m, self.duration_s))
        rounds = [one.fixed_cost + one.cost_per_m * far + one.cost_per_s * long for one in self.vehicles]
        return visits * max(rounds, default=0) + sum(stop.prize or 0 for stop in self.stops)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read a problem; `points_m` and `metres_per_hour` may stand for the two matrices: straight ways."""
        if "points_m" in data:
            distance_m, duration_s = straight(data["points_m"], data["metres_per_hour"])
        else:
            distance_m, duration_s = _matrix(data["distance_m"]), _matrix(data["duration_s"])
        return cls(
            tuple(Stop(**one | {name: tuple(one[name]) for name in ("delivery", "pickup")}) for one in data["stops"]),
            tuple(Vehicle(**one | {"capacity": tuple(one["capacity"])}) for one in data["vehicles"]),
            distance_m,
            duration_s,
            data.get("decimals", 0),
        )

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Round:
    """Send a vehicle of a kind out at `start_s`: its trips, each the stops in order.

    It leaves each place as soon as it may: after loading or service, which waits until the stop opens.
    """

    vehicle: int
    start_s: int
    trips: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the rounds, the stops that none of them visits, the cost (prizes lost included), and a bound.

    `prices` are the multipliers of the stops: with them a spanning tree proves that no plan costs less than `bound`
    (`bound.py` says how); none means that all are 0. "infeasible" says that a stop is left out that must be visited;
    then the cost is of the rounds as they are.
    """

    rounds: tuple[Round, ...]
    unserved: tuple[int, ...]
    cost: int
    bound: int
    prices: tuple[int, ...]
    status: Status

    @property
    def gap(self) -> float:
        """Return by which part of the cost the bound stays below it."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read an answer."""
        rounds = tuple(
            Round(one["vehicle"], one["start_s"], tuple(tuple(trip) for trip in one["trips"])) for one in data["rounds"]
        )
        proof = data["cost"], data["bound"], tuple(data["prices"]), data["status"]
        return cls(rounds, tuple(data["unserved"]), *proof)

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)


def straight(points_m: Sequence[Sequence[int]], metres_per_hour: int) -> tuple[Matrix, Matrix]:
    """Return the distances as the crow flies between points, in whole metres, and the seconds that they take."""
    distance_m = tuple(
        tuple(round(hypot(here[0] - there[0], here[1] - there[1])) for there in points_m) for here in points_m
    )
    return distance_m, tuple(tuple(-(-one * HOUR_S // metres_per_hour) for one in row) for row in distance_m)


def _matrix(rows: Sequence[Sequence[int]]) -> Matrix:
    return tuple(tuple(row) for row in rows)


def _require_matrix(name: str, matrix: Matrix, places: int) -> None:
    if len(matrix) != places or any(len(row) != places for row in matrix):
        raise ValueError(f"the {name} are not {places} rows of {places}")
    if not all(map(_are_numbers, matrix)):
        raise ValueError(f"a number of the {name} is not whole, negative or above {MOST}")
    if any(row[here] for here, row in enumerate(matrix)):
        raise ValueError(f"the {name} from a place to itself are not 0")


def _require_numbers(who: str, values: Sequence[Any], place: int, places: int) -> None:
    if not _are_numbers(values):
        raise ValueError(f"a number of {who} is not whole, negative or above {MOST}")
    if place >= places:
        raise ValueError(f"{who} is at no known place")


def _are_numbers(values: Sequence[Any]) -> bool:
    return set(map(type, values)) <= {int} and 0 <= min(values, default=0) <= max(values, default=0) <= MOST


def _values(one: Stop | Vehicle) -> list[Any]:
    """Return all that a stop or a vehicle says in numbers."""
    fields = [getattr(one, name) for name in one.__slots__ if name != "name"]
    flat = chain.from_iterable(field if isinstance(field, tuple) else (field,) for field in fields)
    return [value for value in flat if value is not None]
