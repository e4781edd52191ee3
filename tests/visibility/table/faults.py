"""Say who sees what of faults, charges, the common fund and recalls."""

from dukou.returns.door import faults as door
from dukou.returns.door import recalls
from dukou.returns.models import Case
from dukou.returns.records.faults import NewFault
from tests.visibility.judged import judged, recalled
from tests.visibility.rows import MAY, MISSING, NOTHING, Question, Row, may, row, sees, step

# A finding names its case, lot, order, seller and maker to both of these.
BOTH = ("owner/registry.firm", "maker/registry.firm")
SELLERS = sees("returns.case", "maker/registry.firm", also=("mill.lot", "market.order", *BOTH))
MAKERS = sees("owner/returns.case", "owner/registry.firm", also=("owner/mill.lot", "owner/market.order", *BOTH))
RECALLED = ("market.style", "market.sku", "registry.firm", "buyer/registry.firm", "owner/registry.firm")


def _case(q: Question) -> str:
    """Return the code of the deal's return, or one that nobody has."""
    return Case.objects.filter(line_id=q.deal.own_line).values_list("code", flat=True).first() or "nosuchcase222222"


def _waiting(q: Question) -> object:
    """Ask for what nobody has judged where goods came back faulty."""
    Case.objects.update(condition="faulty", state="closed")
    return door.to_judge(viewer=q.viewer)


def _answer(q: Question) -> None:
    """Answer a charge as its maker, or a disputed one as a desk."""
    code = judged(q.deal, q.world, maker="owner", state="disputed" if q.viewer.runs_desks else "proposed")
    door.answer_charge(code, "charge", "", viewer=q.viewer, on=q.world.on, now=q.world.now)


def _consent(q: Question) -> None:
    code = recalled(q.deal, q.world, state="asked")
    recalls.answer_recall(code, consents=False, viewer=q.viewer, on=q.world.on, now=q.world.now)


ROWS: tuple[Row, ...] = (
    row(door.to_judge, _waiting, desks=sees("returns.case", "mill.lot")),
    row(
        door.find_fault,
        lambda q: door.find_fault(NewFault(_case(q)), viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(door.answer_charge, _answer, desks=MAY, others=MISSING, owner=MAY),
    step(door.lapse_charges, lambda q: door.lapse_charges(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    step(door.post_charges, lambda q: door.post_charges(on=q.world.on, viewer=q.viewer)),
    row(
        door.faults,
        lambda q: (judged(q.deal, q.world), door.faults(viewer=q.viewer, on=q.world.on))[1],
        desks=sees("returns.case"),
        owner=SELLERS,
        maker=MAKERS,
    ),
    row(
        door.fault,
        lambda q: door.fault(judged(q.deal, q.world), viewer=q.viewer, on=q.world.on),
        desks=sees("returns.case"),
        others=MISSING,
        owner=SELLERS,
        maker=MAKERS,
    ),
    row(
        door.charged_back,
        lambda q: (judged(q.deal, q.world, state="charged"), door.charged_back(on=q.world.on, viewer=q.viewer))[1],
        desks=sees("returns.case"),
        owner=SELLERS,
        maker=MAKERS,
    ),
    row(door.fund, lambda q: door.fund(viewer=q.viewer), desks=MAY, others=may()),
    row(
        recalls.recall_lot,
        lambda q: recalls.recall_lot(q.deal.lot_code, "needle", viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=MAY,
        others=MISSING,
        owner=MAY,
    ),
    row(recalls.answer_recall, _consent, desks=MISSING, others=MISSING, owner=MAY),
    step(recalls.open_recalled, lambda q: recalls.open_recalled(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    step(recalls.close_recalls, lambda q: recalls.close_recalls(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    row(
        recalls.recalls,
        lambda q: (recalled(q.deal, q.world), recalls.recalls(viewer=q.viewer))[1],
        desks=sees("mill.lot"),
        others=NOTHING,
        owner=sees("mill.lot", "market.style", also=RECALLED),
        buyer=sees("mill.lot", "market.style", also=(*RECALLED, "owner/market.style")),
    ),
    row(
        recalls.recall,
        lambda q: recalls.recall(recalled(q.deal, q.world), viewer=q.viewer),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=sees(
            "mill.lot",
            "market.sku",
            also=(*RECALLED, "depot.stockmove", "registry.firm:key", "buyer/registry.firm:key"),
        ),
        buyer=sees("mill.lot", "owner/market.sku", also=(*RECALLED, "owner/market.style", "registry.firm:key")),
    ),
)
