"""Name what a seller lays down for returns, whom it trusts, what it agrees to, and what strikes the eye."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dukou.returns.records.asking import SellerTerms


@dataclass(frozen=True, slots=True)
class TrustedBuyer:
    """Name a buyer whom a seller sends replacements ahead."""

    buyer: int
    name_zh: str
    name_en: str
    since: date


@dataclass(frozen=True, slots=True)
class NewEqual:
    """Say that an own article and a partner's are equal at a price a pair (1/10,000 yuan), or are not any more.

    `is_giver`: the own one goes to the partner's buyers, else the partner's goes to one's own.
    """

    own_gtin: str
    partner_code: str
    partner_gtin: str
    unit_price_e4: int
    is_giver: bool
    stands: bool = True


@dataclass(frozen=True, slots=True)
class EqualRecord:
    """Show an agreement on equal articles to one of its owners; it holds when both said so at one price."""

    is_giver: bool
    own_gtin: str
    partner_code: str
    partner_zh: str
    partner_en: str
    partner_gtin: str
    unit_price_e4: int
    i_say: bool
    partner_says: bool


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """Show a seller what it laid down and agreed."""

    terms: SellerTerms
    version: int
    since: date | None
    trusted: tuple[TrustedBuyer, ...]
    equals: tuple[EqualRecord, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Count the cases of a seller, a buyer, an address and a reason: all, refunded and kept, and said to be faulty."""

    firm: int
    buyer: str
    buyer_zh: str
    buyer_en: str
    address: str
    address_zh: str
    address_en: str
    reason: str
    cases: int
    kept: int
    faulty: int


@dataclass(frozen=True, slots=True)
class Watched:
    """Show how often returns of a buyer, to an address or for a reason were of a kind, beside the town's median.

    `key` is the code of the buyer, that of a destination, or a reason. Shares are in millionths of the cases of the
    last days; the median is that of all of `by`, None where fewer than five could be compared. What stands out is
    looked at by a person and never refused by this figure.
    """

    by: Literal["buyer", "address", "reason"]
    key: str
    name_zh: str
    name_en: str
    cases: int
    kept_e6: int
    faulty_e6: int
    median_kept_e6: int | None
    median_faulty_e6: int | None
    stands_out: bool


@dataclass(frozen=True, slots=True)
class OwedForEquals:
    """Say what a seller owes another owner for equal articles sent for a case on a day (minor units of CNY)."""

    case: str
    seller: int
    giver: int
    pairs: int
    amount_minor: int
    on: date


@dataclass(frozen=True, slots=True)
class OwedForBoth:
    """Say what a buyer owes for pairs sent ahead for a case whose old goods never came (minor units of CNY)."""

    order_id: int
    order_draw: int
    seller: int
    buyer: int
    pairs: int
    amount_minor: int
