"""Protect the sharing of pooled costs: nobody above its own best, every minor unit named, values and bounds true."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dukou.base.solving import QUICK, Limit
from dukou.engines import share
from dukou.engines.share import Answer, Departure, Leg, Member, Part, Problem, Tariff, coalition_minor
from dukou.engines.share.complain import search_halves
from dukou.engines.share.game import Whole, build, of_coalition
from dukou.engines.share.program import bound
from dukou.engines.share.sample import sampled
from dukou.engines.share.simple import proportional, shapley
from dukou.engines.share.table import table
from tests.engines.share.games import problems, town

SOME = settings(max_examples=25)
E6 = 1_000_000
# A vehicle holds two of three members, who would else pay for one each.
PAIRS = Problem(
    120,
    tuple(Member((Part(0, 60, ml=1, extra_minor=(0,)),)) for _ in range(3)),
    (Departure((Tariff("vehicle", vehicle_minor=60, capacity_ml=2, capacity_grams=1),)),),
)


def solve(problem: Problem, iterations: int = 50, seed: int = 1) -> Answer:
    return share.solve(problem, limit=Limit(iterations), seed=seed)


def coalitions(problem: Problem) -> list[tuple[int, ...]]:
    """Return all coalitions but none and all."""
    n = len(problem.members)
    return [s for size in range(1, n) for s in combinations(range(n), size)]


def excess_e6(problem: Problem, coalition: tuple[int, ...], payment_e6: Whole) -> int:
    """Return how much a coalition pays above its published cost."""
    return int(payment_e6[list(coalition)].sum()) - coalition_minor(problem, coalition) * E6


def epsilon(problem: Problem) -> float:
    """Return the least core's epsilon by one programme over all coalitions."""
    n, known = len(problem.members), coalitions(problem)
    result = linprog(
        [0.0] * n + [1.0],
        A_ub=[[float(i in s) for i in range(n)] + [-1.0] for s in known],
        b_ub=[coalition_minor(problem, s) for s in known],
        A_eq=[[1.0] * n + [0.0]],
        b_eq=[coalition_minor(problem, range(n))],
        bounds=[(0, None)] * n + [(None, None)],
    )
    return float(result.fun)


@SOME
@given(problems())
def test_a_sharing_keeps_its_laws(problem: Problem) -> None:
    answer = solve(problem)
    assert share.check(problem, answer) == []
    assert answer.status == "optimal"
    own = [member.own_best_minor for member in problem.members]
    assert sum(answer.charge_minor) + answer.fund_minor == problem.pooled_minor
    assert all(0 <= charge <= best for charge, best in zip(answer.charge_minor, own, strict=True))
    assert answer.fund_minor == max(0, problem.pooled_minor - sum(own))


@SOME
@given(problems())
def test_the_fast_price_of_every_coalition_is_the_published_one(problem: Problem) -> None:
    game = build(problem)
    costs = table(game)
    assert costs is not None
    for s in coalitions(problem):
        assert of_coalition(game, s) == costs[sum(1 << i for i in s)] == coalition_minor(problem, s)
        assert coalition_minor(problem, s) <= sum(problem.members[i].own_best_minor for i in s)


@SOME
@given(problems())
def test_values_are_means_over_all_orders_of_joining(problem: Problem) -> None:
    for value, exact in zip(solve(problem).values, shapley(problem), strict=True):
        # Each departure's part is rounded for itself.
        assert abs(value.shapley_e6 - exact * E6) < len(problem.departures)
        assert (value.error_e6, value.permutations) == (0, 0)


@SOME
@given(problems(), st.integers(0, 10))
def test_who_brings_nothing_has_no_value_and_twins_have_the_same(problem: Problem, twin: int) -> None:
    twins = (*problem.members, problem.members[twin % len(problem.members)]) if problem.members else ()
    values = solve(replace(problem, members=(*twins, Member(())))).values
    assert values[-1].shapley_e6 == 0
    if twins:
        apart = values[-2].shapley_e6 - values[twin % len(problem.members)].shapley_e6
        assert abs(apart) <= len(problem.departures)
    assert sum(one.shapley_e6 for one in values) == coalition_minor(problem, ()) + E6 * coalition_minor(
        replace(problem, members=twins), range(len(twins))
    )


@SOME
@given(problems(most=6))
def test_epsilon_is_that_of_a_programme_over_all_coalitions(problem: Problem) -> None:
    if len(problem.members) < 2:
        return
    core = solve(problem).core
    assert core is not None
    assert core.worst.excess_e6 == core.worst.most_e6
    assert abs(core.worst.excess_e6 - epsilon(problem) * E6) <= E6 // 50
    assert abs(core.bound_e6 - epsilon(problem) * E6) <= E6 // 50


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_generated_coalitions_find_the_same_epsilon(seed: int) -> None:
    problem = town(10, seed=seed, mean_m3=6.0)
    answer = solve(problem, iterations=1_000)
    assert answer.core is not None
    assert answer.status == "optimal"
    assert len(answer.core.weights) < len(coalitions(problem))
    assert abs(answer.core.worst.excess_e6 - epsilon(problem) * E6) <= E6 // 10


@SOME
@given(problems(most=7), st.data())
def test_the_worst_with_each_part_of_a_half_is_found(problem: Problem, data: st.DataObject) -> None:
    n = len(problem.members)
    if n < 2:
        return
    payment = np.array([data.draw(st.integers(0, 120)) * E6 for _ in range(n)], dtype=np.int64)
    costs = table(build(problem))
    assert costs is not None
    most, masks = search_halves(costs, payment)
    low = (1 << n // 2) - 1
    excesses = {sum(1 << i for i in s): excess_e6(problem, s, payment) for s in coalitions(problem)}
    halves = [(low, part) for part in range(low + 1)]
    halves += [((1 << n) - 1 - low, part) for part in range(0, 1 << n, low + 1)]
    worst = [max(its for mask, its in excesses.items() if mask & half == part) for half, part in halves]
    assert most.tolist() == worst == [excesses[mask] for mask in masks.tolist()]


def test_an_empty_core_has_its_known_epsilon_and_proof() -> None:
    answer = solve(PAIRS)
    assert answer.core is not None
    assert answer.worst is not None
    # Three pairs pay 240 between them and cost 180 together: one pays at least 20 too much.
    assert (answer.core.worst.excess_e6, answer.core.bound_e6) == (20 * E6, 20 * E6)
    assert answer.charge_minor == (40, 40, 40)
    assert (answer.worst.excess_e6, len(answer.worst.coalition)) == (20 * E6, 2)


def test_a_core_that_is_not_empty_has_room() -> None:
    answer = solve(replace(PAIRS, pooled_minor=60, members=PAIRS.members[:2]))
    assert answer.core is not None
    assert (answer.core.worst.excess_e6, answer.charge_minor) == (-30 * E6, (30, 30))


def test_a_leg_is_borne_by_those_on_it_and_never_above_own_best() -> None:
    back = Leg((0,), Tariff("joint", fixed_minor=30))
    answer = solve(replace(PAIRS, pooled_minor=150, legs=(back,)))
    # Alone, each goes its own best way and has no empty vehicle to bring back.
    assert [one.alone_minor for one in answer.values] == [60, 60, 60]
    assert [one.leg_e6 for one in answer.values] == [10 * E6] * 3
    assert answer.charge_minor == (50, 50, 50)


def test_what_own_bests_do_not_cover_is_named_and_borne_by_the_fund() -> None:
    answer = solve(replace(PAIRS, pooled_minor=200))
    assert (answer.charge_minor, answer.fund_minor, answer.residual_minor) == ((60, 60, 60), 20, 80)
    assert answer.excess_minor == (7, 7, 6)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**10), max_size=30).map(tuple), st.integers())
def test_money_never_rounds_away(paid: int, own: tuple[int, ...], seed: int) -> None:
    problem = Problem.of_own_bests(paid, own)
    answer = solve(problem, seed=seed)
    assert sum(answer.charge_minor) + answer.fund_minor == paid
    assert share.check(problem, answer) == []
    if paid <= sum(own):
        exact = [Fraction(paid * one, sum(own) or 1) for one in own]
        assert all(abs(charge - one) < 1 for charge, one in zip(answer.charge_minor, exact, strict=True))


@SOME
@given(st.integers(0, 120), st.lists(st.integers(0, 40), max_size=5).map(tuple))
def test_where_only_own_bests_are_known_charges_are_in_proportion(paid: int, own: tuple[int, ...]) -> None:
    problem = Problem.of_own_bests(paid, own)
    simple = proportional(problem)
    answer = solve(problem)
    assert sum(simple) == sum(answer.charge_minor)
    assert all(abs(one - other) <= 1 for one, other in zip(simple, answer.charge_minor, strict=True))


@SOME
@given(problems(), st.data())
def test_no_other_charges_are_nearer_to_the_values(problem: Problem, data: st.DataObject) -> None:
    answer, own = solve(problem), [member.own_best_minor for member in problem.members]
    if answer.fund_minor or len(own) < 2:
        return
    weights = own if any(own) else [1] * len(own)
    residual = Fraction(answer.residual_minor, sum(weights))
    target = [
        Fraction(one.shapley_e6, E6) + residual * weight for one, weight in zip(answer.values, weights, strict=True)
    ]
    gives, takes = data.draw(st.permutations(range(len(own))).map(lambda order: order[:2]))
    moved = data.draw(st.integers(1, 50))
    other = list(answer.charge_minor)
    other[gives] -= moved
    other[takes] += moved
    if other[gives] < 0 or other[takes] > own[takes]:
        return

    def apart(charges: list[int]) -> Fraction:
        return sum(((one - aim) ** 2 for one, aim in zip(charges, target, strict=True)), Fraction(0))

    assert apart(list(answer.charge_minor)) <= apart(other)


@SOME
@given(problems())
def test_a_programmes_bound_is_above_every_complaint_by_no_more_than_rounding(problem: Problem) -> None:
    n = len(problem.members)
    if n < 2:
        return
    game = build(problem)
    payment = np.array([member.own_best_minor * E6 * 3 // 4 for member in problem.members], dtype=np.int64)
    most = max(excess_e6(problem, s, payment) for s in coalitions(problem))
    told = bound(game, payment, nodes=10_000, seconds=None)
    assert told.most_e6 >= most
    begun = any(band.is_begun for one in problem.departures for by in one.tariffs for band in by.bands)
    begun = begun or any(band.is_begun for leg in problem.legs for band in leg.tariff.bands)
    everything = int(payment.sum())
    assert begun or told.most_e6 <= min(everything, most + 5 * E6)


def test_sampled_values_agree_with_exact_ones_within_their_errors() -> None:
    problem = town(9, seed=4, mean_m3=12.0)
    exact = solve(problem).values
    found = sampled(build(problem), 7, lambda rounds: rounds < 400)
    assert found.shapley_e6.sum() == E6 * coalition_minor(problem, range(9))
    apart = [abs(one.shapley_e6 - its) for one, its in zip(exact, found.shapley_e6.tolist(), strict=True)]
    assert all(gap <= 6 * error + E6 for gap, error in zip(apart, found.error_e6.tolist(), strict=True))
    assert max(apart) > 0


def test_departures_of_few_members_each_are_valued_exactly_and_apart() -> None:
    ours, theirs = town(12, seed=1, mean_m3=9.0), town(13, seed=2, mean_m3=9.0)
    others = tuple(Member((replace(one.parts[0], departure=1),)) for one in theirs.members)
    both = Problem(0, (*ours.members, *others), (*ours.departures, *theirs.departures))
    apart = [one.shapley_e6 for problem in (ours, theirs) for one in solve(problem).values]
    assert [one.shapley_e6 for one in solve(both).values] == apart
    assert {one.error_e6 for one in solve(both).values} == {0}


def test_many_members_are_sampled_with_errors_and_bounds_and_twins_stay_equal() -> None:
    problem = town(28, seed=2, mean_m3=4.0)
    twins = replace(problem, members=(*problem.members, problem.members[3]))
    every = coalition_minor(twins, range(29))
    twins = replace(twins, pooled_minor=every + 1_000)
    answer = solve(twins)
    assert share.check(twins, answer) == []
    assert (answer.status, answer.residual_minor, answer.fund_minor) == ("feasible", 1_000, 0)
    assert abs(answer.values[3].shapley_e6 - answer.values[28].shapley_e6) <= 1
    assert min(one.permutations for one in answer.values) >= 64
    assert all(one.error_e6 < one.alone_minor * E6 // 10 for one in answer.values)
    assert solve(twins) == answer
    other = solve(twins, seed=2)
    assert other.values != answer.values
    assert share.check(twins, share.solve(twins, limit=QUICK, seed=1, start=other)) == []


def test_a_few_members_need_no_seed_and_have_the_same_answer_in_json() -> None:
    problem = town(6, seed=3, mean_m3=9.0, paid=700_000)
    answer = solve(problem)
    assert Problem.from_json(json.loads(json.dumps(problem.to_json()))) == problem
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer
    assert solve(problem, seed=9) == answer


def test_who_stops_has_charges_but_no_core() -> None:
    answer = share.solve(PAIRS, limit=QUICK, seed=1, report=lambda *_how: False)
    assert (answer.status, answer.core, answer.charge_minor) == ("stopped", None, (40, 40, 40))
    assert share.check(PAIRS, answer) == []


def test_orders_do_not_matter_to_who_pays_what() -> None:
    problem = town(5, seed=8, mean_m3=20.0, paid=1_500_000)
    charges = solve(problem).charge_minor
    for order in list(permutations(range(5)))[:20]:
        turned = replace(problem, members=tuple(problem.members[i] for i in order))
        assert all(abs(one - charges[i]) <= 1 for i, one in zip(order, solve(turned).charge_minor, strict=True))
