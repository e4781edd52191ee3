"""Take back, grade, close, and show each case to its seller, its buyer and the desk."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from dukou.base.errors import Missing
from dukou.base.ids import new_code
from dukou.base.money import line_amount
from dukou.base.solving import Limit
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.depot.records import GoodsBack, NewExchange
from dukou.files import door as files
from dukou.market.door import steps as market
from dukou.mill import door as mill
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.records import (
    ArrivedCase,
    CasePage,
    CaseRecord,
    ClosedCase,
    DeskCase,
    Fees,
    GradedCase,
    MatchedParcel,
    NewCase,
)
from dukou.returns.rules import cases as rules

BATCH = 1_000
SLICE = 10_000
PAGE = 25
MOST_ON_DESK = 200
GRADE = (
    "UPDATE returns_case SET state = 'graded', condition = %s, grade = %s, disposition = %s, outcome = %s,"
    " pairs_replaced = %s, replacement_minor = %s, refund_minor = %s, freight_minor = %s, handling_minor = %s,"
    " borne_minor = %s, resale_minor = %s WHERE id = %s AND state = 'open'"
)
ARRIVED = (
    "id",
    "code",
    "line_id",
    "lot_id",
    "firm_id",
    "pairs",
    "unit_price_e4",
    "draw",
    "reason",
    "outcome",
    "refund_minor",
    "freight_minor",
)
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
)
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
    "pairs_replaced": ("pairs_replaced", pa.int64()),
    # What the goods were sold for: an open case counts as lost whole.
    "value_minor": (F("refund_minor") + F("replacement_minor"), pa.int64()),
    "refund_minor": ("refund_minor", pa.int64()),
    "replacement_minor": ("replacement_minor", pa.int64()),
    "freight_minor": ("freight_minor", pa.int64()),
    # What nobody is charged for is lost all the same.
    "handling_minor": (F("handling_minor") + F("borne_minor"), pa.int64()),
    "resale_minor": ("resale_minor", pa.int64()),
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
        _open(cases, on, viewer, now)
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
        _open(cases, on, viewer, now)
    return len(cases)


def without_case() -> QuerySet[models.Parcel]:
    """Return the parcels that have found their line and have no case yet."""
    return models.Parcel.objects.filter(~Exists(models.Case.objects.filter(parcel=OuterRef("pk"))), state="matched")


def pairs_back(line_ids: Collection[int]) -> dict[int, int]:
    """Return the pairs of lines that have come back."""
    rows = models.Case.objects.filter(line_id__in=line_ids).values_list("line_id")
    return dict(rows.annotate(back=Sum("pairs")))


def grade(*, on: date, limit: Limit, viewer: Viewer, now: datetime) -> int:
    """Grade the goods that arrived by a day, put them away, replace what is to be exchanged; return how many cases.

    Where nothing free is there to replace goods, their price is refunded.
    """
    require_town(viewer)
    arrived = models.Case.objects.filter(state="open", received_on__lte=on).order_by("id")
    cases = [ArrivedCase(*row) for row in arrived.values_list(*ARRIVED)]
    if not cases:
        return 0
    fees = rules.fees(registry.limits(on=on))
    graded = rules.grade(cases, fees, limit)
    skus = {line: one.sku_id for line, one in market.line_facts([one.line_id for one in cases], viewer=viewer).items()}
    with transaction.atomic():
        claimed = _claimed("open", [one.id for one in cases])
        mine = [one for one in graded if one.case.id in claimed]
        sent = _put_away(mine, skus, on, viewer)
        _write_grades(mine, sent, fees)
        provenance.append([_graded(one, sent, on) for one in mine], viewer=viewer, now=now)
    return len(mine)


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
    """Return the cases of which the viewer's firm is seller or buyer; desks see all."""
    rows = models.Case.objects.all()
    if viewer.runs_desks:
        return rows
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


def _open(cases: Sequence[NewCase], on: date, viewer: Viewer, now: datetime) -> None:
    """Write new cases, in the caller's transaction; sellers may read the pictures of claims that they are to decide."""
    lots = {one.line_id: one.lot_id for one in mill.lots_of_lines([one.line_id for one in cases], viewer=viewer)}
    shown = [(one.picture, one.firm) for one in cases if one.picture and one.answer_by]
    evidence = files.share(shown, viewer=viewer, now=now) if shown else {}
    rows = [_row(one, lots[one.line_id], on, evidence.get((one.picture, one.firm), "")) for one in cases]
    models.Case.objects.bulk_create(rows, batch_size=BATCH)
    market.mark_returned([(one.line_id, one.pairs) for one in cases], viewer=viewer)
    provenance.append([_opened(row) for row in rows], viewer=viewer, now=now)


def _row(one: NewCase, lot_id: int, on: date, evidence: str) -> models.Case:
    is_kept = one.received_on is None
    return models.Case(
        code=new_code(),
        request_id=one.request_id,
        parcel_id=one.parcel_id,
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


def _claimed(state: str, ids: Sequence[int]) -> set[int]:
    """Lock those of these cases that are still in a state, and return their keys."""
    found: set[int] = set()
    for start in range(0, len(ids), SLICE):
        rows = models.Case.objects.filter(id__in=ids[start : start + SLICE], state=state).order_by("id")
        found.update(rows.select_for_update().values_list("id", flat=True))
    return found


def _put_away(graded: Sequence[GradedCase], skus: Mapping[int, int], on: date, viewer: Viewer) -> dict[str, int]:
    """Move the goods to their next places and return the pairs sent in exchange by case: never the same goods."""
    depot.take_back([_goods(one) for one in graded], on=on, viewer=viewer)
    asked = [
        NewExchange(owner=one.case.firm, sku_id=skus[one.case.line_id], pairs=one.case.pairs, key=one.case.code)
        for one in graded
        if one.case.outcome == "exchange"
    ]
    sent = depot.exchange(asked, on=on, viewer=viewer)
    by_place: dict[rules.Place, list[GoodsBack]] = defaultdict(list)
    for one in graded:
        by_place[rules.PLACE_OF_DISPOSITION[one.disposition]].append(_goods(one))
    for place, goods in by_place.items():
        depot.put_away(goods, place, on=on, viewer=viewer)
    return sent


def _goods(one: GradedCase) -> GoodsBack:
    return GoodsBack(lot_id=one.case.lot_id, pairs=one.case.pairs, cause=one.case.code)


def _write_grades(graded: Sequence[GradedCase], sent: Mapping[str, int], fees: Fees) -> None:
    rows = []
    for one in graded:
        replaced = sent.get(one.case.code, 0)
        replacement_minor = line_amount(one.case.unit_price_e4, replaced).amount_minor
        freight_minor = one.case.freight_minor + (fees.reship_minor if replaced else 0)
        rows.append(
            (
                one.condition,
                one.grade,
                one.disposition,
                "exchange" if replaced else "refund",
                replaced,
                replacement_minor,
                one.case.refund_minor - replacement_minor,
                *rules.charged(freight_minor, one.handling_minor, one.case.reason),
                one.resale_minor,
                one.case.id,
            )
        )
    with connection.cursor() as cursor:
        cursor.executemany(GRADE, rows)


def _opened(row: models.Case) -> NewFact:
    payload: Payload = {"pairs": row.pairs, "reason": row.reason, "outcome": row.outcome}
    return NewFact("returns.case_opened", row.code, row.firm_id, payload, row.requested_on)


def _graded(one: GradedCase, sent: Mapping[str, int], on: date) -> NewFact:
    payload: Payload = {
        "pairs": one.case.pairs,
        "condition": one.condition,
        "grade": one.grade,
        "disposition": one.disposition,
        "pairs_replaced": sent.get(one.case.code, 0),
    }
    return NewFact("returns.case_graded", one.case.code, one.case.firm, payload, on)


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
