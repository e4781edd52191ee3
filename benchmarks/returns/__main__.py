"""Print the table of the returns, measured beside promised."""

import argparse
import importlib
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.freight import ONE_CORE, Kept, Row

MODULES = ("pieces", "transfers")
BUDGETS = tomllib.loads((Path(__file__).parent / "budgets.toml").read_text())


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; 1 if a promise is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks returns", description="Measure the engine of returns.")
    parser.add_argument("--full", action="store_true", help="all seeds, not a sample; goes on where it stopped")
    parser.add_argument("--rows", default=",".join(MODULES), help=f"any of {', '.join(MODULES)}; all if none is named")
    arguments = parser.parse_args(argv)
    names = arguments.rows.split(",")
    if unknown := set(names) - set(MODULES):
        parser.error(f"there are no rows {', '.join(sorted(unknown))}")
    os.environ.update(ONE_CORE)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(os.environ.get("BENCH_HOME") or scratch)
        kept = Kept(home / ("returns-full.jsonl" if arguments.full else "returns.jsonl"))
        held = [show(row) for name in names for row in measured(name, kept, sample=not arguments.full)]
    return 0 if all(held) else 1


def measured(name: str, kept: Kept, *, sample: bool) -> Iterator[Row]:
    """Yield the rows of a module."""
    yield from importlib.import_module(f"benchmarks.returns.{name}").rows(kept, sample=sample)


def show(row: Row) -> bool:
    """Print a row and tell whether its promise is kept; a figure without one is kept."""
    promised = BUDGETS.get(row.name, {})
    most, least = promised.get(row.figure), promised.get(f"least_{row.figure}")
    kept = (most is None or row.value <= most) and (least is None or row.value >= least)
    promise = " and ".join(
        f"{words} {limit}" for words, limit in (("at least", least), ("at most", most)) if limit is not None
    )
    verdict = f"{promise}: {'kept' if kept else 'MISSED'}" if promise else ""
    peers = "  ".join(f"{peer} {value:,.4g}" for peer, value in row.peers.items())
    print(f"{row.name:28} {row.figure:28} {row.value:12,.3f}  {verdict:24}  {peers}".rstrip(), flush=True)
    return kept


if __name__ == "__main__":
    sys.exit(main())
