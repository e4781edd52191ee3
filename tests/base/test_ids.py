"""Protect identifiers: made ones are valid, and any wrong digit is seen."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from dukou.base import ids

prefixes = st.integers(6_900_000, 6_999_999).map(str)


@given(prefixes, st.integers(0, 99_999))
def test_gtin_agrees_with_an_independent_library(prefix: str, item: int) -> None:
    assert ean.is_valid(ids.gtin13(prefix, item))
    assert ids.is_gtin(ids.gtin13(prefix, item))


@given(prefixes, st.integers(0, 10**9 - 1), st.integers(0, 17), st.integers(1, 9))
def test_an_sscc_with_one_wrong_digit_is_refused(prefix: str, serial: int, place: int, shift: int) -> None:
    code = ids.sscc(prefix, serial)
    wrong = code[:place] + str((int(code[place]) + shift) % 10) + code[place + 1 :]
    assert ids.is_sscc(code)
    assert not ids.is_sscc(wrong)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
def test_a_made_social_credit_code_is_valid_and_a_changed_one_is_not(serial: str) -> None:
    code = ids.uscc_from("91210181M" + serial)
    assert ids.is_uscc(code)
    changed = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert not ids.is_uscc(changed)


def test_codes_are_apart_and_repeatable_only_from_a_seed() -> None:
    assert len({ids.new_code() for _ in range(1_000)}) == 1_000
    assert ids.derived_code("s", "firm", 1) == ids.derived_code("s", "firm", 1)
    assert ids.derived_code("s", "firm", 1) != ids.derived_code("s", "firm", 2)
    assert ids.derived_code("s", "firm", 1) != ids.derived_code("t", "firm", 1)


def test_only_what_may_be_a_code_is_looked_for() -> None:
    code = ids.new_code()
    assert ids.as_code(code) == code
    for text in ("", " ", "a b", "1' OR 1", "\x00", f"{code}/"):
        assert ids.as_code(text) == ""


def test_text_that_is_no_identifier_is_refused() -> None:
    for text in ("", "x" * 10_000, "٣" * 13, "69012345", "4006381333932", "²" * 13, "²" * 14, "１" * 18):
        assert not ids.is_gtin(text)
        assert not ids.is_gln(text)
        assert not ids.is_sscc(text)
        assert not ids.is_uscc(text)
