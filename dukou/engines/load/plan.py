"""Plan how many vehicles of each kind carry what is there, at the least cost."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from dukou.engines.load.fitting import fits, payload
from dukou.engines.load.problem import Problem

# A vehicle costs so much of the dearest besides, so that fewer are better where costs are equal.
EACH = 1e-3


def plan(problem: Problem, there: Sequence[int], free: Sequence[int | None], full: Sequence[float]) -> tuple[int, ...]:
    """Return the number of vehicles of each kind: all that are of use where they are too few.

    Parameters
    ----------
    there
        How many of each carton are to be loaded.
    free
        How many vehicles of each kind there are; None for any number.
    full
        The share of each kind's volume that its loads are likely to take.
    """
    kinds = range(len(problem.vehicles))
    takers: dict[frozenset[int], tuple[int, int]] = {}
    for carton, count in zip(problem.cartons, there, strict=True):
        able = frozenset(k for k in kinds if count and free[k] != 0 and fits(carton, problem.vehicles[k]))
        mm3, grams = takers.get(able, (0, 0))
        takers[able] = mm3 + count * carton.mm3, grams + count * carton.grams
    takers.pop(frozenset(), None)
    if not takers:
        return tuple(0 for _kind in kinds)
    rows, least = _demands(problem, takers, full)
    costs = np.array([vehicle.cost_minor for vehicle in problem.vehicles], dtype=float)
    used = frozenset().union(*takers)
    most = [(np.inf if free[k] is None else free[k]) if k in used else 0 for k in kinds]
    result = milp(
        costs + EACH * max(1.0, costs.max()),
        constraints=LinearConstraint(np.array(rows), np.array(least), np.inf),
        bounds=Bounds(0, most),
        integrality=np.ones(len(costs)),
    )
    if result.x is None:
        return tuple((free[k] or 1) if k in used else 0 for k in kinds)
    return tuple(round(number) for number in result.x)


def _demands(
    problem: Problem, takers: dict[frozenset[int], tuple[int, int]], full: Sequence[float]
) -> tuple[list[list[float]], list[float]]:
    """Return, for each set of kinds, that these must hold what fits into no others: by volume, and by weight."""
    rows, least = [], []
    for able in takers:
        inside = [demand for some, demand in takers.items() if some <= able]
        holds = [
            vehicle.length_mm * vehicle.width_mm * vehicle.height_mm * full[k] / 1e9 if k in able else 0.0
            for k, vehicle in enumerate(problem.vehicles)
        ]
        rows.append(holds)
        least.append(sum(mm3 for mm3, _grams in inside) / 1e9)
        carries = [payload(vehicle) if k in able else 0 for k, vehicle in enumerate(problem.vehicles)]
        if None not in carries:
            rows.append([float(most or 0) / 1e6 for most in carries])
            least.append(sum(grams for _mm3, grams in inside) / 1e6)
    return rows, least
