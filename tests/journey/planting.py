"""Say how faults are planted in a town: by SQL, on rows that have names."""

from string import Template

# The statements that plant a fault.
Plant = tuple[str, ...]

# What statements call `$line`, `$lot` and so on.
NAMES = {
    # A line that went the whole way on its seller's own machines, and all of it stayed with the buyer.
    "line": """(SELECT MIN(l.id) FROM market_line l JOIN mill_lot t ON t.line_id = l.id
      JOIN depot_stock s ON s.lot_id = t.id
      WHERE l.state = 'delivered' AND l.returned_pairs = 0 AND l.source = 'own' AND s.pairs_on_hand = 0)""",
    "lot": "(SELECT MIN(id) FROM mill_lot WHERE line_id = $line)",
    # The order of that line, who made it, how it was found, where it lay and how it travelled.
    "order": "(SELECT order_id FROM market_line WHERE id = $line)",
    "work_order": "(SELECT MIN(id) FROM mill_workorder WHERE line_id = $line)",
    "inspection": "(SELECT MAX(id) FROM lab_inspection WHERE lot_id = $lot)",
    "stock": "(SELECT MIN(id) FROM depot_stock WHERE lot_id = $lot)",
    "overseas": "(SELECT MIN(id) FROM registry_site WHERE kind = 'overseas_depot')",
    "arrived": "(SELECT shipment_id FROM freight_shipmentline WHERE line_id = $line)",
    # An award that was accepted, and an invoice that was paid whole.
    "award": "(SELECT MIN(id) FROM mill_award WHERE state = 'accepted')",
    "invoice": "(SELECT MIN(id) FROM settlement_invoice WHERE kind = 'sale' AND paid_minor = amount_minor)",
    # A case that is closed, whose goods came back.
    "case": "(SELECT MIN(id) FROM returns_case WHERE state = 'closed' AND received_on IS NOT NULL)",
    # A load whose firms saved something together, and the first of everything in it.
    "load": """(SELECT MIN(id) FROM freight_load WHERE state = 'dispatched' AND is_pooled
      AND own_best_minor > pooled_minor + waiting_minor + 2)""",
    "code": "(SELECT code FROM freight_load WHERE id = $load)",
    "charge": "(SELECT MIN(id) FROM freight_charge WHERE load_id = $load)",
    "offer": "(SELECT MIN(id) FROM freight_offer WHERE load_id = $load)",
    "leg": "(SELECT MIN(id) FROM freight_leg WHERE load_id = $load)",
    "sharing": "(SELECT MAX(id) FROM freight_sharing WHERE load_id = $load)",
    "baseline": "(SELECT MIN(id) FROM freight_baseline WHERE load_id = $load)",
    "shipment": "(SELECT MIN(id) FROM freight_shipment WHERE load_id = $load)",
    # A plan of how the shipment's cartons are stowed, which a plant makes.
    "plan": "(SELECT id FROM freight_stowage WHERE code = 'planted')",
    # A round, which a plant makes.
    "round": "(SELECT id FROM freight_round WHERE code = 'planted')",
    # What a firm paid the town, in two weeks.
    "debit": "(SELECT MIN(p.id) FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id"
    " WHERE e.kind = 'town_payment' AND p.amount_minor > 1)",
    "later_debit": "(SELECT MAX(p.id) FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id"
    " WHERE e.kind = 'town_payment' AND p.amount_minor > 1)",
}


def spelled_out(statement: str) -> str:
    """Return a statement with the rows that it names in place."""
    while "$" in statement:
        statement = Template(statement).substitute(NAMES)
    return statement


def plant(*statements: str) -> Plant:
    return statements
