"""Audit goods overseas: each pair of each owner is where its papers say, and each fee is what its rule says."""

from dukou.journey.audit.law import Law

# What the laws below say by a word in braces.
WORDS = {
    # What lies there at the end of each charged day, by the arrival that it came with: what came first leaves first.
    "{LYING}": """(SELECT i.site_id, i.owner_id, i.came_on, i."on", i.ml_per_pair, i.grams_per_pair, i.pairs_per_carton,
          CAST(CASE WHEN i.pairs < i.came_until - COALESCE(i.gone, 0) THEN i.pairs
            ELSE i.came_until - COALESCE(i.gone, 0) END AS BIGINT) AS pairs_left
        FROM (
          SELECT m.site_id, m.owner_id, m."on" AS came_on, y."on", m.pairs, m.ml_per_pair, m.grams_per_pair,
            m.pairs_per_carton, SUM(m.pairs) OVER (PARTITION BY y."on", m.site_id, m.lot_id ORDER BY m."on", m.id
              ROWS UNBOUNDED PRECEDING) AS came_until,
            (SELECT SUM(o.pairs) FROM depot_stockmove o WHERE o.from_place = 'abroad' AND o.site_id = m.site_id
              AND o.lot_id = m.lot_id AND o."on" <= y."on") AS gone
          FROM {MOVES} AS m JOIN depot_feeday y ON y."on" >= m."on" WHERE m.to_place = 'abroad') AS i)""",
    # Moves to and from overseas depots, with what fees are counted by and the order or waybill they belong to.
    "{MOVES}": """(SELECT m.id, m.site_id, m.owner_id, m.lot_id, m.from_place, m.to_place, m.pairs, m."on", m.cause,
          CAST(m.pairs AS BIGINT) * y.ml_per_pair AS ml, CAST(m.pairs AS BIGINT) * y.grams_per_pair AS grams,
          (m.pairs + y.pairs_per_carton - 1) / y.pairs_per_carton AS cartons, y.ml_per_pair, y.grams_per_pair,
          y.pairs_per_carton, COALESCE(e.order_ref, i.load, '') AS paper
        FROM depot_stockmove m LEFT JOIN depot_overseasentry e ON e.code = m.cause
        LEFT JOIN depot_inbound i ON i.code = m.cause
        JOIN mill_lot t ON t.id = m.lot_id JOIN market_line l ON l.id = t.line_id
        JOIN market_sku k ON k.id = l.sku_id JOIN market_style y ON y.id = k.style_id
        WHERE m.from_place = 'abroad' OR m.to_place = 'abroad')""",
    "{EVENT}": """CASE WHEN from_place = 'inbound' THEN 'receive' WHEN from_place IN ('sent', 'returned', 'set_aside')
        THEN 'return'
        WHEN to_place = 'scrap' THEN 'dispose' ELSE 'pick' END""",
    "{SMALL}": "CASE r.basis WHEN 'm3' THEN 1000000 WHEN 'kg' THEN 1000 ELSE 1 END",
    "{MINOR_E10}": "CASE WHEN r.currency IN ('JPY', 'KRW') THEN 10000000000 ELSE 100000000 END",
    # Tiers, each with where the next one begins.
    "{TIERS}": """(SELECT rule_id, starts, price_e4, LEAD(starts) OVER (PARTITION BY rule_id ORDER BY starts) AS ends
        FROM depot_feetier)""",
}


def _law(name: str, sql: str) -> Law:
    """Return a law, its words spelled out."""
    for word, text in WORDS.items():
        sql = sql.replace(word, text)
    return Law(name, sql)


LAWS = (
    Law(
        "no overseas depot, and no way there, ever holds less than nothing of a lot",
        """
        SELECT site_id, lot_id, id FROM (
          SELECT site_id, lot_id, id, SUM(CASE 'abroad' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END)
            OVER lot AS abroad,
            SUM(CASE 'inbound' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS inbound,
            SUM(CASE 'sent' WHEN to_place THEN pairs WHEN from_place THEN -pairs ELSE 0 END) OVER lot AS sent
          FROM depot_stockmove WHERE site_id IS NOT NULL
          WINDOW lot AS (PARTITION BY site_id, lot_id ORDER BY "on", id ROWS UNBOUNDED PRECEDING)) AS held
        WHERE abroad < 0 OR inbound < 0 OR sent < 0
        """,
    ),
    Law(
        "goods on their way overseas moved as announcements and counts say, in their owner's name",
        """
        SELECT code, site_id, owner_id, sku_id, from_place, to_place, "on", SUM(pairs) FROM (
          SELECT m.cause AS code, m.site_id, m.owner_id, l.sku_id, m.from_place, m.to_place, m."on", m.pairs
          FROM depot_stockmove m JOIN mill_lot t ON t.id = m.lot_id JOIN market_line l ON l.id = t.line_id
          WHERE m.from_place = 'inbound' OR m.to_place = 'inbound'
          UNION ALL SELECT code, site_id, owner_id, sku_id, 'depot', 'inbound', announced_on, -pairs FROM depot_inbound
          UNION ALL SELECT code, site_id, owner_id, sku_id, 'inbound', 'abroad', received_on, -received_pairs
            FROM depot_inbound WHERE received_on IS NOT NULL
          UNION ALL SELECT code, site_id, owner_id, sku_id, 'inbound', 'scrap', received_on, -damaged_pairs
            FROM depot_inbound WHERE received_on IS NOT NULL
          UNION ALL SELECT code, site_id, owner_id, sku_id, 'inbound', 'lost', received_on,
              received_pairs + damaged_pairs - pairs FROM depot_inbound WHERE received_on IS NOT NULL) AS told
        GROUP BY code, site_id, owner_id, sku_id, from_place, to_place, "on" HAVING SUM(pairs) <> 0
        """,
    ),
    Law(
        "goods in overseas depots moved as their entries say, in their owner's name",
        """
        SELECT code, site_id, owner_id, sku_id, from_place, to_place, "on", SUM(pairs) FROM (
          SELECT m.cause AS code, m.site_id, m.owner_id, l.sku_id, m.from_place, m.to_place, m."on", m.pairs
          FROM depot_stockmove m JOIN mill_lot t ON t.id = m.lot_id JOIN market_line l ON l.id = t.line_id
          WHERE (m.from_place IN ('abroad', 'sent') OR m.to_place = 'sent') AND m.to_place <> 'set_aside'
          UNION ALL SELECT code, site_id, owner_id, sku_id, CASE kind WHEN 'returned' THEN 'sent' ELSE 'abroad' END,
            CASE kind WHEN 'sent' THEN 'sent' WHEN 'returned' THEN 'abroad' ELSE 'scrap' END, "on", -pairs
            FROM depot_overseasentry) AS told
        GROUP BY code, site_id, owner_id, sku_id, from_place, to_place, "on" HAVING SUM(pairs) <> 0
        """,
    ),
    Law(
        "every announcement, count and entry overseas is a fact of its owner",
        """
        SELECT i.code FROM depot_inbound i WHERE NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = i.code AND f.kind = 'depot.inbound_announced'
            AND f.firm = i.owner_id AND f.town_on = i.announced_on
            AND f.payload = '{"expected_on":"' || i.expected_on || '","pairs":' || i.pairs || ',"site":' || i.site_id
              || ',"sku":' || i.sku_id || '}')
        UNION ALL SELECT i.code FROM depot_inbound i WHERE (i.received_on IS NOT NULL) <> EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = i.code AND f.kind = 'depot.inbound_received'
            AND f.firm = i.owner_id AND f.town_on = i.received_on
            AND f.payload = '{"damaged":' || i.damaged_pairs || ',"missing":'
              || (i.pairs - i.received_pairs - i.damaged_pairs) || ',"pairs":' || i.received_pairs || '}')
        UNION ALL SELECT e.code FROM depot_overseasentry e WHERE NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = e.code AND f.kind = 'depot.overseas_' || e.kind
            AND f.firm = e.owner_id AND f.town_on = e."on"
            AND f.payload = '{"pairs":' || e.pairs || ',"site":' || e.site_id || ',"sku":' || e.sku_id || '}')
        """,
    ),
    _law(
        "what happened overseas is charged by each rule of its day, exactly and once",
        """
        SELECT rule_id, owner_id, "on", cause, SUM(exact_e10), SUM(amount) FROM (
          SELECT f.rule_id, f.owner_id, f."on", f.cause, f.exact_e10, f.amount FROM depot_feeline f
          JOIN depot_feerule r ON r.id = f.rule_id WHERE r.event <> 'store'
          UNION ALL SELECT rule_id, owner_id, "on", cause,
            -CASE WHEN exact_e10 < least_e10 THEN least_e10 ELSE exact_e10 END, -amount FROM (
            SELECT d.rule_id, d.owner_id, d."on", c.cause, d.amount, d.least_e10,
              SUM(CASE WHEN d.amount <= s.starts * d.small THEN 0
                WHEN s.ends IS NULL OR d.amount < s.ends * d.small THEN d.amount - s.starts * d.small
                ELSE (s.ends - s.starts) * d.small END * s.price_e4) * (1000000 / d.small) AS exact_e10
            FROM (
              SELECT r.id AS rule_id, m.owner_id, m."on", MIN(m.id) AS first_id, {SMALL} AS small,
                CAST(r.minimum_minor AS BIGINT) * {MINOR_E10} AS least_e10,
                CASE r.basis WHEN 'm3' THEN SUM(m.ml) WHEN 'kg' THEN SUM(m.grams) WHEN 'carton' THEN SUM(m.cartons)
                  WHEN 'pair' THEN SUM(m.pairs) ELSE 1 END AS amount
              FROM {MOVES} AS m JOIN depot_feeday y ON y."on" = m."on"
              JOIN depot_feerule r ON r.site_id = m.site_id AND r.valid_from <= m."on"
                AND (r.valid_to IS NULL OR r.valid_to >= m."on")
                AND (r.event = {EVENT} OR (r.event = 'pack' AND to_place = 'sent'))
              GROUP BY r.id, m.owner_id, m."on", m.paper, CASE m.paper WHEN '' THEN m.cause ELSE '' END, r.basis,
                r.minimum_minor, r.currency) AS d
            JOIN depot_stockmove c ON c.id = d.first_id JOIN {TIERS} AS s ON s.rule_id = d.rule_id
            GROUP BY d.rule_id, d.owner_id, d."on", c.cause, d.amount, d.least_e10, d.small) AS owed
          WHERE exact_e10 > 0 OR least_e10 > 0) AS told
        GROUP BY rule_id, owner_id, "on", cause HAVING SUM(exact_e10) <> 0 OR SUM(amount) <> 0
        """,
    ),
    _law(
        "what lies overseas is charged by each rule of each day, by its age, exactly and once",
        """
        SELECT rule_id, owner_id, "on", SUM(exact_e10) FROM (
          SELECT f.rule_id, f.owner_id, f."on", f.exact_e10 FROM depot_feeline f
          JOIN depot_feerule r ON r.id = f.rule_id WHERE r.event = 'store'
          UNION ALL SELECT rule_id, owner_id, "on",
            -CASE WHEN exact_e10 < least_e10 THEN least_e10 ELSE exact_e10 END FROM (
            SELECT r.id AS rule_id, c.owner_id, c."on", CAST(r.minimum_minor AS BIGINT) * {MINOR_E10} AS least_e10,
              SUM(CASE r.basis WHEN 'm3' THEN c.pairs_left * c.ml_per_pair
                WHEN 'kg' THEN c.pairs_left * c.grams_per_pair * 1000
                WHEN 'carton' THEN (c.pairs_left + c.pairs_per_carton - 1) / c.pairs_per_carton * 1000000
                ELSE c.pairs_left * 1000000 END * s.price_e4) AS exact_e10
            FROM {LYING} AS c
            JOIN depot_feerule r ON r.site_id = c.site_id AND r.event = 'store' AND r.basis <> 'day'
              AND r.valid_from <= c."on" AND (r.valid_to IS NULL OR r.valid_to >= c."on")
            JOIN {TIERS} AS s ON s.rule_id = r.id AND s.starts <= DAY(c."on") - DAY(c.came_on)
              AND (s.ends IS NULL OR s.ends > DAY(c."on") - DAY(c.came_on))
            WHERE c.pairs_left > 0 AND DAY(c."on") - DAY(c.came_on) >= r.free_days
            GROUP BY r.id, c.owner_id, c."on", r.minimum_minor, r.currency
            UNION ALL SELECT o.rule_id, o.owner_id, o."on", o.least_e10, CAST(s.price_e4 AS BIGINT) * 1000000 FROM (
              SELECT r.id AS rule_id, c.owner_id, c."on", CAST(r.minimum_minor AS BIGINT) * {MINOR_E10} AS least_e10,
                MIN(c.came_on) AS came_on
              FROM {LYING} AS c JOIN depot_feerule r ON r.site_id = c.site_id AND r.event = 'store'
                AND r.basis = 'day' AND r.valid_from <= c."on" AND (r.valid_to IS NULL OR r.valid_to >= c."on")
              WHERE c.pairs_left > 0 AND DAY(c."on") - DAY(c.came_on) >= r.free_days
              GROUP BY r.id, c.owner_id, c."on", r.minimum_minor, r.currency) AS o
            JOIN {TIERS} AS s ON s.rule_id = o.rule_id AND s.starts <= DAY(o."on") - DAY(o.came_on)
              AND (s.ends IS NULL OR s.ends > DAY(o."on") - DAY(o.came_on))) AS owed
          WHERE exact_e10 > 0 OR least_e10 > 0) AS told
        GROUP BY rule_id, owner_id, "on" HAVING SUM(exact_e10) <> 0
        """,
    ),
    _law(
        "fees are whole minor units, what is left of one goes on to the next line, and yuan are at the day's rate",
        """
        SELECT code, exact_e10, before_e10, amount_minor, rest_e10, cny_minor FROM (
          SELECT f.code, f.exact_e10, f.amount_minor, f.rest_e10, f.cny_minor, f.rate_e6, {MINOR_E10} AS unit_e10,
            CASE WHEN r.currency IN ('JPY', 'KRW') THEN 100 ELSE 1 END AS fen, COALESCE(LAG(f.rest_e10)
              OVER (PARTITION BY f.owner_id, r.site_id, r.currency ORDER BY f.id), 0) AS before_e10,
            CASE r.currency WHEN 'CNY' THEN 1000000 ELSE (SELECT x.rate_e6 FROM registry_exchangerate x
              WHERE x.currency = r.currency AND x."on" <= f."on" ORDER BY x."on" DESC LIMIT 1) END AS day_e6
          FROM depot_feeline f JOIN depot_feerule r ON r.id = f.rule_id) AS told
        WHERE amount_minor * unit_e10 + rest_e10 <> before_e10 + exact_e10 OR rest_e10 >= unit_e10
           OR rate_e6 <> day_e6 OR ABS(cny_minor * 1000000 - amount_minor * fen * rate_e6) * 2 > 1000000
        """,
    ),
    Law(
        "every day's fees are a fact of their owner, in lines and in yuan",
        """
        SELECT owner_id, "on", made, cny FROM (
          SELECT owner_id, "on", COUNT(*) AS made, SUM(cny_minor) AS cny FROM depot_feeline GROUP BY owner_id, "on")
          AS due WHERE NOT EXISTS (SELECT 1 FROM provenance_fact f WHERE f.subject = due."on" || ':' || due.owner_id
            AND f.kind = 'depot.fees_charged' AND f.firm = due.owner_id AND f.town_on = due."on"
            AND f.payload = '{"cny_minor":' || due.cny || ',"lines":' || due.made || '}')
        UNION ALL SELECT f.owner_id, f."on", 0, 0 FROM depot_feeline f LEFT JOIN depot_feeday y ON y."on" = f."on"
        WHERE y.id IS NULL
        """,
    ),
    Law(
        "a proposal that was accepted is announced as it stands, and no other is",
        """
        SELECT code, site_id, owner_id, sku_id, SUM(pairs) FROM (
          SELECT p.code, l.site_id, p.owner_id, l.sku_id, l.pairs FROM depot_proposal p
          JOIN depot_proposalline l ON l.proposal_id = p.id WHERE p.state = 'accepted'
          UNION ALL SELECT p.code, i.site_id, i.owner_id, i.sku_id, -i.pairs FROM depot_inbound i
          JOIN depot_proposal p ON i.key LIKE i.site_id || ':' || i.owner_id || ':' || p.code || '-%') AS told
        GROUP BY code, site_id, owner_id, sku_id HAVING SUM(pairs) <> 0
        """,
    ),
)
