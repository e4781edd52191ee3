"""Add hand-overs up to wages of many days, and keep each firm's own piece rates, dated."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, Sum

from dukou.base.errors import Missing, Refusal
from dukou.base.viewer import FACTORY, Viewer
from dukou.mill import models
from dukou.mill.records import DayWage, PieceRate
from dukou.mill.rules import handing as rules
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload


def wages(*, viewer: Viewer, since: date, until: date, worker: int | None = None) -> list[DayWage]:
    """Return what the workers of the viewer's firm earned on some days, or one of them; nobody else sees it.

    What was taken back stands in rows of its own, on the day on which that was done.
    """
    if viewer.firm is None or not 0 < (worker or 1) <= rules.MOST_WORKER:
        return []
    rows = models.HandOver.objects.filter(firm_id=viewer.firm, on__gte=since, on__lte=until)
    if worker is not None:
        rows = rows.filter(worker=worker)
    is_correction = ExpressionWrapper(Q(undoes__isnull=False), output_field=BooleanField())
    by = ("on", "worker", "operation", "correction", "rate_e4")
    sums = rows.annotate(correction=is_correction).values_list(*by).annotate(sum_units=Sum("units"))
    return rules.day_wages(list(sums.order_by(*by)))


def piece_rates(*, viewer: Viewer) -> list[PieceRate]:
    """Return the viewer's firm's own piece rates, the newest first; where it has none the published ones hold."""
    rows = models.PieceRate.objects.filter(firm_id=viewer.firm) if viewer.firm else models.PieceRate.objects.none()
    found = rows.order_by("operation", "-valid_from").values_list("operation", "rate_e4", "valid_from")
    return [PieceRate(*row) for row in found]


def set_piece_rate(operation: str, rate_e4: int, valid_from: date, *, viewer: Viewer, on: date, now: datetime) -> None:
    """Let an owner pay another piece rate from a later day on; a day's rate is set once and stays."""
    if viewer.firm is None or FACTORY not in viewer.roles:
        raise Missing("mill.rates_not_found")
    rules.require_rate(operation, rate_e4, valid_from, on)
    try:
        with transaction.atomic():
            models.PieceRate.objects.create(
                firm_id=viewer.firm, operation=operation, rate_e4=rate_e4, valid_from=valid_from
            )
            told: Payload = {"rate_e4": rate_e4, "valid_from": str(valid_from)}
            provenance.append([NewFact("mill.rate_set", operation, viewer.firm, told, on)], viewer=viewer, now=now)
    except IntegrityError:
        raise Refusal("mill.rate_is_set") from None


def own_rates(on: date, firms: Collection[int] | None = None) -> dict[int, dict[str, int]]:
    """Return the piece rates of a day that firms set themselves, by firm and operation."""
    rows = models.PieceRate.objects.filter(valid_from__lte=on)
    if firms is not None:
        rows = rows.filter(firm_id__in=firms)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for firm, operation, rate in rows.order_by("valid_from").values_list("firm_id", "operation", "rate_e4"):
        found[firm][operation] = rate
    return found
