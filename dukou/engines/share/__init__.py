"""Share what was pooled: in proportion to each member's own best, nobody above it, every minor unit named.

The first sharing rule. Where pooling costs more than all own bests together, members pay their own best and the
town names the rest as its shortfall.
"""

from dukou.engines.share.check import check
from dukou.engines.share.problem import Answer, Problem
from dukou.engines.share.solve import solve

__all__ = ["Answer", "Problem", "check", "solve"]
