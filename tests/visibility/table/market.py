"""Say who sees what of the catalogue, of orders and of imports."""

from dukou.market.door import catalogue, exports, imports, orders, steps
from dukou.market.records import NewLine, NewOrder
from tests.visibility.rows import MAY, MISSING, REFUSED, Row, public, row, sees, step

SOLD = sees("market.order", "registry.firm", "buyer/registry.firm")
BOUGHT = sees("market.order", "registry.firm", "owner/registry.firm")
RIVALS = {
    "rival": sees("market.order", "registry.firm", "other_buyer/registry.firm"),
    "other_buyer": sees("market.order", "registry.firm", "rival/registry.firm"),
}

ROWS: tuple[Row, ...] = (
    step(catalogue.add_styles, lambda w, v, asked: catalogue.add_styles([], viewer=v)),
    public(catalogue.skus, lambda w, v, asked: catalogue.skus()),
    step(exports.export_lines, lambda w, v, asked: exports.export_lines(viewer=v), "market.line"),
    step(
        imports.begin,
        lambda w, v, asked: imports.begin(digest="0" * 64, profile="p", options={}, file_name="f", viewer=v),
    ),
    step(imports.add_orders, lambda w, v, asked: imports.add_orders(w.import_id, [], done_before=0, viewer=v)),
    step(
        imports.commit,
        lambda w, v, asked: imports.commit(w.import_id, refusals=(), returns=(), rows_total=0, viewer=v, now=w.now),
        "market.import",
    ),
    step(imports.refusal_counts, lambda w, v, asked: imports.refusal_counts(w.import_id, viewer=v)),
    row(
        orders.orders,
        lambda w, v, asked: orders.orders(viewer=v),
        desks=sees("market.order"),
        owner=SOLD,
        buyer=BOUGHT,
        **RIVALS,
    ),
    *(
        row(orders.orders, call, desks=sees("market.order"), owner=SOLD, buyer=BOUGHT)
        for call in (
            lambda w, v, asked: orders.orders(search=asked.order, viewer=v),
            lambda w, v, asked: orders.orders(search=asked.reference, viewer=v),
        )
    ),
    row(
        orders.order,
        lambda w, v, asked: orders.order(asked.order, viewer=v),
        desks=sees("market.order"),
        others=MISSING,
        owner=SOLD,
        buyer=BOUGHT,
    ),
    # The buyer did not agree to other sites, so it is not told who knits for its seller.
    row(
        orders.order_lines,
        lambda w, v, asked: orders.order_lines(asked.order, viewer=v),
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
        lambda w, v, asked: orders.place_orders(
            [NewOrder(asked.buyer, w.owner.firm_code, w.place, (NewLine(w.common_gtin, 1),))], viewer=v, now=w.now
        ),
        desks=MAY,
        others=REFUSED,
        buyer=MAY,
    ),
    # A style of one firm's own is not in the catalogue for anybody.
    row(
        orders.place_orders,
        lambda w, v, asked: orders.place_orders(
            [NewOrder(v.firm or 0, w.owner.firm_code, w.place, (NewLine(asked.gtin, 1),))], viewer=v, now=w.now
        ),
        desks=REFUSED,
        others=REFUSED,
    ),
    row(
        orders.place_orders,
        lambda w, v, asked: orders.place_orders(
            [NewOrder(v.firm or w.firms["desk"], w.owner.firm_code, w.place, (NewLine(w.common_gtin, 1),))],
            viewer=v,
            now=w.now,
        ),
        desks=MAY,
        others=MAY,
        anonymous=REFUSED,
    ),
    step(steps.open_due, lambda w, v, asked: steps.open_due(on=w.tomorrow, viewer=v, now=w.now)),
    step(steps.lines_to_plan, lambda w, v, asked: steps.lines_to_plan(viewer=v), "market.line"),
    step(steps.mark_planned, lambda w, v, asked: steps.mark_planned([], viewer=v)),
    step(steps.mark_offered, lambda w, v, asked: steps.mark_offered([], viewer=v)),
    step(steps.refuse_lines, lambda w, v, asked: steps.refuse_lines([], viewer=v)),
    step(steps.mark_made, lambda w, v, asked: steps.mark_made([], viewer=v)),
    step(steps.mark_ready, lambda w, v, asked: steps.mark_ready([], viewer=v)),
    step(steps.mark_shipped, lambda w, v, asked: steps.mark_shipped([], viewer=v)),
    step(steps.mark_delivered, lambda w, v, asked: steps.mark_delivered([], on=w.on, viewer=v)),
    step(steps.mark_returned, lambda w, v, asked: steps.mark_returned([], viewer=v)),
    step(steps.line_facts, lambda w, v, asked: steps.line_facts(asked.lines, viewer=v), "market.line"),
    step(steps.deliveries, lambda w, v, asked: steps.deliveries(on=w.delivered_on, viewer=v), "market.line"),
    step(steps.claim_returns, lambda w, v, asked: steps.claim_returns(on=w.on, viewer=v)),
    step(steps.under_way, lambda w, v, asked: steps.under_way(viewer=v)),
)
