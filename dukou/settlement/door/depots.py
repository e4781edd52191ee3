"""Show a firm its account with depots overseas: each fee as it was posted, and what was paid."""

from datetime import date

from django.db.models import Case, F, Sum, Value, When
from django.db.models.functions import Substr

from dukou.base.viewer import Viewer
from dukou.settlement import models, rules
from dukou.settlement.door.statements import MOST_SHOWN
from dukou.settlement.records import DepotAccount

FEE, ACCOUNT = "depot_fee", "owed_to_depots"


def depot_account(*, viewer: Viewer, since: date, on: date) -> DepotAccount:
    """Return what moved between the viewer's firm and depots overseas in a period, the newest `MOST_SHOWN`."""
    rows = models.Posting.objects.filter(account__kind=ACCOUNT, entry__on__lte=on)
    rows = rows.filter(account__firm_id=viewer.firm) if viewer.firm else rows.none()
    closing = -rows.aggregate(total=Sum("amount_minor", default=0))["total"]
    code = Case(When(entry__kind=FEE, then=Substr("entry__key", len(f"{FEE}:") + 1)), default=Value(""))
    newest = rows.filter(entry__on__gte=since).order_by("-entry__on", "-id")
    shown = newest.values_list("entry__on", "entry__kind", code, Value(""), -F("amount_minor"))[:MOST_SHOWN]
    opening, movements = rules.with_balances(list(reversed(shown)), closing)
    return DepotAccount(since, on, opening, movements, closing)
