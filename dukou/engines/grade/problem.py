"""Say where returned goods may go."""

from dataclasses import asdict, dataclass
from typing import Any

from dukou.base.solving import Status


@dataclass(frozen=True, slots=True)
class Place:
    """Offer a place: what the goods fetch there and what bringing them there costs, in minor units."""

    name: str
    fetches_minor: int
    costs_minor: int


@dataclass(frozen=True, slots=True)
class Case:
    """Hold the places that a case's condition allows; at least one."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold the day's cases."""

    cases: tuple[Case, ...]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read a problem."""
        return cls(tuple(Case(tuple(Place(**place) for place in case["places"])) for case in data["cases"]))

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the chosen place of each case and what all leave; the bound equals it."""

    chosen: tuple[int, ...]
    net_minor: int
    bound_minor: int
    status: Status = "optimal"

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read an answer."""
        return cls(tuple(data["chosen"]), data["net_minor"], data["bound_minor"], data["status"])

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)
