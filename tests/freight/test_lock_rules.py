"""Protect locks as rules: kept by the engine, borne by the town, and possible whoever leaves; legs add up."""

from collections.abc import Sequence
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dukou.base.errors import Refusal
from dukou.base.solving import QUICK
from dukou.freight import rules
from dukou.freight.records import Departure, FirmBaseline, Goods, Pooling
from dukou.registry.records import TariffRecord
from tests.freight import brute
from tests.freight.brute import DEPARTURES, loads

FEW = settings(max_examples=50)


def planned(goods: Sequence[Goods], frozen: Sequence[FirmBaseline], locked: dict[int, int]) -> list[int]:
    own = rules.own_ways(goods, {one.firm: one.tariffs for one in frozen})
    return [locked.get(one.shipment, by) for one, by in zip(goods, own, strict=True)]


def keepable(
    data: st.DataObject, load: list[Goods], frozen: list[FirmBaseline], departure: Departure
) -> dict[int, int]:
    """Draw locks of some shipments that can be kept."""
    tariffs = st.sampled_from([one.id for one in departure.tariffs])
    locked = {one.shipment: data.draw(tariffs) for one in load if data.draw(st.booleans())}
    try:
        rules.require_keepable(load, frozen, departure, planned(load, frozen, locked))
    except Refusal:
        assume(condition=False)
    return locked


def both(load: list[Goods], frozen: list[FirmBaseline], departure: Departure, locked: dict[int, int]) -> list[Pooling]:
    return [rules.pool(load, frozen, departure, limit=QUICK, locked=one) for one in ({}, locked)]


@FEW
@given(data=st.data(), load=loads(), departure=DEPARTURES)
def test_locks_are_kept_and_the_town_bears_what_they_cost(
    data: st.DataObject, load: list[Goods], departure: Departure
) -> None:
    frozen = rules.baselines(load, departure, limit=QUICK)
    locked = keepable(data, load, frozen, departure)
    free, held = both(load, frozen, departure, locked)
    kept = {one.shipment: by for one, by in zip(load, held.tariffs, strict=True) if one.shipment in locked}
    assert kept == locked
    for one, before in zip(held.charges, free.charges, strict=True):
        together = before.charge_minor + before.waiting_minor
        assert one.charge_minor + one.waiting_minor <= max(together, one.waiting_minor)
        assert 0 <= one.charge_minor <= one.own_best_minor - one.waiting_minor
    assert sum(one.charge_minor for one in held.charges) + held.shortfall_minor == held.paid_minor
    assert held.shortfall_minor >= 0
    if not locked:
        assert held == free


@FEW
@given(data=st.data(), load=loads(), departure=DEPARTURES)
def test_around_locks_the_rest_goes_at_least_cost(data: st.DataObject, load: list[Goods], departure: Departure) -> None:
    frozen = rules.baselines(load, departure, limit=QUICK)
    locked = keepable(data, load, frozen, departure)
    known = {one.id: one for one in departure.tariffs}
    options = [
        [known[locked[one.shipment]]] if one.shipment in locked else brute.in_time(one, departure) for one in load
    ]
    lawful = [way for way in product(*options) if waits_for_nobody(load, way, frozen, departure)]
    held = rules.pool(load, frozen, departure, limit=QUICK, locked=locked)
    used = [known[by] for by in held.tariffs]
    assert brute.cost(load, used, departure, "pooled") == held.paid_minor + held.waiting_minor
    assert waits_for_nobody(load, used, frozen, departure)
    cheapest = min(brute.cost(load, way, departure, "pooled") for way in product(*options))
    assert held.paid_minor + held.waiting_minor >= cheapest
    # Where the cheapest makes nobody wait beyond his own best, it is found; else all go by their own best.
    if cheapest == min(brute.cost(load, way, departure, "pooled") for way in lawful):
        assert held.paid_minor + held.waiting_minor == cheapest or not held.bound_minor


def waits_for_nobody(
    load: Sequence[Goods], way: Sequence[TariffRecord], frozen: Sequence[FirmBaseline], departure: Departure
) -> bool:
    waits = {one.firm: 0 for one in frozen}
    for one, by in zip(load, way, strict=True):
        waits[one.firm] += brute.waiting(one, by, departure)
    return all(waits[one.firm] <= one.own_best_minor for one in frozen)


@FEW
@given(data=st.data(), load=loads(), departure=DEPARTURES)
def test_whoever_leaves_the_locks_of_the_others_are_kept(
    data: st.DataObject, load: list[Goods], departure: Departure
) -> None:
    frozen = rules.baselines(load, departure, limit=QUICK)
    locked = keepable(data, load, frozen, departure)
    apart = frozenset(one.firm for one in frozen if data.draw(st.booleans()))
    held = rules.pool(load, frozen, departure, limit=QUICK, apart=apart, locked=locked)
    own = dict(zip([one.shipment for one in load], planned(load, frozen, {}), strict=True))
    for one, by in zip(load, held.tariffs, strict=True):
        if one.firm in apart:
            assert by == own[one.shipment]
        elif one.shipment in locked:
            assert by == locked[one.shipment]


@FEW
@given(data=st.data(), load=loads(), departure=DEPARTURES)
def test_the_legs_of_a_load_add_up_to_what_is_paid_for_it(
    data: st.DataObject, load: list[Goods], departure: Departure
) -> None:
    frozen = rules.baselines(load, departure, limit=QUICK)
    apart = frozenset(one.firm for one in frozen if data.draw(st.booleans()))
    pooling = rules.pool(load, frozen, departure, limit=QUICK, apart=apart)
    legs = rules.legs(load, pooling.tariffs, departure, apart=apart)
    assert sum(one.paid_minor for one in legs) == pooling.paid_minor
    assert sum(one.shipments for one in legs) == len(load)
    assert sum(one.late_pairs for one in legs) == sum(one.late_pairs for one in pooling.charges)
    assert [one.tariff.id for one in legs] == sorted(set(pooling.tariffs))


def test_a_load_of_hundreds_of_cubic_metres_that_is_priced_by_volume_can_be_shared() -> None:
    sea = brute.tariff(1, "sea_lcl", "shared", 30, rate_minor=280_000, rate_unit="m3", ml_per_kg=6_000)
    departure = Departure(brute.ON, (sea,), rules.fees(dict.fromkeys(rules.FEES, 0)))
    load = [Goods(key, key, 100_000, 400, 4_000_000, 40_000_000, 0, brute.ON) for key in range(20)]
    pooling = rules.pool(load, rules.baselines(load, departure, limit=QUICK), departure, limit=QUICK)
    assert pooling.paid_minor == 800 * 280_000
    assert {one.charge_minor for one in pooling.charges} == {40 * 280_000}
