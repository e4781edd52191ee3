"""Audit the books: they hold what happened, once, on the accounts of those it happened to, and nothing else.

What each event should have posted is told by the event's own rows and set against what stands under its key; an entry
under a key of no event is left over. Days that are not settled yet have no entries.
"""

from dukou.journey.audit.law import Law

EVENTS = (
    Law(
        "invoices are in the books of seller and buyer, once",
        """
        SELECT key, firm_id, account, SUM(amount) FROM (
          SELECT 'invoice:' || order_id || ':' || seller_id || ':' || "on" AS key, seller_id AS firm_id,
                 'receivable' AS account, amount_minor AS amount FROM settlement_invoice
          UNION ALL SELECT 'invoice:' || order_id || ':' || seller_id || ':' || "on", seller_id, 'revenue',
                 -amount_minor FROM settlement_invoice
          UNION ALL SELECT 'invoice:' || order_id || ':' || seller_id || ':' || "on", buyer_id, 'purchases',
                 amount_minor FROM settlement_invoice WHERE kind = 'back_to_back'
          UNION ALL SELECT 'invoice:' || order_id || ':' || seller_id || ':' || "on", buyer_id, 'payable',
                 -amount_minor FROM settlement_invoice WHERE kind = 'back_to_back'
          UNION ALL SELECT e.key, a.firm_id, a.kind, -p.amount_minor FROM settlement_entry e
            JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind IN ('invoice', 'back_to_back')) AS told
        GROUP BY key, firm_id, account HAVING SUM(amount) <> 0
        """,
    ),
    Law(
        "what invoices say was paid in money is in the books of seller and buyer, once",
        """
        SELECT key, firm_id, account, SUM(amount) FROM (
          SELECT 'payment:' || code AS key, seller_id AS firm_id, 'bank' AS account, paid_minor - netted_minor AS amount
            FROM settlement_invoice
          UNION ALL SELECT 'payment:' || code, seller_id, 'receivable', netted_minor - paid_minor
            FROM settlement_invoice
          UNION ALL SELECT 'payment:' || code, buyer_id, 'payable', paid_minor - netted_minor FROM settlement_invoice
            WHERE kind = 'back_to_back'
          UNION ALL SELECT 'payment:' || code, buyer_id, 'bank', netted_minor - paid_minor FROM settlement_invoice
            WHERE kind = 'back_to_back'
          UNION ALL SELECT e.key, a.firm_id, a.kind, -p.amount_minor FROM settlement_entry e
            JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind = 'payment') AS told
        GROUP BY key, firm_id, account HAVING SUM(amount) <> 0
        """,
    ),
    Law(
        "a load that left is in the books: every charge, the shortfall, carriage and handling, once",
        """
        SELECT key, firm_id, account, SUM(amount) FROM (
          SELECT 'freight:' || l.code AS key, c.firm_id, 'freight' AS account, c.charge_minor AS amount
            FROM freight_charge c JOIN freight_load l ON l.id = c.load_id
            JOIN settlement_settledday d ON d."on" = l."on"
          UNION ALL SELECT 'freight:' || l.code, c.firm_id, 'owed_to_town', -c.charge_minor
            FROM freight_charge c JOIN freight_load l ON l.id = c.load_id
            JOIN settlement_settledday d ON d."on" = l."on"
          UNION ALL SELECT 'freight:' || l.code, NULL, 'owed_by_firms', c.charge_minor
            FROM freight_charge c JOIN freight_load l ON l.id = c.load_id
            JOIN settlement_settledday d ON d."on" = l."on"
          UNION ALL SELECT 'freight:' || l.code, NULL, 'shortfall', l.shortfall_minor
            FROM freight_load l JOIN settlement_settledday d ON d."on" = l."on"
          UNION ALL SELECT 'freight:' || l.code, NULL, 'carriers', l.handling_minor - l.pooled_minor
            FROM freight_load l JOIN settlement_settledday d ON d."on" = l."on"
          UNION ALL SELECT 'freight:' || l.code, NULL, 'service_costs', -l.handling_minor
            FROM freight_load l JOIN settlement_settledday d ON d."on" = l."on"
          UNION ALL SELECT e.key, a.firm_id, a.kind, -p.amount_minor FROM settlement_entry e
            JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind = 'freight') AS told
        GROUP BY key, firm_id, account HAVING SUM(amount) <> 0
        """,
    ),
    # Where an order is credited and refunded whole, the cents of several cases may come to more than it was billed.
    Law(
        "a closed case is made good in its seller's books, as far as its order was billed",
        """
        SELECT c.code, c.refund_minor, r.posted FROM returns_case c
        JOIN settlement_settledday d ON d."on" = c.closed_on
        LEFT JOIN (SELECT e.key, a.firm_id, SUM(p.amount_minor) AS posted FROM settlement_entry e
          JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
          WHERE e.kind = 'refund' AND a.kind = 'refunds' GROUP BY e.key, a.firm_id) AS r
          ON r.key = 'refund:' || c.code AND r.firm_id = c.firm_id
        LEFT JOIN (SELECT order_id, SUM(amount_minor - credited_minor - refunded_minor) AS kept_minor
          FROM settlement_invoice WHERE kind = 'sale' GROUP BY order_id) AS i ON i.order_id = c.order_id
        WHERE c.state = 'closed' AND COALESCE(r.posted, 0) <> c.refund_minor
          AND NOT (COALESCE(r.posted, 0) < c.refund_minor AND i.kept_minor = 0)
        """,
    ),
    # Goods that go back to the shelf, and goods that leave it as replacements, move no money.
    Law(
        "what a closed case's seconds brought is in its seller's books, once",
        """
        SELECT key, firm_id, account, SUM(amount) FROM (
          SELECT 'resale:' || c.code AS key, c.firm_id, w.account, w.side * c.resale_minor AS amount
            FROM returns_case c JOIN settlement_settledday d ON d."on" = c.closed_on
            CROSS JOIN (SELECT 'bank' AS account, 1 AS side UNION ALL SELECT 'resale', -1) AS w
            WHERE c.state = 'closed'
          UNION ALL SELECT e.key, a.firm_id, a.kind, -p.amount_minor
            FROM settlement_entry e JOIN settlement_posting p ON p.entry_id = e.id
            JOIN settlement_account a ON a.id = p.account_id WHERE e.kind = 'resale') AS told
        GROUP BY key, firm_id, account HAVING SUM(amount) <> 0
        """,
    ),
    # What the common fund bears is in the books from the first day on which it was posted.
    Law(
        "what a closed case's way back and handling cost is in the books, once",
        """
        SELECT key, firm_id, account, SUM(amount) FROM (
          SELECT 'return_costs:' || c.code AS key,
                 CASE WHEN w.account IN ('return_costs', 'owed_to_town') THEN c.firm_id END AS firm_id, w.account,
                 w.freight * c.freight_minor + w.handling * c.handling_minor
                   + CASE WHEN c.closed_on >= (SELECT MIN(b."on") FROM settlement_entry b
                     JOIN settlement_posting f ON f.entry_id = b.id JOIN settlement_account o ON o.id = f.account_id
                     WHERE b.kind = 'return_costs' AND o.kind = 'common_fund')
                   THEN w.borne * c.borne_minor + w.carried * COALESCE(l.borne_freight_minor, 0) ELSE 0 END AS amount
            FROM returns_case c JOIN settlement_settledday d ON d."on" = c.closed_on
            LEFT JOIN returns_placement l ON l.case_id = c.id
            CROSS JOIN (SELECT 'return_costs' AS account, 1 AS freight, 1 AS handling, 0 AS borne, 0 AS carried
              UNION ALL SELECT 'owed_to_town', -1, -1, 0, 0 UNION ALL SELECT 'owed_by_firms', 1, 1, 0, 0
              UNION ALL SELECT 'carriers', -1, 0, 0, -1 UNION ALL SELECT 'service_costs', 0, -1, -1, 1
              UNION ALL SELECT 'common_fund', 0, 0, 1, 0) AS w
            WHERE c.state = 'closed'
          UNION ALL SELECT e.key, a.firm_id, a.kind, -p.amount_minor FROM settlement_entry e
            JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind = 'return_costs') AS told
        GROUP BY key, firm_id, account HAVING SUM(amount) <> 0
        """,
    ),
)

TOWN = (
    Law(
        "an entry is of a kind that is audited, on its event's day, of its event's order and firm",
        """
        SELECT e.key, e."on" FROM settlement_entry e
        LEFT JOIN settlement_invoice i ON e.kind IN ('invoice', 'back_to_back') AND i.order_id = e.order_id
          AND i.seller_id = e.firm_id AND i."on" = e."on"
          AND e.key = 'invoice:' || i.order_id || ':' || i.seller_id || ':' || i."on"
        LEFT JOIN settlement_invoice p ON e.kind = 'payment' AND p.code = SUBSTR(e.key, 9)
          AND p.order_id = e.order_id AND p.seller_id = e.firm_id AND p.pay_on <= e."on"
        LEFT JOIN freight_load l ON e.kind = 'freight' AND l.code = SUBSTR(e.key, 9) AND l."on" = e."on"
        LEFT JOIN depot_feeline f ON e.kind = 'depot_fee' AND f.code = SUBSTR(e.key, 11) AND f.owner_id = e.firm_id
          AND e."on" = (SELECT y.posted_on FROM depot_feeday y WHERE y."on" = f."on")
        LEFT JOIN returns_case c ON e.kind IN ('refund', 'return_costs', 'resale')
          AND c.code = SUBSTR(e.key, LENGTH(e.kind) + 2) AND c.closed_on = e."on" AND c.order_id = e.order_id
          AND c.firm_id = e.firm_id
        LEFT JOIN returns_case h ON e.kind IN ('charge_back', 'fund') AND h.code = SUBSTR(e.key, LENGTH(e.kind) + 2)
          AND h.order_id = e.order_id AND h.firm_id = e.firm_id
          AND e."on" = (SELECT t.posted_on FROM returns_fault t WHERE t.case_id = h.id)
        LEFT JOIN returns_case q ON e.kind = 'equals' AND q.code = SUBSTR(e.key, LENGTH(e.key) - 15)
          AND e.key = 'equals:' || e.firm_id || ':' || q.firm_id || ':' || q.code
        LEFT JOIN settlement_netting n ON e.kind = 'netting' AND n."on" = e."on"
          AND e.key = 'netting:' || n.first_id || ':' || n.second_id || ':'
            || SUBSTR(CAST(n.month AS VARCHAR(10)), 1, 7)
        WHERE COALESCE(q.id, i.id, p.id, l.id, f.id, c.id, h.id, n.id) IS NULL
          AND NOT (e.kind = 'town_payment' AND e.key = 'town:' || e.firm_id || ':' || e."on")
          AND NOT (e.kind = 'carriers_payment' AND e.key = 'carriers:' || e."on")
          AND NOT (e.kind = 'depots_payment' AND e.key LIKE 'depots:' || e.firm_id || ':%:' || e."on")
        """,
    ),
    Law(
        "a payment to the town is the named firm's, and one to carriers the town's",
        """
        SELECT e.key, a.firm_id, a.kind FROM settlement_entry e JOIN settlement_posting p ON p.entry_id = e.id
        JOIN settlement_account a ON a.id = p.account_id
        WHERE (e.kind = 'town_payment' AND (a.firm_id <> e.firm_id
            OR (a.firm_id IS NULL AND a.kind NOT IN ('bank', 'owed_by_firms'))
            OR (a.firm_id IS NOT NULL AND a.kind NOT IN ('bank', 'owed_to_town'))))
           OR (e.kind = 'carriers_payment' AND (a.firm_id IS NOT NULL OR a.kind NOT IN ('bank', 'carriers')))
        """,
    ),
    Law(
        "nobody pays the town, nor the town its carriers, more than is owed",
        """
        SELECT entry_id, firm_id, kind, owed FROM (
          SELECT p.entry_id, a.firm_id, a.kind, SUM(p.amount_minor) OVER (
            PARTITION BY p.account_id ORDER BY p.entry_id ROWS UNBOUNDED PRECEDING) AS owed
          FROM settlement_posting p JOIN settlement_account a ON a.id = p.account_id
          WHERE a.kind IN ('owed_to_town', 'carriers')) AS running
        WHERE owed > 0
        """,
    ),
    Law(
        "what firms owe the town is what the town is owed",
        """
        SELECT a.currency, SUM(p.amount_minor) FROM settlement_posting p
        JOIN settlement_account a ON a.id = p.account_id
        WHERE a.kind IN ('owed_to_town', 'owed_by_firms') GROUP BY a.currency HAVING SUM(p.amount_minor) <> 0
        """,
    ),
    Law(
        "a posting is in its account's currency",
        """
        SELECT p.id, p.currency, a.currency FROM settlement_posting p JOIN settlement_account a ON a.id = p.account_id
        WHERE p.currency <> a.currency
        """,
    ),
)

CASES = (
    # Where an order is credited and refunded whole, the cents of several cases may come to more than it was billed.
    Law(
        "a closed case's value is credited, refunded, replaced or withheld, to the cent",
        """
        SELECT c.code, AMOUNT(c.unit_price_e4, c.pairs), r.back, c.replacement_minor, c.withheld_minor
        FROM returns_case c JOIN settlement_settledday d ON d."on" = c.closed_on
        LEFT JOIN (SELECT e.key, -SUM(p.amount_minor) AS back FROM settlement_entry e
          JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
          WHERE e.kind = 'refund' AND a.kind IN ('receivable', 'bank') GROUP BY e.key) AS r
          ON r.key = 'refund:' || c.code
        LEFT JOIN (SELECT order_id, SUM(amount_minor - credited_minor - refunded_minor) AS kept_minor
          FROM settlement_invoice WHERE kind = 'sale' GROUP BY order_id) AS i ON i.order_id = c.order_id
        WHERE c.state = 'closed'
          AND COALESCE(r.back, 0) + c.replacement_minor + c.withheld_minor <> AMOUNT(c.unit_price_e4, c.pairs)
          AND NOT (COALESCE(r.back, 0) < c.refund_minor AND i.kept_minor = 0)
        """,
    ),
    Law(
        "no order is refunded beyond what was paid of it, nor oftener than it has cases",
        """
        SELECT r.order_id, r.entries, r.refunded_minor, i.paid_minor, c.cases FROM (
          SELECT e.order_id, COUNT(DISTINCT e.id) AS entries,
                 -SUM(CASE WHEN a.kind = 'bank' THEN p.amount_minor ELSE 0 END) AS refunded_minor
          FROM settlement_entry e JOIN settlement_posting p ON p.entry_id = e.id
          JOIN settlement_account a ON a.id = p.account_id WHERE e.kind = 'refund' GROUP BY e.order_id) AS r
        LEFT JOIN (SELECT order_id, SUM(paid_minor) AS paid_minor FROM settlement_invoice WHERE kind = 'sale'
          GROUP BY order_id) AS i ON i.order_id = r.order_id
        LEFT JOIN (SELECT order_id, COUNT(*) AS cases FROM returns_case WHERE state = 'closed' AND refund_minor > 0
          GROUP BY order_id) AS c ON c.order_id = r.order_id
        WHERE r.refunded_minor > COALESCE(i.paid_minor, 0) OR r.entries > COALESCE(c.cases, 0)
        """,
    ),
)

NETTING = (
    Law(
        "a netting is in the books of both firms, debt by debt, once",
        """
        SELECT key, firm_id, account, SUM(amount) FROM (
          SELECT 'netting:' || n.first_id || ':' || n.second_id || ':'
                   || SUBSTR(CAST(n.month AS VARCHAR(10)), 1, 7) AS key,
                 CASE WHEN w.side < 0 THEN p.creditor_id ELSE n.first_id + n.second_id - p.creditor_id END AS firm_id,
                 CASE WHEN p.invoice_id IS NULL THEN w.fees ELSE w.bills END AS account,
                 w.side * p.amount_minor AS amount
            FROM settlement_nettedpart p JOIN settlement_netting n ON n.id = p.netting_id
            CROSS JOIN (SELECT -1 AS side, 'receivable' AS bills, 'owed_by_owners' AS fees
              UNION ALL SELECT 1, 'payable', 'owed_to_depots') AS w
          UNION ALL SELECT e.key, a.firm_id, a.kind, -p.amount_minor FROM settlement_entry e
            JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind = 'netting') AS told
        GROUP BY key, firm_id, account HAVING SUM(amount) <> 0
        """,
    ),
    Law(
        "a netting lowers what both firms are owed by the same amount, and both agreed to it",
        """
        SELECT n.id, f.firm_id, f.netted_minor, n.amount_minor FROM settlement_netting n
        JOIN (SELECT id, first_id AS firm_id, second_id AS partner_id FROM settlement_netting
          UNION ALL SELECT id, second_id, first_id FROM settlement_netting) AS w ON w.id = n.id
        LEFT JOIN (SELECT netting_id, creditor_id AS firm_id, SUM(amount_minor) AS netted_minor
          FROM settlement_nettedpart GROUP BY netting_id, creditor_id) AS f
          ON f.netting_id = n.id AND f.firm_id = w.firm_id
        LEFT JOIN settlement_nettingconsent c ON c.firm_id = w.firm_id AND c.partner_id = w.partner_id
          AND c.month = n.month AND c.withdrawn_at IS NULL
        WHERE f.netted_minor IS NULL OR f.netted_minor <> n.amount_minor OR c.id IS NULL
        """,
    ),
    Law(
        "what an invoice says was netted of it is what nettings say",
        """
        SELECT i.code, i.netted_minor, p.netted_minor FROM settlement_invoice i
        LEFT JOIN (SELECT invoice_id, SUM(amount_minor) AS netted_minor FROM settlement_nettedpart
          GROUP BY invoice_id) AS p ON p.invoice_id = i.id
        WHERE i.netted_minor <> COALESCE(p.netted_minor, 0)
        """,
    ),
)

EQUALS = (
    Law(
        "what equal articles of another owner cost is in the books of both, as they left",
        """
        SELECT key, firm_id, account, SUM(amount) FROM (
          SELECT 'equals:' || r.owner_id || ':' || c.firm_id || ':' || c.code AS key,
                 CASE WHEN w.is_giver = 1 THEN r.owner_id ELSE c.firm_id END AS firm_id, w.account,
                 w.side * AMOUNT(r.unit_price_e4, r.pairs) AS amount
            FROM returns_replacement r JOIN returns_case c ON c.id = r.case_id
            CROSS JOIN (SELECT 1 AS is_giver, 'bank' AS account, 1 AS side UNION ALL SELECT 1, 'revenue', -1
              UNION ALL SELECT 0, 'purchases', 1 UNION ALL SELECT 0, 'bank', -1) AS w
            WHERE r.unit_price_e4 > 0 AND EXISTS (SELECT 1 FROM depot_stockmove m
              JOIN settlement_settledday d ON d."on" = m."on"
              WHERE m.to_place = 'exchanged' AND m.cause = c.code AND m.owner_id = r.owner_id)
          UNION ALL SELECT e.key, a.firm_id, a.kind, -p.amount_minor FROM settlement_entry e
            JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind = 'equals') AS told
        GROUP BY key, firm_id, account HAVING SUM(amount) <> 0
        """,
    ),
)

OVERSEAS = (
    Law(
        "a fee overseas is in the books of the goods' owner and of who runs the depot, once",
        """
        SELECT key, firm_id, account, SUM(amount) FROM (
          SELECT 'depot_fee:' || f.code AS key,
                 CASE WHEN w.account IN ('depot_fees', 'owed_to_depots') THEN f.owner_id ELSE s.firm_id END AS firm_id,
                 w.account, w.side * f.cny_minor AS amount
            FROM depot_feeline f JOIN depot_feeday y ON y."on" = f."on" AND y.posted_on IS NOT NULL
            JOIN depot_feerule r ON r.id = f.rule_id JOIN registry_site s ON s.id = r.site_id
            CROSS JOIN (SELECT 'depot_fees' AS account, 1 AS side UNION ALL SELECT 'owed_to_depots', -1
              UNION ALL SELECT 'owed_by_owners', 1 UNION ALL SELECT 'depot_income', -1) AS w
          UNION ALL SELECT e.key, a.firm_id, a.kind, -p.amount_minor FROM settlement_entry e
            JOIN settlement_posting p ON p.entry_id = e.id JOIN settlement_account a ON a.id = p.account_id
            WHERE e.kind = 'depot_fee') AS told
        GROUP BY key, firm_id, account HAVING SUM(amount) <> 0
        """,
    ),
    Law(
        "an owner's fee lines overseas come to what its books say of them",
        """
        SELECT firm_id, SUM(amount) FROM (
          SELECT f.owner_id AS firm_id, f.cny_minor AS amount FROM depot_feeline f
            JOIN depot_feeday y ON y."on" = f."on" AND y.posted_on IS NOT NULL
          UNION ALL SELECT a.firm_id, -p.amount_minor FROM settlement_posting p
            JOIN settlement_account a ON a.id = p.account_id WHERE a.kind = 'depot_fees') AS told
        GROUP BY firm_id HAVING SUM(amount) <> 0
        """,
    ),
    Law(
        "a day's fees overseas go into the books with a later day, as soon as one is settled",
        """
        SELECT y."on", y.posted_on FROM depot_feeday y LEFT JOIN settlement_settledday d ON d."on" = y.posted_on
        WHERE (y.posted_on IS NULL AND y."on" < (SELECT MAX("on") FROM settlement_settledday))
           OR (y.posted_on IS NOT NULL AND (d.id IS NULL OR y.posted_on <= y."on"))
        """,
    ),
    Law(
        "a payment to a depot overseas is the named owner's, to the firm that runs it",
        """
        SELECT e.key, a.firm_id, a.kind FROM settlement_entry e JOIN settlement_posting p ON p.entry_id = e.id
        JOIN settlement_account a ON a.id = p.account_id
        WHERE e.kind = 'depots_payment' AND NOT (a.firm_id = e.firm_id AND a.kind IN ('bank', 'owed_to_depots'))
          AND NOT (a.kind IN ('bank', 'owed_by_owners')
            AND e.key = 'depots:' || e.firm_id || ':' || a.firm_id || ':' || e."on")
        """,
    ),
    Law(
        "nobody pays a depot overseas more than is owed",
        """
        SELECT entry_id, owner_id, operator_id, owed FROM (
          SELECT p.entry_id, e.firm_id AS owner_id, a.firm_id AS operator_id, SUM(p.amount_minor) OVER (
            PARTITION BY e.firm_id, a.firm_id ORDER BY p.entry_id ROWS UNBOUNDED PRECEDING) AS owed
          FROM settlement_posting p JOIN settlement_account a ON a.id = p.account_id
          JOIN settlement_entry e ON e.id = p.entry_id WHERE a.kind = 'owed_by_owners') AS running
        WHERE owed < 0
        """,
    ),
    Law(
        "what an owner owes depots overseas is what they are owed",
        """
        SELECT e.firm_id, SUM(p.amount_minor) FROM settlement_posting p
        JOIN settlement_account a ON a.id = p.account_id JOIN settlement_entry e ON e.id = p.entry_id
        WHERE a.kind IN ('owed_to_depots', 'owed_by_owners') GROUP BY e.firm_id HAVING SUM(p.amount_minor) <> 0
        """,
    ),
)

DAYS = (
    Law(
        "a settled day has the entries that its fact told of",
        """
        SELECT d."on", e.entries, p.debits FROM settlement_settledday d
        LEFT JOIN (SELECT "on", COUNT(*) AS entries FROM settlement_entry GROUP BY "on") AS e ON e."on" = d."on"
        LEFT JOIN (SELECT e."on", SUM(p.amount_minor) AS debits FROM settlement_entry e
          JOIN settlement_posting p ON p.entry_id = e.id AND p.amount_minor > 0 GROUP BY e."on") AS p
          ON p."on" = d."on"
        WHERE NOT EXISTS (SELECT 1 FROM provenance_fact f
          WHERE f.subject = CAST(d."on" AS VARCHAR(10)) AND f.kind = 'settlement.day_posted' AND f.town_on = d."on"
            AND f.payload = '{"debits_minor":' || COALESCE(p.debits, 0) || ',"entries":' || COALESCE(e.entries, 0)
              || '}')
        """,
    ),
    Law(
        "a day that is a fact is settled, and so is every day until then on which something happened",
        """
        SELECT told."on", told.what FROM (
          SELECT town_on AS "on", 'posted' AS what FROM provenance_fact WHERE kind = 'settlement.day_posted'
          UNION SELECT delivered_on, 'delivered' FROM market_line WHERE delivered_on IS NOT NULL
          UNION SELECT "on", 'left' FROM freight_load WHERE state = 'dispatched'
          UNION SELECT closed_on, 'closed' FROM returns_case WHERE closed_on IS NOT NULL
          UNION SELECT "on", 'entered' FROM settlement_entry) AS told
        LEFT JOIN settlement_settledday d ON d."on" = told."on"
        WHERE d.id IS NULL AND (told.what IN ('posted', 'entered')
          OR told."on" < (SELECT MAX("on") FROM settlement_settledday))
        """,
    ),
)

LAWS = (*EVENTS, *CASES, *NETTING, *EQUALS, *TOWN, *OVERSEAS, *DAYS)
