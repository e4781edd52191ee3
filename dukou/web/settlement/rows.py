"""Turn debts, statements and the desk's books into the rows that pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dukou.base.money import Money
from dukou.settlement.records import Debt, Desk, FirmDue, Statement
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Column, Empty, Table, table
from dukou.web.words.settlement import AGES, MOVEMENTS, REMINDERS

# A sliver of a debt still shows as a bar of so many hundredths.
THINNEST = 2


@dataclass(frozen=True, slots=True)
class AgeRow:
    """Hold what is owed of one age; `share` is its part of the whole in hundredths."""

    words: str | Promise
    amount: Money
    share: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class BuyerRow:
    """Hold what one buyer owes."""

    code: str
    name: str
    overdue: Money
    total: Money
    oldest_due_on: date
    sent_on: date | None


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """Hold what is owed to one seller, or by one buyer."""

    name: str
    overdue: Money
    total: Money
    oldest_due_on: date
    href: str


@dataclass(frozen=True, slots=True)
class MovedRow:
    """Hold one movement of a statement."""

    on: date
    words: str | Promise
    reference: str
    order_ref: str
    amount: Money
    balance: Money
    is_credit: bool


@dataclass(frozen=True, slots=True)
class OpenRow:
    """Hold one open invoice of a statement."""

    code: str
    on: date
    due_on: date
    amount: Money
    open: Money
    days_late: int


@dataclass(frozen=True, slots=True)
class FirmRow:
    """Hold a firm with a sum on the accounts desk."""

    name: str
    code: str
    amount: Money
    invoices: int
    oldest_due_on: date | None
    days_late: int


def total(debts: Sequence[Debt]) -> dict[str, Any]:
    """Return the sums over debts."""
    return {
        "total": Money(sum(one.owed.total_minor for one in debts)),
        "overdue": Money(sum(one.owed.overdue_minor for one in debts)),
        "count": sum(one.owed.overdue for one in debts),
        "firms": len(debts),
    }


def age_rows(debts: Sequence[Debt]) -> list[AgeRow]:
    """Return what is owed by age, the latest first."""
    sums = {name: sum(getattr(one.owed, name) for one in debts) for name in AGES}
    whole = sum(sums.values())
    return [
        AgeRow(
            words,
            Money(sums[name]),
            max(THINNEST, round(100 * sums[name] / whole)) if sums[name] else 0,
            name != "not_due_minor",
        )
        for name, words in AGES.items()
    ]


def buyers_table(request: PageRequest, debts: Sequence[Debt]) -> Table:
    """Return who owes the firm how much."""
    rows = [
        BuyerRow(
            one.firm.code,
            named(one.firm.name_zh, one.firm.name_en),
            Money(one.owed.overdue_minor, one.owed.currency),
            Money(one.owed.total_minor, one.owed.currency),
            one.oldest_due_on,
            one.sent_on,
        )
        for one in debts
    ]
    return table(
        request,
        key="buyers",
        title=_("By buyer"),
        columns=(
            Column("name", _("Buyer")),
            Column("overdue", _("Overdue"), "money"),
            Column("total", _("Open"), "money"),
            Column("oldest_due_on", _("Oldest due"), "date"),
            Column("sent_on", _("Statement sent"), "date"),
        ),
        rows=rows,
        empty=Empty(
            _("Nobody owes you anything."),
            _("An invoice is made on the day an order is delivered, and stands here until it is paid."),
            reverse("orders"),
            _("See your orders"),
        ),
        link=lambda row: reverse("statement", args=[row.code]),
    )


def creditor_rows(debts: Sequence[Debt]) -> list[PartnerRow]:
    """Return whom the firm owes how much."""
    return [_partner_row(one, "statement_from") for one in debts]


def debtor_rows(debts: Sequence[Debt]) -> list[PartnerRow]:
    """Return who owes the firm how much."""
    return [_partner_row(one, "statement") for one in debts]


def _partner_row(one: Debt, page: str) -> PartnerRow:
    return PartnerRow(
        named(one.firm.name_zh, one.firm.name_en),
        Money(one.owed.overdue_minor, one.owed.currency),
        Money(one.owed.total_minor, one.owed.currency),
        one.oldest_due_on,
        reverse(page, args=[one.firm.code]),
    )


def statement_context(stated: Statement, *, is_mine: bool) -> dict[str, Any]:
    """Return what the page of a statement shows, newest movement first."""
    partner = stated.buyer if is_mine else stated.seller
    debt = Debt(partner, stated.owed, stated.on, stated.sent_on)

    def money(amount_minor: int) -> Money:
        return Money(amount_minor, stated.currency)

    moved = [
        MovedRow(
            one.on,
            MOVEMENTS[one.kind],
            one.reference,
            one.order_ref,
            money(one.amount_minor),
            money(one.balance_minor),
            one.amount_minor < 0,
        )
        for one in reversed(stated.movements)
    ]
    still_open = [
        OpenRow(
            one.code,
            one.on,
            one.due_on,
            money(one.amount_minor),
            money(one.open_minor),
            max(0, (stated.on - one.due_on).days),
        )
        for one in stated.open
    ]
    return {
        "stated": stated,
        "partner": partner,
        "partner_name": named(partner.name_zh, partner.name_en),
        "owed": total([debt]),
        "ages": age_rows([debt]),
        "moved": moved,
        "open": still_open,
        "opening": money(stated.opening_minor),
        "closing": money(stated.closing_minor),
        "is_sent_today": stated.sent_on == stated.on,
        "reminds": REMINDERS[stated.step],
    }


def overdue_table(request: PageRequest, desk: Desk, on: date) -> Table:
    """Return the sellers whose buyers are late; who the buyers are is the sellers' own affair."""
    return table(
        request,
        key="overdue",
        title=_("Overdue by seller"),
        columns=(
            Column("name", _("Firm")),
            Column("amount", _("Overdue"), "money"),
            Column("invoices", _("Invoices"), "number"),
            Column("oldest_due_on", _("Oldest due"), "date"),
            Column("days_late", _("Days late"), "number"),
        ),
        rows=firm_rows(desk.overdue, on),
        empty=Empty(
            _("Nothing is overdue."), _("Invoices whose day of payment has passed stand here, the largest sum first.")
        ),
    )


def firm_rows(dues: Sequence[FirmDue], on: date) -> list[FirmRow]:
    """Return firms with what is due of them."""
    return [
        FirmRow(
            named(one.firm.name_zh, one.firm.name_en),
            one.firm.code,
            Money(one.amount_minor),
            one.invoices,
            one.oldest_due_on,
            (on - one.oldest_due_on).days if one.oldest_due_on else 0,
        )
        for one in dues
    ]


def desk_context(desk: Desk, on: date) -> dict[str, Any]:
    """Return the figures of the accounts desk."""
    return {
        "overdue": Money(sum(one.amount_minor for one in desk.overdue)),
        "due": [(one.on, one.invoices, Money(one.amount_minor)) for one in desk.due],
        "due_total": Money(sum(one.amount_minor for one in desk.due)),
        "town_due": firm_rows(desk.town_due, on),
        "owed_by_firms": Money(desk.town.get("owed_by_firms", 0)),
        "depots_due": Money(desk.depots_due),
        "carriers": Money(-desk.town.get("carriers", 0)),
        "shortfall": Money(desk.town.get("shortfall", 0)),
        "trial": [Money(amount, currency) for currency, amount in sorted(desk.trial.items())],
        "is_balanced": not desk.unbalanced and not any(desk.trial.values()),
        "unbalanced": desk.unbalanced,
        "settled_on": desk.settled_on,
    }
