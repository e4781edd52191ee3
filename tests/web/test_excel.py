"""Protect whoever opens an export: no text of another person acts in his spreadsheet."""

import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dukou.web.parts.excel import ACTIVE, neutral, workbook


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")'])
def test_text_that_would_act_is_shown_as_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_can_be_exported_and_nothing_acts(text: str) -> None:
    book = load_workbook(io.BytesIO(workbook([("t", ["a"], [[text]])])))
    (cell,) = next(book.active.iter_rows(min_row=2))
    assert cell.data_type != "f"
    assert not str(cell.value or "").startswith(ACTIVE)


def test_numbers_dates_and_instants_stay_what_they_are() -> None:
    at = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
    book = load_workbook(io.BytesIO(workbook([("t", ["a"], [[-5, 1.5, date(2025, 12, 3), at, None, 7]])])))
    values = next(book.active.iter_rows(min_row=2, values_only=True))
    assert values == (-5, 1.5, at.replace(tzinfo=None, hour=0), at.replace(tzinfo=None), None, 7)
