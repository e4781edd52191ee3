"""Protect fees overseas: each is what its published rule says of the moves, charged once, and no money rounds away."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, cast

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.errors import Missing, Refusal
from dukou.base.town import TOWN
from dukou.base.viewer import ANONYMOUS
from dukou.depot import models
from dukou.depot.door import abroad
from dukou.depot.door import fees as door
from dukou.depot.records.abroad import Basis, FeeRule, NewFeeRule, NewWork, OverseasMove, Tier
from dukou.depot.rules import fees as rules
from dukou.provenance.models import Fact
from tests import builders
from tests.builders import DESK, NOW, ON, owner
from tests.depot.builders import free_goods
from tests.depot.overseas import EUR_E6, arrived, charge, everything_overseas, goods_overseas, overseas, worked

doors = pytest.mark.doors
database = pytest.mark.django_db
ML, GRAMS, CARTON = 350, 40, 200


def day(number: int) -> date:
    return ON + timedelta(days=number)


def queries(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        call()
    return len(seen)


def run(until: int) -> int:
    return door.charge_fees(on=day(until), viewer=TOWN, now=NOW)


def told(event: str) -> list[tuple[date, int]]:
    rows = models.FeeLine.objects.filter(rule__event=event).order_by("id")
    return list(rows.values_list("on", "exact_e10"))


@doors
@database
def test_storage_is_free_at_first_and_then_by_age_and_each_day_is_charged_once() -> None:
    site, goods = goods_overseas()
    charge(site, "store", "m3", [(0, 4_500), (4, 12_000)], free_days=2)
    assert run(0) == 0
    assert run(7) == 5
    assert run(7) == run(6) == 0
    volume = 400 * ML
    prices = [4_500, 4_500, 12_000, 12_000, 12_000]
    assert told("store") == [(day(2 + age), volume * price) for age, price in enumerate(prices)]
    # 0.14 m3 at 0.45 is 6.3 cents, at 1.20 16.8: the tenths go on to the next line.
    lines = models.FeeLine.objects.order_by("id")
    assert list(lines.values_list("amount_minor", flat=True)) == [6, 6, 17, 17, 17]
    assert [line.rest_e10 for line in lines][-1] == 0
    assert list(lines.values_list("cny_minor", flat=True)) == [50, 50, 140, 140, 140]
    facts = Fact.objects.filter(kind="depot.fees_charged", firm=goods.owner)
    assert [one.town_on for one in facts.order_by("id")] == [day(age) for age in range(2, 7)]


@doors
@database
def test_what_happened_is_charged_by_what_it_is_counted_in() -> None:
    site, goods = goods_overseas()
    charge(site, "receive", "carton", [(0, 5_000)])
    charge(site, "receive", "kg", [(0, 100)])
    charge(site, "pick", "pair", [(0, 9_900), (1, 2_500)])
    charge(site, "pack", "order", [(0, 20_000)])
    charge(site, "return", "pair", [(0, 1_000)], minimum_minor=200)
    charge(site, "dispose", "kg", [(0, 3_000)], currency="CNY")
    worked("sent", goods, site, 31)
    worked("sent", goods, site, 1, "w2")
    worked("returned", goods, site, 3, "w3")
    worked("disposed", goods, site, 25, "w4")
    assert run(1) == 8
    e8 = 10**8
    assert Counter(told("receive")) == Counter([(ON, 2 * 50 * e8), (ON, 400 * GRAMS * 100 * 1_000)])
    assert Counter(told("pick")) == Counter([(ON, (99 + 30 * 25) * e8), (ON, 99 * e8)])
    assert told("pack") == [(ON, 200 * e8)] * 2
    assert told("return") == [(ON, 200 * e8)]
    assert told("dispose") == [(ON, 30 * e8)]
    assert models.FeeLine.objects.get(rule__event="dispose").cny_minor == 30
    pack = models.FeeLine.objects.filter(rule__event="pack").order_by("id")[0]
    assert (pack.rate_e6, pack.cny_minor) == (EUR_E6, 1_650)


@doors
@database
def test_an_order_of_several_skus_and_a_delivery_under_one_waybill_are_charged_as_one() -> None:
    site = overseas()
    (first,) = free_goods([500])
    (second,) = free_goods([500], owner=first.owner)
    (rival,) = free_goods([500])
    charge(site, "receive", "carton", [(0, 5_000)], minimum_minor=2_000)
    charge(site, "pick", "pair", [(0, 500)], minimum_minor=300)
    charge(site, "pack", "order", [(0, 20_000)])
    arrived(first, site, 400, "a", load="MSKU-1")
    arrived(second, site, 400, "b", load="MSKU-1")
    arrived(rival, site, 400, "c", load="MSKU-1")
    codes = [
        worked("sent", first, site, 10, "w1", order_ref="PO-1"),
        worked("sent", second, site, 20, "w2", order_ref="PO-1"),
        worked("sent", first, site, 10, "w3", order_ref="PO-2"),
        worked("sent", first, site, 10, "w4"),
        worked("sent", rival, site, 90, "w5", order_ref="PO-1"),
    ]
    assert run(1) == 2 + 4 + 4
    e8 = 10**8
    # Four cartons at 0.50 are 2.00, two alone 1.00: a delivery is 20.00 at least. 30 pairs at 0.05 are 1.50.
    assert Counter(told("receive")) == Counter([(ON, 2_000 * e8)] * 2)
    picked = models.FeeLine.objects.filter(rule__event="pick").order_by("id")
    assert list(picked.values_list("cause", "amount", "exact_e10")) == [
        (codes[0], 30, 300 * e8),
        (codes[2], 10, 300 * e8),
        (codes[3], 10, 300 * e8),
        (codes[4], 90, 450 * e8),
    ]
    assert told("pack") == [(ON, 200 * e8)] * 4
    page = door.fee_line(picked[0].code, viewer=owner(first.owner))
    assert (page.paper, [(row.sku_id, row.pairs) for row in page.rows]) == ("PO-1", [(first.sku, 10), (second.sku, 20)])
    # The same order on another day is another parcel.
    worked("sent", first, site, 1, "w6", on=day(1), order_ref="PO-1")
    run(2)
    assert models.FeeLine.objects.filter(rule__event="pick", on=day(1)).get().exact_e10 == 300 * e8


@doors
@database
def test_nothing_is_moved_on_a_day_that_is_charged() -> None:
    site, goods = goods_overseas()
    run(2)
    before = everything_overseas()
    new = NewWork("sent", site, goods.owner, goods.sku, 1, "x")
    with pytest.raises(Refusal, match="day_charged"):
        abroad.work_overseas([new], viewer=DESK, on=day(1), now=NOW)
    assert everything_overseas() == before
    assert abroad.work_overseas([new], viewer=DESK, on=day(2), now=NOW).refused == ()


@doors
@database
def test_a_fee_opens_to_its_rule_and_rows_for_its_owner_and_desks_alone() -> None:
    site, goods = goods_overseas()
    (other,) = free_goods([50], owner=goods.owner)
    arrived(other, site, 50, "other")
    charge(site, "store", "carton", [(0, 100)])
    run(1)
    (line,) = door.fee_lines(viewer=owner(goods.owner), since=ON, until=ON)
    for viewer in (owner(goods.owner), DESK):
        page = door.fee_line(line.code, viewer=viewer)
        assert page.line == line
        assert page.line.rule.tiers == (Tier(0, 100),)
        assert [(row.lot_id, row.pairs, row.days, row.amount) for row in page.rows] == [
            (goods.lot, 400, 0, 2),
            (other.lot, 50, 0, 1),
        ]
        assert sum(row.exact_e10 for row in page.rows) == line.exact_e10
        assert set(page.goods) == {goods.sku, other.sku}
        assert [(one.lines, one.amount_minor) for one in door.fee_sums(viewer=viewer, since=ON, until=ON)] == [(1, 3)]
    for viewer in (owner(builders.factory()), ANONYMOUS):
        assert door.fee_lines(viewer=viewer, since=ON, until=ON) == []
        assert door.fee_sums(viewer=viewer, since=ON, until=ON) == []
        with pytest.raises(Missing):
            door.fee_line(line.code, viewer=viewer)


@doors
@database
def test_a_dated_rule_holds_on_its_days_and_no_two_hold_at_once() -> None:
    site, _goods = goods_overseas()
    charge(site, "store", "m3", [(0, 1_000)], valid_to=day(1))
    charge(site, "store", "m3", [(0, 2_000)], valid_from=day(2))
    with pytest.raises(Refusal, match="fee_rule_overlaps"):
        charge(site, "store", "m3", [(0, 3_000)], valid_from=day(1))
    run(4)
    assert [exact // (400 * ML) for _on, exact in told("store")] == [1_000, 1_000, 2_000, 2_000]
    assert [one.valid_from for one in door.fee_rules(on=day(1))] == [ON]


@doors
@database
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"event": "look"}, "unknown_fee"),
        ({"event": "pick", "basis": "day"}, "unknown_fee"),
        ({"basis": "mile"}, "unknown_fee"),
        ({"tiers": ()}, "bad_tiers"),
        ({"tiers": (Tier(1, 5),)}, "bad_tiers"),
        ({"tiers": (Tier(0, 5), Tier(0, 6))}, "bad_tiers"),
        ({"tiers": (Tier(0, -5),)}, "bad_tiers"),
        ({"currency": "XXX"}, "currency_without_rate"),
        ({"source": " "}, "bad_fee_rule"),
        ({"valid_to": ON - timedelta(days=1)}, "bad_fee_rule"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_all_that_came_with_it(
    changed: dict[str, object], code: str
) -> None:
    site = overseas()
    good = NewFeeRule(site, "store", "m3", (Tier(0, 1),), "EUR", ON, "test")
    wrong = replace(good, **cast(Any, changed))
    with pytest.raises(Refusal, match=rf"depot\.{code}"):
        door.publish_fee_rules([replace(good, event="receive"), wrong], viewer=TOWN, now=NOW)
    assert not models.FeeRule.objects.exists()


@doors
@database
@pytest.mark.parametrize("count", [1, 4])
def test_a_day_takes_as_many_queries_for_many_owners_as_for_one(count: int) -> None:
    site = overseas()
    charge(site, "store", "m3", [(0, 1_000)])
    for one in free_goods([50] * count):
        arrived(one, site, 50, f"k{one.lot}")
    assert queries(lambda: run(1)) <= 21
    assert queries(lambda: door.fee_lines(viewer=DESK, since=ON, until=ON)) == 3
    assert queries(lambda: door.fee_sums(viewer=DESK, since=ON, until=ON)) == 3
    assert queries(lambda: door.fee_rules(on=ON)) == 2
    codes = list(models.FeeLine.objects.values_list("code", flat=True))
    assert queries(lambda: door.fees_by_code(codes, viewer=DESK)) == 3
    with transaction.atomic():
        assert queries(lambda: door.take_fees(on=day(1), viewer=TOWN)) == 3
    code = codes[0]
    assert queries(lambda: door.fee_line(code, viewer=DESK)) == 5
    bases: list[Basis] = ["pair", "kg", "m3", "carton"]
    new = [NewFeeRule(site, "pick", basis, (Tier(0, 1),), "EUR", ON, "test") for basis in bases[:count]]
    assert queries(lambda: door.publish_fee_rules(new, viewer=TOWN, now=NOW)) <= 8


RULES = st.builds(
    FeeRule,
    id=st.just(1),
    site=st.just(1),
    event=st.sampled_from(sorted(rules.EVENTS)),
    basis=st.sampled_from(["m3", "kg", "carton", "pair", "order"]),
    free_days=st.integers(0, 3),
    minimum_minor=st.sampled_from([0, 0, 150]),
    currency=st.sampled_from(["EUR", "JPY"]),
    valid_from=st.just(ON),
    valid_to=st.none(),
    source=st.just("test"),
    tiers=st.lists(st.tuples(st.integers(1, 6), st.integers(0, 20_000)), max_size=3, unique_by=lambda one: one[0]).map(
        lambda more: (Tier(0, 777), *(Tier(*one) for one in sorted(more)))
    ),
)


@st.composite
def moves(draw: st.DrawFn) -> list[OverseasMove]:
    """Draw a lawful history of a few lots of two owners at one depot."""
    found: list[OverseasMove] = []
    there: Counter[tuple[str, int]] = Counter()
    papers: dict[str, str] = {}
    for number, gap in enumerate(draw(st.lists(st.integers(0, 2), min_size=1, max_size=10))):
        lot = draw(st.integers(1, 3))
        on = (found[-1].on if found else ON) + timedelta(days=gap)
        route = draw(st.sampled_from(sorted(rules.EVENTS_OF_MOVE)))
        most = 500 if route[0] == "inbound" else there[route[0], lot]
        if not most:
            continue
        pairs = draw(st.integers(1, most))
        there[route[0], lot] -= pairs
        there[route[1], lot] += pairs
        cause = f"c{number // 2}-{lot % 2}"
        # Of one cause, which is one entry, all moves are of one order.
        paper = papers.setdefault(cause, draw(st.sampled_from(["", "PO-1", "PO-2"])))
        found.append(OverseasMove(1, lot % 2, lot, lot, *route, pairs, on, cause, 300 + lot, 37, 200, paper))
    return found


def price(rule: FeeRule, units: Fraction) -> Fraction:
    """Return what an amount in whole units of the basis costs in units of the currency, tier after tier."""
    total = Fraction(0)
    starts = [*(tier.starts for tier in rule.tiers), None]
    for tier, (first, end) in zip(rule.tiers, pairwise(starts), strict=True):
        part = (units if end is None else min(units, Fraction(end))) - Fraction(first or 0)
        total += max(Fraction(0), part) * tier.price_e4 / 10_000
    return total


def units_of(rule: FeeRule, move: OverseasMove, pairs: int) -> Fraction:
    return {
        "m3": Fraction(pairs * move.ml_per_pair, 10**6),
        "kg": Fraction(pairs * move.grams_per_pair, 10**3),
        "carton": Fraction(-(-pairs // move.pairs_per_carton)),
        "pair": Fraction(pairs),
        "order": Fraction(1),
    }[rule.basis]


def told_by_hand(rule: FeeRule, history: list[OverseasMove], on: date) -> dict[tuple[int, str], Fraction]:
    """Count a day's fees pair by pair: each pair has its own age, and the oldest of a lot leaves first."""
    found: dict[tuple[int, str], Fraction] = {}
    if rule.event != "store":
        for move in history:
            if move.on == on and rule.event in rules.EVENTS_OF_MOVE[move.from_place, move.to_place]:
                together = [
                    one
                    for one in history
                    if (one.owner, one.on, one.paper) == (move.owner, on, move.paper)
                    and (one.paper or one.cause == move.cause)
                    and rule.event in rules.EVENTS_OF_MOVE[one.from_place, one.to_place]
                ]
                units = sum((units_of(rule, one, one.pairs) for one in together), Fraction(0))
                cost = price(rule, Fraction(1) if rule.basis == "order" else units)
                found[move.owner, together[0].cause] = cost
        return found
    pairs: dict[int, list[int]] = {}
    for number, move in enumerate(history):
        if move.on <= on:
            queue = pairs.setdefault(move.lot_id, [])
            if move.to_place == "abroad":
                queue += [number] * move.pairs
            else:
                del queue[: move.pairs]
    for queue in pairs.values():
        for number, count in Counter(queue).items():
            move = history[number]
            age = (on - move.on).days
            if age >= rule.free_days:
                each = [tier.price_e4 for tier in rule.tiers if tier.starts <= age][-1]
                cost = units_of(rule, move, count) * each / 10_000
                found[move.owner, ""] = found.get((move.owner, ""), Fraction(0)) + cost
    return found


@settings(max_examples=150)
@given(RULES, moves(), st.integers(0, 8))
def test_what_is_due_is_what_one_counts_by_hand(rule: FeeRule, history: list[OverseasMove], later: int) -> None:
    on = day(later)
    least = Fraction(rule.minimum_minor, 100 if rule.currency == "EUR" else 1)
    expected = {key: max(least, cost) for key, cost in told_by_hand(rule, history, on).items()}
    made = rules.due([rule], history, on)
    assert {(one.owner, one.cause): Fraction(one.exact_e10, 10**10) for one in made} == expected
    for one in made:
        assert one.amount == sum(row.amount for row in one.rows)
        assert one.exact_e10 == max(
            rule.minimum_minor * rules.minor_e10(rule.currency), sum(r.exact_e10 for r in one.rows)
        )


@settings(max_examples=100)
@given(RULES, st.lists(st.integers(1, 400), min_size=1, max_size=5), st.integers(0, 3))
def test_a_minimum_is_charged_once_an_order_however_many_rows_it_has(
    rule: FeeRule, pairs: list[int], apart: int
) -> None:
    """Compare an order with the same goods in one row, where a begun carton of each row does not count."""
    rule = replace(rule, event="pick", basis="pair" if rule.basis == "carton" else rule.basis)

    def sent(number: int, some: int, paper: str) -> OverseasMove:
        return OverseasMove(1, 1, 7, 7, "abroad", "sent", some, ON, f"c{number}", 350, 40, 200, paper)

    rows = [sent(number, some, "PO-1") for number, some in enumerate(pairs)]
    others = [sent(100 + number, 3, "") for number in range(apart)]
    (together, *alone) = rules.due([rule], [*rows, *others], ON)
    (whole,) = rules.due([rule], [sent(0, sum(pairs), "PO-1")], ON)
    assert (together.exact_e10, together.amount, together.paper) == (whole.exact_e10, whole.amount, "PO-1")
    assert together.exact_e10 >= rule.minimum_minor * rules.minor_e10(rule.currency)
    assert [one.paper for one in alone] == [""] * apart
    assert len({one.exact_e10 for one in alone}) <= 1


@settings(max_examples=200)
@given(st.lists(st.integers(0, 10**13), max_size=30), st.sampled_from(["EUR", "JPY", "CNY"]))
def test_lines_lose_no_money_however_it_is_split(parts: list[int], currency: str) -> None:
    minor, rest, unit = 0, 0, rules.minor_e10(currency)
    for exact in parts:
        amount, rest = rules.carried(exact, rest, currency)
        assert 0 <= rest < unit
        minor += amount
    assert minor * unit + rest == sum(parts)


@given(st.integers(0, 10**9), st.sampled_from(["EUR", "JPY"]), st.integers(1, 10**8))
def test_yuan_are_rounded_half_to_even(amount: int, currency: str, rate_e6: int) -> None:
    exact = Fraction(amount * rate_e6 * (1 if currency == "EUR" else 100), 10**6)
    assert rules.in_yuan(amount, currency, rate_e6) == round(exact)
