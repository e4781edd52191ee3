"""Write the award as an integer program: one column a candidate, one row a line, one row a slot and deadline."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from dukou.engines.match.problem import Problem

# Work is scaled from milliseconds to minutes, so that coefficients stay small.
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Model:
    """Hold the program: minimise `cost @ x`, `rows @ x <= upper`, x binary."""

    columns: tuple[tuple[int, int], ...]
    cost: NDArray[np.float64]
    rows: csr_array
    upper: NDArray[np.float64]
    deadlines: tuple[tuple[int, int], ...]


def build(problem: Problem) -> Model:
    """Return the program of a problem; the cost of a column is what it saves over leaving the line out."""
    columns = tuple((i, j) for i, line in enumerate(problem.lines) for j in range(len(line.candidates)))
    deadlines = tuple(sorted({(one.slot, one.due_day) for line in problem.lines for one in line.candidates}))
    entries = [*_each_line_once(columns), *_work_fits_by_each_deadline(problem, columns, deadlines)]
    row, column, value = zip(*entries, strict=True) if entries else ((), (), ())
    shape = (len(problem.lines) + len(deadlines), len(columns))
    free = [problem.free_ms[slot][day] / MINUTE_MS for slot, day in deadlines]
    return Model(
        columns=columns,
        cost=np.array([_cost(problem, i, j) - problem.lines[i].penalty_minor for i, j in columns], dtype=float),
        rows=csr_array((value, (row, column)), shape=shape),
        upper=np.array([1.0] * len(problem.lines) + free),
        deadlines=deadlines,
    )


def _cost(problem: Problem, line: int, candidate: int) -> int:
    return problem.lines[line].candidates[candidate].cost_minor


def _each_line_once(columns: tuple[tuple[int, int], ...]) -> list[tuple[int, int, float]]:
    return [(line, column, 1.0) for column, (line, _candidate) in enumerate(columns)]


def _work_fits_by_each_deadline(
    problem: Problem, columns: tuple[tuple[int, int], ...], deadlines: tuple[tuple[int, int], ...]
) -> list[tuple[int, int, float]]:
    rows_of_slot: dict[int, list[tuple[int, int]]] = {}
    for row, (slot, day) in enumerate(deadlines, start=len(problem.lines)):
        rows_of_slot.setdefault(slot, []).append((day, row))
    entries = []
    for column, (i, j) in enumerate(columns):
        one = problem.lines[i].candidates[j]
        entries += [(row, column, one.work_ms / MINUTE_MS) for day, row in rows_of_slot[one.slot] if day >= one.due_day]
    return entries
