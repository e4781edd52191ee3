"""Serve a settled town and open it in headless Chromium."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.walking import walk
from tests.journey.conftest import settled_town
from tests.journey.towns import ROOT, copied, demo, environment, made_once

__all__ = ["settled_town", "walk"]

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DUKOU = [sys.executable, "-m", "dukou"]
STEPS, STEP_SECONDS = 300, 0.1
# A busy machine must not fail a walk.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium, or skip visibly where it is absent."""
    if not CHROMIUM.exists():
        pytest.skip("absent: Chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def town_home(settled_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a settled town that is served: the one all share stays as it was."""
    return copied(settled_town, tmp_path_factory.mktemp("served") / "settled")


@pytest.fixture(scope="session")
def town_url(town_home: Path) -> Iterator[str]:
    """Serve the settled town and return its address."""
    yield from served(town_home)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demo town as `up` makes it, made once."""
    return made_once(tmp_path_factory, "demo", demo)


@pytest.fixture(scope="session")
def demo_url(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the demo town and return its address."""
    yield from served(copied(demo_home, tmp_path_factory.mktemp("served") / "demo"))


@pytest.fixture
def own_demo_url(demo_home: Path, tmp_path: Path) -> Iterator[str]:
    """Serve a demo town of the test's own, with the process that does queued work, and return its address."""
    home = copied(demo_home, tmp_path / "town")
    worker = subprocess.Popen([*DUKOU, "work"], cwd=ROOT, env=environment(home), stderr=subprocess.DEVNULL)
    try:
        yield from served(home)
    finally:
        worker.terminate()
        worker.wait(30)


def served(home: Path) -> Iterator[str]:
    """Serve a town and yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--threads", "4", "--bind", f"127.0.0.1:{port}", "dukou.site.wsgi"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment(home), stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(port)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int) -> None:
    """Wait until the town answers."""
    for _step in range(STEPS):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(STEP_SECONDS)
    raise AssertionError("the town did not answer")
