"""Carry goods together, and show each firm what it would have paid alone.

In come goods that lie ready (depot) and dated tariffs (registry). Out go shipments, loads in three ways by one engine
(naive alone, own best, pooled), offers that a firm may decline, charges that nobody pays above its own best. Doors: the
steps `prepare`, `freeze`, `offer`, `dispatch`, `deliver`; `offers`, `answer_offers` for owners; `report_delay`,
`without`, `picture`, `on_road`, `load_plan`, `suppose_moves`, `lock`, `board`, `lanes` for the desk, `foresee` for
its plan of coming days; `door.rounds` for the town's vans, which bring and take goods at each stop; `charges` for
settlement; `bill`, `bills`, `load`, `loads`, `shipments_of_lines` for pages; `export_*` for the data centre.
"""
