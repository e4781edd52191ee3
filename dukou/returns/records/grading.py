"""Name what people grade, and how often they err."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ToGrade:
    """Show goods that wait for a person to say their condition; `seen` is how many have, not what they said."""

    code: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    pairs: int
    reason: str
    value_minor: int
    received_on: date
    due_on: date
    seen: int


@dataclass(frozen=True, slots=True)
class NewGrading:
    """Say in what condition goods are, with a picture's file code; `seen` is how many had said so when it was asked."""

    key: str
    code: str
    condition: str
    picture: str
    seen: int


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """Count what people found goods to be at first, and another person of the same goods, without knowing that.

    `rows` are ``(first grade, second grade, cases)`` of those that were drawn by chance.
    """

    rows: tuple[tuple[str, str, int], ...]
    cases: int
    errors: int
    firms: int

    @property
    def share_ppm(self) -> int:
        """Return the share of cases of which the two differ, in millionths."""
        return self.errors * 1_000_000 // self.cases if self.cases else 0


@dataclass(frozen=True, slots=True)
class TieRecord:
    """Name a firm that is close to a person."""

    firm: int
    name_zh: str
    name_en: str
