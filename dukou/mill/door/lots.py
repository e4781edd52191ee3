"""Hand lots to the lab and the depot, take the lab's results, and show the lots of a line."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from django.db import connection
from django.db.models import Q

from dukou.base.viewer import Viewer, require_town
from dukou.mill import models
from dukou.mill.records import LotRecord, LotResult, LotToInspect, PassedLot
from dukou.mill.rules import lots as rules

CHUNK = 10_000
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
