"""Draw small awkward problems, and find the cheapest of all their ways."""

import itertools
from collections import defaultdict

from hypothesis import strategies as st

from dukou.engines.consolidate import Band, Departure, Place, Problem, Shipment, Tariff
from dukou.engines.consolidate.ways import Way, every_way, pool_minor

M3 = 1_000_000
ORIGIN, SECOND_ORIGIN, DEPOT, SHOP = range(4)
TOWN = Place("town", handling_minor_a_shipment=1)


def bands(most: int = 3) -> st.SearchStrategy[tuple[Band, ...]]:
    """Draw bands whose rates make a gram cost about a minor unit; the last may end."""
    one = st.builds(
        Band,
        base_minor=st.integers(0, 12),
        beyond_amount=st.integers(0, 6),
        rate_minor=st.integers(0, 5),
        per_amount=st.integers(1, 4),
        is_begun=st.booleans(),
        minimum_minor=st.integers(0, 25),
    )

    def rising(drawn: tuple[list[Band], list[int], bool]) -> tuple[Band, ...]:
        found, ends, is_open = drawn
        limits = [*sorted(ends)[: len(found) - 1], None if is_open else 60]
        return tuple(
            Band(end, *(getattr(band, name) for name in Band.__slots__[1:]))
            for band, end in zip(found[: len(limits)], limits, strict=True)
        )

    ends = st.lists(st.integers(1, 40), min_size=most - 1, max_size=most - 1, unique=True)
    return st.tuples(st.lists(one, min_size=1, max_size=most), ends, st.booleans()).map(rising)


def tariffs() -> st.SearchStrategy[Tariff]:
    extras = {"fuel_ppm": st.sampled_from([0, 0, 70_000]), "shipment_minor": st.integers(0, 3)}
    by_band = {
        "unit": st.sampled_from(["kg", "m3", "value"]),
        "ml_per_kg": st.sampled_from([0, 700, 1300]),
        "is_half_volumetric": st.booleans(),
    }
    parcel = st.builds(Tariff, st.just("parcel"), st.just("parcel"), bands=bands(), **by_band, **extras)
    shared = st.builds(Tariff, st.just("shared"), st.just("shared"), bands=bands(), **by_band, **extras)
    vehicle = st.builds(
        Tariff,
        st.just("vehicle"),
        st.just("vehicle"),
        vehicle_minor=st.integers(0, 60),
        capacity_grams=st.integers(5, 40),
        capacity_ml=st.integers(5, 40),
        **extras,
    )
    return st.one_of(parcel, shared, vehicle, vehicle)


@st.composite
def problems(draw: st.DrawFn, most_shipments: int = 4, min_shipments: int = 0) -> Problem:
    """Draw a few shipments from two origins to a shop, some through a depot; each may also go alone by parcel."""
    last = Tariff("sure", "parcel", bands=(Band(None, draw(st.integers(5, 60))),))
    entry = Tariff("entry", "shared", "value", bands=(Band(minimum_minor=4, rate_minor=1, per_amount=3),))
    found = [last, entry, *draw(st.lists(tariffs(), min_size=1, max_size=4))]
    departures = [Departure(place, SHOP, 0, 9, 9, 9) for place in (ORIGIN, SECOND_ORIGIN)]
    for tariff in range(2, len(found)):
        cut_off, wait, transit = draw(st.tuples(st.integers(0, 4), st.integers(0, 1), st.integers(0, 3)))
        legs = {"direct": (ORIGIN, SHOP, "main"), "in": (ORIGIN, DEPOT, "main"), "out": (DEPOT, SHOP, "last")}
        origin, destination, stage = legs[draw(st.sampled_from(["direct", "direct", "in", "out"]))]
        days = (cut_off, cut_off + wait, cut_off + wait + transit)
        most = draw(st.sampled_from([None, None, 1, 2]))
        customs = draw(st.sampled_from([None, None, 1]))
        departures.append(Departure(origin, destination, tariff, *days, stage, most, customs))
    depot = Place("depot", storage_minor_a_m3_day=M3 // 8, free_days=1, handling_minor_a_kg=500)
    places = (Place("town", most_shipments_a_day=draw(st.sampled_from([None, None, 2]))), TOWN, depot, Place("shop"))
    goods = draw(st.lists(shipments(), min_size=min_shipments, max_size=most_shipments))
    return Problem(tuple(found), places, tuple(departures), tuple(goods), draw(st.sampled_from([0, 10_000_000])))


def shipments() -> st.SearchStrategy[Shipment]:
    return st.builds(
        Shipment,
        grams=st.integers(0, 30),
        ml=st.integers(0, 30),
        origins=st.sampled_from([((ORIGIN, 0), (SECOND_ORIGIN, 3)), ((ORIGIN, 2), (SECOND_ORIGIN, 0))]),
        destination=st.just(SHOP),
        ready_day=st.integers(0, 3),
        due_day=st.integers(2, 9),
        late_minor_a_day=st.integers(0, 2),
        value_minor=st.integers(0, 20),
        duty_ppm=st.sampled_from([0, 120_000]),
        cartons=st.integers(1, 3),
        pays=st.sampled_from([("pre", "main", "last", "duty"), ("pre", "main", "last"), ("main", "duty")]),
    )


def ways(problem: Problem) -> list[list[Way]]:
    """Return every way of each shipment."""
    leaving: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(problem.departures):
        leaving[one.origin].append(number)
    return [list(every_way(problem, one, leaving)) for one in problem.shipments]


def cost(problem: Problem, chosen: tuple[Way, ...]) -> int | None:
    """Return what ways cost together; None where limits forbid them."""
    loads: dict[int, tuple[int, int, int]] = {}
    queued: dict[tuple[int, int], int] = defaultdict(int)
    for one, goods in zip(chosen, problem.shipments, strict=True):
        for pool in one.pools:
            grams, ml, value = loads.get(pool, (0, 0, 0))
            loads[pool] = grams + goods.grams, ml + goods.ml, value + goods.value_minor
        for queue in one.queues:
            queued[queue] += 1
    if any(count > (problem.places[place].most_shipments_a_day or 0) for (place, _day), count in queued.items()):
        return None
    prices = [pool_minor(problem, pool, load) for pool, load in loads.items()]
    return None if None in prices else sum(one.own_minor for one in chosen) + sum(one or 0 for one in prices)


def costs(problem: Problem) -> dict[tuple[tuple[int, ...], ...], int]:
    """Return what each possible choice of paths costs."""
    found = {}
    for chosen in itertools.product(*ways(problem)):
        price = cost(problem, chosen)
        if price is not None:
            found[tuple(one.path for one in chosen)] = price
    return found
