"""Draw a town's returns: a day of pieces for sinks with too little room, and a week of transfers between its places.

Prices are those of the trade in fen: a pair of 3 to 30 yuan, resold at its price, re-bagged, as seconds or as rags.
"""

import numpy as np

from dukou.engines.grade import Piece, Place, Problem, Ride, Sink, Terms

OWNERS, ARTICLES = 206, 4_000
MILLION = 1_000_000
# How often a returned piece is of each grade, and what it is worth as each beside its price.
GRADES = ("A", "B", "C", "D")
SHARES = (0.45, 0.3, 0.17, 0.08)
WORTHS = (1.0, 0.85, 0.3, 0.03)
# Kinds of sinks: how often, the grades that they take, the part of the value that they pay, and handling.
KINDS = (
    ("own shelf", 0.3, "AB", (0.9, 1.0), 40),
    ("town depot", 0.1, "ABC", (0.75, 0.95), 60),
    ("partner shop", 0.35, "A", (0.6, 1.0), 20),
    ("outlet", 0.15, "BC", (0.5, 0.8), 30),
    ("recycler", 0.1, "CD", (0.5, 1.0), 5),
)


def day(seed: int, *, pieces: int = 20_000, sinks: int = 60, places: int = 16, room: float = 0.6) -> Problem:
    """Return a day's pieces, all different, where sinks have room for a part of them."""
    draws = np.random.default_rng(seed)
    there = _places(draws, places)
    rides = tuple(
        Ride(a, b, int(draws.integers(100, 900)), 1, int(draws.integers(2, 9)))
        for a in range(places)
        for b in range(places)
        if a != b
    )
    rooms = draws.dirichlet(np.full(sinks, 3.0)) * pieces * room
    return Problem(
        there,
        rides,
        tuple(_sink(draws, number, places, int(one)) for number, one in enumerate(rooms)),
        tuple(_piece(draws, places) for _ in range(pieces)),
        wait_minor=20,
    )


def week(
    seed: int, *, times: int = 1, lanes: int = 200, places: int = 25, sinks: int = 60, heaps: int = 3_000
) -> Problem:
    """Return a week's heaps of like pieces, and a ride on each lane each day, its charge so many times the trade's."""
    draws = np.random.default_rng(seed)
    there = _places(draws, places)
    pairs = draws.permutation([(a, b) for a in range(places) for b in range(places) if a != b])[:lanes].tolist()
    rides = []
    for a, b in pairs:
        fixed, kilo = times * int(draws.integers(3_000, 15_000)), int(draws.integers(50, 200))
        transit = int(draws.integers(1, 4))
        rides += [Ride(a, b, kilo, on, on + transit, fixed) for on in range(7)]
    goods = tuple(_piece(draws, places, most=30, last_ready=5) for _ in range(heaps))
    rooms = draws.dirichlet(np.full(sinks, 3.0)) * sum(one.count for one in goods) * 0.9
    taking = tuple(_sink(draws, number, places, int(one)) for number, one in enumerate(rooms))
    return Problem(there, tuple(rides), taking, goods, wait_minor=20)


def _places(draws: np.random.Generator, count: int) -> tuple[Place, ...]:
    bans = (draws.random(count) < 0.2).tolist()
    return tuple(
        Place(f"place {number}", destruction_banned_from_day=0 if banned else None)
        for number, banned in enumerate(bans)
    )


def _sink(draws: np.random.Generator, number: int, places: int, room: int) -> Sink:
    kind = int(draws.choice(len(KINDS), p=[one[1] for one in KINDS]))
    name, _share, grades, (low, high), handling = KINDS[kind]
    pays = round(MILLION * draws.uniform(low, high))
    owners = tuple(draws.choice(OWNERS, OWNERS // 3, replace=False).tolist()) if name == "own shelf" else None
    terms = tuple(Terms(grade, pays, 0, handling + int(draws.integers(20))) for grade in grades)
    return Sink(f"{name} {number}", int(draws.integers(places)), terms, room, owners, destroys=name == "recycler")


def _piece(draws: np.random.Generator, places: int, *, most: int = 1, last_ready: int = 0) -> Piece:
    price, best = int(draws.integers(300, 3_000)), int(draws.choice(len(GRADES), p=SHARES))
    values = [None if grade < best else round(price * part) for grade, part in enumerate(WORTHS)]
    ready = int(draws.integers(last_ready + 1))
    return Piece(
        owner=int(draws.integers(OWNERS)),
        place=int(draws.integers(places)),
        values_minor=(values[0], values[1], values[2], values[3]),
        count=int(draws.integers(1, most + 1)),
        grams=int(draws.integers(30, 120)),
        article=int(draws.integers(ARTICLES)),
        ready_day=ready,
        deadline_day=ready + int(draws.integers(3, 15)),
        daily_minor=int(draws.integers(1, 8)),
    )
