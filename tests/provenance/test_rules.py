"""Protect the people: nothing that a person wrote, and no telephone number, gets into the book."""

import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.provenance import rules
from dukou.provenance.records import NewFact

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-"


@settings(max_examples=100)
@given(st.text(min_size=1).filter(lambda text: not set(text) <= set(PLAIN)))
def test_text_with_any_sign_that_a_code_has_not_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a fact may not hold"):
        rules.payload_text({"note": text})


@pytest.mark.parametrize(
    "value", ["王小明", "Wang Xiaoming", "13812345678", "+8613812345678", "a@b.cn", "", "x" * 65, 2**63, True, 1.5]
)
def test_names_numbers_addresses_and_other_types_are_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="a fact may not hold"):
        rules.payload_text({"x": value})


@pytest.mark.parametrize("value", [0, -5, 2**63 - 1, None, "abcdefghij234567", "CN-33", "2025-12-03", "6901234567892"])
def test_amounts_codes_dates_and_gtins_may_stand(value: int | str | None) -> None:
    assert rules.payload_text({"x": value}).startswith('{"x":')


@pytest.mark.parametrize(
    "fact",
    [
        NewFact("order placed", "a"),
        NewFact("Market.placed", "a"),
        NewFact("a.b", "张三"),
        NewFact("a.b", "x" * 41),
        NewFact("a.b", "13812345678"),
    ],
)
def test_kind_and_subject_are_codes(fact: NewFact) -> None:
    with pytest.raises(ValueError, match="is no"):
        rules.require_plain(fact)


def test_payload_text_does_not_depend_on_the_order_of_its_keys() -> None:
    assert rules.payload_text({"b": 1, "a": None}) == rules.payload_text({"a": None, "b": 1}) == '{"a":null,"b":1}'


def test_two_different_facts_never_have_the_same_bytes() -> None:
    assert rules.canonical(["ab", "c"]) != rules.canonical(["a", "bc"])


def test_a_salted_digest_is_an_hmac_so_that_without_the_salt_it_says_nothing() -> None:
    expected = hmac.new(b"salt", "张三".encode(), hashlib.sha256).hexdigest()
    assert rules.salted_digest("张三", "salt") == expected
    assert rules.salted_digest("张三", "other") != expected
