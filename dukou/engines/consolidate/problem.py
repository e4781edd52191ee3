"""Say what may travel how, where, when and for what price, and what an answer and its proof hold.

Amounts are integers: grams, millilitres, days, and one minor unit of money, which the problem chooses.
"""

from dataclasses import asdict, dataclass
from typing import Any

from dukou.base.solving import Status

KINDS = ("parcel", "shared", "vehicle")
UNITS = ("kg", "m3", "value")
# The order of the stages of a path, and what terms of trade can make a shipper pay.
STAGES = ("pre", "main", "last")
PAYS = (*STAGES, "duty")
# So many shipments of a lane at the most, and so many partial ways, are tried one by one: then a bound needs no tree,
# for whoever doubts it can do the same.
FEW = 12
TRIES = 300


@dataclass(frozen=True, slots=True)
class Band:
    """Price an amount up to `up_to_amount` (None: any amount), all of it.

    The price is `base_minor` and `rate_minor` for each `per_amount` beyond `beyond_amount`, for each begun one where
    `is_begun`, and at least `minimum_minor`.

    "First kilogram 8.00, each further half begun 2.00" is ``Band(None, 800, 1000, 200, 500, is_begun=True)``.
    """

    up_to_amount: int | None = None
    base_minor: int = 0
    beyond_amount: int = 0
    rate_minor: int = 0
    per_amount: int = 1
    is_begun: bool = False
    minimum_minor: int = 0


@dataclass(frozen=True, slots=True)
class Tariff:
    """Price what rides on a departure; only the fields of its kind count.

    "parcel": each shipment alone. "shared": everything that rides, together. Both price an amount by `bands`: of "kg"
    in grams, of "m3" in millilitres, of "value" in minor units (`unit`). By kg the amount is max(grams, volumetric),
    or where `is_half_volumetric` max(grams, their mean); volumetric grams are ``ml * 1000 / ml_per_kg``, left aside
    where `ml_per_kg` is 0. Bands are in rising order; what exceeds the last is not carried.

    "vehicle": `vehicle_minor` for each whole vehicle of `capacity_grams` and `capacity_ml`.

    `fuel_ppm` of the price is added, and the sum is rounded up once. `shipment_minor` is added for each shipment,
    `remote_minor` for each one that is remote.

    Raises
    ------
    ValueError
        Where the fields make no tariff.
    """

    name: str
    kind: str
    unit: str = "kg"
    ml_per_kg: int = 0
    is_half_volumetric: bool = False
    bands: tuple[Band, ...] = ()
    vehicle_minor: int = 0
    capacity_grams: int = 0
    capacity_ml: int = 0
    fuel_ppm: int = 0
    shipment_minor: int = 0
    remote_minor: int = 0

    def __post_init__(self) -> None:
        sound = self.kind in KINDS and min(self.fuel_ppm, self.shipment_minor, self.remote_minor) >= 0
        if self.kind == "vehicle":
            sound = sound and self.vehicle_minor >= 0 < min(self.capacity_grams, self.capacity_ml)
        else:
            sound = sound and self.unit in UNITS and self.ml_per_kg >= 0 and _are_sound(self.bands)
        if not sound:
            raise ValueError(f"no tariff: {self}")


def _are_sound(bands: tuple[Band, ...]) -> bool:
    ends = [one.up_to_amount for one in bands]
    limits = [end for end in ends if end is not None]
    return (
        bool(bands)
        and None not in ends[:-1]
        and limits == sorted(set(limits))
        and all(
            one.per_amount > 0 <= min(one.base_minor, one.beyond_amount, one.rate_minor, one.minimum_minor)
            for one in bands
        )
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Name an origin, an overseas depot or a destination.

    Each shipment that leaves it costs handling, and storage a cubic metre for each day beyond the free days since it
    was ready or arrived there. At most `most_shipments_a_day` leave on one day (None: any number).
    """

    name: str
    storage_minor_a_m3_day: int = 0
    free_days: int = 0
    handling_minor_a_shipment: int = 0
    handling_minor_a_carton: int = 0
    handling_minor_a_kg: int = 0
    most_shipments_a_day: int | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """Leave one place for another with a tariff; what is there on the day of the cut-off may ride.

    `most_vehicles` limits a vehicle tariff (None: any number). `customs` is the tariff of one customs entry for
    everything aboard that arrives (None: no border is crossed): it is a "shared" one.
    """

    origin: int
    destination: int
    tariff: int
    cut_off_day: int
    leaves_day: int
    arrives_day: int
    stage: str = "main"
    most_vehicles: int | None = None
    customs: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """Say what must travel, whole, along one path.

    It leaves one of `origins`, ``(place, extra_minor)``, not before it is ready. It may arrive until `latest_day`
    (None: any day) and costs `late_minor_a_day` for each day after `due_day`. `pays` names the stages that its shipper
    pays, and "duty". Carriage, handling and storage of another stage cost nothing here and load nothing, for the buyer
    books them; "duty" is `duty_ppm` of the value where a border is crossed, and its part of the customs entry.

    `allowed` names the departures that it may use (None: all), `locked` one that a person has decided.
    """

    grams: int
    ml: int
    origins: tuple[tuple[int, int], ...]
    destination: int
    ready_day: int
    due_day: int
    latest_day: int | None = None
    late_minor_a_day: int = 0
    value_minor: int = 0
    duty_ppm: int = 0
    cartons: int = 1
    owner: int = 0
    is_remote: bool = False
    pays: tuple[str, ...] = PAYS
    allowed: tuple[int, ...] | None = None
    locked: int | None = None

    def __post_init__(self) -> None:
        amounts = (self.grams, self.ml, self.value_minor, self.duty_ppm, self.cartons, self.late_minor_a_day)
        extras = [extra for _place, extra in self.origins]
        if min(*amounts, *extras) < 0 or not set(PAYS).issuperset(self.pays):
            raise ValueError(f"no shipment: {self}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold what may be used and what must travel; numbers name tariffs, places and departures by their place here.

    A path is one departure, or several of strictly rising stages, each from where the one before arrives and not cut
    off before that. Every day from ready to arrival costs `capital_ppm_a_year` / 365 of a shipment's value.

    Raises
    ------
    ValueError
        Where a number names nothing, a departure arrives before it leaves, or a customs tariff is not a shared one.
    """

    tariffs: tuple[Tariff, ...]
    places: tuple[Place, ...]
    departures: tuple[Departure, ...]
    shipments: tuple[Shipment, ...]
    capital_ppm_a_year: int = 0

    def __post_init__(self) -> None:
        for one in self.departures:
            _require(one, _fits(one.origin, self.places) and _fits(one.destination, self.places))
            _require(one, _fits(one.tariff, self.tariffs) and one.stage in STAGES)
            _require(one, one.cut_off_day <= one.leaves_day <= one.arrives_day)
            _require(one, one.most_vehicles is None or one.most_vehicles >= 0)
            customs = one.customs
            _require(one, customs is None or (_fits(customs, self.tariffs) and self.tariffs[customs].kind == "shared"))
        for shipment in self.shipments:
            places = [shipment.destination, *(place for place, _extra in shipment.origins)]
            _require(shipment, all(_fits(place, self.places) for place in places))
            named = [*(shipment.allowed or ()), *([] if shipment.locked is None else [shipment.locked])]
            _require(shipment, all(_fits(departure, self.departures) for departure in named))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read a problem."""
        return cls(
            tuple(
                Tariff(**one | {"bands": tuple(Band(**band) for band in one.get("bands", ()))})
                for one in data["tariffs"]
            ),
            tuple(Place(**one) for one in data["places"]),
            tuple(Departure(**one) for one in data["departures"]),
            tuple(_shipment(one) for one in data["shipments"]),
            data.get("capital_ppm_a_year", 0),
        )

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


def _fits(number: int, named: tuple[Any, ...]) -> bool:
    return 0 <= number < len(named)


def _require(one: Departure | Shipment, is_sound: bool) -> None:
    if not is_sound:
        raise ValueError(f"it names what there is not, or no order of days: {one}")


def _shipment(data: dict[str, Any]) -> Shipment:
    read = dict(data)
    read["origins"] = tuple((place, extra) for place, extra in data["origins"])
    for name in ("pays", "allowed"):
        if data.get(name) is not None:
            read[name] = tuple(data[name])
    return Shipment(**read)


@dataclass(frozen=True, slots=True)
class Split:
    """Divide the ways to choose: the vehicles of a group are at most so many (node `first`), or more (`second`)."""

    group: int
    most: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """Prove a bound for what the splits leave, by weak duality; prices are in millionths of a minor unit.

    Each shipment is worth a price, at most what it costs to go without a pool. A pool gains the worths of those that it
    takes, less what they pay themselves, and loses its own price; the bound is all worths less the gains. `shifts_e6`
    are added to a vehicle's price, a group each, and given back for the vehicles that the splits leave to the group.
    `tolls_e6`, ``(shipment, pool, price)``, are what a pool gains from a shipment whose path has other pools too: the
    first without a toll gains the rest. `queues_e6`, ``(place, day, price)``, are what it costs to leave a place that
    takes few, given back for those that it takes.
    """

    worths_e6: tuple[int, ...]
    shifts_e6: tuple[int, ...] = ()
    tolls_e6: tuple[tuple[int, int, int], ...] = ()
    queues_e6: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LaneProof:
    """Prove a bound for shipments that share no pool and no limited place with others.

    A pool is a departure of a shared or vehicle tariff, numbered as the departure, or the customs entry of one,
    numbered after all departures in their order. `by_weight` names the pools that are measured by weight where weight
    and volume both count; the others are by volume. `groups` are departures of vehicles; `nodes` is a tree from node 0
    on. Without nodes, trying all ways proves the bound: that is only where they are few.
    """

    shipments: tuple[int, ...]
    bound_minor: int
    by_weight: tuple[int, ...] = ()
    groups: tuple[tuple[int, ...], ...] = ()
    nodes: tuple[Split | Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold each shipment's path of departures, the vehicles of each departure, the cost, and a bound with its proof.

    "infeasible" says that some shipment has no path at all; "stopped" without paths, that none was found for all of
    them together, which the limits of places and vehicles may forbid: then the cost is 0.
    """

    paths: tuple[tuple[int, ...], ...]
    vehicles: tuple[int, ...]
    cost_minor: int
    bound_minor: int
    proof: tuple[LaneProof, ...]
    status: Status

    @property
    def gap(self) -> float:
        """Return how much of the cost the bound leaves unproven, between 0 and 1."""
        return (self.cost_minor - self.bound_minor) / self.cost_minor if self.cost_minor else 0.0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read an answer."""
        return cls(
            tuple(tuple(path) for path in data["paths"]),
            tuple(data["vehicles"]),
            data["cost_minor"],
            data["bound_minor"],
            tuple(_lane(one) for one in data["proof"]),
            data["status"],
        )

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)


def _lane(data: dict[str, Any]) -> LaneProof:
    return LaneProof(
        tuple(data["shipments"]),
        data["bound_minor"],
        tuple(data["by_weight"]),
        tuple(tuple(group) for group in data["groups"]),
        tuple(_node(node) for node in data["nodes"]),
    )


def _node(data: dict[str, Any]) -> Split | Leaf:
    if "worths_e6" not in data:
        return Split(**data)
    tolls = tuple((shipment, pool, price) for shipment, pool, price in data["tolls_e6"])
    queues = tuple((place, day, price) for place, day, price in data["queues_e6"])
    return Leaf(tuple(data["worths_e6"]), tuple(data["shifts_e6"]), tolls, queues)
