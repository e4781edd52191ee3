"""Plan and knit: give each line a maker, a machine group and a lot, and move the floor a day.

In come lines to make (market) and machine groups (registry). Out go work orders, lots and daily progress; awards for
lines that the town gives to a firm. Doors: the steps `plan` and `run_floor`; `lots_to_inspect` and `mark_inspected`
for the lab; `lots_passed` for the depot; `award_amounts` for settlement; `hand_over` for scanners; lots, hand-overs,
wages, awards and the planning desk's lists for pages; `lot_traces`, `yarn_of_lots` and `sibling_lots` tell what a lot
is of; `able_sites` for journeys; `export_*` for the data centre.

The demo town's floor is simulated: capacity by machines and efficiency, stops and loss by chance, workers by key.
"""
