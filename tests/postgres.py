"""Run a command beside a PostgreSQL of its own: `python -m tests.postgres python -m pytest -m doors`.

The server listens on the loopback address, keeps its rows in a temporary folder, runs as another user than root and
ends with the command. The command finds it under DATABASE_URL; where PostgreSQL is absent, DUKOU_ABSENT says so.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

WAIT_SECONDS = 30
# Nothing here outlives a power cut, so nothing needs to wait for the disk.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def programs() -> Path | None:
    """Return the folder with the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def server(folder_of_programs: Path) -> Iterator[str]:
    """Run a server and hand out its address."""
    folder = Path(tempfile.mkdtemp(prefix="dukou-postgres-"))
    user = server_user()
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    for path in (folder, folder / "password"):
        os.chown(path, user.pw_uid, user.pw_gid)
    try:
        port = free_port()
        process = start(folder_of_programs, folder, user, port)
        try:
            wait_until_ready(folder_of_programs, folder, process, port)
            yield f"postgresql://town:{password}@127.0.0.1:{port}/town"
        finally:
            stop(process)
    finally:
        shutil.rmtree(folder)


def start(folder_of_programs: Path, folder: Path, user: pwd.struct_passwd, port: int) -> "subprocess.Popen[bytes]":
    become: dict[str, Any] = {}
    if os.geteuid() == 0:
        become = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    make = [folder_of_programs / "initdb", "-D", folder / "data", "-U", "town", f"--pwfile={folder / 'password'}"]
    make += ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(make, cwd=folder, stdout=subprocess.DEVNULL, check=True, **become)
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [folder_of_programs / "postgres", "-D", folder / "data", "-p", str(port), *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **become,
        )


def wait_until_ready(folder_of_programs: Path, folder: Path, process: "subprocess.Popen[bytes]", port: int) -> None:
    question = [folder_of_programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + WAIT_SECONDS
    while subprocess.run(question, check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.1)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Stop the server without waiting for those who are still connected."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def server_user() -> pwd.struct_passwd:
    """Return the user that the server runs as: ourselves, unless we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    known = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in known else "nobody")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def stop_on_signal(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(command: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, stop_on_signal)
    found = programs()
    if found is None:
        return subprocess.run(command, env=os.environ | {"DUKOU_ABSENT": "PostgreSQL"}, check=False).returncode
    with server(found) as address:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
