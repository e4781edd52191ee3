"""Find every address of the house, and the rows of the table; ask as each class of visitor, in both languages."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.visibility import table
from tests.visibility.answers import LANGUAGES, response_text
from tests.visibility.deals import GHOST, Deal
from tests.visibility.judge import Town, haunted, marks_of_others, unseen
from tests.visibility.rows import Cell, Path, Visit

BACKEND = "django.contrib.auth.backends.ModelBackend"


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Yield the pattern of every address."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, f"{before}{one.pattern}")
        else:
            yield f"{before}{one.pattern}"


def paths() -> dict[str, Path]:
    """Return every row of the table by a name of its own."""
    found = {}
    for module in pkgutil.iter_modules(table.__path__):
        listed: tuple[Path, ...] = getattr(importlib.import_module(f"{table.__name__}.{module.name}"), "PATHS", ())
        for place, one in enumerate(listed):
            found[f"{one.route or 'front'}-{place}"] = one
    return found


def without_row(every: Iterable[str], listed: Iterable[Path]) -> list[str]:
    """Return the addresses of which the table says nothing."""
    known = {one.route for one in listed}
    return sorted(route for route in set(every) if route not in known)


def asked(one: Path, who: str, town: Town, deal: Deal) -> list[Any]:
    """Ask for an address in each language; what was written is taken back."""
    responses = []
    for language in LANGUAGES:
        with transaction.atomic():
            responses.append(one.ask(Visit(_browser(who, town, language), town.world, deal)))
            transaction.set_rollback(True)
    return responses


@cache
def _client() -> Client:
    """Return the one client: starting another one looks through all static files again."""
    return Client()


def _browser(who: str, town: Town, language: str) -> Client:
    """Return the client as a fresh browser in which somebody of a class has logged in."""
    client = _client()
    client.cookies.clear()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    if who in town.world.people:
        client.force_login(get_user_model().objects.get(pk=town.world.people[who]), BACKEND)
    return client


def faults(one: Path, who: str, town: Town) -> Iterator[str]:
    """Yield what is wrong with what one class of visitor gets."""
    cell = one.cells[who]
    responses = asked(one, who, town, town.world.owner)
    text = "\n".join(response_text(response) for response in responses)
    kinds = {kind_of(response) for response in responses}
    if cell.kind != "may" and kinds != ({"sees"} if cell.kind == "nothing" else {cell.kind}):
        yield f"{who} should get {cell.kind} but gets {kinds}: {text[:300]}"
        return
    if cell.kind in {"nothing", "missing", "refused", "log_in"}:
        nowhere = "\n".join(response_text(response) for response in asked(one, who, town, GHOST))
        text, nowhere = haunted(text, town.world.owner), haunted(nowhere, town.world.owner)
        if nowhere != text:
            yield f"{who} can tell that it is there: {first_difference(text, nowhere)}"
    yield from marks_of_others(text, who, framed(cell), town)
    yield from (f"{who} should see {label} but does not" for label in unseen(text, cell, town))


def framed(cell: Cell) -> Cell:
    """Return a cell that grants as well what stands around every page: the name of the firm that one acts for."""
    return replace(cell, also=cell.also | {"registry.firm"})


def kind_of(response: Any) -> str:
    """Return which kind of answer a response is."""
    if response.status_code == 401 or (response.status_code == 302 and "/login/?" in response["Location"]):
        return "log_in"
    return {200: "sees", 404: "missing"}.get(response.status_code, "refused")


def first_difference(one: str, other: str) -> str:
    """Return where two texts part."""
    place = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"{one[max(0, place - 60) : place + 60]!r} instead of {other[max(0, place - 60) : place + 60]!r}"
