"""Audit faults, holds, recalls and yarn: what is charged follows from a finding, and what is held back stays."""

from dukou.journey.audit.law import Law

FAULTS = (
    Law(
        "a fault is of its case's lot, seller and maker, costs what its case did, and what is proven is shown",
        """
        SELECT f.code, c.code, f.cost_minor FROM returns_fault f JOIN returns_case c ON c.id = f.case_id
        JOIN mill_lot t ON t.id = c.lot_id LEFT JOIN lab_inspection i ON i.code = f.inspection
        WHERE f.lot_id <> c.lot_id OR f.seller_id <> c.firm_id OR f.maker_id <> t.firm_id
           OR c.state NOT IN ('graded', 'closed') OR c.received_on IS NULL OR f.found_on < c.received_on
           OR (f.inspection <> '' AND (i.id IS NULL OR i.lot_id <> f.lot_id))
           OR f.cost_minor <> c.freight_minor + c.handling_minor + CASE
             WHEN c.disposition IN ('restock', 'rebag', 'abroad', 'ride_home') THEN 0
             WHEN c.refund_minor + c.replacement_minor < c.resale_minor THEN 0
             ELSE c.refund_minor + c.replacement_minor - c.resale_minor END
        """,
    ),
    Law(
        "a maker is charged the rule's share of another's cost, and the common fund bears what is unproven",
        """
        SELECT f.code, f.state, f.amount_minor FROM returns_fault f JOIN returns_case c ON c.id = f.case_id
        WHERE (f.state = 'fund' AND f.amount_minor <> c.freight_minor + c.handling_minor)
           OR (f.state = 'fund') <> (NOT f.is_proven)
           OR (f.state IN ('proposed', 'disputed', 'charged') AND (f.maker_id = f.seller_id
             OR f.amount_minor <> f.cost_minor * f.share_e6 / 1000000 OR f.answer_by IS NULL))
           OR (f.state = 'kept' AND f.amount_minor <> 0)
           OR (f.state = 'kept' AND f.maker_id <> f.seller_id AND f.cost_minor * f.share_e6 / 1000000 <> 0)
        """,
    ),
    Law(
        "who is charged was asked, and agreed, was silent, or was overruled: each step is a fact",
        """
        SELECT f.code, f.state FROM returns_fault f
        LEFT JOIN provenance_fact found ON found.subject = f.code AND found.kind = 'returns.fault_found'
          AND found.firm = f.maker_id AND found.town_on = f.found_on
        LEFT JOIN provenance_fact last ON last.id = (SELECT MAX(id) FROM provenance_fact said
          WHERE said.subject = f.code AND said.kind <> 'returns.fault_found')
        WHERE found.id IS NULL OR (f.state = 'charged' AND (last.id IS NULL OR last.kind <> 'returns.fault_charged'
             OR last.payload <> '{"amount_minor":' || f.amount_minor || ',"state":"charged"}'))
           OR (f.state = 'disputed' AND (last.id IS NULL OR last.kind <> 'returns.charge_disputed'))
           OR (f.state = 'fund' AND last.id IS NOT NULL AND last.kind <> 'returns.charge_waived')
           OR (f.state IN ('proposed', 'kept') AND last.id IS NOT NULL)
        """,
    ),
    Law(
        "what faults move is in the books of those it moves between, once, as soon as a day is settled",
        """
        SELECT key, firm_id, account, SUM(amount) FROM (
          SELECT CASE WHEN f.is_proven THEN 'charge_back:' ELSE 'fund:' END || c.code AS key,
                 CASE w.side WHEN 'from' THEN CASE WHEN f.is_proven THEN f.maker_id END ELSE f.seller_id END AS firm_id,
                 CASE WHEN w.account = 'cost' AND w.side = 'from' AND NOT f.is_proven THEN 'common_fund'
                   WHEN w.account = 'cost' THEN 'charge_backs' ELSE 'bank' END AS account,
                 w.sign * f.amount_minor AS amount
            FROM returns_fault f JOIN returns_case c ON c.id = f.case_id
            CROSS JOIN (SELECT 'from' AS side, 'cost' AS account, 1 AS sign UNION ALL SELECT 'from', 'bank', -1
              UNION ALL SELECT 'to', 'bank', 1 UNION ALL SELECT 'to', 'cost', -1) AS w
            WHERE f.posted_on IS NOT NULL
          UNION ALL SELECT e.key, a.firm_id, a.kind, -p.amount_minor FROM settlement_entry e
            JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind IN ('charge_back', 'fund')) AS told
        GROUP BY key, firm_id, account HAVING SUM(amount) <> 0
        UNION ALL SELECT f.code, f.maker_id, f.state, f.amount_minor FROM returns_fault f
        WHERE (f.posted_on IS NOT NULL AND (f.settled_on IS NULL OR f.posted_on < f.settled_on))
           OR (f.posted_on IS NULL AND f.amount_minor > 0
             AND f.settled_on < (SELECT MAX("on") FROM settlement_settledday))
        """,
    ),
)

HOLDS = (
    Law(
        "nothing leaves the shelf of a lot that has been held back since an earlier day",
        """
        SELECT h.code, m.id, m.to_place, m."on" FROM depot_hold h JOIN depot_stockmove m ON m.lot_id = h.lot_id
        WHERE m."on" > h.held_on AND (h.lifted_on IS NULL OR m."on" < h.lifted_on)
          AND ((m.from_place = 'depot' AND m.to_place NOT IN ('seconds', 'scrap'))
            OR (m.from_place = 'shop' AND m.to_place = 'sold'))
        """,
    ),
    Law(
        "every hold is of its owner's lot, because of a fault or a recall, and a fact as it came and went",
        """
        SELECT h.code, h.because, h.cause FROM depot_hold h JOIN mill_lot t ON t.id = h.lot_id
        JOIN market_line l ON l.id = t.line_id LEFT JOIN returns_fault f ON f.code = h.cause
        LEFT JOIN returns_recall r ON r.code = h.cause
        WHERE h.owner_id <> l.seller_id OR (h.because = 'recall') <> (r.id IS NOT NULL)
           OR (h.because <> 'recall') <> (f.id IS NOT NULL) OR (h.because = 'faults' AND f.lot_id <> h.lot_id)
           OR NOT EXISTS (SELECT 1 FROM provenance_fact p WHERE p.subject = t.code AND p.kind = 'depot.stock_held'
             AND p.firm = h.owner_id AND p.town_on = h.held_on
             AND p.payload = '{"because":"' || h.because || '","cause":"' || h.cause || '"}')
           OR (h.lifted_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM provenance_fact p WHERE p.subject = t.code
             AND p.kind = 'depot.hold_lifted' AND p.firm = h.owner_id AND p.town_on = h.lifted_on
             AND p.payload = '{"reason":"' || h.lifted_for || '"}'))
        """,
    ),
)

RECALLS = (
    Law(
        "a recall is its seller's, its lot is held back, and its return is of its line",
        """
        SELECT r.code, r.state FROM returns_recall r JOIN market_line l ON l.id = r.line_id
        JOIN mill_lot t ON t.id = r.lot_id LEFT JOIN returns_case c ON c.recall_id = r.id
        WHERE r.firm_id <> l.seller_id OR t.line_id <> r.line_id OR c.line_id <> r.line_id
           OR (r.opened_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM depot_hold h WHERE h.cause = r.code))
           OR (r.opened_on IS NULL AND c.id IS NOT NULL) OR c.requested_on < r.opened_on
           OR (r.state = 'closed' AND c.state <> 'closed') OR r.closed_on < c.closed_on
        """,
    ),
    Law(
        "a recall names every buyer who had goods of its lot when it was opened, with what he had",
        """
        SELECT code, buyer_id, SUM(ordered), SUM(exchanged) FROM (
          SELECT r.code, b.buyer_id, b.pairs_ordered AS ordered, b.pairs_exchanged AS exchanged
            FROM returns_recallbuyer b JOIN returns_recall r ON r.id = b.recall_id
          UNION ALL SELECT r.code, l.buyer_id, -m.pairs, 0 FROM returns_recall r
            JOIN depot_stockmove m ON m.lot_id = r.lot_id AND m.to_place = 'buyer' AND m."on" < r.opened_on
            JOIN market_line l ON l.id = r.line_id
          UNION ALL SELECT r.code, c.buyer_id, 0, -m.pairs FROM returns_recall r
            JOIN depot_stockmove m ON m.lot_id = r.lot_id AND m.to_place = 'exchanged' AND m."on" < r.opened_on
            JOIN returns_case c ON c.code = m.cause) AS told
        GROUP BY code, buyer_id HAVING SUM(ordered) < 0 OR SUM(exchanged) < 0
        """,
    ),
)

YARN = (
    Law(
        "what is left of a lot of yarn is what came less what went into socks, of its own firm",
        """
        SELECT y.code, y.grams, y.grams_left, u.used FROM mill_yarnlot y
        LEFT JOIN (SELECT yarn_id, SUM(grams) AS used FROM mill_yarnuse GROUP BY yarn_id) AS u ON u.yarn_id = y.id
        WHERE y.grams_left <> y.grams - COALESCE(u.used, 0)
        UNION ALL SELECT t.code, t.firm_id, y.firm_id, u.grams FROM mill_yarnuse u JOIN mill_lot t ON t.id = u.lot_id
        JOIN mill_yarnlot y ON y.id = u.yarn_id WHERE t.firm_id <> y.firm_id OR u."on" < y.came_on
        """,
    ),
)

LAWS = (*FAULTS, *HOLDS, *RECALLS, *YARN)
