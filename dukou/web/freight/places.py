"""Name destinations, carriers and services in the reader's language, and say why a price is what it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

from dukou.base.viewer import Viewer
from dukou.freight.records import Reason
from dukou.registry import door as registry
from dukou.web.parts import formats
from dukou.web.parts.cells import search_text
from dukou.web.parts.names import named
from dukou.web.words.steps import SERVICES

AMOUNTS = frozenset(("charge", "waiting", "together", "own_best", "naive", "saved"))


@dataclass(frozen=True, slots=True)
class Places:
    """Hold the names of destinations by code."""

    names: dict[str, str]

    def name(self, code: str) -> str:
        """Return what a destination is called."""
        return self.names.get(code, code)

    def found(self, search: str) -> Collection[str]:
        """Return the codes of destinations whose name or code has this text in it."""
        wanted = search_text(search)
        return [code for code, name in self.names.items() if wanted and wanted in search_text(f"{code} {name}")]


def places() -> Places:
    """Return the destinations' names in the reader's language."""
    return Places({one.code: named(one.name_zh, one.name_en) for one in registry.destinations()})


def carrier_names(viewer: Viewer) -> dict[int, str]:
    """Return the carriers' names by key, in the reader's language."""
    return {one.id: named(one.name_zh, one.name_en) for one in registry.firms(viewer=viewer, kinds=["carrier"])}


def sentence(reason: Reason, said: Mapping[str, str | Promise]) -> str:
    """Return a reason in the reader's language, its amounts with their thousands apart."""
    amounts = {name: formats.number(Decimal(str(reason.facts[name])), 2) for name in AMOUNTS & reason.facts.keys()}
    return str(said[reason.code]) % {**reason.facts, **amounts}


def service_name(service: str) -> str:
    """Return what a service is called."""
    return str(SERVICES.get(service, service))
