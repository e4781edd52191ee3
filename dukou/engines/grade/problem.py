"""Say what came back, and where it may go next."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from dukou.base.solving import Status

# A: resell as new. B: re-bag and re-label. C: seconds, by weight. D: recycle.
GRADES = ("A", "B", "C", "D")
MILLION, GRAMS_A_KILO = 1_000_000, 1_000
# Amounts, and what all pieces can be worth together, stay where whole numbers of 64 bits add up exactly.
MOST, MOST_TOGETHER = 10**12, 10**18


def _require_whole(record: Any) -> None:
    """Raise ValueError unless each field that is no text, mark or list is a whole number from zero on, or absent."""
    for one in fields(record):
        value = getattr(record, one.name)
        if value is None or isinstance(value, tuple) or (one.type in {str, bool} and type(value) is one.type):
            continue
        if type(value) is not int or not 0 <= value <= MOST:
            raise ValueError(f"{one.name} is no amount: {record}")


@dataclass(frozen=True, slots=True)
class Place:
    """Name a place; from a day on, goods that lie there may not be destroyed (None: they may)."""

    name: str
    is_buyer: bool = False
    destruction_banned_from_day: int | None = None


@dataclass(frozen=True, slots=True)
class Ride:
    """Offer a ride between two places: what a kilogram more costs on it, and what it costs if anything rides at all."""

    origin: int
    destination: int
    kilo_minor: int = 0
    leaves_day: int = 0
    arrives_day: int = 0
    fixed_minor: int = 0

    def __post_init__(self) -> None:
        _require_whole(self)
        if self.arrives_day < self.leaves_day or self.origin == self.destination:
            raise ValueError(f"a ride to where it is, or that arrives before it leaves: {self}")


@dataclass(frozen=True, slots=True)
class Terms:
    """Say what a sink pays for a piece as a grade: a part of its value in that grade, and so much; less handling."""

    grade: str
    pays_ppm: int = MILLION
    pays_minor: int = 0
    handling_minor: int = 0

    def __post_init__(self) -> None:
        _require_whole(self)
        if self.grade not in GRADES:
            raise ValueError(f"no grade: {self}")


@dataclass(frozen=True, slots=True)
class Fit:
    """Name an article that a sink takes, and what each piece of it fetches less there: a next size is no own size."""

    article: int
    less_minor: int = 0

    def __post_init__(self) -> None:
        _require_whole(self)


@dataclass(frozen=True, slots=True)
class Sink:
    """Hold where pieces can end: own shelf, depot, partner shop, outlet, recycler, a waiting exchange, the buyer.

    Parameters
    ----------
    place
        Where it is; None: with the buyer who has the piece, so that only pieces at a buyer's place stay there.
    terms
        What it pays, one for each grade that it takes.
    capacity
        The most pieces that it takes; None: any number.
    owners
        Whose pieces it takes; None: anybody's.
    fits
        The articles that it takes; None: all.
    latest_day
        The last day on which pieces may arrive.
    """

    name: str
    place: int | None
    terms: tuple[Terms, ...]
    capacity: int | None = None
    owners: tuple[int, ...] | None = None
    fits: tuple[Fit, ...] | None = None
    latest_day: int | None = None
    is_exchange: bool = False
    destroys: bool = False

    def __post_init__(self) -> None:
        _require_whole(self)
        if len({one.grade for one in self.terms}) < len(self.terms):
            raise ValueError(f"two terms for a grade: {self}")
        if self.fits and len({one.article for one in self.fits}) < len(self.fits):
            raise ValueError(f"an article fits twice: {self}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold so many like pieces that came back together.

    Parameters
    ----------
    values_minor
        What one is worth as each of the grades A, B, C, D; None where its condition does not allow that.
    grams
        What one weighs.
    ready_day
        The first day on which it can leave; the last on which it may arrive anywhere is `deadline_day`.
    daily_minor
        What one loses a day until it has arrived.
    """

    owner: int
    place: int
    values_minor: tuple[int | None, int | None, int | None, int | None]
    count: int = 1
    grams: int = 0
    article: int = 0
    ready_day: int = 0
    deadline_day: int | None = None
    daily_minor: int = 0

    def __post_init__(self) -> None:
        _require_whole(self)
        known = [one for one in self.values_minor if one is not None]
        if len(self.values_minor) != len(GRADES) or any(type(one) is not int or not 0 <= one <= MOST for one in known):
            raise ValueError(f"not one value a grade: {self}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold places, rides, sinks and pieces; what goes nowhere waits, at `wait_minor` each.

    Each piece that serves an exchange counts `premium_minor` above what it leaves; None: exchanges come first, as many
    as can be, whatever they cost. A ride's fixed charge is due once if anything rides.

    Raises
    ------
    ValueError
        Where an amount makes no sense, something is named that is not there, or sums could overflow.
    """

    places: tuple[Place, ...]
    rides: tuple[Ride, ...]
    sinks: tuple[Sink, ...]
    pieces: tuple[Piece, ...]
    premium_minor: int | None = None
    wait_minor: int = 0

    def __post_init__(self) -> None:
        _require_whole(self)
        named = [place for ride in self.rides for place in (ride.origin, ride.destination)]
        named += [sink.place for sink in self.sinks if sink.place is not None] + [one.place for one in self.pieces]
        if max(named, default=-1) >= len(self.places):
            raise ValueError("something is at a place that is not there")
        count = sum(one.count for one in self.pieces)
        if _span_minor(self) + count * premium_minor(self) > MOST_TOGETHER:
            raise ValueError("amounts are too large to be added up")

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Problem":
        """Read a problem."""
        more = {name: data[name] for name in ("premium_minor", "wait_minor") if name in data}
        return cls(
            tuple(Place(**one) for one in data["places"]),
            tuple(Ride(**one) for one in data.get("rides", ())),
            tuple(_sink(one) for one in data["sinks"]),
            tuple(Piece(**one | {"values_minor": tuple(one["values_minor"])}) for one in data["pieces"]),
            **more,
        )

    def to_json(self) -> dict[str, Any]:
        """Write the problem."""
        return asdict(self)


def _sink(data: dict[str, Any]) -> Sink:
    owners, fits = data.get("owners"), data.get("fits")
    return Sink(
        **data
        | {
            "terms": tuple(Terms(**one) for one in data["terms"]),
            "owners": None if owners is None else tuple(owners),
            "fits": None if fits is None else tuple(Fit(**one) for one in fits),
        }
    )


def premium_minor(problem: Problem) -> int:
    """Return the premium of an exchange: the problem's, or one above all that can be gained or lost for one more."""
    if problem.premium_minor is not None:
        return problem.premium_minor
    return 1 + _span_minor(problem) if any(sink.is_exchange for sink in problem.sinks) else 0


def _span_minor(problem: Problem) -> int:
    """Return more than the best and the worst that can be done with all pieces are apart."""
    terms = [one for sink in problem.sinks for one in sink.terms]
    value = _most(value or 0 for one in problem.pieces for value in one.values_minor)
    span = problem.wait_minor + value * _most(one.pays_ppm for one in terms) // MILLION + 1
    span += _most(one.pays_minor for one in terms) + _most(one.handling_minor for one in terms)
    span += _most(fit.less_minor for sink in problem.sinks for fit in sink.fits or ())
    grams, kilo_minor = _most(one.grams for one in problem.pieces), _most(ride.kilo_minor for ride in problem.rides)
    span += grams * kilo_minor // GRAMS_A_KILO + 1
    days = max(_most(ride.arrives_day for ride in problem.rides), _most(one.ready_day for one in problem.pieces))
    span += days * _most(one.daily_minor for one in problem.pieces)
    return span * sum(one.count for one in problem.pieces) + sum(ride.fixed_minor for ride in problem.rides)


def _most(amounts: Iterable[int]) -> int:
    return max(amounts, default=0)


@dataclass(frozen=True, slots=True)
class Move:
    """Send so many of a piece to a sink as a grade, by a ride; without one where it already is."""

    piece: int
    sink: int
    ride: int | None
    grade: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the moves, what they leave, and a bound with its certificate; what is not moved waits.

    `net_minor` is money alone; `bound_minor` limits what is maximised: money and the premium of each exchange. It
    follows by weak duality from a price for each sink's room and, where rides have fixed charges, a worth of each
    piece (`worths_minor`, else empty).
    """

    moves: tuple[Move, ...]
    net_minor: int
    exchanges: int
    premium_minor: int
    bound_minor: int
    prices_minor: tuple[int, ...]
    worths_minor: tuple[int, ...]
    status: Status

    @property
    def value_minor(self) -> int:
        """What is maximised."""
        return self.net_minor + self.premium_minor * self.exchanges

    @property
    def gap_minor(self) -> int:
        """What may be missing to the best there is."""
        return self.bound_minor - self.value_minor

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Answer":
        """Read an answer."""
        lists = {name: tuple(data[name]) for name in ("prices_minor", "worths_minor")}
        return cls(**data | lists | {"moves": tuple(Move(**one) for one in data["moves"])})

    def to_json(self) -> dict[str, Any]:
        """Write the answer."""
        return asdict(self)
