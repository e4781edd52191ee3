"""Say who sees what of invoices and books."""

from dukou.settlement import door
from tests.visibility.rows import MISSING, NOTHING, Row, row, sees, step

INVOICE = ("settlement.invoice", "market.order:key", "registry.firm:key")

ROWS: tuple[Row, ...] = (
    step(door.post_day, lambda q: door.post_day(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    row(
        door.owed_to_me,
        lambda q: door.owed_to_me(viewer=q.viewer, on=q.world.on),
        desks=NOTHING,
        owner=sees(*INVOICE, "buyer/registry.firm:key"),
        rival=sees(*INVOICE, "other_buyer/registry.firm:key"),
        # The maker bills the sellers of record for orders that it sees no more of.
        maker=sees(
            "settlement.invoice",
            "registry.firm:key",
            "owner/market.order:key",
            "rival/market.order:key",
            "owner/registry.firm:key",
            "rival/registry.firm:key",
        ),
    ),
    row(
        door.statement,
        lambda q: door.statement(q.deal.buyer, viewer=q.viewer, on=q.world.on),
        desks=MISSING,
        others=MISSING,
        owner=sees(*INVOICE, "buyer/registry.firm:key"),
    ),
    row(
        door.invoices_of_orders,
        lambda q: door.invoices_of_orders([q.deal.order_id], viewer=q.viewer),
        desks=sees("settlement.invoice"),
        owner=sees(*INVOICE, "buyer/registry.firm:key", "maker/registry.firm:key"),
        buyer=sees(*INVOICE, "owner/registry.firm:key"),
        maker=sees("settlement.invoice", "registry.firm:key", "owner/market.order:key", "owner/registry.firm:key"),
    ),
    row(
        door.balances,
        lambda q: door.balances(viewer=q.viewer),
        desks=sees("registry.firm:key"),
        owner=sees("registry.firm:key", "settlement.posting"),
        rival=sees("registry.firm:key", "settlement.posting"),
        maker=sees("registry.firm:key"),
    ),
    step(door.trial_balance, lambda q: door.trial_balance(viewer=q.viewer)),
    step(door.under_way, lambda q: door.under_way(viewer=q.viewer)),
    step(door.export_postings, lambda q: door.export_postings(viewer=q.viewer), "settlement.posting"),
)
