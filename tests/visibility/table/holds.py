"""Say who sees what of goods held back, and of lots among goods that look the same."""

from dukou.base.town import TOWN
from dukou.depot import door
from dukou.depot.models import Hold
from dukou.depot.records import NewConsignment, NewHold
from dukou.lab import door as lab
from dukou.registry.models import Site
from tests.visibility.rows import MAY, MISSING, Question, Row, row, sees

LOTS = ("mill.lot:key", "market.line:key", "depot.stock", "depot.stockmove")
HELD = ("market.style", "market.sku", "registry.firm", "depot.stock")
CODE = "visiblehold22222"


def held(q: Question) -> None:
    """Hold the owner's lot back."""
    owner = q.world.owner
    Hold.objects.create(
        code=CODE, lot_id=owner.lot, owner_id=owner.seller, because="faults", cause="f", held_on=q.world.on
    )


def _sent(q: Question) -> str:
    """Bring the owner's goods to the shop, and return the code of that sending, or one that nobody has."""
    owner = q.world.owner
    shop = Site.objects.get(firm_id=q.world.firms["shop"]).pk
    new = NewConsignment(shop, owner.seller, owner.sku, 13, "seen")
    (entry,) = door.consign([new], viewer=TOWN, on=q.world.on, now=q.world.now).done
    return entry.code if q.deal == owner else "nosuchsending222"


ROWS: tuple[Row, ...] = (
    row(
        door.hold_lots,
        lambda q: door.hold_lots(
            [NewHold(q.deal.lot, q.deal.seller, "recall", "r")], viewer=q.viewer, on=q.world.on, now=q.world.now
        ),
        desks=MAY,
        others=MISSING,
        owner=MAY,
    ),
    row(
        door.lift_holds,
        lambda q: (
            held(q),
            door.lift_holds(q.deal.lot_code, "inspected", viewer=q.viewer, on=q.world.on, now=q.world.now),
        )[1],
        desks=MAY,
        others=MISSING,
    ),
    row(
        door.holds,
        lambda q: (held(q), door.holds(viewer=q.viewer))[1],
        desks=sees("mill.lot"),
        owner=sees("mill.lot", also=HELD),
    ),
    row(
        door.lots_there,
        lambda q: door.lots_there(q.deal.gtin, viewer=q.viewer),
        desks=sees("mill.lot:key"),
        owner=sees("mill.lot:key", also=LOTS),
    ),
    row(
        door.lots_sent,
        lambda q: door.lots_sent(_sent(q), viewer=q.viewer),
        desks=sees("mill.lot:key"),
        owner=sees("mill.lot:key", also=LOTS),
    ),
    row(
        lab.tighten,
        lambda q: lab.tighten({(q.deal.seller, "plain_crew")}, viewer=q.viewer, on=q.world.on, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
)
