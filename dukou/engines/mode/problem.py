"""Say what travels, with which services it may travel, and what an answer and its proof hold."""

from dataclasses import asdict, dataclass
from typing import Any

from dukou.base.solving import Status

# So many shipments at the most, and so many partial ways, are tried one by one: then a bound needs no tree, for whoever
# doubts it can do the same.
FEW = 24
TRIES = 1_500


@dataclass(frozen=True, slots=True)
class Service:
    """Offer a service with its tariff; only the fields of its kind count.

    "parcel": each shipment alone, `first_minor` up to `first_grams` and `step_minor` for each further `step_grams`
    begun. "shared": `rate_minor` a "kg" or "m3" (`rate_unit`) of everything that travels together, rounded up once, and
    at least `minimum_minor` if anything does. "vehicle": `vehicle_minor` for each whole vehicle, as many as needed.

    By weight, a parcel's own and a shared service's common chargeable grams are max(grams, ml * 1000 / `ml_per_kg`),
    grams alone where `ml_per_kg` is 0.

    Raises
    ------
    ValueError
        Where the fields make no tariff.
    """

    name: str
    kind: str
    first_grams: int = 0
    first_minor: int = 0
    step_grams: int = 0
    step_minor: int = 0
    ml_per_kg: int = 0
    rate_minor: int = 0
    rate_unit: str = ""
    minimum_minor: int = 0
    vehicle_minor: int = 0
    capacity_ml: int = 0
    capacity_grams: int = 0

    def __post_init__(self) -> None:
        if self.kind == "parcel":
            sound = min(self.first_grams, self.first_minor, self.step_grams, self.step_minor, self.ml_per_kg) >= 0
            sound = sound and (self.step_grams > 0 or self.step_minor == 0)
        elif self.kind == "shared":
            sound = self.rate_unit in {"kg", "m3"} and min(self.rate_minor, self.minimum_minor, self.ml_per_kg) >= 0
        else:
            sound = self.kind == "vehicle" and self.vehicle_minor >= 0 < min(self.capacity_ml, self.capacity_grams)
        if not sound:
            raise ValueError(f"no tariff: {self}")


@dataclass(frozen=True, slots=True)
class Shipment:
    """Hold a shipment's weight and volume, and what it costs besides with each service (None: not allowed)."""

    grams: int
    ml: int
    extra_minor: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold services, and shipments with one `extra_minor` a service."""

    services: tuple[Service, ...]
    shipments: tuple[Shipment, ...]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read a problem."""
        shipments = tuple(Shipment(one["grams"], one["ml"], tuple(one["extra_minor"])) for one in data["shipments"])
        return cls(tuple(Service(**one) for one in data["services"]), shipments)

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Split:
    """Divide the ways to choose in two, each proven by a later node of the proof.

    Without a shipment: the service runs at most `most` vehicles (`first`), or more (`second`); a shared service counts
    as one vehicle. With a shipment: it goes with the service (`first`), or does not (`second`).
    """

    service: int
    shipment: int | None
    most: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """Prove a bound for what is left by multipliers ``(service, of grams, of ml)`` in billionths.

    A vehicle's price bears on its load by weight and by volume, a shared service's price too, each in full at the most.
    The multipliers mix these laws: a shipment pays its part of them, and what is left of the price (or is too much)
    counts for the vehicles that must run (or can).
    """

    parts_e9: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the service of each shipment, the vehicles of each service, the cost, and a bound with its proof.

    `proof` is a tree from node 0 on; by weak duality its leaves prove that no choice costs less than `bound_minor`.
    An empty proof says that there are only a `FEW` shipments, and that placing one after another, the largest first,
    leads to no cheaper choice within so many `TRIES`. "infeasible" says that some shipment has no service; then nothing
    is chosen.
    """

    chosen: tuple[int, ...]
    vehicles: tuple[int, ...]
    cost_minor: int
    bound_minor: int
    proof: tuple[Split | Leaf, ...]
    status: Status

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read an answer."""
        return cls(
            tuple(data["chosen"]),
            tuple(data["vehicles"]),
            data["cost_minor"],
            data["bound_minor"],
            tuple(_node(one) for one in data["proof"]),
            data["status"],
        )

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)


def _node(data: dict[str, Any]) -> Split | Leaf:
    if "parts_e9" in data:
        return Leaf(tuple((service, grams, ml) for service, grams, ml in data["parts_e9"]))
    return Split(**data)
