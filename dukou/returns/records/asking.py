"""Name what a buyer asks for, what he is told before it is sent, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from dukou.market.records import BoughtLine, VariantRecord
from dukou.returns.records.cases import Fees

# What a buyer may wish: other goods, his money, or to keep the goods for a part of their price.
Wish = Literal["exchange", "refund", "part"]
WISHES: tuple[Wish, ...] = ("exchange", "refund", "part")
# What is told: `refund_only` and `part` leave the goods with the buyer.
Told = Literal["exchange", "refund", "refund_only", "part"]
KEPT = frozenset(("refund_only", "part"))
# Who pays the way back; nobody does where nothing is sent.
Payer = Literal["seller", "buyer", "insurance", "nobody"]


@dataclass(frozen=True, slots=True)
class AskLine:
    """Ask pairs of a delivered line back; `gtin` names another size or colour of its style to have instead.

    `picture` is the code of a file of the buyer's; `is_opened` says that the bag was opened.
    """

    line_id: int
    pairs: int
    reason: str
    wish: str
    detail: str = ""
    gtin: str = ""
    picture: str = ""
    is_opened: bool = False


@dataclass(frozen=True, slots=True)
class NewAsk:
    """Ask for lines of any orders of one buyer, all or nothing."""

    lines: tuple[AskLine, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Hold a day's terms of returns.

    Parameters
    ----------
    claim_days
        Days in which a firm may return goods, and anybody faulty ones; None where none are published.
    consumer_days
        Days in which a consumer may return goods without a reason; the day after receipt is the first.
    send_days
        Days in which what was asked back must come.
    """

    on: date
    fees: Fees
    claim_days: int | None
    consumer_days: int
    send_days: int


@dataclass(frozen=True, slots=True)
class Returnable:
    """Show a line that a buyer has, what it may be exchanged for, and until when it can go back.

    `last_on` is the last day without a reason, `fault_on` that of faults; `rule` names what keeps it from going back
    without a reason, `part_e6` is the share of the price that it may be kept for, in millionths.
    """

    line: BoughtLine
    variants: tuple[VariantRecord, ...]
    last_on: date | None
    fault_on: date | None
    rule: str
    part_e6: int


@dataclass(frozen=True, slots=True)
class SellerTerms:
    """Hold what a seller laid down: see `models.Policy`; without a policy goods may always stay."""

    keeps_goods: bool = True
    most_price_e4: int = 0
    most_value_minor: int = 0
    part_e6: int = 0


@dataclass(frozen=True, slots=True)
class EqualArticle:
    """Say that an article of another owner goes for one of a seller's at a price a pair."""

    giver: int
    gtin: str
    unit_price_e4: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """Gather what sellers laid down and agreed: by seller, as ``(seller, buyer)``, by ``(seller, GTIN)``."""

    policies: Mapping[int, SellerTerms]
    trusted: frozenset[tuple[int, int]]
    equals: Mapping[tuple[int, str], tuple[EqualArticle, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """Promise pairs of a lot that lie somewhere; `unit_price_e4` is what the seller owes their owner a pair."""

    lot_id: int
    owner: int
    sku_id: int
    gtin: str
    place: str
    site: int | None
    pairs: int
    unit_price_e4: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """Say what becomes of a line that is asked back (money in minor units of CNY).

    Parameters
    ----------
    refund_minor, withheld_minor
        What is paid back, and what is not where the buyer keeps the goods for a part.
    payer, way_minor
        Who pays the way back, and what it costs.
    is_ahead
        The replacement leaves at once, before the goods are back.
    """

    line_id: int
    order_code: str
    seller: int
    pairs: int
    told: Told
    parts: tuple[Part, ...]
    refund_minor: int
    withheld_minor: int
    payer: Payer
    way_minor: int
    is_ahead: bool

    @property
    def replaced_pairs(self) -> int:
        """Return the pairs that are sent instead."""
        return sum(one.pairs for one in self.parts)

    @property
    def articles(self) -> tuple[Part, ...]:
        """Return what is sent instead with the parts of one owner's article in one, wherever they lie."""
        found: dict[tuple[int, str], Part] = {}
        for one in self.parts:
            before = found.get((one.owner, one.gtin))
            found[one.owner, one.gtin] = replace(one, pairs=one.pairs + (before.pairs if before else 0))
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Preview:
    """Tell a buyer what becomes of his request; `mark` stands for all of it, so that nothing else can happen."""

    lines: tuple[Planned, ...]
    return_by: date
    mark: str


@dataclass(frozen=True, slots=True)
class AskedCase:
    """Show a case of a request to who asked for it; `label` is the signed text that leads its goods to the dock."""

    code: str
    order_code: str
    name_zh: str
    name_en: str
    size: str
    seller_zh: str
    seller_en: str
    pairs: int
    outcome: str
    pairs_promised: int
    refund_minor: int
    state: str
    label: str


@dataclass(frozen=True, slots=True)
class AskedRecord:
    """Show a request with its cases, a case a line, to who asked for it."""

    code: str
    asked_on: date
    return_by: date
    cases: tuple[AskedCase, ...]
