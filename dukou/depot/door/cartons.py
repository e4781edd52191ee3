"""Tell what is in a carton by its number alone, and note what happened to one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer
from dukou.depot import models
from dukou.depot.records import CartonRecord, CartonsRecord
from dukou.depot.rules import goods as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CONTENT = ("lot_id", "owner_id", "lot__line_id", "lot__code", "sku_id", "sku__gtin")
RUN = ("lot__line_id", "lot_id", "prefix", "serial_first", "count", "pairs_per_carton", "pairs_last")


def carton(sscc: str, *, viewer: Viewer) -> CartonRecord:
    """Return what is in a carton of the viewer's; desks see all, and for others it does not exist."""
    return cartons([sscc], viewer=viewer)[0]


def cartons(ssccs: Sequence[str], *, viewer: Viewer) -> list[CartonRecord]:
    """Return what is in cartons, in the order asked, all or nothing; at most `rules.MOST_CARTONS`.

    The content is computed from the carton's run; a carton that was singled out has a row that overrides it.
    """
    return [record for record, _run in _found(ssccs, viewer)]


def note_cartons(ssccs: Sequence[str], note_code: str, *, viewer: Viewer, now: datetime) -> int:
    """Single cartons out of their runs with a note, all or nothing, for the depot's desk; return how many changed."""
    if not viewer.runs_desks:
        raise Missing("depot.carton_not_found")
    rules.require_note(note_code)
    found = {record.sscc: (record, run) for record, run in _found(ssccs, viewer)}
    changed = [(record, run) for record, run in found.values() if record.note_code != note_code]
    rows = [models.Carton(run_id=run, sscc=one.sscc, pairs=one.pairs, note_code=note_code) for one, run in changed]
    facts = [
        NewFact("depot.carton_noted", one.sscc, one.owner, {"note": note_code, "pairs": one.pairs})
        for one, _run in changed
    ]
    with transaction.atomic():
        models.Carton.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["sscc"], update_fields=["note_code"]
        )
        provenance.append(facts, viewer=viewer, now=now)
    return len(changed)


def cartons_of_lines(line_ids: Sequence[int], *, viewer: Viewer) -> list[CartonsRecord]:
    """Return the cartons of these lines' goods as runs, as far as the viewer owns them; desks see all."""
    rows = list(models.CartonRun.objects.filter(lot__line_id__in=line_ids).order_by("id").values_list(*RUN))
    seen = _content({row[1] for row in rows}, viewer)
    return [
        CartonsRecord(
            line_id=line,
            lot_id=lot,
            sscc_first=rules.carton_number(prefix, first),
            sscc_last=rules.carton_number(prefix, first + count - 1),
            count=count,
            pairs_per_carton=pairs,
            pairs_last=last,
        )
        for line, lot, prefix, first, count, pairs, last in rows
        if lot in seen
    ]


def _found(ssccs: Sequence[str], viewer: Viewer) -> list[tuple[CartonRecord, int]]:
    """Return each carton with the key of its run."""
    rules.require_ssccs(ssccs)
    runs = runs_of(ssccs)
    stocks = _content({run.lot_id for run, _number in runs.values()}, viewer)
    noted = models.Carton.objects.filter(sscc__in=ssccs).values_list("sscc", "pairs", "note_code")
    notes = {sscc: (pairs, note) for sscc, pairs, note in noted}
    found = []
    for sscc in ssccs:
        run, number = runs.get(sscc, (None, 0))
        if run is None or run.lot_id not in stocks:
            raise Missing("depot.carton_not_found")
        in_run = rules.pairs_in(number, run.count, run.pairs_per_carton, run.pairs_last)
        pairs, note = notes.get(sscc, (in_run, ""))
        lot, owner, line, lot_code, sku, gtin = stocks[run.lot_id]
        record = CartonRecord(sscc, owner, line, lot, lot_code, sku, gtin, pairs, number, run.count, note)
        found.append((record, run.pk))
    return found


def runs_of(ssccs: Sequence[str]) -> dict[str, tuple[models.CartonRun, int]]:
    """Return the run of each carton and its place there, from 1, in one query."""
    asked = [(sscc, *found) for sscc in ssccs for found in rules.may_be(sscc)]
    wanted = Q(pk__in=[])
    for _sscc, prefix, serial in asked:
        begun = models.CartonRun.objects.filter(prefix=prefix, serial_first__lte=serial).order_by("-serial_first")
        wanted |= Q(pk=begun.values("pk")[:1])
    runs = list(models.CartonRun.objects.filter(wanted))
    return {
        sscc: (run, serial - run.serial_first + 1)
        for sscc, prefix, serial in asked
        for run in runs
        if run.prefix == prefix and run.serial_first <= serial < run.serial_first + run.count
    }


def _content(lot_ids: set[int], viewer: Viewer) -> dict[int, tuple[int, int, int, str, int, str]]:
    """Return what lots are, by lot, as far as the viewer may know."""
    rows = models.Stock.objects.filter(lot_id__in=lot_ids)
    if not viewer.runs_desks:
        rows = rows.filter(owner_id=viewer.firm) if viewer.firm else rows.none()
    return {row[0]: row for row in rows.values_list(*CONTENT)}
