"""Say who sees what of yarn, and of where lots come from."""

from dukou.mill import door
from dukou.mill.records import NewYarnUse
from tests.visibility.rows import MAY, MISSING, Row, row, sees

LOT = (
    *("mill.lot:inner", "mill.progress", "mill.workorder", "market.line:key", "market.line", "market.style"),
    *("market.sku", "registry.firm", "registry.machine", "registry.firm:key"),
)

ROWS: tuple[Row, ...] = (
    row(
        door.book_yarn,
        lambda q: door.book_yarn(
            NewYarnUse(q.deal.lot_code, "Y-1", "cotton", "32s/1", 5, 9),
            viewer=q.viewer,
            on=q.world.on,
            now=q.world.now,
        ),
        desks=MISSING,
        others=MISSING,
        owner=MAY,
    ),
    row(
        door.yarn_of_lots,
        lambda q: door.yarn_of_lots([q.deal.lot], viewer=q.viewer),
        desks=sees("mill.yarnlot"),
        owner=sees("mill.yarnlot", "mill.lot:key", also=["mill.yarnuse"]),
    ),
    row(
        door.lot_traces,
        lambda q: door.lot_traces([q.deal.lot], viewer=q.viewer),
        desks=sees("mill.lot"),
        owner=sees("mill.lot", "registry.machinegroup", also=LOT),
    ),
    row(
        door.sibling_lots,
        lambda q: door.sibling_lots(q.deal.lot, viewer=q.viewer),
        desks=sees("mill.lot"),
        others=MISSING,
    ),
)
