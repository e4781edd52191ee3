"""Tell the desk what expires next."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from dukou.base.money import line_amount
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.market.records import CREDIT
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records.dock import Expiring, Kind
from dukou.returns.rules import abroad
from dukou.returns.rules import dock as rules

MOST_SHOWN = 200
# How long a kind waits from its day on; who is charged may answer up to a day that stands in the charge.
WAITS: Mapping[Kind, tuple[str, int]] = {
    "parcel": ("returns.parcel_days", rules.PARCEL_DAYS),
    "relief": ("returns.relief_days", rules.RELIEF_DAYS),
    "recall": ("returns.recall_answer_days", rules.RECALL_DAYS),
}


def expiring(*, on: date, viewer: Viewer) -> list[Expiring]:
    """Return what expires at the desk, the next first, of one day the dearest; for desks.

    Parcels wait for their lines, claims for their sellers' answers, received goods for their grading, past that day
    for the rule that settles them, and goods that came back overseas for a ride home in the days of customs' relief. A
    maker answers a charge and a seller the call for a recall; a desk decides about goods that are held back.
    """
    if not viewer.runs_desks:
        return []
    limits = registry.limits(on=on)
    found = _waiting({kind: rules.days(limits, key, usual) for kind, (key, usual) in WAITS.items()})
    found += _cases(
        on,
        rules.days(limits, "returns.grade_days", rules.GRADE_DAYS),
        rules.days(limits, "returns.ungraded_days", rules.UNGRADED_DAYS),
    )
    found += _holds(rules.days(limits, "returns.hold_days", rules.HOLD_DAYS), viewer)
    return sorted(found, key=lambda one: (one.expires_on, -one.money_minor, one.code))


def _waiting(days: Mapping[Kind, int]) -> list[Expiring]:
    """Return parcels without a line, goods that are to come home from overseas, recalls and charges to be answered."""
    ended = models.CustomsStep.objects.filter(status__in=["imported", "expired"]).values("case_id")
    reliefs = models.CustomsStep.objects.filter(
        status="exported", case__disposition="ride_home", case__reason__in=abroad.RELIEVED
    ).exclude(case_id__in=ended)
    rows = _since("parcel", models.Parcel.objects.filter(state="unmatched"), "code", "came_on", "pairs_counted").union(
        _since("relief", reliefs, "case__code", "on", "case__pairs", price="case__unit_price_e4"),
        _since(
            "recall",
            models.Recall.objects.filter(state="asked"),
            *("code", "asked_on", "line__delivered_pairs"),
            price="line__unit_price_e4",
        ),
        _since(
            "charge",
            models.Fault.objects.filter(state="proposed", answer_by__isnull=False),
            *("case__code", "answer_by", "case__pairs"),
            minor="amount_minor",
        ),
        all=True,
    )
    return [
        Expiring(kind, code, day + timedelta(days.get(kind, 0)), line_amount(price, pairs).amount_minor + minor, pairs)
        for kind, code, day, pairs, price, minor in rows
    ]


def _since(
    kind: Kind, rows: QuerySet[Any], code: str, day: str, pairs: str, *, price: str = "", minor: str = ""
) -> QuerySet[Any, Any]:
    """Return what waits of one kind: since when or until when, how many pairs, at what price or of what amount."""
    whole = BigIntegerField()
    found: QuerySet[Any, Any] = rows.annotate(
        kind=Value(kind, CharField()),
        thing=F(code),
        day=F(day),
        counted=Cast(F(pairs), whole),
        price_e4=Cast(F(price), whole) if price else Value(0, whole),
        minor=Cast(F(minor), whole) if minor else Value(0, whole),
    ).values_list("kind", "thing", "day", "counted", "price_e4", "minor")
    return found


def _cases(on: date, days: int, most_days: int) -> list[Expiring]:
    """Return claims by the day until which they are to be answered, and received goods by the day of their grading.

    Past that day they stand by the last one on which they can be graded.
    """
    claims = Q(outcome=CREDIT, state="open", appealed_on=None, answer_by__isnull=False)
    rows = models.Case.objects.filter(claims | Q(state="received", condition="")).order_by("requested_on", "id")
    fields = ("code", "state", "answer_by", "received_on", "unit_price_e4", "pairs")
    found = []
    for code, state, answer_by, received_on, price, pairs in rows.values_list(*fields)[:MOST_SHOWN]:
        value = line_amount(price, pairs).amount_minor
        if state == "received" and received_on is not None:
            due_on, last_on = received_on + timedelta(days=days), received_on + timedelta(days=most_days)
            late = Expiring("ungraded", code, last_on, value, pairs)
            found.append(late if due_on < on else Expiring("grading", code, due_on, value, pairs))
        elif answer_by is not None:
            found.append(Expiring("claim", code, answer_by, value, pairs))
    return found


def _holds(days: int, viewer: Viewer) -> list[Expiring]:
    """Return the lots held back that a desk decides about; while a recall is under way there is nothing to decide."""
    going = [one for one in depot.holds(viewer=viewer) if one.lifted_on is None]
    recalls = models.Recall.objects.filter(code__in=[one.cause for one in going], state__in=["asked", "open"])
    waiting = set(recalls.values_list("lot_id", flat=True))
    first = {one.lot_id: one for one in sorted(going, key=lambda one: one.held_on, reverse=True)}
    return [
        Expiring("hold", one.lot_code, one.held_on + timedelta(days=days), 0, one.pairs_on_hand)
        for lot, one in first.items()
        if lot not in waiting
    ]
