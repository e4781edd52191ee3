"""Take hand-overs from scanners, show them to the firm, and add them up to wages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.viewer import Viewer
from dukou.mill import models
from dukou.mill.door.wages import own_rates
from dukou.mill.records import HandOverRecord, LotToHand, NewHandOver, WageRow
from dukou.mill.rules import handing as rules
from dukou.mill.rules.declining import is_code
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry

MOST_SHOWN = 200
LOT_FIELDS = ("id", "code", "pairs", "pieces_made", "pieces_lost", "group__integrated")
INSERT = (
    'INSERT INTO mill_handover (key, firm_id, lot_id, operation, worker, units, rate_e4, "on", shift)'
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass
class _Book:
    """Hold what is handed over already of some lots, kept up as rows are added."""

    firm: int
    on: date
    rates: Mapping[str, int]
    lots: Mapping[str, LotToHand]
    handed: dict[tuple[int, str], int]
    earlier: dict[str, models.HandOver]
    undone: set[str]
    rows: list[models.HandOver] = field(default_factory=list)
    written: int = 0

    def write(self) -> None:
        """Write the rows that are not written yet, which gives them their keys."""
        models.HandOver.objects.bulk_create(self.rows[self.written :])
        self.written = len(self.rows)


def hand_over(new: Sequence[NewHandOver], *, viewer: Viewer, now: datetime) -> Outcome[str]:
    """Enter hand-overs of the viewer's own lots, each for itself, and return the keys that stand.

    They count for the town's day. A key that is there already stands as it is. No more is taken than was made and not
    handed over yet. A row is taken back once, by a new row.
    """
    if len(new) > rules.MOST_AT_ONCE:
        raise Refusal("mill.too_many_scans", {"most": rules.MOST_AT_ONCE})
    if viewer.firm is None:
        return Outcome((), tuple(Refused(row, Missing("mill.lot_not_found")) for row in range(len(new))))
    on = registry.today()
    own = own_rates(on, [viewer.firm]).get(viewer.firm, {})
    rates = {**rules.rates_e4(registry.limits(on=on)), **own}
    done: list[str] = []
    refused: list[Refused] = []
    with transaction.atomic():
        book = _book(new, viewer.firm, on, rates)
        for row, one in enumerate(new):
            try:
                _enter(one, book)
                done.append(one.key)
            except Refusal as refusal:
                refused.append(Refused(row, refusal))
        book.write()
        codes = {lot.id: code for code, lot in book.lots.items()}
        facts = [_fact(row, codes[row.lot_id]) for row in book.rows]
        provenance.append(facts, viewer=viewer, now=now)
    return Outcome(tuple(done), tuple(refused))


def hand_overs(lot_code: str, *, viewer: Viewer, count: int = MOST_SHOWN) -> list[HandOverRecord]:
    """Return the newest hand-overs of a lot of the viewer's own firm; for others there are none."""
    if viewer.firm is None or not is_code(lot_code):
        return []
    taken_back = models.HandOver.objects.filter(undoes=OuterRef("pk"))
    rows = models.HandOver.objects.filter(lot__code=lot_code, firm_id=viewer.firm).order_by("-on", "-id")
    fields = ("key", "operation", "worker", "units", "rate_e4", "on", "shift", "undoes__key")
    return [
        HandOverRecord(*(*row, ":" in row[0]))
        for row in rows.annotate(is_undone=Exists(taken_back)).values_list(*fields, "is_undone")[:count]
    ]


def wage_sheet(*, viewer: Viewer, on: date) -> list[WageRow]:
    """Return what each worker of the viewer's firm earned on a day, by operation; nobody else sees it."""
    if viewer.firm is None:
        return []
    rows = models.HandOver.objects.filter(firm_id=viewer.firm, on=on)
    sums = rows.values_list("worker", "operation", "rate_e4").annotate(units=Sum("units"))
    return rules.wages(list(sums.order_by("worker", "operation", "rate_e4")))


def write_rows(rows: Iterable[rules.Row]) -> None:
    """Write what the simulated floor handed over, in the caller's transaction, without model instances."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, list(rows))


def handed_over(lots: QuerySet[models.Lot]) -> dict[tuple[int, str], int]:
    """Return how many units of these lots were handed over, by lot and operation."""
    rows = models.HandOver.objects.filter(lot__in=lots).order_by().values_list("lot_id", "operation")
    return {(lot, operation): units for lot, operation, units in rows.annotate(units=Sum("units"))}


def _book(new: Sequence[NewHandOver], firm: int, on: date, rates: Mapping[str, int]) -> _Book:
    """Lock the firm's lots that the new rows touch, and read what they handed over and the rows of these keys."""
    named = {f"{firm}:{one.key}" for one in new} | {f"{firm}:{one.undoes}" for one in new} | {one.undoes for one in new}
    keys = {key for key in named if rules.is_stored_key(key)}
    known = models.HandOver.objects.filter(key__in=keys, firm_id=firm)
    codes = {one.lot_code for one in new if is_code(one.lot_code)}
    touched = models.Lot.objects.filter(Q(code__in=codes) | Q(id__in=known.values("lot_id")), firm_id=firm)
    locked = touched.order_by("id").select_for_update(of=("self",)).values_list(*LOT_FIELDS)
    lots = {row[1]: LotToHand(*row) for row in locked}
    handed = handed_over(models.Lot.objects.filter(id__in=[lot.id for lot in lots.values()]))
    earlier = {row.key: row for row in known}
    undone = models.HandOver.objects.filter(undoes__in=known).values_list("undoes__key", flat=True)
    return _Book(firm, on, rates, lots, defaultdict(int, handed), earlier, {key for key in undone if key})


def _enter(new: NewHandOver, book: _Book) -> None:
    """Add a row to the book, or refuse it; a key that is there already changes nothing."""
    rules.require_key(new.key)
    key = f"{book.firm}:{new.key}"
    if key in book.earlier:
        return
    row = _undo(new, key, book) if new.undoes else _row(new, key, book)
    book.earlier[key] = row
    book.handed[row.lot_id, row.operation] += row.units
    book.rows.append(row)


def _row(new: NewHandOver, key: str, book: _Book) -> models.HandOver:
    lot = book.lots.get(new.lot_code)
    if lot is None:
        raise Missing("mill.lot_not_found")
    left = rules.made(lot, new.operation) - book.handed[lot.id, new.operation]
    rules.require_hand_over(new, left, book.rates)
    return models.HandOver(
        key=key,
        firm_id=book.firm,
        lot_id=lot.id,
        operation=new.operation,
        worker=new.worker,
        units=new.units,
        rate_e4=book.rates[new.operation],
        on=book.on,
        shift=new.shift,
    )


def _undo(new: NewHandOver, key: str, book: _Book) -> models.HandOver:
    first = book.earlier.get(f"{book.firm}:{new.undoes}") or book.earlier.get(new.undoes)
    if first is None:
        raise Missing("mill.hand_over_not_found")
    if first.key in book.undone or first.units < 0:
        raise Refusal("mill.undone_already")
    if any(first is row for row in book.rows[book.written :]):
        book.write()
    book.undone.add(first.key)
    return models.HandOver(
        key=key,
        firm_id=book.firm,
        lot_id=first.lot_id,
        operation=first.operation,
        worker=first.worker,
        units=-first.units,
        rate_e4=first.rate_e4,
        on=book.on,
        shift=first.shift,
        undoes=first,
    )


def _fact(row: models.HandOver, lot_code: str) -> NewFact:
    payload: Payload = {
        "operation": row.operation,
        "worker": row.worker,
        "units": row.units,
        "rate_e4": row.rate_e4,
    }
    return NewFact("mill.handed_over", lot_code, row.firm_id, payload, row.on)
