"""Keep what carriers charge: tariffs by place or zone, their zones, and fuel surcharges.

A new row ends the open one before it, which holds until the day before and counts for its own days for ever.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.viewer import Viewer
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models, rules
from dukou.registry.door.clock import today
from dukou.registry.door.scope import CHUNK, entered_once, valid
from dukou.registry.records import Band, NewFuel, NewTariff, NewZone, TariffRecord, TariffRow, ZoneRecord

New = NewTariff | NewZone | NewFuel
CARRIER = "carrier"
ADDED = ("zone", "bands", "is_half_volumetric", "fuel_ppm", "remote_minor", "weekdays", "cutoff_hour")
PLAIN = tuple(name for name in TariffRecord.__slots__ if name not in ("destination", *ADDED))
ROW_FIELDS = tuple("destination_id" if name == "destination" else name for name in TariffRow.__slots__)


@dataclass(frozen=True, slots=True)
class Kept:
    """Tell where new rows of a kind are kept, and under which key no two may hold on the same day."""

    model: Any
    table: str
    key: tuple[str, ...]


KEPT: Mapping[type[New], Kept] = {
    NewTariff: Kept(models.Tariff, "tariff", ("destination_id", "zone", "carrier_id", "service")),
    NewZone: Kept(models.CarrierZone, "zone", ("destination_id", "carrier_id")),
    NewFuel: Kept(models.FuelSurcharge, "fuel", ("carrier_id", "service")),
}


def tariffs(*, on: date) -> list[TariffRecord]:
    """Return the published tariffs valid on a day, by destination and service; they are public.

    A carrier's tariff to a destination goes before the one to the zone that it lies in.
    """
    fuel = models.FuelSurcharge.objects.filter(carrier_id=OuterRef("carrier_id"), service=OuterRef("service"))
    fuel_ppm = Coalesce(Subquery(valid(fuel, on).values("rate_ppm")[:1]), 0)
    rows = list(valid(models.Tariff.objects.order_by("id"), on).annotate(fuel_ppm=fuel_ppm))
    own = {(row.carrier_id, row.service, row.destination_id) for row in rows}
    members, remote = _zones(on) if any(row.zone or row.remote_minor for row in rows) else ({}, set())
    found = []
    for row in rows:
        there = [row.destination_id] if row.destination_id else members.get((row.carrier_id, row.zone), [])
        for place in there:
            if row.destination_id is None and (row.carrier_id, row.service, place) in own:
                continue
            added_minor = row.remote_minor if (row.carrier_id, place) in remote else 0
            found.append(_record(row, place, row.fuel_ppm, added_minor))
    return sorted(found, key=lambda one: (one.destination, one.service, one.id))


def _zones(on: date) -> tuple[dict[tuple[int, str], list[int]], set[tuple[int, int]]]:
    """Return the destinations of each carrier's zones on a day, and which of a carrier's destinations are remote."""
    members: dict[tuple[int, str], list[int]] = defaultdict(list)
    remote = set()
    for one in valid(models.CarrierZone.objects.order_by("id"), on):
        members[one.carrier_id, one.zone].append(one.destination_id)
        if one.is_remote:
            remote.add((one.carrier_id, one.destination_id))
    return members, remote


def _record(row: models.Tariff, destination: int, fuel_ppm: int, remote_minor: int) -> TariffRecord:
    return TariffRecord(
        destination=destination,
        zone=row.zone,
        bands=tuple(Band(*band) for band in row.bands),
        is_half_volumetric=row.is_half_volumetric,
        fuel_ppm=fuel_ppm,
        remote_minor=remote_minor,
        weekdays=rules.weekdays(row.weekdays),
        cutoff_hour=row.cutoff_hour,
        **{name: getattr(row, name) for name in PLAIN},
    )


def tariff_rows(*, viewer: Viewer, on: date | None = None) -> list[TariffRow]:
    """Return whose the published tariffs are and where they reach, of one day or of all; others than desks see none."""
    if not viewer.runs_desks:
        return []
    rows = models.Tariff.objects.all() if on is None else valid(models.Tariff.objects.all(), on)
    return [
        TariffRow(*row) for row in rows.order_by("carrier_id", "service", "valid_from", "id").values_list(*ROW_FIELDS)
    ]


def zones(*, viewer: Viewer, on: date) -> list[ZoneRecord]:
    """Return in which zone of each carrier destinations lie on a day; others than desks see none."""
    if not viewer.runs_desks:
        return []
    rows = valid(models.CarrierZone.objects.all(), on).order_by("carrier_id", "zone", "destination_id")
    return [ZoneRecord(*row) for row in rows.values_list("carrier_id", "destination_id", "zone", "is_remote")]


def judge(new: Sequence[New], *, viewer: Viewer) -> Outcome[int]:
    """Tell which rows of one kind `succeed` would take, each for itself, by their places; nothing is written.

    A row that overlaps an earlier one of the batch is refused like one that overlaps a stored one.
    """
    _require_desk(viewer)
    return _judged(new, _stored(KEPT[type(new[0])])) if new else Outcome()


def succeed(new: Sequence[New], *, viewer: Viewer, now: datetime) -> int:
    """Enter rows of one kind, all or nothing, and return how many rows were ended; for the shared desks.

    The open row under the same key ends the day before the new one begins; any other overlap is refused.
    """
    _require_desk(viewer)
    if not new:
        return 0
    kept = KEPT[type(new[0])]
    with entered_once(), transaction.atomic():
        # Two writers for one carrier wait for each other here.
        list(models.Firm.objects.select_for_update().filter(id__in={one.carrier for one in new}).values_list("id"))
        stored = _stored(kept)
        if refused := _judged(new, stored).refused:
            raise refused[0].refusal
        ends = _ends(kept, stored, new)
        for last in set(ends.values()):
            ending = [key for key, day in ends.items() if day == last]
            kept.model.objects.filter(id__in=ending).update(valid_to=last)
        kept.model.objects.bulk_create([kept.model(**_columns(one)) for one in new], batch_size=CHUNK)
        fact = NewFact("registry.table_published", kept.table, payload={"rows": len(new), "ended": len(ends)})
        provenance.append([fact], viewer=viewer, now=now)
    return len(ends)


def _require_desk(viewer: Viewer) -> None:
    if not viewer.runs_desks:
        raise Missing("town.only")


def _judged(new: Sequence[New], stored: Sequence[dict[str, Any]]) -> Outcome[int]:
    kept = KEPT[type(new[0])]
    known = _known()
    spans: dict[tuple[Any, ...], list[rules.Span]] = defaultdict(list)
    for row in stored:
        spans[tuple(row[name] for name in kept.key)].append(rules.Span(row["valid_from"], row["valid_to"]))
    done, refused = [], []
    for place, one in enumerate(new):
        own = spans[_key(kept, one)]
        try:
            rules.require_new(one, known)
            rules.require_free(one.valid_from, one.valid_to, own)
        except Refusal as refusal:
            refused.append(Refused(place, refusal))
        else:
            done.append(place)
            own.append(rules.Span(one.valid_from, one.valid_to, is_new=True))
    return Outcome(tuple(done), tuple(refused))


def _known() -> rules.Known:
    zones = models.CarrierZone.objects.values_list("carrier_id", "zone", "valid_from", "valid_to")
    rates = models.ExchangeRate.objects.order_by().values_list("currency").annotate(first=Min("on"))
    carriers = models.Firm.objects.filter(kind=CARRIER, retired_at__isnull=True).values_list("id", flat=True)
    places = models.Destination.objects.values_list("id", flat=True)
    return rules.Known(today(), frozenset(carriers), frozenset(places), tuple(zones), dict(rates))


def _stored(kept: Kept) -> list[dict[str, Any]]:
    """Return the rows that hold after today; what has ended can meet no new row."""
    rows = kept.model.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today()))
    return list(rows.order_by("id").values("id", *kept.key, "valid_from", "valid_to"))


def _key(kept: Kept, one: New) -> tuple[Any, ...]:
    return tuple(getattr(one, name.removesuffix("_id")) for name in kept.key)


def _ends(kept: Kept, stored: Sequence[dict[str, Any]], new: Sequence[New]) -> dict[int, date]:
    """Return the last day of each open row that is followed, by its key."""
    starts: dict[tuple[Any, ...], list[date]] = defaultdict(list)
    for one in new:
        starts[_key(kept, one)].append(one.valid_from)
    ends = {}
    for row in stored:
        later = [first for first in starts[tuple(row[name] for name in kept.key)] if first > row["valid_from"]]
        if later and row["valid_to"] is None:
            ends[row["id"]] = rules.day_before(min(later))
    return ends


def _columns(one: New) -> dict[str, Any]:
    """Return a new row as its table keeps it."""
    values = asdict(one)
    for name in ("carrier", "destination"):
        if name in values:
            values[f"{name}_id"] = values.pop(name)
    if isinstance(one, NewTariff):
        values["bands"] = [list(asdict(band).values()) for band in one.bands]
        values["weekdays"] = ",".join(map(str, sorted(one.weekdays)))
    return values
