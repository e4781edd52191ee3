"""Measure the freight engines beside named peers, in the same run; `python -m benchmarks freight` prints the table.

Each module measures one group of rows: its `rows(kept, sample=...)` yields them one by one, over a sample of the
instances or over all of them. What takes long is measured through `kept`, so that a run that was stopped goes on.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
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
