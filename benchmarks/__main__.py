"""Run benchmarks by name and compare them with the budgets."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT.parent / "shared" / "data" / "orders_online_retail" / "orders_2010-12_2011-08.csv.gz"
BUDGETS = tomllib.loads((Path(__file__).parent / "budgets.toml").read_text())
DUKOU = [sys.executable, "-m", "dukou"]


def main() -> int:
    """Run what is asked for; 1 if a budget is missed."""
    parser = argparse.ArgumentParser(description="Measure what is promised.")
    parser.add_argument("names", nargs="*", help=f"any of {', '.join(BENCHMARKS)}; all of them if none is named")
    parser.add_argument("--scale", type=int, action="append", help="scales of `book` (default: those of the budget)")
    parser.add_argument("--full", action="store_true", help="all instances of `freight` and `returns`, not a sample")
    parser.add_argument("--rows", help="rows of these, as in routes,loads (default: all)")
    arguments = parser.parse_args()
    names = arguments.names or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    kept = [BENCHMARKS[name](arguments) for name in names]
    return 0 if all(kept) else 1


def bench_import(_arguments: argparse.Namespace) -> bool:
    """Import the book once."""
    if not BOOK.exists():
        return absent("import")
    with tempfile.TemporaryDirectory() as home:
        dukou(home, "seed")
        _figures, seconds, peak = dukou(home, "import-orders", str(BOOK), "--json")
    return compare("import", {"seconds": seconds, "peak_mib": peak})


def bench_book(arguments: argparse.Namespace) -> bool:
    """Take the whole book through every room at each scale."""
    if not BOOK.exists():
        return absent("book")
    kept = [one_book(scale) for scale in arguments.scale or BUDGETS["book"]["scales"]]
    return all(kept)


def one_book(scale: int) -> bool:
    """Take the book through the rooms at one scale; the town is left in BENCH_HOME where that is set."""
    with tempfile.TemporaryDirectory() as scratch:
        home = os.environ.get("BENCH_HOME") or scratch
        dukou(home, "seed")
        _state, import_seconds, import_peak = dukou(home, "import-orders", str(BOOK), "--scale", str(scale), "--json")
        _state, run_seconds, run_peak = dukou(home, "run", "--until-settled", "--json")
        audit, audit_seconds, _peak = dukou(home, "audit", "--json")
        report, report_seconds, report_peak = dukou(home, "report", "--json")
    assert not audit["faults"], audit["faults"]
    print(f"  audit: {audit['laws']} laws hold, {audit_seconds:.0f} s; report {report_seconds:.0f} s")
    print(json.dumps(report, ensure_ascii=False, indent=1))
    peak = max(import_peak, run_peak, report_peak)
    return compare(f"book at scale {scale}", {"seconds": import_seconds + run_seconds, "peak_mib": peak}, "book")


def bench_pages(_arguments: argparse.Namespace) -> bool:
    """Measure every page in the town that BENCH_HOME names, or in a demo town made for it."""
    return of_demo_town("pages")


def bench_lighthouse(_arguments: argparse.Namespace) -> bool:
    """Let Lighthouse look at four pages on its phone profile."""
    return of_demo_town("lighthouse")


def of_demo_town(name: str) -> bool:
    """Run a benchmark that prints figures by page, in a demo town."""
    with tempfile.TemporaryDirectory() as scratch:
        home = os.environ.get("BENCH_HOME") or scratch
        dukou(home, "up", "--prepare")
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"],
            env=os.environ | {"DUKOU_HOME": home},
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    kept = [compare(page, figures, name) for page, figures in json.loads(done.stdout).items()]
    return all(kept)


def bench_up(_arguments: argparse.Namespace) -> bool:
    """Start the town twice and time the second start."""
    from benchmarks.up import second_start_seconds

    return compare("up", {"second_start_seconds": second_start_seconds(ROOT)})


def bench_freight(arguments: argparse.Namespace) -> bool:
    """Print the table of the freight engines."""
    return _table("freight", arguments)


def bench_returns(arguments: argparse.Namespace) -> bool:
    """Print the table of the engine of returns."""
    return _table("returns", arguments)


def _table(name: str, arguments: argparse.Namespace) -> bool:
    full = ["--full"] if arguments.full else []
    rows = ["--rows", arguments.rows] if arguments.rows else []
    program = [sys.executable, "-m", f"benchmarks.{name}", *full, *rows]
    return subprocess.run(program, cwd=ROOT, check=False).returncode == 0


def dukou(home: str, *arguments: str) -> tuple[dict[str, object], float, float]:
    """Run one verb in a town; return its figures, its seconds and its peak memory in MiB."""
    start = time.monotonic()
    child = subprocess.Popen(
        ["/usr/bin/env", f"DUKOU_HOME={home}", "DUKOU_LOG_LEVEL=WARNING", *DUKOU, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    out = child.stdout.read() if child.stdout else ""
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode > 1:
        raise SystemExit(f"dukou {' '.join(arguments)} ended with {child.returncode}")
    figures = json.loads(out) if "--json" in arguments else {}
    return figures, time.monotonic() - start, peak_mib(usage)


def peak_mib(usage: resource.struct_rusage) -> float:
    """Return the peak resident memory; Linux counts it in KiB."""
    return usage.ru_maxrss / 1024


def compare(name: str, measured: dict[str, float], budget: str = "") -> bool:
    """Print measured beside promised and tell whether all promises are kept."""
    promised = BUDGETS[budget or name]
    kept = True
    for figure, value in measured.items():
        most, least = promised.get(figure), promised.get(f"least_{figure}")
        within = (most is None or value <= most) and (least is None or value >= least)
        kept = kept and within
        promise = f"at most {most}" if least is None else f"at least {least}"
        verdict = "" if most is None and least is None else f"  ({promise}: {'kept' if within else 'MISSED'})"
        print(f"{name:28} {figure:22} {value:10.1f}{verdict}", flush=True)
    return kept


def absent(name: str) -> bool:
    """Say that a benchmark was left out."""
    print(f"{name}: left out, absent: ../shared")
    return True


BENCHMARKS: dict[str, Callable[[argparse.Namespace], bool]] = {
    "import": bench_import,
    "book": bench_book,
    "pages": bench_pages,
    "lighthouse": bench_lighthouse,
    "up": bench_up,
    "freight": bench_freight,
    "returns": bench_returns,
}

if __name__ == "__main__":
    sys.exit(main())
