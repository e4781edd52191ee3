"""Protect what is posted: an entry balances, a load's shares make up its cost, debts are aged by their due date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.draws import stable_key
from dukou.freight.records import LoadBill
from dukou.settlement import rules
from dukou.settlement.records import InvoiceRecord, NewEntry

ON = date(2025, 12, 3)


def invoice(days_past_due: int, amount_minor: int, *, paid_minor: int = 0) -> InvoiceRecord:
    due_on = ON - timedelta(days=days_past_due)
    return InvoiceRecord("c", "sale", 1, 2, 3, due_on, due_on, amount_minor, 0, paid_minor, "CNY")


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


@given(st.lists(st.tuples(st.integers(-90, 200), st.integers(1, 10**9)), max_size=20))
def test_every_debt_is_in_the_bucket_of_its_age(debts: list[tuple[int, int]]) -> None:
    owed = rules.aged([invoice(past, amount) for past, amount in debts], ON)
    assert owed.not_due_minor == sum(amount for past, amount in debts if past <= 0)
    assert owed.to_30_days_minor == sum(amount for past, amount in debts if 1 <= past <= 30)
    assert owed.to_60_days_minor == sum(amount for past, amount in debts if 31 <= past <= 60)
    assert owed.older_minor == sum(amount for past, amount in debts if past > 60)
    assert owed.total_minor == sum(amount for _past, amount in debts)


def test_what_is_paid_is_owed_no_more() -> None:
    assert rules.aged([invoice(5, 1_000, paid_minor=400)], ON).total_minor == 600


def test_four_buyers_in_five_pay_on_the_day_and_none_later_than_three_weeks() -> None:
    late = rules.days_late([stable_key("order", number) for number in range(5_000)])
    assert sum(days == 0 for days in late) / len(late) == pytest.approx(0.8, abs=0.03)
    assert min(late) == 0
    assert max(late) == rules.LATEST_DAYS
