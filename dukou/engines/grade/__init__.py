"""Give returned goods their best next place: the one that leaves most after its costs.

Each case has the places that its condition allows, with what they fetch and cost. Cases do not compete, so the best
of each is the best of all.
"""

from dukou.engines.grade.check import check
from dukou.engines.grade.problem import Answer, Case, Place, Problem
from dukou.engines.grade.solve import solve

__all__ = ["Answer", "Case", "Place", "Problem", "check", "solve"]
