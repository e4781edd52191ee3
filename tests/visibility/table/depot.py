"""Say who sees what of stock, cartons and holds."""

from dukou.depot import door
from dukou.depot.records import NewReservation
from tests.visibility.rows import MAY, MISSING, REFUSED, Row, row, sees, step

OWN_CARTON = sees("depot.cartonrun", "mill.lot", "market.line:key", "market.sku", "registry.firm:key")

ROWS: tuple[Row, ...] = (
    row(
        door.carton,
        lambda q: door.carton(q.deal.sscc, viewer=q.viewer),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=OWN_CARTON,
    ),
    row(
        door.cartons,
        lambda q: door.cartons([q.deal.sscc], viewer=q.viewer),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=OWN_CARTON,
    ),
    row(
        door.note_cartons,
        lambda q: door.note_cartons([q.deal.sscc], "wet", viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        door.cartons_of_lines,
        lambda q: door.cartons_of_lines(q.deal.lines, viewer=q.viewer),
        desks=sees("depot.cartonrun"),
        owner=sees("depot.cartonrun", "depot.carton", "mill.lot:key", "market.line:key"),
    ),
    step(door.export_stock, lambda q: door.export_stock(viewer=q.viewer), "depot.stock"),
    step(door.export_moves, lambda q: door.export_moves(viewer=q.viewer), "depot.stockmove"),
    row(
        door.stock,
        lambda q: door.stock(viewer=q.viewer),
        desks=sees("market.sku"),
        owner=sees("market.sku", "market.style", "registry.firm:key"),
        rival=sees("market.sku", "market.style", "registry.firm:key"),
    ),
    step(door.ready_goods, lambda q: door.ready_goods(q.world.places, viewer=q.viewer), "mill.lot:key"),
    step(door.ship, lambda q: door.ship([], on=q.world.on, viewer=q.viewer)),
    step(door.arrive, lambda q: door.arrive([], on=q.world.on, viewer=q.viewer)),
    step(door.take_back, lambda q: door.take_back([], on=q.world.on, viewer=q.viewer)),
    step(door.put_away, lambda q: door.put_away([], "depot", on=q.world.on, viewer=q.viewer)),
    step(door.exchange, lambda q: door.exchange([], on=q.world.on, viewer=q.viewer)),
    row(
        door.moves_of_lines,
        lambda q: door.moves_of_lines(q.deal.lines, viewer=q.viewer),
        desks=sees("depot.stockmove"),
        owner=sees("depot.stockmove", "mill.lot:key", "market.line:key", "returns.case"),
    ),
    step(door.receive, lambda q: door.receive(on=q.world.tomorrow, viewer=q.viewer, now=q.world.now)),
    row(
        door.reserve,
        lambda q: door.reserve(
            [NewReservation(q.deal.lot, q.deal.seller, q.deal.sku, 1, "another")], viewer=q.viewer, now=q.world.now
        ),
        desks=MAY,
        others=REFUSED,
        owner=sees("mill.lot:key", "market.sku:key", "registry.firm:key"),
    ),
    row(
        door.release,
        lambda q: door.release([q.deal.hold], viewer=q.viewer, now=q.world.now),
        desks=MAY,
        others=MISSING,
        owner=MAY,
    ),
)
