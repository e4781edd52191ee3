"""Open what downstream rooms read of lines, and where they report how far a line is; for the town only."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import F

from dukou.base.viewer import Viewer, require_town
from dukou.market import models
from dukou.market.records import Delivery, LineFacts, LineToMake, ReturnDue
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact

CHUNK = 10_000
TO_MAKE = (
    "id",
    "order_id",
    "order__addressed_to",
    "seller_id",
    "order__consents_overflow",
    "state",
    "sku_id",
    "pairs",
    "unit_price_e4",
    "placed_on",
    "ready_by_on",
    "draw",
    "sku__style__family",
    "sku__style__needle_count",
    "sku__style__double_cylinder",
    "sku__style__terry",
    "sku__style__colours_a_course",
    "sku__style__cycle_ms",
    "sku__style__loss_ppm",
)
FACTS = (
    "id",
    "order_id",
    "order__code",
    "order__draw",
    "buyer_id",
    "seller_id",
    "maker_id",
    "order__destination_id",
    "sku_id",
    "made_pairs",
    "unit_price_e4",
    "due_on",
    "sku__style__family",
    "sku__style__grams_per_pair",
    "sku__style__ml_per_pair",
    "sku__style__pairs_per_carton",
    "draw",
)


def open_due(*, on: date, viewer: Viewer, now: datetime) -> int:
    """Open the imported orders placed up to a day, and return how many."""
    require_town(viewer)
    with transaction.atomic():
        waiting = models.Order.objects.filter(state="imported", placed_on__lte=on).exclude(book__state="running")
        rows = list(waiting.order_by("id").values_list("id", "code", "seller_id", "lines", "pairs"))
        ids = [row[0] for row in rows]
        for chunk in _chunks(ids):
            models.Line.objects.filter(order_id__in=chunk, state="imported").update(state="open")
            models.Order.objects.filter(id__in=chunk).update(state="open")
        facts = [
            NewFact("market.order_placed", code, seller, {"lines": lines, "pairs": pairs}, on)
            for _id, code, seller, lines, pairs in rows
        ]
        provenance.append(facts, viewer=viewer, now=now)
    return len(rows)


def lines_to_plan(*, viewer: Viewer) -> list[LineToMake]:
    """Return the lines that are open, or offered to the town and not yet awarded, oldest first."""
    require_town(viewer)
    rows = models.Line.objects.filter(state__in=["open", "offered"]).order_by("id")
    return [LineToMake(*row) for row in rows.values_list(*TO_MAKE)]


def mark_planned(planned: Sequence[tuple[int, int, str]], *, viewer: Viewer) -> None:
    """Record the maker and the source of ``(line, maker, source)``."""
    require_town(viewer)
    _execute(
        "UPDATE market_line SET state = 'planned', maker_id = %s, source = %s"
        " WHERE id = %s AND state IN ('open', 'offered')",
        [(maker, source, line) for line, maker, source in planned],
    )


def mark_offered(line_ids: Sequence[int], *, viewer: Viewer) -> None:
    """Record that the town may award these lines."""
    require_town(viewer)
    for chunk in _chunks(line_ids):
        models.Line.objects.filter(id__in=chunk, state="open").update(state="offered")


def refuse_lines(refused: Sequence[tuple[int, str]], *, viewer: Viewer) -> None:
    """Refuse ``(line, reason code)``."""
    require_town(viewer)
    _execute(
        "UPDATE market_line SET state = 'refused', refusal_code = %s WHERE id = %s AND state IN ('open', 'offered')",
        [(code, line) for line, code in refused],
    )


def mark_made(made: Sequence[tuple[int, int, int]], *, viewer: Viewer) -> None:
    """Record ``(line, made pairs, pairs short)`` after inspection; a line of which nothing passed is lost."""
    require_town(viewer)
    _execute(
        "UPDATE market_line SET state = %s, made_pairs = %s, short_pairs = %s WHERE id = %s AND state = 'planned'",
        [("made" if pairs else "lost", pairs, short, line) for line, pairs, short in made],
    )


def mark_ready(line_ids: Sequence[int], *, viewer: Viewer) -> None:
    """Record that lines lie reserved in the depot."""
    require_town(viewer)
    for chunk in _chunks(line_ids):
        models.Line.objects.filter(id__in=chunk, state="made").update(state="ready")


def mark_shipped(line_ids: Sequence[int], *, viewer: Viewer) -> None:
    """Record that lines left the depot whole."""
    require_town(viewer)
    for chunk in _chunks(line_ids):
        models.Line.objects.filter(id__in=chunk, state="ready").update(state="shipped", shipped_pairs=F("made_pairs"))


def mark_delivered(line_ids: Sequence[int], *, on: date, viewer: Viewer) -> None:
    """Record that lines reached their buyers on a day."""
    require_town(viewer)
    for chunk in _chunks(line_ids):
        models.Line.objects.filter(id__in=chunk, state="shipped").update(
            state="delivered", delivered_pairs=F("shipped_pairs"), delivered_on=on
        )


def mark_returned(returned: Sequence[tuple[int, int]], *, viewer: Viewer) -> None:
    """Add ``(line, pairs)`` that came back."""
    require_town(viewer)
    _execute(
        "UPDATE market_line SET returned_pairs = returned_pairs + %s WHERE id = %s",
        [(pairs, line) for line, pairs in returned],
    )


def line_facts(line_ids: Sequence[int], *, viewer: Viewer) -> dict[int, LineFacts]:
    """Return what downstream rooms need of these lines, by key; `pairs` are those made."""
    require_town(viewer)
    found = {}
    for chunk in _chunks(line_ids):
        for row in models.Line.objects.filter(id__in=chunk).values_list(*FACTS):
            found[row[0]] = LineFacts(*row)
    return found


def promised(*, until: date, viewer: Viewer) -> list[tuple[int, int, date]]:
    """Return ``(line, pairs, day)`` of the lines that are being made and are to be ready by a day until this one."""
    require_town(viewer)
    rows = models.Line.objects.filter(state__in=["planned", "made"], ready_by_on__lte=until).order_by("id")
    return list(rows.values_list("id", "pairs", "ready_by_on"))


def deliveries(*, on: date, viewer: Viewer) -> list[Delivery]:
    """Return the lines delivered on a day."""
    require_town(viewer)
    rows = models.Line.objects.filter(delivered_on=on, delivered_pairs__gt=0).order_by("id")
    fields = (
        "id",
        "order_id",
        "order__draw",
        "buyer_id",
        "seller_id",
        "maker_id",
        "delivered_pairs",
        "unit_price_e4",
    )
    return [Delivery(*row) for row in rows.values_list(*fields)]


def claim_returns(*, on: date, viewer: Viewer) -> list[ReturnDue]:
    """Claim the returns that begin by a day, in the caller's transaction.

    A return begins its lag after the delivery, on the next day at the earliest. It never exceeds what was
    delivered and not yet returned; one that has nothing left is void.
    """
    require_town(viewer)
    waiting = (
        models.ReturnRequest.objects.select_for_update(of=("self",))
        .filter(state="waiting", line__state="delivered", line__delivered_on__lt=on)
        .order_by("id")
    )
    fields = (
        "id",
        "pairs",
        "lag_days",
        "line_id",
        "line__order_id",
        "line__buyer_id",
        "line__seller_id",
        "line__unit_price_e4",
        "line__sku__style__grams_per_pair",
        "line__draw",
        "reason",
        "wish",
        "picture",
        "detail",
        "line__delivered_on",
        "line__delivered_pairs",
        "line__returned_pairs",
    )
    left: dict[int, int] = {}
    due, void = [], []
    for key, pairs, lag, line, *rest, at, delivered, returned in waiting.values_list(*fields):
        if at + timedelta(days=max(lag, 1)) > on:
            continue
        possible = min(pairs, left.setdefault(line, delivered - returned))
        left[line] -= possible
        if possible:
            order, buyer, seller, price, grams, draw, *claim = rest
            due.append(ReturnDue(key, line, order, buyer, seller, possible, price, grams, draw, *claim))
        else:
            void.append(key)
    models.ReturnRequest.objects.filter(id__in=[one.request_id for one in due]).update(state="claimed")
    models.ReturnRequest.objects.filter(id__in=void).update(state="void")
    return due


def under_way(*, viewer: Viewer) -> int:
    """Return how many lines, and returns of delivered lines, are not at their end.

    Lines of an import that is still running do not count: no day opens them before the import commits.
    """
    require_town(viewer)
    lines = models.Line.objects.exclude(state__in=["delivered", "refused", "lost"])
    open_lines = lines.exclude(order__book__state="running").count()
    return open_lines + models.ReturnRequest.objects.filter(state="waiting", line__state="delivered").count()


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _execute(sql: str, rows: Sequence[tuple[int | str, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
