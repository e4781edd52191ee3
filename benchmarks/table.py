"""Print a table of measured figures beside promised ones and peers', for a package of benchmarks.

Each module of such a package measures one group of rows: its `rows(kept, sample=...)` yields them one by one, over a
sample of the instances or over all of them. What takes long is measured through `kept`, so that a run that was stopped
goes on.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
BUDGETS = tomllib.loads((Path(__file__).parent / "budgets.toml").read_text())
# One core each: set before a numeric library is loaded.
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold a measured figure and, beside it, what peers reached; budgets.toml holds the promise of each name."""

    name: str
    figure: str
    value: float
    peers: Mapping[str, float] = field(default_factory=dict)


class Kept:
    """Keep each measurement as one line of JSON, and measure only what is not there yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text().splitlines() if path.exists() else []
        self._known: dict[str, Any] = {}
        for line in lines:
            self._known |= json.loads(line)

    def measured(self, name: str, measure: Callable[[], Any]) -> Any:
        """Return what is known by a name, or measure it now: any value that JSON holds."""
        if name not in self._known:
            self._known[name] = measure()
            with self._path.open("a") as out:
                out.write(json.dumps({name: self._known[name]}) + "\n")
        return self._known[name]


def apart(module: str, function: str, *arguments: Any) -> Any:
    """Call a function of a module in a process of its own, on one core; arguments and answer travel as JSON."""
    call = "import importlib, json, sys; m, f, a = json.load(sys.stdin)\n"
    call += "print(json.dumps(getattr(importlib.import_module(m), f)(*a)))"
    done = subprocess.run(
        [sys.executable, "-c", call],
        input=json.dumps([module, function, arguments]),
        env=os.environ | ONE_CORE,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def print_table(name: str, modules: Sequence[str], argv: Sequence[str] | None) -> int:
    """Measure the rows of a package's modules and print them; 1 if a promise is missed."""
    parser = argparse.ArgumentParser(prog=f"benchmarks {name}", description=f"Measure the engines of {name}.")
    parser.add_argument("--full", action="store_true", help="all instances, not a sample; goes on where it stopped")
    parser.add_argument("--rows", default=",".join(modules), help=f"any of {', '.join(modules)}; all if none is named")
    arguments = parser.parse_args(argv)
    names = arguments.rows.split(",")
    if unknown := set(names) - set(modules):
        parser.error(f"there are no rows {', '.join(sorted(unknown))}")
    os.environ.update(ONE_CORE)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(os.environ.get("BENCH_HOME") or scratch)
        kept = Kept(home / (f"{name}-full.jsonl" if arguments.full else f"{name}.jsonl"))
        rows = (row for one in names for row in _measured(f"{name}.{one}", kept, sample=not arguments.full))
        held = [show(row, BUDGETS[name].get(row.name, {})) for row in rows]
    return 0 if all(held) else 1


def _measured(module: str, kept: Kept, *, sample: bool) -> Iterator[Row]:
    yield from importlib.import_module(f"benchmarks.{module}").rows(kept, sample=sample)


def show(row: Row, promised: Mapping[str, float]) -> bool:
    """Print a row and tell whether its promise is kept; a figure without one is kept."""
    most, least = promised.get(row.figure), promised.get(f"least_{row.figure}")
    kept = (most is None or row.value <= most) and (least is None or row.value >= least)
    promise = " and ".join(
        f"{words} {limit}" for words, limit in (("at least", least), ("at most", most)) if limit is not None
    )
    verdict = f"{promise}: {'kept' if kept else 'MISSED'}" if promise else ""
    peers = "  ".join(f"{peer} {value:,.4g}" for peer, value in row.peers.items())
    print(f"{row.name:28} {row.figure:28} {row.value:12,.3f}  {verdict:24}  {peers}".rstrip(), flush=True)
    return kept
