"""Turn orders into rows of the list and of its export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from dukou.base.days import business_date
from dukou.base.money import Money
from dukou.base.viewer import Viewer
from dukou.market.door import orders as market
from dukou.market.records import OrderRecord
from dukou.settlement.records import InvoiceRecord
from dukou.web.orders.filters import Filters
from dukou.web.parts.names import named
from dukou.web.parts.workbook import Cell
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
    amount: Decimal
    currency: str
    is_town_order: bool


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a table to export."""

    heading: tuple[str, ...]
    rows: Iterator[Sequence[Cell]]


def order_rows(orders: Sequence[OrderRecord]) -> list[OrderRow]:
    """Return rows with names in the reader's language."""
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
            amount=Money(one.amount_minor, one.currency).decimal(),
            currency=one.currency,
            is_town_order=one.addressed_to == "town",
        )
        for one in orders
    ]


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """Hold one invoice as the order page shows it."""

    kind: str
    on: date
    due_on: date
    amount: Decimal
    credited: Decimal
    paid: Decimal
    open: Decimal


def invoice_rows(invoices: Sequence[InvoiceRecord]) -> list[InvoiceRow]:
    """Return invoices in the currency's own unit."""
    return [
        InvoiceRow(
            str(INVOICES[one.kind]),
            one.on,
            one.due_on,
            *(
                Money(minor, one.currency).decimal()
                for minor in (one.amount_minor, one.credited_minor, one.paid_minor, one.open_minor)
            ),
        )
        for one in invoices
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
        for row in order_rows(page.orders):
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
                float(row.amount),
                row.currency,
            )
        most -= len(page.orders)
        before = page.before
