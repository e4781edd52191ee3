"""Open the orders: see them, and place them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet

from dukou.base.days import TOWN_ZONE
from dukou.base.draws import stable_key
from dukou.base.errors import Missing, Outcome, Refusal, Refused
from dukou.base.ids import new_code
from dukou.base.viewer import Viewer
from dukou.market import models, rules
from dukou.market.door.catalogue import skus as catalogue
from dukou.market.door.prices import PriceList
from dukou.market.records import (
    STAGES,
    LineRecord,
    NewOrder,
    OrderPage,
    OrderRecord,
    Progress,
    Quote,
    SellerRecord,
    SkuRecord,
)
from dukou.provenance import door as provenance
from dukou.provenance.records import NewFact
from dukou.registry import door as registry
from dukou.registry.records import DestinationRecord, FirmRecord

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
    lines = models.Line.objects.filter(number__gte=first, order__in=_called(_visible(viewer), code)).order_by("number")
    rows = list(lines.values_list(*LINE_FIELDS, *(f"order__{name}" for name in ORDER_FIELDS))[:count])
    one = OrderRecord(*rows[0][len(LINE_FIELDS) :]) if rows else order(code, viewer=viewer)
    found = [LineRecord(*row[: len(LINE_FIELDS)]) for row in rows]
    return one, [_shown(line, viewer, consents_sites=one.consents_sites) for line in found]


def place_orders(new: Sequence[NewOrder], *, viewer: Viewer, now: datetime) -> Outcome[str]:
    """Place orders, each for itself, and return the codes of those placed; a refused one changes nothing.

    They are placed on the town's day, at the hour of `now`, at the prices of the ladders of that day. One that was
    placed before under the same request key is not placed again: its code is returned. More than `rules.MOST_ORDERS`
    at once are refused whole.
    """
    if len(new) > rules.MOST_ORDERS:
        raise Refusal("market.number_of_orders", {"most": rules.MOST_ORDERS})
    known = _known(new)
    done, refused = [], []
    for row, one in enumerate(new):
        try:
            done.append(_place_once(one, known, viewer, now))
        except Refusal as refusal:
            refused.append(Refused(row, refusal))
    return Outcome(tuple(done), tuple(refused))


def progress(order_ids: Sequence[int], *, viewer: Viewer) -> dict[int, Progress]:
    """Return how far the lines of the viewer's orders are, by the order's key; one query."""
    seen = _visible(viewer).filter(id__in=set(order_ids))
    counts: dict[int, Counter[str]] = {}
    rows = models.Line.objects.filter(order__in=seen).values_list("order_id", "state").annotate(Count("id"))
    for order_id, state, lines in rows:
        counts.setdefault(order_id, Counter())[STAGES[state]] += lines
    return {order_id: Progress(**found) for order_id, found in counts.items()}


def known_sellers(*, viewer: Viewer) -> list[SellerRecord]:
    """Return the firms that the viewer's firm has ordered from and can order from again, the last ones first."""
    if viewer.firm is None:
        return []
    rows = models.Order.objects.filter(buyer_id=viewer.firm, state="open", seller__retired_at__isnull=True)
    last = rows.exclude(seller__kind=rules.TRADER).values("seller_id").annotate(last=Max("id")).order_by("-last")
    return [SellerRecord(*row) for row in last.values_list("seller__code", "seller__name_zh", "seller__name_en")]


def last_destination(*, viewer: Viewer) -> str:
    """Return the code of the place where the viewer's firm last ordered goods to, or nothing."""
    rows = (
        models.Order.objects.filter(buyer_id=viewer.firm, state="open") if viewer.firm else models.Order.objects.none()
    )
    return rows.order_by("-placed_at", "-id").values_list("destination__code", flat=True).first() or ""


def placed_under(request_key: str, *, viewer: Viewer) -> str | None:
    """Return the code of the order that the viewer's firm placed under a request key."""
    if viewer.firm is None or not request_key or not rules.is_plain(request_key):
        return None
    rows = models.Order.objects.filter(buyer_id=viewer.firm, request_key=request_key)
    return rows.values_list("code", flat=True).first()


def agreed_sites(order_code: str, *, viewer: Viewer) -> list[SellerRecord]:
    """Return the firms that the buyer of an order agreed to, to him, to the seller of record and to desks."""
    rows = models.SiteConsent.objects.filter(order__in=_called(_visible(viewer), order_code)).order_by("id")
    return [SellerRecord(*row) for row in rows.values_list("firm__code", "firm__name_zh", "firm__name_en")]


def consented_firms(order_ids: Sequence[int], *, viewer: Viewer) -> dict[int, frozenset[int]]:
    """Return by order the firms that its buyer agreed to; an order without named sites is left out.

    As far as the orders are the viewer's, as buyer or as seller; desks see all.
    """
    rows = models.SiteConsent.objects.filter(order__in=_visible(viewer).filter(id__in=set(order_ids)))
    found: dict[int, set[int]] = {}
    for order_id, firm in rows.values_list("order_id", "firm_id"):
        found.setdefault(order_id, set()).add(firm)
    return {order_id: frozenset(firms) for order_id, firms in found.items()}


@dataclass(frozen=True, slots=True)
class _Known:
    """Hold what orders are checked against and priced by."""

    today: date
    skus: Mapping[str, SkuRecord]
    places: Mapping[str, DestinationRecord]
    firms: Mapping[str, FirmRecord]
    prices: PriceList


def _known(new: Sequence[NewOrder]) -> _Known:
    today = registry.today()
    skus = {sku.gtin: sku for sku in catalogue()}
    firms = registry.sellers([code for one in new for code in (one.seller_code, *one.sites[: rules.MOST_SITES])])
    ordered = {line.sku_gtin for one in new for line in one.lines}
    unit_prices = {sku.style_code: sku.unit_price_e4 for sku in skus.values() if sku.gtin in ordered}
    prices = PriceList.of(unit_prices, [one.id for one in firms.values()], on=today)
    return _Known(today, skus, {one.code: one for one in registry.destinations()}, firms, prices)


def _place_once(new: NewOrder, known: _Known, viewer: Viewer, now: datetime) -> str:
    rules.require_own(new, viewer)
    if placed := _placed(new):
        return placed
    seller = rules.require_seller(known.firms.get(new.seller_code), buyer=new.buyer, to_town=new.to_town)
    rules.require_order(new, known.skus, known.today)
    sites = rules.require_sites(known.firms, new)
    place = known.places.get(new.destination_code)
    if place is None:
        raise Refusal("market.unknown_destination", {"code": new.destination_code[:20]})
    lines = [(known.skus[one.sku_gtin].style_code, one.sku_gtin, one.pairs) for one in new.lines]
    quote = known.prices.quote(lines, seller.id)
    if quote.short:
        short = quote.short[0]
        raise Refusal("market.below_minimum", {"pairs": short.pairs, "least": short.least})
    try:
        return _place(_Priced(new, seller.id, place, sites, quote), known, viewer, now)
    except IntegrityError:
        # Somebody else placed it between the look and the write.
        if placed := _placed(new):
            return placed
        raise


def _placed(new: NewOrder) -> str | None:
    """Return the code of the order that was placed under this request key."""
    if not new.request_key:
        return None
    rows = models.Order.objects.filter(buyer_id=new.buyer, request_key=new.request_key)
    return rows.values_list("code", flat=True).first()


@dataclass(frozen=True, slots=True)
class _Priced:
    """Hold an order that may be placed, with its prices."""

    new: NewOrder
    seller: int
    place: DestinationRecord
    sites: tuple[int, ...]
    quote: Quote


def _place(one: _Priced, known: _Known, viewer: Viewer, now: datetime) -> str:
    new, code = one.new, new_code()
    with transaction.atomic():
        row = models.Order.objects.create(
            code=code,
            buyer_id=new.buyer,
            seller_id=one.seller,
            addressed_to="town" if new.to_town else "firm",
            external_ref=new.external_ref,
            placed_at=datetime.combine(known.today, now.astimezone(TOWN_ZONE).timetz()),
            placed_on=known.today,
            destination_id=one.place.id,
            incoterm=new.incoterm,
            consents_overflow=new.consents_overflow,
            consents_sites=new.consents_sites or bool(one.sites),
            request_key=new.request_key,
            draw=stable_key("order", code),
            lines=len(new.lines),
            pairs=sum(line.pairs for line in new.lines),
            amount_minor=one.quote.amount_minor,
        )
        models.Line.objects.bulk_create(_line_rows(one, row, known))
        models.SiteConsent.objects.bulk_create(models.SiteConsent(order=row, firm_id=firm) for firm in one.sites)
        payload = {"lines": row.lines, "pairs": row.pairs}
        facts = [NewFact("market.order_placed", code, one.seller, payload, known.today)]
        if one.sites:
            facts.append(NewFact("market.sites_agreed", code, new.buyer, {"sites": len(one.sites)}, known.today))
        provenance.append(facts, viewer=viewer, now=now)
    return code


def _line_rows(one: _Priced, row: models.Order, known: _Known) -> list[models.Line]:
    rows = []
    for number, (line, priced) in enumerate(zip(one.new.lines, one.quote.lines, strict=True), start=1):
        sku = known.skus[line.sku_gtin]
        due_on, ready_by_on = rules.due_dates(row.placed_on, sku.lead_days, one.place.lane_days, line.due_on)
        rows.append(
            models.Line(
                order=row,
                number=number,
                sku_id=sku.id,
                seller_id=row.seller_id,
                buyer_id=row.buyer_id,
                pairs=line.pairs,
                unit_price_e4=priced.unit_price_e4,
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
