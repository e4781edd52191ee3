"""Tiny problems of placing, what a plan earns told pair by pair, and all plans tried."""

import itertools
from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from hypothesis import strategies as st

from dukou.engines.place import Demand, Item, Lane, Place, Problem, Tier

E4 = 10_000
Plan = tuple[tuple[int, int, int], ...]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw at most two items, two places and three lanes, a few pairs each, where every limit may bite."""

    def whole(least: int, most: int) -> int:
        return draw(st.integers(least, most))

    items = tuple(
        Item(whole(0, 5), whole(1, 4) * 100_000, whole(1, 3) * 1_000, whole(0, 9) * E4, whole(1, 3))
        for _ in range(whole(1, 2))
    )
    places = tuple(
        Place(
            whole(0, 15) * 100_000,
            whole(0, 3) * E4,
            whole(0, 2) * E4,
            draw(st.sampled_from([(), (Tier(0, E4),), (Tier(3, E4), Tier(8, 5 * E4))])),
        )
        for _ in range(whole(1, 2))
    )
    lanes = tuple(draw(st.lists(lanes_to(len(places)), min_size=1, max_size=3)))
    weights = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    stages = tuple(draw(st.lists(st.integers(1, 10), min_size=1, max_size=2)))
    demands = []
    for i, p in itertools.product(range(len(items)), range(len(places))):
        left = whole(-3, items[i].value_e4 // E4) * E4
        pairs = tuple(tuple(whole(0, 3) for _ in stages) for _ in weights)
        margin = places[p].picking_e4 + whole(0, 12) * E4 + max(0, left - items[i].value_e4)
        demands.append(Demand(i, p, margin, left, pairs))
    budget = draw(st.none() | st.integers(0, 50).map(lambda n: n * E4))
    return Problem(items, places, lanes, tuple(demands), stages, weights, whole(0, 3) * 10_000, budget)


@st.composite
def lanes_to(draw: st.DrawFn, places: int) -> Lane:
    """Draw a lane by pair, volume and weight, with a minimum, or with vehicles as well."""
    price = st.integers(0, 2).map(lambda n: n * E4)
    vehicles = draw(st.integers(0, 2))
    room = (draw(st.integers(1, 8)) * 100_000, draw(st.integers(1, 8)) * 1_000) if vehicles else (0, 0)
    return Lane(
        draw(st.integers(0, places - 1)),
        draw(st.integers(0, 12)),
        pair_e4=draw(price),
        m3_e4=draw(price),
        kg_e4=draw(st.integers(0, E4)),
        minimum_e4=draw(price) * 3,
        vehicle_e4=draw(price) * 4 if vehicles else 0,
        vehicle_ml=room[0],
        vehicle_grams=room[1],
        vehicles=vehicles,
    )


def plans(problem: Problem) -> Iterator[Plan]:
    """Yield every plan that fits."""
    ways = []
    for demand in problem.demands:
        item = problem.items[demand.item]
        options: list[tuple[int, int, int] | None] = [None]
        for number, lane in enumerate(problem.lanes):
            if lane.place == demand.place:
                options += [(demand.item, number, pairs) for pairs in range(item.minimum_pairs, item.pairs + 1)]
        ways.append(options)
    for chosen in itertools.product(*ways):
        plan = tuple(one for one in chosen if one)
        if fits(problem, plan):
            yield plan


def fits(problem: Problem, plan: Plan) -> bool:
    spent = Fraction(0)
    for i, item in enumerate(problem.items):
        pairs = sum(n for j, _lane, n in plan if j == i)
        spent += pairs * item.value_e4
        if pairs > item.pairs:
            return False
    for p, place in enumerate(problem.places):
        ml = sum(n * problem.items[i].ml for i, lane, n in plan if problem.lanes[lane].place == p)
        if ml > place.capacity_ml:
            return False
    for number, lane in enumerate(problem.lanes):
        spent += freight(problem, plan, number)
        if vehicles(problem, plan, number) > lane.vehicles:
            return False
    return problem.budget_e4 is None or spent <= problem.budget_e4


def vehicles(problem: Problem, plan: Plan, number: int) -> int:
    lane = problem.lanes[number]
    if not lane.vehicles:
        return 0
    ml = sum(n * problem.items[i].ml for i, of, n in plan if of == number)
    grams = sum(n * problem.items[i].grams for i, of, n in plan if of == number)
    return max(ceil(Fraction(ml, lane.vehicle_ml)), ceil(Fraction(grams, lane.vehicle_grams)))


def freight(problem: Problem, plan: Plan, number: int) -> Fraction:
    lane, rated = problem.lanes[number], Fraction(0)
    aboard = [(problem.items[i], n) for i, of, n in plan if of == number]
    for item, n in aboard:
        rated += n * (lane.pair_e4 + Fraction(lane.m3_e4 * item.ml, 10**6) + Fraction(lane.kg_e4 * item.grams, 1000))
    least = lane.minimum_e4 if aboard else 0
    return max(rated, Fraction(least)) + vehicles(problem, plan, number) * lane.vehicle_e4


def earned(problem: Problem, plan: Plan) -> Fraction:
    """Return what a plan is expected to earn, in 1/10,000 of the currency unit: each pair by itself, day by day."""
    total = -sum((freight(problem, plan, number) for number in range(len(problem.lanes))), Fraction(0))
    for i, number, pairs in plan:
        lane = problem.lanes[number]
        demand = next(one for one in problem.demands if (one.item, one.place) == (i, lane.place))
        for weight, asked in zip(problem.weights, demand.pairs, strict=True):
            of_scenario = sum((pair_earns(problem, demand, lane, k, asked) for k in range(pairs)), Fraction(0))
            total += Fraction(weight, sum(problem.weights)) * of_scenario
    return total


def pair_earns(problem: Problem, demand: Demand, lane: Lane, k: int, asked: tuple[int, ...]) -> Fraction:
    """Return what the pair earns that is sold after `k` others."""
    item, place = problem.items[demand.item], problem.places[demand.place]
    gains, leaves, begins, sold = Fraction(demand.left_e4 - item.value_e4), sum(problem.stage_days), 0, 0
    for days, want in zip(problem.stage_days, asked, strict=True):
        there = [day for day in range(begins, begins + days) if day >= lane.days]
        begins += days
        sold += want * len(there) // days
        if there and k < sold:
            gains, leaves = Fraction(demand.margin_e4 - place.picking_e4), ceil(Fraction(there[0] + begins, 2))
            break
    leaves = max(leaves, lane.days)
    gains -= Fraction(place.receiving_m3_e4 * item.ml + leaves * item.value_e4 * problem.capital_ppm_day, 10**6)
    for age in range(leaves - lane.days):
        rate = max(((tier.from_day, tier.m3_day_e4) for tier in place.storage if tier.from_day <= age), default=(0, 0))
        gains -= Fraction(rate[1] * item.ml, 10**6)
    return gains
