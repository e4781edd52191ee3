"""Protect the person refused: every refusal in the code has words, in Chinese and in English."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from dukou.base.errors import Refusal
from dukou.web import words
from tests.town.tree import ROOT, python_files

PLACE = re.compile(r"%\((\w+)\)[sd]")


def codes_in(source: str) -> set[str]:
    """Return the refusal codes that a module can raise: arguments of Refusal and Missing, and *_CODE constants."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Refusal", "Missing"}:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def all_codes() -> set[str]:
    return {code for path in python_files() if path.parts[0] == "dukou" for code in codes_in((ROOT / path).read_text())}


def chinese_catalogue() -> dict[str, str]:
    from babel.messages.pofile import read_po

    path = ROOT / "dukou/web/locale/zh_Hans/LC_MESSAGES/django.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and not message.fuzzy}


def test_a_planted_refusal_is_seen() -> None:
    assert codes_in("raise Refusal('mill.planted', {})") == {"mill.planted"}
    assert codes_in("raise Missing('mill.gone')") == {"mill.gone"}


def test_every_refusal_has_words() -> None:
    assert all_codes() - set(words.refusal_words()) == set()


def test_every_refusal_has_chinese_words_with_the_same_places() -> None:
    catalogue = chinese_catalogue()
    with translation.override("en"):
        english = {code: str(text) for code, text in words.refusal_words().items()}
    missing = [text for text in english.values() if not catalogue.get(text)]
    assert missing == []
    for text in english.values():
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(catalogue[text]))


def test_a_page_has_no_untranslated_words() -> None:
    catalogue = chinese_catalogue()
    assert [text for text, chinese in catalogue.items() if not chinese] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_unknown_code_still_makes_a_sentence(language: str) -> None:
    with translation.override(language):
        assert "mill.unheard_of" in words.sentence(Refusal("mill.unheard_of"))


def test_every_translatable_text_of_templates_is_in_the_catalogue() -> None:
    catalogue = chinese_catalogue()
    single = re.compile(r"{%\s*translate\s+(?:\"([^\"]+)\"|'([^']+)')")
    found = {
        one or other
        for path in Path(ROOT / "dukou/web/templates").rglob("*.html")
        for one, other in single.findall(path.read_text())
    }
    assert found - set(catalogue) == set()
