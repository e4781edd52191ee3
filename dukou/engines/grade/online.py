"""Answer for one piece at once, by the prices of room that were last found."""

from collections.abc import Sequence
from dataclasses import dataclass

from dukou.engines.grade.problem import Answer, Piece, Problem
from dukou.engines.grade.ways import Lanes, Way, lanes_of, ways_to


@dataclass(frozen=True, slots=True)
class Prices:
    """Hold what an answer found out for later: the price of each sink's room, and which rides run.

    `room` is what is left of each sink's room now; None: any.
    """

    problem: Problem
    lanes: Lanes
    prices_minor: tuple[int, ...]
    premium_minor: int
    runs: frozenset[int]
    room: tuple[int | None, ...]

    @classmethod
    def of(cls, problem: Problem, answer: Answer, room: Sequence[int | None]) -> "Prices":
        """Return the prices of an answer beside the room that is left by now."""
        runs = {number for number, ride in enumerate(problem.rides) if not ride.fixed_minor}
        runs |= {move.ride for move in answer.moves if move.ride is not None}
        lanes = lanes_of(problem)
        return cls(problem, lanes, answer.prices_minor, answer.premium_minor, frozenset(runs), tuple(room))


@dataclass(frozen=True, slots=True)
class Advice:
    """Say which way a piece goes (None: it waits), and what that leaves after the price of room.

    `wanted` is the way that would leave most, which is another one where room has gone since; `behind_minor` is by how
    much. Nothing else done with this piece can be worth more than that beyond the advice, as long as prices are right:
    where it is much, or room came free at a sink with a price, it is time to solve again.
    """

    way: Way | None
    wanted: Way | None
    surplus_minor: int
    behind_minor: int


def answer_one(prices: Prices, piece: Piece) -> Advice:
    """Return what to do with one piece: of the ways by rides that run, the one that leaves most."""
    sinks = range(len(prices.problem.sinks))
    ways = [way for sink in sinks for way in ways_to(prices.problem, prices.lanes, piece, sink)]
    running = [way for way in ways if way.ride is None or way.ride in prices.runs]
    wanted, most = _best(prices, running)
    way, surplus = _best(prices, [way for way in running if prices.room[way.sink] != 0])
    return Advice(way, wanted, surplus, most - surplus)


def _best(prices: Prices, ways: Sequence[Way]) -> tuple[Way | None, int]:
    """Return the way that leaves most after prices, and that; None where waiting leaves more."""
    best, most = None, -prices.problem.wait_minor
    for way in ways:
        is_exchange = prices.problem.sinks[way.sink].is_exchange
        left = way.net_minor - prices.prices_minor[way.sink] + (prices.premium_minor if is_exchange else 0)
        if left > most:
            best, most = way, left
    return best, most
