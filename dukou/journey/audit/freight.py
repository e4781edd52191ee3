"""Audit freight: baselines come first, nobody pays more than its own best, every yuan is named.

Loads that left before there were offers have none.
"""

from dukou.journey.audit.law import Law

BASELINES = (
    Law(
        "own best is no dearer than naive",
        """
        SELECT id, naive_minor, own_best_minor FROM freight_baseline
        WHERE own_best_minor > naive_minor OR own_best_minor < own_best_waiting_minor OR own_best_waiting_minor < 0
           OR own_best_bound_minor > own_best_minor
        """,
    ),
    Law(
        "a frozen load has a baseline of every firm's shipments, and of no other",
        """
        SELECT load_id, firm_id, SUM(shipments), SUM(pairs) FROM (
          SELECT s.load_id, s.firm_id, 1 AS shipments, s.pairs FROM freight_shipment s
          JOIN freight_load l ON l.id = s.load_id AND l.state <> 'prepared'
          UNION ALL SELECT load_id, firm_id, -shipments, -pairs FROM freight_baseline) AS told
        GROUP BY load_id, firm_id HAVING SUM(shipments) <> 0 OR SUM(pairs) <> 0
        """,
    ),
    Law(
        "a baseline says what its fact from before the pool was solved said",
        """
        SELECT b.id, l.code, b.firm_id FROM freight_baseline b JOIN freight_load l ON l.id = b.load_id
        WHERE NOT EXISTS (
          SELECT 1 FROM provenance_fact frozen
          LEFT JOIN provenance_fact pooled ON pooled.id = (SELECT MIN(id) FROM provenance_fact first
            WHERE first.subject = l.code AND first.kind IN ('freight.load_offered', 'freight.load_pooled'))
          WHERE frozen.subject = l.code AND frozen.kind = 'freight.baseline_frozen' AND frozen.firm = b.firm_id
            AND frozen.payload LIKE '%"naive_minor":' || b.naive_minor || ',%'
            AND frozen.payload LIKE '%"own_best_late_pairs":' || b.own_best_late_pairs || ',%'
            AND frozen.payload LIKE '%"own_best_minor":' || b.own_best_minor || ',%'
            AND frozen.payload LIKE '%"own_best_waiting_minor":' || b.own_best_waiting_minor || ',%'
            AND (pooled.id IS NULL OR frozen.id < pooled.id) AND (pooled.seq IS NULL OR frozen.seq < pooled.seq))
        """,
    ),
    Law(
        "every baseline is a fact from before the pool was solved",
        """
        SELECT l.code FROM freight_load l
        JOIN provenance_fact pooled ON pooled.subject = l.code
          AND pooled.kind IN ('freight.load_offered', 'freight.load_pooled')
        LEFT JOIN provenance_fact frozen ON frozen.subject = l.code AND frozen.kind = 'freight.baseline_frozen'
        WHERE frozen.id IS NULL OR frozen.seq >= pooled.seq
        """,
    ),
    Law(
        "a load adds up its baselines",
        """
        SELECT l.code, l.naive_minor, l.own_best_minor FROM freight_load l
        LEFT JOIN freight_baseline b ON b.load_id = l.id
        GROUP BY l.id, l.code, l.naive_minor, l.own_best_minor
        HAVING COALESCE(SUM(b.naive_minor), 0) <> l.naive_minor
            OR COALESCE(SUM(b.own_best_minor), 0) <> l.own_best_minor
        """,
    ),
)

CHARGES = (
    Law(
        "nobody is charged above its own best, waiting included",
        """
        SELECT id, own_best_minor, charge_minor, waiting_minor FROM freight_charge
        WHERE charge_minor + waiting_minor > own_best_minor OR charge_minor < 0 OR waiting_minor < 0
        """,
    ),
    Law(
        "a charge has its frozen baseline, with the same own best",
        """
        SELECT c.id FROM freight_charge c
        LEFT JOIN freight_baseline b ON b.load_id = c.load_id AND b.firm_id = c.firm_id
        WHERE b.id IS NULL OR b.own_best_minor <> c.own_best_minor
        """,
    ),
    Law(
        "a baseline is charged once its load has left, and not before",
        """
        SELECT b.id, l.code, b.firm_id FROM freight_baseline b JOIN freight_load l ON l.id = b.load_id
        LEFT JOIN freight_charge c ON c.load_id = b.load_id AND c.firm_id = b.firm_id
        WHERE (l.state = 'dispatched') <> (c.id IS NOT NULL)
        """,
    ),
    Law(
        "a charge says what its fact said",
        """
        SELECT c.id, l.code, c.firm_id FROM freight_charge c JOIN freight_load l ON l.id = c.load_id
        WHERE NOT EXISTS (
          SELECT 1 FROM provenance_fact f
          WHERE f.subject = l.code AND f.kind = 'freight.firm_charged' AND f.firm = c.firm_id
            AND f.payload LIKE '{"charge_minor":' || c.charge_minor || ',%'
            AND f.payload LIKE '%"waiting_minor":' || c.waiting_minor || '}')
        """,
    ),
    Law(
        "charges and shortfall make up the pooled cost",
        """
        SELECT l.code, l.pooled_minor, l.shortfall_minor, SUM(c.charge_minor) FROM freight_load l
        LEFT JOIN (SELECT load_id, charge_minor, waiting_minor FROM freight_charge
          UNION ALL SELECT o.load_id, o.charge_minor, o.waiting_minor FROM freight_offer o
          JOIN freight_load open ON open.id = o.load_id AND open.state = 'offered') AS c ON c.load_id = l.id
        GROUP BY l.id, l.code, l.pooled_minor, l.shortfall_minor, l.waiting_minor
        HAVING COALESCE(SUM(c.charge_minor), 0) + l.shortfall_minor <> l.pooled_minor
            OR COALESCE(SUM(c.waiting_minor), 0) <> l.waiting_minor
        """,
    ),
    Law(
        "a load costs no more than all own bests together, unless the town bears it",
        """
        SELECT code, pooled_minor, waiting_minor, shortfall_minor, own_best_minor FROM freight_load
        WHERE state = 'dispatched' AND pooled_minor + waiting_minor - shortfall_minor > own_best_minor
        """,
    ),
    Law(
        "the town bears nothing of a load that nobody declined and no desk moved",
        """
        SELECT l.code, l.shortfall_minor, l.own_best_minor FROM freight_load l
        WHERE l.shortfall_minor > 0 AND EXISTS (SELECT 1 FROM freight_sharing s WHERE s.load_id = l.id)
          AND NOT EXISTS (SELECT 1 FROM freight_offer o WHERE o.load_id = l.id AND o.answer = 'declined')
          AND NOT EXISTS (SELECT 1 FROM freight_lock k JOIN freight_shipment s ON s.id = k.shipment_id
            WHERE s.load_id = l.id)
        """,
    ),
    Law(
        "no load costs less than is proven possible",
        """
        SELECT code, bound_minor, pooled_minor, waiting_minor FROM freight_load
        WHERE state = 'dispatched' AND bound_minor > pooled_minor + waiting_minor
        """,
    ),
    Law(
        "late pairs are those that were planned to arrive after their due date",
        """
        SELECT c.id, c.late_pairs FROM freight_charge c JOIN freight_load l ON l.id = c.load_id
        LEFT JOIN (SELECT a.load_id, a.firm_id, a.pairs, DAY(a.due_on) AS due,
          DAY(a.leaves_on) + t.transit_days AS planned FROM freight_shipment a
          JOIN registry_tariff t ON t.id = a.tariff_id) AS s
          ON s.load_id = c.load_id AND s.firm_id = c.firm_id AND s.planned > s.due
        GROUP BY c.id, c.late_pairs HAVING COALESCE(SUM(s.pairs), 0) <> c.late_pairs
        """,
    ),
)

OFFERS = (
    Law(
        "every firm of a load is offered a price before it leaves, as its fact said, within its own best",
        """
        SELECT b.id, l.code, b.firm_id FROM freight_baseline b JOIN freight_load l ON l.id = b.load_id
        LEFT JOIN freight_offer o ON o.load_id = b.load_id AND o.firm_id = b.firm_id
        LEFT JOIN provenance_fact f ON f.subject = l.code AND f.firm = b.firm_id
          AND f.kind IN ('freight.firm_offered', 'freight.firm_reoffered')
          AND f.payload = '{"charge_minor":' || o.charge_minor || ',"late_pairs":' || o.late_pairs
            || ',"own_best_minor":' || b.own_best_minor || ',"waiting_minor":' || o.waiting_minor || '}'
        WHERE (l.state = 'offered' OR EXISTS (SELECT 1 FROM freight_offer a WHERE a.load_id = l.id))
          AND (f.id IS NULL OR o.own_best_minor <> b.own_best_minor
            OR o.charge_minor + o.waiting_minor > b.own_best_minor)
        """,
    ),
    Law(
        "what a firm answered to an offer is what its last fact says, from before the load left",
        """
        SELECT o.code, o.answer, f.payload FROM freight_offer o JOIN freight_load l ON l.id = o.load_id
        LEFT JOIN provenance_fact f ON f.id = (SELECT MAX(id) FROM provenance_fact said
          WHERE said.subject = o.code AND said.kind = 'freight.offer_answered')
        LEFT JOIN provenance_fact pooled ON pooled.subject = l.code AND pooled.kind = 'freight.load_pooled'
        WHERE (o.answer IN ('silent', 'drawn', 'alone')) <> (f.id IS NULL) OR f.id > pooled.id
           OR (f.id IS NOT NULL AND (f.firm <> o.firm_id OR f.payload <> '{"answer":"' || o.answer || '"}'))
        """,
    ),
    Law(
        "a load that nobody declined left as it was offered",
        """
        SELECT o.code, l.code, o.charge_minor, c.charge_minor FROM freight_offer o
        JOIN freight_load l ON l.id = o.load_id
        JOIN freight_charge c ON c.load_id = o.load_id AND c.firm_id = o.firm_id
        WHERE (o.charge_minor <> c.charge_minor OR o.waiting_minor <> c.waiting_minor OR o.late_pairs <> c.late_pairs)
          AND NOT EXISTS (SELECT 1 FROM freight_offer a WHERE a.load_id = o.load_id AND a.answer = 'declined')
        """,
    ),
    Law(
        "who declined or was not asked was carried as at its own best, and pays exactly that",
        """
        SELECT o.code, b.own_best_minor, c.charge_minor, c.waiting_minor FROM freight_offer o
        JOIN freight_baseline b ON b.load_id = o.load_id AND b.firm_id = o.firm_id
        JOIN freight_charge c ON c.load_id = o.load_id AND c.firm_id = o.firm_id
        WHERE o.answer IN ('declined', 'drawn', 'alone') AND (c.waiting_minor <> b.own_best_waiting_minor
          OR c.charge_minor + c.waiting_minor <> b.own_best_minor OR c.late_pairs <> b.own_best_late_pairs)
        """,
    ),
    Law(
        "who is sent alone because together is no cheaper is told so, and nobody else",
        """
        SELECT o.code, o.answer, f.id FROM freight_offer o JOIN freight_load l ON l.id = o.load_id
        LEFT JOIN provenance_fact f ON f.subject = l.code AND f.kind = 'freight.firm_alone' AND f.firm = o.firm_id
        WHERE (o.answer = 'alone') <> (f.id IS NOT NULL)
        """,
    ),
)

PROOF = (
    Law(
        "who was drawn to go alone had consented, and was told before the load left",
        """
        SELECT l.code, o.firm_id FROM freight_offer o JOIN freight_load l ON l.id = o.load_id
        LEFT JOIN freight_proofdraw d ON d.load_id = o.load_id AND d.firm_id = o.firm_id
        LEFT JOIN freight_proofconsent c ON c.id = (SELECT MAX(id) FROM freight_proofconsent said
          WHERE said.firm_id = o.firm_id AND said."on" <= l."on")
        LEFT JOIN provenance_fact f ON f.subject = l.code AND f.kind = 'freight.firm_drawn' AND f.firm = o.firm_id
        WHERE (o.answer = 'drawn') <> (d.id IS NOT NULL) OR (o.answer = 'drawn') <> (f.id IS NOT NULL)
           OR (o.answer = 'drawn' AND c.id IS NULL)
        """,
    ),
    Law(
        "every draw belongs to an offer",
        """
        SELECT d.load_id, d.firm_id FROM freight_proofdraw d
        LEFT JOIN freight_offer o ON o.load_id = d.load_id AND o.firm_id = d.firm_id AND o.answer = 'drawn'
        WHERE o.id IS NULL
        """,
    ),
    Law(
        "a firm that a carrier's bill names had goods in its load",
        """
        SELECT c.invoice, c.line FROM freight_carrierbill c
        LEFT JOIN freight_baseline b ON b.load_id = c.load_id AND b.firm_id = c.firm_id
        WHERE c.firm_id IS NOT NULL AND b.id IS NULL
        """,
    ),
)

LOADS = (
    Law(
        "a solved load has its facts",
        """
        SELECT l.code FROM freight_load l
        WHERE (l.state <> 'prepared' AND NOT EXISTS
            (SELECT 1 FROM provenance_fact f WHERE f.subject = l.code AND f.kind = 'freight.baseline_frozen'))
           OR (l.state = 'dispatched') <> EXISTS
            (SELECT 1 FROM provenance_fact f WHERE f.subject = l.code AND f.kind = 'freight.load_pooled')
        """,
    ),
    Law(
        "a load carries what its shipments add up to",
        """
        SELECT l.code, l.shipments, l.pairs FROM freight_load l LEFT JOIN freight_shipment s ON s.load_id = l.id
        GROUP BY l.id, l.code, l.shipments, l.pairs, l.grams, l.ml
        HAVING COUNT(s.id) <> l.shipments OR COALESCE(SUM(s.pairs), 0) <> l.pairs
            OR COALESCE(SUM(s.grams), 0) <> l.grams OR COALESCE(SUM(s.ml), 0) <> l.ml
        """,
    ),
    Law(
        "a shipment carries what its lines add up to",
        """
        SELECT s.code, s.pairs, SUM(i.pairs) FROM freight_shipment s
        LEFT JOIN freight_shipmentline i ON i.shipment_id = s.id
        GROUP BY s.id, s.code, s.pairs HAVING COALESCE(SUM(i.pairs), 0) <> s.pairs
        """,
    ),
    Law(
        "a shipment leaves with its load, by a tariff that was valid that day for the way there",
        """
        SELECT s.code, s.state, l.state FROM freight_shipment s JOIN freight_load l ON l.id = s.load_id
        LEFT JOIN registry_tariff t ON t.id = s.tariff_id
        WHERE (l.state = 'dispatched') <> (s.state <> 'waiting')
           OR (s.state <> 'waiting' AND (s.arrives_on IS NULL OR t.id IS NULL OR t.destination_id <> l.destination_id
               OR t.valid_from > l."on" OR t.valid_to < l."on"
               OR (t.destination_id IS NULL AND NOT EXISTS (SELECT 1 FROM registry_carrierzone z
                 WHERE z.carrier_id = t.carrier_id AND z.zone = t.zone AND z.destination_id = l.destination_id
                   AND z.valid_from <= l."on" AND (z.valid_to IS NULL OR z.valid_to >= l."on")))))
        """,
    ),
    Law(
        "a line is as far as its shipment",
        """
        SELECT s.code, i.line_id, s.state, m.state FROM freight_shipment s
        JOIN freight_shipmentline i ON i.shipment_id = s.id JOIN market_line m ON m.id = i.line_id
        WHERE m.state <> CASE s.state WHEN 'waiting' THEN 'ready' WHEN 'on_road' THEN 'shipped' ELSE 'delivered' END
        """,
    ),
)

LAWS = (*BASELINES, *OFFERS, *PROOF, *CHARGES, *LOADS)

FIGURES = (
    ("shipments", "SELECT COUNT(*) FROM freight_shipment"),
    ("loads", "SELECT COUNT(*) FROM freight_load"),
    ("loads_pooled", "SELECT COUNT(*) FROM freight_load WHERE is_pooled"),
    ("naive_minor", "SELECT SUM(naive_minor) FROM freight_baseline"),
    ("own_best_minor", "SELECT SUM(own_best_minor) FROM freight_baseline"),
    ("own_best_late_pairs", "SELECT SUM(own_best_late_pairs) FROM freight_baseline"),
    ("charged_minor", "SELECT SUM(charge_minor) FROM freight_charge"),
    ("waiting_minor", "SELECT SUM(waiting_minor) FROM freight_charge"),
    ("late_pairs", "SELECT SUM(late_pairs) FROM freight_charge"),
)
