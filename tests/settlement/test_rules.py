"""Protect what is posted: an entry balances, a load's shares make up its cost, debts are aged by their due date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.draws import stable_key
from dukou.freight.records import LoadBill
from dukou.settlement import rules
from dukou.settlement.records import NewEntry

ON = date(2025, 12, 3)


@pytest.mark.parametrize("sides", [(), ((1, "bank", 5), (2, "bank", -4))])
def test_an_entry_that_does_not_balance_is_a_bug(sides: tuple[tuple[int, str, int], ...]) -> None:
    with pytest.raises(ValueError, match="balance"):
        rules.require_balance(NewEntry("k", "payment", ON, sides))


def test_a_load_whose_shares_do_not_make_up_its_cost_is_a_bug() -> None:
    entry = rules.freight_entry(LoadBill("l", 100, 30, 0, ((1, 60), (2, 39))), on=ON)
    with pytest.raises(ValueError, match="freight:l"):
        rules.require_balance(entry)


def test_what_a_load_costs_beyond_the_shares_is_the_towns_shortfall() -> None:
    entry = rules.freight_entry(LoadBill("l", 100, 30, 10, ((1, 90), (2, 0))), on=ON)
    rules.require_balance(entry)
    assert set(entry.sides) == {
        (1, "freight", 90),
        (1, "owed_to_town", -90),
        (None, "owed_by_firms", 90),
        (None, "shortfall", 10),
        (None, "service_costs", -30),
        (None, "carriers", -70),
    }


@given(st.integers(-90, 2_000))
def test_every_debt_has_one_age(past: int) -> None:
    due_on = ON - timedelta(days=past)
    ages = [
        name
        for name, (first, last) in rules.ages(ON).items()
        if (first is None or first <= due_on) and (last is None or due_on <= last)
    ]
    bounds = ((0, "not_due_minor"), (30, "to_30_days_minor"), (60, "to_60_days_minor"), (90, "to_90_days_minor"))
    assert ages == [next((name for days, name in bounds if past <= days), "older_minor")]


def test_a_statement_opens_with_what_is_not_in_its_movements() -> None:
    rows = [(ON, "invoice", "a", "", 900), (ON, "payment", "a", "", -400)]
    opening, movements = rules.with_balances(rows, 1_500)
    assert (opening, [one.balance_minor for one in movements]) == (1_000, [1_900, 1_500])
    assert rules.with_balances([], 7) == (7, ())


def test_four_buyers_in_five_pay_on_the_day_and_none_later_than_three_weeks() -> None:
    late = rules.days_late([stable_key("order", number) for number in range(5_000)])
    assert sum(days == 0 for days in late) / len(late) == pytest.approx(0.8, abs=0.03)
    assert min(late) == 0
    assert max(late) == rules.LATEST_DAYS
