"""Name the town's daily round: what rides on it, where its vans stop, and what it costs beside each firm's own van."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

# The kind of job that plans a round.
PLAN = ("freight", "round")
# Why something is not on a round: its place is too far for a day, the vans' day is full, or it has no known place.
Why = Literal["far", "full", "nowhere"]
# A round is planned until its goods have come in; one that another replaced was never driven.
RoundState = Literal["planned", "driven", "replaced"]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Hold what is published of the round's vans, which are alike, and of their day.

    Costs are thousandths of a fen: for hiring a van for the day, and for its way and its time. `opens_s` and `closes_s`
    are seconds of the day, between which stops are open and vans are out.
    """

    vans: int
    trips: int
    grams: int
    ml: int
    cost_a_day: int
    cost_per_m: int
    cost_per_s: int
    metres_an_hour: int
    detour_e6: int
    stop_s: int
    carton_s: int
    opens_s: int
    closes_s: int


@dataclass(frozen=True, slots=True)
class Ride:
    """Ask for goods to be taken from a firm's place to the depot, or (`is_out`) to be brought there from it.

    They are cartons of a lot, or parcels of a case that is named by its code. `at` is the firm at whose place the van
    stops, `firm` the owner; grams and ml are of all cartons.
    """

    at: int
    firm: int
    is_out: bool
    cartons: int
    grams: int
    ml: int
    lot: int | None = None
    case: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """Hold what a van brings and takes at one stop, each within a van's room; rides may be parts of those asked for."""

    site: int
    firm: int
    out: tuple[Ride, ...]
    back: tuple[Ride, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """Hold a van's way to a stop, or home (`call` is None), and its time there; `cost_minor` is for both."""

    van: int
    trip: int
    place: int
    call: int | None
    arrives_s: int
    leaves_s: int
    metres: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Driven:
    """Hold a plan: its legs, the calls that no van has time for, what it costs, and what each firm's own van would.

    `is_sound` is False where the engine's answer broke a law and the simple plan took its place.
    """

    legs: tuple[Leg, ...]
    left: tuple[int, ...]
    cost_minor: int
    own_minor: int
    bound_minor: int
    is_sound: bool


@dataclass(frozen=True, slots=True)
class RoundStop:
    """Show a stop of a round; its times are seconds of the day. At its end a van stops at the depot."""

    van: int
    trip: int
    place: int
    site: int
    zh: str
    en: str
    zone: str
    arrives_s: int
    leaves_s: int
    metres: int
    cost_minor: int
    out_cartons: int
    out_grams: int
    back_cartons: int
    back_grams: int
    is_home: bool


@dataclass(frozen=True, slots=True)
class NotVisited:
    """Show cartons at a place that no van of a round comes to, and why."""

    zh: str
    en: str
    cartons: int
    why: Why


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """Show a day's round to the desks: all its stops, and what it costs beside a van of each firm's own."""

    code: str
    on: date
    state: RoundState
    made_at: datetime
    cost_minor: int
    own_minor: int
    bound_minor: int
    # What firms are asked for the pick-up of its cartons.
    asked_minor: int
    is_sound: bool
    stops: tuple[RoundStop, ...]
    left: tuple[NotVisited, ...]


@dataclass(frozen=True, slots=True)
class RoundDay:
    """Show a day to the desks: its round, if there is one, whether one may be planned, and the last job that does."""

    on: date
    round: RoundRecord | None
    may_plan: bool
    job: str


@dataclass(frozen=True, slots=True)
class OwnStop:
    """Show a firm when a van comes to its own place, and how many cartons it brings and takes."""

    arrives_s: int
    out_cartons: int
    back_cartons: int
