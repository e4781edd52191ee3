"""Show a firm its monthly statement, as a page, as PDF and as a workbook."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dukou.base.errors import Missing
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.provenance import door as provenance
from dukou.registry import door as registry
from dukou.settlement import door as settlement
from dukou.settlement.records import MonthStatement, StatementRow
from dukou.web.middleware import viewer_of
from dukou.web.parts.cells import search_text
from dukou.web.parts.excel import download
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Ask, Choice, Column, Empty, Found, Table, table, table_page
from dukou.web.settlement.month_paper import figures, month_workbook, print_month
from dukou.web.settlement.rows import creditor_rows, debtor_rows, total
from dukou.web.words.settlement import ACCOUNTS, GOODS, KINDS, RULES

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
A_DAY = timedelta(days=1)
# Where the row behind an amount is shown, by what happened.
BEHIND = {
    "freight": "bill",
    "depot_fee": "overseas_fee",
    **dict.fromkeys(("refund", "return_costs", "resale"), "trace"),
}
# Lists in which it stands where no address names it.
LISTED = {"charge_back": "faults", "fund": "fund", "netting": "netting"}
# What is proven by the fact that it was paid: other facts of its paper tell of something else.
PAYMENTS = frozenset(("payment", "equals"))
SORTS = {"on": "on", "amount": "amount_minor"}


@dataclass(frozen=True, slots=True)
class PostingRow:
    """Hold a posting as the page shows it; `paper` leads to the row behind it, `book` to the proof of its fact."""

    on: date
    kind: str
    account: str
    paper: tuple[str, str]
    order_ref: str
    partner: str
    amount: Money
    balance: Money
    book: tuple[str, str] | None


@login_required
@require_safe
def this_month(request: PageRequest) -> HttpResponse:
    """Show the statement of the month under way."""
    return _page(request, f"{registry.today():%Y-%m}")


@login_required
@require_safe
def month(request: PageRequest, month: str) -> HttpResponse:
    """Show the statement of a month."""
    return _page(request, month)


@login_required
@require_safe
def month_pdf(request: PageRequest, month: str) -> HttpResponse:
    """Return the statement of a month as PDF."""
    stated = _stated(request, month)
    response = HttpResponse(print_month(stated, _check_url(request, stated)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(stated)}.pdf"'
    return response


@login_required
@require_safe
def month_xlsx(request: PageRequest, month: str) -> HttpResponse:
    """Return the statement of a month as a workbook with every posting."""
    stated = _stated(request, month)
    return download(month_workbook(stated, _check_url(request, stated)), _file_name(stated))


def _stated(request: PageRequest, month: str) -> MonthStatement:
    found = MONTH.fullmatch(month)
    if found is None:
        raise Missing("settlement.no_such_month")
    first = date(int(found[1]), int(found[2]), 1)
    return settlement.month_statement(first, viewer=viewer_of(request), on=registry.today())


def _file_name(stated: MonthStatement) -> str:
    return f"statement-{stated.firm.code}-{stated.since:%Y-%m}"


def _check_url(request: PageRequest, stated: MonthStatement) -> str:
    """Return the address that anybody can check the head of a statement at."""
    head = f"{stated.head.size}.{stated.head.root}" if stated.head else ""
    return request.build_absolute_uri(f"{reverse('head')}?head={head}")


def _page(request: PageRequest, month: str) -> HttpResponse:
    stated = _stated(request, month)
    before, after = stated.since - A_DAY, stated.until + A_DAY
    kinds = dict.fromkeys(row.kind for row in stated.rows)
    context = {
        "section": "money",
        "stated": stated,
        "month": f"{stated.since:%Y-%m}",
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}" if after <= stated.on else "",
        "goods": [(GOODS[one.kind], one.papers, one.pairs, Money(one.amount_minor)) for one in stated.goods],
        "accounts": [
            (ACCOUNTS[one.account], *(Money(amount, one.currency) for amount in figures(one)))
            for one in stated.accounts
        ],
        "owed": total(stated.owed),
        "owing": total(stated.owing),
        "debtors": debtor_rows(stated.owed),
        "creditors": creditor_rows(stated.owing),
        "rules": [(KINDS[kind], RULES[kind]) for kind in kinds],
        "head": stated.head,
        "check_url": _check_url(request, stated),
    }
    return table_page(request, "settlement/month.html", context, _postings(request, stated))


def _postings(request: PageRequest, stated: MonthStatement) -> Table:
    def rows(ask: Ask) -> Found:
        kept = _kept(stated.rows, ask)
        shown = kept[ask.first : ask.first + ask.count]
        provable = _provable(shown, viewer_of(request))
        return Found([_row(one, is_told=(one.reference, one.kind) in provable) for one in shown], len(kept))

    kinds = dict.fromkeys(row.kind for row in stated.rows)
    return table(
        request,
        key="postings",
        title=_("Postings"),
        columns=(
            Column("on", _("Date"), "date"),
            Column("kind", _("What"), is_sortable=False),
            Column("account", _("Account"), is_sortable=False),
            Column("paper", _("Paper"), "link", is_sortable=False),
            Column("order_ref", _("Order"), "as_written", is_sortable=False),
            Column("partner", _("Firm"), is_sortable=False),
            Column("amount", _("Amount"), "money"),
            Column("balance", _("Balance"), "money", is_sortable=False),
            Column("book", _("Proof"), "link", is_sortable=False),
        ),
        rows=rows,
        choices=(
            Choice(
                "account", _("Account"), tuple((one.account, str(ACCOUNTS[one.account])) for one in stated.accounts)
            ),
            Choice("kind", _("What"), tuple((one, str(KINDS[one])) for one in kinds)),
        ),
        empty=Empty(_("Nothing was posted in this month."), _("Deliveries, freight, returns and payments stand here.")),
    )


def _kept(rows: Sequence[StatementRow], ask: Ask) -> Sequence[StatementRow]:
    """Return the rows that are asked for, in the order asked for."""
    wanted = search_text(ask.search)
    kept = [
        row
        for row in rows
        if all(getattr(row, name) == value for name, value in ask.chosen.items())
        and (not wanted or any(wanted in search_text(text) for text in _texts(row)))
    ]
    name = SORTS.get(ask.sort.removeprefix("-"))
    if name:
        kept.sort(key=attrgetter(name), reverse=ask.sort.startswith("-"))
    return kept


def _texts(row: StatementRow) -> tuple[str, ...]:
    names = (row.partner.name_zh, row.partner.name_en) if row.partner else ()
    return row.reference, row.order_ref, *names


def _provable(rows: Sequence[StatementRow], viewer: Viewer) -> set[tuple[str, str]]:
    """Return of which rows the book of facts tells the firm, by reference and kind."""
    facts = provenance.facts_about([row.reference for row in rows if row.reference], viewer=viewer)
    told = {fact.subject for fact in facts}
    paid = {fact.subject for fact in facts if fact.kind == "settlement.paid"}
    return {(row.reference, row.kind) for row in rows if row.reference in (paid if row.kind in PAYMENTS else told)}


def _row(row: StatementRow, *, is_told: bool) -> PostingRow:
    return PostingRow(
        on=row.on,
        kind=str(KINDS[row.kind]),
        account=str(ACCOUNTS[row.account]),
        paper=(row.reference, _behind(row)),
        order_ref=row.order_ref,
        partner=named(row.partner.name_zh, row.partner.name_en) if row.partner else "",
        amount=Money(row.amount_minor, row.currency),
        balance=Money(row.balance_minor, row.currency),
        book=(_("Prove"), reverse("fact_proof", args=[row.reference])) if is_told else None,
    )


def _behind(row: StatementRow) -> str:
    """Return the address of the row behind an amount: a bill, a case, a fee, or the account with the other firm."""
    if row.kind in BEHIND:
        return reverse(BEHIND[row.kind], args=[row.reference])
    if row.kind in LISTED:
        return reverse(LISTED[row.kind])
    if row.partner is None:
        return ""
    side = "statement_from" if row.account in {"payable", "purchases"} else "statement"
    return reverse(side, args=[row.partner.code])
