"""Say who sees what of invoices and books."""

from dukou.settlement import door
from tests.visibility.rows import MISSING, NOTHING, Row, row, sees, step

INVOICE = ("settlement.invoice", "market.order:key", "registry.firm:key")

ROWS: tuple[Row, ...] = (
    step(door.post_day, lambda w, v, asked: door.post_day(on=w.tomorrow, viewer=v, now=w.now)),
    row(
        door.owed_to_me,
        lambda w, v, asked: door.owed_to_me(viewer=v, on=w.on),
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
        lambda w, v, asked: door.statement(asked.buyer, viewer=v, on=w.on),
        desks=MISSING,
        others=MISSING,
        owner=sees(*INVOICE, "buyer/registry.firm:key"),
    ),
    row(
        door.invoices_of_orders,
        lambda w, v, asked: door.invoices_of_orders([asked.order_id], viewer=v),
        desks=sees("settlement.invoice"),
        owner=sees(*INVOICE, "buyer/registry.firm:key", "maker/registry.firm:key"),
        buyer=sees(*INVOICE, "owner/registry.firm:key"),
        maker=sees("settlement.invoice", "registry.firm:key", "owner/market.order:key", "owner/registry.firm:key"),
    ),
    row(
        door.balances,
        lambda w, v, asked: door.balances(viewer=v),
        desks=sees("registry.firm:key"),
        owner=sees("registry.firm:key", "settlement.posting"),
        rival=sees("registry.firm:key", "settlement.posting"),
        maker=sees("registry.firm:key"),
    ),
    step(door.trial_balance, lambda w, v, asked: door.trial_balance(viewer=v)),
    step(door.under_way, lambda w, v, asked: door.under_way(viewer=v)),
    step(door.export_postings, lambda w, v, asked: door.export_postings(viewer=v), "settlement.posting"),
)
