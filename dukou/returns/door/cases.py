"""Take back, grade, close, and show each case to its seller, its buyer and the desk."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from dukou.base.errors import Missing
from dukou.base.ids import as_code, new_code
from dukou.base.viewer import Viewer, require_town
from dukou.files import door as files
from dukou.market.door import steps as market
from dukou.market.door.bought import CONSUMER
from dukou.mill import door as mill
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records import (
    CasePage,
    CaseRecord,
    ClosedCase,
    DeskCase,
    MatchedParcel,
    NewCase,
)
from dukou.returns.rules import cases as rules

BATCH = 1_000
SLICE = 10_000
PAGE = 25
MOST_ON_DESK = 200
CASE_FIELDS = (
    "code",
    "line_id",
    "firm_id",
    "buyer_id",
    "pairs",
    "reason",
    "requested_on",
    "received_on",
    "outcome",
    "pairs_replaced",
    "refund_minor",
    "state",
    "closed_on",
)
DESK = (
    "code",
    "order__code",
    "firm_id",
    "firm__name_zh",
    "firm__name_en",
    "buyer__name_zh",
    "buyer__name_en",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "line__sku__colour_zh",
    "line__sku__colour_en",
    "line__sku__size",
    "pairs",
    "reason",
    "outcome",
    "state",
    "requested_on",
    "received_on",
    "refund_minor",
    "request__picture",
)
SHOWN = (*CASE_FIELDS, "condition", "grade", "disposition")
SELLER, REQUESTED_ON = CASE_FIELDS.index("firm_id"), CASE_FIELDS.index("requested_on")
CLOSED_FIELDS = (
    "code",
    "line_id",
    "order_id",
    "firm_id",
    "refund_minor",
    "replacement_minor",
    "freight_minor",
    "handling_minor",
    "resale_minor",
    "disposition",
    "borne_minor",
    Coalesce(
        Subquery(models.Placement.objects.filter(case=OuterRef("pk")).values("borne_freight_minor")),
        0,
        output_field=BigIntegerField(),
    ),
)
POOLED_COST = F("freight_minor") + F("handling_minor") + F("borne_minor") - F("resale_minor")
# What lies on a shelf brings no cash either way; what alone would not have come to lie on one is lost.
OWN_COST = models.Placement.objects.filter(case=OuterRef("pk"), pooled_minor__isnull=False).values_list(
    F("own_freight_minor")
    + F("own_reship_minor")
    + F("own_handling_minor")
    - F("own_worth_minor")
    + F("worth_minor")
    - F("case__resale_minor")
)


def _unless_kept(field: str) -> Case:
    """Leave out what was sent ahead of old goods that never came: it is sold to its buyer, no exchange and no loss."""
    kept_both = Exists(models.Decision.objects.filter(case=OuterRef("pk"), ruling="kept_both"))
    return Case(When(kept_both, then=0), default=field, output_field=BigIntegerField())


FIRST_CREDIT = models.Decision.objects.filter(case=OuterRef("pk"), by__in=["seller", "rule"]).values("credit_minor")
EXPORT: dict[str, tuple[str | Combinable, pa.DataType]] = {
    "line": ("line_id", pa.int64()),
    "firm": ("firm_id", pa.int64()),
    "family": ("line__sku__style__family", pa.string()),
    "pairs": ("pairs", pa.int64()),
    "reason": ("reason", pa.string()),
    "outcome": ("outcome", pa.string()),
    "condition": ("condition", pa.string()),
    "grade": ("grade", pa.string()),
    "disposition": ("disposition", pa.string()),
    "pairs_replaced": (_unless_kept("pairs_replaced"), pa.int64()),
    # What the goods were sold for: an open case counts as lost whole.
    "value_minor": (F("refund_minor") + F("replacement_minor"), pa.int64()),
    "refund_minor": ("refund_minor", pa.int64()),
    "replacement_minor": (_unless_kept("replacement_minor"), pa.int64()),
    "freight_minor": ("freight_minor", pa.int64()),
    # What nobody is charged for is lost all the same.
    "handling_minor": (F("handling_minor") + F("borne_minor"), pa.int64()),
    "resale_minor": ("resale_minor", pa.int64()),
    "borne_minor": ("borne_minor", pa.int64()),
    # Freight and handling less cash if its firm were alone; goods that stay with the buyer cost the same either way.
    "own_cost_minor": (Coalesce(Subquery(OWN_COST), POOLED_COST), pa.int64()),
    # What the seller, or the rule where it was silent, credited of a claim without goods before any appeal.
    "first_credit_minor": (Subquery(FIRST_CREDIT), pa.int64()),
    "appealed_on": ("appealed_on", pa.date32()),
    "requested_on": ("requested_on", pa.date32()),
    "received_on": ("received_on", pa.date32()),
    "closed_on": ("closed_on", pa.date32()),
    "state": ("state", pa.string()),
}


def take_back(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Open a case for each return that begins by a day, and return how many; goods that are not worth it stay.

    Parcels that have found their line and have no case yet get theirs.
    """
    require_town(viewer)
    fees = rules.fees(registry.limits(on=on))
    with transaction.atomic():
        cases = rules.open_cases(market.claim_returns(on=on, viewer=viewer), fees, on)
        write_cases(cases, on, viewer, now)
    return len(cases) + open_parcels(on=on, viewer=viewer, now=now)


def open_parcels(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Open a case for each parcel that has found its line and has none, and return how many."""
    require_town(viewer)
    with transaction.atomic():
        rows = without_case().order_by("id").select_for_update()
        locked = [MatchedParcel(*row) for row in rows.values_list("id", "code", "line_id", "lot_id", "pairs_counted")]
        # Who waited for the lock looks once more: another may have opened the case meanwhile.
        opened = models.Case.objects.filter(parcel_id__in=[one.id for one in locked])
        have_cases = set(opened.values_list("parcel_id", flat=True))
        matched = [one for one in locked if one.id not in have_cases]
        lines = market.line_facts([one.line_id for one in matched], viewer=viewer)
        back = pairs_back(lines)
        left = {line: one.pairs - back.get(line, 0) for line, one in lines.items()}
        cases = rules.open_parcels(matched, lines, left, on)
        write_cases(cases, on, viewer, now)
    return len(cases)


def without_case() -> QuerySet[models.Parcel]:
    """Return the parcels that have found their line and have no case yet."""
    return models.Parcel.objects.filter(~Exists(models.Case.objects.filter(parcel=OuterRef("pk"))), state="matched")


def pairs_back(line_ids: Collection[int]) -> dict[int, int]:
    """Return the pairs of lines that have come back."""
    rows = models.Case.objects.filter(line_id__in=line_ids).values_list("line_id")
    return dict(rows.annotate(back=Sum("pairs")))


def close(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Close the cases that were graded, or refunded without goods, on an earlier day; return how many.

    A claim without goods is closed once nobody may appeal any more.
    """
    require_town(viewer)
    with transaction.atomic():
        rows = models.Case.objects.filter(Q(received_on__lt=on) | Q(received_on=None, requested_on__lt=on))
        final = Q(state="decided") & (Q(appeal_by=None) | Q(appeal_by__lt=on))
        due = list(rows.filter(Q(state="graded") | final).order_by("id").select_for_update())
        for start in range(0, len(due), SLICE):
            keys = [one.pk for one in due[start : start + SLICE]]
            models.Case.objects.filter(id__in=keys).update(state="closed", closed_on=on)
        provenance.append([_closed(row, on) for row in due], viewer=viewer, now=now)
    return len(due)


def open_cases(*, viewer: Viewer) -> list[DeskCase]:
    """Return the cases that are not closed, for the desk: the longest waiting first, of one day the dearest."""
    if not viewer.runs_desks:
        return []
    rows = models.Case.objects.exclude(state="closed").order_by("requested_on", "-refund_minor", "id")
    return [DeskCase(*row) for row in rows.values_list(*DESK)[:MOST_ON_DESK]]


def closed(*, on: date, viewer: Viewer) -> list[ClosedCase]:
    """Return the cases that were closed on a day, for settlement."""
    require_town(viewer)
    rows = models.Case.objects.filter(closed_on=on, state="closed").order_by("id").values_list(*CLOSED_FIELDS)
    return [ClosedCase(*row) for row in rows]


def cases(*, viewer: Viewer, state: str | None = None, before: str | None = None) -> CasePage:
    """Return a page of the viewer's cases, as seller or as buyer, newest first; desks see all."""
    rows = visible(viewer)
    if state is not None:
        rows = rows.filter(state=state)
    total = rows.count()
    found = list(_after(rows, before).order_by("-requested_on", "-id").values_list(*SHOWN, "id")[: PAGE + 1])
    shown = found[:PAGE]
    mark = f"{shown[-1][REQUESTED_ON]}|{shown[-1][-1]}" if len(found) > PAGE else None
    return CasePage(tuple(_record(row[:-1], viewer) for row in shown), total, mark)


def case(code: str, *, viewer: Viewer) -> CaseRecord:
    """Return one case to its seller, its buyer or a desk; for others it does not exist."""
    row = visible(viewer).filter(code=code).values_list(*SHOWN).first()
    if row is None:
        raise Missing("returns.case_not_found")
    return _record(row, viewer)


def cases_of_lines(line_ids: Sequence[int], *, viewer: Viewer) -> list[CaseRecord]:
    """Return the cases of these lines that the viewer may see, in order."""
    rows = visible(viewer).filter(line_id__in=line_ids).order_by("line_id", "id")
    return [_record(row, viewer) for row in rows.values_list(*SHOWN)]


def visible(viewer: Viewer) -> QuerySet[models.Case]:
    """Return the cases of which the viewer's firm is seller or buyer, or that a consumer's link asked for.

    Desks see all.
    """
    rows = models.Case.objects.all()
    if viewer.runs_desks:
        return rows
    if viewer.scope is not None:
        return rows.filter(ask__sale__code=as_code(viewer.scope.removeprefix(CONSUMER)))
    return rows.filter(Q(firm_id=viewer.firm) | Q(buyer_id=viewer.firm)) if viewer.firm else rows.none()


def under_way(*, viewer: Viewer) -> int:
    """Return how many cases are not closed."""
    require_town(viewer)
    return models.Case.objects.exclude(state="closed").count()


def export_cases(*, viewer: Viewer) -> pa.Table:
    """Return every case for the data centre; for the town only."""
    require_town(viewer)
    rows = models.Case.objects.order_by("id").values_list(*(path for path, _kind in EXPORT.values()))
    columns = list(zip(*rows.iterator(SLICE), strict=True)) or [()] * len(EXPORT)
    return pa.table(
        {name: pa.array(column, kind) for column, (name, (_path, kind)) in zip(columns, EXPORT.items(), strict=True)}
    )


def write_cases(cases: Sequence[NewCase], on: date, viewer: Viewer, now: datetime) -> list[models.Case]:
    """Write new cases in order, in the caller's transaction; who is to decide a claim may read its picture."""
    lots = {one.line_id: one.lot_id for one in mill.lots_of_lines([one.line_id for one in cases], viewer=viewer)}
    shown = [(one.picture, one.firm) for one in cases if one.picture and one.answer_by]
    evidence = files.share(shown, viewer=viewer, now=now) if shown else {}
    rows = [_row(one, lots[one.line_id], on, evidence.get((one.picture, one.firm), "")) for one in cases]
    models.Case.objects.bulk_create(rows, batch_size=BATCH)
    market.mark_returned([(one.line_id, one.pairs) for one in cases], viewer=viewer)
    provenance.append([_opened(row) for row in rows], viewer=viewer, now=now)
    return rows


def _row(one: NewCase, lot_id: int, on: date, evidence: str) -> models.Case:
    is_kept = one.received_on is None
    return models.Case(
        code=new_code(),
        request_id=one.request_id,
        parcel_id=one.parcel_id,
        recall_id=one.recall_id,
        ask_id=one.ask_id,
        line_id=one.line_id,
        order_id=one.order_id,
        lot_id=lot_id,
        firm_id=one.firm,
        buyer_id=one.buyer,
        pairs=one.pairs,
        grams_per_pair=one.grams_per_pair,
        unit_price_e4=one.unit_price_e4,
        draw=one.draw,
        reason=one.reason,
        detail=one.detail,
        outcome=one.outcome,
        requested_on=on,
        received_on=one.received_on,
        disposition="kept" if is_kept else "",
        refund_minor=one.refund_minor,
        freight_minor=one.freight_minor,
        state="graded" if is_kept and one.answer_by is None else "open",
        answer_by=one.answer_by,
        evidence=evidence,
    )


def _opened(row: models.Case) -> NewFact:
    payload: Payload = {"pairs": row.pairs, "reason": row.reason, "outcome": row.outcome}
    return NewFact("returns.case_opened", row.code, row.firm_id, payload, row.requested_on)


def _closed(row: models.Case, on: date) -> NewFact:
    payload = {
        "refund_minor": row.refund_minor,
        "replacement_minor": row.replacement_minor,
        "freight_minor": row.freight_minor,
        "handling_minor": row.handling_minor,
        "resale_minor": row.resale_minor,
    }
    return NewFact("returns.case_closed", row.code, row.firm_id, payload, on)


def _after(rows: QuerySet[models.Case], before: str | None) -> QuerySet[models.Case]:
    """Keep what comes after the last case shown; a mark that is none shows the first page."""
    try:
        on_text, id_text = (before or "").split("|")
        on, last_id = date.fromisoformat(on_text), int(id_text)
    except ValueError:
        return rows
    return rows.filter(Q(requested_on__lt=on) | Q(requested_on=on, id__lt=last_id))


def _record(row: tuple[Any, ...], viewer: Viewer) -> CaseRecord:
    is_sellers = viewer.runs_desks or row[SELLER] == viewer.firm
    return CaseRecord(*row) if is_sellers else CaseRecord(*row[: len(CASE_FIELDS)])
