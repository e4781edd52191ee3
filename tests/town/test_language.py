"""Protect the reader from texts that nobody translated, and the field's words from their dictionary cousins."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dukou.web.words.glossary import TERMS, as_markdown
from tests.town.catalogue import read_chinese
from tests.town.tree import ROOT, python_files, templates
from tests.web.language import LATIN

TAGS = re.compile(r"\{%\s*(blocktrans\w*).*?%\}.*?\{%\s*end\1\s*%\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
SILENT = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
OWN_LANGUAGE = re.compile(r"<(\w+)[^>]*\blang=[^>]*>[^<]*</\1>")
SHOWN = re.compile(r'\b(?:placeholder|title|aria-label|alt|data-title)="([^"]*)"')
ELEMENTS = re.compile(r"<[^>]*>")
WORDS = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]+")
HAN = re.compile(r"[\u3400-\u9fff]")
# Where Chinese stands on purpose.
CHINESE_HERE = {
    "dukou/web/words/glossary.py": "terms in both languages",
    "dukou/web/words/datacentre.py": "names of villages in both languages",
    "dukou/web/parts/forms.py": "units and days as people type them",
    "dukou/web/demo/trying.py": "headings of an order book in both languages",
    "dukou/web/settlement/capitals.py": "amounts in Chinese capitals",
}


def bare_words(template: str) -> list[str]:
    """Return the words of a template that stand outside every tag of translation."""
    text = OWN_LANGUAGE.sub(" ", SILENT.sub(" ", TAGS.sub(" ", template)))
    words = WORDS.findall(" ".join([*SHOWN.findall(text), ELEMENTS.sub(" ", text)]).replace("&nbsp;", " "))
    return [word for word in words if word not in LATIN]


def chinese_in(source: str) -> Iterator[str]:
    """Yield the Chinese texts of a Python module that are no docstrings."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
            yield node.value


def rejected_in(chinese: str) -> list[str]:
    """Return the words of a Chinese text for which the glossary has a better one."""
    return [f"{bad} instead of {one.zh}" for one in TERMS for bad in one.instead_of if bad in chinese]


@pytest.mark.parametrize("path", templates(), ids=str)
def test_every_text_of_a_template_is_translated(path: Path) -> None:
    assert bare_words((ROOT / path).read_text()) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Planted text</p>", ["Planted", "text"]),
        ('<input placeholder="Planted">', ["Planted"]),
        ("<p>漏掉</p>", ["漏掉"]),
        ('<p class="card">{% translate "Kept" %} {{ one.name }}</p>', []),
        ("{% blocktranslate count n=2 %}one{% plural %}many{% endblocktranslate %}", []),
        ('<button lang="zh-hans">中文</button>', []),
        ("<script>const word = 1;</script>", []),
    ],
)
def test_a_planted_text_is_seen(template: str, words: list[str]) -> None:
    assert bare_words(template) == words


def test_no_page_writes_chinese_past_the_catalogue() -> None:
    pages = [path for path in python_files() if path.parts[:2] == ("dukou", "web")]
    found = [f"{path}: {text}" for path in pages for text in chinese_in((ROOT / path).read_text())]
    assert [one for one in found if one.split(": ")[0] not in CHINESE_HERE] == []


def test_planted_chinese_is_seen() -> None:
    assert list(chinese_in("TITLE = '批次'")) == ["批次"]


def test_the_chinese_words_agree_with_the_glossary() -> None:
    strings = [str(one.string[0] if isinstance(one.string, tuple) else one.string) for one in read_chinese()]
    assert [f"{text}: {bad}" for text in strings for bad in rejected_in(text)] == []


def test_a_planted_dictionary_word_is_seen() -> None:
    assert rejected_in("这笔工单") == ["工单 instead of 生产单"]
    assert rejected_in("这张生产单") == []


def test_the_glossary_rejects_none_of_its_own_words() -> None:
    assert [bad for one in TERMS for bad in rejected_in(one.zh + one.note_zh)] == []
    assert len({one.en for one in TERMS}) == len(TERMS)


def test_the_written_glossary_is_the_one_of_the_page() -> None:
    assert (ROOT / "docs" / "glossary.md").read_text() == as_markdown()
