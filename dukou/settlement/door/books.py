"""Write into the books: invoices, and entries with their postings. Rows are only ever added."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import F, Q, Sum

from dukou.base.ids import new_code
from dukou.provenance.records import NewFact
from dukou.settlement import models, rules
from dukou.settlement.records import NewEntry, NewInvoice

BATCH = 1_000
OPEN = Q(amount_minor__gt=F("credited_minor") + F("paid_minor"))
# Written without model instances: a town's year is hundreds of thousands of postings.
ENTER = 'INSERT INTO settlement_entry (key, kind, "on", firm_id, order_id) VALUES (%s, %s, %s, %s, %s)'
POST = (
    "INSERT INTO settlement_posting (entry_id, account_id, amount_minor, currency)"
    " SELECT id, %s, %s, %s FROM settlement_entry WHERE key = %s"
)
AccountKey = tuple[int | None, str, str]


def write_invoices(invoices: Sequence[NewInvoice]) -> list[NewFact]:
    """Write invoices in the caller's transaction, and return the facts that tell of them."""
    rows = [
        models.Invoice(
            code=new_code(),
            kind=one.kind,
            order_id=one.order,
            seller_id=one.seller,
            buyer_id=one.buyer,
            on=one.on,
            due_on=one.due_on,
            pay_on=one.pay_on,
            amount_minor=one.amount_minor,
            pairs=one.pairs,
        )
        for one in invoices
    ]
    models.Invoice.objects.bulk_create(rows, batch_size=BATCH)
    return [
        NewFact(
            "settlement.invoice_issued",
            row.code,
            row.seller_id,
            {"kind": row.kind, "amount_minor": row.amount_minor, "due_on": str(row.due_on)},
            row.on,
        )
        for row in rows
    ]


def write_entries(entries: Sequence[NewEntry]) -> None:
    """Write entries in the caller's transaction; one that does not balance, or was written before, is a bug."""
    for entry in entries:
        rules.require_balance(entry)
    accounts = _accounts({(firm, kind, entry.currency) for entry in entries for firm, kind, _amount in entry.sides})
    postings = [
        (accounts[firm, kind, entry.currency], amount, entry.currency, entry.key)
        for entry in entries
        for firm, kind, amount in entry.sides
    ]
    with connection.cursor() as cursor:
        cursor.executemany(ENTER, [(one.key, one.kind, one.on, one.firm, one.order) for one in entries])
        cursor.executemany(POST, postings)


def firms_owing() -> list[tuple[int, int]]:
    """Return each firm that owes the town, with how much."""
    rows = models.Posting.objects.filter(account__kind="owed_to_town").values_list("account__firm_id")
    owed = rows.annotate(total=Sum("amount_minor")).filter(total__lt=0).order_by("account__firm_id")
    return [(firm, -total) for firm, total in owed]


def owners_owing() -> list[tuple[int, int, int]]:
    """Return each owner that owes a firm that runs depots overseas, with that firm and how much."""
    rows = models.Posting.objects.filter(account__kind="owed_by_owners")
    owed = rows.values_list("entry__firm_id", "account__firm_id").annotate(total=Sum("amount_minor"))
    return list(owed.filter(total__gt=0).order_by("entry__firm_id", "account__firm_id"))


def owed_to_carriers() -> int:
    """Return what the town owes the carriers."""
    rows = models.Posting.objects.filter(account__kind="carriers")
    return -(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


def _accounts(wanted: Iterable[AccountKey]) -> dict[AccountKey, int]:
    """Return the keys of these accounts, opening those that are new."""
    known: dict[AccountKey, int] = {
        (firm, kind, currency): key
        for firm, kind, currency, key in models.Account.objects.values_list("firm_id", "kind", "currency", "id")
    }
    new = [
        models.Account(firm_id=firm, kind=kind, currency=currency)
        for firm, kind, currency in sorted(set(wanted) - set(known), key=str)
    ]
    for one in models.Account.objects.bulk_create(new, batch_size=BATCH):
        known[one.firm_id, one.kind, one.currency] = one.pk
    return known
