"""Audit where returned goods went: frozen at own best first, no dearer for their firm, and the fund bears the rest."""

from dukou.journey.audit.law import Law

LAWS = (
    # Cases that were graded before anything was frozen, at home or overseas, have no placement.
    Law(
        "goods that came back have one placement, at the place that their case says",
        """
        SELECT c.code, c.disposition, p.sink FROM returns_placement p JOIN returns_case c ON c.id = p.case_id
        WHERE (c.state IN ('open', 'received')) <> (p.sink = '') OR c.received_on IS NULL
          OR p.frozen_on < c.received_on OR (p.sink <> '' AND c.disposition <> CASE p.sink
            WHEN 'shelf' THEN CASE c.grade WHEN 'A' THEN 'restock' ELSE 'rebag' END
            WHEN 'recycler' THEN 'recycle' WHEN 'scrap' THEN 'write_off' WHEN 'abroad' THEN 'abroad'
            WHEN 'ride_home' THEN 'ride_home' ELSE 'seconds' END)
          OR (p.sink IN ('abroad', 'ride_home') AND c.site_id IS NULL)
          OR (p.sink NOT IN ('', 'abroad', 'ride_home', 'recycler', 'scrap') AND c.site_id IS NOT NULL)
        UNION ALL SELECT c.code, c.disposition, '' FROM returns_case c
          LEFT JOIN returns_placement p ON p.case_id = c.id
          WHERE p.id IS NULL AND c.state NOT IN ('open', 'received')
            AND c.received_on > (SELECT MIN(o.frozen_on) FROM returns_placement o JOIN returns_case k
              ON k.id = o.case_id WHERE (k.site_id IS NULL) = (c.site_id IS NULL))
        """,
    ),
    Law(
        "what a case would cost its firm alone is a fact, told before its place was chosen",
        """
        SELECT p.batch, CAST(c.firm_id AS VARCHAR(20)), MAX(f.payload) FROM returns_placement p
        JOIN returns_case c ON c.id = p.case_id
        LEFT JOIN provenance_fact f ON f.subject = p.batch AND f.kind = 'returns.baseline_frozen'
          AND f.firm = c.firm_id AND f.town_on = p.frozen_on
        GROUP BY p.batch, c.firm_id, f.id
        HAVING f.id IS NULL OR MAX(f.payload) <> '{"cases":' || COUNT(*) || ',"own_best_minor":'
          || SUM(p.own_freight_minor + p.own_handling_minor - p.own_worth_minor) || '}'
        UNION ALL SELECT c.code, 'chosen before', f.payload FROM returns_placement p
          JOIN returns_case c ON c.id = p.case_id
          JOIN provenance_fact f ON f.subject = p.batch AND f.kind = 'returns.baseline_frozen' AND f.firm = c.firm_id
          JOIN provenance_fact g ON g.subject = c.code AND g.kind = 'returns.case_graded'
          WHERE g.id < f.id
        UNION ALL SELECT f.subject, 'of nothing', f.payload FROM provenance_fact f
          WHERE f.kind = 'returns.baseline_frozen'
            AND NOT EXISTS (SELECT 1 FROM returns_placement p WHERE p.batch = f.subject)
        """,
    ),
    Law(
        "no case costs its firm more than its own best; what is above it the common fund bears",
        """
        SELECT c.code, p.pooled_minor, p.fund_minor FROM returns_case c
        LEFT JOIN returns_placement p ON p.case_id = c.id
        WHERE (p.id IS NULL AND c.borne_minor <> 0 AND c.reason <> 'unproven') OR (p.sink <> ''
          AND (c.freight_minor + c.handling_minor + c.borne_minor - p.worth_minor <> p.pooled_minor
            OR c.resale_minor <> CASE WHEN p.sink IN ('shelf', 'abroad', 'ride_home') THEN 0 ELSE p.worth_minor END
            OR (p.sink IN ('shelf', 'abroad', 'ride_home') AND p.worth_minor <> AMOUNT(c.unit_price_e4, c.pairs))
            OR (c.reason <> 'unproven' AND c.borne_minor <> p.fund_minor)
            OR (c.reason <> 'unproven' AND p.pooled_minor - p.fund_minor
              > p.own_freight_minor + p.own_handling_minor - p.own_worth_minor + p.own_reship_minor)
            OR (p.fund_minor <> 0 AND p.pooled_minor - p.fund_minor
              <> p.own_freight_minor + p.own_handling_minor - p.own_worth_minor + p.own_reship_minor)))
        """,
    ),
)
