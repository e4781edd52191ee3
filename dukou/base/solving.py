"""Give every engine the same words for limits, verdicts and breaches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

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


@dataclass(frozen=True, slots=True)
class Format:
    """Read an engine's problems from a public format, and write its answers in it.

    Parameters
    ----------
    read
        From a file and options, by name as texts, to the problem. Raises ValueError that says what is wrong, and where.
    write
        From the problem and an answer to the text of the answer's file.
    read_answer
        From the problem and such a text to the answer. Raises ValueError likewise.
    tell
        From the problem and an answer to the figures shown on the screen.
    suffixes
        Endings of the files that are in this format unless another one is named.
    """

    read: Callable[[Path, Mapping[str, str]], Any]
    write: Callable[[Any, Any], str]
    read_answer: Callable[[Any, str], Any]
    tell: Callable[[Any, Any], Mapping[str, str | int | float]]
    suffixes: tuple[str, ...] = ()
