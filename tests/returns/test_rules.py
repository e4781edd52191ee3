"""Protect what becomes of a return: the trip is worth it, condition bounds the place, money adds up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.draws import stable_key
from dukou.base.solving import QUICK
from dukou.market.records import ReturnDue
from dukou.returns.records import ArrivedCase
from dukou.returns.rules import cases as rules
from tests.returns.builders import DAY

ON = date(2025, 12, 3)


def due(number: int, *, pairs: int = 100, price_e4: int = 12_800) -> ReturnDue:
    return ReturnDue(number, number, number, 1, 2, pairs, price_e4, 40, stable_key("due", number))


def arrived(number: int, *, pairs: int = 100, price_e4: int = 12_800, reason: str = "surplus") -> ArrivedCase:
    draw = stable_key("arrived", number)
    value = price_e4 * pairs // 100
    return ArrivedCase(number, f"c{number}", number, number, 2, pairs, price_e4, draw, reason, "refund", value, 800, 40)


def test_the_limits_hold_millionths() -> None:
    limits = {
        "returns.parcel_minor": 800_000_000,
        "returns.kilo_minor": 300_000_000,
        "returns.inspect_minor": 320_000_000,
        "returns.rebag_pair_minor": 18_000_000,
        "returns.reship_minor": 500_000_000,
        "returns.seconds_share": 300_000,
    }
    assert rules.fees(limits) == DAY


@pytest.mark.parametrize(("pairs", "freight_minor"), [(1, 800), (25, 800), (26, 1_100), (100, 1_700)])
def test_a_parcel_costs_its_first_kilogram_and_each_further_one(pairs: int, freight_minor: int) -> None:
    assert rules.return_freight_minor(pairs, 40, DAY) == freight_minor


@given(st.integers(1, 5_000), st.integers(1, 200_000))
def test_goods_travel_back_only_where_the_trip_costs_less_than_they_are_worth(pairs: int, price_e4: int) -> None:
    (case,) = rules.open_cases([due(1, pairs=pairs, price_e4=price_e4)], DAY, ON)
    trip = rules.return_freight_minor(pairs, 40, DAY) + DAY.inspect_minor
    assert (case.outcome == "refund_only") == (trip >= case.refund_minor)
    if case.outcome == "refund_only":
        assert (case.received_on, case.freight_minor) == (None, 0)
    else:
        assert case.received_on == ON + timedelta(days=rules.DAYS_ON_THE_WAY_BACK)
        assert case.freight_minor == trip - DAY.inspect_minor


def test_only_a_wrong_size_is_exchanged() -> None:
    cases = rules.open_cases([due(number) for number in range(300)], DAY, ON)
    by_reason = {case.reason: case.outcome for case in cases}
    assert set(by_reason) == {reason for _share, reason in rules.REASONS}
    assert {reason for reason, outcome in by_reason.items() if outcome == "exchange"} == {"wrong_size"}


def test_reasons_come_in_their_shares() -> None:
    cases = rules.open_cases([due(number) for number in range(4_000)], DAY, ON)
    below = 0.0
    for share, reason in rules.REASONS:
        found = sum(case.reason == reason for case in cases) / len(cases)
        assert found == pytest.approx(share - below, abs=0.03)
        below = share


def test_goods_that_came_back_as_faulty_are_faulty() -> None:
    graded = rules.grade([arrived(number, reason="faulty") for number in range(50)], DAY, QUICK)
    assert {(one.condition, one.grade) for one in graded} == {("faulty", "C")}
