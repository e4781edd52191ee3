"""Send pieces to their best open sink, first come, first served: what a desk does that sees one parcel at a time."""

from collections.abc import Sequence

from dukou.engines.grade.problem import Move, Problem
from dukou.engines.grade.ways import Way, fetches_minor, lanes_of, travel_minor, ways_to


def first_come(problem: Problem) -> tuple[Move, ...]:
    """Return the moves of pieces in their order: to an exchange that waits first, else where most is left.

    A ride's fixed charge is borne in full by the first that would ride; who comes later rides without it.
    """
    lanes, running = lanes_of(problem), set[int]()
    room = [sum(one.count for one in problem.pieces) if s.capacity is None else s.capacity for s in problem.sinks]
    moves = []
    for number, piece in enumerate(problem.pieces):
        ways = [way for sink in range(len(room)) if room[sink] for way in ways_to(problem, lanes, piece, sink)]
        left = piece.count
        while left and (best := _best(problem, [way for way in ways if room[way.sink]], running, left)):
            count = min(left, room[best.sink])
            moves.append(Move(number, best.sink, best.ride, best.grade, count))
            room[best.sink] -= count
            left -= count
            if best.ride is not None:
                running.add(best.ride)
    return tuple(moves)


def _best(problem: Problem, ways: Sequence[Way], running: set[int], count: int) -> Way | None:
    """Return the way that leaves most for so many, the first of equals; None where waiting leaves more."""

    def leaves_minor(way: Way) -> int:
        ride = None if way.ride in running or way.ride is None else problem.rides[way.ride]
        return count * way.net_minor - (ride.fixed_minor if ride else 0)

    exchanges = [way for way in ways if problem.sinks[way.sink].is_exchange]
    best = max(exchanges or ways, key=leaves_minor, default=None)
    is_due = bool(exchanges) and problem.premium_minor is None
    return best if best and (is_due or leaves_minor(best) > -count * problem.wait_minor) else None


def left_minor(problem: Problem, moves: Sequence[Move]) -> tuple[int, int]:
    """Return what lawful moves leave, waiting and fixed charges deducted, and the exchanges that they serve."""
    waiting = sum(one.count for one in problem.pieces) - sum(one.count for one in moves)
    charges = sum(problem.rides[ride].fixed_minor for ride in {one.ride for one in moves} if ride is not None)
    net, exchanges = -waiting * problem.wait_minor - charges, 0
    for one in moves:
        piece, sink = problem.pieces[one.piece], problem.sinks[one.sink]
        fetched = fetches_minor(sink, piece, one.grade) or 0
        net += one.count * (fetched - travel_minor(piece, None if one.ride is None else problem.rides[one.ride]))
        exchanges += one.count if sink.is_exchange else 0
    return net, exchanges
