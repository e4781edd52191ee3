"""Protect who serves the town: its processes are watched, and none of them outlives `up`."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dukou.base.errors import BadSetting, Refusal
from dukou.site import certificate, up

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
KEEP = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "dukou.site.settings"
import django
django.setup()
from dukou.site import up
up.FIRST_PAUSE_SECONDS = 0.01
mark = {mark!r}
nap = "import os, sys, time; open(sys.argv[1], 'a').write(str(os.getpid()) + ' '); time.sleep(600)"
asleep = [sys.executable, "-c", nap, mark]
dying = [sys.executable, "-c", "raise SystemExit(3)"]
commands = {{"one": asleep, "two": asleep, **({{"three": dying}} if {dies} else {{}})}}
sys.exit(up.keep(commands, is_ready=lambda: True, notice="crossing"))
"""
SERVE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "dukou.site.settings"
import django
django.setup()
from datetime import UTC, datetime
from dukou.site import prepare, up
prepare.town(now=datetime(2025, 12, 3, tzinfo=UTC))
sys.exit(up.serve(notice="crossing"))
"""


def until(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return is_so()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def started(source: str, home: Path, **env: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", source],
        env={"PATH": os.environ["PATH"], "DUKOU_HOME": str(home), **env},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_process(number: signal.Signals, tmp_path: Path) -> None:
    mark = tmp_path / "pids"
    with started(KEEP.format(mark=str(mark), dies=False), tmp_path) as process:
        assert until(lambda: mark.exists() and len(mark.read_text().split()) == 2)
        pids = [int(pid) for pid in mark.read_text().split()]
        assert all(is_alive(pid) for pid in pids)
        process.send_signal(number)
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert out == "crossing\n"
    assert not any(is_alive(pid) for pid in pids)


def test_a_process_that_dies_is_started_again(tmp_path: Path) -> None:
    mark = tmp_path / "pids"
    with started(KEEP.format(mark=str(mark), dies=False), tmp_path) as process:
        assert until(lambda: mark.exists() and len(mark.read_text().split()) == 2)
        os.kill(int(mark.read_text().split()[0]), signal.SIGKILL)
        assert until(lambda: len(mark.read_text().split()) == 3)
        process.terminate()
        _, log = process.communicate(timeout=PATIENCE_SECONDS)
    assert "ended with code -9; it is started again" in log


def test_a_process_that_keeps_dying_stops_the_town(tmp_path: Path) -> None:
    mark = tmp_path / "pids"
    with started(KEEP.format(mark=str(mark), dies=True), tmp_path) as process:
        _, log = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert "three keeps ending; the town stops" in log
    assert not any(is_alive(int(pid)) for pid in mark.read_text().split())


@pytest.mark.parametrize(("tls", "number"), [(False, signal.SIGTERM), (True, signal.SIGKILL)])
def test_the_town_is_served_and_none_of_it_outlives_its_end(tls: bool, number: signal.Signals, tmp_path: Path) -> None:
    port = free_port()
    with started(SERVE, tmp_path, DUKOU_DEMO="0", DUKOU_PORT=str(port), DUKOU_TLS=str(int(tls))) as process:
        assert process.stdout
        assert process.stdout.readline() == "crossing\n"
        children = [int(pid) for pid in children_of(process.pid)]
        assert len(children) == 3
        answer = healthz(port, tmp_path if tls else None)
        process.send_signal(number)
        _, log = process.communicate(timeout=PATIENCE_SECONDS)
    assert answer == 200, log
    assert process.returncode == (0 if number == signal.SIGTERM else -signal.SIGKILL), log
    assert until(lambda: not any(is_alive(pid) for pid in children))
    assert [line for line in log.splitlines() if not line.startswith("{")] == []
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def healthz(port: int, tls_home: Path | None) -> int:
    """Ask the town how it is, over TLS that trusts its own certificate only where there is one."""
    peer = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    if tls_home:
        (kept,) = (tls_home / "tls").glob("*.crt")
        trusting = ssl.create_default_context(cafile=str(kept))
        peer = http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS, context=trusting)
    try:
        peer.request("GET", "/healthz")
        return peer.getresponse().status
    finally:
        peer.close()


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_a_town_that_is_up_is_not_started_twice(settings: Any, tmp_path: Path) -> None:
    settings.DUKOU_HOME = tmp_path
    with up.only_one():
        with pytest.raises(Refusal) as refusal, up.only_one():
            pytest.fail("a second one was let in")
        second = subprocess.run(
            [sys.executable, "-m", "dukou", "up"],
            env={"PATH": os.environ["PATH"], "DUKOU_HOME": str(tmp_path), "DUKOU_PORT": str(free_port())},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (refusal.value.code, refusal.value.facts) == ("site.town_is_up", {"folder": str(tmp_path)})
    assert (second.returncode, second.stdout, second.stderr.count("\n")) == (2, "", 1)
    assert "is up already" in second.stderr
    assert {one.name for one in tmp_path.iterdir()} == {"secret", "up.lock"}
    with up.only_one():
        pass


def test_an_address_in_use_is_named(settings: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.DUKOU_PORT = taken.getsockname()[1]
        with pytest.raises(BadSetting, match=rf"DUKOU_PORT={settings.DUKOU_PORT} is in use"):
            up.require_free_address()
    up.require_free_address()
    settings.DUKOU_BIND = "192.0.2.7"
    with pytest.raises(BadSetting, match=r"DUKOU_BIND=192\.0\.2\.7"):
        up.require_free_address()


def test_a_certificate_is_made_once_and_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    hosts = ["127.0.0.1", "town.example"]
    up.ensure_certificate(tmp_path, hosts)
    kept, key = certificate.paths(tmp_path, hosts)
    first = kept.read_bytes()
    up.ensure_certificate(tmp_path, hosts)
    assert kept.read_bytes() == first
    assert key.stat().st_mode & 0o777 == 0o600
    kept.write_text("damaged")
    up.ensure_certificate(tmp_path, hosts)
    assert kept.read_text().startswith("-----BEGIN CERTIFICATE")


def test_a_host_that_no_certificate_can_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="DUKOU_HOSTS="):
        up.ensure_certificate(tmp_path, ["town.example,IP:no"])
