"""Find the least core: payments whose worst complaint is least, by generating coalitions.

The least core is that of Maschler, Peleg and Shapley (1979). A linear programme over the coalitions seen gives payments
and, by its duals, a bound; the search gives the coalition that complains most of these payments, until none complains
more than the programme says.
"""

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from dukou.engines.share.complain import Complaints, Found
from dukou.engines.share.game import Game, Inside, Whole, cost
from dukou.engines.share.problem import MILLION, Complaint, Core
from dukou.engines.share.sample import GoesOn
from dukou.engines.share.settle import nearest

ALL_AT_ONCE = 8
ITERATIONS_A_ROUND = 5
E9 = 1_000_000_000
# Complaints count as the same that differ by less, in millionths of a minor unit, or in parts of the mean payment.
SAME_E6, SAME_PART = 10_000, 1e-7


class Tight(NamedTuple):
    """Hold the programme's payments, the worst complaint that it knows of, and the weight of each coalition."""

    payment_e6: Whole
    epsilon_e6: float
    weights: NDArray[np.float64]


class Payment(NamedTuple):
    """Hold payments with the coalitions found that complain of them, the worst first."""

    payment_e6: Whole
    found: Found


class Seen:
    """Hold the coalitions seen, each once."""

    def __init__(self, game: Game) -> None:
        self._game = game
        self.rows: list[Inside] = []
        self.costs: list[int] = []
        self._known: set[bytes] = set()

    def add(self, inside: Inside) -> bool:
        """Take a coalition in, but for none, all, and those seen; tell whether it is new."""
        if inside.tobytes() in self._known or inside.all() or not inside.any():
            return False
        self._known.add(inside.tobytes())
        self.rows.append(inside.copy())
        self.costs.append(int(cost(self._game, self._game.goods[inside].sum(axis=0))))
        return True


def least_core(
    complaints: Complaints, centre_e6: Whole, start: Core | None, goes_on: GoesOn, nodes: int, seconds: float | None
) -> Core:
    """Return the least core's payments as far as rounds go, with its worst coalition and its proof.

    The search looks half-way between the programme's payments and the best known, at first `centre_e6`; that keeps the
    programme from swinging (in-out separation, Ben-Ameur and Neto 2007).
    """
    n, every = len(centre_e6), int(centre_e6.sum()) // MILLION
    if n <= 1:
        return Core((every * MILLION,) * n, Complaint((), 0, 0), 0, ())
    seen, same = _begin(complaints.game, start), max(SAME_E6, SAME_PART * MILLION * every / n)
    best = Payment(centre_e6, complaints.search(centre_e6))
    for _excess, one in best.found:
        seen.add(one)
    rounds, news = 0, True
    while news:
        rounds, news = rounds + 1, False
        tight = _least(seen, every, n)
        above = tight.epsilon_e6 + same
        half = nearest([int(one) for one in tight.payment_e6 + best.payment_e6], 2, every * MILLION, [0] * n)
        for payment_e6 in (np.array(half), tight.payment_e6):
            if news or best.found[0][0] <= above or not goes_on(ITERATIONS_A_ROUND * rounds):
                break
            tried = Payment(payment_e6, complaints.search(payment_e6))
            best = min(best, tried, key=lambda one: one.found[0][0])
            cuts = [one for _excess, one in tried.found if complaints.excess(tight.payment_e6, one) > above]
            news = sum([seen.add(one) for one in cuts]) > 0
    complaint = complaints.worst(best.payment_e6, best.found, nodes, seconds)
    return _proven(seen, tight, best.payment_e6, every, complaint)


def _begin(game: Game, start: Core | None) -> Seen:
    """Begin with each member, all but one, what a start knows; of a few members with all coalitions."""
    n, seen = len(game.goods), Seen(game)
    if n <= ALL_AT_ONCE:
        for bits in product((False, True), repeat=n):
            seen.add(np.array(bits))
        return seen
    for i in range(n):
        alone = np.arange(n) == i
        seen.add(alone)
        seen.add(~alone)
    for coalition, _weight in start.weights if start is not None else ():
        if all(0 <= i < n for i in coalition):
            seen.add(np.isin(np.arange(n), coalition))
    return seen


def _least(seen: Seen, every: int, n: int) -> Tight:
    """Return the payments whose worst complaint among the coalitions seen is least."""
    scale = max(1.0, every / n)
    rows = np.array(seen.rows, dtype=float)
    result = linprog(
        np.append(np.zeros(n), 1.0),
        A_ub=csr_array(np.hstack([rows, -np.ones((len(rows), 1))])),
        b_ub=np.array(seen.costs) / scale,
        A_eq=np.append(np.ones(n), 0.0)[None, :],
        b_eq=[every / scale],
        bounds=[(0, None)] * n + [(None, None)],
        method="highs",
    )
    paid = [round(max(0.0, one) * scale * MILLION) for one in result.x[:n].tolist()]
    payment = nearest(paid, 1, every * MILLION, low=[0] * n)
    return Tight(np.array(payment, dtype=np.int64), float(result.x[n]) * scale * MILLION, -result.ineqlin.marginals)


def _proven(seen: Seen, tight: Tight, payment_e6: Whole, every: int, complaint: Complaint) -> Core:
    """Return the core with the bound that the coalitions' weights prove, whatever the solver's rounding."""
    parts = np.rint(np.maximum(0.0, tight.weights) * E9).astype(np.int64)
    used = np.flatnonzero(parts)
    rows, total = np.array(seen.rows)[used], int(parts[used].sum())
    least = int((rows * parts[used, None]).sum(axis=0).min())
    costs = sum(int(weight) * seen.costs[row] for row, weight in zip(used, parts[used], strict=True))
    bound = (least * every - costs) * MILLION // total
    weights = tuple(
        (tuple(map(int, np.flatnonzero(seen.rows[row]))), int(weight))
        for row, weight in zip(used, parts[used], strict=True)
    )
    return Core(tuple(map(int, payment_e6)), complaint, bound, weights)
