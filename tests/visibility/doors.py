"""Find every door of the house, and the rows of the table."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

from django.conf import settings

from tests.town.tree import ROOT
from tests.visibility import table
from tests.visibility.rows import Row

Door = Callable[..., Any]


def doors() -> dict[Door, str]:
    """Return every door of every room, with its name."""
    return {door: name_of(door) for room in settings.ROOMS for door in doors_of(f"dukou.{room}.door")}


def name_of(door: Door) -> str:
    """Return where a door is."""
    return f"{door.__module__.removeprefix('dukou.')}.{door.__qualname__}"


def doors_of(name: str) -> Iterator[Door]:
    """Yield a room's doors: what its door package names, and what is defined in modules that others open.

    Where the package names nothing, all of its modules are there to be opened.
    """
    package = importlib.import_module(name)
    parts = [f"{name}.{one.name}" for one in pkgutil.iter_modules(getattr(package, "__path__", []))]
    named = getattr(package, "__all__", None)
    if named is not None:
        yield from (getattr(package, one) for one in named)
        parts = [part for part in parts if part in opened_by_others()]
    for part in [name, *parts]:
        yield from functions_of(importlib.import_module(part))


@cache
def opened_by_others() -> frozenset[str]:
    """Return the modules of door packages that another room, a page or a journey imports by themselves."""
    found = set()
    for path in (ROOT / "dukou").rglob("*.py"):
        for module, name in imports_in(path.read_text()):
            room = module.split(".")[1:2]
            if ".door" in module and room != [path.relative_to(ROOT).parts[1]]:
                found |= {module, f"{module}.{name}"}
    return frozenset(found)


def imports_in(source: str) -> Iterator[tuple[str, str]]:
    """Yield what a module takes from where."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dukou."):
            yield from ((node.module, one.name) for one in node.names)


def functions_of(module: ModuleType) -> Iterator[Door]:
    """Yield the public functions that a module defines itself."""
    for name, one in inspect.getmembers(module, inspect.isfunction):
        if not name.startswith("_") and one.__module__ == module.__name__:
            yield one


def rows() -> dict[str, Row]:
    """Return every row of the table by a name of its own."""
    found = {}
    for module in pkgutil.iter_modules(table.__path__):
        listed: tuple[Row, ...] = getattr(importlib.import_module(f"{table.__name__}.{module.name}"), "ROWS", ())
        for place, row in enumerate(listed):
            found[f"{name_of(row.door)}-{place}"] = row
    return found


def without_row(every: Iterable[Door], listed: Iterable[Row]) -> list[str]:
    """Return the doors of which the table says nothing."""
    known = {row.door for row in listed}
    return sorted(name_of(door) for door in every if door not in known)
