"""Audit returns: a case is of its line and worth it, and its goods went where it says."""

from dukou.journey.audit.law import Law

LAWS = (
    Law(
        "a case is of its line, lot, seller and buyer, after the delivery",
        """
        SELECT c.code, c.line_id FROM returns_case c JOIN market_line l ON l.id = c.line_id
        JOIN mill_lot t ON t.id = c.lot_id
        WHERE c.order_id <> l.order_id OR c.firm_id <> l.seller_id OR c.buyer_id <> l.buyer_id OR t.line_id <> l.id
           OR c.unit_price_e4 <> l.unit_price_e4 OR l.delivered_on IS NULL OR c.requested_on <= l.delivered_on
           OR c.received_on < c.requested_on OR c.closed_on < c.requested_on OR c.closed_on < c.received_on
        """,
    ),
    Law(
        "a case makes good what its pairs were sold for, and no more",
        """
        SELECT code, pairs, refund_minor, replacement_minor, resale_minor FROM returns_case
        WHERE refund_minor + replacement_minor <> AMOUNT(unit_price_e4, pairs)
           OR replacement_minor <> AMOUNT(unit_price_e4, pairs_replaced)
           OR refund_minor < 0 OR pairs_replaced > pairs OR freight_minor < 0 OR handling_minor < 0
           OR resale_minor < 0 OR resale_minor > AMOUNT(unit_price_e4, pairs)
           OR (resale_minor <> 0 AND disposition <> 'seconds')
        """,
    ),
    Law(
        "what came back is what graded cases say, and lies where they say",
        """
        SELECT cause, lot_id, place, SUM(pairs) FROM (
          SELECT cause, lot_id, to_place AS place, pairs FROM depot_stockmove
          WHERE to_place = 'returned' OR from_place = 'returned'
          UNION ALL SELECT code, lot_id, 'returned', -pairs FROM returns_case
            WHERE state <> 'open' AND received_on IS NOT NULL
          UNION ALL SELECT code, lot_id, CASE disposition WHEN 'seconds' THEN 'seconds' WHEN 'write_off' THEN 'scrap'
            ELSE 'depot' END, -pairs FROM returns_case WHERE state <> 'open' AND received_on IS NOT NULL) AS told
        GROUP BY cause, lot_id, place HAVING SUM(pairs) <> 0
        """,
    ),
    Law(
        "what was sent in exchange is what cases say",
        """
        SELECT code, SUM(pairs) FROM (
          SELECT code, pairs_replaced AS pairs FROM returns_case
          UNION ALL SELECT cause, -pairs FROM depot_stockmove WHERE to_place = 'exchanged') AS told
        GROUP BY code HAVING SUM(pairs) <> 0
        """,
    ),
)
