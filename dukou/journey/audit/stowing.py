"""Audit the stowing: a plan holds every carton of its shipments once, and no two of them in one place."""

from dukou.journey.audit.law import Law

LAWS = (
    Law(
        "a plan stows every carton of its shipments once, and no others",
        """
        SELECT p.code, s.code, SUM(g.cartons), s.cartons FROM freight_stowage p
        JOIN freight_stowedvehicle v ON v.stowage_id = p.id JOIN freight_stowedgoods g ON g.vehicle_id = v.id
        JOIN freight_shipment s ON s.id = g.shipment_id
        GROUP BY p.id, p.code, p.load_id, s.id, s.code, s.cartons, s.load_id
        HAVING SUM(g.cartons) <> s.cartons OR s.load_id <> p.load_id
        """,
    ),
    Law(
        "a kept plan has all cartons in its vehicles, and no other plan has any",
        """
        SELECT p.code, p.state, p.cartons FROM freight_stowage p
        LEFT JOIN freight_stowedvehicle v ON v.stowage_id = p.id
        GROUP BY p.id, p.code, p.state, p.cartons
        HAVING COALESCE(SUM(v.cartons), 0) <> CASE p.state WHEN 'kept' THEN p.cartons ELSE 0 END
        """,
    ),
    # Each placement, and the list of them, begins with a bracket.
    Law(
        "a vehicle holds as many cartons as it has places and goods",
        """
        SELECT v.id, v.cartons FROM freight_stowedvehicle v
        WHERE v.cartons <> LENGTH(CAST(v.placements AS TEXT)) - LENGTH(REPLACE(CAST(v.placements AS TEXT), '[', '')) - 1
           OR v.cartons <> (SELECT COALESCE(SUM(g.cartons), 0) FROM freight_stowedgoods g WHERE g.vehicle_id = v.id)
        """,
    ),
    # The boxes of every vehicle, in mm, by their place in the order of loading; `->` reads JSON in both databases.
    Law(
        "no two cartons of a vehicle are in one place, and none is outside",
        """
        WITH RECURSIVE step(vehicle, place, cartons) AS (
          SELECT id, 0, cartons FROM freight_stowedvehicle
          UNION ALL SELECT vehicle, place + 1, cartons FROM step WHERE place + 1 < cartons),
        box AS MATERIALIZED (
          SELECT s.vehicle, s.place,
            CAST(v.placements -> s.place ->> 0 AS BIGINT) AS x, CAST(v.placements -> s.place ->> 1 AS BIGINT) AS y,
            CAST(v.placements -> s.place ->> 2 AS BIGINT) AS z, CAST(v.placements -> s.place ->> 3 AS BIGINT) AS dx,
            CAST(v.placements -> s.place ->> 4 AS BIGINT) AS dy, CAST(v.placements -> s.place ->> 5 AS BIGINT) AS dz
          FROM step s JOIN freight_stowedvehicle v ON v.id = s.vehicle)
        SELECT a.vehicle, a.place, b.place FROM box a JOIN box b ON b.vehicle = a.vehicle AND b.place > a.place
          AND a.x < b.x + b.dx AND b.x < a.x + a.dx AND a.y < b.y + b.dy AND b.y < a.y + a.dy
          AND a.z < b.z + b.dz AND b.z < a.z + a.dz
        UNION ALL
        SELECT b.vehicle, b.place, b.place FROM box b JOIN freight_stowedvehicle v ON v.id = b.vehicle
        JOIN freight_stowage p ON p.id = v.stowage_id
        WHERE b.x < 0 OR b.y < 0 OR b.z < 0
           OR b.x + b.dx > CAST(p.problem ->> 'length_mm' AS BIGINT)
           OR b.y + b.dy > CAST(p.problem ->> 'width_mm' AS BIGINT)
           OR b.z + b.dz > CAST(p.problem ->> 'height_mm' AS BIGINT)
        """,
    ),
    Law(
        "a carton is ticked at a step that there is",
        """
        SELECT t.id, t.step FROM freight_loadingtick t JOIN freight_stowedvehicle v ON v.id = t.vehicle_id
        WHERE t.step > v.cartons
        """,
    ),
)
