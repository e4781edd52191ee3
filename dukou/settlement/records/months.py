"""Name what a firm's monthly statement shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dukou.provenance.records import Head
from dukou.settlement.records.books import Debt, Party


@dataclass(frozen=True, slots=True)
class AccountMonth:
    """Show what an account of the firm stood at and moved in a month; debits are positive."""

    account: str
    currency: str
    opening_minor: int
    debits_minor: int
    credits_minor: int

    @property
    def closing_minor(self) -> int:
        """Return what the account stands at when the month is over."""
        return self.opening_minor + self.debits_minor - self.credits_minor


@dataclass(frozen=True, slots=True)
class StatementRow:
    """Show one posting on an account of the firm.

    Parameters
    ----------
    kind
        What happened; the rule that made the amount goes by it.
    reference
        The row behind it: the code of the invoice, load, case or fee, the month of a netting; empty for a payment of
        all that was owed.
    partner
        The firm on the other side; None where that is the town, or buyers are not told apart.
    balance_minor
        What the account stands at after it.
    """

    on: date
    kind: str
    account: str
    reference: str
    order_ref: str
    partner: Party | None
    currency: str
    amount_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class GoodsSum:
    """Count goods of one kind in a month, and what they came to; pairs are None where papers do not say them."""

    kind: str
    papers: int
    pairs: int | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class MonthStatement:
    """State to a firm what a month did to its goods and to each of its accounts.

    The rows are all postings on the firm's accounts, in the order of the books; `owed` and `owing` stand as of the
    month's end, or as of `on` while the month is under way. `head` commits to the book of facts as of `on`, unless
    nothing is sealed yet.
    """

    firm: Party
    since: date
    until: date
    on: date
    goods: tuple[GoodsSum, ...]
    accounts: tuple[AccountMonth, ...]
    rows: Sequence[StatementRow]
    owed: tuple[Debt, ...]
    owing: tuple[Debt, ...]
    head: Head | None

    @property
    def owed_on(self) -> date:
        """Return the day at whose end debts stood so."""
        return min(self.until, self.on)
