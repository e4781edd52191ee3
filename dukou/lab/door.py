"""Open the lab: inspect the day's lots, and show what was found to those whom it concerns."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet, Sum

from dukou.base.errors import Missing
from dukou.base.ids import new_code
from dukou.base.money import line_amount
from dukou.base.viewer import Viewer, require_town
from dukou.lab import models, rules
from dukou.lab.records import Inspected, InspectionRecord, OfferedLot, RejectedLot, SamplingPlan, SeverityRecord
from dukou.market.door import steps as market
from dukou.mill import door as mill
from dukou.mill.records import LotResult
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload

CHUNK = 10_000
BATCH = 1_000
PAGE = 200
INSERT = (
    "INSERT INTO lab_inspection"
    ' (code, lot_id, line_id, firm_id, family, attempt, "on", lot_pairs, severity, level, letter, sample_pairs,'
    " critical_found, major_found, major_accept, minor_found, minor_accept, result, pairs_scrapped)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
OPEN_FIELDS = (
    "code",
    "line_id",
    "on",
    "attempt",
    "lot_pairs",
    "level",
    "sample_pairs",
    "major_accept",
    "minor_accept",
    "result",
)
INNER_FIELDS = ("firm_id", "severity", "letter", "critical_found", "major_found", "minor_found", "pairs_scrapped")
REJECTED_FIELDS = (
    "code",
    "on",
    "lot__code",
    "firm_id",
    "firm__name_zh",
    "firm__name_en",
    "family",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "attempt",
    "lot_pairs",
    "severity",
    "letter",
    "sample_pairs",
    "critical_found",
    "major_found",
    "major_accept",
    "minor_found",
    "minor_accept",
    "pairs_scrapped",
    "lot__state",
    "lot__inspect_on",
    "line__order__code",
    "line__due_on",
)
EXPORT = pa.schema(
    [
        ("line", pa.int64()),
        ("lot", pa.int64()),
        ("firm", pa.int64()),
        ("family", pa.string()),
        ("on", pa.date32()),
        ("attempt", pa.int64()),
        ("lot_pairs", pa.int64()),
        ("severity", pa.string()),
        ("sample_pairs", pa.int64()),
        ("critical_found", pa.int64()),
        ("major_found", pa.int64()),
        ("minor_found", pa.int64()),
        ("result", pa.string()),
        ("pairs_scrapped", pa.int64()),
    ]
)
COLUMNS = {"line": "line_id", "lot": "lot_id", "firm": "firm_id"}


def inspect(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Inspect the lots that are due by a day and return how many; a day is inspected once, all or nothing.

    Lots of a family whose inspection is discontinued wait for a later day.
    """
    require_town(viewer)
    if models.LabDay.objects.filter(on=on).exists():
        return 0
    lots = _offered(on, viewer)
    done, moved = rules.inspect(lots, _families({lot.firm for lot in lots}), on)
    with transaction.atomic():
        _day, is_new = models.LabDay.objects.get_or_create(on=on)
        if not is_new:
            return 0
        _write(done, on)
        _keep(moved)
        results = [LotResult(one.lot.lot_id, one.outcome, one.pairs_left, one.again_on) for one in done]
        mill.mark_inspected(results, on=on, viewer=viewer)
        ended = [one for one in done if one.outcome != "rework"]
        made = [(one.lot.line_id, one.pairs_left, one.lot.pairs - one.pairs_left) for one in ended]
        market.mark_made(made, viewer=viewer)
        provenance.append([_fact(one, on) for one in done], viewer=viewer, now=now)
    return len(done)


def inspections_of_lines(line_ids: Sequence[int], *, viewer: Viewer) -> list[InspectionRecord]:
    """Return the inspections of these lines in their order, as far as the viewer may see them.

    Maker, seller and desks see all. The buyer sees how much was inspected and the result, not the maker or what was
    found.
    """
    return [record for chunk in _chunks(line_ids) for record in _shown(chunk, viewer)]


def severities(*, viewer: Viewer) -> list[SeverityRecord]:
    """Return how each family of the viewer's firm is inspected now; desks see all firms."""
    rows = models.Severity.objects.order_by("firm_id", "family")
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    return [SeverityRecord(*row) for row in rows.values_list("firm_id", "family", "severity", "resume_on")]


def rejected(*, viewer: Viewer, since: date, count: int = PAGE) -> list[RejectedLot]:
    """Return the rejections of the viewer's firm since a day, newest first; desks see all firms'."""
    rows = models.Inspection.objects.filter(result="rejected", on__gte=since)
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    found = rows.order_by("-on", "-id").values_list(*REJECTED_FIELDS, "line__unit_price_e4", "line__pairs")[:count]
    return [RejectedLot(*(*row, line_amount(price, pairs).amount_minor)) for *row, price, pairs in found]


def sampling_plan(lot_code: str, *, viewer: Viewer) -> SamplingPlan:
    """Return how a lot that the viewer's firm makes would be sampled at its family's severity; desks see any."""
    lot = mill.lot(lot_code, viewer=viewer)
    known = models.Severity.objects.filter(firm_id=lot.firm, family=lot.family).values_list("severity", flat=True)
    severity = known.first() or "normal"
    gone = models.Inspection.objects.filter(lot_id=lot.id).aggregate(gone=Sum("pairs_scrapped"))["gone"] or 0
    pairs = max(lot.pairs - gone, 1)
    major, minor = rules.plans(pairs, severity)
    return SamplingPlan(
        lot_code=lot.code,
        family=lot.family,
        pairs=pairs,
        severity=severity,
        level=rules.LEVEL,
        letter=major.letter,
        major_aql=rules.MAJOR_AQL,
        major_sample=major.sample_pairs,
        major_accept=major.accept,
        major_reject=major.reject,
        minor_aql=rules.MINOR_AQL,
        minor_sample=minor.sample_pairs,
        minor_accept=minor.accept,
        minor_reject=minor.reject,
    )


def tighten(families: Collection[tuple[int, str]], *, viewer: Viewer, on: date, now: datetime) -> int:
    """Let the next lots of makers' families, each ``(firm, family)``, be inspected tightened; return how many moved.

    For desks, which tell the lab of repeated faults. What is tightened or discontinued already stays as it is.
    """
    if not viewer.runs_desks:
        raise Missing("lab.family_not_found")
    with transaction.atomic():
        rows = models.Severity.objects.select_for_update().filter(firm_id__in={firm for firm, _name in families})
        known = {
            (firm, name): rules.Family.from_json(state, resume_on)
            for firm, name, state, resume_on in rows.values_list("firm_id", "family", "state", "resume_on")
        }
        moved = rules.tightened(families, known)
        _keep(moved)
        facts = [NewFact("lab.family_tightened", name, firm, {}, on) for firm, name in moved]
        provenance.append(facts, viewer=viewer, now=now)
    return len(moved)


def export_inspections(*, viewer: Viewer) -> pa.Table:
    """Return every inspection for the data centre; for the town only."""
    require_town(viewer)
    rows = models.Inspection.objects.order_by("id").values_list(*(COLUMNS.get(name, name) for name in EXPORT.names))
    columns = list(zip(*rows.iterator(CHUNK), strict=True)) or [()] * len(EXPORT)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, EXPORT.types, strict=True)], schema=EXPORT)


def _offered(on: date, viewer: Viewer) -> list[OfferedLot]:
    """Return the lots that are due, with what earlier attempts left of them."""
    lots = mill.lots_to_inspect(on=on, viewer=viewer)
    before: dict[int, tuple[int, int]] = {}
    for chunk in _chunks(lot.lot_id for lot in lots):
        rows = models.Inspection.objects.filter(lot_id__in=chunk).values_list("lot_id")
        for lot_id, attempts, scrapped in rows.annotate(Count("id"), Sum("pairs_scrapped")):
            before[lot_id] = (attempts, scrapped)
    return [
        OfferedLot(
            lot_id=lot.lot_id,
            code=lot.code,
            line_id=lot.line_id,
            firm=lot.firm,
            family=lot.family,
            pairs=lot.pairs,
            pairs_left=lot.pairs - before.get(lot.lot_id, (0, 0))[1],
            attempt=before.get(lot.lot_id, (0, 0))[0] + 1,
            draw=lot.draw,
        )
        for lot in lots
    ]


def _families(firms: set[int]) -> dict[rules.Key, rules.Family]:
    rows = models.Severity.objects.filter(firm_id__in=firms).values_list("firm_id", "family", "state", "resume_on")
    return {(firm, family): rules.Family.from_json(state, resume_on) for firm, family, state, resume_on in rows}


def _keep(moved: dict[rules.Key, rules.Family]) -> None:
    rows = [
        models.Severity(
            firm_id=firm,
            family=name,
            severity=family.state.severity,
            state=family.to_json(),
            resume_on=family.resume_on,
        )
        for (firm, name), family in sorted(moved.items())
    ]
    models.Severity.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["firm", "family"],
        update_fields=["severity", "state", "resume_on"],
    )


def _write(done: Sequence[Inspected], on: date) -> None:
    """Insert inspections without model instances: a town's year is hundreds of thousands."""
    rows = [
        (
            new_code(),
            one.lot.lot_id,
            one.lot.line_id,
            one.lot.firm,
            one.lot.family,
            one.lot.attempt,
            on,
            one.lot.pairs_left,
            one.severity,
            rules.LEVEL,
            one.letter,
            one.sample_pairs,
            one.critical_found,
            one.major_found,
            one.major_accept,
            one.minor_found,
            one.minor_accept,
            one.result,
            one.pairs_scrapped,
        )
        for one in done
    ]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, rows)


def _fact(one: Inspected, on: date) -> NewFact:
    payload: Payload = {
        "attempt": one.lot.attempt,
        "lot_pairs": one.lot.pairs_left,
        "severity": one.severity,
        "sample_pairs": one.sample_pairs,
        "critical_found": one.critical_found,
        "major_found": one.major_found,
        "major_accept": one.major_accept,
        "minor_found": one.minor_found,
        "minor_accept": one.minor_accept,
        "pairs_scrapped": one.pairs_scrapped,
        "result": one.result,
        "outcome": one.outcome,
    }
    return NewFact("lab.lot_inspected", one.lot.code, one.lot.firm, payload, on)


def _shown(line_ids: Sequence[int], viewer: Viewer) -> Iterator[InspectionRecord]:
    rows = models.Inspection.objects.filter(line_id__in=line_ids).order_by("line_id", "attempt")
    for seller, *row in _visible(rows, viewer).values_list("line__seller_id", *OPEN_FIELDS, *INNER_FIELDS):
        firm = row[len(OPEN_FIELDS)]
        is_inner = viewer.runs_desks or viewer.acts_for(firm) or viewer.acts_for(seller)
        yield InspectionRecord(*row) if is_inner else InspectionRecord(*row[: len(OPEN_FIELDS)])


def _visible(rows: QuerySet[models.Inspection], viewer: Viewer) -> QuerySet[models.Inspection]:
    if viewer.runs_desks:
        return rows
    if viewer.firm is None:
        return rows.none()
    return rows.filter(Q(firm_id=viewer.firm) | Q(line__seller_id=viewer.firm) | Q(line__buyer_id=viewer.firm))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
