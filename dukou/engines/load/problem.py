"""Say what is loaded, into which vehicles, and what an answer holds.

The length of a vehicle runs from its front wall (x = 0) to its doors, the width is y, the height z; all in millimetres.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple, TypeVar

from dukou.base.solving import Status

Support = Literal["full", "none"]
Reason = Literal["too large", "too heavy", "no room"]
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Carton:
    """Describe cartons of one kind, owner and drop.

    `upright` tells for length, width and height whether it may stand vertical. `bears_grams_per_dm2` is what a square
    decimetre of the top may carry (None: anything). Drop 0 is unloaded first. Grams may be 0 where nothing weighs.

    Raises
    ------
    ValueError
        Where a size or the quantity is not positive, a weight is negative, or the carton may stand in no way.
    """

    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    quantity: int
    grams: int = 0
    upright: tuple[bool, bool, bool] = (False, False, True)
    bears_grams_per_dm2: int | None = None
    owner: int = 0
    drop: int = 0

    def __post_init__(self) -> None:
        if min(self.sizes) <= 0:
            raise ValueError(f"{self.name}: a size is not positive")
        if self.quantity <= 0:
            raise ValueError(f"{self.name}: the quantity is not positive")
        if min(self.grams, self.bears_grams_per_dm2 or 0, self.drop) < 0:
            raise ValueError(f"{self.name}: a weight or the drop is negative")
        if not any(self.upright):
            raise ValueError(f"{self.name}: no side may stand vertical")

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Length, width and height."""
        return self.length_mm, self.width_mm, self.height_mm

    @property
    def mm3(self) -> int:
        """Volume of one."""
        return self.length_mm * self.width_mm * self.height_mm


@dataclass(frozen=True, slots=True)
class Axles:
    """Place two axles along the length, and say what of the load each may carry.

    By the lever law grams at x put ``(rear - x) / (rear - front)`` of themselves on the front axle, the rest on the
    rear one. The front axle may lie before the front wall, at a negative place.
    """

    front_mm: int
    rear_mm: int
    front_max_grams: int
    rear_max_grams: int

    def __post_init__(self) -> None:
        if self.front_mm >= self.rear_mm or min(self.front_max_grams, self.rear_max_grams) < 0:
            raise ValueError("the front axle is not before the rear one, or an axle's limit is negative")


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Offer vehicles of one kind: inner sizes, how many there are (None: any number), and the cost of each.

    A pallet is a vehicle too. `off_centre_mm` is how far the load's centre of gravity may lie from the middle of the
    length, as with containers.

    Raises
    ------
    ValueError
        Where a size is not positive, or a limit, the quantity or the cost is negative.
    """

    name: str
    length_mm: int
    width_mm: int
    height_mm: int
    max_grams: int | None = None
    quantity: int | None = None
    cost_minor: int = 0
    axles: Axles | None = None
    off_centre_mm: int | None = None

    def __post_init__(self) -> None:
        if min(self.sizes) <= 0:
            raise ValueError(f"{self.name}: a size is not positive")
        if min(self.max_grams or 0, self.quantity or 0, self.cost_minor, self.off_centre_mm or 0) < 0:
            raise ValueError(f"{self.name}: a limit, the quantity or the cost is negative")

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Length, width and height."""
        return self.length_mm, self.width_mm, self.height_mm

    @property
    def weighs(self) -> bool:
        """Tell whether a limit on weight holds here."""
        return self.max_grams is not None or self.axles is not None or self.off_centre_mm is not None


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold vehicles and cartons, and the laws of the load.

    Support "full": every base lies wholly on the floor or on tops of cartons. With `keep_order` no carton of a later
    drop stands between one of an earlier drop and the doors, or on it.

    Raises
    ------
    ValueError
        Where a carton has no weight though a vehicle or another carton limits it, or cartons bear and may float.
    """

    vehicles: tuple[Vehicle, ...]
    cartons: tuple[Carton, ...]
    support: Support = "full"
    keep_order: bool = False

    def __post_init__(self) -> None:
        if self.support not in {"full", "none"}:
            raise ValueError(f"support is full or none, not {self.support}")
        bears = any(one.bears_grams_per_dm2 is not None for one in self.cartons)
        if bears and self.support == "none":
            raise ValueError("what a carton bears has a meaning under full support only")
        if bears or any(one.weighs for one in self.vehicles):
            for number, one in enumerate(self.cartons):
                if one.grams == 0:
                    raise ValueError(f"carton {number} ({one.name}): it has no weight")

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read a problem; a carton or vehicle that is none is named by its number."""
        vehicles = _each("vehicle", data["vehicles"], _vehicle)
        cartons = _each("carton", data["cartons"], _carton)
        return cls(vehicles, cartons, data.get("support", "full"), data.get("keep_order", False))

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


class Placement(NamedTuple):
    """Place a carton: its corner nearest the front wall's lower left, its sizes as it stands, the carton's number."""

    x: int
    y: int
    z: int
    dx: int
    dy: int
    dz: int
    type: int


@dataclass(frozen=True, slots=True)
class Load:
    """Fill one vehicle of a kind; its placements in the order in which they are put in."""

    vehicle: int
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """Name cartons that stay behind, and why: too large or too heavy for every vehicle, or no room."""

    carton: int
    quantity: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Bound:
    """Say what no answer exceeds: no load carries more than `mm3`; to carry all that fits takes so much, so many."""

    mm3: int
    cost_minor: int
    vehicles: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the loads, what is left, what is carried, its cost, and a bound.

    "optimal": nothing more can be carried, nor at a lower cost, nor as cheaply in fewer vehicles. "infeasible": no
    carton fits into any vehicle.
    """

    loads: tuple[Load, ...]
    left: tuple[Left, ...]
    mm3: int
    cost_minor: int
    bound: Bound
    status: Status

    @property
    def gap(self) -> float:
        """Share of the volume that may be missing or, where all is carried, of the cost that may be too much."""
        if self.mm3 < self.bound.mm3:
            return 1 - self.mm3 / self.bound.mm3
        return 1 - self.bound.cost_minor / self.cost_minor if self.cost_minor else 0.0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read an answer."""
        loads = tuple(
            Load(one["vehicle"], tuple(Placement(**place) for place in one["placements"])) for one in data["loads"]
        )
        left = tuple(Left(**one) for one in data["left"])
        return cls(loads, left, data["mm3"], data["cost_minor"], Bound(**data["bound"]), data["status"])

    def to_json(self) -> dict[str, Any]:
        """Write the answer; a viewer draws each load's placements one after another."""
        return {
            "loads": [
                {
                    "vehicle": one.vehicle,
                    "placements": [place._asdict() for place in one.placements],
                }
                for one in self.loads
            ],
            "left": [asdict(one) for one in self.left],
            "mm3": self.mm3,
            "cost_minor": self.cost_minor,
            "bound": asdict(self.bound),
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class Stages:
    """Hold loading in two stages: cartons on pallets, then pallets in vehicles.

    The first cartons of the second problem are the pallets, one for each load of the first answer and in their order;
    after them comes what stays off the pallets, as it is.
    """

    on_pallets: Problem
    pallets: Answer
    in_vehicles: Problem
    vehicles: Answer


def _each(noun: str, rows: Sequence[dict[str, Any]], read: Callable[[dict[str, Any]], One]) -> tuple[One, ...]:
    found = []
    for number, row in enumerate(rows):
        try:
            if any(isinstance(value, float) for value in row.values()):
                raise ValueError("a number is not whole")
            found.append(read(row))
        except (AttributeError, KeyError, TypeError, ValueError) as bad:
            raise ValueError(f"{noun} {number}: {bad}") from bad
    return tuple(found)


def _carton(row: dict[str, Any]) -> Carton:
    upright = row.get("upright", (False, False, True))
    return Carton(**{**row, "upright": tuple(upright)})


def _vehicle(row: dict[str, Any]) -> Vehicle:
    return Vehicle(**{**row, "axles": Axles(**row["axles"]) if row.get("axles") else None})
