"""Audit what desks decide: locks are told and kept, offers follow them, and the legs of a load add up to it.

Loads that left before there were legs have none.
"""

from dukou.journey.audit.law import Law

LAWS = (
    Law(
        "every lock and every release is a fact of the goods' firm",
        """
        SELECT code, kind, SUM(rows) FROM (
          SELECT s.code, s.firm_id AS firm, CASE WHEN k.tariff_id IS NULL THEN 'freight.shipment_released'
            ELSE 'freight.shipment_locked' END AS kind, 1 AS rows
          FROM freight_lock k JOIN freight_shipment s ON s.id = k.shipment_id
          UNION ALL SELECT f.subject, f.firm, f.kind, -1 FROM provenance_fact f
          WHERE f.kind IN ('freight.shipment_locked', 'freight.shipment_released')) AS told
        GROUP BY code, firm, kind HAVING SUM(rows) <> 0
        """,
    ),
    Law(
        "the last lock of a shipment says what its last fact said, from before its load left",
        """
        SELECT s.code, k.tariff_id, f.payload FROM freight_lock k JOIN freight_shipment s ON s.id = k.shipment_id
        JOIN freight_load l ON l.id = s.load_id LEFT JOIN registry_tariff t ON t.id = k.tariff_id
        LEFT JOIN provenance_fact f ON f.id = (SELECT MAX(id) FROM provenance_fact said
          WHERE said.subject = s.code AND said.kind IN ('freight.shipment_locked', 'freight.shipment_released'))
        LEFT JOIN provenance_fact pooled ON pooled.subject = l.code AND pooled.kind = 'freight.load_pooled'
        WHERE k.id = (SELECT MAX(id) FROM freight_lock last WHERE last.shipment_id = k.shipment_id)
          AND (f.id IS NULL OR f.id > pooled.id
            OR f.payload <> CASE WHEN t.id IS NULL THEN '{}' ELSE '{"service":"' || t.service || '"}' END)
        """,
    ),
    Law(
        "what was locked left as it was locked, unless its firm went alone",
        """
        SELECT s.code, k.tariff_id, s.tariff_id FROM freight_lock k JOIN freight_shipment s ON s.id = k.shipment_id
        JOIN freight_offer o ON o.load_id = s.load_id AND o.firm_id = s.firm_id
        WHERE k.id = (SELECT MAX(id) FROM freight_lock last WHERE last.shipment_id = k.shipment_id)
          AND s.state <> 'waiting' AND k.tariff_id <> s.tariff_id AND o.answer NOT IN ('declined', 'drawn', 'alone')
        """,
    ),
    Law(
        "an offer says what its firm was told last",
        """
        SELECT o.code, o.charge_minor, f.payload FROM freight_offer o JOIN freight_load l ON l.id = o.load_id
        LEFT JOIN provenance_fact f ON f.id = (SELECT MAX(id) FROM provenance_fact said
          WHERE said.subject = l.code AND said.firm = o.firm_id
            AND said.kind IN ('freight.firm_offered', 'freight.firm_reoffered'))
        WHERE f.id IS NULL OR f.payload <> '{"charge_minor":' || o.charge_minor || ',"late_pairs":' || o.late_pairs
          || ',"own_best_minor":' || o.own_best_minor || ',"waiting_minor":' || o.waiting_minor || '}'
        """,
    ),
    Law(
        "the legs of a load add up to what was paid for it",
        """
        SELECT l.code, l.pooled_minor, SUM(g.paid_minor) FROM freight_load l JOIN freight_leg g ON g.load_id = l.id
        GROUP BY l.id, l.code, l.state, l.pooled_minor
        HAVING SUM(g.paid_minor) <> l.pooled_minor OR l.state <> 'dispatched'
        """,
    ),
    Law(
        "a leg carries the shipments that left by its service, when they left",
        """
        SELECT load_id, tariff_id, SUM(shipments), SUM(pairs) FROM (
          SELECT load_id, tariff_id, leaves_on, shipments, pairs, grams, ml FROM freight_leg
          UNION ALL SELECT s.load_id, s.tariff_id, s.leaves_on, -1, -s.pairs, -s.grams, -s.ml FROM freight_shipment s
          WHERE s.state <> 'waiting' AND EXISTS (SELECT 1 FROM freight_leg g WHERE g.load_id = s.load_id)) AS told
        GROUP BY load_id, tariff_id, leaves_on
        HAVING SUM(shipments) <> 0 OR SUM(pairs) <> 0 OR SUM(grams) <> 0 OR SUM(ml) <> 0
        """,
    ),
)
