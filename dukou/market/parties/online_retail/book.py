"""Turn the bytes of a book into purchases, cancellations and refused rows."""

import gzip
import io
import zlib
from datetime import datetime

import polars as pl

from dukou.base.errors import Refusal
from dukou.market.records import Book, Cancelled, Purchase

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
LONGEST_TEXT = 200
LONGEST_INVOICE = 40
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_LAG_DAYS = 730
MOST_BYTES = 400_000_000
GZIP_MAGIC = b"\x1f\x8b"
GOODS = r"^(?:\d{5}[A-Za-z0-9]{0,3}|DCGS[A-Za-z0-9]+|PADS)$"


def read(content: bytes, *, most_quantity: int) -> Book:
    """Read a book, plain or gzipped; refuse bytes that are none.

    `most_quantity` is the largest quantity of a row that is believed.
    """
    frame = _judged(_frame(_plain(content)), most_quantity)
    purchases = frame.filter(pl.col("refusal").is_null() & ~pl.col("cancels")).select(
        "row", "InvoiceNo", "StockCode", "quantity", "at", "customer", "Country"
    )
    bought = tuple(Purchase(*row) for row in purchases.iter_rows())
    refusals = list(frame.filter(pl.col("refusal").is_not_null()).select("row", "refusal").iter_rows())
    cancels = frame.filter(pl.col("refusal").is_null() & pl.col("cancels")).select(
        "row", "customer", "StockCode", "quantity", "at"
    )
    matched, unmatched = _match(bought, list(cancels.iter_rows()))
    refusals += unmatched
    return Book(frame.height, bought, tuple(matched), tuple(sorted(refusals)))


def _plain(content: bytes) -> bytes:
    if not content.startswith(GZIP_MAGIC):
        return _bounded(content)
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            plain = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as broken:
        raise Refusal("market.broken_archive") from broken
    return _bounded(plain)


def _bounded(plain: bytes) -> bytes:
    if len(plain) > MOST_BYTES:
        raise Refusal("market.file_too_large", {"megabytes": MOST_BYTES // 1_000_000})
    return plain


def _frame(plain: bytes) -> pl.DataFrame:
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Refusal("market.wrong_encoding", {"at": wrong.start}) from wrong
    try:
        frame = pl.read_csv(io.BytesIO(plain), infer_schema=False, truncate_ragged_lines=False)
    except pl.exceptions.PolarsError as wrong:
        raise Refusal("market.no_table") from wrong
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise Refusal("market.missing_columns", {"columns": ", ".join(missing)})
    return frame.select(COLUMNS).with_row_index("row", offset=1)


def _judged(frame: pl.DataFrame, most_quantity: int) -> pl.DataFrame:
    """Add what each row means, and the code of the first reason to refuse it."""
    read_values = frame.with_columns(
        pl.col("row").cast(pl.Int64),
        pl.col("Quantity").cast(pl.Int64, strict=False).alias("number"),
        pl.col("UnitPrice").cast(pl.Float64, strict=False).alias("price"),
        pl.col("InvoiceDate").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False).alias("at"),
        pl.col("CustomerID").str.strip_chars().str.replace(r"\.0$", "").alias("customer"),
        pl.col("InvoiceNo").fill_null("").str.starts_with("C").alias("cancels"),
        pl.col("StockCode").fill_null("").str.strip_chars(),
    )
    longest = pl.max_horizontal(pl.col(name).fill_null("").str.len_chars() for name in COLUMNS)
    longest_invoice = pl.col("InvoiceNo").str.len_chars()
    number, cancels = pl.col("number"), pl.col("cancels")
    reasons = (
        (longest > LONGEST_TEXT, "market.row_text_too_long"),
        (pl.col("customer").fill_null("") == "", "market.no_customer"),
        (~pl.col("customer").str.contains(r"^\d{1,12}$"), "market.bad_customer"),
        (pl.col("InvoiceNo").fill_null("") == "", "market.no_invoice"),
        (longest_invoice > LONGEST_INVOICE, "market.bad_invoice"),
        (pl.col("InvoiceNo").str.contains(r"\p{Cc}"), "market.bad_invoice"),
        (~pl.col("StockCode").str.contains(GOODS), "market.not_goods"),
        (pl.col("at").is_null(), "market.bad_date"),
        (~pl.col("at").dt.year().is_between(FIRST_YEAR, LAST_YEAR), "market.bad_date"),
        (number.is_null(), "market.bad_quantity"),
        (number == 0, "market.zero_quantity"),
        (~cancels & (number < 0), "market.negative_quantity"),
        (cancels & (number > 0), "market.cancellation_of_less_than_nothing"),
        (~number.is_between(-most_quantity, most_quantity), "market.absurd_quantity"),
        (pl.col("price").is_null(), "market.bad_price"),
        (~pl.col("price").is_finite() | (pl.col("price") <= 0), "market.zero_price"),
        (pl.col("Country").fill_null("") == "", "market.unknown_destination"),
    )
    refusal: pl.Expr = pl.lit(None, dtype=pl.String)
    for broken, code in reversed(reasons):
        refusal = pl.when(broken).then(pl.lit(code)).otherwise(refusal)
    return read_values.with_columns(refusal.alias("refusal"), number.abs().alias("quantity"))


def _match(
    bought: tuple[Purchase, ...], cancels: list[tuple[int, str, str, int, datetime]]
) -> tuple[list[Cancelled], list[tuple[int, str]]]:
    """Match each cancellation to earlier purchases of the same customer and stock code, the latest first.

    A cancellation that its purchases do not cover in full, or only with one too long ago, is not matched at all.
    """
    by_goods: dict[tuple[str, str], list[Purchase]] = {}
    for one in sorted(bought, key=lambda one: (one.at, one.row)):
        by_goods.setdefault((one.customer, one.stock_code), []).append(one)
    left = {one.row: one.quantity for one in bought}
    matched: list[Cancelled] = []
    unmatched: list[tuple[int, str]] = []
    for row, customer, stock_code, quantity, at in sorted(cancels, key=lambda one: (one[4], one[0])):
        parts, rest = [], quantity
        for one in reversed(by_goods.get((customer, stock_code), [])):
            if one.at > at or not left[one.row] or not rest:
                continue
            taken = min(rest, left[one.row])
            parts.append(Cancelled(row, one.row, taken, (at.date() - one.at.date()).days))
            rest -= taken
        if rest:
            unmatched.append((row, "market.cancellation_without_purchase"))
            continue
        if any(part.lag_days > MOST_LAG_DAYS for part in parts):
            unmatched.append((row, "market.late_cancellation"))
            continue
        for part in parts:
            left[part.purchase_row] -= part.quantity
        matched += parts
    return matched, unmatched
