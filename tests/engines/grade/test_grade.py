"""Protect where returned goods go: no better way is missed, laws are kept, and what is claimed is proven."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.base.solving import QUICK, Limit
from dukou.engines import grade
from dukou.engines.grade import Answer, Fit, Move, Piece, Place, Problem, Ride, Sink, Terms
from dukou.engines.grade.simple import first_come, left_minor
from tests.engines.grade.cases import fits, left, most, options, problems, rank

quick = settings(max_examples=60, deadline=None)
either = st.one_of(problems(), problems(fixed=True))


def solve(problem: Problem, **more: Any) -> Answer:
    return grade.solve(problem, limit=QUICK, seed=1, **more)


def laws(problem: Problem, answer: Answer) -> set[str]:
    return {one.law for one in grade.check(problem, answer)}


@quick
@given(problems())
def test_no_choice_leaves_more_and_prices_prove_it(problem: Problem) -> None:
    answer = solve(problem)
    assert grade.check(problem, answer) == []
    assert (answer.status, answer.gap_minor) == ("optimal", 0)
    assert left(problem, answer.moves) == (answer.net_minor, answer.exchanges)
    assert rank(problem, answer.net_minor, answer.exchanges) == rank(problem, *most(problem))


@quick
@given(problems(most_units=3, fixed=True))
def test_with_fixed_charges_no_more_is_claimed_than_is_true(problem: Problem) -> None:
    answer = solve(problem)
    assert grade.check(problem, answer) == []
    best, exchanges = most(problem)
    value = best + answer.premium_minor * exchanges
    assert answer.value_minor <= value <= answer.bound_minor
    assert answer.status == "feasible" or answer.value_minor == value


@quick
@given(either)
def test_what_comes_first_is_served_lawfully_and_never_leaves_more(problem: Problem) -> None:
    moves = first_come(problem)
    assert all(replace(one, count=1) in set(options(problem, one.piece)) for one in moves)
    assert fits(problem, moves)
    assert left_minor(problem, moves) == left(problem, moves)
    net, exchanges = left(problem, moves)
    assert rank(problem, net, exchanges) <= rank(problem, *most(problem))


@quick
@given(either)
def test_stopped_at_once_it_does_what_the_desk_does_and_claims_no_more_than_is_true(problem: Problem) -> None:
    for stopped in (
        solve(problem, report=lambda _progress, _best, _bound: False),
        grade.solve(problem, limit=Limit(iterations=0), seed=1),
    ):
        assert grade.check(problem, stopped) == []
        assert stopped.moves == first_come(problem)
        assert stopped.status in {"stopped", "optimal"}


@quick
@given(either, st.integers())
def test_the_same_problem_has_the_same_answer_in_json_too(problem: Problem, seed: int) -> None:
    answer = solve(problem)
    again = Problem.from_json(json.loads(json.dumps(problem.to_json())))
    assert again == problem
    assert grade.solve(again, limit=QUICK, seed=seed, start=answer) == answer
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


@quick
@given(problems(), st.randoms())
def test_the_order_of_pieces_changes_nothing(problem: Problem, chance: Any) -> None:
    pieces = list(problem.pieces)
    chance.shuffle(pieces)
    assert solve(replace(problem, pieces=tuple(pieces))).value_minor == solve(problem).value_minor


@quick
@given(problems(), st.data())
def test_less_room_never_leaves_more(problem: Problem, data: st.DataObject) -> None:
    most_left = [2 if one.capacity is None else one.capacity for one in problem.sinks]
    left_over = [data.draw(st.integers(0, room)) for room in most_left]
    sinks = [replace(one, capacity=room) for one, room in zip(problem.sinks, left_over, strict=True)]
    tight = solve(replace(problem, sinks=tuple(sinks), premium_minor=9))
    assert tight.value_minor <= solve(replace(problem, premium_minor=9)).value_minor


@quick
@given(problems(min_pieces=1), st.integers(1, 50))
def test_the_check_finds_what_was_planted(problem: Problem, much: int) -> None:
    answer = solve(problem)
    for said in (much, -much):
        assert laws(problem, replace(answer, net_minor=answer.net_minor + said)) >= {"the sums are those of the moves"}
        other = replace(answer, premium_minor=answer.premium_minor + said)
        assert laws(problem, other) >= {"exchanges have their premium"}
    low = replace(answer, bound_minor=answer.bound_minor - much, status="feasible")
    assert laws(problem, low) == {"the bound is proven by its prices"}
    high = replace(answer, bound_minor=answer.bound_minor + much)
    assert laws(problem, high) == {"what is called optimal leaves no gap"}
    prices = "each sink's room has a price, and none is negative"
    assert laws(problem, replace(answer, prices_minor=(*answer.prices_minor, 1))) == {prices}
    if problem.sinks:
        assert laws(problem, replace(answer, prices_minor=(-much, *answer.prices_minor[1:]))) == {prices}
    assert laws(problem, replace(answer, worths_minor=(1,) * (len(problem.pieces) + 1))) == {
        "each piece has a worth, or none"
    }


@quick
@given(problems(), st.data())
def test_the_check_names_the_law_that_a_move_breaks(problem: Problem, data: st.DataObject) -> None:
    pieces = [number for number, one in enumerate(problem.pieces) if one.count]
    if not pieces or not problem.sinks:
        return
    ride = data.draw(st.none() | st.integers(0, len(problem.rides) - 1) if problem.rides else st.none())
    sink = data.draw(st.integers(0, len(problem.sinks) - 1))
    move = Move(data.draw(st.sampled_from(pieces)), sink, ride, data.draw(st.sampled_from("ABCD")), 1)
    found = laws(problem, replace(solve(problem), moves=(move,), status="feasible"))
    about_ways = found - {
        "a sink takes no more than its room",
        "the sums are those of the moves",
        "the bound is proven by its prices",
    }
    assert (not about_ways) == (move in set(options(problem, move.piece)))


def test_the_check_counts_pieces_and_room() -> None:
    shelf = Sink("shelf", 0, (Terms("A"),), capacity=1)
    problem = Problem((Place("town"),), (), (shelf,), (Piece(1, 0, (9, None, None, None), count=2),))
    answer = solve(problem)
    assert answer.moves == (Move(0, 0, None, "A", 1),)
    assert laws(problem, replace(answer, moves=(Move(0, 0, None, "A", 2),))) == {"a sink takes no more than its room"}
    roomy = replace(problem, sinks=(replace(shelf, capacity=None),))
    assert laws(roomy, replace(answer, moves=(Move(0, 0, None, "A", 3),))) == {"no more pieces go than came back"}
    named = {"a move names a piece, a sink, a ride and a grade that are there"}
    move = answer.moves[0]
    for change in ({"piece": 1}, {"sink": -1}, {"ride": 0}, {"grade": "E"}, {"count": 0}):
        assert laws(problem, replace(answer, moves=(replace(move, **change),))) == named


NOTHING_ELSE = (None, None, None)


def test_an_exchange_comes_first_whatever_it_costs_unless_it_has_a_premium() -> None:
    """Two pieces, the next size and the own; the shelf pays more for both, and the buyer waits for one."""
    waits = Sink("buyer", 0, (Terms("A", 0),), 1, fits=(Fit(7), Fit(8, 30)), is_exchange=True)
    shelf = Sink("shelf", 0, (Terms("A"),))
    pieces = (Piece(1, 0, (500, *NOTHING_ELSE), article=8), Piece(1, 0, (520, *NOTHING_ELSE), article=7))
    first = solve(Problem((Place("town"),), (), (waits, shelf), pieces))
    assert {(one.piece, one.sink) for one in first.moves} == {(0, 1), (1, 0)}
    assert (first.exchanges, first.net_minor) == (1, 500)
    cheap = solve(Problem((Place("town"),), (), (waits, shelf), pieces, premium_minor=519))
    assert (cheap.exchanges, cheap.net_minor) == (0, 1_020)
    dear = solve(Problem((Place("town"),), (), (waits, shelf), pieces, premium_minor=521))
    assert (dear.exchanges, dear.net_minor) == (1, 500)


def test_goods_stay_with_the_buyer_where_the_trip_costs_more_than_they_are_worth() -> None:
    places = (Place("buyer", is_buyer=True), Place("town"))
    sinks = (Sink("stays", None, tuple(Terms(grade, 0) for grade in "ABCD")), Sink("shelf", 1, (Terms("A"),)))
    for value, sink in ((79, 0), (81, 1)):
        piece = Piece(1, 0, (value, *NOTHING_ELSE), grams=100)
        answer = solve(Problem(places, (Ride(0, 1, 800),), sinks, (piece,), wait_minor=1))
        assert [one.sink for one in answer.moves] == [sink]


@pytest.mark.parametrize(("ban", "arrives", "sink"), [(None, 5, 0), (6, 5, 0), (5, 5, 1), (0, 5, 1)])
def test_nothing_is_destroyed_from_the_day_of_a_ban_on(ban: int | None, arrives: int, sink: int) -> None:
    places = (Place("overseas", destruction_banned_from_day=ban), Place("kiln"))
    sinks = (Sink("kiln", 1, (Terms("D"),), destroys=True), Sink("outlet", 0, (Terms("C"),)))
    piece = Piece(1, 0, (None, None, 1, 90))
    answer = solve(Problem(places, (Ride(0, 1, 0, 0, arrives),), sinks, (piece,)))
    assert [one.sink for one in answer.moves] == [sink]


def test_a_charge_is_paid_once_and_only_where_it_pays() -> None:
    """Ten pieces gain 9 each abroad: together they pay a ride of 80 on the one day that all can make."""
    places = (Place("town"), Place("abroad"))
    sinks = (Sink("shop", 1, (Terms("A"),)), Sink("rags", 0, (Terms("D"),)))
    rides = tuple(Ride(0, 1, 0, day, day, charge) for day, charge in ((0, 80), (1, 80), (2, 95)))
    pieces = (Piece(1, 0, (10, None, None, 1), 5), Piece(2, 0, (10, None, None, 1), 5, ready_day=1))
    answer = solve(Problem(places, rides, sinks, pieces))
    assert ({one.ride for one in answer.moves}, answer.net_minor, answer.status) == ({1}, 20, "optimal")
    fewer = solve(Problem(places, rides, sinks, (replace(pieces[0], count=3), pieces[1])))
    assert ({one.ride for one in fewer.moves}, fewer.net_minor, fewer.status) == ({None}, 8, "optimal")


THREE: Any = (1, 2, 3)
HALF: Any = 0.5


def test_of_nothing_nothing_is_sent() -> None:
    answer = solve(Problem((), (), (), ()))
    assert answer == Answer((), 0, 0, 0, 0, (), (), "optimal")
    assert grade.check(Problem((), (), (), ()), answer) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: Terms("E"),
        lambda: Terms("A", -1),
        lambda: Ride(0, 0),
        lambda: Ride(0, 1, 5, 3, 2),
        lambda: Sink("two", 0, (Terms("A"), Terms("A"))),
        lambda: Sink("two", 0, (), fits=(Fit(1), Fit(1, 2))),
        lambda: Piece(1, 0, (1, 2, 3, -4)),
        lambda: Piece(1, 0, THREE),
        lambda: Ride(0, 1, HALF),
        lambda: Piece(HALF, 0, (1, 2, 3, 4)),
        lambda: Piece(1, 0, (1, 2, 3, 4), count=-1),
        lambda: Problem((), (), (), (Piece(1, 0, (1, 2, 3, 4)),)),
        lambda: Problem((Place("here"),), (Ride(0, 1),), (), ()),
        lambda: Problem((Place("here"),), (), (Sink("there", 1, ()),), ()),
        lambda: Problem((Place("here"),), (), (Sink("s", 0, (Terms("A"),)),), (Piece(1, 0, (10**12,) * 4, 10**9),)),
    ],
)
def test_a_problem_that_makes_no_sense_is_none(make: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        make()
