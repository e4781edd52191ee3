"""Watch what the house does while a transaction is open: engines, sockets and files must wait."""

import inspect
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from django.db import connection

ENGINES = "dukou.engines."
# A leaf's hash is part of writing a fact, and takes microseconds.
HASHES = "dukou.engines.trace"
IMPORTING = "<frozen importlib._bootstrap"
SENDING = ("connect", "connect_ex", "send", "sendall", "sendto", "sendmsg")


class Watch:
    """Note each forbidden call that is made while a transaction is open."""

    def __init__(self) -> None:
        self.is_on = False
        self.seen: dict[str, list[str]] = {"engine": [], "network": [], "file": []}
        self.outside: dict[str, int] = {"engine": 0, "network": 0, "file": 0}

    def note(self, kind: str, what: str) -> None:
        """Note a call: as a breach inside a transaction, else as a sign that the watch is awake."""
        if not self.is_on:
            return
        if connection.in_atomic_block:
            self.seen[kind].append(what)
        else:
            self.outside[kind] += 1

    def hears(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hear Python itself say that a file is opened, by whatever function."""
        if event == "open" and self.is_on and not _is_import(sys._getframe()):
            self.note("file", str(arguments[0]))


# Python never forgets whom it tells of what it does, so there is one listener for all watches.
_watches: list[Watch] = []


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    for one in _watches:
        one.hears(event, arguments)


sys.addaudithook(_listen)


@contextmanager
def watching(patch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watch the house until the block is left."""
    watch = Watch()
    for holder, name, function in engine_calls():
        patch.setattr(holder, name, _noted(function, "engine", f"{function.__module__}.{name}", watch))
    for name in SENDING:
        patch.setattr(socket.socket, name, _noted(getattr(socket.socket, name), "network", name, watch))
    _watches.append(watch)
    watch.is_on = True
    try:
        yield watch
    finally:
        watch.is_on = False
        _watches.remove(watch)


def engine_calls() -> list[tuple[Any, str, Callable[..., Any]]]:
    """Return every name under which the house calls a function of an engine."""
    found = []
    for module in list(sys.modules.values()):
        name = getattr(module, "__name__", "")
        is_front = name.startswith(ENGINES) and name.count(".") == ENGINES.count(".")
        if not name.startswith("dukou.") or (name.startswith(ENGINES) and not is_front):
            continue
        found += [
            (module, called, function)
            for called, function in inspect.getmembers(module, inspect.isfunction)
            if function.__module__.startswith(ENGINES) and not function.__module__.startswith(HASHES)
        ]
    return found


def _noted(function: Callable[..., Any], kind: str, what: str, watch: Watch) -> Callable[..., Any]:
    def noted(*arguments: Any, **named: Any) -> Any:
        watch.note(kind, what)
        return function(*arguments, **named)

    return noted


def _is_import(frame: FrameType | None) -> bool:
    """Tell whether Python is loading a module."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(IMPORTING):
            return True
        frame = frame.f_back
    return False
