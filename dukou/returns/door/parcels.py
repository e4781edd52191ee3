"""Book parcels that came back without a word, and find the delivered line that each is of; for the returns desk."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.depot import door as depot
from dukou.depot.records import DeliveredRecord
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.returns import models
from dukou.returns.door.cases import pairs_back, without_case
from dukou.returns.records import NewParcel, ParcelRecord
from dukou.returns.rules import cases as rules

MOST_SHOWN = 200
FIELDS = (
    "code",
    "came_on",
    "carrier_ref",
    "cartons",
    "grams",
    "note_code",
    "pairs_counted",
    "state",
    "line_id",
    "matched_on",
)


def book_parcel(new: NewParcel, *, viewer: Viewer, now: datetime) -> str:
    """Book a parcel that nobody announced, and return its code; a carrier's number is booked once."""
    _require_desk(viewer)
    rules.require_parcel(new)
    row = models.Parcel(
        code=new_code(),
        came_on=new.came_on,
        carrier_ref=new.carrier_ref,
        cartons=new.cartons,
        grams=new.grams,
        note_code=new.note_code,
        pairs_counted=new.pairs_counted,
    )
    payload: Payload = {"cartons": new.cartons, "grams": new.grams, "pairs": new.pairs_counted}
    try:
        with transaction.atomic():
            row.save()
            fact = NewFact("returns.parcel_booked", row.code, None, payload, new.came_on)
            provenance.append([fact], viewer=viewer, now=now)
    except IntegrityError as twice:
        raise Refusal("returns.parcel_booked", {"ref": new.carrier_ref}) from twice
    return row.code


def parcels(*, viewer: Viewer, state: str | None = None) -> list[ParcelRecord]:
    """Return parcels for the desk: those unmatched, the longest waiting first, then the last ones matched."""
    if not viewer.runs_desks:
        return []
    rows = models.Parcel.objects.order_by("-state", "came_on", "id")
    if state is not None:
        rows = rows.filter(state=state)
    return _records(list(rows.values_list(*FIELDS)[:MOST_SHOWN]))


def parcel(code: str, *, viewer: Viewer) -> ParcelRecord:
    """Return one parcel, for the desk."""
    _require_desk(viewer)
    found = _records(list(models.Parcel.objects.filter(code=code).values_list(*FIELDS)))
    if not found:
        raise Missing("returns.parcel_not_found")
    return found[0]


def match_parcel(code: str, line_id: int, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Say that a parcel is of a delivered line; said twice it is matched once.

    Its case is opened by `open_parcels`. Why the goods came back stays unproven, and nobody is charged for that.
    """
    _require_desk(viewer)
    with transaction.atomic():
        row = models.Parcel.objects.filter(code=code).select_for_update().first()
        if row is None:
            raise Missing("returns.parcel_not_found")
        if row.state == "matched" and row.line_id == line_id:
            return
        if row.state == "matched":
            raise Refusal("returns.parcel_matched")
        line = _delivered(line_id, viewer)
        left = line.pairs - pairs_back([line_id]).get(line_id, 0) - _pairs_waiting(line_id)
        rules.require_match(row.pairs_counted, left=left, delivered_on=line.delivered_on, on=on)
        row.state, row.line_id, row.lot_id, row.matched_on = "matched", line_id, line.lot_id, on
        row.save(update_fields=["state", "line", "lot", "matched_on"])
        payload: Payload = {"line": line_id, "pairs": row.pairs_counted}
        fact = NewFact("returns.parcel_matched", row.code, line.owner, payload, on)
        provenance.append([fact], viewer=viewer, now=now)


def candidates(code: str, *, search: str = "", viewer: Viewer) -> list[DeliveredRecord]:
    """Return the delivered lines that a parcel may be of: those of as many pairs first, then the last delivered.

    `search` narrows them by order, the buyer's own number, article number, lot, or part of a name of buyer or place.
    """
    one = parcel(code, viewer=viewer)
    found = depot.delivered(least_pairs=one.pairs_counted, before=one.came_on, search=search, viewer=viewer)
    back = pairs_back([line.line_id for line in found])
    open_ones = [line for line in found if line.pairs - back.get(line.line_id, 0) >= one.pairs_counted]
    return sorted(open_ones, key=lambda line: (line.pairs != one.pairs_counted, -line.delivered_on.toordinal()))


def _require_desk(viewer: Viewer) -> None:
    if not viewer.runs_desks:
        raise Missing("returns.parcel_not_found")


def _delivered(line_id: int, viewer: Viewer) -> DeliveredRecord:
    found = depot.delivered(line_ids=[line_id], viewer=viewer)
    if not found:
        raise Missing("returns.line_not_found")
    return found[0]


def _pairs_waiting(line_id: int) -> int:
    """Return the pairs of a line in parcels that were matched to it and have no case yet."""
    return without_case().filter(line_id=line_id).aggregate(pairs=Sum("pairs_counted"))["pairs"] or 0


def _records(rows: list[tuple[Any, ...]]) -> list[ParcelRecord]:
    codes = [row[0] for row in rows if row[FIELDS.index("state")] == "matched"]
    opened = dict(models.Case.objects.filter(parcel__code__in=codes).values_list("parcel__code", "code"))
    return [ParcelRecord(*(*row, opened.get(row[0]))) for row in rows]
