"""Tell what firms owed each other when a day was over: the invoices of then, less what had moved by then."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from dukou.settlement import models, rules
from dukou.settlement.door.debts import PARTY_FIELDS, debts_of
from dukou.settlement.records import Debt, OpenDebt, Owed, Party

# What of an invoice is told, before the party on the other side.
FIELDS = ("id", "code", "kind", "due_on", "amount_minor", "paid_minor", "order_id", "currency")


def owed_then(firm: int, *, at_end_of: date) -> list[Debt]:
    """Return what each buyer owed a firm when a day was over, the most overdue first."""
    return _debts(models.Invoice.objects.filter(seller_id=firm, on__lte=at_end_of), "buyer", at_end_of)


def owing_then(firm: int, *, at_end_of: date) -> list[Debt]:
    """Return what a firm owed each seller when a day was over, the most overdue first."""
    return _debts(models.Invoice.objects.filter(buyer_id=firm, on__lte=at_end_of), "seller", at_end_of)


def _debts(mine: QuerySet[models.Invoice], partner: str, on: date) -> list[Debt]:
    """Sum up what was open: as it is now, but for orders of which something has moved since."""
    moved = models.Entry.objects.filter(on__gt=on, kind__in=["payment", "refund"], order__isnull=False)
    netted = models.NettedPart.objects.filter(netting__on__gt=on, invoice__isnull=False)
    changed = mine.filter(Q(order__in=moved.values("order_id")) | Q(id__in=netted.values("invoice_id")))
    orders = changed.values("order_id")
    debts = {(one.firm, one.owed.currency): one for one in debts_of(mine.exclude(order__in=orders), partner, on, {})}
    others: dict[tuple[Party, str], list[tuple[date, int]]] = defaultdict(list)
    for whose, due_on, open_minor in _open(mine.filter(order__in=orders), partner, on):
        others[whose].append((due_on, open_minor))
    for whose, some in others.items():
        debts[whose] = _with(debts.get(whose, Debt(whose[0], Owed(whose[1]), date.max)), some, on)
    return sorted(debts.values(), key=lambda one: (-one.owed.overdue_minor, -one.owed.total_minor, one.firm.id))


def _with(debt: Debt, some: list[tuple[date, int]], on: date) -> Debt:
    """Return a debt with some more in it, each part with its due date."""
    sums = {name: amount + getattr(debt.owed, name) for name, amount in rules.by_age(some, on).items()}
    oldest = min(debt.oldest_due_on, min(some)[0])
    return Debt(debt.firm, Owed(debt.owed.currency, **sums), oldest, step=rules.reminder_step(oldest, on))


def _open(mine: QuerySet[models.Invoice], partner: str, on: date) -> Iterator[tuple[tuple[Party, str], date, int]]:
    """Yield of each invoice of then, all of each order, whose it was, when it was due and what was open.

    An order's credits are not told apart by invoice: they lower its oldest open one first.
    """
    rows = list(
        mine.order_by("order_id", "on", "id").values_list(*FIELDS, *(f"{partner}__{it}" for it in PARTY_FIELDS))
    )
    if not rows:
        return
    receivable = models.Posting.objects.filter(account__kind="receivable", entry__order__in=mine.values("order_id"))
    paid = receivable.filter(entry__kind="payment", entry__on__gt=on).values_list("entry__key", "amount_minor")
    since = {rules.reference("payment", key): -amount for key, amount in paid}
    netted = models.NettedPart.objects.filter(netting__on__gt=on, invoice__in=mine).values_list("invoice_id")
    parts = dict(netted.annotate(Sum("amount_minor")))
    refunds = receivable.filter(entry__kind="refund", entry__on__lte=on).values_list("entry__order_id")
    credits_minor = {order: -total for order, total in refunds.annotate(Sum("amount_minor"))}
    by_order: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, code, kind, due_on, amount, paid_minor, order, *whose in rows:
        paid_then = paid_minor - since.get(code, 0) - parts.get(key, 0)
        by_order[order].append((key, kind, due_on, amount - paid_then, paid_then > 0, whose))
    for order, bills in by_order.items():
        for (due_on, whose), open_minor in _less_credits(bills, credits_minor.get(order, 0)):
            yield (Party(*whose[1:]), whose[0]), due_on, open_minor


def _less_credits(bills: Sequence[tuple[Any, ...]], credits_minor: int) -> Iterator[tuple[tuple[date, Any], int]]:
    """Yield what credits left open of an order's bills; a paid one has been credited whatever it was not paid."""
    sales = sorted((one for one in bills if one[1] == "sale"), key=lambda one: not one[4])
    taken = rules.netted_parts([OpenDebt(one[0], one[3]) for one in sales], credits_minor)
    credited = {debt.invoice: some for debt, some in taken}
    for key, _kind, due_on, room, _is_paid, whose in bills:
        if left := room - credited.get(key, 0):
            yield (due_on, whose), left
