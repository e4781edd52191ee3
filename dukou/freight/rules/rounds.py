"""Decide the town's daily round: vans leave the depot, bring and take goods at each stop at once, and come home.

What a round costs is compared with each firm driving by itself: the same engine, the same kind of van and the same day,
with that firm's stops alone. Whether the van then stands at the firm or at the depot makes no difference: the way there
and back is the same. A firm's own van stands there anyway, so that its day costs nothing; the round's are hired by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import zip_longest

import numpy as np

from dukou.base.money import split
from dukou.base.quantity import ceil_div
from dukou.base.solving import Limit
from dukou.engines import route as engine
from dukou.engines.route.problem import Matrix
from dukou.engines.route.simple import drive
from dukou.freight.records.rounds import Call, Driven, Fleet, Leg, Ride
from dukou.registry.records import SiteRecord

SEED, MILLION = 0, 1_000_000
EARTH_M = 6_371_000
HOUR_S, MINUTE_S, GRAMS_A_KILO, ML_A_LITRE, METRES_A_KM = 3_600, 60, 1_000, 1_000, 1_000
MILLIS_A_FEN = 1_000
GOODS_DIGITS = 16
# What the limits are called, and what holds in a town that has not published them (whole units).
LIMITS: Mapping[str, tuple[str, int]] = {
    "vans": ("round.vans", 20),
    "trips": ("round.trips", 4),
    "kilos": ("round.van_kilos", 1_500),
    "litres": ("round.van_litres", 14_000),
    "day_minor": ("round.day_minor", 6_000),
    "km_minor": ("round.km_minor", 130),
    "hour_minor": ("round.hour_minor", 4_500),
    "km_an_hour": ("round.km_an_hour", 25),
    "stop_minutes": ("round.stop_minutes", 5),
    "carton_seconds": ("round.carton_seconds", 10),
    "opens": ("round.opens_hour", 8),
    "closes": ("round.closes_hour", 18),
}
DETOUR, DETOUR_E6 = "round.detour", 1_300_000
PICK_UP = "logistics.pickup_minor_a_carton"


def fleet(limits: Mapping[str, int]) -> Fleet:
    """Return the round's vans and their day, from dated limits in millionths."""
    found = {name: limits[key] // MILLION if key in limits else usual for name, (key, usual) in LIMITS.items()}
    return Fleet(
        vans=found["vans"],
        trips=found["trips"],
        grams=found["kilos"] * GRAMS_A_KILO,
        ml=found["litres"] * ML_A_LITRE,
        cost_a_day=found["day_minor"] * MILLIS_A_FEN,
        # A fen a kilometre is a thousandth of a fen a metre.
        cost_per_m=found["km_minor"],
        cost_per_s=found["hour_minor"] * MILLIS_A_FEN // HOUR_S,
        metres_an_hour=found["km_an_hour"] * METRES_A_KM,
        detour_e6=limits.get(DETOUR, DETOUR_E6),
        stop_s=found["stop_minutes"] * MINUTE_S,
        carton_s=found["carton_seconds"],
        opens_s=found["opens"] * HOUR_S,
        closes_s=found["closes"] * HOUR_S,
    )


def goods_key(rides: Iterable[Ride]) -> str:
    """Return what tells whether the same goods wait for a round."""
    return sha256(repr(sorted(rides, key=repr)).encode()).hexdigest()[:GOODS_DIGITS]


def metres(places: Sequence[SiteRecord], vans: Fleet) -> Matrix:
    """Return the way from each place to each: the great circle, times the detour that roads make."""
    lat, lon = np.radians(np.array([(one.lat_e6, one.lon_e6) for one in places]).T / MILLION)
    half = (np.sin((lat[:, None] - lat) / 2), np.sin((lon[:, None] - lon) / 2))
    part = half[0] ** 2 + np.cos(lat)[:, None] * np.cos(lat) * half[1] ** 2
    way = 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(part, 1))) * vans.detour_e6 / MILLION
    return tuple(map(tuple, np.rint(way).astype(np.int64).tolist()))


def is_near(one: SiteRecord, depot: SiteRecord, vans: Fleet) -> bool:
    """Tell whether a van can drive to a place, stop there, and be home within its day."""
    there = _seconds(metres((depot, one), vans)[0][1], vans)
    return 2 * there + vans.stop_s <= vans.closes_s - vans.opens_s


def calls(rides: Iterable[Ride], sites: Mapping[int, SiteRecord], vans: Fleet) -> list[Call]:
    """Return the stops for rides to firms' places: as many a place as it takes for each to fit in a van."""
    by_place: dict[int, tuple[list[Ride], list[Ride]]] = defaultdict(lambda: ([], []))
    for one in rides:
        by_place[one.at][0 if one.is_out else 1].append(one)
    return [
        Call(sites[at].id, at, out or (), back or ())
        for at, (outs, backs) in sorted(by_place.items())
        for out, back in zip_longest(_vanfuls(outs, vans), _vanfuls(backs, vans))
    ]


def _vanfuls(rides: Iterable[Ride], vans: Fleet) -> list[tuple[Ride, ...]]:
    """Split rides by cartons so that each part fits in a van; a carton that is larger than a van goes by itself."""
    full: list[tuple[Ride, ...]] = []
    room, aboard = (vans.grams, vans.ml), list[Ride]()
    for one in rides:
        rest: Ride | None = one
        while rest is not None:
            each = ceil_div(rest.grams, rest.cartons), ceil_div(rest.ml, rest.cartons)
            fits = min(rest.cartons, *(left // size for left, size in zip(room, each, strict=True) if size))
            if not fits and aboard:
                full.append(tuple(aboard))
                room, aboard = (vans.grams, vans.ml), []
                continue
            part, rest = _parted(rest, max(1, fits))
            aboard.append(part)
            room = room[0] - part.grams, room[1] - part.ml
    return [*full, tuple(aboard)] if aboard else full


def _parted(one: Ride, cartons: int) -> tuple[Ride, Ride | None]:
    if cartons == one.cartons:
        return one, None
    grams, ml = one.grams * cartons // one.cartons, one.ml * cartons // one.cartons
    rest = replace(one, cartons=one.cartons - cartons, grams=one.grams - grams, ml=one.ml - ml)
    return replace(one, cartons=cartons, grams=grams, ml=ml), rest


def driven(
    stops: Sequence[Call], sites: Mapping[int, SiteRecord], depot: SiteRecord, vans: Fleet, *, limit: Limit
) -> Driven:
    """Return the round of some stops, checked, and what it costs each firm to drive by itself as well as it can."""
    asked = problem(stops, sites, depot, vans)
    found, is_sound = _solved(asked, limit)
    legs, cost = _legs(asked, found)
    own = 0
    for firm in sorted({one.firm for one in stops}):
        alone = problem([one for one in stops if one.firm == firm], sites, depot, replace(vans, cost_a_day=0))
        answer, is_own_sound = _solved(alone, limit)
        own += _legs(alone, answer)[1]
        is_sound = is_sound and is_own_sound
    whole = _fen(cost)
    shares = split(whole, [one.cost_minor for one in legs]) if legs else []
    return Driven(
        legs=tuple(replace(one, cost_minor=share) for one, share in zip(legs, shares, strict=True)),
        left=found.unserved,
        cost_minor=whole,
        own_minor=_fen(own),
        bound_minor=found.bound // MILLIS_A_FEN,
        is_sound=is_sound,
    )


def problem(stops: Sequence[Call], sites: Mapping[int, SiteRecord], depot: SiteRecord, vans: Fleet) -> engine.Problem:
    """Return the engine's problem: places are the depot and then each firm's, amounts are grams and ml."""
    firms = list(dict.fromkeys(one.firm for one in stops))
    place = {firm: number for number, firm in enumerate(firms, start=1)}
    ways = metres([depot, *(sites[firm] for firm in firms)], vans)
    van = engine.Vehicle(
        "van",
        vans.vans,
        (vans.grams, vans.ml),
        loads_s=vans.stop_s,
        opens_s=vans.opens_s,
        closes_s=vans.closes_s,
        trips=vans.trips,
        fixed_cost=vans.cost_a_day,
        cost_per_m=vans.cost_per_m,
        cost_per_s=vans.cost_per_s,
    )
    return engine.Problem(
        stops=tuple(_stop(one, place[one.firm], vans) for one in stops),
        vehicles=(van,),
        distance_m=ways,
        duration_s=tuple(tuple(_seconds(way, vans) for way in row) for row in ways),
    )


def _stop(one: Call, place: int, vans: Fleet) -> engine.Stop:
    cartons = sum(ride.cartons for ride in (*one.out, *one.back))
    return engine.Stop(
        place,
        delivery=(sum(ride.grams for ride in one.out), sum(ride.ml for ride in one.out)),
        pickup=(sum(ride.grams for ride in one.back), sum(ride.ml for ride in one.back)),
        service_s=vans.stop_s + vans.carton_s * cartons,
        opens_s=vans.opens_s,
        closes_s=vans.closes_s,
    )


def _seconds(way_m: int, vans: Fleet) -> int:
    return ceil_div(way_m * HOUR_S, vans.metres_an_hour)


def _solved(asked: engine.Problem, limit: Limit) -> tuple[engine.Answer, bool]:
    """Return the engine's answer and True; where it breaks a law, the simple plan and False.

    One stop leaves nothing to choose: there the simple plan is the best.
    """
    if len(asked.stops) > 1:
        answer = engine.solve(asked, limit=limit, seed=SEED)
        if not engine.check(asked, answer):
            return answer, True
    rounds = drive(asked)
    visited = {stop for one in rounds for trip in one.trips for stop in trip}
    left = tuple(number for number in range(len(asked.stops)) if number not in visited)
    return engine.Answer(rounds, left, 0, 0, (), "infeasible" if left else "feasible"), len(asked.stops) == 1


def _legs(asked: engine.Problem, answer: engine.Answer) -> tuple[list[Leg], int]:
    """Return each van's ways and stops in order, at thousandths of a fen, and their sum; the first bears its day."""
    found: list[Leg] = []
    for van, one in enumerate(answer.rounds, start=1):
        vehicle, now_s, place = asked.vehicles[one.vehicle], one.start_s, 0
        for trip, stops in enumerate(one.trips, start=1):
            here, since_s = vehicle.depot, now_s
            now_s += vehicle.loads_s
            for number in (*stops, None):
                stop = None if number is None else asked.stops[number]
                there = vehicle.depot if stop is None else stop.place
                arrives_s = now_s + asked.duration_s[here][there]
                now_s = arrives_s if stop is None else max(arrives_s, stop.opens_s) + stop.service_s
                place, way = place + 1, asked.distance_m[here][there]
                cost = vehicle.cost_per_m * way + vehicle.cost_per_s * (now_s - since_s)
                cost += vehicle.fixed_cost if place == 1 else 0
                found.append(Leg(van, trip, place, number, arrives_s, now_s, way, cost))
                here, since_s = there, now_s
    return found, sum(one.cost_minor for one in found)


def _fen(millis: int) -> int:
    """Return an amount in fen, rounded half up."""
    return (2 * millis + MILLIS_A_FEN) // (2 * MILLIS_A_FEN)
