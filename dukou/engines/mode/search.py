"""Branch and bound over linear programs, with the proof kept.

The method is the textbook one (Land and Doig 1960): the box with the least bound is divided where its linear program
blurs most. Each leaf keeps multipliers, so that the bound can be verified without a solver.
"""

import heapq
import time
from dataclasses import dataclass
from math import floor

from dukou.base.solving import Limit, Report, Status
from dukou.engines.mode.model import Box, Parts, build, full_parts, proven, without
from dukou.engines.mode.polish import improve, round_off
from dukou.engines.mode.problem import Leaf, Problem, Split
from dukou.engines.mode.program import Relaxed, relax, write
from dukou.engines.mode.tariff import cost
from dukou.engines.mode.tiny import Chosen

# A bound within so much of the cost, by the iterations allowed, ends the search: 0.1 % at 50, 0.001 % at 5,000.
NEAR = 0.05
# A choice dearer than the best by this factor is not worth improving.
HOPE = 1.02
# What is nearer to a whole number than this is whole.
BLUR = 1e-6


@dataclass(frozen=True, slots=True)
class Cut:
    """Say where to divide a box: between numbers of vehicles of a service, or by where a shipment goes."""

    service: int
    shipment: int | None
    most: int

    def divide(self, box: Box) -> tuple[Box, Box]:
        """Return the two parts of a box."""
        if self.shipment is None:
            return box.halves(self.service, self.most)
        return box.sides(self.shipment, self.service)


class Search:
    """Hold the best choice, the tree of the proof, and the leaves that may still be divided."""

    def __init__(self, problem: Problem, known: Chosen, limit: Limit, report: Report | None) -> None:
        self.problem, self.limit, self.report = problem, limit, report
        self.model = build(problem)
        self.program = write(self.model)
        self.best, self.cost = known, cost(problem, known)
        self.tree: list[Split | Leaf] = [Leaf(full_parts(self.model))]
        self.open: list[tuple[int, int, Box, Relaxed]] = []
        self.final: list[int] = []
        self.programs = 0
        self.deadline = None if limit.seconds is None else time.monotonic() + limit.seconds
        self.stopped = False

    def run(self) -> None:
        """Search until the bound meets the cost or the effort is spent."""
        self._try(self.best)
        node, box = self._shut()
        if self._proves(box, full_parts(self.model)):
            return
        self._evaluate(node, box, full_parts(self.model))
        while self.open and not self._is_near() and not self._must_stop():
            bound, node, box, relaxed = heapq.heappop(self.open)
            cut = self._blurred(box, relaxed)
            if cut is None:
                self.final.append(bound)
            else:
                self._branch(node, box, cut, relaxed.parts)

    def bound(self) -> int:
        """Return the least cost that the leaves leave possible."""
        return min([self.cost, *self.final, *(leaf[0] for leaf in self.open[:1])])

    def status(self) -> Status:
        """Return how the search ended."""
        if self.bound() == self.cost:
            return "optimal"
        return "stopped" if self.stopped else "feasible"

    def _is_near(self) -> bool:
        return (self.cost - self.bound()) * self.limit.iterations <= NEAR * self.cost

    def _must_stop(self) -> bool:
        if self.programs >= self.limit.iterations:
            return True
        late = self.deadline is not None and time.monotonic() > self.deadline
        progress = self.programs / self.limit.iterations
        self.stopped = late or not (self.report is None or self.report(progress, self.cost, self.bound()))
        return self.stopped

    def _try(self, chosen: Chosen) -> None:
        """Improve a choice, unless it is hopeless, and keep it if it is the best."""
        if cost(self.problem, chosen) <= self.cost * HOPE:
            chosen = improve(self.problem, self.model, chosen)
            costs = cost(self.problem, chosen)
            if costs < self.cost:
                self.best, self.cost = chosen, costs

    def _shut(self) -> tuple[int, Box]:
        """Shut services that are too dear to be used at all, the dearest first; return what is left."""
        node, box, parts = 0, self.model.whole, full_parts(self.model)
        pools = self.model.pools
        for s in sorted(pools, key=lambda s: (-pools[s].least_minor, s)):
            cut = Cut(s, None, 0)
            unused, used = cut.divide(box)
            if self._proves(used, without(parts, s)):
                node, used_node = self._split(node, cut)
                self.tree[node], self.tree[used_node] = Leaf(parts), Leaf(without(parts, s))
                box = unused
        return node, box

    def _branch(self, node: int, box: Box, cut: Cut, parts: Parts) -> None:
        for part, child in zip(cut.divide(box), self._split(node, cut), strict=True):
            for known in (parts, without(parts, cut.service)):
                if self._proves(part, known):
                    self.tree[child] = Leaf(known)
                    break
            else:
                self._evaluate(child, part, parts)

    def _proves(self, box: Box, parts: Parts) -> bool:
        """Tell whether multipliers already prove that a box has nothing better."""
        bound = proven(self.model, box, parts)
        return bound is None or bound >= self.cost

    def _split(self, node: int, cut: Cut) -> tuple[int, int]:
        first, second = len(self.tree), len(self.tree) + 1
        self.tree[node] = Split(cut.service, cut.shipment, cut.most, first, second)
        self.tree += [Leaf(()), Leaf(())]
        return first, second

    def _evaluate(self, node: int, box: Box, parts: Parts) -> None:
        """Solve a leaf's linear program; it gives the leaf its multipliers, and a choice to improve."""
        self.programs += 1
        relaxed = relax(self.model, self.program, box)
        parts = relaxed.parts if relaxed else parts
        self.tree[node] = Leaf(parts)
        bound = proven(self.model, box, parts)
        if relaxed is not None:
            self._try(round_off(self.problem, self.model, relaxed.shares))
        if bound is None or bound >= self.cost:
            return
        if relaxed is None:
            self.final.append(bound)
        else:
            heapq.heappush(self.open, (bound, node, box, relaxed))

    def _blurred(self, box: Box, relaxed: Relaxed) -> Cut | None:
        """Return the cut where the program blurs most: vehicles by their price, else a shipment by its load."""
        most, cut = BLUR, None
        used = set(self.program.services[relaxed.shares > BLUR].tolist())
        for s, pool in self.model.pools.items():
            if box.least[s] < box.most[s] and pool.least_minor:
                vehicles = min(relaxed.price_minor[s] / pool.least_minor, box.most[s])
                # What weighs next to nothing travels for next to nothing, but in a whole vehicle.
                blur = 1 if vehicles <= BLUR and s in used else abs(vehicles - round(vehicles))
                if blur > BLUR and blur * pool.least_minor > most:
                    most, cut = blur * pool.least_minor, Cut(s, None, floor(vehicles))
        if cut is not None:
            return cut
        for (i, s, _own), share in zip(self.model.columns, relaxed.shares.tolist(), strict=True):
            blur = min(share, 1 - share)
            if s in self.model.pools and blur > BLUR and blur * (1 + self.model.ml[i]) > most:
                most, cut = blur * (1 + self.model.ml[i]), Cut(s, i, 0)
        return cut
