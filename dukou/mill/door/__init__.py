"""Open the mill: `plan` and `run_floor` are steps of the town's day; the rest is what others see of work and lots.

Readers show a viewer what is its own; desks and the town see all, but for wages. Steps and exports are for the town.
"""

from dukou.mill.door.awarding import (
    accept_awards,
    answered_awards,
    award_amounts,
    awards,
    decline_awards,
    open_awards,
    overflow,
)
from dukou.mill.door.desk import able_sites, late_groups, refused_lines
from dukou.mill.door.exports import export_group_days, export_lots
from dukou.mill.door.handing import hand_over, hand_overs, wage_sheet
from dukou.mill.door.lots import (
    lot,
    lot_by_code,
    lot_counts,
    lot_days,
    lot_traces,
    lots,
    lots_of_lines,
    lots_passed,
    lots_to_inspect,
    mark_inspected,
)
from dukou.mill.door.planning import plan
from dukou.mill.door.shopfloor import floor, run_floor
from dukou.mill.door.wages import piece_rates, set_piece_rate, wages
from dukou.mill.door.yarn import book_yarn, sibling_lots, yarn_of_lots

__all__ = [
    "able_sites",
    "accept_awards",
    "answered_awards",
    "award_amounts",
    "awards",
    "book_yarn",
    "decline_awards",
    "export_group_days",
    "export_lots",
    "floor",
    "hand_over",
    "hand_overs",
    "late_groups",
    "lot",
    "lot_by_code",
    "lot_counts",
    "lot_days",
    "lot_traces",
    "lots",
    "lots_of_lines",
    "lots_passed",
    "lots_to_inspect",
    "mark_inspected",
    "open_awards",
    "overflow",
    "piece_rates",
    "plan",
    "refused_lines",
    "run_floor",
    "set_piece_rate",
    "sibling_lots",
    "wage_sheet",
    "wages",
    "yarn_of_lots",
]
