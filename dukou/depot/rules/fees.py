"""Decide what goods overseas owe their depot: exactly, by rule, from the moves of a day and what lies there.

What a day owes is exact in 1e-10 of the currency's unit. Lines are whole minor units; what is left of one goes on to
the owner's next line, so that all lines together never differ from what is owed by a whole minor unit.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from dukou.base.errors import Refusal
from dukou.base.money import minor_digits
from dukou.base.quantity import ceil_div
from dukou.depot.records.abroad import (
    E10_DIGITS,
    Due,
    FeeRow,
    FeeRule,
    Layer,
    NewFeeRule,
    OverseasMove,
    Placeable,
    Tier,
)

E6 = 10**6
# Smallest units in one unit of each basis.
UNITS: Mapping[str, int] = {"m3": 10**6, "kg": 10**3, "carton": 1, "pair": 1, "order": 1, "day": 1}
STORAGE = "store"
EVENTS_OF_MOVE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("inbound", "abroad"): ("receive",),
    ("abroad", "sent"): ("pick", "pack"),
    ("sent", "abroad"): ("return",),
    ("returned", "abroad"): ("return",),
    ("abroad", "scrap"): ("dispose",),
    # Off the shelf for an exchange, and back where it did not come about.
    ("abroad", "set_aside"): ("pick",),
    ("set_aside", "abroad"): ("return",),
}
EVENTS = frozenset((STORAGE, *(event for events in EVENTS_OF_MOVE.values() for event in events)))
YUAN, YUAN_E6 = "CNY", 10**6
MOST_PRICE_E4, MOST_TIERS, MOST_STARTS = 10**8, 12, 10**9
LONGEST_SOURCE = 200


def require_rule(new: NewFeeRule, rates: Mapping[str, int]) -> None:
    """Refuse a rule of no known event or basis, without rising tiers, without a source or in an unknown currency."""
    is_counted = new.basis in UNITS and (new.basis != "day" or new.event == STORAGE)
    if new.event not in EVENTS or not is_counted:
        raise Refusal("depot.unknown_fee", {"event": new.event[:20], "basis": new.basis[:20]})
    if not new.tiers or len(new.tiers) > MOST_TIERS or new.tiers[0].starts != 0:
        raise Refusal("depot.bad_tiers", {"most": MOST_TIERS})
    rises = all(earlier.starts < later.starts <= MOST_STARTS for earlier, later in pairwise(new.tiers))
    if not rises or not all(0 <= tier.price_e4 <= MOST_PRICE_E4 for tier in new.tiers):
        raise Refusal("depot.bad_tiers", {"most": MOST_TIERS})
    if new.currency != YUAN and new.currency not in rates:
        raise Refusal("depot.currency_without_rate", {"currency": new.currency[:3]})
    if not new.source.strip() or len(new.source) > LONGEST_SOURCE or (new.valid_to or new.valid_from) < new.valid_from:
        raise Refusal("depot.bad_fee_rule", {"longest": LONGEST_SOURCE})


def require_apart(new: Sequence[NewFeeRule], stored: Iterable[tuple[int, str, str, date, date | None]]) -> None:
    """Refuse a rule that holds on a day on which another of its site, event and basis holds.

    `stored` are ``(site, event, basis, first day, last day)``.
    """
    spans: dict[tuple[int, str, str], list[tuple[date, date]]] = defaultdict(list)
    for site, event, basis, first, last in stored:
        spans[site, event, basis].append((first, last or date.max))
    for one in new:
        own, ends = spans[one.site, one.event, one.basis], one.valid_to or date.max
        if any(first <= ends and one.valid_from <= last for first, last in own):
            raise Refusal("depot.fee_rule_overlaps")
        own.append((one.valid_from, ends))


def layers(moves: Sequence[OverseasMove], on: date) -> list[Layer]:
    """Return what lies at depots overseas at the end of a day: of each lot the goods that came first leave first."""
    there: dict[tuple[int, int], list[Layer]] = defaultdict(list)
    for move in moves:
        if move.on > on:
            continue
        if move.to_place == "abroad":
            there[move.site, move.lot_id].append(Layer(move, move.pairs))
        elif move.from_place == "abroad":
            there[move.site, move.lot_id] = _without(there[move.site, move.lot_id], move.pairs)
    return [layer for lying in there.values() for layer in lying]


def _without(lying: Sequence[Layer], pairs: int) -> list[Layer]:
    left = []
    for layer in lying:
        taken = min(pairs, layer.pairs)
        pairs -= taken
        if layer.pairs > taken:
            left.append(Layer(layer.move, layer.pairs - taken))
    return left


def due(rules: Iterable[FeeRule], moves: Sequence[OverseasMove], on: date) -> list[Due]:
    """Return what each owner owes for a day by the rules that are valid on it, a storage's zero days left out.

    Moves are in the order in which they were made.
    """
    lying = layers(moves, on)
    today = [move for move in moves if move.on == on]
    found: list[Due] = []
    for rule in rules:
        if rule.event == STORAGE:
            found += _storage(rule, lying, on)
        else:
            found += _documents(rule, today)
    return found


def _storage(rule: FeeRule, lying: Sequence[Layer], on: date) -> Iterator[Due]:
    """Yield a day of storage of each owner, where something lies there that is not free."""
    by_owner: dict[int, list[Layer]] = defaultdict(list)
    for layer in lying:
        if layer.move.site == rule.site and (on - layer.since).days >= rule.free_days:
            by_owner[layer.move.owner].append(layer)
    for owner, stored in by_owner.items():
        oldest = min(stored, key=lambda layer: layer.since)
        rows = []
        for layer in [oldest] if rule.basis == "day" else stored:
            age = (on - layer.since).days
            amount = counted(rule.basis, layer.move, layer.pairs)
            exact = amount * price_at(rule.tiers, age) * _e10(rule.basis)
            rows.append(FeeRow(layer.move.lot_id, layer.move.sku_id, layer.pairs, age, amount, exact))
        amount, exact_e10 = sum(row.amount for row in rows), sum(row.exact_e10 for row in rows)
        yield Due(rule, owner, "", "", amount, at_least(rule, exact_e10), tuple(rows))


def _documents(rule: FeeRule, today: Sequence[OverseasMove]) -> Iterator[Due]:
    """Yield what each document of the day owes: its rows are priced together, tier by tier.

    A document is what was done for one order, or came under one waybill; what belongs to none stands for itself.
    """
    by_document: dict[tuple[int, str, str], list[OverseasMove]] = defaultdict(list)
    for move in today:
        if move.site == rule.site and rule.event in EVENTS_OF_MOVE.get((move.from_place, move.to_place), ()):
            by_document[move.owner, move.paper, "" if move.paper else move.cause].append(move)
    for (owner, paper, _cause), made in by_document.items():
        rows: list[FeeRow] = []
        before = before_e10 = 0
        for number, move in enumerate(made):
            is_counted = rule.basis != "order" or number == 0
            before += counted(rule.basis, move, move.pairs) if is_counted else 0
            total_e10 = priced_e10(rule, before)
            amount = before - sum(row.amount for row in rows)
            rows.append(FeeRow(move.lot_id, move.sku_id, move.pairs, None, amount, total_e10 - before_e10))
            before_e10 = total_e10
        yield Due(rule, owner, made[0].cause, paper, before, at_least(rule, before_e10), tuple(rows))


def at_least(rule: FeeRule, exact_e10: int) -> int:
    """Return what is owed for a day's storage or a document: the rule's minimum, where it would be less."""
    return max(rule.minimum_minor * minor_e10(rule.currency), exact_e10)


def counted(basis: str, goods: OverseasMove | Placeable, pairs: int) -> int:
    """Return what pairs of goods come to in the smallest unit of a basis; a begun carton counts whole."""
    if basis == "m3":
        return pairs * goods.ml_per_pair
    if basis == "kg":
        return pairs * goods.grams_per_pair
    if basis == "carton":
        return ceil_div(pairs, goods.pairs_per_carton)
    return pairs if basis == "pair" else 1


def priced_e10(rule: FeeRule, amount: int) -> int:
    """Return what an amount costs, each part of it at the price of its own tier.

    >>> rule = FeeRule(1, 1, "pick", "pair", 0, 0, "EUR", date.min, None, "", (Tier(0, 9_900), Tier(1, 2_500)))
    >>> priced_e10(rule, 3)
    14900000000
    """
    unit = UNITS[rule.basis]
    ends = [*(tier.starts * unit for tier in rule.tiers[1:]), amount]
    parts = (
        max(0, min(end, amount) - tier.starts * unit) * tier.price_e4
        for tier, end in zip(rule.tiers, ends, strict=True)
    )
    return sum(parts) * _e10(rule.basis)


def price_at(tiers: Sequence[Tier], age: int) -> int:
    """Return the price of the tier that an age lies in."""
    return max((tier for tier in tiers if tier.starts <= age), key=lambda tier: tier.starts).price_e4


def _e10(basis: str) -> int:
    """Return what turns smallest units times 1/10,000 into 1e-10 of the currency's unit."""
    return E6 // UNITS[basis]


def minor_e10(currency: str) -> int:
    """Return how many 1e-10 of the unit a minor unit is."""
    return int(10 ** (E10_DIGITS - minor_digits(currency)))


def carried(exact_e10: int, rest_e10: int, currency: str) -> tuple[int, int]:
    """Return the whole minor units of an amount and of what was left before, and what is left now."""
    return divmod(exact_e10 + rest_e10, minor_e10(currency))


def in_yuan(amount_minor: int, currency: str, rate_e6: int) -> int:
    """Return an amount in fen at a rate in millionths of yuan, rounded half to even.

    >>> in_yuan(101, "EUR", 8_250_000)
    833
    """
    exact = amount_minor * rate_e6 * 10 ** (minor_digits(YUAN) - minor_digits(currency))
    whole, rest = divmod(int(exact), YUAN_E6)
    return whole + (2 * rest + whole % 2 > YUAN_E6)
