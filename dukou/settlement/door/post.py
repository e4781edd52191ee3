"""Post the town's day: deliveries, loads, fees of depots overseas, closed returns and payments, once."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F

from dukou.base.money import line_amount
from dukou.base.viewer import Viewer, require_town
from dukou.depot.door import fees
from dukou.freight import door as freight
from dukou.market.door import steps as market
from dukou.market.records import Delivery
from dukou.mill import door as mill
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.returns import door as returns
from dukou.returns.door import exchanging, faults
from dukou.returns.records import ClosedCase
from dukou.settlement import models, rules
from dukou.settlement.door.books import (
    OPEN,
    firms_owing,
    owed_to_carriers,
    owners_owing,
    write_entries,
    write_invoices,
)
from dukou.settlement.door.netting import net, netting_facts
from dukou.settlement.records import NewEntry, NewInvoice

CHUNK = 10_000
MILLION = 1_000_000
TOWN_SETTLES_ON_WEEKDAY = 0
SET_OFF = "UPDATE settlement_invoice SET credited_minor = %s, refunded_minor = %s WHERE id = %s"


def post_day(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Post the day's deliveries, loads, closed returns and payments once, all or nothing; return the entries.

    What depots overseas charged for the days before, and what faults move, goes into the books with it.
    """
    require_town(viewer)
    if models.SettledDay.objects.filter(on=on).exists():
        return 0
    term_days = registry.limits(on=on)["settlement.term_days"] // MILLION
    invoices = _deliveries(on, term_days, viewer)
    entries = [*map(rules.invoice_entry, invoices), *_loads(on, viewer)]
    closed = returns.closed(on=on, viewer=viewer)
    with transaction.atomic():
        _day, is_new = models.SettledDay.objects.get_or_create(on=on)
        if not is_new:
            return 0
        facts = write_invoices(invoices)
        # First of all: what is netted need not be paid.
        netted = net(on)
        entries += _not_yet_posted(rules.equals_entries(exchanging.owed_for_equals(on=on, viewer=viewer), on=on))
        entries += [rules.depot_fee_entry(bill, on=on) for bill in fees.take_fees(on=on, viewer=viewer)]
        entries += [*_returns(closed, on), *_payments(on), *_weekly(on)]
        entries += [rules.charge_back_entry(one, on=on) for one in faults.post_charges(on=on, viewer=viewer)]
        write_entries(entries)
        entries += [one.entry for one in netted]
        facts += [*netting_facts(netted), *rules.paid_facts(entries)]
        provenance.append([*facts, _day_fact(on, entries)], viewer=viewer, now=now)
    return len(entries)


def _deliveries(on: date, term_days: int, viewer: Viewer) -> list[NewInvoice]:
    """Bill each order for what was delivered, and the seller of record for what another firm knitted of it.

    What was sent ahead for returned goods that never came is billed like a delivery.
    """
    delivered = market.deliveries(on=on, viewer=viewer)
    due_on = rules.due_on(on, term_days)
    sold: dict[tuple[int, int, int, int], Counter[str]] = defaultdict(Counter)
    for one in delivered:
        amount = line_amount(one.unit_price_e4, one.pairs).amount_minor
        sold[one.order_id, one.seller, one.buyer, one.order_draw].update(amount_minor=amount, pairs=one.pairs)
    for kept in exchanging.owed_for_both(on=on, viewer=viewer):
        sold[kept.order_id, kept.seller, kept.buyer, kept.order_draw].update(
            amount_minor=kept.amount_minor, pairs=kept.pairs
        )
    late = rules.days_late([draw for _order, _seller, _buyer, draw in sold])
    sales = [
        NewInvoice("sale", order, seller, buyer, on, due_on, rules.due_on(due_on, days), **billed)
        for ((order, seller, buyer, _draw), billed), days in zip(sold.items(), late, strict=True)
    ]
    back_to_back = [
        NewInvoice("back_to_back", order, maker, seller, on, due_on, due_on, **billed)
        for (order, maker, seller), billed in _knitted_for_others(delivered, viewer).items()
    ]
    return [one for one in (*sales, *back_to_back) if one.amount_minor]


def _knitted_for_others(delivered: Sequence[Delivery], viewer: Viewer) -> dict[tuple[int, int, int], Counter[str]]:
    """Return amounts at award prices and pairs by order, maker and seller of record: of what was delivered alone."""
    lines = [one for one in delivered if one.maker != one.seller]
    keys = [one.line_id for one in lines]
    prices = mill.award_amounts(keys, viewer=viewer)
    awarded = {lot.line_id: lot.pairs for lot in mill.lots_of_lines(keys, viewer=viewer)}
    owed: dict[tuple[int, int, int], Counter[str]] = defaultdict(Counter)
    for one in lines:
        part = rules.earned_minor(prices[one.line_id], awarded_pairs=awarded[one.line_id], delivered_pairs=one.pairs)
        owed[one.order_id, one.maker, one.seller].update(amount_minor=part, pairs=one.pairs)
    return owed


def _loads(on: date, viewer: Viewer) -> list[NewEntry]:
    return [rules.freight_entry(bill, on=on) for bill in freight.charges(on=on, viewer=viewer) if bill.pooled_minor]


def _returns(closed: Sequence[ClosedCase], on: date) -> list[NewEntry]:
    """Credit what the buyer of an order still owes, refund the rest from the bank, never more than it has paid."""
    sales = _sales_of({case.order_id for case in closed})
    entries, touched = [], {}
    for case in closed:
        left = case.refund_minor
        credit = refund = 0
        for sale in sales[case.order_id]:
            some = min(left - credit, sale.amount_minor - sale.credited_minor - sale.paid_minor)
            sale.credited_minor += some
            credit += some
            touched[sale.pk] = sale
        for sale in sales[case.order_id]:
            some = min(left - credit - refund, sale.paid_minor - sale.refunded_minor)
            sale.refunded_minor += some
            refund += some
        entries += rules.return_entries(case, on=on, credit_minor=credit, refund_minor=refund)
    with connection.cursor() as cursor:
        cursor.executemany(SET_OFF, [(one.credited_minor, one.refunded_minor, one.pk) for one in touched.values()])
    return entries


def _sales_of(orders: set[int]) -> dict[int, list[models.Invoice]]:
    """Return the invoices to the buyers of these orders, oldest first."""
    found: dict[int, list[models.Invoice]] = defaultdict(list)
    for invoice in models.Invoice.objects.filter(order_id__in=orders, kind="sale").order_by("on", "id"):
        found[invoice.order_id].append(invoice)
    return found


def _payments(on: date) -> list[NewEntry]:
    """Let the invoices whose day has come be paid."""
    due = list(models.Invoice.objects.filter(OPEN, pay_on__lte=on).order_by("id"))
    for start in range(0, len(due), CHUNK):
        keys = [one.pk for one in due[start : start + CHUNK]]
        models.Invoice.objects.filter(id__in=keys).update(paid_minor=F("amount_minor") - F("credited_minor"))
    return [
        rules.payment_entry(
            invoice=one.code,
            kind=one.kind,
            on=on,
            seller=one.seller_id,
            buyer=one.buyer_id,
            order=one.order_id,
            open_minor=one.amount_minor - one.credited_minor - one.paid_minor,
        )
        for one in due
    ]


def _not_yet_posted(entries: Sequence[NewEntry]) -> list[NewEntry]:
    """Leave out what another day posted: goods for a case may leave on several days, and are paid on the first."""
    known = models.Entry.objects.filter(key__in=[one.key for one in entries]).values_list("key", flat=True)
    posted = set(known) if entries else set()
    return [one for one in entries if one.key not in posted]


def _weekly(on: date) -> list[NewEntry]:
    """Let each firm pay once a week what it owes the town and depots overseas up to yesterday.

    The town pays its carriers.
    """
    if on.weekday() != TOWN_SETTLES_ON_WEEKDAY:
        return []
    entries = [rules.town_payment_entry(firm=firm, on=on, owed_minor=owed) for firm, owed in firms_owing()]
    entries += [
        rules.depots_payment_entry(owner=owner, operator=operator, on=on, owed_minor=owed)
        for owner, operator, owed in owners_owing()
    ]
    if owed := owed_to_carriers():
        entries.append(rules.carriers_payment_entry(on=on, owed_minor=owed))
    return entries


def _day_fact(on: date, entries: Sequence[NewEntry]) -> NewFact:
    debits = sum(amount for entry in entries for _firm, _kind, amount in entry.sides if amount > 0)
    return NewFact("settlement.day_posted", str(on), None, {"entries": len(entries), "debits_minor": debits}, on)
