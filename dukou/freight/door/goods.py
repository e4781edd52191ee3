"""Read what is in loads and what is published for the day they leave."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from dukou.freight import models, rules
from dukou.freight.records import ALONE, APART, AnswerState, Departure, FirmBaseline, FirmCharge, Goods, Pooling
from dukou.registry import door as registry
from dukou.registry.records import TariffRecord

GOODS_FIELDS = ("load_id", "id", "firm_id", "pairs", "cartons", "grams", "ml", "value_minor", "due_on")
LOCK_FIELDS = ("shipment__load_id", "shipment_id", "tariff_id")
FROZEN_FIELDS = (
    "load_id",
    "firm_id",
    "shipments",
    "pairs",
    "naive_minor",
    "own_best_minor",
    "own_best_waiting_minor",
    "own_best_bound_minor",
    "own_best_late_pairs",
    "own_best_tariffs",
)


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
    rates = yuan_rates(on)
    for load in loads:
        rules.require_tariffs(tariffs.get(load.destination_id, ()), load.destination.code, rates)
    return {load.pk: Departure(on, tariffs[load.destination_id], fees, rates) for load in loads}


def yuan_rates(on: date) -> dict[str, int]:
    """Return the day's yuan for one unit of each currency, in millionths."""
    return {one.currency: one.rate_e6 for one in registry.exchange_rates(on=on)}


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


def frozen_of(loads: Sequence[models.Load]) -> dict[int, list[FirmBaseline]]:
    """Return the frozen baselines of loads, each load's in the order of its firms."""
    rows = models.Baseline.objects.filter(load_id__in=[load.pk for load in loads]).order_by("load_id", "firm_id")
    found: dict[int, list[FirmBaseline]] = defaultdict(list)
    for row in rows.values_list(*FROZEN_FIELDS):
        found[row[0]].append(replace(FirmBaseline(*row[1:]), tariffs=tuple(row[-1])))
    return found


def offers_of(loads: Sequence[models.Load]) -> dict[int, list[models.Offer]]:
    """Return the offers of loads, each load's in the order of its firms."""
    found: dict[int, list[models.Offer]] = defaultdict(list)
    for one in models.Offer.objects.filter(load_id__in=[load.pk for load in loads]).order_by("load_id", "firm_id"):
        found[one.load_id].append(one)
    return found


def going_alone(loads: Sequence[models.Load]) -> dict[int, frozenset[int]]:
    """Return the firms of each load that go alone: they declined, or were not asked."""
    return _answering(loads, APART)


def decided_apart(loads: Sequence[models.Load]) -> dict[int, frozenset[int]]:
    """Return the firms of each load that go alone at any price: they declined, or were drawn for the live proof."""
    return _answering(loads, [one for one in APART if one != ALONE])


def locks_of(loads: Sequence[models.Load]) -> dict[int, dict[int, int]]:
    """Return the tariffs that persons have decided for shipments of loads, by load and shipment."""
    rows = models.Lock.objects.filter(shipment__load_id__in=[load.pk for load in loads]).order_by("id")
    latest = {(load, shipment): by for load, shipment, by in rows.values_list(*LOCK_FIELDS)}
    found: dict[int, dict[int, int]] = {load.pk: {} for load in loads}
    for (load, shipment), tariff in latest.items():
        if tariff is not None:
            found[load][shipment] = tariff
    return found


def offered_ways(loads: Sequence[models.Load], goods: Mapping[int, Sequence[Goods]]) -> dict[int, tuple[int, ...]]:
    """Return the tariff of each shipment of offered loads: as offered, or at its own best where its firm goes alone."""
    frozen, offers = frozen_of(loads), offers_of(loads)
    ways = {}
    for load in loads:
        own = {one.firm: one.tariffs for one in frozen[load.pk]}
        told = {one.firm_id: own[one.firm_id] if one.answer in APART else tuple(one.tariffs) for one in offers[load.pk]}
        ways[load.pk] = rules.own_ways(goods[load.pk], told)
    return ways


def offered(load: models.Load, offers: Sequence[models.Offer], goods: Sequence[Goods]) -> Pooling:
    """Return how a load goes as it was offered, without solving it again."""
    charges = [
        FirmCharge(one.firm_id, one.own_best_minor, one.charge_minor, one.waiting_minor, one.late_pairs)
        for one in offers
    ]
    return Pooling(
        tariffs=rules.own_ways(goods, {one.firm_id: one.tariffs for one in offers}),
        paid_minor=load.pooled_minor,
        handling_minor=load.handling_minor,
        waiting_minor=load.waiting_minor,
        bound_minor=load.bound_minor,
        shortfall_minor=load.shortfall_minor,
        charges=tuple(charges),
        is_sound=load.is_sound,
    )


def _answering(loads: Sequence[models.Load], answers: Sequence[AnswerState]) -> dict[int, frozenset[int]]:
    rows = models.Offer.objects.filter(load_id__in=[load.pk for load in loads], answer__in=answers)
    found: dict[int, set[int]] = {load.pk: set() for load in loads}
    for load, firm in rows.values_list("load_id", "firm_id"):
        found[load].add(firm)
    return {load: frozenset(firms) for load, firms in found.items()}
