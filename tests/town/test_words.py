"""Protect the reader: every refusal, and every text of a page, has words in Chinese and in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.utils import translation

from dukou.base.errors import Refusal
from dukou.web import words
from tests.town.catalogue import read_chinese, texts
from tests.town.tree import ROOT, python_files

PLACE = re.compile(r"%\((\w+)\)[sd]")
CODE = re.compile(rf"(?:{'|'.join((*settings.ROOMS, 'journey', 'site', 'town'))})\.[a-z_]+")
RAISED = {"Refusal", "Missing"}
# Where a row of a book or a line is refused by its code alone: such a code stands in a constant or ends a tuple.
DECIDING = ("dukou/market/parties/", "dukou/mill/rules/", "dukou/journey/import_orders.py")


def codes_in(source: str, *, decides: bool = False) -> set[str]:
    """Return the refusal codes of a module: what it raises, and where it decides, what it refuses rows and lines by."""
    tree = ast.parse(source)
    found = {code for code, _facts in raised_in(tree)}
    if decides:
        for node in tree.body:
            if isinstance(node, ast.Assign):
                found |= set(_codes(node.value))
        for one in ast.walk(tree):
            if isinstance(one, ast.Tuple) and one.elts:
                found |= set(_codes(one.elts[-1]))
    return found


def raised_in(tree: ast.AST) -> Iterator[tuple[str, set[str] | None]]:
    """Yield each code that is raised with the names of its facts; None where they are put together elsewhere."""
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED and node.args
        ):
            continue
        code, *rest = node.args
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            yield code.value, _names(rest[0]) if rest else set()


def _names(facts: ast.expr) -> set[str] | None:
    if not isinstance(facts, ast.Dict) or None in facts.keys:
        return None
    return {str(key.value) for key in facts.keys if isinstance(key, ast.Constant)}


def _codes(value: ast.expr) -> Iterator[str]:
    for one in value.elts if isinstance(value, ast.Tuple) else [value]:
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and CODE.fullmatch(one.value):
            yield one.value


def read(path: Path) -> str:
    return (ROOT / path).read_text()


def house_files() -> list[Path]:
    return [path for path in python_files() if path.parts[0] == "dukou"]


def all_codes() -> set[str]:
    return {
        code for path in house_files() for code in codes_in(read(path), decides=path.as_posix().startswith(DECIDING))
    }


def english_words() -> dict[str, str]:
    with translation.override("en"):
        return {code: str(text) for code, text in words.refusal_words().items()}


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    return read_chinese()


def test_a_planted_refusal_is_seen() -> None:
    assert codes_in("raise Refusal('mill.planted', {})") == {"mill.planted"}
    assert codes_in("raise Missing('mill.gone')") == {"mill.gone"}


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("NOBODY, NOWHERE = 'mill.nobody', 'mill.nowhere'", {"mill.nobody", "mill.nowhere"}),
        ("LATE = 'mill.late'", {"mill.late"}),
        ("refused = [(row, 'market.planted') for row in rows]", {"market.planted"}),
        ("CHOICES = ((0.5, 'opened'), (1.0, 'soiled'))", set()),
    ],
)
def test_a_planted_code_of_a_row_or_line_is_seen(source: str, codes: set[str]) -> None:
    assert codes_in(source, decides=True) == codes


def test_the_codes_of_rows_and_lines_are_among_those_looked_at() -> None:
    assert {"mill.nobody_can", "mill.no_machine", "market.no_customer", "market.zero_quantity"} <= all_codes()


def test_nobody_else_refuses_rows_or_lines() -> None:
    refusing = {"/".join(path.parts[1:3]) for path in house_files() if "refuse_lines(" in read(path)}
    assert refusing == {"market/door", "mill/door"}


def test_every_refusal_has_words() -> None:
    assert all_codes() - set(words.refusal_words()) == set()


def test_words_are_of_refusals_that_there_are() -> None:
    said = {one for path in house_files() if "words" not in path.parts for one in re.findall(CODE, read(path))}
    assert set(words.refusal_words()) - said == set()


def test_every_place_in_the_words_is_filled() -> None:
    needed = {code: set(PLACE.findall(text)) for code, text in english_words().items()}
    raised = [one for path in house_files() for one in raised_in(ast.parse(read(path)))]
    empty = [(code, sorted(needed.get(code, set()) - facts)) for code, facts in raised if facts is not None]
    assert [(code, places) for code, places in empty if places] == []
    # Rows and lines are refused by a code alone, so there is nothing to fill a place with.
    bare = all_codes() - {code for code, _facts in raised}
    assert [code for code in sorted(bare) if needed.get(code)] == []


def test_a_planted_refusal_without_its_facts_is_seen() -> None:
    assert list(raised_in(ast.parse("raise Refusal('a.b', {'most': 1})"))) == [("a.b", {"most"})]
    assert list(raised_in(ast.parse("raise Refusal('a.b')"))) == [("a.b", set())]
    assert list(raised_in(ast.parse("raise Refusal('a.b', facts)"))) == [("a.b", None)]


def test_every_refusal_has_chinese_words_with_the_same_places(chinese: Catalog) -> None:
    for text in english_words().values():
        message = chinese.get(text)
        assert message is not None, text
        assert message.string, text
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(str(message.string)))


def test_every_text_of_code_and_templates_is_in_the_catalogue(chinese: Catalog) -> None:
    found = {key[0] if isinstance(key, tuple) else key for key in texts()}
    assert [text for text in sorted(found) if chinese.get(text) is None] == []


def test_no_text_of_the_catalogue_is_untranslated(chinese: Catalog) -> None:
    empty = [one.id for one in chinese if one.id and (one.fuzzy or not str(one.string or "").strip("()', "))]
    assert empty == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_unknown_code_still_makes_a_sentence(language: str) -> None:
    with translation.override(language):
        assert "mill.unheard_of" in words.sentence(Refusal("mill.unheard_of"))
