"""Audit the road: what is told of goods is a fact and is so, hand-overs are counted, claims are in time."""

from dukou.journey.audit.law import Law

LAWS = (
    Law(
        "what the town's own steps tell of a shipment is so",
        """
        SELECT s.code, e.kind, s.state FROM freight_trackevent e JOIN freight_shipment s ON s.id = e.shipment_id
        WHERE e.source = 'town' AND (s.state = 'waiting' OR (e.kind = 'delivered' AND s.state <> 'delivered'))
        """,
    ),
    Law(
        "every event that somebody told is a fact of the goods' firm",
        """
        SELECT s.code, e.kind, e.source FROM freight_trackevent e JOIN freight_shipment s ON s.id = e.shipment_id
        WHERE e.source <> 'town' AND
          (SELECT COUNT(*) FROM freight_trackevent a
           WHERE a.shipment_id = e.shipment_id AND a.kind = e.kind AND a.source = e.source) <>
          (SELECT COUNT(*) FROM provenance_fact f
           WHERE f.subject = s.code AND f.kind = 'freight.way_told' AND f.firm = s.firm_id
             AND f.payload = '{"kind":"' || e.kind || '","source":"' || e.source || '"}')
        """,
    ),
    Law(
        "a hand-over has its fact and, where counts differ, a picture; without a salt it has no names",
        """
        SELECT s.code, h.leg, h.asked, h.found FROM freight_handover h JOIN freight_shipment s ON s.id = h.shipment_id
        WHERE (h.asked <> h.found AND h.picture = '') OR (h.salt = '' AND (h.given_by <> '' OR h.taken_by <> ''))
           OR NOT EXISTS (SELECT 1 FROM provenance_fact f
             WHERE f.subject = s.code AND f.kind = 'freight.handed_over' AND f.firm = s.firm_id
               AND f.payload LIKE '{"asked":' || h.asked || ',"found":' || h.found || ',"given":"%","leg":"' || h.leg
                 || '","picture":%')
        """,
    ),
    Law(
        "an exception was found, and is closed, as its facts say",
        """
        SELECT x.code, x.kind, x.outcome FROM freight_roadexception x JOIN freight_shipment s ON s.id = x.shipment_id
        WHERE NOT EXISTS (SELECT 1 FROM provenance_fact f
            WHERE f.subject = x.code AND f.kind = 'freight.exception_found' AND f.firm = s.firm_id
              AND f.payload LIKE '{"by":"' || x.found_by || '",%"kind":"' || x.kind || '","shipment":"' || s.code
                || '"}')
           OR (x.closed_on IS NOT NULL) <> EXISTS (SELECT 1 FROM provenance_fact f
            WHERE f.subject = x.code AND f.kind = 'freight.exception_closed' AND f.firm = s.firm_id
              AND f.payload = '{"outcome":"' || x.outcome || '"}')
        """,
    ),
    Law(
        "what has arrived is neither late nor unheard of any more",
        """
        SELECT x.code, x.kind FROM freight_roadexception x JOIN freight_shipment s ON s.id = x.shipment_id
        WHERE s.state = 'delivered' AND x.closed_on IS NULL
          AND (x.kind = 'late' OR (x.kind = 'missing' AND x.cartons IS NULL))
        """,
    ),
    Law(
        "a claim is in time, within the goods' value, and every step of it is a fact",
        """
        SELECT c.code, c.amount_minor, s.value_minor FROM freight_carrierclaim c
        JOIN freight_roadexception x ON x.id = c.exception_id JOIN freight_shipment s ON s.id = x.shipment_id
        WHERE c.filed_on > c.deadline_on OR c.amount_minor <= 0 OR c.amount_minor > s.value_minor
           OR NOT EXISTS (SELECT 1 FROM provenance_fact f
             WHERE f.subject = c.code AND f.kind = 'freight.claim_filed' AND f.firm = s.firm_id
               AND f.payload LIKE '{"amount_minor":' || c.amount_minor || ',%')
           OR (SELECT COUNT(*) FROM freight_claimstep t WHERE t.claim_id = c.id AND t.state = 'filed') <> 1
           OR (SELECT COUNT(*) FROM freight_claimstep t WHERE t.claim_id = c.id AND t.state <> 'filed') <>
              (SELECT COUNT(*) FROM provenance_fact f
               WHERE f.subject = c.code AND f.kind = 'freight.claim_moved' AND f.firm = s.firm_id)
        """,
    ),
)
