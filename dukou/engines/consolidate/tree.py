"""Bound a lane by a tree: what its vehicles are in all is divided where the prices would have them in parts.

The method is branch and bound (Land and Doig 1960) over Lagrangian bounds. A lane needs whole vehicles of each tariff
in all, over all days: that is what a bound over single departures does not see, and what few splits put right.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, floor, inf

import numpy as np

from dukou.engines.consolidate.model import ANY, MOST, Floats, Ints, Lane
from dukou.engines.consolidate.prices import ascend, dual, evaluate
from dukou.engines.consolidate.problem import LaneProof, Leaf, Split
from dukou.engines.consolidate.program import Program, Relaxed

E6 = 1_000_000
# Rounds of ascent at the root.
ROUNDS = 400
# A lane with more entries than this has no linear program, and so no splits.
LARGE = 40_000
# What is nearer to a whole number than this is whole.
BLUR = 1e-4


@dataclass(frozen=True, slots=True)
class Box:
    """Hold the least and the most vehicles of each group."""

    least: tuple[int, ...]
    most: tuple[int, ...]

    def halves(self, group: int, most: int) -> tuple["Box", "Box"]:
        """Return the box with at most so many vehicles of a group, and the one with more."""
        fewer, more = list(self.most), list(self.least)
        fewer[group], more[group] = most, most + 1
        return replace(self, most=tuple(fewer)), replace(self, least=tuple(more))


@dataclass(order=True, slots=True)
class Open:
    """Hold a leaf that may still be divided: its bound, its place in the tree, its box and its program's answer."""

    bound: float
    node: int
    box: Box
    relaxed: Relaxed | None


class Tree:
    """Hold the splits and leaves that bound a lane, and the leaves that may still be divided.

    `choice` is near what bounds the lane: of each shipment the column that has most of it; None without a program.
    """

    def __init__(self, lane: Lane, cost_minor: int) -> None:
        self.lane, self.cost = lane, cost_minor
        self.dual = dual(lane)
        self.program = Program(self.dual) if lane.groups and len(self.dual.entries.amount) <= LARGE else None
        self.nodes: list[Split | Leaf] = [Leaf(())]
        self.open: list[Open] = []
        self.final = inf
        self.choice: Ints | None = None
        self._root()

    def grow(self, nodes: int, near_minor: float, must_stop: Callable[[], bool]) -> None:
        """Divide the leaf with the least bound until the bound is near the cost or so many nodes are there."""
        while self.open and len(self.nodes) < nodes and self.cost - self.bound() > near_minor and not must_stop():
            leaf = heapq.heappop(self.open)
            self.choice = leaf.relaxed.choice if leaf.relaxed else None
            cut = self._cut(leaf)
            if cut is None or self.program is None:
                self.final = min(self.final, leaf.bound)
                continue
            group, most = cut
            first = len(self.nodes)
            prices = self.nodes[leaf.node]
            self.nodes[leaf.node] = Split(group, most, first, first + 1)
            self.nodes += [prices, prices]
            for node, box in enumerate(leaf.box.halves(group, most), start=first):
                if box.least[group] > box.most[group]:
                    continue
                relaxed = self.program.relax(np.array(box.least), np.array(box.most))
                if relaxed is None:
                    self.final = min(self.final, leaf.bound)
                else:
                    self._add(node, box, relaxed.prices, relaxed)

    def bound(self) -> int:
        """Return the least cost that the leaves leave possible, in minor units."""
        least = min([self.final, *(leaf.bound for leaf in self.open[:1])])
        return max(0, ceil(min(self.cost, least)))

    def proof(self) -> LaneProof:
        """Return the tree as a proof of its bound."""
        lane = self.lane
        return LaneProof(
            shipments=lane.shipments,
            bound_minor=self.bound(),
            by_weight=tuple(lane.pool_numbers[k] for k in self.dual.by_weight),
            groups=tuple(tuple(lane.pool_numbers[k] for k in group) for group in lane.groups),
            nodes=tuple(self.nodes),
        )

    def _root(self) -> None:
        lane, found, groups = self.lane, self.dual, len(self.lane.groups)
        limits = [sum(int(lane.pools.measures[k, MOST]) for k in of_one) for of_one in lane.groups]
        box = Box((0,) * groups, tuple(min(ANY, limit) for limit in limits))
        relaxed = self.program.relax(np.array(box.least), np.array(box.most)) if self.program else None
        prices = relaxed.prices if relaxed else found.start()
        ascend(lane.columns, lane.pools, found.entries, found.pieces, prices, float(self.cost), ROUNDS)
        self.choice = relaxed.choice if relaxed else None
        self._add(0, box, prices, relaxed)

    def _add(self, node: int, box: Box, prices: Floats, relaxed: Relaxed | None) -> None:
        """Make prices a leaf, open where it may have something better."""
        lane, found = self.lane, self.dual
        least, most = np.array(box.least, dtype=float), np.array(box.most, dtype=float)
        up, run = np.empty(len(prices)), np.empty(len(least))
        bound = evaluate(lane.columns, lane.pools, found.entries, found.pieces, least, most, prices, up, run)
        bound -= self._slack(bound)
        self.nodes[node] = self._leaf(prices)
        if ceil(bound) < self.cost:
            heapq.heappush(self.open, Open(bound, node, box, relaxed))

    def _slack(self, bound: float) -> float:
        """Return by how much rounding of prices to millionths, and of sums, may lower a bound."""
        columns = self.lane.columns
        prices = 2 * len(columns.goods) + 3 * len(self.dual.entries.amount) + int(columns.most.sum())
        return (prices + 1_000 * len(self.lane.groups)) / E6 + 1e-9 * abs(bound)

    def _leaf(self, prices: Floats) -> Leaf:
        lane, entries = self.lane, self.dual.entries
        n, m, q = len(lane.shipments), len(entries.amount), len(lane.queue_names)
        pool = np.repeat(np.arange(len(lane.pool_numbers)), np.diff(entries.first))
        whole = [round(one * E6) for one in prices.tolist()]
        tolls = tuple(
            (lane.shipments[entries.shipment[e]], lane.pool_numbers[pool[e]], whole[n + e])
            for e in np.flatnonzero(entries.is_tolled).tolist()
        )
        queues = tuple((*name, price) for name, price in zip(lane.queue_names, whole[n + m : n + m + q], strict=True))
        return Leaf(tuple(whole[:n]), tuple(whole[n + m + q :]), tolls, queues)

    def _cut(self, leaf: Open) -> tuple[int, int] | None:
        """Return the group whose vehicles in part are worth most, and the most in the first half; None if none is."""
        worst, chosen = 0.0, None
        for group, of_one in enumerate(self.lane.groups):
            run = float(leaf.relaxed.vehicles[group]) if leaf.relaxed else 0.0
            blur = min(run - floor(run), ceil(run) - run)
            worth = blur * self.lane.pools.vehicle_minor[of_one[0]]
            if blur > BLUR and worth > worst:
                worst, chosen = worth, (group, floor(run))
        return chosen
