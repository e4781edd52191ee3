"""Protect the answer for one piece: at the prices of an answer no other choice is better, and lost room is told."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK
from dukou.engines import grade
from dukou.engines.grade import Answer, Piece, Place, Prices, Problem, Ride, Sink, Terms, answer_one
from tests.engines.grade.cases import problems

quick = settings(max_examples=60, deadline=None)
priced = problems(min_pieces=1).map(lambda one: replace(one, premium_minor=one.premium_minor or 7))


def solve(problem: Problem) -> Answer:
    return grade.solve(problem, limit=QUICK, seed=1)


def room_after(problem: Problem, answer: Answer) -> list[int | None]:
    taken = [sum(one.count for one in answer.moves if one.sink == sink) for sink in range(len(problem.sinks))]
    pairs = zip(problem.sinks, taken, strict=True)
    return [None if sink.capacity is None else sink.capacity - used for sink, used in pairs]


@quick
@given(priced)
def test_what_was_solved_is_what_is_answered(problem: Problem) -> None:
    """Each move leaves, after prices, what the answer for that piece alone does; what waits has no better way."""
    answer = solve(problem)
    prices = Prices.of(problem, answer, [None] * len(problem.sinks))
    alone = [answer_one(prices, piece) for piece in problem.pieces]
    assert all(one.behind_minor == 0 and one.way == one.wanted for one in alone)
    assert all(one.surplus_minor >= -problem.wait_minor for one in alone)
    assert all((one.way is None) == (one.surplus_minor == -problem.wait_minor) for one in alone)
    worth = sum(piece.count * one.surplus_minor for piece, one in zip(problem.pieces, alone, strict=True))
    rooms = zip(problem.sinks, answer.prices_minor, strict=True)
    assert answer.value_minor == worth + sum(price * (sink.capacity or 0) for sink, price in rooms)


@quick
@given(priced, st.data())
def test_one_piece_more_is_answered_as_solving_again_would(problem: Problem, data: st.DataObject) -> None:
    """Where its best sink has room left it is exact; else it is behind by no more than it says."""
    newcomer = replace(data.draw(st.sampled_from(problem.pieces)), count=1)
    before = solve(problem)
    advice = answer_one(Prices.of(problem, before, room_after(problem, before)), newcomer)
    after = solve(replace(problem, pieces=(*problem.pieces, newcomer)))
    gained = after.value_minor - before.value_minor
    assert advice.surplus_minor <= gained <= advice.surplus_minor + advice.behind_minor
    if advice.way == advice.wanted:
        assert gained == advice.surplus_minor


def test_a_sink_that_filled_since_is_told_and_a_ride_that_does_not_run_is_no_way() -> None:
    terms = (Terms("A"),)
    sinks = (Sink("near", 0, terms, 2), Sink("far", 1, terms), Sink("rags", 0, (Terms("D"),)))
    rides = (Ride(0, 1, 2_000), Ride(0, 1, 0, 0, 0, 10**6))
    piece = Piece(1, 0, (500, None, None, 5), grams=100)
    problem = Problem((Place("town"), Place("abroad")), rides, sinks, (piece,))
    answer = solve(problem)
    open_, full = (Prices.of(problem, answer, (left, None, None)) for left in (1, 0))
    first, then = answer_one(open_, piece), answer_one(full, piece)
    assert first.way
    assert (first.way.sink, first.surplus_minor, first.behind_minor) == (0, 500, 0)
    assert then.way
    assert (then.way.sink, then.way.ride, then.surplus_minor, then.behind_minor) == (1, 0, 300, 200)
    assert then.wanted == first.way
