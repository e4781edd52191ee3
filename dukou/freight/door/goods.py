"""Read what is in loads and what is published for the day they leave."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from dukou.freight import models, rules
from dukou.freight.records import Departure, Goods
from dukou.registry import door as registry
from dukou.registry.records import TariffRecord

GOODS_FIELDS = ("load_id", "id", "firm_id", "pairs", "cartons", "grams", "ml", "value_minor", "due_on")


def tariffs_by_destination(on: date) -> dict[int, tuple[TariffRecord, ...]]:
    """Return the tariffs valid on a day, by destination."""
    found: dict[int, list[TariffRecord]] = defaultdict(list)
    for one in registry.tariffs(on=on):
        found[one.destination].append(one)
    return {destination: tuple(tariffs) for destination, tariffs in found.items()}


def departures(loads: Sequence[models.Load], on: date) -> dict[int, Departure]:
    """Return what each load departs with, by its key; refuse where tariffs or fees are not as published."""
    if not loads:
        return {}
    tariffs = tariffs_by_destination(on)
    fees = rules.fees(registry.limits(on=on))
    for load in loads:
        rules.require_tariffs(tariffs.get(load.destination_id, ()), load.destination.code)
    return {load.pk: Departure(on, tariffs[load.destination_id], fees) for load in loads}


def goods_of(loads: Sequence[models.Load]) -> dict[int, list[Goods]]:
    """Return the shipments of loads, each load's in the order of their keys."""
    rows = models.Shipment.objects.filter(load_id__in=[load.pk for load in loads]).order_by("id")
    found: dict[int, list[Goods]] = defaultdict(list)
    for load, *fields in rows.values_list(*GOODS_FIELDS):
        found[load].append(Goods(*fields))
    return found


def in_state(state: str, on: date) -> list[models.Load]:
    """Return the day's loads that stand in a state, oldest first."""
    return list(models.Load.objects.filter(state=state, on=on).select_related("destination").order_by("id"))
