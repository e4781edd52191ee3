"""Decide what becomes of a return."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar, get_args

from dukou.base.draws import stable_key, uniforms
from dukou.base.errors import Refusal
from dukou.base.money import Money, line_amount
from dukou.base.quantity import ceil_div
from dukou.base.solving import Limit
from dukou.market.records import CREDIT, LineFacts, ReturnDue
from dukou.returns.records import (
    BY_RULE,
    GRADE_OF_CONDITION,
    LONGEST_NOTE,
    RULINGS,
    ArrivedCase,
    By,
    Condition,
    Fees,
    GradedCase,
    MatchedParcel,
    NewCase,
    NewParcel,
    Outcome,
    Reason,
    Ruling,
)
from dukou.returns.records.placing import Placed
from dukou.returns.rules import placing

T = TypeVar("T")
UNPROVEN: Reason = "unproven"
REASON_OF_CLAIM: dict[str, Reason] = {one: one for one in get_args(Reason)}
NOTES = frozenset(("", "no_paper", "wet", "torn", "other_goods"))
CARRIER_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{2,39}")
MOST_PAIRS, MOST_CARTONS, MOST_GRAMS = 100_000, 1_000, 20_000_000
DAYS_ON_THE_WAY_BACK = 5
GRAMS_A_KILO = 1_000
MILLION = 1_000_000
# Days to answer a claim and to appeal, where none are published.
ANSWER_DAYS, APPEAL_DAYS = 3, 7
# Simulated: shares are assumptions, listed on the page of assumptions.
REASONS: tuple[tuple[float, Reason], ...] = (
    (0.40, "wrong_size"),
    (0.55, "colour_differs"),
    (0.80, "surplus"),
    (1.00, "faulty"),
)
CONDITIONS: tuple[tuple[float, Condition], ...] = (
    (0.60, "unopened"),
    (0.85, "opened"),
    (0.95, "soiled"),
    (1.00, "faulty"),
)


def fees(limits: Mapping[str, int], *, shops: int = 0) -> Fees:
    """Read the day's fees from the dated limits, which hold millionths; `shops` of the town take returned goods."""
    return Fees(
        parcel_minor=limits["returns.parcel_minor"] // MILLION,
        kilo_minor=limits["returns.kilo_minor"] // MILLION,
        inspect_minor=limits["returns.inspect_minor"] // MILLION,
        rebag_pair_minor=limits["returns.rebag_pair_minor"] // MILLION,
        reship_minor=limits["returns.reship_minor"] // MILLION,
        seconds_share_e6=limits["returns.seconds_share"],
        answer_days=limits.get("returns.answer_days", ANSWER_DAYS * MILLION) // MILLION,
        appeal_days=limits.get("returns.appeal_days", APPEAL_DAYS * MILLION) // MILLION,
        pooling=placing.pooling(limits, shops=shops),
    )


def open_cases(due: Sequence[ReturnDue], day: Fees, on: date) -> list[NewCase]:
    """Open a case for each return that begins on a day, with its reason and how it will be made good."""
    draws = [stable_key("returns.case", one.draw, one.pairs, on.toordinal()) for one in due]
    return [
        _open_case(one, day, on, draw, REASON_OF_CLAIM.get(one.reason or "", drawn))
        for one, draw, drawn in zip(due, draws, reasons(draws), strict=True)
    ]


def open_parcels(
    matched: Sequence[MatchedParcel], lines: Mapping[int, LineFacts], left: Mapping[int, int], on: date
) -> list[NewCase]:
    """Open a case for each parcel that has its line: its goods are here, and why they came back is unproven.

    `left` are the pairs of each line that have not come back yet; no more can. One that has none left opens no case.
    """
    found, still = [], dict(left)
    for one in matched:
        line, pairs = lines[one.line_id], min(one.pairs, still[one.line_id])
        still[one.line_id] -= pairs
        if pairs:
            # Who sent it paid for its way.
            case = unasked(line, pairs, cause="returns.parcel", reason=UNPROVEN, on=on, received_on=on, freight_minor=0)
            found.append(replace(case, parcel_id=one.id))
    return found


def unasked(
    line: LineFacts, pairs: int, *, cause: str, reason: Reason, on: date, received_on: date, freight_minor: int
) -> NewCase:
    """Return a case of a line's goods that no buyer asked for: it is refunded whole. `cause` keys its chance."""
    return NewCase(
        request_id=None,
        line_id=line.line_id,
        order_id=line.order_id,
        firm=line.seller,
        buyer=line.buyer,
        pairs=pairs,
        grams_per_pair=line.grams_per_pair,
        unit_price_e4=line.unit_price_e4,
        draw=stable_key(cause, line.draw, pairs, on.toordinal()),
        reason=reason,
        outcome="refund",
        received_on=received_on,
        refund_minor=line_amount(line.unit_price_e4, pairs).amount_minor,
        freight_minor=freight_minor,
    )


def credited(ruling: str, part_minor: int, value_minor: int, *, by: By) -> tuple[Ruling, int]:
    """Return a ruling and what it credits; refuse one that is on no list, or a part that is no part."""
    found: Ruling | None = next((one for one in RULINGS if one == ruling), None)
    if found is None or (found in BY_RULE) != (by == "rule"):
        raise Refusal("returns.unknown_ruling")
    if RULINGS[found] != "part":
        return found, value_minor if RULINGS[found] == "all" else 0
    if not 0 < part_minor < value_minor:
        raise Refusal("returns.no_such_part", {"value": str(Money(value_minor).decimal())})
    return found, part_minor


def require_note(text: str, *, is_pictured: bool = False) -> str:
    """Return what is to be written on a case, without room around it; refuse too much, or nothing without a picture."""
    kept = text.strip()
    if not kept and not is_pictured:
        raise Refusal("returns.empty_note")
    if len(kept) > LONGEST_NOTE:
        raise Refusal("returns.long_note", {"most": LONGEST_NOTE})
    return kept


def require_parcel(new: NewParcel) -> None:
    """Refuse a parcel without a carrier's number, of absurd size, or with a note that is on no list."""
    if not CARRIER_REF.fullmatch(new.carrier_ref):
        raise Refusal("returns.bad_carrier_ref")
    if new.note_code not in NOTES:
        raise Refusal("returns.unknown_note", {"note": new.note_code[:16]})
    if not (0 < new.pairs_counted <= MOST_PAIRS and 0 < new.cartons <= MOST_CARTONS and 0 < new.grams <= MOST_GRAMS):
        raise Refusal("returns.absurd_parcel", {"pairs": MOST_PAIRS, "cartons": MOST_CARTONS})


def require_match(pairs: int, *, left: int, delivered_on: date, on: date) -> None:
    """Refuse a line of which fewer pairs are still out, or that was delivered only today."""
    if pairs > left:
        raise Refusal("returns.not_so_many", {"pairs": pairs, "left": max(left, 0)})
    if delivered_on >= on:
        raise Refusal("returns.delivered_today")


def grade(cases: Sequence[ArrivedCase], day: Fees, limit: Limit) -> list[GradedCase]:
    """Find the condition of goods that arrived and, by the engine, their best next place in common."""
    found = states(cases)
    return graded(cases, found, placing.together(cases, found, day, limit))


def graded(cases: Sequence[ArrivedCase], found: Sequence[Condition], places: Sequence[Placed]) -> list[GradedCase]:
    """Return what becomes of goods in the conditions found, at their places."""
    return [
        GradedCase(one, state, GRADE_OF_CONDITION[state], placing.disposition_of(where.sink, where.grade), where)
        for one, state, where in zip(cases, found, places, strict=True)
    ]


def own_best(cases: Sequence[ArrivedCase], day: Fees, limit: Limit) -> list[Placed]:
    """Find where the goods of the same cases would go if each firm were alone, and what that would cost."""
    return placing.own_best(cases, states(cases), day, limit)


def states(cases: Sequence[ArrivedCase]) -> list[Condition]:
    """Return the condition that people found goods in, or draw it."""
    drawn = conditions([one.draw for one in cases], [one.reason for one in cases])
    return [one.condition or state for one, state in zip(cases, drawn, strict=True)]


def reasons(draws: Sequence[int]) -> list[Reason]:
    """Draw why each case came back."""
    return [_pick(REASONS, float(chance)) for chance in uniforms("returns.reason", draws)]


def conditions(draws: Sequence[int], why: Sequence[str]) -> list[Condition]:
    """Draw the state in which goods arrive; what came back as faulty is faulty."""
    drawn = [_pick(CONDITIONS, float(chance)) for chance in uniforms("returns.condition", draws)]
    return ["faulty" if reason == "faulty" else one for one, reason in zip(drawn, why, strict=True)]


def return_freight_minor(pairs: int, grams_per_pair: int, day: Fees) -> int:
    """Return the cost of the way back as one parcel."""
    kilos = ceil_div(pairs * grams_per_pair, GRAMS_A_KILO)
    return day.parcel_minor + max(0, kilos - 1) * day.kilo_minor


def outcome(*, value_minor: int, freight_minor: int, day: Fees, reason: str, wish: str | None = None) -> Outcome:
    """Choose refund without goods where the trip costs more than the goods; else what the buyer wishes.

    Without a wish it is exchange for a wrong size, and refund for anything else. A credit is decided later. The trip is
    a parcel of its own: a seller decides alike alone and together, so that both ways are of the same cases.
    """
    if wish == CREDIT:
        return "credit"
    if freight_minor + day.inspect_minor >= value_minor:
        return "refund_only"
    if wish is None:
        return "exchange" if reason == "wrong_size" else "refund"
    return "exchange" if wish == "exchange" else "refund"


def _open_case(due: ReturnDue, day: Fees, on: date, draw: int, reason: Reason) -> NewCase:
    value = line_amount(due.unit_price_e4, due.pairs).amount_minor
    freight = return_freight_minor(due.pairs, due.grams_per_pair, day)
    made_good = outcome(value_minor=value, freight_minor=freight, day=day, reason=reason, wish=due.wish)
    is_kept = made_good in {"refund_only", CREDIT}
    return NewCase(
        request_id=due.request_id,
        line_id=due.line_id,
        order_id=due.order_id,
        firm=due.seller,
        buyer=due.buyer,
        pairs=due.pairs,
        grams_per_pair=due.grams_per_pair,
        unit_price_e4=due.unit_price_e4,
        draw=draw,
        reason=reason,
        outcome=made_good,
        received_on=None if is_kept else on + timedelta(days=DAYS_ON_THE_WAY_BACK),
        refund_minor=value,
        freight_minor=0 if is_kept else freight,
        detail=due.detail or "",
        answer_by=on + timedelta(days=day.answer_days) if made_good == CREDIT else None,
        picture=due.picture or "",
    )


def _pick(table: Sequence[tuple[float, T]], chance: float) -> T:
    return next(value for below, value in table if chance < below)
