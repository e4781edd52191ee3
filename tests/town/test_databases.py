"""Protect the second database: the doors of every room are tested on both, and a difference is said with its reason."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from tests.town.tree import ROOT

DATABASE = "mark.django_db"
BOTH = "mark.doors"


def reaching(room: str) -> list[Path]:
    """Return the tests of a room that reach its tables."""
    return [path for path in sorted((ROOT / "tests" / room).rglob("test_*.py")) if DATABASE in path.read_text()]


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_room_is_tested_on_both_databases(room: str) -> None:
    found = reaching(room)
    assert found
    assert [path.name for path in found if BOTH not in path.read_text()] == []


def one_database_only(source: str) -> list[str]:
    """Return the tests that ask which database there is and do not say why."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("mark.skipif", "pytest.skip")):
            reasons = [one for one in node.keywords if one.arg == "reason"]
            if "vendor" in ast.unparse(node) and not reasons:
                found.append(ast.unparse(node))
    return found


def test_a_test_of_one_database_says_why() -> None:
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    assert [path.name for path in files if one_database_only(path.read_text())] == []


def test_a_planted_difference_without_a_reason_is_seen() -> None:
    assert one_database_only("pytest.mark.skipif(connection.vendor == 'sqlite')")
    assert not one_database_only("pytest.mark.skipif(connection.vendor == 'sqlite', reason='it has no rows to lock')")
