"""Bound all complaints by a mixed-integer programme on HiGHS: the coalition that pays most above its cost.

A coalition takes the cheapest way, as the programme does: for each departure one piece of a tariff's price, or own
best. Prices are not rounded up here, and the solver's tolerances only let more coalitions in, so that the bound holds.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from dukou.engines.share import game as columns
from dukou.engines.share.game import ABOARD, EXTRA, GRAMS, ML, OWN, Game, Whole
from dukou.engines.share.problem import MILLION

Terms = dict[int, float]


class Bound(NamedTuple):
    """Hold the coalition found, if any, and the most that any may pay above its cost, in millionths."""

    coalitions: list[NDArray[np.bool_]]
    most_e6: int


class Piece(NamedTuple):
    """Hold a way to price a load: amounts a gram and a ml, of which one is above `low` and all at most `high`.

    The price is at least each of ``(once, a unit)``, where the unit is any of the amounts.
    """

    amounts: tuple[tuple[float, float], ...]
    low: tuple[int, float]
    high: float
    prices: tuple[tuple[float, float], ...]


NOTHING = Piece((), (0, 0.0), np.inf, ())
NO_TARIFF = np.zeros(10, dtype=np.int64)


class Program:
    """Collect columns and rows."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.most: list[float] = []
        self.whole: list[int] = []
        self._rows: list[Terms] = []
        self._limits: list[tuple[float, float]] = []

    def column(self, cost: float = 0.0, most: float = 1.0, *, whole: bool = False) -> int:
        """Add a column from zero to its most."""
        self.costs.append(cost)
        self.most.append(most)
        self.whole.append(int(whole))
        return len(self.costs) - 1

    def row(self, terms: Terms, low: float = -np.inf, high: float = 0.0) -> None:
        """Add a row, scaled so that its largest term is one: the solver's tolerance is absolute."""
        scale = max(map(abs, terms.values()), default=0.0) or 1.0
        self._rows.append({column: term / scale for column, term in terms.items()})
        self._limits.append((low / scale, high / scale))

    def solve(self, nodes: int, seconds: float | None) -> tuple[NDArray[np.float64] | None, float]:
        """Return the best columns found and the bound."""
        entries = [(row, column, term) for row, terms in enumerate(self._rows) for column, term in terms.items()]
        row, column, term = zip(*entries, strict=True)
        matrix = csr_array((term, (row, column)), shape=(len(self._rows), len(self.costs)))
        low, high = np.array(self._limits).T
        options = {"node_limit": nodes, "mip_rel_gap": 0.0}
        if seconds is not None:
            options["time_limit"] = seconds
        result = milp(
            np.array(self.costs),
            constraints=LinearConstraint(matrix, low, high),
            bounds=Bounds(0, np.array(self.most)),
            integrality=np.array(self.whole),
            options=options,
        )
        return result.x, -np.inf if result.mip_dual_bound is None else float(result.mip_dual_bound)


def bound(game: Game, payment_e6: Whole, nodes: int, seconds: float | None) -> Bound:
    """Return the worst coalition that the programme finds, and its bound; at the worst all that is paid."""
    everything = int(np.maximum(payment_e6, 0).sum())
    if seconds is not None and seconds <= 0:
        return Bound([], everything)
    program = Program()
    joins = [program.column(-float(paid) / MILLION, whole=True) for paid in payment_e6]
    program.row(dict.fromkeys(joins, 1.0), 1, len(joins) - 1)
    for block in range(game.block.max(initial=-1) + 1):
        _block(program, game, block, joins)
    found, least = program.solve(nodes, seconds)
    # The bound's own float error is far below a millionth of what is paid in all.
    most = everything if least == -np.inf else min(everything, int(np.ceil(-least * MILLION + everything * 1e-9)))
    if found is None:
        return Bound([], most)
    inside = found[: len(joins)] > 0.5
    return Bound([inside] if inside.any() and not inside.all() else [], most)


def _block(program: Program, game: Game, block: int, joins: list[int]) -> None:
    """Let each member of a block ride, or let all go at own best in spite of the legs, where there are any."""
    inside = np.flatnonzero(game.block == block)
    gives_up: list[int] = []
    stays: dict[int, int] = {}
    if game.is_leg[inside].any():
        gives_up = [program.column(whole=True)]
        for i in np.flatnonzero(game.goods[:, inside, ABOARD].any(axis=1)).tolist():
            stays[i] = program.column(float(game.goods[i, inside, OWN].sum()))
            program.row({stays[i]: 1.0, gives_up[0]: -1.0})
    for stop in inside.tolist():
        _stop(program, game, stop, joins, stays, gives_up)


def _stop(
    program: Program, game: Game, stop: int, joins: list[int], stays: dict[int, int], gives_up: list[int]
) -> None:
    """Let those who join ride by one piece of one tariff, all of them, each at its extra, or go at own best."""
    members = np.flatnonzero(game.goods[:, stop, ABOARD]).tolist()
    rides: dict[int, list[int]] = {i: [stays[i]] if i in stays else [] for i in members}
    options = [
        (EXTRA + k, tariff, piece) for k, tariff in enumerate(game.tariffs[stop]) for piece in _pieces(game, tariff)
    ]
    if not game.is_leg[stop]:
        options.append((OWN, NO_TARIFF, NOTHING))
    chosen = list(gives_up)
    for amount, tariff, piece in options:
        runs = program.column(whole=True)
        chosen.append(runs)
        by = {i: program.column(float(game.goods[i, stop, amount])) for i in members}
        for i, column in by.items():
            rides[i].append(column)
            program.row({column: 1.0, runs: -1.0})
        _pay(program, tariff, piece, runs, {column: game.goods[i, stop] for i, column in by.items()})
    for i in members:
        program.row({joins[i]: -1.0} | dict.fromkeys(rides[i], 1.0), 0.0, 0.0)
    program.row(dict.fromkeys(chosen, 1.0), high=1.0)


def _pay(program: Program, tariff: Whole, piece: Piece, runs: int, loads: dict[int, Whole]) -> None:
    """Pay at least what a piece's laws say for what rides."""
    fuel = float(tariff[columns.FUEL]) / MILLION
    program.costs[runs] += float(tariff[columns.FIXED])
    if tariff[columns.KIND] == columns.VEHICLE:
        vehicles = program.column(float(tariff[columns.EACH]) * fuel, np.inf, whole=True)
        program.row({runs: 1.0, vehicles: -1.0})
        for of, capacity in ((GRAMS, columns.CAPACITY_GRAMS), (ML, columns.CAPACITY_ML)):
            program.row(
                {column: float(load[of]) for column, load in loads.items()} | {vehicles: -float(tariff[capacity])}
            )
        return
    if not piece.prices:
        return
    pays = program.column(fuel, np.inf)
    for number, (a_gram, a_ml) in enumerate(piece.amounts):
        amount = {column: a_gram * float(load[GRAMS]) + a_ml * float(load[ML]) for column, load in loads.items()}
        if piece.high < np.inf:
            program.row(amount | {runs: -piece.high})
        if number == piece.low[0] and piece.low[1] > 0:
            program.row({column: -term for column, term in amount.items()} | {runs: piece.low[1]})
        for once, a_unit in piece.prices:
            program.row({column: a_unit * term for column, term in amount.items()} | {runs: once, pays: -1.0})


def _pieces(game: Game, tariff: Whole) -> Iterator[Piece]:
    """Return a tariff's pieces: each band, and again for each amount that may be what exceeds the band below."""
    if tariff[columns.KIND] != columns.SHARED:
        if tariff[columns.KIND] != columns.ABSENT:
            yield NOTHING
        return
    below = -1
    for at in range(int(tariff[columns.FIRST_BAND]), len(game.bands)):
        end, base, beyond, rate, per, _begun, minimum = map(float, game.bands[at])
        a_unit = rate / per
        prices = ((minimum, 0.0), (base, 0.0), (base - a_unit * beyond, a_unit))
        high = np.inf if end == columns.OPEN else end
        amounts = tuple(_amounts(tariff))
        for number in range(len(amounts) if below >= 0 else 1):
            yield Piece(amounts, (number, float(below + 1)), high, prices)
        if end == columns.OPEN:
            return
        below = int(end)


def _amounts(tariff: Whole) -> Iterable[tuple[float, float]]:
    """Return what a gram and a ml count for, in the tariff's fine parts."""
    if tariff[columns.GRAMS_ONLY]:
        yield float(tariff[columns.GRAMS_ONLY]), 0.0
    if tariff[columns.OF_ML]:
        yield float(tariff[columns.OF_GRAMS]), float(tariff[columns.OF_ML])
