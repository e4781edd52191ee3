"""Read the `dukou` command line and hand over to a verb."""

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from dukou.base.errors import BadSetting, Refusal

REFUSED = 2
# What a shell reports of a program whose reader went away (128 + SIGPIPE).
UNREAD = 141

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb of the `dukou` command and return its exit code.

    0: done; 1: the answer is no (a failed audit, a violated law); 2: refused, nothing changed.
    """
    arguments = parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dukou.site.settings")
    try:
        code = _do(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _give_up_output()
        return UNREAD
    except BadSetting as bad:
        print(f"dukou: {bad}", file=sys.stderr)
        return REFUSED
    except Refusal as refusal:
        print(f"dukou: {_words(refusal)}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return 130
    except Exception as bad:
        outside = _from_outside(bad)
        if outside is None:
            raise
        log.debug("refused by the machine", exc_info=True)
        print(f"dukou: {_words(outside)}", file=sys.stderr)
        _give_up_output()
        return REFUSED


def _do(arguments: argparse.Namespace) -> int:
    if arguments.bare:
        return int(arguments.verb(arguments))
    _set_up()
    if not arguments.figures:
        return int(arguments.verb(arguments))
    with _in_language_of(os.environ):
        return int(arguments.verb(arguments))


def _from_outside(bad: Exception) -> Refusal | None:
    """Return what disk or database refused as a refusal; None where the fault is the house's own."""
    from django.db import DatabaseError, OperationalError

    if isinstance(bad, OSError):
        reason = bad.strerror or str(bad)
        return Refusal("site.disk", {"reason": f"{reason}: {bad.filename}" if bad.filename else reason})
    # Its other kinds tell of statements that the house got wrong.
    if isinstance(bad, OperationalError) or type(bad) is DatabaseError:
        return Refusal("site.database_refused", {"reason": str(bad).strip()})
    return None


def _give_up_output() -> None:
    """Let what cannot be written go, so that the interpreter does not try again at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    """Return the parser of every verb."""
    from dukou.site import verbs

    top = argparse.ArgumentParser(prog="dukou", description="Pool the costs of a town, never its customers.")
    kinds = top.add_subparsers(required=True, metavar="VERB")

    def verb(
        name: str, run: verbs.Verb, text: str, *, bare: bool = False, figures: bool = True
    ) -> argparse.ArgumentParser:
        one = kinds.add_parser(name, help=text, description=text)
        one.set_defaults(verb=run, bare=bare, figures=figures)
        if figures:
            one.add_argument("--json", action="store_true", help="print figures as JSON")
        return one

    up = verb("up", verbs.up, "make the demo town ready and serve it", figures=False)
    up.add_argument("--prepare", action="store_true", help="do all but serve")
    seed = verb("seed", verbs.seed, "make the demo town from one seed")
    seed.add_argument("--size", choices=("full", "small"), default="full")
    seed.add_argument("--seed", type=int, default=1)
    seed.add_argument("--on", type=date.fromisoformat, default=date(2025, 12, 3), help="the town's first day")
    _import_arguments(verb("import-orders", verbs.import_orders, "import an order book, row by row"))
    run = verb("run", verbs.run, "move the town's clock through the rooms")
    how_long = run.add_mutually_exclusive_group(required=True)
    how_long.add_argument("--days", type=_positive)
    how_long.add_argument("--until-settled", action="store_true")
    run.add_argument("--effort", choices=("quick", "thorough"), default="quick")
    verb("audit", verbs.audit, "prove that nothing was lost, oversold or paid twice")
    report = verb("report", verbs.report, "print the honest measures, each with its assumptions")
    report.add_argument("about", nargs="?", choices=("returns",), help="only the measures of this")
    report.add_argument(
        "--tariffs",
        type=_positive,
        action="append",
        metavar="PERCENT",
        help="solve freight and returns again at so many per cent of the tariffs (may be repeated)",
    )
    solve = verb("solve", verbs.solve, "solve a problem of an engine", bare=True, figures=False)
    _problem_arguments(solve)
    solve.add_argument("--limit", type=_seconds, metavar="SECONDS", help="stop after so long")
    solve.add_argument("--iterations", type=_positive, help="stop after so many steps: always with the same answer")
    solve.add_argument("--seed", type=int, default=1)
    solve.add_argument("--out", type=Path, metavar="FILE", help="write the answer there")
    check = verb("check", verbs.check, "check an answer of an engine", bare=True, figures=False)
    _problem_arguments(check)
    check.add_argument("answer", type=Path)
    bench = verb("bench", verbs.bench, "measure what is promised", bare=True, figures=False)
    bench.add_argument("name", choices=("freight", "returns"))
    bench.add_argument("--full", action="store_true", help="all instances, not a sample; goes on where it stopped")
    bench.add_argument("--rows", metavar="A,B", help="only these rows")
    verb("backup", verbs.backup, "save database, files and Parquet in one archive").add_argument("archive", type=Path)
    verb("restore", verbs.restore, "bring a saved town back", bare=True).add_argument("archive", type=Path)
    verb("beat", verbs.beat, "seal facts and move work, until stopped", figures=False)
    verb("work", verbs.work, "do queued jobs, until stopped", figures=False)
    return top


def _problem_arguments(one: argparse.ArgumentParser) -> None:
    one.add_argument("engine")
    one.add_argument("problem", type=Path)
    one.add_argument("--format", help="the file's format (default: JSON, or as its ending says)")
    one.add_argument("--index", help="which problem of a file that holds several")
    one.add_argument("--support", choices=("full", "none"), help="how a box must stand on what is below it")


def _import_arguments(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", type=Path)
    one.add_argument("--profile", default="online-retail")
    one.add_argument("--scale", type=_positive, default=1, help="multiply each quantity (lines stay as they are)")
    one.add_argument(
        "--start-on",
        type=date.fromisoformat,
        help="first day of the book in town (default: 2025-12-03, or the town's day if that is later)",
    )
    one.add_argument("--addressing", choices=("firm", "town", "scattered"), default="firm")
    one.add_argument("--dry-run", action="store_true")


def _set_up() -> None:
    import django

    django.setup()


def _words(refusal: Refusal) -> str:
    """Return the refusal in words of the terminal's language."""
    from django.apps import apps

    if not apps.ready:
        from dukou.site.verbs import secret_kept_apart

        try:
            with secret_kept_apart():
                _set_up()
        except BadSetting as bad:
            return f"{bad} ({refusal.code})"
        except OSError as bad:
            return f"{bad.strerror}: {bad.filename} ({refusal.code})"
    from dukou.web import words

    with _in_language_of(os.environ):
        return words.sentence(refusal)


def _in_language_of(env: Mapping[str, str]) -> AbstractContextManager[None]:
    from django.utils import translation

    override: AbstractContextManager[None] = translation.override(_language(env))
    return override


def _language(env: Mapping[str, str]) -> str:
    """Return the language of a terminal: Chinese where its locale says so, else English."""
    locale = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")
    return "zh-hans" if locale.lower().startswith("zh") else "en"


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
