"""Protect the sampling plans: each cell of the tables, the lots they are read for, the check that finds wrong ones."""

import csv
import itertools
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK
from dukou.engines import sample
from dukou.engines.sample import AQLS, LETTERS, LEVELS, SEVERITIES, Answer, Lot, Plan, Problem
from dukou.engines.sample.check import printed, printed_letter
from dukou.engines.sample.simple import inspect_all

CELLS = [(severity, letter, aql) for severity in SEVERITIES for letter in LETTERS for aql in AQLS]
# The largest lot of each row of table 1, and one beyond.
LARGEST = (8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000, 600_000)
# Level II, normal, as customs of the trade quote it: smallest and largest lot, letter, then n, Ac and Re at an AQL.
PRACTICE = [
    (281, 500, "H", {"1.0": (50, 1, 2), "1.5": (50, 2, 3), "2.5": (50, 3, 4), "4.0": (50, 5, 6), "6.5": (50, 7, 8)}),
    (
        501,
        1_200,
        "J",
        {"1.0": (80, 2, 3), "1.5": (80, 3, 4), "2.5": (80, 5, 6), "4.0": (80, 7, 8), "6.5": (80, 10, 11)},
    ),
    (1_201, 3_200, "K", {"1.0": (125, 3, 4), "2.5": (125, 7, 8), "4.0": (125, 10, 11), "6.5": (125, 14, 15)}),
    (3_201, 10_000, "L", {"1.0": (200, 5, 6), "2.5": (200, 10, 11), "4.0": (200, 14, 15), "6.5": (200, 21, 22)}),
    (10_001, 35_000, "M", {"1.0": (315, 7, 8), "2.5": (315, 14, 15), "4.0": (315, 21, 22), "6.5": (200, 21, 22)}),
    (35_001, 150_000, "N", {"1.0": (500, 10, 11), "2.5": (500, 21, 22), "4.0": (315, 21, 22), "6.5": (200, 21, 22)}),
    (150_001, 500_000, "P", {"1.0": (800, 14, 15), "1.5": (800, 21, 22), "2.5": (500, 21, 22)}),
]

lots = st.builds(
    Lot,
    st.integers(1, 600_000) | st.integers(1, 300),
    st.sampled_from(LEVELS),
    st.sampled_from(AQLS),
    st.sampled_from(SEVERITIES),
)
problems = st.builds(Problem, st.lists(lots, max_size=6).map(tuple))
some = st.builds(Problem, st.lists(lots, min_size=1, max_size=4).map(tuple))


def solve(problem: Problem, *, seed: int = 1, **more: Any) -> Answer:
    return sample.solve(problem, limit=QUICK, seed=seed, **more)


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in sample.check(problem, answer)}


def accepted(pairs: int, accept: int, faults_in_100: float) -> float:
    """Return the chance that a sample of a stream with so many faults in 100 pairs is accepted (Poisson)."""
    mean = pairs * faults_in_100 / 100
    return sum(math.exp(-mean + i * math.log(mean) - math.lgamma(i + 1)) for i in range(accept + 1))


def test_every_cell_is_that_of_the_published_tables(shared_data: Path) -> None:
    with (shared_data / "aql_single_plans_resolved.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(CELLS) == 1_248
    for row in rows:
        cell = (row["severity"].removesuffix("105E"), row["code"], row["aql"])
        published = (int(row["n"]), int(row["ac"]), int(row["re"]))
        assert sample.resolved(*cell) == published, cell
        assert printed(*cell) == published, cell


def test_the_law_of_diagonals_gives_every_printed_cell() -> None:
    assert {cell: sample.resolved(*cell) for cell in CELLS} == {cell: printed(*cell) for cell in CELLS}


def test_every_lot_size_has_its_printed_letter_at_every_level() -> None:
    for edge, level in itertools.product((1, *LARGEST, 9_999_999), LEVELS):
        for pairs in (edge, edge + 1):
            assert sample.code_letter(pairs, level) == printed_letter(Lot(pairs, level, "2.5", "normal"))


@pytest.mark.parametrize(("smallest", "largest", "letter", "plans"), PRACTICE)
def test_the_plans_that_the_trade_knows(
    smallest: int, largest: int, letter: str, plans: dict[str, tuple[int, int, int]]
) -> None:
    for aql, numbers in plans.items():
        for pairs in (smallest, largest):
            answer = solve(Problem((Lot(pairs, "II", aql, "normal"),)))
            assert answer.plans == (Plan(letter, *numbers),)


@pytest.mark.parametrize(
    ("lot", "plan"),
    [
        # Garment tables at AQL 2.5 and an example of GB/T 2828.1.
        (Lot(150, "II", "2.5", "normal"), Plan("F", 20, 1, 2)),
        (Lot(280, "II", "2.5", "normal"), Plan("G", 32, 2, 3)),
        (Lot(50, "II", "1.0", "normal"), Plan("D", 13, 0, 1)),
        # SN/T 0553-1996: level I.
        (Lot(10_000, "I", "2.5", "normal"), Plan("J", 80, 5, 6)),
        (Lot(35_000, "I", "4.0", "normal"), Plan("K", 125, 10, 11)),
        # Tightened and reduced; the reduced table of MIL-STD-105E keeps a gap.
        (Lot(3_200, "II", "2.5", "tightened"), Plan("K", 125, 5, 6)),
        (Lot(3_200, "II", "2.5", "reduced"), Plan("K", 50, 3, 6)),
        # Letter S stands in one column only.
        (Lot(600_000, "III", "0.025", "tightened"), Plan("R", 3_150, 1, 2)),
        (Lot(600_000, "III", "0.015", "tightened"), Plan("R", 1_250, 0, 1)),
        # A sample as large as the lot is the whole lot.
        (Lot(60, "II", "0.010", "normal"), Plan("E", 60, 0, 1)),
        (Lot(20, "II", "0.65", "normal"), Plan("C", 20, 0, 1)),
        (Lot(1, "II", "6.5", "normal"), Plan("A", 1, 0, 1)),
    ],
)
def test_plans_worth_knowing(lot: Lot, plan: Plan) -> None:
    assert solve(Problem((lot,))).plans == (plan,)


def test_plans_accept_good_lots_and_refuse_bad_ones() -> None:
    """Judge every cell by its operating characteristic, which no table was asked for."""
    for letter in LETTERS:
        for aql in AQLS:
            pairs, accept, _reject = sample.resolved("normal", letter, aql)
            assert accepted(pairs, accept, float(aql)) > 0.87
            assert accepted(pairs, accept, 20 * float(aql)) < 0.10
            harder, easier = sample.resolved("tightened", letter, aql), sample.resolved("reduced", letter, aql)
            assert easier[0] <= pairs
            for times in (1, 2, 5, 10):
                bad = times * float(aql)
                assert accepted(harder[0], harder[1], bad) <= accepted(pairs, accept, bad) + 1e-9


@given(problems)
def test_an_answer_keeps_its_laws_and_never_asks_for_more_than_all_pairs(problem: Problem) -> None:
    answer = solve(problem)
    assert sample.check(problem, answer) == []
    assert answer.bound_pairs <= answer.sample_pairs <= sum(inspect_all(problem))
    for plan, lot in zip(answer.plans, problem.lots, strict=True):
        assert 0 < plan.sample_pairs <= lot.pairs
        assert plan.accept < plan.reject
        assert lot.severity == "reduced" or plan.reject == plan.accept + 1


@given(problems, st.integers())
def test_the_same_problem_has_the_same_answer_in_json_too(problem: Problem, seed: int) -> None:
    answer = solve(problem)
    again = Problem.from_json(json.loads(json.dumps(problem.to_json())))
    assert again == problem
    assert solve(again, seed=seed, start=answer) == answer
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


def test_no_lots_need_no_plans() -> None:
    assert solve(Problem(())) == Answer((), 0, 0)
    assert sample.check(Problem(()), Answer((), 0, 0)) == []


@settings(max_examples=60)
@given(some, st.integers(1, 40), st.sampled_from(LETTERS))
def test_the_check_finds_what_was_planted(problem: Problem, much: int, letter: str) -> None:
    answer = solve(problem)
    plan, *rest = answer.plans

    def planted(**change: Any) -> set[str]:
        return laws(problem, replace(answer, plans=(replace(plan, **change), *rest)))

    assert laws(problem, replace(answer, plans=tuple(rest))) == {"every lot has a plan"}
    for more in (much, -much):
        sampled = planted(sample_pairs=plan.sample_pairs + more)
        assert sampled == {"the sample is the table's, or the whole lot", "the sum is what the plans inspect"}
        assert planted(accept=plan.accept + more) == {"the numbers are the table's"}
        assert planted(reject=plan.reject + more) == {"the numbers are the table's"}
        total, bound = answer.sample_pairs + more, answer.bound_pairs + more
        assert laws(problem, replace(answer, sample_pairs=total)) == {"the sum is what the plans inspect"}
        assert laws(problem, replace(answer, bound_pairs=bound)) == {"the bound is what the tables ask for"}
    assert planted(letter=letter) == (set() if letter == plan.letter else {"the letter is that of the lot"})


def test_the_check_finds_a_wrong_cell_wherever_it_stands() -> None:
    """Read each plan one AQL too far: the check must see every one that differs."""
    seen = {False: 0, True: 0}
    for pairs, level, severity in itertools.product(LARGEST, ("II", "III"), SEVERITIES):
        for aql, wrong_aql in itertools.pairwise(AQLS):
            problem = Problem((Lot(pairs, level, aql, severity),))
            wrong = solve(Problem((Lot(pairs, level, wrong_aql, severity),)))
            differs = wrong != solve(problem)
            assert (sample.check(problem, wrong) != []) == differs
            seen[differs] += 1
    assert seen[True] > seen[False] > 0


@pytest.mark.parametrize(
    "wrong",
    [{"pairs": 0}, {"pairs": -5}, {"level": "IV"}, {"aql": "2.50"}, {"aql": "0"}, {"severity": "strict"}],
)
def test_a_lot_that_no_table_knows_is_refused(wrong: dict[str, Any]) -> None:
    right = Lot(500, "II", "2.5", "normal")
    assert sample.check(Problem((right,)), solve(Problem((right,)))) == []
    with pytest.raises(ValueError, match=r"cannot be inspected|there is no table"):
        replace(right, **wrong)


@pytest.mark.parametrize(
    ("severity", "letter", "aql"), [("strict", "A", "2.5"), ("normal", "I", "2.5"), ("normal", "A", "3")]
)
def test_a_cell_that_is_in_no_table_is_refused(severity: str, letter: str, aql: str) -> None:
    with pytest.raises(ValueError, match=r"strict|not in tuple"):
        sample.resolved(severity, letter, aql)
