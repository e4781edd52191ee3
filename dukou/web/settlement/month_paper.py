"""Put a monthly statement on paper, in Chinese and English: goods, accounts with every posting, debts, and the head."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from dukou.base.money import Money
from dukou.settlement.records import AccountMonth, Debt, MonthStatement, StatementRow
from dukou.web.parts.excel import Sheet
from dukou.web.parts.names import both
from dukou.web.parts.pdf import FACT_WIDTHS, GAP, HEADED, LARGE, LOOK, MIDDLE, laid, printed, said
from dukou.web.settlement.ledger import LedgerCell, LedgerLine, ledger_pages, ledger_workbook
from dukou.web.settlement.paper import name_of
from dukou.web.words.settlement import ACCOUNTS, GOODS, KINDS, RULES

ACCOUNT_WIDTHS = (0.32, 0.17, 0.17, 0.17, 0.17)
GOODS_WIDTHS = (0.46, 0.14, 0.18, 0.22)
DEBT_WIDTHS = (0.4, 0.2, 0.2, 0.2)
RULE_WIDTHS = (0.3, 0.7)
QR = 32 * mm
PaperRow = tuple[LedgerCell | int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Hold a short table of the paper: its title, headings and rows, and the columns' shares of the page."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[PaperRow, ...]
    widths: tuple[float, ...]


def print_month(stated: MonthStatement, check_url: str) -> bytes:
    """Return a monthly statement as PDF; the same statement gives the same bytes."""
    title = f"{both(_('Monthly statement'))} {stated.since:%Y-%m}"
    return printed(title, lambda: _story(stated, title, check_url))


def month_workbook(stated: MonthStatement, check_url: str) -> bytes:
    """Return a monthly statement as a workbook with a row for each posting."""
    title = both(_("Monthly statement"))
    facts: Sheet = (title, (title, ""), [*_facts(stated), *_foot(stated, check_url)])
    parts: list[Sheet] = [(one.title, one.heading, one.rows) for one in _sections(stated)]
    heading = _two(_("Date"), _("What"), _("Account"), _("Paper"), _("Order"), _("Firm"), _("Amount"), _("Balance"))
    rows = (
        (
            row.on,
            _kind(row.kind),
            _account(row.account),
            row.reference,
            row.order_ref,
            name_of(row.partner) if row.partner else "",
            Money(row.amount_minor, row.currency),
            Money(row.balance_minor, row.currency),
        )
        for row in stated.rows
    )
    return ledger_workbook([facts, *parts], (both(_("Postings")), heading, rows))


def _story(stated: MonthStatement, title: str, check_url: str) -> list[Any]:
    story: list[Any] = [said(title, size=LARGE), Spacer(0, GAP), _table((), _facts(stated), FACT_WIDTHS)]
    for one in _sections(stated):
        story += [Spacer(0, GAP), said(one.title, size=MIDDLE), Spacer(0, GAP / 2)]
        story.append(_table(one.heading, one.rows, one.widths))
    story += [Spacer(0, GAP), _table((), _foot(stated, check_url), FACT_WIDTHS)]
    if stated.head:
        story.append(_qr(check_url))
    heading = f"{both(_('Date'))}  {both(_('Paper'))}  {both(_('What'))}", f"{both(_('Amount'))}  {both(_('Balance'))}"
    return story + ledger_pages(heading, list(_lines(stated)))


def _table(heading: Sequence[str], rows: Sequence[PaperRow], widths: Sequence[float]) -> Any:
    lines = [[_said(value, is_bare=bool(heading)) for value in row] for row in rows]
    if not heading:
        return laid(lines, widths, LOOK)
    lines.insert(0, [said(text, is_right=place > 0 and _is_number(rows, place)) for place, text in enumerate(heading)])
    return laid(lines, widths, [*LOOK, HEADED], repeat_rows=1)


def _is_number(rows: Sequence[PaperRow], place: int) -> bool:
    return any(isinstance(row[place], Money | int) for row in rows)


def _said(value: LedgerCell | int, *, is_bare: bool) -> Any:
    if isinstance(value, Money):
        return said(f"{value.decimal():,.2f}" + ("" if is_bare else f" {value.currency}"), is_right=is_bare)
    return said(f"{value:,}", is_right=True) if isinstance(value, int) else said(str(value))


def _facts(stated: MonthStatement) -> list[tuple[LedgerCell, LedgerCell]]:
    facts: list[tuple[LedgerCell, LedgerCell]] = [(both(_("Firm")), name_of(stated.firm))]
    if stated.firm.uscc:
        facts.append((both(_("Unified social credit code")), stated.firm.uscc))
    facts.append((both(_("Period")), f"{stated.since} – {stated.until}"))
    return [*facts, (both(_("Printed on the town's day")), stated.on), (both(_("Currency")), "CNY")]


def _foot(stated: MonthStatement, check_url: str) -> list[tuple[LedgerCell, LedgerCell]]:
    """Return the head of the book of facts: with it anybody can check later that the book was only added to."""
    if stated.head is None:
        return [(both(_("Head of the book of facts")), both(_("No fact is sealed yet.")))]
    return [
        (both(_("Head of the book of facts")), f"{stated.head.size}.{stated.head.root}"),
        (both(_("Check it at")), check_url),
    ]


def _qr(url: str) -> Drawing:
    """Return the address of the check as a code to scan."""
    drawing = Drawing(QR, QR, hAlign="LEFT")
    drawing.add(QrCodeWidget(url, barLevel="M", barWidth=QR, barHeight=QR))
    return drawing


def _sections(stated: MonthStatement) -> Iterator[Section]:
    yield Section(
        both(_("Goods of the month")),
        _two(_("What"), _("Papers"), _("Pairs"), _("Amount")),
        tuple(
            (both(GOODS[one.kind]), one.papers, "–" if one.pairs is None else one.pairs, Money(one.amount_minor))
            for one in stated.goods
        ),
        GOODS_WIDTHS,
    )
    yield Section(
        both(_("Accounts of the firm")),
        _two(_("Account"), _("Opening balance"), _("Debits"), _("Credits"), _("Closing balance")),
        tuple(
            (_account(one.account), *(Money(amount, one.currency) for amount in figures(one)))
            for one in stated.accounts
        ),
        ACCOUNT_WIDTHS,
    )
    both_ways = ((_("Owed to me"), stated.owed), (_("I owe"), stated.owing))
    for title, debts in ((title, debts) for title, debts in both_ways if debts):
        yield Section(
            f"{both(title)}, {stated.owed_on}",
            _two(_("Firm"), _("Open"), _("Overdue"), _("Owed since, due on")),
            tuple(_debt(one) for one in debts),
            DEBT_WIDTHS,
        )
    yield Section(
        both(_("How each amount is made")),
        _two(_("What"), _("Rule")),
        tuple((_kind(kind), both(RULES[kind])) for kind in RULES if any(row.kind == kind for row in stated.rows)),
        RULE_WIDTHS,
    )


def figures(one: AccountMonth) -> tuple[int, int, int, int]:
    """Return what an account's line shows: opening, debits, credits, closing."""
    return one.opening_minor, one.debits_minor, one.credits_minor, one.closing_minor


def _debt(one: Debt) -> PaperRow:
    owed = one.owed
    sums = Money(owed.total_minor, owed.currency), Money(owed.overdue_minor, owed.currency)
    return name_of(one.firm), *sums, one.oldest_due_on


def _lines(stated: MonthStatement) -> Iterator[LedgerLine]:
    """Yield the postings account by account, each between what it stood at before and what it stands at."""
    by_account = sorted(stated.rows, key=_book)
    rows = {book: list(some) for book, some in groupby(by_account, key=_book)}
    for one in stated.accounts:
        name = _account(one.account)
        yield LedgerLine(stated.since, "", f"{name}: {both(_('Opening balance'))}", None, one.opening_minor)
        for row in rows.get((one.account, one.currency), ()):
            yield LedgerLine(row.on, row.reference, _what(row), row.amount_minor, row.balance_minor)
        yield LedgerLine(stated.until, "", f"{name}: {both(_('Closing balance'))}", None, one.closing_minor)


def _book(row: StatementRow) -> tuple[str, str]:
    return row.account, row.currency


def _what(row: StatementRow) -> str:
    return "  ".join(
        one for one in (_kind(row.kind), name_of(row.partner) if row.partner else "", row.order_ref) if one
    )


def _two(*words: str | Promise) -> tuple[str, ...]:
    return tuple(map(both, words))


@cache
def _kind(kind: str) -> str:
    return both(KINDS[kind])


@cache
def _account(account: str) -> str:
    return both(ACCOUNTS[account])
