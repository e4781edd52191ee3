"""Do what each verb of the `dukou` command says."""

import argparse
import importlib
import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dukou.base.errors import Refusal
from dukou.base.solving import Limit, Violation
from dukou.site.parent import end_with_parent

Verb = Callable[[argparse.Namespace], int]
BEAT_SECONDS = 2.0
# What an engine may do where neither iterations nor seconds are given, and where seconds alone are.
ITERATIONS, UNBOUNDED = 1_000, 10**9


def now() -> datetime:
    """Return this instant; rooms are handed it and never read a clock."""
    return datetime.now(UTC)


def up(arguments: argparse.Namespace) -> int:
    """Make the town ready and, unless only preparing, serve it."""
    from dukou.site import prepare
    from dukou.site import up as processes

    if arguments.prepare:
        prepare.town(now=now())
        return 0
    with processes.only_one():
        processes.require_free_address()
        prepare.town(now=now())
        return processes.serve(notice=prepare.greeting())


def seed(arguments: argparse.Namespace) -> int:
    """Make the demo town from one seed."""
    from dukou.site import prepare

    summary = prepare.new_town(size=arguments.size, seed=arguments.seed, on=arguments.on, now=now())
    return _show(asdict(summary), as_json=arguments.json)


def import_orders(arguments: argparse.Namespace) -> int:
    """Import an order book and count its rows, accepted and refused."""
    from dukou.journey.import_orders import import_orders as run_import
    from dukou.site.printed import refused_lines

    _migrate()
    report = run_import(
        path=arguments.file,
        profile=arguments.profile,
        scale=arguments.scale,
        start_on=arguments.start_on,
        addressing=arguments.addressing,
        dry_run=arguments.dry_run,
        now=now(),
    )
    figures = asdict(report)
    if arguments.json:
        return _show(figures, as_json=True)
    reasons = figures.pop("refused_by_reason")
    _show(figures, as_json=False)
    for line in refused_lines(reasons):
        print(line)
    return 0


def run(arguments: argparse.Namespace) -> int:
    """Move the town's clock, day by day, through the rooms' steps, and count its figures; print what returns cost."""
    from dukou.journey import day
    from dukou.journey.report import CARRIAGE, keep_figures, of_returns
    from dukou.site.printed import returns_lines

    def say(text: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{text}", end="", file=sys.stderr, flush=True)

    _migrate()
    summary = day.run(days=arguments.days, until_settled=arguments.until_settled, effort=arguments.effort, say=say)
    # Also where no day was left to do: the run before may have been killed between its last day and its count.
    told = of_returns(keep_figures(now=now(), carriage=CARRIAGE))
    if arguments.json:
        return _show({**asdict(summary), "returns": asdict(told)}, as_json=True)
    _show(asdict(summary), as_json=False)
    return _print(returns_lines(told))


def audit(arguments: argparse.Namespace) -> int:
    """Prove the town's laws with SQL of its own; 1 if one is broken."""
    from dukou.site import prepare

    prepare.require_town()
    from dukou.journey.audit import audit as run_audit
    from dukou.provenance import beat as sealer

    # A fact that waits for the sealer is no fault.
    sealer.tick(now())
    result = run_audit()
    if arguments.json:
        _show(asdict(result), as_json=True)
    else:
        for fault in result.faults:
            print(f"BROKEN {fault.law}: {fault.rows} rows, such as {'; '.join(fault.first)}")
        _show({"laws": result.laws, "broken": len(result.faults), **result.figures}, as_json=False)
    return 1 if result.faults else 0


def report(arguments: argparse.Namespace) -> int:
    """Print the honest measures, or those of returns alone, each with its unit and assumptions."""
    from dukou.site import prepare

    prepare.require_town()
    from dukou.journey.report import of_returns
    from dukou.journey.report import report as run_report
    from dukou.site.printed import report_lines, returns_lines

    asked = arguments.tariffs or ()
    result = of_returns(run_report(carriage=asked)) if arguments.about else run_report(tariffs=asked)
    if arguments.json:
        return _show(asdict(result), as_json=True)
    return _print((returns_lines if arguments.about else report_lines)(result))


def solve(arguments: argparse.Namespace) -> int:
    """Solve a problem and check the answer, as it is read back from where it is written; 1 if it breaks a law.

    An answer in JSON is printed unless `out` says where to write it; of one in a public format figures are printed.
    """
    from dukou.site.formats import tongue

    spoken = tongue(arguments.engine, arguments.format, arguments.problem)
    problem = spoken.problem(arguments.problem, _options(arguments))
    answer = spoken.engine.solve(problem, limit=_limit(arguments), seed=arguments.seed)
    if arguments.out:
        arguments.out.write_text(spoken.text(problem, answer))
    written = spoken.answer(problem, arguments.out) if arguments.out else answer
    if spoken.form:
        _show(spoken.form.tell(problem, answer), as_json=False)
    elif not arguments.out:
        print(spoken.text(problem, answer), end="")
    broken = spoken.engine.check(problem, written)
    if broken:
        print(_laws(broken), file=sys.stderr)
    return 1 if broken else 0


def check(arguments: argparse.Namespace) -> int:
    """Check a written answer and print each law that it breaks; 1 if there is one."""
    from dukou.site.formats import tongue

    spoken = tongue(arguments.engine, arguments.format, arguments.problem)
    problem = spoken.problem(arguments.problem, _options(arguments))
    broken = spoken.engine.check(problem, spoken.answer(problem, arguments.answer))
    print(_laws(broken))
    return 1 if broken else 0


def bench(arguments: argparse.Namespace) -> int:
    """Measure what is promised of the engines of a trade; 1 if a promise is missed."""
    root = Path(__file__).resolve().parents[2]
    if not (root / "benchmarks").is_dir():
        raise Refusal("site.no_checkout")
    sys.path.insert(0, str(root))
    rows = ["--rows", arguments.rows] if arguments.rows else []
    full = ["--full"] if arguments.full else []
    return int(importlib.import_module(f"benchmarks.{arguments.name}.__main__").main([*full, *rows]))


def backup(arguments: argparse.Namespace) -> int:
    """Save the town in one archive."""
    from django.conf import settings

    from dukou.site import prepare, safekeeping

    prepare.require_town()
    done = safekeeping.save(arguments.archive, home=settings.DUKOU_HOME, database=settings.DATABASES["default"])
    return _show(done, as_json=arguments.json)


def restore(arguments: argparse.Namespace) -> int:
    """Bring a saved town back into an empty data folder."""
    with secret_kept_apart():
        from django.conf import settings

        from dukou.site import safekeeping

        done = safekeeping.bring_back(
            arguments.archive, home=settings.DUKOU_HOME, database=settings.DATABASES["default"]
        )
    return _show(done, as_json=arguments.json)


def beat(_arguments: argparse.Namespace) -> int:
    """Let every room's beat do its round, again and again, until stopped."""
    from dukou.site.rounds import beat_once

    end_with_parent(os.environ)
    while True:
        moved = beat_once(now())
        time.sleep(0 if moved else BEAT_SECONDS)


def work(_arguments: argparse.Namespace) -> int:
    """Do queued jobs, one at a time, until stopped."""
    from dukou.site.rounds import work_once

    end_with_parent(os.environ)
    while True:
        moved = work_once(now)
        time.sleep(0 if moved else BEAT_SECONDS)


@contextmanager
def secret_kept_apart() -> Iterator[None]:
    """Let settings load without making a secret in a data folder that is not ours to fill."""
    if "DUKOU_SECRET" in os.environ:
        yield
        return
    os.environ["DUKOU_SECRET"] = secrets.token_urlsafe(48)
    try:
        yield
    finally:
        del os.environ["DUKOU_SECRET"]


def _migrate() -> None:
    from dukou.site import prepare

    prepare.migrate(now=now())


def _limit(arguments: argparse.Namespace) -> Limit:
    """Return the limit that was asked for; seconds alone mean as many iterations as they hold."""
    most = UNBOUNDED if arguments.limit else ITERATIONS
    return Limit(iterations=arguments.iterations or most, seconds=arguments.limit)


def _options(arguments: argparse.Namespace) -> dict[str, str]:
    """Return what was said about the problem's file."""
    said = {"index": arguments.index, "support": arguments.support}
    return {name: value for name, value in said.items() if value is not None}


def _laws(broken: list[Violation]) -> str:
    return json.dumps([{"law": one.law, "facts": dict(one.facts)} for one in broken], ensure_ascii=False, indent=1)


def _print(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0


def _show(figures: Mapping[str, Any], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(figures, ensure_ascii=False, indent=1, default=str))
        return 0
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):32} {value}")
    return 0
