"""Move the floor a day, and show a firm what lies before its machines."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, F, Min, Q, Sum

from dukou.base.viewer import Viewer, require_town
from dukou.mill import models
from dukou.mill.door.handing import handed_over, write_rows
from dukou.mill.door.planning import WORK_LEFT
from dukou.mill.door.wages import own_rates
from dukou.mill.door.yarn import draw_off
from dukou.mill.records import GroupLoad
from dukou.mill.rules import handing
from dukou.mill.rules.floor import COLUMNS, Knitted, Worked, work
from dukou.mill.rules.handing import FINISHING, Finished
from dukou.mill.rules.lots import finishing_days
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.registry.records import GroupRecord

OPEN = Q(state__in=["waiting", "knitting"])
# Written without model instances, as the floor writes a few thousand rows a day.
KNIT = "UPDATE mill_lot SET state = %s, pieces_made = %s, pieces_lost = %s, finish_on = %s WHERE id = %s"
PROGRESS = 'INSERT INTO mill_progress (lot_id, "on", pieces, loss_pieces) VALUES (%s, %s, %s, %s)'
GROUP_DAY = (
    'INSERT INTO mill_groupday (group_id, firm_id, "on", capacity_ms, used_ms, stop_ms) VALUES (%s, %s, %s, %s, %s, %s)'
)


def run_floor(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Knit and finish for a day, once, all or nothing; return how many lots moved.

    Each machine group works off its lots in the order of their dates. Lots whose last piece is knitted have taken their
    yarn, are finished some days later, and then wait for inspection.
    """
    require_town(viewer)
    if models.FloorDay.objects.filter(on=on).exists():
        return 0
    groups = registry.machine_groups(viewer=viewer)
    lots = models.Lot.objects.filter(OPEN).order_by("group_id", "due_on", "id").values_list(*COLUMNS)
    knitted, worked = work(groups, list(lots), on)
    rates = handing.rates_e4(registry.limits(on=on))
    with transaction.atomic():
        _day, is_new = models.FloorDay.objects.get_or_create(on=on)
        if not is_new:
            return 0
        finished = _finished(on)
        made = models.Lot.objects.filter(state="finishing", finish_on__lte=on).update(
            state="made", made_on=on, inspect_on=on, pairs_good=F("pairs")
        )
        _write(knitted, worked, on)
        draw_off([lot.lot_id for lot in knitted if lot.is_through], on)
        write_rows(_handed(knitted, finished, groups, rates, on))
        provenance.append([_fact(knitted, worked, made, on)], viewer=viewer, now=now)
    return made + len(knitted)


def floor(*, viewer: Viewer, on: date) -> list[GroupLoad]:
    """Return what each machine group of the viewer's firm has to knit on a day; desks see all firms."""
    rows = models.Lot.objects.filter(OPEN)
    if not viewer.runs_desks:
        rows = rows.none() if viewer.firm is None else rows.filter(firm_id=viewer.firm)
    loads = rows.values_list("firm_id", "group_id").annotate(
        lots=Count("id"),
        late=Count("id", filter=Q(due_on__lt=on)),
        pieces_left=Sum(F("pieces_to_make") - F("pieces_made")),
        work_ms=Sum(WORK_LEFT),
        next_due_on=Min("due_on"),
    )
    return [GroupLoad(*row) for row in loads.order_by("firm_id", "group_id")]


def _write(knitted: Sequence[Knitted], worked: Sequence[Worked], on: date) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(KNIT, [_new_state(lot, on) for lot in knitted])
        cursor.executemany(PROGRESS, [(lot.lot_id, on, lot.pieces, lot.loss_pieces) for lot in knitted])
        days = [(one.group, one.firm, on, one.capacity_ms, one.used_ms, one.stop_ms) for one in worked]
        cursor.executemany(GROUP_DAY, days)


def _finished(on: date) -> list[Finished]:
    """Lock the lots that are finished today, or whose toes are closed today; say what of them was handed over."""
    rows = models.Lot.objects.filter(state="finishing", finish_on__lte=on + timedelta(days=1)).order_by("id")
    handed = handed_over(rows.order_by())
    return [
        Finished(*row, {code: handed.get((row[0], code), 0) for code in FINISHING})
        for row in rows.select_for_update().values_list("id", "firm_id", "group_id", "draw", "pairs", "finish_on")
    ]


def _handed(
    knitted: Sequence[Knitted],
    finished: Sequence[Finished],
    groups: Sequence[GroupRecord],
    rates: Mapping[str, int],
    on: date,
) -> Iterator[handing.Row]:
    """Yield what workers handed over today, at the operations that have a published rate; firms may pay their own."""
    machines = handing.machines_of_firms(groups)
    batches = handing.batches(knitted, finished, groups, on)
    own = own_rates(on)
    for code, rate in rates.items():
        of_firms = {firm: theirs[code] for firm, theirs in own.items() if code in theirs}
        yield from handing.shared_out(handing.OPERATIONS[code], batches[code], machines, rate, on, of_firms)


def _new_state(lot: Knitted, on: date) -> tuple[str, int, int, date | None, int]:
    days = finishing_days(integrated=lot.is_integrated)
    finish_on = on + timedelta(days=days) if lot.is_through else None
    return "finishing" if lot.is_through else "knitting", lot.pieces_made, lot.pieces_lost, finish_on, lot.lot_id


def _fact(knitted: Sequence[Knitted], worked: Sequence[Worked], made: int, on: date) -> NewFact:
    totals = {
        "lots": len(knitted),
        "lots_through": sum(lot.is_through for lot in knitted),
        "lots_made": made,
        "pieces": sum(lot.pieces for lot in knitted),
        "loss_pieces": sum(lot.loss_pieces for lot in knitted),
        "groups": len(worked),
        "used_ms": sum(one.used_ms for one in worked),
        "capacity_ms": sum(one.capacity_ms for one in worked),
    }
    return NewFact("mill.floor_day", str(on), None, totals, on)
