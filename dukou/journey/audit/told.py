"""Audit what was told: rows still say what their facts said when it happened.

A fact cannot be changed unseen, so that a row which was changed later, with everything that adds up to it, is found.
"""

from dukou.journey.audit.law import Law

LAWS = (
    Law(
        "every order that was opened is a fact of its seller, lines and pairs",
        """
        SELECT o.code FROM market_order o WHERE o.state <> 'imported' AND NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = o.code AND f.kind = 'market.order_placed'
            AND f.firm = o.seller_id AND f.payload = '{"lines":' || o.lines || ',"pairs":' || o.pairs || '}')
        """,
    ),
    Law(
        "every work order is a fact of its firm, line, pairs, source and day",
        """
        SELECT w.code FROM mill_workorder w WHERE NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = w.code AND f.kind = 'mill.work_order_given'
            AND f.firm = w.firm_id AND f.town_on = w.planned_on
            AND f.payload = '{"due_on":"' || w.due_on || '","line":' || w.line_id || ',"pairs":' || w.pairs
              || ',"source":"' || w.source || '"}')
        """,
    ),
    Law(
        "every award is a fact of its firm, line, pairs and amount, and so is what the firm decided",
        """
        SELECT a.code, a.state FROM mill_award a
        LEFT JOIN provenance_fact yes ON yes.subject = a.code AND yes.kind = 'mill.award_accepted'
        LEFT JOIN provenance_fact no ON no.subject = a.code AND no.kind = 'mill.award_declined'
        WHERE (a.state = 'accepted') <> (yes.id IS NOT NULL) OR (a.state = 'declined') <> (no.id IS NOT NULL)
           OR NOT EXISTS (SELECT 1 FROM provenance_fact f WHERE f.subject = a.code AND f.kind = 'mill.award_offered'
             AND f.firm = a.firm_id AND f.town_on = a.awarded_on
             AND f.payload = '{"amount_minor":' || a.amount_minor || ',"decline_by":"' || a.decline_by || '","line":'
               || a.line_id || ',"pairs":' || a.pairs || '}')
        """,
    ),
    Law(
        "every inspection is a fact of its maker, with what was found",
        """
        SELECT i.code, t.code, i.attempt FROM lab_inspection i JOIN mill_lot t ON t.id = i.lot_id WHERE NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = t.code AND f.kind = 'lab.lot_inspected'
            AND f.firm = i.firm_id AND f.town_on = i."on"
            AND f.payload LIKE '{"attempt":' || i.attempt || ',"critical_found":' || i.critical_found
              || ',"lot_pairs":' || i.lot_pairs || ',"major_accept":' || i.major_accept || ',"major_found":'
              || i.major_found || ',"minor_accept":' || i.minor_accept || ',"minor_found":' || i.minor_found
              || ',"outcome":"%","pairs_scrapped":' || i.pairs_scrapped || ',"result":"' || i.result
              || '","sample_pairs":' || i.sample_pairs || ',"severity":"' || i.severity || '"}')
        """,
    ),
    Law(
        "what an owner's lots brought into the depot on a day is a fact",
        """
        SELECT owner_id, "on", lots, pairs FROM (
          SELECT owner_id, "on", COUNT(*) AS lots, SUM(pairs) AS pairs FROM depot_stockmove WHERE from_place = 'mill'
          GROUP BY owner_id, "on") AS came
        WHERE NOT EXISTS (SELECT 1 FROM provenance_fact f
          WHERE f.subject = came."on" || ':' || came.owner_id AND f.kind = 'depot.goods_received'
            AND f.payload LIKE '%,"lots":' || came.lots || ',"pairs":' || came.pairs || '}')
        """,
    ),
    Law(
        "every load is a fact of its shipments and pairs, and of its shortfall once it has left",
        """
        SELECT l.code, l.state FROM freight_load l
        LEFT JOIN provenance_fact f ON f.subject = l.code AND f.kind = 'freight.load_prepared' AND f.town_on = l."on"
          AND f.payload LIKE '%,"pairs":' || l.pairs || ',"shipments":' || l.shipments || '}'
        LEFT JOIN provenance_fact p ON p.subject = l.code AND p.kind = 'freight.load_pooled' AND p.town_on = l."on"
          AND p.payload LIKE '%"bound_minor":' || l.bound_minor || ',%'
          AND p.payload LIKE '%"shortfall_minor":' || l.shortfall_minor || ',%'
        WHERE f.id IS NULL OR (l.state = 'dispatched' AND p.id IS NULL)
        """,
    ),
    Law(
        "every delivery is a fact of its pairs and of how late it was",
        """
        SELECT s.code, s.pairs, s.due_on FROM freight_shipment s
        JOIN provenance_fact f ON f.subject = s.code AND f.kind = 'freight.shipment_delivered'
        WHERE f.payload <> '{"days_late":' || CASE WHEN f.town_on > s.due_on
          THEN CAST(DAY(f.town_on) - DAY(s.due_on) AS INTEGER) ELSE 0 END || ',"pairs":' || s.pairs || '}'
        """,
    ),
    Law(
        "every invoice is a fact of its seller, kind, amount and day",
        """
        SELECT i.code FROM settlement_invoice i WHERE NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = i.code AND f.kind = 'settlement.invoice_issued'
            AND f.firm = i.seller_id AND f.town_on = i."on"
            AND f.payload = '{"amount_minor":' || i.amount_minor || ',"due_on":"' || i.due_on || '","kind":"' || i.kind
              || '"}')
        """,
    ),
    Law(
        "every case is a fact when it was opened, graded and closed, with what it said then",
        """
        SELECT c.code, c.state FROM returns_case c
        LEFT JOIN provenance_fact o ON o.subject = c.code AND o.kind = 'returns.case_opened' AND o.firm = c.firm_id
          AND o.town_on = c.requested_on
          AND o.payload LIKE '%,"pairs":' || c.pairs || ',"reason":"' || c.reason || '"}'
        LEFT JOIN provenance_fact g ON g.subject = c.code AND g.kind = 'returns.case_graded'
          AND g.payload = '{"condition":"' || c.condition || '","disposition":"' || c.disposition || '","grade":"'
            || c.grade || '","pairs":' || c.pairs || ',"pairs_replaced":' || c.pairs_replaced || '}'
        LEFT JOIN provenance_fact d ON d.subject = c.code AND d.kind = 'returns.case_closed'
          AND d.town_on = c.closed_on
          AND d.payload = '{"freight_minor":' || c.freight_minor || ',"handling_minor":' || c.handling_minor
            || ',"refund_minor":' || c.refund_minor || ',"replacement_minor":' || c.replacement_minor
            || ',"resale_minor":' || c.resale_minor || '}'
        WHERE o.id IS NULL OR (c.state NOT IN ('open', 'received') AND c.received_on IS NOT NULL) <> (g.id IS NOT NULL)
           OR (c.state = 'closed') <> (d.id IS NOT NULL)
        """,
    ),
    # Towns that are older than these facts have none of the days before the first one.
    Law(
        "what a paper brought a firm, or made it pay, is a fact of the firm, once, from the first one on",
        """
        SELECT subject, firm, payload, SUM(times) FROM (
          SELECT subject, firm, town_on, payload, -1 AS times FROM provenance_fact WHERE kind = 'settlement.paid'
          UNION ALL SELECT SUBSTR(e.key, LENGTH(e.key) - 15), a.firm_id, e."on",
              '{"amount_minor":' || p.amount_minor || '}', 1
            FROM settlement_entry e JOIN settlement_posting p ON p.entry_id = e.id
            JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind IN ('payment', 'equals', 'charge_back', 'fund') AND a.kind = 'bank' AND a.firm_id IS NOT NULL
              AND e."on" >= (SELECT MIN(town_on) FROM provenance_fact WHERE kind = 'settlement.paid')) AS told
        GROUP BY subject, firm, town_on, payload HAVING SUM(times) <> 0
        """,
    ),
    # With a fact for every row, as many facts as rows leave none that was told twice, or of a row that is gone.
    Law(
        "as many facts of a kind are told as there is to tell of",
        """
        SELECT kind, SUM(rows) FROM (
          SELECT kind, COUNT(*) AS rows FROM provenance_fact GROUP BY kind
          UNION ALL SELECT 'market.order_placed', -COUNT(*) FROM market_order WHERE state <> 'imported'
          UNION ALL SELECT 'mill.work_order_given', -COUNT(*) FROM mill_workorder
          UNION ALL SELECT 'mill.award_offered', -COUNT(*) FROM mill_award
          UNION ALL SELECT 'lab.lot_inspected', -COUNT(*) FROM lab_inspection
          UNION ALL SELECT 'freight.load_prepared', -COUNT(*) FROM freight_load
          UNION ALL SELECT 'freight.firm_offered', -COUNT(*) FROM freight_offer
          UNION ALL SELECT 'freight.shipment_delayed', -COUNT(*) FROM freight_delay
          UNION ALL SELECT 'freight.load_pooled', -COUNT(*) FROM freight_load WHERE state = 'dispatched'
          UNION ALL SELECT 'freight.firm_charged', -COUNT(*) FROM freight_charge
          UNION ALL SELECT 'freight.shipment_delivered', -COUNT(*) FROM freight_shipment WHERE state = 'delivered'
          UNION ALL SELECT 'settlement.invoice_issued', -COUNT(*) FROM settlement_invoice
          UNION ALL SELECT 'settlement.day_posted', -COUNT(*) FROM settlement_settledday
          UNION ALL SELECT 'returns.case_opened', -COUNT(*) FROM returns_case
          UNION ALL SELECT 'returns.case_closed', -COUNT(*) FROM returns_case WHERE state = 'closed') AS told
        WHERE kind IN ('market.order_placed', 'mill.work_order_given', 'mill.award_offered', 'lab.lot_inspected',
          'freight.load_prepared', 'freight.load_pooled', 'freight.firm_charged', 'freight.firm_offered',
          'freight.shipment_delayed', 'freight.shipment_delivered', 'settlement.invoice_issued',
          'settlement.day_posted', 'returns.case_opened', 'returns.case_closed')
        GROUP BY kind HAVING SUM(rows) <> 0
        """,
    ),
)
