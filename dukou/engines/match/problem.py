"""Say what is awarded to whom."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from dukou.base.solving import Status


@dataclass(frozen=True, slots=True)
class Candidate:
    """Offer a slot for a line: index of the slot, its work in milliseconds, cost in minor units, deadline in days."""

    slot: int
    work_ms: int
    cost_minor: int
    due_day: int


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a line's candidates and what it costs to leave it out, in minor units."""

    candidates: tuple[Candidate, ...]
    penalty_minor: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold lines, and for each slot the free milliseconds up to each day: ``free_ms[slot][day]``.

    They are not negative and do not fall from day to day. Raises ValueError where they do, or where a candidate names
    a slot or day that is not there, or negative work.
    """

    lines: tuple[Line, ...]
    free_ms: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        for slot, days in enumerate(self.free_ms):
            if any(later < earlier for earlier, later in pairwise((0, *days))):
                raise ValueError(f"the free hours of slot {slot} are negative or fall")
        for number, line in enumerate(self.lines):
            for one in line.candidates:
                there = 0 <= one.slot < len(self.free_ms) and 0 <= one.due_day < len(self.free_ms[one.slot])
                if not there or one.work_ms < 0:
                    raise ValueError(f"a candidate of line {number} has no such slot or day, or negative work")

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read a problem."""
        lines = tuple(
            Line(tuple(Candidate(**one) for one in line["candidates"]), line["penalty_minor"]) for line in data["lines"]
        )
        return cls(lines, tuple(tuple(days) for days in data["free_ms"]))

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the chosen candidate of each line (None: left out), the cost, and a bound with its certificate.

    `prices_e9` are the multipliers ``(slot, day, price)`` in billionths of a minor unit a millisecond; by weak
    duality they prove that no answer costs less than `bound_minor`.
    """

    chosen: tuple[int | None, ...]
    cost_minor: int
    bound_minor: int
    prices_e9: tuple[tuple[int, int, int], ...]
    status: Status

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read an answer."""
        prices = tuple((slot, day, price) for slot, day, price in data["prices_e9"])
        return cls(tuple(data["chosen"]), data["cost_minor"], data["bound_minor"], prices, data["status"])

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)
