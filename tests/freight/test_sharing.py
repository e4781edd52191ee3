"""Protect what a split rests on: kept as it was charged, exact to the fen, with the group that could complain most."""

import random
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dukou.base.errors import Missing
from dukou.base.solving import Limit
from dukou.base.viewer import ANONYMOUS, OFFICE, Viewer
from dukou.datacentre import door as datacentre
from dukou.engines import share
from dukou.freight import door, models, rules
from dukou.freight.records import FirmBaseline, FirmCharge
from dukou.freight.records.sharing import Method, ShareTold
from dukou.freight.rules import sharing
from dukou.journey.audit.sharing import LAWS
from dukou.provenance import models as book
from dukou.web.words import freight as words
from tests import builders as town
from tests.freight.builders import (
    NOW,
    ON,
    dispatch,
    firms,
    freeze,
    leave,
    leave_to_one,
    offer,
    place,
    prepare,
    ready_order,
)
from tests.freight.test_laws import broken as broken_freight

doors = pytest.mark.doors
db = pytest.mark.django_db
MILLION = 1_000_000
AN_OFFICE = Viewer(person=5, roles=frozenset((OFFICE,)))


def offered(pairs: tuple[int, ...] = (300, 200, 150)) -> list[int]:
    there, sellers = place(), firms(len(pairs))
    for firm, number in zip(sellers, pairs, strict=True):
        ready_order(there, firm, (number,))
    prepare()
    freeze()
    assert offer() == 1
    return sellers


def decline(firm: int) -> None:
    (seen,) = door.offers(viewer=town.owner(firm), on=ON)
    assert door.answer_offers([seen.code], accept=False, viewer=town.owner(firm), on=ON, now=NOW).done


def shares() -> dict[int, models.FirmShare]:
    """Return the shares of the latest division."""
    last = models.Sharing.objects.order_by("-id")[0]
    return {one.firm_id: one for one in models.FirmShare.objects.filter(sharing=last)}


def broken() -> Iterator[str]:
    yield from broken_freight()
    for law in LAWS:
        with connection.cursor() as cursor:
            cursor.execute(law.query(connection.vendor))
            if cursor.fetchall():
                yield law.name


@doors
@db
def test_the_offered_split_is_kept_and_its_worst_group_is_the_worst_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    solved: list[share.Problem] = []
    solve = share.solve

    def watched(problem: share.Problem, **how: Any) -> share.Answer:
        solved.append(problem)
        return solve(problem, **how)

    monkeypatch.setattr(share, "solve", watched)
    sellers = offered((300, 200, 150, 90))
    (problem,), kept, row = solved, shares(), models.Sharing.objects.get()
    order = sorted(kept)
    excess = {
        group: sum(kept[order[i]].charge_minor for i in group) - share.coalition_minor(problem, list(group))
        for size in (1, 2, 3)
        for group in combinations(range(4), size)
    }
    told = tuple(i for i, firm in enumerate(order) if kept[firm].is_complaining)
    assert row.complaint_e6 == MILLION * max(excess.values()) == MILLION * excess[told]
    assert row.least_epsilon_e6 - MILLION <= row.epsilon_e6 <= row.complaint_e6
    assert (row.method, row.error_ppm, row.fund_minor) == ("exact", 0, 0)
    assert sum(one.charge_minor for one in kept.values()) == row.paid_minor == models.Load.objects.get().pooled_minor
    for firm in sellers:
        one = models.Offer.objects.get(firm_id=firm)
        assert (kept[firm].charge_minor, kept[firm].most_minor) == (
            one.charge_minor,
            one.own_best_minor - one.waiting_minor,
        )
    assert book.Fact.objects.filter(kind="freight.load_shared").count() == 1
    assert list(broken()) == []


@doors
@db
def test_what_leaves_as_it_was_offered_is_divided_once_and_what_is_solved_anew_again() -> None:
    sellers = offered()
    decline(sellers[0])
    dispatch()
    assert models.Sharing.objects.count() == 2
    assert sorted(shares()) == sellers[1:]
    for firm in sellers[1:]:
        assert shares()[firm].charge_minor == models.Charge.objects.get(firm_id=firm).charge_minor
    told = {firm: door.bills(viewer=town.owner(firm)).bills[0].told for firm in sellers}
    assert told[sellers[0]] is None
    assert all(told[firm] for firm in sellers[1:])
    leave()
    assert list(broken()) == []


@doors
@db
def test_a_load_that_all_decline_is_divided_over_nobody() -> None:
    for firm in offered():
        decline(firm)
    dispatch()
    last = models.Sharing.objects.order_by("-id")[0]
    assert (last.method, last.paid_minor, shares()) == ("nobody", 0, {})
    assert list(broken()) == []


@doors
@db
def test_what_a_fund_bears_is_named_firm_by_firm() -> None:
    stays, _gone = leave_to_one()
    load, kept = models.Load.objects.get(), shares()
    assert set(kept) == {stays}
    assert sum(one.spared_minor for one in kept.values()) == load.shortfall_minor > 0
    assert all(one.charge_minor == one.most_minor for one in kept.values())
    found = {one.firm: one for one in door.savings_of_firms(viewer=town.DESK)}
    assert found[stays].spared_minor == kept[stays].spared_minor
    assert list(broken()) == []


@doors
@db
def test_the_desk_sees_the_whole_division_and_nobody_else_does() -> None:
    sellers = offered()
    load = models.Load.objects.get().code
    seen = door.sharing_of(load, viewer=town.DESK)
    assert seen.sharing is not None
    assert [one.firm for one in seen.sharing.shares] == sellers
    assert (seen.load, seen.state) == (load, "offered")
    for viewer in (town.owner(sellers[0]), ANONYMOUS, AN_OFFICE):
        with pytest.raises(Missing):
            door.sharing_of(load, viewer=viewer)
        with pytest.raises(Missing):
            door.savings_of_firms(viewer=viewer)
    ready_order(place(), sellers[0], (100,))
    prepare()
    newer = models.Load.objects.exclude(code=load).get().code
    assert door.sharing_of(newer, viewer=town.DESK).sharing is None
    for absurd in ("", "%", "\0", "nosuchload"):
        with pytest.raises(Missing):
            door.sharing_of(absurd, viewer=town.DESK)


@doors
@db
def test_a_firm_is_told_its_own_part_and_nothing_of_others() -> None:
    sellers = offered((311, 222, 173))
    dispatch()
    kept, row = shares(), models.Sharing.objects.get()
    for firm in sellers:
        bill = door.bill(models.Load.objects.get().code, viewer=town.owner(firm))
        mine = kept[firm]
        assert bill.told is not None
        assert (bill.told.alone_minor, bill.told.added_minor) == (mine.alone_minor, round(mine.added_e6 / MILLION))
        assert (bill.told.epsilon_minor, bill.told.is_complaining) == (
            round(row.epsilon_e6 / MILLION),
            mine.is_complaining,
        )
        for other in set(sellers) - {firm}:
            figures = (kept[other].charge_minor, kept[other].alone_minor, kept[other].most_minor)
            assert not any(str(figure) in repr(bill) for figure in figures)


@doors
@db
def test_savings_are_those_that_the_town_publishes() -> None:
    offered((300, 200, 150, 90, 260, 310))
    decline(models.Offer.objects.order_by("id")[0].firm_id)
    dispatch()
    found = datacentre.firm_savings(on=ON, viewer=town.DESK)
    charges = {one.firm_id: one for one in models.Charge.objects.all()}
    for one in found.firms:
        charge = charges.pop(one.firm)
        assert one.own_best_minor == charge.own_best_minor
        assert one.together_minor == charge.charge_minor + charge.waiting_minor
        assert one.loads_alone == (one.own_best_minor == one.together_minor)
    assert charges == {}
    saved = sorted(1 - one.together_minor / one.own_best_minor for one in found.firms)
    values = {one.key: one.value for one in found.figures}
    assert float(values["freight.median_firm_saving"] or 0) == pytest.approx(saved[3])
    assert float(values["freight.worst_tenth_saving"] or 0) == pytest.approx(saved[0])
    assert values["freight.firms_worse_off"] == 0


@doors
@db
def test_queries_do_not_grow_with_loads_and_firms(django_assert_num_queries: Any) -> None:
    for count in (1, 3):
        for _place in range(count):
            there = place()
            for firm in firms(3):
                ready_order(there, firm, (300,))
        leave()
        code = models.Load.objects.order_by("-id")[0].code
        with django_assert_num_queries(3):
            door.sharing_of(code, viewer=town.DESK)
        with django_assert_num_queries(4):
            door.savings_of_firms(viewer=town.DESK)


def baselines(own: list[int]) -> list[FirmBaseline]:
    return [FirmBaseline(i, 1, 1, best, best, 0, 0, 0, (1,)) for i, best in enumerate(own, 1)]


@given(own=st.lists(st.integers(0, 10**7), min_size=1, max_size=9), paid=st.integers(0, 10**8))
def test_proportions_lose_no_fen_and_ask_nobody_above_own_best(own: list[int], paid: int) -> None:
    problem = share.Problem.of_own_bests(paid, tuple(own))
    found = sharing.in_proportion(problem, baselines(own), own)
    assert sum(one.charge_minor for one in found.shares) + found.fund_minor == paid
    assert sum(one.spared_minor for one in found.shares) == found.fund_minor == max(0, paid - sum(own))
    assert all(0 <= one.charge_minor <= one.most_minor for one in found.shares)


@given(
    own=st.integers(1, 10**7),
    charge=st.integers(0, 10**7),
    waiting=st.integers(0, 10**5),
    alone=st.integers(0, 10**7),
    added=st.integers(0, 10**7),
    spared=st.sampled_from((0, 0, 500)),
    method=st.sampled_from(("exact", "sampled", "in_proportion")),
    is_locked=st.booleans(),
)
def test_every_reason_is_true_of_its_figures(
    own: int, charge: int, waiting: int, alone: int, added: int, spared: int, method: Method, is_locked: bool
) -> None:
    charge, waiting = min(charge, own), min(waiting, own - min(charge, own))
    if spared and not is_locked:
        charge = own - waiting
    told = ShareTold(method, alone, added, 0, spared, -5, is_complaining=False)
    made = rules.reason(
        FirmCharge(1, own, charge, waiting, 0),
        naive_minor=own,
        is_pooled=not spared,
        firms=None,
        share_percent=None,
        told=told,
        is_locked=is_locked,
    )
    saved = own - charge - waiting
    with translation.override("en"):
        said = str(words.REASONS[made.code]) % made.facts
    assert f"¥{own / 100:.2f}" in said
    assert ("the common fund bears" in said) == (spared > 0)
    if "yourself" in said:
        assert saved == 0
    elif not spared:
        assert saved > 0
        assert f"¥{saved / 100:.2f}" in said
    if made.code == "freight.bill_adds":
        assert abs(charge - added) <= 1
        assert added < alone
    if made.code == "freight.bill_adds_and_bears":
        assert f"¥{(charge - added) / 100:.2f}" in said
        assert charge > added


def test_a_sampled_split_keeps_its_error_and_how_far_it_is_proven() -> None:
    draw = random.Random(7)
    goods = [draw.randint(200_000, 9_000_000) for _firm in range(26)]
    tariff = share.Tariff("vehicle", vehicle_minor=1_466_000, capacity_ml=60_000_000, capacity_grams=24_000_000)
    own = [min(1_466_000, ml * 3 // 100 + 50_000) for ml in goods]
    parts = [share.Part(0, most, ml // 8, ml, (3_000,)) for most, ml in zip(own, goods, strict=True)]
    members = tuple(share.Member((one,)) for one in parts)
    paid = -(-sum(goods) // 60_000_000) * 1_466_000 + 26 * 3_000
    problem = share.Problem(paid, members, (share.Departure((tariff,)),))
    answer = share.solve(problem, limit=Limit(iterations=20), seed=1)
    assert share.check(problem, answer) == []
    found = sharing.divided(problem, answer, baselines(own), own)
    assert (found.method, found.orders > 0) == ("sampled", True)
    for one in found.shares:
        assert one.error_e6 <= found.error_ppm * one.alone_minor
    assert found.least_epsilon_e6 <= found.most_epsilon_e6
    assert found.epsilon_e6 <= found.most_epsilon_e6
    for _group in range(200):
        inside = [place for place in range(26) if draw.random() < 0.5]
        excess = sum(found.shares[i].charge_minor for i in inside) - share.coalition_minor(problem, inside)
        assert MILLION * excess <= found.most_complaint_e6
