"""Audit the town's round: no carton rides twice, no van is overloaded, and the cost is that of its ways and stops."""

from dukou.journey.audit.law import Law

LAWS = (
    # A lot has the cartons that the depot packed; a case those that its stops say, one number everywhere.
    Law(
        "no carton of a lot or a case is on two rounds, nor twice on one",
        """
        SELECT g.lot_id, g."case", g.is_out, SUM(g.cartons) FROM freight_roundgoods g
        JOIN freight_roundstop s ON s.id = g.stop_id JOIN freight_round r ON r.id = s.round_id
        LEFT JOIN (SELECT lot_id, SUM(count) AS packed FROM depot_cartonrun GROUP BY lot_id) AS c ON c.lot_id = g.lot_id
        WHERE r.state <> 'replaced'
        GROUP BY g.lot_id, g."case", g.is_out, c.packed
        HAVING SUM(g.cartons) > MIN(g.of_cartons) OR SUM(g.cartons) > c.packed
        """,
    ),
    Law(
        "a stop brings and takes the cartons of its goods",
        """
        SELECT s.id, s.out_cartons, s.back_cartons FROM freight_roundstop s
        LEFT JOIN freight_roundgoods g ON g.stop_id = s.id
        GROUP BY s.id, s.out_cartons, s.back_cartons
        HAVING s.out_cartons <> COALESCE(SUM(CASE WHEN g.is_out THEN g.cartons END), 0)
            OR s.back_cartons <> COALESCE(SUM(CASE WHEN g.is_out THEN 0 ELSE g.cartons END), 0)
        """,
    ),
    # A trip begins with all that it brings; at each stop that is left behind, and what it takes comes aboard.
    Law(
        "no van of a round carries more than it may",
        """
        SELECT code, van, place FROM (
          SELECT r.code, s.van, s.place, r.van_grams, r.van_ml,
            SUM(s.out_grams) OVER trip AS grams, SUM(s.out_ml) OVER trip AS ml,
            SUM(s.back_grams - s.out_grams) OVER so_far AS more_grams, SUM(s.back_ml - s.out_ml) OVER so_far AS more_ml
          FROM freight_roundstop s JOIN freight_round r ON r.id = s.round_id
          WINDOW trip AS (PARTITION BY s.round_id, s.van, s.trip),
            so_far AS (PARTITION BY s.round_id, s.van, s.trip ORDER BY s.place)) AS aboard
        WHERE grams > van_grams OR ml > van_ml OR grams + more_grams > van_grams OR ml + more_ml > van_ml
        """,
    ),
    Law(
        "a round costs what its ways and stops cost, and goes as far",
        """
        SELECT r.code, r.cost_minor, r.metres FROM freight_round r LEFT JOIN freight_roundstop s ON s.round_id = r.id
        GROUP BY r.id, r.code, r.cost_minor, r.metres
        HAVING r.cost_minor <> COALESCE(SUM(s.cost_minor), 0) OR r.metres <> COALESCE(SUM(s.metres), 0)
        UNION ALL SELECT r.code, s.van, s.place FROM freight_round r JOIN freight_roundstop s ON s.round_id = r.id
        GROUP BY r.id, r.code, s.van, s.place HAVING COUNT(*) > 1
        """,
    ),
    Law(
        "a round is planned once, as its fact says",
        """
        SELECT r.code, r.state, COUNT(f.id) FROM freight_round r LEFT JOIN provenance_fact f ON f.subject = r.code
          AND f.kind IN ('freight.round_planned', 'freight.round_driven')
        GROUP BY r.id, r.code, r.state HAVING COUNT(f.id) <> CASE r.state WHEN 'driven' THEN 2 ELSE 1 END
        UNION ALL SELECT f.subject, f.kind, 0 FROM provenance_fact f WHERE f.kind IN
          ('freight.round_planned', 'freight.round_driven')
          AND NOT EXISTS (SELECT 1 FROM freight_round r WHERE r.code = f.subject)
        """,
    ),
)
