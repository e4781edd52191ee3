"""Share what a pooled load costs, and say why in figures: Shapley's value, capped so that nobody pays above own best.

A coalition's cost is a closed form, `check.coalition_minor`: for each departure the cheapest dated tariff on its own
goods, or its own bests; and legs in common, as an empty way back. A member's value is what it adds to that cost on
average over all orders of joining (Shapley 1953), exact where members are few, else sampled with a standard error. What
was paid above or below the cost of all is a named residual, shared in proportion to own best. The charges are the
nearest to these sums, in squares, at which nobody pays above own best; where own bests do not suffice, the rest is
named member by member and borne by a common fund. Beside them stand the least core's epsilon, with its proof
and worst coalition, the worst complaint about the charges themselves, and charges in proportion as yardstick.
"""

from dukou.engines.share.check import check, coalition_minor
from dukou.engines.share.problem import (
    Answer,
    Band,
    Complaint,
    Core,
    Departure,
    Leg,
    Member,
    Part,
    Problem,
    Tariff,
    Value,
)
from dukou.engines.share.solve import solve

__all__ = [
    "Answer",
    "Band",
    "Complaint",
    "Core",
    "Departure",
    "Leg",
    "Member",
    "Part",
    "Problem",
    "Tariff",
    "Value",
    "check",
    "coalition_minor",
    "solve",
]
