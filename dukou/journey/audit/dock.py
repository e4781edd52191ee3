"""Audit what people do with returned goods: what the dock takes in, who grades it, and how it rides home."""

from dukou.journey.audit.law import Law

# What laws say by a word in braces.
WORDS = {
    # The scans that were not undone.
    "{STANDING}": """(SELECT * FROM returns_dockscan s WHERE s.act <> 'undone'
          AND NOT EXISTS (SELECT 1 FROM returns_dockscan u WHERE u.undoes_id = s.id))""",
    # Nobody graded the goods of case `c` in the days published for that: what was found of them until then stands.
    "{LAPSED}": """EXISTS (SELECT 1 FROM provenance_fact r WHERE r.subject = c.code AND r.firm = c.firm_id
          AND r.kind = 'returns.grading_lapsed' AND DAY(r.town_on) > DAY(c.received_on) + COALESCE(
            (SELECT x.value_e6 / 1000000 FROM registry_limit x WHERE x.key = 'returns.ungraded_days'
              AND x.valid_from <= r.town_on ORDER BY x.valid_from DESC LIMIT 1), 14))""",
}


def _law(name: str, sql: str) -> Law:
    """Return a law, its words spelled out."""
    for word, text in WORDS.items():
        sql = sql.replace(word, text)
    return Law(name, sql)


DOCK = (
    _law(
        "what the dock took in is received once, unless that was undone, as facts say",
        """
        SELECT code, SUM(times) FROM (
          SELECT subject AS code, 1 AS times FROM provenance_fact WHERE kind = 'returns.case_received'
          UNION ALL SELECT subject, -1 FROM provenance_fact WHERE kind = 'returns.receipt_undone'
          UNION ALL SELECT c.code, -1 FROM {STANDING} AS s JOIN returns_case c ON c.id = s.case_id
          UNION ALL SELECT code, -1 FROM returns_case WHERE site_id IS NOT NULL) AS told
        GROUP BY code HAVING SUM(times) <> 0
        UNION ALL SELECT c.code, COUNT(*) FROM {STANDING} AS s JOIN returns_case c ON c.id = s.case_id
          GROUP BY c.code, c.state, c.site_id HAVING COUNT(*) > 1 OR c.state = 'open' OR c.site_id IS NOT NULL
        UNION ALL SELECT p.code, COUNT(s.id) FROM returns_parcel p LEFT JOIN {STANDING} AS s ON s.parcel_id = p.id
          GROUP BY p.code, p.state HAVING COUNT(s.id) > CASE p.state WHEN 'void' THEN 0 ELSE 1 END
        UNION ALL SELECT s.code, u.id FROM returns_dockscan u JOIN returns_dockscan s ON s.id = u.undoes_id
          WHERE COALESCE(u.case_id, 0) <> COALESCE(s.case_id, 0) OR s.act = 'undone'
             OR COALESCE(u.parcel_id, 0) <> COALESCE(s.parcel_id, 0)
        """,
    ),
    Law(
        "a number that a buyer announced names his return alone, and every number and hand-over is a fact",
        """
        SELECT c.code, p.code FROM returns_sentnumber n JOIN returns_case c ON c.id = n.case_id
        JOIN returns_parcel p ON p.carrier_ref = n.carrier_ref AND p.state <> 'void' AND p.came_on > n."on"
        UNION ALL SELECT c.code, n.carrier_ref FROM returns_sentnumber n JOIN returns_case c ON c.id = n.case_id
        WHERE NOT EXISTS (SELECT 1 FROM provenance_fact f WHERE f.subject = c.code AND f.firm = c.firm_id
          AND f.kind = 'returns.number_announced' AND f.town_on = n."on")
        UNION ALL SELECT c.code, h.leg FROM returns_handover h JOIN returns_case c ON c.id = h.case_id
        WHERE h.asked <> c.pairs OR NOT EXISTS (SELECT 1 FROM provenance_fact f WHERE f.subject = c.code
          AND f.kind = 'returns.handed_over' AND f.firm = c.firm_id AND f.payload LIKE '{"asked":' || h.asked
            || ',"found":' || h.found || ',"given":"%","leg":"' || h.leg || '","taken":"%"}')
        """,
    ),
)

GRADING = (
    _law(
        "goods are graded by as many people as their value and the draw ask for, and the last word is the case's",
        """
        SELECT code, people, condition, found FROM (
          SELECT c.code, c.condition, g.found, g.places, g.people, g.last, CASE
            WHEN {LAPSED} THEN 1
            WHEN g.places = 1 THEN CASE WHEN first.is_drawn OR AMOUNT(c.unit_price_e4, c.pairs) * 1000000 >= COALESCE(
              (SELECT x.value_e6 FROM registry_limit x WHERE x.key = 'returns.two_graders_minor'
                AND x.valid_from <= first."on" ORDER BY x.valid_from DESC LIMIT 1), 50000000000)
              THEN 0 ELSE 1 END
            WHEN g.places = 2 AND g.said > 1 THEN 0 ELSE 1 END AS is_settled
          FROM returns_case c JOIN (SELECT case_id, COUNT(*) AS places, COUNT(DISTINCT person_id) AS people,
            COUNT(DISTINCT condition) AS said, MAX(place) AS last,
            (SELECT l.condition FROM returns_grading l WHERE l.case_id = w.case_id ORDER BY l.place DESC LIMIT 1)
              AS found FROM returns_grading w GROUP BY case_id) AS g ON g.case_id = c.id
          JOIN returns_grading first ON first.case_id = c.id AND first.place = 1) AS told
        WHERE people <> places OR last <> places OR places > 3 OR (condition = '') <> (is_settled = 0)
           OR (is_settled = 1 AND condition <> found)
        """,
    ),
    _law(
        "goods that people took in are graded by people, by nobody close to a firm with a part in them",
        """
        SELECT c.code, c.condition, c.firm_id FROM returns_case c
        WHERE c.condition <> '' AND c.state <> 'open' AND NOT EXISTS
          (SELECT 1 FROM returns_grading g WHERE g.case_id = c.id) AND NOT {LAPSED} AND (c.site_id IS NOT NULL
            OR EXISTS (SELECT 1 FROM {STANDING} AS s WHERE s.case_id = c.id))
        UNION ALL SELECT c.code, g.condition, w.firm_id FROM returns_grading g JOIN returns_case c ON c.id = g.case_id
        JOIN mill_lot t ON t.id = c.lot_id JOIN (
          SELECT person_id, firm_id, declared_at AS since, NULL AS until FROM returns_tie
          UNION ALL SELECT person_id, firm_id, since, retired_at FROM registry_membership) AS w
          ON w.person_id = g.person_id AND w.firm_id IN (c.firm_id, c.buyer_id, t.firm_id)
        WHERE w.since < g.at AND (w.until IS NULL OR w.until > g.at)
        UNION ALL SELECT c.code, c.condition, g.people FROM returns_case c JOIN
          (SELECT case_id, COUNT(*) AS people FROM returns_grading GROUP BY case_id) AS g ON g.case_id = c.id
        WHERE c.condition <> '' AND NOT EXISTS (SELECT 1 FROM provenance_fact f WHERE f.subject = c.code
          AND f.kind = 'returns.condition_settled' AND f.firm = c.firm_id
          AND f.payload = '{"condition":"' || c.condition || '","people":' || g.people || '}')
        """,
    ),
)

RIDES = (
    Law(
        "a ride home has the pairs and the worth of goods that were sent home from its depot, each once",
        """
        SELECT r.code, r.pairs, told.pairs, r.value_minor, told.value_minor FROM returns_ride r LEFT JOIN (
          SELECT i.ride_id, COUNT(DISTINCT c.id) AS cases, SUM(c.pairs) AS pairs,
            SUM(AMOUNT(c.unit_price_e4, c.pairs)) AS value_minor, MIN(c.site_id) AS site_id, MAX(c.site_id) AS last_id,
            MAX(CASE c.disposition WHEN 'ride_home' THEN c.received_on END) AS received_on,
            COUNT(CASE c.disposition WHEN 'ride_home' THEN 1 END) AS home, COUNT(*) AS ridings
          FROM returns_riding i JOIN returns_case c ON c.id = i.case_id GROUP BY i.ride_id) AS told
          ON told.ride_id = r.id
        WHERE told.ride_id IS NULL OR r.pairs <> told.pairs OR r.value_minor <> told.value_minor
           OR r.site_id <> told.site_id OR r.site_id <> told.last_id OR told.home <> told.ridings
           OR told.cases <> told.ridings OR told.received_on > r.booked_on OR r.arrives_on < r.booked_on
           OR r.arrived_on < r.arrives_on OR NOT EXISTS (SELECT 1 FROM provenance_fact f WHERE f.subject = r.code
             AND f.kind = 'returns.ride_booked' AND f.town_on = r.booked_on AND f.payload = '{"cases":' || told.cases
               || ',"pairs":' || r.pairs || ',"site":' || r.site_id || ',"why":"' || r.why || '"}')
           OR (r.arrived_on IS NOT NULL) <> EXISTS (SELECT 1 FROM provenance_fact f WHERE f.subject = r.code
             AND f.kind = 'returns.ride_arrived' AND f.town_on = r.arrived_on)
        UNION ALL SELECT c.code, COUNT(*), 0, 0, 0 FROM returns_riding i JOIN returns_case c ON c.id = i.case_id
          GROUP BY c.code HAVING COUNT(*) > 1
        """,
    ),
    Law(
        "customs are told of goods that came back overseas in order, each step a fact",
        """
        SELECT c.code, s.status, s."on" FROM returns_customsstep s JOIN returns_case c ON c.id = s.case_id
        LEFT JOIN returns_customsstep e ON e.case_id = c.id AND e.status = 'exported'
        LEFT JOIN returns_customsstep k ON k.case_id = c.id AND k.status = 'claimed'
        WHERE c.site_id IS NULL OR k.id > s.id AND s.status = 'imported' OR k."on" > s."on" AND s.status = 'imported'
           OR (s.status = 'imported' AND k.id IS NULL
             AND c.reason IN ('faulty', 'wrong_size', 'colour_differs', 'wrong_mix'))
           OR (s.status <> 'exported' AND (e.id IS NULL OR e.id > s.id OR e."on" > s."on" OR NOT EXISTS
             (SELECT 1 FROM provenance_fact f WHERE f.subject = c.code AND f.kind = 'returns.customs_noted'
               AND f.firm = c.firm_id AND f.town_on = s."on" AND f.payload = '{"status":"' || s.status || '"}')))
        UNION ALL SELECT c.code, MAX(s.status), MAX(s."on") FROM returns_customsstep s
          JOIN returns_case c ON c.id = s.case_id WHERE s.status IN ('imported', 'expired')
          GROUP BY c.code HAVING COUNT(*) > 1
        """,
    ),
)

LAWS = (*DOCK, *GRADING, *RIDES)
