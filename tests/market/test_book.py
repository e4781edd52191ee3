"""Protect the wholesaler whose book comes in: each row counts once, as a purchase, a cancellation or a refusal."""

import csv
import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Refusal
from dukou.market.parties.online_retail import book as online_retail
from dukou.market.parties.online_retail.book import COLUMNS, read
from dukou.market.records import Book

START = datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
GOOD = ("536365", "85123A", "A HEART", "6", "2010-12-01 08:26:00", "2.55", "17850.0", "United Kingdom")
MOST = 1_000_000


def table(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue().encode()


def row(**changed: str) -> tuple[str, ...]:
    return tuple(changed.get(name, value) for name, value in zip(COLUMNS, GOOD, strict=True))


def book(*rows: tuple[str, ...]) -> Book:
    return read(table(*rows), most_quantity=MOST)


REFUSED = [
    (row(CustomerID=""), "market.no_customer"),
    (row(CustomerID="=1+1"), "market.bad_customer"),
    (row(InvoiceNo=""), "market.no_invoice"),
    (row(InvoiceNo="5" * 41), "market.bad_invoice"),
    (row(InvoiceNo="536\x00365"), "market.bad_invoice"),
    (row(InvoiceNo="536\n365"), "market.bad_invoice"),
    (row(StockCode="POST"), "market.not_goods"),
    (row(StockCode="gift_0001_20"), "market.not_goods"),
    (row(InvoiceDate="yesterday"), "market.bad_date"),
    (row(InvoiceDate="2010-02-30 08:00:00"), "market.bad_date"),
    (row(InvoiceDate="0001-01-01 08:00:00"), "market.bad_date"),
    (row(InvoiceDate="1989-12-31 23:59:59"), "market.bad_date"),
    (row(InvoiceDate="2101-01-01 00:00:00"), "market.bad_date"),
    (row(InvoiceNo="C1", Quantity="-6", InvoiceDate="9998-01-01 00:00:00"), "market.bad_date"),
    (row(InvoiceNo="C1", Quantity="-6", InvoiceDate="2012-12-01 08:26:00"), "market.late_cancellation"),
    (row(Quantity="six"), "market.bad_quantity"),
    (row(Quantity="6.5"), "market.bad_quantity"),
    (row(Quantity="99999999999999999999999"), "market.bad_quantity"),
    (row(Quantity="0"), "market.zero_quantity"),
    (row(Quantity="-6"), "market.negative_quantity"),
    (row(InvoiceNo="C1", Quantity="6"), "market.cancellation_of_less_than_nothing"),
    (row(InvoiceNo="C1", Quantity="-7"), "market.cancellation_without_purchase"),
    (row(Quantity=str(MOST + 1)), "market.absurd_quantity"),
    (row(InvoiceNo="C1", Quantity=str(-(2**63))), "market.absurd_quantity"),
    (row(UnitPrice="dear"), "market.bad_price"),
    (row(UnitPrice="nan"), "market.zero_price"),
    (row(UnitPrice="inf"), "market.zero_price"),
    (row(UnitPrice="-1"), "market.zero_price"),
    (row(Country=""), "market.unknown_destination"),
    (row(Description="x" * 10_000), "market.row_text_too_long"),
]


@pytest.mark.parametrize(("bad", "code"), REFUSED)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_stand(bad: tuple[str, ...], code: str) -> None:
    found = book(GOOD, bad)
    assert found.refusals == ((2, code),)
    assert [one.row for one in found.purchases] == [1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "market.no_table"),
        (b"\xff\xfe\x00", "market.wrong_encoding"),
        ("客户,数量\n1,2\n".encode("gb18030"), "market.wrong_encoding"),
        (b"InvoiceNo,Quantity\n1,2\n", "market.missing_columns"),
        (gzip.compress(table(GOOD), mtime=0)[:-9], "market.broken_archive"),
        (gzip.compress(table(GOOD), mtime=0)[:20] + b"damage", "market.broken_archive"),
        (table(GOOD) + b"1,2,3,4,5,6,7,8,9,10\n", "market.no_table"),
    ],
)
def test_bytes_that_are_no_book_are_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(content, most_quantity=MOST)
    assert refused.value.code == code


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_book_of_too_many_bytes_is_refused_packed_or_plain(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = table(GOOD)
    monkeypatch.setattr(online_retail, "MOST_BYTES", len(content))
    assert read(pack(content), most_quantity=MOST).rows == 1
    monkeypatch.setattr(online_retail, "MOST_BYTES", len(content) - 1)
    with pytest.raises(Refusal, match=r"market\.file_too_large"):
        read(pack(content), most_quantity=MOST)


@pytest.mark.parametrize("at", ["1990-01-01 00:00:00", "2100-12-31 23:59:59"])
def test_the_first_and_the_last_year_are_taken(at: str) -> None:
    assert book(row(InvoiceDate=at)).refusals == ()


def test_a_cancellation_of_the_last_day_that_is_taken_counts() -> None:
    cancel = row(InvoiceNo="C1", Quantity="-6", InvoiceDate="2012-11-30 08:26:00")
    assert [one.lag_days for one in book(GOOD, cancel).cancelled] == [730]


def test_a_late_cancellation_leaves_its_purchase_to_a_timely_one() -> None:
    late = row(InvoiceNo="C1", Quantity="-6", InvoiceDate="2013-12-01 08:26:00")
    timely = row(InvoiceNo="C2", Quantity="-6", InvoiceDate="2010-12-02 08:26:00")
    other = row(InvoiceDate="2013-11-30 08:26:00", Quantity="4")
    found = book(GOOD, late, other)
    assert (found.refusals, found.cancelled) == (((2, "market.late_cancellation"),), ())
    assert [one.row for one in book(GOOD, late, timely).cancelled] == [3]


def test_a_packed_book_reads_like_a_plain_one() -> None:
    assert read(gzip.compress(table(GOOD, GOOD), mtime=0), most_quantity=MOST) == book(GOOD, GOOD)


def test_equal_rows_in_one_book_are_two_purchases() -> None:
    assert [one.quantity for one in book(GOOD, GOOD).purchases] == [6, 6]


def test_a_cancellation_takes_back_the_latest_purchases_first() -> None:
    later = row(InvoiceNo="536400", InvoiceDate="2010-12-05 10:00:00", Quantity="4")
    after = row(InvoiceNo="536500", InvoiceDate="2010-12-09 10:00:00", Quantity="50")
    cancel = row(InvoiceNo="C536401", InvoiceDate="2010-12-07 10:00:00", Quantity="-7")
    found = book(GOOD, later, after, cancel)
    assert [(one.purchase_row, one.quantity, one.lag_days) for one in found.cancelled] == [(2, 4, 2), (1, 3, 6)]
    assert found.refusals == ()


rows = st.lists(
    st.builds(
        lambda invoice, code, customer, quantity, day, cancels: row(
            InvoiceNo=f"{'C' if cancels else ''}{invoice}",
            StockCode=f"{code:05}",
            CustomerID=str(customer),
            Quantity=str(-quantity if cancels else quantity),
            InvoiceDate=f"{START + timedelta(days=day):%Y-%m-%d %H:%M:%S}",
        ),
        st.integers(1, 5),
        st.integers(1, 3),
        st.integers(1, 2),
        st.integers(0, 9),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=25,
)


@settings(max_examples=60)
@given(rows)
def test_every_row_counts_once_and_no_more_comes_back_than_was_bought(some: list[tuple[str, ...]]) -> None:
    if not some:
        return
    found = book(*some)
    counted = [one.row for one in found.purchases] + sorted({one.row for one in found.cancelled})
    assert sorted(counted + [number for number, _code in found.refusals]) == list(range(1, len(some) + 1))
    bought = {one.row: one.quantity for one in found.purchases}
    back = dict.fromkeys(bought, 0)
    for one in found.cancelled:
        back[one.purchase_row] += one.quantity
        assert one.lag_days >= 0
    assert all(back[number] <= quantity for number, quantity in bought.items())
