"""Relax the choice in a box to a linear program, and solve that by HiGHS."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from dukou.engines.mode.model import E9, Box, Model, Parts

# Money is scaled from minor units, so that the solver sees coefficients near one.
MONEY = 1_000.0
# Load that finds no room in a box costs so many times its price: the program always has an answer.
OVERFLOW = 1_000.0
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Program:
    """Hold a model's program without its box: columns, then a price a pool, then an overflow a pool.

    Minimise `cost @ x`; `once @ x` is one a shipment, `pays @ x` at most zero: a row a law ``(service, by volume)``.
    """

    cost: Floats
    once: csr_array
    pays: csr_array
    laws: tuple[tuple[int, bool], ...]
    shipments: NDArray[np.int64]
    services: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Hold the program's answer in a box: the share of each column, the price of each pool, and the multipliers."""

    shares: Floats
    price_minor: dict[int, float]
    parts: Parts


def write(model: Model) -> Program:
    """Return the program of a model."""
    shipments, services, own = (np.array(part, dtype=np.int64) for part in zip(*model.columns, strict=True))
    laws: list[tuple[int, bool]] = []
    entries = [_nothing()]
    for pool, (s, law) in enumerate(model.pools.items(), start=len(own)):
        of_service = np.flatnonzero(services == s)
        for by_volume, price, load in ((False, law.of_grams, model.grams), (True, law.of_ml, model.ml)):
            if price:
                pays = np.array(load, dtype=float)[shipments[of_service]] * float(price) / MONEY
                columns = np.concatenate([of_service, [pool, pool + len(model.pools)]])
                entries.append((np.full(len(columns), len(laws)), columns, np.concatenate([pays, [-1.0, -1.0]])))
                laws.append((s, by_volume))
    width = len(own) + 2 * len(model.pools)
    rows, columns, values = (np.concatenate(part) for part in zip(*entries, strict=True))
    once = (np.ones(len(own)), (shipments, np.arange(len(own))))
    return Program(
        cost=np.concatenate([own / MONEY, np.ones(len(model.pools)), np.full(len(model.pools), OVERFLOW)]),
        once=csr_array(once, shape=(len(model.grams), width)),
        pays=csr_array((values, (rows, columns)), shape=(len(laws), width)),
        laws=tuple(laws),
        shipments=shipments,
        services=services,
    )


def _nothing() -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)


def relax(model: Model, program: Program, box: Box) -> Relaxed | None:
    """Return the program's answer in a box, or None where it has none."""
    columns, pools = len(model.columns), len(model.pools)
    bounds = np.zeros((len(program.cost), 2))
    bounds[:columns, 1] = np.array(box.most)[program.services] > 0
    for i, _s, _goes in box.goes:
        for column in np.flatnonzero(program.shipments == i):
            bounds[column, 1] = not box.refuses(i, int(program.services[column]))
    for at, (s, pool) in enumerate(model.pools.items(), start=columns):
        bounds[at] = box.least[s] * pool.least_minor / MONEY, box.most[s] * pool.most_minor / MONEY
    bounds[columns + pools :, 1] = np.inf
    result = linprog(
        program.cost,
        A_ub=program.pays,
        b_ub=np.zeros(len(program.laws)),
        A_eq=program.once,
        b_eq=np.ones(len(model.grams)),
        bounds=bounds,
        method="highs-ds",
    )
    if result.x is None:
        return None
    prices = {
        s: float(price) * MONEY for s, price in zip(model.pools, result.x[columns : columns + pools], strict=True)
    }
    return Relaxed(result.x[:columns], prices, _parts(program, result.ineqlin.marginals))


def _parts(program: Program, marginals: Floats) -> Parts:
    parts: dict[int, list[int]] = {}
    for (s, by_volume), marginal in zip(program.laws, marginals, strict=True):
        parts.setdefault(s, [0, 0])[by_volume] = max(0, round(-float(marginal) * E9))
    return tuple((s, of_grams, of_ml) for s, (of_grams, of_ml) in parts.items() if of_grams or of_ml)
