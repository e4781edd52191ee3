"""Audit makers: each line is knitted by one firm that may, on machines that can, by paid hands, and is inspected."""

from dukou.journey.audit.law import Law

MILL = (
    Law(
        "a line is knitted by one firm, on its own machines",
        """
        SELECT l.id, l.maker_id, w.firm_id, t.firm_id, g.firm_id FROM mill_workorder w
        JOIN market_line l ON l.id = w.line_id LEFT JOIN mill_lot t ON t.work_order_id = w.id
        LEFT JOIN registry_machinegroup g ON g.id = w.group_id
        WHERE l.maker_id IS NULL OR l.maker_id <> w.firm_id OR l.source <> w.source
           OR t.id IS NULL OR t.firm_id <> w.firm_id OR t.group_id <> w.group_id OR t.line_id <> w.line_id
           OR t.pairs <> w.pairs OR g.firm_id <> w.firm_id
        """,
    ),
    Law(
        "a line of a firm's own is knitted by its seller, another by another firm",
        """
        SELECT l.id, l.seller_id, w.firm_id, w.source, o.addressed_to FROM mill_workorder w
        JOIN market_line l ON l.id = w.line_id JOIN market_order o ON o.id = l.order_id
        WHERE (w.source = 'own') <> (w.firm_id = l.seller_id) OR (w.source = 'town') <> (o.addressed_to = 'town')
        """,
    ),
    Law(
        "who knits for another accepted the award, and nobody else did",
        """
        SELECT l.id, w.id, a.code FROM mill_workorder w JOIN market_line l ON l.id = w.line_id
        LEFT JOIN mill_award a ON a.line_id = w.line_id AND a.state = 'accepted'
        WHERE (w.source = 'own') <> (a.id IS NULL) OR a.firm_id <> w.firm_id OR a.group_id <> w.group_id
           OR a.source <> w.source OR a.seller_id <> l.seller_id OR a.pairs <> w.pairs OR a.due_on <> w.due_on
        UNION ALL SELECT a.line_id, w.id, a.code FROM mill_award a LEFT JOIN mill_workorder w ON w.line_id = a.line_id
        WHERE a.state = 'accepted' AND w.id IS NULL
        """,
    ),
    Law(
        "an award pays the line's price less the margin of its day",
        """
        SELECT a.code, a.amount_minor, m.value_e6 FROM mill_award a JOIN market_line l ON l.id = a.line_id
        LEFT JOIN registry_limit m ON m.key = 'mill.overflow_margin' AND m.valid_from <= a.awarded_on
          AND (m.valid_to IS NULL OR m.valid_to >= a.awarded_on)
        WHERE m.id IS NULL
           OR a.amount_minor <> AMOUNT(l.unit_price_e4, l.pairs) * (1000000 - m.value_e6) / 1000000
        """,
    ),
    Law(
        "awards go to firms that take them, from sellers and buyers who agree",
        """
        SELECT a.code, a.source, a.firm_id, a.seller_id FROM mill_award a JOIN market_line l ON l.id = a.line_id
        JOIN market_order o ON o.id = l.order_id JOIN registry_firm maker ON maker.id = a.firm_id
        JOIN registry_firm seller ON seller.id = a.seller_id
        WHERE NOT maker.takes_overflow OR maker.kind <> 'factory'
           OR (a.source = 'overflow' AND NOT (o.consents_overflow AND seller.gives_overflow))
        """,
    ),
    Law(
        "machines knit what they can",
        """
        SELECT w.code, s.code, g.code FROM mill_workorder w JOIN market_line l ON l.id = w.line_id
        JOIN market_sku k ON k.id = l.sku_id JOIN market_style s ON s.id = k.style_id
        JOIN registry_machinegroup g ON g.id = w.group_id
        WHERE g.needle_count <> s.needle_count OR g.double_cylinder <> s.double_cylinder
           OR g.colours_a_course < s.colours_a_course
           OR CASE g.terry WHEN 'plain' THEN 0 WHEN 'half' THEN 1 ELSE 2 END
            < CASE s.terry WHEN 'plain' THEN 0 WHEN 'half' THEN 1 ELSE 2 END
        """,
    ),
    Law(
        "a machine group's day is the pieces that it knitted",
        """
        SELECT group_id, "on", SUM(ms) FROM (
          SELECT t.group_id, p."on", CAST(t.cycle_ms AS BIGINT) * p.pieces AS ms FROM mill_progress p
          JOIN mill_lot t ON t.id = p.lot_id
          UNION ALL SELECT group_id, "on", -used_ms FROM mill_groupday) AS told
        GROUP BY group_id, "on" HAVING SUM(ms) <> 0
        """,
    ),
)

LAB = (
    Law(
        "a lot that passed was accepted at last, and no other was",
        """
        SELECT t.code, t.state, i.attempts, i.accepted FROM mill_lot t LEFT JOIN (
          SELECT lot_id, COUNT(*) AS attempts, MAX(attempt) AS last, SUM(pairs_scrapped) AS scrapped,
                 MAX(CASE WHEN result = 'accepted' THEN attempt ELSE 0 END) AS accepted,
                 MAX("on") AS last_on
          FROM lab_inspection GROUP BY lot_id) AS i ON i.lot_id = t.id
        WHERE (i.attempts IS NULL) <> (t.state IN ('waiting', 'knitting', 'finishing', 'made'))
           OR i.last <> i.attempts OR (t.state = 'passed' AND (i.accepted <> i.last OR t.passed_on <> i.last_on))
           OR (t.state <> 'passed' AND (i.accepted <> 0 OR t.passed_on IS NOT NULL))
           OR (t.state IN ('passed', 'scrapped') AND t.pairs_passed <> t.pairs_good - i.scrapped)
        """,
    ),
    Law(
        "an inspection looks at what earlier ones left, at more than nothing and no more than all",
        """
        SELECT code, lot_pairs, pairs_good, gone, sample_pairs FROM (
          SELECT i.code, i.lot_pairs, i.sample_pairs, i.firm_id, i.line_id, i.pairs_scrapped, t.pairs_good,
                 t.firm_id AS maker_id, t.line_id AS made_for_id, COALESCE(SUM(i.pairs_scrapped) OVER (
                   PARTITION BY i.lot_id ORDER BY i.attempt
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS gone
          FROM lab_inspection i JOIN mill_lot t ON t.id = i.lot_id) AS told
        WHERE lot_pairs <> pairs_good - gone OR sample_pairs < 1 OR sample_pairs > lot_pairs
           OR pairs_scrapped > lot_pairs OR firm_id <> maker_id OR line_id <> made_for_id
        """,
    ),
    # Reduced inspection also accepts what lies between its numbers of acceptance and of rejection.
    Law(
        "a result follows from what was found",
        """
        SELECT code, severity, result, critical_found, major_found, minor_found FROM lab_inspection
        WHERE CASE WHEN critical_found = 0 AND major_found <= major_accept AND minor_found <= minor_accept
            THEN result <> 'accepted' ELSE result = 'accepted' AND (severity <> 'reduced' OR critical_found > 0) END
           OR (result = 'accepted' AND pairs_scrapped <> 0)
        """,
    ),
    Law(
        "lots of one size are sampled alike at one severity",
        """
        SELECT lot_pairs, severity, MIN(sample_pairs), MAX(sample_pairs) FROM lab_inspection
        GROUP BY lot_pairs, severity
        HAVING MIN(sample_pairs) <> MAX(sample_pairs) OR MIN(major_accept) <> MAX(major_accept)
            OR MIN(minor_accept) <> MAX(minor_accept)
        """,
    ),
    Law(
        "a line made what passed of its lot",
        """
        SELECT l.id, l.made_pairs, l.short_pairs, t.pairs_passed FROM mill_lot t JOIN market_line l ON l.id = t.line_id
        WHERE CASE WHEN t.state IN ('passed', 'scrapped')
          THEN l.made_pairs <> t.pairs_passed OR l.short_pairs <> t.pairs - t.pairs_passed
            OR (l.state = 'lost') <> (t.pairs_passed = 0) OR l.state = 'planned'
          ELSE l.made_pairs <> 0 OR l.state <> 'planned' END
        """,
    ),
)

HANDS = (
    # A lot that is still being finished may be handed over ahead; what was taken back may not have been scanned anew.
    Law(
        "what workers handed over of a lot is what was made of it",
        """
        SELECT code, operation, units, made FROM (
          SELECT t.code, o.operation, COALESCE(SUM(h.units), 0) AS units, COUNT(h.undoes_id) AS undone,
                 CASE WHEN o.operation = 'knitting' THEN t.pieces_made - t.pieces_lost
                   WHEN o.operation = 'toe_closing' AND g.integrated THEN 0 ELSE t.pairs_good END AS made,
                 CASE WHEN o.operation = 'knitting' THEN t.pieces_made - t.pieces_lost
                   WHEN o.operation = 'toe_closing' AND g.integrated THEN 0
                   WHEN t.state = 'finishing' THEN t.pairs ELSE t.pairs_good END AS most
          FROM mill_lot t JOIN registry_machinegroup g ON g.id = t.group_id
          JOIN mill_workorder w ON w.id = t.work_order_id
          CROSS JOIN (SELECT 'knitting' AS operation UNION ALL SELECT 'toe_closing' UNION ALL SELECT 'boarding'
            UNION ALL SELECT 'packing') AS o
          LEFT JOIN mill_handover h ON h.lot_id = t.id AND h.operation = o.operation
          WHERE w.planned_on >= (SELECT MIN("on") FROM mill_handover)
          GROUP BY t.id, t.code, t.state, t.pairs, t.pairs_good, t.pieces_made, t.pieces_lost, g.integrated, o.operation
        ) AS told WHERE units > most OR (units < made AND undone = 0)
        """,
    ),
    Law(
        "a hand-over is of its firm's own lot, at the piece rate of its day",
        """
        SELECT h.key, h.firm_id, t.firm_id, h.rate_e4, m.value_e6 FROM mill_handover h
        JOIN mill_lot t ON t.id = h.lot_id
        LEFT JOIN registry_limit m ON m.key = 'mill.piece_rate_' || h.operation AND m.valid_from <= h."on"
          AND (m.valid_to IS NULL OR m.valid_to >= h."on")
        WHERE h.firm_id <> t.firm_id OR (h.undoes_id IS NULL AND h.rate_e4 <> COALESCE(
          (SELECT r.rate_e4 FROM mill_piecerate r WHERE r.firm_id = h.firm_id AND r.operation = h.operation
            AND r.valid_from <= h."on" ORDER BY r.valid_from DESC LIMIT 1), m.value_e6 / 100, 0))
        """,
    ),
    Law(
        "a hand-over is taken back whole, from the worker who made it",
        """
        SELECT h.key, f.key FROM mill_handover h JOIN mill_handover f ON f.id = h.undoes_id
        WHERE f.units <> -h.units OR f.units < 0 OR f.worker <> h.worker OR f.lot_id <> h.lot_id
           OR f.operation <> h.operation OR f.rate_e4 <> h.rate_e4 OR f."on" > h."on"
        """,
    ),
    Law(
        "what planning refused is refused, at its seller's price",
        """
        SELECT r.line_id, l.state, r.pairs, r.amount_minor FROM mill_refusedline r
        JOIN market_line l ON l.id = r.line_id
        WHERE l.state <> 'refused' OR r.seller_id <> l.seller_id OR r.pairs <> l.pairs
           OR r.amount_minor <> AMOUNT(l.unit_price_e4, l.pairs)
        """,
    ),
)

LAWS = (*MILL, *HANDS, *LAB)
