"""Say which lots are inspected, and by which plans."""

from dataclasses import asdict, dataclass
from typing import Any

from dukou.base.solving import Status

# Acceptance quality limits as the standard prints them: per cent nonconforming up to 10, faults a 100 pairs beyond.
AQLS = (
    *("0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5"),
    *("4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000"),
)
LETTERS = tuple("ABCDEFGHJKLMNPQR")
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
SEVERITIES = ("normal", "tightened", "reduced")


@dataclass(frozen=True, slots=True)
class Lot:
    """Hold a lot's size in pairs, inspection level, AQL and severity; raise ValueError where one is unknown.

    "reduced" is the table of MIL-STD-105E and ANSI Z1.4 with its gap (``Re > Ac + 1``), not the one of ISO 2859-1:1999.
    """

    pairs: int
    level: str
    aql: str
    severity: str

    def __post_init__(self) -> None:
        if self.pairs < 1:
            raise ValueError(f"a lot of {self.pairs} pairs cannot be inspected")
        if self.level not in LEVELS or self.aql not in AQLS or self.severity not in SEVERITIES:
            raise ValueError(f"there is no table for level {self.level}, AQL {self.aql}, {self.severity}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold the lots to be inspected."""

    lots: tuple[Lot, ...]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read a problem."""
        return cls(tuple(Lot(**lot) for lot in data["lots"]))

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold the lot's code letter (table 1), the pairs to inspect, and the numbers that accept and reject.

    The lot is accepted with up to `accept` faults and not accepted from `reject` on. Where an arrow leads to another
    row, sample and numbers are that row's and the letter stays the lot's.
    """

    letter: str
    sample_pairs: int
    accept: int
    reject: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the plan of each lot and the pairs that all inspect; tables leave no choice, so the bound equals them."""

    plans: tuple[Plan, ...]
    sample_pairs: int
    bound_pairs: int
    status: Status = "optimal"

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read an answer."""
        plans = tuple(Plan(**plan) for plan in data["plans"])
        return cls(plans, data["sample_pairs"], data["bound_pairs"], data["status"])

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)
