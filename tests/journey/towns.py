"""Make small towns by the command line, each in a data folder of its own, and look into them."""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dukou.journey.seed.book import book

ROOT = Path(__file__).resolve().parents[2]
FIRST_DAY = date(2025, 12, 3)


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a town: its folder, and the machine's search path."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return {**kept, "DUKOU_HOME": str(home), "DUKOU_LOG_LEVEL": "WARNING", "PYTHONPATH": str(ROOT)}


def demo(home: Path) -> None:
    """Make the demo town as `up` makes it."""
    command = [sys.executable, "-m", "dukou", "up", "--prepare"]
    subprocess.run(command, env=environment(home), cwd=ROOT, check=True)


def dukou(home: Path, *arguments: str, expected: int = 0) -> Any:
    """Run one verb and return what it prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "dukou", *arguments, "--json"],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expected, done.stderr[-3_000:]
    return json.loads(done.stdout) if done.stdout else None


def seeded(home: Path, *, days: int = 25, orders_a_day: int = 4, scale: int = 60, addressing: str = "firm") -> Path:
    """Make a small town with an invented order book and return its folder."""
    home.mkdir(parents=True, exist_ok=True)
    path = home.parent / f"{home.name}.csv"
    path.write_bytes(book(seed=7, on=FIRST_DAY, days=days, orders_a_day=orders_a_day))
    dukou(home, "seed", "--size", "small")
    dukou(home, "import-orders", str(path), "--scale", str(scale), "--addressing", addressing)
    return home


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of a town that all workers of a run share: the first who needs it makes it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    home, done = folder / "home", folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(home, ignore_errors=True)
            make(home)
            done.touch()
    return home


def copied(home: Path, to: Path) -> Path:
    """Return a copy of a town that nobody writes to; what its readers keep beside its file comes and goes."""
    shutil.copytree(home, to, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return to


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on a town's own file."""
    with closing(sqlite3.connect(home / "town.sqlite3")) as town:
        return town.execute(sql).fetchall()
