"""Audit the market: orders add up, and lines, returns and imports are what they were when they came."""

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
)
