"""Protect the two commands: each lock is installed once, and what fails says in one line how to go on."""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def load_town() -> ModuleType:
    spec = importlib.util.spec_from_file_location("town_py", ROOT / "town.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return town.py, at home in an empty checkout with small locks."""
    module = load_town()
    venv = tmp_path / ".venv"
    for name, path in {
        "ROOT": tmp_path,
        "VENV": venv,
        "BIN": venv / "bin",
        "STAMPS": venv / "stamps",
        "NODE_MODULES": tmp_path / "node_modules",
        "LOCALE": tmp_path / "locale",
    }.items():
        monkeypatch.setattr(module, name, path)
    for name in ("requirements.lock", "requirements-test.lock", "requirements-node.lock"):
        (tmp_path / name).write_text(f"{name.split('.')[0]}==1\n")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (tmp_path / name).write_text("{}")
    return module


@pytest.fixture
def ran(town: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the commands that town.py would have run; each does well."""
    commands: list[list[str]] = []

    def run(command: list[Any], **_more: Any) -> int:
        commands.append([str(part) for part in command])
        return 0

    monkeypatch.setattr(town, "run", run)
    return commands


def test_python_packages_are_installed_once_by_hash(town: ModuleType, ran: list[list[str]]) -> None:
    town.install_python("requirements.lock")
    town.install_python("requirements.lock")
    (command,) = ran
    assert {"--require-hashes", "--only-binary", "-r"} <= set(command)
    (town.ROOT / "requirements.lock").write_text("changed==2\n")
    town.install_python("requirements.lock")
    assert len(ran) == 2


def test_the_test_lock_counts_as_the_runtime_lock_and_not_the_other_way(town: ModuleType, ran: list[list[str]]) -> None:
    town.install_python("requirements-test.lock")
    town.install_python("requirements.lock")
    assert len(ran) == 1
    (town.ROOT / "requirements.lock").write_text("changed==2\n")
    town.install_python("requirements.lock")
    town.install_python("requirements-test.lock")
    assert len(ran) == 3


def test_a_failed_installation_is_tried_again(town: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    town.put_stamp("python", "of before")
    monkeypatch.setattr(town, "run", lambda *_args, **_more: 1)
    with pytest.raises(town.Stop, match=r"requirements\.lock could not be installed"):
        town.install_python("requirements.lock")
    assert not (town.STAMPS / "python").exists()


def test_front_end_packages_are_installed_once_and_run_no_script(
    town: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(town, "has_node", lambda: True)
    town.install_front_end()
    town.NODE_MODULES.mkdir()
    (town.NODE_MODULES / ".package-lock.json").write_text("{}")
    town.install_front_end()
    (command,) = ran
    assert command[:3] == ["npm", "ci", "--ignore-scripts"]
    (town.NODE_MODULES / ".package-lock.json").unlink()
    town.install_front_end()
    assert len(ran) == 2


def test_a_machine_without_node_gets_one_from_its_own_lock(
    town: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(town.ROOT))
    assert not town.has_node()
    town.install_front_end()
    assert [str(town.ROOT / "requirements-node.lock") in command for command in ran] == [True, False]


@pytest.mark.parametrize(("version", "is_enough"), [("v17.9.1", False), ("v18.0.0", True), ("nonsense", False)])
def test_an_old_node_does_not_count(
    version: str, is_enough: bool, town: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm"):
        (town.ROOT / name).write_text(f"#!/bin/sh\necho {version}\n")
        (town.ROOT / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(town.ROOT))
    assert town.has_node() is is_enough


def test_words_are_compiled_when_they_changed(town: ModuleType, ran: list[list[str]]) -> None:
    folder = town.LOCALE / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source, made = folder / "django.po", folder / "django.mo"
    source.touch()
    town.compile_words()
    made.touch()
    town.compile_words()
    assert len(ran) == 1
    os.utime(source, (made.stat().st_mtime + 5,) * 2)
    town.compile_words()
    assert len(ran) == 2


def test_the_command_runs_from_any_folder(town: ModuleType) -> None:
    site_packages = town.VENV / "lib" / "python3.11" / "site-packages"
    site_packages.mkdir(parents=True)
    town.BIN.mkdir()
    town.install_command()
    assert (site_packages / "dukou.pth").read_text() == f"{town.ROOT}\n"
    (town.BIN / "python").write_text('#!/bin/sh\necho "$@"\n')
    (town.BIN / "python").chmod(0o755)
    done = subprocess.run(
        [town.BIN / "dukou", "audit", "two words"], cwd="/", capture_output=True, text=True, check=True
    )
    assert done.stdout == "-P -m dukou audit two words\n"


def test_an_environment_that_was_moved_here_is_made_anew(
    town: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    town.BIN.mkdir(parents=True)
    (town.BIN / "python").symlink_to(sys.executable)
    monkeypatch.setattr(town, "is_sound", lambda: True)
    town.make_environment()
    assert ran == []
    town.put_stamp("venv", "(3, 11) /elsewhere/.venv")
    town.make_environment()
    town.make_environment()
    assert [command[1:4] for command in ran] == [["-m", "venv", "--clear"]]


def test_a_python_without_venv_names_the_line_to_run(town: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town, "quietly", lambda _command: 1)
    with pytest.raises(town.Stop, match="apt-get install --yes python3-venv"):
        town.make_environment()


def test_another_python_names_what_is_needed(town: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town, "PYTHON", (3, 2))
    monkeypatch.setenv("PATH", str(town.ROOT))
    with pytest.raises(town.Stop, match=r"Dukou needs python3\.2; this is Python 3\.11"):
        town.interpreter()


@pytest.mark.parametrize(("user", "prefix"), [(0, ""), (1000, "sudo ")])
def test_what_the_tests_need_is_one_line(
    user: int, prefix: str, town: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(town, "missing_packages", lambda: ["chromium", "postgresql"])
    monkeypatch.setattr(town.shutil, "which", lambda _name: "/usr/bin/apt-get")
    town.install_debian_packages()
    line = f"{prefix}apt-get update && {prefix}apt-get install --no-install-recommends --yes chromium postgresql"
    assert town.apt_line(["chromium", "postgresql"]) == line
    assert (line in capsys.readouterr().out) is (user != 0)
    assert [command[:2] for command in ran] == ([["apt-get", "update"], ["apt-get", "install"]] if user == 0 else [])


def test_only_missing_packages_are_missing(town: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here-15").touch()
    places = {"here": (f"{tmp_path}/here-*",), "gone": (f"{tmp_path}/gone",)}
    monkeypatch.setattr(town, "DEBIAN_PACKAGES", places)
    assert town.missing_packages() == ["gone"]


@pytest.mark.parametrize("arguments", [[], ["dance"], ["up", "--dance"], ["test", "more"]])
def test_an_unknown_verb_is_refused(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "town.py", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "up | test" in done.stderr or "unrecognized" in done.stderr
    assert done.stdout == ""


def test_a_pass_that_fails_fails_the_whole_and_is_told_to_the_last(
    town: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, dict[str, str]]] = []

    def run(command: list[Any], *, env: dict[str, str]) -> int:
        seen.append((str(command[-1]), env))
        return int(command[-1] == "bad")

    monkeypatch.setattr(town, "run", run)
    monkeypatch.setenv("DUKOU_PORT", "1")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///mine")
    monkeypatch.setenv("DUKOU_STRICT_SKIPS", "1")
    passes = town.Passes(tmp_path)
    for name in ("good", "bad", "good"):
        passes.run(name, [name], MORE="1")
    assert [name for name, _ in seen] == ["good", "bad", "good"]
    assert passes.failed
    assert [line.split()[0] for line in passes.lines] == ["passed", "FAILED", "passed"]
    env = seen[0][1]
    assert (env["DUKOU_HOME"], env["MORE"], env["DUKOU_STRICT_SKIPS"]) == (str(tmp_path), "1", "1")
    assert not {"DUKOU_PORT", "DATABASE_URL"} & set(env)


# A process that notes its id, starts one more of its kind, and waits.
NAP = """
import os, subprocess, sys, time
open(sys.argv[1], "a").write(f"{os.getpid()} ")
if len(sys.argv) > 2:
    subprocess.Popen([sys.executable, "-c", sys.argv[2], sys.argv[1]])
time.sleep(600)
"""
UP = """
import sys, town
town.up = lambda prepare: town.run([sys.executable, "-c", *sys.argv[1:]])
sys.exit(town.main(["up"]))
"""


def test_what_was_started_ends_with_the_command(tmp_path: Path) -> None:
    mark = tmp_path / "pids"
    process = subprocess.Popen([sys.executable, "-c", UP, NAP, mark, NAP], cwd=ROOT)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and (not mark.exists() or len(mark.read_text().split()) < 2):
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 128 + signal.SIGTERM
    pids = mark.read_text().split()
    assert len(pids) == 2
    assert not any(is_running(pid) for pid in pids)


def is_running(pid: str) -> bool:
    """Tell whether a process runs; one that has ended may wait for its parent to notice."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state not in {"Z", "X"}


def test_ci_calls_exactly_the_one_command() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec python3 town.py test"]


def locked(name: str) -> dict[str, str]:
    return dict(LOCKED.findall((ROOT / name).read_text()))


def test_the_locks_agree_and_every_package_has_hashes() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-test.lock").items()
    for name in ("requirements.lock", "requirements-test.lock", "requirements-node.lock"):
        entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
        assert len(entries) == len(locked(name))
        assert all("--hash=sha256:" in entry for entry in entries), name


def test_the_front_end_lock_is_exact_and_complete() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert wanted["private"] is True
    assert lock[""]["dependencies"] == wanted["dependencies"]
    for name, version in wanted["dependencies"].items():
        assert lock[f"node_modules/{name}"]["version"] == version
    assert all(one["integrity"].startswith("sha512-") for name, one in lock.items() if name)
    assert not any("resolved" in one for one in lock.values())
