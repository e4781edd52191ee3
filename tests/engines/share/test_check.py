"""Protect the check of sharings: what is planted is found, and bad input is refused."""

from dataclasses import replace
from typing import Any

import pytest

from dukou.base.solving import QUICK
from dukou.engines import share
from dukou.engines.share import Answer, Band, Complaint, Departure, Leg, Member, Part, Problem, Tariff
from tests.engines.share.games import town

E6 = 1_000_000
PROBLEM = town(4, seed=5, mean_m3=15.0, paid=1_200_000)
ANSWER = share.solve(PROBLEM, limit=QUICK, seed=1)


def laws(answer: Answer, problem: Problem = PROBLEM) -> set[str]:
    return {one.law for one in share.check(problem, answer)}


def of_values(**more: int) -> Answer:
    """Return the answer with the first value's figures raised."""
    first = ANSWER.values[0]
    raised = {name: getattr(first, name) + by for name, by in more.items()}
    return replace(ANSWER, values=(replace(first, **raised), *ANSWER.values[1:]))


def of_charges(*more: int) -> Answer:
    return replace(ANSWER, charge_minor=tuple(one + by for one, by in zip(ANSWER.charge_minor, more, strict=True)))


def of_core(**other: Any) -> Answer:
    assert ANSWER.core is not None
    return replace(ANSWER, core=replace(ANSWER.core, **other))


def test_what_nobody_planted_is_not_found() -> None:
    assert laws(ANSWER) == set()


def test_planted_charges_are_found() -> None:
    own = [member.own_best_minor for member in PROBLEM.members]
    assert laws(replace(ANSWER, charge_minor=())) == {"every member has a charge, an excess and a value"}
    assert "nobody pays above its own best" in laws(of_charges(own[0], -own[0], 0, 0))
    assert "charges and fund are what was paid" in laws(of_charges(-1, 0, 0, 0))
    assert "charges are as near to values as own bests let them be" in laws(of_charges(-2, 2, 0, 0))
    assert "the fund bears no more than it must" in laws(replace(of_charges(-1, 0, 0, 0), fund_minor=1))
    assert "what the fund bears is named member by member" in laws(replace(ANSWER, excess_minor=(1, 0, 0, 0)))
    assert "the residual is what was paid above the cost of all" in laws(replace(ANSWER, residual_minor=7))


def test_planted_values_are_found() -> None:
    assert "values sum to the cost of all" in laws(of_values(shapley_e6=1))
    assert "a value is the mean of what a member adds" in laws(of_values(shapley_e6=2))
    for name in ("alone_minor", "last_minor"):
        assert "a member costs this alone, and this when last" in laws(of_values(**{name: 1}))
    assert "the yardstick is in proportion to own best" in laws(of_values(proportional_minor=2))
    assert "only sampled values have an error" in laws(of_values(error_e6=1))


def test_planted_complaints_and_proofs_are_found() -> None:
    assert ANSWER.core is not None
    assert ANSWER.worst is not None
    worst, core = ANSWER.worst, ANSWER.core
    said = "the worst coalition pays so much above its cost"
    assert said in laws(replace(ANSWER, worst=replace(worst, excess_e6=worst.excess_e6 + 1)))
    assert "a coalition is some of the members, not all" in laws(replace(ANSWER, worst=Complaint((0, 1, 2, 3), 0, 0)))
    other = next(s for s in ((0,), (1,), (0, 1)) if s != worst.coalition)
    excess = sum(ANSWER.charge_minor[i] for i in other) - share.coalition_minor(PROBLEM, other)
    mild = Complaint(other, excess * E6, excess * E6)
    assert "no coalition complains of more" in laws(replace(ANSWER, worst=mild))
    assert "weights prove the bound of the least core" in laws(of_core(bound_e6=core.bound_e6 + 2))
    assert "a proof weighs coalitions" in laws(of_core(weights=((core.weights[0][0], -1),)))
    moved = (core.payment_e6[0] + 1, *core.payment_e6[1:])
    assert "the core's payments are the cost of all, none below zero" in laws(of_core(payment_e6=moved))
    assert laws(replace(ANSWER, core=None)) == {"only a stopped answer lacks its complaints"}


def test_sampled_values_that_are_wrong_are_found() -> None:
    problem = town(24, seed=6, mean_m3=4.0, paid=900_000)
    answer = share.solve(problem, limit=QUICK, seed=1)
    assert laws(answer, problem) == set()
    swapped = [*answer.values]
    most = sorted(range(24), key=lambda i: -swapped[i].shapley_e6)
    high, low = most[0], next(i for i in reversed(most) if i.bit_count() != most[0].bit_count())
    by = swapped[high].shapley_e6 * 9 // 10
    swapped[high] = replace(swapped[high], shapley_e6=swapped[high].shapley_e6 - by)
    swapped[low] = replace(swapped[low], shapley_e6=swapped[low].shapley_e6 + by)
    assert "values agree with orders drawn anew" in laws(replace(answer, values=tuple(swapped)), problem)


ONE = Departure((Tariff("joint", fixed_minor=5),))


@pytest.mark.parametrize(
    ("members", "departures", "legs"),
    [
        ((Member((Part(1, 5),)),), (ONE,), ()),
        ((Member((Part(-1, 5, extra_minor=(0,)),)),), (ONE,), ()),
        ((Member((Part(0, 5, extra_minor=(0,)), Part(0, 5, extra_minor=(0,)))),), (ONE,), ()),
        ((Member((Part(0, 5),)),), (ONE,), ()),
        ((Member((Part(0, -5, extra_minor=(0,)),)),), (ONE,), ()),
        ((Member((Part(0, 10**13, extra_minor=(0,)),)),), (ONE,), ()),
        ((), (ONE,), (Leg((1,), ONE.tariffs[0]),)),
    ],
)
def test_amounts_that_make_no_sharing_are_refused(
    members: tuple[Member, ...], departures: tuple[Departure, ...], legs: tuple[Leg, ...]
) -> None:
    with pytest.raises(ValueError, match=r"member|in all|leg"):
        Problem(5, members, departures, legs)


def test_what_would_not_count_in_whole_numbers_is_refused() -> None:
    fine = Tariff("shared", (Band(rate_minor=10**12, per_amount=1),), "kg", ml_per_kg=6_000)
    with pytest.raises(ValueError, match="too dear"):
        Problem(5, (Member((Part(0, 5, grams=10**9, extra_minor=(0,)),)),), (Departure((fine,)),))
    with pytest.raises(ValueError, match="less than nothing"):
        Problem(-1, ())


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "boat"},
        {"kind": "joint", "fixed_minor": -1},
        {"kind": "vehicle", "vehicle_minor": 5},
        {"kind": "shared", "unit": "kg"},
        {"kind": "shared", "unit": "mile", "bands": (Band(),)},
        {"kind": "shared", "unit": "kg", "bands": (Band(up_to_amount=5),)},
        {"kind": "shared", "unit": "kg", "bands": (Band(up_to_amount=5), Band(up_to_amount=5), Band())},
        {"kind": "shared", "unit": "kg", "bands": (Band(per_amount=0),)},
    ],
)
def test_fields_that_make_no_tariff_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no tariff"):
        Tariff(**fields)
