"""Let a fault be found of a deal's return, and its lot be called back; what is asked of them is taken back after."""

from dukou.mill.models import Lot
from dukou.returns.models import Case, Fault, Recall, RecallBuyer
from tests.visibility.deals import Deal
from tests.visibility.world import World

CASE, RECALL = "nosuchcase222222", "visiblerecall222"


def judged(deal: Deal, world: World, *, maker: str = "maker", state: str = "proposed") -> str:
    """Return the code of the return of a deal's own line, of which a fault was found; `maker` is to answer for it."""
    case = Case.objects.filter(line_id=deal.own_line).first()
    if case is None:
        return CASE
    is_charged = state == "charged"
    Fault.objects.create(
        code="visiblefault2222",
        case=case,
        lot=case.lot,
        seller_id=deal.seller,
        maker_id=world.firms[maker],
        is_proven=True,
        cause="knitting",
        inspection="visiblelook22222",
        share_e6=1_000_000,
        cost_minor=5,
        amount_minor=5,
        state=state,
        found_on=world.on,
        answer_by=world.tomorrow,
        settled_on=world.on if is_charged else None,
        posted_on=world.on if is_charged else None,
    )
    return case.code


def recalled(deal: Deal, world: World, *, state: str = "open") -> str:
    """Return the code of a recall of a deal's own lot, asked for or open."""
    lot = Lot.objects.filter(line_id=deal.own_line).first()
    if lot is None:
        return RECALL
    row = Recall.objects.create(
        code=RECALL,
        lot=lot,
        line_id=deal.own_line,
        firm_id=deal.seller,
        reason="needle",
        state=state,
        asked_on=world.on,
        opened_on=world.on if state == "open" else None,
    )
    if state == "open":
        RecallBuyer.objects.create(recall=row, buyer_id=deal.buyer, pairs_ordered=9)
    return row.code
