"""Open the imports of order books: begun, filled in restartable chunks, visible when the last one commits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from dukou.base.errors import Refusal
from dukou.base.ids import new_code
from dukou.base.money import line_amount
from dukou.base.viewer import Viewer, require_town
from dukou.market import models, rules
from dukou.market.parties.online_retail import book as online_retail
from dukou.market.records import Book, BookLine, BookOrder, BookReturn, ImportState, Options
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact, Payload

CHUNK = 4_000
# Written without model instances: a book has hundreds of thousands of rows, and this is three times as quick.
INSERT_LINE = (
    "INSERT INTO market_line (order_id, number, sku_id, seller_id, buyer_id, pairs, unit_price_e4,"
    " placed_on, due_on, ready_by_on, state, draw, import_row,"
    " source, refusal_code, made_pairs, short_pairs, shipped_pairs, delivered_pairs, returned_pairs)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'imported', %s, %s, '', '', 0, 0, 0, 0, 0)"
)
INSERT_REFUSAL = "INSERT INTO market_rowrefusal (book_id, row, code) VALUES (%s, %s, %s)"
INSERT_RETURN = (
    "INSERT INTO market_returnrequest (book_id, line_id, pairs, lag_days, import_row, state)"
    " VALUES (%s, %s, %s, %s, %s, 'waiting')"
)
OPTIONS = ("scale", "addressing", "start_on")
READERS = {"online-retail": online_retail.read}
STATE_FIELDS = ("id", "state", "options", "orders_done", "rows_total", "rows_accepted", "rows_refused")
MOST_BYTES = online_retail.MOST_BYTES


def read_book(content: bytes, *, profile: str, most_quantity: int) -> Book:
    """Read the bytes of an order book; refuse bytes that are none. It reads no row of the town."""
    return READERS[profile](content, most_quantity=most_quantity)


def begun(digest: str, *, viewer: Viewer) -> ImportState | None:
    """Return the import of the file with this SHA-256 digest, if one has begun."""
    require_town(viewer)
    row = models.Import.objects.filter(digest=digest).values_list(*STATE_FIELDS).first()
    return ImportState(*row) if row else None


def begin(*, digest: str, profile: str, options: Options, file_name: str, viewer: Viewer) -> ImportState:
    """Return the import of the file with this SHA-256 digest: the one there is, or a new one.

    One that is still running goes on with the options that it began with; others are refused.
    """
    require_town(viewer)
    row, _new = models.Import.objects.get_or_create(
        digest=digest, defaults={"profile": profile, "options": options, "file_name": rules.kept_name(file_name)}
    )
    if row.state == "running" and row.options != options:
        raise Refusal("market.other_options", {name: row.options.get(name) for name in OPTIONS})
    return _state(row.pk)


def add_orders(import_id: int, orders: Sequence[BookOrder], *, done_before: int, viewer: Viewer) -> bool:
    """Add a chunk of orders, all or nothing, if so many stand before it; tell whether it was added now."""
    require_town(viewer)
    with transaction.atomic():
        moved = models.Import.objects.filter(id=import_id, state="running", orders_done=done_before).update(
            orders_done=done_before + len(orders)
        )
        if not moved:
            return False
        rows = models.Order.objects.bulk_create([_order_row(import_id, one) for one in orders], batch_size=CHUNK)
        lines = (
            _line_values(row.pk, one, number, line)
            for row, one in zip(rows, orders, strict=True)
            for number, line in enumerate(one.lines, start=1)
        )
        _insert(INSERT_LINE, lines)
    return True


def commit(
    import_id: int,
    *,
    refusals: Sequence[tuple[int, str]],
    returns: Sequence[BookReturn],
    rows_total: int,
    viewer: Viewer,
    now: datetime,
) -> ImportState:
    """Write refusals and returns and make the import visible, all or nothing; once."""
    require_town(viewer)
    with transaction.atomic():
        moved = models.Import.objects.filter(id=import_id, state="running").update(
            state="committed",
            rows_total=rows_total,
            rows_refused=len(refusals),
            rows_accepted=rows_total - len(refusals),
        )
        if moved:
            _write_rows(import_id, refusals, returns)
            digest = models.Import.objects.values_list("digest", flat=True).get(id=import_id)
            payload: Payload = {"digest": digest, "rows": rows_total, "refused": len(refusals)}
            fact = NewFact("market.import_committed", f"import-{import_id}", None, payload)
            provenance.append([fact], viewer=viewer, now=now)
    return _state(import_id)


def names(*, viewer: Viewer) -> set[str]:
    """Return the names of the files whose import has begun."""
    require_town(viewer)
    return set(models.Import.objects.values_list("file_name", flat=True))


def _write_rows(import_id: int, refusals: Sequence[tuple[int, str]], returns: Sequence[BookReturn]) -> None:
    _insert(INSERT_REFUSAL, ((import_id, row, code) for row, code in refusals))
    lines = dict(models.Line.objects.filter(order__book_id=import_id).values_list("import_row", "id").iterator())
    _insert(INSERT_RETURN, ((import_id, lines[one.line_row], one.pairs, one.lag_days, one.row) for one in returns))


def _insert(sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def _state(import_id: int) -> ImportState:
    return ImportState(*models.Import.objects.values_list(*STATE_FIELDS).get(id=import_id))


def _order_row(import_id: int, one: BookOrder) -> models.Order:
    return models.Order(
        code=new_code(),
        buyer_id=one.buyer,
        seller_id=one.seller,
        addressed_to=one.addressed_to,
        external_ref=one.external_ref,
        placed_at=one.placed_at,
        placed_on=one.placed_on,
        destination_id=one.destination,
        consents_overflow=one.consents_overflow,
        book_id=import_id,
        state="imported",
        draw=one.draw,
        lines=len(one.lines),
        pairs=sum(line.pairs for line in one.lines),
        amount_minor=sum(line_amount(line.unit_price_e4, line.pairs).amount_minor for line in one.lines),
    )


def _line_values(order: int, one: BookOrder, number: int, line: BookLine) -> tuple[Any, ...]:
    """Return a line's values in the order of `INSERT_LINE`."""
    dates = (one.placed_on, line.due_on, line.ready_by_on)
    what = (line.sku, one.seller, one.buyer, line.pairs, line.unit_price_e4)
    return (order, number, *what, *dates, line.draw, line.row)
