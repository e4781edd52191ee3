"""Say who sees what of loads, bills and shipments."""

from dukou.base.solving import QUICK
from dukou.freight import door
from dukou.freight.door import exports, supposing
from tests.visibility.rows import MISSING, Row, row, sees, step

OWN_BILL = sees("freight.charge", "freight.baseline", "freight.load", "registry.firm:key")

ROWS: tuple[Row, ...] = (
    step(door.prepare, lambda q: door.prepare(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    step(door.freeze, lambda q: door.freeze(on=q.world.tomorrow, limit=QUICK, viewer=q.viewer, now=q.world.now)),
    step(door.dispatch, lambda q: door.dispatch(on=q.world.tomorrow, limit=QUICK, viewer=q.viewer, now=q.world.now)),
    step(door.deliver, lambda q: door.deliver(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    step(door.charges, lambda q: door.charges(on=q.world.left_on, viewer=q.viewer), "freight.charge"),
    row(
        door.bills,
        lambda q: door.bills(viewer=q.viewer),
        desks=sees("freight.charge"),
        owner=OWN_BILL,
        rival=OWN_BILL,
    ),
    row(
        door.bills,
        lambda q: door.bills(firm=q.deal.seller, viewer=q.viewer),
        desks=sees("freight.charge"),
        owner=OWN_BILL,
    ),
    # The rival shares the load, and sees its own bill of it.
    row(
        door.bill,
        lambda q: door.bill(q.deal.load, viewer=q.viewer),
        desks=MISSING,
        others=MISSING,
        owner=OWN_BILL,
        rival=OWN_BILL,
    ),
    row(
        door.bill,
        lambda q: door.bill(q.deal.load, firm=q.deal.seller, viewer=q.viewer),
        desks=sees("freight.charge"),
        others=MISSING,
        owner=OWN_BILL,
    ),
    row(door.loads, lambda q: door.loads(viewer=q.viewer), desks=sees("freight.load")),
    row(
        door.shipments_of_lines,
        lambda q: door.shipments_of_lines(q.deal.lines, viewer=q.viewer),
        desks=sees("freight.shipment"),
        owner=sees("freight.shipment", "market.line:key"),
        buyer=sees("freight.shipment", "market.line:key"),
    ),
    step(exports.export_savings, lambda q: exports.export_savings(viewer=q.viewer), "registry.firm:key"),
    step(
        supposing.what_if,
        lambda q: supposing.what_if(percents=[120], limit=QUICK, viewer=q.viewer),
        "freight.load",
    ),
    step(door.export_loads, lambda q: door.export_loads(viewer=q.viewer), "freight.load"),
    step(door.export_baselines, lambda q: door.export_baselines(viewer=q.viewer), "freight.baseline"),
)
