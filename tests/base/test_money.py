"""Protect the cent: money is split and multiplied without losing or making any."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.money import Money, line_amount, split

weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)


@given(st.integers(-(10**12), 10**12), weights)
def test_a_split_adds_up_and_is_within_one_of_the_exact_share(amount: int, shares: list[int]) -> None:
    parts = split(amount, shares)
    assert sum(parts) == amount
    total = sum(shares)
    if total:
        exact = [Fraction(amount * share, total) for share in shares]
        assert all(abs(part - want) < 1 for part, want in zip(parts, exact, strict=True))


@given(st.integers(0, 10**12), weights)
def test_a_larger_weight_never_gets_less(amount: int, shares: list[int]) -> None:
    ordered = sorted(zip(shares, split(amount, shares), strict=True))
    for (small, less), (large, more) in pairwise(ordered):
        if small < large and sum(shares):
            assert less <= more


@pytest.mark.parametrize("bad", [[], [1, -1]])
def test_a_split_over_nothing_or_a_negative_weight_is_refused(bad: list[int]) -> None:
    with pytest.raises(ValueError, match=r"nothing|negative"):
        split(10, bad)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_line_amount_is_rounded_by_less_than_one_minor_unit(price_e4: int, pairs: int) -> None:
    exact = Fraction(price_e4 * pairs, 100)
    assert abs(line_amount(price_e4, pairs).amount_minor - exact) <= Fraction(1, 2)
    yen = line_amount(price_e4, pairs, "JPY").amount_minor
    assert abs(yen - Fraction(price_e4 * pairs, 10_000)) <= Fraction(1, 2)


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        Money(1, "CNY") + Money(1, "EUR")
    assert (Money(250) - Money(300)).decimal() == Decimal("-0.50")
