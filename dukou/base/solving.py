"""Give every engine the same words for limits, verdicts and breaches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["optimal", "feasible", "infeasible", "stopped"]
# report(progress between 0 and 1, best so far, bound) -> False to stop with the best so far.
Report = Callable[[float, float | None, float | None], bool]


@dataclass(frozen=True, slots=True)
class Limit:
    """Bound an engine's effort; iterations keep it deterministic, seconds are a safety net."""

    iterations: int
    seconds: float | None = None


QUICK = Limit(iterations=50)
THOROUGH = Limit(iterations=5_000)


@dataclass(frozen=True, slots=True)
class Violation:
    """Name a law that an answer breaks, with the figures that show it."""

    law: str
    facts: Mapping[str, str | int | float] = field(default_factory=dict)
