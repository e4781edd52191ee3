"""Draw small awkward problems, and make large ones with a trade's tariffs."""

import itertools
import math

from hypothesis import strategies as st

from dukou.base.draws import uniforms
from dukou.engines.mode import Problem, Service, Shipment, cost

M3 = 1_000_000
EXPRESS = Service(
    "express", "parcel", first_grams=1000, first_minor=800, step_grams=1000, step_minor=400, ml_per_kg=6000
)
LTL = Service("LTL", "shared", rate_minor=34_700, rate_unit="m3", minimum_minor=6_000)
LTL_BY_WEIGHT = Service("LTL by weight", "shared", rate_minor=210, rate_unit="kg", ml_per_kg=5000, minimum_minor=8_000)
TRUCK = Service("truck", "vehicle", vehicle_minor=800_000, capacity_ml=50 * M3, capacity_grams=15_000_000)
LONG_TRUCK = Service("long truck", "vehicle", vehicle_minor=1_500_000, capacity_ml=120 * M3, capacity_grams=30_000_000)
AIR = Service("air", "parcel", first_grams=500, first_minor=30_000, step_grams=500, step_minor=2_800, ml_per_kg=6000)
LCL = Service("LCL", "shared", rate_minor=80_000, rate_unit="m3", minimum_minor=90_000)
FCL = Service("40HQ", "vehicle", vehicle_minor=4_900_000, capacity_ml=65 * M3, capacity_grams=26_000_000)
RAIL = Service("rail", "shared", rate_minor=950, rate_unit="kg", ml_per_kg=3000, minimum_minor=60_000)
DOMESTIC = (EXPRESS, LTL, LTL_BY_WEIGHT, TRUCK, LONG_TRUCK)
OVERSEAS = (AIR, LCL, FCL, RAIL)


def trade(services: tuple[Service, ...], count: int, least_kg: float = 2, most_kg: float = 5_000) -> Problem:
    """Return shipments of socks, about 120 kg/m³, whose last mile by freight costs 30 yuan and 0.3 yuan/kg."""
    draws = uniforms("test.consolidate", range(2 * count)).tolist()
    shipments = []
    for size, density in zip(draws[::2], draws[1::2], strict=True):
        kg = least_kg * math.exp(size * math.log(most_kg / least_kg))
        extra = tuple(0 if one.kind == "parcel" else 3_000 + round(kg * 30) for one in services)
        shipments.append(Shipment(round(kg * 1000), round(kg / (100 + 40 * density) * M3), extra))
    return Problem(services, tuple(shipments))


def parcels() -> st.SearchStrategy[Service]:
    return st.builds(
        Service,
        st.just("parcel"),
        st.just("parcel"),
        first_grams=st.integers(0, 5),
        first_minor=st.integers(0, 20),
        step_grams=st.integers(1, 4),
        step_minor=st.integers(0, 9),
        ml_per_kg=st.sampled_from([0, 700, 1300]),
    )


def shared() -> st.SearchStrategy[Service]:
    """Draw rates that make a gram or a millilitre cost about a minor unit."""
    by_weight = st.builds(
        Service,
        st.just("by weight"),
        st.just("shared"),
        rate_minor=st.integers(0, 3000),
        rate_unit=st.just("kg"),
        ml_per_kg=st.sampled_from([0, 700, 1300]),
        minimum_minor=st.integers(0, 40),
    )
    by_volume = st.builds(
        Service,
        st.just("by volume"),
        st.just("shared"),
        rate_minor=st.integers(0, 3 * M3),
        rate_unit=st.just("m3"),
        minimum_minor=st.integers(0, 40),
    )
    return by_weight | by_volume


def vehicles() -> st.SearchStrategy[Service]:
    return st.builds(
        Service,
        st.just("vehicle"),
        st.just("vehicle"),
        vehicle_minor=st.integers(0, 60),
        capacity_ml=st.integers(5, 40),
        capacity_grams=st.integers(5, 40),
    )


@st.composite
def problems(draw: st.DrawFn, most_shipments: int = 5, min_shipments: int = 0) -> Problem:
    """Draw few shipments, each with at least one service of few."""
    services = tuple(draw(st.lists(parcels() | shared() | vehicles(), min_size=1, max_size=4)))
    sizes = st.tuples(st.integers(0, 30), st.integers(0, 30))
    shipments = []
    for grams, ml in draw(st.lists(sizes, min_size=min_shipments, max_size=most_shipments)):
        extra = draw(st.lists(st.none() | st.integers(0, 15), min_size=len(services), max_size=len(services)))
        sure = draw(st.integers(0, len(services) - 1))
        extra[sure] = extra[sure] or 0
        shipments.append(Shipment(grams, ml, tuple(extra)))
    return Problem(services, tuple(shipments))


def ways(problem: Problem) -> list[tuple[int, ...]]:
    """Return every choice there is."""
    allowed = [[s for s, extra in enumerate(one.extra_minor) if extra is not None] for one in problem.shipments]
    return list(itertools.product(*allowed))


def least_cost(problem: Problem) -> int:
    return min(cost(problem, way) for way in ways(problem))
