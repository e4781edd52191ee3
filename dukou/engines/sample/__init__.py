"""Say how many pairs of a lot are inspected, how many faults it may show, and how strictly the next lot is taken.

Acceptance sampling by attributes, lot by lot. The plans are the single sampling plans of MIL-STD-105E (scheme
Z1.4/105E): its normal and tightened tables equal those of ISO 2859-1:1999, its reduced table keeps a gap between
acceptance and rejection that ISO closed. `switch` moves between them by the rules of ISO 2859-1 clause 9.3.
"""

from dukou.engines.sample.check import check
from dukou.engines.sample.model import code_letter, resolved
from dukou.engines.sample.problem import AQLS, LETTERS, LEVELS, SEVERITIES, Answer, Lot, Plan, Problem
from dukou.engines.sample.solve import solve
from dukou.engines.sample.switch import START, State, after, judge, resume, would_pass_tighter

__all__ = [
    "AQLS",
    "LETTERS",
    "LEVELS",
    "SEVERITIES",
    "START",
    "Answer",
    "Lot",
    "Plan",
    "Problem",
    "State",
    "after",
    "check",
    "code_letter",
    "judge",
    "resolved",
    "resume",
    "solve",
    "would_pass_tighter",
]
