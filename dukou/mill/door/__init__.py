"""Open the mill: `plan` and `run_floor` are steps of the town's day; the rest is what others see of work and lots.

Readers show a viewer what is its own; desks and the town see all. Steps and exports are for the town only.
"""

from dukou.mill.door.awarding import award_amounts, awards, decline_awards
from dukou.mill.door.exports import export_group_days, export_lots
from dukou.mill.door.lots import lots_of_lines, lots_passed, lots_to_inspect, mark_inspected
from dukou.mill.door.planning import plan
from dukou.mill.door.shopfloor import floor, run_floor

__all__ = [
    "award_amounts",
    "awards",
    "decline_awards",
    "export_group_days",
    "export_lots",
    "floor",
    "lots_of_lines",
    "lots_passed",
    "lots_to_inspect",
    "mark_inspected",
    "plan",
    "run_floor",
]
