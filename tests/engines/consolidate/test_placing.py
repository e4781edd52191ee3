"""Protect the placing under limits: it keeps them, finds a way wherever there is one, and its prices bound any way."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dukou.engines.consolidate import Band, Departure, Place, Problem, Shipment, Tariff
from dukou.engines.consolidate.choice import cost
from dukou.engines.consolidate.columns import columns
from dukou.engines.consolidate.model import Floats, Lane, lane, members
from dukou.engines.consolidate.placing import place
from dukou.engines.consolidate.prices import dual

KG = 1_000
# Bands with a minimum, a fixed part, a free amount and a cheaper rate for more; and a truck.
TARIFFS = (
    Tariff("by weight", "shared", bands=(Band(5 * KG, 0, 0, 90, KG, minimum_minor=200), Band(None, 0, 0, 40, KG))),
    Tariff("by volume", "shared", "m3", bands=(Band(None, 50, 2_000_000, 70, 1_000_000, is_begun=True),)),
    Tariff("truck", "vehicle", vehicle_minor=900, capacity_grams=12 * KG, capacity_ml=9_000_000),
    Tariff("parcel", "parcel", bands=(Band(20 * KG, 300, KG, 80, KG),)),
)
END = 3


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw places of which each takes few a day, some of them on the way to another one, and two days."""
    few = st.sampled_from([0, 1, 2, None])
    places = (*(Place(name, most_shipments_a_day=draw(few)) for name in ("north", "south", "port")), Place("end"))
    departures = [
        Departure(origin, to, draw(st.integers(0, len(TARIFFS) - 1)), day, day, day, stage)
        for day in (0, 1)
        for origin, to, stage in ((0, END, "main"), (1, END, "main"), (1, 2, "pre"), (2, END, "main"))
    ]
    amounts = st.integers(0, 9)
    shipments = [
        Shipment(
            draw(amounts) * KG,
            draw(amounts) * 1_000_000,
            tuple((origin, 100 * draw(amounts)) for origin in sorted(draw(st.sets(st.integers(0, 1), min_size=1)))),
            END,
            draw(st.integers(0, 1)),
            1,
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    return Problem(TARIFFS, places, tuple(departures), tuple(shipments))


def bounded(made: Lane, prices: Floats) -> float:
    """Return what all shipments are worth, less what the queues take for as many as they let pass."""
    queues = prices[len(prices) - len(made.groups) - len(made.queue_names) : len(prices) - len(made.groups)]
    assert (queues >= 0).all()
    return float(prices[: len(made.shipments)].sum() - (queues * made.columns.most).sum())


@settings(max_examples=120)
@given(problems())
def test_a_placing_keeps_the_limits_and_its_prices_bound_every_way(problem: Problem) -> None:
    options = columns(problem)
    costs = [found for way in itertools.product(*options) if (found := cost(problem, dict(enumerate(way)))) is not None]
    bound, chosen = 0.0, {}
    for shipments in members(options):
        made = lane(problem, shipments, options)
        placing = place(dual(made)) if all(made.options) else None
        if placing is None:
            assert not costs
            return
        bound += bounded(made, placing.prices)
        chosen |= dict(zip(shipments, placing.chosen, strict=True))
    reached = cost(problem, chosen)
    assert reached is not None
    assert bound <= min(costs) + 1e-3
    assert reached >= min(costs)


def test_one_departure_alone_is_bound_by_what_it_costs() -> None:
    """Two shipments of a shared departure without a limit: the least average price is that of both together."""
    departure = Departure(0, 1, 0, 0, 0, 0)
    shipment = Shipment(2 * KG, 0, ((0, 10),), 1, 0, 0)
    problem = Problem(TARIFFS, (Place("here"), Place("there")), (departure,), (shipment, shipment))
    made = lane(problem, (0, 1), columns(problem))
    placing = place(dual(made))
    assert placing is not None
    assert bounded(made, placing.prices) == pytest.approx(cost(problem, dict(enumerate(placing.chosen))))
