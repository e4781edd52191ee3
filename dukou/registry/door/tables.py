"""Keep what is published and dated: destinations, rates, duties, limits, press figures, targets; enter tariffs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from dukou.base.errors import Refusal
from dukou.base.viewer import Viewer, require_town
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import models, rules
from dukou.registry.door.scope import CHUNK, entered_once, valid
from dukou.registry.records import (
    DestinationRecord,
    DutyRecord,
    ExchangeRateRecord,
    LimitRecord,
    PressRecord,
    TargetRecord,
)


def destinations() -> list[DestinationRecord]:
    """Return every destination; they are public."""
    rows = models.Destination.objects.order_by("id").values_list(
        "id", "code", "iso", "zone", "name_zh", "name_en", "lane_days", "cutoff_weekdays"
    )
    return [DestinationRecord(*row[:-1], rules.weekdays(row[-1])) for row in rows]


def exchange_rates(*, on: date) -> list[ExchangeRateRecord]:
    """Return the last published rate of each currency on or before a day; they are public."""
    earlier = models.ExchangeRate.objects.filter(currency=OuterRef("currency"), on__lte=on).order_by("-on")
    rows = models.ExchangeRate.objects.filter(on=Subquery(earlier.values("on")[:1])).order_by("currency")
    return [ExchangeRateRecord(*row) for row in rows.values_list("currency", "rate_e6", "on", "source")]


def duties(*, on: date) -> list[DutyRecord]:
    """Return the duties valid on a day by destination and customs heading; they are public."""
    rows = valid(models.Duty.objects.all(), on).order_by("destination_id", "hs_code")
    return [DutyRecord(*row) for row in rows.values_list("destination_id", "hs_code", "rate_ppm", "source")]


def limits(*, on: date) -> dict[str, int]:
    """Return the dated numbers valid on a day, in millionths of their units."""
    return {row.key: row.value_e6 for row in limit_rows(on=on)}


def limit_rows(*, on: date) -> list[LimitRecord]:
    """Return the dated numbers valid on a day with unit and source; they are the public assumptions."""
    rows = valid(models.Limit.objects.all(), on).order_by("key").values_list("key", "value_e6", "unit", "source")
    return [LimitRecord(*row) for row in rows]


def press_figures() -> list[PressRecord]:
    """Return the published figures of the town; they are public."""
    rows = models.PressFigure.objects.order_by("id").values_list("key", "value", "unit", "as_of", "source")
    return [PressRecord(*row) for row in rows]


def targets() -> list[TargetRecord]:
    """Return the targets of the town's plan; they are public."""
    rows = models.Target.objects.order_by("id").values_list("key", "value", "unit", "due_on", "source")
    return [TargetRecord(*row) for row in rows]


def publish(table: str, rows: Sequence[dict[str, Any]], *, viewer: Viewer, now: datetime) -> int:
    """Enter rows of a table of `PUBLISHED`, all or nothing; rows name columns, foreign keys as ``..._id``.

    A published row is never changed; a row whose days overlap those of another under the same key is refused.
    """
    require_town(viewer)
    if table not in PUBLISHED:
        raise Refusal("registry.unknown_table", {"table": table[:20]})
    kind = PUBLISHED[table]
    for row in rows:
        kind.require(row)
    with entered_once(), transaction.atomic():
        if kind.dated_by:
            stored = kind.model.objects.values(*kind.dated_by, "valid_from", "valid_to")
            rules.require_no_overlap(kind.dated_by, [*stored, *rows])
        made = kind.model.objects.bulk_create([kind.model(**row) for row in rows], batch_size=CHUNK)
        fact = NewFact("registry.table_published", table, payload={"rows": len(made)})
        provenance.append([fact], viewer=viewer, now=now)
    return len(made)


@dataclass(frozen=True, slots=True)
class Table:
    """Tell how a table is published: what a row must hold, and under which key the days of rows may not overlap."""

    model: Any
    require: Callable[[Mapping[str, Any]], None] = rules.require_source
    dated_by: tuple[str, ...] = ()


PUBLISHED = {
    "destination": Table(models.Destination, rules.require_destination),
    "tariff": Table(models.Tariff, dated_by=("destination_id", "zone", "carrier_id", "service")),
    "rate": Table(models.ExchangeRate),
    "duty": Table(models.Duty, dated_by=("destination_id", "hs_code")),
    "limit": Table(models.Limit, dated_by=("key",)),
    "factor": Table(models.EmissionFactor, dated_by=("mode",)),
    "distance": Table(models.LaneDistance, dated_by=("destination_id", "mode")),
    "term": Table(models.ClaimTerm, dated_by=("mode", "kind")),
    "press": Table(models.PressFigure),
    "target": Table(models.Target),
}
