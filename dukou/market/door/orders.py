"""Open the orders: see them, and place them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from dukou.base.days import TOWN_ZONE
from dukou.base.draws import stable_key
from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.ids import new_code
from dukou.base.money import line_amount
from dukou.base.viewer import Viewer
from dukou.market import models, rules
from dukou.market.door.catalogue import skus as catalogue
from dukou.market.records import LineRecord, NewOrder, OrderPage, OrderRecord, SkuRecord
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord

PAGE = 25
LARGEST_PAGE = 1_000
ORDER_FIELDS = (
    "id",
    "code",
    "buyer_id",
    "buyer__name_zh",
    "buyer__name_en",
    "seller_id",
    "seller__name_zh",
    "seller__name_en",
    "addressed_to",
    "external_ref",
    "placed_at",
    "destination__name_zh",
    "destination__name_en",
    "incoterm",
    "currency",
    "lines",
    "pairs",
    "amount_minor",
    "consents_sites",
)
LINE_FIELDS = (
    "id",
    "order_id",
    "number",
    "sku__style__name_zh",
    "sku__style__name_en",
    "sku__colour_zh",
    "sku__colour_en",
    "sku__size",
    "sku__gtin",
    "seller_id",
    "buyer_id",
    "maker_id",
    "maker__name_zh",
    "maker__name_en",
    "source",
    "pairs",
    "unit_price_e4",
    "due_on",
    "state",
    "refusal_code",
    "made_pairs",
    "short_pairs",
    "shipped_pairs",
    "delivered_pairs",
    "delivered_on",
    "returned_pairs",
)


def orders(
    *, viewer: Viewer, before: str | None = None, search: str = "", destination: str = "", size: int = PAGE
) -> OrderPage:
    """Return a page of the viewer's orders, as buyer or as seller, newest first; desks see all.

    `before` is the mark that the last page gave, the code of its last order; `search` finds an order by its code or
    its reference.
    """
    size = max(1, min(size, LARGEST_PAGE))
    rows = _visible(viewer)
    if not rules.is_plain(search + destination):
        rows = rows.none()
    if search:
        rows = rows.filter(Q(code=search) | Q(external_ref=search))
    if destination:
        rows = rows.filter(destination__code=destination)
    total = rows.count()
    found = list(_after(rows, before).order_by("-placed_at", "-id").values_list(*ORDER_FIELDS)[: size + 1])
    shown = tuple(OrderRecord(*row) for row in found[:size])
    more = len(found) > size
    return OrderPage(shown, total, shown[-1].code if more else None)


def order(code: str, *, viewer: Viewer) -> OrderRecord:
    """Return one order of the viewer's; for others it does not exist."""
    row = _called(_visible(viewer), code).values_list(*ORDER_FIELDS).first()
    if row is None:
        raise Missing("market.order_not_found")
    return OrderRecord(*row)


def order_lines(
    code: str, *, viewer: Viewer, first: int = 1, count: int = PAGE
) -> tuple[OrderRecord, list[LineRecord]]:
    """Return one order of the viewer's with its lines from a number on; makers are shown as far as it may know."""
    one = order(code, viewer=viewer)
    rows = models.Line.objects.filter(order_id=one.id, number__gte=first).order_by("number")
    found = [LineRecord(*row) for row in rows.values_list(*LINE_FIELDS)[:count]]
    return one, [_shown(line, viewer, consents_sites=one.consents_sites) for line in found]


def place_orders(new: Sequence[NewOrder], *, viewer: Viewer, now: datetime) -> Outcome[str]:
    """Place orders, each for itself, and return the codes of those placed; a refused one changes nothing.

    They are placed on the town's day, at the hour of `now`. More than `rules.MOST_ORDERS` at once are refused whole.
    """
    if len(new) > rules.MOST_ORDERS:
        raise Refusal("market.number_of_orders", {"most": rules.MOST_ORDERS})
    today = registry.today()
    known = {sku.gtin: sku for sku in catalogue()}
    places = {one.code: one for one in registry.destinations()}
    sellers = registry.sellers([one.seller_code for one in new])
    done, refused = [], []
    for row, one in enumerate(new):
        try:
            seller = rules.require_seller(sellers.get(one.seller_code), buyer=one.buyer, to_town=one.to_town)
            rules.require_order(one, known, today, viewer)
            done.append(_place(one, seller.id, known, places, today, viewer, now))
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return Outcome(tuple(done), tuple(refused))


def _place(
    new: NewOrder,
    seller: int,
    known: dict[str, SkuRecord],
    places: dict[str, DestinationRecord],
    today: date,
    viewer: Viewer,
    now: datetime,
) -> str:
    place = places.get(new.destination_code)
    if place is None:
        raise Refusal("market.unknown_destination", {"code": new.destination_code[:20]})
    code = new_code()
    draw = stable_key("order", code)
    amounts = [line_amount(known[one.sku_gtin].unit_price_e4, one.pairs).amount_minor for one in new.lines]
    with transaction.atomic():
        row = models.Order.objects.create(
            code=code,
            buyer_id=new.buyer,
            seller_id=seller,
            addressed_to="town" if new.to_town else "firm",
            external_ref=new.external_ref,
            placed_at=datetime.combine(today, now.astimezone(TOWN_ZONE).timetz()),
            placed_on=today,
            destination_id=place.id,
            incoterm=new.incoterm,
            consents_overflow=new.consents_overflow,
            consents_sites=new.consents_sites,
            draw=draw,
            lines=len(new.lines),
            pairs=sum(one.pairs for one in new.lines),
            amount_minor=sum(amounts),
        )
        models.Line.objects.bulk_create(_line_rows(new, row, known, place.lane_days))
        payload = {"lines": row.lines, "pairs": row.pairs}
        fact = NewFact("market.order_placed", code, seller, payload, today)
        provenance.append([fact], viewer=viewer, now=now)
    return code


def _line_rows(new: NewOrder, row: models.Order, known: dict[str, SkuRecord], lane_days: int) -> list[models.Line]:
    rows = []
    for number, one in enumerate(new.lines, start=1):
        sku = known[one.sku_gtin]
        due_on, ready_by_on = rules.due_dates(row.placed_on, sku.lead_days, lane_days, one.due_on)
        rows.append(
            models.Line(
                order=row,
                number=number,
                sku_id=sku.id,
                seller_id=row.seller_id,
                buyer_id=new.buyer,
                pairs=one.pairs,
                unit_price_e4=sku.unit_price_e4,
                placed_on=row.placed_on,
                due_on=due_on,
                ready_by_on=ready_by_on,
                draw=stable_key("line", row.code, number),
            )
        )
    return rows


def _visible(viewer: Viewer) -> QuerySet[models.Order]:
    rows = models.Order.objects.filter(state="open")
    if viewer.runs_desks:
        return rows
    if viewer.firm is None:
        return rows.none()
    return rows.filter(Q(seller_id=viewer.firm) | Q(buyer_id=viewer.firm))


def _after(rows: QuerySet[models.Order], before: str | None) -> QuerySet[models.Order]:
    """Keep what comes after the last order shown; a mark that is none shows the first page."""
    last = _called(rows, before).values_list("placed_at", "id").first() if before else None
    if last is None:
        return rows
    at, key = last
    return rows.filter(Q(placed_at__lt=at) | Q(placed_at=at, id__lt=key))


def _called(rows: QuerySet[models.Order], code: str) -> QuerySet[models.Order]:
    """Keep the order with this public code."""
    return rows.filter(code=code) if rules.is_plain(code) else rows.none()


def _shown(line: LineRecord, viewer: Viewer, *, consents_sites: bool) -> LineRecord:
    """Hide the maker where the viewer may not know it."""
    maker = rules.shown_maker(
        maker=line.maker,
        seller=line.seller,
        buyer=line.buyer,
        consents_sites=consents_sites,
        viewer=viewer,
    )
    return line if maker == line.maker else replace(line, maker=None, maker_zh=None, maker_en=None)
