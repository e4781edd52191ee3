"""Say who sees what of goods on the way: whoever has a link, the two sides of a shipment, desks; claims no buyer."""

from dukou.freight.door import carbon, claiming, handovers, tracking
from dukou.freight.records.tracking import NewEvent, NewHandOver
from tests.visibility.rows import MISSING, NOTHING, Question, Row, may, public, row, sees, step

WAY = ("freight.shipment", "freight.shipment:inner", "freight.tracklink", "freight.handover", "freight.trackevent")
OWN = sees("freight.shipment", also=[*WAY, "market.order", "market.line", "freight.roadexception"])
EXCEPTION = sees("freight.roadexception", "freight.shipment", also=["freight.handover"])
CLAIMED = sees(
    *("freight.roadexception", "freight.carrierclaim"),
    also=["freight.shipment", "freight.shipment:inner", "freight.claimstep", "freight.handover"],
)


def _event(q: Question) -> NewEvent:
    return NewEvent(q.deal.shipment, "exception", q.world.now, "Nowhere")


def _hand(q: Question) -> NewHandOver:
    return NewHandOver("visible-hand", "moon", q.deal.shipment, "A", "B", 1, q.world.now)


ROWS: tuple[Row, ...] = (
    public(
        tracking.track,
        lambda q: tracking.track(q.deal.link, on=q.world.on),
        *("owner/freight.shipment:inner", "owner/freight.handover"),
    ),
    row(
        tracking.own_track,
        lambda q: tracking.own_track(q.deal.shipment, viewer=q.viewer, on=q.world.on),
        desks=sees("freight.shipment"),
        others=MISSING,
        owner=OWN,
        buyer=OWN,
    ),
    row(
        tracking.share_track,
        lambda q: tracking.share_track(q.deal.shipment, viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=may("freight.tracklink"),
        others=MISSING,
        owner=may("freight.tracklink"),
        buyer=may("freight.tracklink"),
    ),
    row(
        tracking.withdraw_track,
        lambda q: tracking.withdraw_track(q.deal.shipment, viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=may(),
        others=MISSING,
        owner=may(),
        buyer=may(),
    ),
    row(
        tracking.record_events,
        lambda q: (
            tracking.record_events([_event(q)], source="desk", viewer=q.viewer, on=q.world.on, now=q.world.now).done
        ),
        desks=may(),
        others=MISSING,
    ),
    row(
        handovers.to_hand_over,
        lambda q: handovers.to_hand_over(q.deal.shipment, viewer=q.viewer),
        desks=sees("freight.shipment"),
        others=MISSING,
        owner=sees("freight.shipment", also=WAY),
        buyer=sees("freight.shipment", also=WAY),
    ),
    row(
        handovers.hand_overs,
        lambda q: handovers.hand_overs(q.deal.shipment, viewer=q.viewer),
        desks=sees("freight.handover"),
        others=MISSING,
        owner=sees("freight.handover", also=WAY),
        buyer=sees("freight.handover", also=WAY),
    ),
    # Who may not see the shipment is refused by its row, as for one that nobody has; who has no log-in, whole.
    row(
        handovers.hand_over,
        lambda q: handovers.hand_over([_hand(q)], viewer=q.viewer, on=q.world.on, now=q.world.now).done,
        desks=may(),
        anonymous=MISSING,
        town=MISSING,
        owner=may(),
        buyer=may(),
    ),
    row(
        handovers.blank_names,
        lambda q: handovers.blank_names(before=q.world.on, viewer=q.viewer, now=q.world.now),
        desks=may(),
        others=MISSING,
    ),
    step(
        claiming.find_exceptions,
        lambda q: claiming.find_exceptions(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now),
    ),
    row(
        claiming.report_exception,
        lambda q: claiming.report_exception(
            q.deal.shipment, "damaged", cartons=1, picture="", viewer=q.viewer, on=q.world.on, now=q.world.now
        ),
        desks=may("freight.roadexception"),
        others=MISSING,
        owner=may("freight.roadexception"),
        buyer=may("freight.roadexception"),
    ),
    row(
        claiming.exceptions,
        lambda q: claiming.exceptions(viewer=q.viewer, on=q.world.on, is_open=None)[0],
        desks=sees("freight.roadexception"),
        owner=EXCEPTION,
        buyer=EXCEPTION,
        rival=EXCEPTION,
        other_buyer=EXCEPTION,
    ),
    row(
        claiming.exceptions,
        lambda q: claiming.exceptions(viewer=q.viewer, on=q.world.on, shipment=q.deal.shipment)[0],
        desks=sees("freight.roadexception"),
        owner=EXCEPTION,
        buyer=EXCEPTION,
    ),
    row(
        claiming.exception,
        lambda q: claiming.exception(q.deal.exception, viewer=q.viewer, on=q.world.on),
        desks=sees("freight.carrierclaim"),
        others=MISSING,
        owner=CLAIMED,
        buyer=sees("freight.roadexception", also=["freight.shipment", "freight.shipment:inner", "freight.handover"]),
    ),
    row(
        claiming.close_exception,
        lambda q: claiming.close_exception(
            q.deal.exception, "settled", viewer=q.viewer, on=q.world.on, now=q.world.now
        ),
        desks=may(),
        others=MISSING,
    ),
    row(
        claiming.file_claim,
        lambda q: claiming.file_claim(
            q.deal.exception,
            amount_minor=1_000,
            pictures=[q.deal.file],
            viewer=q.viewer,
            on=q.world.on,
            now=q.world.now,
        ),
        desks=may("freight.carrierclaim"),
        others=MISSING,
    ),
    row(
        claiming.move_claim,
        lambda q: claiming.move_claim(
            q.deal.exception, "acknowledged", viewer=q.viewer, on=q.world.on, now=q.world.now
        ),
        desks=may(),
        others=MISSING,
    ),
    row(
        carbon.carbon_of,
        lambda q: carbon.carbon_of([q.deal.shipment], viewer=q.viewer),
        desks=sees("freight.shipment"),
        others=NOTHING,
        owner=sees("freight.shipment", also=["freight.shipment:inner"]),
    ),
    row(
        carbon.carbon_of_load,
        lambda q: carbon.carbon_of_load(q.deal.load, viewer=q.viewer),
        desks=sees(),
        owner=sees(),
        rival=sees(),
    ),
    row(
        claiming.open_exceptions,
        lambda q: claiming.open_exceptions(viewer=q.viewer),
        desks=sees(),
        owner=sees(),
        buyer=sees(),
        rival=sees(),
        other_buyer=sees(),
    ),
)
