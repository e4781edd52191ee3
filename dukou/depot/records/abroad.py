"""Name what lies overseas: announcements, stock by owner and age, fees with their rules, proposals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from dukou.base.money import minor_digits

Event = Literal["receive", "store", "pick", "pack", "return", "dispose"]
Basis = Literal["m3", "kg", "carton", "pair", "order", "day"]
Kind = Literal["sent", "returned", "disposed"]
# Fees are exact to 1e-10 of the currency's unit.
E10_DIGITS = 10


@dataclass(frozen=True, slots=True)
class NewDepot:
    """Publish a depot overseas; `destination` is where tariffs lead to it, and its zone is what the depot serves."""

    site: int
    destination: int
    capacity_ml: int
    source: str


@dataclass(frozen=True, slots=True)
class DepotRecord:
    """Show a depot overseas; it serves buyers in the zone."""

    site: int
    code: str
    name_zh: str
    name_en: str
    destination: int
    zone: str
    capacity_ml: int


@dataclass(frozen=True, slots=True)
class NewInbound:
    """Announce pairs of an owner's free stock at a depot overseas; they leave the town's depot that day.

    Parameters
    ----------
    expected_on
        Day on which they should come.
    key
        The sender's own name for it, which makes it once: small letters, digits, dot, dash, underscore, at most 40.
    load
        What carries them, by the carrier's or the town's own number; may be empty.
    """

    site: int
    owner: int
    sku_id: int
    pairs: int
    expected_on: date
    key: str
    load: str = ""


@dataclass(frozen=True, slots=True)
class InboundRecord:
    """Show what is announced at a depot overseas, and what of it came; None where nothing was counted yet."""

    code: str
    key: str
    site: int
    owner: int
    sku_id: int
    pairs: int
    load: str
    announced_on: date
    expected_on: date
    received_on: date | None
    received_pairs: int | None
    damaged_pairs: int | None

    @property
    def missing_pairs(self) -> int:
        """Return what was announced and did not come, of goods that were counted."""
        if self.received_pairs is None or self.damaged_pairs is None:
            return 0
        return self.pairs - self.received_pairs - self.damaged_pairs


@dataclass(frozen=True, slots=True)
class GoodsName:
    """Name a place overseas, an owner and what the goods are."""

    site_zh: str
    site_en: str
    owner_zh: str
    owner_en: str
    gtin: str
    name_zh: str
    name_en: str
    colour_zh: str
    colour_en: str
    size: str


@dataclass(frozen=True, slots=True)
class InboundRow:
    """Show an announcement with the names of its place, its owner and its goods."""

    inbound: InboundRecord
    goods: GoodsName


@dataclass(frozen=True, slots=True)
class NewWork:
    """Report that a depot overseas sent an owner's pairs to a buyer, took them back, or disposed of them.

    `key` is the depot's own name for it, which makes it once. `order_ref` names the order that it was done for: what is
    done for one order on a day is charged as one.
    """

    kind: Kind
    site: int
    owner: int
    sku_id: int
    pairs: int
    key: str
    order_ref: str = ""


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """Show what a depot overseas did."""

    code: str
    key: str
    kind: str
    site: int
    owner: int
    sku_id: int
    pairs: int
    order_ref: str
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class WorkRow:
    """Show what a depot overseas did, with the names of the place, the owner and the goods."""

    work: WorkRecord
    goods: GoodsName


@dataclass(frozen=True, slots=True)
class OverseasMove:
    """Hold a move of a lot to or from a depot overseas, with what fees are counted by.

    `paper` is the order or the waybill that it belongs to: moves of one paper on a day are charged together.
    """

    site: int
    owner: int
    lot_id: int
    sku_id: int
    from_place: str
    to_place: str
    pairs: int
    on: date
    cause: str
    ml_per_pair: int
    grams_per_pair: int
    pairs_per_carton: int
    paper: str


@dataclass(frozen=True, slots=True)
class Layer:
    """Count pairs of a lot that came to a depot overseas on a day and lie there still."""

    move: OverseasMove
    pairs: int

    @property
    def since(self) -> date:
        """Return the day from which their age is counted."""
        return self.move.on


@dataclass(frozen=True, slots=True)
class OverseasStock:
    """Show an owner's pairs of a SKU that lie at a depot overseas since a day."""

    site: int
    owner: int
    sku_id: int
    since: date
    pairs: int
    goods: GoodsName


@dataclass(frozen=True, slots=True)
class Tier:
    """Price a unit from an amount on, or from an age in days on, in 1/10,000 of the currency's unit."""

    starts: int
    price_e4: int


@dataclass(frozen=True, slots=True)
class NewFeeRule:
    """Publish what a depot overseas charges for an event; a day's storage is priced by age, all else by amount."""

    site: int
    event: Event
    basis: Basis
    tiers: tuple[Tier, ...]
    currency: str
    valid_from: date
    source: str
    free_days: int = 0
    minimum_minor: int = 0
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class FeeRule:
    """Show a published fee."""

    id: int
    site: int
    event: str
    basis: str
    free_days: int
    minimum_minor: int
    currency: str
    valid_from: date
    valid_to: date | None
    source: str
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class FeeRow:
    """Show one of the rows that a fee is made of: pairs of a lot, their age where they are stored, what they cost.

    `amount` is in the smallest unit of the rule's basis.
    """

    lot_id: int
    sku_id: int
    pairs: int
    days: int | None
    amount: int
    exact_e10: int


@dataclass(frozen=True, slots=True)
class Due:
    """Hold what an owner owes by a rule for a day's storage or a document, exactly, and the rows that it is made of."""

    rule: FeeRule
    owner: int
    cause: str
    paper: str
    amount: int
    exact_e10: int
    rows: tuple[FeeRow, ...]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """Show a fee in the currency of its rule and in yuan at the day's rate, in minor units.

    `rest_e10`, in 1e-10 of the unit, is what made no whole minor unit and goes on to the next line.
    """

    code: str
    owner: int
    on: date
    cause: str
    amount: int
    exact_e10: int
    amount_minor: int
    rest_e10: int
    rate_e6: int
    cny_minor: int
    rule: FeeRule

    @property
    def before_e10(self) -> int:
        """Return what the line before left of a minor unit."""
        unit_e10 = int(10 ** (E10_DIGITS - minor_digits(self.rule.currency)))
        return self.amount_minor * unit_e10 + self.rest_e10 - self.exact_e10


@dataclass(frozen=True, slots=True)
class FeeBill:
    """Hold a fee as the books need it: who owes it to the firm that runs the depot, in fen at the day's rate."""

    code: str
    owner: int
    operator: int
    cny_minor: int


@dataclass(frozen=True, slots=True)
class FeePage:
    """Show a fee, the paper it belongs to, the rows that it is made of, and the names of their goods by SKU."""

    line: FeeLine
    paper: str
    rows: tuple[FeeRow, ...]
    goods: Mapping[int, GoodsName]


@dataclass(frozen=True, slots=True)
class FeeSum:
    """Add up an owner's fees by a rule over some days."""

    rule: FeeRule
    owner: int
    lines: int
    amount_minor: int
    cny_minor: int


@dataclass(frozen=True, slots=True)
class Sales:
    """Hold pairs of an owner's SKU that reached buyers in a zone, week by week, the last week last, in so many lots."""

    sku_id: int
    zone: str
    weeks: tuple[int, ...]
    lots: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Hold the pairs expected a week, and the standard error of one week, measured on the weeks before."""

    pairs_a_week: float
    error: float


@dataclass(frozen=True, slots=True)
class Placeable:
    """Hold free pairs of an owner's SKU in the town's depot, and what the engine must know of a pair."""

    sku_id: int
    pairs: int
    ml_per_pair: int
    grams_per_pair: int
    pairs_per_carton: int
    price_e4: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Propose pairs of a SKU to a depot overseas by a service of so many days."""

    site: int
    sku_id: int
    service: str
    days: int
    pairs: int
    forecast_pairs: int


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """Show a line of a proposal with its names."""

    placed: Placed
    goods: GoodsName


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """Show what to place overseas, what that should earn by the forecast, and how much no plan exceeds."""

    code: str
    owner: int
    on: date
    at: datetime
    budget_minor: int | None
    expected_minor: int
    bound_minor: int
    state: str
    answered_on: date | None
    rows: tuple[ProposalRow, ...]
