"""Turn what lies overseas, what is announced there and what was done with it into tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dukou.depot.records.abroad import GoodsName, InboundRow, OverseasStock, WorkRow
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
class HandledRow:
    """Hold what an overseas depot did with pairs of a SKU."""

    on: date
    depot: str
    owner: str
    sock: str
    size: str
    kind: str
    pairs: int
    order_ref: str


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
        return _("with differences"), "bg-yellow-lt"
    return _("whole"), "bg-green-lt"


def handled_table(request: PageRequest, rows: Sequence[WorkRow], *, is_desk: bool) -> Table:
    """Return what overseas depots did, the newest first."""
    lines = [
        HandledRow(
            on=one.work.on,
            depot=depot_name(one.goods),
            owner=owner_name(one.goods),
            sock=sock_name(one.goods),
            size=one.goods.size,
            kind=str(w.KINDS[one.work.kind]).capitalize(),
            pairs=one.work.pairs,
            order_ref=one.work.order_ref,
        )
        for one in rows
    ]
    columns = [
        Column("on", _("Day"), "date"),
        Column("kind", _("What was done")),
        Column("sock", _("Sock")),
        Column("size", _("Size")),
        Column("depot", _("Overseas depot")),
        *([Column("owner", _("Owner"), "as_written")] if is_desk else []),
        Column("pairs", _("Pairs"), "pairs"),
        *([Column("order_ref", _("Order number"), "code")] if any(one.order_ref for one in lines) else []),
    ]
    empty = Empty(_("Nothing was done yet."), _("What overseas depots send out, take back or dispose of stands here."))
    return table(
        request,
        key="overseas-work",
        prefix="work-",
        title=_("What overseas depots did"),
        columns=columns,
        rows=lines,
        choices=[Choice("kind", _("What was done"))],
        empty=empty,
        sort="-on",
        page_size=10,
    )
