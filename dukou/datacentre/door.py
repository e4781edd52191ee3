"""Open the data centre: count, keep, show."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from dukou.base.solving import QUICK, Limit
from dukou.base.viewer import Viewer, require_town
from dukou.datacentre import models
from dukou.datacentre.records import LINES, FigureRecord, Measures, Supposed, Tables
from dukou.datacentre.rules import freight as freight_rules
from dukou.datacentre.rules import returns as returns_rules
from dukou.datacentre.rules import town as town_rules
from dukou.datacentre.rules.counting import Count, opened
from dukou.datacentre.rules.disclosure import shown
from dukou.freight.door import exports as freight
from dukou.freight.door import supposing
from dukou.lab import door as lab
from dukou.market.door import exports as market
from dukou.mill import door as mill
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.returns import door as returns

FIELDS = tuple(FigureRecord.__slots__)


def measure(*, on: date, viewer: Viewer, tariffs: Sequence[int] = (), limit: Limit = QUICK) -> Measures:
    """Count every figure up to a day from the rooms' exports; for the town only.

    For each percentage of `tariffs`, all loads are solved again within `limit` at so much of the prices of carriage.
    """
    require_town(viewer)
    percents = tuple(dict.fromkeys(tariffs))
    supposed = supposing.what_if(percents=percents, limit=limit, viewer=viewer)
    tables = opened(
        Tables(
            lines=market.export_lines(viewer=viewer).select(LINES.names).cast(LINES),
            baselines=freight.export_baselines(viewer=viewer),
            savings=freight.export_savings(viewer=viewer),
            supposed=supposed,
            cases=returns.export_cases(viewer=viewer),
            inspections=lab.export_inspections(viewer=viewer),
            group_days=mill.export_group_days(viewer=viewer),
        )
    )
    counted = [*freight_rules.counts(tables), *returns_rules.counts(tables, on), *town_rules.counts(tables)]
    return Measures(
        figures=_figures(counted, on),
        cohorts=tuple(returns_rules.cohorts(tables, on)),
        supposed=tuple(Supposed(one, _figures(freight_rules.supposed(tables, one), on)) for one in percents),
    )


def keep(figures: Sequence[FigureRecord], *, viewer: Viewer, now: datetime) -> int:
    """Keep a day's figures for the town page, once a day; return how many are new."""
    require_town(viewer)
    days = {one.on for one in figures}
    with transaction.atomic():
        if models.Figure.objects.filter(on__in=days).exists():
            return 0
        models.Figure.objects.bulk_create(
            models.Figure(**{name: getattr(one, name) for name in FIELDS}) for one in figures
        )
        facts = [
            NewFact("datacentre.figures_kept", str(on), None, {"figures": len(figures)}, on) for on in sorted(days)
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return len(figures)


def figures() -> list[FigureRecord]:
    """Return the figures last kept; they are public, and what would tell of single firms is suppressed."""
    latest = models.Figure.objects.order_by("-on").values_list("on", flat=True)[:1]
    rows = models.Figure.objects.filter(on=latest).order_by("id").values_list(*FIELDS)
    return [shown(FigureRecord(*row)) for row in rows]


def _figures(counted: Sequence[Count], on: date) -> tuple[FigureRecord, ...]:
    return tuple(
        FigureRecord(one.key, one.part, one.value, one.unit, one.firms, one.is_suppressed, on) for one in counted
    )
