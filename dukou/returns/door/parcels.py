"""Book parcels that came back without a word, and find the delivered line that each is of; for the returns desk."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from dukou.base.errors import Missing, Refusal
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer, require_town
from dukou.depot import door as depot
from dukou.depot.records import DeliveredRecord
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload
from dukou.registry import door as registry
from dukou.returns import models
from dukou.returns.door.cases import pairs_back, without_case
from dukou.returns.records import NewParcel, ParcelRecord
from dukou.returns.records.dock import By, Candidate
from dukou.returns.rules import cases as rules
from dukou.returns.rules import dock

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
    "lapsed_on",
    "picture",
)


def book_parcel(new: NewParcel, *, viewer: Viewer, now: datetime) -> str:
    """Book a parcel that nobody announced, and return its code; a carrier's number is booked once.

    A number that a buyer has announced is that of his return, which is received instead.
    """
    _require_desk(viewer)
    rules.require_parcel(new)
    announced = models.SentNumber.objects.filter(carrier_ref=new.carrier_ref).values_list("case__code", flat=True)
    if (case := announced.first()) is not None:
        raise Refusal("returns.number_announced", {"case": case})
    row = models.Parcel(
        code=new_code(),
        came_on=new.came_on,
        carrier_ref=new.carrier_ref,
        cartons=new.cartons,
        grams=new.grams,
        note_code=new.note_code,
        pairs_counted=new.pairs_counted,
    )
    keep_parcel(row, viewer=viewer, now=now)
    return row.code


def keep_parcel(row: models.Parcel, *, viewer: Viewer, now: datetime) -> None:
    """Write a new parcel; refuse a carrier's number that is booked."""
    payload: Payload = {"cartons": row.cartons, "grams": row.grams, "pairs": row.pairs_counted}
    try:
        with transaction.atomic():
            row.save()
            fact = NewFact("returns.parcel_booked", row.code, None, payload, row.came_on)
            provenance.append([fact], viewer=viewer, now=now)
    except IntegrityError as twice:
        raise Refusal("returns.parcel_booked", {"ref": row.carrier_ref}) from twice


def lapse_parcels(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Give up the parcels whose lines nobody found in the published days, and return how many.

    Their goods go among the seconds; no firm is charged for them.
    """
    require_town(viewer)
    until = on - timedelta(days=dock.days(registry.limits(on=on), "returns.parcel_days", dock.PARCEL_DAYS))
    with transaction.atomic():
        rows = list(models.Parcel.objects.filter(state="unmatched", came_on__lt=until).select_for_update(of=("self",)))
        keys = [row.pk for row in rows]
        models.Parcel.objects.filter(id__in=keys).update(state="lapsed", lapsed_on=on)
        facts = [NewFact("returns.parcel_lapsed", row.code, None, {"pairs": row.pairs_counted}, on) for row in rows]
        provenance.append(facts, viewer=viewer, now=now)
    return len(rows)


def parcels(*, viewer: Viewer, state: str | None = None) -> list[ParcelRecord]:
    """Return parcels for the desk: those unmatched, the longest waiting first, then the last ones matched."""
    if not viewer.runs_desks:
        return []
    rows = models.Parcel.objects.exclude(state="void").order_by("-state", "came_on", "id")
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
        if row.state != "unmatched":
            raise Refusal("returns.parcel_lapsed")
        line = _delivered(line_id, viewer)
        left = line.pairs - pairs_back([line_id]).get(line_id, 0) - _pairs_waiting(line_id)
        rules.require_match(row.pairs_counted, left=left, delivered_on=line.delivered_on, on=on)
        row.state, row.line_id, row.lot_id, row.matched_on = "matched", line_id, line.lot_id, on
        row.save(update_fields=["state", "line", "lot", "matched_on"])
        payload: Payload = {"line": line_id, "pairs": row.pairs_counted}
        fact = NewFact("returns.parcel_matched", row.code, line.owner, payload, on)
        provenance.append([fact], viewer=viewer, now=now)


def candidates(code: str, *, search: str = "", viewer: Viewer) -> list[Candidate]:
    """Return the delivered lines that a parcel may be of, the likeliest first.

    Those of the lot on a label found inside come first, then those of a buyer whose telephone number ends as the
    sender's, then those of as many pairs, then the last delivered.
    `search` narrows them by order, the buyer's own number, article number, lot, or part of a name of buyer or place.
    """
    _require_desk(viewer)
    one = models.Parcel.objects.filter(code=code).select_related("lot_seen").first()
    if one is None:
        raise Missing("returns.parcel_not_found")
    senders = _senders(one, viewer)
    asked = partial(depot.delivered, least_pairs=one.pairs_counted, before=one.came_on, viewer=viewer)
    found = {line.line_id: line for line in asked(search=search)}
    if one.lot_seen and not search:
        found |= {line.line_id: line for line in asked(search=one.lot_seen.code)}
    if senders and not search:
        found |= {line.line_id: line for line in asked(buyers=senders)}
    back = pairs_back(found)
    open_ones = [line for line in found.values() if line.pairs - back.get(line.line_id, 0) >= one.pairs_counted]
    proposed = [Candidate(line, _found_by(one, line, senders)) for line in open_ones]
    return sorted(proposed, key=_surest)


def _senders(one: models.Parcel, viewer: Viewer) -> set[int]:
    """Return the firms of people whose telephone number ends as the sender's."""
    if not one.phone_digest:
        return set()
    return registry.firms_by_phone(one.phone_digest, salt=one.phone_salt, digits=one.phone_digits, viewer=viewer)


def _found_by(one: models.Parcel, line: DeliveredRecord, senders: set[int]) -> tuple[By, ...]:
    signs: dict[By, bool] = {
        "lot": line.lot_id == one.lot_seen_id,
        "phone": line.buyer in senders,
        "pairs": line.pairs == one.pairs_counted,
    }
    return tuple(sign for sign, is_seen in signs.items() if is_seen)


def _surest(one: Candidate) -> tuple[bool, bool, bool, int]:
    return ("lot" not in one.by, "phone" not in one.by, "pairs" not in one.by, -one.line.delivered_on.toordinal())


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
