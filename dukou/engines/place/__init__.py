"""Choose which stock to place at which depot, by which lane, from a forecast, at the most expected earnings.

All pairs of an item that go to a place go together, by one lane, now. From their arrival on they meet the demand of
each scenario stage by stage, which is the newsvendor's problem with stages. Its expected worth is concave in the pairs,
so that supply, room, budget, whole vehicles and minimums make the only hard part, a small mixed-integer program. To
place nothing is always an answer.
"""

from dukou.engines.place.check import check
from dukou.engines.place.problem import Answer, Demand, Item, Lane, Place, Placement, Prices, Problem, Tier
from dukou.engines.place.solve import solve

__all__ = [
    "Answer",
    "Demand",
    "Item",
    "Lane",
    "Place",
    "Placement",
    "Prices",
    "Problem",
    "Tier",
    "check",
    "solve",
]
