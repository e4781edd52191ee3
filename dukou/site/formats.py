"""Read problems and answers of the engines from files: as JSON, or in a public format."""

import importlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from dukou.base.errors import Refusal
from dukou.base.solving import Format

ENGINES = ("consolidate", "grade", "load", "match", "place", "route", "sample", "share")
# The engines that read public formats; each has a module `formats`.
PUBLIC = {"consolidate", "load", "route"}


@dataclass(frozen=True, slots=True)
class Tongue:
    """Hold an engine and the format that its files are in (None: the engine's own JSON)."""

    engine: ModuleType
    form: Format | None

    def problem(self, path: Path, options: Mapping[str, str]) -> Any:
        """Read a problem; `options` say which one of a file that holds several, and what the file leaves open."""
        if self.form is None:
            return _from_json(path, self.engine.Problem)
        with _readable(path):
            return self.form.read(path, options)

    def answer(self, problem: Any, path: Path) -> Any:
        """Read an answer."""
        if self.form is None:
            return _from_json(path, self.engine.Answer)
        with _readable(path):
            return self.form.read_answer(problem, path.read_text())

    def text(self, problem: Any, answer: Any) -> str:
        """Return an answer as it is written to a file."""
        if self.form is None:
            return json.dumps(answer.to_json(), indent=1) + "\n"
        return self.form.write(problem, answer)


def tongue(engine: str, form: str | None, path: Path) -> Tongue:
    """Return an engine by name, with the format of that name; without one the ending of the file decides."""
    if engine not in ENGINES:
        raise Refusal("site.unknown_engine", {"name": engine, "known": ", ".join(ENGINES)})
    known: dict[str, Format] = {}
    if engine in PUBLIC:
        known = importlib.import_module(f"dukou.engines.{engine}.formats").FORMATS
    if form not in {None, "json", *known}:
        raise Refusal("site.unknown_format", {"name": form, "known": ", ".join(["json", *known])})
    by_ending = next((one for one in known.values() if path.suffix in one.suffixes), None)
    return Tongue(importlib.import_module(f"dukou.engines.{engine}"), known.get(form) if form else by_ending)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Name the file in which something is amiss."""
    try:
        yield
    except OSError as bad:
        raise Refusal("site.unreadable", {"name": path.name, "reason": bad.strerror or str(bad)}) from bad
    except ValueError as bad:
        raise Refusal("site.unreadable", {"name": path.name, "reason": str(bad)}) from bad


def _from_json(path: Path, kind: Any) -> Any:
    try:
        data = json.loads(path.read_text())
    except (OSError, ValueError, RecursionError) as bad:
        raise Refusal("site.no_json", {"name": path.name}) from bad
    if not isinstance(data, dict):
        raise Refusal("site.no_json", {"name": path.name})
    try:
        return kind.from_json(data)
    except (KeyError, TypeError, ValueError) as bad:
        raise Refusal("site.other_json", {"name": path.name, "kind": kind.__name__}) from bad
