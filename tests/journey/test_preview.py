"""Protect whoever tries his own book: its rows are read as people write them, and each is judged for itself."""

from typing import Any

import pytest

from dukou.base.errors import Refusal
from dukou.base.town import TOWN
from dukou.journey.preview import Cell, preview
from dukou.journey.seed.book import HEADING, book
from dukou.market import models as market
from dukou.registry import door as registry
from dukou.registry import models as firms
from tests import builders as build

pytestmark = [pytest.mark.doors, pytest.mark.django_db]

CHINESE = ("订单号", "货号", "数量", "日期", "客户", "国家")
ENGLISH = ("Order no", "Goods", "Quantity", "Date", "Customer", "Country")


@pytest.fixture(autouse=True)
def town() -> None:
    """Build a town that delivers to one country."""
    registry.set_clock(on=build.ON, viewer=TOWN)
    build.factory()
    build.firm("trader")
    build.sku()
    firms.Destination.objects.filter(pk=build.destination()).update(name_zh="德国", name_en="Germany", code="DE")


def judged(*rows: tuple[Cell, ...], heading: tuple[str, ...] = CHINESE) -> list[str]:
    """Return why each row is refused."""
    return [one.refusal for one in preview([heading, *rows]).rows]


@pytest.mark.parametrize("heading", [CHINESE, ENGLISH, tuple(one.upper() for one in ENGLISH)])
@pytest.mark.parametrize("country", ["德国", "Germany", "germany", "DE", " 德国 "])
@pytest.mark.parametrize("on", ["2025-12-03", "2025/12/3", "2025年12月3日", "2025-12-03 09:30", build.ON, build.NOW])
def test_headings_dates_and_countries_are_read_as_people_write_them(
    heading: tuple[str, ...], country: str, on: Any
) -> None:
    assert judged(("A1", "WZ-1", "１，２００", on, "老客户", country), heading=heading) == [""]


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (0, None, "market.no_invoice"),
        (1, "", "market.not_goods"),
        (2, "很多", "market.bad_quantity"),
        (2, 0, "market.zero_quantity"),
        (2, -5, "market.negative_quantity"),
        (2, 1.5, "market.bad_quantity"),
        (2, 10**9, "market.absurd_quantity"),
        (3, "2025-02-30", "market.bad_date"),
        (3, "昨天", "market.bad_date"),
        (4, None, "market.no_customer"),
        (5, "火星", "market.unknown_destination"),
        (5, None, "market.unknown_destination"),
        (0, "x" * 201, "market.row_text_too_long"),
    ],
)
def test_a_row_is_refused_for_its_own_fault_alone(place: int, value: Cell, code: str) -> None:
    good: tuple[Cell, ...] = ("A1", "WZ-1", 12, "2025-12-03", "老客户", "德国")
    bad = (*good[:place], value, *good[place + 1 :])
    assert judged(good, bad, good) == ["", code, ""]


def test_rows_are_counted_by_the_sheet_and_blank_ones_left_out() -> None:
    good = ("A1", "WZ-1", 12, "2025-12-03", "老客户", "德国")
    found = preview([CHINESE, good, (None,) * 6, (), good, ("A2", "WZ-1", 5, "2025-12-03", "新客户", "德国", "more")])
    assert [one.number for one in found.rows] == [2, 5, 6]
    assert (found.report.orders, found.report.lines, found.report.pairs) == (2, 3, 29)
    assert found.refused == ()
    assert not market.Import.objects.exists()
    assert not firms.Firm.objects.filter(kind="buyer").exists()


def test_a_sheet_without_a_column_or_a_row_is_refused() -> None:
    with pytest.raises(Refusal, match=r"journey\.book_columns") as said:
        preview([("订单号", "数量", "日期", "客户", "国家"), ("A1",)])
    assert said.value.facts == {"columns": "货号"}
    for sheet in ([], [()], [("",)]):
        with pytest.raises(Refusal, match=r"journey\.book_columns"):
            preview(sheet)
    with pytest.raises(Refusal, match=r"journey\.book_empty"):
        preview([CHINESE, ("", None)])


def test_the_public_book_is_read_as_it_is_with_what_is_no_goods_refused() -> None:
    lines = [line.split(",") for line in book(seed=1, on=build.ON, days=2, orders_a_day=3).decode().splitlines()]
    for line in lines[1:]:
        line[-1] = "Germany"
    post = (*lines[1][:1], "POST", *lines[1][2:])
    found = preview([HEADING, *map(tuple, lines[1:]), post])
    assert [one.refusal for one in found.rows] == [""] * (len(lines) - 1) + ["market.not_goods"]
