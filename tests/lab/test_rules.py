"""Protect the lab's verdicts: counts are binomial, plans the table's, switching follows each original inspection."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.draws import stable_key
from dukou.engines import sample
from dukou.engines.sample.check import printed
from dukou.lab import rules
from dukou.lab.records import Inspected, OfferedLot
from dukou.lab.rules import Family

ON = date(2025, 12, 3)
FAMILIES = ("plain_crew", "sport_terry")


def offered(number: int, *, pairs: int = 300, firm: int = 1, family: str = "plain_crew", seed: int = 0) -> OfferedLot:
    draw = stable_key("lab test", seed, number)
    return OfferedLot(number, f"lot{number}", number, firm, family, pairs, pairs, 1, draw)


def again(one: Inspected) -> OfferedLot:
    return replace(one.lot, pairs_left=one.pairs_left, attempt=one.lot.attempt + 1)


def until_done(lots: Sequence[OfferedLot], families: dict[rules.Key, Family]) -> list[Inspected]:
    """Inspect day by day until every lot has passed or is scrapped, and return all inspections."""
    waiting, found = [(ON, lot) for lot in lots], []
    for day in (ON + timedelta(days=number) for number in range(400)):
        due = [lot for at, lot in waiting if at <= day]
        done, moved = rules.inspect(due, families, day)
        families |= moved
        found += done
        seen = {one.lot.lot_id for one in done}
        waiting = [(at, lot) for at, lot in waiting if lot.lot_id not in seen]
        waiting += [(one.again_on, again(one)) for one in done if one.again_on]
        if not waiting:
            return found
    raise AssertionError(f"{len(waiting)} lots are never done with")


lots_of_two_firms = st.lists(
    st.tuples(st.integers(1, 40_000), st.integers(1, 2), st.sampled_from(FAMILIES)), min_size=1, max_size=60
)


@given(st.integers(1, 400), st.floats(1e-6, 0.35), st.floats(0, 1, exclude_max=True))
@settings(max_examples=200)
def test_the_faults_found_are_the_binomial_quantile_of_the_draw(pairs: int, rate: float, draw: float) -> None:
    count = rules.faults(pairs, rate, draw)
    terms = [math.comb(pairs, one) * rate**one * (1 - rate) ** (pairs - one) for one in range(count + 1)]
    assert count <= pairs
    assert math.fsum(terms[:-1]) <= draw + 1e-9
    assert count == pairs or draw < math.fsum(terms) + 1e-9


@given(lots_of_two_firms, st.integers(0, 10**6))
@settings(max_examples=25)
def test_every_lot_ends_and_every_pair_of_it_passed_or_is_scrapped(
    shapes: list[tuple[int, int, str]], seed: int
) -> None:
    lots = [
        offered(n, pairs=pairs, firm=firm, family=family, seed=seed) for n, (pairs, firm, family) in enumerate(shapes)
    ]
    found = until_done(lots, {})
    for lot in lots:
        tries = sorted((one for one in found if one.lot.lot_id == lot.lot_id), key=lambda one: one.lot.attempt)
        assert [one.lot.attempt for one in tries] == list(range(1, len(tries) + 1))
        assert len(tries) <= rules.MOST_ATTEMPTS
        assert [one.outcome for one in tries[:-1]] == ["rework"] * (len(tries) - 1)
        last = tries[-1]
        assert last.outcome == ("passed" if last.result == "accepted" else "scrapped")
        assert (last.outcome == "scrapped") == (last.pairs_left == 0)
        assert sum(one.pairs_scrapped for one in tries) + last.pairs_left == lot.pairs


@given(lots_of_two_firms, st.integers(0, 10**6))
@settings(max_examples=25)
def test_a_verdict_is_that_of_the_tables_and_no_critical_fault_passes(
    shapes: list[tuple[int, int, str]], seed: int
) -> None:
    lots = [
        offered(n, pairs=pairs, firm=firm, family=family, seed=seed) for n, (pairs, firm, family) in enumerate(shapes)
    ]
    for one in until_done(lots, {}):
        pairs = one.lot.pairs_left
        major = printed(one.severity, one.letter, "2.5")
        minor = printed(one.severity, one.letter, "4.0")
        assert (one.major_accept, one.minor_accept) == (major[1], minor[1])
        assert one.sample_pairs == min(pairs, max(major[0], minor[0]))
        stays_below = one.major_found < major[2] and one.minor_found < minor[2]
        assert (one.result == "accepted") == (one.critical_found == 0 and stays_below)
        if one.result == "accepted":
            assert one.pairs_scrapped == 0
        else:
            assert one.pairs_scrapped >= min(one.major_found + one.critical_found, pairs)


@given(lots_of_two_firms, st.integers(0, 10**6), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_switching_follows_the_order_of_lots_however_they_are_handed_in(
    shapes: list[tuple[int, int, str]], seed: int, chance: random.Random
) -> None:
    lots = [
        offered(n, pairs=pairs, firm=firm, family=family, seed=seed) for n, (pairs, firm, family) in enumerate(shapes)
    ]
    shuffled = chance.sample(lots, len(lots))
    at_once, families = rules.inspect(shuffled, {}, ON)
    one_by_one: list[Inspected] = []
    kept: dict[rules.Key, Family] = {}
    for lot in lots:
        done, moved = rules.inspect([lot], kept, ON)
        one_by_one += done
        kept |= moved
    assert at_once == one_by_one
    assert families == kept


def test_a_family_moves_by_its_own_lots_alone() -> None:
    mixed = [offered(n, pairs=20, firm=1 + n % 2, family=FAMILIES[n % 4 // 2]) for n in range(200)]
    _done, together = rules.inspect(mixed, {}, ON)
    apart: dict[rules.Key, Family] = {}
    for firm in (1, 2):
        apart |= rules.inspect([lot for lot in mixed if lot.firm == firm], {}, ON)[1]
    assert together == apart
    assert len({family.state for family in together.values()}) > 1


def test_a_lot_that_is_offered_again_does_not_move_the_severity() -> None:
    families = {(1, "plain_crew"): Family(sample.State(severity="tightened", accepted_run=4), ON)}
    lots = [replace(offered(n), attempt=2) for n in range(50)]
    done, moved = rules.inspect(lots, families, ON)
    assert {one.severity for one in done} == {"tightened"}
    assert moved == {}


def always_faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every pair that is offered be faulty with three chances in ten, however often it was sorted."""
    monkeypatch.setattr(rules, "MAJOR_RATES", ((0.3, 0.3), (0.3, 0.3)))
    monkeypatch.setattr(rules, "MAJOR_RATES_OF_FAULTY", (0.3, 0.3))
    monkeypatch.setattr(rules, "LEFT_BY_SORTING", 1.0)


def test_a_family_that_fails_too_often_waits_for_correction_and_is_then_taken_tightened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    always_faulty(monkeypatch)
    lots = [offered(n) for n in range(20)]
    done, moved = rules.inspect(lots, {}, ON)
    assert [one.severity for one in done] == ["normal"] * 2 + ["tightened"] * 5
    stopped = moved[1, "plain_crew"]
    assert stopped.state.discontinued
    assert stopped.resume_on == ON + timedelta(days=rules.CORRECTION_DAYS)
    rest = lots[len(done) :]
    for days in range(1, rules.CORRECTION_DAYS):
        assert rules.inspect(rest, moved, ON + timedelta(days=days)) == ([], {})
    resumed, after = rules.inspect(rest[:1], moved, stopped.resume_on)
    assert [one.severity for one in resumed] == ["tightened"]
    assert not after[1, "plain_crew"].state.discontinued
    assert after[1, "plain_crew"].resume_on is None


def test_after_three_rejections_a_lot_is_scrapped_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    always_faulty(monkeypatch)
    tries = until_done([offered(1, pairs=3_000)], {})
    assert [one.outcome for one in tries] == ["rework", "rework", "scrapped"]
    assert [one.again_on for one in tries] == [ON + timedelta(days=2), ON + timedelta(days=4), None]
    assert sum(one.pairs_scrapped for one in tries) == 3_000


def test_a_gap_in_production_ends_reduced_inspection() -> None:
    def after_days(days: int) -> str:
        families = {(1, "plain_crew"): Family(sample.State(severity="reduced"), ON - timedelta(days=days))}
        done, moved = rules.inspect([offered(7, pairs=200)], families, ON)
        assert [one.result for one in done] == ["accepted"]
        return moved[1, "plain_crew"].state.severity

    assert after_days(rules.STEADY_DAYS) == "reduced"
    assert after_days(rules.STEADY_DAYS + 1) == "normal"


@given(lots_of_two_firms, st.integers(0, 10**6))
@settings(max_examples=20)
def test_a_familys_state_survives_its_json_form(shapes: list[tuple[int, int, str]], seed: int) -> None:
    lots = [
        offered(n, pairs=pairs, firm=firm, family=family, seed=seed) for n, (pairs, firm, family) in enumerate(shapes)
    ]
    for family in rules.inspect(lots, {}, ON)[1].values():
        assert Family.from_json(family.to_json(), family.resume_on) == family


def test_a_plan_that_is_not_the_tables_stops_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = rules.plans

    def laxer(pairs: int, severity: str) -> rules.Plans:
        major, minor = plans(pairs, severity)
        return replace(major, accept=major.accept + 1), minor

    monkeypatch.setattr(rules, "plans", laxer)
    with pytest.raises(RuntimeError, match="tables"):
        rules.inspect([offered(1)], {}, ON)


@pytest.mark.parametrize(("pairs", "most"), [(6, 0.10), (100, 0.09), (600, 0.07), (20_000, 0.07)])
def test_of_a_thousand_lots_some_per_cent_are_rejected(pairs: int, most: float) -> None:
    """Simulated faults are frequent enough to matter, and no lot size makes the lab absurdly strict."""
    done, _moved = rules.inspect([offered(n, pairs=pairs, firm=1 + n % 97) for n in range(1_000)], {}, ON)
    rejected = sum(one.result == "rejected" for one in done) / len(done)
    assert 0.02 < rejected < most
