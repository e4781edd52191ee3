"""Decide how a load leaves together and who pays what of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dukou.base.errors import Refusal
from dukou.base.money import split
from dukou.base.solving import Limit
from dukou.engines import consolidate, share
from dukou.engines.consolidate.tariff import carriage_minor
from dukou.freight.records import Departure, FirmBaseline, FirmCharge, Goods, Pooling, Way
from dukou.freight.records.sharing import Sharing
from dukou.freight.rules.locking import borne_by_town, held
from dukou.freight.rules.pricing import engine_tariff, sharing_tariff
from dukou.freight.rules.saving import costs_each
from dukou.freight.rules.sharing import NOBODY, divided, in_proportion
from dukou.freight.rules.ways import SEED, find_way, handling_minor, places_of, price

NOTHING = Pooling((), 0, 0, 0, 0, 0, (), is_sound=True, sharing=NOBODY)


def pool(
    goods: Sequence[Goods],
    frozen: Sequence[FirmBaseline],
    departure: Departure,
    *,
    limit: Limit,
    apart: frozenset[int] = frozenset(),
    locked: Mapping[int, int] | None = None,
    free: Pooling | None = None,
) -> Pooling:
    """Return how a load leaves and who pays what.

    Every firm pays what it adds on average to the cost of those who would go without it (Shapley's value), moved as
    little as it takes that none pays more than its own best leaves after its waiting; what then is left is the town's
    shortfall. The firms `apart` are carried by their own best, and pay it. `locked` names the tariff that a person has
    decided for a shipment: it is kept while its firm goes together, and what it costs more is the town's shortfall;
    `free` is how the load goes without locks, where that is known. `goods` and `frozen` are in the order of their keys.
    """
    aboard = [one for one in goods if one.firm not in apart]
    members = [one for one in frozen if one.firm not in apart]
    kept = held(locked or {}, aboard)
    if not kept or free is None:
        free = _together(aboard, members, departure, limit, {}) if members else NOTHING
    pooling = free
    if kept:
        places_of(tuple(kept.values()), departure)
        pooling = borne_by_town(_together(aboard, members, departure, limit, kept), free)
    return _with_others(pooling, goods, [one for one in frozen if one.firm in apart], departure) if apart else pooling


def pool_where_it_pays(
    goods: Sequence[Goods],
    frozen: Sequence[FirmBaseline],
    departure: Departure,
    *,
    limit: Limit,
    apart: frozenset[int] = frozenset(),
) -> tuple[Pooling, frozenset[int]]:
    """Return how a load leaves, and the firms that are sent alone because all cost less so.

    Firms that save nothing together are left out of the pool, as long as that makes the whole cheaper: no load costs
    more than all own bests.
    """
    pooling, alone = pool(goods, frozen, departure, limit=limit, apart=apart), frozenset[int]()
    while gainless := _gainless(pooling) - apart - alone:
        fewer = pool(goods, frozen, departure, limit=limit, apart=apart | alone | gainless)
        if cost_minor(fewer) >= cost_minor(pooling):
            break
        pooling, alone = fewer, alone | gainless
    return pooling, alone


def cost_minor(pooling: Pooling) -> int:
    """Return what a load costs all together: what is paid, the town's shortfall in it, and waiting."""
    return pooling.paid_minor + pooling.waiting_minor


def _gainless(pooling: Pooling) -> frozenset[int]:
    """Return the firms that pay their own best."""
    return frozenset(one.firm for one in pooling.charges if one.charge_minor + one.waiting_minor == one.own_best_minor)


def _together(
    goods: Sequence[Goods],
    frozen: Sequence[FirmBaseline],
    departure: Departure,
    limit: Limit,
    locked: Mapping[int, int],
) -> Pooling:
    own = own_ways(goods, {one.firm: one.tariffs for one in frozen})
    start = [locked.get(one.shipment, by) for one, by in zip(goods, own, strict=True)]
    way = find_way(goods, departure, "pooled", limit=limit, start=start, locked=locked)
    if not _waits_for_nobody(goods, way, frozen):
        # As everyone goes at its own best, nobody waits for more than that costs.
        way = replace(price(goods, departure, "pooled", start), is_sound=way.is_sound)
        if locked and not _waits_for_nobody(goods, way, frozen):
            raise Refusal("freight.lock_waits_too_long")
    waits, late = _by_firm(goods, way.waiting_minor), _by_firm(goods, way.late_pairs)
    paid = way.cost_minor - sum(way.waiting_minor)
    most = tuple(one.own_best_minor - waits[one.firm] for one in frozen)
    shared = _shared(sharing(goods, frozen, way, most, departure), frozen, most, limit)
    charges = tuple(
        FirmCharge(one.firm, one.own_best_minor, its.charge_minor, waits[one.firm], late[one.firm])
        for one, its in zip(frozen, shared.shares, strict=True)
    )
    return Pooling(
        tariffs=way.tariffs,
        paid_minor=paid,
        handling_minor=sum(handling_minor(one, departure.fees, "pooled") for one in goods),
        waiting_minor=sum(way.waiting_minor),
        bound_minor=way.bound_minor,
        shortfall_minor=shared.fund_minor,
        charges=charges,
        is_sound=way.is_sound and shared.method != "in_proportion",
        sharing=shared,
    )


def _with_others(
    pooling: Pooling, goods: Sequence[Goods], others: Sequence[FirmBaseline], departure: Departure
) -> Pooling:
    """Add firms that go alone, each as it was frozen: the town hands their goods over apart, for what alone costs."""
    apart = {one.firm: one.tariffs for one in others}
    alone = [one for one in goods if one.firm in apart]
    theirs, together = iter(own_ways(alone, apart)), iter(pooling.tariffs)
    charges = [
        FirmCharge(
            one.firm,
            one.own_best_minor,
            one.own_best_minor - one.own_best_waiting_minor,
            one.own_best_waiting_minor,
            one.own_best_late_pairs,
        )
        for one in others
    ]
    return replace(
        pooling,
        tariffs=tuple(next(theirs if one.firm in apart else together) for one in goods),
        paid_minor=pooling.paid_minor + sum(one.charge_minor for one in charges),
        handling_minor=pooling.handling_minor + sum(handling_minor(one, departure.fees, "alone") for one in alone),
        waiting_minor=pooling.waiting_minor + sum(one.waiting_minor for one in charges),
        bound_minor=pooling.bound_minor + sum(one.own_best_bound_minor for one in others),
        charges=tuple(sorted((*pooling.charges, *charges), key=lambda one: one.firm)),
    )


def _waits_for_nobody(goods: Sequence[Goods], way: Way, frozen: Sequence[FirmBaseline]) -> bool:
    """Tell whether waiting costs no firm more than its whole own best."""
    waits = _by_firm(goods, way.waiting_minor)
    return all(waits[one.firm] <= one.own_best_minor for one in frozen)


def sharing(
    goods: Sequence[Goods], frozen: Sequence[FirmBaseline], way: Way, most: Sequence[int], departure: Departure
) -> share.Problem:
    """Return what is shared: each service of the pool with the goods that firms have on it.

    A firm's part of a service costs alone what its own best of those shipments does. `most` is what each firm pays at
    most, its own best less what waiting costs it in the pool; its parts add up to that.
    """
    services = sorted(set(way.tariffs))
    tariff = {one.id: engine_tariff(one, departure.rates) for one in departure.tariffs if one.id in services}
    members = []
    for firm, cap in zip(frozen, most, strict=True):
        aboard = [(one, by) for one, by in zip(goods, way.tariffs, strict=True) if one.firm == firm.firm]
        alone = costs_each([one for one, _by in aboard], firm.tariffs, departure, "alone")
        weights: dict[int, int] = dict.fromkeys(sorted({by for _one, by in aboard}), 0)
        for (_one, by), costs in zip(aboard, alone, strict=True):
            weights[by] += sum(costs)
        bests = split(cap, list(weights.values()) if any(weights.values()) else [1] * len(weights))
        parts = (
            _part(services.index(by), best, [one for one, its in aboard if its == by], tariff[by], departure)
            for by, best in zip(weights, bests, strict=True)
        )
        members.append(share.Member(tuple(parts)))
    departures = tuple(share.Departure((sharing_tariff(tariff[service]),)) for service in services)
    return share.Problem(way.cost_minor - sum(way.waiting_minor), tuple(members), departures)


def _part(
    number: int, own_best: int, goods: Sequence[Goods], tariff: consolidate.Tariff, departure: Departure
) -> share.Part:
    """Return a firm's goods on a service of the pool: what is priced together, and what each costs besides."""
    extra = sum(handling_minor(one, departure.fees, "pooled") + tariff.shipment_minor for one in goods)
    if tariff.kind == "parcel":
        extra += sum(carriage_minor(tariff, one.grams, one.ml, one.value_minor) or 0 for one in goods)
    return share.Part(number, own_best, sum(one.grams for one in goods), sum(one.ml for one in goods), (extra,))


def _shared(problem: share.Problem, frozen: Sequence[FirmBaseline], most: Sequence[int], limit: Limit) -> Sharing:
    """Return how the cost is divided; where the engine's answer breaks a law, proportions stand in for it."""
    answer = share.solve(problem, limit=limit, seed=SEED)
    if share.check(problem, answer):
        return in_proportion(problem, frozen, most)
    return divided(problem, answer, frozen, most)


def own_ways(goods: Sequence[Goods], tariffs: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """Return the tariff of each shipment where every firm goes its own way, from its tariffs by shipment key."""
    of_firm = {firm: iter(its) for firm, its in tariffs.items()}
    return tuple(next(of_firm[one.firm]) for one in goods)


def _by_firm(goods: Sequence[Goods], amounts: Sequence[int]) -> dict[int, int]:
    summed: dict[int, int] = defaultdict(int)
    for one, amount in zip(goods, amounts, strict=True):
        summed[one.firm] += amount
    return summed
