"""Open what a buyer has of delivered goods, and take in hand at once what is asked back of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from dukou.base.errors import Missing
from dukou.base.viewer import Viewer, require_town
from dukou.market import models, rules
from dukou.market.records import BoughtLine, NewRequest, ReturnDue, VariantRecord

MOST = 200
# The scope of a viewer who acts by a consumer's link.
CONSUMER = "consumer:"
FIELDS = (
    "id",
    "order_id",
    "order__code",
    "number",
    "buyer_id",
    "seller_id",
    "seller__name_zh",
    "seller__name_en",
    "order__destination_id",
    "sku__style_id",
    "sku_id",
    "sku__gtin",
    "sku__style__name_zh",
    "sku__style__name_en",
    "sku__colour_zh",
    "sku__colour_en",
    "sku__size",
    "unit_price_e4",
    "sku__style__grams_per_pair",
    "delivered_on",
    "left",
)


def bought(*, viewer: Viewer, line_ids: Collection[int] | None = None) -> list[BoughtLine]:
    """Return delivered lines of the viewer's firm, or of the consumer's link, the last delivered first; at most `MOST`.

    Where lines are named, these in their own order, whatever is left of them; else those of which something is left.
    """
    return _bought(_own(viewer), line_ids)


def hold_bought(line_ids: Collection[int], *, by: Viewer, viewer: Viewer) -> list[BoughtLine]:
    """Return these lines of the buyer `by`, locked in the caller's transaction, so that nobody else asks them back."""
    require_town(viewer)
    mine = _own(by).filter(id__in=line_ids)
    list(mine.order_by("id").select_for_update(of=("self",)).values_list("id"))
    return _bought(mine, line_ids)


def variants(styles: Collection[int], *, viewer: Viewer) -> Mapping[int, Sequence[VariantRecord]]:
    """Return the colourways and sizes of those of these styles of which the viewer has bought something, by style."""
    known = _own(viewer).filter(sku__style_id__in=styles).values("sku__style_id")
    rows = models.Sku.objects.filter(style_id__in=known).order_by("id")
    found: dict[int, list[VariantRecord]] = defaultdict(list)
    for style, *row in rows.values_list("style_id", "gtin", "colour_zh", "colour_en", "size"):
        found[style].append(VariantRecord(*row))
    return found


def take_requests(
    asked: Sequence[NewRequest], lines: Mapping[int, BoughtLine], *, on: date, viewer: Viewer
) -> list[ReturnDue]:
    """Take what is asked back of held lines in hand at once, in the caller's transaction, and return it in order."""
    require_town(viewer)
    rows = models.ReturnRequest.objects.bulk_create(
        models.ReturnRequest(
            line_id=one.line_id,
            pairs=one.pairs,
            lag_days=(on - lines[one.line_id].delivered_on).days,
            claimed_on=on,
            reason=one.reason,
            detail=one.detail or None,
            wish=one.wish,
            picture=one.picture or None,
            state="claimed",
        )
        for one in asked
    )
    draws = dict(models.Line.objects.filter(id__in=lines).values_list("id", "draw"))
    return [_due(row.pk, one, lines[one.line_id], draws[one.line_id]) for row, one in zip(rows, asked, strict=True)]


def _due(key: int, one: NewRequest, line: BoughtLine, draw: int) -> ReturnDue:
    return ReturnDue(
        request_id=key,
        line_id=line.line_id,
        order_id=line.order_id,
        buyer=line.buyer,
        seller=line.seller,
        pairs=one.pairs,
        unit_price_e4=line.unit_price_e4,
        grams_per_pair=line.grams_per_pair,
        draw=draw,
        reason=one.reason,
        wish=one.wish,
        picture=one.picture or None,
        detail=one.detail or None,
    )


def _own(viewer: Viewer) -> QuerySet[models.Line]:
    """Return the delivered lines of who asks: a buying firm's, or those of the one order of a consumer's link."""
    rows = models.Line.objects.filter(state="delivered", delivered_on__isnull=False)
    if viewer.scope and viewer.scope.startswith(CONSUMER):
        code = viewer.scope.removeprefix(CONSUMER)
        if not rules.is_plain(code) or not (sale := models.ConsumerSale.objects.filter(code=code).first()):
            raise Missing("market.order_not_found")
        return rows.filter(order_id=sale.order_id)
    return rows.filter(buyer_id=viewer.firm) if viewer.firm is not None else rows.none()


def _bought(rows: QuerySet[models.Line], line_ids: Collection[int] | None) -> list[BoughtLine]:
    waiting = models.ReturnRequest.objects.filter(line=OuterRef("pk"), claimed_on__isnull=False, state="waiting")
    claimed = waiting.values("line").annotate(pairs=Sum("pairs")).values("pairs")
    left = F("delivered_pairs") - F("returned_pairs") - Coalesce(Subquery(claimed), 0)
    found = rows.annotate(left=left)
    if line_ids is None:
        listed = list(found.filter(left__gt=0).order_by("-delivered_on", "-id").values_list(*FIELDS)[:MOST])
    else:
        listed = list(found.filter(id__in=line_ids).order_by("id").values_list(*FIELDS))
    sold = models.ConsumerSale.objects.filter(order_id__in={row[1] for row in listed})
    sales = {order: (sale, insured) for order, sale, insured in sold.values_list("order_id", "id", "is_insured")}
    excluded: dict[int, set[str]] = defaultdict(set)
    if sales:
        of_lines = models.Exclusion.objects.filter(line__order_id__in=sales)
        for line, rule in of_lines.values_list("line_id", "rule"):
            excluded[line].add(rule)
    return [BoughtLine(*(*row, *sales.get(row[1], (None, False)), frozenset(excluded[row[0]]))) for row in listed]
