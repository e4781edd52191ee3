"""Plant faults in charges for faults, holds, recalls and yarn."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

FAULT = """
    INSERT INTO returns_fault (code, case_id, lot_id, seller_id, maker_id, is_proven, cause, inspection,
      sellers_picture, makers_picture, share_e6, cost_minor, amount_minor, state, found_on, objection, settled_on)
    SELECT 'planted', id, lot_id, firm_id, {maker}, {proven}, {cause}, '', 'p', 'p', 1000000, {cost}, {amount}, {state},
      received_on, '', received_on FROM returns_case WHERE id = $case
"""
PLAIN = {
    "maker": "(SELECT firm_id FROM mill_lot WHERE id = lot_id)",
    "proven": "1",
    "cause": "'knitting'",
    "cost": "freight_minor + handling_minor + MAX(refund_minor + replacement_minor - resale_minor, 0)",
    "amount": "0",
    "state": "'kept'",
}
TOLD = """
    INSERT INTO provenance_fact (kind, subject, firm, request_id, town_on, at, payload, leaf)
    SELECT '{kind}', 'planted', f.maker_id, '', f.found_on, f.found_on, '{payload}', x'00' FROM returns_fault f
    WHERE f.code = 'planted'
"""
FOUND = TOLD.format(kind="returns.fault_found", payload="{}")
HOLD = """
    INSERT INTO depot_hold (code, lot_id, owner_id, because, cause, held_on, lifted_for)
    SELECT 'planted', t.id, l.seller_id, {because}, 'planted', {on}, '' FROM mill_lot t
    JOIN market_line l ON l.id = t.line_id WHERE t.id = $lot
"""
RECALL = """
    INSERT INTO returns_recall (code, lot_id, line_id, firm_id, reason, state, asked_on, opened_on)
    SELECT 'planted', $lot, id, seller_id, 'needle', 'open', delivered_on, DATE(delivered_on, '+1 day') FROM market_line
    WHERE id = $line
"""


def fault(**changed: str) -> str:
    """Return a statement that finds a fault of a closed case, some of it changed."""
    return FAULT.format(**(PLAIN | changed))


PLANTS: Mapping[str, Plant] = {
    "a fault is of its case's lot, seller and maker, costs what its case did, and what is proven is shown": plant(
        fault(cost="7")
    ),
    # Who sold his own socks is charged for them.
    "a maker is charged the rule's share of another's cost, and the common fund bears what is unproven": plant(
        fault(state="'charged'", amount="7")
    ),
    # A charge of which nobody was told.
    "who is charged was asked, and agreed, was silent, or was overruled: each step is a fact": plant(
        fault(state="'charged'", amount="7"), FOUND
    ),
    # What the fund bore for a seller never reached the books.
    "what faults move is in the books of those it moves between, once, as soon as a day is settled": plant(
        fault(proven="0", cause="''", state="'fund'", amount="freight_minor + handling_minor + 1"), FOUND
    ),
    "nothing leaves the shelf of a lot that has been held back since an earlier day": plant(
        HOLD.format(because="'recall'", on="t.made_on")
    ),
    "every hold is of its owner's lot, because of a fault or a recall, and a fact as it came and went": plant(
        HOLD.format(because="'faults'", on="l.delivered_on")
    ),
    # Its stock lies there to be sold.
    "a recall is its seller's, its lot is held back, and its return is of its line": plant(RECALL),
    "a recall names every buyer who had goods of its lot when it was opened, with what he had": plant(RECALL),
    # A cone that was never there.
    "what is left of a lot of yarn is what came less what went into socks, of its own firm": plant(
        "UPDATE mill_yarnlot SET grams_left = grams_left + 1 WHERE id = (SELECT MIN(yarn_id) FROM mill_yarnuse)"
    ),
}
