"""Protect the house's walls: every import contract holds, and each is seen to fail on a planted breach."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from django.conf import settings
from importlinter.api import read_configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS: dict[str, Mapping[str, Any]] = {one["id"]: one for one in CONFIGURATION["contracts_options"]}
ROOMS = [name.removeprefix("door-") for name in CONTRACTS if name.startswith("door-")]

KINDS: dict[str, type[Contract]] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "acyclic_siblings": AcyclicSiblingsContract,
    "protected": ProtectedContract,
}
Breach = Callable[[grimp.ImportGraph], None]


def imports(importer: str, imported: str) -> Breach:
    """Return a breach: one module imports another."""

    def plant(graph: grimp.ImportGraph) -> None:
        for module in (importer, imported):
            if module not in graph.modules:
                graph.add_module(module)
        graph.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")

    return plant


def cycle(one: str, other: str) -> Breach:
    """Return a breach: two modules import each other."""

    def plant(graph: grimp.ImportGraph) -> None:
        imports(one, other)(graph)
        imports(other, one)(graph)

    return plant


def module(name: str) -> Breach:
    """Return a breach: a module that no rule provides for."""
    return lambda graph: graph.add_module(name)


def behind_the_door(room: str) -> list[str]:
    """Return the modules that a room's contract keeps to the room."""
    return list(CONTRACTS[f"door-{room}"]["protected_modules"])


BREACHES: dict[str, list[Breach]] = {
    "river": [
        imports("dukou.registry.door", "dukou.market.door"),
        imports("dukou.engines.match.solve", "dukou.mill.records"),
        imports("dukou.base.money", "dukou.engines.match.solve"),
        module("dukou.bazaar"),
    ],
    "shape": [
        *(module(f"dukou.{room}.utils") for room in ROOMS),
        imports("dukou.mill.records", "dukou.mill.door"),
        imports("dukou.mill.rules", "dukou.mill.models"),
        imports("dukou.mill.models", "dukou.mill.door"),
    ],
    "pure": [
        imports("dukou.mill.rules", "django"),
        imports("dukou.mill.records", "django"),
        imports("dukou.engines.match.solve", "django"),
        imports("dukou.base.money", "django"),
        imports("dukou.market.parties.online_retail.book", "django"),
        imports("dukou.intake", "django"),
    ],
    "intake": [imports("dukou.intake", "dukou.web.urls")],
    "pages": [imports("dukou.web.urls", "dukou.engines.match.solve")],
    "engines": [imports("dukou.engines.match.solve", "dukou.engines.share.solve")],
    "knots": [
        cycle("dukou.web.context", "dukou.web.urls"),
        cycle("dukou.depot.door.cartons", "dukou.depot.door.goods"),
    ],
    "town": [imports("dukou.web.context", "dukou.base.town"), imports("dukou.market.door", "dukou.base.town")],
    "beats": [imports("dukou.web.context", "dukou.post.beat")],
    **{f"door-{room}": [imports("dukou.journey", one) for one in behind_the_door(room)] for room in ROOMS},
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Return the imports of the whole house."""
    return grimp.build_graph("dukou", include_external_packages=True)


def holds(graph: grimp.ImportGraph, contract_id: str) -> bool:
    """Tell whether a contract holds over these imports."""
    options = CONTRACTS[contract_id]
    contract = KINDS[options["type"]](
        name=options["name"], session_options=CONFIGURATION["session_options"], contract_options=dict(options)
    )
    return bool(contract.check(graph=graph, verbose=False).kept)


def test_each_contract_has_a_planted_breach() -> None:
    assert set(BREACHES) == set(CONTRACTS)


@pytest.mark.parametrize("contract_id", sorted(CONTRACTS))
def test_contract_holds_and_fails_on_a_breach(contract_id: str, graph: grimp.ImportGraph) -> None:
    assert holds(deepcopy(graph), contract_id), "the house as it stands breaks this contract"
    for plant in BREACHES[contract_id]:
        broken = deepcopy(graph)
        plant(broken)
        assert not holds(broken, contract_id), "a planted breach went unseen"


def test_every_room_has_its_walls() -> None:
    rooms = set(settings.ROOMS)
    assert rooms == set(ROOMS)
    assert {f"dukou.{room}" for room in rooms} == set(CONTRACTS["shape"]["containers"])
    assert rooms < set(CONTRACTS["river"]["layers"])
    assert "True" == CONTRACTS["river"]["exhaustive"] == CONTRACTS["shape"]["exhaustive"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_keeps_all_that_is_behind_its_door(room: str, graph: grimp.ImportGraph) -> None:
    inner = {f"dukou.{room}.{name}" for name in ("models", "rules", "parties", "admin")}
    assert set(behind_the_door(room)) == inner & graph.modules
