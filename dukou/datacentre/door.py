"""Open the data centre: count, keep, show."""

from collections.abc import Sequence
from dataclasses import asdict, astuple
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db import transaction

from dukou.base.solving import QUICK, Limit
from dukou.base.viewer import Viewer, require_town
from dukou.datacentre import models
from dukou.datacentre.records import FIRMS, LINES, FigureRecord, FirmSavings, Measures, PlaceRecord, Supposed, Tables
from dukou.datacentre.rules import days as day_rules
from dukou.datacentre.rules import flows as flow_rules
from dukou.datacentre.rules import freight as freight_rules
from dukou.datacentre.rules import plan as plan_rules
from dukou.datacentre.rules import returns as returns_rules
from dukou.datacentre.rules import town as town_rules
from dukou.datacentre.rules.counting import Count, opened
from dukou.datacentre.rules.disclosure import shown
from dukou.freight.door import exports as freight
from dukou.freight.door import savings_of_firms, supposing
from dukou.lab import door as lab
from dukou.market.door import exports as market
from dukou.mill import door as mill
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.registry.records import SiteRecord
from dukou.returns import door as returns
from dukou.returns.door import supposing as supposing_returns

FIELDS = tuple(FigureRecord.__slots__)
PLACE_FIELDS = tuple(PlaceRecord.__slots__)
FACTORY = "factory"
# What of the town stands on its map; shops and stores elsewhere do not.
ON_THE_MAP = (FACTORY, "depot", "lab")
# Coordinates are rounded from millionths to 1/10,000 of a degree, about ten metres.
PLACE_SCALE = 100
# The output a year from which on a firm is above designated size, in yuan.
ABOVE_SCALE = "town.above_scale_yuan_a_year"
E6 = 1_000_000


def measure(
    *, on: date, viewer: Viewer, tariffs: Sequence[int] = (), carriage: Sequence[int] = (), limit: Limit = QUICK
) -> Measures:
    """Count every figure up to a day from the rooms' exports, and what they are made of; for the town only.

    For each percentage of `tariffs`, all loads and all places of returned goods are solved again within `limit` at so
    much of the prices of carriage; for each of `carriage` the places alone, and the details tell what came of it.
    """
    require_town(viewer)
    percents, both = tuple(dict.fromkeys(tariffs)), tuple(dict.fromkeys((*tariffs, *carriage)))
    supposed = supposing.what_if(percents=percents, limit=limit, viewer=viewer)
    sites = registry.sites(viewer=viewer, kinds=ON_THE_MAP)
    tables = opened(
        Tables(
            lines=market.export_lines(viewer=viewer).select(LINES.names).cast(LINES),
            baselines=freight.export_baselines(viewer=viewer),
            savings=freight.export_savings(viewer=viewer),
            supposed=supposed,
            cases=returns.export_cases(viewer=viewer),
            supposed_cases=supposing_returns.what_if(percents=both, limit=limit, viewer=viewer),
            inspections=lab.export_inspections(viewer=viewer),
            group_days=mill.export_group_days(viewer=viewer),
            firms=_firms(sites, viewer),
        )
    )
    counted = [*freight_rules.counts(tables), *returns_rules.counts(tables, on), *town_rules.counts(tables)]
    scale = registry.limits(on=on).get(ABOVE_SCALE)
    details = [
        *freight_rules.details(tables, on),
        *returns_rules.details(tables, on),
        *returns_rules.at_carriage(tables, on, carriage),
        *town_rules.details(tables),
        *flow_rules.counts(tables, on, {one.code: one.zone for one in registry.destinations()}),
        *plan_rules.counts(tables, on, None if scale is None else Decimal(scale) / E6),
        *day_rules.counts(tables, on),
    ]
    return Measures(
        figures=_figures(counted, on),
        cohorts=tuple(returns_rules.cohorts(tables, on)),
        supposed=tuple(
            Supposed(one, _figures(_supposed(tables, on, one, with_freight=one in percents), on)) for one in both
        ),
        details=_figures(details, on),
        places=tuple(sorted({_place(one) for one in sites}, key=astuple)),
    )


def _supposed(tables: dict[str, Any], on: date, percent: int, *, with_freight: bool) -> list[Count]:
    return [
        *(freight_rules.supposed(tables, percent) if with_freight else ()),
        *returns_rules.supposed(tables, on, percent),
    ]


def keep(figures: Sequence[FigureRecord], *, places: Sequence[PlaceRecord] = (), viewer: Viewer, now: datetime) -> int:
    """Keep a day's figures for the town's pages, once a day, and draw its map anew; return how many are new."""
    require_town(viewer)
    days = {one.on for one in figures}
    with transaction.atomic():
        if models.Figure.objects.filter(on__in=days).exists():
            return 0
        models.Figure.objects.bulk_create(
            models.Figure(**{name: getattr(one, name) for name in FIELDS}) for one in figures
        )
        _draw(places)
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


def firm_savings(*, on: date, viewer: Viewer) -> FirmSavings:
    """Return what each firm saved over all loads that have left, and the figures of all; for the shared desks alone.

    The figures are counted as those that are kept and published, up to this moment.
    """
    firms = savings_of_firms(viewer=viewer)
    by_firm = [{"own_best": one.own_best_minor, "together": one.together_minor} for one in firms]
    return FirmSavings(_figures(freight_rules.each_firm(by_firm), on), tuple(firms))


def places() -> list[PlaceRecord]:
    """Return the places on the town's map; they are public, and say nothing of whose they are."""
    return [PlaceRecord(*row) for row in models.Place.objects.order_by("id").values_list(*PLACE_FIELDS)]


def _draw(places: Sequence[PlaceRecord]) -> None:
    """Put these places on the map, where it shows others."""
    rows = models.Place.objects.order_by("id").values_list(*PLACE_FIELDS)
    if places and [PlaceRecord(*row) for row in rows] != list(places):
        models.Place.objects.all().delete()
        models.Place.objects.bulk_create(models.Place(**asdict(one)) for one in places)


def _firms(sites: Sequence[SiteRecord], viewer: Viewer) -> pa.Table:
    """Return the firms that the plan counts, each with the village of its first factory."""
    zones = {one.firm: one.zone for one in reversed(sites) if one.kind == FACTORY}
    firms = registry.firms(viewer=viewer, kinds=tuple(plan_rules.KINDS))
    return pa.Table.from_pylist([{"firm": one.id, "kind": one.kind, "zone": zones.get(one.id)} for one in firms], FIRMS)


def _place(site: SiteRecord) -> PlaceRecord:
    return PlaceRecord(site.kind, site.zone, round(site.lat_e6 / PLACE_SCALE), round(site.lon_e6 / PLACE_SCALE))


def _figures(counted: Sequence[Count], on: date) -> tuple[FigureRecord, ...]:
    return tuple(
        FigureRecord(one.key, one.part, one.value, one.unit, one.firms, one.is_suppressed, on, one.reason)
        for one in counted
    )
