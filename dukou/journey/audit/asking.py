"""Audit what buyers ask for at once, what sellers laid down and agreed for it, and what is promised instead of goods.

Words of sellers are dated by the day, so that of two from one day either may be what counted then.
"""

from dukou.journey.audit.law import Law

# What the laws below say by a word in braces: the seller's policies that may have stood on the day of case `c`.
STANDING = """(SELECT 1 FROM returns_policy p WHERE p.firm_id = c.firm_id AND p."on" <= c.requested_on
            AND NOT EXISTS (SELECT 1 FROM returns_policy l WHERE l.firm_id = p.firm_id AND l.version > p.version
              AND l."on" < c.requested_on) AND {})"""
STAYS = """p.keeps_goods AND (p.most_price_e4 = 0 OR p.most_price_e4 >= c.unit_price_e4)
            AND (p.most_value_minor = 0 OR p.most_value_minor >= AMOUNT(c.unit_price_e4, c.pairs))"""
PAID = "d.credit_minor = AMOUNT(c.unit_price_e4, c.pairs) * p.part_e6 / 1000000"

ASKS = (
    Law(
        "what a buyer asks for at once is one case a line of its own, and a fact of each seller",
        """
        SELECT a.code, c.code FROM returns_ask a LEFT JOIN returns_case c ON c.ask_id = a.id
        LEFT JOIN market_consumersale s ON s.id = a.sale_id
        WHERE c.id IS NULL OR c.buyer_id <> a.buyer_id OR c.requested_on <> a.asked_on OR c.request_id IS NULL
           OR c.order_id <> s.order_id OR a.return_by < a.asked_on
        UNION ALL SELECT MIN(code), key FROM returns_ask GROUP BY buyer_id, key HAVING COUNT(*) > 1
        UNION ALL SELECT a.code, MIN(c.code) FROM returns_ask a JOIN returns_case c ON c.ask_id = a.id
          GROUP BY a.code, c.line_id HAVING COUNT(*) > 1
        UNION ALL SELECT code, CAST(firm_id AS VARCHAR(20)) FROM (
          SELECT a.code, c.firm_id, a.asked_on, SUM(c.pairs) AS pairs FROM returns_ask a
          JOIN returns_case c ON c.ask_id = a.id GROUP BY a.code, c.firm_id, a.asked_on) AS told
        WHERE NOT EXISTS (SELECT 1 FROM provenance_fact f WHERE f.subject = told.code AND f.kind = 'returns.asked'
          AND f.firm = told.firm_id AND f.town_on = told.asked_on AND f.payload = '{"pairs":' || told.pairs || '}')
        """,
    ),
    Law(
        "goods stay with who asks, and are paid for in part, only by a policy of their seller's from that day",
        """
        SELECT c.code, c.outcome, d.credit_minor FROM returns_case c
        LEFT JOIN returns_decision d ON d.case_id = c.id AND d.ruling = 'by_policy'
        WHERE c.ask_id IS NOT NULL AND ((d.id IS NOT NULL AND NOT EXISTS {PAID})
          OR (c.outcome = 'refund_only' AND NOT EXISTS {STAYS} AND EXISTS
            (SELECT 1 FROM returns_policy p WHERE p.firm_id = c.firm_id AND p."on" < c.requested_on)))
        """.replace("{PAID}", STANDING.format(PAID)).replace("{STAYS}", STANDING.format(STAYS)),
    ),
)

PROMISES = (
    Law(
        "what is set aside for a case is what it was promised, and no more than it has pairs",
        """
        SELECT code, owner_id, sku_id, SUM(pairs) FROM (
          SELECT c.code, r.owner_id, r.sku_id, r.pairs FROM returns_replacement r
            JOIN returns_case c ON c.id = r.case_id
          UNION ALL SELECT m.cause, m.owner_id, l.sku_id, -m.pairs FROM depot_stockmove m
            JOIN mill_lot t ON t.id = m.lot_id JOIN market_line l ON l.id = t.line_id
            WHERE m.to_place = 'set_aside') AS told
        GROUP BY code, owner_id, sku_id HAVING SUM(pairs) <> 0
        UNION ALL SELECT c.code, c.firm_id, c.pairs, SUM(r.pairs) FROM returns_replacement r
          JOIN returns_case c ON c.id = r.case_id GROUP BY c.code, c.firm_id, c.pairs HAVING SUM(r.pairs) > c.pairs
        """,
    ),
    Law(
        "what was set aside is sent, or put back where it lay, never both, and before its case is closed",
        """
        SELECT s.cause, s.aside, s.sent, s.back FROM (
          SELECT cause, SUM(CASE WHEN to_place = 'set_aside' THEN pairs ELSE 0 END) AS aside,
            SUM(CASE WHEN to_place = 'exchanged' THEN pairs ELSE 0 END) AS sent,
            SUM(CASE WHEN from_place = 'set_aside' AND to_place <> 'exchanged' THEN pairs ELSE 0 END) AS back
          FROM depot_stockmove WHERE 'set_aside' IN (from_place, to_place) GROUP BY cause) AS s
        LEFT JOIN returns_case c ON c.code = s.cause
        WHERE c.id IS NULL OR s.sent NOT IN (0, s.aside) OR s.back NOT IN (0, s.aside) OR s.sent * s.back <> 0
           OR (s.sent + s.back = 0 AND c.state NOT IN ('open', 'received'))
        UNION ALL SELECT cause, lot_id, 0, SUM(pairs) FROM (
          SELECT cause, lot_id, from_place AS place, site_id, pairs FROM depot_stockmove
          WHERE to_place = 'set_aside' AND cause IN (SELECT cause FROM depot_stockmove
            WHERE from_place = 'set_aside' AND to_place <> 'exchanged')
          UNION ALL SELECT cause, lot_id, to_place, site_id, -pairs FROM depot_stockmove
          WHERE from_place = 'set_aside' AND to_place <> 'exchanged') AS lay
        GROUP BY cause, lot_id, place, site_id HAVING SUM(pairs) <> 0
        """,
    ),
    Law(
        "an equal article of another owner goes at the price that both said that day, one's own for nothing",
        """
        SELECT c.code, r.owner_id, r.unit_price_e4 FROM returns_replacement r JOIN returns_case c ON c.id = r.case_id
        JOIN market_sku k ON k.id = r.sku_id
        WHERE (r.owner_id = c.firm_id) <> (r.unit_price_e4 = 0) OR (r.owner_id <> c.firm_id AND NOT EXISTS (
          SELECT 1 FROM returns_equal g JOIN returns_equal t ON t.giver_id = g.giver_id AND t.gtin = g.gtin
            AND t.taker_id = g.taker_id AND t.taker_gtin = g.taker_gtin AND t.unit_price_e4 = g.unit_price_e4
          WHERE g.giver_id = r.owner_id AND g.gtin = k.gtin AND g.taker_id = c.firm_id AND g.by_id = g.giver_id
            AND t.by_id = t.taker_id AND g.unit_price_e4 = r.unit_price_e4 AND g.stands AND t.stands
            AND g."on" <= c.requested_on AND t."on" <= c.requested_on
            AND NOT EXISTS (SELECT 1 FROM returns_equal l WHERE l.giver_id = g.giver_id AND l.gtin = g.gtin
              AND l.taker_id = g.taker_id AND l.taker_gtin = g.taker_gtin AND l."on" < c.requested_on
              AND l.id > CASE l.by_id WHEN g.by_id THEN g.id ELSE t.id END)))
        """,
    ),
    Law(
        "nothing goes ahead of what is to come back but to a buyer whom its seller trusted that day",
        """
        SELECT c.code, m."on", c.received_on FROM depot_stockmove m JOIN returns_case c ON c.code = m.cause
        WHERE m.to_place = 'exchanged' AND (c.received_on IS NULL OR m."on" < c.received_on)
          AND NOT EXISTS (SELECT 1 FROM returns_trust t WHERE t.firm_id = c.firm_id AND t.buyer_id = c.buyer_id
            AND t.is_trusted AND t."on" <= m."on" AND NOT EXISTS (SELECT 1 FROM returns_trust l
              WHERE l.firm_id = t.firm_id AND l.buyer_id = t.buyer_id AND l.id > t.id AND l."on" < m."on"))
        """,
    ),
    Law(
        "what a seller lays down, whom he trusts, and what owners say of equal articles are facts",
        """
        SELECT 'policy', p.firm_id, p.version FROM returns_policy p WHERE NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.kind = 'returns.policy_laid_down' AND f.firm = p.firm_id
            AND f.town_on = p."on" AND f.payload = '{"keeps_goods":' || CASE WHEN p.keeps_goods THEN 1 ELSE 0 END
              || ',"most_price_e4":' || p.most_price_e4 || ',"most_value_minor":' || p.most_value_minor
              || ',"part_e6":' || p.part_e6 || '}')
        UNION ALL SELECT 'trust', t.firm_id, t.buyer_id FROM returns_trust t WHERE NOT EXISTS
          (SELECT 1 FROM provenance_fact f WHERE f.subject = CAST(t.buyer_id AS VARCHAR(20)) AND f.firm = t.firm_id
            AND f.kind = CASE WHEN t.is_trusted THEN 'returns.buyer_trusted' ELSE 'returns.trust_withdrawn' END
            AND f.town_on = t."on")
        UNION ALL SELECT 'equal', e.giver_id, e.taker_id FROM returns_equal e WHERE 2 >
          (SELECT COUNT(DISTINCT f.firm) FROM provenance_fact f WHERE f.subject = e.gtin
            AND f.kind = 'returns.equal_said' AND f.firm IN (e.giver_id, e.taker_id) AND f.town_on = e."on"
            AND f.payload = '{"stands":' || CASE WHEN e.stands THEN 1 ELSE 0 END || ',"unit_price_e4":'
              || e.unit_price_e4 || '}')
        """,
    ),
)

LAWS = (*ASKS, *PROMISES)
