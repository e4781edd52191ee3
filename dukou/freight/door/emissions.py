"""Reckon what carrying shipments emits from what is published, and from the services of their frozen baselines."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from dukou.freight import models
from dukou.freight.records.tracking import Carbon
from dukou.freight.rules import carbon as rules
from dukou.registry import door as registry

Way = Mapping[str, tuple[int, int, str]]


def emissions(rows: Sequence[models.Shipment], *, with_own_best: bool) -> dict[str, Carbon]:
    """Return by code what carrying these shipments emits, where distance and factor are published."""
    published: dict[tuple[int, date], Way] = {}
    for day in {row.load.on for row in rows}:
        factors, distances = registry.emission_factors(on=day), registry.lane_distances(on=day)
        for place in {row.load.destination_id for row in rows if row.load.on == day}:
            published[place, day] = rules.ways(place, factors, distances)
    own_best = _own_best_modes(rows) if with_own_best else {}
    found = {}
    for row in rows:
        known = published[row.load.destination_id, row.load.on]
        by = rules.mode(row.tariff.service if row.tariff else "", row.load.destination.iso)
        if by not in known:
            continue
        km, factor, source = known[by]
        alone = known.get(own_best.get(row.pk, ""))
        found[row.code] = Carbon(
            mode=by,
            km=km,
            grams=row.grams,
            co2e_grams=rules.co2e_grams(row.grams, km, factor),
            own_best_grams=rules.co2e_grams(row.grams, alone[0], alone[1]) if alone else None,
            source=source,
        )
    return found


def _own_best_modes(rows: Sequence[models.Shipment]) -> dict[int, str]:
    """Return by what each shipment would have travelled at its firm's own best, as it was frozen."""
    loads = {row.load_id: row.load for row in rows}
    services = {one.id: one.service for day in {load.on for load in loads.values()} for one in registry.tariffs(on=day)}
    firms = {row.firm_id for row in rows}
    own: dict[tuple[int, int], list[int]] = defaultdict(list)
    shipments = models.Shipment.objects.filter(load_id__in=loads, firm_id__in=firms).order_by("id")
    for key, load, firm in shipments.values_list("id", "load_id", "firm_id"):
        own[load, firm].append(key)
    frozen = models.Baseline.objects.filter(load_id__in=loads, firm_id__in=firms)
    # Baselines that were frozen before their services were kept have none.
    return {
        shipment: rules.mode(services[tariff], loads[load].destination.iso)
        for load, firm, tariffs in frozen.values_list("load_id", "firm_id", "own_best_tariffs")
        for shipment, tariff in zip(own[load, firm], tariffs, strict=False)
        if tariff in services
    }
