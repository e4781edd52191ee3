"""Say who sees what of loads, offers, bills and shipments."""

from datetime import timedelta

from dukou.base.solving import QUICK
from dukou.base.town import TOWN
from dukou.freight import door, models
from dukou.freight.door import exports, supposing
from dukou.freight.records.carriers import Cell
from dukou.freight.records.planning import Move
from dukou.freight.records.proving import PROOF_SHEETS, NewCarrierBill, NewPastBill, ProofKind
from dukou.registry import door as registry
from tests.visibility.rows import MISSING, NOTHING, REFUSED, Question, Row, may, row, sees, step
from tests.visibility.table.carriers import carrier

OWN_BILL = sees("freight.charge", "freight.baseline", "freight.load", "registry.firm:key", also=["freight.firmshare"])
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


def _moved_tomorrow(q: Question) -> tuple[str, list[Move]]:
    """Bring tomorrow's loads as far as offers, and move a shipment of one of them to another service."""
    _offered_tomorrow(q)
    for load in door.loads_of(q.world.tomorrow, viewer=TOWN):
        plan = door.load_plan(load.code, viewer=TOWN)
        for one in plan.shipments:
            if others := [service.tariff for service in plan.services if service.tariff != one.tariff]:
                return load.code, [Move(one.code, others[0], None)]
    return q.deal.load, []


def _billed(q: Question) -> Question:
    """Enter a bill of what went together in the deal's load, and draw the seller's part of it."""
    for load in models.Load.objects.filter(code=q.deal.load):
        models.ProofDraw.objects.create(load=load, firm_id=q.deal.seller)
    for number, load in enumerate((*models.Load.objects.filter(code=q.deal.load), None), 1):
        models.CarrierBill.objects.create(
            carrier_id=carrier(),
            invoice="A1",
            line=number,
            reference=q.deal.load,
            load=load,
            service="truck",
            amount_minor=100,
            billed_on=q.world.on,
        )
    return q


def _sheet(kind: ProofKind) -> list[list[Cell]]:
    """Return a sheet with one row, which is refused."""
    return [
        [column.en for column in PROOF_SHEETS[kind]],
        ["2025-01", "nowhere", *["1"] * (len(PROOF_SHEETS[kind]) - 2)],
    ]


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
    row(
        door.load_plan,
        lambda q: door.load_plan(q.deal.load, viewer=q.viewer),
        desks=sees("freight.load", "freight.shipment", "registry.firm:key"),
        others=MISSING,
    ),
    row(
        door.suppose_moves,
        lambda q: door.suppose_moves(*_moved_tomorrow(q), limit=QUICK, viewer=q.viewer),
        desks=sees("registry.firm:key"),
        others=MISSING,
    ),
    row(
        door.lock,
        lambda q: door.lock(*_moved_tomorrow(q), limit=QUICK, viewer=q.viewer, now=q.world.now),
        desks=sees("registry.firm:key"),
        others=MISSING,
    ),
    row(door.board, lambda q: door.board(on=q.world.left_on, viewer=q.viewer), desks=sees("freight.load")),
    row(
        door.lanes,
        lambda q: door.lanes(since=q.world.left_on, until=q.world.on, viewer=q.viewer),
        desks=may("freight.leg"),
    ),
    step(
        door.foresee,
        lambda q: door.foresee(on=q.world.tomorrow, days=1, limit=QUICK, viewer=q.viewer, told=lambda _share: True),
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
        door.paid_of,
        lambda q: door.paid_of(q.deal.load, viewer=q.viewer),
        desks=sees("freight.charge"),
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
    row(
        door.preview_proof_sheet,
        lambda q: door.preview_proof_sheet(_sheet("bills"), "bills", viewer=q.viewer),
        desks=may(),
        others=MISSING,
    ),
    row(
        door.preview_proof_sheet,
        lambda q: door.preview_proof_sheet(_sheet("past"), "past", viewer=q.viewer),
        desks=MISSING,
        others=MISSING,
        **FACTORIES,
    ),
    row(
        door.import_proof_sheet,
        lambda q: door.import_proof_sheet(_sheet("bills"), "bills", viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=REFUSED,
        others=MISSING,
    ),
    row(
        door.import_proof_sheet,
        lambda q: door.import_proof_sheet(_sheet("past"), "past", viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=MISSING,
        others=MISSING,
        **dict.fromkeys(FACTORIES, REFUSED),
    ),
    row(door.open_parts, lambda q: door.open_parts(viewer=_billed(q).viewer), desks=sees("freight.load")),
    row(door.unmatched_bills, lambda q: door.unmatched_bills(viewer=_billed(q).viewer), desks=may()),
    row(
        door.drawn_loads,
        lambda q: door.drawn_loads(viewer=_billed(q).viewer),
        desks=NOTHING,
        owner=sees("freight.load", "freight.baseline"),
    ),
    row(
        door.sharing_of,
        lambda q: door.sharing_of(q.deal.load, viewer=q.viewer),
        desks=sees("freight.firmshare", "freight.load"),
        others=MISSING,
    ),
    row(
        door.savings_of_firms,
        lambda q: door.savings_of_firms(viewer=q.viewer),
        desks=sees("registry.firm:key"),
        others=MISSING,
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
