"""Say no in a form that a page can turn into a person's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Fact = str | int | float | None
T = TypeVar("T")


class Refusal(Exception):
    """Refuse a request for a reason the person can mend.

    Parameters
    ----------
    code
        Stable name ``room.reason``, for example ``market.past_due``; `dukou.web.words` has its words.
    facts
        What the sentence needs: numbers and names the viewer may see, never a rival's.
    """

    def __init__(self, code: str, facts: Mapping[str, Fact] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Fact] = dict(facts or {})

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, {self.facts!r})"


class Missing(Refusal):
    """Refuse because, for this viewer, the thing does not exist; a page answers 404."""


class BadSetting(Exception):
    """Stop the start with one line that names the setting."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Tie a refusal to the row of a batch that it concerns (0-based)."""

    row: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """Report a batch whose rows stand or fall each for itself."""

    done: tuple[T, ...] = ()
    refused: tuple[Refused, ...] = field(default=())
