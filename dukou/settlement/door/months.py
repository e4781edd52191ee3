"""State to a firm what a month did to its goods and its accounts, posting by posting."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer
from dukou.provenance import door as provenance
from dukou.provenance.records import Head
from dukou.returns import door as returns
from dukou.returns.records.sums import ClosedSum
from dukou.settlement import models, rules
from dukou.settlement.door.debts import PARTY_FIELDS
from dukou.settlement.door.ended import owed_then, owing_then
from dukou.settlement.records import AccountMonth, GoodsSum, MonthStatement, Party, StatementRow

SLICE = 10_000
ORDER = "entry__order"
ROW = (
    *("entry__on", "entry__kind", "entry__key", "account__kind", "currency", "amount_minor", "entry__firm_id"),
    *(f"{ORDER}__seller_id", f"{ORDER}__buyer_id"),
)
# Entries about an order of which its buyer has no part.
NOT_WITH_BUYER = frozenset(("return_costs", "resale", "charge_back", "fund"))
Account = tuple[str, str]


def month_statement(month: date, *, viewer: Viewer, on: date) -> MonthStatement:
    """Return the statement of the viewer's firm for a month, given by its first day; for others there is none.

    A month that has not begun has none, and neither has a firm without books.
    """
    firm = _party(viewer)
    if month.day != 1 or month > on:
        raise Missing("settlement.no_such_month")
    until = rules.month_end(month)
    mine = models.Posting.objects.filter(account__firm_id=firm.id)
    opening = {(kind, currency): total for kind, currency, total in _sums(mine.filter(entry__on__lt=month))}
    invoices = models.Invoice.objects
    sold, bought = invoices.filter(seller_id=firm.id), invoices.filter(buyer_id=firm.id)
    in_month = {"on__gte": month, "on__lte": until}
    rows = tuple(
        _rows(
            mine.filter(entry__on__gte=month, entry__on__lte=until),
            me=firm.id,
            opening=opening,
            partners=_partners(sold, "buyer") | _partners(bought, "seller"),
            bills=_bills(sold.filter(**in_month)) | _bills(bought.filter(**in_month)),
        )
    )
    closed = returns.closed_sums(viewer=viewer, since=month, until=until)
    return MonthStatement(
        firm=firm,
        since=month,
        until=until,
        on=on,
        goods=(*_billed(sold.filter(**in_month), bought.filter(**in_month)), *_came_back(closed)),
        accounts=_accounts(opening, rows),
        rows=rows,
        owed=tuple(owed_then(firm.id, at_end_of=min(until, on))),
        owing=tuple(owing_then(firm.id, at_end_of=min(until, on))),
        head=_head(viewer),
    )


def _party(viewer: Viewer) -> Party:
    rows = models.Account.objects.filter(firm_id=viewer.firm) if viewer.firm else models.Account.objects.none()
    row = rows.values_list(*(f"firm__{name}" for name in PARTY_FIELDS)).first()
    if row is None:
        raise Missing("settlement.no_books")
    return Party(*row)


def _head(viewer: Viewer) -> Head | None:
    try:
        return provenance.head(viewer=viewer)
    except Missing:
        return None


def _sums(postings: QuerySet[models.Posting]) -> QuerySet[models.Posting, Any]:
    return postings.values_list("account__kind", "currency").annotate(total=Sum("amount_minor")).order_by()


def _partners(invoices: QuerySet[models.Invoice], side: str) -> dict[int, Party]:
    rows = invoices.order_by().values_list(*(f"{side}__{name}" for name in PARTY_FIELDS)).distinct()
    return {row[0]: Party(*row) for row in rows}


def _bills(invoices: QuerySet[models.Invoice]) -> dict[str, str]:
    """Return the code of each invoice by the key of its entry."""
    rows = invoices.values_list("order_id", "seller_id", "on", "code")
    return {rules.invoice_key(order, seller, on): code for order, seller, on, code in rows}


def _rows(
    postings: QuerySet[models.Posting],
    *,
    me: int,
    opening: Mapping[Account, int],
    partners: Mapping[int, Party],
    bills: Mapping[str, str],
) -> Iterator[StatementRow]:
    """Yield the postings, each with what its account stands at after it."""
    balance = defaultdict(int, opening)
    name = Coalesce(NullIf(f"{ORDER}__external_ref", Value("")), f"{ORDER}__code")
    found = postings.order_by("entry__on", "id").values_list(*ROW, name)
    for on, kind, key, account, currency, amount, firm, seller, buyer, order in found.iterator(SLICE):
        balance[account, currency] += amount
        yield StatementRow(
            on=on,
            kind=kind,
            account=account,
            reference=bills.get(key, "") if kind in rules.BILLED else rules.reference(kind, key),
            # The maker of another firm's order is not told the order.
            order_ref=order if seller == me else "",
            partner=partners.get(_other(kind, key, (firm, seller, buyer), me)),
            currency=currency,
            amount_minor=amount,
            balance_minor=balance[account, currency],
        )


def _other(kind: str, key: str, sides: tuple[int | None, int | None, int | None], me: int) -> int:
    """Return the firm on the other side of an entry; 0 where that is the town."""
    firm, seller, buyer = sides
    if kind in rules.OF_TWO:
        return next(one for one in map(int, key.split(":")[1:3]) if one != me)
    if seller is None or buyer is None:
        return 0
    if seller != me:
        return seller
    if kind in NOT_WITH_BUYER:
        return 0
    return buyer if firm == me or firm is None else firm


def _accounts(opening: Mapping[Account, int], rows: Iterable[StatementRow]) -> tuple[AccountMonth, ...]:
    moved: dict[Account, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        moved[row.account, row.currency][row.amount_minor < 0] += abs(row.amount_minor)
    return tuple(
        AccountMonth(kind, currency, opening.get((kind, currency), 0), *moved[kind, currency])
        for kind, currency in sorted({*opening, *moved})
        if opening.get((kind, currency)) or any(moved[kind, currency])
    )


def _billed(sold: QuerySet[models.Invoice], bought: QuerySet[models.Invoice]) -> Iterator[GoodsSum]:
    """Add up what was delivered: to buyers, and between who knits and who sells."""
    for kind, invoices in (
        ("delivered", sold.filter(kind="sale")),
        ("knitted_for_others", sold.filter(kind="back_to_back")),
        ("knitted_by_others", bought.filter(kind="back_to_back")),
    ):
        sums = invoices.aggregate(
            papers=Count("id"),
            counted=Count("pairs"),
            all_pairs=Sum("pairs", default=0),
            billed_minor=Sum("amount_minor", default=0),
        )
        # Invoices that are older than the column say no pairs.
        pairs = sums["all_pairs"] if sums["counted"] == sums["papers"] else None
        yield GoodsSum(kind, sums["papers"], pairs, sums["billed_minor"])


def _came_back(closed: Iterable[ClosedSum]) -> Iterator[GoodsSum]:
    """Add up cases: what came back and what was sent for it, and what was made good without its goods."""
    there = {one.came_back: one for one in closed}
    none = (0, 0, 0, 0, 0, 0, 0)
    back, kept = (there.get(came_back, ClosedSum(came_back, *none)) for came_back in (True, False))
    yield GoodsSum("returned", back.cases, back.pairs, back.refund_minor + back.replacement_minor + back.withheld_minor)
    yield GoodsSum("exchanged", back.cases_replaced, back.pairs_replaced, back.replacement_minor)
    yield GoodsSum("made_good", kept.cases, kept.pairs, kept.refund_minor)
