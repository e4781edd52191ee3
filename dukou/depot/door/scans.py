"""Keep what people scan, each scan once under the key of its device, in whatever order it comes in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.viewer import Viewer
from dukou.depot import models
from dukou.depot.door.cartons import runs_of
from dukou.depot.records import Known, NewScan, ScanRecord
from dukou.depot.rules import goods
from dukou.depot.rules import scans as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

MOST_SHOWN = 50
FIELDS = (
    "key",
    "act",
    "code",
    "pairs",
    "at",
    "received_at",
    "person__name",
    "firm_id",
    "owner_id",
    "lot_id",
    "undoes__key",
)
Row = tuple[int, NewScan, Known, rules.Earlier | None]


def record_scans(scans: Sequence[NewScan], *, viewer: Viewer, now: datetime) -> Outcome[ScanRecord]:
    """Keep scans, each for itself, in the order in which they were made; a key that is kept is kept once.

    A code must be one that the viewer may know. An undo is a scan of its own that names the key of the first.
    """
    rules.require_few(len(scans))
    if viewer.person is None or viewer.firm is None:
        raise Missing("depot.scan_not_found")
    try:
        return _record(scans, viewer, now)
    except IntegrityError:
        # The same keys came in twice at once; now the other's rows are there to be found.
        return _record(scans, viewer, now)


def scans(*, viewer: Viewer, code: str | None = None) -> list[ScanRecord]:
    """Return the last scans by the viewer's firm or of its goods, newest first, perhaps of one code; desks see all.

    Who scanned is shown to that person's own firm and to desks.
    """
    rows = _visible(models.Scan.objects.all(), viewer)
    if code is not None:
        rows = rows.filter(code=code)
    return _records(rows.order_by("-at", "-id"), viewer, MOST_SHOWN)


def known_code(text: str, *, viewer: Viewer) -> Known:
    """Return what a scanned text names, as far as the viewer may know; for others it does not exist."""
    try:
        kind, code = rules.read(text)
    except Refusal as refusal:
        raise Missing("depot.code_not_found") from refusal
    found = _known({(kind, code)}, viewer)
    if (kind, code) not in found:
        raise Missing("depot.code_not_found")
    return found[kind, code]


def _record(scans: Sequence[NewScan], viewer: Viewer, now: datetime) -> Outcome[ScanRecord]:
    with transaction.atomic():
        kept = _kept({one.key for one in scans} | {one.undoes for one in scans if one.undoes})
        rows, refused = _sound(scans, kept, viewer, now)
        new = {one.key: (row, one, known, undone) for row, one, known, undone in rows if one.key not in kept}
        _write(list(new.values()), viewer, now)
        _note({known.code for _row, _one, known, _undone in new.values()})
    done = {one.key: one for one in _records(models.Scan.objects.filter(key__in=_uuids(rows)), viewer)}
    return Outcome(tuple(done[str(UUID(one.key))] for _row, one, _known, _undone in rows), tuple(refused))


def _sound(
    scans: Sequence[NewScan], kept: Mapping[str, rules.Earlier], viewer: Viewer, now: datetime
) -> tuple[list[Row], list[Refused]]:
    """Return the scans that may be kept, as they were made, and those that may not."""
    person = viewer.person or 0
    read: dict[str, tuple[rules.Kind, str]] = {}
    sound, refused = {}, []
    for row, one in enumerate(scans):
        try:
            rules.require_scan(one, now)
            if one.key in kept and kept[one.key].person != person:
                raise Refusal("depot.bad_scan_key", {"key": one.key[:20]})
            read[one.key] = rules.read(one.code)
            sound[row] = one
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    known = _known(set(read.values()), viewer)
    before = dict(kept)
    rows: list[Row] = []
    for row, one in rules.in_device_order(sound):
        try:
            found = rules.require_known(*read[one.key], known)
            undone = None
            if one.undoes is not None:
                undone = rules.require_undoable(one, before.get(one.undoes), person, is_desk=viewer.runs_desks)
                before[one.undoes] = replace(undone, undone_by=one.key)
            before.setdefault(one.key, rules.Earlier(0, person, found.code, one.undoes is not None, None))
            rows.append((row, one, found, undone))
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return rows, sorted(refused, key=lambda one: one.row)


def _kept(keys: Collection[str]) -> dict[str, rules.Earlier]:
    """Return which of these keys are kept already."""
    sound = {}
    for key in keys:
        try:
            sound[UUID(key)] = key
        except ValueError:
            continue
    fields = ("key", "id", "person_id", "code", "undoes_id")
    rows = list(models.Scan.objects.filter(key__in=sound).values_list(*fields))
    undone = dict(models.Scan.objects.filter(undoes__in=[row[1] for row in rows]).values_list("undoes_id", "key"))
    return {
        sound[key]: rules.Earlier(row, person, code, undoes is not None, str(undone[row]) if row in undone else None)
        for key, row, person, code, undoes in rows
    }


def _write(rows: Sequence[Row], viewer: Viewer, now: datetime) -> None:
    """Write scans as they were made, undos after what they undo, and a fact each."""
    for is_undo in (False, True):
        some = [row for row in rows if (row[1].undoes is not None) is is_undo]
        keys = [one.undoes for _row, one, _known, _undone in some if one.undoes]
        undone = dict(models.Scan.objects.filter(key__in=keys).values_list("key", "id"))
        models.Scan.objects.bulk_create(
            models.Scan(
                key=UUID(one.key),
                act=one.act,
                code=known.code,
                pairs=one.pairs,
                at=one.at,
                received_at=now,
                person_id=viewer.person or 0,
                firm_id=viewer.firm or 0,
                owner_id=known.owner,
                lot_id=known.lot_id,
                undoes_id=undone[UUID(one.undoes)] if one.undoes else None,
            )
            for _row, one, known, _undone in some
        )
    facts = [
        NewFact("depot.code_scanned", known.code, known.owner or viewer.firm, {"act": one.act, "pairs": one.pairs})
        for _row, one, known, _undone in rows
    ]
    provenance.append(facts, viewer=viewer, now=now)


def _note(codes: Collection[str]) -> None:
    """Let each carton bear the note of the last scan that notes one and stands, by the time of the devices."""
    ssccs = [code for code in codes if len(code) == 18]
    stands = models.Scan.objects.filter(code__in=ssccs, act__in=rules.NOTING).exclude(
        id__in=models.Scan.objects.filter(code__in=ssccs, act=rules.UNDONE).values("undoes_id")
    )
    notes = dict(stands.order_by("at", "id").values_list("code", "act"))
    noted = dict(models.Carton.objects.filter(sscc__in=ssccs).values_list("sscc", "note_code"))
    changed = {
        sscc: notes.get(sscc, "")
        for sscc in ssccs
        if noted.get(sscc, "") != notes.get(sscc, "") and (sscc in notes or noted.get(sscc) in rules.NOTING)
    }
    rows = []
    for sscc, (run, number) in runs_of(list(changed)).items():
        pairs = goods.pairs_in(number, run.count, run.pairs_per_carton, run.pairs_last)
        rows.append(models.Carton(run=run, sscc=sscc, pairs=pairs, note_code=changed[sscc]))
    models.Carton.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["sscc"],
        update_fields=["note_code"],
    )


def _known(codes: Collection[tuple[rules.Kind, str]], viewer: Viewer) -> dict[tuple[rules.Kind, str], Known]:
    """Return what these codes are, as far as the viewer may know: by cartons, by lots and by GTINs in the depot."""
    asked = rules.split(codes)
    found: dict[tuple[rules.Kind, str], Known] = {}
    rows = models.Stock.objects.all()
    if not viewer.runs_desks:
        rows = rows.filter(_at_hand(viewer.firm)) if viewer.firm else rows.none()
    if asked["sscc"]:
        runs = runs_of(asked["sscc"])
        lots = {run.lot_id for run, _number in runs.values()}
        owners = dict(rows.filter(lot_id__in=lots).values_list("lot_id", "owner_id"))
        for sscc, (run, _number) in runs.items():
            if run.lot_id in owners:
                found["sscc", sscc] = Known(sscc, owners[run.lot_id], run.lot_id)
    if asked["lot"]:
        for code, owner, lot in rows.filter(lot__code__in=asked["lot"]).values_list("lot__code", "owner_id", "lot_id"):
            found["lot", code] = Known(code, owner, lot)
    if asked["gtin"]:
        for gtin in set(rows.filter(sku__gtin__in=asked["gtin"]).values_list("sku__gtin", flat=True)):
            found["gtin", gtin] = Known(gtin, None, None)
    return found


def _at_hand(firm: int) -> Q:
    """Return the condition of stock that a firm owns, or whose goods are or were at its shop."""
    return Q(owner_id=firm) | Q(lot_id__in=models.StockMove.objects.filter(site__firm_id=firm).values("lot_id"))


def _visible(rows: QuerySet[models.Scan], viewer: Viewer) -> QuerySet[models.Scan]:
    if viewer.runs_desks:
        return rows
    return rows.filter(Q(firm_id=viewer.firm) | Q(owner_id=viewer.firm)) if viewer.firm else rows.none()


def _records(rows: QuerySet[Any], viewer: Viewer, most: int = rules.MOST_SCANS) -> list[ScanRecord]:
    is_undone = Exists(models.Scan.objects.filter(undoes=OuterRef("pk")))
    found = rows.annotate(gone=is_undone).values_list(*FIELDS, "gone")[:most]
    return [
        ScanRecord(
            key=str(key),
            act=act,
            code=code,
            pairs=pairs,
            at=at,
            received_at=received_at,
            person=name if viewer.runs_desks or firm == viewer.firm else "",
            firm=firm if viewer.runs_desks or firm == viewer.firm else None,
            owner=owner,
            lot_id=lot,
            undoes=str(undoes) if undoes else None,
            is_undone=gone,
        )
        for key, act, code, pairs, at, received_at, name, firm, owner, lot, undoes, gone in found
    ]


def _uuids(rows: Sequence[Row]) -> list[UUID]:
    return [UUID(one.key) for _row, one, _known, _undone in rows]
