"""State the laws of one piece's way to one sink, and what it leaves there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dukou.engines.grade.problem import GRADES, GRAMS_A_KILO, MILLION, Piece, Problem, Ride, Sink

# The rides between two places, by their numbers.
Lanes = Mapping[tuple[int, int], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Way:
    """Hold a lawful way of a piece: to a sink, by a ride (None: it is there), as a grade; and what it leaves."""

    sink: int
    ride: int | None
    grade: str
    net_minor: int


def lanes_of(problem: Problem) -> Lanes:
    """Return the rides of each lane."""
    lanes: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, ride in enumerate(problem.rides):
        lanes[ride.origin, ride.destination].append(number)
    return lanes


def ways_to(problem: Problem, lanes: Lanes, piece: Piece, number: int) -> list[Way]:
    """Return the lawful ways of a piece to a sink, each as the grade in which it fetches most."""
    sink = problem.sinks[number]
    if not takes_owner(sink, piece):
        return []
    fetched = [(got, grade) for grade in GRADES if (got := fetches_minor(sink, piece, grade)) is not None]
    if not fetched:
        return []
    most, grade = max(fetched, key=lambda one: one[0])
    found = []
    for at in (None, *lanes.get((piece.place, -1 if sink.place is None else sink.place), ())):
        ride = None if at is None else problem.rides[at]
        is_way = goes_there(problem, sink, piece, ride) and is_in_time(sink, piece, ride)
        if is_way and may_end_there(problem, sink, piece, ride):
            found.append(Way(number, at, grade, most - travel_minor(piece, ride)))
    return found


def takes_owner(sink: Sink, piece: Piece) -> bool:
    """Tell whether a sink takes pieces of this owner."""
    return sink.owners is None or piece.owner in sink.owners


def fetches_minor(sink: Sink, piece: Piece, grade: str) -> int | None:
    """Return what a piece fetches as a grade, handling deducted; None where it may not go there as that."""
    less = 0 if sink.fits is None else next((one.less_minor for one in sink.fits if one.article == piece.article), None)
    terms = next((one for one in sink.terms if one.grade == grade), None)
    value = piece.values_minor[GRADES.index(grade)]
    if less is None or terms is None or value is None:
        return None
    return value * terms.pays_ppm // MILLION + terms.pays_minor - terms.handling_minor - less


def goes_there(problem: Problem, sink: Sink, piece: Piece, ride: Ride | None) -> bool:
    """Tell whether a ride goes from the piece to the sink; without one it is there, or stays with its buyer."""
    if ride is not None:
        return (ride.origin, ride.destination) == (piece.place, sink.place)
    return problem.places[piece.place].is_buyer if sink.place is None else sink.place == piece.place


def is_in_time(sink: Sink, piece: Piece, ride: Ride | None) -> bool:
    """Tell whether a piece is ready when the ride leaves, and arrives by its deadline and the sink's."""
    arrives = arrives_day(piece, ride)
    is_ready = ride is None or ride.leaves_day >= piece.ready_day
    return is_ready and all(limit is None or arrives <= limit for limit in (sink.latest_day, piece.deadline_day))


def may_end_there(problem: Problem, sink: Sink, piece: Piece, ride: Ride | None) -> bool:
    """Tell whether no ban on destruction holds where the piece is now, or will be, on the day it is destroyed."""
    where = [piece.place] if sink.place is None else [piece.place, sink.place]
    bans = [problem.places[place].destruction_banned_from_day for place in where]
    return not sink.destroys or all(ban is None or arrives_day(piece, ride) < ban for ban in bans)


def travel_minor(piece: Piece, ride: Ride | None) -> int:
    """Return the ride's price for one piece, rounded up, and what it loses by the day until it arrives."""
    freight = 0 if ride is None else -(-piece.grams * ride.kilo_minor // GRAMS_A_KILO)
    return freight + piece.daily_minor * arrives_day(piece, ride)


def arrives_day(piece: Piece, ride: Ride | None) -> int:
    """Return the day on which a piece is where it goes."""
    return piece.ready_day if ride is None else ride.arrives_day
