"""Protect business dates: they are the site's, whatever the instant's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dukou.base.days import business_date, instant, on_or_after


def test_an_evening_in_london_is_tomorrow_in_town() -> None:
    at = datetime(2025, 12, 3, 17, 30, tzinfo=UTC)
    assert business_date(at) == date(2025, 12, 4)
    assert business_date(at, ZoneInfo("Europe/London")) == date(2025, 12, 3)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 23))
def test_an_instant_of_a_date_falls_on_it(on: date, hour: int) -> None:
    assert business_date(instant(on, hour)) == on


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.frozensets(st.integers(0, 6), min_size=1))
def test_the_next_cut_off_is_near_and_on_a_right_weekday(on: date, weekdays: frozenset[int]) -> None:
    cut_off = on_or_after(on, weekdays)
    assert 0 <= (cut_off - on).days < 7
    assert cut_off.weekday() in weekdays
