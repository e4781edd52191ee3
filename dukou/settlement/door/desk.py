"""Show the accounts desk what expires next and that the books are right."""

from datetime import date, timedelta

from django.db.models import Count, Min, QuerySet, Sum

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer
from dukou.settlement import models
from dukou.settlement.door.books import OPEN
from dukou.settlement.door.debts import OPEN_MINOR, PARTY_FIELDS
from dukou.settlement.records import DayDue, Desk, FirmDue, Party

MOST_FIRMS = 100
DAYS_AHEAD, DAYS_BACK = 14, 30


def desk(*, viewer: Viewer, on: date) -> Desk:
    """Return what the accounts desk looks at on a day; for others than the shared desks there is no such desk."""
    if not viewer.runs_desks:
        raise Missing("settlement.for_desks")
    postings = models.Posting.objects
    town = postings.filter(account__firm__isnull=True).values_list("account__kind")
    entries = postings.filter(entry__on__gte=on - timedelta(days=DAYS_BACK), entry__on__lte=on)
    sums = entries.values("entry_id", "currency").annotate(total=Sum("amount_minor"))
    last = models.SettledDay.objects.order_by("-on").values_list("on", flat=True)
    return Desk(
        overdue=_overdue(models.Invoice.objects.filter(OPEN, due_on__lt=on)),
        due=_due(on),
        town_due=_town_due(),
        depots_due=postings.filter(account__kind="owed_by_owners").aggregate(total=Sum("amount_minor", default=0))[
            "total"
        ],
        town=dict(town.annotate(total=Sum("amount_minor"))),
        trial=dict(postings.values_list("currency").annotate(total=Sum("amount_minor"))),
        unbalanced=sums.exclude(total=0).count(),
        settled_on=last.first(),
    )


def overdue_in_town(*, viewer: Viewer, on: date) -> tuple[int, int]:
    """Return how many invoices are overdue in the town on a day and what is open of them; for the shared desks."""
    if not viewer.runs_desks:
        raise Missing("settlement.for_desks")
    late = models.Invoice.objects.filter(OPEN, due_on__lt=on)
    sums = late.aggregate(count=Count("id"), total=Sum(OPEN_MINOR, default=0))
    return sums["count"], sums["total"]


def _overdue(rows: QuerySet[models.Invoice]) -> tuple[FirmDue, ...]:
    named = rows.values_list(*(f"seller__{name}" for name in PARTY_FIELDS))
    summed = named.annotate(total=Sum(OPEN_MINOR), invoices=Count("id"), oldest=Min("due_on"))
    largest = summed.order_by("-total", "seller_id")[:MOST_FIRMS]
    return tuple(FirmDue(Party(*row[:-3]), *row[-3:]) for row in largest)


def _due(on: date) -> tuple[DayDue, ...]:
    rows = models.Invoice.objects.filter(OPEN, due_on__gte=on, due_on__lt=on + timedelta(days=DAYS_AHEAD))
    summed = rows.values_list("due_on").annotate(invoices=Count("id"), total=Sum(OPEN_MINOR)).order_by("due_on")
    return tuple(DayDue(*row) for row in summed)


def _town_due() -> tuple[FirmDue, ...]:
    rows = models.Posting.objects.filter(account__kind="owed_to_town", account__firm__isnull=False)
    named = rows.values_list(*(f"account__firm__{name}" for name in PARTY_FIELDS))
    owing = named.annotate(total=Sum("amount_minor")).filter(total__lt=0).order_by("total", "account__firm_id")
    return tuple(FirmDue(Party(*row[:-1]), -row[-1]) for row in owing[:MOST_FIRMS])
