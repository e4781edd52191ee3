"""Plant faults in invoices, in the books, and in what facts tell of."""

from collections.abc import Mapping

from tests.journey.planting import Plant, plant

# The first entry of a kind is posted once more, under another key ...
AGAIN = plant(
    """INSERT INTO settlement_entry (key, kind, "on", firm_id, order_id)
      SELECT key || ':again', kind, "on", firm_id, order_id FROM settlement_entry
      WHERE id = (SELECT MIN(id) FROM settlement_entry WHERE kind = 'KIND')""",
    """INSERT INTO settlement_posting (entry_id, account_id, amount_minor, currency)
      SELECT (SELECT MAX(id) FROM settlement_entry), account_id, amount_minor, currency FROM settlement_posting
      WHERE entry_id = (SELECT MIN(id) FROM settlement_entry WHERE kind = 'KIND')""",
)
# ... or taken out of the books ...
GONE = plant(
    """DELETE FROM settlement_posting
      WHERE entry_id = (SELECT MIN(id) FROM settlement_entry WHERE kind = 'KIND')""",
    "DELETE FROM settlement_entry WHERE id = (SELECT MIN(id) FROM settlement_entry WHERE kind = 'KIND')",
)
# ... or moves twice as much, on all sides.
DOUBLED = plant(
    """UPDATE settlement_posting SET amount_minor = amount_minor * 2
      WHERE entry_id = (SELECT MIN(id) FROM settlement_entry WHERE kind = 'KIND')"""
)


def of_kind(kind: str, statements: Plant) -> Plant:
    return tuple(one.replace("KIND", kind) for one in statements)


INVOICES: Mapping[str, Plant] = {
    "a sale is invoiced for what was delivered of an order that day, or sent ahead and kept, and nothing else": plant(
        "UPDATE settlement_invoice SET buyer_id = (SELECT MAX(id) FROM registry_firm WHERE kind = 'buyer'"
        " AND id <> settlement_invoice.buyer_id) WHERE id = $invoice"
    ),
    "another maker invoices the seller for its awards, as far as they were delivered that day": plant(
        "DELETE FROM settlement_invoice WHERE kind = 'back_to_back'"
    ),
    "an invoice whose day of payment has come is paid, but for what was credited": plant(
        "UPDATE settlement_invoice SET paid_minor = paid_minor - 1 WHERE id = $invoice"
    ),
    "what an order's invoices say was credited and refunded is what its returns posted": plant(
        "UPDATE settlement_invoice SET refunded_minor = refunded_minor + 1 WHERE id = $invoice"
    ),
}

BOOKS: Mapping[str, Plant] = {
    "invoices are in the books of seller and buyer, once": of_kind("back_to_back", DOUBLED),
    "what invoices say was paid in money is in the books of seller and buyer, once": of_kind("payment", AGAIN),
    "a load that left is in the books: every charge, the shortfall, carriage and handling, once": of_kind(
        "freight", GONE
    ),
    "a closed case is made good in its seller's books, as far as its order was billed": of_kind("refund", DOUBLED),
    "what a closed case's seconds brought is in its seller's books, once": of_kind("resale", AGAIN),
    "what a closed case's way back and handling cost is in the books, once": of_kind("return_costs", GONE),
    # The case says that all was made good and nothing withheld, the books a fen less.
    "a closed case's value is credited, refunded, replaced or withheld, to the cent": plant(
        "UPDATE returns_case SET withheld_minor = withheld_minor + 1 WHERE id = $case"
    ),
    "no order is refunded beyond what was paid of it, nor oftener than it has cases": of_kind("refund", AGAIN),
    "an entry is of a kind that is audited, on its event's day, of its event's order and firm": plant(
        "UPDATE settlement_entry SET kind = 'gift'"
        " WHERE id = (SELECT MIN(id) FROM settlement_entry WHERE kind = 'carriers_payment')"
    ),
    "a payment to the town is the named firm's, and one to carriers the town's": plant(
        "UPDATE settlement_posting SET account_id = (SELECT MIN(other.id) FROM settlement_account own"
        " JOIN settlement_account other ON other.kind = own.kind AND other.firm_id <> own.firm_id"
        " WHERE own.id = settlement_posting.account_id) WHERE id = $debit"
    ),
    "nobody pays the town, nor the town its carriers, more than is owed": of_kind("town_payment", DOUBLED),
    "what firms owe the town is what the town is owed": plant(
        """UPDATE settlement_posting SET account_id = (SELECT id FROM settlement_account WHERE kind = 'carriers')
          WHERE id = (SELECT MIN(p.id) FROM settlement_posting p JOIN settlement_account a ON a.id = p.account_id
            WHERE a.kind = 'owed_by_firms')"""
    ),
    "a posting is in its account's currency": plant(
        "UPDATE settlement_account SET currency = 'EUR' WHERE id = (SELECT MIN(account_id) FROM settlement_posting)"
    ),
    "a settled day has the entries that its fact told of": of_kind("town_payment", GONE),
    "a day that is a fact is settled, and so is every day until then on which something happened": plant(
        "DELETE FROM settlement_settledday WHERE id = (SELECT MIN(id) FROM settlement_settledday)"
    ),
}

TOLD: Mapping[str, Plant] = {
    # The seller is another one everywhere that the market looks.
    "every order that was opened is a fact of its seller, lines and pairs": plant(
        "UPDATE market_order SET seller_id = seller_id + 1 WHERE id = $order",
        "UPDATE market_line SET seller_id = seller_id + 1 WHERE order_id = $order",
    ),
    "every work order is a fact of its firm, line, pairs, source and day": plant(
        "UPDATE mill_workorder SET planned_on = '2025-12-01' WHERE id = $work_order"
    ),
    "every award is a fact of its firm, line, pairs and amount, and so is what the firm decided": plant(
        "UPDATE mill_award SET amount_minor = 0 WHERE id = $award"
    ),
    "every inspection is a fact of its maker, with what was found": plant("UPDATE lab_inspection SET sample_pairs = 1"),
    "what an owner's lots brought into the depot on a day is a fact": plant(
        "UPDATE depot_stockmove SET pairs = pairs + 1 WHERE lot_id = $lot AND from_place = 'mill'"
    ),
    "every load is a fact of its shipments and pairs, and of its shortfall once it has left": plant(
        "UPDATE freight_load SET shortfall_minor = shortfall_minor + 1 WHERE id = $load"
    ),
    "every delivery is a fact of its pairs and of how late it was": plant(
        "UPDATE freight_shipment SET due_on = '2025-12-01' WHERE id = $shipment"
    ),
    "every invoice is a fact of its seller, kind, amount and day": plant(
        "UPDATE settlement_invoice SET due_on = DATE(due_on, '-1 day') WHERE id = $invoice"
    ),
    "every case is a fact when it was opened, graded and closed, with what it said then": plant(
        "UPDATE returns_case SET handling_minor = handling_minor + 1 WHERE id = $case"
    ),
    "what a paper brought a firm, or made it pay, is a fact of the firm, once, from the first one on": plant(
        "UPDATE settlement_posting SET amount_minor = amount_minor + 1 WHERE id = (SELECT MIN(p.id)"
        " FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id WHERE e.kind = 'payment')"
    ),
    "as many facts of a kind are told as there is to tell of": plant("DELETE FROM mill_award WHERE id = $award"),
}

# Two firms net a yuan of which neither is told, and of which the books know nothing.
NETTED = plant(
    """INSERT INTO settlement_netting (first_id, second_id, month, "on", amount_minor)
      SELECT MIN(id), MAX(id), '2025-12-01', '2025-12-31', 100 FROM registry_firm""",
    """INSERT INTO settlement_nettedpart (netting_id, creditor_id, invoice_id, amount_minor)
      SELECT (SELECT MAX(id) FROM settlement_netting), seller_id, id, 100 FROM settlement_invoice
      WHERE id = $invoice""",
)
# What seconds brought is said to have been paid for equal articles.
LENT = plant(
    "UPDATE settlement_entry SET kind = 'equals'"
    " WHERE id = (SELECT MIN(id) FROM settlement_entry WHERE kind = 'resale')"
)
NETTING: Mapping[str, Plant] = {
    "what equal articles of another owner cost is in the books of both, as they left": LENT,
    "a netting is in the books of both firms, debt by debt, once": NETTED,
    "a netting lowers what both firms are owed by the same amount, and both agreed to it": NETTED,
    "what an invoice says was netted of it is what nettings say": NETTED,
}

PLANTS: Mapping[str, Plant] = {**INVOICES, **BOOKS, **NETTING, **TOLD}
