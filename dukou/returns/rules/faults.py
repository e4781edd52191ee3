"""Decide what a fault costs, who bears it, and what a lot that fails again and again stops."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

from dukou.base.errors import Refusal
from dukou.market.records import LineFacts
from dukou.mill.records import SiblingLot
from dukou.returns.records import ON_SHELF, Fees, NewCase
from dukou.returns.records.faults import RECALL_REASONS, Answer, Cause, FaultRules
from dukou.returns.rules.cases import DAYS_ON_THE_WAY_BACK, return_freight_minor, unasked

MILLION = 1_000_000
CAUSES: tuple[Cause, ...] = get_args(Cause)
ANSWERS: tuple[Answer, ...] = get_args(Answer)
# Where nothing is published: a maker answers for knitting, dyeing and packing, a carrier for its own carriage.
SHARES: Mapping[Cause, int] = {"knitting": MILLION, "dyeing": MILLION, "packing": MILLION, "carriage": 0}
ANSWER_DAYS, REPEATS = 5, 3
# By cause, what another lot must share with the faulty one to be stopped with it.
STOPS: Mapping[str, tuple[str, ...]] = {
    "knitting": ("itself", "machines", "yarn"),
    "dyeing": ("itself", "yarn"),
    "packing": ("itself",),
    "carriage": (),
}
# What a hold says of a lot that shares it.
BECAUSE = {"itself": "faults", "machines": "machines", "yarn": "yarn"}
UNPROVEN_RULE = "returns.fault_unproven"


def fault_rules(limits: Mapping[str, int]) -> FaultRules:
    """Read the day's rules from the dated limits, which hold millionths."""
    return FaultRules(
        shares_e6={one: limits.get(rule_of(one), SHARES[one]) for one in CAUSES},
        answer_days=limits.get("returns.charge_answer_days", ANSWER_DAYS * MILLION) // MILLION,
        repeats=limits.get("returns.repeat_faults", REPEATS * MILLION) // MILLION,
    )


def rule_of(cause: str) -> str:
    """Return the name of the dated limit that says what share of a fault its maker is charged."""
    return f"returns.fault_{cause}" if cause else UNPROVEN_RULE


def cost_minor(
    *, freight_minor: int, handling_minor: int, refund_minor: int, replacement_minor: int, resale_minor: int, place: str
) -> int:
    """Return what a case cost its seller: both ways and hands, and what was made good less what the goods still bring.

    Goods that lie on the shelf again are worth what they were: nothing of them is lost.
    """
    lost = 0 if place in ON_SHELF else max(refund_minor + replacement_minor - resale_minor, 0)
    return freight_minor + handling_minor + lost


def require_cause(cause: str) -> Cause | None:
    """Return a cause of the list, or None for none that is proven; refuse anything else."""
    found = next((one for one in CAUSES if one == cause), None)
    if cause and found is None:
        raise Refusal("returns.unknown_cause")
    return found


def require_answer(answer: str, may: frozenset[str]) -> Answer:
    """Return an answer that may be given now; refuse others."""
    found = next((one for one in ANSWERS if one == answer and one in may), None)
    if found is None:
        raise Refusal("returns.not_to_answer")
    return found


def require_recall_reason(reason: str) -> None:
    """Refuse a reason that is on no list."""
    if reason not in RECALL_REASONS:
        raise Refusal("returns.unknown_recall_reason")


def stopped(siblings: Sequence[SiblingLot], cause: str) -> list[SiblingLot]:
    """Return the lots that a repeated fault of a cause stops, each once."""
    found: dict[int, SiblingLot] = {}
    for one in siblings:
        if one.shares in STOPS[cause]:
            found.setdefault(one.lot_id, one)
    return list(found.values())


def recalled(recall_id: int, line: LineFacts, pairs: int, day: Fees, on: date) -> NewCase:
    """Return the return of all pairs of a recalled line that are still out: they count as faulty."""
    case = unasked(
        line,
        pairs,
        cause="returns.recall",
        reason="faulty",
        on=on,
        received_on=on + timedelta(days=DAYS_ON_THE_WAY_BACK),
        freight_minor=return_freight_minor(pairs, line.grams_per_pair, day),
    )
    return replace(case, recall_id=recall_id)
