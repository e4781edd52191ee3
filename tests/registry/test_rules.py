"""Protect the dated tables: two rows of one key never hold on the same day, and every such pair is seen."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Refusal
from dukou.registry import rules

FIRST = date(2025, 1, 1)
Row = dict[str, Any]
spans = st.tuples(st.sampled_from("ab"), st.integers(0, 40), st.one_of(st.none(), st.integers(0, 12)))


def row(key: str, start: int, days: int | None) -> Row:
    """Return a row that is valid for so many days more than one, or without end."""
    first = FIRST + timedelta(days=start)
    return {"key": key, "valid_from": first, "valid_to": None if days is None else first + timedelta(days=days)}


def valid_on(rows: list[Row], key: str, day: date) -> int:
    return sum(
        one["key"] == key and one["valid_from"] <= day and (one["valid_to"] is None or day <= one["valid_to"])
        for one in rows
    )


def refused(rows: list[Row]) -> str | None:
    try:
        rules.require_no_overlap(("key",), rows)
    except Refusal as refusal:
        return refusal.code
    return None


@settings(max_examples=150)
@given(st.lists(spans, max_size=6))
def test_rows_are_refused_exactly_where_two_hold_on_one_day(chosen: list[tuple[str, int, int | None]]) -> None:
    rows = [row(*one) for one in chosen]
    # Day by day, far enough that every open end has met every later row.
    days = [FIRST + timedelta(days=n) for n in range(60)]
    clash = any(valid_on(rows, key, day) > 1 for key in "ab" for day in days)
    assert refused(rows) == ("registry.overlapping_days" if clash else None)


@given(st.sets(st.integers(0, 6), min_size=1))
def test_weekdays_are_read_as_written(days: set[int]) -> None:
    text = ",".join(str(day) for day in days)
    assert rules.WEEKDAYS.fullmatch(text)
    assert rules.weekdays(text) == days
