"""Award lines to machine groups by capability and free capacity, at least cost.

A line goes whole to one slot. A slot can do what its capacity allows by each deadline: for every day, the work due by
then must fit into the hours until then, which is exactly when an earliest-deadline order meets all dates (Jackson's
rule). A line that is left out costs its penalty. Small programs are branched on; large ones are improved by moves.
"""

from dukou.engines.match.check import check
from dukou.engines.match.problem import Answer, Candidate, Line, Problem
from dukou.engines.match.solve import solve

__all__ = ["Answer", "Candidate", "Line", "Problem", "check", "solve"]
