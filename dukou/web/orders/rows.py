"""Turn orders into rows of the list and of its export."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dukou.base.days import business_date
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.market.door import orders as market
from dukou.market.records import ClaimRecord, OrderRecord, Progress
from dukou.settlement.records import InvoiceRecord
from dukou.web.orders.filters import Filters
from dukou.web.orders.flow import Flow, flow
from dukou.web.parts.excel import Cell
from dukou.web.parts.names import named
from dukou.web.words.market import CLAIM_DETAILS, CLAIM_REASONS, CLAIM_STATES, CLAIM_WISHES
from dukou.web.words.steps import INVOICES


@dataclass(frozen=True, slots=True)
class OrderRow:
    """Hold one order as the list shows it."""

    code: str
    external_ref: str
    placed_on: date
    buyer: str
    seller: str
    destination: str
    incoterm: str
    lines: int
    pairs: int
    amount: Money
    is_town_order: bool
    flow: Flow


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a table to export."""

    heading: tuple[str, ...]
    rows: Iterator[Sequence[Cell]]


def order_rows(orders: Sequence[OrderRecord], *, progress: Mapping[int, Progress]) -> list[OrderRow]:
    """Return rows with names in the reader's language, each with how far its lines are."""
    return [
        OrderRow(
            code=one.code,
            external_ref=one.external_ref,
            placed_on=business_date(one.placed_at),
            buyer=named(one.buyer_zh, one.buyer_en),
            seller=named(one.seller_zh, one.seller_en),
            destination=named(one.destination_zh, one.destination_en),
            incoterm=one.incoterm,
            lines=one.lines,
            pairs=one.pairs,
            amount=Money(one.amount_minor, one.currency),
            is_town_order=one.addressed_to == "town",
            flow=flow(progress.get(one.id, Progress()), one.lines),
        )
        for one in orders
    ]


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """Hold one invoice as the order page shows it."""

    kind: str
    on: date
    due_on: date
    amount: Money
    credited: Money
    paid: Money
    open: Money


def invoice_rows(invoices: Sequence[InvoiceRecord]) -> list[InvoiceRow]:
    """Return invoices with their amounts."""
    return [
        InvoiceRow(
            str(INVOICES[one.kind]),
            one.on,
            one.due_on,
            *(
                Money(minor, one.currency)
                for minor in (one.amount_minor, one.credited_minor, one.paid_minor, one.open_minor)
            ),
        )
        for one in invoices
    ]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """Hold one claim as the order page shows it."""

    line: str
    variant: str
    pairs: int
    reason: str
    wish: str
    on: date
    has_picture: bool
    state: str
    look: str


def claim_rows(claims: Sequence[ClaimRecord]) -> list[ClaimRow]:
    """Return claims in the reader's language."""
    return [
        ClaimRow(
            line=f"{one.line_number}. {named(one.name_zh, one.name_en)}",
            variant=f"{named(one.colour_zh, one.colour_en)} · {one.size}",
            pairs=one.pairs,
            reason=str(CLAIM_DETAILS[one.detail] if one.detail else CLAIM_REASONS.get(one.reason, one.reason)),
            wish=str(CLAIM_WISHES.get(one.wish, one.wish)),
            on=one.claimed_on,
            has_picture=one.picture is not None,
            state=str(CLAIM_STATES[one.state][0]),
            look=CLAIM_STATES[one.state][1],
        )
        for one in claims
    ]


def export_rows(*, viewer: Viewer, filters: Filters, most: int) -> Table:
    """Return the listed orders as a table, the newest `most` of them."""
    heading = (
        _("Order"),
        _("Reference"),
        _("Placed on"),
        _("Buyer"),
        _("Seller of record"),
        _("Destination"),
        "Incoterm",
        _("Lines"),
        _("Pairs"),
        _("Amount"),
        _("Currency"),
    )
    return Table(heading, _exported(viewer, filters, most))


def _exported(viewer: Viewer, filters: Filters, most: int) -> Iterator[Sequence[Cell]]:
    before: str | None = ""
    while before is not None and most > 0:
        page = market.orders(
            viewer=viewer,
            before=before,
            search=filters.search,
            destination=filters.destination,
            size=min(most, market.LARGEST_PAGE),
        )
        for row in order_rows(page.orders, progress={}):
            yield (
                row.code,
                row.external_ref,
                row.placed_on,
                row.buyer,
                row.seller,
                row.destination,
                row.incoterm,
                row.lines,
                row.pairs,
                float(row.amount.decimal()),
                row.amount.currency,
            )
        most -= len(page.orders)
        before = page.before
