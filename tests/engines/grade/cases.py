"""Draw small problems of grade, and judge them by trying everything."""

import itertools
from collections import Counter
from collections.abc import Iterator

from hypothesis import strategies as st

from dukou.engines.grade import Fit, Move, Piece, Place, Problem, Ride, Sink, Terms

GRADES = "ABCD"
minor = st.integers(0, 60)
days = st.integers(0, 3)
owners = st.integers(1, 2)
articles = st.integers(7, 8)


@st.composite
def problems(draw: st.DrawFn, *, most_units: int = 4, fixed: bool = False, min_pieces: int = 0) -> Problem:
    """Draw few pieces for few sinks with hardly any room; with fixed charges of rides if asked."""
    places = tuple(
        Place(f"place {n}", draw(st.booleans()), draw(st.none() | days)) for n in range(draw(st.integers(1, 3)))
    )
    at = st.integers(0, len(places) - 1)
    rides = []
    for origin, destination in itertools.permutations(range(len(places)), 2):
        for _ in range(draw(st.integers(0, 2))):
            leaves = draw(days)
            charge = draw(minor) if fixed else 0
            rides.append(Ride(origin, destination, draw(st.integers(0, 900)), leaves, leaves + draw(days), charge))
    terms = st.builds(Terms, st.sampled_from(GRADES), st.integers(0, 1_500_000), minor, minor)
    fits = st.lists(st.builds(Fit, articles, minor), max_size=2, unique_by=lambda one: one.article).map(tuple)
    sink = st.builds(
        Sink,
        st.just("sink"),
        st.none() | at,
        st.lists(terms, max_size=3, unique_by=lambda one: one.grade).map(tuple),
        st.none() | st.integers(0, 2),
        st.none() | st.lists(owners, max_size=1).map(tuple),
        st.none() | fits,
        st.none() | days,
        is_exchange=st.booleans(),
        destroys=st.booleans(),
    )
    piece = st.builds(
        Piece, owners, at, st.tuples(*[st.none() | minor] * 4), st.integers(0, 2), st.integers(0, 90), articles, days
    )
    piece = st.builds(lambda one, deadline, daily: Piece(*_fields(one), deadline, daily), piece, st.none() | days, days)
    pieces = draw(st.lists(piece, min_size=min_pieces, max_size=most_units))
    while sum(one.count for one in pieces) > most_units:
        pieces.pop()
    sinks = tuple(draw(st.lists(sink, max_size=3)))
    return Problem(places, tuple(rides), sinks, tuple(pieces), draw(st.none() | minor), draw(minor))


def _fields(one: Piece) -> tuple[object, ...]:
    return one.owner, one.place, one.values_minor, one.count, one.grams, one.article, one.ready_day


def options(problem: Problem, number: int) -> Iterator[Move]:
    """Yield each lawful way of one piece, in every grade."""
    piece = problem.pieces[number]
    for s, sink in enumerate(problem.sinks):
        if sink.owners is not None and piece.owner not in sink.owners:
            continue
        if sink.fits is not None and piece.article not in [fit.article for fit in sink.fits]:
            continue
        rides: list[int | None] = []
        if (sink.place is None and problem.places[piece.place].is_buyer) or sink.place == piece.place:
            rides.append(None)
        for r, ride in enumerate(problem.rides):
            if ride.origin == piece.place and ride.destination == sink.place and piece.ready_day <= ride.leaves_day:
                rides.append(r)
        for taken in rides:
            arrives = arrival(problem, piece, taken)
            limits = [limit for limit in (piece.deadline_day, sink.latest_day) if limit is not None]
            where = [piece.place] + ([] if sink.place is None else [sink.place])
            bans = [problem.places[place].destruction_banned_from_day for place in where]
            if any(arrives > limit for limit in limits):
                continue
            if sink.destroys and any(ban is not None and arrives >= ban for ban in bans):
                continue
            for terms in sink.terms:
                if piece.values_minor[GRADES.index(terms.grade)] is not None:
                    yield Move(number, s, taken, terms.grade, 1)


def arrival(problem: Problem, piece: Piece, ride: int | None) -> int:
    return piece.ready_day if ride is None else problem.rides[ride].arrives_day


def left(problem: Problem, moves: tuple[Move, ...]) -> tuple[int, int]:
    """Return the money that moves leave, and the exchanges they serve."""
    net = -problem.wait_minor * (sum(one.count for one in problem.pieces) - sum(one.count for one in moves))
    net -= sum(problem.rides[ride].fixed_minor for ride in {one.ride for one in moves} if ride is not None)
    for one in moves:
        piece, sink = problem.pieces[one.piece], problem.sinks[one.sink]
        terms = {terms.grade: terms for terms in sink.terms}[one.grade]
        value = piece.values_minor[GRADES.index(one.grade)]
        assert value is not None
        fit = {fit.article: fit.less_minor for fit in sink.fits or ()}.get(piece.article, 0)
        freight = 0 if one.ride is None else (piece.grams * problem.rides[one.ride].kilo_minor + 999) // 1_000
        gets = value * terms.pays_ppm // 1_000_000 + terms.pays_minor
        lost = terms.handling_minor + fit + freight + piece.daily_minor * arrival(problem, piece, one.ride)
        net += one.count * (gets - lost)
    return net, sum(one.count for one in moves if problem.sinks[one.sink].is_exchange)


def most(problem: Problem) -> tuple[int, int]:
    """Return the money and the exchanges of the best moves, by trying all: exchanges first, or at their premium."""
    units = [number for number, one in enumerate(problem.pieces) for _ in range(one.count)]
    found = []
    for choice in itertools.product(*([None, *options(problem, number)] for number in units)):
        moves = tuple(one for one in choice if one)
        if fits(problem, moves):
            found.append(left(problem, moves))
    return max(found, key=lambda one: rank(problem, *one))


def rank(problem: Problem, net: int, exchanges: int) -> tuple[int, int]:
    return (exchanges, net) if problem.premium_minor is None else (0, net + problem.premium_minor * exchanges)


def fits(problem: Problem, moves: tuple[Move, ...]) -> bool:
    load = Counter[int]()
    for one in moves:
        load[one.sink] += one.count
    rooms = {number: sink.capacity for number, sink in enumerate(problem.sinks)}
    return all((room := rooms[number]) is None or count <= room for number, count in load.items())
