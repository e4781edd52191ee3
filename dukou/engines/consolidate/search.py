"""Search a lane: repack its choice again and again, and bound it by a tree."""

import numpy as np

from dukou.engines.consolidate.choice import Chosen, Options, cost
from dukou.engines.consolidate.effort import Effort
from dukou.engines.consolidate.model import Ints, Lane, lane
from dukou.engines.consolidate.placing import place
from dukou.engines.consolidate.prices import dual
from dukou.engines.consolidate.problem import LaneProof, Leaf, Problem
from dukou.engines.consolidate.repack import Riders, anneal, riders, state, total
from dukou.engines.consolidate.tiny import are_steady, try_all
from dukou.engines.consolidate.tree import Tree

# An annealing has so many moves, and so many more a shipment. In turn one starts hot from the first choice, one cool
# from what the linear program prefers, and one cool from the best.
MOVES, MOVES_A_SHIPMENT, LONGER = 100, 12, 2
# The first temperature, in parts of what a shipment costs on average.
HOT, COOL = 0.3, 0.03
# Iterations for one annealing, and for one split of a tree.
ANNEALING, SPLIT = 8, 10
# A bound within so much of the cost, by the iterations allowed, ends the search: 0.1 % at 50, 0.001 % at 5,000.
NEAR = 0.05
# The part of a lane's time that its tree may take.
BOUNDING = 0.4


class Search:
    """Hold a lane, the best choice known for it, and what proves its bound."""

    def __init__(self, problem: Problem, options: Options, of_lane: tuple[int, ...], known: Chosen, seed: int) -> None:
        self.problem, self.options, self.shipments, self.known, self.seed = problem, options, of_lane, known, seed
        self.cost = cost(problem, known) or 0
        self.is_tried = False
        self.packing: Packing | None = None
        self.tree: Tree | None = None
        self.turns = 0

    @property
    def bound_minor(self) -> int:
        """Return the bound that is proven."""
        if self.is_tried:
            return self.cost
        return self.tree.bound() if self.tree else 0

    @property
    def gap_minor(self) -> int:
        """Return what the cost is above the bound, where the search has begun."""
        return self.cost - self.bound_minor if self.tree else 0

    def begin(self, iterations: int) -> None:
        """Try all ways where they are few; else anneal once, and find the bound of the tree's root."""
        self.iterations = iterations
        tried = try_all(self.problem, self.shipments, self.options, self.known)
        if tried is not None:
            self.known, self.cost = tried, cost(self.problem, tried) or 0
            self.is_tried = are_steady(self.shipments, self.options)
        if self.is_tried:
            return
        made = lane(self.problem, self.shipments, self.options)
        if made.queue_names:
            self._place(made)
        self.packing = Packing(made, self.known)
        if not made.queue_names or len(self.known) < len(self.shipments):
            self._anneal(self.packing, self.packing.first, is_cool=False)
        self.tree = Tree(made, self.cost)

    def go_on(self, effort: Effort, part: float) -> None:
        """Grow the tree, and anneal as often as the iterations and this part of the time that is left allow."""
        if self.packing is None or self.tree is None:
            return
        near, annealings = NEAR / max(1, self.iterations), self.iterations // ANNEALING
        effort.allot(part * BOUNDING)
        self.tree.grow(1 + self.iterations // SPLIT, near * self.cost, effort.is_late)
        effort.allot(part)
        while self.turns < annealings and self.gap_minor > near * self.cost and not effort.is_late():
            kind = self.turns % 3
            if kind == 1 and self.tree.choice is not None:
                self._anneal(self.packing, self.tree.choice, is_cool=True)
            else:
                self._anneal(self.packing, self.packing.best if kind == 2 else self.packing.first, is_cool=kind == 2)
            self.tree.cost = self.cost

    def chosen(self) -> Chosen:
        """Return the best choice."""
        return self.known

    def proof(self) -> LaneProof:
        """Return the proof of the bound."""
        if self.is_tried:
            return LaneProof(self.shipments, self.cost)
        if self.tree is None:
            return LaneProof(self.shipments, 0, nodes=(Leaf((0,) * len(self.shipments)),))
        return self.tree.proof()

    def _place(self, made: Lane) -> None:
        """Keep the placing under the limits of places where it is better than what is known."""
        placing = place(dual(made))
        if placing is None:
            return
        placed = dict(zip(self.shipments, placing.chosen, strict=True))
        costs = cost(self.problem, placed)
        if costs is not None and (len(placed), -costs) > (len(self.known), -self.cost):
            self.known, self.cost = placed, costs

    def _anneal(self, packing: "Packing", start: Ints, *, is_cool: bool) -> None:
        found = packing.anneal(start, self.seed + self.turns, is_cool=is_cool)
        self.turns += 1
        costs = cost(self.problem, found)
        if costs is not None and (len(found), -costs) > (len(self.known), -self.cost):
            self.known, self.cost = found, costs
            packing.keep()


class Packing:
    """Hold a lane's arrays, with the first choice, the best, and the last that was found."""

    def __init__(self, of_lane: Lane, known: Chosen) -> None:
        self.lane = of_lane
        self.by: Riders = riders(of_lane)
        self.firsts: list[int] = of_lane.columns.first.tolist()
        places = zip(of_lane.shipments, of_lane.options, self.firsts, strict=False)
        at = [first + options.index(known[i]) if i in known else -1 for i, options, first in places]
        self.first: Ints = np.array(at, dtype=np.int64)
        self.best = self.last = self.first
        self.cost = total(of_lane.columns, state(of_lane, self.first))

    def anneal(self, start: Ints, seed: int, *, is_cool: bool) -> Chosen:
        """Return what annealing finds from a choice, hot or cool."""
        of_lane = self.lane
        made = state(of_lane, start)
        moves = MOVES + MOVES_A_SHIPMENT * len(of_lane.shipments)
        mean = self.cost / len(of_lane.shipments)
        moves, heat, whole = (LONGER * moves, COOL, 1.0) if is_cool else (moves, HOT, 0.0)
        anneal(of_lane.columns, of_lane.pools, self.by, made, moves, heat * mean, whole, seed)
        self.last = made.at.copy()
        columns = zip(of_lane.shipments, of_lane.options, self.firsts, self.last.tolist(), strict=False)
        return {i: options[j - first] for i, options, first, j in columns if j >= 0}

    def keep(self) -> None:
        """Make the last choice the best."""
        self.best = self.last
