"""Protect how a round is planned: each carton rides once or is named, no van is overloaded, and its cost is true."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import Limit
from dukou.engines import route
from dukou.freight.records.rounds import Ride
from dukou.freight.rules import rounds as rules
from dukou.registry.records import SiteRecord

LIMIT = Limit(iterations=5)
VANS = rules.fleet({})
SMALL = replace(VANS, grams=100_000, ml=1_000_000)
HOME = SiteRecord(1, "home", 1, "depot", "仓", "Depot", "园区", 41_094_000, 122_757_000)
# Of each ride: whose place, out or back, cartons, and grams and ml of each.
RIDES = st.lists(
    st.tuples(st.integers(2, 5), st.booleans(), st.integers(1, 9), st.integers(1, 30_000), st.integers(1, 300_000)),
    min_size=1,
    max_size=8,
)


def place(firm: int, north_e6: int = 0) -> SiteRecord:
    return replace(HOME, id=firm, firm=firm, kind="factory", lat_e6=HOME.lat_e6 + (north_e6 or 9_000 * firm))


PLACES = {firm: place(firm) for firm in range(2, 6)}


def rides_of(asked: list[tuple[int, bool, int, int, int]]) -> list[Ride]:
    return [
        # The last carton is lighter: no part weighs as much as the mean.
        Ride(at, at, is_out, cartons, cartons * grams - grams // 2, cartons * ml - ml // 2, lot=number)
        for number, (at, is_out, cartons, grams, ml) in enumerate(asked)
    ]


@settings(max_examples=30, deadline=None)
@given(asked=RIDES)
def test_each_carton_is_brought_or_taken_once_and_no_van_is_overloaded(
    asked: list[tuple[int, bool, int, int, int]],
) -> None:
    rides = rides_of(asked)
    calls = rules.calls(rides, PLACES, SMALL)
    plan = rules.driven(calls, PLACES, HOME, SMALL, limit=LIMIT)
    assert sorted(one.call for one in plan.legs if one.call is not None) == list(range(len(calls)))
    assert not plan.left
    for ride in rides:
        parts = [one for call in calls for one in (*call.out, *call.back) if one.lot == ride.lot]
        assert all((one.at, one.is_out) == (ride.at, ride.is_out) for one in parts)
        for what in ("cartons", "grams", "ml"):
            assert sum(getattr(one, what) for one in parts) == getattr(ride, what)
    for key in {(one.van, one.trip) for one in plan.legs}:
        stops = [calls[one.call] for one in plan.legs if (one.van, one.trip) == key and one.call is not None]
        for what, room in (("grams", SMALL.grams), ("ml", SMALL.ml)):
            aboard = [sum(getattr(ride, what) for stop in stops for ride in stop.out)]
            for stop in stops:
                left, taken = (sum(getattr(ride, what) for ride in some) for some in (stop.out, stop.back))
                aboard.append(aboard[-1] - left + taken)
            assert max(aboard) <= room


@settings(max_examples=30, deadline=None)
@given(asked=RIDES)
def test_a_round_costs_what_its_days_ways_and_hours_cost(asked: list[tuple[int, bool, int, int, int]]) -> None:
    plan = rules.driven(rules.calls(rides_of(asked), PLACES, SMALL), PLACES, HOME, SMALL, limit=LIMIT)
    assert sum(one.cost_minor for one in plan.legs) == plan.cost_minor
    vans = {one.van: [leg for leg in plan.legs if leg.van == one.van] for one in plan.legs}
    ways = rules.metres([HOME, *PLACES.values()], SMALL)
    millis = 0
    for legs in vans.values():
        first = legs[0].arrives_s - SMALL.stop_s - -(-legs[0].metres * 3_600 // SMALL.metres_an_hour)
        seconds, metres = legs[-1].leaves_s - first, sum(one.metres for one in legs)
        assert SMALL.opens_s <= first < legs[-1].leaves_s <= SMALL.closes_s
        assert all(one.metres in {way for row in ways for way in row} for one in legs)
        millis += SMALL.cost_a_day + SMALL.cost_per_m * metres + SMALL.cost_per_s * seconds
    assert abs(plan.cost_minor * 1_000 - millis) <= 500


def test_a_van_that_brings_and_takes_at_one_stop_costs_less_than_two_that_go_for_each() -> None:
    both = [
        Ride(2, 2, is_out=True, cartons=1, grams=9_000, ml=80_000, case="c"),
        Ride(2, 2, is_out=False, cartons=1, grams=9_000, ml=80_000, lot=7),
    ]
    (call,) = rules.calls(both, PLACES, VANS)
    assert (call.out, call.back) == ((both[0],), (both[1],))
    together = rules.driven([call], PLACES, HOME, VANS, limit=LIMIT).cost_minor
    each = [rules.driven(rules.calls([one], PLACES, VANS), PLACES, HOME, VANS, limit=LIMIT).cost_minor for one in both]
    assert together < sum(each)


def test_a_place_beyond_a_days_reach_is_too_far() -> None:
    there_and_back_m = (VANS.closes_s - VANS.opens_s - VANS.stop_s) * VANS.metres_an_hour // 3_600
    degrees_e6 = there_and_back_m * 500_000 // (111_195 * VANS.detour_e6 // 1_000_000)
    assert rules.is_near(place(2, degrees_e6 * 99 // 100), HOME, VANS)
    assert not rules.is_near(place(2, degrees_e6 * 101 // 100), HOME, VANS)


def test_an_answer_that_breaks_a_law_gives_way_to_the_simple_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = rules.calls(rides_of([(2, False, 3, 9_000, 80_000), (3, True, 2, 9_000, 80_000)]), PLACES, VANS)
    sound = rules.driven(calls, PLACES, HOME, VANS, limit=LIMIT)
    wrong = route.Answer((route.Round(0, VANS.opens_s, ((0, 0),)),), (), 1, 0, (), "feasible")
    monkeypatch.setattr(rules.engine, "solve", lambda *_given, **_named: wrong)
    plan = rules.driven(calls, PLACES, HOME, VANS, limit=LIMIT)
    assert (sound.is_sound, plan.is_sound) == (True, False)
    assert sorted(one.call for one in plan.legs if one.call is not None) == [0, 1]
