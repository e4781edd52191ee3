"""Verify moves from the problem alone: each law of each way, conservation, room, sums, and the bound's certificate."""

from collections import Counter
from collections.abc import Iterator

from dukou.base.solving import Violation
from dukou.engines.grade.certificate import proven_minor
from dukou.engines.grade.problem import GRADES, Answer, Move, Problem, premium_minor
from dukou.engines.grade.ways import (
    fetches_minor,
    goes_there,
    is_in_time,
    may_end_there,
    takes_owner,
    travel_minor,
)


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the answer breaks."""
    for number, move in enumerate(answer.moves):
        if not _is_named(problem, move):
            return [Violation("a move names a piece, a sink, a ride and a grade that are there", {"move": number})]
    broken = [
        Violation(law, {"move": number})
        for number, move in enumerate(answer.moves)
        for law in _broken_ways(problem, move)
    ]
    broken += [*_conservation(problem, answer), *_room(problem, answer)]
    return broken or [*_sums(problem, answer), *_bound(problem, answer)]


def _is_named(problem: Problem, move: Move) -> bool:
    return (
        0 <= move.piece < len(problem.pieces)
        and 0 <= move.sink < len(problem.sinks)
        and (move.ride is None or 0 <= move.ride < len(problem.rides))
        and move.grade in GRADES
        and move.count > 0
    )


def _broken_ways(problem: Problem, move: Move) -> Iterator[str]:
    piece, sink = problem.pieces[move.piece], problem.sinks[move.sink]
    ride = None if move.ride is None else problem.rides[move.ride]
    if not takes_owner(sink, piece):
        yield "a sink takes the owner's pieces"
    if fetches_minor(sink, piece, move.grade) is None:
        yield "a sink takes the article in a grade that its condition allows"
    if not goes_there(problem, sink, piece, ride):
        yield "a ride goes from the piece to the sink"
    if not is_in_time(sink, piece, ride):
        yield "a piece leaves when it is ready and arrives in time"
    if not may_end_there(problem, sink, piece, ride):
        yield "nothing is destroyed where that is banned"


def _conservation(problem: Problem, answer: Answer) -> Iterator[Violation]:
    moved = Counter[int]()
    for move in answer.moves:
        moved[move.piece] += move.count
    for number, count in moved.items():
        if count > problem.pieces[number].count:
            yield Violation("no more pieces go than came back", {"piece": number, "moved": count})


def _room(problem: Problem, answer: Answer) -> Iterator[Violation]:
    load = Counter[int]()
    for move in answer.moves:
        load[move.sink] += move.count
    for number, count in load.items():
        capacity = problem.sinks[number].capacity
        if capacity is not None and count > capacity:
            yield Violation("a sink takes no more than its room", {"sink": number, "over": count - capacity})


def _sums(problem: Problem, answer: Answer) -> Iterator[Violation]:
    waiting = sum(one.count for one in problem.pieces) - sum(one.count for one in answer.moves)
    net, exchanges = -waiting * problem.wait_minor, 0
    for move in answer.moves:
        piece, sink = problem.pieces[move.piece], problem.sinks[move.sink]
        ride = None if move.ride is None else problem.rides[move.ride]
        net += move.count * ((fetches_minor(sink, piece, move.grade) or 0) - travel_minor(piece, ride))
        exchanges += move.count * sink.is_exchange
    net -= sum(problem.rides[ride].fixed_minor for ride in {one.ride for one in answer.moves} if ride is not None)
    if (net, exchanges) != (answer.net_minor, answer.exchanges):
        yield Violation("the sums are those of the moves", {"net": net, "exchanges": exchanges})
    premium = premium_minor(problem)
    if answer.premium_minor != premium:
        yield Violation("exchanges have their premium", {"said": answer.premium_minor, "due": premium})


def _bound(problem: Problem, answer: Answer) -> Iterator[Violation]:
    prices, worths = answer.prices_minor, answer.worths_minor
    if len(prices) != len(problem.sinks) or min(prices, default=0) < 0:
        yield Violation("each sink's room has a price, and none is negative")
    elif len(worths) not in {0, len(problem.pieces)}:
        yield Violation("each piece has a worth, or none")
    elif answer.bound_minor < (proven := proven_minor(problem, answer)) or answer.bound_minor < answer.value_minor:
        yield Violation("the bound is proven by its prices", {"said": answer.bound_minor, "proven": proven})
    elif answer.status == "optimal" and answer.gap_minor:
        yield Violation("what is called optimal leaves no gap", {"gap": answer.gap_minor})
