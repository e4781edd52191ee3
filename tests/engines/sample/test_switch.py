"""Protect the switching rules: a firm is inspected as strictly as its earlier lots deserve."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukou.engines import sample
from dukou.engines.sample import AQLS, LETTERS, START, Plan, State
from dukou.engines.sample.switch import Result

PASS: Result = "accepted"
FAIL: Result = "rejected"
MARGINAL: Result = "accepted_marginally"
# A lot: result, would pass at the next tighter AQL, acceptance number, steady.
Seen = tuple[Result, bool, int, bool]
results: st.SearchStrategy[Result] = st.sampled_from((PASS, PASS, PASS, FAIL, MARGINAL))
seen = st.tuples(results, st.booleans(), st.sampled_from((0, 1, 2, 7)), st.booleans())
histories = st.lists(seen, max_size=60)


def after(state: State, *lots: Seen) -> State:
    for result, passes, accept, steady in lots:
        state = sample.after(state, result, would_pass_tighter=passes, accept_number=accept, steady=steady)
    return state


def lots(result: Result, count: int, *, passes: bool = False, accept: int = 7, steady: bool = True) -> list[Seen]:
    return [(result, passes, accept, steady)] * count


def states(history: list[Seen]) -> list[State]:
    """Return the start and the state after each lot."""
    return list(itertools.accumulate(history, after, initial=START))


TIGHTENED = after(START, *lots(FAIL, 2))
REDUCED = after(START, *lots(PASS, 10, passes=True))


@pytest.mark.parametrize(
    ("before", "severity"),
    [
        ([FAIL], "normal"),
        ([FAIL, FAIL], "tightened"),
        ([FAIL, PASS, PASS, PASS, FAIL], "tightened"),
        ([FAIL, PASS, PASS, PASS, PASS, FAIL], "normal"),
        ([FAIL, PASS, PASS, PASS, PASS, FAIL, PASS, FAIL], "tightened"),
    ],
)
def test_two_rejected_of_five_tighten(before: list[Result], severity: str) -> None:
    assert after(START, *((result, False, 7, True) for result in before)).severity == severity


def test_five_accepted_in_a_row_bring_back_to_normal() -> None:
    assert after(TIGHTENED, *lots(PASS, 4)).severity == "tightened"
    assert after(TIGHTENED, *lots(PASS, 5)) == START
    assert after(TIGHTENED, *lots(PASS, 4), *lots(FAIL, 1), *lots(PASS, 4)).severity == "tightened"


@pytest.mark.parametrize(
    ("passes", "accept", "needed"),
    [(True, 7, 10), (True, 2, 10), (False, 1, 15), (True, 0, 15)],
)
def test_a_score_of_thirty_reduces(passes: bool, accept: int, needed: int) -> None:
    good = lots(PASS, needed, passes=passes, accept=accept)
    assert after(START, *good[1:]).severity == "normal"
    assert after(START, *good) == State(severity="reduced")


def test_what_would_not_pass_tighter_or_was_rejected_sets_the_score_back() -> None:
    nine = lots(PASS, 9, passes=True)
    assert after(START, *nine).score == 27
    for last in (lots(PASS, 1), lots(FAIL, 1, accept=0), lots(FAIL, 1, passes=True)):
        state = after(START, *nine, *last)
        assert (state.severity, state.score) == ("normal", 0)


def test_production_that_is_not_steady_stays_normal_until_it_is() -> None:
    waiting = after(START, *lots(PASS, 12, passes=True, steady=False))
    assert (waiting.severity, waiting.score) == ("normal", 36)
    assert after(waiting, *lots(PASS, 1, passes=True)).severity == "reduced"


def test_reduced_ends_with_a_lot_rejected_or_marginal_or_production_unsteady() -> None:
    assert after(REDUCED, *lots(PASS, 50)) == REDUCED
    assert after(REDUCED, *lots(FAIL, 1)) == START
    assert after(REDUCED, *lots(MARGINAL, 1)) == START
    assert after(REDUCED, *lots(PASS, 1, steady=False)) == START


def test_five_rejected_on_tightened_stop_inspection_until_it_is_resumed() -> None:
    four = after(TIGHTENED, *lots(FAIL, 1), *lots(PASS, 4), *lots(FAIL, 3))
    assert not four.discontinued
    stopped = after(four, *lots(FAIL, 1))
    assert stopped.discontinued
    assert after(stopped, *lots(PASS, 20, passes=True)) == stopped
    assert sample.resume(stopped) == TIGHTENED == State(severity="tightened")
    assert after(sample.resume(stopped), *lots(PASS, 5)) == START


@given(histories)
def test_states_change_only_as_the_rules_say(history: list[Seen]) -> None:
    for lot, (before, now) in zip(history, itertools.pairwise(states(history)), strict=True):
        move = (before.severity, now.severity)
        assert move not in {("tightened", "reduced"), ("reduced", "tightened")}
        if before.discontinued:
            assert now == before
        elif move == ("normal", "reduced"):
            assert lot[0] != FAIL
            assert lot[3]
        elif move in {("normal", "tightened"), ("reduced", "reduced")}:
            assert (lot[0] == FAIL) == (move[0] == "normal")
        assert now.discontinued == (now.rejected_on_tightened == 5)
        assert len(now.recent) <= 5
        assert now.recent.count(False) < 2
        assert 0 <= now.accepted_run < 5
        if before.severity != now.severity:
            assert now == State(severity=now.severity)


@given(histories)
def test_the_present_severity_is_read_off_the_past_lots(history: list[Seen]) -> None:
    """Recount each stay on one severity from its lots alone."""
    path = states(history)
    stay = 0
    for place, (before, now) in enumerate(itertools.pairwise(path)):
        kept = [result != FAIL for result, *_ in history[stay : place + 1]]
        if before.discontinued:
            break
        if before.severity == "normal":
            assert (now.severity == "tightened") == (kept[-5:].count(False) >= 2)
        if before.severity == "tightened":
            assert (now.severity == "normal") == (len(kept) >= 5 and all(kept[-5:]))
            assert now.discontinued == (kept.count(False) >= 5)
        if before.severity == "reduced":
            result, _passes, _accept, steady = history[place]
            assert (now.severity == "normal") == (result != PASS or not steady)
        if now.severity != before.severity:
            stay = place + 1


@given(histories)
def test_a_better_last_lot_never_makes_inspection_stricter(history: list[Seen]) -> None:
    strictness = {"reduced": 0, "normal": 1, "tightened": 2}
    state = states(history)[-1]
    if state.discontinued:
        state = sample.resume(state)
    for accept in (0, 1, 2, 7):
        worse = after(state, (FAIL, False, accept, True))
        better = after(state, (PASS, True, accept, True))
        assert strictness[better.severity] <= strictness[worse.severity]
        assert better.score >= worse.score or better.severity == "reduced"


@given(histories)
def test_resuming_changes_only_what_is_stopped(history: list[Seen]) -> None:
    for state in states(history):
        resumed = sample.resume(state)
        assert not resumed.discontinued
        assert sample.resume(resumed) == resumed
        assert state.discontinued or resumed == state


@given(st.integers(0, 40), st.integers(1, 5), st.integers(0, 60))
def test_a_sample_is_judged_by_its_numbers(accept: int, gap: int, found: int) -> None:
    result = sample.judge(Plan("K", 50, accept, accept + gap), found)
    assert (result == PASS) == (found <= accept)
    assert (result == FAIL) == (found >= accept + gap)
    assert gap > 1 or result != MARGINAL


def test_the_next_tighter_aql_is_that_of_the_tables() -> None:
    """Compare with the plan of the same sample one AQL to the left, where the score asks for it."""
    asked = 0
    for letter in LETTERS:
        for tighter_aql, aql in itertools.pairwise(AQLS):
            pairs, accept, _reject = sample.resolved("normal", letter, aql)
            tighter_pairs, tighter_accept, _ = sample.resolved("normal", letter, tighter_aql)
            if accept < 2 or tighter_pairs != pairs:
                continue
            asked += 1
            for found in range(accept + 2):
                assert sample.would_pass_tighter(accept, found) == (found <= tighter_accept)
    assert asked > 100


def test_a_state_of_unknown_severity_is_refused() -> None:
    with pytest.raises(ValueError, match="no severity"):
        State(severity="strict")
