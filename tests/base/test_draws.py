"""Protect the simulation's chance: the same key draws the same, apart for each purpose, and evenly."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.draws import stable_key, uniforms

keys = st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=50)


@given(keys)
def test_a_draw_depends_on_its_key_alone(some: list[int]) -> None:
    whole = uniforms("loss", some)
    assert [float(uniforms("loss", [key])[0]) for key in some] == whole.tolist()
    assert ((whole >= 0) & (whole < 1)).all()


def test_draws_are_even_and_unrelated_between_purposes() -> None:
    one, other = uniforms("loss", range(100_000)), uniforms("stops", range(100_000))
    counts = np.histogram(one, bins=20, range=(0, 1))[0]
    assert abs(counts - 5_000).max() < 400
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.02


@settings(max_examples=25)
@given(st.text(), st.text())
def test_a_key_of_parts_does_not_run_them_together(one: str, other: str) -> None:
    assert 0 <= stable_key(one, other) < 2**63
    assert (stable_key(one, other) == stable_key(one + other)) is False
