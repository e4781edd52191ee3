"""Say what may be placed where, what is asked for there, and what that earns and costs.

Money is in 1/10,000 of the currency unit (`_e4`), as unit prices are.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any

from dukou.base.solving import Status

# Amounts stay far below what the solver's floating-point numbers hold exactly.
MOST = 10**12


def _require_whole(record: Any, *, signed: tuple[str, ...] = ()) -> None:
    """Raise ValueError unless each plain field is a whole number, and only the signed ones negative."""
    for one in fields(record):
        value = getattr(record, one.name)
        if isinstance(value, tuple) or value is None:
            continue
        if type(value) is not int or abs(value) > MOST or (value < 0 and one.name not in signed):
            raise ValueError(f"{one.name} is no amount: {record}")


@dataclass(frozen=True, slots=True)
class Item:
    """Hold the pairs that can be placed, on hand or made in time, and the least of them that make a placement.

    `value_e4` is what a pair costs at home; `ml` and `grams` are a pair's with its share of the carton.
    """

    pairs: int
    ml: int
    grams: int
    value_e4: int
    minimum_pairs: int = 1

    def __post_init__(self) -> None:
        _require_whole(self)
        if min(self.ml, self.grams, self.minimum_pairs) < 1:
            raise ValueError(f"a pair without volume or weight, or a placement of none: {self}")


@dataclass(frozen=True, slots=True)
class Tier:
    """Charge storage by cubic metre and day from a day of age on, until the next tier; before the first it is free."""

    from_day: int
    m3_day_e4: int

    def __post_init__(self) -> None:
        _require_whole(self)


@dataclass(frozen=True, slots=True)
class Place:
    """Hold a depot's free room and its fees: receiving a cubic metre, picking a pair sold, storage by age."""

    capacity_ml: int
    receiving_m3_e4: int = 0
    picking_e4: int = 0
    storage: tuple[Tier, ...] = ()

    def __post_init__(self) -> None:
        _require_whole(self)
        if any(later.from_day <= earlier.from_day for earlier, later in pairwise(self.storage)):
            raise ValueError(f"tiers of storage do not rise: {self}")


@dataclass(frozen=True, slots=True)
class Lane:
    """Offer a way from home to a place in so many days; a lane of no days and no price keeps stock at home.

    What it carries costs its price by pair, cubic metre and kilogram together, at least `minimum_e4` if it carries
    anything, and `vehicle_e4` for each whole vehicle. With `vehicles` 0 none are counted; else no more than these run.
    """

    place: int
    days: int
    pair_e4: int = 0
    m3_e4: int = 0
    kg_e4: int = 0
    minimum_e4: int = 0
    vehicle_e4: int = 0
    vehicle_ml: int = 0
    vehicle_grams: int = 0
    vehicles: int = 0

    def __post_init__(self) -> None:
        _require_whole(self)
        if (self.vehicles > 0) != (self.vehicle_ml > 0 < self.vehicle_grams):
            raise ValueError(f"vehicles without room, or room without vehicles: {self}")


@dataclass(frozen=True, slots=True)
class Demand:
    """Hold the pairs of an item asked for at a place, ``pairs[scenario][stage]``, beyond what lies there already.

    A pair sold earns `margin_e4` above its value, or what that saves against sending it from home when ordered. A pair
    left at the end fetches `left_e4` after return or disposal, which may be less than nothing.
    """

    item: int
    place: int
    margin_e4: int
    left_e4: int
    pairs: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        _require_whole(self, signed=("margin_e4", "left_e4"))
        if any(type(one) is not int or not 0 <= one <= MOST for stages in self.pairs for one in stages):
            raise ValueError(f"pairs asked for are no amount: {self}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold items, places, lanes and demands; the days of each stage from now; a weight for each scenario.

    Goods tie up capital of `capital_ppm_day` of their value a day, from now until sold or the last stage ends. Their
    value and freight together do not exceed `budget_e4` (None: no limit).

    Raises
    ------
    ValueError
        Where an amount makes no sense, something is named that is not there, a demand has not one amount a scenario
        and stage, or a pair left over fetches more than one sold.
    """

    items: tuple[Item, ...]
    places: tuple[Place, ...]
    lanes: tuple[Lane, ...]
    demands: tuple[Demand, ...]
    stage_days: tuple[int, ...]
    weights: tuple[int, ...]
    capital_ppm_day: int = 0
    budget_e4: int | None = None

    def __post_init__(self) -> None:
        _require_whole(self)
        for name in ("stage_days", "weights"):
            if any(type(one) is not int or not 0 < one <= MOST for one in getattr(self, name)):
                raise ValueError(f"{name} are not whole and above zero: {getattr(self, name)}")
        if not self.weights:
            raise ValueError("no scenario")
        if any(lane.place >= len(self.places) for lane in self.lanes):
            raise ValueError("a lane goes to a place that is not there")
        if len({(one.item, one.place) for one in self.demands}) < len(self.demands):
            raise ValueError("two demands for an item at a place")
        for one in self.demands:
            self._require_sound(one)

    def _require_sound(self, one: Demand) -> None:
        if one.item >= len(self.items) or one.place >= len(self.places):
            raise ValueError(f"a demand names what is not there: {one}")
        if len(one.pairs) != len(self.weights) or any(len(stages) != len(self.stage_days) for stages in one.pairs):
            raise ValueError(f"a demand has not one amount a scenario and stage: {one}")
        if one.margin_e4 - self.places[one.place].picking_e4 < one.left_e4 - self.items[one.item].value_e4:
            raise ValueError(f"a pair left over fetches more than one sold: {one}")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Problem":
        """Read a problem."""
        places = ({**one, "storage": tuple(Tier(**tier) for tier in one.get("storage", ()))} for one in data["places"])
        demands = ({**one, "pairs": tuple(map(tuple, one["pairs"]))} for one in data["demands"])
        return cls(
            items=tuple(Item(**one) for one in data["items"]),
            places=tuple(Place(**one) for one in places),
            lanes=tuple(Lane(**one) for one in data["lanes"]),
            demands=tuple(Demand(**one) for one in demands),
            stage_days=tuple(data["stage_days"]),
            weights=tuple(data["weights"]),
            capital_ppm_day=data.get("capital_ppm_day", 0),
            budget_e4=data.get("budget_e4"),
        )

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Placement:
    """Send so many pairs of an item by a lane."""

    item: int
    lane: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Prices:
    """Hold multipliers that prove a bound by weak duality (Geoffrion 1974), none below zero.

    In 1e-10 of the currency unit: a pair of each item, a ml of each place, a ml and a gram of each lane's vehicles, and
    ``(item, lane, price)`` of opening a lane for an item. In billionths: money of the budget, and each lane's freight
    below its minimum, which is priced no higher than money.
    """

    pair_e10: tuple[int, ...]
    ml_e10: tuple[int, ...]
    vehicle_ml_e10: tuple[int, ...]
    vehicle_gram_e10: tuple[int, ...]
    minimum_e9: tuple[int, ...]
    opening_e10: tuple[tuple[int, int, int], ...]
    budget_e9: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the placements, the vehicles of each lane, what is earned in expectation, and a bound with its prices.

    Both amounts are rounded down. No plan earns more than `bound_e4`.
    """

    placements: tuple[Placement, ...]
    vehicles: tuple[int, ...]
    expected_e4: int
    bound_e4: int
    prices: Prices
    status: Status

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Answer":
        """Read an answer."""
        prices = dict(data["prices"])
        opening = tuple((item, lane, price) for item, lane, price in prices.pop("opening_e10"))
        budget_e9 = prices.pop("budget_e9")
        rows = {name: tuple(of) for name, of in prices.items()}
        return cls(
            tuple(Placement(**one) for one in data["placements"]),
            tuple(data["vehicles"]),
            data["expected_e4"],
            data["bound_e4"],
            Prices(**rows, opening_e10=opening, budget_e9=budget_e9),
            data["status"],
        )

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)
