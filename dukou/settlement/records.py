"""Name what settlement takes and gives."""

from dataclasses import dataclass, field
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
    """Sum up what is owed to a firm, by age past the due date."""

    currency: str
    total_minor: int
    not_due_minor: int
    to_30_days_minor: int
    to_60_days_minor: int
    older_minor: int
    invoices: tuple[InvoiceRecord, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Statement:
    """State to one buyer what it has been billed since the first invoice, and what is open."""

    seller: int
    buyer: int
    on: date
    billed_minor: int
    credited_minor: int
    paid_minor: int
    owed: Owed


@dataclass(frozen=True, slots=True)
class Balance:
    """Show one account's balance; debits are positive."""

    firm: int | None
    account: str
    currency: str
    amount_minor: int
