"""Audit money: entries balance, what is delivered is billed, and nothing is paid or refunded beyond that."""

from dukou.journey.audit.law import Law

LAWS = (
    Law(
        "each entry is zero per currency",
        """
        SELECT entry_id, currency, SUM(amount_minor) FROM settlement_posting
        GROUP BY entry_id, currency HAVING SUM(amount_minor) <> 0
        """,
    ),
    Law(
        "the trial balance is zero per currency",
        "SELECT currency, SUM(amount_minor) FROM settlement_posting GROUP BY currency HAVING SUM(amount_minor) <> 0",
    ),
    Law(
        "an entry has postings",
        """
        SELECT e.id, e.key FROM settlement_entry e
        LEFT JOIN settlement_posting p ON p.entry_id = e.id WHERE p.id IS NULL
        """,
    ),
    Law(
        "no invoice is paid beyond its amount",
        """
        SELECT code, amount_minor, paid_minor FROM settlement_invoice
        WHERE paid_minor > amount_minor OR paid_minor < 0
        """,
    ),
    Law(
        "no line is refunded beyond what it was sold for",
        """
        SELECT c.line_id, SUM(c.refund_minor) FROM returns_case c JOIN market_line l ON l.id = c.line_id
        GROUP BY c.line_id, l.unit_price_e4, l.delivered_pairs
        HAVING SUM(c.refund_minor) > AMOUNT(l.unit_price_e4, l.delivered_pairs) + COUNT(*)
        """,
    ),
    Law(
        "a sale is invoiced for what was delivered of an order that day, or sent ahead and kept, and nothing else",
        """
        SELECT order_id, seller_id, buyer_id, "on", SUM(amount) FROM (
          SELECT i.order_id, i.seller_id, i.buyer_id, i."on", i.amount_minor AS amount FROM settlement_invoice i
            WHERE i.kind = 'sale'
          UNION ALL SELECT l.order_id, o.seller_id, o.buyer_id, l.delivered_on,
                 -AMOUNT(l.unit_price_e4, l.delivered_pairs) FROM market_line l JOIN market_order o ON o.id = l.order_id
            JOIN settlement_settledday d ON d."on" = l.delivered_on
          UNION ALL SELECT c.order_id, c.firm_id, c.buyer_id, c.closed_on, -c.replacement_minor FROM returns_case c
            JOIN settlement_settledday d ON d."on" = c.closed_on
            JOIN returns_decision k ON k.case_id = c.id AND k.ruling = 'kept_both' WHERE c.state = 'closed') AS told
        GROUP BY order_id, seller_id, buyer_id, "on" HAVING SUM(amount) <> 0
        """,
    ),
    # Of an award that is delivered in part, the part is owed, rounded half up.
    Law(
        "another maker invoices the seller for its awards, as far as they were delivered that day",
        """
        SELECT order_id, maker_id, seller_id, "on", SUM(amount) FROM (
          SELECT order_id, seller_id AS maker_id, buyer_id AS seller_id, "on", amount_minor AS amount
            FROM settlement_invoice WHERE kind = 'back_to_back'
          UNION ALL SELECT l.order_id, w.firm_id, l.seller_id, l.delivered_on,
                 -(2 * a.amount_minor * l.delivered_pairs + w.pairs) / (2 * w.pairs)
            FROM mill_workorder w JOIN market_line l ON l.id = w.line_id
            JOIN settlement_settledday d ON d."on" = l.delivered_on
            LEFT JOIN mill_award a ON a.line_id = l.id AND a.state = 'accepted'
            WHERE w.firm_id <> l.seller_id) AS told
        GROUP BY order_id, maker_id, seller_id, "on" HAVING SUM(amount) IS NULL OR SUM(amount) <> 0
        """,
    ),
    Law(
        "an invoice whose day of payment has come is paid, but for what was credited",
        """
        SELECT code, pay_on, amount_minor, credited_minor, paid_minor FROM settlement_invoice
        WHERE due_on < "on" OR pay_on < due_on OR credited_minor + paid_minor > amount_minor
           OR refunded_minor > paid_minor OR (credited_minor + paid_minor < amount_minor
               AND pay_on <= (SELECT MAX("on") FROM settlement_settledday))
        """,
    ),
    Law(
        "what an order's invoices say was credited and refunded is what its returns posted",
        """
        SELECT order_id, firm_id, account, SUM(amount) FROM (
          SELECT order_id, seller_id AS firm_id, 'receivable' AS account, credited_minor AS amount
            FROM settlement_invoice
          UNION ALL SELECT order_id, seller_id, 'bank', refunded_minor FROM settlement_invoice
          UNION ALL SELECT e.order_id, a.firm_id, a.kind, p.amount_minor FROM settlement_entry e
            JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind = 'refund' AND a.kind <> 'refunds') AS told
        GROUP BY order_id, firm_id, account HAVING SUM(amount) <> 0
        """,
    ),
    Law(
        "a statement was sent to a firm that its seller had billed, and is a fact of the seller",
        """
        SELECT s.id, s.seller_id, s.buyer_id, s."on" FROM settlement_statementsent s
        JOIN registry_firm b ON b.id = s.buyer_id
        WHERE NOT EXISTS (SELECT 1 FROM settlement_invoice i
            WHERE i.seller_id = s.seller_id AND i.buyer_id = s.buyer_id AND i."on" <= s."on")
          OR NOT EXISTS (SELECT 1 FROM provenance_fact f
            WHERE f.subject = b.code AND f.kind = 'settlement.statement_sent' AND f.firm = s.seller_id
              AND f.town_on = s."on"
              AND f.payload = '{"buyer":' || s.buyer_id || ',"owed_minor":' || s.owed_minor || '}')
        """,
    ),
)

FIGURES = (
    ("entries", "SELECT COUNT(*) FROM settlement_entry"),
    ("debits_minor", "SELECT SUM(amount_minor) FROM settlement_posting WHERE amount_minor > 0"),
    ("invoiced_minor", "SELECT SUM(amount_minor) FROM settlement_invoice"),
    ("paid_minor", "SELECT SUM(paid_minor) FROM settlement_invoice"),
    ("refunded_minor", "SELECT SUM(refund_minor) FROM returns_case"),
)
