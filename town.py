"""Bring the town up from nothing, or test the whole house.

    python3 town.py up [--prepare]     install, make the demo town, serve it (--prepare: all but serve)
    python3 town.py test               install, lint, types, contracts, tests

Standard library only. Python packages come from the lock files, by hash, into `.venv` of this checkout; front-end
packages come from `package-lock.json` into `node_modules`. A stamp remembers what was installed, so that the second
time nothing is done.
"""

import argparse
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / "stamps"
NODE_MODULES = ROOT / "node_modules"
LOCALE = ROOT / "dukou" / "web" / "locale"

PYTHON = (3, 11)
OLDEST_NODE = 18
RUNTIME_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
NODE_LOCK = "requirements-node.lock"
STOP_SECONDS = 30

# What the tests need from Debian, and where it is seen to be there.
DEBIAN_PACKAGES = {
    "chromium": ("/usr/bin/chromium",),
    "fonts-noto-cjk": ("/usr/share/fonts/opentype/noto/NotoSansCJK*", "/usr/share/fonts/**/NotoSansCJK*"),
    "mosquitto": ("/usr/sbin/mosquitto", "/usr/bin/mosquitto"),
    "postgresql": ("/usr/lib/postgresql/*/bin/initdb",),
}
# An engine must not need Django, so it is as if that were not installed.
ENGINE_OPTIONS = [
    "tests/engines",
    *("-p", "tests.without_django"),
    "--import-mode=importlib",
    *("-o", "addopts="),
    *("-p", "no:django", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestConfigWarning"),
]
IN_PARALLEL = ["-n", "2", "--dist", "loadfile"]


class Stop(Exception):
    """Stop with one line that says what to do."""


# Processes


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    each_line: Callable[[str], None] | None = None,
) -> int:
    """Run a command in a group of its own and return its exit code; the group ends with us, however we end."""
    started = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env=dict(env or environment()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if each_line else None,
        text=True,
        start_new_session=True,
    )
    try:
        for line in started.stdout or ():
            if each_line:
                each_line(line.rstrip())
        return started.wait()
    finally:
        end(started)


def end(process: "subprocess.Popen[str]") -> None:
    """End a process and its group: ask, wait, then insist."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            say(f"{process.args!r} does not stop and is killed")
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def environment() -> dict[str, str]:
    """Return our environment without what would lead Python astray, with the tools of `.venv` first."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return kept | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def stop_on_signal(number: int, _frame: FrameType | None) -> None:
    """Turn a signal into an ordinary way out, so that every `finally` runs."""
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


def say(text: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"town: {text}", flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    say(f"{text} …")
    begun = time.monotonic()
    yield
    say(f"{text}: {time.monotonic() - begun:.0f} s")


# Stamps


def digest(*paths: Path) -> str:
    """Return one SHA-256 over the contents of files."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def is_stamped(name: str, mark: str) -> bool:
    """Tell whether this very thing was installed before."""
    stamp = STAMPS / name
    return stamp.is_file() and mark in stamp.read_text().splitlines()


def put_stamp(name: str, *marks: str) -> None:
    """Remember what is installed now."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text("\n".join(marks))


def drop_stamp(name: str) -> None:
    """Forget what was installed: it is about to change."""
    (STAMPS / name).unlink(missing_ok=True)


# Installation


def make_ready(lock: str) -> None:
    """Bring `.venv`, `node_modules` and the translations up to date."""
    make_environment()
    install_python(lock)
    install_command()
    install_front_end()
    compile_words()


def make_environment() -> None:
    """Make `.venv`, unless a sound one stands here."""
    mark = f"{PYTHON} {VENV}"
    if is_stamped("venv", mark) and (BIN / "python").exists():
        return
    if (STAMPS / "venv").exists() or not is_sound():
        python = interpreter()
        if quietly([python, "-c", "import ensurepip, venv"]) != 0:
            raise Stop(f"this Python has no venv module; on Debian run: {sudo()}apt-get install --yes python3-venv")
        with step("environment .venv"):
            if run([python, "-m", "venv", "--clear", VENV]) != 0:
                raise Stop("the environment .venv could not be made")
    put_stamp("venv", mark)


def is_sound() -> bool:
    """Tell whether an environment with the right Python and pip stands in `.venv`."""
    test = f"import sys, pip; sys.exit(sys.version_info[:2] != {PYTHON})"
    return (BIN / "python").exists() and quietly([BIN / "python", "-c", test]) == 0


def interpreter() -> str:
    """Return a Python of the right version that does not itself live in an environment."""
    if sys.version_info[:2] == PYTHON:
        own = Path(sys.base_prefix) / "bin" / f"python{PYTHON[0]}.{PYTHON[1]}"
        return str(own) if own.exists() else sys.executable
    name = "python{}.{}".format(*PYTHON)
    found = shutil.which(name)
    if found and quietly([found, "--version"]) == 0:
        return found
    raise Stop(f"Dukou needs {name}; this is Python {sys.version.split()[0]}, and {name} is not installed")


def quietly(command: Sequence[str | Path]) -> int:
    """Run a question to a program and return its exit code."""
    return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode


def install_python(lock: str) -> None:
    """Install the packages of a lock, each by its hash."""
    mark = digest(ROOT / lock)
    if is_stamped("python", mark):
        return
    drop_stamp("python")
    pip_install(lock)
    # The test lock holds the runtime lock: both are installed now.
    put_stamp("python", mark, *([digest(ROOT / RUNTIME_LOCK)] if lock == TEST_LOCK else []))


def pip_install(lock: str) -> None:
    """Install a lock with pip, which finds the machine's own package index by itself."""
    count = (ROOT / lock).read_text().count("==")
    seen = 0

    def show(line: str) -> None:
        nonlocal seen
        if line.startswith(("Collecting ", "Requirement already satisfied")) and sys.stdout.isatty():
            seen += 1
            print(f"\r  {min(seen, count)}/{count} {line.split()[1]:40.40}\r", end="", flush=True)

    command = [BIN / "python", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--require-hashes", "--only-binary", ":all:", "-r", ROOT / lock]
    with step(f"{count} Python packages of {lock}"):
        if run(command, each_line=show) != 0:
            raise Stop(f"the packages of {lock} could not be installed; what pip said stands above")


def install_command() -> None:
    """Put the checkout on the environment's path and write `.venv/bin/dukou`; needs no build and no network."""
    (site_packages,) = VENV.glob("lib/python*/site-packages")
    write_if_changed(site_packages / "dukou.pth", f"{ROOT}\n")
    script = BIN / "dukou"
    write_if_changed(script, f'#!/bin/sh\nexec {shlex.quote(str(BIN / "python"))} -P -m dukou "$@"\n')
    script.chmod(0o755)


def write_if_changed(path: Path, text: str) -> None:
    """Write a small file, unless it says so already."""
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def install_front_end() -> None:
    """Install what the pages serve as it is: nothing of it is built, no script of it is run."""
    mark = digest(ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
    if is_stamped("npm", mark) and (NODE_MODULES / ".package-lock.json").is_file():
        return
    if not has_node():
        pip_install(NODE_LOCK)
    # Node trusts what the machine trusts, as pip does.
    env = {"NODE_USE_SYSTEM_CA": "1"} | environment()
    with step("front-end packages"):
        if run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], env=env) != 0:
            raise Stop("the front-end packages could not be installed; what npm said stands above")
    put_stamp("npm", mark)


def has_node() -> bool:
    """Tell whether a recent Node and npm are on the path (the environment's own count too)."""
    path = environment()["PATH"]
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None:
        return False
    said = subprocess.run([node, "--version"], env=environment(), capture_output=True, text=True, check=False)
    major = said.stdout.strip().removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def compile_words() -> None:
    """Compile the translations that changed."""
    sources = list(LOCALE.glob("*/LC_MESSAGES/*.po"))
    if all(is_newer(path.with_suffix(".mo"), path) for path in sources):
        return
    command = [BIN / "python", "-m", "babel.messages.frontend", "--quiet", "compile", "-D", "django", "-d", LOCALE]
    if run(command) != 0:
        raise Stop("the translations could not be compiled; what Babel said stands above")


def is_newer(made: Path, source: Path) -> bool:
    """Tell whether a made file is there and no older than its source."""
    return made.is_file() and made.stat().st_mtime >= source.stat().st_mtime


# What the tests need from the machine


def missing_packages() -> list[str]:
    """Return the Debian packages that the tests need and that are not here."""
    root = Path("/")
    return [
        name
        for name, places in DEBIAN_PACKAGES.items()
        if not any(next(root.glob(place.lstrip("/")), None) for place in places)
    ]


def sudo() -> str:
    """Return what a person who is not root writes before a command for root."""
    return "" if os.geteuid() == 0 else "sudo "


def apt_line(packages: Sequence[str]) -> str:
    """Return the one line that installs packages on Debian."""
    return f"{sudo()}apt-get update && {sudo()}apt-get install --no-install-recommends --yes {' '.join(packages)}"


def install_debian_packages() -> None:
    """Install what the tests need where we may; elsewhere name the one line to run."""
    missing = missing_packages()
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        say(f"tests that need {', '.join(missing)} are skipped; on Debian run: {apt_line(missing)}")
        return
    env = environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Debian packages {' '.join(missing)}"):
        for command in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", "--yes", *missing]):
            if run(["apt-get", *command], env=env, each_line=lambda _line: None) != 0:
                say(f"this failed, and tests that need it are skipped: {apt_line(missing)}")
                return


# The passes of a test


class Passes:
    """Run the passes of a test one after the other and remember how each ended."""

    def __init__(self, home: Path) -> None:
        kept = {name: value for name, value in environment().items() if not name.startswith(("DUKOU_", "DATABASE_"))}
        strict = {name: value for name, value in os.environ.items() if name == "DUKOU_STRICT_SKIPS"}
        self.env = kept | strict | {"DUKOU_HOME": str(home)}
        self.lines: list[str] = []
        self.failed = False

    def run(self, name: str, command: Sequence[str | Path], **more: str) -> None:
        """Run one pass; the next ones run even if it fails."""
        say(name)
        begun = time.monotonic()
        ended = run([BIN / "python", *command], env=self.env | more)
        self.failed |= ended != 0
        self.lines.append(f"{'passed' if ended == 0 else 'FAILED'} {name} ({time.monotonic() - begun:.0f} s)")


def up(*, prepare: bool) -> int:
    """Install, then hand over to `dukou up`."""
    make_ready(RUNTIME_LOCK)
    return run([BIN / "dukou", "up", *(["--prepare"] if prepare else [])])


def test() -> int:
    """Install, then lint, types, contracts and tests; the last line is pytest's closing line."""
    make_ready(TEST_LOCK)
    install_debian_packages()
    with tempfile.TemporaryDirectory(prefix="dukou-test-") as home:
        passes = Passes(Path(home))
        passes.run("lint", ["-m", "ruff", "check", "--quiet", "."])
        passes.run("format", ["-m", "ruff", "format", "--quiet", "--check", "."])
        passes.run("types", ["-m", "mypy"])
        passes.run("contracts", [BIN / "lint-imports"])
        passes.run("engines, as if Django were absent", ["-m", "pytest", *ENGINE_OPTIONS, *IN_PARALLEL])
        passes.run("pages in a browser", ["-m", "pytest", "-m", "browser", *IN_PARALLEL])
        doors = [BIN / "python", "-m", "pytest", "-m", "doors", *IN_PARALLEL]
        passes.run("doors on PostgreSQL", ["-m", "tests.postgres", *doors])
        rest = ["-m", "pytest", "-m", "not browser", "--ignore=tests/engines", "--durations=10", *IN_PARALLEL]
        passes.run("all on SQLite", rest, DUKOU_PASSES="\n".join(passes.lines))
    return 1 if passes.failed else 0


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the one argument says."""
    parser = argparse.ArgumentParser(prog="town.py", description="Bring the town up, or test the whole house.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="up | test")
    verbs.add_parser("up", help="install, make the demo town, serve it").add_argument(
        "--prepare", action="store_true", help="do all but serve"
    )
    verbs.add_parser("test", help="install, lint, types, contracts, tests")
    arguments = parser.parse_args(argv)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_on_signal)
    try:
        return up(prepare=arguments.prepare) if arguments.verb == "up" else test()
    except Stop as stop:
        print(f"town: {stop}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
