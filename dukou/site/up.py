"""Start the town's processes, watch over them, and stop every one of them."""

import errno
import http.client
import logging
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path
from threading import Event

from django.conf import settings

from dukou.base.errors import BadSetting, Refusal
from dukou.site import certificate
from dukou.site.lock import held
from dukou.site.parent import STARTED_BY

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_SECONDS = 0.2
ASK_SECONDS = 2.0
STOP_SECONDS = 15.0
FIRST_PAUSE_SECONDS = 1.0
# A process that dies so often within this time will not do better the next time.
MOST_DEATHS = 5
DEATHS_WITHIN_SECONDS = 120.0

Command = Sequence[str]


class Child:
    """Keep one process alive; it is started again after a pause that doubles with each death."""

    def __init__(self, name: str, command: Command) -> None:
        self.name = name
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths: list[float] = []
        self.start_at = 0.0

    def is_gone(self) -> bool:
        """Tell whether the process was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def look(self, now: float) -> bool:
        """Start the process if it is time to; False means that it died too often."""
        if self.process is not None and self.is_gone():
            self._bury(self.process.returncode, now)
        if len(self.deaths) >= MOST_DEATHS:
            return False
        if self.process is None and now >= self.start_at:
            self.process = subprocess.Popen(list(self.command), env=_environment(), stdin=subprocess.DEVNULL)
        return True

    def _bury(self, code: int, now: float) -> None:
        self.process = None
        self.deaths = [at for at in self.deaths if now - at < DEATHS_WITHIN_SECONDS] + [now]
        pause = FIRST_PAUSE_SECONDS * 2 ** (len(self.deaths) - 1)
        self.start_at = now + pause
        log.warning("%s ended with code %s; it is started again in %.0f s", self.name, code, pause)


def serve(*, notice: str) -> int:
    """Serve the town until a signal says stop; returns 0 then, and 1 where a process keeps dying.

    One process serves the pages (with workers of its own), one lets the rooms' beats do their rounds, one does
    queued jobs.
    """
    if settings.DUKOU_TLS:
        ensure_certificate(settings.DUKOU_HOME, settings.ALLOWED_HOSTS)
    commands = {
        "web": [sys.executable, "-m", "gunicorn", "-c", "python:dukou.site.serving", "dukou.site.wsgi:application"],
        "beat": [sys.executable, "-m", "dukou", "beat"],
        "work": [sys.executable, "-m", "dukou", "work"],
    }
    return keep(commands, is_ready=_answers, notice=notice)


def keep(commands: Mapping[str, Command], *, is_ready: Callable[[], bool], notice: str) -> int:
    """Keep processes alive until a signal says stop, and print a notice once they are ready."""
    children = [Child(name, command) for name, command in commands.items()]
    said = False
    with _stop_asked() as stop:
        try:
            while not stop.is_set():
                # Ctrl-C reaches the processes too: those that it ended were not dead before it.
                if any(child.is_gone() for child in children) and stop.wait(LOOK_SECONDS):
                    break
                lost = [child.name for child in children if not child.look(time.monotonic())]
                if lost:
                    log.error("%s keeps ending; the town stops", " and ".join(lost))
                    return 1
                if not said and is_ready():
                    said = True
                    sys.stdout.write(f"{notice}\n")
                    sys.stdout.flush()
                stop.wait(LOOK_SECONDS)
            return 0
        finally:
            _stop_all([child.process for child in children if child.process is not None])


@contextmanager
def only_one() -> Iterator[None]:
    """Refuse where this data folder's town is up already: its rounds and its jobs must not be done twice."""
    home: Path = settings.DUKOU_HOME
    home.mkdir(parents=True, exist_ok=True)
    lock = home / "up.lock"
    lock.touch()
    with held(lock, wait=False) as is_ours:
        if is_ours is None:
            raise Refusal("site.town_is_up", {"folder": str(home)})
        yield


def require_free_address() -> None:
    """Stop with one line where the pages cannot be served at the address of the settings."""
    where = (settings.DUKOU_BIND, settings.DUKOU_PORT)
    try:
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(where)
    except OSError as bad:
        if bad.errno == errno.EADDRINUSE:
            raise BadSetting(f"DUKOU_PORT={where[1]} is in use by another program; choose another") from bad
        raise BadSetting(f"DUKOU_BIND={where[0]}, DUKOU_PORT={where[1]} cannot be served: {bad.strerror}") from bad


def ensure_certificate(home: Path, hosts: Sequence[str]) -> None:
    """Make a certificate for these hosts, unless one is there and valid for another day."""
    pair = certificate.paths(home, hosts)
    is_valid, make = certificate.questions(*pair, hosts)
    if all(path.is_file() for path in pair) and _openssl(is_valid).returncode == 0:
        return
    pair[0].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = _openssl(make)
    if made.returncode != 0:
        raise BadSetting(f"DUKOU_HOSTS={','.join(hosts)} gives no certificate: {made.stderr.strip()[-200:]}")
    pair[1].chmod(0o600)


def _openssl(arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("openssl")
    if program is None:
        raise Refusal("site.program_missing", {"name": "openssl"})
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def _environment() -> dict[str, str]:
    """Return our environment, with this house on the path of Python wherever we were started."""
    path = [str(settings.BASE_DIR), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(path), STARTED_BY: str(os.getpid())}


def _answers() -> bool:
    """Tell whether the pages are served, not only listened for."""
    host = "127.0.0.1" if IPv4Address(settings.DUKOU_BIND).is_unspecified else settings.DUKOU_BIND
    peer = http.client.HTTPConnection(host, settings.DUKOU_PORT, timeout=ASK_SECONDS)
    if settings.DUKOU_TLS:
        kept, _key = certificate.paths(settings.DUKOU_HOME, settings.ALLOWED_HOSTS)
        trusting = ssl.create_default_context(cafile=str(kept))
        trusting.check_hostname = False
        peer = http.client.HTTPSConnection(host, settings.DUKOU_PORT, timeout=ASK_SECONDS, context=trusting)
    try:
        peer.request("GET", "/healthz", headers={"Host": settings.ALLOWED_HOSTS[0]})
        peer.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        peer.close()
    return True


@contextmanager
def _stop_asked() -> Iterator[Event]:
    """Hand out an event that a signal sets, and give the signals back afterwards."""
    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop_all(processes: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Ask every process to stop, wait, and end those that do not."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            log.warning("process %s does not stop and is ended", process.pid)
            process.kill()
            process.wait()
