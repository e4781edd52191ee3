"""Protect the auditor: whatever went wrong with pairs, money, loads or facts, it names the law that is broken."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from dukou.journey import audit
from dukou.journey.audit import facts
from tests.journey.planting import spelled_out
from tests.journey.plants import PLANTS
from tests.journey.towns import copied, dukou

pytestmark = pytest.mark.slow
NAMES = [*(law.name for law in audit.LAWS), *facts.PROOFS]


@pytest.fixture(scope="module")
def town(
    settled_town: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Any]:
    """Return a connection to a copy of a settled town in which nothing guards its rows."""
    home = copied(settled_town, tmp_path_factory.mktemp("planted") / "home")
    # This also seals what waits.
    dukou(home, "audit")
    where = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "town.sqlite3")}
    connection = ConnectionHandler({"default": settings.DATABASES["default"] | where})["default"]
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        connection.set_autocommit(False)
        yield connection
        connection.close()


@pytest.fixture(autouse=True)
def _audited(town: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the audit look at that town, and take back what was planted."""
    monkeypatch.setattr(audit, "connection", town)
    monkeypatch.setattr(facts, "connection", town)
    yield
    town.rollback()


def broken() -> set[str]:
    return {fault.law for fault in audit.audit().faults}


def test_every_law_and_proof_has_a_planted_fault() -> None:
    assert set(PLANTS) == set(NAMES)
    assert len(NAMES) == len(set(NAMES)) == audit.audit().laws


def test_an_honest_town_breaks_no_law() -> None:
    assert broken() == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_audit_names_the_law_that_is_broken(name: str, town: Any) -> None:
    with town.cursor() as cursor:
        for statement in PLANTS[name]:
            cursor.execute(spelled_out(statement))
            assert cursor.rowcount != 0, statement
    assert name in broken()


def test_a_fault_shows_its_rows(town: Any) -> None:
    (statement,) = PLANTS["a refused line made nothing, and has no work order"]
    with town.cursor() as cursor:
        cursor.execute(statement)
        planted = cursor.rowcount
    (fault,) = audit.audit().faults
    assert fault.rows == planted
    assert 0 < len(fault.first) <= audit.SHOWN
