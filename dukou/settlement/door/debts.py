"""Show a firm what it is owed and what it owes, by age and by the firm on the other side."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from dukou.base.viewer import Viewer
from dukou.settlement import models, rules
from dukou.settlement.door.books import OPEN
from dukou.settlement.records import Debt, Owed, Party

OPEN_MINOR = F("amount_minor") - F("credited_minor") - F("paid_minor")
PARTY_FIELDS = ("id", "code", "uscc", "name_zh", "name_en")


def owed_to_me(*, viewer: Viewer, on: date) -> list[Debt]:
    """Return what each buyer owes the viewer's firm on a day, the most overdue first; no firm is owed nothing."""
    if viewer.firm is None:
        return []
    sent = models.StatementSent.objects.filter(seller_id=viewer.firm).values_list("buyer_id")
    last = dict(sent.annotate(last=Max("on")))
    return debts_of(models.Invoice.objects.filter(seller_id=viewer.firm), "buyer", on, last)


def i_owe(*, viewer: Viewer, on: date) -> list[Debt]:
    """Return what the viewer's firm owes each seller on a day, the most overdue first."""
    if viewer.firm is None:
        return []
    return debts_of(models.Invoice.objects.filter(buyer_id=viewer.firm), "seller", on, {})


def sums_by_age(on: date) -> dict[str, Any]:
    """Return the sums and counts of open invoices by age, as aggregates."""
    sums = {
        name: Sum(OPEN_MINOR, filter=_between(first, last), default=0) for name, (first, last) in rules.ages(on).items()
    }
    return {**sums, "overdue": Count("id", filter=Q(due_on__lt=on))}


def _between(first: date | None, last: date | None) -> Q:
    after = Q() if first is None else Q(due_on__gte=first)
    return after if last is None else after & Q(due_on__lte=last)


def debts_of(rows: QuerySet[models.Invoice], partner: str, on: date, sent: dict[int, date]) -> list[Debt]:
    """Sum open invoices by the partner and the currency, in one query."""
    named = [f"{partner}__{name}" for name in PARTY_FIELDS]
    ages = sums_by_age(on)
    summed = rows.filter(OPEN).values_list(*named, "currency").annotate(oldest=Min("due_on"), **ages)
    width = len(PARTY_FIELDS)
    debts = [
        Debt(
            firm=Party(*row[:width]),
            owed=Owed(row[width], *row[width + 2 :]),
            oldest_due_on=row[width + 1],
            sent_on=sent.get(row[0]),
            step=rules.reminder_step(row[width + 1], on),
        )
        for row in summed
    ]
    return sorted(debts, key=lambda one: (-one.owed.overdue_minor, -one.owed.total_minor, one.firm.id))
