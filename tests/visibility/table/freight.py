"""Say who sees what of loads, bills and shipments."""

from dukou.base.solving import QUICK
from dukou.freight import door
from tests.visibility.rows import MISSING, Row, row, sees, step

OWN_BILL = sees("freight.charge", "freight.baseline", "freight.load", "registry.firm:key")

ROWS: tuple[Row, ...] = (
    step(door.prepare, lambda w, v, asked: door.prepare(on=w.tomorrow, viewer=v, now=w.now)),
    step(door.freeze, lambda w, v, asked: door.freeze(on=w.tomorrow, limit=QUICK, viewer=v, now=w.now)),
    step(door.dispatch, lambda w, v, asked: door.dispatch(on=w.tomorrow, limit=QUICK, viewer=v, now=w.now)),
    step(door.deliver, lambda w, v, asked: door.deliver(on=w.tomorrow, viewer=v, now=w.now)),
    step(door.charges, lambda w, v, asked: door.charges(on=w.left_on, viewer=v), "freight.charge"),
    row(
        door.bills,
        lambda w, v, asked: door.bills(viewer=v),
        desks=sees("freight.charge"),
        owner=OWN_BILL,
        rival=OWN_BILL,
    ),
    row(
        door.bills,
        lambda w, v, asked: door.bills(firm=asked.seller, viewer=v),
        desks=sees("freight.charge"),
        owner=OWN_BILL,
    ),
    # The rival shares the load, and sees its own bill of it.
    row(
        door.bill,
        lambda w, v, asked: door.bill(asked.load, viewer=v),
        desks=MISSING,
        others=MISSING,
        owner=OWN_BILL,
        rival=OWN_BILL,
    ),
    row(
        door.bill,
        lambda w, v, asked: door.bill(asked.load, firm=asked.seller, viewer=v),
        desks=sees("freight.charge"),
        others=MISSING,
        owner=OWN_BILL,
    ),
    row(door.loads, lambda w, v, asked: door.loads(viewer=v), desks=sees("freight.load")),
    row(
        door.shipments_of_lines,
        lambda w, v, asked: door.shipments_of_lines(asked.lines, viewer=v),
        desks=sees("freight.shipment"),
        owner=sees("freight.shipment", "market.line:key"),
        buyer=sees("freight.shipment", "market.line:key"),
    ),
    step(door.export_loads, lambda w, v, asked: door.export_loads(viewer=v), "freight.load"),
    step(door.export_baselines, lambda w, v, asked: door.export_baselines(viewer=v), "freight.baseline"),
)
