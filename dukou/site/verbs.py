"""Do what each verb of the `dukou` command says."""

import argparse
import importlib
import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from dukou.base.errors import Refusal
from dukou.base.solving import Limit
from dukou.site.parent import end_with_parent

Verb = Callable[[argparse.Namespace], int]
BEAT_SECONDS = 2.0
ENGINES = ("grade", "match", "mode", "sample", "share")


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
    """Move the town's clock, day by day, through the rooms' steps, and count its figures anew."""
    from dukou.journey import day
    from dukou.journey.report import keep_figures

    def say(text: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{text}", end="", file=sys.stderr, flush=True)

    _migrate()
    summary = day.run(days=arguments.days, until_settled=arguments.until_settled, effort=arguments.effort, say=say)
    # Also where no day was left to do: the run before may have been killed between its last day and its count.
    keep_figures(now=now())
    return _show(asdict(summary), as_json=arguments.json)


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
    """Print the honest measures, each with its unit and assumptions."""
    from dukou.site import prepare

    prepare.require_town()
    from dukou.journey.report import report as run_report
    from dukou.site.printed import report_lines

    result = run_report(tariffs=arguments.tariffs or ())
    if arguments.json:
        return _show(asdict(result), as_json=True)
    for line in report_lines(result):
        print(line)
    return 0


def solve(arguments: argparse.Namespace) -> int:
    """Solve a problem given as JSON and print the answer as JSON."""
    engine = _engine(arguments.engine)
    problem = _read(arguments.problem, engine.Problem)
    answer = engine.solve(problem, limit=Limit(iterations=arguments.iterations), seed=arguments.seed)
    print(json.dumps(answer.to_json(), indent=1))
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Check an answer given as JSON and print each law it breaks; 1 if there is one."""
    engine = _engine(arguments.engine)
    problem = _read(arguments.problem, engine.Problem)
    violations = engine.check(problem, _read(arguments.answer, engine.Answer))
    print(json.dumps([{"law": one.law, "facts": dict(one.facts)} for one in violations], indent=1))
    return 1 if violations else 0


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


def _engine(name: str) -> ModuleType:
    if name not in ENGINES:
        raise Refusal("site.unknown_engine", {"name": name, "known": ", ".join(ENGINES)})
    return importlib.import_module(f"dukou.engines.{name}")


def _read(path: Path, kind: Any) -> Any:
    """Read a problem or an answer of an engine from its JSON form."""
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


def _show(figures: Mapping[str, Any], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(figures, ensure_ascii=False, indent=1, default=str))
        return 0
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):32} {value}")
    return 0
