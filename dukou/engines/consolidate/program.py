"""Relax a lane in a box to a linear program, whose dual gives prices near the best.

A vehicle pool runs part of a vehicle for each part of a shipment that rides in it, and for its whole load. Where a
subgradient ascent creeps, between numbers of vehicles, the program does not.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from dukou.engines.consolidate.model import ANY, Floats, Ints
from dukou.engines.consolidate.prices import Dual

# Money is scaled from minor units, so that the solver sees coefficients near one.
MONEY = 1_000.0
# More vehicles than any group runs.
MANY = 1e6


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Hold a program's prices, laid out as those of its dual, the vehicles of each group, and each shipment's column.

    The column is the one that has most of the shipment.
    """

    prices: Floats
    vehicles: Floats
    choice: Ints


class Program:
    """Hold a lane's program without its box: shares of columns, then runs of pools, then prices of pools by amount.

    A pool's run is its vehicles; a shared pool runs once at the most. Its price by amount is what `slope` asks beyond
    the amount that is free with each run.
    """

    def __init__(self, dual: Dual) -> None:
        self.dual = dual
        columns, pools, entries = dual.lane.columns, dual.lane.pools, dual.entries
        self.columns, self.pools = len(columns.own_minor), len(pools.vehicle_minor)
        n, m, k = len(columns.goods), len(entries.amount), self.pools
        fixed, free, slope = self._envelopes()
        run, extra = self.columns + np.arange(k), self.columns + k + np.arange(k)
        column = np.repeat(np.arange(self.columns), np.diff(columns.first_pool))
        pool = np.repeat(np.arange(k), np.diff(entries.first))
        queue_column = np.repeat(np.arange(self.columns), np.diff(columns.first_queue))
        rows = [
            # An entry rides in a run of its pool; a run carries what rides; a queue takes few.
            (entries.of_pool, column, np.ones(len(column))),
            (np.arange(m), run[pool], -np.ones(m)),
            (m + columns.pools, column, entries.amount[entries.of_pool] * slope[columns.pools]),
            (m + np.arange(k), run, -free * slope),
            (m + np.arange(k), extra, -np.ones(k)),
            (m + k + columns.queues, queue_column, np.ones(len(queue_column))),
            *(
                (np.full(len(of_one), m + k + len(columns.most) + 2 * group + side), run[list(of_one)], sign)
                for group, of_one in enumerate(dual.lane.groups)
                for side, sign in enumerate((np.ones(len(of_one)), -np.ones(len(of_one))))
            ),
        ]
        width = self.columns + 2 * k
        self.rows = m + k + len(columns.most)
        self.less = _matrix(rows, (self.rows + 2 * len(dual.lane.groups), width))
        shipment = np.repeat(np.arange(n), np.diff(columns.first))
        self.once = _matrix([(shipment, np.arange(self.columns), np.ones(self.columns))], (n, width))
        self.cost = np.concatenate([columns.own_minor / MONEY, fixed / MONEY, np.ones(k)])
        self.slope = slope
        self.most = np.concatenate([np.ones(self.columns), np.full(2 * k, np.inf)])
        is_vehicle = pools.capacity[:, 1] > 0
        self.most[run] = np.where(is_vehicle, np.where(pools.measures[:, 4] >= ANY, np.inf, pools.measures[:, 4]), 1.0)
        self.most[extra[is_vehicle]] = 0.0

    def _envelopes(self) -> tuple[Floats, Floats, Floats]:
        """Return a lower estimate of each pool's price: a run's, the amount free with it, and the rate beyond."""
        pools, pieces = self.dual.lane.pools, self.dual.pieces
        fixed, free, slope = pools.vehicle_minor.copy(), np.ones(self.pools), pools.vehicle_minor.copy()
        for k in np.flatnonzero(pools.capacity[:, 1] == 0):
            of_pool = slice(pieces.first[k], pieces.first[k + 1])
            fixed[k], slope[k] = pieces.fixed[of_pool].min(), pieces.slope[of_pool].min()
            free[k] = pieces.free[of_pool][0] if pieces.first[k + 1] - pieces.first[k] == 1 else ANY
            if slope[k] == 0:
                free[k] = 0.0
        return fixed, free, slope / MONEY

    def relax(self, least: Ints, most: Ints) -> Relaxed | None:
        """Return the program's answer in a box; None where it has none."""
        columns, entries = self.dual.lane.columns, self.dual.entries
        box = np.stack([np.minimum(most, MANY), -least], axis=1).ravel()
        limits = np.concatenate([np.zeros(len(entries.amount) + self.pools), columns.most, box])
        result = linprog(
            self.cost,
            A_ub=self.less,
            b_ub=limits,
            A_eq=self.once,
            b_eq=np.ones(len(columns.goods)),
            bounds=np.stack([np.zeros(len(self.cost)), self.most], axis=1),
            method="highs",
        )
        if result.x is None:
            return None
        pays = -result.ineqlin.marginals * MONEY
        m, k = len(entries.amount), self.pools
        pool = np.repeat(np.arange(k), np.diff(entries.first))
        tolls = np.where(
            entries.is_tolled == 1, pays[:m] + pays[m : m + k][pool] * self.slope[pool] * entries.amount, 0
        )
        shifts = pays[self.rows :: 2] - pays[self.rows + 1 :: 2]
        worths = result.eqlin.marginals * MONEY
        run = result.x[self.columns : self.columns + k]
        vehicles = np.array([run[list(of_one)].sum() for of_one in self.dual.lane.groups])
        firsts = columns.first.tolist()
        shares = np.split(result.x[: self.columns], firsts[1:-1])
        choice = np.array([first + int(np.argmax(share)) for first, share in zip(firsts, shares, strict=False)])
        return Relaxed(np.concatenate([worths, tolls, pays[m + k : self.rows], shifts]), vehicles, choice)


def _matrix(parts: list[tuple[Ints, Ints, Floats]], shape: tuple[int, int]) -> csr_array:
    rows, columns, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    return csr_array((values, (rows, columns)), shape=shape)
