"""Audit money: books balance, nothing is paid or refunded twice."""

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
        HAVING SUM(c.refund_minor) > l.unit_price_e4 * l.delivered_pairs / 100 + COUNT(*)
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
