"""Draw small routing problems, and list every way to make trips of a few stops."""

from collections.abc import Iterator
from itertools import permutations

from hypothesis import strategies as st

from dukou.engines.route import Problem, Stop, Vehicle
from dukou.engines.route.problem import straight

HOUR_S = 3_600


@st.composite
def problems(draw: st.DrawFn, *, most_stops: int = 6, optional: bool = True) -> Problem:
    """Draw a problem of two amounts, with windows, returns, kinds of vehicles and several trips."""
    count = draw(st.integers(1, most_stops))
    points = draw(st.lists(st.tuples(*[st.integers(0, 9_000)] * 2), min_size=count + 1, max_size=count + 1))
    amount = st.tuples(st.integers(0, 5), st.integers(0, 3))
    stops = [
        Stop(
            place,
            draw(amount),
            draw(amount),
            service_s=draw(st.integers(0, 600)),
            opens_s=(opens_s := draw(st.sampled_from([0, 0, HOUR_S, 2 * HOUR_S]))),
            closes_s=draw(st.sampled_from([None, opens_s + HOUR_S, opens_s + 3 * HOUR_S])),
            prize=draw(st.sampled_from([None, None, 4_000, 30_000])) if optional else None,
        )
        for place in range(1, count + 1)
    ]
    vehicles = [
        Vehicle(
            "van",
            draw(st.integers(1, 3)),
            (draw(st.integers(4, 12)), 8),
            depot=draw(st.sampled_from([0, 0, 1])),
            loads_s=draw(st.sampled_from([0, 300])),
            closes_s=draw(st.sampled_from([None, 4 * HOUR_S])),
            shift_s=draw(st.sampled_from([None, 2 * HOUR_S])),
            reach_m=draw(st.sampled_from([None, 40_000])),
            trips=draw(st.integers(1, 3)),
            fixed_cost=draw(st.integers(0, 20_000)),
            cost_per_m=draw(st.integers(1, 3)),
            cost_per_s=draw(st.integers(0, 2)),
        )
        for _kind in range(draw(st.integers(1, 2)))
    ]
    return Problem(tuple(stops), tuple(vehicles), *straight(points, 40_000))


def orders(stops: range) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield every way to put stops into trips in order, up to the order of the trips."""
    for order in permutations(stops):
        for cuts in range(1 << max(len(order) - 1, 0)):
            trips, trip = [], [order[0]]
            for place, stop in enumerate(order[1:]):
                if cuts >> place & 1:
                    trips.append(tuple(trip))
                    trip = []
                trip.append(stop)
            trips.append(tuple(trip))
            if trips == sorted(trips):
                yield tuple(trips)
