"""Name what came back overseas, how it stands with customs, and what waits there for a ride home."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Customs = Literal["exported", "claimed", "imported", "expired"]


@dataclass(frozen=True, slots=True)
class CustomsRecord:
    """Show how goods stand with customs from a day on."""

    status: str
    on: date
    reference: str


@dataclass(frozen=True, slots=True)
class AbroadCase:
    """Show goods that came back to an overseas depot; until `relief_until` they may come home free of duty."""

    code: str
    site: int
    site_zh: str
    site_en: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    pairs: int
    value_minor: int
    received_on: date
    condition: str
    disposition: str
    relief_until: date | None
    customs: tuple[CustomsRecord, ...]
    ride: str


@dataclass(frozen=True, slots=True)
class WaitingHome:
    """Count what waits at an overseas depot for a ride home, and weigh it against what the ride costs."""

    site: int
    site_zh: str
    site_en: str
    cases: int
    pairs: int
    value_minor: int
    cost_minor: int
    relief_until: date | None
    is_due: bool

    @property
    def pays(self) -> bool:
        """Tell whether the goods are worth the ride."""
        return self.value_minor >= self.cost_minor


@dataclass(frozen=True, slots=True)
class RideRecord:
    """Show a ride home."""

    code: str
    site_zh: str
    site_en: str
    booked_on: date
    arrives_on: date
    why: str
    pairs: int
    value_minor: int
    cost_minor: int
    arrived_on: date | None
