"""Plant faults in orders, makers, inspections, goods, shipments and returns."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

MARKET: Mapping[str, Plant] = {
    "an order adds up its lines": plant("UPDATE market_line SET unit_price_e4 = unit_price_e4 + 100 WHERE id = $line"),
    "a line is of its order's seller, buyer and day": plant(
        "UPDATE market_line SET placed_on = '2025-12-01' WHERE id = $line"
    ),
    "a line is placed before it is due, ready before it is due, and delivered once": plant(
        "UPDATE market_line SET delivered_on = NULL WHERE id = $line"
    ),
    "lines of an order are due equally long after they must be ready": plant(
        "UPDATE market_line SET due_on = '2030-01-01' WHERE id = "
        "(SELECT MIN(id) FROM market_line WHERE order_id = (SELECT MIN(order_id) FROM market_line WHERE number = 2))"
    ),
    "a return that was claimed is one case of its line, of no more pairs": plant(
        "UPDATE market_returnrequest SET pairs = pairs - 1 WHERE id = (SELECT request_id FROM returns_case"
        " WHERE id = $case)"
    ),
    "an import accounts for every row": plant("UPDATE market_import SET rows_accepted = rows_accepted - 1"),
    "a price ladder rises in pairs and never in price, and its steps hold from the same day": plant(
        "UPDATE market_pricestep SET unit_price_e4 = 2 * unit_price_e4"
        " WHERE id = (SELECT MAX(id) FROM market_pricestep)"
    ),
    "an order that no book brought costs what a ladder of its day says": plant(
        "UPDATE market_order SET book_id = NULL WHERE id = $order",
        "UPDATE market_line SET unit_price_e4 = unit_price_e4 + 1 WHERE id = $line",
    ),
    "who was agreed to is a factory, for an order to the town, as its fact said": plant(
        "INSERT INTO market_siteconsent (order_id, firm_id) SELECT $order, MIN(id) FROM registry_firm"
        " WHERE kind = 'factory'"
    ),
    "a line is knitted by firms that its buyer agreed to, where he named any": plant(
        "INSERT INTO market_siteconsent (order_id, firm_id) SELECT $order, MIN(id) FROM registry_firm"
        " WHERE kind = 'factory' AND id <> (SELECT firm_id FROM mill_workorder WHERE id = $work_order)"
    ),
    "a claim says why and what for, and comes after its goods": plant(
        "UPDATE market_returnrequest SET claimed_on = '2020-01-01' WHERE id = (SELECT request_id FROM returns_case"
        " WHERE id = $case)"
    ),
}

MAKERS: Mapping[str, Plant] = {
    "a line is knitted by one firm, on its own machines": plant(
        "UPDATE mill_lot SET group_id = (SELECT MIN(id) FROM registry_machinegroup g"
        " WHERE g.firm_id <> mill_lot.firm_id) WHERE id = $lot"
    ),
    # Everybody says that another firm made the line that its seller has to make.
    "a line of a firm's own is knitted by its seller, another by another firm": plant(
        "UPDATE mill_workorder SET firm_id = (SELECT MIN(id) FROM registry_firm WHERE kind = 'factory'"
        " AND id <> mill_workorder.firm_id) WHERE id = $work_order",
        "UPDATE mill_lot SET firm_id = (SELECT firm_id FROM mill_workorder WHERE id = work_order_id) WHERE id = $lot",
        "UPDATE market_line SET maker_id = (SELECT firm_id FROM mill_lot WHERE id = $lot) WHERE id = $line",
    ),
    "who knits for another accepted the award, and nobody else did": plant(
        "UPDATE mill_award SET state = 'declined' WHERE id = $award"
    ),
    "an award pays the line's price less the margin of its day": plant(
        "UPDATE mill_award SET amount_minor = amount_minor + 1 WHERE id = $award"
    ),
    "awards go to firms that take them, from sellers and buyers who agree": plant(
        "UPDATE registry_firm SET takes_overflow = 0 WHERE id = (SELECT firm_id FROM mill_award WHERE id = $award)"
    ),
    "machines knit what they can": plant(
        "UPDATE registry_machinegroup SET needle_count = needle_count + 1"
        " WHERE id = (SELECT group_id FROM mill_lot WHERE id = $lot)"
    ),
    "what workers handed over of a lot is what was made of it": plant(
        "UPDATE mill_handover SET units = units - 1"
        " WHERE id = (SELECT MIN(id) FROM mill_handover WHERE lot_id = $lot AND operation = 'packing')"
    ),
    "a hand-over is of its firm's own lot, at the piece rate of its day": plant(
        "UPDATE mill_handover SET rate_e4 = rate_e4 + 1 WHERE id = (SELECT MIN(id) FROM mill_handover)"
    ),
    "a hand-over is taken back whole, from the worker who made it": plant(
        """INSERT INTO mill_handover (key, firm_id, lot_id, operation, worker, units, rate_e4, "on", shift, undoes_id)
          SELECT 'planted', firm_id, lot_id, operation, worker + 1, -units, rate_e4, "on", shift, id FROM mill_handover
          WHERE id = (SELECT MIN(id) FROM mill_handover)"""
    ),
    "what planning refused is refused, at its seller's price": plant(
        "UPDATE mill_refusedline SET pairs = pairs + 1 WHERE id = (SELECT MIN(id) FROM mill_refusedline)"
    ),
    "a machine group's day is the pieces that it knitted": plant(
        "UPDATE mill_groupday SET used_ms = used_ms - 1 WHERE id = (SELECT MIN(id) FROM mill_groupday)"
    ),
    "a lot that passed was accepted at last, and no other was": plant(
        "DELETE FROM lab_inspection WHERE id = $inspection"
    ),
    "an inspection looks at what earlier ones left, at more than nothing and no more than all": plant(
        "UPDATE lab_inspection SET lot_pairs = lot_pairs + 1 WHERE id = $inspection"
    ),
    "a result follows from what was found": plant(
        "UPDATE lab_inspection SET critical_found = 1 WHERE id = $inspection"
    ),
    "lots of one size are sampled alike at one severity": plant(
        "UPDATE lab_inspection SET sample_pairs = sample_pairs - 1 WHERE id = (SELECT MIN(id) FROM lab_inspection"
        " GROUP BY lot_pairs, severity HAVING COUNT(*) > 1)"
    ),
    "a line made what passed of its lot": plant(
        "UPDATE market_line SET made_pairs = made_pairs - 1, short_pairs = short_pairs + 1 WHERE id = $line"
    ),
}

GOODS: Mapping[str, Plant] = {
    # It comes back on the shelf later, so that only the days between are wrong.
    "no place ever holds less than nothing of a lot": plant(
        """UPDATE depot_stockmove SET "on" = '2025-12-01' WHERE lot_id = $lot AND to_place = 'road'"""
    ),
    "goods move in their owner's name": plant("UPDATE depot_stock SET owner_id = owner_id + 1 WHERE id = $stock"),
    "goods come in when they pass, leave with their load, and reach the buyer when the line says": plant(
        """UPDATE depot_stockmove SET "on" = '2030-01-01' WHERE lot_id = $lot AND to_place = 'buyer'"""
    ),
    "a line's goods are held for it whole until they leave": plant(
        "UPDATE depot_reservation SET stock_id = stock_id + 1 WHERE line_id = $line"
    ),
    "a shipment is of one order, from its seller to its buyer, with its load to where the order goes": plant(
        "UPDATE market_order SET destination_id = destination_id + 1 WHERE id = $order"
    ),
    "a shipment carries lines of its order, whole, out of their own lots": plant(
        "UPDATE freight_shipmentline SET lot_id = lot_id + 1 WHERE line_id = $line"
    ),
    "a shipment weighs, measures and is worth what its lines do, and is due with the most urgent": plant(
        "UPDATE freight_shipment SET value_minor = 0 WHERE id = $shipment"
    ),
    "a shipment has its lots' cartons": plant("UPDATE freight_shipment SET cartons = cartons + 1 WHERE id = $shipment"),
    "a shipment arrives as many days after it left as its tariff says, or when its last delay says": plant(
        "UPDATE freight_shipment SET arrives_on = DATE(arrives_on, '-1 day') WHERE id = $shipment"
    ),
    # It arrives when the delay says, so that only nobody was told.
    "every delay is a fact of its shipment's firm, day and reason, from while it was on the road": plant(
        """INSERT INTO freight_delay (shipment_id, reported_on, until, reason) SELECT id,
          DATE(arrives_on, '-1 day'), arrives_on, 'weather' FROM freight_shipment WHERE id = $shipment"""
    ),
    "a line is delivered when its shipment has arrived, as the fact of it says": plant(
        "UPDATE market_line SET delivered_on = DATE(delivered_on, '-1 day') WHERE id = $line",
        """UPDATE depot_stockmove SET "on" = DATE("on", '-1 day') WHERE lot_id = $lot AND to_place = 'buyer'""",
    ),
}

CASES: Mapping[str, Plant] = {
    "a case is of its line, lot, seller and buyer, after the delivery": plant(
        "UPDATE returns_case SET lot_id = lot_id + 1 WHERE id = $case"
    ),
    "a case makes good what its pairs were sold for, and no more": plant(
        "UPDATE returns_case SET refund_minor = refund_minor - 1 WHERE id = $case"
    ),
    "a claim without goods is made good as it was decided last, and each decision is a fact": plant(
        "UPDATE returns_case SET outcome = 'credit' WHERE id = $case"
    ),
    "what came back is what graded cases say, and lies where they say": plant(
        "UPDATE returns_case SET disposition = CASE disposition WHEN 'seconds' THEN 'restock' ELSE 'seconds' END"
        " WHERE id = $case"
    ),
    "what was sent in exchange is what cases say": plant(
        "UPDATE returns_case SET pairs_replaced = pairs_replaced + 1 WHERE id = $case"
    ),
}

PLANTS: Mapping[str, Plant] = {**MARKET, **MAKERS, **GOODS, **CASES}
