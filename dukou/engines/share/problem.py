"""Say what is shared over whom: the goods of each member on each departure, the tariffs, and what was paid."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from dukou.base.solving import Status

# What the engine counts in whole 64-bit numbers stays far below their end.
MOST_MINOR = 10**12
MOST_PRODUCT = 2**61
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Band:
    """Price an amount up to `up_to_amount` grams or ml (None: any amount), all of it.

    The price is `base_minor` and `rate_minor` for each `per_amount` beyond `beyond_amount`, for each begun one where
    `is_begun`, and at least `minimum_minor`.
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
    """Price what rides together; only the fields of its kind count.

    "parcel": nothing in common, each member's extra is all it costs. "joint": `fixed_minor`, whatever rides. "shared":
    the first of the `bands` that holds the whole amount prices all of it. "vehicle": `vehicle_minor` for each whole
    vehicle, as many as grams and millilitres need, at least one.

    The amount is millilitres where `unit` is "m3". Where it is "kg" it is max(grams, ml * 1000 / `ml_per_kg`), or
    with `is_half_volumetric` the mean of the two where the volume is more, or grams alone where `ml_per_kg` is 0.
    `fuel_ppm` comes on top of bands and vehicles; that is rounded up once, then `fixed_minor` is added.

    Raises
    ------
    ValueError
        Where the fields make no tariff.
    """

    kind: str
    bands: tuple[Band, ...] = ()
    unit: str = ""
    ml_per_kg: int = 0
    is_half_volumetric: bool = False
    vehicle_minor: int = 0
    capacity_ml: int = 0
    capacity_grams: int = 0
    fuel_ppm: int = 0
    fixed_minor: int = 0

    def __post_init__(self) -> None:
        sound = min(self.fuel_ppm, self.fixed_minor, self.ml_per_kg) >= 0 and self.fuel_ppm <= MILLION
        if self.kind == "shared":
            sound = sound and self.unit in {"kg", "m3"} and _are_bands(self.bands)
        elif self.kind == "vehicle":
            sound = sound and self.vehicle_minor >= 0 < min(self.capacity_ml, self.capacity_grams)
        else:
            sound = sound and self.kind in {"parcel", "joint"}
        if not sound:
            raise ValueError(f"no tariff: {self}")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Tariff":
        """Read a tariff."""
        return cls(**{**data, "bands": tuple(Band(**band) for band in data.get("bands", ()))})


def _are_bands(bands: tuple[Band, ...]) -> bool:
    """Tell whether bands rise, and only the last is open."""
    limits = [band.up_to_amount for band in bands[:-1]]
    ends = [end for end in limits if end is not None]
    return (
        bool(bands)
        and bands[-1].up_to_amount is None
        and len(ends) == len(limits)
        and all(earlier < later for earlier, later in pairwise((-1, *ends)))
        and all(
            one.per_amount > 0 <= min(one.base_minor, one.beyond_amount, one.rate_minor, one.minimum_minor)
            for one in bands
        )
    )


@dataclass(frozen=True, slots=True)
class Departure:
    """Offer the tariffs by which the goods of those aboard may go, all of them by the same one."""

    tariffs: tuple[Tariff, ...] = ()


@dataclass(frozen=True, slots=True)
class Leg:
    """Name a cost in common of some departures, as an empty way back: a tariff on all goods that they carry."""

    departures: tuple[int, ...]
    tariff: Tariff


@dataclass(frozen=True, slots=True)
class Part:
    """Hold a member's goods on a departure: own best of them, load, and what they cost besides by each tariff there."""

    departure: int
    own_best_minor: int
    grams: int = 0
    ml: int = 0
    extra_minor: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """Hold who pays; its own best is that of its parts together."""

    parts: tuple[Part, ...]

    @property
    def own_best_minor(self) -> int:
        """Return what the member pays where it goes its own best way with everything."""
        return sum(part.own_best_minor for part in self.parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold what was paid for the pool, its members, its departures and the legs they have in common.

    Raises
    ------
    ValueError
        Where an amount is negative or too large to count, a member has two parts on a departure, a part has not one
        extra a tariff, or a departure is named that is not there.
    """

    pooled_minor: int
    members: tuple[Member, ...]
    departures: tuple[Departure, ...] = ()
    legs: tuple[Leg, ...] = ()

    def __post_init__(self) -> None:
        places = range(len(self.departures))
        for number, member in enumerate(self.members):
            aboard = [part.departure for part in member.parts]
            if len(set(aboard)) < len(aboard) or not set(aboard) <= set(places):
                raise ValueError(f"member {number} names a departure twice, or one that is not there")
            for part in member.parts:
                if len(part.extra_minor) != len(self.departures[part.departure].tariffs):
                    raise ValueError(f"member {number} has not one extra a tariff of departure {part.departure}")
                if min(part.own_best_minor, part.grams, part.ml, *part.extra_minor) < 0:
                    raise ValueError(f"an amount of member {number} is negative")
        for leg in self.legs:
            if len(set(leg.departures)) < len(leg.departures) or not set(leg.departures) <= set(places):
                raise ValueError("a leg names a departure twice, or one that is not there")
        self._require_countable()

    def _require_countable(self) -> None:
        parts = [part for member in self.members for part in member.parts]
        sums = [self.pooled_minor, sum(part.own_best_minor for part in parts), sum(part.grams for part in parts)]
        sums += [sum(part.ml for part in parts), sum(sum(part.extra_minor) for part in parts)]
        if not 0 <= min(sums) <= max(sums) <= MOST_MINOR:
            raise ValueError(f"more than {MOST_MINOR} in all, or less than nothing")
        most = [self._most((place,)) for place in range(len(self.departures))]
        priced = [(one, aboard) for place, aboard in enumerate(most) for one in self.departures[place].tariffs]
        priced += [(leg.tariff, self._most(leg.departures)) for leg in self.legs]
        for tariff, aboard in priced:
            if _largest_product(tariff, aboard) > MOST_PRODUCT:
                raise ValueError(f"too dear or too fine to count: {tariff}")

    def _most(self, departures: tuple[int, ...]) -> int:
        """Return the grams or the ml of all that goes by these departures, whichever are more."""
        parts = [part for member in self.members for part in member.parts if part.departure in departures]
        return max(sum(part.grams for part in parts), sum(part.ml for part in parts))

    @classmethod
    def of_own_bests(cls, pooled_minor: int, own_best_minor: tuple[int, ...]) -> "Problem":
        """Return the problem where nothing is known but own bests: its charges are in proportion to them."""
        return cls(pooled_minor, tuple(Member((Part(0, own),)) for own in own_best_minor), (Departure(),))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Problem":
        """Read a problem."""
        members = tuple(
            Member(tuple(Part(**{**part, "extra_minor": tuple(part.get("extra_minor", ()))}) for part in one["parts"]))
            for one in data["members"]
        )
        departures = tuple(Departure(tuple(map(Tariff.from_json, one["tariffs"]))) for one in data["departures"])
        legs = tuple(Leg(tuple(one["departures"]), Tariff.from_json(one["tariff"])) for one in data.get("legs", ()))
        return cls(data["pooled_minor"], members, departures, legs)

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


def _largest_product(tariff: Tariff, most: int) -> int:
    """Return a number that none exceeds which pricing so much by a tariff meets."""
    fine = 2 * (tariff.ml_per_kg or 1)
    amount = most * (fine + 1_000)
    numbers = [amount, tariff.fixed_minor]
    for band in tariff.bands:
        per = fine * band.per_amount
        numbers += [fine * max(band.up_to_amount or 0, band.beyond_amount), per * 2 * MILLION]
        numbers.append(band.rate_minor * (amount + per) + (band.base_minor + band.minimum_minor) * per)
        numbers.append((band.rate_minor * (amount // per + 1) + band.base_minor + band.minimum_minor) * 2 * MILLION)
    if tariff.kind == "vehicle":
        vehicles = most // min(tariff.capacity_ml, tariff.capacity_grams) + 1
        numbers.append(vehicles * tariff.vehicle_minor * 2 * MILLION)
    return max(numbers)


@dataclass(frozen=True, slots=True)
class Value:
    """Say why a member pays what it pays, in figures.

    `alone_minor` is its stand-alone cost, `last_minor` what it adds to all others, `shapley_e6` what it adds on average
    over all orders of joining, in millionths of a minor unit, `error_e6` the standard error of that (0: exact), of
    `permutations` sampled orders, `leg_e6` what of it comes from the legs, and `proportional_minor` what it would pay
    in proportion to own best.
    """

    alone_minor: int
    last_minor: int
    shapley_e6: int
    error_e6: int
    permutations: int
    leg_e6: int
    proportional_minor: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """Hold the coalition that pays most above what it costs by itself, how much, and the most that any may."""

    coalition: tuple[int, ...]
    excess_e6: int
    most_e6: int


@dataclass(frozen=True, slots=True)
class Core:
    """Hold payments whose worst complaint is least: epsilon, in millionths of a minor unit.

    `weights` are ``(coalition, weight)``: a mean of coalitions' excesses by these weights proves that no payments of
    the same sum, none below zero, have a worst complaint below `bound_e6`. The core is empty if that is above zero.
    """

    payment_e6: tuple[int, ...]
    worst: Complaint
    bound_e6: int
    weights: tuple[tuple[tuple[int, ...], int], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold each member's charge, and what the common fund bears because nobody pays above its own best.

    `residual_minor` is what was paid above the coalition cost of all (below zero: less), shared in proportion to own
    best. `excess_minor` names whose charges the fund spares. `worst` is the worst complaint about the charges. Status
    is "optimal" where every value is exact and every complaint proven.
    """

    charge_minor: tuple[int, ...]
    fund_minor: int
    residual_minor: int
    excess_minor: tuple[int, ...] = ()
    values: tuple[Value, ...] = ()
    core: Core | None = None
    worst: Complaint | None = None
    status: Status = "optimal"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Answer":
        """Read an answer."""
        core, worst = data["core"], data["worst"]
        return cls(
            tuple(data["charge_minor"]),
            data["fund_minor"],
            data["residual_minor"],
            tuple(data["excess_minor"]),
            tuple(Value(**one) for one in data["values"]),
            core and _core(core),
            worst and _complaint(worst),
            data["status"],
        )

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)


def _core(data: Mapping[str, Any]) -> Core:
    weights = tuple((tuple(coalition), weight) for coalition, weight in data["weights"])
    return Core(tuple(data["payment_e6"]), _complaint(data["worst"]), data["bound_e6"], weights)


def _complaint(data: Mapping[str, Any]) -> Complaint:
    return Complaint(tuple(data["coalition"]), data["excess_e6"], data["most_e6"])
