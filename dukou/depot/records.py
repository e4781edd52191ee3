"""Name what the depot takes and shows."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dukou.base.errors import Refused

Place = Literal["mill", "depot", "road", "buyer", "returned", "exchanged", "seconds", "scrap"]
PutAway = Literal["depot", "seconds", "scrap"]


@dataclass(frozen=True, slots=True)
class ReadyGoods:
    """Hand a line's goods to freight: they lie in the depot, held for the line, whole."""

    line_id: int
    lot_id: int
    pairs: int
    cartons: int


@dataclass(frozen=True, slots=True)
class GoodsBack:
    """Say that pairs of a lot come back, or are put away, for a cause: the code of the return case."""

    lot_id: int
    pairs: int
    cause: str


@dataclass(frozen=True, slots=True)
class NewReservation:
    """Ask for pairs of a SKU out of its owner's free stock: of one lot, or of any where none is named.

    Parameters
    ----------
    key
        The owner's own name for the hold, which makes it once: small letters, digits, dot, dash, underscore.
    """

    lot_id: int | None
    owner: int
    sku_id: int
    pairs: int
    key: str


@dataclass(frozen=True, slots=True)
class ReservationRecord:
    """Show a hold; `key` names it in the town."""

    key: str
    lot_id: int
    owner: int
    sku_id: int
    pairs: int
    state: str


@dataclass(frozen=True, slots=True)
class FreeStock:
    """Count the pairs of a lot that lie in the depot and are held for nothing."""

    lot_id: int
    owner: int
    sku_id: int
    free_pairs: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Answer a batch of requests: the holds in the order asked, those of them that are new, and the rows refused."""

    done: tuple[ReservationRecord, ...]
    new: tuple[ReservationRecord, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class NewExchange:
    """Ask for a replacement out of an owner's free stock; `key` is the code of the return case."""

    owner: int
    sku_id: int
    pairs: int
    key: str


@dataclass(frozen=True, slots=True)
class PackedLot:
    """Hold a lot as it enters the depot: its cartons have the serials from `serial_first` on."""

    lot_id: int
    line_id: int
    owner: int
    sku_id: int
    pairs: int
    serial_first: int
    count: int
    pairs_per_carton: int
    pairs_last: int


@dataclass(frozen=True, slots=True)
class StockRecord:
    """Show what lies in the depot of one owner's SKU, in pairs and in how many lots."""

    owner: int
    sku_id: int
    gtin: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    lots: int
    pairs_on_hand: int
    pairs_reserved: int

    @property
    def pairs_free(self) -> int:
        """Return what is held for nothing."""
        return self.pairs_on_hand - self.pairs_reserved


@dataclass(frozen=True, slots=True)
class MoveRecord:
    """Show that pairs of a line's lot went from one place to another."""

    line_id: int
    lot_id: int
    from_place: str
    to_place: str
    pairs: int
    on: date
    cause: str


@dataclass(frozen=True, slots=True)
class CartonsRecord:
    """Show the cartons of a line's lot: so many from the first SSCC to the last, which may hold fewer pairs."""

    line_id: int
    lot_id: int
    sscc_first: str
    sscc_last: str
    count: int
    pairs_per_carton: int
    pairs_last: int


@dataclass(frozen=True, slots=True)
class CartonRecord:
    """Show one carton: what is in it, and that it is the `number`th of `count` of its lot."""

    sscc: str
    owner: int
    line_id: int
    lot_id: int
    lot_code: str
    sku_id: int
    gtin: str
    pairs: int
    number: int
    count: int
    note_code: str
