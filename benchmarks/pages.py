"""Measure every page of the town of DUKOU_HOME, as each role opens it, and print the figures as JSON.

Queries are counted in this process. Time is measured from outside: two workers are asked at a steady rate, each request
at its own moment whether or not the one before has been answered, so that a slow page makes the others wait as it would
in town.
"""

import gzip
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import django

from benchmarks.visits import NOBODY, Visit, found

RATE, REQUESTS = 20, 2_400
ASSET = re.compile(r'(?:src|href)="(/static/[^"]+\.(?:css|js|svg|png|webp))"')


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a page's address, and who opens it by which session."""

    visit: Visit
    path: str
    session: str


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dukou.site.settings")
    django.setup()
    people = clients()
    pages = [
        Page(visit, path, session(people[visit.role]))
        for visit, path in found(lambda role, path: people[role].get(path).content.decode())
    ]
    figures: dict[str, dict[str, float]] = {}
    for page in pages:
        figures[_name(page)] = {"queries": _queries(people[page.visit.role], page.path)}
    with served() as port:
        for page in pages:
            figures[_name(page)]["kib"] = _weight(port, page) / 1024
        times = _steadily(port, pages)
    for page in pages:
        figures[_name(page)]["median_ms"] = statistics.median(times[page.path])
    every = sorted(time for some in times.values() for time in some)
    figures["all pages"] = {"median_ms": statistics.median(every), "p99_ms": every[int(len(every) * 0.99)]}
    print(json.dumps(figures))


def _name(page: Page) -> str:
    return f"{page.visit.role}: {page.visit.name}"


def clients() -> dict[str, Any]:
    """Return one browser a role."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from dukou.journey.seed import demo_logins

    clients = {NOBODY: Client(SERVER_NAME="127.0.0.1")}
    for login in demo_logins():
        client = clients[login.role] = Client(SERVER_NAME="127.0.0.1")
        person = get_user_model().objects.get(phone=login.phone)
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return clients


def session(client: Any) -> str:
    cookie = client.cookies.get("sessionid")
    return cookie.value if cookie else ""


def _queries(client: Any, path: str) -> int:
    """Return the queries of one request, after one that has filled what is kept for all."""
    from django.db import connection

    counted = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        counted.append(sql)
        return execute(sql, *rest)

    client.get(path)
    with connection.execute_wrapper(count):
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(counted)


@contextmanager
def served() -> Iterator[int]:
    """Serve the town with the two workers of `up`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "python:dukou.site.serving", "dukou.site.wsgi:application"]
    environment = os.environ | {"DUKOU_PORT": str(port), "DUKOU_LOG_LEVEL": "ERROR"}
    server = subprocess.Popen(command, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int) -> None:
    for _attempt in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the town did not answer")


def _ask(port: int, path: str, session: str) -> tuple[int, bytes, str]:
    """Return status, body as it came over the wire, and its encoding."""
    peer = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Accept-Encoding": "gzip", "Cookie": f"sessionid={session}" if session else ""}
    peer.request("GET", path, headers=headers)
    answer = peer.getresponse()
    body = answer.read()
    peer.close()
    return answer.status, body, answer.headers.get("Content-Encoding", "")


def _weight(port: int, page: Page) -> int:
    """Return the bytes over the wire of a page and of every file that it names."""
    _status, body, encoding = _ask(port, page.path, page.session)
    text = (gzip.decompress(body) if encoding == "gzip" else body).decode()
    return len(body) + sum(len(_ask(port, path, "")[1]) for path in set(ASSET.findall(text)))


def _steadily(port: int, pages: Sequence[Page]) -> dict[str, list[float]]:
    """Ask for the pages in turn at a steady rate and return the milliseconds of each, by path."""
    order = [pages[number % len(pages)] for number in range(REQUESTS)]
    random.Random(1).shuffle(order)
    times: dict[str, list[float]] = defaultdict(list)
    for page in pages:
        _ask(port, page.path, page.session)

    def ask(page: Page) -> None:
        began = time.perf_counter()
        status, _body, _encoding = _ask(port, page.path, page.session)
        assert status == 200, (page.path, status)
        times[page.path].append((time.perf_counter() - began) * 1_000)

    start = time.monotonic()
    threads = []
    for number, page in enumerate(order):
        time.sleep(max(0.0, start + number / RATE - time.monotonic()))
        thread = threading.Thread(target=ask, args=(page,))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return times


if __name__ == "__main__":
    main()
