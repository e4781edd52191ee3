"""Protect the labels of pairs: they say what was put on them, and whoever alters one is found out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Refusal
from dukou.web.scan import signed


@settings(deadline=None)
@given(st.text(max_size=30), st.integers(0, 60), st.characters())
def test_whoever_alters_a_label_is_found_out(subject: str, place: int, other: str) -> None:
    code = signed.pair_code(subject)
    assert signed.subject_of(code) == subject
    at = place % len(code)
    altered = code[:at] + other + code[at + 1 :]
    if altered == code:
        return
    with pytest.raises(Refusal, match="forged_label"):
        signed.subject_of(altered)
