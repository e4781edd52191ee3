"""Verify a plan from the problem alone: each law, what it earns pair by pair, and the bound's proof."""

from collections import Counter
from collections.abc import Iterator

from dukou.base.solving import Violation
from dukou.engines.place.problem import Answer, Demand, Lane, Prices, Problem

MILLION, BILLION = 10**6, 10**9


def check(problem: Problem, answer: Answer) -> list[Violation]:
    """Return each law that the plan breaks."""
    broken = list(_shape(problem, answer))
    if broken:
        return broken
    return [
        *_limits(problem, answer),
        *_vehicles(problem, answer),
        *_earnings(problem, answer),
        *_bound(problem, answer),
    ]


def _shape(problem: Problem, answer: Answer) -> Iterator[Violation]:
    demands = {(one.item, one.place) for one in problem.demands}
    items, lanes = range(len(problem.items)), range(len(problem.lanes))
    for number, one in enumerate(answer.placements):
        if one.item not in items or one.lane not in lanes:
            yield Violation("a placement is of an item and a lane", {"placement": number})
        elif (one.item, problem.lanes[one.lane].place) not in demands:
            yield Violation("an item goes where it is asked for", {"placement": number})
        elif one.pairs < problem.items[one.item].minimum_pairs:
            yield Violation("a placement has its minimum", {"placement": number, "pairs": one.pairs})
    if len(answer.vehicles) != len(problem.lanes):
        yield Violation("every lane says its vehicles", {"lanes": len(problem.lanes)})
    if answer.status == "infeasible":
        yield Violation("to place nothing is always an answer")


def _limits(problem: Problem, answer: Answer) -> Iterator[Violation]:
    pairs, ml, ways = Counter[int](), Counter[int](), Counter[tuple[int, int]]()
    for one in answer.placements:
        to = problem.lanes[one.lane].place
        pairs[one.item] += one.pairs
        ml[to] += one.pairs * problem.items[one.item].ml
        ways[one.item, to] += 1
    for (i, p), count in ways.items():
        if count > 1:
            yield Violation("an item goes to a place by one lane", {"item": i, "place": p})
    for i, item in enumerate(problem.items):
        if pairs[i] > item.pairs:
            yield Violation("no more is placed than there is", {"item": i, "over": pairs[i] - item.pairs})
    for p, place in enumerate(problem.places):
        if ml[p] > place.capacity_ml:
            yield Violation("a place holds what it is given", {"place": p, "over_ml": ml[p] - place.capacity_ml})
    value = sum(one.pairs * problem.items[one.item].value_e4 for one in answer.placements) * MILLION
    spent = value + sum(_freight(problem, answer, number) for number in range(len(problem.lanes)))
    if problem.budget_e4 is not None and spent > problem.budget_e4 * MILLION:
        yield Violation("value and freight stay within the budget", {"over_e10": spent - problem.budget_e4 * MILLION})


def _vehicles(problem: Problem, answer: Answer) -> Iterator[Violation]:
    for number, (lane, run) in enumerate(zip(problem.lanes, answer.vehicles, strict=True)):
        if not 0 <= run <= lane.vehicles:
            yield Violation("no more vehicles run than there are", {"lane": number, "vehicles": run})
        if lane.vehicles:
            aboard = [(one.pairs, problem.items[one.item]) for one in answer.placements if one.lane == number]
            ml, grams = sum(n * item.ml for n, item in aboard), sum(n * item.grams for n, item in aboard)
            if ml > run * lane.vehicle_ml or grams > run * lane.vehicle_grams:
                yield Violation("vehicles carry what they are given", {"lane": number, "ml": ml, "grams": grams})


def _freight(problem: Problem, answer: Answer, number: int) -> int:
    """Return what a lane charges for its placements and vehicles, in 1e-10 of the currency unit."""
    lane = problem.lanes[number]
    aboard = [one for one in answer.placements if one.lane == number]
    charged = sum(one.pairs * _freight_of_a_pair(problem, one.item, lane) for one in aboard)
    minimum = lane.minimum_e4 * MILLION if aboard else 0
    return max(minimum, charged) + answer.vehicles[number] * lane.vehicle_e4 * MILLION


def _freight_of_a_pair(problem: Problem, i: int, lane: Lane) -> int:
    item = problem.items[i]
    return lane.pair_e4 * MILLION + lane.m3_e4 * item.ml + lane.kg_e4 * item.grams * 1_000


def _earnings(problem: Problem, answer: Answer) -> Iterator[Violation]:
    demands = {(one.item, one.place): one for one in problem.demands}
    total = 0
    for one in answer.placements:
        lane = problem.lanes[one.lane]
        total += _worth(problem, demands[one.item, lane.place], lane, one.pairs)
    weights = sum(problem.weights)
    total -= weights * sum(_freight(problem, answer, number) for number in range(len(problem.lanes)))
    earned = total // (weights * MILLION)
    if earned != answer.expected_e4:
        yield Violation("the plan earns what it says", {"said": answer.expected_e4, "earned": earned})


def _worth(problem: Problem, demand: Demand, lane: Lane, pairs: int) -> int:
    """Sell pairs stage by stage in each scenario, and return what they are worth before freight, times the weights."""
    item, place = problem.items[demand.item], problem.places[demand.place]
    total = 0
    for weight, asked in zip(problem.weights, demand.pairs, strict=True):
        left, day = pairs, 0
        for days, want in zip(problem.stage_days, asked, strict=True):
            begins, day = max(day, lane.days), day + days
            if begins < day:
                sold = min(left, want * (day - begins) // days)
                left -= sold
                held = _held(problem, demand, lane, (begins + day + 1) // 2)
                total += weight * sold * ((demand.margin_e4 - place.picking_e4) * MILLION - held)
        held = _held(problem, demand, lane, max(day, lane.days))
        total += weight * left * ((demand.left_e4 - item.value_e4) * MILLION - held)
        total -= weight * pairs * place.receiving_m3_e4 * item.ml
    return total


def _held(problem: Problem, demand: Demand, lane: Lane, until_day: int) -> int:
    """Return what storage and capital cost of a pair that is there until a day: each tier adds to the one before."""
    item, before, fee = problem.items[demand.item], 0, 0
    for tier in problem.places[demand.place].storage:
        fee += max(0, until_day - lane.days - tier.from_day) * (tier.m3_day_e4 - before)
        before = tier.m3_day_e4
    return fee * item.ml + item.value_e4 * problem.capital_ppm_day * until_day


def _bound(problem: Problem, answer: Answer) -> Iterator[Violation]:
    """Recompute the Lagrangian bound in whole numbers; any prices that are not negative prove theirs."""
    said, prices = answer.bound_e4, answer.prices
    if said < answer.expected_e4:
        yield Violation("no bound lies below what the plan earns", {"said": said})
    if not _are_prices(problem, prices):
        yield Violation("prices are of what there is, and not negative")
        return
    weights, money = sum(problem.weights), BILLION + prices.budget_e9
    proven = sum(price * item.pairs for price, item in zip(prices.pair_e10, problem.items, strict=True)) * BILLION
    proven += sum(price * one.capacity_ml for price, one in zip(prices.ml_e10, problem.places, strict=True)) * BILLION
    proven += prices.budget_e9 * (problem.budget_e4 or 0) * MILLION
    opening = Counter[int]()
    for _item, number, price in prices.opening_e10:
        opening[number] += price
    for number, lane in enumerate(problem.lanes):
        a_vehicle = prices.vehicle_ml_e10[number] * lane.vehicle_ml
        a_vehicle += prices.vehicle_gram_e10[number] * lane.vehicle_grams
        net = a_vehicle * BILLION - lane.vehicle_e4 * MILLION * money
        opened = opening[number] * BILLION - prices.minimum_e9[number] * lane.minimum_e4 * MILLION
        # A lane that is used runs at least one vehicle, where any are counted.
        proven += max(0, opened + max((run * net for run in (1, lane.vehicles) if lane.vehicles), default=0))
    proven = proven * weights + sum(_most_gained(problem, demand, prices) for demand in problem.demands)
    most = proven // (weights * MILLION * BILLION)
    if said < most:
        yield Violation("the bound is what its prices prove", {"said": said, "proven": most})


def _are_prices(problem: Problem, prices: Prices) -> bool:
    of_lanes = (prices.vehicle_ml_e10, prices.vehicle_gram_e10, prices.minimum_e9)
    lengths = [(prices.pair_e10, problem.items), (prices.ml_e10, problem.places)]
    if any(len(of) != len(what) for of, what in lengths) or any(len(of) != len(problem.lanes) for of in of_lanes):
        return False
    opened = {(item, lane) for item, lane, _price in prices.opening_e10}
    numbers = [*prices.pair_e10, *prices.ml_e10, *(price for of in of_lanes for price in of), prices.budget_e9]
    numbers += [price for _item, _lane, price in prices.opening_e10]
    return (
        min(numbers) >= 0
        and len(opened) == len(prices.opening_e10)
        and all(0 <= item < len(problem.items) and 0 <= lane < len(problem.lanes) for item, lane in opened)
        and all(price <= BILLION + prices.budget_e9 for price in prices.minimum_e9)
        and (problem.budget_e4 is not None or not prices.budget_e9)
    )


def _most_gained(problem: Problem, demand: Demand, prices: Prices) -> int:
    """Return the most that an item gains at a place by one lane, or not at all, over what its pairs pay."""
    item, weights = problem.items[demand.item], sum(problem.weights)
    most = 0
    for number, lane in enumerate(problem.lanes):
        if lane.place != demand.place:
            continue
        a_ml = prices.ml_e10[lane.place] + prices.vehicle_ml_e10[number]
        a_pair = prices.pair_e10[demand.item] + a_ml * item.ml + prices.vehicle_gram_e10[number] * item.grams
        freight = _freight_of_a_pair(problem, demand.item, lane)
        pays = a_pair * BILLION + prices.budget_e9 * item.value_e4 * MILLION
        pays += freight * (BILLION + prices.budget_e9 - prices.minimum_e9[number])
        opens = sum(price for i, of, price in prices.opening_e10 if (i, of) == (demand.item, number))
        for pairs in _turns(problem, demand, lane):
            gained = _worth(problem, demand, lane, pairs) * BILLION - (pays * pairs + opens * BILLION) * weights
            most = max(most, gained)
    return most


def _turns(problem: Problem, demand: Demand, lane: Lane) -> set[int]:
    """Return the pairs at which the worth of one more may change: nothing else can be best, as worth is concave."""
    item = problem.items[demand.item]
    most = min(item.pairs, problem.places[lane.place].capacity_ml // item.ml)
    if lane.vehicles:
        most = min(most, lane.vehicles * lane.vehicle_ml // item.ml, lane.vehicles * lane.vehicle_grams // item.grams)
    turns = {item.minimum_pairs, most}
    for asked in demand.pairs:
        so_far = day = 0
        for days, want in zip(problem.stage_days, asked, strict=True):
            begins, day = max(day, lane.days), day + days
            so_far += want * max(0, day - begins) // days
            turns.add(so_far)
    return {pairs for pairs in turns if item.minimum_pairs <= pairs <= most}
