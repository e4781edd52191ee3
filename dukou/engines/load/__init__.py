"""Load cartons into pallets, trucks and containers: the most volume, at the least cost, in the fewest vehicles.

A load obeys room, orientation, support, what cartons bear, weight, axles and centre of gravity, and where it is asked
for the order of drops. Its placements stand in the order in which they are put in, so that a viewer can draw them one
after another. `on_pallets` loads pallets first and then the vehicles.
"""

from dukou.engines.load.check import check, check_stages
from dukou.engines.load.pallets import Pallet, on_pallets
from dukou.engines.load.problem import (
    Answer,
    Axles,
    Bound,
    Carton,
    Left,
    Load,
    Placement,
    Problem,
    Stages,
    Vehicle,
)
from dukou.engines.load.solve import solve

__all__ = [
    "Answer",
    "Axles",
    "Bound",
    "Carton",
    "Left",
    "Load",
    "Pallet",
    "Placement",
    "Problem",
    "Stages",
    "Vehicle",
    "check",
    "check_stages",
    "on_pallets",
    "solve",
]
