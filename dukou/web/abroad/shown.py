"""Turn what lies overseas, what is announced there and what it costs into tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from dukou.base.money import Money
from dukou.depot.records.abroad import (
    FeeLine,
    FeePage,
    FeeRule,
    FeeSum,
    GoodsName,
    InboundRow,
    OverseasStock,
)
from dukou.web.abroad.sentences import amount_text, fine_text, rule_sentence, source
from dukou.web.parts.names import named
from dukou.web.parts.requests import PageRequest
from dukou.web.parts.table import Choice, Column, Empty, Table, table
from dukou.web.words import abroad as w


@dataclass(frozen=True, slots=True)
class StockRow:
    """Hold pairs of a SKU that came to a depot on a day."""

    depot: str
    owner: str
    sock: str
    size: str
    pairs: int
    since: date
    days: int


@dataclass(frozen=True, slots=True)
class InboundLine:
    """Hold an announcement."""

    code: str
    depot: str
    owner: str
    sock: str
    size: str
    pairs: int
    load: str
    expected_on: date
    received_on: date | None
    received: int | None
    damaged: int | None
    missing: int | None
    state: tuple[str, str]


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


def sock_name(goods: GoodsName) -> str:
    """Return what goods are called: style and colour."""
    return f"{named(goods.name_zh, goods.name_en)} · {named(goods.colour_zh, goods.colour_en)}"


def depot_name(goods: GoodsName) -> str:
    """Return what the place of goods is called."""
    return named(goods.site_zh, goods.site_en)


def owner_name(goods: GoodsName) -> str:
    """Return whose goods they are."""
    return named(goods.owner_zh, goods.owner_en)


def stock_table(request: PageRequest, lying: Sequence[OverseasStock], on: date, *, is_desk: bool) -> Table:
    """Return what lies overseas by owner and age, the oldest first."""
    rows = [
        StockRow(
            depot=depot_name(one.goods),
            owner=owner_name(one.goods),
            sock=sock_name(one.goods),
            size=one.goods.size,
            pairs=one.pairs,
            since=one.since,
            days=(on - one.since).days,
        )
        for one in lying
    ]
    columns = [
        Column("sock", _("Sock")),
        Column("size", _("Size")),
        Column("depot", _("Overseas depot")),
        *([Column("owner", _("Owner"), "as_written")] if is_desk else []),
        Column("pairs", _("Pairs"), "pairs"),
        Column("since", _("There since"), "date"),
        Column("days", _("Days there"), "number"),
    ]
    empty = Empty(_("Nothing lies overseas."), _("Goods appear here when an announcement has arrived and was counted."))
    return table(
        request,
        key="overseas",
        title=_("Stock overseas by age"),
        columns=columns,
        rows=rows,
        choices=[Choice("depot", _("Overseas depot"))],
        empty=empty,
        sort="-days",
        page_size=10,
    )


def inbound_table(request: PageRequest, rows: Sequence[InboundRow], on: date, *, is_desk: bool) -> Table:
    """Return what is announced, what has not come yet first."""
    columns = [
        Column("sock", _("Sock")),
        Column("size", _("Size")),
        Column("depot", _("Overseas depot")),
        *([Column("owner", _("Owner"), "as_written")] if is_desk else []),
        Column("pairs", _("Announced"), "pairs"),
        *([Column("load", _("Waybill"), "code")] if any(row.inbound.load for row in rows) else []),
        Column("expected_on", _("Expected on"), "date"),
        Column("received_on", _("Counted on"), "date"),
        Column("received", _("Came"), "pairs"),
        Column("damaged", _("Damaged"), "pairs"),
        Column("missing", _("Missing"), "pairs"),
        Column("state", _("State"), "badge"),
    ]
    empty = Empty(
        _("Nothing is announced overseas."), _("Free goods are announced when they set out for an overseas depot.")
    )
    return table(
        request,
        key="inbound",
        prefix="in-",
        title=_("Inbound plan"),
        columns=columns,
        rows=[inbound_line(row, on) for row in rows],
        choices=[Choice("state", _("State"))],
        empty=empty,
        page_size=10,
    )


def inbound_line(row: InboundRow, on: date) -> InboundLine:
    """Return an announcement as it is shown."""
    one = row.inbound
    return InboundLine(
        code=one.code,
        depot=depot_name(row.goods),
        owner=owner_name(row.goods),
        sock=sock_name(row.goods),
        size=row.goods.size,
        pairs=one.pairs,
        load=one.load,
        expected_on=one.expected_on,
        received_on=one.received_on,
        received=one.received_pairs,
        damaged=one.damaged_pairs,
        missing=None if one.received_on is None else one.missing_pairs,
        state=_state(row, on),
    )


def _state(row: InboundRow, on: date) -> tuple[str, str]:
    one = row.inbound
    if one.received_on is None:
        return (_("overdue"), "bg-red-lt") if one.expected_on < on else (_("on its way"), "bg-azure-lt")
    if one.missing_pairs or one.damaged_pairs:
        return _("arrived with differences"), "bg-yellow-lt"
    return _("arrived whole"), "bg-green-lt"


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
    empty = Empty(_("No fees yet."), _("A day's fees are charged when the day is over."))
    return table(
        request,
        key="overseas-fees",
        title=_("Fees, line by line"),
        columns=columns,
        rows=rows,
        choices=[Choice("event", _("Charged for")), Choice("depot", _("Overseas depot"))],
        empty=empty,
        sort="-on",
        link=lambda row: reverse("overseas_fee", args=[row.code]),
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
    empty = Empty(_("No fees yet."), _("A day's fees are charged when the day is over."))
    return table(
        request, key="due", prefix="due-", title=_("Fees due"), columns=columns, rows=rows, empty=empty, page_size=10
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
