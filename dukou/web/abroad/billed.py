"""Turn fees of overseas depots, their rules, rows and sums, and what is booked of them into tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from dukou.base.money import Money
from dukou.depot.records.abroad import FeeLine, FeePage, FeeRule, FeeSum
from dukou.settlement.records import Movement
from dukou.web.abroad.sentences import amount_text, fine_text, rule_sentence, source, why
from dukou.web.abroad.shown import sock_name
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table
from dukou.web.words import abroad as w


@dataclass(frozen=True, slots=True)
class FeeLineRow:
    """Hold a fee as the list shows it."""

    code: str
    on: date
    depot: str
    event: str
    amount: str
    charged: Money
    yuan: Money


@dataclass(frozen=True, slots=True)
class BookedRow:
    """Hold a movement on an owner's account with overseas depots; a payment is none of a depot's fees."""

    code: str
    on: date
    words: str
    depot: str
    why: str
    charged: Money | None
    yuan: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class DueRow:
    """Hold an owner's fees by one rule, added up."""

    depot: str
    owner: str
    event: str
    why: str
    lines: int
    charged: Money
    yuan: Money
    source: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Hold a published fee."""

    depot: str
    event: str
    why: str
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """Hold one of the rows that a fee is made of."""

    sock: str
    size: str
    pairs: int
    days: int | None
    amount: str
    cost: str


def fee_table(request: PageRequest, lines: Sequence[FeeLine], depots: dict[int, str]) -> Table:
    """Return fees, newest first; each leads to its rule and rows."""
    rows = [
        FeeLineRow(
            code=one.code,
            on=one.on,
            depot=depots.get(one.rule.site, ""),
            event=str(w.EVENTS[one.rule.event]).capitalize(),
            amount=amount_text(one.rule, one.amount),
            charged=Money(one.amount_minor, one.rule.currency),
            yuan=Money(one.cny_minor),
        )
        for one in lines
    ]
    columns = [
        Column("on", _("Day"), "date"),
        Column("event", _("Charged for")),
        Column("depot", _("Overseas depot")),
        Column("amount", _("Quantity"), is_sortable=False),
        Column("charged", _("Fee"), "money"),
        Column("yuan", _("In yuan at the day's rate"), "money"),
    ]
    return table(
        request,
        key="overseas-fees",
        title=_("Fees, line by line"),
        columns=columns,
        rows=rows,
        choices=[Choice("event", _("Charged for")), Choice("depot", _("Overseas depot"))],
        empty=_no_fees(),
        sort="-on",
        link=lambda row: reverse("overseas_fee", args=[row.code]),
    )


def _no_fees() -> Empty:
    return Empty(_("No fees yet."), _("A day's fees are charged when the day is over."))


def account_table(
    request: PageRequest, moved: Sequence[Movement], lines: Mapping[str, FeeLine], depots: dict[int, str]
) -> Table:
    """Return what was booked between an owner and overseas depots, the newest first; fees lead to rule and rows."""
    rows = [_booked(one, lines.get(one.reference), depots) for one in reversed(moved)]
    columns = [
        Column("on", _("Booked on"), "date"),
        Column("words", _("Booked for")),
        Column("depot", _("Overseas depot")),
        Column("why", _("Why"), is_sortable=False),
        Column("charged", _("Fee"), "money", is_sortable=False),
        Column("yuan", _("In yuan at the day's rate"), "money"),
        Column("balance", _("Balance"), "money", is_sortable=False),
    ]
    empty = Empty(_("Nothing is booked."), _("What an overseas depot charges for a day is booked on the next day."))
    return table(
        request,
        key="overseas-account",
        title=_("Movements"),
        columns=columns,
        rows=rows,
        choices=[Choice("words", _("Booked for"))],
        empty=empty,
        link=lambda row: reverse("overseas_fee", args=[row.code]) if row.code else "",
    )


def _booked(one: Movement, line: FeeLine | None, depots: dict[int, str]) -> BookedRow:
    return BookedRow(
        code=one.reference,
        on=one.on,
        words=str(w.EVENTS[line.rule.event]).capitalize() if line else _("Payment"),
        depot=depots.get(line.rule.site, "") if line else "",
        why=why(line) if line else "",
        charged=Money(line.amount_minor, line.rule.currency) if line else None,
        yuan=Money(one.amount_minor),
        balance=Money(one.balance_minor),
    )


def due_table(request: PageRequest, sums: Sequence[FeeSum], depots: dict[int, str], owners: dict[int, str]) -> Table:
    """Return each owner's fees by rule, and the rule in a sentence."""
    rows = [
        DueRow(
            depot=depots.get(one.rule.site, ""),
            owner=owners.get(one.owner, ""),
            event=str(w.EVENTS[one.rule.event]).capitalize(),
            why=rule_sentence(one.rule),
            lines=one.lines,
            charged=Money(one.amount_minor, one.rule.currency),
            yuan=Money(one.cny_minor),
            source=source(one.rule),
        )
        for one in sums
    ]
    columns = [
        Column("owner", _("Owner"), "as_written"),
        Column("depot", _("Overseas depot")),
        Column("event", _("Charged for")),
        Column("why", _("Rule"), is_sortable=False),
        Column("lines", _("Fee lines"), "number"),
        Column("charged", _("Fee"), "money"),
        Column("yuan", _("In yuan at the day's rate"), "money"),
        Column("source", _("Source"), is_sortable=False),
    ]
    return table(
        request,
        key="due",
        prefix="due-",
        title=_("Fees due"),
        columns=columns,
        rows=rows,
        empty=_no_fees(),
        page_size=10,
    )


def rule_table(request: PageRequest, rules: Sequence[FeeRule], depots: dict[int, str]) -> Table:
    """Return what each overseas depot charges, with where that comes from."""
    rows = [
        RuleRow(
            depot=depots.get(one.site, ""),
            event=str(w.EVENTS[one.event]).capitalize(),
            why=rule_sentence(one),
            since=one.valid_from,
            source=source(one),
        )
        for one in rules
    ]
    columns = [
        Column("depot", _("Overseas depot")),
        Column("event", _("Charged for")),
        Column("why", _("Rule"), is_sortable=False),
        Column("since", _("Valid from"), "date"),
        Column("source", _("Source"), is_sortable=False),
    ]
    empty = Empty(_("No fees are published."), _("The town publishes what each overseas depot charges."))
    return table(
        request,
        key="fee-rules",
        prefix="rule-",
        title=_("What overseas depots charge"),
        columns=columns,
        rows=rows,
        choices=[Choice("depot", _("Overseas depot"))],
        empty=empty,
        page_size=10,
    )


def parts_table(request: PageRequest, page: FeePage) -> Table:
    """Return the rows that a fee is made of."""
    rule = page.line.rule
    rows = [
        PartRow(
            sock=sock_name(page.goods[one.sku_id]),
            size=page.goods[one.sku_id].size,
            pairs=one.pairs,
            days=one.days,
            amount=amount_text(rule, one.amount),
            cost=fine_text(one.exact_e10, rule.currency),
        )
        for one in page.rows
    ]
    columns = [
        Column("sock", _("Sock")),
        Column("size", _("Size")),
        Column("pairs", _("Pairs"), "pairs"),
        *([Column("days", _("Days there"), "number")] if rule.event == "store" else []),
        Column("amount", _("Quantity"), is_sortable=False),
        Column("cost", _("Cost"), is_sortable=False),
    ]
    empty = Empty(_("No rows."), _("A fee is made of the goods that it was charged for."))
    return table(request, key="fee-rows", title=_("Made of"), columns=columns, rows=rows, empty=empty)
