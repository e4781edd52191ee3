"""Open the depot."""

from dukou.depot.door.cartons import carton, cartons, cartons_of_lines, note_cartons
from dukou.depot.door.exchanges import (
    agree_exchange,
    answer_exchange,
    ask_exchange,
    ask_exchanges,
    blank_names,
    carry_exchanges,
    exchanges,
    undo_exchange,
)
from dukou.depot.door.exports import export_moves, export_stock
from dukou.depot.door.goods import delivered, ready_goods, stock, waiting
from dukou.depot.door.holds import hold_lots, holds, lift_holds, lots_sent, lots_there
from dukou.depot.door.moves import arrive, exchange, moves_of_lines, put_away, ship, take_back
from dukou.depot.door.receipts import receive
from dukou.depot.door.reservations import release, reserve
from dukou.depot.door.scans import known_code, record_scans, scans
from dukou.depot.door.shops import consign, sales, sell, shop_stock, suggested_exchanges, undo_sale

__all__ = [
    "agree_exchange",
    "answer_exchange",
    "arrive",
    "ask_exchange",
    "ask_exchanges",
    "blank_names",
    "carry_exchanges",
    "carton",
    "cartons",
    "cartons_of_lines",
    "consign",
    "delivered",
    "exchange",
    "exchanges",
    "export_moves",
    "export_stock",
    "hold_lots",
    "holds",
    "known_code",
    "lift_holds",
    "lots_sent",
    "lots_there",
    "moves_of_lines",
    "note_cartons",
    "put_away",
    "ready_goods",
    "receive",
    "record_scans",
    "release",
    "reserve",
    "sales",
    "scans",
    "sell",
    "ship",
    "shop_stock",
    "stock",
    "suggested_exchanges",
    "take_back",
    "undo_exchange",
    "undo_sale",
    "waiting",
]
