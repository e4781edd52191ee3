"""Make sharings: small ones of every form, and a town's."""

import random
from typing import Any

from hypothesis import strategies as st

from dukou.engines.share import Band, Departure, Leg, Member, Part, Problem, Tariff

M3 = 1_000_000
amounts = st.integers(0, 40)
bands = st.builds(
    Band,
    up_to_amount=st.none(),
    base_minor=st.integers(0, 30),
    beyond_amount=st.integers(0, 20),
    rate_minor=st.integers(0, 9),
    per_amount=st.integers(1, 7),
    is_begun=st.booleans(),
    minimum_minor=st.integers(0, 60),
)


def _banded(low: Band, high: Band, end: int) -> tuple[Band, ...]:
    return (Band(end, low.base_minor, low.beyond_amount, low.rate_minor, low.per_amount, low.is_begun), high)


shared = st.builds(
    Tariff,
    kind=st.just("shared"),
    bands=st.builds(_banded, bands, bands, st.integers(0, 50)) | st.tuples(bands),
    unit=st.sampled_from(["kg", "m3"]),
    ml_per_kg=st.sampled_from([0, 600, 1_000, 3_000]),
    is_half_volumetric=st.booleans(),
    fuel_ppm=st.sampled_from([0, 70_000, 333_333]),
    fixed_minor=st.sampled_from([0, 25]),
)
vehicles = st.builds(
    Tariff,
    kind=st.just("vehicle"),
    vehicle_minor=st.integers(0, 120),
    capacity_ml=st.integers(1, 60),
    capacity_grams=st.integers(1, 60),
    fuel_ppm=st.sampled_from([0, 70_000]),
)
fixed = st.builds(Tariff, kind=st.sampled_from(["joint", "parcel"]), fixed_minor=st.integers(0, 90))
tariffs = shared | vehicles | fixed


@st.composite
def problems(draw: Any, most: int = 5) -> Problem:
    departures = tuple(Departure(tuple(draw(st.lists(tariffs, max_size=2)))) for _ in range(draw(st.integers(1, 3))))
    numbers = st.integers(0, len(departures) - 1)
    members = []
    for _ in range(draw(st.integers(0, most))):
        aboard = sorted(draw(st.sets(numbers, max_size=2)))
        members.append(Member(tuple(_part(draw, d, len(departures[d].tariffs)) for d in aboard)))
    legs = draw(st.lists(st.builds(Leg, st.sets(numbers, max_size=2).map(tuple), tariffs), max_size=1))
    return Problem(draw(st.integers(0, 500)), tuple(members), departures, tuple(legs))


def _part(draw: Any, departure: int, tariffs: int) -> Part:
    return Part(
        departure,
        own_best_minor=draw(st.integers(0, 120)),
        grams=draw(amounts),
        ml=draw(amounts),
        extra_minor=tuple(draw(st.integers(0, 20)) for _ in range(tariffs)),
    )


def town(firms: int, seed: int, *, mean_m3: float = 1.0, paid: int = 0) -> Problem:
    """Return a pool of containers beside a less-than-container tariff, at prices of the trade in fen."""
    chance = random.Random(seed)
    box = Tariff("vehicle", vehicle_minor=900_000, capacity_ml=60 * M3, capacity_grams=26_000_000, fuel_ppm=30_000)
    loose = Tariff("shared", (Band(rate_minor=34_700, per_amount=M3, minimum_minor=6_000),), "m3")
    members = []
    for _ in range(firms):
        ml = 20_000 + int(chance.lognormvariate(0, 1.2) * mean_m3 * M3)
        alone = min(max(6_000, ml * 34_700 // M3), 927_000 * -(-ml // (60 * M3)))
        extra = 500 + ml // 2_500
        members.append(Member((Part(0, alone + 500 + chance.randrange(2_500), ml // 8, ml, (extra, extra)),)))
    return Problem(paid, tuple(members), (Departure((box, loose)),))
