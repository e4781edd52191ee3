"""Protect where returned goods go: what is best alone by trying every place, never dearer together, charges capped."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.money import line_amount
from dukou.base.solving import QUICK, Violation
from dukou.returns.records import GRADE_OF_CONDITION, ArrivedCase, Condition, Fees
from dukou.returns.records.placing import Placed, Pooling
from dukou.returns.rules import placing as rules
from tests.returns.builders import DAY

CONDITIONS: list[Condition] = ["unopened", "opened", "soiled", "faulty"]
FEW = settings(max_examples=60)
Day = list[tuple[ArrivedCase, Condition]]


@st.composite
def days(draw: st.DrawFn, most: int = 7) -> tuple[Day, Fees]:
    """Draw a day's cases with their conditions, and its prices."""
    cases: Day = []
    for number in range(draw(st.integers(1, most))):
        pairs, price_e4 = draw(st.integers(1, 5_000)), draw(st.integers(1, 200_000))
        reason = draw(st.sampled_from(["surplus", "unproven"]))
        told = 0 if reason == "unproven" else draw(st.integers(0, 30_000))
        value, grams = line_amount(price_e4, pairs).amount_minor, draw(st.integers(20, 90))
        case = ArrivedCase(
            number, f"c{number}", number, number, 2, pairs, price_e4, 0, reason, "refund", value, told, grams
        )
        cases.append((case, draw(st.sampled_from(CONDITIONS))))
    prices = Pooling(
        ride_parcel_minor=draw(st.integers(0, 1_000)),
        ride_kilo_minor=draw(st.integers(0, 500)),
        truck_minor=draw(st.integers(1_000, 800_000)),
        truck_kilos=draw(st.integers(1, 6_000)),
        outlet_share_e6=draw(st.integers(0, 1_000_000)),
        outlet_parcels=draw(st.integers(0, 3)),
        recycler_kilo_minor=draw(st.integers(0, 300)),
        shops=draw(st.integers(0, 2)),
        shop_share_e6=draw(st.integers(0, 1_000_000)),
        shop_parcels=draw(st.integers(0, 2)),
    )
    return cases, replace(DAY, seconds_share_e6=draw(st.integers(0, 1_000_000)), pooling=prices)


def ways(case: ArrivedCase, state: Condition, day: Fees, *, is_common: bool) -> dict[str, int]:
    """Return what a case leaves at each place that its condition allows, inspection and the way back left out."""
    value, kilo_grams = round(case.unit_price_e4 * case.pairs / 100), case.pairs * case.grams_per_pair
    grade, prices = GRADE_OF_CONDITION[state], day.pooling
    found = {"scrap": 0}
    if grade == "A":
        found["shelf"] = value
    if grade == "B" and value >= 18 * case.pairs:
        found["shelf"] = value - 18 * case.pairs
    found["own_buyer"] = value * day.seconds_share_e6 // 10**6
    if is_common:
        carried = -(-kilo_grams * prices.ride_kilo_minor // 1_000)
        found["outlet"] = value * prices.outlet_share_e6 // 10**6 - carried
        found["shop"] = value * prices.shop_share_e6 // 10**6 - carried
        found["recycler"] = kilo_grams * prices.recycler_kilo_minor // 1_000
    return found


def solved(cases: Day, day: Fees) -> tuple[list[Placed], list[Placed]]:
    goods, states = [case for case, _state in cases], [state for _case, state in cases]
    return rules.own_best(goods, states, day, QUICK), rules.together(goods, states, day, QUICK)


def leaves(one: Placed, back_minor: int) -> int:
    return one.worth_minor - (one.freight_minor - back_minor) - (one.handling_minor - DAY.inspect_minor)


@FEW
@given(days())
def test_alone_each_case_goes_where_it_leaves_most(drawn: tuple[Day, Fees]) -> None:
    cases, day = drawn
    own, _pooled = solved(cases, day)
    for (case, state), one in zip(cases, own, strict=True):
        found = ways(case, state, day, is_common=False)
        assert one.sink in found
        assert leaves(one, rules.alone_minor(case, day)) == pytest.approx(max(found.values()), abs=1)


@FEW
@given(days(most=4))
def test_together_no_other_choice_of_places_leaves_more(drawn: tuple[Day, Fees]) -> None:
    cases, day = drawn
    _own, pooled = solved(cases, day)
    found = [ways(case, state, day, is_common=True) for case, state in cases]
    most = max(
        sum(way[sink] for way, sink in zip(found, sinks, strict=True))
        for sinks in product(*found)
        if sinks.count("outlet") <= day.pooling.outlet_parcels
        and sinks.count("shop") <= day.pooling.shops * day.pooling.shop_parcels
    )
    left = sum(leaves(one, rules.shared_minor(case, day)) for (case, _state), one in zip(cases, pooled, strict=True))
    assert left == pytest.approx(most, abs=len(cases))
    assert [one.sink for one in pooled].count("outlet") <= day.pooling.outlet_parcels
    assert [one.sink for one in pooled].count("shop") <= day.pooling.shops * day.pooling.shop_parcels


@FEW
@given(days(), st.booleans())
def test_no_case_is_dearer_together_than_alone_and_no_firm_is_charged_more(
    drawn: tuple[Day, Fees], is_replaced: bool
) -> None:
    cases, day = drawn
    for (case, _state), own, pooled in zip(cases, *solved(cases, day), strict=True):
        assert pooled.cost_minor <= own.cost_minor
        found = rules.settle(case, own.cost_minor, pooled, case.pairs if is_replaced else 0, day)
        assert found.fund_minor == 0
        assert found.pooled_minor <= found.own_minor
        spent = found.freight_minor + found.handling_minor + found.borne_minor
        assert spent - pooled.worth_minor == found.pooled_minor
        if case.reason == "unproven":
            assert found.freight_minor == found.handling_minor == 0
        else:
            assert found.borne_minor == 0


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(0, 9_000))
def test_what_a_place_costs_above_own_best_is_the_funds(freight: int, handling: int, own_minor: int) -> None:
    case = ArrivedCase(1, "c1", 1, 1, 2, 10, 10_000, 0, "surplus", "refund", 1_000, 800, 40)
    pooled = Placed("recycler", "D", freight, handling, 40, 40)
    found = rules.settle(case, min(own_minor, freight + handling), pooled, 0, DAY)
    assert found.freight_minor + found.handling_minor - 40 <= found.own_minor or found.fund_minor == 0
    assert found.fund_minor == max(0, freight + handling - 40 - min(own_minor, freight + handling))
    assert found.fund_minor == found.borne_minor == freight + handling - found.freight_minor - found.handling_minor
    assert min(found.freight_minor, found.handling_minor) >= 0


def test_an_answer_that_breaks_a_law_gives_way_to_first_come_first_served(monkeypatch: pytest.MonkeyPatch) -> None:
    goods = [
        ArrivedCase(n, f"c{n}", n, n, 2, 9, 10_000 * n, 0, "surplus", "refund", 900 * n, 800, 40) for n in (1, 2, 3)
    ]
    day = replace(DAY, pooling=Pooling(outlet_parcels=1, outlet_share_e6=900_000, ride_kilo_minor=1))
    states: list[Condition] = ["soiled"] * 3
    assert [one.sink for one in rules.together(goods, states, day, QUICK)] == ["own_buyer", "own_buyer", "outlet"]
    monkeypatch.setattr(rules.engine, "check", lambda _problem, _answer: [Violation("planted")])
    assert [one.sink for one in rules.together(goods, states, day, QUICK)] == ["outlet", "own_buyer", "own_buyer"]


def test_each_partner_shop_takes_its_parcels_of_seconds_and_no_more() -> None:
    goods = [ArrivedCase(n, f"c{n}", n, n, 2, 9, 10_000, 0, "surplus", "refund", 900, 800, 40) for n in range(5)]
    day = replace(DAY, pooling=Pooling(outlet_parcels=1, shops=3, shop_parcels=1, ride_kilo_minor=1))
    states: list[Condition] = ["soiled", "soiled", "soiled", "soiled", "unopened"]
    own, pooled = rules.own_best(goods, states, day, QUICK), rules.together(goods, states, day, QUICK)
    assert {one.sink for one in own} == {"own_buyer", "shelf"}
    assert sorted(one.sink for one in pooled) == ["outlet", "shelf", "shop", "shop", "shop"]
    (at_shop, *_more) = (one for one in pooled if one.sink == "shop")
    assert (at_shop.cash_minor, at_shop.worth_minor, rules.PLACE_OF_SINK["shop"]) == (378, 378, "seconds")
    assert rules.disposition_of("shop", "C") == "seconds"


def test_goods_that_nobody_wears_any_more_are_recycled_together_and_destroyed_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(rules.GRADE_OF_CONDITION, "faulty", "D")
    case = ArrivedCase(1, "c1", 1, 1, 2, 100, 10_000, 0, "faulty", "refund", 10_000, 800, 40)
    (own,), (pooled,) = solved([(case, "faulty")], DAY)
    assert (own.sink, own.cash_minor, rules.disposition_of(own.sink, own.grade)) == ("scrap", 0, "write_off")
    assert (pooled.sink, pooled.cash_minor, rules.disposition_of(pooled.sink, pooled.grade)) == (
        "recycler",
        400,
        "recycle",
    )


def test_a_ride_has_no_first_kilogram_and_is_never_dearer_than_alone() -> None:
    small = ArrivedCase(1, "c1", 1, 1, 2, 25, 10_000, 0, "surplus", "refund", 2_500, 800, 40)
    assert (rules.alone_minor(small, DAY), rules.shared_minor(small, DAY)) == (800, 200 + 170)
    # 1,000,000 pairs fill eight trucks, which cost less than so many kilograms on rides of others.
    huge = replace(small, pairs=1_000_000, freight_minor=12_000_500)
    assert rules.alone_minor(huge, DAY) == rules.shared_minor(huge, DAY) == 8 * 750_000
    paid_by_sender = replace(small, freight_minor=0)
    assert rules.alone_minor(paid_by_sender, DAY) == rules.shared_minor(paid_by_sender, DAY) == 0


def test_prices_of_going_together_are_the_published_ones_where_there_are_any() -> None:
    assert rules.pooling({}) == Pooling()
    found = rules.pooling({"returns.outlet_share": 500_000, "returns.ride_kilo_minor": 90_000_000})
    assert found == Pooling(outlet_share_e6=500_000, ride_kilo_minor=90)
    assert rules.pooling({"returns.shop_share": 1, "returns.shop_parcels_a_day": 7_000_000}, shops=5) == Pooling(
        shops=5, shop_share_e6=1, shop_parcels=7
    )
