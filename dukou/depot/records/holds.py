"""Name what is held back, and of which lots goods of one kind are."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NewHold:
    """Ask for a lot of an owner to be held back because of a fault or a recall, by its code."""

    lot_id: int
    owner: int
    because: str
    cause: str


@dataclass(frozen=True, slots=True)
class HoldRecord:
    """Show what is held back to its owner or a desk; `pairs_on_hand` lie in the depot."""

    code: str
    lot_id: int
    lot_code: str
    owner: int
    owner_zh: str
    owner_en: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    because: str
    cause: str
    held_on: date
    lifted_on: date | None
    lifted_for: str
    pairs_on_hand: int


@dataclass(frozen=True, slots=True)
class LotThere:
    """Say how many pairs of a lot, of a line, are among goods that look all the same."""

    lot_id: int
    line_id: int
    pairs: int
