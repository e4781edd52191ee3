"""Carry goods together, and show each firm what it would have paid alone.

In come goods that lie ready (depot) and dated tariffs (registry). Out go shipments, loads in three ways by one engine
(naive alone, own best, pooled), charges that nobody pays above its own best. Doors: the steps `prepare`, `freeze`,
`dispatch`, `deliver`; `charges` for settlement; `bill`, `bills`, `loads`, `shipments_of_lines` for pages; `export_*`
for the data centre.
"""
