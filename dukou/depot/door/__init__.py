"""Open the depot."""

from dukou.depot.door.cartons import carton, cartons, cartons_of_lines, note_cartons
from dukou.depot.door.exports import export_moves, export_stock
from dukou.depot.door.goods import ready_goods, stock
from dukou.depot.door.moves import arrive, exchange, moves_of_lines, put_away, ship, take_back
from dukou.depot.door.receipts import receive
from dukou.depot.door.reservations import release, reserve

__all__ = [
    "arrive",
    "carton",
    "cartons",
    "cartons_of_lines",
    "exchange",
    "export_moves",
    "export_stock",
    "moves_of_lines",
    "note_cartons",
    "put_away",
    "ready_goods",
    "receive",
    "release",
    "reserve",
    "ship",
    "stock",
    "take_back",
]
