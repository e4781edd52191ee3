"""Move between normal, tightened and reduced inspection by the results of earlier lots (ISO 2859-1 clause 9.3).

One state is kept for each supplier, product family, level and AQL. Only original inspections move it, in the order of
the lots; a lot that is offered again does not. ISO's switching score decides on the way to reduced inspection, instead
of the limit numbers that MIL-STD-105E sums over ten lots. On the way back the gap of the MIL-STD-105E table counts too:
with faults between acceptance and rejection number a lot is accepted and reduced inspection ends.
"""

from dataclasses import dataclass, replace
from typing import Literal

from dukou.engines.sample.problem import SEVERITIES, Plan

Result = Literal["accepted", "accepted_marginally", "rejected"]

WINDOW, REJECTED_IN_WINDOW = 5, 2
ACCEPTED_TO_NORMAL = 5
REJECTED_TO_DISCONTINUE = 5
SCORE_TO_REDUCE = 30
# From this acceptance number on, the score asks for the next tighter AQL.
ACCEPT_ASKS_TIGHTER = 2
# What the same sample may show at the next tighter AQL: the normal plan one diagonal back.
TIGHTER_ACCEPT = {2: 1, 3: 2, 5: 3, 7: 5, 10: 7, 14: 10, 21: 14, 30: 21, 44: 30}


@dataclass(frozen=True, slots=True)
class State:
    """Hold how lots are inspected now and what the rules remember; counts begin anew with each severity.

    `recent` are the last results on normal inspection, oldest first, at most five, true for an accepted lot.
    `accepted_run` are the lots accepted in a row and `rejected_on_tightened` all lots not accepted on tightened
    inspection. `score` is the switching score. While `discontinued`, no lot is taken by sampling.
    """

    severity: str = "normal"
    recent: tuple[bool, ...] = ()
    accepted_run: int = 0
    rejected_on_tightened: int = 0
    score: int = 0
    discontinued: bool = False

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"{self.severity} is no severity")


START = State()
TIGHTENED = State(severity="tightened")
REDUCED = State(severity="reduced")


def judge(plan: Plan, found: int) -> Result:
    """Return the result of a lot whose sample shows so many faults."""
    if found <= plan.accept:
        return "accepted"
    return "accepted_marginally" if found < plan.reject else "rejected"


def would_pass_tighter(accept_number: int, found: int) -> bool:
    """Tell whether a sample taken on normal inspection would pass at the next tighter AQL.

    The rules ask it for acceptance numbers of 2 and more; for 0 and 1 it tells whether the sample shows no fault.
    """
    return found <= TIGHTER_ACCEPT.get(accept_number, 0)


def after(state: State, result: Result, *, would_pass_tighter: bool, accept_number: int, steady: bool) -> State:
    """Return the state after a lot's original inspection.

    `accept_number` is that of the lot's plan. `steady` says that production is steady and that whoever is responsible
    agrees to reduced inspection. While discontinued, nothing changes until `resume`.
    """
    if state.discontinued:
        return state
    if state.severity == "tightened":
        return _after_tightened(state, accepted=result != "rejected")
    if state.severity == "reduced":
        return state if result == "accepted" and steady else START
    accepted = result != "rejected"
    recent = (*state.recent, accepted)[-WINDOW:]
    if recent.count(False) >= REJECTED_IN_WINDOW:
        return TIGHTENED
    gain = _gain(accept_number, accepted=accepted, would_pass_tighter=would_pass_tighter)
    score = state.score + gain if gain else 0
    return REDUCED if score >= SCORE_TO_REDUCE and steady else replace(state, recent=recent, score=score)


def resume(state: State) -> State:
    """Return the state once corrective action was taken: tightened, counted anew; others are not changed."""
    return TIGHTENED if state.discontinued else state


def _after_tightened(state: State, *, accepted: bool) -> State:
    if not accepted:
        rejected = state.rejected_on_tightened + 1
        stopped = rejected >= REJECTED_TO_DISCONTINUE
        return replace(state, accepted_run=0, rejected_on_tightened=rejected, discontinued=stopped)
    run = state.accepted_run + 1
    return START if run >= ACCEPTED_TO_NORMAL else replace(state, accepted_run=run)


def _gain(accept_number: int, *, accepted: bool, would_pass_tighter: bool) -> int:
    """Return what a lot adds to the switching score; nothing sets it back to zero."""
    if accept_number >= ACCEPT_ASKS_TIGHTER:
        return 3 if accepted and would_pass_tighter else 0
    return 2 if accepted else 0
