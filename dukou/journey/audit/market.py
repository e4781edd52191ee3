"""Audit the market: orders add up, prices are published ones, lines, returns and imports are what they were."""

from dukou.journey.audit.law import Law

LAWS = (
    Law(
        "an order adds up its lines",
        """
        SELECT o.code, o.lines, o.pairs, o.amount_minor FROM market_order o LEFT JOIN (
          SELECT order_id, COUNT(*) AS lines, MAX(number) AS last, SUM(pairs) AS pairs,
                 SUM(AMOUNT(unit_price_e4, pairs)) AS amount_minor
          FROM market_line GROUP BY order_id) AS l ON l.order_id = o.id
        WHERE l.order_id IS NULL OR l.lines <> o.lines OR l.last <> o.lines OR l.pairs <> o.pairs
           OR l.amount_minor <> o.amount_minor
        """,
    ),
    Law(
        "a line is of its order's seller, buyer and day",
        """
        SELECT l.id, o.code FROM market_line l JOIN market_order o ON o.id = l.order_id
        WHERE l.seller_id <> o.seller_id OR l.buyer_id <> o.buyer_id OR l.placed_on <> o.placed_on
           OR (l.state = 'imported') <> (o.state = 'imported')
        """,
    ),
    Law(
        "a line is placed before it is due, ready before it is due, and delivered once",
        """
        SELECT id, placed_on, ready_by_on, due_on, delivered_on FROM market_line
        WHERE placed_on > due_on OR ready_by_on > due_on OR delivered_on < placed_on
           OR (state = 'delivered') <> (delivered_on IS NOT NULL)
        """,
    ),
    # They go the same way, which takes the same time.
    Law(
        "lines of an order are due equally long after they must be ready",
        """
        SELECT order_id, MIN(DAY(due_on) - DAY(ready_by_on)), MAX(DAY(due_on) - DAY(ready_by_on)) FROM market_line
        GROUP BY order_id HAVING MIN(DAY(due_on) - DAY(ready_by_on)) <> MAX(DAY(due_on) - DAY(ready_by_on))
        """,
    ),
    Law(
        "a return that was claimed is one case of its line, of no more pairs",
        """
        SELECT r.id, r.state, c.code FROM market_returnrequest r LEFT JOIN returns_case c ON c.request_id = r.id
        WHERE (r.state = 'claimed') <> (c.id IS NOT NULL) OR c.line_id <> r.line_id OR c.pairs > r.pairs
        """,
    ),
    # One row of a book may give back several lines.
    Law(
        "an import accounts for every row",
        """
        SELECT b.id, b.rows_total, b.rows_accepted, b.rows_refused FROM market_import b
        LEFT JOIN (SELECT o.book_id, COUNT(l.import_row) AS rows FROM market_order o
          JOIN market_line l ON l.order_id = o.id GROUP BY o.book_id) AS lines ON lines.book_id = b.id
        LEFT JOIN (SELECT book_id, COUNT(DISTINCT import_row) AS rows FROM market_returnrequest
          GROUP BY book_id) AS returned ON returned.book_id = b.id
        LEFT JOIN (SELECT book_id, COUNT(*) AS rows FROM market_rowrefusal
          GROUP BY book_id) AS refused ON refused.book_id = b.id
        WHERE b.state = 'committed' AND (b.rows_total <> b.rows_accepted + b.rows_refused
           OR COALESCE(lines.rows, 0) + COALESCE(returned.rows, 0) <> b.rows_accepted
           OR COALESCE(refused.rows, 0) <> b.rows_refused)
        """,
    ),
    Law(
        "a price ladder rises in pairs and never in price, and its steps hold from the same day",
        """
        SELECT a.style_id, a.firm_id, a.version, a.number FROM market_pricestep a
        LEFT JOIN market_pricestep b ON b.style_id = a.style_id AND COALESCE(b.firm_id, 0) = COALESCE(a.firm_id, 0)
          AND b.version = a.version AND b.number = a.number + 1
        WHERE a.from_pairs < 1 OR a.unit_price_e4 < 1 OR b.from_pairs <= a.from_pairs
           OR b.unit_price_e4 > a.unit_price_e4 OR b.valid_from <> a.valid_from
        """,
    ),
    Law(
        "an order that no book brought costs what a ladder of its day says",
        """
        SELECT o.code, l.number, l.unit_price_e4 FROM market_line l JOIN market_order o ON o.id = l.order_id
        JOIN market_sku k ON k.id = l.sku_id JOIN market_style s ON s.id = k.style_id
        WHERE o.book_id IS NULL AND l.unit_price_e4 <> s.unit_price_e4 AND l.unit_price_e4 NOT IN
          (SELECT p.unit_price_e4 FROM market_pricestep p WHERE p.style_id = s.id AND p.valid_from <= o.placed_on
            AND (p.firm_id IS NULL OR p.firm_id = o.seller_id))
        """,
    ),
    Law(
        "who was agreed to is a factory, for an order to the town, as its fact said",
        """
        SELECT o.code, COUNT(*) FROM market_siteconsent c JOIN market_order o ON o.id = c.order_id
        JOIN registry_firm f ON f.id = c.firm_id
        LEFT JOIN provenance_fact t ON t.subject = o.code AND t.kind = 'market.sites_agreed' AND t.firm = o.buyer_id
        GROUP BY o.code, o.addressed_to, o.consents_sites, t.payload
        HAVING o.addressed_to <> 'town' OR NOT o.consents_sites OR MIN(f.kind) <> 'factory' OR MAX(f.kind) <> 'factory'
           OR t.payload IS NULL OR t.payload <> '{"sites":' || COUNT(*) || '}'
        """,
    ),
    Law(
        "a line is knitted by firms that its buyer agreed to, where he named any",
        """
        SELECT o.code, w.code, w.firm_id FROM mill_workorder w JOIN market_line l ON l.id = w.line_id
        JOIN market_order o ON o.id = l.order_id
        WHERE EXISTS (SELECT 1 FROM market_siteconsent c WHERE c.order_id = o.id)
          AND NOT EXISTS (SELECT 1 FROM market_siteconsent c WHERE c.order_id = o.id AND c.firm_id = w.firm_id)
        """,
    ),
    Law(
        "a claim says why and what for, and comes after its goods",
        """
        SELECT r.id, r.claimed_on, l.delivered_on FROM market_returnrequest r JOIN market_line l ON l.id = r.line_id
        WHERE (r.claimed_on IS NULL) <> (r.reason IS NULL) OR (r.claimed_on IS NULL) <> (r.wish IS NULL)
           OR (r.claimed_on IS NOT NULL AND (r.book_id IS NOT NULL OR l.delivered_on IS NULL
             OR l.delivered_on > r.claimed_on))
        """,
    ),
)
