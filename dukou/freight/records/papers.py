"""Name what the papers of a shipment say: who, what, packed how, and what customs are told.

Weights are grams, volumes millilitres, amounts minor units of the papers' currency. Cartons and pallets of a shipment
are counted from 1; a line goes by its number in the order.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

# The paper that a carrier needs: CMR (road, over a border), CIM/SMGS (rail), instruction for a bill of lading (sea),
# waybill (road, at home).
NoteKind = Literal["cmr", "cim", "bill_of_lading", "waybill"]
LabelKind = Literal["carton", "pallet"]
DataForm = Literal["json", "xml"]


@dataclass(frozen=True, slots=True)
class Stacking:
    """Hold what empty cartons and pallets weigh and what a pallet may carry."""

    carton_grams: int
    pallet_grams: int
    most_ml: int
    most_grams: int


@dataclass(frozen=True, slots=True)
class CartonRun:
    """Hold equal cartons of a line that follow one another, as they came from the depot."""

    line: int
    count: int
    pairs: int
    net_grams: int
    ml: int
    sscc_first: str


@dataclass(frozen=True, slots=True)
class CartonRange:
    """Show equal cartons of a line, from the `first` of the shipment on; all figures but `count` are of one carton."""

    line: int
    pallet: int | None
    first: int
    count: int
    pairs: int
    net_grams: int
    gross_grams: int
    ml: int
    sscc_first: str

    @property
    def last(self) -> int:
        """Return the number of the last carton."""
        return self.first + self.count - 1


@dataclass(frozen=True, slots=True)
class PalletRecord:
    """Show a pallet and what stands on it, its own weight included in the gross."""

    number: int
    sscc: str
    cartons: int
    pairs: int
    net_grams: int
    gross_grams: int
    ml: int


@dataclass(frozen=True, slots=True)
class Good:
    """Hold what a line of a shipment is, as the catalogue and the order have it."""

    number: int
    gtin: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    hs_code: str
    lot: str
    unit_price_e4: int
    pairs: int


@dataclass(frozen=True, slots=True)
class PaperLine:
    """Show a line of a shipment with what its cartons add up to; `number` is its number in the order."""

    number: int
    gtin: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str
    hs_code: str
    lot: str
    unit_price_e4: int
    pairs: int
    cartons: int
    net_grams: int
    gross_grams: int
    ml: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PaperTotals:
    """Show what a shipment adds up to; the gross weight holds cartons and pallets."""

    cartons: int
    pallets: int
    pairs: int
    net_grams: int
    gross_grams: int
    ml: int
    value_minor: int


@dataclass(frozen=True, slots=True)
class PaperParty:
    """Name a party of a paper; a foreign firm has no unified social credit code."""

    name_zh: str
    name_en: str
    uscc: str | None


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Name where the goods go."""

    code: str
    iso: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PaperHead:
    """Show what all papers of a shipment begin with; service, note and arrival are None until it has left.

    `load` is None for a buyer, who is told of his own goods alone.
    """

    code: str
    shipment: str
    load: str | None
    order: str
    reference: str
    seller: PaperParty
    buyer: PaperParty
    place: PaperPlace
    incoterm: str
    currency: str
    issued_on: date
    leaves_on: date
    arrives_on: date | None
    service: str | None
    note: NoteKind | None


@dataclass(frozen=True, slots=True)
class PaperSet:
    """Show the papers of a shipment, whole: every paper is printed from this one record.

    `is_for_seller` is False where a buyer looks, to whom packing list and invoice are handed out, and no more.
    """

    head: PaperHead
    is_for_seller: bool
    lines: tuple[PaperLine, ...]
    ranges: tuple[CartonRange, ...]
    pallets: tuple[PalletRecord, ...]
    totals: PaperTotals


@dataclass(frozen=True, slots=True)
class PaperRow:
    """Show a shipment in a list of papers; `papers` and `issued_on` are None until they are issued.

    `load` is None for a buyer.
    """

    shipment: str
    load: str | None
    order: str
    reference: str
    seller_zh: str
    seller_en: str
    buyer_zh: str
    buyer_en: str
    destination: str
    leaves_on: date
    cartons: int
    pairs: int
    grams: int
    value_minor: int
    papers: str | None
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Symbol:
    """Hold a GS1-128 symbol: its element string without the leading FNC1, and what is printed under it."""

    elements: str
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Show the label of a carton or a pallet; `line` is None where several lines share a pallet."""

    kind: LabelKind
    sscc: str
    number: int
    of: int
    pallet: int | None
    cartons: int
    pairs: int
    net_grams: int
    gross_grams: int
    ml: int
    line: PaperLine | None
    symbols: tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class DeclaredItem:
    """Show what customs are told of the goods under one code; quantity one is pairs, quantity two the net weight.

    `export_code` has the digits that the country of export asks for, `fibre` is the one of chief weight. The duty is
    what the destination's table says on the day the goods leave, on the invoice value as it stands.
    """

    number: int
    hs_code: str
    export_code: str
    fibre: str
    origin: str
    cartons: int
    pairs: int
    net_grams: int
    gross_grams: int
    value_minor: int
    duty_ppm: int
    duty_minor: int
    duty_source: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """Show what customs are told of a shipment."""

    head: PaperHead
    items: tuple[DeclaredItem, ...]
    totals: PaperTotals
    duty_minor: int
