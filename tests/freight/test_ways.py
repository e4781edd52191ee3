"""Protect the three ways: each is the cheapest of all, nobody pays above its own best, and every fen has a name."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from dukou.base.solving import QUICK
from dukou.engines import consolidate as engine
from dukou.engines import share
from dukou.freight import rules
from dukou.freight.records import Departure, Fees, FirmBaseline, Goods, Pooling
from tests.freight import brute
from tests.freight.brute import DEPARTURES, ON, loads, tariff

FEW = settings(max_examples=60)
FREE = Fees(0, 0, 0, 0, 0, 0, 0)
PARCEL = tariff(1, "express", "parcel", 3, first_minor=1_000, first_grams=1_000, step_grams=1_000, step_minor=500)
VEHICLE = tariff(2, "truck", "vehicle", 8, vehicle_minor=5_000, capacity_grams=10**6, capacity_ml=10**7)


def goods(shipment: int, firm: int, *, grams: int = 5_000, due_in: int = 20, value_minor: int = 100_000) -> Goods:
    due_on = ON + timedelta(days=due_in)
    return Goods(shipment, firm, 100, 1, grams, 40_000, value_minor, due_on)


def together(load: list[Goods], departure: Departure) -> tuple[list[FirmBaseline], Pooling]:
    frozen = rules.baselines(load, departure, limit=QUICK)
    return frozen, rules.pool(load, frozen, departure, limit=QUICK)


def of_firm(load: Sequence[Goods], firm: int) -> list[Goods]:
    return [one for one in load if one.firm == firm]


@FEW
@given(load=loads(), departure=DEPARTURES)
def test_each_baseline_is_the_cheapest_of_all_ways(load: list[Goods], departure: Departure) -> None:
    frozen = rules.baselines(load, departure, limit=QUICK)
    assert [one.firm for one in frozen] == sorted({one.firm for one in load})
    for one in frozen:
        own = of_firm(load, one.firm)
        assert one.naive_minor == sum(brute.best([each], departure, "alone") for each in own)
        assert one.own_best_minor == brute.best(own, departure, "alone") <= one.naive_minor
        assert one.own_best_bound_minor <= one.own_best_minor
        assert (one.shipments, one.pairs, one.is_sound) == (len(own), sum(each.pairs for each in own), True)


@FEW
@given(load=loads(), departure=DEPARTURES)
def test_a_baseline_tells_the_waiting_and_lateness_of_its_own_way(load: list[Goods], departure: Departure) -> None:
    used = {one.id: one for one in departure.tariffs}
    for one in rules.baselines(load, departure, limit=QUICK):
        own, way = of_firm(load, one.firm), [used[key] for key in one.tariffs]
        assert one.own_best_minor == brute.cost(own, way, departure, "alone")
        pairs = list(zip(own, way, strict=True))
        assert one.own_best_waiting_minor == sum(brute.waiting(each, by, departure) for each, by in pairs)
        assert one.own_best_late_pairs == sum(each.pairs for each, by in pairs if brute.late(each, by, departure))


@FEW
@given(load=loads(), departure=DEPARTURES)
def test_nobody_is_charged_above_its_own_best_and_every_fen_has_a_name(load: list[Goods], departure: Departure) -> None:
    frozen, pooling = together(load, departure)
    assert [one.firm for one in pooling.charges] == [one.firm for one in frozen]
    for one, before in zip(pooling.charges, frozen, strict=True):
        assert one.own_best_minor == before.own_best_minor
        assert min(one.charge_minor, one.waiting_minor) >= 0
        assert one.charge_minor + one.waiting_minor <= before.own_best_minor
    assert sum(one.charge_minor for one in pooling.charges) + pooling.shortfall_minor == pooling.paid_minor
    assert sum(one.waiting_minor for one in pooling.charges) == pooling.waiting_minor
    assert 0 <= pooling.handling_minor <= pooling.paid_minor
    room = sum(one.own_best_minor - one.waiting_minor for one in pooling.charges)
    assert pooling.shortfall_minor == max(0, pooling.paid_minor - room)
    assert pooling.bound_minor <= pooling.paid_minor + pooling.waiting_minor


@FEW
@given(load=loads(), departure=DEPARTURES)
def test_a_pool_is_the_cheapest_of_all_ways(load: list[Goods], departure: Departure) -> None:
    _frozen, pooling = together(load, departure)
    used = {one.id: one for one in departure.tariffs}
    way = [used[key] for key in pooling.tariffs]
    assert pooling.paid_minor == brute.paid(load, way, departure.fees, "pooled")
    assert pooling.paid_minor + pooling.waiting_minor == brute.best(load, departure, "pooled")


@FEW
@given(load=loads(), departure=DEPARTURES)
def test_no_load_costs_more_than_all_own_bests_and_who_gains_nothing_never_makes_it_dearer(
    load: list[Goods], departure: Departure
) -> None:
    frozen, everybody = together(load, departure)
    pooling, alone = rules.pool_where_it_pays(load, frozen, departure, limit=QUICK)
    own_bests = sum(one.own_best_minor for one in frozen)
    assert rules.cost_minor(pooling) <= min(own_bests, rules.cost_minor(everybody))
    assert (pooling.shortfall_minor, pooling == everybody) == (0, not alone)
    own = rules.own_ways(load, {one.firm: one.tariffs for one in frozen})
    assert all(by == mine for one, by, mine in zip(load, pooling.tariffs, own, strict=True) if one.firm in alone)
    for one in pooling.charges:
        assert one.firm not in alone or one.charge_minor + one.waiting_minor == one.own_best_minor


@FEW
@given(load=loads(), departure=DEPARTURES)
def test_no_shipment_arrives_later_than_promised_or_alone(load: list[Goods], departure: Departure) -> None:
    frozen, pooling = together(load, departure)
    days = {one.id: brute.travels(one, ON) for one in departure.tariffs}
    own = {one.firm: iter(one.tariffs) for one in frozen}
    late: dict[int, int] = dict.fromkeys(own, 0)
    for one, key in zip(load, pooling.tariffs, strict=True):
        arrives = ON + timedelta(days=days[key])
        assert arrives <= max(one.due_on, ON + timedelta(days=days[next(own[one.firm])]))
        late[one.firm] += one.pairs if arrives > one.due_on else 0
    assert {one.firm: one.late_pairs for one in pooling.charges} == late


@settings(FEW, max_examples=20)
@given(load=loads(), departure=DEPARTURES)
def test_equal_goods_on_one_service_pay_alike(load: list[Goods], departure: Departure) -> None:
    twice = [replace(load[0], shipment=owner, firm=owner) for owner in (1, 2)]
    _frozen, pooling = together(twice, departure)
    mine, theirs = pooling.charges
    if len(set(pooling.tariffs)) == 1:
        assert abs(mine.charge_minor - theirs.charge_minor) <= 1


def test_who_fills_more_of_a_vehicle_pays_more_of_it() -> None:
    load = [goods(1, 7, grams=16_000), goods(2, 8, grams=8_000), goods(3, 9, grams=8_000)]
    frozen, pooling = together(load, Departure(ON, (PARCEL, VEHICLE), FREE))
    # Alone each would take the vehicle's 5,000, or parcels of 8,500 and 4,500.
    assert [one.own_best_minor for one in frozen] == [5_000, 4_500, 4_500]
    assert pooling.paid_minor == 5_000
    # Orders of joining: first pays its own best, the second lifts it to 5,000 at most, the last adds nothing.
    assert [one.charge_minor for one in pooling.charges] == [1_834, 1_583, 1_583]


def test_own_best_fills_one_vehicle_where_naive_sends_parcels() -> None:
    load = [goods(1, 7, grams=2_000, due_in=5), goods(2, 7, grams=8_000), goods(3, 7, grams=8_000)]
    departure = Departure(ON, (PARCEL, VEHICLE), FREE)
    (one,) = rules.baselines(load, departure, limit=QUICK)
    assert (one.naive_minor, one.own_best_minor) == (1_500 + 4_500 + 4_500, 1_500 + 5_000)
    # The first is due before the vehicle is there.
    assert one.tariffs == (1, 2, 2)


def test_together_two_firms_fill_the_vehicle_that_neither_fills_alone() -> None:
    load = [goods(1, 7, grams=8_000), goods(2, 8, grams=8_000)]
    frozen, pooling = together(load, Departure(ON, (PARCEL, VEHICLE), FREE))
    assert [one.own_best_minor for one in frozen] == [4_500, 4_500]
    assert (pooling.paid_minor, pooling.tariffs) == (5_000, (2, 2))
    assert [one.charge_minor for one in pooling.charges] == [2_500, 2_500]


def test_what_a_dear_desk_costs_above_all_own_bests_is_the_towns_shortfall() -> None:
    load = [goods(1, 7), goods(2, 8)]
    departure = Departure(ON, (PARCEL,), replace(FREE, desk_shipment_e6=10**9))
    frozen, pooling = together(load, departure)
    assert [one.charge_minor for one in pooling.charges] == [one.own_best_minor for one in frozen]
    assert (pooling.handling_minor, pooling.shortfall_minor) == (2_000, 2_000)


def test_what_cannot_be_in_time_goes_by_the_fastest_and_is_counted_late() -> None:
    load = [goods(1, 7, due_in=1), goods(2, 8, due_in=20)]
    fees = replace(FREE, late_day_share_e6=10_000, capital_rate_year_e6=73_000)
    frozen, pooling = together(load, Departure(ON, (PARCEL, VEHICLE), fees))
    late, in_time = frozen
    assert (late.tariffs, late.own_best_late_pairs) == ((1,), 100)
    # Two days late at 1 % a day, and three days' interest at 7.3 % a year.
    assert late.own_best_waiting_minor == 100_000 * 2 // 100 + 60
    assert in_time.own_best_late_pairs == 0
    assert [one.late_pairs for one in pooling.charges] == [100, 0]


def test_lateness_costs_less_where_it_can_be_avoided() -> None:
    slow = replace(VEHICLE, vehicle_minor=1)
    departure = Departure(ON, (PARCEL, slow), FREE)
    (one,) = rules.baselines([goods(1, 7, due_in=7)], departure, limit=QUICK)
    assert (one.tariffs, one.own_best_late_pairs) == ((1,), 0)


def lying(problem: engine.Problem, **_how: object) -> engine.Answer:
    """Claim that everything goes for nothing."""
    return engine.Answer(((0,),) * len(problem.shipments), (0,) * len(problem.departures), 0, 0, (), "optimal")


def test_an_engine_that_breaks_a_law_is_replaced_by_a_way_that_is_no_dearer(monkeypatch: pytest.MonkeyPatch) -> None:
    load = [goods(1, 7, grams=8_000), goods(2, 8, grams=8_000)]
    departure = Departure(ON, (PARCEL, VEHICLE), FREE)
    frozen = rules.baselines(load, departure, limit=QUICK)
    monkeypatch.setattr(engine, "solve", lying)
    pooling = rules.pool(load, frozen, departure, limit=QUICK)
    assert not pooling.is_sound
    assert (pooling.bound_minor, pooling.shortfall_minor) == (0, 0)
    assert pooling.paid_minor == sum(one.charge_minor for one in pooling.charges) <= 9_000


def test_baselines_without_a_sound_engine_are_simple_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "solve", lying)
    load = [goods(1, 7, grams=10_000), goods(2, 7, grams=10_000)]
    (one,) = rules.baselines(load, Departure(ON, (PARCEL, VEHICLE), FREE), limit=QUICK)
    assert (one.is_sound, one.naive_minor, one.own_best_minor, one.own_best_bound_minor) == (False, 10_000, 5_000, 0)


def test_an_answer_that_is_worse_than_its_start_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    load = [goods(1, 7, grams=8_000), goods(2, 8, grams=8_000)]
    departure = Departure(ON, (PARCEL, VEHICLE), FREE)
    honest = rules.find_way(load, departure, "pooled", limit=QUICK)
    solve = engine.solve

    def dear(problem: engine.Problem, **_how: object) -> engine.Answer:
        """Answer soundly, but only for what the parcel service can do."""
        parcels = tuple(replace(one, allowed=(0,)) for one in problem.shipments)
        found = solve(replace(problem, shipments=parcels), limit=QUICK, seed=0)
        proof = tuple(replace(one, bound_minor=0) for one in found.proof)
        return replace(found, bound_minor=0, proof=proof, status="feasible")

    monkeypatch.setattr(engine, "solve", dear)
    way = rules.find_way(load, departure, "pooled", limit=QUICK, start=honest.tariffs)
    assert (way.tariffs, way.cost_minor, way.is_sound) == (honest.tariffs, 5_000, False)


def test_a_sharing_that_breaks_a_law_is_not_billed(monkeypatch: pytest.MonkeyPatch) -> None:
    load = [goods(1, 7, grams=8_000), goods(2, 8, grams=8_000)]
    monkeypatch.setattr(share, "solve", lambda _problem, **_how: share.Answer((5_001, 0), -1, 0))
    frozen, pooling = together(load, Departure(ON, (PARCEL, VEHICLE), FREE))
    assert not pooling.is_sound
    assert sum(one.charge_minor for one in pooling.charges) + pooling.shortfall_minor == pooling.paid_minor == 5_000
    for one, before in zip(pooling.charges, frozen, strict=True):
        assert 0 <= one.charge_minor <= before.own_best_minor


def test_nobody_waits_for_more_than_its_own_best(monkeypatch: pytest.MonkeyPatch) -> None:
    load = [goods(1, 7, grams=8_000), goods(2, 8, grams=80_000)]
    departure = Departure(ON, (PARCEL, VEHICLE), FREE)
    frozen = rules.baselines(load, departure, limit=QUICK)
    way = rules.find_way(load, departure, "pooled", limit=QUICK)
    waits = replace(way, waiting_minor=(frozen[0].own_best_minor + 1, 0))
    monkeypatch.setattr(rules.pooling, "find_way", lambda *_what, **_how: waits)
    pooling = rules.pool(load, frozen, departure, limit=QUICK)
    assert pooling.tariffs == rules.own_ways(load, {one.firm: one.tariffs for one in frozen})
    assert all(one.charge_minor + one.waiting_minor <= one.own_best_minor for one in pooling.charges)
