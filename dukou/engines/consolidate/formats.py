"""Read public cases of consolidation, and write their answers by the names of orders and departures."""

import json
from typing import Any

from dukou.base.solving import Format
from dukou.engines.consolidate import brunel
from dukou.engines.consolidate.choice import Chosen, Growing, cost
from dukou.engines.consolidate.columns import columns
from dukou.engines.consolidate.problem import Answer
from dukou.engines.consolidate.simple import each_alone, greedy

PERCENT = 100


def write(case: brunel.Case, answer: Answer) -> str:
    """Return the answer as JSON: for each order the names of its departures; the vehicles of those that have any."""
    names = [one.name for one in case.departures]
    ways = {order: [names[n] for n in path] for order, path in zip(case.orders, answer.paths, strict=False)}
    vehicles = {names[n]: count for n, count in enumerate(answer.vehicles) if count}
    return json.dumps(answer.to_json() | {"paths": ways, "vehicles": vehicles}, indent=1) + "\n"


def read_answer(case: brunel.Case, text: str) -> Answer:
    """Return an answer that was written so.

    Raises
    ------
    ValueError
        Where it is no JSON of that form, or names an order or a departure that the case has not.
    """
    numbers = {one.name: number for number, one in enumerate(case.departures)}
    try:
        data: dict[str, Any] = json.loads(text)
        ways, vehicles = dict(data["paths"]), [0] * len(numbers)
        data["paths"] = [[numbers[name] for name in ways.pop(order)] for order in case.orders if ways]
        for name, count in data["vehicles"].items():
            vehicles[numbers[name]] = count
        answer = Answer.from_json(data | {"vehicles": vehicles})
    except KeyError as bad:
        raise ValueError(f"it lacks {bad}, or names it where the case has it not") from bad
    except (TypeError, AttributeError) as bad:
        raise ValueError("it is no answer to this case") from bad
    if ways:
        raise ValueError(f"the case has no order {next(iter(ways))}")
    return answer


def tell(case: brunel.Case, answer: Answer) -> dict[str, str | int | float]:
    """Return what each way to decide costs, in dollars, and how near the answer is to its bound.

    Nearly all that a case costs may be the plants' part, so freight is told apart, and the gap as a part of it too.
    """
    options, growing = columns(case), Growing(case)
    alone, desk = each_alone(case, options), greedy(case, options, range(len(case.shipments)))
    ways = {
        "each_order_on_its_own": (sum(growing.added_minor(i, one) or 0 for i, one in alone.items()), _plants(alone)),
        "simple_greedy": (cost(case, desk) or 0, _plants(desk)),
    }
    leaving = [case.departures[path[0]].origin for path in answer.paths]
    plants_minor = sum(dict(one.origins)[plant] for one, plant in zip(case.shipments, leaving, strict=False))
    ways["ours"] = answer.cost_minor, plants_minor
    figures: dict[str, str | int | float] = {
        "orders": len(case.shipments),
        "orders_fetched_by_customers": sum(not any(one.pools for one in of_one) for of_one in options),
        "orders_without_weight": sum(one.grams == 0 for one in case.shipments),
        "orders_left_out_by_simple_greedy": len(case.shipments) - len(desk),
        "days": 1 + max(one.leaves_day for one in case.departures),
    }
    for name, (total, plants) in ways.items():
        figures |= {f"{name}_dollars": _dollars(total), f"{name}_freight_dollars": _dollars(total - plants)}
    freight, unproven = answer.cost_minor - plants_minor, answer.cost_minor - answer.bound_minor
    return figures | {
        "bound_dollars": _dollars(answer.bound_minor),
        "gap_percent": round(PERCENT * answer.gap, 4),
        "gap_of_freight_percent": round(PERCENT * unproven / freight, 2) if freight else 0.0,
        "status": answer.status,
    }


def _plants(chosen: Chosen) -> int:
    """Return what plants cost: all that an order pays itself, for carriage to ports and by customers is free."""
    return sum(one.own_minor for one in chosen.values())


def _dollars(minor: int) -> float:
    return round(minor / brunel.MINOR_A_DOLLAR, 2)


FORMATS = {"brunel": Format(brunel.read, write, read_answer, tell)}
