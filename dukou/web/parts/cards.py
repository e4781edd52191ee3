"""Name a card: one figure or one thing to do, on somebody's home or on a desk's board."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "good", "warning", "trouble"]


@dataclass(frozen=True, slots=True)
class Card:
    """Hold one card; `tone` colours it, `action` is the verb on its button, `href` is where both lead."""

    title: str
    value: str
    unit: str
    text: str
    href: str
    tone: Tone = ""
    action: str = ""
