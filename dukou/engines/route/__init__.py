"""Plan rounds: which vehicle visits which stops in which order, on several trips, at least cost.

A stop is brought goods, gives up goods, or both at once; a vehicle of limited room goes out and comes back in its
hours, several times if it may. PyVRP searches; the plan, its cost and its bound are checked without it.
"""

from dukou.engines.route.check import check
from dukou.engines.route.problem import Answer, Problem, Round, Stop, Vehicle
from dukou.engines.route.solve import solve

__all__ = ["Answer", "Problem", "Round", "Stop", "Vehicle", "check", "solve"]
