"""Name what goes into the books, and what they show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

AccountKind = Literal[
    "bank",
    "receivable",
    "revenue",
    "purchases",
    "payable",
    "freight",
    "owed_to_town",
    "refunds",
    "return_costs",
    "resale",
    "owed_by_firms",
    "carriers",
    "service_costs",
    "shortfall",
    "depot_fees",
    "owed_to_depots",
    "owed_by_owners",
    "depot_income",
    "charge_backs",
    "common_fund",
]
EntryKind = Literal[
    "invoice",
    "back_to_back",
    "freight",
    "refund",
    "return_costs",
    "resale",
    "payment",
    "town_payment",
    "carriers_payment",
    "depot_fee",
    "depots_payment",
    "netting",
    "equals",
    "charge_back",
    "fund",
]
InvoiceKind = Literal["sale", "back_to_back"]
Side = tuple[int | None, AccountKind, int]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Say one business event in double entry.

    Parameters
    ----------
    key
        What makes the event unique, so that it is posted once.
    sides
        ``(firm, account, amount_minor)``; debits are positive, and the amounts sum to zero. Firm None is the town.
    """

    key: str
    kind: EntryKind
    on: date
    sides: tuple[Side, ...]
    firm: int | None = None
    order: int | None = None
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """Bill one order's deliveries of one day; back to back, the maker bills the seller of record."""

    kind: InvoiceKind
    order: int
    seller: int
    buyer: int
    on: date
    due_on: date
    pay_on: date
    amount_minor: int
    pairs: int


@dataclass(frozen=True, slots=True)
class InvoiceRecord:
    """Show an invoice to its seller or its buyer."""

    code: str
    kind: str
    order: int
    seller: int
    buyer: int
    on: date
    due_on: date
    amount_minor: int
    credited_minor: int
    paid_minor: int
    currency: str

    @property
    def open_minor(self) -> int:
        """Return what is still owed."""
        return self.amount_minor - self.credited_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class Owed:
    """Sum up what is owed, by age past the due date; `overdue` counts the invoices past it."""

    currency: str = "CNY"
    not_due_minor: int = 0
    to_30_days_minor: int = 0
    to_60_days_minor: int = 0
    to_90_days_minor: int = 0
    older_minor: int = 0
    overdue: int = 0

    @property
    def overdue_minor(self) -> int:
        """Return what is past its due date."""
        return self.to_30_days_minor + self.to_60_days_minor + self.to_90_days_minor + self.older_minor

    @property
    def total_minor(self) -> int:
        """Return all that is owed."""
        return self.not_due_minor + self.overdue_minor


@dataclass(frozen=True, slots=True)
class Party:
    """Name a firm as a paper names it; a foreign firm has no unified social credit code."""

    id: int
    code: str
    uscc: str | None
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Debt:
    """Show what one firm owes another; `sent_on` is the day of the last statement.

    `step` is how firmly the next one reminds: 0 where nothing is overdue, then 1 to 3 by age.
    """

    firm: Party
    owed: Owed
    oldest_due_on: date
    sent_on: date | None = None
    step: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """Show what changed the balance between two firms: debits are positive, `balance_minor` stands after it.

    `reference` is the code of the invoice, of the return or of the fee; `order_ref` is empty where the order is not
    told.
    """

    on: date
    kind: str
    reference: str
    order_ref: str
    amount_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """State to one buyer what moved in a period and what is open at its end.

    Where more moved than is shown, the earlier movements are in the opening balance.
    """

    seller: Party
    buyer: Party
    since: date
    on: date
    currency: str
    opening_minor: int
    movements: tuple[Movement, ...]
    closing_minor: int
    open: tuple[InvoiceRecord, ...]
    owed: Owed
    sent_on: date | None
    step: int


@dataclass(frozen=True, slots=True)
class DepotAccount:
    """Show a firm what moved on its account with depots overseas in a period; what it owes is positive.

    Where more moved than is shown, the earlier movements are in the opening balance.
    """

    since: date
    on: date
    opening_minor: int
    movements: tuple[Movement, ...]
    closing_minor: int


@dataclass(frozen=True, slots=True)
class FirmDue:
    """Show the accounts desk what is due of a firm: how much, in how many invoices, and since when."""

    firm: Party
    amount_minor: int
    invoices: int = 0
    oldest_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class DayDue:
    """Show what falls due on a day in all the town."""

    on: date
    invoices: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Show the accounts desk the books of the town.

    Parameters
    ----------
    overdue
        Sellers whose buyers are late, the largest sum first; who the buyers are is not said.
    town_due
        Firms that owe the town for freight and returns.
    town
        Balances of the town's own accounts by kind; debits are positive.
    depots_due
        What owners of goods overseas owe the depots there.
    trial
        The sum of all postings by currency; each must be zero.
    unbalanced
        Entries since a day that do not sum to zero.
    """

    overdue: tuple[FirmDue, ...]
    due: tuple[DayDue, ...]
    town_due: tuple[FirmDue, ...]
    town: Mapping[str, int]
    depots_due: int
    trial: Mapping[str, int]
    unbalanced: int
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Show one account's balance; debits are positive."""

    firm: int | None
    account: str
    currency: str
    amount_minor: int
