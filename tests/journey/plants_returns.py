"""Plant faults in what buyers ask for at once, in promises, at the dock, in gradings, and on rides home."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

ASKED = """
    INSERT INTO returns_ask (code, key, buyer_id, asked_on, return_by)
    SELECT 'planted', 'planted', buyer_id, requested_on, requested_on FROM returns_case WHERE id = $case
"""
PROMISED = """
    INSERT INTO returns_replacement (case_id, owner_id, sku_id, pairs, unit_price_e4)
    SELECT c.id, {owner}, l.sku_id, 1, {price} FROM returns_case c JOIN market_line l ON l.id = c.line_id
    WHERE c.id = $case
"""
MOVED = """
    INSERT INTO depot_stockmove (lot_id, owner_id, from_place, to_place, pairs, "on", cause)
    SELECT lot_id, firm_id, '{a}', '{b}', {pairs}, requested_on, code FROM returns_case WHERE id = $case
"""
GRADED = """
    INSERT INTO returns_grading (case_id, place, condition, picture, is_drawn, person_id, key, "on", at)
    SELECT id, 1, {condition}, 'planted', 0, 1, 'planted', received_on, received_on FROM returns_case WHERE id = $case
"""

PLANTS: Mapping[str, Plant] = {
    # One asks, and no case is opened.
    "what a buyer asks for at once is one case a line of its own, and a fact of each seller": plant(ASKED),
    "goods stay with who asks, and are paid for in part, only by a policy of their seller's from that day": plant(
        ASKED,
        "UPDATE returns_case SET ask_id = (SELECT MAX(id) FROM returns_ask) WHERE id = $case",
        'INSERT INTO returns_decision (case_id, "on", "by", ruling, credit_minor)'
        " SELECT id, requested_on, 'rule', 'by_policy', 7 FROM returns_case WHERE id = $case",
    ),
    # A pair is promised and never set aside.
    "what is set aside for a case is what it was promised, and no more than it has pairs": plant(
        PROMISED.format(owner="c.firm_id", price="0")
    ),
    # Of two pairs one is sent, the other put back.
    "what was set aside is sent, or put back where it lay, never both, and before its case is closed": plant(
        MOVED.format(a="depot", b="set_aside", pairs=2),
        MOVED.format(a="set_aside", b="exchanged", pairs=1),
        MOVED.format(a="set_aside", b="depot", pairs=1),
    ),
    # The other owner was never asked.
    "an equal article of another owner goes at the price that both said that day, one's own for nothing": plant(
        PROMISED.format(owner="c.firm_id + 1", price="7")
    ),
    "nothing goes ahead of what is to come back but to a buyer whom its seller trusted that day": plant(
        MOVED.format(a="depot", b="exchanged", pairs=1)
    ),
    "what a seller lays down, whom he trusts, and what owners say of equal articles are facts": plant(
        'INSERT INTO returns_trust (firm_id, buyer_id, "on", is_trusted)'
        " SELECT firm_id, buyer_id, requested_on, 1 FROM returns_case WHERE id = $case"
    ),
    # The dock took in what nobody heard of.
    "what the dock took in is received once, unless that was undone, as facts say": plant(
        "INSERT INTO returns_dockscan (key, act, case_id, code, at, received_at, person_id)"
        " SELECT 'planted', 'returned', id, code, received_on, received_on, 1 FROM returns_case WHERE id = $case"
    ),
    "a number that a buyer announced names his return alone, and every number and hand-over is a fact": plant(
        "INSERT INTO returns_sentnumber (case_id, carrier_ref, \"on\") SELECT id, 'planted', requested_on"
        " FROM returns_case WHERE id = $case"
    ),
    # One person finds something, and the case says another thing.
    "goods are graded by as many people as their value and the draw ask for, and the last word is the case's": plant(
        GRADED.format(condition="'planted'")
    ),
    # A friend of the seller's grades his goods.
    "goods that people took in are graded by people, by nobody close to a firm with a part in them": plant(
        GRADED.format(condition="condition"),
        "INSERT INTO returns_tie (person_id, firm_id, declared_at)"
        " SELECT 1, firm_id, '2000-01-01' FROM returns_case WHERE id = $case",
    ),
    # Goods that lie on the shelf here ride home.
    "a ride home has the pairs and the worth of goods that were sent home from its depot, each once": plant(
        "INSERT INTO returns_ride (code, site_id, booked_on, arrives_on, why, pairs, value_minor, cost_minor)"
        " SELECT 'planted', $overseas, received_on, received_on, 'pays', pairs, 1, 1 FROM returns_case"
        " WHERE id = $case",
        "INSERT INTO returns_riding (case_id, ride_id) SELECT $case, MAX(id) FROM returns_ride",
    ),
    "customs are told of goods that came back overseas in order, each step a fact": plant(
        "INSERT INTO returns_customsstep (case_id, status, \"on\", reference) SELECT id, 'imported', received_on, 'x'"
        " FROM returns_case WHERE id = $case"
    ),
}
