"""Run the same work in several processes at once, each started afresh, with its own connection to the test database."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing.synchronize import Barrier
from typing import Any

SECONDS = 120
# Lot (None for any), SKU, pairs, key.
Ask = tuple[int | None, int, int, str]
_start: list[Barrier] = []


def in_processes(count: int, work: Callable[..., Any], *arguments: Any) -> list[Any]:
    """Start `work(0, *arguments)` to `work(count - 1, *arguments)` together and return what each returned."""
    from django.db import connection

    spawn = multiprocessing.get_context("spawn")
    begin = (str(connection.settings_dict["NAME"]), spawn.Barrier(count))
    with ProcessPoolExecutor(count, mp_context=spawn, initializer=_begin, initargs=begin) as pool:
        # Each waits for all the others, so that every process has one.
        asked = [pool.submit(_together, work, number, *arguments) for number in range(count)]
        return [one.result(timeout=SECONDS) for one in asked]


def _begin(database: str, start: Barrier) -> None:
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    _start.append(start)


def _together(work: Callable[..., Any], *arguments: Any) -> Any:
    _start[0].wait(timeout=SECONDS)
    return work(*arguments)


def reserve(number: int, owner: int, batches: Sequence[Sequence[Sequence[Ask]]]) -> list[tuple[str, int]]:
    """Ask for one's own batches, one after the other, and return ``(key, lot)`` of what is held."""
    from dukou.depot import door
    from dukou.depot.records import NewReservation
    from tests import builders

    viewer = builders.owner(owner)
    held = []
    for batch in batches[number]:
        asked = [NewReservation(lot, owner, sku, pairs, key) for lot, sku, pairs, key in batch]
        found = door.reserve(asked, viewer=viewer, now=builders.NOW)
        held += [(one.key, one.lot_id) for one in found.done]
    return held


def receive(number: int, days: Sequence[date]) -> int:
    """Receive the days in an order of one's own, then all of them once more."""
    from tests.depot import builders

    turn = number % len(days)
    return sum(builders.receive(day) for day in (*days[turn:], *days[:turn], *days))
