"""Say who sees what of loads, offers, bills and shipments."""

from datetime import timedelta

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.freight import door, models
from dukou.freight.door import exports, supposing
from dukou.freight.records.proving import NewCarrierBill, NewPastBill
from dukou.registry import door as registry
from tests.visibility.rows import MISSING, NOTHING, REFUSED, Question, Row, may, row, sees, step

OWN_BILL = sees("freight.charge", "freight.baseline", "freight.load", "registry.firm:key")
OWN_OFFER = sees("freight.offer", "freight.baseline", "freight.load", "registry.firm:key")


def _offered_tomorrow(q: Question) -> list[str]:
    """Bring tomorrow's loads as far as offers, and return the codes of those of the deal's seller."""
    on = q.world.tomorrow
    door.prepare(on=on, viewer=TOWN, now=q.world.now)
    door.freeze(on=on, limit=QUICK, viewer=TOWN, now=q.world.now)
    door.offer(on=on, limit=QUICK, viewer=TOWN, now=q.world.now)
    found = [one.code for one in door.offers(viewer=TOWN, on=on) if one.firm == q.deal.seller]
    return found or [q.deal.award]


def _on_its_way(q: Question) -> str:
    """Put what the deal's load carries back on the road, and return its code."""
    models.Shipment.objects.filter(load__code=q.deal.load).update(state="on_road")
    return q.deal.load


FACTORIES = dict.fromkeys(("owner", "rival", "maker"), may())


def _bill(q: Question) -> NewCarrierBill:
    """Return a line of an invoice of a carrier that is none: it is refused."""
    return NewCarrierBill("NOBODY", "A1", 1, q.deal.load, None, "ltl", 100, "CNY", q.world.on)


def _past(q: Question) -> NewPastBill:
    return NewPastBill(q.world.on, registry.destinations()[0].zone, 1, 1)


ROWS: tuple[Row, ...] = (
    step(door.prepare, lambda q: door.prepare(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    step(door.freeze, lambda q: door.freeze(on=q.world.tomorrow, limit=QUICK, viewer=q.viewer, now=q.world.now)),
    step(door.offer, lambda q: door.offer(on=q.world.tomorrow, limit=QUICK, viewer=q.viewer, now=q.world.now)),
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
    row(
        door.offers,
        lambda q: door.offers(viewer=q.viewer, on=q.world.left_on),
        desks=sees("freight.offer"),
        owner=OWN_OFFER,
        rival=OWN_OFFER,
    ),
    row(
        door.offers,
        lambda q: door.offers(viewer=q.viewer, on=q.world.left_on, load=q.deal.load),
        desks=sees("freight.offer"),
        owner=OWN_OFFER,
        rival=OWN_OFFER,
    ),
    row(
        door.answer_offers,
        lambda q: door.answer_offers(
            _offered_tomorrow(q), accept=False, viewer=q.viewer, on=q.world.tomorrow, now=q.world.now
        ),
        desks=REFUSED,
        others=REFUSED,
        owner=may(),
    ),
    row(
        door.report_delay,
        lambda q: door.report_delay(
            _on_its_way(q),
            until=q.world.on + timedelta(days=50),
            reason="weather",
            viewer=q.viewer,
            on=q.world.tomorrow,
            now=q.world.now,
        ),
        desks=may(),
        others=MISSING,
    ),
    row(door.on_road, lambda q: (_on_its_way(q), door.on_road(viewer=q.viewer))[1], desks=sees("freight.load")),
    row(
        door.picture,
        lambda q: door.picture(q.deal.load, viewer=q.viewer),
        desks=sees("registry.firm:key"),
        others=MISSING,
    ),
    row(
        door.without,
        lambda q: door.without(q.deal.load, firm=q.deal.seller, limit=QUICK, viewer=q.viewer),
        desks=sees("freight.load", "registry.firm:key"),
        others=MISSING,
    ),
    row(door.load, lambda q: door.load(q.deal.load, viewer=q.viewer), desks=sees("freight.load"), others=MISSING),
    row(door.load_rows, lambda q: door.load_rows(viewer=q.viewer)[0], desks=sees("freight.load")),
    row(
        door.loads_of,
        lambda q: door.loads_of(q.world.left_on, viewer=q.viewer),
        desks=sees("freight.load"),
    ),
    row(
        door.bill_rows,
        lambda q: door.bill_rows(viewer=q.viewer)[0],
        desks=sees("freight.charge"),
        owner=OWN_BILL,
        rival=OWN_BILL,
    ),
    row(
        door.billed,
        lambda q: door.billed(q.deal.load, firm=q.deal.seller, viewer=q.viewer),
        desks=sees("freight.shipment"),
        others=MISSING,
        owner=sees("freight.shipment", "freight.shipment:inner"),
    ),
    row(door.loads, lambda q: door.loads(viewer=q.viewer), desks=sees("freight.load")),
    row(
        door.shipments_of_lines,
        lambda q: door.shipments_of_lines(q.deal.lines, viewer=q.viewer),
        desks=sees("freight.shipment"),
        owner=sees("freight.shipment", "market.line:key"),
        buyer=sees("freight.shipment", "market.line:key"),
    ),
    row(
        door.join_proof,
        lambda q: door.join_proof(joins=True, viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=MISSING,
        others=MISSING,
        **FACTORIES,
    ),
    row(door.in_proof, lambda q: door.in_proof(viewer=q.viewer), desks=NOTHING),
    row(
        door.record_carrier_bills,
        lambda q: door.record_carrier_bills([_bill(q)], viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=REFUSED,
        others=MISSING,
    ),
    row(
        door.record_past_bills,
        lambda q: door.record_past_bills([_past(q)], viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=MISSING,
        others=MISSING,
        **FACTORIES,
    ),
    row(door.as_billed, lambda q: door.as_billed(viewer=q.viewer), desks=NOTHING),
    row(door.proof, lambda q: door.proof(viewer=q.viewer), desks=may(), office=may(), others=MISSING),
    step(exports.export_savings, lambda q: exports.export_savings(viewer=q.viewer), "registry.firm:key"),
    step(
        supposing.what_if,
        lambda q: supposing.what_if(percents=[120], limit=QUICK, viewer=q.viewer),
        "freight.load",
    ),
    step(door.export_loads, lambda q: door.export_loads(viewer=q.viewer), "freight.load"),
    step(door.export_baselines, lambda q: door.export_baselines(viewer=q.viewer), "freight.baseline"),
)
