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
        WHERE refund_minor + replacement_minor + withheld_minor <> AMOUNT(unit_price_e4, pairs)
           OR withheld_minor < 0 OR (withheld_minor <> 0 AND outcome <> 'credit')
           OR replacement_minor <> AMOUNT(unit_price_e4, pairs_replaced)
           OR refund_minor < 0 OR pairs_replaced > pairs OR freight_minor < 0 OR handling_minor < 0
           OR resale_minor < 0 OR borne_minor < 0
           OR (reason = 'unproven' AND freight_minor + handling_minor <> 0)
           OR resale_minor > AMOUNT(unit_price_e4, pairs)
           OR (resale_minor <> 0 AND disposition NOT IN ('seconds', 'recycle'))
        """,
    ),
    Law(
        "a claim without goods is made good as it was decided last, and each decision is a fact",
        """
        SELECT c.code, c.refund_minor, d.credit_minor, f.payload FROM returns_case c
        LEFT JOIN returns_decision d ON d.id = (SELECT MAX(id) FROM returns_decision last WHERE last.case_id = c.id)
        LEFT JOIN provenance_fact f ON f.id = (SELECT MAX(id) FROM provenance_fact said
          WHERE said.subject = c.code AND said.kind = 'returns.case_decided')
        WHERE (c.outcome <> 'credit' AND (d.id IS NOT NULL OR f.id IS NOT NULL))
           OR (c.outcome = 'credit' AND (c.received_on IS NOT NULL OR c.answer_by IS NULL
             OR (c.state <> 'open' AND (d.id IS NULL OR d.credit_minor <> c.refund_minor))
             OR (d.id IS NULL) <> (f.id IS NULL)
             OR f.payload <> '{"by":"' || d."by" || '","credit_minor":' || d.credit_minor || ',"ruling":"'
               || d.ruling || '"}'))
        """,
    ),
    Law(
        "what came back is what graded cases say, and lies where they say",
        """
        SELECT cause, lot_id, place, SUM(pairs) FROM (
          SELECT cause, lot_id, to_place AS place, pairs FROM depot_stockmove
          WHERE to_place = 'returned' OR from_place = 'returned'
          UNION ALL SELECT code, lot_id, 'returned', -pairs FROM returns_case
            WHERE state NOT IN ('open', 'received') AND received_on IS NOT NULL
          UNION ALL SELECT code, lot_id, CASE disposition WHEN 'seconds' THEN 'seconds' WHEN 'write_off' THEN 'scrap'
            WHEN 'recycle' THEN 'scrap' WHEN 'abroad' THEN 'abroad' ELSE 'depot' END, -pairs FROM returns_case
            WHERE state NOT IN ('open', 'received') AND received_on IS NOT NULL AND (disposition <> 'ride_home'
              OR id IN (SELECT i.case_id FROM returns_riding i JOIN returns_ride r ON r.id = i.ride_id
                WHERE r.arrived_on IS NOT NULL))) AS told
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
    Law(
        "a parcel that found its line is one case of it, of no more pairs and of an unproven cause",
        """
        SELECT p.code, c.code FROM returns_parcel p LEFT JOIN returns_case c ON c.parcel_id = p.id
        WHERE c.id IS NOT NULL AND (p.state <> 'matched' OR c.line_id <> p.line_id OR c.lot_id <> p.lot_id
          OR c.pairs > p.pairs_counted OR c.reason <> 'unproven' OR c.requested_on < p.matched_on
          OR p.matched_on < p.came_on)
        UNION ALL SELECT code, reason FROM returns_case WHERE
          (parcel_id IS NULL) <> (request_id IS NOT NULL OR recall_id IS NOT NULL)
          OR (reason = 'unproven') <> (parcel_id IS NOT NULL)
        """,
    ),
    Law(
        "every parcel is a fact when it was booked, and when it was matched",
        """
        SELECT p.code, p.state FROM returns_parcel p
        LEFT JOIN provenance_fact b ON b.subject = p.code AND b.kind = 'returns.parcel_booked'
          AND b.town_on = p.came_on
        LEFT JOIN provenance_fact m ON m.subject = p.code AND m.kind = 'returns.parcel_matched'
          AND m.payload = '{"line":' || p.line_id || ',"pairs":' || p.pairs_counted || '}'
        WHERE b.id IS NULL OR (p.state = 'matched') <> (m.id IS NOT NULL)
        """,
    ),
)
