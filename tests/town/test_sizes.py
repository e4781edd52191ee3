"""Protect the reader: no file, function or template grows past what one reads at a sitting."""

import ast
from pathlib import Path

import pytest

from tests.town.tree import ROOT, python_files, templates, tracked

FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 500, 60, 200
DRAWERS = {"utils", "helpers", "common", "misc", "manager", "service", "services"}


def long_functions(source: str) -> list[str]:
    """Return the functions of a module that are too long."""
    return [
        f"{node.name} ({(node.end_lineno or 0) - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]


def is_long(text: str, limit: int = FILE_LINES) -> bool:
    return text.count("\n") > limit


@pytest.mark.parametrize("path", python_files(), ids=str)
def test_python_files_and_functions_are_short(path: Path) -> None:
    source = (ROOT / path).read_text()
    assert not is_long(source)
    assert long_functions(source) == []


@pytest.mark.parametrize("path", templates(), ids=str)
def test_templates_are_short(path: Path) -> None:
    assert not is_long((ROOT / path).read_text(), TEMPLATE_LINES)


def test_no_drawer_without_a_subject() -> None:
    assert [path for path in tracked() if DRAWERS & {*path.parts, path.stem}] == []


def test_planted_breaches_are_seen() -> None:
    assert is_long("x\n" * (FILE_LINES + 1))
    assert not is_long("x\n" * FILE_LINES)
    assert long_functions("def long():\n" + "    x = 1\n" * FUNCTION_LINES) == ["long (61 lines)"]
    assert long_functions("def short():\n" + "    x = 1\n" * (FUNCTION_LINES - 1)) == []
    assert long_functions("class A:\n    async def long(self):\n" + "        x = 1\n" * FUNCTION_LINES) == [
        "long (61 lines)"
    ]
    assert is_long("<p>\n" * (TEMPLATE_LINES + 1), TEMPLATE_LINES)


def test_tests_and_the_visibility_table_are_among_the_files_looked_at() -> None:
    looked_at = set(map(str, python_files()))
    assert {"town.py", "tests/conftest.py", "tests/visibility/table/market.py", "dukou/market/models.py"} <= looked_at
    assert not any("migrations" in path for path in looked_at)
    assert Path("dukou/web/templates/base.html") in templates()
