"""Say who sees what of plans of loading: desks all of them, a firm its own cartons alone, others nothing."""

from dukou.base.solving import QUICK
from dukou.freight.door import loading, stowing
from tests.visibility.rows import MISSING, Row, may, row, sees, step
from tests.visibility.stowed import SERVICE

OWN = sees("freight.load", "freight.shipment", also=["registry.firm:key", "depot.carton", "depot.cartonrun"])

ROWS: tuple[Row, ...] = (
    row(
        stowing.ask,
        lambda q: stowing.ask(q.deal.load, viewer=q.viewer, now=q.world.now),
        desks=may(),
        others=MISSING,
    ),
    step(stowing.ask_due, lambda q: stowing.ask_due(viewer=q.viewer, now=q.world.now)),
    step(stowing.stow, lambda q: stowing.stow(q.deal.load, limit=QUICK, viewer=q.viewer, now=q.world.now)),
    # The rival shares the load, and sees its own cartons in it.
    row(
        loading.stowage,
        lambda q: loading.stowage(q.deal.load, SERVICE, viewer=q.viewer),
        desks=sees("freight.load", "freight.shipment", "registry.firm:key"),
        others=MISSING,
        owner=OWN,
        rival=OWN,
    ),
    row(
        loading.find_carton,
        lambda q: loading.find_carton(q.deal.load, SERVICE, q.deal.sscc, viewer=q.viewer),
        desks=may(),
        others=MISSING,
    ),
    row(
        loading.tick,
        lambda q: loading.tick(q.deal.load, SERVICE, 1, [2], viewer=q.viewer, now=q.world.now),
        desks=may(),
        others=MISSING,
        town=MISSING,
    ),
)
