"""Say who sees what of the catalogue, of orders and of imports."""

from collections.abc import Mapping

from dukou.market import models
from dukou.market.door import buying, cart, catalogue, claims, exports, imports, orders, prices, steps
from dukou.market.records import Cart, ClaimRecord, NewClaim, NewLine, NewOrder, PriceStep, SellerRecord
from tests.visibility.rows import MAY, MISSING, NOTHING, REFUSED, Question, Row, public, row, sees, step

BOOK = b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
SOLD = sees("market.order", "registry.firm", "buyer/registry.firm")
BOUGHT = sees("market.order", "registry.firm", "owner/registry.firm")
RIVALS = {
    "rival": sees("market.order", "registry.firm", "other_buyer/registry.firm"),
    "other_buyer": sees("market.order", "registry.firm", "rival/registry.firm"),
}
OWN_STYLES = sees("market.style", "market.sku", also=["registry.firm"])


def _filled(q: Question) -> Cart:
    """Look into the viewer's cart when the owner has something in his."""
    cart.fill({q.world.common_gtin: 23_457}, viewer=q.world.viewers["owner"], now=q.world.now)
    return cart.cart(viewer=q.viewer)


def _agreed(q: Question) -> Mapping[int, frozenset[int]]:
    """Ask who may knit an order whose buyer agreed to the maker."""
    models.SiteConsent.objects.create(order_id=q.world.owner.order_id, firm_id=q.world.firms["maker"])
    return orders.consented_firms([q.deal.order_id], viewer=q.viewer)


def _named(q: Question) -> list[SellerRecord]:
    """Ask for the names of those who may knit an order whose buyer agreed to the maker."""
    models.SiteConsent.objects.create(order_id=q.world.owner.order_id, firm_id=q.world.firms["maker"])
    return orders.agreed_sites(q.deal.order, viewer=q.viewer)


def _claimed(q: Question) -> list[ClaimRecord]:
    """Ask for the claims when each return of the town is one."""
    models.ReturnRequest.objects.update(claimed_on=q.world.on, reason="surplus", wish="refund")
    return claims.claims(order_code=q.deal.order, viewer=q.viewer)


ROWS: tuple[Row, ...] = (
    row(
        catalogue.styles,
        lambda q: catalogue.styles(viewer=q.viewer),
        desks=sees(),
        others=sees(),
        owner=OWN_STYLES,
        rival=OWN_STYLES,
    ),
    row(
        catalogue.style,
        lambda q: catalogue.style(q.deal.style, viewer=q.viewer),
        desks=MISSING,
        others=MISSING,
        owner=OWN_STYLES,
    ),
    row(
        prices.ladders,
        lambda q: prices.ladders([q.deal.style], viewer=q.viewer),
        desks=NOTHING,
        owner=sees("market.style"),
    ),
    row(
        prices.quote,
        lambda q: prices.quote([(q.deal.gtin, 12)], viewer=q.viewer),
        desks=REFUSED,
        others=REFUSED,
        owner=sees("market.style", "market.sku"),
    ),
    row(
        prices.own_ladder,
        lambda q: prices.own_ladder(q.deal.style, viewer=q.viewer),
        desks=MISSING,
        others=MISSING,
        owner=sees("market.style"),
    ),
    row(
        prices.edit_ladder,
        lambda q: prices.edit_ladder(
            q.deal.style, [PriceStep(1, 1)], version=0, valid_from=q.world.tomorrow, viewer=q.viewer, now=q.world.now
        ),
        desks=MISSING,
        others=MISSING,
        owner=sees("market.style"),
    ),
    row(
        buying.summary,
        lambda q: buying.summary(viewer=q.viewer),
        desks=NOTHING,
        buyer=sees("market.order", also=["market.line"]),
        other_buyer=sees("market.order", also=["market.line"]),
    ),
    row(cart.cart, _filled, desks=NOTHING, owner=sees("market.sku")),
    row(
        cart.fill,
        lambda q: cart.fill({q.world.common_gtin: 1}, viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MAY,
        anonymous=MISSING,
        town=MISSING,
    ),
    row(
        orders.progress,
        lambda q: orders.progress([q.deal.order_id], viewer=q.viewer),
        desks=sees("market.order"),
        owner=sees("market.order"),
        buyer=sees("market.order"),
    ),
    row(
        claims.claimable,
        lambda q: claims.claimable(q.deal.order, viewer=q.viewer),
        desks=MISSING,
        others=MISSING,
        buyer=sees("owner/market.style", also=["market.line"]),
    ),
    row(
        orders.known_sellers,
        lambda q: orders.known_sellers(viewer=q.viewer),
        desks=NOTHING,
        buyer=sees("owner/registry.firm"),
        other_buyer=sees("rival/registry.firm"),
    ),
    row(
        orders.last_destination,
        lambda q: orders.last_destination(viewer=q.viewer),
        desks=NOTHING,
        buyer=MAY,
        other_buyer=MAY,
    ),
    row(orders.placed_under, lambda q: orders.placed_under("x", viewer=q.viewer), desks=NOTHING),
    row(
        orders.agreed_sites,
        _named,
        desks=sees("registry.firm"),
        owner=sees("maker/registry.firm"),
        buyer=sees("maker/registry.firm"),
    ),
    row(
        orders.consented_firms,
        _agreed,
        desks=sees("market.order", "registry.firm"),
        owner=sees("market.order", "maker/registry.firm"),
        buyer=sees("market.order", "maker/registry.firm"),
    ),
    row(
        claims.claims,
        _claimed,
        desks=sees("market.returnrequest"),
        owner=sees("market.returnrequest", "market.order", "market.line", "market.style"),
        buyer=sees("market.returnrequest", "market.order", "market.line", "owner/market.style"),
    ),
    row(
        claims.file_claim,
        lambda q: claims.file_claim(
            q.deal.order, NewClaim(1, 1, "surplus", "refund"), request_key="x", viewer=q.viewer, now=q.world.now
        ),
        desks=MISSING,
        others=MISSING,
        buyer=MAY,
    ),
    step(catalogue.add_styles, lambda q: catalogue.add_styles([], viewer=q.viewer)),
    public(catalogue.skus, lambda _q: catalogue.skus()),
    step(exports.export_lines, lambda q: exports.export_lines(viewer=q.viewer), "market.line"),
    step(
        imports.begin,
        lambda q: imports.begin(digest="0" * 64, profile="p", options={}, file_name="f", viewer=q.viewer),
    ),
    step(imports.add_orders, lambda q: imports.add_orders(q.world.import_id, [], done_before=0, viewer=q.viewer)),
    step(
        imports.commit,
        lambda q: imports.commit(
            q.world.import_id, refusals=(), returns=(), rows_total=0, viewer=q.viewer, now=q.world.now
        ),
        "market.import",
    ),
    # It turns bytes into records and looks at no row of the town.
    public(
        imports.read_book,
        lambda _q: imports.read_book(BOOK, profile="online-retail", most_quantity=1_000),
    ),
    step(imports.names, lambda q: imports.names(viewer=q.viewer), "market.import"),
    step(imports.begun, lambda q: imports.begun(q.world.digest, viewer=q.viewer), "market.import"),
    row(
        orders.orders,
        lambda q: orders.orders(viewer=q.viewer),
        desks=sees("market.order"),
        owner=SOLD,
        buyer=BOUGHT,
        **RIVALS,
    ),
    *(
        row(orders.orders, call, desks=sees("market.order"), owner=SOLD, buyer=BOUGHT)
        for call in (
            lambda q: orders.orders(search=q.deal.order, viewer=q.viewer),
            lambda q: orders.orders(search=q.deal.reference, viewer=q.viewer),
        )
    ),
    row(
        orders.order,
        lambda q: orders.order(q.deal.order, viewer=q.viewer),
        desks=sees("market.order"),
        others=MISSING,
        owner=SOLD,
        buyer=BOUGHT,
    ),
    # The buyer did not agree to other sites, so it is not told who knits for its seller.
    row(
        orders.order_lines,
        lambda q: orders.order_lines(q.deal.order, viewer=q.viewer),
        desks=sees("market.line", "registry.firm"),
        others=MISSING,
        owner=sees(
            "market.line",
            "market.sku",
            "market.style",
            "market.order",
            "registry.firm",
            "buyer/registry.firm",
            "maker/registry.firm",
        ),
        buyer=sees(
            "market.line",
            "owner/market.sku",
            "owner/market.style",
            "market.order",
            "registry.firm",
            "owner/registry.firm",
        ),
    ),
    row(
        orders.place_orders,
        lambda q: orders.place_orders(
            [NewOrder(q.deal.buyer, q.world.owner.firm_code, q.world.place, (NewLine(q.world.common_gtin, 1),))],
            viewer=q.viewer,
            now=q.world.now,
        ),
        desks=MAY,
        others=REFUSED,
        buyer=MAY,
    ),
    # A style of one firm's own is not in the catalogue for anybody.
    row(
        orders.place_orders,
        lambda q: orders.place_orders(
            [NewOrder(q.viewer.firm or 0, q.world.owner.firm_code, q.world.place, (NewLine(q.deal.gtin, 1),))],
            viewer=q.viewer,
            now=q.world.now,
        ),
        desks=REFUSED,
        others=REFUSED,
    ),
    row(
        orders.place_orders,
        lambda q: orders.place_orders(
            [
                NewOrder(
                    q.viewer.firm or q.world.firms["desk"],
                    q.world.owner.firm_code,
                    q.world.place,
                    (NewLine(q.world.common_gtin, 1),),
                )
            ],
            viewer=q.viewer,
            now=q.world.now,
        ),
        desks=MAY,
        others=MAY,
        # Nobody orders from himself.
        owner=REFUSED,
        anonymous=REFUSED,
    ),
    step(steps.open_due, lambda q: steps.open_due(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    step(steps.lines_to_plan, lambda q: steps.lines_to_plan(viewer=q.viewer), "market.line"),
    step(steps.mark_planned, lambda q: steps.mark_planned([], viewer=q.viewer)),
    step(steps.mark_offered, lambda q: steps.mark_offered([], viewer=q.viewer)),
    step(steps.refuse_lines, lambda q: steps.refuse_lines([], viewer=q.viewer)),
    step(steps.mark_made, lambda q: steps.mark_made([], viewer=q.viewer)),
    step(steps.mark_ready, lambda q: steps.mark_ready([], viewer=q.viewer)),
    step(steps.mark_shipped, lambda q: steps.mark_shipped([], viewer=q.viewer)),
    step(steps.mark_delivered, lambda q: steps.mark_delivered([], on=q.world.on, viewer=q.viewer)),
    step(steps.mark_returned, lambda q: steps.mark_returned([], viewer=q.viewer)),
    step(steps.promised, lambda q: steps.promised(until=q.world.tomorrow, viewer=q.viewer)),
    step(steps.line_facts, lambda q: steps.line_facts(q.deal.lines, viewer=q.viewer), "market.line"),
    step(steps.deliveries, lambda q: steps.deliveries(on=q.world.delivered_on, viewer=q.viewer), "market.line"),
    step(steps.claim_returns, lambda q: steps.claim_returns(on=q.world.on, viewer=q.viewer)),
    step(steps.under_way, lambda q: steps.under_way(viewer=q.viewer)),
)
