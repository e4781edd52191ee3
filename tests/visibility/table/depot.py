"""Say who sees what of stock, cartons and holds."""

from dukou.depot import door
from dukou.depot.records import NewReservation
from tests.visibility.rows import MAY, MISSING, REFUSED, Row, row, sees, step

OWN_CARTON = sees("depot.cartonrun", "mill.lot", "market.line:key", "market.sku", "registry.firm:key")

ROWS: tuple[Row, ...] = (
    row(
        door.carton,
        lambda w, v, asked: door.carton(asked.sscc, viewer=v),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=OWN_CARTON,
    ),
    row(
        door.cartons,
        lambda w, v, asked: door.cartons([asked.sscc], viewer=v),
        desks=sees("mill.lot"),
        others=MISSING,
        owner=OWN_CARTON,
    ),
    row(
        door.note_cartons,
        lambda w, v, asked: door.note_cartons([asked.sscc], "wet", viewer=v, now=w.now),
        desks=MAY,
        others=MISSING,
    ),
    row(
        door.cartons_of_lines,
        lambda w, v, asked: door.cartons_of_lines(asked.lines, viewer=v),
        desks=sees("depot.cartonrun"),
        owner=sees("depot.cartonrun", "depot.carton", "mill.lot:key", "market.line:key"),
    ),
    step(door.export_stock, lambda w, v, asked: door.export_stock(viewer=v), "depot.stock"),
    step(door.export_moves, lambda w, v, asked: door.export_moves(viewer=v), "depot.stockmove"),
    row(
        door.stock,
        lambda w, v, asked: door.stock(viewer=v),
        desks=sees("market.sku"),
        owner=sees("market.sku", "market.style", "registry.firm:key"),
        rival=sees("market.sku", "market.style", "registry.firm:key"),
    ),
    step(door.ready_goods, lambda w, v, asked: door.ready_goods(w.places, viewer=v), "mill.lot:key"),
    step(door.ship, lambda w, v, asked: door.ship([], on=w.on, viewer=v)),
    step(door.arrive, lambda w, v, asked: door.arrive([], on=w.on, viewer=v)),
    step(door.take_back, lambda w, v, asked: door.take_back([], on=w.on, viewer=v)),
    step(door.put_away, lambda w, v, asked: door.put_away([], "depot", on=w.on, viewer=v)),
    step(door.exchange, lambda w, v, asked: door.exchange([], on=w.on, viewer=v)),
    row(
        door.moves_of_lines,
        lambda w, v, asked: door.moves_of_lines(asked.lines, viewer=v),
        desks=sees("depot.stockmove"),
        owner=sees("depot.stockmove", "mill.lot:key", "market.line:key", "returns.case"),
    ),
    step(door.receive, lambda w, v, asked: door.receive(on=w.tomorrow, viewer=v, now=w.now)),
    row(
        door.reserve,
        lambda w, v, asked: door.reserve(
            [NewReservation(asked.lot, asked.seller, asked.sku, 1, "another")], viewer=v, now=w.now
        ),
        desks=MAY,
        others=REFUSED,
        owner=sees("mill.lot:key", "market.sku:key", "registry.firm:key"),
    ),
    row(
        door.release,
        lambda w, v, asked: door.release([asked.hold], viewer=v, now=w.now),
        desks=MAY,
        others=MISSING,
        owner=MAY,
    ),
)
