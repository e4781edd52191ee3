"""Read Bischoff and Ratcliff's container loading problems (thpack), and write where the boxes stand.

A file holds the number of problems, and for each: its number and a seed; length, width and height of the container; the
number of types; a line a type with its number, three sizes, each with 1 after it where it may stand vertical, and how
many there are.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from dukou.base.solving import Format
from dukou.engines.load.order import sequence
from dukou.engines.load.problem import Answer, Carton, Load, Placement, Problem, Support, Vehicle
from dukou.engines.load.solve import answer

FIELDS = ("x", "y", "z", "dx", "dy", "dz", "type")
Lines = Iterator[tuple[int, list[int]]]


def read(path: Path, options: Mapping[str, str]) -> Problem:
    """Read the problem with the number ``index`` (default 1), with ``support`` "full" or "none" (default)."""
    index = options.get("index", "1")
    if not index.isdecimal():
        raise ValueError(f"index {index}: it is no whole number")
    support: Support = "full" if options.get("support", "none") == "full" else "none"
    if options.get("support", support) != support:
        raise ValueError(f"support {options['support']}: it is full or none")
    lines = _lines(path.read_text())
    _at, (problems,) = _next(lines, 1)
    for _number in range(problems):
        _at, (number, _seed) = _next(lines, 2)
        problem = _problem(lines, support)
        if number == int(index):
            return problem
    raise ValueError(f"index {index}: {path.name} holds no problem of this number among {problems}")


def write(problem: Problem, found: Answer) -> str:
    """Write the boxes in the order in which they are put in."""
    placements = [
        {**place._asdict(), "type": int(problem.cartons[place.type].name)}
        for load in found.loads
        for place in load.placements
    ]
    return json.dumps({"placements": placements})


def read_answer(problem: Problem, text: str) -> Answer:
    """Read boxes in any order; they are taken in the order in which they can be put in."""
    try:
        rows = list(json.loads(text)["placements"])
    except (KeyError, TypeError, ValueError) as bad:
        raise ValueError("an answer holds a list of placements") from bad
    numbers = {int(one.name): i for i, one in enumerate(problem.cartons)}
    placements = [_placement(row, number, numbers) for number, row in enumerate(rows)]
    order, barred = sequence(np.array(placements, dtype=np.int64).reshape(-1, 7))
    loads = [Load(0, tuple(placements[row] for row in (*order, *barred)))] if placements else []
    return answer(problem, loads)


def tell(problem: Problem, found: Answer) -> dict[str, str | int | float]:
    """Return how full the container is, and which types are larger than it."""
    length, width, height = problem.vehicles[0].sizes
    large = [problem.cartons[one.carton].name for one in found.left if one.reason == "too large"]
    return {
        "boxes": sum(len(load.placements) for load in found.loads),
        "boxes left": sum(one.quantity for one in found.left),
        "too large": ", ".join(large) or "none",
        "volume": found.mm3,
        "volume bound": found.bound.mm3,
        "fill percent": round(100 * found.mm3 / (length * width * height), 2),
    }


def _lines(text: str) -> Lines:
    """Yield each line that is not empty, with its number in the file."""
    for at, line in enumerate(text.splitlines(), 1):
        if words := line.split():
            try:
                yield at, [int(word) for word in words]
            except ValueError as bad:
                raise ValueError(f"line {at}: {line.strip()} are no whole numbers") from bad


def _next(lines: Lines, count: int) -> tuple[int, list[int]]:
    at, numbers = next(lines, (0, []))
    if len(numbers) != count:
        where = f"line {at}: {len(numbers)} numbers" if at else "the file ends"
        raise ValueError(f"{where} where {count} are due")
    return at, numbers


def _problem(lines: Lines, support: Support) -> Problem:
    at, (length, width, height) = _next(lines, 3)
    with _named(at):
        vehicle = Vehicle("container", length, width, height, quantity=1)
    _at, (types,) = _next(lines, 1)
    cartons: dict[str, Carton] = {}
    for _type in range(types):
        at, row = _next(lines, 8)
        with _named(at):
            carton = _carton(row)
            if carton.name in cartons:
                raise ValueError(f"type {carton.name} is there twice")
        cartons[carton.name] = carton
    return Problem((vehicle,), tuple(cartons.values()), support)


@contextmanager
def _named(at: int) -> Iterator[None]:
    """Say in which line of the file a mistake is."""
    try:
        yield
    except ValueError as bad:
        raise ValueError(f"line {at}: {bad}") from bad


def _carton(row: list[int]) -> Carton:
    name, *sides, quantity = row
    (length, width, height), (first, second, third) = sides[::2], sides[1::2]
    if not {first, second, third} <= {0, 1}:
        raise ValueError(f"type {name}: whether a side may stand vertical is 0 or 1")
    return Carton(str(name), length, width, height, quantity, upright=(first == 1, second == 1, third == 1))


def _placement(row: Any, number: int, numbers: Mapping[int, int]) -> Placement:
    if not isinstance(row, dict) or set(row) != set(FIELDS) or not all(type(row[name]) is int for name in FIELDS):
        raise ValueError(f"placement {number}: it holds {', '.join(FIELDS)}, each a whole number")
    if row["type"] not in numbers:
        raise ValueError(f"placement {number}: there is no type {row['type']}")
    return Placement(**{**row, "type": numbers[row["type"]]})


FORMATS = {"br": Format(read, write, read_answer, tell)}
