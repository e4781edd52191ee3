"""Name how cartons stand in the vehicles of a load. Lengths are mm, along the vehicle from the front wall on."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

# The kind of job that stows a load, and the states in which a load is stowed.
STOW = ("freight", "stow")
STOWED = ("offered", "dispatched")
# A plan is kept, broke a law of loading, or leaves cartons behind; there may be none for the goods as they are now.
StowageState = Literal["kept", "broken", "left", "none"]
# As one looks in from the doors.
Side = Literal["left", "middle", "right"]
# The numbers of cartons that follow one another: the first SSCC, and how many.
Run = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Measures:
    """Hold the published measures of cartons and of a service's vehicle, and how far its load may be off its middle."""

    carton_length_mm: int
    carton_width_mm: int
    carton_grams: int
    length_mm: int
    width_mm: int
    height_mm: int
    off_centre_mm: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Hold the cartons of a shipment that are alike; drop 0 is unloaded first."""

    shipment: int
    firm: int
    drop: int
    length_mm: int
    width_mm: int
    height_mm: int
    grams: int
    runs: tuple[Run, ...]

    @property
    def count(self) -> int:
        """Return how many cartons they are."""
        return sum(count for _first, count in self.runs)


@dataclass(frozen=True, slots=True)
class Cargo:
    """Hold what goes by one service, the vehicle that carries it, and how many of them the tariff charges."""

    length_mm: int
    width_mm: int
    height_mm: int
    max_grams: int
    off_centre_mm: int
    cost_minor: int
    charged: int
    keep_order: bool
    kinds: tuple[Kind, ...]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Cargo":
        """Read what `to_json` wrote."""
        kinds = tuple(
            Kind(**{**one, "runs": tuple((first, count) for first, count in one["runs"])}) for one in data["kinds"]
        )
        return cls(**{**data, "kinds": kinds})

    def to_json(self) -> dict[str, Any]:
        """Write it down as it is kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Stand:
    """Say in plain words where a carton stands: rows from the front wall on, layers from the floor up, from 1."""

    row: int
    side: Side
    layer: int


@dataclass(frozen=True, slots=True)
class StowedCarton:
    """Show a carton where it stands, and at which step it goes in; `label` is its number on the shipment's papers."""

    step: int
    sscc: str
    label: int | None
    shipment: str
    firm: int
    drop: int
    x: int
    y: int
    z: int
    dx: int
    dy: int
    dz: int
    stand: Stand
    is_loaded: bool


@dataclass(frozen=True, slots=True)
class StowedVehicleRecord:
    """Show a vehicle of a plan: its room and, of the cartons in it, those that the viewer may see."""

    number: int
    length_mm: int
    width_mm: int
    height_mm: int
    cartons: tuple[StowedCarton, ...]

    @property
    def mm3(self) -> int:
        """Return the volume of the cartons."""
        return sum(one.dx * one.dy * one.dz for one in self.cartons)

    @property
    def share(self) -> float:
        """Return how much of the room they fill."""
        return self.mm3 / (self.length_mm * self.width_mm * self.height_mm)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Name cartons of a shipment that no vehicle of the service takes, and why."""

    shipment: str
    firm: int
    cartons: int
    reason: str


@dataclass(frozen=True, slots=True)
class StowageRecord:
    """Show the plan of a load's vehicles of one service.

    For a firm, `vehicles` are those with its own goods, and hold these alone, counted anew: whose the others are, and
    how many, is theirs. `laws` name what a broken plan broke; `job` makes the plan, or failed to, where there is none.
    """

    load: str
    on: date
    destination: str
    service: str
    state: StowageState
    keeps_order: bool
    charged: int | None
    vehicles: tuple[StowedVehicleRecord, ...]
    laws: tuple[str, ...]
    left: tuple[LeftBehind, ...]
    job: str | None
    is_whole: bool
