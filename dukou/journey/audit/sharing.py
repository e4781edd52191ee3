"""Audit how loads were divided: to the last fen, within own best, and as it was told when it was done.

Loads that left before divisions were kept have none.
"""

from dukou.journey.audit.law import Law

LAWS = (
    Law(
        "what was paid for goods that went together is divided to the last fen, and what a fund bears is named",
        """
        SELECT s.id, s.load_id, s.paid_minor, s.fund_minor FROM freight_sharing s
        LEFT JOIN freight_firmshare f ON f.sharing_id = s.id
        GROUP BY s.id, s.load_id, s.paid_minor, s.fund_minor
        HAVING COALESCE(SUM(f.charge_minor), 0) + s.fund_minor <> s.paid_minor
            OR COALESCE(SUM(f.spared_minor), 0) <> s.fund_minor
        """,
    ),
    Law(
        "no share is above what its firm's own best leaves after waiting",
        """
        SELECT f.id, f.charge_minor, f.most_minor FROM freight_firmshare f
        JOIN freight_sharing s ON s.id = f.sharing_id
        JOIN freight_baseline b ON b.load_id = s.load_id AND b.firm_id = f.firm_id
        WHERE f.charge_minor < 0 OR f.charge_minor > f.most_minor OR f.most_minor > b.own_best_minor
        """,
    ),
    Law(
        "who goes together pays, or is offered, its share of the last division, and nobody else has one",
        """
        SELECT l.code, f.firm_id, f.charge_minor, t.charge_minor FROM freight_load l
        JOIN freight_sharing s ON s.id = (SELECT MAX(id) FROM freight_sharing last WHERE last.load_id = l.id)
        JOIN freight_firmshare f ON f.sharing_id = s.id
        LEFT JOIN (SELECT load_id, firm_id, charge_minor, own_best_minor, waiting_minor FROM freight_charge
          UNION ALL SELECT o.load_id, o.firm_id, o.charge_minor, o.own_best_minor, o.waiting_minor FROM freight_offer o
          JOIN freight_load open ON open.id = o.load_id AND open.state = 'offered') AS t
          ON t.load_id = l.id AND t.firm_id = f.firm_id
        WHERE t.firm_id IS NULL OR t.charge_minor <> f.charge_minor
           OR t.own_best_minor - t.waiting_minor <> f.most_minor
        UNION ALL
        SELECT l.code, o.firm_id, o.charge_minor, 0 FROM freight_load l
        JOIN freight_sharing s ON s.id = (SELECT MAX(id) FROM freight_sharing last WHERE last.load_id = l.id)
        JOIN freight_offer o ON o.load_id = l.id
        LEFT JOIN freight_firmshare f ON f.sharing_id = s.id AND f.firm_id = o.firm_id
        WHERE (f.id IS NULL AND o.answer NOT IN ('declined', 'drawn', 'alone'))
           OR (f.id IS NOT NULL AND o.answer IN ('drawn', 'alone'))
           OR (f.id IS NOT NULL AND o.answer = 'declined' AND l.state = 'dispatched')
        """,
    ),
    Law(
        "every division of a load's cost is a fact that says what it says",
        """
        SELECT l.code, SUM(told.seen) FROM (
          SELECT s.load_id, '{"complaint_e6":' || s.complaint_e6 || ',"epsilon_e6":' || s.epsilon_e6
            || ',"error_ppm":' || s.error_ppm || ',"firms":' || COUNT(f.id) || ',"fund_minor":' || s.fund_minor
            || ',"method":"' || s.method || '","paid_minor":' || s.paid_minor || '}' AS said, 1 AS seen
          FROM freight_sharing s LEFT JOIN freight_firmshare f ON f.sharing_id = s.id
          GROUP BY s.id, s.load_id, s.complaint_e6, s.epsilon_e6, s.error_ppm, s.fund_minor, s.method, s.paid_minor
          UNION ALL SELECT l.id, p.payload, -1 FROM provenance_fact p JOIN freight_load l ON l.code = p.subject
          WHERE p.kind = 'freight.load_shared') AS told
        JOIN freight_load l ON l.id = told.load_id
        GROUP BY l.code, told.load_id, told.said HAVING SUM(told.seen) <> 0
        """,
    ),
    Law(
        "nobody can complain more of the charges than is said, and the least core is as far as it is proven",
        """
        SELECT id, load_id, complaint_e6, most_complaint_e6 FROM freight_sharing
        WHERE complaint_e6 > most_complaint_e6 OR least_epsilon_e6 > most_epsilon_e6 OR epsilon_e6 > most_epsilon_e6
        UNION ALL
        SELECT s.id, s.load_id, s.complaint_e6, SUM(f.charge_minor) FROM freight_sharing s
        JOIN freight_firmshare f ON f.sharing_id = s.id
        WHERE s.method IN ('exact', 'sampled')
        GROUP BY s.id, s.load_id, s.complaint_e6, s.most_complaint_e6
        HAVING COUNT(f.id) > 1 AND MAX(1000000 * (f.charge_minor - f.alone_minor)) > s.most_complaint_e6
        """,
    ),
)
