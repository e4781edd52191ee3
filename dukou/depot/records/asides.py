"""Name goods that are near a buyer, set aside for an exchange, and sent."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NearGoods:
    """Show free pairs of a lot at a place that is not too far from a buyer; `far` is the rank of its distance.

    `site` is the shop or the depot overseas, None in the town's depot.
    """

    far: int
    lot_id: int
    owner: int
    sku_id: int
    gtin: str
    place: str
    site: int | None
    pairs: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """Take pairs of a lot off a shelf for a cause: the code of the return case that they replace goods of."""

    lot_id: int
    owner: int
    place: str
    site: int | None
    pairs: int
    cause: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Say that pairs of an owner were sent in exchange for a cause on a day."""

    cause: str
    owner: int
    pairs: int
    on: date
