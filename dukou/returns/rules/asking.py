"""Decide what becomes of goods that a buyer asks to return: what is told before it is sent is what happens.

Another pair comes first: the same article, or the size or colour wished, from the nearest shelf of its seller, then an
equal article of an owner with whom the seller agreed on it; then money; then money in part for goods that stay.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256

from dukou.base.draws import stable_key, uniforms
from dukou.base.errors import Missing, Refusal
from dukou.base.money import line_amount
from dukou.base.quantity import MAX_PAIRS
from dukou.depot.records.asides import NearGoods
from dukou.market.records import CREDIT, ONLY_CREDITED, REASONS, BoughtLine, NewRequest, ReturnDue, VariantRecord
from dukou.returns.records import NewCase, Outcome
from dukou.returns.records.asking import (
    KEPT,
    WISHES,
    Agreed,
    AskLine,
    NewAsk,
    Part,
    Payer,
    Planned,
    Preview,
    Returnable,
    SellerTerms,
    Terms,
    Told,
)
from dukou.returns.rules import cases

MILLION = 1_000_000
MOST_LINES = 50
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
CLAIM_DAYS, CONSUMER_DAYS, SEND_DAYS = "returns.claim_days", "returns.consumer_days", "returns.send_back_days"
# Seven days by the measures for return without a reason, in force since 2017-03-15, where a town publishes none; a
# fortnight to send goods back is an assumption.
SEVEN_DAYS, FORTNIGHT = 7, 14
NEVER_SENT = "returns.never_sent_share"
# Assumption of the simulated town: of a hundred promises to send goods back two are not kept.
NEVER_SENT_E6 = 20_000
# What its seller is to blame for: no consumer pays for that way back, and no exclusion holds against it.
FAULTS = frozenset(("faulty", "wrong_mix", "colour_differs"))
NEXT_SIZE: Mapping[str, int] = {"too_small": 1, "too_large": -1}
OUTCOMES: Mapping[Told, Outcome] = {
    "exchange": "exchange",
    "refund": "refund",
    "refund_only": "refund_only",
    "part": "credit",
}


def terms(limits: Mapping[str, int], on: date) -> Terms:
    """Read a day's terms from the dated limits, which hold millionths."""
    claim_days = limits.get(CLAIM_DAYS)
    return Terms(
        on=on,
        fees=cases.fees(limits),
        claim_days=None if claim_days is None else claim_days // MILLION,
        consumer_days=limits.get(CONSUMER_DAYS, SEVEN_DAYS * MILLION) // MILLION,
        send_days=limits.get(SEND_DAYS, FORTNIGHT * MILLION) // MILLION,
    )


def require_ask(new: NewAsk) -> None:
    """Refuse a request of no lines or too many, of one line twice, or with a reason or wish that is on no list."""
    if not 0 < len(new.lines) <= MOST_LINES:
        raise Refusal("returns.number_of_lines", {"most": MOST_LINES})
    if len({one.line_id for one in new.lines}) < len(new.lines):
        raise Refusal("returns.line_twice")
    for one in new.lines:
        if one.reason not in REASONS or (one.detail and one.detail not in REASONS[one.reason]):
            raise Refusal("market.unknown_reason")
        if one.reason in ONLY_CREDITED:
            raise Refusal("market.only_credited")
        if one.wish not in WISHES:
            raise Refusal("market.unknown_wish")
        if not 0 < one.pairs <= MAX_PAIRS:
            raise Refusal("market.absurd_quantity", {"pairs": one.pairs, "most": MAX_PAIRS})


def require_key(key: str) -> None:
    """Refuse a request without a plain name, which makes it once."""
    if not KEY.fullmatch(key):
        raise Refusal("market.bad_request_key")


def last_day(line: BoughtLine, reason: str, day: Terms) -> date | None:
    """Return the last day on which a line can be returned; it ends at midnight of the town's calendar."""
    days = day.consumer_days if _is_free_choice(line, reason) else day.claim_days
    return None if days is None else line.delivered_on + timedelta(days=days)


def require_allowed(one: AskLine, line: BoughtLine, day: Terms) -> None:
    """Refuse what the terms do not allow, by the name of the rule."""
    if line.delivered_on >= day.on:
        raise Refusal("returns.ask_tomorrow")
    last = last_day(line, one.reason, day)
    if last is not None and day.on > last:
        code = "returns.consumer_days_over" if _is_free_choice(line, one.reason) else "market.claim_too_late"
        raise Refusal(code, {"last": str(last), "days": day.consumer_days})
    if _is_free_choice(line, one.reason):
        if "custom_made" in line.exclusions:
            raise Refusal("returns.excluded_custom_made")
        if "opened_intimate" in line.exclusions and one.is_opened:
            raise Refusal("returns.excluded_opened_intimate")
    if one.pairs > line.left:
        raise Refusal("market.claim_too_large", {"pairs": one.pairs, "left": max(line.left, 0)})


def returnable(
    line: BoughtLine, variants: Sequence[VariantRecord], policy: SellerTerms | None, day: Terms
) -> Returnable:
    """Return what is told of a line before anything is asked."""
    last, fault = last_day(line, "surplus", day), last_day(line, "faulty", day)
    rule = ""
    if fault is not None and day.on > max(fault, last or fault):
        rule = "closed"
    elif last is not None and day.on > last:
        rule = "over"
    elif line.sold_to == "consumer" and "custom_made" in line.exclusions:
        rule = "custom_made"
    return Returnable(line, tuple(variants), last, fault, rule, policy.part_e6 if policy else 0)


def payer(line: BoughtLine, reason: str) -> Payer:
    """Return who pays the way back: the consumer, but for a fault of the seller's or an insurance of the purchase."""
    if not _is_free_choice(line, reason):
        return "seller"
    return "insurance" if line.is_insured else "buyer"


def wanted(one: AskLine, line: BoughtLine, variants: Sequence[VariantRecord]) -> str:
    """Return the GTIN that a buyer has instead: the one named, the next size where it does not fit, or the same.

    Empty where there is no next size; one that is no variant of the style does not exist.
    """
    if one.gtin:
        if one.gtin not in {variant.gtin for variant in variants}:
            raise Missing("returns.no_such_variant")
        return one.gtin
    if one.detail not in NEXT_SIZE:
        return line.gtin
    colour = sorted((variant for variant in variants if variant.colour_en == line.colour_en), key=_size)
    sizes = [variant.gtin for variant in colour]
    place = sizes.index(line.gtin) + NEXT_SIZE[one.detail]
    return sizes[place] if 0 <= place < len(sizes) else ""


def may_keep(value_minor: int, unit_price_e4: int, policy: SellerTerms) -> bool:
    """Tell whether a seller lets goods of this price and value stay, where their way back is not worth it."""
    return (
        policy.keeps_goods
        and (not policy.most_price_e4 or unit_price_e4 <= policy.most_price_e4)
        and (not policy.most_value_minor or value_minor <= policy.most_value_minor)
    )


def part_minor(value_minor: int, policy: SellerTerms) -> int:
    """Return what a buyer is paid who keeps the goods; refuse where the seller offers no part."""
    part = value_minor * policy.part_e6 // MILLION
    if not part:
        raise Refusal("returns.no_part_offered")
    return part


class Shelves:
    """Give out what lies near buyers, the nearest to each first, none of it twice."""

    def __init__(self, near: Mapping[int, Sequence[NearGoods]]) -> None:
        self._near = near
        self._gone: Counter[tuple[int, str, int | None]] = Counter()

    def take(self, to: int, owner: int, gtin: str, pairs: int, unit_price_e4: int = 0) -> list[Part]:
        """Take as many of the pairs as there are near a destination; of one lot at one kind of place only once."""
        taken: dict[tuple[int, str], Part] = {}
        for one in self._near.get(to, ()):
            there = (one.lot_id, one.place, one.site)
            share = min(pairs, one.pairs - self._gone[there])
            if (one.owner, one.gtin) == (owner, gtin) and share > 0 and there[:2] not in taken:
                part = Part(one.lot_id, owner, one.sku_id, gtin, one.place, one.site, share, unit_price_e4)
                taken[one.lot_id, one.place] = part
                self._gone[there] += share
                pairs -= share
        return list(taken.values())


def plan(one: AskLine, line: BoughtLine, gtin: str, agreed: Agreed, shelves: Shelves, day: Terms) -> Planned:
    """Decide what becomes of a line that may be returned."""
    policy = agreed.policies.get(line.seller, SellerTerms())
    value = line_amount(line.unit_price_e4, one.pairs).amount_minor
    way = cases.return_freight_minor(one.pairs, line.grams_per_pair, day.fees)
    told = _told(one, line, policy, value, way, day)
    parts = _parts(line, gtin, one.pairs, agreed, shelves) if told == "exchange" else ()
    if told == "exchange" and not parts:
        told = "refund"
    kept = told in KEPT
    paid = part_minor(value, policy) if told == "part" else value
    replaced = line_amount(line.unit_price_e4, sum(part.pairs for part in parts)).amount_minor
    return Planned(
        line_id=line.line_id,
        order_code=line.order_code,
        seller=line.seller,
        pairs=one.pairs,
        told=told,
        parts=parts,
        refund_minor=paid - replaced,
        withheld_minor=value - paid,
        payer="nobody" if kept else payer(line, one.reason),
        way_minor=0 if kept else way,
        is_ahead=bool(parts) and line.sold_to == "trade" and (line.seller, line.buyer) in agreed.trusted,
    )


def preview(lines: Sequence[Planned], day: Terms) -> Preview:
    """Gather what is told to the buyer, with a mark that another outcome, amount or date does not have."""
    return_by = day.on + timedelta(days=day.send_days)
    told = [
        (
            *(one.line_id, one.pairs, one.told, one.refund_minor, one.withheld_minor, one.payer, one.way_minor),
            *(one.is_ahead, *sorted((part.gtin, part.owner, part.pairs) for part in one.articles)),
        )
        for one in lines
    ]
    return Preview(tuple(lines), return_by, sha256(repr((return_by, told)).encode()).hexdigest()[:32])


def new_request(one: AskLine, told: Told) -> NewRequest:
    """Return what the market keeps of a line that is asked back."""
    wish = CREDIT if told == "part" else one.wish
    return NewRequest(one.line_id, one.pairs, one.reason, one.detail, wish, one.picture)


def new_case(due: ReturnDue, planned: Planned, day: Terms, ask_id: int) -> NewCase:
    """Open a case as it was told; goods are expected some days later."""
    kept = planned.told in KEPT
    value = line_amount(due.unit_price_e4, due.pairs).amount_minor
    return NewCase(
        request_id=due.request_id,
        line_id=due.line_id,
        order_id=due.order_id,
        firm=due.seller,
        buyer=due.buyer,
        pairs=due.pairs,
        grams_per_pair=due.grams_per_pair,
        unit_price_e4=due.unit_price_e4,
        draw=stable_key("returns.case", due.draw, due.pairs, day.on.toordinal()),
        reason=cases.REASON_OF_CLAIM[due.reason or ""],
        outcome=OUTCOMES[planned.told],
        received_on=None if kept else day.on + timedelta(days=cases.DAYS_ON_THE_WAY_BACK),
        # As long as nothing replaces them: it is netted when the replacement leaves.
        refund_minor=value,
        # Who pays his own carrier is charged nothing here; an insurance pays the seller, who took it out.
        freight_minor=planned.way_minor if planned.payer in {"seller", "insurance"} else 0,
        detail=due.detail or "",
        answer_by=day.on if planned.told == "part" else None,
        picture=due.picture or "",
        ask_id=ask_id,
    )


def never_sent(draws: Sequence[int], limits: Mapping[str, int]) -> list[bool]:
    """Draw which of the parcels that are due never come; simulated."""
    share = limits.get(NEVER_SENT, NEVER_SENT_E6) / MILLION
    return [float(chance) < share for chance in uniforms("returns.never_sent", draws)]


def _is_free_choice(line: BoughtLine, reason: str) -> bool:
    """Tell whether a consumer returns goods that there is nothing wrong with."""
    return line.sold_to == "consumer" and reason not in FAULTS


def _told(one: AskLine, line: BoughtLine, policy: SellerTerms, value: int, way: int, day: Terms) -> Told:
    if one.wish == "part":
        return "part"
    found = cases.outcome(value_minor=value, freight_minor=way, day=day.fees, reason=one.reason, wish=one.wish)
    if found == "refund_only" and may_keep(value, line.unit_price_e4, policy):
        return "refund_only"
    return "exchange" if one.wish == "exchange" else "refund"


def _parts(line: BoughtLine, gtin: str, pairs: int, agreed: Agreed, shelves: Shelves) -> tuple[Part, ...]:
    """Take the seller's own article from its nearest shelves, then equal articles of others, up to the pairs."""
    parts = shelves.take(line.destination, line.seller, gtin, pairs)
    for equal in agreed.equals.get((line.seller, gtin), ()):
        left = pairs - sum(one.pairs for one in parts)
        parts += shelves.take(line.destination, equal.giver, equal.gtin, left, equal.unit_price_e4)
    return tuple(parts)


def _size(variant: VariantRecord) -> tuple[int, str]:
    """Order sizes as they grow: 24-26 before 27-29, letters by their usual rank."""
    digits = re.match(r"\d+", variant.size)
    letters = {"XS": 1, "S": 2, "M": 3, "L": 4, "XL": 5, "XXL": 6}
    return (int(digits[0]) if digits else letters.get(variant.size, 0), variant.size)
