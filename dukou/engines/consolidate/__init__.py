"""Choose which shipments ride together, when, by which mode and lane, perhaps through a depot, at least cost.

A shipment goes whole along one path of departures; the vehicles of one departure may divide it between them.
"""

from dukou.engines.consolidate.check import check
from dukou.engines.consolidate.problem import (
    Answer,
    Band,
    Departure,
    LaneProof,
    Leaf,
    Place,
    Problem,
    Shipment,
    Split,
    Tariff,
)
from dukou.engines.consolidate.solve import solve

__all__ = [
    "Answer",
    "Band",
    "Departure",
    "LaneProof",
    "Leaf",
    "Place",
    "Problem",
    "Shipment",
    "Split",
    "Tariff",
    "check",
    "solve",
]
