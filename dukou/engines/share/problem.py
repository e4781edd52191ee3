"""Say what is shared over whom."""

from dataclasses import asdict, dataclass
from typing import Any

from dukou.base.solving import Status


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold the pooled cost and each member's own best, in minor units, not negative."""

    pooled_minor: int
    own_best_minor: tuple[int, ...]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read a problem."""
        return cls(data["pooled_minor"], tuple(data["own_best_minor"]))

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold each member's charge and the shortfall that the town bears, in minor units.

    The rule is closed, so the bound on the shortfall equals the shortfall.
    """

    charge_minor: tuple[int, ...]
    shortfall_minor: int
    bound_minor: int
    status: Status = "optimal"

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read an answer."""
        return cls(tuple(data["charge_minor"]), data["shortfall_minor"], data["bound_minor"], data["status"])

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)
