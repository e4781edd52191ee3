"""Show lots, hand them to the lab and the depot, and take the lab's results."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Max, Min, Q, Sum
from django.db.models.functions import Cast

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer, require_town
from dukou.mill import models
from dukou.mill.records import LotCounts, LotDay, LotRecord, LotResult, LotToInspect, LotTrace, MillLot, PassedLot
from dukou.mill.rules import lots as rules
from dukou.mill.rules.declining import is_code

CHUNK = 10_000
RECENT_DAYS, MOST_SHOWN = 14, 1_000
KNITTED_LATER = ("waiting", "knitting")
IN_WORK = ("waiting", "knitting", "finishing", "made", "rework")
INSPECTED = (
    "UPDATE mill_lot SET state = %s, pairs_passed = %s, passed_on = %s, inspect_on = %s"
    " WHERE id = %s AND state IN ('made', 'rework')"
)
LOT_FIELDS = (
    "id",
    "line_id",
    "code",
    "firm_id",
    "work_order__source",
    "state",
    "pairs",
    "pieces_to_make",
    "pieces_made",
    "pieces_lost",
    "pairs_passed",
    "work_order__planned_on",
    "due_on",
    "finish_on",
    "made_on",
    "inspect_on",
    "passed_on",
)


MILL_LOT_FIELDS = (
    "id",
    "code",
    "line_id",
    "firm_id",
    "line__seller_id",
    "work_order__source",
    "state",
    "family",
    "line__sku__style__name_zh",
    "line__sku__style__name_en",
    "line__sku__colour_zh",
    "line__sku__colour_en",
    "line__sku__size",
    "group__needle_count",
    "group__terry",
    "group__machines",
    "group__integrated",
    "group__code",
    "pairs",
    "line__unit_price_e4",
    "pieces_to_make",
    "pieces_made",
    "pieces_lost",
    "pairs_good",
    "pairs_passed",
    "work_order__planned_on",
    "due_on",
    "finish_on",
    "made_on",
    "inspect_on",
    "passed_on",
    "line__ready_by_on",
    "line__due_on",
)
TRACE_FIELDS = (
    "id",
    "code",
    "line_id",
    "line__seller_id",
    "firm_id",
    "state",
    "pairs",
    "group__code",
    "group__needle_count",
    "group__terry",
    "group__machines",
    "work_order__code",
)


def lots(*, viewer: Viewer, on: date, days: int = RECENT_DAYS, count: int = MOST_SHOWN) -> list[MillLot]:
    """Return the lots that the viewer's firm has in work, the most urgent first, then those passed in the last days.

    Desks see all firms'.
    """
    rows = models.Lot.objects.all()
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    in_work = rows.filter(state__in=IN_WORK).order_by("due_on", "id").values_list(*MILL_LOT_FIELDS)[:count]
    passed = rows.filter(passed_on__gt=on - timedelta(days=days)).order_by("-passed_on", "id")
    found = [*in_work, *passed.values_list(*MILL_LOT_FIELDS)[:count]]
    return [MillLot(*row) for row in found[:count]]


def lot_counts(*, viewer: Viewer, on: date) -> LotCounts:
    """Return how many lots the viewer's firm has in work, and how many of these are late; desks count all firms'."""
    rows = models.Lot.objects.filter(state__in=IN_WORK)
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    is_late = Q(state__in=KNITTED_LATER, due_on__lt=on) | Q(line__ready_by_on__lt=on)
    worth = ExpressionWrapper(
        Cast("pairs", BigIntegerField()) * F("line__unit_price_e4"), output_field=BigIntegerField()
    )
    found = rows.aggregate(
        in_work=Count("id"), late=Count("id", filter=is_late), late_e4=Sum(worth, filter=is_late, default=0)
    )
    return LotCounts(found["in_work"], found["late"], found["late_e4"] // 100)


def lot(code: str, *, viewer: Viewer) -> MillLot:
    """Return a lot that the viewer's firm makes, or to a desk any; for others it does not exist."""
    rows = models.Lot.objects.filter(code=code) if is_code(code) else models.Lot.objects.none()
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    row = rows.values_list(*MILL_LOT_FIELDS).first()
    if row is None:
        raise Missing("mill.lot_not_found")
    return MillLot(*row)


def lot_days(code: str, *, viewer: Viewer) -> list[LotDay]:
    """Return what was knitted of a lot day by day, to its maker or a desk."""
    rows = models.Progress.objects.filter(lot__code=code) if is_code(code) else models.Progress.objects.none()
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(lot__firm_id=viewer.firm)
    return [LotDay(*row) for row in rows.order_by("on").values_list("on", "pieces", "loss_pieces")[:MOST_SHOWN]]


def lot_by_code(code: str, *, viewer: Viewer) -> LotTrace:
    """Return where a lot comes from, to its seller of record, its maker or a desk; for others it does not exist."""
    rows = models.Lot.objects.filter(code=code) if is_code(code) else models.Lot.objects.none()
    if not viewer.runs_desks:
        mine = Q(firm_id=viewer.firm) | Q(line__seller_id=viewer.firm)
        rows = rows.none() if viewer.firm is None else rows.filter(mine)
    found = _traces(rows.values_list(*TRACE_FIELDS)[:1])
    if not found:
        raise Missing("mill.lot_not_found")
    return found[0]


def lot_traces(lot_ids: Sequence[int], *, viewer: Viewer) -> list[LotTrace]:
    """Return where lots come from, by rising keys, as far as the viewer sells or makes them; desks see all."""
    rows = models.Lot.objects.filter(id__in=lot_ids).order_by("id")
    if not viewer.runs_desks:
        mine = Q(firm_id=viewer.firm) | Q(line__seller_id=viewer.firm)
        rows = rows.none() if viewer.firm is None else rows.filter(mine)
    return _traces(rows.values_list(*TRACE_FIELDS))


def _traces(rows: Iterable[tuple[Any, ...]]) -> list[LotTrace]:
    """Add to each lot when it was knitted, and by which shifts."""
    found = list(rows)
    keys = [row[0] for row in found]
    progress = models.Progress.objects.filter(lot_id__in=keys).values_list("lot_id")
    worked = {lot: (first, last) for lot, first, last in progress.annotate(Min("on"), Max("on"))}
    handed = models.HandOver.objects.filter(lot_id__in=keys, operation="knitting", undoes__isnull=True)
    shifts: dict[int, list[str]] = defaultdict(list)
    for lot_id, shift in handed.values_list("lot_id", "shift").distinct().order_by("lot_id", "shift"):
        shifts[lot_id].append(shift)
    return [LotTrace(*(*row, *worked.get(row[0], (None, None)), tuple(shifts[row[0]]))) for row in found]


def lots_to_inspect(*, on: date, viewer: Viewer) -> list[LotToInspect]:
    """Return the lots that the lab should have inspected by a day, in the order of their keys."""
    require_town(viewer)
    rows = models.Lot.objects.filter(state__in=["made", "rework"], inspect_on__lte=on).order_by("id")
    fields = ("id", "code", "line_id", "firm_id", "family", "pairs_good", "draw")
    return [LotToInspect(*row) for row in rows.values_list(*fields)]


def mark_inspected(results: Sequence[LotResult], *, on: date, viewer: Viewer) -> None:
    """Record what inspection decided of lots that wait for it, in the caller's transaction."""
    require_town(viewer)
    with connection.cursor() as cursor:
        cursor.executemany(INSPECTED, [_result(one, on) for one in results])


def lots_passed(*, on: date, viewer: Viewer) -> list[PassedLot]:
    """Return the lots that passed inspection on a day, in the order of their keys."""
    require_town(viewer)
    rows = models.Lot.objects.filter(passed_on=on).order_by("id")
    fields = ("id", "line_id", "firm_id", "line__sku_id", "pairs_passed", "line__seller_id")
    return [PassedLot(*row) for row in rows.values_list(*fields)]


def lots_of_lines(line_ids: Sequence[int], *, viewer: Viewer) -> list[LotRecord]:
    """Return the lots of these lines that the viewer may see: those it makes, sells or buys; desks see all.

    The buyer sees no other maker than the seller of record, and neither of them the maker's loss.
    """
    return [lot for chunk in _chunks(line_ids) for lot in _shown(chunk, viewer)]


def _shown(line_ids: Sequence[int], viewer: Viewer) -> Iterator[LotRecord]:
    rows = models.Lot.objects.filter(line_id__in=line_ids).order_by("id")
    if not viewer.runs_desks:
        mine = Q(firm_id=viewer.firm) | Q(line__seller_id=viewer.firm) | Q(line__buyer_id=viewer.firm)
        rows = rows.none() if viewer.firm is None else rows.filter(mine)
    for *row, seller in rows.values_list(*LOT_FIELDS, "line__seller_id"):
        yield rules.shown_lot(LotRecord(*row), seller=seller, viewer=viewer)


def _result(one: LotResult, on: date) -> tuple[str, int, date | None, date | None, int]:
    passed = one.outcome == "passed"
    pairs = one.pairs_left if passed else 0
    return one.outcome, pairs, on if passed else None, one.again_on or on, one.lot_id


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
