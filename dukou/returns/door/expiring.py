"""Tell the desk what expires next."""

from datetime import date, timedelta

from django.db.models import F, Q

from dukou.base.money import line_amount
from dukou.base.viewer import Viewer
from dukou.market.records import CREDIT
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records.dock import Expiring
from dukou.returns.rules import dock as rules

MOST_SHOWN = 200


def expiring(*, on: date, viewer: Viewer) -> list[Expiring]:
    """Return what expires at the desk, the next first, of one day the dearest; for desks.

    Parcels wait for their lines, claims for their sellers' answers, received goods for their grading, and goods that
    came back overseas for a ride home within the days of customs' relief.
    """
    if not viewer.runs_desks:
        return []
    limits = registry.limits(on=on)
    found = _parcels(rules.days(limits, "returns.parcel_days", rules.PARCEL_DAYS))
    found += _cases(rules.days(limits, "returns.grade_days", rules.GRADE_DAYS))
    found += _reliefs(rules.days(limits, "returns.relief_days", rules.RELIEF_DAYS))
    return sorted(found, key=lambda one: (one.expires_on, -one.money_minor, one.code))


def _parcels(days: int) -> list[Expiring]:
    rows = models.Parcel.objects.filter(state="unmatched").order_by("came_on", "id")
    some = rows.values_list("code", "came_on", "pairs_counted")[:MOST_SHOWN]
    return [Expiring("parcel", code, came_on + timedelta(days=days), 0, pairs) for code, came_on, pairs in some]


def _cases(days: int) -> list[Expiring]:
    """Return claims by the day until which they are to be answered, and received goods by the day of their grading."""
    claims = Q(outcome=CREDIT, state="open", appealed_on=None, answer_by__isnull=False)
    rows = models.Case.objects.filter(claims | Q(state="received", condition="")).order_by("requested_on", "id")
    fields = ("code", "state", "answer_by", "received_on", "unit_price_e4", "pairs")
    found = []
    for code, state, answer_by, received_on, price, pairs in rows.values_list(*fields)[:MOST_SHOWN]:
        value = line_amount(price, pairs).amount_minor
        if state == "received" and received_on is not None:
            found.append(Expiring("grading", code, received_on + timedelta(days=days), value, pairs))
        elif answer_by is not None:
            found.append(Expiring("claim", code, answer_by, value, pairs))
    return found


def _reliefs(days: int) -> list[Expiring]:
    """Return the goods overseas that are to come home, by the last day of customs' relief."""
    rows = models.CustomsStep.objects.filter(status="exported", case__disposition="ride_home")
    ended = models.CustomsStep.objects.filter(status__in=["imported", "expired"]).values("case_id")
    some = rows.exclude(case_id__in=ended).order_by("on", "id").annotate(price=F("case__unit_price_e4"))
    return [
        Expiring("relief", code, on + timedelta(days=days), line_amount(price, pairs).amount_minor, pairs)
        for code, on, price, pairs in some.values_list("case__code", "on", "price", "case__pairs")[:MOST_SHOWN]
    ]
