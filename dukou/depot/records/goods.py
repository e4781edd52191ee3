"""Name what the depot takes and shows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from dukou.base.errors import Refused

Place = Literal[
    "mill",
    "depot",
    "road",
    "shop",
    "inbound",
    "abroad",
    "buyer",
    "returned",
    "exchanged",
    "seconds",
    "scrap",
    "sold",
    "sent",
    "lost",
    "set_aside",
]
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


@dataclass(frozen=True, slots=True)
class NewConsignment:
    """Bring pairs of an owner's SKU from its free stock in the depot to a partner shop; they stay the owner's.

    Parameters
    ----------
    shop
        Key of the shop's site.
    key
        The sender's own name for it, which makes it once: small letters, digits, dot, dash, underscore, at most 40.
    """

    shop: int
    owner: int
    sku_id: int
    pairs: int
    key: str


@dataclass(frozen=True, slots=True)
class NewSale:
    """Report that a shop sold pairs of a SKU; `owner` is named where goods of several lie there, else it may be None.

    `key` is the shop's own name for the sale, which makes it once, as that of a consignment does.
    """

    shop: int
    owner: int | None
    sku_id: int
    pairs: int
    key: str


@dataclass(frozen=True, slots=True)
class NewSwap:
    """Ask that pairs of a slow size go back to the depot and as many of another size of the same owner come."""

    shop: int
    owner: int
    sku_out: int
    sku_in: int
    pairs: int
    key: str


@dataclass(frozen=True, slots=True)
class AtShop:
    """Count the pairs of a lot that lie at a shop."""

    shop: int
    owner: int
    sku_id: int
    lot_id: int
    pairs: int


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """Show what a shop got on consignment, sold, or took back a sale of."""

    code: str
    key: str
    kind: str
    shop: int
    owner: int
    sku_id: int
    pairs: int
    on: date
    at: datetime
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class ShelfRecord:
    """Show what lies at a shop of one owner's SKU, and how many pairs of it were sold lately."""

    shop: int
    shop_code: str
    shop_zh: str
    shop_en: str
    owner: int
    owner_code: str
    owner_zh: str
    owner_en: str
    sku_id: int
    gtin: str
    style_code: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    pairs: int
    sold_7: int
    sold_30: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Propose to swap pairs of a size that hardly sells for the size of the same style and colour that sells best."""

    slow: ShelfRecord
    fast: ShelfRecord
    pairs: int


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """Show a swap that a shop asks for; `free_pairs` of the size that should come are for desks and the owner only."""

    code: str
    shop: int
    shop_zh: str
    shop_en: str
    owner: int
    owner_zh: str
    owner_en: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size_out: str
    size_in: str
    pairs: int
    asked_on: date
    state: str
    answered_on: date | None
    colour_in_zh: str
    colour_in_en: str
    batch: str
    is_undo: bool
    is_undone: bool
    free_pairs: int | None


@dataclass(frozen=True, slots=True)
class NewSwapRound:
    """Say that the round swapped lines of a request at a shop: ``(line's code, pairs counted)``, and who gave and took.

    The same `key` again is the same round; `picture` is the code of a file.
    """

    key: str
    batch: str
    counts: tuple[tuple[str, int], ...]
    given_by: str
    taken_by: str
    at: datetime
    picture: str = ""


@dataclass(frozen=True, slots=True)
class NewScan:
    """Report a scan as the device kept it: its own key (a UUID), what was done, the code, and when by its clock.

    `undoes` is the key of an earlier scan of the same person that was a mistake; then `act` is ``undone``.
    """

    key: str
    act: str
    code: str
    at: datetime
    pairs: int | None = None
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class ScanRecord:
    """Show a scan."""

    key: str
    act: str
    code: str
    pairs: int | None
    at: datetime
    received_at: datetime
    person: str
    firm: int | None
    owner: int | None
    lot_id: int | None
    undoes: str | None
    is_undone: bool

    def undo(self, key: str, at: datetime) -> NewScan:
        """Return the scan that takes this one back."""
        return NewScan(key, "undone", self.code, at, undoes=self.key)


@dataclass(frozen=True, slots=True)
class Known:
    """Say what a scanned code is: whose goods and which lot, as far as the code tells."""

    code: str
    owner: int | None
    lot_id: int | None


@dataclass(frozen=True, slots=True)
class DeliveredRecord:
    """Show the desk a line's goods that reached their buyer: what, how many, when, whose and where."""

    line_id: int
    lot_id: int
    lot_code: str
    owner: int
    owner_zh: str
    owner_en: str
    order: str
    reference: str
    buyer: int
    buyer_zh: str
    buyer_en: str
    place_zh: str
    place_en: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    gtin: str
    pairs: int
    delivered_on: date


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """Count what lies ready for a destination, held for its lines; `due_on` is the most urgent line's day."""

    destination: int
    lines: int
    pairs: int
    due_on: date
