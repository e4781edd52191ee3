"""Audit pairs: what was ordered is refused, made, shipped, delivered or scrapped, and nothing else."""

from dukou.journey.audit.law import Law

LAWS = (
    Law(
        "a line's pairs go down the river in order",
        """
        SELECT id, pairs, made_pairs, short_pairs, shipped_pairs, delivered_pairs, returned_pairs FROM market_line
        WHERE made_pairs + short_pairs > pairs OR shipped_pairs > made_pairs
           OR delivered_pairs > shipped_pairs OR returned_pairs > delivered_pairs OR returned_pairs < 0
        """,
    ),
    Law(
        "a line that was made accounts for every pair ordered",
        """
        SELECT id, state, pairs, made_pairs, short_pairs FROM market_line
        WHERE state IN ('made', 'ready', 'shipped', 'delivered') AND made_pairs + short_pairs <> pairs
        """,
    ),
    Law(
        "a delivered line was delivered whole",
        """
        SELECT id, made_pairs, delivered_pairs FROM market_line
        WHERE state = 'delivered' AND delivered_pairs <> made_pairs
        """,
    ),
    Law(
        "a refused line made nothing, and has no work order",
        """
        SELECT l.id FROM market_line l LEFT JOIN mill_workorder w ON w.line_id = l.id
        WHERE l.state = 'refused' AND (w.id IS NOT NULL OR l.made_pairs <> 0 OR l.refusal_code = '')
        """,
    ),
    Law(
        "a line past planning has exactly one work order of its pairs",
        """
        SELECT l.id FROM market_line l LEFT JOIN mill_workorder w ON w.line_id = l.id
        WHERE l.state IN ('planned', 'made', 'ready', 'shipped', 'delivered')
        GROUP BY l.id, l.pairs HAVING COUNT(w.id) <> 1 OR SUM(w.pairs) <> l.pairs
        """,
    ),
    Law(
        "a finished lot's pieces are its pairs and its loss",
        """
        SELECT id, pieces_made, pairs_good, pieces_lost FROM mill_lot
        WHERE made_on IS NOT NULL AND pieces_made <> 2 * pairs_good + pieces_lost
        """,
    ),
    Law(
        "a lot's daily progress adds up to the lot",
        """
        SELECT l.id FROM mill_lot l LEFT JOIN mill_progress p ON p.lot_id = l.id
        GROUP BY l.id, l.pieces_made, l.pieces_lost
        HAVING COALESCE(SUM(p.pieces), 0) <> l.pieces_made OR COALESCE(SUM(p.loss_pieces), 0) <> l.pieces_lost
        """,
    ),
    Law(
        "no machine group works more than its capacity",
        "SELECT id, capacity_ms, used_ms FROM mill_groupday WHERE used_ms > capacity_ms OR used_ms < 0",
    ),
    Law(
        "what left the mill is what the line made",
        """
        SELECT l.id, l.made_pairs, SUM(m.pairs) FROM market_line l
        JOIN mill_lot t ON t.line_id = l.id JOIN depot_stockmove m ON m.lot_id = t.id AND m.from_place = 'mill'
        GROUP BY l.id, l.made_pairs HAVING SUM(m.pairs) <> l.made_pairs
        """,
    ),
    Law(
        "what lies ready or went on has left the mill",
        """
        SELECT l.id FROM market_line l JOIN mill_lot t ON t.line_id = l.id
        WHERE l.state IN ('ready', 'shipped', 'delivered') AND l.made_pairs > 0 AND NOT EXISTS
          (SELECT 1 FROM depot_stockmove m WHERE m.lot_id = t.id AND m.from_place = 'mill')
        """,
    ),
    Law(
        "what reached the buyer is what the line delivered, less what came back",
        """
        SELECT l.id, l.delivered_pairs, SUM(m.pairs) FROM market_line l
        JOIN mill_lot t ON t.line_id = l.id
        JOIN depot_stockmove m ON m.lot_id = t.id AND m.from_place = 'road' AND m.to_place = 'buyer'
        GROUP BY l.id, l.delivered_pairs HAVING SUM(m.pairs) <> l.delivered_pairs
        """,
    ),
    Law(
        "stock on the shelf is the sum of its moves",
        """
        SELECT s.lot_id, s.pairs_on_hand, COALESCE(m.pairs, 0) FROM depot_stock s LEFT JOIN (
          SELECT lot_id, SUM(pairs) AS pairs FROM (
            SELECT lot_id, pairs FROM depot_stockmove WHERE to_place = 'depot'
            UNION ALL SELECT lot_id, -pairs FROM depot_stockmove WHERE from_place = 'depot') AS signed
          GROUP BY lot_id) AS m ON m.lot_id = s.lot_id
        WHERE s.pairs_on_hand <> COALESCE(m.pairs, 0)
        """,
    ),
    Law(
        "no more is reserved than lies there, and holds add up",
        """
        SELECT s.id, s.pairs_on_hand, s.pairs_reserved FROM depot_stock s
        LEFT JOIN depot_reservation r ON r.stock_id = s.id AND r.state = 'held'
        GROUP BY s.id, s.pairs_on_hand, s.pairs_reserved
        HAVING s.pairs_reserved > s.pairs_on_hand OR s.pairs_reserved < 0 OR s.pairs_on_hand < 0
            OR s.pairs_reserved <> COALESCE(SUM(r.pairs), 0)
        """,
    ),
    Law(
        "cartons hold what was received",
        """
        SELECT m.lot_id FROM (
          SELECT lot_id, SUM(pairs) AS pairs FROM depot_stockmove WHERE from_place = 'mill' GROUP BY lot_id) AS m
        LEFT JOIN depot_cartonrun c ON c.lot_id = m.lot_id
        GROUP BY m.lot_id, m.pairs
        HAVING COALESCE(SUM((c.count - 1) * c.pairs_per_carton + c.pairs_last), 0) <> m.pairs
        """,
    ),
    Law(
        "no carton number is given twice",
        """
        SELECT prefix, serial_first FROM (
          SELECT prefix, serial_first, count,
                 LEAD(serial_first) OVER (PARTITION BY prefix ORDER BY serial_first) AS next
          FROM depot_cartonrun) AS runs
        WHERE next IS NOT NULL AND serial_first + count > next
        """,
    ),
    Law(
        "a line's returns are its cases",
        """
        SELECT l.id, l.returned_pairs, COALESCE(SUM(c.pairs), 0) FROM market_line l
        LEFT JOIN returns_case c ON c.line_id = l.id
        GROUP BY l.id, l.returned_pairs HAVING l.returned_pairs <> COALESCE(SUM(c.pairs), 0)
        """,
    ),
)

FIGURES = (
    ("lines", "SELECT COUNT(*) FROM market_line"),
    ("lines_refused", "SELECT COUNT(*) FROM market_line WHERE state = 'refused'"),
    ("lines_lost", "SELECT COUNT(*) FROM market_line WHERE state = 'lost'"),
    ("lines_delivered", "SELECT COUNT(*) FROM market_line WHERE state = 'delivered'"),
    ("pairs_ordered", "SELECT SUM(pairs) FROM market_line"),
    ("pairs_made", "SELECT SUM(made_pairs) FROM market_line"),
    ("pairs_short", "SELECT SUM(short_pairs) FROM market_line"),
    ("pairs_delivered", "SELECT SUM(delivered_pairs) FROM market_line"),
    ("pairs_returned", "SELECT SUM(returned_pairs) FROM market_line"),
    ("pieces_made", "SELECT SUM(pieces_made) FROM mill_lot"),
    ("pieces_lost", "SELECT SUM(pieces_lost) FROM mill_lot"),
    ("inspections", "SELECT COUNT(*) FROM lab_inspection"),
    ("lots_rejected", "SELECT COUNT(*) FROM lab_inspection WHERE result = 'rejected'"),
    ("pairs_on_hand", "SELECT SUM(pairs_on_hand) FROM depot_stock"),
    ("cartons", "SELECT SUM(count) FROM depot_cartonrun"),
    ("cases", "SELECT COUNT(*) FROM returns_case"),
)
